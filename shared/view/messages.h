#pragma once
// The catalogue of what widgets say, in every language, and the formats of numbers, money and dates in each.
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace laurel::view {

enum class Locale { en, zh_cn };

// "zh", "zh-CN", "zh-Hans-CN" are zh_cn; everything else is en.
Locale locale_of(std::string_view language_tag);
std::string_view language_tag(Locale locale);

enum class Message {
    status_heading,
    status_stale,
    points_available,       // {0} points
    points_pending,         // {0} points, from {1}
    points_reserved,        // {0} points
    points_expiring,        // {0} points, through {1}
    points_expiring_first,  // {0} points, the first of them through {1}
    points_owed,            // {0} points
    earning_rate,           // {0} money, {1} points
    cart_earns,             // {0} points
    cart_earns_nothing,
    cart_asks,
    earning_many,
    sign_in,
    sign_in_cart,  // {0} points
    movements_heading,
    movements_none,
    order_reference,  // {0} the shop's order number
    movement_earned,
    movement_opened,
    movement_restored,
    movement_expired,
    movement_clawed_back,
    movement_adjusted,
    movement_held,
    movement_spent,
    movement_hold_voided,
    movement_hold_timed_out,
    movement_deficit_settled,
    count_  // not a message: how many there are
};

// A stretch of a sentence: text, or the place of an argument.
struct Piece {
    std::string_view text;
    int place = -1;  // 0 for {0}; -1 for text
};

// The sentence in pieces; where English has two forms, the one for `count`.
std::vector<Piece> pieces_of(Locale locale, Message message, std::int64_t count = 0);
// The sentence with {0}, {1} filled in; a place without an argument stays empty.
std::string text_of(Locale locale, Message message, std::initializer_list<std::string_view> arguments = {},
                    std::int64_t count = 0);

// 12,345 in both languages; a minus is U+2212.
std::string format_integer(Locale locale, std::int64_t value);
// +120, −50, 0: with its sign.
std::string format_signed(Locale locale, std::int64_t value);
// 22 Nov 2026 / 2026年11月22日
std::string format_date(Locale locale, Date date);
// £12.50 / ¥1,200: the symbol that the language's readers know, else the code before the number ("CHF 12.50"). A code
// that base/money.h does not know is written with two digits.
std::string format_money(Locale locale, std::int64_t amount_minor, std::string_view currency);

}  // namespace laurel::view
