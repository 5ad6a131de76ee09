// The README's commands work as they stand there, one after the other.
#include <doctest/doctest.h>

#include <map>

#include "tests/edge/storage/files.h"
#include "tests/edge/support/command_line.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view indented = "    build/native/laurel ";
constexpr std::string_view quoted_start = "`laurel ";

// What follows "laurel" in the indented blocks and between its backquotes, in order.
std::vector<std::string> commands_in(const std::string& text) {
    std::vector<std::string> commands;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = std::string_view(text).substr(at);
        const bool is_block = rest.starts_with(indented) && (at == 0 || text[at - 1] == '\n');
        if (!is_block && !rest.starts_with(quoted_start)) continue;
        const std::size_t start = is_block ? indented.size() : quoted_start.size();
        const std::size_t end = rest.find_first_of(is_block ? "#\n" : "`", start);
        commands.emplace_back(rest.substr(start, end - start));
    }
    return commands;
}

// Which of the files below a command is about.
std::string file_of(const std::string& command) {
    if (command.starts_with("import members")) return "members.csv";
    if (command.starts_with("export") || command.starts_with("import store")) return "whole.jsonl";
    if (command.starts_with("import")) return "past.csv";
    return command.starts_with("rules") ? "rules" : "program.json";
}

// Words in capitals, and the names of files, are for the reader to replace.
std::string filled_in(const std::string& command) {
    const std::map<std::string, std::string> values{{"shop.pem", "{folder}shop.pem"},
                                                    {"KID", "shop-2026"},
                                                    {"ID", "ada"},
                                                    {"FILE", "{folder}" + file_of(command)},
                                                    {"ORDER", "{folder}order.json"}};
    std::string line;
    for (const std::string& word : words_of(command)) {
        const auto value = values.find(word);
        line += (line.empty() ? "" : " ") + (value == values.end() ? word : value->second);
    }
    return line;
}

TEST_CASE("every command line in the README works as it is written") {
    CommandLine laurel;
    laurel.write("program.json", std::string(program_text));
    laurel.write("order.json", R"({"lines":[{"sku":"teapot","quantity":1,"amount_minor":3400}]})");
    laurel.write("rules", R"({"rule":{">":[{"var":"spent"},100]},"data":{"spent":120}})");
    laurel.write("past.csv",
                 "order,sku,quantity,price,placed_at,member\nA-1,teapot,1,34.00,2026-01-02T10:00:00Z,ada\n");
    laurel.write("members.csv", "Email,Points balance\nada@example.com,1250\n");
    laurel.write("shop.pem",
                 "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA60FsRO10NwpZx8wIB/EL+mRsCVFC4yBGA7YEZJek7hs=\n"
                 "-----END PUBLIC KEY-----\n");
    const std::string readme = contents("README.md");
    const std::vector<std::string> commands = commands_in(readme.substr(readme.find("\n## Run it\n")));
    REQUIRE(commands.size() >= 14);
    for (const std::string& command : commands) {
        laurel.is_stopping = command.starts_with("serve");
        // Somebody else may be listening where a newcomer's edge would.
        const Ran ran = laurel.run(filled_in(command) + (laurel.is_stopping ? " --listen 127.0.0.1:0" : ""));
        INFO("laurel ", command, "\n", ran.err);
        CHECK(ran.code == cli::done);
    }
}

}  // namespace
}  // namespace laurel
