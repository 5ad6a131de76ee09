// A file that is not what was written is an error, never a wrong state.
#include <doctest/doctest.h>

#include <map>

#include "edge/storage/sqlite/open.h"
#include "edge/storage/sqlite/wal_check.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

constexpr int members = 30;

std::string member(int number) { return "member/" + std::to_string(number); }

void fill(EventStore& store, int rounds) {
    for (int round = 0; round < rounds; ++round)
        for (int i = 0; i < members; ++i) {
            Batch batch = batch_of({appended(member(i), round, 1, std::string(200, 'x'))});
            batch.idempotency = kept_answer(std::to_string(round * members + i), "body", member(i));
            if (round == 0) batch.identities = {{"member", std::to_string(i), member(i), member(i)}};
            store.submit(batch);
        }
    store.append({});
}

// All that the store answers, in a few lines. Throws where it can't.
std::vector<std::string> everything(EventStore& store) {
    std::vector<std::string> all = {store.head().root, std::to_string(store.counts().members), recomputed_root(store)};
    for (const std::string& name : store.aggregates("", "", 1000)) all.push_back(name);
    for (int i = 0; i < members; ++i) {
        const auto identity = store.identity("member", std::to_string(i));
        const auto state = identity ? store.read(identity->aggregate) : std::nullopt;
        all.push_back(state ? state->bytes + state->chain_hash : "nothing");
        all.push_back(std::to_string(store.history(member(i), 0, 1000).size()));
        const auto answer = store.answered("key:shop", std::to_string(i));
        all.push_back(answer ? answer->answer + answer->owner : "nothing");
    }
    return all;
}

enum class Finding { refused, read_error, same, older, wrong };

Finding find_out(const std::string& path, const std::vector<std::string>& expected) {
    auto store = open_sqlite_store(path);
    if (!store) return Finding::refused;
    try {
        return everything(**store) == expected ? Finding::same : Finding::wrong;
    } catch (const StorageFailure&) {
        return Finding::read_error;
    }
}

}  // namespace

TEST_CASE("a flipped bit anywhere in the file is an error or makes no difference") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    open_sqlite_store(path).value().reset();
    std::vector<std::string> expected;
    {
        auto store = open_sqlite_store(path).value();
        fill(*store, 5);
        expected = everything(*store);
    }
    const std::string whole = contents(path);
    const std::uint64_t seed = 20261122;
    CAPTURE(seed);
    Random random(seed);
    std::map<Finding, int> findings;
    for (int round = 0; round < 200; ++round) {
        std::string damaged = whole;
        const std::size_t bit = random.below(damaged.size() * 8);
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        const std::string copy = folder.file("damaged.db");
        overwrite(copy, damaged);
        CAPTURE(bit);
        const Finding finding = find_out(copy, expected);
        CHECK(finding != Finding::wrong);
        ++findings[finding];
    }
    // The rest is pages that nothing asked for here, and the header's unused fields.
    CHECK(findings[Finding::refused] + findings[Finding::read_error] > 130);
}

TEST_CASE("a file that was cut short is an error") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    std::vector<std::string> expected;
    {
        auto store = open_sqlite_store(path).value();
        fill(*store, 5);
        expected = everything(*store);
    }
    const std::string whole = contents(path);
    for (std::size_t size = 1; size < whole.size(); size += 4096 * 3 + 1000) {
        const std::string copy = folder.file("damaged.db");
        overwrite(copy, whole.substr(0, size));
        CAPTURE(size);
        const Finding finding = find_out(copy, expected);
        CHECK((finding == Finding::refused || finding == Finding::read_error));
    }
}

TEST_CASE("two pages that changed places are an error") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    std::vector<std::string> expected;
    {
        auto store = open_sqlite_store(path).value();
        fill(*store, 5);
        expected = everything(*store);
    }
    std::string bytes = contents(path);
    std::swap_ranges(bytes.begin() + 4096 * 5, bytes.begin() + 4096 * 6, bytes.begin() + 4096 * 8);
    overwrite(path, bytes);
    const Finding finding = find_out(path, expected);
    CHECK((finding == Finding::refused || finding == Finding::read_error));
}

TEST_CASE("a damaged file can be looked into, and shows which event was changed") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    {
        auto store = open_sqlite_store(path).value();
        fill(*store, 3);
    }
    std::string bytes = contents(path);
    const std::size_t at = bytes.find("member/7#2");
    REQUIRE(at != std::string::npos);
    bytes[at + 9] = '9';
    overwrite(path, bytes);

    CHECK_THROWS_AS(recomputed_root(*open_sqlite_store(path).value()), StorageFailure);
    auto store = open_sqlite_store(path, {.checks_pages = false}).value();
    std::vector<std::string> changed;
    for (const StoredEvent& event : store->tail(0, 1000))
        if (event.hash != sha256_hex(event.bytes))
            changed.push_back(event.aggregate + " " + std::to_string(event.version));
    CHECK(changed == std::vector<std::string>{"member/7 2"});
}

TEST_CASE("a flipped bit in the WAL is an error unless only its last commit is lost") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    constexpr int commits = 40;
    std::vector<std::vector<std::string>> after;
    for (int version = 0; version < commits; ++version) {
        REQUIRE(store->append(batch_of({appended("member/0", version)})).status == AppendStatus::done);
        after.push_back(everything(*store));
    }
    CHECK_FALSE(sqlite::wal_is_damaged(path));
    const std::string copy = folder.file("copy.db");
    copy_store(path, copy);
    CHECK(find_out(copy, after.back()) == Finding::same);

    copy_store(path, copy);
    const std::string wal = contents(copy + "-wal");
    const std::uint64_t seed = 20261122;
    CAPTURE(seed);
    Random random(seed);
    int refused = 0;
    for (int round = 0; round < 200; ++round) {
        copy_store(path, copy);
        std::string damaged = wal;
        const std::size_t bit = random.below(damaged.size() * 8);
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        overwrite(copy + "-wal", damaged);
        CAPTURE(bit);
        Finding finding = find_out(copy, after.back());
        if (finding == Finding::wrong && find_out(copy, after[commits - 2]) == Finding::same) finding = Finding::older;
        CHECK(finding != Finding::wrong);
        CHECK((finding != Finding::older || bit / 8 > damaged.size() * 9 / 10));
        refused += finding == Finding::refused;
    }
    CHECK(refused > 130);
}

TEST_CASE("a WAL that a crash cut short anywhere opens at one of its commits") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    for (int version = 0; version < 20; ++version)
        REQUIRE(store->append(batch_of({appended("member/0", version)})).status == AppendStatus::done);
    const std::string wal = contents(path + "-wal");
    const std::string copy = folder.file("copy.db");
    const std::uint64_t seed = 20261122;
    CAPTURE(seed);
    Random random(seed);
    for (int round = 0; round < 100; ++round) {
        copy_store(path, copy);
        const std::size_t size = random.below(wal.size());
        overwrite(copy + "-wal", wal.substr(0, size));
        CAPTURE(size);
        auto cut = open_sqlite_store(copy);
        REQUIRE(cut);
        const auto state = (*cut)->read("member/0");
        CHECK((*cut)->head().size == (state ? state->version : 0));
        CHECK((*cut)->head().root == recomputed_root(**cut));
    }
}

}  // namespace laurel
