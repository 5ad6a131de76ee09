#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

// Ed25519, made for this test and used nowhere.
constexpr const char* public_pem =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA60FsRO10NwpZx8wIB/EL+mRsCVFC4yBGA7YEZJek7hs=\n-----END PUBLIC "
    "KEY-----\n";

TEST_CASE("an admin key is shown once, on out alone, and its text is nowhere in the data folder") {
    CommandLine laurel;
    laurel.make_store();
    const Ran made = laurel.run("key create --name backend --scope orders:write,members:read");
    REQUIRE(made.code == cli::done);
    const std::string key = made.out.substr(0, made.out.size() - 1);
    const std::string secret = key.substr(key.rfind('_', 19) + 1);
    REQUIRE(key.starts_with("lk_"));
    REQUIRE(secret.size() >= 43);
    CHECK(made.err.find(secret) == std::string::npos);
    CHECK(made.err.find("can't be shown again") != std::string::npos);
    const std::string id = key.substr(3, 16);
    CHECK(made.err.find("laurel key revoke " + id + " --store shop") != std::string::npos);

    CHECK(laurel.data_bytes().find(id) != std::string::npos);
    CHECK(laurel.data_bytes().find(secret) == std::string::npos);
    for (const char* line : {"key list", "key list --json", "doctor", "verify"})
        CHECK(laurel.run(line).out.find(secret) == std::string::npos);
    check_scenarios(laurel,
                    {{.line = "key list", .out = {id.c_str(), "backend", "orders:write members:read", "2026-03-01"}}});

    const Ran as_json = laurel.run("key create --scope orders:write --json");
    const std::string second(as_json.json_of().string_at("key"));
    CHECK(laurel.data_bytes().find(second.substr(20)) == std::string::npos);
    check_scenarios(laurel, {{.line = ("key revoke " + id).c_str(), .out = {"Revoked."}},
                             {.line = ("key revoke " + id).c_str(),
                              .code = cli::found,
                              .err = {"there is no key", "laurel key list --store shop"}},
                             {.line = "key list", .never = {id.c_str()}}});
}

TEST_CASE("a one-time link is shown once, and its token is nowhere in the data folder") {
    CommandLine laurel;
    laurel.make_store();
    const Ran made = laurel.run("key link");
    REQUIRE(made.out.starts_with("/admin#token="));
    CHECK(laurel.data_bytes().find(made.out.substr(13, 43)) == std::string::npos);
    CHECK(made.err.find("within 30 minutes") != std::string::npos);
    CHECK(laurel.run("key link --json").json_of().string_at("path").starts_with("/admin#token="));
}

TEST_CASE("a shared secret is shown by share alone") {
    CommandLine laurel;
    laurel.make_store();
    const Ran made = laurel.run("key share --json");
    const std::string secret(made.json_of().string_at("secret"));
    REQUIRE(secret.size() >= 43);
    CHECK(made.err.find(secret) == std::string::npos);
    CHECK(made.err.find("can't be shown again") != std::string::npos);
    for (const char* line : {"key list", "key list --json", "doctor --json"})
        CHECK(laurel.run(line).out.find(secret) == std::string::npos);
    check_scenarios(laurel, {{.line = "key list", .out = {"tk_", "signs shopper tokens", "HS256"}}});
}

TEST_CASE("keys: what is wrong with them is said") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("shop.pem", public_pem);
    laurel.write("text", "no key");
    check_scenarios(
        laurel,
        {{.line = "key create", .code = cli::usage, .err = {"--scope is required", "laurel key create --help"}},
         {.line = "key create --scope everything",
          .code = cli::usage,
          .err = {"--scope: found \"everything\"", "orders:write"}},
         {.line = "key trust kid --public-key {folder}none", .code = cli::failed, .err = {"can't read"}},
         {.line = "key trust kid --public-key {folder}", .code = cli::failed, .err = {"is a folder"}},
         {.line = "key trust kid --public-key {folder}text",
          .code = cli::found,
          .err = {"no Ed25519 public key", "openssl pkey -in private.pem -pubout"}},
         {.line = "key trust kid --public-key {folder}shop.pem --json", .out = {R"({"algorithm":"EdDSA","id":"kid"})"}},
         {.line = "key trust kid --public-key {folder}shop.pem",
          .code = cli::found,
          .err = {"\"kid\" already", "laurel key revoke kid --store shop"}},
         {.line = "key trust '' --public-key {folder}shop.pem", .code = cli::usage, .err = {"the key's id"}},
         {.line = "key trust stdin --public-key -", .out = {"\"stdin\" (EdDSA)"}, .in = public_pem},
         {.line = "key list --json", .out = {R"({"algorithm":"EdDSA","id":"stdin"})"}},
         {.line = "key revoke kid --json", .out = {R"({"revoked":"kid"})"}}});
}

TEST_CASE("an origin is what browsers send, or it would never match") {
    CommandLine laurel;
    laurel.make_store();
    check_scenarios(
        laurel, {{.line = "key allow-origin https://shop.example", .out = {"Pages of https://shop.example may call"}},
                 {.line = "key allow-origin http://localhost:8090 --json", .out = {"http://localhost:8090"}}});
    for (const char* origin : {"shop.example", "https://shop.example/", "https://Shop.example", "https://", "https",
                               "*", "ftp://shop.example", "https://shop.example/laurel"}) {
        const std::string line = std::string("key allow-origin ") + origin;
        check_scenarios(laurel,
                        {{.line = line.c_str(), .code = cli::usage, .err = {"is no origin", "https://shop.example"}}});
    }
}

}  // namespace
}  // namespace laurel
