#include "tests/edge/support/command_line.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "shared/base/time.h"
#include "tests/edge/storage/files.h"

namespace laurel {
namespace {

constexpr const char* words_of_another_place[] = {"Idempotency-Key", "request_id", "Send ", "what():", "terminate"};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string replaced(std::string text, std::string_view what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

void check_promises(std::string_view line, const Ran& ran) {
    const bool wants_json = has(line, "--json") && !has(line, "--help");
    if (wants_json && (ran.code == cli::done || !ran.out.empty())) CHECK(nlohmann::json::accept(ran.out));
    if (ran.code == cli::usage || ran.code == cli::failed) {
        CHECK(ran.out.empty());
        CHECK(ran.err.starts_with("laurel: "));
    }
    if (ran.code == cli::found) CHECK_FALSE((ran.out + ran.err).empty());
    if (ran.code == cli::done) CHECK_FALSE(has(ran.err, "laurel: can't"));
    for (const char* words : words_of_another_place) CHECK_FALSE(has(ran.err, words));
}

}  // namespace

Value Ran::json_of() const {
    INFO(out);
    INFO(err);
    REQUIRE_FALSE(out.empty());
    const auto value = read_json(out.substr(0, out.size() - 1));
    REQUIRE(value.ok());
    return *value;
}

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    bool is_quoted = false;
    bool is_word = false;
    for (const char c : line) {
        if (c == ' ' && !is_quoted) {
            is_word = false;
            continue;
        }
        if (!is_word) words.emplace_back();
        is_word = true;
        if (c == '\'') {
            is_quoted = !is_quoted;
        } else {
            words.back() += c;
        }
    }
    return words;
}

CommandLine::CommandLine() : now_ms(read_instant("2026-03-01T12:00:00Z").value()) {}

Ran CommandLine::run(std::string_view line, std::string_view in) {
    std::vector<std::string> words{"laurel"};
    for (std::string& word : words_of(replaced(std::string(line), "{folder}", path("")))) words.push_back(word);
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream input{std::string(in)};
    const int code = cli::run(static_cast<int>(arguments.size()), arguments.data(),
                              {.out = out,
                               .err = err,
                               .in = input,
                               .clock = [this] { return now_ms; },
                               .data_directory = path("data"),
                               .stop_requested = [this] { return is_stopping; }});
    return {code, out.str(), err.str()};
}

void CommandLine::write(const std::string& name, const std::string& text) const { overwrite(path(name), text); }

std::string CommandLine::data_bytes() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path("data")))
        bytes += entry.path().string() + '\n' + contents(entry.path().string());
    return bytes;
}

void CommandLine::make_store() { REQUIRE(run("init --store shop").code == cli::done); }

void CommandLine::import_orders() {
    write("orders.csv",
          "order,sku,quantity,price,placed_at,member\n"
          "A-1,teapot,1,34.00,2026-01-02T10:00:00Z,ada\n"
          "A-2,oolong,4,11.40,2026-02-20T10:00:00Z,ada\n"
          "B-1,cups,2,18.00,2026-01-05T10:00:00Z,bo\n");
    const Ran ran = run("import orders {folder}orders.csv");
    INFO(ran.err);
    REQUIRE(ran.code == cli::done);
}

void check_scenarios(CommandLine& laurel, const std::vector<Scenario>& scenarios) {
    for (const Scenario& scenario : scenarios) {
        const Ran ran = laurel.run(scenario.line, scenario.in);
        INFO("laurel ", std::string(scenario.line), "\n--- out\n", ran.out, "--- err\n", ran.err);
        CHECK(ran.code == scenario.code);
        check_promises(scenario.line, ran);
        for (const char* part : scenario.out) CHECK_MESSAGE(has(ran.out, part), std::string(part));
        for (const char* part : scenario.err) CHECK_MESSAGE(has(ran.err, part), std::string(part));
        for (const char* part : scenario.never) CHECK_MESSAGE(!has(ran.out + ran.err, part), std::string(part));
    }
}

}  // namespace laurel
