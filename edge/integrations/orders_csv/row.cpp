#include "edge/integrations/orders_csv/row.h"

#include <utility>

#include "edge/integrations/fields.h"
#include "shared/base/limits.h"

namespace laurel::orders_csv {
namespace {

constexpr std::int64_t quantity_max = 1'000'000'000;

constexpr std::pair<std::string_view, std::string_view> reason_texts[] = {
#define X(name, sentence) {#name, sentence},
    LAUREL_IMPORT_REASONS(X)
#undef X
};

bool has_prefix(std::string_view text, std::string_view prefix) { return !prefix.empty() && text.starts_with(prefix); }

// What is wrong with the ids, if anything.
std::optional<Reason> id_problem(const Sale& sale) {
    if (!is_identifier(sale.order)) return Reason::order_invalid;
    if (!is_identifier(sale.sku)) return Reason::sku_invalid;
    if (!sale.member.empty() && !is_identifier(sale.member)) return Reason::member_invalid;
    return std::nullopt;
}

std::optional<Reason> quantity_problem(std::int64_t quantity, bool cancels) {
    if (quantity == 0) return Reason::quantity_zero;
    if (quantity < 0 && !cancels) return Reason::quantity_negative;
    if (quantity > 0 && cancels) return Reason::cancellation_positive;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Reason reason) { return reason_texts[static_cast<std::size_t>(reason)].first; }
std::string_view sentence_of(Reason reason) { return reason_texts[static_cast<std::size_t>(reason)].second; }

RowReader::RowReader(Settings settings, const std::vector<std::string>& header)
    : settings_(std::move(settings)), positions_(positions_in(settings_.layout, header)), header_size_(header.size()) {}

std::string_view RowReader::field(const std::vector<std::string>& fields, Column column) const {
    const int position = positions_[static_cast<std::size_t>(column)];
    return position < 0 ? std::string_view() : std::string_view(fields[static_cast<std::size_t>(position)]);
}

// Quantity and price come first, so that every line whose amount can be read is counted with it, whatever else is
// wrong.
std::variant<Sale, Rejection> RowReader::read(const std::vector<std::string>& fields) const {
    if (fields.size() != header_size_) return Rejection{Reason::columns_wrong, ""};
    Sale sale;
    sale.order = read_identifier(field(fields, Column::order));
    Rejection rejection{.order = is_identifier(sale.order) ? sale.order : ""};
    const auto rejected = [&rejection](Reason reason) {
        rejection.reason = reason;
        return rejection;
    };
    const auto quantity = read_whole(field(fields, Column::quantity));
    if (!quantity || *quantity > quantity_max || *quantity < -quantity_max) return rejected(Reason::quantity_invalid);
    const auto price = read_decimal(field(fields, Column::price));
    if (!price) return rejected(Reason::price_invalid);
    sale.quantity = *quantity < 0 ? -*quantity : *quantity;
    const auto amount = amount_minor_of(sale.quantity, *price, settings_.currency_digits);
    if (!amount || *amount > line_amount_minor_max) return rejected(Reason::amount_too_large);
    sale.amount_minor = *amount;
    rejection.amount_minor = (*quantity < 0) == price->is_negative ? *amount : -*amount;

    sale.sku = read_identifier(field(fields, Column::sku));
    sale.member = read_identifier(field(fields, Column::member));
    if (const auto problem = id_problem(sale)) return rejected(*problem);
    if (has_prefix(sale.order, settings_.layout.bookkeeping_prefix)) return rejected(Reason::bookkeeping_entry);
    sale.cancels = has_prefix(sale.order, settings_.layout.cancellation_prefix);
    if (const auto problem = quantity_problem(*quantity, sale.cancels)) return rejected(*problem);
    if (price->is_negative && price->mantissa != 0) return rejected(Reason::price_negative);
    const TimeProblem problem = read_time(field(fields, Column::placed_at), settings_.zone, sale.at_ms);
    if (problem == TimeProblem::invalid) return rejected(Reason::time_invalid);
    if (problem == TimeProblem::skipped) return rejected(Reason::time_skipped);
    if (sale.at_ms > settings_.now_ms + clock_skew_ms_max) return rejected(Reason::time_in_future);
    return sale;
}

}  // namespace laurel::orders_csv
