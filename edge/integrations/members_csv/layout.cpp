#include "edge/integrations/members_csv/layout.h"

#include <algorithm>

#include "edge/integrations/column_map.h"
#include "edge/integrations/fields.h"
#include "edge/integrations/members_csv/columns.h"
#include "edge/integrations/members_csv/points.h"

namespace laurel::members_csv {
namespace {

using Row = std::vector<std::string>;

// Reads a layout off the file's first row.
class Chooser {
   public:
    Chooser(const LayoutRequest& request, const Row& row) : request_(request), row_(row) {
        for (const std::string& name : row) plain_.push_back(plain_name(name));
    }

    Result<Layout> choose();

   private:
    int& position(Column column) { return layout_.positions[static_cast<std::size_t>(column)]; }
    bool has(Column column) { return position(column) >= 0; }
    std::string_view name_at(Column column) {
        return has(column) ? std::string_view(plain_[static_cast<std::size_t>(position(column))]) : "";
    }
    int find(const std::vector<std::string_view>& names) const;
    // Of the file's columns, by their own name or the plain one.
    int find_named(const std::string& name) const;

    std::optional<Error> choose_product();
    bool read_without_header();
    void place_usual();
    std::optional<Error> place_mapped();
    std::optional<Error> place_id();
    Family found_family();
    void drop_foreign();
    std::optional<Error> missing();

    const LayoutRequest& request_;
    const Row& row_;
    Row plain_;
    const Product* product_ = nullptr;
    Layout layout_;
};

int Chooser::find(const std::vector<std::string_view>& names) const {
    for (const std::string_view name : names) {
        if (const int at = position_of(name, plain_); at >= 0) return at;
    }
    return -1;
}

int Chooser::find_named(const std::string& name) const {
    const int at = position_of(name, row_);
    return at >= 0 ? at : position_of(plain_name(name), plain_);
}

std::optional<Error> Chooser::choose_product() {
    const auto has_all = [&](const std::vector<std::string_view>& names) {
        return std::all_of(names.begin(), names.end(),
                           [&](std::string_view name) { return position_of(name, plain_) >= 0; });
    };
    for (const Product& product : known_products()) {
        const bool is_it = request_.product.empty()
                               ? std::any_of(product.signatures.begin(), product.signatures.end(), has_all)
                               : product.name == request_.product;
        if (is_it) product_ = &product;
        if (is_it) break;
    }
    if (product_ == nullptr && request_.product.empty()) product_ = &known_products().back();
    if (product_ == nullptr) return Error{ErrorCode::value_not_allowed, "/from", quoted(request_.product), products()};
    layout_.product = product_->name;
    layout_.date_order = product_->date_order;
    return std::nullopt;
}

// YITH's files may begin with the first member: an id or an email, and points.
bool Chooser::read_without_header() {
    if (row_.size() != 2 || !read_points(row_[1])) return false;
    const std::string_view member = trimmed(row_[0]);
    const bool is_email = member.find('@') != std::string_view::npos;
    if (!is_email && !read_whole(member)) return false;
    layout_.has_header = false;
    layout_.family = Family::balances;
    position(is_email ? Column::email : Column::id) = 0;
    position(Column::balance) = 1;
    return true;
}

void Chooser::place_usual() {
    for (std::size_t column = 0; column < column_count; ++column)
        layout_.positions[column] = find(usual_names(static_cast<Column>(column)));
    position(Column::id) = find(product_->ids);
    // The product's own customer id is better than no way to tell members apart.
    if (!has(Column::id) && !has(Column::email)) position(Column::id) = find(known_products().back().ids);
}

std::optional<Error> Chooser::place_mapped() {
    for (const std::string& pair : request_.pairs) {
        const auto named = read_column_pair(pair, column_names);
        if (!named) {
            std::string allowed;
            for (const std::string_view name : column_names)
                allowed += (allowed.empty() ? "" : ", ") + std::string(name);
            return Error{ErrorCode::value_not_allowed, "/map", quoted(pair),
                         "one of " + allowed + ", an equals sign and a column of the file"};
        }
        const auto& [column, name] = *named;
        layout_.positions[column] = name.empty() ? -1 : find_named(name);
        if (!name.empty() && layout_.positions[column] < 0) {
            return Error{ErrorCode::value_not_allowed, "/map/" + std::string(column_names[column]), quoted(name),
                         "a column of the file: " + listed(row_)};
        }
    }
    return std::nullopt;
}

std::optional<Error> Chooser::place_id() {
    if (request_.id_column.empty()) return std::nullopt;
    const int at = find_named(request_.id_column);
    if (at < 0)
        return Error{ErrorCode::value_not_allowed, "/id_column", quoted(request_.id_column),
                     "a column of the file: " + listed(row_)};
    position(Column::id) = at == position(Column::email) ? -1 : at;
    return std::nullopt;
}

Family Chooser::found_family() {
    if (request_.family) return *request_.family;
    if (has(Column::remaining) && has(Column::at)) return Family::lots;
    // WooCommerce's table of points has what is left of each row's points under the name of a balance.
    const bool is_woo_lots = product_->name == "woocommerce" && position_of("user_points_id", plain_) < 0 &&
                             position_of("points", plain_) >= 0 && position_of("points_balance", plain_) >= 0 &&
                             has(Column::at);
    if (is_woo_lots) return Family::lots;
    const bool has_points = has(Column::points) || has(Column::spent);
    const bool has_balance = has(Column::balance) && position(Column::balance) != position(Column::points);
    if (!has_points || !has(Column::at)) return Family::balances;
    const bool is_change = has(Column::type) || says_change(name_at(Column::points));
    if (is_change) return says_when(name_at(Column::at)) || !has_balance ? Family::activity : Family::balances;
    const bool is_total = has_balance && says_total(name_at(Column::points));
    return says_when(name_at(Column::at)) && !is_total ? Family::activity : Family::balances;
}

// What a family has no use for, and names that mean something else in it.
void Chooser::drop_foreign() {
    const auto drop = [&](std::initializer_list<Column> columns) {
        for (const Column column : columns) position(column) = -1;
    };
    if (layout_.family == Family::balances) {
        drop(
            {Column::points, Column::spent, Column::remaining, Column::at, Column::type, Column::state, Column::entry});
        return;
    }
    drop({Column::joined_at, Column::last_activity_at, Column::tier, Column::birthday});
    if (layout_.family == Family::lots) {
        if (!has(Column::remaining)) position(Column::remaining) = position(Column::balance);
        drop({Column::balance, Column::points, Column::spent, Column::type});
    }
    if (position(Column::balance) == position(Column::points)) drop({Column::balance});
    if (!has(Column::entry)) position(Column::entry) = find(product_->entries);
    if (position(Column::entry) == position(Column::id)) drop({Column::entry});
}

std::optional<Error> Chooser::missing() {
    const bool is_named = has(Column::id) || has(Column::email);
    const bool is_counted = layout_.family == Family::balances ? has(Column::balance)
                            : layout_.family == Family::activity
                                ? (has(Column::points) || has(Column::spent)) && has(Column::at)
                                : has(Column::remaining) && has(Column::at);
    if (is_named && is_counted) return std::nullopt;
    const std::string_view needed = layout_.family == Family::balances   ? "a balance"
                                    : layout_.family == Family::activity ? "points and a date (at)"
                                                                         : "points that remain and a date (at)";
    return Error{ErrorCode::value_not_allowed, "",
                 std::string("no column is known for ") +
                     (is_named ? std::string(needed) : "the member's id or email") + " among " + listed(row_),
                 "columns for the member's id or email and " + std::string(needed) + "; name them with --map"};
}

Result<Layout> Chooser::choose() {
    if (auto error = choose_product()) return *error;
    layout_.width = row_.size();
    layout_.positions.fill(-1);
    if (request_.pairs.empty() && request_.id_column.empty() && read_without_header()) return layout_;
    place_usual();
    if (auto error = place_mapped()) return *error;
    if (auto error = place_id()) return *error;
    layout_.family = found_family();
    drop_foreign();
    if (auto error = missing()) return *error;
    for (std::size_t column = 0; column < column_count; ++column) {
        if (layout_.positions[column] >= 0)
            layout_.names[column] = row_[static_cast<std::size_t>(layout_.positions[column])];
    }
    return layout_;
}

}  // namespace

std::string products() {
    std::string names;
    for (const Product& product : known_products()) names += (names.empty() ? "" : ", ") + std::string(product.name);
    return names;
}

std::string plain_name(std::string_view header) {
    std::string plain;
    char before = '_';
    for (const char letter : trimmed(header)) {
        const bool is_upper = letter >= 'A' && letter <= 'Z';
        const bool is_kept = is_upper || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                             static_cast<unsigned char>(letter) >= 0x80;
        const bool begins_word = is_upper && before >= 'a' && before <= 'z';
        if ((!is_kept || begins_word) && !plain.empty() && plain.back() != '_') plain += '_';
        if (is_kept) plain += is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
        before = letter;
    }
    while (plain.ends_with('_')) plain.pop_back();
    return plain;
}

Result<Layout> choose_layout(const LayoutRequest& request, const std::vector<std::string>& row) {
    return Chooser(request, row).choose();
}

}  // namespace laurel::members_csv
