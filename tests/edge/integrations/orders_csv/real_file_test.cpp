// The whole Online Retail file. What is expected of it was reckoned by another program, straight from the definition:
// quantity x price in decimals, a cancelled line against the newest earlier purchases.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "edge/back_test/back_test.h"
#include "edge/integrations/orders_csv/import.h"
#include "edge/storage/sqlite/open.h"
#include "edge/verify.h"
#include "shared/loyalty/ledger.h"

namespace laurel::orders_csv {
namespace {

// A point a penny that does not expire: what members own is then what they paid, to the penny.
constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0},"earning":[{"id":"base","points":1,"per_minor":1,"rounding":"down"}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

std::int64_t now_ms() { return read_instant("2026-01-01T00:00:00Z").value(); }

std::shared_ptr<EventStore> fresh_store(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    return open_sqlite_store(path).value();
}

void check_report(const Report& report) {
    CHECK(reconciles(report));
    CHECK(report.lines == 541'909);
    CHECK(report.file_minor == 974'774'793);
    CHECK(report.orders == Tally{18'536, 891'140'790});
    CHECK(report.order_lines == 397'924);
    CHECK(report.members == 4'339);
    CHECK(report.guest_orders == Tally{2'189, 174'421'458});
    CHECK(report.guest_lines == 133'358);
    CHECK(report.cancelled == Tally{8'905, 61'134'209});
    CHECK(report.guests_cancelled == Tally{383, 28'547'040});
    CHECK(report.refunds == Tally{7'682, 51'615'445});
    CHECK(report.unmatched == Tally{1'389, 13'737'363});
    CHECK(report.rejected == Tally{1'339, -1'106'206});
}

TEST_CASE(
    "the real Online Retail file reconciles to the penny, in the report and in the ledger, and the store verifies") {
    const char* folder = std::getenv("LAUREL_DATA");
    const std::string data =
        (folder != nullptr ? std::string(folder) : "../shared/data") + "/online-retail/online_retail_full.csv.gz";
    if (!std::filesystem::exists(data)) {
        MESSAGE("SKIPPED: no file " << data << "; set LAUREL_DATA to the folder of public data sets");
        return;
    }
#ifdef LAUREL_SANITIZED
    MESSAGE("SKIPPED: under the sanitizers half a million lines take five minutes; the native build reads them");
    return;
#endif
    const std::string path =
        (std::filesystem::temp_directory_path() / ("laurel-real-file-test-" + std::to_string(getpid()) + ".sqlite"))
            .string();
    auto store = fresh_store(path);
    {
        const auto service = Service::open("test", store, now_ms).value();
        REQUIRE(service->publish({"key:1", "key:1", "", ""}, read_json(program_text).value(), std::nullopt).ok());
        auto file = InputFile::open_text(data);
        REQUIRE(file.ok());
        auto outcome = import_orders(*service, *file, {});
        REQUIRE(outcome.ok());
        check_report(outcome->report);
        CHECK(outcome->report.orders_known == 0);
        CHECK(loyalty::balance_at(service->member("17850")->state, now_ms(), 0).available == 529'879);
        const auto again = back_test::back_test(*service, read_json(program_text).value(), {});
        REQUIRE(again.ok());
        CHECK(again->members_identical == 4'339);
        CHECK(again->refused.empty());
    }
    const VerifyReport proof = verify(*store, {});
    CHECK(!proof.finding);
    CHECK(proof.members == 4'339);
    CHECK(proof.points_outstanding == 891'140'790 - 51'615'445);
    CHECK(store->counts().orders == 18'536 + 2'189);
    store.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace
}  // namespace laurel::orders_csv
