#include <doctest/doctest.h>

#include "tests/edge/support/books.h"

namespace laurel {
namespace {

constexpr std::string_view rewards = R"([
    {"id": "mug", "name": {"en": "A mug"}, "points": 20, "stock": {"times": 2},
     "benefit": {"gift_product": {"sku": "mug"}}},
    {"id": "late", "name": {"en": "Later"}, "points": 1, "window": {"from": "2030-01-01T00:00:00Z"},
     "benefit": {"service": {"id": "gift_wrap"}}}])";

TEST_CASE("rewards are listed, offered, redeemed and followed up by their codes") {
    Books laurel;
    laurel.use("shop", [](Service& service) {
        Value program = read_json(service.newest_program()->row.document).value();
        program.object()->set("rewards", read_json(rewards).value());
        program.object()->erase("zone");
        REQUIRE(service.publish({"cli", "cli", "", ""}, program, std::nullopt).ok());
        REQUIRE(service.adjust({"cli", "cli", "", ""}, "ada", 100, "a start").ok());
    });
    check_scenarios(laurel,
                    {{.line = "reward list", .out = {"mug", "20 points", "gift_product", "2 of 2", "no limit"}},
                     {.line = "reward list --json", .out = {R"("left":2)"}},
                     {.line = "reward offer ada", .out = {"mug", "yes", "no: window_closed (window_not_begun)"}},
                     {.line = "reward offer nobody", .out = {"no: 20 points missing"}},
                     {.line = "reward redeem ada cup",
                      .code = cli::found,
                      .err = {"refused (reward_unknown)", "nothing was changed"}},
                     {.line = "reward redeem ada late", .code = cli::found, .err = {"refused (reward_not_open)"}},
                     {.line = "reward redeem ada mug --points none", .code = cli::usage, .err = {"--points"}},
                     {.line = "reward code 7K2M-Q9XD-4FTB", .code = cli::found, .err = {"redemption"}}});
    const Ran redeemed = laurel.run("reward redeem ada mug --id first --json");
    REQUIRE(redeemed.code == cli::done);
    const std::string code(redeemed.json_of().string_at("code"));
    CHECK(laurel.run("reward redeem ada mug --id first --json").json_of().string_at("code") == code);
    CHECK(laurel.run("reward code " + code).out.find("held: mug of member ada, 20 points") != std::string::npos);
    CHECK(laurel.run("member show ada").out.find("Reward mug") != std::string::npos);
    CHECK(laurel.run("reward capture " + code).out == "Used: 20 points are spent.\n");
    CHECK(laurel.run("reward cancel " + code).out == "Taken back: 20 points are the member's again.\n");
    CHECK(laurel.run("reward void " + code).code == cli::found);
    CHECK(laurel.run("reward list").out.find("2 of 2") != std::string::npos);
    CHECK(laurel.run("verify").code == cli::done);
}

}  // namespace
}  // namespace laurel
