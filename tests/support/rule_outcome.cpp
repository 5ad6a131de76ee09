#include "tests/support/rule_outcome.h"

namespace laurel::testing {

std::string outcome(std::string_view rule, std::string_view data, const rules::Budget& budget) {
    const ReadLimits limits{.fractions = read_fraction};
    const auto text_of = [](const Error& error) { return write_json(rules::type_of(error)) + " at " + error.path; };
    const auto compiled = rules::compile(read_json(rule, limits).value());
    if (!compiled) return text_of(compiled.error());
    const auto result = rules::run(*compiled, read_json(data, limits).value(), budget);
    return result ? write_json(*result) : text_of(result.error());
}

}  // namespace laurel::testing
