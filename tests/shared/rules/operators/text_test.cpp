#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("texts are joined as ECMAScript writes values, null as nothing") {
    const RuleCase cases[] = {
        {R"({"cat":[]})", "null", R"("")"},
        {R"({"cat":["a",1,2.50,true,null,"é"]})", "null", R"("a12.5trueé")"},
        {R"({"cat":[1e21,1e-7]})", "null", R"("1e+211e-7")"},
        {R"({"cat":[[1,[2,null]],{}]})", "null", R"("1,2,[object Object]")"},
        {R"({"cat":{"var":"x"}})", R"({"x":["a","b"]})", R"("ab")"},
        {R"({"cat":[{"var":"x"}]})", R"({"x":["a","b"]})", R"("a,b")"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("a part of a text is counted in characters, not bytes") {
    const RuleCase cases[] = {
        {R"({"substr":["日本語テキスト",3]})", "null", R"("テキスト")"},
        {R"({"substr":["日本語テキスト",-4,2]})", "null", R"("テキ")"},
        {R"({"substr":["日本語テキスト",0,-4]})", "null", R"("日本語")"},
        {R"({"substr":["a😀b",1,1]})", "null", R"("😀")"},
        {R"({"substr":["abc",-10,2]})", "null", R"("ab")"},
        {R"({"substr":["abc",1,-10]})", "null", R"("")"},
        {R"({"substr":["abc",10]})", "null", R"("")"},
        {R"({"substr":["abc","1"]})", "null", R"("bc")"},
        {R"({"substr":["abc",1e300]})", "null", R"("")"},
        {R"({"substr":["abc"]})", "null", R"("abc")"},
        {R"({"substr":[12345,1,2]})", "null", R"("23")"},
        {R"({"substr":[]})", "null", R"("Invalid Arguments" at /substr)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("in looks for what is the same in a list, and for a part in a text") {
    const RuleCase cases[] = {
        {R"({"in":["b",["a","b"]]})", "null", "true"}, {R"({"in":[1,["1"]]})", "null", "false"},
        {R"({"in":[[1],[[1],[2]]]})", "null", "true"}, {R"({"in":[null,[null]]})", "null", "true"},
        {R"({"in":["é","café"]})", "null", "true"},    {R"({"in":["","abc"]})", "null", "true"},
        {R"({"in":[2,"123"]})", "null", "true"},       {R"({"in":[null,"null"]})", "null", "false"},
        {R"({"in":["a",null]})", "null", "false"},     {R"({"in":["a",{}]})", "null", "false"},
        {R"({"in":["a"]})", "null", "false"},          {R"({"in":[]})", "null", "false"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("length is of characters, items or members") {
    const RuleCase cases[] = {
        {R"({"length":"a😀"})", "null", "2"},
        {R"({"length":[""]})", "null", "0"},
        {R"({"length":[[1,2,3]]})", "null", "3"},
        {R"({"length":{"var":"x"}})", R"({"x":["a","b"]})", "2"},
        {R"({"length":{"var":"x"}})", R"({"x":{"a":1}})", "1"},
        {R"({"length":[1,2,3]})", "null", R"("Invalid Arguments" at /length)"},
        {R"({"length":[]})", "null", R"("Invalid Arguments" at /length)"},
        {R"({"length":{"var":"none"}})", "null", R"("Invalid Arguments" at /length)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}
