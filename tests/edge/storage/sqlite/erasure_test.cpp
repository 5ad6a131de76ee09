// "No byte of what was forgotten is left in the store's files."
#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "edge/storage/sqlite/connection.h"
#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

// Every "<name:...>" in the file; the tests write such marks and nothing else does.
std::set<std::string> marks_in(const std::string& path) {
    std::set<std::string> marks;
    const std::string bytes = contents(path);
    for (std::size_t at = bytes.find("<name:"); at != std::string::npos; at = bytes.find("<name:", at + 1))
        marks.insert(bytes.substr(at + 6, 6));
    return marks;
}

std::string six_digits(int number) { return std::to_string(1'000'000 + number).substr(1); }

Batch joining(int number, std::size_t length) {
    const std::string mark = "<name:" + six_digits(number) + ">" + std::string(length, '.');
    const std::string member = "member/" + std::to_string(number);
    Batch batch = batch_of({appended(member, 0)});
    batch.personal = {{member, 1, some_salt, mark}};
    batch.identities = {{"member", mark, member, member}};
    batch.idempotency = kept_answer("join " + std::to_string(number), "body", member);
    batch.idempotency->answer = mark;
    return batch;
}

Batch erasure_of(int number) {
    const std::string member = "member/" + std::to_string(number);
    Batch batch = batch_of({appended(member, 1)});
    batch.erase_owner = member;
    return batch;
}

}  // namespace

TEST_CASE("after an erasure is answered, the erased bytes are in none of the store's files") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    for (int i = 0; i < 3; ++i) REQUIRE(store->append(joining(i, 5000)).status == AppendStatus::done);
    REQUIRE(marks_in(path + "-wal").contains(six_digits(1)));

    REQUIRE(store->append(erasure_of(1)).status == AppendStatus::done);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        CAPTURE(suffix);
        CHECK_FALSE(marks_in(path + suffix).contains(six_digits(1)));
    }
    CHECK(marks_in(path) == std::set<std::string>{six_digits(0), six_digits(2)});
}

TEST_CASE("an erasure while somebody else reads on is answered, and cleaned up by what follows") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    for (int i = 0; i < 3; ++i) REQUIRE(store->append(joining(i, 500)).status == AppendStatus::done);
    {
        sqlite::Connection elsewhere(path, sqlite::Connection::Access::read_only, true);
        sqlite::Query reading(elsewhere, "SELECT position FROM event");
        REQUIRE(reading.step());
        CHECK(store->append(erasure_of(1)).status == AppendStatus::done);
        CHECK_FALSE(store->external_id_of("member/1"));
        CHECK(store->append(joining(3, 500)).status == AppendStatus::done);
    }
    REQUIRE(store->append(erasure_of(2)).status == AppendStatus::done);
    CHECK(marks_in(path) == std::set<std::string>{six_digits(0), six_digits(3)});
    CHECK(marks_in(path + "-wal").empty());
}

TEST_CASE("erasures among many rows of many sizes leave no copies in moved and split pages, with readers at work") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    std::atomic<bool> stop = false;
    std::thread reader([&] {
        while (!stop) store->tail(0, 500);
    });
    const std::uint64_t seed = 20261122;
    CAPTURE(seed);
    Random random(seed);
    std::vector<int> living;
    std::set<std::string> alive;
    int joined = 0;
    for (int i = 0; i < 6000; ++i) {
        if (living.empty() || random.below(100) < 60) {
            store->submit(joining(joined, random.below(700)));
            alive.insert(six_digits(joined));
            living.push_back(joined++);
        } else {
            const std::size_t chosen = random.below(living.size());
            store->submit(erasure_of(living[chosen]));
            alive.erase(six_digits(living[chosen]));
            living[chosen] = living.back();
            living.pop_back();
        }
    }
    REQUIRE(store->append(erasure_of(living.back())).status == AppendStatus::done);
    alive.erase(six_digits(living.back()));
    stop = true;
    reader.join();
    CHECK(marks_in(path) == alive);
    CHECK(marks_in(path + "-wal").empty());
    CHECK(store->head().root == recomputed_root(*store));
}

}  // namespace laurel
