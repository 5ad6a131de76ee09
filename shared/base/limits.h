#pragma once
// Every limit on what comes from outside, in one place. All of them are checked, none is assumed.
#include <cstddef>
#include <cstdint>

namespace laurel {

// Points and money: integers that every JSON reader keeps exact (2^53 - 1).
inline constexpr std::int64_t integer_max = 9007199254740991;

inline constexpr std::size_t json_bytes_max = 1024 * 1024;
inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t json_nodes_max = 200'000;

// A rule's operators nest by two levels each, more deeply than documents do.
inline constexpr std::size_t rule_depth_max = 64;
inline constexpr std::size_t rule_nodes_max = 10'000;

inline constexpr std::size_t identifier_bytes_max = 128;
inline constexpr std::size_t text_bytes_max = 2000;

inline constexpr std::size_t order_lines_max = 2000;
inline constexpr std::size_t orders_per_batch_max = 100;
inline constexpr std::size_t refunds_per_order_max = 1000;
inline constexpr std::size_t open_lots_max = 20'000;
inline constexpr std::size_t open_holds_max = 100;
inline constexpr std::size_t codes_per_checkout_max = 20;
inline constexpr std::size_t movements_kept = 10;

// Of a cap: how many periods back late orders are still counted right.
inline constexpr std::size_t cap_periods_kept = 3;
// How long what a member did each day is kept for the windows of tiers.
inline constexpr std::int64_t totals_days_kept = 800;

// How far a shop's clock may run ahead of the edge's before "in the future" is an error.
inline constexpr std::int64_t clock_skew_ms_max = 5 * 60 * 1000;

}  // namespace laurel
