#include "edge/cli/command.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "edge/errors.h"
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

std::string Session::store_path(std::string_view store) const {
    return (std::filesystem::path(data_) / (std::string(store) + std::string(store_file_suffix))).string();
}

Registry& Session::registry() {
    if (!registry_) {
        if (!std::filesystem::is_directory(data_)) {
            fail(failed, "there is no folder " + data_,
                 "make a first store with: laurel init --data " + data_ + " --store myshop");
        }
        registry_ = take(Registry::open(data_, environment_.clock));
    }
    return *registry_;
}

Service& Session::service() {
    Registry& stores = registry();
    if (stores.services().empty()) {
        fail(failed, "there is no store in " + data_, "make one with: laurel init --data " + data_ + " --store myshop");
    }
    if (store_id.empty()) {
        if (Service* only = stores.only()) return *only;
        std::string names;
        for (const auto& service : stores.services()) names += ' ' + service->store_id();
        fail(usage, "there is more than one store in " + data_, "name one with --store:" + names);
    }
    if (Service* service = stores.find(store_id)) return *service;
    fail(failed, "there is no store \"" + store_id + "\" in " + data_, "make it with: laurel init --store " + store_id);
}

void Session::fail(int code, std::string_view sentence, std::string_view advice) {
    err() << "laurel: " << sentence << '\n';
    if (!advice.empty()) err() << "        " << advice << '\n';
    throw Exit{code};
}

void Session::fail(const Error& error) {
    const ErrorText& text = text_of(error.code);
    std::string sentence(text.title);
    if (!error.path.empty()) sentence += " at " + error.path;
    if (const std::string message = message_of(error); !message.empty()) sentence += ": " + message;
    const bool of_the_machine = text.status >= 500;
    fail(of_the_machine ? failed : found, sentence, text.advice);
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
    text << file.rdbuf();
    return text.str();
}

}  // namespace laurel::cli
