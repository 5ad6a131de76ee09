#include "shared/rules/machine.h"

#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

namespace {

constexpr std::string_view exceeded = "rule_budget_exceeded";

bool exceeds(std::string_view rule, std::string_view data, const rules::Budget& budget = {}) {
    return outcome(rule, data, budget).find(exceeded) != std::string::npos;
}

std::string numbers(int count) {
    std::string text = "[0";
    for (int i = 1; i < count; ++i) text += ',' + std::to_string(i);
    return text + ']';
}

}  // namespace

TEST_CASE("operators evaluate no more than they need") {
    const RuleCase cases[] = {
        {R"({"and":[0,{"throw":"late"}]})", "null", "0"},
        {R"({"or":["a",{"throw":"late"}]})", "null", R"("a")"},
        {R"({"if":[true,1,{"throw":"late"}]})", "null", "1"},
        {R"({"?:":[false,{"throw":"late"},2]})", "null", "2"},
        {R"({"<":[1,2,1,{"throw":"late"}]})", "null", "false"},
        {R"({"??":[false,{"throw":"late"}]})", "null", "false"},
        {R"({"and":[]})", "null", "null"},
        {R"({"or":{"var":"x"}})", R"({"x":[1]})", R"("Invalid Arguments" at /or)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("try goes on with the next argument, whose paths start from the error") {
    const RuleCase cases[] = {
        {R"({"try":[{"throw":"a"},{"val":"type"}]})", "null", R"("a")"},
        {R"({"try":[{"throw":7},{"val":"type"}]})", "null", "7"},
        {R"({"try":[{"throw":{"preserve":{"type":"a","why":2}}},{"val":"why"}]})", "null", "2"},
        {R"({"try":[{"nope":1},{"val":"type"}]})", "null", R"("Unknown Operator")"},
        {R"({"try":[{"-":[]},{"val":"type"}]})", "null", R"("Invalid Arguments")"},
        {R"({"try":[{"/":[1,0]},{"throw":"b"},{"val":[[2],"x"]}]})", R"({"x":3})", "3"},
        {R"({"try":[{"map":[[1,2],{"try":[{"throw":"a"},{"throw":"b"}]}]},{"val":"type"}]})", "null", R"("b")"},
        {R"({"+":[1,{"try":[{"+":[1,{"throw":"a"}]},5]},2]})", "null", "8"},
        {R"([{"try":[{"throw":"a"},1]},{"var":"x"}])", R"({"x":3})", "[1,3]"},
        {R"({"try":[{"throw":"a"},{"throw":{"val":[]}}]})", "null", R"("a" at /try/1/throw)"},
        {R"({"try":[]})", "null", R"("Invalid Arguments" at /try)"},
        {R"({"pipe":[{"var":"a"},{"var":"b"},{"+":[{"val":[]},{"val":[[2],"c"]}]}]})", R"({"a":{"b":2},"c":5})", "7"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("steps are bounded, however iterations nest") {
    const std::string data = "{\"x\":" + numbers(1000) + "}";
    CHECK(outcome(R"({"some":[{"val":"x"},{"===":[{"val":[]},-1]}]})", data) == "false");
    CHECK(exceeds(R"({"some":[{"val":"x"},{"some":[{"val":[[2],"x"]},{"===":[{"val":[]},-1]}]}]})", data));
    CHECK(exceeds(R"({"in":["y",{"val":"x"}]})", data, {.steps_max = 999}));
    CHECK_FALSE(exceeds(R"({"in":["y",{"val":"x"}]})", data, {.steps_max = 1000}));
}

TEST_CASE("memory is bounded, however values grow") {
    const std::string data = "{\"x\":" + numbers(200) + "}";
    CHECK(exceeds(R"({"reduce":[{"val":"x"},{"cat":[{"var":"accumulator"},{"var":"accumulator"}]},"ab"]})", data));
    CHECK(exceeds(R"({"reduce":[{"val":"x"},{"merge":[{"var":"accumulator"},{"var":"accumulator"}]},[1]]})", data));
    CHECK(exceeds(R"({"reduce":[{"val":"x"},[{"var":"accumulator"}],0]})", data));
    CHECK(exceeds(R"({"map":[{"val":"x"},{"val":[[2],"x"]}]})", data));
}

TEST_CASE("no try catches the end of the budget") {
    CHECK(exceeds(R"({"try":[{"map":[{"val":[]},{"cat":["abc",{"val":[]}]}]},1]})", numbers(100), {.bytes_max = 1000}));
}

TEST_CASE("a text of which many parts almost match is not searched beyond the budget") {
    const std::string hay(20'000, 'a');
    const std::string needle(10'000, 'a');
    const std::string data = R"({"hay":")" + hay + R"(","needle":")" + needle + R"(b"})";
    CHECK(exceeds(R"({"in":[{"val":"needle"},{"val":"hay"}]})", data));
}
