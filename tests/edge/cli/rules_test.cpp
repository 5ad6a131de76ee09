#include <doctest/doctest.h>

#include <sstream>

#include "edge/cli/cli.h"

using namespace laurel;

namespace {

struct Ran {
    int code;
    std::string out;
    std::string err;
};

Ran run(std::vector<const char*> words, const std::string& input) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in(input);
    words.insert(words.begin(), "laurel");
    cli::Environment environment{.out = out, .err = err, .in = in, .clock = [] { return 0; }, .data_directory = "none"};
    const int code = cli::run(static_cast<int>(words.size()), words.data(), std::move(environment));
    return {code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("rules eval answers each line with a line") {
    const Ran ran = run({"rules", "eval"},
                        "{\"rule\":{\">\":[{\"var\":\"spent\"},100.5]},\"data\":{\"spent\":120}}\n"
                        "\n"
                        "{\"rule\":{\"/\":[1,8]}}\r\n");
    CHECK(ran.code == cli::done);
    CHECK(ran.out == "{\"result\":true}\n{\"result\":0.125}\n");
    CHECK(ran.err.empty());
}

TEST_CASE("rules eval says which line failed and goes on") {
    const Ran ran = run({"rules", "eval", "-"},
                        "{\"rule\":{\"+\":[1,{\"throw\":\"stop\"}]},\"data\":null}\n"
                        "{\"rule\":\n"
                        "{\"data\":1}\n"
                        "{\"rule\":{\"/\":[1,0]}}\n"
                        "{\"rule\":{\"nope\":[]}}\n"
                        "{\"rule\":7}\n");
    CHECK(ran.code == cli::found);
    std::istringstream lines(ran.out);
    std::string line;
    std::getline(lines, line);
    CHECK(line ==
          R"({"error":{"code":"rule_thrown","message":"found \"stop\"","path":"/rule/+/1/throw","type":"stop"}})");
    std::getline(lines, line);
    CHECK(line.find(R"("code":"json_syntax","line":2)") != std::string::npos);
    CHECK(line.find(R"("type":"Malformed Line")") != std::string::npos);
    std::getline(lines, line);
    CHECK(line.find(R"("code":"missing_field","line":3)") != std::string::npos);
    std::getline(lines, line);
    CHECK(
        line ==
        R"({"error":{"code":"rule_not_a_number","message":"The operator has no number to give","path":"/rule/~1","type":"NaN"}})");
    std::getline(lines, line);
    CHECK(line.find(R"("path":"/rule/nope","type":"Unknown Operator")") != std::string::npos);
    std::getline(lines, line);
    CHECK(line == R"({"result":7})");
}

TEST_CASE("rules eval can't read a file that is not there") {
    const Ran ran = run({"rules", "eval", "/nowhere/rules.ndjson"}, "");
    CHECK(ran.code == cli::failed);
    CHECK(ran.err.find("can't read /nowhere/rules.ndjson") != std::string::npos);
}

TEST_CASE("rules eval explains itself") {
    const Ran ran = run({"rules", "eval", "--help"}, "");
    CHECK(ran.code == cli::done);
    CHECK(ran.out.find("Example:") != std::string::npos);
}
