#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("truth is JsonLogic's own") {
    const RuleCase cases[] = {
        {R"({"!!":[null]})", "null", "false"}, {R"({"!!":[0]})", "null", "false"},
        {R"({"!!":[""]})", "null", "false"},   {R"({"!!":["0"]})", "null", "true"},
        {R"({"!!":[[]]})", "null", "false"},   {R"({"!!":[[0]]})", "null", "true"},
        {R"({"!!":[{}]})", "null", "true"},    {R"({"!!":[]})", "null", "false"},
        {R"({"!":[]})", "null", "true"},       {R"({"!":{"var":"x"}})", R"({"x":[false]})", "true"},
        {R"({"not":true})", "null", "false"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("lists are merged one level deep") {
    const RuleCase cases[] = {
        {R"({"merge":[[1,[2]],3,[]]})", "null", "[1,[2],3]"},
        {R"({"merge":{"var":"x"}})", R"({"x":[[1],[2]]})", "[1,2]"},
        {R"({"merge":null})", "null", "[null]"},
        {R"({"keys":{"var":"x"}})", R"({"x":{"b":1,"a":2}})", R"(["a","b"])"},
        {R"({"keys":[[7,8]]})", "null", R"(["0","1"])"},
        {R"({"keys":[5]})", "null", "[]"},
        {R"({"log":"x"})", "null", R"("x")"},
        {R"({"preserve":{"+":[1,{"a":2,"b":3}]}})", "null", R"({"+":[1,{"a":2,"b":3}]})"},
        {R"({"eachKey":{"a":{"var":"x"},"b":[1]}})", R"({"x":7})", R"({"a":7,"b":[1]})"},
        {R"({"eachKey":[]})", "null", R"("Invalid Arguments" at /eachKey)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}
