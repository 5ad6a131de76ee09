#include "edge/integrations/orders_csv/import.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "edge/storage/memory/memory_store.h"
#include "shared/loyalty/ledger.h"

namespace laurel::orders_csv {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":14,"expiry":{"months":12}},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

// A store with a programme, and a file to import into it.
struct Fixture {
    std::shared_ptr<EventStore> store = make_memory_store();
    std::unique_ptr<Service> service;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("laurel-import-test-" + std::to_string(getpid()) + ".csv");
    Options options;

    Fixture() { open_store(); }
    ~Fixture() { std::filesystem::remove(path); }

    void open_store() {
        store = make_memory_store();
        service = Service::open("test", store, [] { return at("2012-01-01T00:00:00Z"); }).value();
        const Writer writer{"key:1", "key:1", "", ""};
        REQUIRE(service->publish(writer, read_json(program_text).value(), std::nullopt).ok());
    }

    Result<Outcome> try_import(std::string_view rows) {
        std::ofstream(path, std::ios::binary)
            << "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            << rows;
        auto file = InputFile::open_text(path.string());
        REQUIRE(file.ok());
        return import_orders(*service, *file, options);
    }

    Report import(std::string_view rows) {
        auto outcome = try_import(rows);
        REQUIRE(outcome.ok());
        CHECK(reconciles(outcome->report));
        return outcome->report;
    }

    std::vector<Finding> findings(std::string_view rows) {
        auto outcome = try_import(rows);
        REQUIRE(outcome.ok());
        std::vector<Finding> list;
        outcome->stage->each_finding([&](const Finding& finding) { list.push_back(finding); });
        return list;
    }

    loyalty::MemberState member(std::string_view id) {
        auto record = service->member(id);
        REQUIRE(record.ok());
        return record->state;
    }

    // Without the orders' names in the ledger, which differ from store to store.
    loyalty::MemberState anonymous_member(std::string_view id) {
        loyalty::MemberState state = member(id);
        for (loyalty::Movement& movement : state.movements) movement.subject.clear();
        return state;
    }

    loyalty::OrderState order(std::string_view id) {
        const auto identity = store->identity("order", id);
        REQUIRE(identity.has_value());
        const auto row = store->read(identity->aggregate);
        REQUIRE(row.has_value());
        return std::get<loyalty::OrderState>(
            state_from_value(identity->aggregate, read_json(row->bytes).value()).value());
    }
};

TEST_CASE_FIXTURE(Fixture, "an invoice's lines become one order, and points") {
    const Report report = import(
        "1001,MUG,,6,2011-07-01 08:26:00,2.55,17850.0,UK\n"
        "1001,CUP,,1,2011-07-01 08:27:00,0.70,17850.0,UK\n"
        "1001,MUG,,6,2011-07-01 08:26:00,2.55,17850.0,UK\n");
    CHECK(report.lines == 3);
    CHECK(report.orders == Tally{1, 3130});
    CHECK(report.members == 1);
    const loyalty::OrderState placed = order("1001");
    REQUIRE(placed.lines.size() == 3);
    CHECK(placed.lines[0].sku == "MUG");
    CHECK(placed.lines[1].amount_minor == 70);
    CHECK(write_instant(placed.placed_at_ms) == "2011-07-01T07:26:00Z");
    CHECK(placed.points_earned() == 31);
    CHECK(member("17850").account().earned == 31);
}

TEST_CASE_FIXTURE(Fixture, "guests' purchases are recorded as nobody's orders and counted apart") {
    const Report report = import(
        "1001,MUG,,2,2011-07-01 08:26:00,5.00,,UK\n"
        "C1002,MUG,,-2,2011-07-02 08:26:00,5.00,,UK\n");
    CHECK(report.orders == Tally{0, 0});
    CHECK(report.guest_orders == Tally{1, 1000});
    CHECK(report.guests_cancelled == Tally{1, 1000});
    CHECK(report.members == 0);
    CHECK(order("1001").member.empty());
    CHECK(order("1001").refunds.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a cancelled line takes back the newest earlier purchases first, at the prices that were paid") {
    const Report report = import(
        "1001,MUG,,4,2011-07-01 08:00:00,5.00,1,UK\n"
        "1002,MUG,,2,2011-07-02 08:00:00,6.00,1,UK\n"
        "1003,MUG,,9,2011-07-02 08:00:00,1.00,2,UK\n"
        "1004,CUP,,9,2011-07-02 08:00:00,1.00,1,UK\n"
        "C1005,MUG,,-5,2011-07-03 08:00:00,7.00,1,UK\n"
        "1006,MUG,,9,2011-07-04 08:00:00,2.00,1,UK\n");
    CHECK(order("1002").refunded_minor == 1200);
    CHECK(order("1001").refunded_minor == 1500);
    CHECK(order("1003").refunded_minor == 0);
    CHECK(order("1004").refunded_minor == 0);
    CHECK(order("1006").refunded_minor == 0);
    CHECK(report.refunds == Tally{2, 2700});
    CHECK(report.cancelled == Tally{1, 3500});
    CHECK(report.matched_minor == 3500);
    CHECK(report.unmatched == Tally{0, 0});
    CHECK(member("1").account().clawed_back == 27);
}

TEST_CASE_FIXTURE(Fixture, "what finds no purchase, or not enough, is reported and not guessed") {
    const auto list = findings(
        "C1000,MUG,,-1,2011-07-01 08:00:00,5.00,1,UK\n"
        "1001,MUG,,4,2011-07-01 08:00:00,5.00,1,UK\n"
        "C1002,MUG,,-7,2011-07-02 08:00:00,5.00,1,UK\n"
        "C1003,mug,,-1,2011-07-02 08:00:00,5.00,1,UK\n"
        "C1003,MUG,,-1,2011-07-02 08:00:00,5.00,2,UK\n");
    REQUIRE(list.size() == 4);
    CHECK(list[0].line == 2);
    CHECK(list[0].amount_minor == 500);
    CHECK(list[1].line == 4);
    CHECK(list[1].quantity == 3);
    CHECK(list[1].amount_minor == 1500);
    CHECK(list[1].reason == "more pieces are taken back than the customer had bought before");
    CHECK(list[2].line == 5);
    CHECK(list[3].line == 6);
    CHECK(list[3].outcome == "unmatched");
    CHECK(order("1001").refunded_minor == 2000);
}

TEST_CASE_FIXTURE(Fixture, "parts of a line taken back one by one add up to it exactly") {
    const Report report = import(
        "1001,BEAD,,3,2011-07-01 08:00:00,0.335,1,UK\n"
        "C1002,BEAD,,-1,2011-07-02 08:00:00,0.335,1,UK\n"
        "C1003,BEAD,,-1,2011-07-03 08:00:00,0.335,1,UK\n"
        "C1004,BEAD,,-1,2011-07-04 08:00:00,0.335,1,UK\n");
    CHECK(order("1001").total_minor == 101);
    CHECK(order("1001").refunded_minor == 101);
    CHECK(report.refunds == Tally{3, 101});
    CHECK(report.cancelled == Tally{3, 102});
    CHECK(member("1").account().clawed_back == 1);
}

TEST_CASE_FIXTURE(Fixture, "within one minute the order of lines says what came before") {
    const Report report = import(
        "1001,MUG,,1,2011-07-01 08:00:00,5.00,1,UK\n"
        "C1002,MUG,,-1,2011-07-01 08:00:00,5.00,1,UK\n"
        "C1003,CUP,,-1,2011-07-01 08:00:00,5.00,1,UK\n"
        "1004,CUP,,1,2011-07-01 08:00:00,5.00,1,UK\n");
    CHECK(report.refunds == Tally{1, 500});
    CHECK(report.unmatched == Tally{1, 500});
}

TEST_CASE_FIXTURE(Fixture, "a file in any order of lines gives the same result") {
    std::vector<std::string> rows = {
        "1001,MUG,,4,2011-07-01 08:00:00,5.00,1,UK\n", "1001,CUP,,1,2011-07-01 08:01:00,3.00,1,UK\n",
        "1002,MUG,,2,2011-07-02 08:00:00,6.00,1,UK\n", "C1003,MUG,,-5,2011-07-03 08:00:00,7.00,1,UK\n",
        "1004,MUG,,9,2011-07-04 08:00:00,2.00,2,UK\n"};
    std::sort(rows.begin(), rows.end());
    do {
        open_store();
        std::string text;
        for (const std::string& row : rows) text += row;
        const Report report = import(text);
        REQUIRE(report.refunds == Tally{2, 2700});
        REQUIRE(order("1001").refunded_minor == 1500);
        REQUIRE(member("1").account().earned == 35);
    } while (std::next_permutation(rows.begin(), rows.end()));
}

TEST_CASE_FIXTURE(Fixture, "an order of two customers or of too many lines is rejected line by line") {
    std::string rows =
        "1001,MUG,,1,2011-07-01 08:00:00,5.00,1,UK\n"
        "1001,CUP,,1,2011-07-01 08:00:00,5.00,2,UK\n"
        "1002,MUG,,1,2011-07-01 08:00:00,5.00,3,UK\n"
        "1002,CUP,,1,2011-07-01 08:00:00,5.00,,UK\n"
        "C1003,MUG,,-1,2011-07-02 08:00:00,5.00,1,UK\n";
    for (int line = 0; line < 2001; ++line) rows += "1004,MUG,,1,2011-07-01 08:00:00,5.00,4,UK\n";
    const Report report = import(rows);
    CHECK(report.orders == Tally{0, 0});
    CHECK(report.rejected == Tally{2005, 1002500});
    CHECK(report.rejected_by_reason.at("the order's lines name more than one customer").count == 4);
    CHECK(report.rejected_by_reason.at("the order has more than 2000 lines").count == 2001);
    CHECK(report.unmatched == Tally{1, 500});
    CHECK(!store->identity("order", "1001").has_value());
}

TEST_CASE_FIXTURE(Fixture, "rejected lines are listed with their line in the file") {
    const auto list = findings(
        "1001,MUG,,1,2011-07-01 08:00:00,5.00,1,UK\n"
        "\n"
        "1002,\"broken\n"
        "1003,\"M\nG\",,1,2011-07-01 08:00:00,5.00,1,UK\n"
        "1004,MUG,,1,2011-02-30 08:00:00,5.00,1,UK\n"
        "A1005,B,,1,2011-07-01 08:00:00,-3.00,,UK\n");
    REQUIRE(list.size() == 4);
    CHECK(list[0].line == 4);
    CHECK(list[0].reason == sentence_of(Reason::row_malformed));
    CHECK(list[1].line == 5);
    CHECK(list[1].reason == sentence_of(Reason::sku_invalid));
    CHECK(list[2].line == 7);
    CHECK(list[2].reason == sentence_of(Reason::time_invalid));
    CHECK(list[2].order == "1004");
    CHECK(list[3].line == 8);
    CHECK(list[3].amount_minor == -300);
}

TEST_CASE_FIXTURE(Fixture,
                  "what the ledger refuses is rejected with its words, and later cancellations do not find it") {
    const std::string_view other = "1001,MUG,,1,2011-07-01 08:00:00,4.00,1,UK\n";
    import(other);
    const std::string_view rows =
        "1001,MUG,,1,2011-07-01 08:00:00,5.00,1,UK\n"
        "C1002,MUG,,-1,2011-07-02 08:00:00,5.00,1,UK\n";
    for (const bool is_dry_run : {true, false, false}) {
        options.is_dry_run = is_dry_run;
        const Report report = import(rows);
        CHECK(report.orders == Tally{0, 0});
        CHECK(report.rejected == Tally{1, 500});
        CHECK(report.rejected_by_reason.begin()->first.find("order id belongs to another order") != std::string::npos);
        CHECK(report.unmatched == Tally{1, 500});
    }
    CHECK(order("1001").refunded_minor == 0);
}

constexpr std::string_view small_file =
    "1001,MUG,,4,2011-07-01 08:00:00,5.00,1,UK\n"
    "1002,MUG,,2,2011-07-02 08:00:00,6.00,1,UK\n"
    "1003,CUP,,2,2011-07-02 09:00:00,6.00,,UK\n"
    "C1004,MUG,,-3,2011-07-03 08:00:00,7.00,1,UK\n"
    "C1004,CUP,,-3,2011-07-03 08:00:00,7.00,2,UK\n"
    "1005,MUG,,9,2011-07-04 08:00:00,2.00,2,UK\n"
    "1006,MUG,,x,2011-07-04 08:00:00,2.00,2,UK\n";

TEST_CASE_FIXTURE(Fixture, "a dry run reports the same and writes nothing") {
    const TreeHead before = store->head();
    options.is_dry_run = true;
    Report dry = import(small_file);
    CHECK(store->head().size == before.size);
    CHECK(store->counts().orders == 0);
    CHECK(store->settings("import/").empty());
    options.is_dry_run = false;
    Report live = import(small_file);
    CHECK(store->counts().orders == 4);
    dry.is_dry_run = false;
    CHECK(write_json(report_to_value(dry)) == write_json(report_to_value(live)));
    options.is_dry_run = true;
    const Report again = import(small_file);
    CHECK(again.orders_known == 4);
    CHECK(again.refunds_known == 2);
}

TEST_CASE_FIXTURE(Fixture, "the same file again changes nothing, whether its mark is still there or not") {
    import(small_file);
    const TreeHead before = store->head();
    for (const bool forgets_mark : {false, true}) {
        if (forgets_mark) {
            for (const auto& [name, value] : store->settings("import/")) store->set_setting(name, "");
        }
        const Report again = import(small_file);
        CHECK(store->head().root == before.root);
        CHECK(again.orders == Tally{3, 5000});
        CHECK(again.orders_known == 4);
        CHECK(again.refunds_known == 2);
    }
}

TEST_CASE_FIXTURE(Fixture, "an import that is stopped anywhere continues and ends with the same result") {
    Report whole = import(small_file);
    const loyalty::MemberState first = anonymous_member("1");
    const loyalty::MemberState second = anonymous_member("2");
    for (int stop_after = 1; stop_after < 6; ++stop_after) {
        CAPTURE(stop_after);
        open_store();
        options.events_per_commit = 1;
        int asked = 0;
        options.stop_requested = [&] { return ++asked > stop_after; };
        CHECK(try_import(small_file)->report.is_stopped);
        options.stop_requested = nullptr;
        Report report = import(small_file);
        CHECK(anonymous_member("1") == first);
        CHECK(anonymous_member("2") == second);
        report.orders_known = report.refunds_known = 0;
        CHECK(write_json(report_to_value(report)) == write_json(report_to_value(whole)));
    }
}

TEST_CASE_FIXTURE(Fixture, "what lies behind the mark is not written again, so an erased customer stays erased") {
    import(small_file);
    REQUIRE(service->erase({"key:1", "key:1", "", ""}, "1").ok());
    const TreeHead before = store->head();
    import(small_file);
    CHECK(store->head().root == before.root);
    CHECK(!store->identity("member", "1").has_value());
}

TEST_CASE_FIXTURE(Fixture, "input that can't be imported is refused with what to do, and nothing is written") {
    const TreeHead before = store->head();
    const auto refused = [&](ErrorCode code) {
        const auto outcome = try_import("1001,MUG,,1,2011-07-01 08:00:00,5.00,1,UK\n");
        REQUIRE(!outcome.ok());
        CHECK(outcome.error().code == code);
    };
    options.currency = "EUR";
    refused(ErrorCode::currency_mismatch);
    options.currency = "";
    options.time_zone = "Europe/Lodnon";
    refused(ErrorCode::value_not_allowed);
    options.time_zone = "";
    options.layout.name = "plain";
    refused(ErrorCode::value_not_allowed);
    CHECK(store->head().size == before.size);
    CHECK(!InputFile::open("/no/such/file").ok());
    CHECK(!InputFile::open("/").ok());
}

TEST_CASE_FIXTURE(Fixture, "a gzip file that is cut short is refused before anything is written") {
    std::string text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    for (int order = 0; order < 20'000; ++order) {
        text += std::to_string(order * 7919 % 20'000) + ",MUG" + std::to_string(order * order % 977) +
                ",,1,2011-07-01 08:00:00,5.00,1,UK\n";
    }
    gzFile packed = gzopen(path.c_str(), "wb");
    gzwrite(packed, text.data(), static_cast<unsigned>(text.size()));
    gzclose(packed);
    const auto size = std::filesystem::file_size(path);
    const TreeHead before = store->head();
    options.is_dry_run = true;
    auto whole = InputFile::open_text(path.string());
    CHECK(import_orders(*service, *whole, options)->report.lines == 20'000);
    options.is_dry_run = false;
    std::filesystem::resize_file(path, size - 10);
    auto cut = InputFile::open_text(path.string());
    const auto outcome = import_orders(*service, *cut, options);
    REQUIRE(!outcome.ok());
    CHECK(outcome.error().found == "the gzip file is cut short");
    CHECK(store->head().size == before.size);
}

}  // namespace
}  // namespace laurel::orders_csv
