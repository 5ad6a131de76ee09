#pragma once
// Commands run one after another over one store, each seeing what the ones before it did, until the whole becomes one
// batch.
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"
#include "shared/core.h"
#include "shared/loyalty/tier_preview.h"

namespace laurel {

// A state row read and ready, whatever version of the code wrote it.
struct LoadedState {
    std::int64_t version = 0;
    std::string chain_hash;
    State state;
    std::string json;  // of the state as it was read, as its row holds it
};

// monostate for an aggregate without events. A row of another fold_version is rebuilt by replay.
// Errors: state_unreadable, storage_failed.
Result<LoadedState> load_state(StoreReader& reader, const std::string& aggregate, std::optional<StateRow> row);

// What the aggregate's events that were effective before the instant add up to. Errors: as of load_state.
Result<LoadedState> replay_state(StoreReader& reader, const std::string& aggregate,
                                 std::int64_t before_ms = std::numeric_limits<std::int64_t>::max());

// The aggregate of the member whom the shop calls so.
std::optional<std::string> known_member(StoreReader& reader, std::string_view member_id);

class UnitOfWork {
   public:
    // The store itself or one of its readers; it lives as long as the unit runs commands.
    // before_ms: what explain looks at is as it was before that instant.
    explicit UnitOfWork(StoreReader& reader, std::optional<std::int64_t> before_ms = std::nullopt)
        : reader_(reader), before_ms_(before_ms) {}

    // Reads what the command needs, decides, folds. The reply of answer(); changed() tells whether anything was new.
    // An error leaves the unit as it was.
    Result<Value> run(const Program& program, const Command& command, const Context& context);
    bool changed() const { return changed_; }
    // What run read or wrote; nullptr for what it did not.
    const State* state(std::string_view aggregate) const;
    // What run would judge of the order, rule by rule; nothing is added to the unit.
    Result<Value> explain(const Program& program, const loyalty::PlaceOrder& command, Context context);
    // Likewise of a cart's codes.
    Result<Value> explain(const Program& program, const loyalty::ReserveCoupons& command, Context context);

    // What a member, "" for nobody, has of tiers, lacks, and would have with the cart. It points into the programme.
    Result<loyalty::TierPreview> tier(const Program& program, const std::string& member,
                                      const std::optional<loyalty::Cart>& cart, std::int64_t now_ms);

    // The programme's rewards for a member, with the stocks as they are now. They point into the programme.
    Result<std::vector<loyalty::RewardStatus>> rewards(const Program& program, const RewardsQuery& query,
                                                       Context context);
    // How much of a budget is used and held at the instant.
    Result<loyalty::BudgetUse> used(const std::string& budget, std::int64_t instant_ms);

    // Appends one event that no command of the core makes (a programme's publishing).
    Result<bool> add(Event event);

    std::size_t events() const { return event_count_; }
    // Everything so far; the unit is empty again.
    Batch take_batch();

   private:
    struct Row {
        std::int64_t stored_version = 0;
        LoadedState loaded;
        std::vector<AggregateAppend::NewEvent> events;
    };

    Result<Row*> row(const std::string& aggregate);
    // The states that the command needs.
    Result<States> states_for(const Program& program, const Command& command);
    // Reads what is missing; asked again until nothing is.
    template <class Missing>
    Result<States> read_all(Missing missing);
    // What the member told about herself.
    Value facts_of(std::string_view member, const States& states);
    template <class Explained>
    Result<Value> explained(const Program& program, const Explained& command, Context context);
    void append(Row& row, Event event);

    StoreReader& reader_;
    std::optional<std::int64_t> before_ms_;
    std::map<std::string, Row, std::less<>> rows_;
    std::vector<PersonalPart> personal_;
    std::size_t event_count_ = 0;
    bool changed_ = false;
};

}  // namespace laurel
