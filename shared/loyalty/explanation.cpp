#include "shared/loyalty/explanation.h"

#include "shared/loyalty/decide_parts.h"

namespace laurel::loyalty {
namespace {

Object earning(std::string_view rule, std::string_view point_kind, std::int64_t points, std::int64_t program_version) {
    return Object{{"point_kind", point_kind}, {"points", points}, {"program_version", program_version}, {"rule", rule}};
}

std::string_view kind_of(const std::vector<OrderLot>& lots, std::int64_t id) {
    for (const OrderLot& lot : lots) {
        if (lot.id == id) return lot.point_kind;
    }
    return main_point_kind;
}

void set_dates(Object& earned, const Lot& lot, std::int64_t pending_days) {
    if (lot.awaits.empty()) {
        earned.set("available_at", write_instant(lot.available_at_ms));
    } else {
        earned.set("awaits", lot.awaits);
        earned.set("pending_days", pending_days);
    }
    earned.set("expires_at", lot.expires_at_ms == instant_ms_max ? Value() : Value(write_instant(lot.expires_at_ms)));
}

}  // namespace

Value earned_to_value(const std::vector<Grant>& grants, const std::vector<OrderLot>& lots,
                      std::int64_t program_version) {
    Array earned;
    for (const Grant& grant : grants)
        earned.push_back(earning(grant.rule, kind_of(lots, grant.lot), grant.points, program_version));
    return earned;
}

Value judgement_to_value(const Settings& settings, const Judgement& judgement, std::int64_t earned_at_ms,
                         std::int64_t program_version) {
    Array earned;
    for (const Earned& each : judgement.earned) {
        Object value = earning(each.grant.rule, each.point_kind, each.grant.points, program_version);
        set_dates(value, dated_lot(settings, each.point_kind, each.pending, each.grant.points, earned_at_ms),
                  each.pending.days);
        earned.push_back(std::move(value));
    }
    Array outcomes;
    for (const RuleOutcome& outcome : judgement.outcomes) {
        Object value{{"points", outcome.points},
                     {"reason", reason_names[static_cast<std::size_t>(outcome.reason)]},
                     {"rule", outcome.rule}};
        if (!outcome.detail.empty()) value.set("detail", outcome.detail);
        if (outcome.base_minor != 0) value.set("base_minor", outcome.base_minor);
        outcomes.push_back(std::move(value));
    }
    return Object{{"confirm_at_edge", judgement.confirm_at_edge},
                  {"earned", std::move(earned)},
                  {"outcomes", std::move(outcomes)}};
}

}  // namespace laurel::loyalty
