#include "edge/storage/sqlite/sqlite_store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "edge/storage/sqlite/schema.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

// What another SQLite tool would do to the file.
void run_elsewhere(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

}  // namespace

TEST_CASE("a store that is opened again has all that it had") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    TreeHead head;
    {
        auto store = open_sqlite_store(path).value();
        Batch batch = batch_of({appended("member/a", 0, 3), appended("order/1", 0)});
        batch.personal = {{"member/a", 2, some_salt, "name"}};
        batch.identities = {{"member", "1", "member/a", "member/a"}};
        batch.idempotency = kept_answer("k", "body");
        REQUIRE(store->append(batch).status == AppendStatus::done);
        REQUIRE(store->publish({}, {1, 2, 3, "a", "d", "p"}).status == AppendStatus::done);
        REQUIRE(store->set_setting("s", "v"));
        head = store->head();
    }
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
    auto store = open_sqlite_store(path).value();
    CHECK(store->head().root == head.root);
    CHECK(store->read("member/a")->bytes == "member/a@3");
    CHECK(store->personal("member/a", 2)->bytes == "name");
    CHECK(store->identity("member", "1")->aggregate == "member/a");
    CHECK(store->answered("key:shop", "k")->answer == "answer to k");
    CHECK(store->programs().size() == 1);
    CHECK(store->setting("s") == "v");
    CHECK(store->counts().events == 4);
    CHECK(store->append(batch_of({appended("member/a", 3)})).position == 5);
    CHECK(store->head().root == recomputed_root(*store));
}

TEST_CASE("what was acknowledged is in the files while the store is still open") {
    const TemporaryFolder folder;
    auto store = open_sqlite_store(folder.file("store.db")).value();
    REQUIRE(store->append(batch_of({appended("member/a", 0, 3)})).status == AppendStatus::done);
    copy_store(folder.file("store.db"), folder.file("copy.db"));
    auto copy = open_sqlite_store(folder.file("copy.db")).value();
    CHECK(copy->read("member/a")->version == 3);
    CHECK(copy->head().root == store->head().root);
}

TEST_CASE("a store's files are for its user alone") {
    const TemporaryFolder folder;
    auto store = open_sqlite_store(folder.file("store.db")).value();
    REQUIRE(store->append(batch_of({appended("member/a", 0)})).status == AppendStatus::done);
    for (const char* name : {"store.db", "store.db-wal", "store.db-shm"}) {
        CAPTURE(name);
        struct stat status {};
        REQUIRE(::stat(folder.file(name).c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
}

TEST_CASE("a file that is no store of this version is refused and left as it is") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    const auto refused = [&](const char* what) {
        const std::string before = contents(path);
        const auto store = open_sqlite_store(path);
        REQUIRE_FALSE(store);
        CHECK(store.error().code == ErrorCode::storage_failed);
        CAPTURE(store.error().found);
        CHECK(store.error().found.find(what) != std::string::npos);
        CHECK_FALSE(store.error().allowed.empty());
        CHECK(contents(path) == before);
    };
    SUBCASE("a newer schema") {
        open_sqlite_store(path).value();
        run_elsewhere(path, "PRAGMA user_version = 2");
        refused("schema 2");
    }
    SUBCASE("another program's database") {
        run_elsewhere(path, "CREATE TABLE theirs (a)");
        refused("not a Laurel store");
    }
    SUBCASE("another kind of file") {
        overwrite(path, std::string(5000, 'x'));
        refused("not a database");
    }
    SUBCASE("a folder") {
        std::filesystem::create_directory(path);
        refused("unable to open");
    }
}

TEST_CASE("a store in a folder that does not exist is refused") {
    const TemporaryFolder folder;
    CHECK(open_sqlite_store(folder.file("nowhere/store.db")).error().found.find("No such file") != std::string::npos);
}

TEST_CASE("batches that are queued together share a commit") {
    const TemporaryFolder folder;
    auto store = sqlite::SqliteStore::open(folder.file("store.db"), {}).value();
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 2000; ++i)
        outcomes.push_back(store->submit(batch_of({appended("order/" + std::to_string(i), 0)})));
    for (auto& outcome : outcomes) CHECK(outcome.get().status == AppendStatus::done);
    CHECK(store->commits() >= 8);  // a group has its limit
    CHECK(store->commits() < 1000);
}

TEST_CASE("a lone batch is committed by itself") {
    const TemporaryFolder folder;
    auto store = sqlite::SqliteStore::open(folder.file("store.db"), {}).value();
    for (int i = 0; i < 20; ++i) CHECK(store->append(batch_of({appended("member/a", i)})).status == AppendStatus::done);
    CHECK(store->commits() == 20);
}

TEST_CASE("a batch that SQLite refuses takes none of its group with it") {
    const TemporaryFolder folder;
    open_sqlite_store(folder.file("store.db")).value();
    sqlite::Connection(folder.file("store.db"), sqlite::Connection::Access::read_write, true)
        .run(
            "CREATE TRIGGER refusal BEFORE INSERT ON event WHEN NEW.bytes LIKE '%refused%' BEGIN "
            "SELECT RAISE(ABORT, 'refused'); END");
    auto store = open_sqlite_store(folder.file("store.db")).value();
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 200; ++i)
        outcomes.push_back(
            store->submit(batch_of({appended("order/" + std::to_string(i), 0, 2, i % 50 == 20 ? "refused" : "")})));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const AppendOutcome outcome = outcomes[i].get();
        CHECK(outcome.status == (i % 50 == 20 ? AppendStatus::failed : AppendStatus::done));
        CHECK(outcome.detail.empty() == (i % 50 != 20));
    }
    CHECK(store->head().size == 2 * 196);
    CHECK(store->head().root == recomputed_root(*store));
}

TEST_CASE("what is queued when a store closes is written and answered") {
    const TemporaryFolder folder;
    std::vector<std::future<AppendOutcome>> outcomes;
    {
        auto store = open_sqlite_store(folder.file("store.db")).value();
        for (int i = 0; i < 500; ++i) outcomes.push_back(store->submit(batch_of({appended("member/a", i)})));
    }
    for (auto& outcome : outcomes) CHECK(outcome.get().status == AppendStatus::done);
    CHECK(open_sqlite_store(folder.file("store.db")).value()->read("member/a")->version == 500);
}

TEST_CASE("the WAL stays bounded while readers read and writers write") {
    const TemporaryFolder folder;
    auto store = open_sqlite_store(folder.file("store.db")).value();
    std::atomic<bool> stop = false;
    std::vector<std::thread> readers;
    for (int t = 0; t < 4; ++t)
        readers.emplace_back([&] {
            while (!stop) {
                store->tail(0, 100);
                store->read("order/1");
            }
        });
    const std::string filling(20'000, 'x');
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 5000; ++i)
        outcomes.push_back(store->submit(batch_of({appended("order/" + std::to_string(i), 0, 1, filling)})));
    for (auto& outcome : outcomes) CHECK(outcome.get().status == AppendStatus::done);
    stop = true;
    for (std::thread& reader : readers) reader.join();
    // About 300 MB went through it.
    CHECK(std::filesystem::file_size(folder.file("store.db-wal")) < 150'000'000);
}

TEST_CASE(
    "two openings of one file, as of a server and a command beside it, see each other's writes and never collide") {
    const TemporaryFolder folder;
    auto server = open_sqlite_store(folder.file("store.db")).value();
    auto command = open_sqlite_store(folder.file("store.db")).value();
    std::thread other([&] {
        for (int i = 0; i < 200; ++i)
            CHECK(command->append(batch_of({appended("order/" + std::to_string(i), 0)})).status == AppendStatus::done);
    });
    for (int i = 0; i < 200; ++i)
        CHECK(server->append(batch_of({appended("member/a", i)})).status == AppendStatus::done);
    other.join();
    CHECK(server->counts().orders == 200);
    CHECK(command->read("member/a")->version == 200);
    CHECK(server->head().size == 400);
    CHECK(server->head().root == recomputed_root(*command));
}

TEST_CASE("a copy made by another SQLite tool is a store") {
    const TemporaryFolder folder;
    auto store = open_sqlite_store(folder.file("store.db")).value();
    for (int i = 0; i < 50; ++i)
        REQUIRE(store->append(batch_of({appended("member/a", i, 1, std::string(300, 'x'))})).status ==
                AppendStatus::done);
    run_elsewhere(folder.file("store.db"), ("VACUUM INTO '" + folder.file("vacuumed.db") + "'").c_str());

    sqlite3* from = nullptr;
    sqlite3* to = nullptr;
    REQUIRE(sqlite3_open(folder.file("store.db").c_str(), &from) == SQLITE_OK);
    REQUIRE(sqlite3_open(folder.file("backup.db").c_str(), &to) == SQLITE_OK);
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    CHECK(sqlite3_backup_step(backup, -1) == SQLITE_DONE);
    sqlite3_backup_finish(backup);
    sqlite3_close(to);
    sqlite3_close(from);

    for (const char* name : {"vacuumed.db", "backup.db"}) {
        CAPTURE(name);
        auto copy = open_sqlite_store(folder.file(name)).value();
        CHECK(copy->head().root == store->head().root);
        CHECK(copy->append(batch_of({appended("member/a", 50)})).status == AppendStatus::done);
        CHECK(recomputed_root(*copy) == copy->head().root);
    }
}

TEST_CASE("the schema holds together") {
    const TemporaryFolder folder;
    {
        auto store = open_sqlite_store(folder.file("store.db")).value();
        for (int i = 0; i < 100; ++i) {
            Batch batch = batch_of({appended("member/a", i), appended("order/" + std::to_string(i), 0)});
            batch.personal = {{"member/a", i + 1, some_salt, "text"}};
            batch.identities = {{"order", std::to_string(i), "order/" + std::to_string(i), "member/a"}};
            batch.idempotency = kept_answer(std::to_string(i), "body", "member/a", i);
            REQUIRE(store->append(batch).status == AppendStatus::done);
        }
    }
    sqlite::Connection connection(folder.file("store.db"), sqlite::Connection::Access::read_only, true);
    sqlite::Query integrity(connection, "PRAGMA integrity_check");
    REQUIRE(integrity.step());
    CHECK(integrity.string(0) == "ok");
    sqlite::Query foreign(connection, "PRAGMA foreign_key_check");
    CHECK_FALSE(foreign.step());
    sqlite::Query marked(connection, "PRAGMA application_id");
    REQUIRE(marked.step());
    CHECK(marked.integer(0) == sqlite::application_id);
}

TEST_CASE("a new store begins with the epoch asked for, and one that is there keeps its own") {
    const TemporaryFolder folder;
    CHECK(open_sqlite_store(folder.file("a.db"), {.new_epoch = 4}).value()->head().epoch == 4);
    CHECK(open_sqlite_store(folder.file("a.db"), {.new_epoch = 9}).value()->head().epoch == 4);
    CHECK(open_sqlite_store(folder.file("b.db")).value()->head().epoch == 1);
}

}  // namespace laurel
