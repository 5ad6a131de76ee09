#include "edge/storage/batch_check.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "edge/storage/hash.h"

namespace laurel {
namespace {

std::string malformed(const AggregateAppend& append) {
    if (append.aggregate.empty()) return "an aggregate without a name";
    if (append.expected_version < 0) return append.aggregate + ": expects a version below 0";
    if (append.events.empty() && append.expected_version == 0 && !append.state.empty())
        return append.aggregate + ": a state without an event";
    for (const auto& event : append.events)
        if (event.hash != sha256_hex(event.bytes))
            return append.aggregate + ": the hash is not that of the event's bytes";
    return "";
}

using Appends = std::unordered_map<std::string_view, const AggregateAppend*>;

std::string malformed(const PersonalPart& part, const Appends& appends) {
    const auto found = appends.find(part.aggregate);
    const bool belongs = found != appends.end() && part.version > found->second->expected_version &&
                         part.version <= found->second->expected_version + std::ssize(found->second->events);
    if (!belongs) return part.aggregate + ": a personal part of an event that is not in the batch";
    const auto salt = from_hex(part.salt);
    if (!salt || salt->size() != 16) return part.aggregate + ": a salt that is not 16 bytes in hex";
    return "";
}

std::string malformed_identities(const std::vector<Identity>& identities) {
    std::set<std::pair<std::string_view, std::string_view>> names;
    std::set<std::string_view> aggregates;
    for (const Identity& identity : identities) {
        if (identity.kind.empty() || identity.external_id.empty() || identity.aggregate.empty())
            return "an identity with an empty kind, id or aggregate";
        if (!names.emplace(identity.kind, identity.external_id).second || !aggregates.insert(identity.aggregate).second)
            return identity.aggregate + ": an identity given twice";
    }
    return "";
}

}  // namespace

std::string malformed(const Batch& batch) {
    Appends appends;
    for (const AggregateAppend& append : batch.aggregates) {
        if (!appends.emplace(append.aggregate, &append).second) return append.aggregate + ": named twice";
        if (std::string wrong = malformed(append); !wrong.empty()) return wrong;
    }
    std::set<std::pair<std::string_view, std::int64_t>> parts;
    for (const PersonalPart& part : batch.personal) {
        if (!parts.emplace(part.aggregate, part.version).second)
            return part.aggregate + ": a personal part given twice";
        if (std::string wrong = malformed(part, appends); !wrong.empty()) return wrong;
    }
    if (batch.idempotency && (batch.idempotency->principal.empty() || batch.idempotency->key.empty()))
        return "an idempotency key or principal that is empty";
    return malformed_identities(batch.identities);
}

}  // namespace laurel
