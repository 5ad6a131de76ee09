#include "shared/loyalty/codec.h"

#include <algorithm>
#include <optional>

#include "shared/base/limits.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {
namespace {

constexpr std::string_view status_names[] = {"held", "captured", "voided"};

Error unreadable(std::string path) {
    return {ErrorCode::state_unreadable, std::move(path), "", "a state as this version writes it"};
}

// The fields of a positional array, each of them checked for its kind; ok() turns false at the first that does not fit.
class Row {
   public:
    Row(const Value& value, std::size_t size) : fields_(value.array()) {
        ok_ = fields_ != nullptr && fields_->size() == size;
    }

    bool ok() const { return ok_; }
    std::int64_t integer() {
        const Value* field = next();
        const std::int64_t* value = field != nullptr ? field->integer() : nullptr;
        ok_ = ok_ && value != nullptr;
        return value != nullptr ? *value : 0;
    }
    std::string string() {
        const Value* field = next();
        const std::string* value = field != nullptr ? field->string() : nullptr;
        ok_ = ok_ && value != nullptr;
        return value != nullptr ? *value : std::string();
    }
    const Value& value() {
        static const Value absent;
        const Value* field = next();
        return field != nullptr ? *field : absent;
    }

   private:
    const Value* next() { return ok_ && index_ < fields_->size() ? &(*fields_)[index_++] : nullptr; }

    const Array* fields_;
    std::size_t index_ = 0;
    bool ok_ = true;
};

const Array& list_of(const Value& value) {
    static const Array none;
    return value.array() != nullptr ? *value.array() : none;
}

template <class Item, class Write>
Value rows_of(const std::vector<Item>& items, Write write) {
    Array rows;
    for (const Item& item : items) rows.push_back(write(item));
    return rows;
}

// Reads each row of a list; nullopt's stand-in is the index of the row that does not fit, or the list's size when all
// do.
template <class Item, class Read>
std::size_t read_rows(const Array& rows, std::vector<Item>& items, Read read) {
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (!read(rows[index], items.emplace_back())) return index;
    }
    return rows.size();
}

Value write_lot(const Lot& lot) {
    return Array{lot.id,      lot.points,       lot.remaining,       lot.reserved,
                 lot.expired, lot.earned_at_ms, lot.available_at_ms, lot.expires_at_ms};
}

bool read_lot(const Value& value, Lot& lot) {
    Row row(value, 8);
    lot = {.id = row.integer(),
           .points = row.integer(),
           .remaining = row.integer(),
           .reserved = row.integer(),
           .expired = row.integer(),
           .earned_at_ms = row.integer(),
           .available_at_ms = row.integer(),
           .expires_at_ms = row.integer()};
    return row.ok() && lot.reserved >= 0 && lot.reserved <= lot.remaining && lot.expired >= 0 &&
           lot.expired <= lot.points - lot.remaining;
}

Value write_hold(const Hold& hold) {
    return Array{hold.redemption, hold.points, hold.times_out_at_ms, draws_to_value(hold.draws)};
}

bool read_hold(const Value& value, Hold& hold) {
    Row row(value, 4);
    hold = {.redemption = row.string(),
            .points = row.integer(),
            .times_out_at_ms = row.integer(),
            .draws = draws_from_value(list_of(row.value()))};
    return row.ok() && hold.points == sum_of(hold.draws);
}

Value write_movement(const Movement& movement) {
    return Array{movement.version, movement.kind, movement.points, movement.at_ms, movement.subject};
}

bool read_movement(const Value& value, Movement& movement) {
    Row row(value, 5);
    movement = {.version = row.integer(),
                .kind = row.string(),
                .points = row.integer(),
                .at_ms = row.integer(),
                .subject = row.string()};
    return row.ok();
}

Value write_line(const OrderLine& line) {
    return Array{line.sku, line.quantity, line.amount_minor, line.refunded_quantity};
}

bool read_line(const Value& value, OrderLine& line) {
    Row row(value, 4);
    line = {.sku = row.string(),
            .quantity = row.integer(),
            .amount_minor = row.integer(),
            .refunded_quantity = row.integer()};
    return row.ok() && line.quantity > 0 && line.amount_minor >= 0 && line.refunded_quantity >= 0 &&
           line.refunded_quantity <= line.quantity;
}

Value write_refund(const Refund& refund) {
    return Array{refund.id, refund.amount_minor, refund.points_clawed_back, items_to_value(refund.items)};
}

bool read_refund(const Value& value, Refund& refund) {
    Row row(value, 4);
    refund = {.id = row.string(),
              .amount_minor = row.integer(),
              .points_clawed_back = row.integer(),
              .items = items_from_value(list_of(row.value()))};
    return row.ok();
}

// The sum of one number of each; nullopt beyond integer_max.
template <class Item>
std::optional<std::int64_t> sum_of_all(const std::vector<Item>& items, std::int64_t Item::*number) {
    std::int64_t sum = 0;
    for (const Item& item : items) {
        const auto total = add_checked(sum, item.*number);
        if (!total) return std::nullopt;
        sum = *total;
    }
    return sum;
}

// One that as many events as there can be may follow.
bool is_version(std::int64_t version) { return version >= 0 && version <= integer_max / 2; }

bool lots_are_sound(const MemberState& state) {
    return std::is_sorted(state.lots.begin(), state.lots.end(), drains_before) &&
           std::all_of(state.lots.begin(), state.lots.end(),
                       [&](const Lot& lot) { return lot.id >= 1 && lot.id <= state.version; }) &&
           sum_of_all(state.lots, &Lot::remaining);
}

// Each lot has an id of its own, and its reserved points are those that holds drew.
bool holds_are_sound(const MemberState& state) {
    std::vector<Draw> reserved;  // by lot, which is nearly their order in the state
    auto place_of = [&](std::int64_t lot) {
        return std::lower_bound(reserved.begin(), reserved.end(), lot,
                                [](const Draw& each, std::int64_t id) { return each.lot < id; });
    };
    for (const Lot& lot : state.lots) {
        const auto place = place_of(lot.id);
        if (place != reserved.end() && place->lot == lot.id) return false;
        reserved.insert(place, {lot.id, lot.reserved});
    }
    for (const Hold& hold : state.holds) {
        for (const Draw& draw : hold.draws) {
            const auto place = place_of(draw.lot);
            if (place == reserved.end() || place->lot != draw.lot || place->points < draw.points) return false;
            place->points -= draw.points;
        }
    }
    return std::all_of(reserved.begin(), reserved.end(), [](const Draw& left) { return left.points == 0; });
}

}  // namespace

Value to_value(const MemberState& state) {
    return Object{{"clock_ms", state.clock_ms},
                  {"deficit", state.deficit},
                  {"erased", state.erased},
                  {"holds", rows_of(state.holds, write_hold)},
                  {"joined_at_ms", state.joined_at_ms},
                  {"lots", rows_of(state.lots, write_lot)},
                  {"movements", rows_of(state.movements, write_movement)},
                  {"points_adjusted", state.points_adjusted},
                  {"points_clawed_back", state.points_clawed_back},
                  {"points_earned", state.points_earned},
                  {"points_expired", state.points_expired},
                  {"points_spent", state.points_spent},
                  {"version", state.version}};
}

Value to_value(const OrderState& state) {
    return Object{{"available_at_ms", state.available_at_ms},
                  {"currency", state.currency},
                  {"expires_at_ms", state.expires_at_ms},
                  {"lines", rows_of(state.lines, write_line)},
                  {"lot", state.lot},
                  {"member", state.member},
                  {"placed_at_ms", state.placed_at_ms},
                  {"points_clawed_back", state.points_clawed_back},
                  {"points_earned", state.points_earned},
                  {"refunded_minor", state.refunded_minor},
                  {"refunds", rows_of(state.refunds, write_refund)},
                  {"rule", write_rule(state.rule)},
                  {"total_minor", state.total_minor},
                  {"version", state.version}};
}

Value to_value(const RedemptionState& state) {
    return Object{{"held_at_ms", state.held_at_ms},
                  {"member", state.member},
                  {"points", state.points},
                  {"resolved_at_ms", state.resolved_at_ms},
                  {"status", status_names[static_cast<std::size_t>(state.status)]},
                  {"times_out_at_ms", state.times_out_at_ms},
                  {"version", state.version}};
}

Result<MemberState> member_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    MemberState state{.version = value.integer_at("version"),
                      .joined_at_ms = value.integer_at("joined_at_ms"),
                      .erased = value.boolean_at("erased"),
                      .clock_ms = value.integer_at("clock_ms"),
                      .deficit = value.integer_at("deficit"),
                      .points_earned = value.integer_at("points_earned"),
                      .points_spent = value.integer_at("points_spent"),
                      .points_expired = value.integer_at("points_expired"),
                      .points_clawed_back = value.integer_at("points_clawed_back"),
                      .points_adjusted = value.integer_at("points_adjusted")};
    const Array& lots = value.array_at("lots");
    const Array& holds = value.array_at("holds");
    const Array& movements = value.array_at("movements");
    if (const std::size_t bad = read_rows(lots, state.lots, read_lot); bad < lots.size())
        return unreadable(child_path("/lots", bad));
    if (const std::size_t bad = read_rows(holds, state.holds, read_hold); bad < holds.size())
        return unreadable(child_path("/holds", bad));
    if (const std::size_t bad = read_rows(movements, state.movements, read_movement); bad < movements.size()) {
        return unreadable(child_path("/movements", bad));
    }
    if (!is_version(state.version)) return unreadable("/version");
    if (state.clock_ms > instant_ms_max) return unreadable("/clock_ms");
    if (!lots_are_sound(state)) return unreadable("/lots");
    if (!holds_are_sound(state)) return unreadable("/holds");
    if (state.deficit < 0) return unreadable("/deficit");
    return state;
}

Result<OrderState> order_from_value(const Value& value) {
    static const Value absent;
    if (value.object() == nullptr) return unreadable("");
    const Value* rule = value.find("rule");
    OrderState state{.version = value.integer_at("version"),
                     .member = std::string(value.string_at("member")),
                     .placed_at_ms = value.integer_at("placed_at_ms"),
                     .currency = std::string(value.string_at("currency")),
                     .total_minor = value.integer_at("total_minor"),
                     .refunded_minor = value.integer_at("refunded_minor"),
                     .rule = read_rule(rule != nullptr ? *rule : absent),
                     .points_earned = value.integer_at("points_earned"),
                     .points_clawed_back = value.integer_at("points_clawed_back"),
                     .lot = value.integer_at("lot"),
                     .available_at_ms = value.integer_at("available_at_ms"),
                     .expires_at_ms = value.integer_at("expires_at_ms")};
    const Array& lines = value.array_at("lines");
    const Array& refunds = value.array_at("refunds");
    if (const std::size_t bad = read_rows(lines, state.lines, read_line); bad < lines.size())
        return unreadable(child_path("/lines", bad));
    if (const std::size_t bad = read_rows(refunds, state.refunds, read_refund); bad < refunds.size()) {
        return unreadable(child_path("/refunds", bad));
    }
    if (!is_version(state.version)) return unreadable("/version");
    if (state.rule.per_minor < 1 || state.rule.points < 0) return unreadable("/rule");
    const auto total = sum_of_all(state.lines, &OrderLine::amount_minor);
    if (!total || *total != state.total_minor) return unreadable("/total_minor");
    if (state.refunded_minor < 0 || state.refunded_minor > *total) return unreadable("/refunded_minor");
    const auto kept = points_for(state.rule, *total - state.refunded_minor);
    if (!kept || state.points_clawed_back < 0 || state.points_earned - state.points_clawed_back != *kept) {
        return unreadable("/points_clawed_back");
    }
    return state;
}

Result<RedemptionState> redemption_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    const auto name = std::find(std::begin(status_names), std::end(status_names), value.string_at("status"));
    if (name == std::end(status_names)) return unreadable("/status");
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    return RedemptionState{.version = value.integer_at("version"),
                           .member = std::string(value.string_at("member")),
                           .points = value.integer_at("points"),
                           .held_at_ms = value.integer_at("held_at_ms"),
                           .times_out_at_ms = value.integer_at("times_out_at_ms"),
                           .status = static_cast<RedemptionStatus>(name - std::begin(status_names)),
                           .resolved_at_ms = value.integer_at("resolved_at_ms")};
}

}  // namespace laurel::loyalty
