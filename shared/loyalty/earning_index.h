#pragma once
// How a plan finds the rules that an occasion may concern: never every rule against every line.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/loyalty/earning_rule.h"
#include "shared/rules/rule.h"

namespace laurel::loyalty {

// Rules by a name that one of their lists of items has.
class NameIndex {
   public:
    void add(const std::vector<std::string>& names, std::size_t rule);
    void sort();

    template <class Visit>
    void visit(const std::string& name, Visit visit) const {
        for (auto it = first(name); it != entries_.end() && it->first == name; ++it) visit(it->second);
    }

   private:
    using Entry = std::pair<std::string, std::size_t>;
    std::vector<Entry>::const_iterator first(const std::string& name) const;

    std::vector<Entry> entries_;
};

// The rules on one occasion.
struct OccasionIndex {
    std::vector<std::size_t> rules;        // in the programme's order
    std::vector<std::size_t> conditioned;  // of them, those whose conditions `conditions` holds, in its order
    std::vector<rules::Rule> conditions;   // none or one, of them all
    bool confirm_at_edge = false;
};

// A condition over one line. Rules that look at the same members of a line share the lines' classes: lines that are
// alike there are judged once.
struct ItemTest {
    rules::Rule condition;
    std::size_t reads = 0;  // into EarningIndex::reads
};

struct EarningIndex {
    explicit EarningIndex(const std::vector<EarningRule>& rules);

    std::map<std::string, OccasionIndex, std::less<>> occasions;
    // Each rule that names items, by a list or by its condition, is in one of these.
    NameIndex by_sku;
    NameIndex by_brand;
    NameIndex by_category;
    std::vector<std::size_t> unnamed;             // the others
    std::vector<std::vector<ItemTest>> tests;     // by rule; none or one
    std::vector<std::vector<std::string>> reads;  // the paths that tests look at; empty: all

   private:
    void file(std::size_t index, const EarningRule& rule);
};

}  // namespace laurel::loyalty
