#include <doctest/doctest.h>

#include "edge/verify.h"
#include "shared/base/time.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view tiers = R"({
    "window": "rolling", "rolling_days": 365, "valid": {"months": 12},
    "levels": [
        {"id": "silver", "name": {"en": "Silver"}, "thresholds": {"spend_minor": 10000}},
        {"id": "gold", "name": {"en": "Gold", "zh-CN": "金卡"}, "thresholds": {"spend_minor": 30000}, "benefits": [
            {"id": "wrap", "name": {"en": "Gift wrap"}, "caps": [{"per": {"unit": "year"}, "times": 2}]}]},
        {"id": "vip", "name": {"en": "VIP"}, "invitation_only": true}]})";

class Tiers : public Edge {
   public:
    Tiers() {
        Value program = read_json(program_text).value();
        program.object()->set("tiers", read_json(tiers).value());
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
    Reply get(std::string target) { return send({.target = std::move(target), .credential = alpha_key}); }
    // "gold until 2027-03-02T00:00:00Z"
    static std::string told(const Value& view) {
        const Value* tier = view.find("tier");
        if (tier->is_null()) return "none";
        const std::string_view until = view.string_at("until");
        return std::string(tier->string_at("id")) + (until.empty() ? "" : " until " + std::string(until));
    }
    std::string tier_of(std::string_view member) {
        return told(*get("/v1/admin/members/" + std::string(member) + "/tier").json_of().find("now"));
    }
};

TEST_CASE_FIXTURE(Tiers, "a member sees her tier, what the next one takes and what a cart would change") {
    give_order("anna", 12000, "1001");
    const Value mine = send({.target = "/v1/me/tier?amount_minor=18000", .credential = token("anna")}).json_of();
    CHECK(told(*mine.find("now")) == "silver until 2027-03-02T00:00:00Z");
    const Value* next = mine.find("now")->find("next");
    CHECK(next->find("tier")->find("name")->string_at("zh-CN") == "金卡");
    CHECK(next->find("measures")->find("spend_minor")->integer_at("missing") == 18000);
    CHECK(told(*mine.find("with_cart")) == "gold until 2027-03-02T00:00:00Z");
    CHECK(mine.find("with_cart")->find("next")->is_null());
    give_order("anna", 18000, "1002");
    CHECK(tier_of("anna") == "gold until 2027-03-02T00:00:00Z");
    CHECK(send({.target = "/v1/me/tier?amount_minor=x", .credential = token("anna")}).status == 422);
    CHECK(send({.target = "/v1/me/tier"}).status == 401);
    CHECK(told(*send({.target = "/v1/me/tier", .credential = token("nobody")}).json_of().find("now")) == "none");
}

TEST_CASE_FIXTURE(Tiers, "/v1/me has the tier, and another ETag when time takes it") {
    give_order("anna", 31000, "1001");
    const Reply reply = send({.target = "/v1/me", .credential = token("anna")});
    const Value me = reply.json_of();
    const Value* tier = me.find("tier");
    CHECK(told(*tier->find("now")) == "gold until 2027-03-02T00:00:00Z");
    CHECK(tier->array_at("benefits")[0].integer_at("left") == 2);
    now_ms += 366 * day_ms;
    const Reply later = send({.target = "/v1/me", .credential = token("anna")});
    CHECK(later.field("ETag") != reply.field("ETag"));
    CHECK(told(*later.json_of().find("tier")->find("now")) == "silver until 2028-03-02T00:00:00Z");
}

TEST_CASE_FIXTURE(Tiers, "the shop lends a tier and takes it back, with a reason and an author") {
    give_order("anna", 1000, "1001");
    const std::string target = "/v1/admin/members/anna/tier";
    const Reply invited =
        write(target, R"({"tier": "vip", "until": "2026-06-01T00:00:00Z", "reason": "a good customer"})", "i1");
    INFO(invited.body);
    CHECK(invited.status == 201);
    CHECK(tier_of("anna") == "vip until 2026-06-01T00:00:00Z");
    const Reply unknown = write(target, R"({"tier": "bronze", "reason": "?"})", "i2");
    CHECK(unknown.status == 422);
    CHECK(unknown.body.find("one of: silver, gold, vip") != std::string::npos);
    CHECK(write("/v1/admin/members/nobody/tier", R"({"tier": "vip", "reason": "?"})", "i3").status == 404);
    CHECK(write(target, R"({"tier": "vip"})", "i4").status == 422);
    CHECK(write(target + "/withdraw", R"({"reason": "by mistake"})", "i5").status == 200);
    CHECK(tier_of("anna") == "none");
}

TEST_CASE_FIXTURE(Tiers, "a benefit's use is recorded once for an id, until it is used up") {
    give_order("anna", 30000, "1001");
    give_order("bo", 1000, "1002");
    const std::string target = "/v1/admin/members/anna/benefits/wrap/uses";
    const Reply first = write(target, R"({"id": "parcel-1"})", "u1");
    INFO(first.body);
    REQUIRE(first.status == 201);
    CHECK(first.json_of().integer_at("left", -1) == 1);
    CHECK(write(target, R"({"id": "parcel-1"})", "u2").json_of().integer_at("left", -1) == 1);
    CHECK(write(target, R"({"id": "parcel-2"})", "u3").json_of().integer_at("left", -1) == 0);
    const Reply used_up = write(target, R"({"id": "parcel-3"})", "u4");
    CHECK(used_up.status == 409);
    CHECK(used_up.json_of().string_at("code") == "benefit_used_up");
    CHECK(write("/v1/admin/members/bo/benefits/wrap/uses", R"({"id": "parcel-4"})", "u5").status == 403);
}

TEST_CASE_FIXTURE(Tiers, "members are listed by their tiers, a page at a time") {
    for (int member = 0; member < 130; ++member) {
        const std::string id = "m" + std::to_string(member);
        give_order(id, member % 3 == 0 ? 12000 : 1000, "order-" + id);
    }
    const auto count = [&](const std::string& query) {
        std::size_t members = 0;
        std::string after;
        do {
            const Value page = get("/v1/admin/tiers?" + query + "&after=" + after).json_of();
            members += page.array_at("members").size();
            after = page.string_at("next");
        } while (!after.empty());
        return members;
    };
    CHECK(count("tier=silver") == 44);
    CHECK(count("tier=gold") == 0);
    CHECK(get("/v1/admin/tiers").json_of().array_at("members").size() == 100);
}

}  // namespace
}  // namespace laurel
