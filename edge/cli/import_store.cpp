#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "edge/cli/importing.h"
#include "edge/cli/progress.h"
#include "edge/cli/starting.h"
#include "edge/errors.h"
#include "edge/export/import_lines.h"
#include "edge/storage/sqlite/open.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string file;
    std::string store;
    bool with_new_keys = false;
};

// A store under a name that is no store's until all of it is there.
class NewStore {
   public:
    explicit NewStore(Session& session) : session_(session) {}
    ~NewStore() {
        if (!part_.empty()) remove_store_file(part_);
    }
    NewStore(const NewStore&) = delete;
    NewStore& operator=(const NewStore&) = delete;

    std::unique_ptr<EventStore> make(const std::string& store, std::int64_t epoch) {
        store_ = store;
        path_ = new_store_path(session_, store);
        const std::string part = path_ + ".part";
        if (std::filesystem::exists(part))
            session_.fail(failed, part + " is there: another import is running, or one was killed",
                          "if none is running, remove that file");
        part_ = part;
        return session_.take(open_sqlite_store(part_, {.new_epoch = epoch}));
    }

    // The store is closed by now.
    void keep() {
        std::error_code ignored;
        const bool is_whole = !std::filesystem::exists(part_ + "-wal", ignored);
        // A store of that name may have been made meanwhile.
        if (!is_whole || ::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0)
            session_.fail(failed, "can't make " + path_ + ": " + std::strerror(is_whole ? errno : EBUSY),
                          "nothing was imported");
        part_.clear();
        const int folder = ::open(session_.data().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) ::fsync(folder);
        if (folder >= 0) ::close(folder);
    }

    const std::string& store() const { return store_; }
    const std::string& path() const { return path_; }

   private:
    Session& session_;
    std::string store_;
    std::string path_;
    std::string part_;
};

[[noreturn]] void fail_import(Session& session, const Asked& asked, const Error& error) {
    if (error.path == "/keys")
        session.fail(found, asked.file + " holds no keys",
                     "a store made of it would not recognise a refund, a redemption or an erased member's order that "
                     "is sent again, and would count it twice;\n        export it --with-keys, or import it with "
                     "--new-keys if nothing is going to be written to it");
    if (error.code == ErrorCode::storage_full || error.code == ErrorCode::storage_failed) session.fail(error);
    std::string sentence = asked.file + ": " + error.found;
    if (error.code != ErrorCode::value_not_allowed) sentence += " (" + std::string(text_of(error.code).title) + ")";
    session.fail(found, sentence,
                 "needed: " + (error.allowed.empty() ? "an export as it was written" : error.allowed) +
                     "; nothing was imported");
}

InputFile open_input(Session& session, const std::string& path) {
    if (std::filesystem::is_directory(path))
        session.fail(failed, path + " is a folder", "CSV is for spreadsheets; a store is imported from JSON Lines");
    return opened(session, InputFile::open(path));
}

void answer(Session& session, const NewStore& made, const exports::Imported& imported) {
    const exports::Counts& counts = imported.counts;
    const TreeHead& head = imported.header.head;
    if (session.json) {
        return session.print(Object{{"answers", counts.answers},
                                    {"events", counts.events},
                                    {"file", made.path()},
                                    {"identities", counts.identities},
                                    {"keys", imported.header.has_keys},
                                    {"members", imported.members},
                                    {"personal_parts", counts.personal_parts},
                                    {"points_outstanding", imported.points_outstanding},
                                    {"programs", counts.programs},
                                    {"root", head.root},
                                    {"store", made.store()}});
    }
    session.out() << "Store " << made.store() << " is in " << made.path() << ": " << grouped(counts.events)
                  << " events, " << grouped(imported.members) << " members, " << grouped(imported.points_outstanding)
                  << " points outstanding, as exported from " << imported.header.store << " at "
                  << imported.header.exported_at << "\ntree root " << head.root
                  << "\nEvery event, balance and state row holds.\n";
}

void import_store(Session& session, const Asked& asked) {
    InputFile file = open_input(session, asked.file);
    NewStore made(session);
    Progress reading(session, "bytes read");
    Progress folding(session, "aggregates folded");
    Progress verifying(session, "events verified");
    using Phase = exports::ImportOptions::Phase;
    const auto imported = exports::import_lines(
        file,
        {.make_store = [&](const exports::Header& header) -> Result<std::unique_ptr<EventStore>> {
             return made.make(asked.store.empty() ? header.store : asked.store, header.head.epoch + 1);
         },
         .with_new_keys = asked.with_new_keys,
         .progress =
             [&](Phase phase, std::int64_t done_count, std::int64_t total) {
                 Progress& progress = phase == Phase::reading ? reading : phase == Phase::folding ? folding : verifying;
                 progress.show(done_count, total);
             },
         .stop_requested = session.environment().stop_requested});
    verifying.end();
    if (!imported) fail_import(session, asked, imported.error());
    if (imported->is_stopped)
        session.fail(found, "stopped before the end", "nothing was imported; run the same command again");
    made.keep();
    answer(session, made, *imported);
}

}  // namespace

void add_import_store(CLI::App& import, Session& session) {
    CLI::App* verb = import.add_subcommand(
        "store", "A whole store from what `laurel export` wrote (JSON Lines, .gz or - for standard input)");
    verb->footer(
        "Example:  laurel import store shop.jsonl --data /var/lib/laurel\n"
        "Makes a new store with the same events, balances, tree root and, from an export --with-keys, keys. Every\n"
        "hash, link and balance is proved before the store is there; damage is named with its line, and leaves\n"
        "nothing behind.");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("file", asked->file, "The file")->required();
    verb->add_option("--store", asked->store, "The new store's name; the exported one's when left out");
    verb->add_flag(
        "--new-keys", asked->with_new_keys,
        "Accept an export without keys, for a store that is only read: what is sent again is not recognised");
    session.add_data_option(*verb);
    session.add_json_option(*verb);
    verb->callback([&session, asked] { import_store(session, *asked); });
}

}  // namespace laurel::cli
