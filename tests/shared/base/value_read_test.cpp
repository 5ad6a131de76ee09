#include <doctest/doctest.h>

#include "shared/base/value.h"
#include "tests/property.h"

using namespace laurel;

namespace {

// The canonical form of what was read, or the error as "code path | found | allowed".
std::string outcome(std::string_view text, const ReadLimits& limits = {}) {
    const Result<Value> result = read_json(text, limits);
    if (result) return write_json(*result);
    const Error& error = result.error();
    return std::string(name_of(error.code)) + ' ' + error.path + " | " + error.found + " | " + error.allowed;
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

struct Case {
    std::string_view text;
    std::string_view outcome;
};

}  // namespace

TEST_CASE("the reader takes what RFC 8259 allows and the writer makes it canonical") {
    const Case cases[] = {
        {"null", "null"},
        {" \t\r\n true \n", "true"},
        {"[false,0,-1,12]", "[false,0,-1,12]"},
        {"9007199254740991", "9007199254740991"},
        {"-9007199254740991", "-9007199254740991"},
        {"[ ]", "[]"},
        {"{ }", "{}"},
        {"{\"b\" : [ 1 , 2 ] , \"a\" : { \"\" : null } }", "{\"a\":{\"\":null},\"b\":[1,2]}"},
        {"{\"c\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2,\"c\":1}"},
        {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\b\f\n\r\t")"},
        {R"("\u0041\u00e9\u20AC\ud83d\ude00")", "\"A\u00e9\u20ac\U0001f600\""},
        {R"("\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff")", "\"\u0080\u07ff\u0800\uffff\U00010000\U0010ffff\""},
        {R"("\u0000\u001F\u007f")", "\"\\u0000\\u001f\x7f\""},
        {"\"\u00e9\u20ac\U0001f600\U0010ffff\"", "\"\u00e9\u20ac\U0001f600\U0010ffff\""},
    };
    for (const Case& c : cases) CHECK_MESSAGE(outcome(c.text) == c.outcome, c.text);
}

TEST_CASE("a syntax error says at which byte, what stood there and what was expected") {
    const Case cases[] = {
        {"", "json_syntax  | the end at byte 0 | a value"},
        {"  ", "json_syntax  | the end at byte 2 | a value"},
        {"nul", "json_syntax  | \"n\" at byte 0 | a value"},
        {"True", "json_syntax  | \"T\" at byte 0 | a value"},
        {"NaN", "json_syntax  | \"N\" at byte 0 | a value"},
        {"'a'", "json_syntax  | \"'\" at byte 0 | a value"},
        {"\xEF\xBB\xBF{}", "json_syntax  | a character at byte 0 | a value"},
        {"[1] x", "json_syntax  | \"x\" at byte 4 | the end"},
        {"1 2", "json_syntax  | \"2\" at byte 2 | the end"},
        {"nulll", "json_syntax  | \"l\" at byte 4 | the end"},
        {std::string_view("1\0", 2), "json_syntax  | a character at byte 1 | the end"},
        {std::string_view("\0", 1), "json_syntax  | a character at byte 0 | a value"},
        {"[", "json_syntax /0 | the end at byte 1 | a value"},
        {"[1", "json_syntax  | the end at byte 2 | a comma or ]"},
        {"[1,", "json_syntax /1 | the end at byte 3 | a value"},
        {"[1,]", "json_syntax /1 | \"]\" at byte 3 | a value"},
        {"[1 2]", "json_syntax  | \"2\" at byte 3 | a comma or ]"},
        {"[1}", "json_syntax  | \"}\" at byte 2 | a comma or ]"},
        {"{", "json_syntax  | the end at byte 1 | a key in quotes"},
        {"{\"a\"", "json_syntax  | the end at byte 4 | a colon"},
        {"{\"a\" 1}", "json_syntax  | \"1\" at byte 5 | a colon"},
        {"{\"a\":", "json_syntax /a | the end at byte 5 | a value"},
        {"{\"a\":1", "json_syntax  | the end at byte 6 | a comma or }"},
        {"{\"a\":1,}", "json_syntax  | \"}\" at byte 7 | a key in quotes"},
        {"{\"a\":1]", "json_syntax  | \"]\" at byte 6 | a comma or }"},
        {"{a:1}", "json_syntax  | \"a\" at byte 1 | a key in quotes"},
        {"{\"x/y\":[{\"~\":?}]}", "json_syntax /x~1y/0/~0 | \"?\" at byte 13 | a value"},
        {"\"a", "json_syntax  | the end at byte 2 | a closing quote"},
        {"\"a\\\"", "json_syntax  | the end at byte 4 | a closing quote"},
        {"\"a\\", "json_syntax  | the end at byte 3 | one of \" \\ / b f n r t u"},
        {"\"\\x41\"", "json_syntax  | \"x\" at byte 2 | one of \" \\ / b f n r t u"},
        {"\"a\nb\"", "json_syntax  | a character at byte 2 | an escaped control character"},
        {std::string_view("\"\0\"", 3), "json_syntax  | a character at byte 1 | an escaped control character"},
        {"\"\\u12g4\"", "json_syntax  | \"g\" at byte 5 | four hexadecimal digits"},
        {"\"\\u12", "json_syntax  | the end at byte 5 | four hexadecimal digits"},
        {"\"\\ud83d\\u12\"", "json_syntax  | \"\"\" at byte 11 | four hexadecimal digits"},
        {"-", "json_syntax  | the end at byte 1 | a digit"},
        {"-a", "json_syntax  | \"a\" at byte 1 | a digit"},
        {"+1", "json_syntax  | \"+\" at byte 0 | a value"},
        {".5", "json_syntax  | \".\" at byte 0 | a value"},
        {"1.", "json_syntax  | the end at byte 2 | a digit"},
        {"1.e3", "json_syntax  | \"e\" at byte 2 | a digit"},
        {"1e", "json_syntax  | the end at byte 2 | a digit"},
        {"1e+", "json_syntax  | the end at byte 3 | a digit"},
        {"01", "json_syntax  | \"1\" at byte 1 | the end"},
        {"[-01]", "number_not_integer /0 | -0 | an integer"},
        {"0x10", "json_syntax  | \"x\" at byte 1 | the end"},
        {"1_000", "json_syntax  | \"_\" at byte 1 | the end"},
        {"[1]//", "json_syntax  | \"/\" at byte 3 | the end"},
    };
    for (const Case& c : cases) CHECK_MESSAGE(outcome(c.text) == c.outcome, c.text);
}

TEST_CASE("a number that is no exact integer is refused with its text") {
    const std::string_view range = "an integer from -9007199254740991 to 9007199254740991";
    for (std::string_view text : {"1.5", "1.0", "1e2", "1E+2", "1e-400", "1e400", "-0", "-0.0", "0e0"}) {
        CHECK(outcome(text) == "number_not_integer  | " + std::string(text) + " | an integer");
    }
    for (std::string_view text : {"9007199254740992", "-9007199254740992", "9223372036854775808",
                                  "18446744073709551616", "90071992547409910"}) {
        CHECK(outcome(text) == "number_out_of_range  | " + std::string(text) + " | " + std::string(range));
    }
    CHECK(outcome("{\"a\":[0,1.5]}") == "number_not_integer /a/1 | 1.5 | an integer");
    CHECK(outcome(std::string(5000, '9')) ==
          "number_out_of_range  | " + std::string(40, '9') + "... | " + std::string(range));
}

TEST_CASE("a key that is there twice is refused with its path, wherever the two stand") {
    const std::string_view same_key[] = {"{\"a\":1,\"a\":1}", "{\"b\":0,\"a\":1,\"c\":2,\"a\":3}",
                                         "{\"a\":1,\"\\u0061\":2}"};
    for (std::string_view text : same_key) {
        CHECK_MESSAGE(outcome(text) == "json_duplicate_key /a | \"a\" twice | each key once", text);
    }
    CHECK(outcome("[{\"x/y\":{\"b\":1,\"b\":2}}]") == "json_duplicate_key /0/x~1y/b | \"b\" twice | each key once");
    CHECK(outcome("[{\"a\":1},{\"a\":1}]") == "[{\"a\":1},{\"a\":1}]");
}

TEST_CASE("bytes that are not UTF-8 and half surrogate pairs are refused") {
    const std::string_view malformed[] = {"\x80",
                                          "\xC3",
                                          "\xC3(",
                                          "\xC0\xAF",
                                          "\xC1\xBF",
                                          "\xE0\x80\xAF",
                                          "\xE0\x9F\xBF",
                                          "\xE2\x82",
                                          "\xED\xA0\x80",
                                          "\xED\xBF\xBF",
                                          "\xF0\x9F\x98",
                                          "\xF0\x80\x80\x80",
                                          "\xF4\x90\x80\x80",
                                          "\xF5\x80\x80\x80",
                                          "\xFF"};
    for (std::string_view bytes : malformed) {
        CHECK_FALSE(is_utf8(bytes));
        const std::string text = "[0,\"ab" + std::string(bytes) + "\"]";
        CHECK(outcome(text) == "json_invalid_utf8 /1 | other bytes in the string at byte 3 | UTF-8");
        CHECK(outcome("{\"" + std::string(bytes) + "\":1}") ==
              "json_invalid_utf8  | other bytes in the string at byte 1 | UTF-8");
    }
    for (std::string_view escape :
         {"\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\u0041", "\\ud83d\\ud83d"}) {
        const std::string text = "\"ab" + std::string(escape) + "\"";
        CHECK_MESSAGE(outcome(text) == "json_invalid_utf8  | half a surrogate pair at byte 3 | a whole pair", text);
    }
    CHECK_MESSAGE(outcome("\"\xC3\\u00a9\"") == "json_invalid_utf8  | other bytes in the string at byte 0 | UTF-8",
                  "an escape does not complete a broken character");
}

TEST_CASE("UTF-8 is well-formed up to the ends of every range") {
    for (std::string_view text : {"", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000",
                                  "\U0010ffff", "mixed \u00e9 \U0001f600 text"}) {
        CHECK(is_utf8(text));
    }
}

TEST_CASE("the limits hold at their edge and not before it") {
    CHECK(outcome("[1]", {.bytes_max = 3}) == "[1]");
    CHECK(outcome("[12]", {.bytes_max = 3}) == "json_too_large  | 4 bytes | at most 3 bytes");
    CHECK(outcome(nested(32)) == nested(32));
    const std::string path = [] {
        std::string zeros;
        for (int i = 0; i < 32; ++i) zeros += "/0";
        return zeros;
    }();
    CHECK(outcome(nested(33)) == "json_too_deep " + path + " | a deeper level at byte 32 | at most 32 levels");
    CHECK(outcome("[{\"a\":[]}]", {.depth_max = 2}) ==
          "json_too_deep /0/a | a deeper level at byte 6 | at most 2 levels");
    CHECK(outcome("[[],[]]", {.depth_max = 2}) == "[[],[]]");
    CHECK(outcome("1", {.depth_max = 0}) == "1");
    CHECK(outcome("[1,2]", {.nodes_max = 3}) == "[1,2]");
    CHECK(outcome("[1,2,3]", {.nodes_max = 3}) == "json_too_large /2 | more values at byte 5 | at most 3 values");
}

TEST_CASE("a hundred thousand keys in the worst order are read in the time of a sort") {
    // Insertion one by one would move billions of members; the test would not end within the suite's patience.
    std::string text = "{";
    for (int i = 100'000; i-- > 0;) text += "\"" + std::to_string(100'000 + i) + "\":0" + (i == 0 ? "}" : ",");
    const Result<Value> value = read_json(text, {.bytes_max = 2 * json_bytes_max});
    REQUIRE(value.ok());
    CHECK(value->object()->size() == 100'000);
    CHECK(value->object()->begin()->first == "100000");
}

TEST_CASE("every cut of a document is refused and never as too large or a duplicate") {
    const std::string_view whole = R"({"a":[1,-2,{"b":"x\u00e9\ud83d\ude00\n"}],"c":true,"d":null})";
    REQUIRE(read_json(whole).ok());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Result<Value> cut = read_json(whole.substr(0, length));
        REQUIRE_FALSE(cut.ok());
        CHECK((cut.error().code == ErrorCode::json_syntax || cut.error().code == ErrorCode::json_invalid_utf8));
    }
}

namespace {

std::string random_text(PropertyRandom& random) {
    constexpr std::string_view pieces[] = {"a",    "Z",    "\"",     "\\",     "/",         "\n",
                                           "\x01", "\x7f", "\u00e9", "\uffff", "\U0001f600"};
    std::string text;
    for (std::size_t i = random.below(6); i > 0; --i) text += pieces[random.below(std::size(pieces))];
    return text;
}

Value random_value(PropertyRandom& random, int depth) {
    switch (random.below(depth > 0 ? 6 : 4)) {
        case 0:
            return {};
        case 1:
            return random.below(2) == 0;
        case 2:
            return random.between(-integer_max, integer_max);
        case 3:
            return random_text(random);
        case 4: {
            Array items;
            for (std::size_t i = random.below(5); i > 0; --i) items.push_back(random_value(random, depth - 1));
            return items;
        }
        default: {
            Object members;
            for (std::size_t i = random.below(5); i > 0; --i)
                members.set(random_text(random), random_value(random, depth - 1));
            return members;
        }
    }
}

}  // namespace

TEST_CASE("what is written reads back as the same value and the same bytes") {
    PropertyRandom random("read after write");
    for (int round = 0; round < 3000; ++round) {
        const Value value = random_value(random, 4);
        const std::string text = write_json(value);
        const Result<Value> back = read_json(text);
        REQUIRE_MESSAGE(back.ok(), text);
        REQUIRE_MESSAGE(*back == value, text);
        REQUIRE(write_json(*back) == text);
    }
}

TEST_CASE("a document with one byte changed is read or refused, never both and never anything else") {
    PropertyRandom random("one byte changed");
    for (int round = 0; round < 3000; ++round) {
        std::string text = write_json(random_value(random, 4));
        text[random.below(text.size())] = static_cast<char>(random.below(256));
        const Result<Value> value = read_json(text);
        if (value) {
            REQUIRE(*read_json(write_json(*value)) == *value);
        } else {
            REQUIRE_FALSE(message_of(value.error()).empty());
        }
    }
}

TEST_CASE("fractions are read where they are asked for, and nowhere else") {
    const Case cases[] = {
        {"1.5", "1.5"},
        {"-0", "0"},
        {"1e2", "100"},
        {"0.10", "0.1"},
        {"9007199254740993", "9007199254740992"},
        {"[1.0,1E400]", "number_out_of_range /1 | 1E400 | a number that a double can hold"},
        {"1e-400", "0"},
        {"1.", "json_syntax  | the end at byte 2 | a digit"},
        {".5", "json_syntax  | \".\" at byte 0 | a value"},
        {"1e", "json_syntax  | the end at byte 2 | a digit"},
    };
    for (const Case& c : cases) CHECK_MESSAGE(outcome(c.text, {.fractions = read_fraction}) == c.outcome, c.text);
    CHECK(outcome("1.5") == "number_not_integer  | 1.5 | an integer");
}

TEST_CASE("a number that is an integer is held as one, however it was written") {
    const Value value = read_json("[2.0,9007199254740992,2.5]", {.fractions = read_fraction}).value();
    const Array& items = *value.array();
    CHECK(items[0] == Value(2));
    CHECK(items[1].integer() == nullptr);
    CHECK(items[1].fraction()->number == 9007199254740992.0);
    CHECK(items[2].fraction()->number == 2.5);
    CHECK(Value::of_number(-0.0) == Value(0));
    CHECK(Value::of_number(2.5) == items[2]);
}
