#include "edge/back_test/back_test.h"

#include <doctest/doctest.h>

#include "edge/back_test/report.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/time.h"
#include "shared/loyalty/events.h"
#include "tests/edge/storage/files.h"

namespace laurel::back_test {
namespace {

// A point a pound with a birthday's double, a visit, a cap, a milestone and a second kind of points.
constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":1,"expiry":{"policy":"inactivity","months":6},"cost_per_1000_minor":500},
    "point_kinds":{"stars":{"name":{"en":"stars"},"pending_days":0,"pending_milestone":"delivered",
                            "expiry":{"months":3}}},
    "earning":[{"id":"base","points":1,"per_minor":100},
               {"id":"birthday","multiplier":{"numerator":2,"denominator":1},"window":{"birthday":{"month":true}}},
               {"id":"star","points":1,"point_kind":"stars","caps":[{"per":{"unit":"month"},"times":2}]},
               {"id":"visit","on":"visit","enabled":true,"points":3}],
    "redemption":{"minimum_points":5,"hold_minutes":30}})";

struct Fixture {
    std::int64_t now_ms = read_instant("2026-01-01T12:00:00Z").value();
    std::shared_ptr<EventStore> store = make_memory_store();
    std::unique_ptr<Service> service = Service::open("test", store, [this] { return now_ms; }).value();
    const Writer writer{.principal = "test", .author = "test"};

    Fixture() { REQUIRE(service->publish(writer, document(), std::nullopt).ok()); }

    static Value document() { return read_json(program_text).value(); }
    static Value changed(std::string_view rule, std::string_view member, std::int64_t value) {
        Value changed = document();
        for (Value& each : *changed.object()->find("earning")->array()) {
            if (each.string_at("id") == rule) each.object()->set(member, value);
        }
        return changed;
    }

    void order(const std::string& id, const std::string& member, std::int64_t amount_minor, std::int64_t placed_at_ms) {
        REQUIRE(service
                    ->place_order(writer, {id,
                                           member,
                                           placed_at_ms,
                                           "GBP",
                                           {{.sku = "mug", .quantity = 3, .amount_minor = amount_minor}},
                                           {}})
                    .ok());
    }

    // Two years of whatever the seed brings to five members: some of it late, some of it refused.
    void live(std::uint64_t seed) {
        Random random(seed);
        std::vector<std::string> orders;
        for (int step = 0; step < 400; ++step) {
            now_ms += static_cast<std::int64_t>(random.below(4 * day_ms));
            const std::string member = "m" + std::to_string(random.below(5));
            const std::string id = std::to_string(step);
            switch (random.below(10)) {
                case 0:
                    if (!orders.empty())
                        static_cast<void>(service->refund_order(
                            writer, orders[random.below(orders.size())],
                            {"r" + id, now_ms, 1 + static_cast<std::int64_t>(random.below(900)), {}}));
                    break;
                case 1:
                    if (!orders.empty())
                        static_cast<void>(
                            service->reach_milestone(writer, orders[random.below(orders.size())], "delivered", now_ms));
                    break;
                case 2:
                    static_cast<void>(service->record_action(writer, member, {"a" + id, "visit", now_ms, {}}));
                    if (random.below(3) == 0) static_cast<void>(service->revoke_action(writer, "a" + id));
                    break;
                case 3:
                    static_cast<void>(service->hold(writer, member, "h" + id, 5));
                    if (random.below(2) == 0) static_cast<void>(service->resolve_hold(writer, member, "h" + id, true));
                    if (random.below(3) == 0) static_cast<void>(service->cancel(writer, member, "h" + id));
                    break;
                case 4:
                    static_cast<void>(service->adjust(writer, member, random.below(2) == 0 ? -3 : 4, "why not"));
                    break;
                case 5:
                    static_cast<void>(service->give_facts(
                        writer, member,
                        read_json(R"({"birthday":{"month":)" + std::to_string(1 + random.below(12)) + R"(,"day":9}})")
                            .value()));
                    break;
                default:
                    orders.push_back("o" + id);
                    order("o" + id, random.below(8) == 0 ? "" : member, static_cast<std::int64_t>(random.below(5000)),
                          now_ms - (random.below(4) == 0 ? 30 * day_ms : 0));
            }
        }
    }

    Report run(const Value& draft, Options options = {}) {
        const auto report = back_test(*service, draft, options);
        REQUIRE(report.ok());
        return *report;
    }
};

TEST_CASE_FIXTURE(Fixture, "the very programme in force reproduces every member's ledger, and nothing is written") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        CAPTURE(seed);
        Fixture shop;
        shop.live(seed);
        const std::string root = shop.store->head().root;
        const Report report = shop.run(document());
        CHECK(report.members == 5);
        CHECK(report.members_identical == 5);
        CHECK(report.refused.empty());
        CHECK(report.left_out.empty());
        for (const auto& [kind, points] : report.kinds) CHECK(points.was == points.draft);
        for (const auto& [rule, given] : report.rules) CHECK(given.was == given.draft);
        CHECK(shop.store->head().root == root);
    }
}

TEST_CASE_FIXTURE(Fixture, "a draft that gives twice as much is set beside what was, with its cost") {
    order("1", "ada", 2000, now_ms);
    order("2", "bo", 500, now_ms);
    order("3", "", 9900, now_ms);
    REQUIRE(service->refund_order(writer, "1", {"r", now_ms, 500, {}}).ok());
    const Report report = run(changed("base", "points", 2));
    const Both<Points>& points = report.kinds.at("points");
    CHECK(points.was.kept() == 20);
    CHECK(points.draft.kept() == 40);
    CHECK(points.draft.taken_back == 10);
    CHECK(report.rules.at("base").was == Given{20, 2});
    CHECK(report.rules.at("base").draft == Given{40, 2});
    CHECK(report.members_gaining == 2);
    REQUIRE(report.most_gained.size() == 2);
    CHECK(report.most_gained[0].id == "ada");
    CHECK(report.most_gained[0].gain() == 15);
    CHECK(report.most_lost.empty());
    const Value value = report_to_value(report);
    CHECK(value.find("liability_minor")->integer_at("was") == 10);
    CHECK(value.find("liability_minor")->integer_at("draft") == 20);
}

TEST_CASE_FIXTURE(Fixture, "what was spent is spent again where the points suffice, and counted where they do not") {
    order("1", "ada", 2000, now_ms);
    now_ms += 2 * day_ms;
    REQUIRE(service->hold(writer, "ada", "h", 15).ok());
    REQUIRE(service->resolve_hold(writer, "ada", "h", true).ok());
    const Report report = run(changed("base", "per_minor", 200));
    CHECK(report.kinds.at("points").was.spent == 15);
    CHECK(report.kinds.at("points").draft.spent == 0);
    CHECK(report.refused.at({std::string(loyalty::redemption_held), ErrorCode::insufficient_points}) == 1);
    const std::string text = report_text(report, "draft.json");
    CHECK(text.find("1 x redemption_held could not have been: ") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the draft judges from an instant on, and the past ends at another") {
    order("1", "ada", 1000, now_ms);
    now_ms += 10 * day_ms;
    const std::int64_t from_ms = now_ms;
    order("2", "ada", 1000, now_ms);
    now_ms += 10 * day_ms;
    order("3", "ada", 1000, now_ms);
    const Value draft = changed("base", "points", 3);
    CHECK(run(draft, {.from_ms = from_ms}).kinds.at("points").draft.kept() == 70);
    const Report cut = run(draft, {.from_ms = from_ms, .until_ms = now_ms});
    CHECK(cut.kinds.at("points").was.kept() == 20);
    CHECK(cut.kinds.at("points").draft.kept() == 40);
    CHECK(cut.at_ms == now_ms);
}

TEST_CASE_FIXTURE(Fixture,
                  "an erased member stays in the sums without a name, and birthdays that are gone are counted") {
    REQUIRE(service->give_facts(writer, "eve", read_json(R"({"birthday":{"month":1,"day":2}})").value()).ok());
    order("1", "eve", 1000, now_ms);
    REQUIRE(service->erase(writer, "eve").ok());
    const Report report = run(changed("base", "points", 2));
    CHECK(report.members_without_facts == 1);
    REQUIRE(report.most_gained.size() <= 1);
    for (const MemberResult& member : report.most_gained) CHECK(member.id.empty());
}

TEST_CASE_FIXTURE(Fixture, "a draft in another currency is refused before any work") {
    Value draft = document();
    draft.object()->set("currency", "EUR");
    const auto report = back_test(*service, draft, {});
    REQUIRE_FALSE(report.ok());
    CHECK(report.error().code == ErrorCode::currency_mismatch);
    CHECK(report.error().path == "/currency");
}

TEST_CASE_FIXTURE(Fixture, "it stops when it is asked to") {
    order("1", "ada", 1000, now_ms);
    CHECK(run(document(), {.stop_requested = [] { return true; }}).is_stopped);
}

}  // namespace
}  // namespace laurel::back_test
