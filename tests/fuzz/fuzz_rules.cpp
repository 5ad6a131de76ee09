// Bytes as a rule and, after a line feed, as its data: it compiles and runs within small bounds or says why not, twice
// to the same answer, and what it gives can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/rules/rule.h"

namespace {

using laurel::Value;

std::string outcome(const laurel::Result<Value>& result) {
    if (result) return laurel::write_json(*result);
    if (!laurel::is_utf8(result.error().path)) std::abort();
    return laurel::write_json(laurel::rules::type_of(result.error())) + result.error().path;
}

void check_run(const laurel::rules::Rule& rule, const Value& data) {
    constexpr laurel::rules::Budget budget{.steps_max = 20'000, .bytes_max = 100'000};
    const auto result = laurel::rules::run(rule, data, budget);
    if (outcome(result) != outcome(laurel::rules::run(rule, data, budget))) std::abort();
    if (!result) return;
    const std::string text = laurel::write_json(*result);
    const laurel::ReadLimits limits{.depth_max = 200, .fractions = laurel::read_fraction};
    const auto again = laurel::read_json(text, limits);
    if (!again || !(*again == *result)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::size_t end = bytes.find('\n');
    const laurel::ReadLimits limits{.fractions = laurel::read_fraction};
    const auto rule = laurel::read_json(bytes.substr(0, end), limits);
    if (!rule) return 0;
    const auto input = laurel::read_json(end == std::string_view::npos ? "null" : bytes.substr(end + 1), limits);
    const auto compiled = laurel::rules::compile(*rule);
    if (compiled) check_run(*compiled, input ? *input : Value());
    return 0;
}
