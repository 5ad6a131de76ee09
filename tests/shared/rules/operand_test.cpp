#include "shared/rules/operand.h"

#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("texts and nulls compare as they are, all else as numbers") {
    const RuleCase cases[] = {
        {R"({"==":["1",1]})", "null", "true"},
        {R"({"==":["1","1.0"]})", "null", "false"},
        {R"({"==":["",0]})", "null", "true"},
        {R"({"==":[null,0]})", "null", "true"},
        {R"({"==":[null,false]})", "null", "true"},
        {R"({"==":[null,null]})", "null", "true"},
        {R"({"==":[null,""]})", "null", "false"},
        {R"({"!=":[null,"0"]})", "null", "true"},
        {R"({"==":[true,"1"]})", "null", "true"},
        {R"({"==":[true,"true"]})", "null", R"("NaN" at /==)"},
        {R"({"==":[[1],1]})", "null", R"("NaN" at /==)"},
        {R"({"!=":[{},{}]})", "null", R"("NaN" at /!=)"},
        {R"({"<":["10","9"]})", "null", "true"},
        {R"({"<":["10",9]})", "null", "false"},
        {R"({"<":[null,"1"]})", "null", "true"},
        {R"({"<":[null,"a"]})", "null", "false"},
        {R"({">=":[null,null]})", "null", "true"},
        {R"({"<":["a",1]})", "null", R"("NaN" at /<)"},
        {R"({"<":["é","日"]})", "null", "true"},
        {R"({"==":[1,1,"1",true]})", "null", "true"},
        {R"({"!=":[1,2,1]})", "null", "true"},
        {R"({">":[3,2,2]})", "null", "false"},
        {R"({"==":[1]})", "null", R"("Invalid Arguments" at /==)"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("the same is of one kind and content") {
    const RuleCase cases[] = {
        {R"({"===":[1,1.0]})", "null", "true"},
        {R"({"===":["1",1]})", "null", "false"},
        {R"({"===":[null,false]})", "null", "false"},
        {R"({"===":[[1,{}],[1,{}]]})", "null", "true"},
        {R"({"===":[[1],[1,2]]})", "null", "false"},
        {R"({"===":[{"var":"a"},{"var":"b"}]})", R"({"a":{"x":[1],"y":2},"b":{"y":2,"x":[1]}})", "true"},
        {R"({"===":[{"var":"a"},{"var":"b"}]})", R"({"a":{"x":1},"b":{"y":1}})", "false"},
        {R"({"!==":[{"var":"none"},null]})", "null", "false"},
        {R"({"===":["a","a","a"]})", "null", "true"},
        {R"({"!==":[1,2,2]})", "null", "false"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("an operand is small, since rules push many") { CHECK(sizeof(rules::Operand) == 16); }
