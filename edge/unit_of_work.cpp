#include "edge/unit_of_work.h"

#include "edge/random.h"
#include "edge/storage/hash.h"

namespace laurel {
namespace {

constexpr std::size_t events_per_read = 500;

}  // namespace

Result<LoadedState> replay_state(StoreReader& store, const std::string& aggregate, std::int64_t before_ms) {
    LoadedState loaded;
    for (;;) {
        const std::vector<StoredEvent> page = store.history(aggregate, loaded.version, events_per_read);
        for (const StoredEvent& stored : page) {
            auto chained = read_event(stored.bytes);
            if (!chained) return chained.error();
            if (chained->event.effective_at_ms < before_ms)
                loaded.state = fold(std::move(loaded.state), chained->event);
            loaded.version = stored.version;
            loaded.chain_hash = stored.hash;
        }
        if (page.size() == events_per_read) continue;
        loaded.json = write_json(state_to_value(loaded.state));
        return loaded;
    }
}

namespace {

// Whom rules judge by what she told about herself; "" for commands that run none.
std::string_view judged_member(const Command& command) {
    if (const auto* order = std::get_if<loyalty::PlaceOrder>(&command)) return order->member;
    if (const auto* action = std::get_if<loyalty::RecordAction>(&command)) return action->member;
    if (const auto* reward = std::get_if<loyalty::RedeemReward>(&command)) return reward->member;
    if (const auto* cart = std::get_if<loyalty::ReserveCoupons>(&command)) return cart->member;
    return {};
}

}  // namespace

Result<LoadedState> load_state(StoreReader& reader, const std::string& aggregate, std::optional<StateRow> row) {
    if (!row) return LoadedState{};
    if (row->fold_version != fold_version) return replay_state(reader, aggregate);
    auto value = read_json(row->bytes, {.bytes_max = row->bytes.size(), .nodes_max = row->bytes.size()});
    if (!value) return value.error();
    auto state = state_from_value(aggregate, *value);
    if (!state) return state.error();
    return LoadedState{row->version, std::move(row->chain_hash), std::move(*state), std::move(row->bytes)};
}

std::optional<std::string> known_member(StoreReader& reader, std::string_view member_id) {
    auto identity = reader.identity("member", member_id);
    return identity ? std::optional(std::move(identity->aggregate)) : std::nullopt;
}

Result<UnitOfWork::Row*> UnitOfWork::row(const std::string& aggregate) {
    if (auto found = rows_.find(aggregate); found != rows_.end()) return &found->second;
    auto loaded = before_ms_ ? replay_state(reader_, aggregate, *before_ms_)
                             : load_state(reader_, aggregate, reader_.read(aggregate));
    if (!loaded) return loaded.error();
    const std::int64_t version = loaded->version;
    return &rows_.emplace(aggregate, Row{version, std::move(*loaded), {}}).first->second;
}

template <class Missing>
Result<States> UnitOfWork::read_all(Missing missing) {
    States states;
    for (auto names = missing(states); !names.empty(); names = missing(states)) {
        for (const std::string& aggregate : names) {
            auto found = row(aggregate);
            if (!found) return found.error();
            states.set(aggregate, (*found)->loaded.state);
        }
    }
    return states;
}

Result<States> UnitOfWork::states_for(const Program& program, const Command& command) {
    return read_all([&](const States& states) { return needs(program, command, states); });
}

Result<std::vector<loyalty::RewardStatus>> UnitOfWork::rewards(const Program& program, const RewardsQuery& query,
                                                               Context context) {
    const auto read = read_all([&](const States& states) { return needs(program, query, states, context); });
    if (!read) return read.error();
    context.facts = facts_of(query.member, *read);
    return rewards_for(program, *read, query, context);
}

Result<loyalty::TierPreview> UnitOfWork::tier(const Program& program, const std::string& member,
                                              const std::optional<loyalty::Cart>& cart, std::int64_t now_ms) {
    const auto read = read_all([&](const States& states) {
        const bool is_missing = !member.empty() && states.find(member) == nullptr;
        return is_missing ? std::vector<std::string>{member} : std::vector<std::string>();
    });
    if (!read) return read.error();
    const State* state = read->find(member);
    const auto* known = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    return tier_preview(program.loyalty, known != nullptr ? *known : loyalty::MemberState{}, cart, now_ms,
                        facts_of(member, *read));
}

Result<loyalty::BudgetUse> UnitOfWork::used(const std::string& budget, std::int64_t instant_ms) {
    const auto found = row(budget);
    if (!found) return found.error();
    const auto* state = std::get_if<loyalty::BudgetState>(&(*found)->loaded.state);
    return state != nullptr ? used_at(*state, instant_ms) : loyalty::BudgetUse();
}

Value UnitOfWork::facts_of(std::string_view name, const States& states) {
    const State* state = states.find(name);
    const auto* member = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    if (member == nullptr || member->facts_version == 0) return {};
    // Told in this very unit, or before.
    for (const PersonalPart& part : personal_) {
        if (part.aggregate == name && part.version == member->facts_version) return read_json(part.bytes).value();
    }
    const auto part = reader_.personal(name, member->facts_version);
    const auto facts = part ? read_json(part->bytes) : Result<Value>(Value());
    return facts ? *facts : Value();
}

template <class Explained>
Result<Value> UnitOfWork::explained(const Program& program, const Explained& command, Context context) {
    const auto states = states_for(program, command);
    if (!states) return states.error();
    context.facts = facts_of(command.member, *states);
    return laurel::explain(program, *states, command, context);
}

Result<Value> UnitOfWork::explain(const Program& program, const loyalty::PlaceOrder& command, Context context) {
    return explained(program, command, std::move(context));
}

Result<Value> UnitOfWork::explain(const Program& program, const loyalty::ReserveCoupons& command, Context context) {
    return explained(program, command, std::move(context));
}

Result<Value> UnitOfWork::run(const Program& program, const Command& command, const Context& given) {
    auto read = states_for(program, command);
    if (!read) return read.error();
    States& states = *read;
    Context context = given;
    context.facts = facts_of(judged_member(command), states);
    auto events = decide(program, states, command, context);
    if (!events) return events.error();
    changed_ = !events->empty();
    for (Event& event : *events) {
        auto found = row(event.aggregate);
        if (!found) return found.error();
        append(**found, std::move(event));
    }
    for (const auto& [aggregate, state] : states.all()) {
        if (changed_) states.set(aggregate, rows_.at(aggregate).loaded.state);
    }
    return answer(command, states);
}

const State* UnitOfWork::state(std::string_view aggregate) const {
    const auto found = rows_.find(aggregate);
    return found == rows_.end() ? nullptr : &found->second.loaded.state;
}

Result<bool> UnitOfWork::add(Event event) {
    auto found = row(event.aggregate);
    if (!found) return found.error();
    event.version = (*found)->loaded.version + 1;
    append(**found, std::move(event));
    return true;
}

void UnitOfWork::append(Row& row, Event event) {
    if (!event.personal.is_null()) {
        PersonalPart part{event.aggregate, event.version, random_hex(16), write_json(event.personal)};
        event.personal_digest = sha256_hex(part.salt + part.bytes);
        personal_.push_back(std::move(part));
    }
    AggregateAppend::NewEvent stored{event.kind, event.effective_at_ms, event_bytes(event, row.loaded.chain_hash), {}};
    stored.hash = sha256_hex(stored.bytes);
    row.loaded.state = fold(std::move(row.loaded.state), event);
    row.loaded.version = event.version;
    row.loaded.chain_hash = stored.hash;
    row.events.push_back(std::move(stored));
    ++event_count_;
}

Batch UnitOfWork::take_batch() {
    Batch batch;
    for (auto& [aggregate, row] : rows_) {
        if (event_count_ == 0) break;
        // What was only read is asserted too: the decision holds only while it has not changed.
        const bool written = !row.events.empty();
        batch.aggregates.push_back({.aggregate = aggregate,
                                    .expected_version = row.stored_version,
                                    .events = std::move(row.events),
                                    .fold_version = fold_version,
                                    .state = written ? write_json(state_to_value(row.loaded.state)) : std::string()});
    }
    batch.personal = std::move(personal_);
    rows_.clear();
    personal_.clear();
    event_count_ = 0;
    return batch;
}

}  // namespace laurel
