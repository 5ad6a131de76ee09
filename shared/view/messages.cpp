#include "shared/view/messages.h"

#include <array>
#include <cstddef>

#include "shared/base/money.h"

namespace laurel::view {
namespace {

struct Texts {
    Message message;
    std::string_view en;
    std::string_view en_one;  // for a count of 1; empty when it is the same
    std::string_view zh_cn;
};

constexpr std::size_t message_count = static_cast<std::size_t>(Message::count_);

constexpr std::array<Texts, message_count> catalogue{{
    {Message::status_heading, "Your points", "", "我的积分"},
    {Message::status_stale, "Not up to date", "", "暂未更新"},
    {Message::points_available, "{0} points", "{0} point", "{0} 积分"},
    {Message::points_pending, "{0} points on their way, from {1}", "{0} point on its way, from {1}",
     "{0} 积分即将到账，{1}起可用"},
    {Message::points_reserved, "{0} points set aside at checkout", "{0} point set aside at checkout",
     "{0} 积分已在结账时预留"},
    {Message::points_expiring, "{0} points valid through {1}", "{0} point valid through {1}", "{0} 积分有效期至 {1}"},
    {Message::points_expiring_first, "{0} points expire soon, the first are valid through {1}", "",
     "{0} 积分即将到期，最早一批有效期至 {1}"},
    {Message::points_owed, "{0} points owed: the next ones you earn settle them",
     "{0} point owed: the next one you earn settles it", "尚欠 {0} 积分，将由之后获得的积分抵扣"},
    {Message::earning_rate, "Every {0} earns {1} points", "Every {0} earns {1} point", "每消费 {0} 可得 {1} 积分"},
    {Message::cart_earns, "This cart earns {0} points", "This cart earns {0} point", "此购物车可得 {0} 积分"},
    {Message::cart_earns_nothing, "This cart earns no points yet", "", "此购物车暂不产生积分"},
    {Message::cart_asks, "Working out what this cart earns", "", "正在计算此购物车可得积分"},
    {Message::earning_many, "Your orders earn points", "", "购物即可累积积分"},
    {Message::sign_in, "Sign in to see and collect your points", "", "登录后即可查看并累积积分"},
    {Message::sign_in_cart, "This cart would earn you {0} points", "This cart would earn you {0} point",
     "登录后，此购物车可为您累积 {0} 积分"},
    {Message::movements_heading, "Recent activity", "", "最近变动"},
    {Message::movements_none, "Nothing yet. Your first order starts this list.", "",
     "暂无记录，首笔订单后将显示在这里。"},
    {Message::order_reference, "Order {0}", "", "订单 {0}"},
    {Message::movement_earned, "Earned", "", "获得"},
    {Message::movement_opened, "Brought along", "", "原有积分转入"},
    {Message::movement_restored, "Given back: redemption cancelled", "", "兑换已取消，已退回"},
    {Message::movement_expired, "Expired", "", "到期"},
    {Message::movement_clawed_back, "Taken back after a refund", "", "退款扣回"},
    {Message::movement_adjusted, "Adjusted by the shop", "", "商家调整"},
    {Message::movement_held, "Set aside at checkout", "", "结账预留"},
    {Message::movement_spent, "Spent", "", "已使用"},
    {Message::movement_hold_voided, "Given back", "", "已退回"},
    {Message::movement_hold_timed_out, "Given back: checkout ran out of time", "", "结账超时，已退回"},
    {Message::movement_deficit_settled, "Settled points owed", "", "抵扣欠分"},
}};

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < message_count; ++i) {
        if (static_cast<std::size_t>(catalogue[i].message) != i) return false;
    }
    return true;
}
static_assert(is_in_order(), "the catalogue has one row a message, in the order of Message");

constexpr std::string_view months_en[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Symbol {
    std::string_view currency;
    std::string_view en;
    std::string_view zh_cn;
};

// As the Unicode CLDR has them; any other currency goes by its code.
constexpr Symbol symbols[] = {
    {"AUD", "A$", "AU$"},  {"BRL", "R$", "R$"},   {"CAD", "CA$", "CA$"}, {"CNY", "CN¥", "¥"}, {"EUR", "€", "€"},
    {"GBP", "£", "£"},     {"HKD", "HK$", "HK$"}, {"INR", "₹", "₹"},     {"JPY", "¥", "JP¥"}, {"KRW", "₩", "₩"},
    {"MXN", "MX$", "MX$"}, {"NZD", "NZ$", "NZ$"}, {"TWD", "NT$", "NT$"}, {"USD", "$", "US$"},
};

constexpr std::string_view minus = "\u2212";

std::string symbol_of(Locale locale, std::string_view currency) {
    for (const Symbol& symbol : symbols) {
        if (symbol.currency == currency) return std::string(locale == Locale::en ? symbol.en : symbol.zh_cn);
    }
    return std::string(currency) + "\u00A0";
}

std::uint64_t magnitude(std::int64_t value) {
    return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string grouped(std::uint64_t value) {
    const std::string digits = std::to_string(value);
    std::string result;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) result += ',';
        result += digits[i];
    }
    return result;
}

bool is_place(std::string_view text, std::size_t at) {
    return at + 2 < text.size() && text[at] == '{' && text[at + 1] >= '0' && text[at + 1] <= '9' && text[at + 2] == '}';
}

std::string_view sentence_of(Locale locale, Message message, std::int64_t count) {
    const Texts& texts = catalogue[static_cast<std::size_t>(message)];
    if (locale == Locale::zh_cn) return texts.zh_cn;
    return count == 1 && !texts.en_one.empty() ? texts.en_one : texts.en;
}

}  // namespace

Locale locale_of(std::string_view tag) {
    const bool is_chinese = tag.size() >= 2 && (tag[0] | 0x20) == 'z' && (tag[1] | 0x20) == 'h';
    const bool ends = tag.size() == 2 || (tag.size() > 2 && (tag[2] == '-' || tag[2] == '_'));
    return is_chinese && ends ? Locale::zh_cn : Locale::en;
}

std::string_view language_tag(Locale locale) { return locale == Locale::en ? "en" : "zh-CN"; }

std::vector<Piece> pieces_of(Locale locale, Message message, std::int64_t count) {
    const std::string_view sentence = sentence_of(locale, message, count);
    std::vector<Piece> pieces;
    std::size_t start = 0;
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        if (!is_place(sentence, at)) continue;
        if (at > start) pieces.push_back({sentence.substr(start, at - start)});
        pieces.push_back({{}, sentence[at + 1] - '0'});
        start = at + 3;
    }
    if (start < sentence.size()) pieces.push_back({sentence.substr(start)});
    return pieces;
}

std::string text_of(Locale locale, Message message, std::initializer_list<std::string_view> arguments,
                    std::int64_t count) {
    std::string text;
    for (const Piece& piece : pieces_of(locale, message, count)) {
        const auto index = static_cast<std::size_t>(piece.place);
        text += piece.place < 0 ? piece.text : index < arguments.size() ? arguments.begin()[index] : "";
    }
    return text;
}

std::string format_integer(Locale, std::int64_t value) {
    return value < 0 ? std::string(minus) + grouped(magnitude(value)) : grouped(magnitude(value));
}

std::string format_signed(Locale locale, std::int64_t value) {
    return value > 0 ? "+" + format_integer(locale, value) : format_integer(locale, value);
}

std::string format_date(Locale locale, Date date) {
    const std::string year = std::to_string(date.year);
    const std::string day = std::to_string(date.day);
    if (locale == Locale::zh_cn) return year + "年" + std::to_string(date.month) + "月" + day + "日";
    return day + " " + std::string(months_en[date.month - 1]) + " " + year;
}

std::string format_money(Locale locale, std::int64_t amount_minor, std::string_view currency) {
    const int known_digits = currency_digits(currency);
    const int digits = known_digits < 0 ? 2 : known_digits;
    std::uint64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    std::string text = amount_minor < 0 ? std::string(minus) : "";
    text += symbol_of(locale, currency) + grouped(magnitude(amount_minor) / unit);
    if (digits == 0) return text;
    const std::string fraction = std::to_string(magnitude(amount_minor) % unit);
    return text + "." + std::string(static_cast<std::size_t>(digits) - fraction.size(), '0') + fraction;
}

}  // namespace laurel::view
