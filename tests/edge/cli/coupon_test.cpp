#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

struct CouponLine : CommandLine {
    CouponLine() {
        make_store();
        write("program.json", R"({"format": 1, "name": "Shop", "currency": "GBP", "time_zone": "Europe/London",
            "points": {"pending_days": 14}, "earning": [{"id": "base", "points": 1, "per_minor": 100}],
            "redemption": {"minimum_points": 10, "hold_minutes": 30},
            "coupons": [{"id": "welcome", "benefit": {"money_off": {"amount_minor": 500}}}]})");
        REQUIRE(run("program publish {folder}/program.json").code == cli::done);
        now_ms += 2000;
    }
};

TEST_CASE("codes are issued as CSV and as JSON, shown by id or as typed, listed and voided") {
    CouponLine laurel;
    const Ran issued = laurel.run("coupon issue welcome --count 3 --prefix HI");
    REQUIRE(issued.code == cli::done);
    CHECK(issued.out.starts_with("code,campaign,expires_at\nHI-"));
    const std::string code =
        issued.out.substr(issued.out.find("HI-"), std::string_view("HI-0123-4567-89AB-CDEF").size());
    const Ran shown = laurel.run("coupon show - --json", code + "\n");
    REQUIRE(shown.code == cli::done);
    const std::string id(shown.json_of().string_at("id"));
    CHECK(laurel.run("coupon issue welcome --count 2 --json").json_of().array_at("codes").size() == 2);
    CHECK(laurel.run("coupon list --json").json_of().array_at("coupons").size() == 5);
    CHECK(laurel.run("coupon list --limit 2").out.find("laurel coupon list --after") != std::string::npos);
    CHECK(laurel.run("coupon void " + id + " --reason lost").out.starts_with("Void"));
    CHECK(laurel.run("coupon show " + id).out.find("voided") != std::string::npos);
    CHECK(laurel.data_bytes().find(code) == std::string::npos);
    CHECK(laurel.run("verify").code == cli::done);
}

TEST_CASE("what a verb can't do it says") {
    CouponLine laurel;
    check_scenarios(laurel,
                    {{.line = "coupon issue none", .code = cli::found, .err = {"campaign"}},
                     {.line = "coupon issue welcome --member nobody", .code = cli::found, .err = {"member"}},
                     {.line = "coupon issue welcome --count 0", .code = cli::usage, .err = {"--count"}},
                     {.line = "coupon issue welcome --prefix lower", .code = cli::usage, .err = {"--prefix"}},
                     {.line = "coupon issue welcome --characters 3", .code = cli::usage, .err = {"--characters"}},
                     {.line = "coupon issue welcome --expires-at soon", .code = cli::usage, .err = {"--expires-at"}},
                     {.line = "coupon show nothing", .code = cli::found, .err = {"there is no such code"}},
                     {.line = "coupon void nothing", .code = cli::found, .err = {"there is no such code"}},
                     {.line = "coupon show -", .code = cli::found, .err = {"mistyped"}, .in = "0000-0000-0000-0001"}});
}

}  // namespace
}  // namespace laurel
