#include "edge/cli/command.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "edge/errors.h"
#include "edge/storage/sqlite/open.h"
#include "shared/base/time.h"
#include "shared/view/messages.h"

namespace laurel::cli {
void Session::add_data_option(CLI::App& verb) {
    verb.add_option("--data", data_, "The folder with the stores (or LAUREL_DATA_DIR)")->capture_default_str();
}

void Session::add_json_option(CLI::App& verb) { verb.add_flag("--json", json, "Answer with JSON, for scripts"); }

void Session::add_store_options(CLI::App& verb) {
    add_data_option(verb);
    verb.add_option("--store", store_id, "Which store; may be left out where there is only one");
    add_json_option(verb);
}

CLI::App* Session::add_verb(CLI::App& group, const std::string& name, const std::string& text,
                            const std::string& example) {
    CLI::App* verb = group.add_subcommand(name, text);
    verb->footer("Example:  laurel " + group.get_name() + " " + example);
    add_store_options(*verb);
    return verb;
}

std::string Session::store_path(std::string_view store) const {
    return (std::filesystem::path(data_) / (std::string(store) + std::string(store_file_suffix))).string();
}

std::string Session::where() const { return data_ == environment_.data_directory ? "" : " --data " + data_; }

std::string Session::where(std::string_view store) const { return where() + " --store " + std::string(store); }

std::vector<std::string> Session::stores() {
    if (!std::filesystem::is_directory(data_)) {
        fail(failed, "there is no folder " + data_,
             "make it and a first store with: laurel init" + where() + " --store myshop");
    }
    return take(stores_in(data_));
}

std::string Session::store() {
    const std::vector<std::string> ids = stores();
    if (ids.empty()) {
        fail(failed, "there is no store in " + data_, "make one with: laurel init" + where() + " --store myshop");
    }
    if (store_id.empty() && ids.size() == 1) return ids.front();
    std::string names;
    for (const std::string& id : ids) names += ' ' + id;
    if (store_id.empty()) fail(usage, "there is more than one store in " + data_, "name one with --store:" + names);
    if (std::find(ids.begin(), ids.end(), store_id) == ids.end()) {
        fail(failed, "there is no store \"" + store_id + "\" in " + data_,
             "there is:" + names + "; laurel init makes another");
    }
    return store_id;
}

Service& Session::service() {
    const std::string id = store();
    if (!registry_) {
        registry_ = std::make_unique<Registry>(environment_.clock);
        if (const auto error = registry_->add(id, take(open_sqlite_store(store_path(id))))) fail(*error);
    }
    return *registry_->find(id);
}

Registry& Session::registry() {
    if (stores().empty()) store();  // which says so
    if (!registry_) registry_ = take(Registry::open(data_, environment_.clock));
    return *registry_;
}

void Session::fail(int code, std::string_view sentence, std::string_view advice) {
    err() << "laurel: " << sentence << '\n';
    if (!advice.empty()) err() << "        " << advice << '\n';
    throw Exit{code};
}

void Session::fail(const Error& error) {
    const ErrorText& text = text_of(error.code);
    // What the machine refused is said as it was found; the table's sentences speak of requests.
    const bool of_the_machine = text.status >= 500;
    if (error.code == ErrorCode::storage_full)
        fail(failed, std::string(text.title) + (error.found.empty() ? "" : ": " + error.found),
             "free some space; then run the same command again");
    if (of_the_machine && !error.found.empty())
        fail(failed, error.found, error.allowed.empty() ? "" : "needed: " + error.allowed);
    std::string sentence(text.title);
    if (!error.path.empty()) sentence += " at " + error.path;
    if (const std::string message = message_of(error); !message.empty()) sentence += ": " + message;
    if (error.code == ErrorCode::storage_failed)
        fail(failed, sentence, "nothing was changed; see whether the disk and the folder " + data_ + " can be written");
    fail(of_the_machine ? failed : found, sentence, error.allowed.empty() ? text.advice : "");
}

void Session::refuse(std::string_view option, const Error& error) {
    fail(usage, std::string(option) + ": found " + (error.found.empty() ? "nothing" : error.found),
         "allowed: " + error.allowed);
}

std::int64_t Session::instant(const std::string& text, std::string_view option) {
    const auto at_ms = read_instant(text);
    if (!at_ms) refuse(option, at_ms.error());
    return *at_ms;
}

void Session::answer(const Value& value, std::string_view sentence) {
    if (json) return print(value);
    out() << sentence << '\n';
}

std::string grouped(std::int64_t value) { return view::format_integer(view::Locale::en, value); }

std::string read_file(Session& session, const std::string& path) {
    std::ostringstream text;
    if (path == "-") {
        text << session.environment().in.rdbuf();
        return text.str();
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) session.fail(failed, "can't read " + path, "check the path; - reads standard input");
    if (std::filesystem::is_directory(path)) session.fail(failed, path + " is a folder", "name a file in it");
    text << file.rdbuf();
    return text.str();
}

}  // namespace laurel::cli
