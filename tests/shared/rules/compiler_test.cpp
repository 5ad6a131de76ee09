#include "shared/rules/compiler.h"

#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

namespace {

rules::Rule compiled(std::string_view rule) { return rules::compile(read_json(rule).value()).value(); }

std::size_t instructions_of(std::string_view rule) { return compiled(rule).code().instructions.size(); }

std::string reads_of(std::string_view rule) {
    const rules::Rule ready = compiled(rule);
    std::string text;
    for (const std::string& path : ready.reads().paths) text += (text.empty() ? "" : " ") + (path.empty() ? "." : path);
    return ready.reads().everything ? text + "*" : text;
}

std::string faults_of(std::string_view rule) {
    const rules::Rule ready = compiled(rule);
    std::string text;
    for (const Error& fault : ready.faults()) text += std::string(name_of(fault.code)) + ' ' + fault.path + ';';
    return text;
}

}  // namespace

TEST_CASE("what is constant is reckoned once") {
    CHECK(instructions_of(R"({"+":[1,{"*":[2,{"max":[3,4]}]}]})") == 1);
    CHECK(instructions_of(R"({"if":[{"<":[1,2]},{"cat":["a","b"]},0]})") == 1);
    CHECK(instructions_of("[1,[2,{\"!\":[0]}]]") == 1);
    CHECK(instructions_of(R"({"preserve":{"+":[1,2]}})") == 1);
    CHECK(instructions_of(R"({"<":[{"var":"x"},{"+":[1,2]}]})") == 1);
    CHECK(instructions_of(R"({"<":[{"+":[1,2]},{"var":"x"}]})") == 3);
    CHECK(outcome(R"({"+":[1,{"*":[2,{"max":[3,4]}]}]})") == "9");
}

TEST_CASE("a constant that fails does so when it is reached, and only then") {
    CHECK(outcome(R"({"if":[false,{"/":[1,0]},2]})") == "2");
    CHECK(outcome(R"({"if":[true,{"/":[1,0]},2]})") == R"("NaN" at /if/1/~1)");
    CHECK(outcome(R"({"if":[false,{"nope":1},2]})") == "2");
}

TEST_CASE("an object with other than one key is no rule") {
    CHECK(outcome("{}") == "{}");
    CHECK(outcome(R"({"+":[1],"-":[1]})") == R"("Unknown Operator" at )");
    CHECK(outcome(R"([{"a":1,"b":2}])") == R"("Unknown Operator" at /0)");
    CHECK(outcome(R"({"":1})") == R"("Unknown Operator" at /)");
}

TEST_CASE("a rule says what it reads") {
    struct Case {
        std::string_view rule;
        std::string_view reads;
    };
    const Case cases[] = {
        {R"({"and":[{"<":[{"var":"cart.total"},5]},{"val":["a/b",0]},{"exists":"z"}]})", "/a~1b/0 /cart/total /z"},
        {R"({"map":[{"var":"items"},{"+":[{"var":"price"},{"val":[[2],"tax"]}]}]})", "/items /tax"},
        {R"({"missing":["a","b.c"]})", "/a /b/c"},
        {R"({"missing_some":[1,["a","b"]]})", "/a /b"},
        {R"({"missing":{"var":"names"}})", "/names*"},
        {R"({"var":{"var":"k"}})", "/k*"},
        {R"({"var":["a",{"var":"b"}]})", "/a /b"},
        {R"({"val":[]})", "."},
        {R"({"try":[{"throw":"a"},{"val":"type"},{"val":[[2],"x"]}]})", "/x"},
        {R"({"+":[1,2]})", ""},
    };
    for (const Case& c : cases) CHECK_MESSAGE(reads_of(c.rule) == c.reads, c.rule);
}

TEST_CASE("a rule says what can only fail") {
    CHECK(faults_of(R"({"if":[{"var":"x"},{"nope":1},{"map":[1]}]})") ==
          "rule_operator_unknown /if/1/nope;rule_arguments_invalid /if/2/map;");
    CHECK(faults_of(R"({"+":[{"a":1,"b":2}]})") == "rule_operator_unknown /+/0;");
    CHECK(faults_of(R"({"if":[true,1]})").empty());
}

TEST_CASE("rules are bounded in size and depth") {
    Value deep = 1;
    for (int i = 0; i < 20; ++i) deep = Object{{"!", Array{std::move(deep)}}};
    CHECK(rules::compile(deep).ok());
    CHECK(rules::compile(deep, {.depth_max = 39}).error().code == ErrorCode::rule_too_large);
    const Value wide = Array(200, Value(1));
    CHECK(rules::compile(wide, {.nodes_max = 201}).ok());
    CHECK(rules::compile(wide, {.nodes_max = 200}).error().code == ErrorCode::rule_too_large);
    CHECK(rules::compile(Array(70'000, Value(1)), {.nodes_max = 100'000}).error().code == ErrorCode::rule_too_large);
}
