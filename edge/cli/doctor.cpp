#include <sys/stat.h>
#include <sys/statvfs.h>

#include "edge/auth/admin_key.h"
#include "edge/auth/shopper_token.h"
#include "edge/cli/command.h"
#include "edge/storage/sqlite/open.h"

namespace laurel::cli {
namespace {

constexpr unsigned long long space_bytes_min = 1ULL << 30;

struct Check {
    std::string name;
    bool is_well;
    std::string advice;
};

void check_folder(Session& session, std::vector<Check>& checks) {
    struct statvfs disk {};
    const bool has_space =
        ::statvfs(session.data().c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize >= space_bytes_min;
    checks.push_back({"a gigabyte or more is free", has_space, "make room: when the disk is full, writes are refused"});
}

void check_file(Session& session, const std::string& id, std::vector<Check>& checks) {
    const std::string path = session.store_path(id);
    struct stat file {};
    const bool is_private = ::stat(path.c_str(), &file) == 0 && (file.st_mode & 077) == 0;
    checks.push_back({"store " + id + ": its file is private", is_private, "chmod 600 " + path});
}

void check_service(Session& session, Service& service, std::vector<Check>& checks) {
    const std::string of = "store " + service.store_id() + ": ";
    const std::string where = session.where(service.store_id());
    checks.push_back({of + "a programme is in force", service.program_at(session.now_ms()) != nullptr,
                      "laurel program publish FILE" + where});
    checks.push_back({of + "the shop's backend has a key", !auth::admin_keys(service.store()).empty(),
                      "laurel key create --scope orders:write" + where});
    checks.push_back({of + "somebody may sign shopper tokens", !auth::token_keys(service.store()).empty(),
                      "laurel key trust KID --public-key FILE" + where});
}

// A store that can't be opened is what the doctor is called for: it is a check, and the others go on.
void check_store(Session& session, const std::string& id, std::vector<Check>& checks) {
    check_file(session, id, checks);
    auto opened = open_sqlite_store(session.store_path(id));
    Registry registry(session.environment().clock);
    const auto error = opened ? registry.add(id, std::move(*opened)) : std::optional(opened.error());
    checks.push_back({"store " + id + ": it can be opened", !error, error ? message_of(*error) : ""});
    if (!error) check_service(session, *registry.only(), checks);
}

void doctor(Session& session) {
    std::vector<Check> checks;
    const std::vector<std::string> ids = session.stores();
    check_folder(session, checks);
    checks.push_back({"there is a store", !ids.empty(), "laurel init" + session.where() + " --store myshop"});
    for (const std::string& id : ids) check_store(session, id, checks);
    bool is_well = true;
    Array values;
    for (const Check& check : checks) {
        is_well = is_well && check.is_well;
        values.push_back(
            Object{{"advice", check.is_well ? "" : check.advice}, {"name", check.name}, {"well", check.is_well}});
        if (session.json) continue;
        session.out() << (check.is_well ? "ok    " : "MEND  ") << check.name << '\n';
        if (!check.is_well) session.out() << "      " << check.advice << '\n';
    }
    if (session.json) session.print(Object{{"checks", std::move(values)}, {"well", is_well}});
    if (!is_well) throw Exit{found};
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("doctor", "Check the set-up and say what to mend");
    verb->footer("Example:  laurel doctor --data /var/lib/laurel");
    session.add_data_option(*verb);
    session.add_json_option(*verb);
    verb->callback([&session] { doctor(session); });
}

}  // namespace laurel::cli
