#include "shared/loyalty/item_filter.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

constexpr Shape name_shape{.kind = ShapeKind::identifier};
constexpr Shape names_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 1000, .items = &name_shape};

constexpr Field filter_fields[] = {
    {"skus", &names_shape, false, false, "Only these products."},
    {"categories", &names_shape, false, false, "Only products in one of these categories."},
    {"brands", &names_shape, false, false, "Only products of these brands."},
    {"except_skus", &names_shape, false, false, "Never these products."},
    {"except_categories", &names_shape, false, false, "Never products in one of these categories."},
    {"except_brands", &names_shape, false, false, "Never products of these brands."},
};

using Names = std::vector<std::string>;

// In the order of the fields: those wanted, then those excepted.
constexpr Names ItemFilter::*lists[] = {
    &ItemFilter::skus,        &ItemFilter::categories,        &ItemFilter::brands,
    &ItemFilter::except_skus, &ItemFilter::except_categories, &ItemFilter::except_brands};
constexpr std::size_t wanted_lists = std::size(lists) / 2;

Names read_names(const Array& items) {
    Names names;
    for (const Value& item : items) {
        if (item.string() != nullptr) names.push_back(*item.string());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool has(const Names& names, std::string_view name) {
    const auto place = std::lower_bound(names.begin(), names.end(), name);
    return place != names.end() && *place == name;
}

bool has_any(const Names& names, std::span<const std::string> wanted) {
    return !names.empty() &&
           std::any_of(wanted.begin(), wanted.end(), [&names](const std::string& name) { return has(names, name); });
}

void check_names(const Array& items, const Names& excluded_by, std::string_view path, Errors& errors) {
    Names seen;
    for (std::size_t index = 0; index < items.size(); ++index) {
        const std::string* name = items[index].string();
        if (name == nullptr) continue;
        const auto place = std::lower_bound(seen.begin(), seen.end(), *name);
        if (place != seen.end() && *place == *name) {
            errors.push_back(
                {ErrorCode::duplicate_identifier, child_path(path, index), quoted(*name) + " twice", "each name once"});
            continue;
        }
        seen.insert(place, *name);
        if (!has(excluded_by, *name)) continue;
        errors.push_back({ErrorCode::value_not_allowed, child_path(path, index), quoted(*name),
                          "a name that is not both wanted and excepted"});
    }
}

}  // namespace

const Shape item_filter_shape{.kind = ShapeKind::object, .fields = filter_fields, .name = "item_filter"};

bool ItemFilter::matches(std::string_view sku, std::span<const std::string> its_categories,
                         std::string_view brand) const {
    if (!skus.empty() && !has(skus, sku)) return false;
    if (!categories.empty() && !has_any(categories, its_categories)) return false;
    if (!brands.empty() && !has(brands, brand)) return false;
    return !has(except_skus, sku) && !has_any(except_categories, its_categories) && !has(except_brands, brand);
}

ItemFilter read_item_filter(const Value& filter) {
    ItemFilter read;
    for (std::size_t index = 0; index < std::size(lists); ++index) {
        read.*lists[index] = read_names(filter.array_at(filter_fields[index].name));
    }
    return read;
}

Value write_item_filter(const ItemFilter& filter) {
    Object written;
    for (std::size_t index = 0; index < std::size(lists); ++index) {
        const Names& names = filter.*lists[index];
        if (!names.empty()) written.set(filter_fields[index].name, Array(names.begin(), names.end()));
    }
    return written;
}

void check_item_filter(const Value& filter, std::string_view path, Errors& errors) {
    const ItemFilter read = read_item_filter(filter);
    for (std::size_t index = 0; index < std::size(lists); ++index) {
        const std::string_view name = filter_fields[index].name;
        const Names none;
        const Names& wanted = index < wanted_lists ? none : read.*lists[index - wanted_lists];
        check_names(filter.array_at(name), wanted, child_path(path, name), errors);
    }
}

}  // namespace laurel::loyalty
