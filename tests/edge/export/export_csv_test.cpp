#include "edge/export/export_csv.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <map>

#include "edge/integrations/csv_reader.h"
#include "edge/service.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/time.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

using Row = std::map<std::string, std::string>;

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

struct Fixture {
    std::int64_t now_ms = at("2026-01-10T12:00:00Z");
    TemporaryFolder folder;
    std::shared_ptr<EventStore> store = make_memory_store();
    std::unique_ptr<Service> service = Service::open("test", store, [this] { return now_ms; }).value();
    Writer writer{.principal = "test", .author = "test"};

    Fixture() { REQUIRE(service->publish(writer, read_json(program_text).value(), std::nullopt).ok()); }

    void done(const Result<Answer>& answer) {
        REQUIRE(answer.ok());
        INFO(answer->body);
        REQUIRE(answer->status < 300);
    }
    void place(const std::string& id, const std::string& member, std::int64_t amount_minor) {
        done(service->place_order(
            writer, {id, member, now_ms, "GBP", {{.sku = "mug", .quantity = 2, .amount_minor = amount_minor}}, {}}));
    }
    std::vector<Row> rows(const char* name, exports::CsvOptions options) {
        const auto exported = exports::export_csv(*store, folder.file("csv"), options);
        REQUIRE(exported.ok());
        const std::string text = contents(folder.file("csv") + "/" + name);
        std::size_t taken = 0;
        CsvReader reader([&](char* buffer, std::size_t size) {
            const std::size_t count = text.copy(buffer, size, taken);
            taken += count;
            return count;
        });
        REQUIRE(reader.next() == CsvReader::Outcome::row);
        const std::vector<std::string> names = reader.fields();
        std::vector<Row> read;
        while (reader.next() == CsvReader::Outcome::row) {
            REQUIRE(reader.fields().size() == names.size());
            Row& row = read.emplace_back();
            for (std::size_t index = 0; index < names.size(); ++index) row[names[index]] = reader.fields()[index];
        }
        return read;
    }
    std::vector<Row> rows(const char* name) { return rows(name, {.at_ms = now_ms}); }
};

TEST_CASE_FIXTURE(Fixture, "a member's row says what the core says, as of the instant asked for") {
    place("A-1", "ada", 5000);
    now_ms = at("2026-02-10T12:00:00Z");
    done(service->hold(writer, "ada", "H-1", 20));
    const auto now = rows("members.csv");
    REQUIRE(now.size() == 1);
    CHECK(now[0].at("id") == "ada");
    CHECK(now[0].at("joined_at") == "2026-01-10T12:00:00Z");
    CHECK(now[0].at("available") == "30");
    CHECK(now[0].at("reserved") == "20");
    CHECK(now[0].at("owed") == "0");
    CHECK(now[0].at("next_expiry_at") == "2027-01-11T00:00:00Z");
    // The hold has timed out, though nothing was written.
    CHECK(rows("members.csv", {.at_ms = now_ms + day_ms})[0].at("available") == "50");
    CHECK(rows("redemptions.csv", {.at_ms = now_ms + day_ms})[0].at("status") == "timed_out");
    CHECK(rows("redemptions.csv")[0].at("status") == "held");
    CHECK(rows("members.csv", {.at_ms = now_ms + 400 * day_ms})[0].at("available") == "0");
    const exports::CsvOptions before_the_hold{.at_ms = at("2026-02-01T00:00:00Z"), .only_until_at = true};
    CHECK(rows("members.csv", before_the_hold)[0].at("available") == "50");
    CHECK(rows("redemptions.csv", before_the_hold).empty());
    CHECK(rows("members.csv", {.at_ms = at("2026-01-01T00:00:00Z"), .only_until_at = true}).empty());
}

TEST_CASE_FIXTURE(Fixture, "points that were spent and clawed back are owed") {
    place("A-1", "ada", 5000);
    done(service->hold(writer, "ada", "H-1", 50));
    done(service->resolve_hold(writer, "ada", "H-1", true));
    now_ms += day_ms;
    done(service->refund_order(writer, "A-1", {"R-1", now_ms, 2000, {}}));
    const auto members = rows("members.csv");
    CHECK(members[0].at("available") == "-20");
    CHECK(members[0].at("owed") == "20");
    const auto refunds = rows("refunds.csv");
    REQUIRE(refunds.size() == 1);
    CHECK(refunds[0].at("order_id") == "A-1");
    CHECK(refunds[0].at("member_id") == "ada");
    CHECK(refunds[0].at("refunded_at") == "2026-01-11T12:00:00Z");
    CHECK(refunds[0].at("amount_minor") == "2000");
    CHECK(refunds[0].at("points_clawed_back") == "20");
    CHECK(rows("orders.csv")[0].at("refunded_minor") == "2000");
    CHECK(rows("redemptions.csv")[0].at("status") == "captured");
}

TEST_CASE_FIXTURE(Fixture, "entries are every posting, and what a member has is their sum") {
    place("A-1", "ada", 5000);
    place("A-2", "ada", 1234);
    done(service->hold(writer, "ada", "H-1", 15));
    std::int64_t owned = 0;
    std::int64_t all = 0;
    for (const Row& row : rows("entries.csv")) {
        const std::int64_t points = std::stoll(row.at("points"));
        all += points;
        if (row.at("account") == "member" || row.at("account") == "reserved") owned += points;
    }
    CHECK(all == 0);
    CHECK(owned == 62);
    const auto lots = rows("lots.csv");
    REQUIRE(lots.size() == 2);
    CHECK(lots[0].at("member_id") == "ada");
    CHECK(std::stoll(lots[0].at("remaining")) + std::stoll(lots[1].at("remaining")) == 62);
}

TEST_CASE_FIXTURE(Fixture, "ids that a spreadsheet would compute or a reader would split stay texts") {
    place("=cmd()", "o'neill, \"ada\"", 5000);
    const auto orders = rows("orders.csv");
    CHECK(orders[0].at("id") == "'=cmd()");
    CHECK(orders[0].at("member_id") == "o'neill, \"ada\"");
    CHECK(rows("members.csv")[0].at("id") == "o'neill, \"ada\"");
}

TEST_CASE_FIXTURE(Fixture, "the folder and its files are for their owner alone") {
    place("A-1", "ada", 5000);
    CHECK(rows("members.csv", {.at_ms = now_ms, .has_byte_order_mark = true}).size() == 1);
    CHECK(contents(folder.file("csv") + "/orders.csv").starts_with("\xEF\xBB\xBFid,order,"));
    struct stat status {};
    REQUIRE(::stat(folder.file("csv").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    REQUIRE(::stat((folder.file("csv") + "/members.csv").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

}  // namespace
}  // namespace laurel
