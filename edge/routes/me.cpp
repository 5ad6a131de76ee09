#include "edge/routes/me.h"

#include "edge/routes/groups.h"
#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"

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
                                   {"points", movement->points},
                                   {"at", write_instant(movement->at_ms)},
                                   {"reference", reference == nullptr ? Value() : *reference}});
    }
    return movements;
}

// All that the body says but now_at: points expire and holds time out without an event, so the version alone would call
// a stale balance fresh.
std::string etag_of(std::int64_t epoch, const Value& body) {
    std::string tag = "\"" + std::to_string(epoch);
    for (std::string_view name : {"version", "program_version", "available", "pending", "reserved", "expiring_soon"}) {
        tag.append(1, '-').append(std::to_string(body.integer_at(name)));
    }
    return tag + "\"";
}

Errors send_me(Call& call, http::Response& response) {
    const auto record = call.service().member(call.principal.id);
    if (!record) return {record.error()};
    const auto program = call.service().program_at(call.now_ms);
    const Value answer = member_answer(*record, program.get(), call.now_ms);
    if (is_not_modified(call.request, etag_of(call.service().epoch(), answer), response)) return {};
    response.content_type = json_type;
    response.body = write_json(answer);
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
    return day_ms *
           (program == nullptr ? expiring_soon_days_without_program : program->program.loyalty.expiring_soon_days);
}

Value member_answer(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms) {
    const loyalty::Balance balance = loyalty::balance_at(record.state, now_ms, expiring_soon_ms(program));
    return Object{{"member", record.aggregate},
                  {"version", record.state.version},
                  {"now_at", write_instant(now_ms)},
                  {"available", balance.available},
                  {"pending", balance.pending},
                  {"reserved", balance.reserved},
                  {"expiring_soon", balance.expiring_soon},
                  {"next_expiry_at", instant_or_null(balance.next_expiry_at_ms)},
                  {"next_available_at", instant_or_null(balance.next_available_at_ms)},
                  {"program_version", program == nullptr ? 0 : program->row.version},
                  {"program_hash", program == nullptr ? std::string() : program->hash},
                  {"state", state_to_value(record.state)},
                  {"movements", movements_of(record)},
                  {"references", record.references.is_null() ? Value(Object()) : record.references}};
}

const std::string_view member_answer_schema = R"({
    "type": "object",
    "required": ["member", "version", "now_at", "available", "pending", "reserved", "expiring_soon", "next_expiry_at",
                 "next_available_at", "program_version", "program_hash", "state", "movements", "references"],
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
        "program_version": {"type": "integer", "minimum": 0},
        "program_hash": {"type": "string"},
        "state": {"type": "object", "description": "For the core in the page, which takes it as it is."},
        "movements": {"type": "array", "maxItems": 10, "description": "The newest first.", "items": {
            "type": "object",
            "required": ["version", "kind", "points", "at", "reference"],
            "additionalProperties": false,
            "properties": {
                "version": {"type": "integer", "minimum": 1},
                "kind": {"type": "string"},
                "points": {"type": "integer"},
                "at": {"type": "string", "format": "date-time"},
                "reference": {"type": ["string", "null"], "description": "The order's id, or why points were adjusted."}
            }
        }},
        "references": {"type": "object", "additionalProperties": {"type": "string"}}
    }
})";

std::span<const Route> me_routes() { return rows; }

}  // namespace laurel::routes
