#pragma once
// Which items a rule or a benefit is about.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/shape.h"

namespace laurel::loyalty {

// An item matches when each of the lists skus, categories and brands that is not empty names it, and none of the
// except_ lists does. An item has any number of categories, and each of them counts. Lists are sorted, without doubles.
struct ItemFilter {
    std::vector<std::string> skus;
    std::vector<std::string> categories;
    std::vector<std::string> brands;
    std::vector<std::string> except_skus;
    std::vector<std::string> except_categories;
    std::vector<std::string> except_brands;

    bool matches(std::string_view sku, std::span<const std::string> categories, std::string_view brand) const;
    // Whether it names nothing, so that every item matches.
    bool matches_all() const { return *this == ItemFilter(); }
    bool operator==(const ItemFilter&) const = default;
};

extern const Shape item_filter_shape;

ItemFilter read_item_filter(const Value& filter);
// As read_item_filter reads it; empty lists are left out.
Value write_item_filter(const ItemFilter& filter);

// What the shape can't say, added to `errors`: a name twice in a list (duplicate_identifier), or both wanted and
// excepted (value_not_allowed).
void check_item_filter(const Value& filter, std::string_view path, Errors& errors);

}  // namespace laurel::loyalty
