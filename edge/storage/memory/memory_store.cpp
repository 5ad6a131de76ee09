#include "edge/storage/memory/memory_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "edge/storage/batch_check.h"
#include "edge/storage/merkle.h"

namespace laurel {
namespace {

// Kind and external id, principal and key, aggregate and version.
using Names = std::pair<std::string, std::string>;
using EventName = std::pair<std::string, std::int64_t>;

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

std::future<AppendOutcome> ready(AppendOutcome outcome) {
    std::promise<AppendOutcome> promise;
    promise.set_value(std::move(outcome));
    return promise.get_future();
}

class MemoryStore final : public EventStore {
   public:
    std::future<AppendOutcome> submit(Batch batch) override { return ready(write(std::move(batch), std::nullopt)); }
    AppendOutcome publish(Batch batch, ProgramRow program) override {
        return write(std::move(batch), std::move(program));
    }

    std::unique_ptr<StoreReader> reader() override;
    std::optional<StateRow> read(std::string_view aggregate) override {
        const std::lock_guard lock(mutex_);
        const auto found = aggregates_.find(aggregate);
        return found == aggregates_.end() ? std::nullopt : std::optional(found->second.state);
    }
    std::vector<StoredEvent> history(std::string_view aggregate, std::int64_t after, std::size_t limit) override;
    std::vector<StoredEvent> tail(std::int64_t after_position, std::size_t limit) override;
    std::vector<std::string> aggregates(std::string_view prefix, std::string_view after, std::size_t limit) override;

    std::optional<Identity> identity(std::string_view kind, std::string_view external_id) override {
        const std::lock_guard lock(mutex_);
        return find_in(identities_, Names(kind, external_id));
    }
    std::optional<NamedRow> read_named(std::string_view kind, std::string_view external_id) override {
        const std::lock_guard lock(mutex_);
        const auto named = find_in(identities_, Names(kind, external_id));
        if (!named) return std::nullopt;
        const auto found = aggregates_.find(named->aggregate);
        return NamedRow{named->aggregate,
                        found == aggregates_.end() ? std::nullopt : std::optional(found->second.state)};
    }
    std::optional<std::string> external_id_of(std::string_view aggregate) override {
        const std::lock_guard lock(mutex_);
        const auto names = names_.find(aggregate);
        return names == names_.end() ? std::nullopt : std::optional(names->second.second);
    }
    std::vector<Identity> identities_of_owner(std::string_view owner) override {
        const std::lock_guard lock(mutex_);
        return owner.empty() ? std::vector<Identity>() : owned_by(owner);
    }
    std::vector<Identity> identities(std::string_view after_aggregate, std::size_t limit) override;
    std::optional<PersonalPart> personal(std::string_view aggregate, std::int64_t version) override {
        const std::lock_guard lock(mutex_);
        return find_in(personal_, EventName(aggregate, version));
    }

    std::optional<Idempotency> answered(std::string_view principal, std::string_view key) override {
        const std::lock_guard lock(mutex_);
        return find_in(answers_, Names(principal, key));
    }
    std::vector<Idempotency> answers(std::string_view after_key, std::string_view after_principal,
                                     std::size_t limit) override;
    void forget_answers_before(std::int64_t recorded_before_ms) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(answers_, [&](const auto& entry) { return entry.second.recorded_at_ms < recorded_before_ms; });
    }

    TreeHead head() override {
        const std::lock_guard lock(mutex_);
        return {1, tree_.size(), to_hex(tree_.root())};
    }
    MemberCounts counts() override;
    std::vector<ProgramRow> programs() override {
        const std::lock_guard lock(mutex_);
        return programs_;
    }

    std::optional<std::string> setting(std::string_view name) override {
        const std::lock_guard lock(mutex_);
        return find_in(settings_, std::string(name));
    }
    std::vector<std::pair<std::string, std::string>> settings(std::string_view prefix) override;
    bool set_setting(std::string_view name, std::string_view value) override;

   private:
    struct Aggregate {
        StateRow state;
        std::vector<std::int64_t> positions;  // of its events, by version
    };

    AppendOutcome write(Batch batch, std::optional<ProgramRow> program);
    std::optional<AppendOutcome> answered_before(const Batch& batch) const;
    bool conflicts(const Batch& batch) const;
    void erase(const std::string& owner);
    void store(AggregateAppend append);
    std::vector<Identity> owned_by(std::string_view owner) const;

    std::recursive_mutex mutex_;
    std::map<std::string, Aggregate, std::less<>> aggregates_;
    std::vector<StoredEvent> log_;
    MerkleFrontier tree_;
    std::map<Names, Identity> identities_;
    std::map<std::string, Names, std::less<>> names_;  // of the aggregates that have an identity
    std::map<EventName, PersonalPart> personal_;
    std::map<Names, Idempotency> answers_;
    std::vector<ProgramRow> programs_;
    std::map<std::string, std::string> settings_;
};

// Nobody else writes while it lives.
class MemoryReader final : public StoreReader {
   public:
    MemoryReader(StoreReader& store, std::recursive_mutex& mutex) : store_(store), lock_(mutex) {}
    std::optional<StateRow> read(std::string_view aggregate) override { return store_.read(aggregate); }
    std::vector<StoredEvent> history(std::string_view aggregate, std::int64_t after, std::size_t limit) override {
        return store_.history(aggregate, after, limit);
    }
    std::optional<Identity> identity(std::string_view kind, std::string_view external_id) override {
        return store_.identity(kind, external_id);
    }
    std::optional<NamedRow> read_named(std::string_view kind, std::string_view external_id) override {
        return store_.read_named(kind, external_id);
    }
    std::optional<std::string> external_id_of(std::string_view aggregate) override {
        return store_.external_id_of(aggregate);
    }
    std::optional<PersonalPart> personal(std::string_view aggregate, std::int64_t version) override {
        return store_.personal(aggregate, version);
    }
    std::optional<Idempotency> answered(std::string_view principal, std::string_view key) override {
        return store_.answered(principal, key);
    }

   private:
    StoreReader& store_;
    std::unique_lock<std::recursive_mutex> lock_;
};

std::unique_ptr<StoreReader> MemoryStore::reader() { return std::make_unique<MemoryReader>(*this, mutex_); }

AppendOutcome MemoryStore::write(Batch batch, std::optional<ProgramRow> program) {
    AppendOutcome outcome;
    outcome.detail = malformed(batch);
    if (!outcome.detail.empty()) return outcome;

    const std::lock_guard lock(mutex_);
    if (auto before = answered_before(batch)) return *before;
    outcome.status = AppendStatus::conflict;
    if (conflicts(batch) || (program && program->version != std::ssize(programs_) + 1)) return outcome;

    if (!batch.erase_owner.empty()) erase(batch.erase_owner);
    for (AggregateAppend& append : batch.aggregates) store(std::move(append));
    for (PersonalPart& part : batch.personal) personal_[{part.aggregate, part.version}] = part;
    for (Identity& identity : batch.identities) {
        const Names names(identity.kind, identity.external_id);
        names_[identity.aggregate] = names;
        identities_[names] = std::move(identity);
    }
    if (batch.idempotency) answers_[{batch.idempotency->principal, batch.idempotency->key}] = *batch.idempotency;
    if (program) programs_.push_back(*std::move(program));
    outcome.status = AppendStatus::done;
    outcome.position = tree_.size();
    return outcome;
}

std::optional<AppendOutcome> MemoryStore::answered_before(const Batch& batch) const {
    if (!batch.idempotency) return std::nullopt;
    const auto found = answers_.find(Names(batch.idempotency->principal, batch.idempotency->key));
    if (found == answers_.end()) return std::nullopt;
    AppendOutcome outcome;
    if (found->second.body_hash != batch.idempotency->body_hash) {
        outcome.status = AppendStatus::key_reused;
        return outcome;
    }
    outcome.status = AppendStatus::already_done;
    outcome.answer_status = found->second.status;
    outcome.answer = found->second.answer;
    return outcome;
}

bool MemoryStore::conflicts(const Batch& batch) const {
    for (const AggregateAppend& append : batch.aggregates) {
        const auto found = aggregates_.find(append.aggregate);
        if ((found == aggregates_.end() ? 0 : found->second.state.version) != append.expected_version) return true;
    }
    return std::any_of(batch.identities.begin(), batch.identities.end(), [&](const Identity& identity) {
        return identities_.contains({identity.kind, identity.external_id}) || names_.contains(identity.aggregate);
    });
}

void MemoryStore::erase(const std::string& owner) {
    std::set<std::string> owned = {owner};
    for (const Identity& identity : owned_by(owner)) {
        owned.insert(identity.aggregate);
        names_.erase(identity.aggregate);
        identities_.erase({identity.kind, identity.external_id});
    }
    std::erase_if(personal_, [&](const auto& entry) { return owned.contains(entry.second.aggregate); });
    std::erase_if(answers_, [&](const auto& entry) { return owned.contains(entry.second.owner); });
}

void MemoryStore::store(AggregateAppend append) {
    if (append.events.empty() && append.state.empty()) return;
    Aggregate& aggregate = aggregates_[append.aggregate];
    for (auto& event : append.events) {
        tree_.append(*from_hex(event.hash));
        aggregate.positions.push_back(tree_.size());
        aggregate.state.chain_hash = event.hash;
        log_.push_back({tree_.size(), append.aggregate, ++aggregate.state.version, std::move(event.bytes), event.hash});
    }
    aggregate.state.fold_version = append.fold_version;
    aggregate.state.bytes = std::move(append.state);
}

std::vector<StoredEvent> MemoryStore::history(std::string_view aggregate, std::int64_t after, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::vector<StoredEvent> events;
    const auto found = aggregates_.find(aggregate);
    if (found == aggregates_.end()) return events;
    const auto& positions = found->second.positions;
    for (auto i = static_cast<std::size_t>(std::max<std::int64_t>(after, 0));
         i < positions.size() && events.size() < limit; ++i)
        events.push_back(log_[static_cast<std::size_t>(positions[i] - 1)]);
    return events;
}

std::vector<StoredEvent> MemoryStore::tail(std::int64_t after_position, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    const auto first = std::min(static_cast<std::size_t>(std::max<std::int64_t>(after_position, 0)), log_.size());
    const auto last = first + std::min(limit, log_.size() - first);
    return {log_.begin() + static_cast<std::ptrdiff_t>(first), log_.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::vector<std::string> MemoryStore::aggregates(std::string_view prefix, std::string_view after, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    auto next = after < prefix ? aggregates_.lower_bound(prefix) : aggregates_.upper_bound(after);
    for (; next != aggregates_.end() && next->first.starts_with(prefix) && names.size() < limit; ++next)
        names.push_back(next->first);
    return names;
}

std::vector<Identity> MemoryStore::owned_by(std::string_view owner) const {
    std::vector<Identity> owned;
    for (const auto& [names, identity] : identities_)
        if (identity.owner == owner || identity.aggregate == owner) owned.push_back(identity);
    return owned;
}

std::vector<Identity> MemoryStore::identities(std::string_view after_aggregate, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::vector<Identity> found;
    for (auto next = names_.upper_bound(after_aggregate); next != names_.end() && found.size() < limit; ++next)
        found.push_back(identities_.at(next->second));
    return found;
}

std::vector<Idempotency> MemoryStore::answers(std::string_view after_key, std::string_view after_principal,
                                              std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::map<Names, Idempotency> by_key;
    for (const auto& [name, answer] : answers_) by_key.emplace(Names(answer.key, answer.principal), answer);
    std::vector<Idempotency> found;
    for (auto next = by_key.upper_bound(Names(after_key, after_principal));
         next != by_key.end() && found.size() < limit; ++next)
        found.push_back(next->second);
    return found;
}

MemberCounts MemoryStore::counts() {
    const std::lock_guard lock(mutex_);
    MemberCounts counts;
    for (const auto& [name, aggregate] : aggregates_) {
        counts.members += name.starts_with("member/");
        counts.orders += name.starts_with("order/");
    }
    counts.events = tree_.size();
    return counts;
}

std::vector<std::pair<std::string, std::string>> MemoryStore::settings(std::string_view prefix) {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, std::string>> found;
    for (auto next = settings_.lower_bound(std::string(prefix));
         next != settings_.end() && next->first.starts_with(prefix); ++next)
        found.emplace_back(*next);
    return found;
}

bool MemoryStore::set_setting(std::string_view name, std::string_view value) {
    const std::lock_guard lock(mutex_);
    if (value.empty())
        settings_.erase(std::string(name));
    else
        settings_[std::string(name)] = value;
    return true;
}

}  // namespace

std::unique_ptr<EventStore> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace laurel
