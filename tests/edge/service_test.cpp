#include "edge/service.h"

#include <doctest/doctest.h>

#include "edge/signing.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"

namespace laurel {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":14,"expiry":{"months":12},"cost_per_1000_minor":500},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

struct Fixture {
    std::int64_t now_ms = at("2026-03-01T12:00:00Z");
    std::shared_ptr<EventStore> store = make_memory_store();
    std::unique_ptr<Service> service = Service::open("test", store, [this] { return now_ms; }).value();

    Fixture() { REQUIRE(service->publish(writer("publish"), read_json(program_text).value(), std::nullopt).ok()); }

    static Writer writer(std::string key) { return {"key:1", "key:1", key, "hash of " + key}; }

    static OrderRequest order(std::string id, std::string member, std::string_view placed_at,
                              std::int64_t amount_minor) {
        return {id, member, at(placed_at), "GBP", {{.sku = "mug", .quantity = 2, .amount_minor = amount_minor}}, {}};
    }

    Answer place(const std::string& id, const std::string& member, std::string_view placed_at,
                 std::int64_t amount_minor) {
        auto answer = service->place_order(writer("order " + id), order(id, member, placed_at, amount_minor));
        REQUIRE(answer.ok());
        return *answer;
    }

    std::int64_t available(std::string_view member) {
        return loyalty::balance_at(service->member(member)->state, now_ms, 0).available;
    }
};

TEST_CASE_FIXTURE(Fixture, "an order becomes points that can be spent when their pending time is over") {
    const Answer answer = place("1001", "anna", "2026-03-01T10:00:00Z", 2599);
    CHECK(answer.status == 201);
    CHECK(answer.body == R"({"available_at":"2026-03-15T10:00:00Z","currency":"GBP",)"
                         R"("earned":[{"point_kind":"points","points":25,"program_version":1,"rule":"base"}],)"
                         R"("expires_at":"2027-03-02T00:00:00Z","id":"1001",)"
                         R"("placed_at":"2026-03-01T10:00:00Z","points_earned":25,"total_minor":2599})");
    CHECK(available("anna") == 0);
    now_ms = at("2026-03-15T10:00:00Z");
    CHECK(available("anna") == 25);
}

TEST_CASE_FIXTURE(Fixture,
                  "the same key and body give the same answer, another body is refused, and nothing happens twice") {
    const Answer first = place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    const Answer again = place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    CHECK(again.replayed);
    CHECK(again.body == first.body);
    CHECK(again.status == 201);
    Writer other = writer("order 1001");
    other.body_hash = "another";
    const auto refused = service->place_order(other, order("1002", "anna", "2026-01-01T10:00:00Z", 5000));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::idempotency_key_reused);
    CHECK(available("anna") == 50);
}

TEST_CASE_FIXTURE(
    Fixture,
    "an order id is a natural key: sent again under a new key it changes nothing, with other content it is refused") {
    const Answer first = place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    const auto again = service->place_order(writer("fresh"), order("1001", "anna", "2026-01-01T10:00:00Z", 5000));
    REQUIRE(again.ok());
    CHECK(again->status == 200);
    CHECK(again->body == first.body);
    const auto other = service->place_order(writer("other"), order("1001", "anna", "2026-01-01T10:00:00Z", 5001));
    REQUIRE(other.ok());
    CHECK(other->status == 409);
    CHECK(other->body.find("order_id_reused") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a business failure stays failed under its key, even once it could succeed") {
    const auto poor = service->hold(writer("hold"), "anna", "r-1", 40);
    REQUIRE(poor.ok());
    CHECK(poor->status >= 400);
    place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    const auto again = service->hold(writer("hold"), "anna", "r-1", 40);
    CHECK(again->body == poor->body);
    CHECK(again->replayed);
    CHECK(service->hold(writer("a new try"), "anna", "r-1", 40)->status == 201);
    CHECK(available("anna") == 10);
}

TEST_CASE_FIXTURE(Fixture, "a hold is captured once; a void after that is refused") {
    place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    CHECK(service->hold(writer("h"), "anna", "r-1", 40)->status == 201);
    CHECK(service->resolve_hold(writer("c"), "anna", "r-1", true)->status == 201);
    CHECK(service->resolve_hold(writer("c2"), "anna", "r-1", true)->status == 200);
    CHECK(service->resolve_hold(writer("v"), "anna", "r-1", false)->status == 409);
    CHECK(service->resolve_hold(writer("other"), "ben", "r-1", false)->status == 404);
    CHECK(available("anna") == 10);
}

TEST_CASE_FIXTURE(Fixture, "a balance is known as of any past instant") {
    place("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    CHECK(service->adjust(writer("a"), "anna", -20, "posted twice")->status == 201);
    const auto balance = [&](std::string_view instant) {
        return loyalty::balance_at(service->member_as_of("anna", at(instant))->state, at(instant), 0);
    };
    CHECK(balance("2025-12-31T00:00:00Z").available == 0);
    CHECK(balance("2026-01-02T00:00:00Z").pending == 50);
    CHECK(balance("2026-02-01T00:00:00Z").available == 50);
    CHECK(balance("2026-03-01T12:00:00Z").available == 30);
}

TEST_CASE_FIXTURE(Fixture, "erasing a member leaves no trace of the person, and chain and totals as they were") {
    OrderRequest request = order("1001", "anna", "2026-01-01T10:00:00Z", 5000);
    request.personal = Object{{"name", "Anna Example"}};
    REQUIRE(service->place_order(writer("o"), request).ok());
    REQUIRE(service->adjust(writer("a"), "anna", 5, "for Anna's patience").ok());
    CHECK(service->member("anna")->references.string_at("3") == "for Anna's patience");
    const std::string exported = write_json(service->export_member("anna").value());
    CHECK(exported.find("Anna Example") != std::string::npos);
    const TreeHead before = store->head();

    CHECK(service->erase(writer("e"), "anna")->status == 201);
    CHECK(service->member("anna")->aggregate.empty());
    CHECK_FALSE(service->export_member("anna").ok());
    CHECK_FALSE(store->answered("key:1", "o").has_value());
    CHECK(store->head().size == before.size + 1);
    const auto again = service->place_order(writer("o2"), order("1001", "anna", "2026-01-01T10:00:00Z", 5000));
    CHECK(again->status == 409);
    CHECK(place("1002", "anna", "2026-01-01T10:00:00Z", 100).status == 201);
    CHECK(available("anna") == 1);
}

TEST_CASE_FIXTURE(Fixture, "an order is judged by the programme in force when it was placed") {
    std::string doubled(program_text);
    doubled.replace(doubled.find("\"points\":1"), 10, "\"points\":2");
    now_ms = at("2026-04-01T00:00:00Z");
    REQUIRE(service->publish(writer("v2"), read_json(doubled).value(), std::nullopt)->status == 201);
    now_ms = at("2026-05-01T00:00:00Z");
    CHECK(place("old", "anna", "2026-03-31T23:59:59Z", 1000).body.find("\"points_earned\":10,") != std::string::npos);
    CHECK(place("new", "anna", "2026-04-01T00:00:00Z", 1000).body.find("\"points_earned\":20,") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the published projection is signed and says nothing private") {
    const auto program = service->newest_program();
    REQUIRE(program != nullptr);
    CHECK(program->row.projection.find("cost_per_1000_minor") == std::string::npos);
    CHECK(program->row.document.find("cost_per_1000_minor") != std::string::npos);
    Value projection = read_json(program->row.projection).value();
    const auto signature = base64url_decode(projection.string_at("signature"));
    const auto key = base64url_decode(projection.string_at("key").substr(8));
    projection.object()->erase("signature");
    REQUIRE(signature.has_value());
    REQUIRE(key.has_value());
    CHECK(ed25519_verify(*key, write_json(projection), *signature));
    projection.object()->set("version", 2);
    CHECK_FALSE(ed25519_verify(*key, write_json(projection), *signature));
}

TEST_CASE_FIXTURE(Fixture, "a programme that does not fit is refused with the place and nothing changes") {
    Value broken = read_json(program_text).value();
    broken.object()->set("time_zone", "Europe/Atlantis");
    const auto refused = service->publish(writer("v2"), broken, std::nullopt);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().path == "/time_zone");
    CHECK(service->newest_program()->row.version == 1);
}

TEST_CASE_FIXTURE(Fixture, "a bulk sees its own orders before they are committed, and they are durable after") {
    auto bulk = service->bulk("import");
    REQUIRE(bulk->place_order(order("1", "anna", "2026-01-01T10:00:00Z", 5000)).ok());
    REQUIRE(bulk->place_order(order("2", "anna", "2026-01-02T10:00:00Z", 5000)).ok());
    const auto refund = bulk->refund_order("1", {"rf", at("2026-01-03T10:00:00Z"), 0, {{0, 1}}});
    REQUIRE(refund.ok());
    CHECK(refund->integer_at("points_clawed_back") == 25);
    CHECK(service->member("anna")->aggregate.empty());
    REQUIRE(bulk->commit().ok());
    CHECK(available("anna") == 75);
    CHECK(store->counts().orders == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "a bulk that another writer came in between of is decided again, and says what no longer fits") {
    auto bulk = service->bulk("import");
    REQUIRE(bulk->place_order(order("1", "anna", "2026-01-01T10:00:00Z", 5000)).ok());
    place("2", "anna", "2026-01-02T10:00:00Z", 3000);
    REQUIRE(bulk->commit().ok());
    CHECK(available("anna") == 80);
    REQUIRE(bulk->place_order(order("3", "anna", "2026-01-03T10:00:00Z", 1000)).ok());
    REQUIRE(service->erase(writer("e"), "anna").ok());
    CHECK(bulk->commit().ok());
    CHECK(available("anna") == 10);
    REQUIRE(bulk->place_order(order("4", "ben", "2026-01-03T10:00:00Z", 1000)).ok());
    place("4", "ben", "2026-01-03T10:00:00Z", 2000);
    CHECK(bulk->commit().error().code == ErrorCode::order_id_reused);
    CHECK(bulk->events() == 0);
    CHECK(available("ben") == 20);
}

}  // namespace
}  // namespace laurel
