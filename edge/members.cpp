// The part of Service that reads members.
#include <algorithm>

#include "edge/service.h"
#include "shared/base/time.h"
#include "shared/loyalty/events.h"

namespace laurel {
namespace {

constexpr std::size_t events_per_read = 500;

// Calls visit(event, stored) for each event of the aggregate, oldest first. An unreadable event is the error.
template <class Visit>
Result<bool> for_each_event(EventStore& store, std::string_view aggregate, Visit visit) {
    std::int64_t version = 0;
    for (;;) {
        const std::vector<StoredEvent> page = store.history(aggregate, version, events_per_read);
        for (const StoredEvent& stored : page) {
            auto chained = read_event(stored.bytes);
            if (!chained) return chained.error();
            visit(chained->event, stored);
            version = stored.version;
        }
        if (page.size() < events_per_read) return true;
    }
}

Value personal_value(StoreReader& store, std::string_view aggregate, std::int64_t version) {
    const auto part = store.personal(aggregate, version);
    if (!part) return {};
    auto value = read_json(part->bytes);
    return value ? std::move(*value) : Value();
}

Value identity_to_value(const Identity& identity) {
    return Object{{"aggregate", identity.aggregate}, {"id", identity.external_id}, {"kind", identity.kind}};
}

// What the shop calls the subjects of the movements.
Value references_of(StoreReader& reader, const std::string& aggregate, const loyalty::MemberState& state) {
    Object references;
    for (const loyalty::Movement& movement : state.movements) {
        const std::string version = write_json(Value(movement.version));
        if (movement.subject.starts_with("order/")) {
            if (auto id = reader.external_id_of(movement.subject)) references.set(version, std::move(*id));
        } else if (movement.subject.empty()) {
            const Value personal = personal_value(reader, aggregate, movement.version);
            if (const Value* reason = personal.find("reason")) references.set(version, *reason);
        }
    }
    return references;
}

}  // namespace

Result<MemberRecord> Service::member(std::string_view member_id) {
    const auto reader = store_->reader();
    auto named = reader->read_named("member", member_id);
    if (!named) return MemberRecord{};
    auto loaded = load_state(*reader, named->aggregate, std::move(named->row));
    if (!loaded) return loaded.error();
    auto* state = std::get_if<loyalty::MemberState>(&loaded->state);
    if (state == nullptr) return MemberRecord{};
    Value references = references_of(*reader, named->aggregate, *state);
    return MemberRecord{std::move(named->aggregate), std::move(*state), std::move(loaded->json), std::move(references)};
}

Result<MemberRecord> Service::member_as_of(std::string_view member_id, std::int64_t instant_ms) {
    const auto aggregate = known_member(*store_, member_id);
    if (!aggregate) return MemberRecord{};
    State state;
    auto folded = for_each_event(*store_, *aggregate, [&](const Event& event, const StoredEvent&) {
        if (event.effective_at_ms <= instant_ms) state = fold(std::move(state), event);
    });
    if (!folded) return folded.error();
    auto* member = std::get_if<loyalty::MemberState>(&state);
    if (member == nullptr) return MemberRecord{.aggregate = *aggregate};
    Value references = references_of(*store_, *aggregate, *member);
    std::string json = write_json(state_to_value(*member));
    return MemberRecord{*aggregate, std::move(*member), std::move(json), std::move(references)};
}

Result<Value> Service::export_member(std::string_view member_id) {
    const auto member = known_member(*store_, member_id);
    if (!member) return Error{ErrorCode::member_unknown, "/member", std::string(member_id), ""};
    Array identities;
    Array aggregates;
    std::vector<std::string> names{*member};
    auto redemptions = for_each_event(*store_, *member, [&](const Event& event, const StoredEvent&) {
        if (event.kind == loyalty::points_held) names.emplace_back(event.data.string_at("redemption"));
    });
    if (!redemptions) return redemptions.error();
    for (const Identity& identity : store_->identities_of_owner(*member)) {
        identities.push_back(identity_to_value(identity));
        if (identity.aggregate != *member) names.push_back(identity.aggregate);
    }
    for (const std::string& name : names) {
        Array events;
        auto done = for_each_event(*store_, name, [&](const Event& event, const StoredEvent& stored) {
            Object entry{{"event", read_json(stored.bytes, {.bytes_max = stored.bytes.size()}).value()},
                         {"hash", stored.hash},
                         {"position", stored.position}};
            if (Value personal = personal_value(*store_, name, event.version); !personal.is_null())
                entry.set("personal", std::move(personal));
            events.push_back(std::move(entry));
        });
        if (!done) return done.error();
        aggregates.push_back(Object{{"aggregate", name}, {"events", std::move(events)}});
    }
    return Value(Object{{"aggregates", std::move(aggregates)},
                        {"exported_at", write_instant(clock_())},
                        {"id", member_id},
                        {"identities", std::move(identities)},
                        {"store", store_id_}});
}

}  // namespace laurel
