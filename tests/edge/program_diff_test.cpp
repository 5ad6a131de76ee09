#include "edge/program_diff.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view document = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0,"expiry":{"months":12}},
    "earning":[{"id":"base","points":1,"per_minor":100},{"id":"welcome","points":50,"first_order":true}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

// The document with the member at a path of names and places replaced, or taken away where the text is "".
Value with(const std::vector<std::string_view>& path, std::string_view json) {
    Value whole = read_json(document).value();
    Value* at = &whole;
    for (const std::string_view& name : path) {
        if (&name == &path.back() && at->object() != nullptr) {
            if (json.empty()) at->object()->erase(name);
            if (!json.empty()) at->object()->set(name, read_json(json).value());
            return whole;
        }
        at = at->array() != nullptr ? &(*at->array())[static_cast<std::size_t>(name[0] - '0')]
                                    : at->object()->find(name);
    }
    return whole;
}

std::string sentences(const Value& before, const Value& after) {
    std::string text;
    for (const Change& change : program_diff(before, after))
        text += (text.empty() ? "" : "\n") + change.path + " | " + change.sentence;
    return text;
}

TEST_CASE("each difference is one plain sentence at its place") {
    struct Row {
        std::vector<std::string_view> path;
        std::string_view json;
        const char* said;
    };
    const Row rows[] = {
        {{"earning", "0", "points"},
         "2",
         "/earning/base | Rule \"base\": 1 point for each £1.00 -> 2 points for each "
         "£1.00."},
        {{"earning", "0", "per_minor"},
         "250",
         "/earning/base | Rule \"base\": 1 point for each £1.00 -> 1 point for "
         "each £2.50."},
        {{"points", "expiry"},
         R"({"months":6})",
         "/points | Points earned from now on are good for 6 months (were: good for 12 months); what is earned already "
         "keeps its dates."},
        {{"points", "expiry"},
         R"({"policy":"fixed_date","date":{"month":3,"day":31}})",
         "/points | Points earned from now on are good through 31 March (were: good for 12 months); what is earned "
         "already keeps its dates."},
        {{"points", "pending_days"},
         "14",
         "/points | Points earned from now on can be spent 14 days after they were earned (were: at once); what is "
         "earned already keeps its date."},
        {{"redemption", "hold_minutes"},
         "60",
         "/redemption/hold_minutes | Redemption, hold minutes: 30 minutes -> 60 minutes. (How long points stay "
         "reserved for a checkout before the hold times out.)"},
        {{"earning", "1", "minimum_minor"},
         "2000",
         "/earning/welcome/minimum_minor | Rule \"welcome\", minimum: nothing -> £20.00. (The least that its "
         "lines must come to.)"},
        {{"earning", "1", "first_order"},
         "",
         "/earning/welcome/first_order | Rule \"welcome\", first order: yes -> nothing. (Only while the member has no "
         "kept order.)"},
        {{"earning_base"},
         R"({"shipping":true})",
         "/earning_base | Earning base: nothing -> shipping: yes. (What of an order counts. Left out: its products.)"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.json);
        CHECK(sentences(read_json(document).value(), with(row.path, row.json)) == row.said);
    }
    CHECK(program_diff(read_json(document).value(), read_json(document).value()).empty());
}

TEST_CASE("rules are the same by their ids: new, gone and in another order are said so") {
    const Value before = read_json(document).value();
    const Value after = with({"earning"}, R"([{"id":"welcome","points":50,"first_order":true},
        {"id":"base","points":1,"per_minor":100},
        {"id":"tea","multiplier":{"numerator":3,"denominator":2},"items":{"categories":["tea"]}}])");
    CHECK(sentences(before, after) ==
          "/earning/tea | New rule \"tea\": 3/2 times the points of other rules; items: categories: \"tea\".\n"
          "/earning | The order of earning changed: ties go to the earlier one.");
    CHECK(sentences(after, with({"earning"}, R"([{"id":"welcome","points":50,"first_order":true},
                                                 {"id":"base","points":1,"per_minor":100}])")) ==
          "/earning/tea | Rule \"tea\" is gone: 3/2 times the points of other rules; items: categories: \"tea\".");
}

TEST_CASE("what publishing embeds is no difference") {
    Value published = read_json(document).value();
    published.object()->set("zone", read_json(R"({"initial_offset_s":0,"transitions":[]})").value());
    CHECK(program_diff(published, read_json(document).value()).empty());
}

}  // namespace
}  // namespace laurel
