#include "shared/view/messages.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"

using namespace laurel;
using namespace laurel::view;

TEST_CASE("a language tag chooses the catalogue; English stands in for every other language") {
    for (const char* tag : {"zh", "zh-CN", "ZH-cn", "zh-Hans-CN", "zh_CN"}) CHECK(locale_of(tag) == Locale::zh_cn);
    for (const char* tag : {"en", "en-GB", "de", "", "z", "zhx", "zhuang"}) CHECK(locale_of(tag) == Locale::en);
    CHECK(language_tag(Locale::en) == "en");
    CHECK(language_tag(Locale::zh_cn) == "zh-CN");
}

TEST_CASE("every message has words in every language, and both forms name the same places") {
    for (std::size_t i = 0; i < static_cast<std::size_t>(Message::count_); ++i) {
        CAPTURE(i);
        const auto message = static_cast<Message>(i);
        std::vector<std::vector<int>> places;
        for (const Locale locale : {Locale::en, Locale::zh_cn}) {
            for (const std::int64_t count : {1, 2}) {
                CHECK_FALSE(text_of(locale, message, {"x", "y"}, count).empty());
                auto& row = places.emplace_back();
                for (const Piece& piece : pieces_of(locale, message, count)) {
                    if (piece.place >= 0) row.push_back(piece.place);
                }
            }
        }
        for (const auto& row : places) CHECK(row == places.front());
    }
}

TEST_CASE("places are filled in, and a missing argument leaves nothing behind") {
    CHECK(text_of(Locale::en, Message::points_pending, {"120", "1 Dec 2026"}, 120) ==
          "120 points on their way, from 1 Dec 2026");
    CHECK(text_of(Locale::en, Message::order_reference, {"{0}"}) == "Order {0}");
    CHECK(text_of(Locale::en, Message::order_reference) == "Order ");
    CHECK(text_of(Locale::zh_cn, Message::cart_earns, {"12"}, 12) == "此购物车可得 12 积分");
}

TEST_CASE("English says one point and two points") {
    CHECK(text_of(Locale::en, Message::points_available, {"1"}, 1) == "1 point");
    CHECK(text_of(Locale::en, Message::points_available, {"0"}, 0) == "0 points");
    CHECK(text_of(Locale::en, Message::points_available, {"−1"}, -1) == "−1 points");
}

TEST_CASE("integers are grouped by thousands") {
    CHECK(format_integer(Locale::en, 0) == "0");
    CHECK(format_integer(Locale::en, 999) == "999");
    CHECK(format_integer(Locale::en, 1000) == "1,000");
    CHECK(format_integer(Locale::zh_cn, -1234567) == "−1,234,567");
    CHECK(format_integer(Locale::en, integer_max) == "9,007,199,254,740,991");
    CHECK(format_integer(Locale::en, INT64_MIN) == "−9,223,372,036,854,775,808");
    CHECK(format_signed(Locale::en, 120) == "+120");
    CHECK(format_signed(Locale::en, -1500) == "−1,500");
    CHECK(format_signed(Locale::en, 0) == "0");
}

TEST_CASE("dates are written as each language writes them") {
    CHECK(format_date(Locale::en, {2026, 11, 22}) == "22 Nov 2026");
    CHECK(format_date(Locale::en, {2027, 5, 1}) == "1 May 2027");
    CHECK(format_date(Locale::zh_cn, {2026, 1, 2}) == "2026年1月2日");
}

TEST_CASE("money carries the symbol that the language's readers know") {
    struct Row {
        std::int64_t amount_minor;
        const char* currency;
        const char* en;
        const char* zh_cn;
    };
    const Row rows[] = {
        {1250, "GBP", "£12.50", "£12.50"},
        {5, "GBP", "£0.05", "£0.05"},
        {0, "EUR", "€0.00", "€0.00"},
        {123456789, "USD", "$1,234,567.89", "US$1,234,567.89"},
        {1200, "JPY", "¥1,200", "JP¥1,200"},
        {120000, "CNY", "CN¥1,200.00", "¥1,200.00"},
        {1250, "KWD", "KWD\u00A01.250", "KWD\u00A01.250"},
        {1250, "CHF", "CHF\u00A012.50", "CHF\u00A012.50"},
        {1250, "XQZ", "XQZ\u00A012.50", "XQZ\u00A012.50"},
        {-1250, "GBP", "−£12.50", "−£12.50"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.currency);
        CHECK(format_money(Locale::en, row.amount_minor, row.currency) == row.en);
        CHECK(format_money(Locale::zh_cn, row.amount_minor, row.currency) == row.zh_cn);
    }
}
