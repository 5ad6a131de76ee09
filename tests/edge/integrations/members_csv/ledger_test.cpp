#include "edge/integrations/members_csv/ledger.h"

#include <doctest/doctest.h>

#include <map>

#include "edge/integrations/members_csv/import.h"
#include "edge/integrations/members_csv/points.h"
#include "edge/storage/memory/memory_store.h"
#include "edge/verify.h"
#include "shared/loyalty/ledger.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel::members_csv {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0,"expiry":{"months":12}},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":1,"hold_minutes":30}})";

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

// A store of its own, and files to import into it.
struct Fixture {
    std::int64_t now_ms = at("2026-03-01T12:00:00Z");
    TemporaryFolder folder;
    std::shared_ptr<EventStore> store = make_memory_store();
    std::unique_ptr<Service> service = Service::open("test", store, [this] { return now_ms; }).value();
    Options options;

    Fixture() { REQUIRE(service->publish(writer("p"), read_json(program_text).value(), std::nullopt).ok()); }

    static Writer writer(const std::string& key) { return {"key:1", "key:1", key, "hash of " + key}; }

    Outcome import(const std::vector<std::string>& texts) {
        const auto settings = service->newest_program()->program.loyalty;
        options.zone = settings.zone;
        options.now_ms = now_ms;
        options.expiry_of = [settings](std::int64_t earned_at_ms) {
            return loyalty::expires_at_ms(settings.main_kind().expiry, settings.zone, earned_at_ms);
        };
        options.sink = ledger_sink(*service, options.is_dry_run);
        std::vector<NamedFile> files;
        for (const std::string& text : texts) {
            const std::string name = std::to_string(files.size()) + ".csv";
            overwrite(folder.file(name.c_str()), text);
            files.push_back({name, std::move(*InputFile::open_text(folder.file(name.c_str())))});
        }
        auto outcome = import_members(files, options);
        REQUIRE(outcome.ok());
        CHECK(reconciles(outcome->report));
        return *std::move(outcome);
    }

    std::int64_t balance(std::string_view member) {
        const loyalty::Balance balance = loyalty::balance_at(service->member(member)->state, now_ms, 0);
        return balance.available + balance.pending + balance.reserved;
    }

    // What the report says of each member: the outcome, the points and the reason of a difference.
    static std::map<std::string, std::string> told(const Outcome& outcome) {
        std::map<std::string, std::string> told;
        outcome.stage->each_opened(false, [&](const Opened& opened) {
            told[opened.member] =
                opened.outcome + ' ' + points_text(opened.opened) + (opened.reason.empty() ? "" : ", " + opened.reason);
            return true;
        });
        return told;
    }

    void check_report_is_the_ledger(const Outcome& outcome) {
        outcome.stage->each_opened(false, [&](const Opened& opened) {
            CAPTURE(opened.member);
            CHECK(opened.opened == balance(opened.member) * units_per_point);
            return true;
        });
        CHECK_FALSE(verify(*store, {}).finding.has_value());
    }
};

const char* const customers =
    "Email,Points balance,VIP tier,Date of birth,Created at\n"
    "ada@example.com,1250,Gold,1988-05-27,2023-02-01T10:00:00Z\nbo@example.com,0,,,\ncy@example.com,-40,,,\n";
const char* const activity =
    "Customer Email,Points Change,Description,Date,Expires at\n"
    "ada@example.com,1500,Order,2025-06-01,2026-05-31\nada@example.com,300,Order,2024-01-01,2025-01-01\n"
    "ada@example.com,-250,Redeemed,2025-07-01,\ndan@example.com,70,Order,2025-09-01,\n";

TEST_CASE_FIXTURE(Fixture, "what the report says a member has is what the ledger has") {
    const Outcome outcome = import({customers, activity});
    CHECK(told(outcome) == std::map<std::string, std::string>{{"ada@example.com", "opened 1250"},
                                                              {"bo@example.com", "opened 0"},
                                                              {"cy@example.com", "opened -40"},
                                                              {"dan@example.com", "opened 70"}});
    check_report_is_the_ledger(outcome);
    const loyalty::MemberState ada = service->member("ada@example.com")->state;
    CHECK(ada.joined_at_ms == at("2023-02-01T10:00:00Z"));
    REQUIRE(ada.lots.size() == 1);
    CHECK(ada.lots[0].earned_at_ms == at("2025-05-31T23:00:00Z"));
    CHECK(ada.lots[0].expires_at_ms == at("2026-05-31T23:00:00Z"));
    CHECK(service->member("dan@example.com")->state.joined_at_ms == at("2025-08-31T23:00:00Z"));
    CHECK(service->member("bo@example.com")->state.joined_at_ms == now_ms);
}

TEST_CASE_FIXTURE(Fixture, "the same files again change nothing, and the report still is what the ledger has") {
    import({customers, activity});
    const TreeHead before = store->head();
    now_ms += day_ms;
    const Outcome again = import({customers, activity});
    CHECK(again.report.opened.count == 0);
    CHECK(again.report.known.count == 4);
    check_report_is_the_ledger(again);
    CHECK(store->head().root == before.root);
}

TEST_CASE_FIXTURE(Fixture, "a dry run says what an import says and writes nothing") {
    REQUIRE(service
                ->place_order(writer("o"), {.id = "1",
                                            .member = "ada@example.com",
                                            .placed_at_ms = now_ms,
                                            .currency = "GBP",
                                            .lines = {{.sku = "mug", .quantity = 1, .amount_minor = 500}},
                                            .attributes = {},
                                            .personal = {}})
                .ok());
    const TreeHead before = store->head();
    options.is_dry_run = true;
    const auto tried = told(import({customers, activity}));
    CHECK(store->head().root == before.root);
    options.is_dry_run = false;
    const Outcome outcome = import({customers, activity});
    CHECK(told(outcome) == tried);
    CHECK(tried.at("ada@example.com") == "opened 1255, the member had points before");
    check_report_is_the_ledger(outcome);
}

TEST_CASE_FIXTURE(Fixture, "who was erased is not opened again, nor as the new member of that id") {
    import({customers});
    REQUIRE(service->erase(writer("e"), "ada@example.com").ok());
    const TreeHead before = store->head();
    const std::string erased = "known 0, opened by an earlier import and erased since: nothing is opened again";
    CHECK(told(import({customers})).at("ada@example.com") == erased);
    CHECK(service->member("ada@example.com")->aggregate.empty());
    CHECK(store->head().root == before.root);
    REQUIRE(service->give_facts(writer("f"), "ada@example.com", Object{}).ok());
    CHECK(told(import({customers})).at("ada@example.com") == erased);
    CHECK(balance("ada@example.com") == 0);
}

TEST_CASE_FIXTURE(Fixture, "a birthday lies where it can be erased, and never replaces what the member told herself") {
    const auto has_birthday = [&](std::string_view member, std::string_view text) {
        return write_json(service->export_member(member).value()).find(text) != std::string::npos;
    };
    REQUIRE(service->give_facts(writer("f"), "bo@example.com", Object{{"birthday", Object{{"month", 1}, {"day", 2}}}})
                .ok());
    import({"Email,Points balance,Date of birth\nada@example.com,12,1988-05-27\nbo@example.com,3,1990-11-30\n"});
    CHECK(has_birthday("ada@example.com", R"("birthday":{"day":27,"month":5,"year":1988})"));
    CHECK(has_birthday("bo@example.com", R"("birthday":{"day":2,"month":1})"));
    CHECK_FALSE(has_birthday("bo@example.com", "1990"));
    for (const StoredEvent& stored : store->tail(0, 1000)) {
        CHECK(stored.bytes.find("1988") == std::string::npos);
        CHECK(stored.bytes.find("ada@") == std::string::npos);
    }
    REQUIRE(service->erase(writer("e"), "ada@example.com").ok());
    CHECK(store->identities_of_owner("").empty());
    CHECK_FALSE(store->identity("opening", "ada@example.com").has_value());
}

TEST_CASE_FIXTURE(Fixture, "an import that another writer comes in between of decides again") {
    const std::string file = "Email,Points balance\nada@example.com,10\nbo@example.com,20\n";
    Sink sink = ledger_sink(*service, false);
    OpeningAccount ada;
    ada.member_id = "ada@example.com";
    ada.source = "smile";
    ada.lots = {{.points = 10, .earned_at_ms = now_ms}};
    REQUIRE(sink.open(ada).ok());
    REQUIRE(service->give_facts(writer("f"), "ada@example.com", Object{}).ok());
    REQUIRE(sink.commit().ok());
    CHECK(balance("ada@example.com") == 10);
    const Outcome outcome = import({file});
    CHECK(told(outcome) ==
          std::map<std::string, std::string>{{"ada@example.com", "known 10"}, {"bo@example.com", "opened 20"}});
    check_report_is_the_ledger(outcome);
}

}  // namespace
}  // namespace laurel::members_csv
