#include "tests/support/tiers.h"

#include <doctest/doctest.h>

#include <sstream>

#include "shared/loyalty/events.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel {
namespace {

std::int64_t instant_in(const std::string& text) {
    return at(text.find('T') == std::string::npos ? text + "T00:00:00Z" : text + ":00Z");
}

std::string tier_now(const Shop& shop) {
    const State* state = shop.states.find(Shop::ann);
    const auto* member = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    return member != nullptr ? std::string(loyalty::tier_of(shop.program.loyalty, *member, shop.now_ms)) : "";
}

void carry_out(Shop& shop, const std::string& step) {
    std::istringstream words(step);
    std::string when, what, id, placed;
    std::int64_t pounds = 0;
    words >> when >> what >> id >> pounds >> placed;
    shop.now_ms = instant_in(when);
    const std::string implied = tier_now(shop);
    if (what == "order") {
        REQUIRE(shop.place(id, pounds * 100, placed.empty() ? shop.now_ms : instant_in(placed)).ok());
    } else if (what == "refund") {
        REQUIRE(shop.refund(id, when, pounds * 100).ok());
    } else {
        REQUIRE(what == "look");
        REQUIRE(shop.give_facts("{}").ok());
        CHECK_MESSAGE(tier_now(shop) == implied, step);
    }
}

}  // namespace

Value document_with_tiers(std::string_view policy) {
    Value document = document_for_test();
    set_at(document, "/tiers",
           R"({"levels": [
        {"id": "silver", "name": {"en": "Silver"}, "thresholds": {"spend_minor": 10000}},
        {"id": "gold", "name": {"en": "Gold"}, "thresholds": {"spend_minor": 30000}},
        {"id": "vip", "name": {"en": "VIP"}, "invitation_only": true}], )" +
               std::string(policy) + "}");
    return document;
}

std::string date_text(std::int64_t instant_ms) {
    const std::string text = write_instant(instant_ms);
    return text.ends_with("T00:00:00Z") ? text.substr(0, 10) : text;
}

std::string tier_changes(const std::vector<Event>& events) {
    std::string changes;
    for (const Event& event : events) {
        if (event.kind != loyalty::tier_changed && event.kind != loyalty::tier_invitation_changed) continue;
        const std::string_view to = event.data.string_at("to");
        changes += (changes.empty() ? "" : "; ") + date_text(event.effective_at_ms) + " " +
                   std::string(event.data.string_at("reason")) + " " + (to.empty() ? "none" : std::string(to));
        const std::int64_t until_ms = event.data.integer_at("until_ms", instant_ms_max);
        if (until_ms != instant_ms_max) changes += " until " + date_text(until_ms);
    }
    return changes;
}

std::string tier_story(Shop& shop, std::initializer_list<const char*> steps) {
    const std::size_t before = shop.log.size();
    for (const char* step : steps) carry_out(shop, step);
    return tier_changes({shop.log.begin() + static_cast<std::ptrdiff_t>(before), shop.log.end()});
}

}  // namespace laurel
