#include <fstream>
#include <istream>
#include <memory>

#include "edge/cli/command.h"
#include "edge/errors.h"
#include "shared/rules/rule.h"

namespace laurel::cli {
namespace {

Value error_line(const Error& error, Value type, std::int64_t line_number) {
    const std::string message = message_of(error);
    Object object{{"code", name_of(error.code)},
                  {"message", message.empty() ? text_of(error.code).title : std::string_view(message)},
                  {"path", error.path},
                  {"type", std::move(type)}};
    if (line_number > 0) object.set("line", line_number);
    return Object{{"error", std::move(object)}};
}

Error under(std::string_view path, Error error) {
    error.path.insert(0, path);
    return error;
}

// The reply to one line; `failed` when it is an error.
Value evaluate(const std::string& line, std::int64_t line_number, bool& has_failed) {
    has_failed = true;
    const auto asked = read_json(line, {.depth_max = rule_depth_max + 1, .fractions = read_fraction});
    if (!asked) return error_line(asked.error(), "Malformed Line", line_number);
    const Value* rule = asked->find("rule");
    if (rule == nullptr) {
        const Error error{ErrorCode::missing_field, "/rule", "", "a rule"};
        return error_line(error, "Malformed Line", line_number);
    }
    const Value* data = asked->find("data");
    const auto compiled = rules::compile(*rule);
    if (!compiled) return error_line(under("/rule", compiled.error()), rules::type_of(compiled.error()), 0);
    auto result = rules::run(*compiled, data != nullptr ? *data : Value());
    if (!result) return error_line(under("/rule", result.error()), rules::type_of(result.error()), 0);
    has_failed = false;
    return Object{{"result", *std::move(result)}};
}

void evaluate_lines(Session& session, std::istream& in) {
    std::string line;
    bool any_has_failed = false;
    for (std::int64_t line_number = 1; std::getline(in, line); ++line_number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        bool has_failed = false;
        session.print(evaluate(line, line_number, has_failed));
        any_has_failed = any_has_failed || has_failed;
    }
    if (any_has_failed) throw Exit{found};
}

void evaluate_file(Session& session, const std::string& path) {
    if (path == "-") return evaluate_lines(session, session.environment().in);
    std::ifstream file(path, std::ios::binary);
    if (!file) session.fail(failed, "can't read " + path, "check the path; - reads standard input");
    evaluate_lines(session, file);
}

}  // namespace

void add_rules(CLI::App& app, Session& session) {
    CLI::App* rules = app.add_subcommand("rules", "Try out rules (JsonLogic)");
    rules->require_subcommand(1);
    CLI::App* eval = rules->add_subcommand(
        "eval", "Answer one {\"rule\":..,\"data\":..} a line with one {\"result\":..} or {\"error\":..} a line");
    eval->footer(
        "Example:  echo '{\"rule\":{\">\":[{\"var\":\"spent\"},100]},\"data\":{\"spent\":120}}' | laurel rules eval\n"
        "Exit codes: 0 when every line has a result, 1 when one has an error.");
    const auto path = std::make_shared<std::string>("-");
    eval->add_option("file", *path, "The lines; - for standard input")->capture_default_str();
    session.add_json_option(*eval);  // as every verb; it speaks nothing else
    eval->callback([&session, path] { evaluate_file(session, *path); });
}

}  // namespace laurel::cli
