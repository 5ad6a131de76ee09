#include "shared/loyalty/condition.h"

namespace laurel::loyalty {

Value truth_of(const Value& condition) { return Object{{"!!", Array{condition}}}; }

Value both_conditions(const Value& a, const Value& b) {
    if (a.is_null() || b.is_null()) return a.is_null() ? b : a;
    return Object{{"and", Array{a, b}}};
}

std::shared_ptr<const rules::Rule> read_condition(const Value& condition) {
    if (condition.is_null()) return nullptr;
    auto compiled = rules::compile(truth_of(condition));
    return compiled ? std::make_shared<const rules::Rule>(std::move(*compiled)) : nullptr;
}

std::optional<rules::Rule> check_condition(const Value& condition, const std::string& path, Errors& errors) {
    auto compiled = rules::compile(condition);
    if (!compiled) {
        const Error& error = compiled.error();
        errors.push_back({error.code, path + error.path, error.found, error.allowed});
        return std::nullopt;
    }
    for (const Error& fault : compiled->faults())
        errors.push_back({fault.code, path + fault.path, fault.found, fault.allowed});
    return std::move(*compiled);
}

}  // namespace laurel::loyalty
