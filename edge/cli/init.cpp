#include <filesystem>
#include <memory>
#include <optional>

#include "edge/cli/starting.h"
#include "edge/storage/sqlite/open.h"
#include "edge/timezone.h"
#include "shared/base/money.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string store;
    std::string program = "plain";
    Place place;
};

void init(Session& session, const Asked& asked) {
    check_place(session, asked.place);
    const Starter& starter = starter_called(session, asked.program);
    make_store(session, asked.store,
               starter_program(starter, asked.store, asked.place.currency, asked.place.time_zone));
    if (session.json) {
        return session.print(Object{{"file", session.store_path(asked.store)}, {"store", asked.store}});
    }
    const std::string where = session.where(asked.store);
    session.out() << "Store \"" << asked.store << "\" is in " << session.store_path(asked.store) << "\n\n"
                  << "Its programme is \"" << starter.name << "\", in " << asked.place.currency << ":\n"
                  << starter.description << "\n\n"
                  << "Next, a key for the shop's backend:\n  laurel key create --scope orders:write" << where
                  << "\nyour own programme (others to begin from: laurel program starters):\n  laurel program show"
                  << where << " > program.json\n  laurel program diff program.json" << where
                  << "\n  laurel program publish program.json" << where << "\nand the edge:\n  laurel serve"
                  << session.where() << '\n';
}

// What is left of the file after an error is the caller's to remove.
std::optional<Error> make_file(Session& session, const std::string& store, const Value& program) {
    auto opened = open_sqlite_store(session.store_path(store));
    if (!opened) return opened.error();
    const auto service = Service::open(store, std::move(*opened), session.environment().clock);
    if (!service) return service.error();
    const auto published = (*service)->publish({.principal = "cli", .author = "cli"}, program, std::nullopt);
    return published ? std::nullopt : std::optional(published.error());
}

}  // namespace

void add_place_options(CLI::App& verb, Place& place) {
    verb.add_option("--currency", place.currency, "ISO 4217 code of the shop's currency")->capture_default_str();
    verb.add_option("--time-zone", place.time_zone, "IANA name of the shop's time zone")->capture_default_str();
}

void check_place(Session& session, const Place& place) {
    if (currency_digits(place.currency) < 0) {
        session.fail(usage, "\"" + place.currency + "\" is no currency",
                     "use a code of ISO 4217, such as GBP, EUR or CNY");
    }
    if (const auto zone = zone_of(place.time_zone, 0, 0); !zone) session.refuse("--time-zone", zone.error());
}

const Starter& starter_called(Session& session, const std::string& name) {
    if (const Starter* starter = find_starter(name)) return *starter;
    std::string names;
    for (const Starter& each : starters()) names += (names.empty() ? "" : ", ") + each.name;
    session.fail(usage, "there is no ready programme \"" + name + '"', "there are: " + names);
}

void remove_store_file(const std::string& path) {
    std::error_code failure;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, failure);
}

std::string new_store_path(Session& session, const std::string& store) {
    if (!is_store_id(store)) {
        session.fail(usage, "\"" + store + "\" can't name a store",
                     "use 1 to 40 lowercase letters, digits and hyphens between them");
    }
    std::error_code failure;
    std::filesystem::create_directories(session.data(), failure);
    if (failure)
        session.fail(failed, "can't make the folder " + session.data() + ": " + failure.message(),
                     "choose another with --data");
    const std::string path = session.store_path(store);
    if (std::filesystem::exists(path)) {
        session.fail(failed, "the store \"" + store + "\" is already there: " + path,
                     "choose another name, or use it: laurel serve" + session.where());
    }
    if (std::filesystem::exists(path + "-wal")) {
        session.fail(failed, path + "-wal is left of a store whose own file is gone",
                     "put the file back beside it, or move this one away; it may hold the newest writes");
    }
    return path;
}

void make_store(Session& session, const std::string& store, const Value& program) {
    const std::string path = new_store_path(session, store);
    const auto error = make_file(session, store, program);
    if (!error) return;
    remove_store_file(path);
    session.fail(*error);
}

void add_init(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("init", "Make a store with a programme to begin from");
    verb->footer(
        "Example:  laurel init --data /var/lib/laurel --store myshop --currency EUR --time-zone Europe/Berlin\n"
        "          laurel init --store myshop --program beauty      (all of them: laurel program starters)");
    session.add_data_option(*verb);
    session.add_json_option(*verb);
    const auto asked = std::make_shared<Asked>();
    verb->add_option("--store", asked->store, "The store's name: lowercase letters, digits and hyphens")->required();
    verb->add_option("--program", asked->program, "The ready programme to begin from")->capture_default_str();
    add_place_options(*verb, asked->place);
    verb->callback([&session, asked] { init(session, *asked); });
}

}  // namespace laurel::cli
