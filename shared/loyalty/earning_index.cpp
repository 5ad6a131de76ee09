#include "shared/loyalty/earning_index.h"

#include <algorithm>

#include "shared/loyalty/condition.h"
#include "shared/loyalty/item_names.h"

namespace laurel::loyalty {
namespace {

std::size_t index_of(std::vector<std::vector<std::string>>& known, const rules::Reads& reads) {
    const std::vector<std::string> paths = reads.everything ? std::vector<std::string>() : reads.paths;
    const auto found = std::find(known.begin(), known.end(), paths);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    known.push_back(paths);
    return known.size() - 1;
}

}  // namespace

void NameIndex::add(const std::vector<std::string>& names, std::size_t rule) {
    for (const std::string& name : names) entries_.emplace_back(name, rule);
}

void NameIndex::sort() { std::sort(entries_.begin(), entries_.end()); }

std::vector<NameIndex::Entry>::const_iterator NameIndex::first(const std::string& name) const {
    return std::lower_bound(entries_.begin(), entries_.end(), name,
                            [](const Entry& entry, const std::string& wanted) { return entry.first < wanted; });
}

// Under the narrowest of its lists, or under what its condition can't be true without.
void EarningIndex::file(std::size_t index, const EarningRule& rule) {
    if (!rule.items.skus.empty()) return by_sku.add(rule.items.skus, index);
    if (!rule.items.brands.empty()) return by_brand.add(rule.items.brands, index);
    if (!rule.items.categories.empty()) return by_category.add(rule.items.categories, index);
    const ItemNames needed = names_needed(rule.item_condition);
    switch (needed.by) {
        case NamedBy::sku:
            return by_sku.add(needed.names, index);
        case NamedBy::brand:
            return by_brand.add(needed.names, index);
        case NamedBy::category:
            return by_category.add(needed.names, index);
        case NamedBy::nothing:
            unnamed.push_back(index);
    }
}

EarningIndex::EarningIndex(const std::vector<EarningRule>& rules) : tests(rules.size()) {
    std::map<std::string, Array, std::less<>> conditions;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        const EarningRule& rule = rules[index];
        OccasionIndex& occasion = occasions[rule.on];
        occasion.rules.push_back(index);
        occasion.confirm_at_edge = occasion.confirm_at_edge || (rule.enabled && rule.confirm_at_edge);
        if (!rule.condition.is_null()) {
            occasion.conditioned.push_back(index);
            conditions[rule.on].push_back(truth_of(rule.condition));
        }
        file(index, rule);
        if (rule.item_condition.is_null()) continue;
        if (auto test = rules::compile(truth_of(rule.item_condition))) {
            const std::size_t read = index_of(reads, test->reads());
            tests[index].push_back({std::move(*test), read});
        }
    }
    for (NameIndex* names : {&by_sku, &by_brand, &by_category}) names->sort();
    for (auto& [on, written] : conditions) {
        // As many as the programme's own limits allow.
        const rules::CompileLimits limits{.nodes_max = json_nodes_max};
        if (auto compiled = rules::compile_all(written, limits))
            occasions[on].conditions.push_back(std::move(*compiled));
    }
}

}  // namespace laurel::loyalty
