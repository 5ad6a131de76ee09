#include "tests/simulate/scenario.h"

#include "shared/base/time.h"
#include "tests/simulate/programmes.h"

namespace laurel::simulate {
namespace {

const std::string ann = "member/ann";
const std::int64_t begins_ms = 1735689600000;  // 2025-01-01

// What has been told so far, and where the story stands.
struct Teller {
    SeededRandom& random;
    std::int64_t now_ms = begins_ms;
    std::int64_t orders = 0;
    std::int64_t actions = 0;
    std::int64_t redemptions = 0;
    std::int64_t refunds = 0;
    std::vector<std::string> captured = {};  // redemptions that somebody asked to capture

    // Mostly now, often late, now and then in the future.
    std::int64_t some_time() {
        if (random.percent(1)) return now_ms + hour_ms;
        return now_ms - (random.percent(25) ? random.between(0, 40 * 24) * hour_ms : 0);
    }
    std::string kind() {
        constexpr const char* kinds[] = {"points", "points", "points", "stars", "stamps"};
        return random.percent(1) ? "moons" : kinds[random.below(5)];
    }
    // Mostly one that is there, of those some recent one.
    std::string known(std::string_view prefix, std::int64_t count) {
        const std::int64_t first = random.percent(70) ? std::max<std::int64_t>(count - 5, 0) : 0;
        return std::string(prefix) + std::to_string(random.percent(3) ? count + 9 : random.between(first, count));
    }
};

}  // namespace

Value random_line(SeededRandom& random) {
    struct Ware {
        const char* sku;
        const char* category;
        const char* brand;
        const char* kind;
    };
    constexpr Ware wares[] = {
        {"mug", "cups", "Kettle", ""}, {"assam", "tea", "Fern", ""}, {"oolong", "tea", "Kettle", ""},
        {"vase", "", "", ""},          {"mug", "cups", "Fern", ""},  {"post", "", "", "shipping"},
        {"card", "", "", "gift_card"}, {"wrap", "", "", "fee"},      {"vat", "", "", "tax"}};
    const Ware& ware = wares[random.percent(80) ? random.below(5) : random.below(9)];
    const std::int64_t amount_minor = random.percent(5) ? 0 : random.between(1, 1500);
    Object line{{"sku", ware.sku}, {"quantity", random.between(1, 5)}, {"amount_minor", amount_minor}};
    if (*ware.category != '\0') {
        Array categories{ware.category};
        if (random.percent(30)) categories.push_back("drinks");
        line.set("categories", std::move(categories));
    }
    if (*ware.brand != '\0') line.set("brand", ware.brand);
    if (*ware.kind != '\0') line.set("kind", ware.kind);
    if (random.percent(20)) line.set("tax_minor", random.between(0, amount_minor + (random.percent(3) ? 1 : 0)));
    return line;
}

namespace {

Value place_order(Teller& teller) {
    SeededRandom& random = teller.random;
    Array lines;
    std::int64_t total = 0;
    for (std::int64_t count = random.between(1, 4); count > 0; --count) {
        lines.push_back(random_line(random));
        total += lines.back().integer_at("amount_minor");
    }
    Object order{{"order", "order/" + std::to_string(++teller.orders)},
                 {"placed_at_ms", teller.some_time()},
                 {"currency", random.percent(1) ? "EUR" : "GBP"},
                 {"lines", std::move(lines)}};
    if (!random.percent(4)) order.set("member", ann);
    if (random.percent(12)) order.set("paid_with_points_minor", random.between(0, total + (random.percent(5) ? 1 : 0)));
    if (random.percent(40)) order.set("attributes", Object{{"channel", random.percent(50) ? "app" : "web"}});
    return order;
}

Value refund_order(Teller& teller) {
    SeededRandom& random = teller.random;
    Object refund{{"order", teller.known("order/", teller.orders)},
                  {"refund", "refund" + std::to_string(++teller.refunds)},
                  {"refunded_at_ms", teller.some_time()}};
    if (random.percent(50)) {
        refund.set("amount_minor", random.percent(15) ? random.between(1, 5000) : random.between(1, 900));
        return refund;
    }
    Array items;
    for (std::int64_t count = random.between(1, 2); count > 0; --count)
        items.push_back(
            Object{{"line", random.between(0, random.percent(5) ? 5 : 2)}, {"quantity", random.between(1, 3)}});
    refund.set("items", std::move(items));
    return refund;
}

Value reach_milestone(Teller& teller) {
    return Object{{"order", teller.known("order/", teller.orders)},
                  {"milestone", teller.random.percent(80) ? "delivered" : "packed"},
                  {"reached_at_ms", teller.some_time()}};
}

Value record_action(Teller& teller) {
    SeededRandom& random = teller.random;
    Object action{{"action", "action/" + std::to_string(++teller.actions)},
                  {"member", ann},
                  {"name", random.percent(60) ? "visit" : "review"},
                  {"acted_at_ms", teller.some_time()}};
    if (random.percent(30)) action.set("attributes", Object{{random.percent(8) ? "stars" : "kind", "glass"}});
    return action;
}

Value revoke_action(Teller& teller) { return Object{{"action", teller.known("action/", teller.actions)}}; }

Value open_account(Teller& teller) {
    SeededRandom& random = teller.random;
    Array lots;
    for (std::int64_t count = random.between(0, 3); count > 0; --count) {
        const std::int64_t earned_at_ms = teller.now_ms - random.between(0, 200 * 24) * hour_ms;
        Object lot{{"points", random.between(1, 25)}, {"point_kind", teller.kind()}, {"earned_at_ms", earned_at_ms}};
        if (random.percent(70)) lot.set("expires_at_ms", earned_at_ms + random.between(0, 400 * 24) * hour_ms);
        lots.push_back(std::move(lot));
    }
    Object opening{{"action", "action/" + std::to_string(++teller.actions)},
                   {"member", ann},
                   {"joined_at_ms", teller.now_ms - random.between(0, 100 * 24) * hour_ms},
                   {"lots", std::move(lots)},
                   {"source", "elsewhere"}};
    if (random.percent(30)) opening.set("deficit", random.between(1, 15));
    return opening;
}

Value give_facts(Teller& teller) {
    SeededRandom& random = teller.random;
    Object facts;
    if (random.percent(85))
        facts.set("birthday", Object{{"month", random.between(1, 12)}, {"day", random.between(1, 28)}});
    return Object{{"member", ann}, {"facts", std::move(facts)}};
}

Value extend_expiry(Teller& teller) {
    return Object{{"member", ann},
                  {"point_kind", teller.kind()},
                  {"expires_at_ms", teller.now_ms + teller.random.between(-24, 200 * 24) * hour_ms},
                  {"reason", "simulated"}};
}

Value hold_points(Teller& teller) {
    return Object{{"member", teller.random.percent(2) ? "member/zed" : ann},
                  {"redemption", "redemption/" + std::to_string(++teller.redemptions)},
                  {"point_kind", teller.kind()},
                  {"points", teller.random.between(1, 12)}};
}

Value resolve_hold(Teller& teller, std::string redemption) {
    const bool capture = teller.random.percent(70);
    if (capture) teller.captured.push_back(redemption);
    return Object{{"member", teller.random.percent(2) ? "member/zed" : ann},
                  {"redemption", std::move(redemption)},
                  {"capture", capture}};
}

Value resolve_any_hold(Teller& teller) { return resolve_hold(teller, teller.known("redemption/", teller.redemptions)); }

Value cancel_redemption(Teller& teller) {
    const auto& captured = teller.captured;
    std::string redemption = captured.empty() || teller.random.percent(10)
                                 ? teller.known("redemption/", teller.redemptions)
                                 : captured[teller.random.below(captured.size())];
    return Object{{"member", ann}, {"redemption", std::move(redemption)}};
}

Value adjust_points(Teller& teller) {
    return Object{{"member", ann},
                  {"point_kind", teller.kind()},
                  {"points", teller.random.between(-15, 15)},
                  {"reason", "simulated"}};
}

Value erase_member(Teller&) { return Object{{"member", ann}}; }

// A feature's commands are told by adding them here and to the naive ledger's handlers.
struct Telling {
    const char* command;
    Value (*tell)(Teller& teller);
    std::size_t weight;
};

constexpr Telling tellings[] = {
    {"place_order", place_order, 300},
    {"refund_order", refund_order, 160},
    {"reach_milestone", reach_milestone, 60},
    {"record_action", record_action, 100},
    {"revoke_action", revoke_action, 25},
    {"open_account", open_account, 12},
    {"give_facts", give_facts, 12},
    {"extend_expiry", extend_expiry, 12},
    {"hold_points", hold_points, 140},
    {"resolve_hold", resolve_any_hold, 30},
    {"cancel_redemption", cancel_redemption, 50},
    {"adjust_points", adjust_points, 40},
    {"erase_member", erase_member, 1},
};

Value random_command(Teller& teller) {
    std::size_t all = 0;
    for (const Telling& telling : tellings) all += telling.weight;
    std::size_t ticket = teller.random.below(all);
    for (const Telling& telling : tellings) {
        if (ticket < telling.weight) return Object{{telling.command, telling.tell(teller)}};
        ticket -= telling.weight;
    }
    return {};
}

// The same id with other content.
Value changed(Value command, SeededRandom& random) {
    const std::string name = command.object()->begin()->first;
    Object& body = *command.object()->find(name)->object();
    for (const char* field : {"points", "amount_minor", "placed_at_ms", "acted_at_ms", "paid_with_points_minor"}) {
        const std::int64_t* number = body.find(field) != nullptr ? body.find(field)->integer() : nullptr;
        if (number == nullptr) continue;
        const bool is_time = std::string_view(field).ends_with("_ms");
        body.set(field, *number + (is_time ? -hour_ms : random.between(1, 3)));
        break;
    }
    return command;
}

std::int64_t random_pause_ms(SeededRandom& random) {
    switch (random.below(12)) {
        case 0:
        case 1:
        case 2:
            return 0;
        case 3:
        case 4:
            return random.between(1, 6) * hour_ms;
        case 5:
            return random.between(10, 70) * day_ms + random.between(0, 23) * hour_ms;
        default:
            return random.between(1, 9 * 24) * hour_ms;
    }
}

}  // namespace

Story random_story(std::uint64_t seed, int years) {
    SeededRandom random(seed);
    const Value zone = random_zone(random);
    Value programme = random_programme(random, zone);
    Teller teller{random};
    teller.now_ms += random.between(0, 300 * 24) * hour_ms;
    Story story{{teller.now_ms, Object{{"publish", programme}}, false}};
    std::vector<Value> told;
    const std::int64_t ends_ms = teller.now_ms + years * 365 * day_ms;
    for (; teller.now_ms < ends_ms; teller.now_ms += random_pause_ms(random)) {
        if (random.percent(2)) {
            programme = edited_programme(random, std::move(programme));
            story.push_back({teller.now_ms, Object{{"publish", programme}}, false});
        }
        if (!told.empty() && random.percent(10)) {
            // Delivered again, later or changed.
            const std::size_t first = random.percent(70) && told.size() > 6 ? told.size() - 6 : 0;
            const Value& again = told[first + random.below(told.size() - first)];
            story.push_back({teller.now_ms, random.percent(80) ? again : changed(again, random), random.percent(10)});
            continue;
        }
        told.push_back(random_command(teller));
        story.push_back({teller.now_ms, told.back(), random.percent(6)});
        // A checkout is mostly finished, at once or an hour later.
        if (told.back().find("hold_points") == nullptr || random.percent(25)) continue;
        teller.now_ms += random.between(0, 1) * hour_ms;
        told.push_back(
            Object{{"resolve_hold", resolve_hold(teller, "redemption/" + std::to_string(teller.redemptions))}});
        story.push_back({teller.now_ms, told.back(), random.percent(6)});
    }
    return story;
}

}  // namespace laurel::simulate
