#include "edge/verify.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "edge/service.h"
#include "edge/storage/hash.h"
#include "edge/storage/merkle.h"
#include "edge/storage/sqlite/open.h"

namespace laurel {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0,"expiry":{"months":12}},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

// A store with a little of everything, in a file that can be tampered with.
//
//   1 programme   2 joined  3 earned 50  4 order 1001   5 claw-back 10  6 refund   7 earned 30  8 order 1002
//   9 held 20  10 redemption   11 spent  12 captured   13 adjusted +5 (with a reason)
class Fixture {
   public:
    Fixture() {
        std::filesystem::remove(path_);
        now_ms_ = at("2026-03-01T12:00:00Z");
        auto service = Service::open("test", open(), [this] { return now_ms_; }).value();
        const Writer writer{"key:1", "key:1", "", ""};
        REQUIRE(service->publish(writer, read_json(program_text).value(), std::nullopt).ok());
        REQUIRE(service->place_order(writer, order("1001", 5000)).ok());
        REQUIRE(service->refund_order(writer, "1001", {"r1", now_ms_, 1000, {}}).ok());
        REQUIRE(service->place_order(writer, order("1002", 3000)).ok());
        REQUIRE(service->hold(writer, "anna", "h1", 20).ok());
        REQUIRE(service->resolve_hold(writer, "anna", "h1", true).ok());
        REQUIRE(service->adjust(writer, "anna", 5, "a late parcel").ok());
    }
    ~Fixture() {
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
    }

    std::shared_ptr<EventStore> open(OpenOptions options = {.checks_pages = false}) {
        return open_sqlite_store(path_, options).value();
    }

    // With the engine's own rules out of the way.
    void tamper(const std::string& sql) {
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open(path_.c_str(), &database) == SQLITE_OK);
        char* message = nullptr;
        sqlite3_exec(database, ("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;" + sql).c_str(),
                     nullptr, nullptr, &message);
        INFO(sql);
        REQUIRE_MESSAGE(message == nullptr, std::string(message == nullptr ? "" : message));
        REQUIRE(sqlite3_total_changes(database) > 0);
        sqlite3_close(database);
    }

    VerifyReport verified() {
        const auto store = open();
        return verify(*store, {});
    }

    // The position of the event of this kind (the first), from its bytes.
    std::int64_t position_of(const std::string& kind) {
        std::int64_t position = 0;
        for (const StoredEvent& stored : open()->tail(0, 100)) {
            if (position == 0 && read_event(stored.bytes)->event.kind == kind) position = stored.position;
        }
        REQUIRE(position > 0);
        return position;
    }

    // Another event in place of the one at the position, with everything that follows from it put right: hashes, chain
    // and tree. What is then still wrong is the event itself.
    void forge(std::int64_t position, const std::function<void(Event&)>& change);

   private:
    OrderRequest order(std::string id, std::int64_t amount_minor) {
        return {
            std::move(id), "anna", now_ms_, "GBP", {{.sku = "mug", .quantity = 2, .amount_minor = amount_minor}}, {}};
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / ("laurel-verify-test-" + std::to_string(getpid()) + ".sqlite"))
            .string();
    std::int64_t now_ms_ = 0;
};

std::string sql_text(std::string_view text) {
    std::string quoted_text = "'";
    for (const char letter : text) quoted_text += letter == '\'' ? "''" : std::string(1, letter);
    return quoted_text + "'";
}

void Fixture::forge(std::int64_t position, const std::function<void(Event&)>& change) {
    const std::vector<StoredEvent> log = open()->tail(0, 100);
    std::string sql;
    std::map<std::string, std::string> last_hash;
    MerkleFrontier tree;
    for (const StoredEvent& stored : log) {
        Event event = read_event(stored.bytes)->event;
        if (stored.position == position) change(event);
        const std::string bytes = event_bytes(event, last_hash[stored.aggregate]);
        const std::string hash = sha256_hex(bytes);
        last_hash[stored.aggregate] = hash;
        tree.append(*from_hex(hash));
        sql += "UPDATE event SET bytes = " + sql_text(bytes) + ", hash = x'" + hash +
               "' WHERE position = " + std::to_string(stored.position) + ";";
    }
    for (const auto& [aggregate, hash] : last_hash)
        sql += "UPDATE aggregate SET chain_hash = x'" + hash + "' WHERE name = '" + aggregate + "';";
    tamper(sql + "UPDATE head SET frontier = x'" + to_hex(tree.bytes()) + "';");
}

TEST_CASE_FIXTURE(Fixture, "a sound store is in order and its figures are told") {
    std::int64_t told = 0;
    const auto store = open();
    const VerifyReport report = verify(*store, [&](std::int64_t done, std::int64_t total) {
        CHECK(done >= told);
        CHECK(total == store->head().size);
        told = done;
    });
    CHECK(!report.finding);
    CHECK(report.events == store->head().size);
    CHECK(told == report.events);
    CHECK(report.members == 1);
    CHECK(report.aggregates == 5);
    CHECK(report.points_outstanding == 50 - 10 + 30 - 20 + 5);
    CHECK(report.head.root == store->head().root);
}

TEST_CASE_FIXTURE(Fixture, "whatever is tampered with, the first event that breaks something is named") {
    struct Tampering {
        std::string_view name;
        std::string sql;
        std::int64_t position;
        ErrorCode code;
    };
    const std::string refund = std::to_string(position_of("order_refunded"));
    const std::string claw = std::to_string(position_of("points_clawed_back"));
    const std::int64_t earned = position_of("points_earned");
    const std::int64_t adjusted = position_of("points_adjusted");
    const std::int64_t last = open()->head().size;
    const Tampering table[] = {
        {"a byte of an event",
         "UPDATE event SET bytes = replace(bytes, '\"points\":50', '\"points\":51') WHERE position = " +
             std::to_string(earned),
         earned, ErrorCode::chain_broken},
        {"an event's hash", "UPDATE event SET hash = randomblob(32) WHERE position = " + refund, std::stoll(refund),
         ErrorCode::chain_broken},
        {"an event that is gone",
         "DELETE FROM personal WHERE position = " + claw + "; DELETE FROM event WHERE position = " + claw,
         std::stoll(claw), ErrorCode::chain_broken},
        {"two events that changed places",
         "UPDATE event SET position = -1 WHERE position = " + claw + "; UPDATE event SET position = " + claw +
             " WHERE position = " + refund + "; UPDATE event SET position = " + refund + " WHERE position = -1",
         0, ErrorCode::tree_mismatch},
        {"a balance",
         "UPDATE aggregate SET state = replace(state, '[\"points\",0,', '[\"points\",1,') WHERE name LIKE "
         "'member/%'",
         0, ErrorCode::state_mismatch},
        {"a state's version", "UPDATE aggregate SET version = version + 1 WHERE name LIKE 'member/%'", 0,
         ErrorCode::state_mismatch},
        {"a state's chain", "UPDATE aggregate SET chain_hash = randomblob(32) WHERE name LIKE 'order/%'", 0,
         ErrorCode::state_mismatch},
        {"a state that is gone", "UPDATE aggregate SET version = 0 WHERE name LIKE 'member/%'", 2,
         ErrorCode::state_mismatch},
        {"the tree", "UPDATE head SET frontier = randomblob(length(frontier))", 0, ErrorCode::tree_mismatch},
        {"an adjustment's reason", "UPDATE personal SET bytes = replace(bytes, 'late', 'lost')", adjusted,
         ErrorCode::personal_part_mismatch},
        {"an adjustment's salt", "UPDATE personal SET salt = randomblob(16)", adjusted,
         ErrorCode::personal_part_mismatch},
        {"a programme", "UPDATE program SET document = replace(document, '\"points\":1', '\"points\":9')", 1,
         ErrorCode::state_mismatch},
    };
    CHECK(last == 13);
    for (const Tampering& row : table) {
        CAPTURE(std::string(row.name));
        Fixture fresh;
        fresh.tamper(row.sql);
        const VerifyReport report = fresh.verified();
        REQUIRE(report.finding.has_value());
        CHECK(name_of(report.finding->error.code) == name_of(row.code));
        CHECK(report.finding->position == row.position);
    }
}

TEST_CASE_FIXTURE(
    Fixture, "an event that was forged with hashes, chain and tree put right still breaks the ledger's invariants") {
    struct Forgery {
        std::string_view name;
        std::string kind;
        std::function<void(Event&)> change;
        ErrorCode code;
    };
    const auto set = [](std::string_view key, Value value) {
        return [=](Event& event) { event.data.object()->set(key, value); };
    };
    const Forgery table[] = {
        {"postings that do not add up", "points_earned",
         [](Event& event) {
             Array& postings = *event.data.object()->find("postings")->array();
             (*postings[0].array())[1] = *(*postings[0].array())[1].integer() + 1;
         },
         ErrorCode::postings_unbalanced},
        {"points out of nowhere", "points_earned", set("points", 5000), ErrorCode::balance_mismatch},
        {"a hold of other lots", "points_held", set("draws", Array{Array{7, 20}}), ErrorCode::drain_order_broken},
        {"a spending without its hold", "points_spent", set("redemption", "redemption/none"),
         ErrorCode::hold_resolved_twice},
        {"a refund that gives back too little", "order_refunded", set("clawed_back", Array{1}),
         ErrorCode::clawback_mismatch},
    };
    for (const Forgery& row : table) {
        CAPTURE(std::string(row.name));
        Fixture fresh;
        const std::int64_t position = fresh.position_of(row.kind);
        fresh.forge(position, row.change);
        const VerifyReport report = fresh.verified();
        REQUIRE(report.finding.has_value());
        CHECK(name_of(report.finding->error.code) == name_of(row.code));
        CHECK(report.finding->position == position);
    }
}

TEST_CASE_FIXTURE(Fixture, "a store that is written while it is verified is not called broken") {
    const auto service = Service::open("test", open(), [] { return at("2026-03-02T00:00:00Z"); }).value();
    const auto store = open({.checks_pages = false, .reads_one_moment = true});
    const std::int64_t events = store->head().size;
    const VerifyReport report = verify(*store, [&](std::int64_t, std::int64_t) {
        REQUIRE(service->adjust({"key:1", "key:1", "", ""}, "anna", 1, "meanwhile").ok());
    });
    CHECK(!report.finding);
    CHECK(report.events == events);
    CHECK(service->store().head().size > events);
}

TEST_CASE_FIXTURE(Fixture, "a store stays in order when a member is erased") {
    const auto store = open();
    const auto service = Service::open("test", store, [] { return at("2026-03-02T00:00:00Z"); }).value();
    REQUIRE(service->erase({"key:1", "key:1", "", ""}, "anna").ok());
    const VerifyReport report = verify(*store, {});
    CHECK(!report.finding);
    CHECK(store->identities_of_owner("").empty());
}

}  // namespace
}  // namespace laurel
