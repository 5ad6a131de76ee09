// Power cuts and failing disks, by a VFS that keeps book of every write and sync.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>

#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/sqlite/watched_disk.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

// The store agrees with itself and has at least what was acknowledged.
void check_whole(EventStore& store, std::int64_t acknowledged) {
    const auto state = store.read("member/a");
    const std::int64_t version = state ? state->version : 0;
    CHECK(version >= acknowledged);
    CHECK(store.head().size == version * 2);
    CHECK(store.head().root == recomputed_root(store));
    CHECK(store.counts().orders == version);
    if (state) {
        CHECK(state->bytes == "member/a@" + std::to_string(version));
        CHECK(state->chain_hash == store.history("member/a", version - 1, 1).front().hash);
    }
}

Batch batch_number(std::int64_t number) {
    const std::string order = "order/" + std::to_string(number);
    Batch batch = batch_of({appended("member/a", number), appended(order, 0, 1, std::string(1000, 'x'))});
    batch.identities = {{"order", order, order, "member/a"}};
    return batch;
}

}  // namespace

TEST_CASE("after a power cut at any write or sync the store opens with all that was acknowledged") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    std::vector<std::size_t> acknowledged_at;  // how many operations there were when each batch was
    watched_disk::start_recording();
    {
        auto store = open_sqlite_store(path).value();
        for (int i = 0; i < 40; ++i) {
            Batch batch = batch_number(i);
            // An erasure checkpoints and truncates the WAL.
            if (i % 10 == 7) batch.erase_owner = "member/a";
            REQUIRE(store->append(batch).status == AppendStatus::done);
            acknowledged_at.push_back(watched_disk::recorded());
        }
    }
    const auto operations = watched_disk::stop_recording();
    CHECK(operations.size() > 500);

    const std::uint64_t seed = 20261122;
    CAPTURE(seed);
    Random random(seed);
    const std::string copy = folder.file("copy.db");
    for (std::size_t count = 1; count <= operations.size(); ++count) {
        auto files = watched_disk::after_power_cut(operations, count, random);
        overwrite(copy, files[path]);
        overwrite(copy + "-wal", files[path + "-wal"]);
        std::filesystem::remove(copy + "-shm");
        const auto acknowledged =
            std::upper_bound(acknowledged_at.begin(), acknowledged_at.end(), count) - acknowledged_at.begin();
        CAPTURE(count);
        auto store = open_sqlite_store(copy);
        CAPTURE((store ? "" : store.error().found));
        REQUIRE(store);
        check_whole(**store, acknowledged);
    }
}

TEST_CASE("a disk that fails for a while costs the batches of that while and nothing else") {
    struct Row {
        const char* what;
        int code;
        AppendStatus status;
    };
    const Row rows[] = {
        {"writing", SQLITE_IOERR_WRITE, AppendStatus::failed},
        {"syncing", SQLITE_IOERR_FSYNC, AppendStatus::failed},
        {"no space", SQLITE_FULL, AppendStatus::full},
    };
    for (const Row& row : rows)
        for (int skipped = 0; skipped < 40; ++skipped) {
            CAPTURE(row.what);
            CAPTURE(skipped);
            const TemporaryFolder folder;
            const std::string path = folder.file("store.db");
            std::int64_t done = 0;
            {
                auto store = open_sqlite_store(path).value();
                watched_disk::fail(skipped, 1 + skipped % 7, row.code);
                for (int i = 0; i < 12; ++i) {
                    const AppendOutcome outcome = store->append(batch_number(done));
                    done += outcome.status == AppendStatus::done;
                    CHECK((outcome.status == AppendStatus::done || outcome.status == row.status));
                }
                CHECK(watched_disk::stop_failing());
                CHECK(store->append(batch_number(done)).status == AppendStatus::done);
                check_whole(*store, done + 1);
            }
            check_whole(*open_sqlite_store(path).value(), done + 1);
        }
}

}  // namespace laurel
