#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "edge/code.h"
#include "edge/verify.h"
#include "shared/base/time.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view rewards = R"([
    {"id": "mug", "name": {"en": "A mug", "zh-CN": "马克杯"}, "points": 20, "stock": {"times": 10},
     "benefit": {"gift_product": {"sku": "mug"}}},
    {"id": "five", "name": {"en": "5 pounds off"}, "points": 40, "valid_days": 30, "cost_minor": 500,
     "benefit": {"money_off": {"amount_minor": 500}, "minimum_minor": 2000}},
    {"id": "pay", "name": {"en": "Pay with points"}, "benefit": {"pay_with_points": {"points": 1, "pay_minor": 1}}}])";

class Rewards : public Edge {
   public:
    Rewards() {
        Value program = read_json(program_text).value();
        program.object()->set("rewards", read_json(rewards).value());
        const Reply reply =
            write("/v1/admin/program", write_json(Object{{"program", std::move(program)}}), "programme");
        INFO(reply.body);
        REQUIRE(reply.status == 201);
    }

    Reply write(std::string target, std::string body, std::string key) {
        return send({.method = "POST",
                     .target = std::move(target),
                     .credential = alpha_key,
                     .body = std::move(body),
                     .key = std::move(key)});
    }
    Reply redeem(std::string_view member, std::string body, std::string key) {
        return send({.method = "POST",
                     .target = "/v1/me/redemptions",
                     .credential = token(member),
                     .body = std::move(body),
                     .key = std::move(key)});
    }
    Reply get(std::string target) { return send({.target = std::move(target), .credential = alpha_key}); }
    Value offered(std::string_view member, std::string query = "") {
        return send({.target = "/v1/me/rewards" + query, .credential = token(member)}).json_of();
    }
    // "mug redeemable, five not_enough_points 35, ..."
    std::string reasons(const Value& offered) {
        std::string text;
        for (const Value& reward : offered.array_at("rewards")) {
            text += (text.empty() ? "" : ", ") + std::string(reward.string_at("id")) + " ";
            text += reward.string_at("reason");
            if (reward.find("missing_points") != nullptr)
                text += " " + std::to_string(reward.integer_at("missing_points"));
        }
        return text;
    }
    std::int64_t left(std::size_t reward) {
        const Value stocks = get("/v1/admin/rewards").json_of();
        return stocks.array_at("rewards")[reward].find("stock")->integer_at("left");
    }
};

TEST_CASE_FIXTURE(Rewards, "a member sees what her points are good for, and why not the rest") {
    CHECK(reasons(offered("anna")) == "mug not_enough_points 20, five not_enough_points 40, pay not_enough_points 1");
    give_order("anna", 3000, "1001");
    const Value mine = offered("anna");
    CHECK(reasons(mine) == "mug redeemable, five not_enough_points 10, pay redeemable");
    CHECK_FALSE(mine.array_at("rewards")[0].boolean_at("confirm_at_edge", true));
    CHECK(mine.array_at("rewards")[0].find("name")->string_at("zh-CN") == "马克杯");
    CHECK(reasons(get("/v1/admin/members/anna/rewards").json_of()) == reasons(mine));
    give_order("anna", 3000, "1002");
    const Value with_cart = offered("anna", "?amount_minor=1999");
    CHECK(reasons(with_cart) == "mug redeemable, five cart_unfit, pay redeemable");
    CHECK(with_cart.array_at("rewards")[1].string_at("detail") == "below_minimum");
    const Value larger = offered("anna", "?amount_minor=2500");
    CHECK(larger.array_at("rewards")[1].integer_at("discount_minor") == 500);
    CHECK(larger.array_at("rewards")[2].integer_at("points") == 60);
    CHECK(send({.target = "/v1/me/rewards?amount_minor=1.5", .credential = token("anna")}).status == 422);
    CHECK(send({.target = "/v1/me/rewards?amount_minor=-1", .credential = token("anna")}).status == 422);
    CHECK(send({.target = "/v1/me/rewards"}).status == 401);
}

TEST_CASE_FIXTURE(Rewards, "a redemption hands over a code, by which the shop follows it up") {
    give_order("anna", 10000, "1001");
    const Reply held = redeem("anna", R"({"reward": "five"})", "r1");
    INFO(held.body);
    REQUIRE(held.status == 201);
    const std::string code(held.json_of().string_at("code"));
    CHECK(code.size() == 14);
    CHECK(normal_code(code) == code);
    CHECK(held.json_of().integer_at("points") == 40);
    CHECK(held.json_of().string_at("times_out_at") == "2026-03-31T12:00:00Z");
    CHECK(redeem("anna", R"({"reward": "five"})", "r1").body == held.body);
    // The same redemption under another key is the same, with the code that it has.
    CHECK(redeem("anna", R"({"reward": "five", "id": "r1"})", "r2").json_of().string_at("code") == code);
    CHECK(available("anna") == 60);

    const Value shown = get("/v1/admin/redemptions/" + code).json_of();
    CHECK(shown.string_at("member") == "anna");
    CHECK(shown.string_at("reward") == "five");
    CHECK(shown.string_at("status") == "held");
    CHECK(write("/v1/admin/redemptions/" + code + "/cancel", "", "c0").status == 409);
    CHECK(write("/v1/admin/redemptions/" + code + "/capture", "", "c1").status == 200);
    CHECK(get("/v1/admin/redemptions/" + code).json_of().string_at("status") == "captured");
    CHECK(write("/v1/admin/redemptions/" + code + "/void", "", "c2").status == 409);
    const Reply cancelled = write("/v1/admin/redemptions/" + code + "/cancel", "", "c3");
    CHECK(cancelled.json_of().string_at("status") == "cancelled");
    CHECK(available("anna") == 100);
    CHECK(get("/v1/admin/redemptions/7K2M-Q9XD-4FTB").status == 404);
    CHECK(write("/v1/admin/redemptions/7K2M-Q9XD-4FTB/capture", "", "c4").status == 404);
}

TEST_CASE_FIXTURE(Rewards, "a code that was not used in time says so, and gives everything back") {
    give_order("anna", 10000, "1001");
    const std::string code(redeem("anna", R"({"reward": "mug"})", "r1").json_of().string_at("code"));
    CHECK(left(0) == 9);
    now_ms += 30 * minute_ms;
    CHECK(get("/v1/admin/redemptions/" + code).json_of().string_at("status") == "timed_out");
    CHECK(write("/v1/admin/redemptions/" + code + "/capture", "", "c1").status == 409);
    CHECK(left(0) == 10);
    CHECK(available("anna") == 100);
}

TEST_CASE_FIXTURE(Rewards, "no event and no log line holds a code, and an erased member's code is nobody's") {
    give_order("anna", 10000, "1001");
    const std::string code(redeem("anna", R"({"reward": "five"})", "r1").json_of().string_at("code"));
    for (const StoredEvent& event : registry.find("alpha")->store().tail(0, 100))
        CHECK(event.bytes.find(code) == std::string::npos);
    CHECK(send({.method = "DELETE", .target = "/v1/admin/members/anna", .credential = alpha_key, .key = "erase"})
              .status == 200);
    CHECK(get("/v1/admin/redemptions/" + code).status == 404);
}

TEST_CASE_FIXTURE(Rewards, "what is wrong with a redemption is said") {
    give_order("anna", 3000, "1001");
    struct Case {
        std::string_view body;
        int status;
        std::string_view code;
    };
    const Case cases[] = {
        {R"({"reward": "cup"})", 404, "reward_unknown"},
        {R"({"reward": "five"})", 409, "insufficient_points"},
        {R"({"reward": "pay"})", 422, "value_not_allowed"},
        {R"({"reward": "pay", "points": 31})", 409, "insufficient_points"},
        {R"({"reward": "mug", "points": 19})", 422, "value_not_allowed"},
        {R"({"reward": "mug", "cart": {}})", 422, "missing_field"},
        {R"({})", 422, "missing_field"},
        {R"({"points": 0})", 422, "number_out_of_range"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.body);
        const Reply reply = redeem("anna", std::string(each.body), "bad " + std::string(each.body));
        CHECK(reply.status == each.status);
        CHECK(reply.json_of().string_at("code") == each.code);
    }
    CHECK(redeem("anna", R"({"reward": "pay", "points": 30})", "all").status == 201);
}

TEST_CASE_FIXTURE(Rewards, "the merchant's list goes on where a page ended") {
    const Value all = get("/v1/admin/rewards").json_of();
    REQUIRE(all.array_at("rewards").size() == 3);
    CHECK(all.find("next")->is_null());
    const Value rest = get("/v1/admin/rewards?after=five").json_of();
    REQUIRE(rest.array_at("rewards").size() == 1);
    CHECK(rest.array_at("rewards")[0].string_at("id") == "pay");
    CHECK(get("/v1/admin/rewards?after=cup").status == 404);
    const Value two = registry.find("alpha")->stocks("", 2).value();
    CHECK(two.string_at("next") == "five");
}

TEST_CASE_FIXTURE(Rewards, "of 64 who ask at once for ten, exactly ten get one") {
    constexpr int clients = 64;
    for (int client = 0; client < clients; ++client)
        give_order("m" + std::to_string(client), 3000, "o" + std::to_string(client));
    Service& service = *registry.find("alpha");
    std::atomic<int> held = 0;
    std::atomic<int> sold_out = 0;
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            const std::string member = "m" + std::to_string(client);
            const Writer writer{"member:" + member, "shopper", "key " + member, "body"};
            const auto answer = service.redeem(
                writer, member, {.id = "r", .reward = "mug", .points = 0, .point_kind = {}, .cart = std::nullopt});
            if (!answer.ok()) return;
            if (answer->status == 201) ++held;
            if (answer->body.find("reward_out_of_stock") != std::string::npos) ++sold_out;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(held == 10);
    CHECK(sold_out == clients - 10);
    CHECK(left(0) == 0);
    CHECK_FALSE(verify(service.store(), [](std::int64_t, std::int64_t) {}).finding.has_value());
}

}  // namespace
}  // namespace laurel
