#include <doctest/doctest.h>

#include "shared/loyalty/events.h"
#include "shared/loyalty/order_document.h"
#include "shared/view/widget.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::view;

namespace {

constexpr std::string_view member_name = "member/01";

const std::int64_t now_ms = *read_instant("2026-11-22T12:00:00Z");

loyalty::Lot lot(std::int64_t id, std::int64_t points, std::string_view available_at, std::string_view expires_at) {
    loyalty::Lot lot;
    lot.id = id;
    lot.points = lot.remaining = points;
    lot.earned_at_ms = lot.available_at_ms = at(available_at);
    lot.expires_at_ms = at(expires_at);
    return lot;
}

// Of the first lot, until half an hour from now.
loyalty::Hold hold_of(std::int64_t points) {
    loyalty::Hold hold;
    hold.redemption = "redemption/1";
    hold.points = points;
    hold.times_out_at_ms = at("2026-11-22T12:30:00Z");
    hold.draws = {{1, points}};
    return hold;
}

std::optional<loyalty::Cart> cart_of(std::optional<std::int64_t> amount_minor) {
    return amount_minor ? std::optional(loyalty::cart_of_amount(*amount_minor)) : std::nullopt;
}

loyalty::MemberState member_with(std::vector<loyalty::Lot> lots) {
    loyalty::MemberState member;
    member.version = 9;
    member.clock_ms = at("2026-11-01T00:00:00Z");
    member.lots = std::move(lots);
    return member;
}

Node draw(const loyalty::MemberState& member, StatusQuery query = {}, const Program& program = program_for_test()) {
    States states;
    states.set(member_name, member);
    query.member = member_name;
    return status(program, states, query, {now_ms, ""});
}

Node draw_guest(StatusQuery query = {}, const Program& program = program_for_test()) {
    return status(program, {}, query, {now_ms, ""});
}

std::string text_in(const Node& node) {
    std::string text;
    for (const Node::Child& child : node.children()) {
        const auto* element = std::get_if<Node>(&child);
        text += element != nullptr ? text_in(*element) : std::get<std::string>(child);
    }
    return text;
}

std::string class_of(const Node& node) {
    for (const Attribute& attribute : node.attributes()) {
        if (attribute.name == "class") return attribute.value;
    }
    return "";
}

void collect(const Node& node, std::string_view class_name, std::vector<std::string>& texts) {
    const std::string padded = " " + class_of(node) + " ";
    if (padded.find(" " + std::string(class_name) + " ") != std::string::npos) texts.push_back(text_in(node));
    for (const Node::Child& child : node.children()) {
        if (const auto* element = std::get_if<Node>(&child)) collect(*element, class_name, texts);
    }
}

std::vector<std::string> texts_of(const Node& node, std::string_view class_name) {
    std::vector<std::string> texts;
    collect(node, class_name, texts);
    return texts;
}

using Texts = std::vector<std::string>;

// As the edge writes it, to measure: escapes text and attributes.
std::string html_of(const Node& node) {
    const auto escaped = [](std::string_view text) {
        std::string result;
        for (const char c : text) {
            result += c == '&'   ? "&amp;"
                      : c == '<' ? "&lt;"
                      : c == '>' ? "&gt;"
                      : c == '"' ? "&quot;"
                                 : std::string(1, c);
        }
        return result;
    };
    const std::string tag(name_of(node.tag()));
    std::string html = "<" + tag;
    for (const Attribute& attribute : node.attributes()) {
        html += " " + std::string(attribute.name) + "=\"" + escaped(attribute.value) + "\"";
    }
    html += ">";
    for (const Node::Child& child : node.children()) {
        const auto* element = std::get_if<Node>(&child);
        html += element != nullptr ? html_of(*element) : escaped(std::get<std::string>(child));
    }
    return html + "</" + tag + ">";
}

loyalty::Movement movement(std::int64_t version, std::string_view kind, std::int64_t points, std::string subject = "") {
    loyalty::Movement movement;
    movement.version = version;
    movement.kind = kind;
    movement.points = points;
    movement.at_ms = at("2026-11-20T23:30:00Z");
    movement.subject = std::move(subject);
    return movement;
}

}  // namespace

TEST_CASE("a member sees what can be spent now") {
    const auto member = member_with({lot(1, 1234, "2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z")});
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"1,234 points"});
    CHECK(texts_of(draw(member, {.locale = Locale::zh_cn}), "laurel-status__balance") == Texts{"1,234 积分"});
    CHECK(texts_of(draw(member), "laurel-status__note").empty());
}

TEST_CASE("a member without any events has nothing yet, and no error") {
    const Node drawn = status(program_for_test(), {}, {.member = "member/unknown"}, {now_ms, ""});
    CHECK(texts_of(drawn, "laurel-status__balance") == Texts{"0 points"});
    CHECK(texts_of(drawn, "laurel-status__none").size() == 1);
}

TEST_CASE("points on their way name the day they arrive") {
    const auto member = member_with({lot(1, 120, "2026-12-01T09:00:00Z", "2027-06-01T00:00:00Z")});
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"0 points"});
    CHECK(texts_of(draw(member), "laurel-status__note--pending") == Texts{"120 points on their way, from 1 Dec 2026"});
}

TEST_CASE("points that expire at midnight are valid through the day before, in the shop's time zone") {
    Program program = program_for_test();
    program.loyalty.zone.initial_offset_s = 8 * 3600;
    const auto member = member_with({lot(1, 1, "2026-01-01T00:00:00Z", "2026-11-30T16:00:00Z")});
    CHECK(texts_of(draw(member, {}, program), "laurel-status__note--expiring") ==
          Texts{"1 point valid through 30 Nov 2026"});
    CHECK(texts_of(draw(member, {.locale = Locale::zh_cn}, program), "laurel-status__note--expiring") ==
          Texts{"1 积分有效期至 2026年11月30日"});
}

TEST_CASE("points that expire on several days name the first of them") {
    const auto member = member_with({lot(1, 50, "2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
                                     lot(2, 70, "2026-01-02T00:00:00Z", "2026-12-05T00:00:00Z")});
    CHECK(texts_of(draw(member), "laurel-status__note--expiring") ==
          Texts{"120 points expire soon, the first are valid through 30 Nov 2026"});
}

TEST_CASE("points that expired by now are gone, whether or not that was posted") {
    const auto member = member_with({lot(1, 50, "2026-01-01T00:00:00Z", "2026-11-22T12:00:00Z")});
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"0 points"});
    CHECK(texts_of(draw(member), "laurel-status__note").empty());
}

TEST_CASE("points in a hold are set aside until it times out") {
    auto member = member_with({lot(1, 500, "2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z")});
    member.lots[0].reserved = 200;
    member.holds = {hold_of(200)};
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"300 points"});
    CHECK(texts_of(draw(member), "laurel-status__note--reserved") == Texts{"200 points set aside at checkout"});
    member.holds[0].times_out_at_ms = at("2026-11-22T11:59:59Z");
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"500 points"});
    CHECK(texts_of(draw(member), "laurel-status__note").empty());
}

TEST_CASE("points owed are said to be owed") {
    auto member = member_with({});
    member.accounts = {{.deficit = 1500}};
    CHECK(texts_of(draw(member), "laurel-status__balance") == Texts{"−1,500 points"});
    CHECK(texts_of(draw(member), "laurel-status__note--owed") ==
          Texts{"1,500 points owed: the next ones you earn settle them"});
}

TEST_CASE("the line about the cart says what the cart earns, else what the programme pays") {
    struct Row {
        std::optional<std::int64_t> cart_minor;
        const char* member;
        const char* guest;
    };
    const Row rows[] = {
        {std::nullopt, "Every £1.00 earns 1 point", "Every £1.00 earns 1 point"},
        {1299, "This cart earns 12 points", "This cart would earn you 12 points"},
        {199, "This cart earns 1 point", "This cart would earn you 1 point"},
        {99, "This cart earns no points yet", "This cart earns no points yet"},
        {0, "This cart earns no points yet", "This cart earns no points yet"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.member);
        CHECK(texts_of(draw({}, {.cart = cart_of(row.cart_minor)}), "laurel-status__cart") == Texts{row.member});
        CHECK(texts_of(draw_guest({.cart = cart_of(row.cart_minor)}), "laurel-status__cart") == Texts{row.guest});
    }
}

TEST_CASE("a cart beyond every number says what the programme pays") {
    Value document = document_for_test();
    set_at(document, "/earning/0/per_minor", "1");
    set_at(document, "/earning/0/points", "1000");
    const Program program = program_of(document);
    CHECK(texts_of(draw({}, {.cart = cart_of(integer_max)}, program), "laurel-status__cart") ==
          Texts{"Every £0.01 earns 1,000 points"});
}

TEST_CASE("somebody who is not signed in is invited, and sees nobody's points") {
    States states;
    states.set("", member_with({lot(1, 500, "2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z")}));
    const Node drawn = status(program_for_test(), states, {}, {now_ms, ""});
    CHECK(texts_of(drawn, "laurel-status__balance").empty());
    CHECK(texts_of(drawn, "laurel-status__invitation") == Texts{"Sign in to see and collect your points"});
}

TEST_CASE("movements are listed newest first, with what the shop calls their cause") {
    auto member = member_with({});
    member.movements = {
        movement(3, loyalty::points_earned, 120, "order/aa"),
        movement(4, loyalty::points_spent, -50, "redemption/bb"),
        movement(7, loyalty::points_adjusted, 5),
        movement(8, "member_joined", 0),
        movement(9, loyalty::points_clawed_back, -20, "order/aa"),
    };
    StatusQuery query;
    query.references = Object{{"3", "536365"}, {"7", "Sorry for the delay"}};
    CHECK(texts_of(draw(member, query), "laurel-status__movement") ==
          Texts{
              "Taken back after a refund −20 20 Nov 2026",
              "Adjusted by the shop +5 Sorry for the delay 20 Nov 2026",
              "Spent −50 20 Nov 2026",
              "Earned +120 Order 536365 20 Nov 2026",
          });
    query.locale = Locale::zh_cn;
    CHECK(texts_of(draw(member, query), "laurel-status__movement").back() == "获得 +120 订单 536365 2026年11月20日");
}

TEST_CASE("a long reference is cut at a character's end") {
    auto member = member_with({});
    member.movements = {movement(3, loyalty::points_adjusted, 5)};
    std::string reference;
    for (int i = 0; i < 33; ++i) reference += "歉";
    StatusQuery query;
    query.references = Object{{"3", reference}};
    const std::string text = texts_of(draw(member, query), "laurel-status__movement").front();
    CHECK(text == "Adjusted by the shop +5 " + reference.substr(0, 96) + "… 20 Nov 2026");
}

TEST_CASE("every list item has a key of its own") {
    auto member = member_with({lot(1, 50, "2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
                               lot(2, 70, "2026-12-02T00:00:00Z", "2027-12-05T00:00:00Z")});
    member.movements = {movement(3, loyalty::points_earned, 50), movement(4, loyalty::points_earned, 70)};
    const std::string json = draw(member).to_json();
    for (const char* key : {"pending", "expiring", "3", "4", "cart", "balance", "notes", "movements"}) {
        CAPTURE(key);
        const std::string quoted_key = "\"key\":\"" + std::string(key) + "\"";
        const std::size_t found = json.find(quoted_key);
        REQUIRE(found != std::string::npos);
        CHECK(json.find(quoted_key, found + 1) == std::string::npos);
    }
}

TEST_CASE("the fullest widget is at most 2 KB of HTML in either language") {
    auto member = member_with({lot(1, 123456, "2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
                               lot(2, 123456, "2026-01-02T00:00:00Z", "2026-12-05T00:00:00Z"),
                               lot(3, 123456, "2026-12-02T00:00:00Z", "2027-12-05T00:00:00Z")});
    member.lots[0].reserved = 1234;
    member.holds = {hold_of(1234)};
    Object references;
    for (std::int64_t version = 1; version <= 9; ++version) {
        member.movements.push_back(movement(version, loyalty::points_clawed_back, -123456, "order/aa"));
        references.set(std::to_string(version), "WEB-2026-00536365");
    }
    for (const Locale locale : {Locale::en, Locale::zh_cn}) {
        const std::string html =
            html_of(draw(member, {.locale = locale, .cart = cart_of(1234567), .references = references}));
        CAPTURE(html);
        CHECK(html.size() <= 2048);
        MESSAGE("fragment in " << std::string(language_tag(locale)) << ": " << html.size() << " bytes, limit 2048");
    }
}
