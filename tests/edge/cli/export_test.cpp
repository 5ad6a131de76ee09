#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "edge/auth/shopper_token.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/support/books.h"

namespace laurel {
namespace {

std::string root_of(Books& laurel, const std::string& store) {
    return std::string(laurel.run("verify --json --store " + store).json_of().string_at("root"));
}

TEST_CASE("a store that was exported with its keys is the same store where it is imported") {
    Books laurel;
    check_scenarios(laurel,
                    {{.line = "export {folder}all.jsonl --with-keys", .out = {"tree root ", "holds the store's keys"}},
                     {.line = "import store {folder}all.jsonl --store moved",
                      .out = {"as exported from shop at 2026-03-01T12:00:00Z", "state row holds."}},
                     {.line = "verify --store moved", .out = {"Every event, balance and state row holds."}}});
    CHECK(root_of(laurel, "moved") == root_of(laurel, "shop"));
    for (const std::string member : {"ada", "bo", "eve"}) {
        const std::string line = "member show " + member + " --json --store ";
        const Ran before = laurel.run(line + "shop");
        const Ran after = laurel.run(line + "moved");
        CHECK(after.code == before.code);
        CHECK(after.out == before.out);
    }
    CHECK(laurel.run("program show --store moved").out == laurel.run("program show --store shop").out);
    CHECK(laurel.run("key list --store moved").out == laurel.run("key list --store shop").out);
    CHECK(contents(laurel.path("all.jsonl")).find("a secret of eve's") == std::string::npos);
    CHECK(contents(laurel.path("all.jsonl")).find("a late parcel") != std::string::npos);
}

TEST_CASE("what is sent again to the imported store is recognised, by natural keys and by idempotency keys") {
    Books laurel;
    REQUIRE(laurel.run("export {folder}all.jsonl --with-keys").code == cli::done);
    REQUIRE(laurel.run("import store {folder}all.jsonl --store moved").code == cli::done);
    laurel.use("moved", [](Service& service) {
        const Writer writer{.principal = "test", .author = "test"};
        const std::int64_t size = service.store().head().size;
        CHECK(service.place_order(writer, Books::order("N-1", "ada", 5000))->status == 200);
        CHECK(service.place_order(writer, Books::order("G-1", "", 1200))->status == 200);
        CHECK(service.refund_order(writer, "N-1", {"R-1", service.now_ms(), 2000, {}})->status == 200);
        CHECK(service.hold(writer, "ada", "H-2", 5)->status == 200);
        CHECK(service.adjust({"key:1", "key:1", "adjust", "hash of adjust"}, "bo", 7, "a late parcel")->replayed);
        CHECK(service.place_order(writer, Books::order("E-1", "eve", 9900))->status == 409);
        CHECK(service.store().head().size == size);
        CHECK(service.store().head().epoch == 2);
    });
}

TEST_CASE("an export of an import is the same but for the moment and the epoch") {
    Books laurel;
    REQUIRE(laurel.run("export {folder}all.jsonl --with-keys").code == cli::done);
    REQUIRE(laurel.run("import store {folder}all.jsonl --store moved").code == cli::done);
    REQUIRE(laurel.run("export {folder}again.jsonl --with-keys --store moved").code == cli::done);
    const auto body = [&](const char* name) {
        const std::string text = contents(laurel.path(name));
        const std::size_t first = text.find('\n');
        const std::size_t trailer = text.rfind('\n', text.size() - 2);
        return text.substr(first, trailer - first);
    };
    CHECK(body("again.jsonl") == body("all.jsonl"));
}

TEST_CASE("without --with-keys no secret leaves the store, and an import says what is missing") {
    Books laurel;
    check_scenarios(laurel,
                    {{.line = "export {folder}all.jsonl", .out = {"It holds no keys"}},
                     {.line = "import store {folder}all.jsonl --store copy",
                      .code = cli::found,
                      .err = {"all.jsonl holds no keys", "count it twice", "--with-keys", "--new-keys"}},
                     {.line = "import store {folder}all.jsonl --store copy --new-keys", .out = {"state row holds."}}});
    CHECK(root_of(laurel, "copy") == root_of(laurel, "shop"));
    const std::string text = contents(laurel.path("all.jsonl"));
    CHECK(text.find(R"("type":"setting")") == std::string::npos);
    laurel.use("copy", [](Service& service) {
        CHECK(auth::token_keys(service.store()).empty());
        CHECK(service.store().settings("origin/").empty());
    });
}

TEST_CASE("an export is for its owner alone, replaces an older one whole, and goes to the output for -") {
    Books laurel;
    laurel.write("all.jsonl", "older");
    ::chmod(laurel.path("all.jsonl").c_str(), 0644);
    CHECK(laurel.run("export {folder}all.jsonl --json").json_of().integer_at("events") ==
          laurel.run("verify --json").json_of().integer_at("events"));
    struct stat status {};
    REQUIRE(::stat(laurel.path("all.jsonl").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_FALSE(std::filesystem::exists(laurel.path("all.jsonl.part")));
    const Ran piped = laurel.run("export -");
    CHECK(piped.code == cli::done);
    CHECK(piped.out == contents(laurel.path("all.jsonl")));
    CHECK(piped.err.find("tree root ") != std::string::npos);
}

TEST_CASE("an export that can't be written whole, or is stopped, leaves nothing that looks whole") {
    Books laurel;
    laurel.write("all.jsonl", "older");
    check_scenarios(laurel, {{.line = "export /dev/full", .code = cli::failed, .err = {"can't write /dev/full whole"}},
                             {.line = "export {folder}none/all.jsonl", .code = cli::failed, .err = {"No such file"}},
                             {.line = "export {folder}", .code = cli::failed, .err = {"it is a folder"}},
                             {.line = "export {folder}all.jsonl --format csv",
                              .code = cli::failed,
                              .err = {"can't write", "Not a directory"}}});
    laurel.is_stopping = true;
    check_scenarios(laurel, {{.line = "export {folder}all.jsonl", .code = cli::found, .err = {"stopped"}},
                             {.line = "export -", .code = cli::found, .err = {"stopped"}},
                             {.line = "export {folder}books --format csv", .code = cli::found, .err = {"stopped"}}});
    CHECK(contents(laurel.path("all.jsonl")) == "older");
    CHECK_FALSE(std::filesystem::exists(laurel.path("all.jsonl.part")));
    CHECK(std::filesystem::is_empty(laurel.path("books")));
}

TEST_CASE("a broken store is not exported") {
    Books laurel;
    laurel.use("shop", [](Service& service) {
        REQUIRE(service.store().append(batch_of({appended("member/odd", 0)})).status == AppendStatus::done);
    });
    check_scenarios(laurel, {{.line = "export {folder}all.jsonl",
                              .code = cli::found,
                              .err = {"the store is broken: event ", "laurel verify"}}});
    CHECK_FALSE(std::filesystem::exists(laurel.path("all.jsonl")));
}

TEST_CASE("options that do not go together are wrong usage") {
    Books laurel;
    check_scenarios(
        laurel, {{.line = "export - --json", .code = cli::usage, .err = {"name a file"}},
                 {.line = "export {folder}data/shop.laurel.sqlite", .code = cli::usage, .err = {"a store's own file"}},
                 {.line = "export - --format csv", .code = cli::usage, .err = {"name a folder"}},
                 {.line = "export {folder}a --format csv --with-keys", .code = cli::usage, .err = {"--with-keys"}},
                 {.line = "export {folder}a --as-of 2026-01-01T00:00:00Z", .code = cli::usage, .err = {"--format csv"}},
                 {.line = "export {folder}a --bom", .code = cli::usage, .err = {"--format csv"}},
                 {.line = "export {folder}a --format xml", .code = cli::usage, .err = {"xml"}},
                 {.line = "export {folder}a --format csv --as-of yesterday", .code = cli::usage, .err = {"--as-of"}}});
}

TEST_CASE("CSV files hold the books as of now or of then") {
    Books laurel;
    check_scenarios(laurel, {{.line = "export {folder}now --format csv", .out = {"members.csv  3 rows"}},
                             {.line = "export {folder}then --format csv --bom --as-of 2026-01-20T00:00:00Z --json",
                              .out = {R"("as_of":"2026-01-20T00:00:00Z")", R"("members.csv":2)"}}});
    const std::string then = contents(laurel.path("then/members.csv"));
    CHECK(then.starts_with("\xEF\xBB\xBFid,member,joined_at,erased,available,"));
    CHECK(then.find("\r\nada,member/") != std::string::npos);
    CHECK(then.find(",false,34,0,0,0,2027-01-03T00:00:00Z\r\n") != std::string::npos);
    const std::string now = contents(laurel.path("now/members.csv"));
    CHECK(now.find("\r\n,member/") != std::string::npos);  // eve
    for (const char* name : {"lots.csv", "entries.csv", "orders.csv", "refunds.csv", "redemptions.csv"})
        CHECK(std::filesystem::file_size(laurel.path(std::string("now/") + name)) > 100);
}

}  // namespace
}  // namespace laurel
