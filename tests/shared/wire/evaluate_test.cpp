#include "shared/wire/evaluate.h"

#include <doctest/doctest.h>

using namespace laurel;

namespace {

std::string reply(std::string_view rules, std::string_view data) {
    return wire::evaluate(wire::load_rules(rules), wire::load_data(data));
}

}  // namespace

TEST_CASE("each rule's value stands at its place, and so does why it has none") {
    CHECK(reply(R"({"rules":[{"<":[{"var":"x"},2.5]},{"/":[1,{"var":"y"}]},{"var":"x"}]})",
                R"({"data":{"x":1.5,"y":0}})") ==
          R"({"errors":{"1":{"code":"rule_not_a_number","message":"","path":"/1/~1","type":"NaN"}},)"
          R"("results":[true,null,1.5]})");
    CHECK(reply(R"({"rules":[]})", R"({"data":null})") == R"({"results":[]})");
}

TEST_CASE("what could not be loaded is said by every reply") {
    CHECK(reply("{", R"({"data":1})").find(R"({"error":{"code":"json_syntax")") == 0);
    CHECK(reply(R"({"rules":1})", R"({"data":1})") ==
          R"({"error":{"code":"wrong_type","message":"found 1; allowed: an array","path":"/rules"}})");
    CHECK(reply(R"({"rules":[]})", "[]") ==
          R"({"error":{"code":"missing_field","message":"found an array; allowed: a member","path":"/data"}})");
}
