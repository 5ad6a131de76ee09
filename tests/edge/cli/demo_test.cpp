#include <doctest/doctest.h>

#include <filesystem>

#include "tests/edge/storage/files.h"
#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("the demo's store is made once, and its secrets are in the credentials file alone") {
    CommandLine laurel;
    laurel.is_stopping = true;
    const std::string credentials = laurel.path("data/demo-credentials.json");
    check_scenarios(laurel, {{.line = "demo --listen 127.0.0.1:0",
                              .out = {"edge:          http://127.0.0.1:", "demo-credentials.json", "/admin#token="}}});
    const Value secrets = read_json(contents(credentials)).value();
    using std::filesystem::perms;
    CHECK(std::filesystem::status(credentials).permissions() == (perms::owner_read | perms::owner_write));
    const std::string key(secrets.string_at("admin_key"));
    REQUIRE(key.starts_with("lk_"));
    CHECK(contents(laurel.path("data/demo.laurel.sqlite")).find(key.substr(20)) == std::string::npos);
    check_scenarios(laurel, {{.line = "demo --listen 127.0.0.1:0 --json",
                              .out = {R"({"address":"http://127.0.0.1:)", R"("admin_link":"http://127.0.0.1:)"},
                              .never = {key.c_str()}},
                             {.line = "member show demo-ada", .out = {"Available now", "Thank you for your patience"}},
                             {.line = "verify", .out = {"2 members"}},
                             {.line = "doctor", .never = {"MEND"}}});
    CHECK(read_json(contents(credentials)).value() == secrets);
}

TEST_CASE("a new demo store does not go by the credentials of the one before") {
    CommandLine laurel;
    laurel.is_stopping = true;
    REQUIRE(laurel.run("demo --listen 127.0.0.1:0").code == cli::done);
    const std::string before = contents(laurel.path("data/demo-credentials.json"));
    std::filesystem::remove(laurel.path("data/demo.laurel.sqlite"));
    REQUIRE(laurel.run("demo --listen 127.0.0.1:0").code == cli::done);
    CHECK(contents(laurel.path("data/demo-credentials.json")) != before);
}

TEST_CASE("what the demo can't use is said") {
    CommandLine laurel;
    laurel.is_stopping = true;
    check_scenarios(laurel, {{.line = "demo --credentials {folder}none/file --listen 127.0.0.1:0",
                              .code = cli::failed,
                              .err = {"can't write", "choose another place with --credentials"}},
                             {.line = "demo --listen foo", .code = cli::usage, .err = {"no address to listen on"}}});
}

}  // namespace
}  // namespace laurel
