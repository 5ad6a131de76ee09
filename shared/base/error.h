#pragma once
// The one table of error codes. The core says what is wrong and where; sentences for people, HTTP statuses and
// documentation links for each code live at the edge (edge/errors.cpp).
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

// name, as it goes over the wire. Codes are for ever: add at the end, never rename or reuse.
#define LAUREL_ERROR_CODES(X)       \
    X(json_syntax)                  \
    X(json_too_large)               \
    X(json_too_deep)                \
    X(json_duplicate_key)           \
    X(json_invalid_utf8)            \
    X(number_not_integer)           \
    X(number_out_of_range)          \
    X(wrong_type)                   \
    X(unknown_field)                \
    X(missing_field)                \
    X(value_not_allowed)            \
    X(text_too_short)               \
    X(text_too_long)                \
    X(list_too_long)                \
    X(invalid_identifier)           \
    X(invalid_instant)              \
    X(instant_in_future)            \
    X(unknown_currency)             \
    X(currency_mismatch)            \
    X(amount_overflow)              \
    X(duplicate_identifier)         \
    X(unknown_command)              \
    X(state_unreadable)             \
    X(order_unknown)                \
    X(order_id_reused)              \
    X(refund_id_reused)             \
    X(refund_exceeds_order)         \
    X(line_unknown)                 \
    X(member_unknown)               \
    X(member_erased)                \
    X(insufficient_points)          \
    X(below_minimum_redemption)     \
    X(redemption_unknown)           \
    X(redemption_id_reused)         \
    X(redemption_already_captured)  \
    X(redemption_already_voided)    \
    X(redemption_timed_out)         \
    X(too_many_open_lots)           \
    X(too_many_open_holds)          \
    X(too_many_refunds)             \
    X(idempotency_key_missing)      \
    X(idempotency_key_reused)       \
    X(version_conflict)             \
    X(route_unknown)                \
    X(method_not_allowed)           \
    X(media_type_unsupported)       \
    X(length_required)              \
    X(body_too_large)               \
    X(uri_too_long)                 \
    X(header_invalid)               \
    X(token_missing)                \
    X(token_invalid)                \
    X(token_expired)                \
    X(scope_missing)                \
    X(store_unknown)                \
    X(origin_not_allowed)           \
    X(rate_limited)                 \
    X(program_missing)              \
    X(program_version_stale)        \
    X(widget_unknown)               \
    X(storage_full)                 \
    X(storage_failed)               \
    X(overloaded)                   \
    X(chain_broken)                 \
    X(tree_mismatch)                \
    X(state_mismatch)               \
    X(postings_unbalanced)          \
    X(balance_mismatch)             \
    X(drain_order_broken)           \
    X(hold_resolved_twice)          \
    X(clawback_mismatch)            \
    X(personal_part_mismatch)       \
    X(internal_error)               \
    X(request_incomplete)           \
    X(rule_too_large)               \
    X(rule_arguments_invalid)       \
    X(rule_not_a_number)            \
    X(rule_operator_unknown)        \
    X(rule_thrown)                  \
    X(rule_budget_exceeded)         \
    X(action_unknown)               \
    X(action_id_reused)             \
    X(redemption_not_captured)      \
    X(redemption_already_cancelled) \
    X(reward_unknown)               \
    X(reward_not_open)              \
    X(reward_tier_required)         \
    X(reward_condition_unmet)       \
    X(reward_limit_reached)         \
    X(reward_out_of_stock)          \
    X(reward_cart_unfit)            \
    X(campaign_unknown)             \
    X(coupon_unknown)               \
    X(coupon_id_reused)             \
    X(coupon_not_applicable)        \
    X(coupon_already_used)          \
    X(coupon_in_use)                \
    X(checkout_unknown)             \
    X(checkout_already_committed)   \
    X(checkout_already_released)    \
    X(checkout_timed_out)           \
    X(coupon_mistyped)              \
    X(benefit_not_included)         \
    X(benefit_used_up)

enum class ErrorCode {
#define X(name) name,
    LAUREL_ERROR_CODES(X)
#undef X
};

// The wire name of a code, such as "json_syntax".
std::string_view name_of(ErrorCode code);

// What is wrong (code), where (path: an RFC 6901 JSON Pointer into the document at fault, "" for the whole), what stood
// there and what is allowed there instead; found and allowed may be empty.
struct Error {
    ErrorCode code = ErrorCode::internal_error;
    std::string path;
    std::string found;
    std::string allowed;

    bool operator==(const Error&) const = default;
};

using Errors = std::vector<Error>;

// "found -3; allowed: an integer from 1 to 1000000": the part that the core can say without knowing its reader.
std::string message_of(const Error& error);

// The text in quotes, for `found`; cut after 60 bytes, at a character's end.
std::string quoted(std::string_view text);

// path + "/" + name with ~ and / escaped as RFC 6901 says.
std::string child_path(std::string_view path, std::string_view name);
std::string child_path(std::string_view path, std::size_t index);

}  // namespace laurel
