#include "edge/integrations/members_csv/import.h"

#include <doctest/doctest.h>

#include <map>

#include "edge/timezone.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel::members_csv {
namespace {

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

// "points@earned>expires ... -deficit", whole days without their time.
std::string lots_of(const OpeningAccount& account) {
    const auto written = [](std::int64_t instant_ms) {
        const std::string text = write_instant(instant_ms);
        if (instant_ms == instant_ms_max) return std::string("never");
        return text.ends_with("T00:00:00Z") ? text.substr(0, 10) : text;
    };
    std::string text;
    for (const loyalty::OpeningLot& lot : account.lots) {
        text += (text.empty() ? "" : " ") + std::to_string(lot.points) + '@' + written(lot.earned_at_ms) + '>' +
                written(lot.expires_at_ms);
    }
    if (account.deficit > 0) text += '-' + std::to_string(account.deficit);
    return text;
}

// A ledger that opens each account once, and the files to open them from.
struct Fixture {
    TemporaryFolder folder;
    std::map<std::string, OpeningAccount> ledger;  // by member
    int commits = 0;
    Options options;

    Fixture() {
        options.zone = zone_of("UTC", 0, instant_ms_max).value();
        options.now_ms = at("2026-03-01T12:00:00Z");
        options.expiry_of = [](std::int64_t earned_at_ms) { return earned_at_ms + 365 * day_ms; };
        options.sink.open = [this](const OpeningAccount& account) -> Result<OpenOutcome> {
            if (account.tier == "Forbidden") return Error{ErrorCode::too_many_open_lots, "", "", ""};
            const bool is_known = !ledger.emplace(account.member_id, account).second;
            const OpeningAccount& kept = ledger.at(account.member_id);
            std::int64_t balance = -kept.deficit;
            for (const loyalty::OpeningLot& lot : kept.lots) balance += lot.points;
            return OpenOutcome{.is_known = is_known, .balance = balance};
        };
        options.sink.commit = [this]() -> Result<bool> { return ++commits > 0; };
    }

    Result<Outcome> try_import(const std::vector<std::string>& texts) {
        std::vector<NamedFile> files;
        for (const std::string& text : texts) {
            const std::string name = std::to_string(files.size()) + ".csv";
            overwrite(folder.file(name.c_str()), text);
            files.push_back({name, std::move(*InputFile::open_text(folder.file(name.c_str())))});
        }
        return import_members(files, options);
    }

    Outcome import(const std::vector<std::string>& texts) {
        auto outcome = try_import(texts);
        REQUIRE(outcome.ok());
        CHECK(reconciles(outcome->report));
        return *std::move(outcome);
    }

    std::vector<std::string> findings(const std::vector<std::string>& texts) {
        const Outcome outcome = import(texts);
        std::vector<std::string> list;
        outcome.stage->each_finding([&](const Finding& finding) {
            list.push_back(std::to_string(finding.place.line) + ' ' + std::string(name_of(finding.reason)) + ' ' +
                           finding.member);
        });
        return list;
    }

    const OpeningAccount& account(const std::string& member) { return ledger.at(member); }
    std::string lots(const std::string& member) { return lots_of(account(member)); }
};

using List = std::vector<std::string>;

TEST_CASE_FIXTURE(Fixture, "a list of balances opens a lot a member by the policy, with what else it says of them") {
    const Outcome outcome =
        import({"Email,Name,Points balance,VIP tier,Date of birth,State,Created at\n"
                "Ada@Example.com,Ada,\"1,250\",Gold,1004-05-27,member,2023-02-01T10:00:00.000Z\n"
                "bo@example.com,Bo,0,,1990-01-31,candidate,\n"});
    CHECK(outcome.report.source == "smile");
    CHECK(outcome.report.members == 2);
    CHECK(outcome.report.stated == Tally{2, 1'250'000'000});
    CHECK(outcome.report.differing == Tally{0, 0});
    const OpeningAccount& ada = account("ada@example.com");
    CHECK(lots_of(ada) == "1250@2026-03-01T12:00:00Z>2027-03-01T12:00:00Z");
    CHECK(ada.joined_at_ms == at("2023-02-01T10:00:00Z"));
    CHECK(ada.tier == "Gold");
    CHECK(ada.birthday == Birthday{{}, 5, 27});
    CHECK(ada.source == "smile");
    CHECK(outcome.report.tiers == std::map<std::string, std::int64_t>{{"Gold", 1}});
    CHECK(account("bo@example.com").lots.empty());
    CHECK(commits == 1);
}

TEST_CASE_FIXTURE(Fixture, "a member is the shop's customer id, else the email, unless a column is said") {
    const char* file = "merchant_id,email,points_approved\n17850.0,Ada@Example.com,10\n,BO@example.com,20\n";
    import({file});
    CHECK(lots("17850").starts_with("10@"));
    CHECK(lots("bo@example.com").starts_with("20@"));
    ledger.clear();
    options.layout.id_column = "email";
    import({file});
    CHECK(lots("ada@example.com").starts_with("10@"));
}

TEST_CASE_FIXTURE(Fixture, "the policy dates points; an expiry in the file stays") {
    const char* file =
        "Email,Points balance,Last activity,Points expire at\n"
        "ada@example.com,10,2025-11-05,\nbo@example.com,20,,2026-12-24\ncy@example.com,30,2024-01-01,never\n";
    import({file});
    CHECK(lots("ada@example.com") == "10@2026-03-01T12:00:00Z>2027-03-01T12:00:00Z");
    CHECK(lots("bo@example.com") == "20@2026-03-01T12:00:00Z>2026-12-25");
    CHECK(lots("cy@example.com") == "30@2026-03-01T12:00:00Z>never");
    ledger.clear();
    options.opening_lots = OpeningLots::read("one_lot_last_activity").value();
    import({file});
    CHECK(lots("ada@example.com") == "10@2025-11-05>2026-11-05");
    CHECK(lots("bo@example.com") == "20@2026-03-01T12:00:00Z>2026-12-25");
    CHECK(lots("cy@example.com") == "30@2024-01-01>never");
    ledger.clear();
    options.opening_lots = OpeningLots::read("expires_on:2026-06-30").value();
    import({file});
    CHECK(lots("ada@example.com") == "10@2026-03-01T12:00:00Z>2026-07-01");
    ledger.clear();
    options.opening_lots = OpeningLots::read("no_expiry").value();
    import({file});
    CHECK(lots("ada@example.com") == "10@2026-03-01T12:00:00Z>never");
}

TEST_CASE_FIXTURE(Fixture, "a history is replayed into the lots that are left, in any order of its rows") {
    const Outcome outcome =
        import({"id,user_id,points,type,user_points_id,order_id,admin_user_id,data,date\n"
                "5,7,-180,order-redeem,,12,,,2025-06-01 10:00:00\n"
                "1,7,100,account-signup,1,,,,2025-01-01 10:00:00\n"
                "2,7,200,order-placed,2,11,,,2025-02-01 10:00:00\n"
                "6,8,50,order-placed,3,13,,,2025-02-01 10:00:00\n"
                "7,8,-80,admin-adjustment,,,1,,2025-02-02 10:00:00\n"});
    CHECK(outcome.report.source == "woocommerce");
    CHECK(lots("7") == "120@2025-02-01T10:00:00Z>2027-03-01T12:00:00Z");
    CHECK(lots("8") == "-30");
    CHECK(outcome.report.stated.count == 0);
    CHECK(outcome.report.deficits == Tally{1, -30'000'000});
}

TEST_CASE_FIXTURE(Fixture, "own dates are kept, and what expired before the import is not opened") {
    const Outcome outcome =
        import({"merchant_id,points,activity,state,date,expires_at,balance\n"
                "7,100,Order placed,approved,2025-01-01T10:00:00Z,2026-01-01,100\n"
                "7,200,Order placed,approved,2025-02-01T10:00:00Z,2026-08-01T00:00:00Z,300\n"
                "7,50,Birthday,pending,2026-02-20T10:00:00Z,,\n"
                "7,-30,Claimed reward,approved,2025-03-01T10:00:00Z,,270\n"});
    CHECK(lots("7") == "200@2025-02-01T10:00:00Z>2026-08-01");
    CHECK(outcome.report.past_due_units == 70'000'000);
    CHECK(outcome.report.files[0].left_out == Tally{1, 50'000'000});
    CHECK(outcome.report.differing == Tally{1, -70'000'000});
    outcome.stage->each_opened(true, [](const Opened& opened) {
        CHECK(opened.reason == "70 had expired before the import");
        return true;
    });
}

TEST_CASE_FIXTURE(Fixture, "of one instant what comes goes before what leaves") {
    import({"email,points_change,description,date\na@x.y,-40,Redeemed,2025-06-01\na@x.y,100,Order,2025-06-01\n"});
    CHECK(lots("a@x.y") == "60@2025-06-01>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "lots that a file lists are opened as they are") {
    import(
        {"id,user_id,points,points_balance,order_id,date\n1,7,100,40,11,2025-05-01 10:00:00\n2,7,50,50,12,2025-06-01 "
         "10:00:00\n3,7,10,0,13,2025-07-01 10:00:00\n"});
    CHECK(lots("7") == "40@2025-05-01T10:00:00Z>2027-03-01T12:00:00Z 50@2025-06-01T10:00:00Z>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "stated balances are what histories are held against, through the email if need be") {
    const char* customers = "merchant_id,email,points_approved\n1,ada@x.y,100\n2,bo@x.y,70\n3,cy@x.y,5\n";
    const char* activity =
        "email,points_change,description,date\nADA@x.y,100,Order,2025-06-01\nbo@x.y,100,Order,2025-06-01\n"
        "dan@x.y,9,Order,2025-06-01\nbo@x.y,-10,Redeemed,2025-07-01\n";
    for (const List& files : {List{customers, activity}, List{activity, customers}}) {
        ledger.clear();
        const Outcome outcome = import(files);
        CHECK(outcome.report.members == 4);
        CHECK(outcome.report.stated.count == 3);
        CHECK(outcome.report.differing == Tally{1, 20'000'000});
        CHECK(lots("1") == "100@2025-06-01>2027-03-01T12:00:00Z");
        CHECK(lots("2") == "90@2025-06-01>2027-03-01T12:00:00Z");
        CHECK(lots("3") == "5@2026-03-01T12:00:00Z>2027-03-01T12:00:00Z");
        CHECK(lots("dan@x.y") == "9@2025-06-01>2027-03-01T12:00:00Z");
        outcome.stage->each_opened(true, [](const Opened& opened) {
            CHECK(opened.member == "2");
            CHECK(opened.reason == "the history adds up to 90");
            return true;
        });
    }
    ledger.clear();
    options.trusts_balances = true;
    CHECK(import({customers, activity}).report.differing.count == 0);
    CHECK(lots("2") == "70@2025-06-01>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "points that are spent may be written without a minus") {
    import(
        {"date_completed,action_name,customer_email,points\n2025-01-01,Placed an order,a@x.y,100\n"
         "2025-02-01,Points expired,a@x.y,30\n",
         "redeemed_at,customer_email,points_redeemed\n2025-03-01,a@x.y,20\n"});
    CHECK(lots("a@x.y") == "50@2025-01-01>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "a type that is not known counts only where signs are meant or it was said") {
    const char* file =
        "email,points,type,date\na@x.y,100,Order,2025-01-01\na@x.y,20,Zebra,2025-02-01\na@x.y,30,Redeemed,2025-03-01\n";
    CHECK(findings({file}) == List{"3 type_unknown a@x.y"});
    CHECK(lots("a@x.y").starts_with("70@"));
    ledger.clear();
    options.types = read_type_effects({"zebra=spend"}).value();
    CHECK(findings({file}).empty());
    CHECK(lots("a@x.y").starts_with("50@"));
    ledger.clear();
    options.types.clear();
    CHECK(findings({"email,points,type,date\na@x.y,100,Zebra,2025-01-01\na@x.y,-30,Redeemed,2025-03-01\n"}).empty());
    CHECK(lots("a@x.y").starts_with("70@"));
}

TEST_CASE_FIXTURE(Fixture, "GB18030 and UTF-8 give the same members") {
    const std::string gb18030 =
        "\xBB\xE1\xD4\xB1\xB1\xE0\xBA\xC5,\xD0\xD5\xC3\xFB,\xBF\xC9\xD3\xC3\xBB\xFD\xB7\xD6,"
        "\xBB\xE1\xD4\xB1\xB5\xC8\xBC\xB6\n88,\xD5\xC5\xC8\xFD,120,\xBB\xC6\xBD\xF0\n";
    for (const std::string& file : {gb18030, std::string("会员编号,姓名,可用积分,会员等级\n88,张三,120,黄金\n")}) {
        ledger.clear();
        const Outcome outcome = import({file});
        CHECK(outcome.report.files[0].encoding == (file == gb18030 ? "GB18030" : "UTF-8"));
        CHECK(lots("88").starts_with("120@"));
        CHECK(account("88").tier == "黄金");
    }
}

TEST_CASE_FIXTURE(Fixture, "fractions are rounded once a member, and what that takes is told") {
    const char* balances = "email,points\na@x.y,12.75\nb@x.y,-3.5\n";
    const Outcome down = import({balances});
    CHECK(lots("a@x.y").starts_with("12@"));
    CHECK(lots("b@x.y") == "-3");
    CHECK(down.report.fraction_units == 250'000);
    CHECK(down.report.differing == Tally{2, -250'000});
    ledger.clear();
    options.rounding = Rounding::half_up;
    import({balances});
    CHECK(lots("a@x.y").starts_with("13@"));
    CHECK(lots("b@x.y") == "-4");
    ledger.clear();
    options.rounding = Rounding::down;
    import({"email,points_change,date\na@x.y,1.5,2025-01-01\na@x.y,1.5,2025-02-01\na@x.y,1.5,2025-03-01\n"});
    CHECK(lots("a@x.y") ==
          "1@2025-01-01>2027-03-01T12:00:00Z 2@2025-02-01>2027-03-01T12:00:00Z 1@2025-03-01>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "rows that can't be understood are told with their line") {
    CHECK(findings({"email,points balance,birthday,created at\na@x.y,1\nb@x.y,lots,,\n,5,,\nc@x.y,7,1990-02-30,\n"
                    "C@X.Y,8,,\nd\x01@x.y,9,,\ne@x.y,-4,,\nf@x.y,3,,2027-01-01\n\"g"}) ==
          List{"2 columns_wrong ", "3 points_invalid b@x.y", "4 member_missing ", "5 birthday_invalid c@x.y",
               "6 member_twice c@x.y", "7 member_invalid ", "8 balance_negative e@x.y", "9 joined_invalid f@x.y",
               "10 row_malformed "});
    CHECK(findings({"transaction_id,email,points_change,date\n1,a@x.y,10,2025-01-01\n1,a@x.y,10,2025-01-01\n"
                    "2,a@x.y,10,2027-01-01\n3,a@x.y,10,soon\n4,a@x.y,10,\n"}) ==
          List{"3 entry_twice a@x.y", "4 date_in_future a@x.y", "5 date_invalid a@x.y", "6 date_invalid a@x.y"});
    CHECK(findings({"id,email,points\n1,a@x.y,10\n2,a@x.y,20\n,a@x.y,30\n"}) == List{"4 email_of_several a@x.y"});
}

TEST_CASE_FIXTURE(Fixture, "dates that read two ways wait for a row that shows the order, or for the merchant") {
    const char* unclear = "email,points_change,date\na@x.y,10,01/02/2025\n";
    CHECK(findings({unclear}) == List{"2 date_ambiguous a@x.y"});
    import({std::string(unclear) + "a@x.y,5,25/02/2025\n"});
    CHECK(lots("a@x.y") == "10@2025-02-01>2027-03-01T12:00:00Z 5@2025-02-25>2027-03-01T12:00:00Z");
    ledger.clear();
    options.date_order = DateOrder::month_first;
    import({unclear});
    CHECK(lots("a@x.y") == "10@2025-01-02>2027-03-01T12:00:00Z");
}

TEST_CASE_FIXTURE(Fixture, "a repetition changes nothing, whatever the file") {
    import({"email,points\na@x.y,12\n"});
    const auto before = lots("a@x.y");
    options.now_ms += day_ms;
    const Outcome again = import({"Email,Points balance,VIP tier\na@x.y,15,Gold\n"});
    CHECK(again.report.opened.count == 0);
    CHECK(again.report.known == Tally{1, 15'000'000});
    CHECK(again.report.differing == Tally{1, -3'000'000});
    CHECK(lots("a@x.y") == before);
}

TEST_CASE_FIXTURE(Fixture, "an account that the ledger refuses is told, and the others are opened") {
    const Outcome outcome = import({"email,points,tier\na@x.y,12,Forbidden\nb@x.y,5,\n"});
    CHECK(outcome.report.refused == Tally{1, 12'000'000});
    CHECK(outcome.report.opened == Tally{1, 5'000'000});
    CHECK(outcome.report.differing == Tally{1, -12'000'000});
}

TEST_CASE_FIXTURE(Fixture, "a dry run commits nothing, and a stopped import says so") {
    options.is_dry_run = true;
    import({"email,points\na@x.y,12\n"});
    CHECK(commits == 0);
    options.is_dry_run = false;
    options.stop_requested = [] { return true; };
    auto outcome = try_import({"email,points\na@x.y,12\n"});
    REQUIRE(outcome.ok());
    CHECK(outcome->report.is_stopped);
}

TEST_CASE_FIXTURE(Fixture, "a file that can't be imported is named") {
    for (const char* file : {"", "Name,Points\nAda,12\n", "Email,Phone\na@x.y,1\n"}) {
        const auto outcome = try_import({"email,points\na@x.y,12\n", file});
        REQUIRE(!outcome.ok());
        CHECK(outcome.error().found.starts_with("1.csv: "));
    }
}

}  // namespace
}  // namespace laurel::members_csv
