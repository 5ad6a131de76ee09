#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("arithmetic takes what looks like a number") {
    const RuleCase cases[] = {
        {R"({"+":[1,2.5]})", "null", "3.5"},
        {R"({"+":[0.1,0.2]})", "null", "0.30000000000000004"},
        {R"({"+":["1"," 2 ",true,false,null,""]})", "null", "4"},
        {R"({"+":[]})", "null", "0"},
        {R"({"+":"-1.5"})", "null", "-1.5"},
        {R"({"+":{"var":"x"}})", R"({"x":["1",2]})", "3"},
        {R"({"+":[{"var":"x"}]})", R"({"x":[1,2]})", R"("NaN" at /+)"},
        {R"({"*":[]})", "null", "1"},
        {R"({"*":[3,"4"]})", "null", "12"},
        {R"({"-":[5]})", "null", "-5"},
        {R"({"-":[0]})", "null", "0"},
        {R"({"-":[9,2,3]})", "null", "4"},
        {R"({"-":[]})", "null", R"("Invalid Arguments" at /-)"},
        {R"({"/":[4]})", "null", "0.25"},
        {R"({"/":[60,2,3]})", "null", "10"},
        {R"({"/":[]})", "null", R"("Invalid Arguments" at /~1)"},
        {R"({"%":[7,4,2]})", "null", "1"},
        {R"({"%":[-7,4]})", "null", "-3"},
        {R"({"%":[5.5,2]})", "null", "1.5"},
        {R"({"%":[1]})", "null", R"("Invalid Arguments" at /%)"},
        {R"({"%":[{"var":"x"}]})", R"({"x":[1]})", R"("NaN" at /%)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("what has no finite result is an error, not an infinity") {
    const RuleCase cases[] = {
        {R"({"/":[1,0]})", "null", R"("NaN" at /~1)"},
        {R"({"/":[0,0]})", "null", R"("NaN" at /~1)"},
        {R"({"/":[1,null]})", "null", R"("NaN" at /~1)"},
        {R"({"/":0})", "null", R"("NaN" at /~1)"},
        {R"({"%":[1,0]})", "null", R"("NaN" at /%)"},
        {R"({"*":[1e300,1e300]})", "null", R"("NaN" at /*)"},
        {R"({"+":["Infinity"]})", "null", R"("NaN" at /+)"},
        {R"({"+":["0x10"]})", "null", R"("NaN" at /+)"},
        {R"({"+":["a"]})", "null", R"("NaN" at /+)"},
        {R"({"+":[{}]})", "null", R"("NaN" at /+)"},
        {R"([1,{"-":[{"+":[{"var":""}]}]}])", R"("a")", R"("NaN" at /1/-/0/+)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("extremes are of numbers only") {
    const RuleCase cases[] = {
        {R"({"max":[1,-3,2.5]})", "null", "2.5"},
        {R"({"min":[1,-3,2.5]})", "null", "-3"},
        {R"({"max":7})", "null", "7"},
        {R"({"max":{"var":"x"}})", R"({"x":[4,9]})", "9"},
        {R"({"min":[]})", "null", R"("Invalid Arguments" at /min)"},
        {R"({"max":[1,"2"]})", "null", R"("Invalid Arguments" at /max)"},
        {R"({"max":[null]})", "null", R"("Invalid Arguments" at /max)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}
