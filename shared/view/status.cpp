#include <algorithm>
#include <utility>

#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"
#include "shared/view/widget.h"

namespace laurel::view {
namespace {

constexpr std::size_t movements_shown = 5;
constexpr std::size_t reference_characters_max = 32;

struct Kind {
    std::string_view kind;
    Message reason;
};

constexpr Kind kinds[] = {
    {loyalty::points_earned, Message::movement_earned},
    {loyalty::points_opened, Message::movement_opened},
    {loyalty::points_restored, Message::movement_restored},
    {loyalty::points_expired, Message::movement_expired},
    {loyalty::points_clawed_back, Message::movement_clawed_back},
    {loyalty::points_adjusted, Message::movement_adjusted},
    {loyalty::points_held, Message::movement_held},
    {loyalty::points_spent, Message::movement_spent},
    {loyalty::hold_voided, Message::movement_hold_voided},
    {loyalty::hold_timed_out, Message::movement_hold_timed_out},
    {loyalty::deficit_settled, Message::movement_deficit_settled},
};

const Kind* kind_of(const loyalty::Movement& movement) {
    const auto* found =
        std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& k) { return k.kind == movement.kind; });
    return found == std::end(kinds) ? nullptr : found;
}

Node strong(std::string text) { return std::move(Node(Tag::strong).text(std::move(text))); }

Node date_node(Locale locale, Date date) {
    return std::move(Node(Tag::time).attribute("datetime", write_date(date)).text(format_date(locale, date)));
}

// The sentence as text, with an element in each of its places.
void say(Node& node, Locale locale, Message message, std::initializer_list<Node> arguments = {},
         std::int64_t count = 0) {
    for (const Piece& piece : pieces_of(locale, message, count)) {
        const auto index = static_cast<std::size_t>(piece.place);
        if (piece.place < 0) {
            node.text(std::string(piece.text));
        } else if (index < arguments.size()) {
            node.child(arguments.begin()[index]);
        }
    }
}

std::string shortened(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool starts_character = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (starts_character && ++characters > reference_characters_max) return std::string(text.substr(0, at)) + "…";
    }
    return std::string(text);
}

// The widget in the making: what every part of it needs.
struct Drawing {
    const loyalty::Settings& settings;
    const StatusQuery& query;
    std::int64_t now_ms;
    const Value& facts;

    Locale locale() const { return query.locale; }
    Date date_at(std::int64_t instant_ms) const { return local_date(settings.zone, instant_ms); }

    Node note(std::string_view name, Message message, std::int64_t points, std::optional<Date> date = {}) const {
        Node item(Tag::li, "laurel-status__note laurel-status__note--" + std::string(name));
        item.key(std::string(name));
        const Node number = strong(format_integer(locale(), points));
        if (date) {
            say(item, locale(), message, {number, date_node(locale(), *date)}, points);
        } else {
            say(item, locale(), message, {number}, points);
        }
        return item;
    }

    // Points that expire at an instant were good through the day before it.
    Node expiring_note(const loyalty::MemberState& member, const loyalty::Balance& balance) const {
        const std::int64_t first_ms = balance.next_expiry_at_ms;
        const loyalty::Balance first = loyalty::balance_at(member, now_ms, first_ms - now_ms);
        const bool all_at_once = first.expiring_soon == balance.expiring_soon;
        return note("expiring", all_at_once ? Message::points_expiring : Message::points_expiring_first,
                    balance.expiring_soon, date_at(first_ms - 1));
    }

    Node notes(const loyalty::MemberState& member, const loyalty::Balance& balance) const {
        Node list(Tag::ul, "laurel-status__notes");
        if (balance.available < 0) list.child(note("owed", Message::points_owed, -balance.available));
        if (balance.pending > 0) {
            list.child(
                note("pending", Message::points_pending, balance.pending, date_at(balance.next_available_at_ms)));
        }
        if (balance.reserved > 0) list.child(note("reserved", Message::points_reserved, balance.reserved));
        if (balance.expiring_soon > 0) list.child(expiring_note(member, balance));
        return list;
    }

    // What the cart earns, else what the programme pays.
    Node cart_line(const loyalty::MemberState& member) const {
        Node line(Tag::p, "laurel-status__cart");
        line.key("cart");
        const Result<loyalty::CartEarning> earning = cart_points(member);
        if (query.cart && earning && earning->confirm_at_edge) {
            say(line, locale(), Message::cart_asks);
        } else if (!query.cart || !earning) {
            rate(line);
        } else if (earning->points == 0) {
            say(line, locale(), Message::cart_earns_nothing);
        } else {
            const Message message = query.member.empty() ? Message::sign_in_cart : Message::cart_earns;
            say(line, locale(), message, {strong(format_integer(locale(), earning->points))}, earning->points);
        }
        return line;
    }

    void rate(Node& line) const {
        if (!settings.plain_rate) return say(line, locale(), Message::earning_many);
        const loyalty::PlainRate& paid = *settings.plain_rate;
        say(line, locale(), Message::earning_rate,
            {strong(format_money(locale(), paid.per_minor, settings.currency)),
             strong(format_integer(locale(), paid.points))},
            paid.points);
    }

    // The main points that the cart would earn if it were ordered now.
    Result<loyalty::CartEarning> cart_points(const loyalty::MemberState& member) const {
        if (!query.cart || settings.kit == nullptr) return loyalty::CartEarning{};
        return settings.kit->cart(settings, *query.cart, member, now_ms, facts, loyalty::main_point_kind);
    }

    Node movement(const loyalty::Movement& movement, Message reason) const {
        const std::string version = std::to_string(movement.version);
        Node item(Tag::li, "laurel-status__movement");
        item.key(version);
        item.child(std::move(Node(Tag::span).text(text_of(locale(), reason)))).text(" ");
        item.child(strong(format_signed(locale(), movement.points))).text(" ");
        const std::string reference = shortened(query.references.string_at(version));
        if (!reference.empty()) {
            const bool is_order = movement.subject.starts_with("order/");
            const std::string text = is_order ? text_of(locale(), Message::order_reference, {reference}) : reference;
            item.child(std::move(Node(Tag::span).text(text))).text(" ");
        }
        return std::move(item.child(date_node(locale(), date_at(movement.at_ms))));
    }

    void movements(Node& section, const loyalty::MemberState& member) const {
        section.child(std::move(Node(Tag::h3, "laurel-status__subheading")
                                    .key("movements-heading")
                                    .text(text_of(locale(), Message::movements_heading))));
        Node list(Tag::ul, "laurel-status__movements");
        for (auto it = member.movements.rbegin(); it != member.movements.rend(); ++it) {
            const Kind* kind = kind_of(*it);
            if (kind != nullptr && list.children().size() < movements_shown) list.child(movement(*it, kind->reason));
        }
        if (list.children().empty()) {
            Node none(Tag::p, "laurel-status__none");
            section.child(std::move(none.key("none").text(text_of(locale(), Message::movements_none))));
        } else {
            section.child(std::move(list.key("movements")));
        }
    }

    // Laid out so that nothing below moves when the note shows: the page unhides it when the edge can't be reached.
    Node header() const {
        Node row(Tag::header, "laurel-status__header");
        row.child(std::move(Node(Tag::h2, "laurel-status__heading").text(text_of(locale(), Message::status_heading))));
        Node stale(Tag::span, "laurel-status__stale");
        return std::move(
            row.child(std::move(stale.attribute("hidden", "").text(text_of(locale(), Message::status_stale)))));
    }

    Node balance_line(std::int64_t available) const {
        Node line(Tag::output, "laurel-status__balance");
        line.key("balance").attribute("aria-live", "polite");
        say(line, locale(), Message::points_available, {strong(format_integer(locale(), available))}, available);
        return line;
    }
};

Node section_in(Locale locale, std::string_view class_name) {
    return std::move(Node(Tag::section, class_name).attribute("lang", std::string(language_tag(locale))));
}

}  // namespace

bool asks_edge(const Program& program, const States& states, const StatusQuery& query, const Context& context) {
    const loyalty::EarningKit* kit = program.loyalty.kit;
    if (!query.cart || kit == nullptr) return false;
    const State* state = states.find(query.member);
    const auto* member = state == nullptr ? nullptr : std::get_if<loyalty::MemberState>(state);
    const auto earning = kit->cart(program.loyalty, *query.cart, member != nullptr ? *member : loyalty::MemberState{},
                                   context.now_ms, context.facts, loyalty::main_point_kind);
    return earning && earning->confirm_at_edge;
}

Node status(const Program& program, const States& states, const StatusQuery& query, const Context& context) {
    const Drawing drawing{program.loyalty, query, context.now_ms, context.facts};
    if (query.member.empty()) {
        Node section = section_in(query.locale, "laurel-status laurel-status--guest");
        section.child(drawing.header());
        Node invitation(Tag::p, "laurel-status__invitation");
        section.child(std::move(invitation.key("invitation").text(text_of(query.locale, Message::sign_in))));
        return std::move(section.child(drawing.cart_line({})));
    }
    const State* state = states.find(query.member);
    const auto* known = state == nullptr ? nullptr : std::get_if<loyalty::MemberState>(state);
    const loyalty::MemberState member =
        known == nullptr ? loyalty::MemberState{} : loyalty::state_at(*known, context.now_ms);
    const loyalty::Balance balance =
        loyalty::balance_at(member, context.now_ms, program.loyalty.main_kind().expiring_soon_days * day_ms);

    Node section = section_in(query.locale, "laurel-status");
    section.child(drawing.header()).child(drawing.balance_line(balance.available)).child(drawing.cart_line(member));
    Node notes = drawing.notes(member, balance);
    if (!notes.children().empty()) section.child(std::move(notes.key("notes")));
    drawing.movements(section, member);
    return section;
}

}  // namespace laurel::view
