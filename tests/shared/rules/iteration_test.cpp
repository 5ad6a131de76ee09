#include <doctest/doctest.h>

#include "tests/support/rule_outcome.h"

using namespace laurel;
using namespace laurel::testing;

TEST_CASE("iterations start paths from the item") {
    const RuleCase cases[] = {
        {R"({"map":[{"var":"x"},{"+":[{"var":""},1]}]})", R"({"x":[1,2]})", "[2,3]"},
        {R"({"map":[[[1,2],[3]],{"map":[{"val":[]},{"+":[{"val":[]},{"val":[[3],"index"]}]}]}]})", "null",
         "[[1,2],[4]]"},
        {R"({"map":[[5,6],{"val":[[1],"index"]}]})", "null", "[0,1]"},
        {R"({"map":[[5],{"var":"../index"}]})", "null", "[0]"},
        {R"({"map":[[5],{"var":"../../a.b"}]})", R"({"a":{"b":4}})", "[4]"},
        {R"({"map":[[5],{"val":[[3],"a"]}]})", R"({"a":4})", "[null]"},
        {R"({"filter":[[3,0,4],{"val":[]}]})", "null", "[3,4]"},
        {R"({"reduce":[[1,2,3],{"+":[{"var":"accumulator"},{"var":"current"}]},10]})", "null", "16"},
        {R"({"reduce":[[2,3,4],{"*":[{"var":"accumulator"},{"var":"current"}]}]})", "null", "24"},
        {R"({"reduce":[[7],{"+":[1,2]}]})", "null", "7"},
        {R"({"reduce":[[],{"+":[1,2]}]})", "null", "null"},
        {R"({"reduce":[[],{"+":[1,2]},5]})", "null", "5"},
        {R"({"reduce":[[1],{"val":[]},5]})", "null", R"({"accumulator":5,"current":1})"},
        {R"({"reduce":[[1],{"val":[[2],"a"]},5]})", R"({"a":8})", "8"},
        {R"({"all":[[1,2],{">":[{"val":[]},0]}]})", "null", "true"},
        {R"({"all":[[],true]})", "null", "false"},
        {R"({"some":[[0,2],{"val":[]}]})", "null", "true"},
        {R"({"none":[[],true]})", "null", "true"},
    };
    for (const RuleCase& c : cases) CHECK_MESSAGE(outcome(c.rule, c.data) == c.outcome, c.rule);
}

TEST_CASE("what is no list counts as an empty one") {
    for (const char* data : {"null", "5", R"("abc")", R"({"a":1})"}) {
        CHECK(outcome(R"({"map":[{"val":[]},1]})", data) == "[]");
        CHECK(outcome(R"({"filter":[{"val":[]},true]})", data) == "[]");
        CHECK(outcome(R"({"reduce":[{"val":[]},1,9]})", data) == "9");
        CHECK(outcome(R"({"all":[{"val":[]},true]})", data) == "false");
        CHECK(outcome(R"({"some":[{"val":[]},true]})", data) == "false");
        CHECK(outcome(R"({"none":[{"val":[]},true]})", data) == "true");
    }
}

TEST_CASE("an iteration stops where it is decided") {
    CHECK(outcome(R"({"some":[[1,2],{"if":[{"===":[{"val":[]},1]},true,{"throw":"late"}]}]})") == "true");
    CHECK(outcome(R"({"all":[[1,2],{"if":[{"===":[{"val":[]},1]},false,{"throw":"late"}]}]})") == "false");
    CHECK(outcome(R"({"none":[[1,2],{"if":[{"===":[{"val":[]},1]},true,{"throw":"late"}]}]})") == "false");
}

TEST_CASE("iterations take their arguments as they stand in the rule") {
    CHECK(outcome(R"({"map":{"var":"x"}})", R"({"x":[[1],2]})") == R"("Invalid Arguments" at /map)");
    CHECK(outcome(R"({"map":[[1]]})") == R"("Invalid Arguments" at /map)");
    CHECK(outcome(R"({"reduce":[]})") == R"("Invalid Arguments" at /reduce)");
}
