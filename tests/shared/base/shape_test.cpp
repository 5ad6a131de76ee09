#include "shared/base/shape.h"

#include <doctest/doctest.h>

#include "tests/property.h"

using namespace laurel;

namespace {

constexpr Shape boolean_shape{.kind = ShapeKind::boolean};
constexpr Shape integer_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 2000};
constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 2, .maximum = 8};
constexpr std::string_view rounding_words[] = {"down", "half_up"};
constexpr Shape choice_shape{.kind = ShapeKind::text, .allowed = rounding_words};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape date_shape{.kind = ShapeKind::date};
constexpr Shape time_shape{.kind = ShapeKind::time_of_day};
constexpr Shape currency_shape{.kind = ShapeKind::currency};
constexpr Shape list_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 3, .items = &integer_shape};
constexpr Shape dictionary_shape{.kind = ShapeKind::dictionary, .maximum = 2, .items = &integer_shape};

// "code path | found | allowed", one line an error.
std::string errors_of(const Value& value, const Shape& shape, std::string_view path = {}) {
    std::string lines;
    for (const Error& error : check(value, shape, path)) {
        lines +=
            std::string(name_of(error.code)) + ' ' + error.path + " | " + error.found + " | " + error.allowed + '\n';
    }
    return lines;
}

Value json_of(std::string_view text) {
    const Result<Value> value = read_json(text);
    REQUIRE_MESSAGE(value.ok(), text);
    return *value;
}

}  // namespace

TEST_CASE("a value of another kind is named, with what belongs there") {
    CHECK(errors_of(1, boolean_shape) == "wrong_type  | 1 | true or false\n");
    CHECK(errors_of("7", integer_shape) == "wrong_type  | \"7\" | an integer from 1 to 2000\n");
    CHECK(errors_of(Value(), text_shape) == "wrong_type  | null | text of 2 to 8 bytes without control characters\n");
    CHECK(errors_of(true, choice_shape) == "wrong_type  | true | one of: down, half_up\n");
    CHECK(errors_of(Array{}, identifier_shape) ==
          "wrong_type  | an array | an identifier of 1 to 128 bytes without control characters or a space at either "
          "end\n");
    CHECK(errors_of(0, instant_shape) ==
          "wrong_type  | 0 | a date and time with an offset, such as 2026-11-22T08:00:00Z\n");
    CHECK(errors_of(20260217, date_shape) == "wrong_type  | 20260217 | a date that exists, such as 2026-02-17\n");
    CHECK(errors_of(826, currency_shape) == "wrong_type  | 826 | a current ISO 4217 currency code, such as GBP\n");
    CHECK(errors_of(Object{}, list_shape) == "wrong_type  | an object | a list of 1 to 3 items\n");
    CHECK(errors_of(Array{}, dictionary_shape) == "wrong_type  | an array | an object of at most 2 members\n");
    CHECK(errors_of("x", {.kind = ShapeKind::object}) == "wrong_type  | \"x\" | an object\n");
}

TEST_CASE("an integer stays within its range") {
    CHECK(errors_of(1, integer_shape) == "");
    CHECK(errors_of(2000, integer_shape) == "");
    CHECK(errors_of(0, integer_shape, "/limit") == "number_out_of_range /limit | 0 | an integer from 1 to 2000\n");
    CHECK(errors_of(2001, integer_shape) == "number_out_of_range  | 2001 | an integer from 1 to 2000\n");
    CHECK(errors_of(3, {.kind = ShapeKind::integer, .minimum = 2, .maximum = 2}) == "number_out_of_range  | 3 | 2\n");
}

TEST_CASE("a text keeps its length in bytes and has no control characters") {
    const std::string allowed = " | text of 2 to 8 bytes without control characters\n";
    CHECK(errors_of("ab", text_shape) == "");
    CHECK(errors_of("\u00e9\u00e9\u00e9\u00e9", text_shape) == "");
    CHECK(errors_of("a", text_shape) == "text_too_short  | 1 byte" + allowed);
    CHECK(errors_of("", text_shape) == "text_too_short  | 0 bytes" + allowed);
    CHECK(errors_of("\u00e9\u00e9\u00e9\u00e9\u00e9", text_shape) == "text_too_long  | 10 bytes" + allowed);
    for (std::string_view text : {"a\tb", "a\n", "a\x7f", "a\u0080", "a\u009f"}) {
        CHECK(errors_of(text, text_shape) == "value_not_allowed  | a control character" + allowed);
    }
    CHECK(errors_of("a\u00a0b", text_shape) == "");
}

TEST_CASE("a choice is one of its words") {
    CHECK(errors_of("half_up", choice_shape) == "");
    CHECK(errors_of("Half_up", choice_shape) == "value_not_allowed  | \"Half_up\" | one of: down, half_up\n");
    CHECK(errors_of("", choice_shape) == "value_not_allowed  | \"\" | one of: down, half_up\n");
}

TEST_CASE("an identifier is any short text without control characters or a space at an end") {
    for (const std::string& text :
         {std::string("o-1"), std::string("a b"), std::string("订单/1"), std::string(128, 'x')}) {
        CHECK_MESSAGE(errors_of(text, identifier_shape) == "", text);
    }
    for (const std::string& text : {std::string(), std::string(" a"), std::string("a "), std::string(129, 'x'),
                                    std::string("a\nb"), std::string("a\0", 2)}) {
        const Errors errors = check(text, identifier_shape, "/id");
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].code == ErrorCode::invalid_identifier);
        CHECK(errors[0].path == "/id");
        CHECK(errors[0].found == quoted(text));
    }
}

TEST_CASE("instants, dates, times and currencies are checked for what they mean") {
    CHECK(errors_of("2028-02-29", date_shape) == "");
    CHECK(errors_of("2026-02-29", date_shape, "/on") ==
          "value_not_allowed /on | \"2026-02-29\" | a date that exists, such as 2026-02-17\n");
    CHECK(errors_of("18:00", time_shape) == "");
    CHECK(errors_of("24:00", time_shape, "/from") ==
          "value_not_allowed /from | \"24:00\" | a time of day from 00:00 to 23:59\n");
    CHECK(errors_of("2026-11-22T08:00:00+01:00", instant_shape) == "");
    CHECK(errors_of("2026-02-30T08:00:00Z", instant_shape, "/at") ==
          "invalid_instant /at | \"2026-02-30T08:00:00Z\" | a date and time with an offset, such as "
          "2026-11-22T08:00:00Z\n");
    CHECK(errors_of("KWD", currency_shape) == "");
    CHECK(errors_of("kwd", currency_shape) ==
          "unknown_currency  | \"kwd\" | a current ISO 4217 currency code, such as GBP\n");
}

TEST_CASE("a list keeps its length and each item its shape") {
    CHECK(errors_of(json_of("[1,2,3]"), list_shape) == "");
    CHECK(errors_of(json_of("[]"), list_shape) == "value_not_allowed  | 0 items | a list of 1 to 3 items\n");
    CHECK(errors_of(json_of("[0,0,0,0]"), list_shape) == "list_too_long  | 4 items | a list of 1 to 3 items\n");
    CHECK(errors_of(json_of("[1,0,null]"), list_shape, "/a") ==
          "number_out_of_range /a/1 | 0 | an integer from 1 to 2000\n"
          "wrong_type /a/2 | null | an integer from 1 to 2000\n");
    const Shape one{.kind = ShapeKind::list, .minimum = 1, .maximum = 1, .items = &integer_shape};
    CHECK(errors_of(json_of("[1,1]"), one) == "list_too_long  | 2 items | a list of 1 item\n");
}

TEST_CASE("a dictionary takes any identifiers as keys, up to its size") {
    CHECK(errors_of(json_of("{\"any\":1,\"key\":2}"), dictionary_shape) == "");
    CHECK(errors_of(json_of("{\"a\":1,\"b\":1,\"c\":1}"), dictionary_shape) ==
          "list_too_long  | 3 members | an object of at most 2 members\n");
    CHECK(errors_of(json_of("{\" a\":1,\"b/c\":0}"), dictionary_shape) ==
          "invalid_identifier / a | \" a\" | an identifier of 1 to 128 bytes without control characters or a space at "
          "either end\n"
          "number_out_of_range /b~1c | 0 | an integer from 1 to 2000\n");
}

namespace {

constexpr std::string_view amount_or_percent[] = {"amount", "percent"};
constexpr Field reward_fields[] = {
    {"id", &identifier_shape, true},
    {"rounding", &choice_shape, true},
    {"amount", &integer_shape},
    {"percent", &integer_shape},
};
constexpr Shape reward_shape{.fields = reward_fields, .exactly_one_of = amount_or_percent};
constexpr Shape rewards_shape{.kind = ShapeKind::list, .maximum = 500, .items = &reward_shape};

}  // namespace

TEST_CASE("an object has its required fields and no others, members first and in document order") {
    CHECK(errors_of(json_of(R"({"id":"a","rounding":"down","amount":1})"), reward_shape) == "");
    CHECK(errors_of(json_of(R"({"amount":0,"colour":"red","id":7})"), reward_shape, "/rewards/0") ==
          "number_out_of_range /rewards/0/amount | 0 | an integer from 1 to 2000\n"
          "unknown_field /rewards/0/colour | \"colour\" | one of: id, rounding, amount, percent\n"
          "wrong_type /rewards/0/id | 7 | an identifier of 1 to 128 bytes without control characters or a space at "
          "either "
          "end\n"
          "missing_field /rewards/0/rounding |  | one of: down, half_up\n");
    CHECK(errors_of(json_of(R"({"a/b":1})"), Shape{}) == "unknown_field /a~1b | \"a/b\" | no fields\n");
}

TEST_CASE("of the fields that exclude each other exactly one is there") {
    CHECK(errors_of(json_of(R"({"id":"a","rounding":"down"})"), reward_shape, "/r") ==
          "missing_field /r |  | exactly one of: amount, percent\n");
    CHECK(errors_of(json_of(R"({"id":"a","rounding":"down","amount":1,"percent":1})"), reward_shape, "/r") ==
          "value_not_allowed /r | amount, percent | exactly one of: amount, percent\n");
}

TEST_CASE("the check stops after a hundred errors") {
    Array rewards(300, Value(Object{}));
    const Errors errors = check(rewards, rewards_shape);
    CHECK(errors.size() == 100);
    CHECK(errors.front().path == "/0/id");
}

namespace {

constexpr Field tier_fields[] = {
    {"name", &identifier_shape, true},
    {"budget", &integer_shape, false, true},
};
constexpr Shape tier_shape{.fields = tier_fields};
constexpr Shape tiers_shape{.kind = ShapeKind::list, .maximum = 9, .items = &tier_shape};
constexpr Shape tier_map_shape{.kind = ShapeKind::dictionary, .maximum = 9, .items = &tier_shape};
constexpr Field program_fields[] = {
    {"name", &identifier_shape, true},
    {"margin", &integer_shape, false, true},
    {"notes", &tier_map_shape, false, true},
    {"tier", &tier_shape},
    {"tiers", &tiers_shape},
    {"by_name", &tier_map_shape},
};
constexpr Shape program_shape{.fields = program_fields};

// Lays the private part over the public one.
Value merged(const Value& left, const Value& right) {
    if (left.array() != nullptr && right.array() != nullptr) {
        Array items;
        for (std::size_t i = 0; i < left.array()->size(); ++i) {
            items.push_back(merged((*left.array())[i], (*right.array())[i]));
        }
        return items;
    }
    if (left.object() == nullptr || right.object() == nullptr) return left;
    Object members = *left.object();
    for (const auto& [key, value] : *right.object()) {
        const Value* there = members.find(key);
        members.set(key, there == nullptr ? value : merged(*there, value));
    }
    return members;
}

Value random_tier(PropertyRandom& random) {
    Object tier{{"name", "t" + std::to_string(random.below(99))}};
    if (random.below(2) == 0) tier.set("budget", random.between(1, 2000));
    return tier;
}

Value random_tiers_by_name(PropertyRandom& random) {
    Object tiers;
    for (std::size_t i = random.below(4); i > 0; --i) tiers.set("k" + std::to_string(i), random_tier(random));
    return tiers;
}

Value random_program(PropertyRandom& random) {
    Object program{{"name", "p"}};
    if (random.below(2) == 0) program.set("margin", 7);
    if (random.below(2) == 0) program.set("notes", random_tiers_by_name(random));
    if (random.below(2) == 0) program.set("tier", random_tier(random));
    if (random.below(2) == 0) program.set("by_name", random_tiers_by_name(random));
    if (random.below(2) == 0) {
        Array tiers;
        for (std::size_t i = random.below(4); i > 0; --i) tiers.push_back(random_tier(random));
        program.set("tiers", tiers);
    }
    return program;
}

}  // namespace

TEST_CASE("the public part has no private field and the private part nothing else") {
    const Value program = json_of(R"({"name":"p","margin":7,"tier":{"name":"a","budget":1},
        "tiers":[{"name":"b"},{"name":"c","budget":2}],"by_name":{"d":{"name":"d"},"e":{"name":"e","budget":3}}})");
    REQUIRE(errors_of(program, program_shape) == "");
    CHECK(write_json(public_part(program, program_shape)) ==
          R"({"by_name":{"d":{"name":"d"},"e":{"name":"e"}},"name":"p","tier":{"name":"a"},)"
          R"("tiers":[{"name":"b"},{"name":"c"}]})");
    CHECK(write_json(private_part(program, program_shape)) ==
          R"({"by_name":{"e":{"budget":3}},"margin":7,"tier":{"budget":1},"tiers":[{},{"budget":2}]})");
}

TEST_CASE("a document without private fields has an empty private part") {
    const Value program = json_of(R"({"name":"p","tier":{"name":"a"},"tiers":[{"name":"b"}],"by_name":{}})");
    CHECK(private_part(program, program_shape) == Value(Object{}));
    CHECK(public_part(program, program_shape) == program);
    CHECK(private_part(5, integer_shape) == Value(Object{}));
}

TEST_CASE("a field that the shape does not know is in neither part") {
    const Value program = json_of(R"({"name":"p","secret":1})");
    CHECK(write_json(public_part(program, program_shape)) == R"({"name":"p"})");
    CHECK(write_json(private_part(program, program_shape)) == "{}");
}

TEST_CASE("the two parts laid over each other are the whole document") {
    PropertyRandom random("public and private part");
    for (int round = 0; round < 1000; ++round) {
        const Value program = random_program(random);
        REQUIRE(errors_of(program, program_shape) == "");
        const Value open = public_part(program, program_shape);
        REQUIRE(merged(open, private_part(program, program_shape)) == program);
        REQUIRE(private_part(open, program_shape) == Value(Object{}));
    }
}
