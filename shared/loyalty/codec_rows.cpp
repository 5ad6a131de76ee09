#include "shared/loyalty/codec_rows.h"

#include "shared/loyalty/grant.h"
#include "shared/loyalty/post_values.h"

namespace laurel::loyalty {
namespace {

// The fields of a positional array, each of them checked for its kind; ok() turns false at the first that does not fit.
class Row {
   public:
    // With or without the object at its end.
    Row(const Value& value, std::size_t size) : fields_(value.array()), size_(size) {
        ok_ = fields_ != nullptr && (fields_->size() == size || fields_->size() == size + 1);
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
    const Array& list() {
        static const Array none;
        const Value* field = next();
        ok_ = ok_ && field != nullptr && field->array() != nullptr;
        return ok_ ? *field->array() : none;
    }
    // Null where there is none.
    const Value& extra() {
        static const Value absent;
        if (!ok_ || fields_->size() == size_) return absent;
        ok_ = fields_->back().object() != nullptr;
        return fields_->back();
    }

   private:
    const Value* next() { return ok_ && index_ < size_ ? &(*fields_)[index_++] : nullptr; }

    const Array* fields_;
    std::size_t size_;
    std::size_t index_ = 0;
    bool ok_ = true;
};

Value with_extra(Array row, Object extra) {
    if (!extra.empty()) row.push_back(std::move(extra));
    return row;
}

void set_kind(Object& extra, const std::string& point_kind) {
    if (point_kind != main_point_kind) extra.set("point_kind", point_kind);
}

std::string kind_in(const Value& extra) { return std::string(extra.string_at("point_kind", main_point_kind)); }

}  // namespace

Value write_row(const Lot& lot) {
    Object extra;
    if (!lot.awaits.empty()) extra.set("awaits", lot.awaits);
    if (lot.slides) extra.set("slides", true);
    set_kind(extra, lot.point_kind);
    return with_extra({lot.id, lot.points, lot.remaining, lot.reserved, lot.expired, lot.earned_at_ms,
                       lot.available_at_ms, lot.expires_at_ms},
                      std::move(extra));
}

bool read_row(const Value& value, Lot& lot) {
    Row row(value, 8);
    const Value& extra = row.extra();
    lot = {.id = row.integer(),
           .point_kind = kind_in(extra),
           .points = row.integer(),
           .remaining = row.integer(),
           .reserved = row.integer(),
           .expired = row.integer(),
           .earned_at_ms = row.integer(),
           .available_at_ms = row.integer(),
           .expires_at_ms = row.integer(),
           .awaits = std::string(extra.string_at("awaits")),
           .slides = extra.boolean_at("slides")};
    return row.ok() && lot.reserved >= 0 && lot.reserved <= lot.remaining && lot.expired >= 0 &&
           lot.expired <= lot.points - lot.remaining;
}

Value write_row(const Hold& hold) {
    Object extra;
    if (!hold.caps.empty()) extra.set("caps", cap_uses_to_value(hold.caps));
    set_kind(extra, hold.point_kind);
    if (!hold.reward.empty()) extra.set("reward", hold.reward);
    return with_extra({hold.redemption, hold.points, hold.times_out_at_ms, draws_to_value(hold.draws)},
                      std::move(extra));
}

bool read_row(const Value& value, Hold& hold) {
    Row row(value, 4);
    const Value& extra = row.extra();
    hold = {.redemption = row.string(),
            .point_kind = kind_in(extra),
            .points = row.integer(),
            .times_out_at_ms = row.integer(),
            .draws = draws_from_value(row.list()),
            .reward = std::string(extra.string_at("reward")),
            .caps = cap_uses_from_value(extra.array_at("caps"))};
    return row.ok() && hold.points == sum_of(hold.draws);
}

Value write_row(const Movement& movement) {
    Object extra;
    set_kind(extra, movement.point_kind);
    if (!movement.reason.empty()) extra.set("reason", movement.reason);
    return with_extra({movement.version, movement.kind, movement.points, movement.at_ms, movement.subject},
                      std::move(extra));
}

bool read_row(const Value& value, Movement& movement) {
    Row row(value, 5);
    const Value& extra = row.extra();
    movement = {.version = row.integer(),
                .kind = row.string(),
                .point_kind = kind_in(extra),
                .points = row.integer(),
                .at_ms = row.integer(),
                .subject = row.string(),
                .reason = std::string(extra.string_at("reason"))};
    return row.ok();
}

Value write_row(const Account& account) {
    return Array{account.point_kind, account.deficit,     account.earned,  account.spent,
                 account.expired,    account.clawed_back, account.adjusted};
}

bool read_row(const Value& value, Account& account) {
    Row row(value, 7);
    account = {.point_kind = row.string(),
               .deficit = row.integer(),
               .earned = row.integer(),
               .spent = row.integer(),
               .expired = row.integer(),
               .clawed_back = row.integer(),
               .adjusted = row.integer()};
    return row.ok() && account.deficit >= 0;
}

Value write_row(const DayTotals& totals) {
    return Array{totals.day, totals.orders, totals.spend_minor, totals.qualifying_points};
}

bool read_row(const Value& value, DayTotals& totals) {
    Row row(value, 4);
    totals = {.day = row.integer(),
              .orders = row.integer(),
              .spend_minor = row.integer(),
              .qualifying_points = row.integer()};
    return row.ok();
}

Value write_row(const TierTerm& term) {
    return Array{term.tier,          term.since_ms,           term.term_from_ms,
                 term.until_ms,      term.first_day,          term.last_day,
                 term.before.orders, term.before.spend_minor, term.before.qualifying_points};
}

bool read_row(const Value& value, TierTerm& term) {
    Row row(value, 9);
    term = {.tier = row.string(),
            .since_ms = row.integer(),
            .term_from_ms = row.integer(),
            .until_ms = row.integer(),
            .first_day = row.integer(),
            .last_day = row.integer(),
            .before = {row.integer(), row.integer(), row.integer()}};
    return row.ok();
}

Value write_row(const TierInvitation& invitation) {
    return Array{invitation.tier, invitation.since_ms, invitation.until_ms};
}

bool read_row(const Value& value, TierInvitation& invitation) {
    Row row(value, 3);
    invitation = {row.string(), row.integer(), row.integer()};
    return row.ok();
}

Value write_row(const CapUse& use) { return Array{use.rule, use.cap, use.period, use.points, use.times}; }

bool read_row(const Value& value, CapUse& use) {
    Row row(value, 5);
    use = {.rule = row.string(),
           .cap = row.integer(),
           .period = row.integer(),
           .points = row.integer(),
           .times = row.integer()};
    return row.ok();
}

Value write_row(const Streak& streak) { return Array{streak.rule, streak.period, streak.length, streak.every}; }

bool read_row(const Value& value, Streak& streak) {
    Row row(value, 4);
    streak = {.rule = row.string(), .period = row.integer(), .length = row.integer(), .every = row.integer()};
    return row.ok();
}

Value write_row(const OrderLine& line) {
    Array row{line.sku, line.quantity, line.amount_minor, line.refunded_quantity};
    if (Value extra = line_extra(line); !extra.is_null()) row.push_back(std::move(extra));
    return row;
}

bool read_row(const Value& value, OrderLine& line) {
    Row row(value, 4);
    line = {.sku = row.string(),
            .quantity = row.integer(),
            .amount_minor = row.integer(),
            .refunded_quantity = row.integer(),
            .categories = {},
            .brand = {}};
    read_line_extra(row.extra(), line);
    return row.ok() && line.quantity > 0 && line.amount_minor >= 0 && line.refunded_quantity >= 0 &&
           line.refunded_quantity <= line.quantity;
}

Value write_row(const Refund& refund) {
    return Array{refund.id, refund.amount_minor, refund.points_clawed_back, items_to_value(refund.items)};
}

bool read_row(const Value& value, Refund& refund) {
    Row row(value, 4);
    refund = {.id = row.string(),
              .amount_minor = row.integer(),
              .points_clawed_back = row.integer(),
              .items = items_from_value(row.list())};
    return row.ok();
}

}  // namespace laurel::loyalty
