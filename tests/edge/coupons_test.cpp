// Coupons of a whole store: codes that are kept nowhere, and limits that hold for whoever pays at the same time.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "edge/service.h"
#include "edge/storage/memory/memory_store.h"
#include "edge/storage/sqlite/open.h"
#include "edge/verify.h"
#include "shared/base/time.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0},"earning":[{"id":"base","points":1,"per_minor":100}],
    "redemption":{"minimum_points":10,"hold_minutes":30},
    "coupons":[
        {"id":"ten","benefit":{"money_off":{"amount_minor":1000}},"shared_codes":["TEN"],
         "total":[{"per":{"unit":"month"},"times":10}]},
        {"id":"fund","benefit":{"percent_off":{"basis_points":5000}},"shared_codes":["FUND"],
         "budget":[{"per":{"unit":"lifetime"},"amount_minor":5000}]},
        {"id":"mine","benefit":{"money_off":{"amount_minor":500}},"shared_codes":["MINE"],
         "per_member":[{"per":{"unit":"day"},"times":1}]},
        {"id":"welcome","benefit":{"money_off":{"amount_minor":500}}}]})";

struct Fixture {
    std::int64_t now_ms = read_instant("2026-03-01T12:00:00Z").value();
    std::shared_ptr<EventStore> store;
    std::unique_ptr<Service> service;

    explicit Fixture(std::shared_ptr<EventStore> given = make_memory_store()) : store(std::move(given)) {
        service = Service::open("test", store, [this] { return now_ms; }).value();
        REQUIRE(service->publish(writer("publish"), read_json(program_text).value(), std::nullopt).ok());
    }

    static Writer writer(const std::string& key) { return {"key:1", "key:1", key, "hash of " + key}; }

    static CartRequest cart(std::vector<std::string> codes, std::string member = "", std::int64_t amount_minor = 4000) {
        return {std::move(member), {{.sku = "mug", .quantity = 2, .amount_minor = amount_minor}}, {}, std::move(codes)};
    }

    std::vector<std::string> issue(const IssueRequest& request, const std::string& key = "") {
        std::vector<std::string> codes;
        const auto issued = service->issue_coupons(
            writer(key), request, [&](const auto& more) { codes.insert(codes.end(), more.begin(), more.end()); });
        REQUIRE(issued.ok());
        CHECK(*issued == static_cast<std::int64_t>(codes.size()));
        return codes;
    }

    std::string reason(const std::string& code, const std::string& member = "") {
        const auto quoted = service->quote_coupons(cart({code}, member), "");
        REQUIRE(quoted.ok());
        return std::string(quoted->array_at("codes").front().string_at("reason"));
    }

    // What became of a write: 0 for a failure of the store.
    static int status(const Result<Answer>& answer) { return answer ? answer->status : 0; }

    // So many at once; how many of them went through.
    int at_once(int count, const std::function<int(const std::string& id)>& act) {
        std::atomic<int> done = 0;
        std::vector<std::thread> threads;
        for (int index = 0; index < count; ++index)
            threads.emplace_back([&, id = std::to_string(index)] { done += act(id) < 300 ? 1 : 0; });
        for (std::thread& thread : threads) thread.join();
        return done;
    }

    void check_sound() {
        const VerifyReport report = verify(*store, {});
        const std::string found = report.finding ? message_of(report.finding->error) : "";
        CHECK(found == "");
    }
};

TEST_CASE("of 64 checkouts at once on ten uses ten get one, are paid, and the store proves it") {
    const TemporaryFolder folder;
    Fixture shop(std::shared_ptr<EventStore>(open_sqlite_store(folder.file("shop.db"), {}).value()));
    const int reserved = shop.at_once(64, [&](const std::string& id) {
        const int status =
            Fixture::status(shop.service->reserve_coupons(Fixture::writer(id), id, Fixture::cart({"TEN"})));
        if (status >= 300) return status;
        return Fixture::status(shop.service->commit_coupons(Fixture::writer("commit " + id), id, "order " + id));
    });
    CHECK(reserved == 10);
    CHECK(shop.reason("TEN") == "total_limit_reached");
    shop.now_ms += 40 * day_ms;
    CHECK(shop.reason("TEN") == "applied");
    shop.check_sound();
}

TEST_CASE_FIXTURE(Fixture, "a budget of money is never exceeded, whoever pays at once with what cart") {
    std::atomic<std::int64_t> given = 0;
    const int reserved = at_once(64, [&](const std::string& id) {
        const std::int64_t amount_minor = 700 + 97 * (std::stoi(id) % 7);
        const auto answer = service->reserve_coupons(writer(id), id, cart({"fund"}, "", amount_minor));
        if (answer && answer->status < 300) given += read_json(answer->body)->integer_at("total_minor");
        return status(answer);
    });
    CHECK(reserved > 5);
    CHECK(given <= 5000);
    CHECK(given > 5000 - 700);
    check_sound();
}

TEST_CASE_FIXTURE(Fixture, "a member's limit holds for checkouts of one member at once, who is new, too") {
    const int reserved = at_once(16, [&](const std::string& id) {
        return status(service->reserve_coupons(writer(id), id, cart({"mine"}, "anna")));
    });
    CHECK(reserved == 1);
    CHECK(reason("mine", "anna") == "member_limit_reached");
    CHECK(reason("mine", "bob") == "applied");
    check_sound();
}

TEST_CASE_FIXTURE(Fixture, "a code for one use is used by one of many checkouts at once") {
    const std::string code = issue({.campaign = "welcome"}).front();
    const int reserved = at_once(
        16, [&](const std::string& id) { return status(service->reserve_coupons(writer(id), id, cart({code}))); });
    CHECK(reserved == 1);
    CHECK(reason(code) == "reserved_elsewhere");
    now_ms += 30 * minute_ms;
    CHECK(reason(code) == "applied");
    check_sound();
}

TEST_CASE_FIXTURE(Fixture, "codes are told once: the store holds them nowhere") {
    const std::vector<std::string> codes = issue({.campaign = "welcome", .count = 3}, "issue");
    for (const StoredEvent& event : store->tail(0, 1000)) {
        for (const std::string& code : codes) CHECK(event.bytes.find(code) == std::string::npos);
    }
    CHECK(store->identities("", 1000).empty());
    CHECK(store->answered("key:1", "issue")->answer.find(codes[0]) == std::string::npos);
    CHECK(reason(codes[0]) == "applied");
    std::string typo = codes[0];
    typo.back() = typo.back() == '7' ? '8' : '7';
    CHECK(reason(typo) == "code_mistyped");
    CHECK(service->coupon_id_of(typo).error().code == ErrorCode::coupon_mistyped);
}

TEST_CASE_FIXTURE(Fixture, "the same request under the same key gives the same codes, another one is refused") {
    const IssueRequest request{.campaign = "welcome", .count = 1500};
    const std::vector<std::string> first = issue(request, "issue");
    const std::int64_t events = store->head().size;
    CHECK(issue(request, "issue") == first);
    CHECK(store->head().size == events);
    CHECK(issue(request, "again") != first);
    Writer other = writer("issue");
    other.body_hash = "another";
    const auto refused = service->issue_coupons(other, request, [](const auto&) {});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::idempotency_key_reused);
}

TEST_CASE_FIXTURE(Fixture, "a member's own code is shown to the member, and forgotten with the member") {
    REQUIRE(service->record_action(writer("a"), "anna", {.id = "v1", .name = "visit", .acted_at_ms = now_ms}).ok());
    const std::string code = issue({.campaign = "welcome", .member = "anna"}).front();
    CHECK(reason(code, "anna") == "applied");
    CHECK(reason(code, "bob") == "other_member");
    CHECK(reason(code) == "other_member");
    const auto own = service->coupons_of("anna");
    REQUIRE(own.ok());
    REQUIRE(own->array_at("coupons").size() == 1);
    CHECK(own->array_at("coupons")[0].string_at("code") == code);
    REQUIRE(service->erase(writer("erase"), "anna").ok());
    CHECK(store->identities("", 1000).empty());
    CHECK(service->coupons_of("anna")->array_at("coupons").empty());
    CHECK(reason(code, "anna") == "other_member");
    const auto nobody =
        service->issue_coupons(writer(""), {.campaign = "welcome", .member = "eve"}, [](const auto&) {});
    CHECK(nobody.error().code == ErrorCode::member_unknown);
    check_sound();
}

TEST_CASE_FIXTURE(Fixture, "an order that is refunded in full frees its code") {
    const std::string code = issue({.campaign = "welcome"}).front();
    REQUIRE(status(service->reserve_coupons(writer("r"), "c1", cart({code}, "anna"))) == 201);
    REQUIRE(status(service->commit_coupons(writer("c"), "c1", "1001")) == 201);
    CHECK(status(service->commit_coupons(writer("c again"), "c1", "1001")) == 200);
    CHECK(status(service->release_coupons(writer("x"), "c1")) == 409);
    OrderRequest order{.id = "1001", .member = "anna", .placed_at_ms = now_ms, .currency = "GBP"};
    order.lines = {{.sku = "mug", .quantity = 2, .amount_minor = 3500}};
    REQUIRE(status(service->place_order(writer("o"), order)) == 201);
    CHECK(reason(code) == "used");
    const auto refund = service->refund_order(
        writer("f"), "1001", {.id = "r1", .refunded_at_ms = now_ms, .amount_minor = 0, .items = {{0, 2}}});
    REQUIRE(status(refund) == 201);
    CHECK(read_json(refund->body)->integer_at("discount_returned_minor") == 500);
    CHECK(reason(code) == "applied");
    check_sound();
}

TEST_CASE_FIXTURE(Fixture, "codes are listed a page at a time, each once") {
    issue({.campaign = "welcome", .count = 25});
    issue({.campaign = "ten", .count = 5});
    std::vector<std::string> ids;
    std::string after;
    for (int page = 0; page < 20; ++page) {
        const auto listed = service->list_coupons("welcome", after, 10);
        REQUIRE(listed.ok());
        for (const Value& coupon : listed->array_at("coupons")) ids.emplace_back(coupon.string_at("id"));
        after = listed->string_at("next");
        if (after.empty()) break;
    }
    CHECK(ids.size() == 25);
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
    REQUIRE(status(service->void_coupon(writer("v"), ids[0], "lost")) == 201);
    CHECK(service->coupon(ids[0])->value().string_at("status") == "voided");
    CHECK_FALSE(service->coupon("nothing")->has_value());
}

}  // namespace
}  // namespace laurel
