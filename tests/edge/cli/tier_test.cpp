#include <doctest/doctest.h>

#include "tests/edge/support/books.h"

namespace laurel {
namespace {

constexpr std::string_view tiers = R"({"window": "lifetime", "levels": [
    {"id": "silver", "name": {"en": "Silver"}, "thresholds": {"spend_minor": 10000}, "benefits": [
        {"id": "wrap", "name": {"en": "Gift wrap"}, "caps": [{"per": {"unit": "year"}, "times": 2}]}]},
    {"id": "gold", "name": {"en": "Gold"}, "thresholds": {"spend_minor": 100000, "orders": 40}},
    {"id": "vip", "name": {"en": "VIP"}, "invitation_only": true}]})";

TEST_CASE("tiers are listed and lent, and benefits recorded") {
    Books laurel;
    laurel.use("shop", [](Service& service) {
        Value program = read_json(service.newest_program()->row.document).value();
        program.object()->set("tiers", read_json(tiers).value());
        program.object()->erase("zone");
        REQUIRE(service.publish({"cli", "cli", "", ""}, program, std::nullopt).ok());
        REQUIRE(service.place_order({"cli", "cli", "", ""}, Books::order("t1", "cy", 20000)).ok());
    });
    check_scenarios(
        laurel,
        {{.line = "tier list --tier silver", .out = {"cy  silver  for good"}},
         {.line = "tier list --tier vip", .out = {"No member."}},
         {.line = "tier list --tier silver --json", .out = {R"("member":"cy")"}},
         {.line = "member show cy", .out = {"Tier Silver since", "for Gold missing", "or"}},
         {.line = "tier use cy champagne",
          .code = cli::found,
          .err = {"refused (benefit_not_included)", "nothing was changed"}},
         {.line = "tier use cy wrap --id p1", .out = {"Recorded as p1. Left: 1 more."}},
         {.line = "tier use cy wrap --id p1", .out = {"Recorded as p1. Left: 1 more."}},
         {.line = "tier use cy wrap --id p2", .out = {"Left: 0 more."}},
         {.line = "tier use cy wrap --id p3", .code = cli::found, .err = {"refused (benefit_used_up)"}},
         {.line = "tier invite cy vip", .code = cli::usage, .err = {"--reason"}},
         {.line = "tier invite cy vip --until tomorrow --reason friend", .code = cli::usage, .err = {"--until"}},
         {.line = "tier invite cy vip --reason friend", .out = {"has tier vip until it is withdrawn."}},
         {.line = "member show cy", .out = {"Tier VIP since", "by invitation"}},
         {.line = "tier withdraw cy --reason over", .out = {"Withdrawn."}},
         {.line = "tier list --tier vip", .out = {"No member."}}});
    CHECK(laurel.run("verify").code == cli::done);
}

}  // namespace
}  // namespace laurel
