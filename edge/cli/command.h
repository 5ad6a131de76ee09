#pragma once
// What the verbs share: the options that most of them have, and how they open stores, print and fail.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "edge/cli/cli.h"
#include "edge/registry.h"
#include "shared/base/value.h"

namespace laurel::cli {

// Ends a verb with an exit code; what there is to say was said.
struct Exit {
    int code;
};

// One run of the program.
class Session {
   public:
    explicit Session(Environment environment)
        : environment_(std::move(environment)), data_(environment_.data_directory) {}

    Environment& environment() { return environment_; }
    std::ostream& out() { return environment_.out; }
    std::ostream& err() { return environment_.err; }
    std::int64_t now_ms() const { return environment_.clock(); }

    bool json = false;
    std::string store_id;
    const std::string& data() const { return data_; }

    // --data, --store and --json, for the verbs that work on a store.
    void add_store_options(CLI::App& verb);
    // A verb of a group, such as "list" of "reward", that works on a store. example: what follows the group's name.
    CLI::App* add_verb(CLI::App& group, const std::string& name, const std::string& text, const std::string& example);
    void add_data_option(CLI::App& verb);
    void add_json_option(CLI::App& verb);

    // The stores whose files are in the data folder, which must be there.
    std::vector<std::string> stores();
    // The id of the store that --store names, or of the only one; it is there.
    std::string store();
    // That store. No other is opened: what is wrong with one is nothing to the others.
    Service& service();
    // Every store.
    Registry& registry();
    // The path of a store's file in the data directory.
    std::string store_path(std::string_view store) const;
    // What a command that is advised needs to reach the same folder and store: " --data ... --store ...", or "".
    std::string where() const;
    std::string where(std::string_view store) const;

    // "laurel: <what is wrong>", then what to do about it; ends the verb.
    [[noreturn]] void fail(int code, std::string_view sentence, std::string_view advice = {});
    [[noreturn]] void fail(const Error& error);
    // An option was given what it can't take: wrong usage.
    [[noreturn]] void refuse(std::string_view option, const Error& error);
    // What an option says.
    std::int64_t instant(const std::string& text, std::string_view option);
    // The value, or fail.
    template <class T>
    T take(Result<T> result) {
        if (!result) fail(result.error());
        return std::move(*result);
    }

    void print(const Value& value) { out() << write_json(value) << '\n'; }
    // The answer: the value with --json, else the sentence.
    void answer(const Value& value, std::string_view sentence);

   private:
    Environment environment_;
    std::string data_;
    std::unique_ptr<Registry> registry_;
};

// 12,345
std::string grouped(std::int64_t value);
// The whole file, or the standard input for "-".
std::string read_file(Session& session, const std::string& path);

// One function a file; each adds its verb to the program.
void add_serve(CLI::App& app, Session& session);
void add_demo(CLI::App& app, Session& session);
void add_init(CLI::App& app, Session& session);
void add_export(CLI::App& app, Session& session);
void add_import(CLI::App& app, Session& session);
void add_import_members(CLI::App& import_verb, Session& session);
void add_import_store(CLI::App& import, Session& session);
void add_member(CLI::App& app, Session& session);
void add_program(CLI::App& app, Session& session);
void add_reward(CLI::App& app, Session& session);
void add_tier(CLI::App& app, Session& session);
void add_verify(CLI::App& app, Session& session);
void add_key(CLI::App& app, Session& session);
void add_rules(CLI::App& app, Session& session);
void add_call(CLI::App& app, Session& session);
void add_coupon(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);

}  // namespace laurel::cli
