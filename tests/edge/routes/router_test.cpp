#include "edge/routes/router.h"

#include <doctest/doctest.h>

#include <set>

#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

const Route rows[] = {
    {.method = "GET", .pattern = "/a", .operation = "a"},
    {.method = "POST", .pattern = "/a", .operation = "post-a"},
    {.method = "GET", .pattern = "/a/{x}", .operation = "a-x"},
    {.method = "GET", .pattern = "/a/{x}/b/{y}", .operation = "a-x-b-y"},
    {.method = "GET", .pattern = "/files/{path...}", .operation = "files"},
};
const std::span<const Route> groups[] = {rows};

struct Found {
    std::string operation;
    std::string first;
    std::string second;

    bool operator==(const Found&) const = default;
};

Found find(std::string_view method, std::string_view path) {
    const Match match = Router(groups).match(method, path);
    return {match.route == nullptr ? "" : std::string(match.route->operation), match.parameters[0],
            match.parameters[1]};
}

TEST_CASE("a path finds its row, and its parameters are decoded once") {
    CHECK(find("GET", "/a") == Found{"a", "", ""});
    CHECK(find("POST", "/a") == Found{"post-a", "", ""});
    CHECK(find("HEAD", "/a") == Found{"a", "", ""});
    CHECK(find("GET", "/a/1") == Found{"a-x", "1", ""});
    CHECK(find("GET", "/a/%2Fetc%20x") == Found{"a-x", "/etc x", ""});
    CHECK(find("GET", "/a/%2541") == Found{"a-x", "%41", ""});
    CHECK(find("GET", "/a/1/b/2") == Found{"a-x-b-y", "1", "2"});
    CHECK(find("GET", "/files/x/y.js") == Found{"files", "x/y.js", ""});
}

TEST_CASE("nothing else finds one") {
    for (const char* path : {"/", "/b", "/a/", "//a", "/a//b/2", "/a/1/b/", "/a/1/c/2", "/a/1/b/2/3", "/A", "/%61",
                             "/a/%", "/a/%00", "/a/%FF", "/files", "/files/", "/a;x", "/../a", "/a/1/b/%zz"}) {
        CAPTURE(path);
        CHECK(find("GET", path).operation.empty());
    }
}

TEST_CASE("another method is told which ones there are") {
    const Match match = Router(groups).match("DELETE", "/a");
    CHECK(match.route == nullptr);
    CHECK(match.allowed_methods == "GET, POST");
}

TEST_CASE("every row of the edge has a name of its own, a handler and a summary") {
    std::set<std::string_view> operations;
    for (const Route* route : Router(all_groups()).all()) {
        CAPTURE(route->pattern);
        CHECK(operations.insert(route->operation).second);
        CHECK((route->handle != nullptr));
        CHECK(route->summary.ends_with('.'));
        CHECK((route->access == Access::admin) == !route->scope.empty());
    }
}

}  // namespace
}  // namespace laurel::routes
