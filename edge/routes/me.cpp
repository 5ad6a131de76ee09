#include "edge/routes/me.h"

#include "edge/routes/groups.h"
#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/tier_preview.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t expiring_soon_days_without_program = 30;

Value instant_or_null(std::int64_t instant_ms) { return instant_ms == 0 ? Value() : Value(write_instant(instant_ms)); }

// Newest first, as people read them.
Array movements_of(const MemberRecord& record) {
    Array movements;
    for (auto movement = record.state.movements.rbegin(); movement != record.state.movements.rend(); ++movement) {
        const Value* reference = record.references.find(std::to_string(movement->version));
        movements.push_back(Object{{"version", movement->version},
                                   {"kind", movement->kind},
                                   {"point_kind", movement->point_kind},
                                   {"points", movement->points},
                                   {"at", write_instant(movement->at_ms)},
                                   {"reason", movement->reason.empty() ? Value() : Value(movement->reason)},
                                   {"reference", reference == nullptr ? Value() : *reference}});
    }
    return movements;
}

Object other_kinds_of(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms,
                      std::vector<std::int64_t>& numbers) {
    Object kinds;
    if (program == nullptr) return kinds;
    for (const loyalty::PointKind& kind : program->program.loyalty.kinds) {
        if (kind.id == loyalty::main_point_kind) continue;
        const loyalty::Balance balance = loyalty::balance_at(record.state, now_ms, 0, kind.id);
        numbers.insert(numbers.end(), {balance.available, balance.pending, balance.reserved});
        kinds.set(
            kind.id,
            Object{{"available", balance.available}, {"pending", balance.pending}, {"reserved", balance.reserved}});
    }
    return kinds;
}

// What of a tier time alone changes: its dates, and what a window still holds.
void append_numbers(const loyalty::TierView& view, std::vector<std::int64_t>& numbers) {
    const loyalty::TierStanding& standing = view.standing;
    numbers.insert(numbers.end(), {static_cast<std::int64_t>(standing.rank), standing.until_ms, standing.grace_until_ms,
                                   view.coming_at_ms});
    for (const auto* goal : {&view.next, &view.keep}) {
        if (!*goal) continue;
        for (const loyalty::TierMeasure& measure : (*goal)->measures) numbers.push_back(measure.has);
    }
}

// {"benefits", "now"} of a preview without a cart; null where the programme has no tiers.
Value tier_of(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms,
              std::vector<std::int64_t>& numbers) {
    if (program == nullptr || program->program.loyalty.tiers == nullptr) return {};
    const loyalty::Settings& settings = program->program.loyalty;
    const auto preview = loyalty::tier_preview(settings, record.state, std::nullopt, now_ms);
    if (!preview) return {};
    append_numbers(preview->now, numbers);
    for (const loyalty::BenefitLeft& benefit : preview->benefits) numbers.push_back(benefit.left);
    Value value = loyalty::to_value(*preview, settings);
    value.object()->erase("with_cart");
    value.object()->erase("confirm_at_edge");
    return value;
}

// Points expire and holds time out without an event, so the version alone would call a stale balance fresh.
std::string etag_of(const Call& call, const MemberAnswer& answer) {
    std::string tag = "\"" + std::to_string(call.service().epoch());
    for (std::int64_t number : {answer.version, answer.program_version}) {
        tag.append(1, '-').append(std::to_string(number));
    }
    for (std::int64_t number : answer.numbers) tag.append(1, '-').append(std::to_string(number));
    return tag + "\"";
}

Errors send_me(Call& call, http::Response& response) {
    const auto record = call.service().member(call.principal.id);
    if (!record) return {record.error()};
    const auto program = call.service().program_at(call.now_ms);
    MemberAnswer answer = member_answer(*record, program.get(), call.now_ms);
    if (is_not_modified(call.request, etag_of(call, answer), response)) return {};
    response.content_type = json_type;
    response.body = std::move(answer.body);
    return {};
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/me",
     .access = Access::shopper,
     .operation = "getMe",
     .summary = "The member's own points, now.",
     .response = member_answer_schema,
     .handle = send_me},
};

}  // namespace

std::int64_t expiring_soon_ms(const PublishedProgram* program) {
    return day_ms * (program == nullptr ? expiring_soon_days_without_program
                                        : program->program.loyalty.main_kind().expiring_soon_days);
}

MemberAnswer member_answer(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms,
                           std::string_view id) {
    const loyalty::Balance balance = loyalty::balance_at(record.state, now_ms, expiring_soon_ms(program));
    MemberAnswer answer{balance,
                        record.state.version,
                        program == nullptr ? 0 : program->row.version,
                        {balance.available, balance.pending, balance.reserved, balance.expiring_soon},
                        {}};
    Object first{{"available", balance.available},
                 {"expiring_soon", balance.expiring_soon},
                 {"member", record.aggregate},
                 {"movements", movements_of(record)},
                 {"next_available_at", instant_or_null(balance.next_available_at_ms)},
                 {"next_expiry_at", instant_or_null(balance.next_expiry_at_ms)},
                 {"other_kinds", other_kinds_of(record, program, now_ms, answer.numbers)},
                 {"now_at", write_instant(now_ms)},
                 {"pending", balance.pending},
                 {"program_hash", program == nullptr ? std::string() : program->hash},
                 {"program_version", answer.program_version},
                 {"references", record.references.is_null() ? Value(Object()) : record.references},
                 {"reserved", balance.reserved}};
    const Value tier = tier_of(record, program, now_ms, answer.numbers);
    if (!id.empty()) first.set("id", id);
    answer.body = write_json(std::move(first));
    // The state goes out as its row holds it, in its place among the sorted members.
    answer.body.back() = ',';
    answer.body += "\"state\":";
    answer.body += record.state_json.empty() ? write_json(state_to_value(record.state)) : record.state_json;
    answer.body += ",\"tier\":" + write_json(tier);
    answer.body += ",\"version\":" + std::to_string(answer.version) + "}";
    return answer;
}

const std::string_view member_answer_schema = R"({
    "type": "object",
    "required": ["member", "version", "now_at", "available", "pending", "reserved", "expiring_soon", "next_expiry_at",
                 "next_available_at", "other_kinds", "program_version", "program_hash", "state", "tier", "movements",
                 "references"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string", "description": "The shop's id of the member; in answers to admin keys."},
        "member": {"type": "string", "description": "Laurel's name for the member; empty before the first event."},
        "version": {"type": "integer", "minimum": 0, "description": "How many events the state adds up."},
        "now_at": {"type": "string", "format": "date-time"},
        "available": {"type": "integer", "description": "Spendable now; negative while points are owed."},
        "pending": {"type": "integer", "minimum": 0},
        "reserved": {"type": "integer", "minimum": 0, "description": "In open redemptions."},
        "expiring_soon": {"type": "integer", "minimum": 0},
        "next_expiry_at": {"type": ["string", "null"], "format": "date-time"},
        "next_available_at": {"type": ["string", "null"], "format": "date-time"},
        "other_kinds": {"type": "object", "description": "Of points that have a name of their own.",
            "additionalProperties": {
                "type": "object",
                "required": ["available", "pending", "reserved"],
                "additionalProperties": false,
                "properties": {
                    "available": {"type": "integer"},
                    "pending": {"type": "integer", "minimum": 0},
                    "reserved": {"type": "integer", "minimum": 0}
                }
            }},
        "program_version": {"type": "integer", "minimum": 0},
        "program_hash": {"type": "string"},
        "state": {"type": "object", "description": "For the core in the page, which takes it as it is."},
        "tier": {
            "type": ["object", "null"],
            "description": "null where the programme has no tiers. What a cart would change: GET /v1/me/tier.",
            "required": ["now", "benefits"],
            "additionalProperties": false,
            "properties": {
                "now": {"$ref": "#/components/schemas/tier_view"},
                "benefits": {"$ref": "#/components/schemas/tier_benefits"}
            }
        },
        "movements": {"type": "array", "maxItems": 10, "description": "The newest first.", "items": {
            "type": "object",
            "required": ["version", "kind", "point_kind", "points", "at", "reason", "reference"],
            "additionalProperties": false,
            "properties": {
                "version": {"type": "integer", "minimum": 1},
                "kind": {"type": "string"},
                "point_kind": {"type": "string"},
                "points": {"type": "integer"},
                "reason": {"type": ["string", "null"], "description": "The rule or reward behind it."},
                "at": {"type": "string", "format": "date-time"},
                "reference": {"type": ["string", "null"], "description": "The order's id, or why points were adjusted."}
            }
        }},
        "references": {"type": "object", "additionalProperties": {"type": "string"}}
    }
})";

std::span<const Route> me_routes() { return rows; }

}  // namespace laurel::routes
