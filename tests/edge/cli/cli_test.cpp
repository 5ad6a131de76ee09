// What is true of every verb.
#include "edge/cli/cli.h"

#include <doctest/doctest.h>

#include <sstream>
#include <streambuf>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

// The verbs below one, from its help: the first word of each line between "Subcommands:" and the next empty line.
std::vector<std::string> verbs_in(const std::string& help) {
    std::vector<std::string> verbs;
    std::istringstream lines(help);
    std::string line;
    while (std::getline(lines, line) && line != "Subcommands:") continue;
    while (std::getline(lines, line) && !line.empty()) verbs.push_back(words_of(line).front());
    return verbs;
}

// "init", "member show" and so on: every verb that does something.
std::vector<std::string> all_verbs(CommandLine& laurel, const std::string& group = "") {
    std::vector<std::string> verbs;
    for (const std::string& name : verbs_in(laurel.run(group + "--help").out)) {
        const std::string verb = group + name + " ";
        const std::vector<std::string> below = all_verbs(laurel, verb);
        if (below.empty()) verbs.push_back(verb);
        verbs.insert(verbs.end(), below.begin(), below.end());
    }
    return verbs;
}

TEST_CASE("every verb has --help with an example and --json, and an option that it has not is wrong usage") {
    CommandLine laurel;
    const std::vector<std::string> verbs = all_verbs(laurel);
    CHECK(verbs.size() >= 20);
    for (const std::string& verb : verbs) {
        CAPTURE(verb);
        const Ran help = laurel.run(verb + "--help");
        CHECK(help.code == cli::done);
        CHECK(help.err.empty());
        CHECK(help.out.find("Example:  ") != std::string::npos);
        CHECK(help.out.find("laurel " + verb.substr(0, verb.size() - 1)) != std::string::npos);
        CHECK(help.out.find("--json") != std::string::npos);
        const Ran wrong = laurel.run(verb + "--no-such-option");
        CHECK(wrong.code == cli::usage);
        CHECK(wrong.out.empty());
        CHECK(wrong.err.find("see: laurel " + verb + "--help") != std::string::npos);
    }
}

TEST_CASE("groups of verbs show an example of their own") {
    CommandLine laurel;
    for (const char* group : {"import", "member", "program", "key"}) {
        const Ran help = laurel.run(std::string(group) + " --help");
        CHECK(help.out.find(std::string("Example:  laurel ") + group) != std::string::npos);
    }
}

TEST_CASE("what is no verb is named, with where the verbs are listed") {
    CommandLine laurel;
    check_scenarios(laurel,
                    {{.line = "--help", .out = {"Begin with:", "0 done, 1 bad news, 2 wrong usage, 3 could not run"}},
                     {.line = "--version", .out = {"laurel 0."}},
                     {.line = "", .code = cli::usage, .err = {"no verb is given", "see: laurel --help"}},
                     {.line = "verfy", .code = cli::usage, .err = {"there is no verb \"verfy\"", "see: laurel --help"}},
                     {.line = "key", .code = cli::usage, .err = {"no verb is given", "see: laurel key --help"}},
                     {.line = "member sow 1", .code = cli::usage, .err = {"\"sow\"", "see: laurel member --help"}}});
}

TEST_CASE("verbs on a store say which folder or store is missing, and advise a command that works as it stands") {
    CommandLine laurel;
    for (const std::string verb :
         {"verify", "member show ada", "member export ada", "program show", "key list", "key share", "serve"}) {
        const std::string elsewhere = verb + " --data {folder}none";
        check_scenarios(laurel, {{.line = elsewhere.c_str(),
                                  .code = cli::failed,
                                  .err = {"there is no folder", "laurel init --data ", "none --store myshop"}}});
    }
    laurel.make_store();
    check_scenarios(laurel,
                    {{.line = "verify --store other", .code = cli::failed, .err = {"no store \"other\"", "shop"}},
                     {.line = "key list --store ../data/shop", .code = cli::failed, .err = {"no store"}},
                     {.line = "init --store second"},
                     {.line = "verify", .code = cli::usage, .err = {"more than one store", "second shop"}},
                     {.line = "verify --store second", .out = {"Store second"}}});
    CHECK(laurel.data_bytes().find("other.laurel.sqlite") == std::string::npos);
}

TEST_CASE("a damaged store is named once, and is nothing to its neighbours") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("data/worn.laurel.sqlite", "no store");
    check_scenarios(
        laurel, {{.line = "verify --store shop", .out = {"Store shop"}},
                 {.line = "member show ada --store shop", .code = cli::found, .err = {"nobody"}},
                 {.line = "key list --store worn",
                  .code = cli::failed,
                  .err = {"worn.laurel.sqlite: a file that was cut short\n", "needed: a whole file: restore a backup"}},
                 {.line = "serve", .code = cli::failed, .err = {"worn.laurel.sqlite: a file that was cut short\n"}}});
}

// A pipe whose reader has gone, or a full disk.
class ClosedPipe final : public std::streambuf {};

TEST_CASE("an answer that can't be written whole is no success") {
    CommandLine laurel;
    ClosedPipe pipe;
    std::ostream out(&pipe);
    std::ostringstream err;
    std::istringstream in;
    const char* arguments[] = {"laurel", "program", "schema"};
    const int code =
        cli::run(3, arguments, {.out = out, .err = err, .in = in, .clock = [] { return 0; }, .data_directory = "none"});
    CHECK(code == cli::failed);
    CHECK(err.str().find("the answer could not be written whole") != std::string::npos);
}

}  // namespace
}  // namespace laurel
