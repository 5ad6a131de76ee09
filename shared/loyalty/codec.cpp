#include "shared/loyalty/codec.h"

#include <algorithm>
#include <optional>

#include "shared/loyalty/codec_rows.h"
#include "shared/loyalty/grant.h"
#include "shared/loyalty/post_values.h"

namespace laurel::loyalty {
namespace {

Error unreadable(std::string path) {
    return {ErrorCode::state_unreadable, std::move(path), "", "a state as this version writes it"};
}

template <class Item>
Value rows_of(const std::vector<Item>& items) {
    Array rows;
    for (const Item& item : items) rows.push_back(write_row(item));
    return rows;
}

// The states' lists by the name of each; the first row that does not fit is the error.
class Lists {
   public:
    explicit Lists(const Value& value) : value_(value) {}

    template <class Item>
    Lists& read(std::string_view name, std::vector<Item>& items) {
        const Array& rows = value_.array_at(name);
        for (std::size_t index = 0; index < rows.size() && !error_; ++index) {
            if (!read_row(rows[index], items.emplace_back()))
                error_ = unreadable(child_path(child_path("", name), index));
        }
        return *this;
    }

    const std::optional<Error>& error() const { return error_; }

   private:
    const Value& value_;
    std::optional<Error> error_;
};

// Left out where there is nothing, since most states have none.
void set_rows(Object& object, std::string_view name, Value rows) {
    if (!rows.array()->empty()) object.set(name, std::move(rows));
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

// What each rule gave, less what was taken back, is what it gives for what is kept.
std::optional<Error> check_grants(const OrderState& state) {
    for (std::size_t index = 0; index < state.grants.size(); ++index) {
        const Grant& grant = state.grants[index];
        const auto kept = points_of(grant, basis_of(grant, state));
        const bool sound = kept && grant.points_clawed_back >= 0 && grant.points - grant.points_clawed_back == *kept;
        if (!sound) return unreadable(child_path("/grants", index));
    }
    return std::nullopt;
}

std::optional<Error> check_order(const OrderState& state) {
    const bool gave_points = !state.grants.empty() || !state.lots.empty();
    if (state.member.empty() && gave_points) return unreadable("/member");
    if (!is_version(state.version)) return unreadable("/version");
    const auto total = sum_of_all(state.lines, &OrderLine::amount_minor);
    if (!total || *total != state.total_minor) return unreadable("/total_minor");
    if (state.refunded_minor < 0 || state.refunded_minor > *total) return unreadable("/refunded_minor");
    return check_grants(state);
}

}  // namespace

Value to_value(const MemberState& state) {
    Object value{{"accounts", rows_of(state.accounts)},
                 {"clock_ms", state.clock_ms},
                 {"erased", state.erased},
                 {"holds", rows_of(state.holds)},
                 {"joined_at_ms", state.joined_at_ms},
                 {"lots", rows_of(state.lots)},
                 {"movements", rows_of(state.movements)},
                 {"orders", state.orders},
                 {"spend_minor", state.spend_minor},
                 {"version", state.version}};
    set_rows(value, "caps", rows_of(state.caps));
    set_rows(value, "days", rows_of(state.days));
    set_rows(value, "streaks", rows_of(state.streaks));
    if (state.qualifying_points != 0) value.set("qualifying_points", state.qualifying_points);
    if (state.tier_term != TierTerm()) value.set("tier_term", write_row(state.tier_term));
    if (state.tier_invitation != TierInvitation()) value.set("tier_invitation", write_row(state.tier_invitation));
    if (state.facts_version != 0) {
        value.set("facts_given_at_ms", state.facts_given_at_ms);
        value.set("facts_version", state.facts_version);
    }
    return value;
}

Value to_value(const OrderState& state) {
    Object value{{"currency", state.currency},
                 {"grants", grants_to_value(state.grants)},
                 {"lines", rows_of(state.lines)},
                 {"lots", order_lots_to_value(state.lots)},
                 {"member", state.member},
                 {"placed_at_ms", state.placed_at_ms},
                 {"program_version", state.program_version},
                 {"refunded_minor", state.refunded_minor},
                 {"refunds", rows_of(state.refunds)},
                 {"total_minor", state.total_minor},
                 {"version", state.version}};
    if (state.paid_with_points_minor != 0) value.set("paid_with_points_minor", state.paid_with_points_minor);
    set_rows(value, "milestones", Array(state.milestones.begin(), state.milestones.end()));
    return value;
}

Value to_value(const ActionState& state) {
    return Object{{"acted_at_ms", state.acted_at_ms},
                  {"grants", grants_to_value(state.grants)},
                  {"lots", order_lots_to_value(state.lots)},
                  {"member", state.member},
                  {"name", state.name},
                  {"program_version", state.program_version},
                  {"revoked", state.revoked},
                  {"version", state.version}};
}

Value to_value(const RedemptionState& state) {
    Object value{{"held_at_ms", state.held_at_ms},
                 {"member", state.member},
                 {"points", state.points},
                 {"resolved_at_ms", state.resolved_at_ms},
                 {"status", redemption_status_names[static_cast<std::size_t>(state.status)]},
                 {"times_out_at_ms", state.times_out_at_ms},
                 {"version", state.version}};
    if (state.point_kind != main_point_kind) value.set("point_kind", state.point_kind);
    if (state.reward) value.set("reward", redeemed_reward_to_value(*state.reward));
    set_rows(value, "spent", spent_lots_to_value(state.spent));
    return value;
}

Result<MemberState> member_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    MemberState state{.version = value.integer_at("version"),
                      .joined_at_ms = value.integer_at("joined_at_ms"),
                      .erased = value.boolean_at("erased"),
                      .clock_ms = value.integer_at("clock_ms"),
                      .orders = value.integer_at("orders"),
                      .spend_minor = value.integer_at("spend_minor"),
                      .qualifying_points = value.integer_at("qualifying_points"),
                      .facts_version = value.integer_at("facts_version"),
                      .facts_given_at_ms = value.integer_at("facts_given_at_ms")};
    Lists lists(value);
    lists.read("lots", state.lots).read("holds", state.holds).read("movements", state.movements);
    lists.read("accounts", state.accounts).read("days", state.days).read("caps", state.caps);
    lists.read("streaks", state.streaks);
    if (lists.error()) return *lists.error();
    const Value* term = value.find("tier_term");
    if (term != nullptr && !read_row(*term, state.tier_term)) return unreadable("/tier_term");
    const Value* invitation = value.find("tier_invitation");
    if (invitation != nullptr && !read_row(*invitation, state.tier_invitation)) return unreadable("/tier_invitation");
    if (!is_version(state.version)) return unreadable("/version");
    if (state.clock_ms > instant_ms_max) return unreadable("/clock_ms");
    if (!lots_are_sound(state)) return unreadable("/lots");
    if (!holds_are_sound(state)) return unreadable("/holds");
    return state;
}

Result<OrderState> order_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    OrderState state{.version = value.integer_at("version"),
                     .member = std::string(value.string_at("member")),
                     .program_version = value.integer_at("program_version"),
                     .placed_at_ms = value.integer_at("placed_at_ms"),
                     .currency = std::string(value.string_at("currency")),
                     .total_minor = value.integer_at("total_minor"),
                     .refunded_minor = value.integer_at("refunded_minor"),
                     .paid_with_points_minor = value.integer_at("paid_with_points_minor"),
                     .grants = grants_from_value(value.array_at("grants")),
                     .lots = order_lots_from_value(value.array_at("lots"))};
    for (const Value& milestone : value.array_at("milestones")) {
        if (milestone.string() != nullptr) state.milestones.push_back(*milestone.string());
    }
    Lists lists(value);
    lists.read("lines", state.lines).read("refunds", state.refunds);
    if (lists.error()) return *lists.error();
    if (auto error = check_order(state)) return *error;
    return state;
}

Result<ActionState> action_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    return ActionState{.version = value.integer_at("version"),
                       .member = std::string(value.string_at("member")),
                       .name = std::string(value.string_at("name")),
                       .program_version = value.integer_at("program_version"),
                       .acted_at_ms = value.integer_at("acted_at_ms"),
                       .grants = grants_from_value(value.array_at("grants")),
                       .lots = order_lots_from_value(value.array_at("lots")),
                       .revoked = value.boolean_at("revoked")};
}

Result<RedemptionState> redemption_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    const auto name =
        std::find(std::begin(redemption_status_names), std::end(redemption_status_names), value.string_at("status"));
    if (name == std::end(redemption_status_names)) return unreadable("/status");
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    const std::string_view point_kind = value.string_at("point_kind", main_point_kind);
    const Value* reward = value.find("reward");
    return RedemptionState{
        .version = value.integer_at("version"),
        .member = std::string(value.string_at("member")),
        .point_kind = std::string(point_kind),
        .points = value.integer_at("points"),
        .held_at_ms = value.integer_at("held_at_ms"),
        .times_out_at_ms = value.integer_at("times_out_at_ms"),
        .status = static_cast<RedemptionStatus>(name - std::begin(redemption_status_names)),
        .resolved_at_ms = value.integer_at("resolved_at_ms"),
        .spent = spent_lots_from_value(value.array_at("spent"), point_kind),
        .reward = reward != nullptr ? std::optional(redeemed_reward_from_value(*reward)) : std::nullopt};
}

}  // namespace laurel::loyalty
