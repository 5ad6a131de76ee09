#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("var follows dots, val takes keys one by one") {
    const RuleCase cases[] = {
        {R"({"var":"a.1.b"})", R"({"a":[0,{"b":2}]})", "2"},
        {R"({"var":"a\\.b"})", R"({"a.b":1})", "1"},
        {R"({"var":["a",7]})", R"({"a":null})", "null"},
        {R"({"var":["b",7]})", R"({"a":null})", "7"},
        {R"({"var":["b",{"var":"a"}]})", R"({"a":5})", "5"},
        {R"({"var":""})", "[1]", "[1]"},
        {R"({"var":[]})", "[1]", "[1]"},
        {R"({"var":"."})", R"({"":3})", "3"},
        {R"({"var":"01"})", "[1,2]", "null"},
        {R"({"var":"length"})", "[1,2]", "null"},
        {R"({"var":{"var":"k"}})", R"({"k":"v","v":9})", "9"},
        {R"({"var":{"var":"k"}})", R"({"k":["none",4]})", "4"},
        {R"({"val":"a.b"})", R"({"a.b":1,"a":{"b":2}})", "1"},
        {R"({"val":["a","b"]})", R"({"a.b":1,"a":{"b":2}})", "2"},
        {R"({"val":["a",0]})", R"({"a":[5]})", "5"},
        {R"({"val":["a",-1]})", R"({"a":[5]})", "null"},
        {R"({"val":[]})", "7", "7"},
        {R"({"val":{"var":"path"}})", R"({"path":["a","b"],"a":{"b":2}})", "2"},
        {R"({"val":[{"var":"k"},0]})", R"({"k":"a","a":[5]})", "5"},
        {R"({"val":{"var":"none"}})", R"({"a":1})", "null"},
        {R"({"get":[{"preserve":{"a":{"b":1}}},"a.b"]})", "null", "1"},
        {R"({"get":[{"var":"x"},"a",9]})", "null", "9"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("a null that is there is not missing") {
    const RuleCase cases[] = {
        {R"({"exists":"a"})", R"({"a":null})", "true"},
        {R"({"exists":"b"})", R"({"a":null})", "false"},
        {R"({"exists":["a","b"]})", R"({"a":{"b":0}})", "true"},
        {R"({"exists":{"var":"k"}})", R"({"k":"z"})", "false"},
        {R"({"missing":["a","b.c","d"]})", R"({"a":null,"b":{}})", R"(["b.c","d"])"},
        {R"({"missing":[["a","b"]]})", R"({"a":1})", R"(["b"])"},
        {R"({"missing":{"merge":["a","b"]}})", "null", R"(["a","b"])"},
        {R"({"missing_some":[1,["a","b"]]})", R"({"b":1})", "[]"},
        {R"({"missing_some":[2,["a","b"]]})", R"({"b":1})", R"(["a"])"},
        {R"({"missing_some":[1]})", "null", R"("Invalid Arguments" at /missing_some)"},
        {R"({"??":[{"var":"a"},{"var":"b"},3]})", R"({"b":0})", "0"},
        {R"({"??":[]})", "null", "null"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}
