#include <doctest/doctest.h>

#include "shared/rules/rule.h"
#include "tests/property.h"
#include "tests/support/naive_rules.h"

using namespace laurel;
using namespace laurel::testing;

namespace {

constexpr const char* names[] = {"x", "y", "a", "s", "o", "o.k", "a.1", "n", "none", "", "../index", "../../x"};
constexpr const char* eager[] = {"+",      "-",   "*",       "/",   "%",     "min",    "max",         "!",
                                 "!!",     "cat", "substr",  "in",  "merge", "keys",   "log",         "throw",
                                 "length", "get", "missing", "var", "val",   "exists", "missing_some"};
constexpr const char* lazy[] = {"==", "!=", "===", "!==", "<", "<=", ">", ">=", "and", "or", "??", "if", "?:", "try"};
constexpr const char* iterations[] = {"map", "filter", "all", "some", "none", "reduce"};
constexpr const char* literals[] = {
    "0",       "1",       "-2", "2.5",     "true",          "false",   "null", "\"\"",  "\"0\"", "\"a\"",
    "\"é日\"", "\" 7 \"", "[]", "[1,2,3]", "[\"a\",\"b\"]", "[[1],2]", "{}",   "1e300", "\"x\"", "[[1],\"index\"]"};

class Rules {
   public:
    explicit Rules(PropertyRandom& random) : random_(random) {}

    Value rule(int depth) {
        if (depth <= 0 || random_.below(6) == 0) return leaf();
        switch (random_.below(4)) {
            case 0:
                return Object{{one_of(iterations), iteration(depth)}};
            case 1:
                return Object{{one_of(lazy), arguments(depth)}};
            default:
                return Object{{one_of(eager), arguments(depth)}};
        }
    }

    Value literal() { return read_json(one_of(literals), {.fractions = read_fraction}).value(); }

   private:
    template <std::size_t count>
    const char* one_of(const char* const (&all)[count]) {
        return all[random_.below(count)];
    }

    Value leaf() {
        switch (random_.below(6)) {
            case 0:
                return Object{{"var", one_of(names)}};
            case 1:
                return Object{{"val", one_of(names)}};
            case 2:
                return Object{{"val", Array{Array{random_.between(-1, 5)}, one_of(names)}}};
            case 3:
                return Object{{"val", Array{}}};
            case 4:
                return random_.below(20) == 0 ? Value(Object{{"nope", 1}}) : literal();
            default:
                return literal();
        }
    }

    Value arguments(int depth) {
        if (random_.below(5) == 0) return rule(depth - 1);
        Array all;
        for (std::size_t i = random_.below(4); i > 0; --i) all.push_back(rule(depth - 1));
        return all;
    }

    Value iteration(int depth) {
        Array all{random_.below(2) == 0 ? Value(Object{{"var", "a"}}) : rule(depth - 1), rule(depth - 1)};
        if (random_.below(2) == 0) all.push_back(rule(depth - 1));
        if (random_.below(20) == 0) all.pop_back();
        return all;
    }

    PropertyRandom& random_;
};

Value some_data(Rules& rules) {
    return Object{{"x", rules.literal()},
                  {"y", rules.literal()},
                  {"a", Array{rules.literal(), 2, rules.literal()}},
                  {"s", "日本語"},
                  {"o", Object{{"k", rules.literal()}, {"type", "t"}}},
                  {"n", Array{Object{{"x", 1}}, Object{{"x", rules.literal()}}}},
                  {"", Object{{"", 3}}}};
}

// As the naive evaluator says it; empty where the budget ended the run.
Value outcome_of(const Value& rule, const Value& data, const rules::Budget& budget) {
    const auto compiled = rules::compile(rule, {.depth_max = 100});
    REQUIRE(compiled.ok());
    auto result = rules::run(*compiled, data, budget);
    if (result) return Object{{"result", *std::move(result)}};
    if (result.error().code == ErrorCode::rule_budget_exceeded) return {};
    CHECK(!result.error().path.empty());
    return Object{{"error", rules::type_of(result.error())}};
}

}  // namespace

TEST_CASE("property: a compiled rule gives what walking the rule gives") {
    PropertyRandom random("compiled rules as the naive evaluator has them");
    Rules rules(random);
    int compared = 0;
    for (int i = 0; i < 20'000; ++i) {
        const Value rule = rules.rule(1 + static_cast<int>(random.below(4)));
        const Value data = some_data(rules);
        const Value found = outcome_of(rule, data, {});
        if (found.is_null()) continue;
        ++compared;
        CHECK_MESSAGE(write_json(found) == write_json(naive_outcome(rule, data)), write_json(rule), " over ",
                      write_json(data));
    }
    CHECK(compared > 15'000);
}

TEST_CASE("property: many rules compiled together give what each gives alone") {
    PropertyRandom random("rules together and alone");
    Rules rules(random);
    for (int i = 0; i < 300; ++i) {
        Array all;
        for (std::size_t count = random.below(8); count > 0; --count) all.push_back(rules.rule(3));
        const Value data = some_data(rules);
        const auto compiled = rules::compile_all(all, {.depth_max = 100});
        REQUIRE(compiled.ok());
        const auto results = rules::run_all(*compiled, data);
        REQUIRE(results.size() == all.size());
        std::string written;
        const auto errors = rules::write_all(*compiled, data, written);
        std::string expected;
        std::size_t failed = 0;
        for (const auto& result : results) {
            expected += (expected.empty() ? "" : ",") + (result ? write_json(*result) : "null");
            if (!result) CHECK(errors[failed++].second == result.error());
        }
        CHECK(written == expected);
        for (std::size_t k = 0; k < all.size(); ++k) {
            const auto alone = rules::run(rules::compile(all[k], {.depth_max = 100}).value(), data);
            REQUIRE_MESSAGE(results[k].ok() == alone.ok(), write_json(all[k]));
            if (alone) CHECK(*results[k] == *alone);
            if (!alone) CHECK(results[k].error().path == "/" + std::to_string(k) + alone.error().path);
        }
    }
}

TEST_CASE("property: whatever the budget, a run ends within it or says so") {
    PropertyRandom random("rules within their budget");
    Rules rules(random);
    for (int i = 0; i < 5000; ++i) {
        const Value rule = rules.rule(4);
        const Value data = some_data(rules);
        const rules::Budget budget{.steps_max = random.below(200), .bytes_max = random.below(2000)};
        const Value found = outcome_of(rule, data, budget);
        // A value costs 48 bytes and more, of which its JSON takes at most six for each byte of a text.
        if (const Value* result = found.find("result")) CHECK(write_json(*result).size() <= 6 * budget.bytes_max + 30);
        if (!found.is_null()) CHECK(write_json(found) == write_json(outcome_of(rule, data, {})));
    }
}

TEST_CASE("property: a rule reads no more than it says") {
    PropertyRandom random("rules and what they read");
    Rules rules(random);
    for (int i = 0; i < 5000; ++i) {
        const Value rule = rules.rule(3);
        const Value data = some_data(rules);
        const auto compiled = rules::compile(rule, {.depth_max = 100});
        REQUIRE(compiled.ok());
        if (compiled->reads().everything) continue;
        Object kept;
        for (const auto& [key, member] : *data.object()) {
            for (const std::string& path : compiled->reads().paths) {
                const bool is_read = path.empty() || (path + '/').starts_with(child_path({}, key) + '/');
                if (is_read) kept.set(key, member);
            }
        }
        CHECK_MESSAGE(write_json(outcome_of(rule, data, {})) == write_json(outcome_of(rule, kept, {})),
                      write_json(rule));
    }
}
