#include "edge/verify.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "edge/storage/hash.h"
#include "edge/storage/merkle.h"
#include "shared/core.h"
#include "shared/loyalty/check.h"
#include "shared/loyalty/ledger.h"

namespace laurel {
namespace {

constexpr std::size_t page_size = 500;
constexpr std::string_view program_aggregate = "program/main";

Error broken(ErrorCode code, std::string path, std::string found, std::string allowed) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

std::string text(std::int64_t number) { return std::to_string(number); }

// The feature's own invariants, where the aggregate has any.
std::optional<Error> check_event(const State& before, const Event& event, const State& after) {
    if (const auto* member = std::get_if<loyalty::MemberState>(&after)) {
        const auto* had = std::get_if<loyalty::MemberState>(&before);
        return loyalty::check_member_event(had != nullptr ? *had : loyalty::MemberState{}, event, *member);
    }
    if (const auto* order = std::get_if<loyalty::OrderState>(&after)) {
        const auto* had = std::get_if<loyalty::OrderState>(&before);
        return loyalty::check_order_event(had != nullptr ? *had : loyalty::OrderState{}, event, *order);
    }
    if (std::holds_alternative<loyalty::ActionState>(after)) {
        const auto* had = std::get_if<loyalty::ActionState>(&before);
        return loyalty::check_action_event(had != nullptr ? *had : loyalty::ActionState{}, event);
    }
    if (std::holds_alternative<loyalty::RedemptionState>(after)) {
        const auto* had = std::get_if<loyalty::RedemptionState>(&before);
        return loyalty::check_redemption_event(had != nullptr ? *had : loyalty::RedemptionState{}, event);
    }
    if (const auto* budget = std::get_if<loyalty::BudgetState>(&after)) {
        const auto* had = std::get_if<loyalty::BudgetState>(&before);
        return loyalty::check_budget_event(had != nullptr ? *had : loyalty::BudgetState{}, event, *budget);
    }
    if (std::holds_alternative<loyalty::CouponState>(after)) {
        const auto* had = std::get_if<loyalty::CouponState>(&before);
        return loyalty::check_coupon_event(had != nullptr ? *had : loyalty::CouponState{}, event);
    }
    if (std::holds_alternative<loyalty::CheckoutState>(after)) {
        const auto* had = std::get_if<loyalty::CheckoutState>(&before);
        return loyalty::check_checkout_event(had != nullptr ? *had : loyalty::CheckoutState{}, event);
    }
    if (const auto* discounts = std::get_if<loyalty::OrderDiscountsState>(&after)) {
        const auto* had = std::get_if<loyalty::OrderDiscountsState>(&before);
        return loyalty::check_order_discounts_event(had != nullptr ? *had : loyalty::OrderDiscountsState{}, event,
                                                    *discounts);
    }
    return std::nullopt;
}

// One aggregate, replayed from its first event.
struct Replay {
    std::string aggregate;
    std::int64_t version = 0;
    std::int64_t position = 0;  // of the last event
    std::string hash;           // of the last event
    State state;
};

class Verifier {
   public:
    Verifier(EventStore& store, const std::function<void(std::int64_t, std::int64_t)>& progress)
        : store_(store), progress_(progress) {}

    VerifyReport run();

   private:
    void check_log();
    std::optional<Error> check_sealed(const StoredEvent& stored) const;
    void check_aggregates();
    void check_aggregate(const std::string& aggregate);
    std::optional<Error> check_next(Replay& replay, const StoredEvent& stored) const;
    std::optional<Error> check_personal(const Event& event) const;
    std::optional<Error> check_row(const Replay& replay) const;
    void check_programs();
    void check_strays();
    void add(const Replay& replay);
    void find(VerifyReport::Finding finding);
    void tell();

    EventStore& store_;
    const std::function<void(std::int64_t, std::int64_t)>& progress_;
    VerifyReport report_;
    std::int64_t events_replayed_ = 0;
};

VerifyReport Verifier::run() {
    try {
        report_.head = store_.head();
        check_log();
        check_aggregates();
        check_programs();
        if (!report_.finding) check_strays();
    } catch (const StorageFailure& failure) {
        find({0, "", 0, broken(ErrorCode::storage_failed, "", failure.what(), "a readable store")});
    }
    return std::move(report_);
}

// The first by position; what belongs to no event counts last.
void Verifier::find(VerifyReport::Finding finding) {
    const bool is_first = !report_.finding || report_.finding->position == 0 ||
                          (finding.position != 0 && finding.position < report_.finding->position);
    if (is_first) report_.finding = std::move(finding);
}

// Each event takes two steps: one through the log, one through its aggregate.
void Verifier::tell() {
    if (progress_) progress_((report_.events + events_replayed_) / 2, report_.head.size);
}

// The sealed order: dense positions, events that are what their hashes say, the tree over them.
void Verifier::check_log() {
    MerkleFrontier tree;
    for (;;) {
        const std::vector<StoredEvent> page = store_.tail(report_.events, page_size);
        for (const StoredEvent& stored : page) {
            if (stored.position != report_.events + 1) {
                return find({report_.events + 1, "", 0,
                             broken(ErrorCode::chain_broken, "", "no event at position " + text(report_.events + 1),
                                    "dense positions")});
            }
            ++report_.events;
            if (auto error = check_sealed(stored))
                return find({stored.position, stored.aggregate, stored.version, *std::move(error)});
            tree.append(bytes_of(*digest_from_hex(stored.hash)));
        }
        tell();
        if (page.size() < page_size) break;
    }
    if (report_.events != report_.head.size) {
        const std::int64_t first = std::min(report_.events, report_.head.size) + 1;
        return find(
            {first, "", 0,
             broken(ErrorCode::tree_mismatch, "/size", text(report_.events) + " events", text(report_.head.size))});
    }
    const std::string root = to_hex(tree.root());
    if (report_.head.root != root) find({0, "", 0, broken(ErrorCode::tree_mismatch, "/root", report_.head.root, root)});
}

std::optional<Error> Verifier::check_sealed(const StoredEvent& stored) const {
    const std::string hash = sha256_hex(stored.bytes);
    if (stored.hash != hash)
        return broken(ErrorCode::chain_broken, "/hash", stored.hash, hash + ", the event's SHA-256");
    const auto chained = read_event(stored.bytes);
    if (!chained) return chained.error();
    if (chained->event.aggregate != stored.aggregate) {
        return broken(ErrorCode::chain_broken, "/aggregate", chained->event.aggregate, stored.aggregate);
    }
    if (chained->event.version != stored.version) {
        return broken(ErrorCode::chain_broken, "/version", text(chained->event.version), text(stored.version));
    }
    return std::nullopt;
}

void Verifier::check_aggregates() {
    std::string after;
    for (;;) {
        const std::vector<std::string> names = store_.aggregates("", after, page_size);
        for (const std::string& name : names) check_aggregate(name);
        if (names.size() < page_size) return;
        after = names.back();
    }
}

void Verifier::check_aggregate(const std::string& aggregate) {
    ++report_.aggregates;
    Replay replay{.aggregate = aggregate, .hash = {}, .state = {}};
    for (;;) {
        const std::vector<StoredEvent> page = store_.history(aggregate, replay.version, page_size);
        for (const StoredEvent& stored : page) {
            ++events_replayed_;
            if (auto error = check_next(replay, stored))
                return find({stored.position, aggregate, stored.version, *std::move(error)});
        }
        if (page.size() < page_size) break;
    }
    tell();
    if (auto error = check_row(replay)) return find({0, aggregate, replay.version, *std::move(error)});
    add(replay);
}

std::optional<Error> Verifier::check_next(Replay& replay, const StoredEvent& stored) const {
    if (stored.version != replay.version + 1) {
        return broken(ErrorCode::chain_broken, "/version", text(stored.version),
                      text(replay.version + 1) + ", the next one");
    }
    if (stored.position <= replay.position) {
        return broken(ErrorCode::chain_broken, "", "position " + text(stored.position),
                      "one after " + text(replay.position) + ", where version " + text(replay.version) + " is");
    }
    const auto chained = read_event(stored.bytes);
    if (!chained) return chained.error();
    if (chained->previous_hash != replay.hash) {
        return broken(ErrorCode::chain_broken, "/previous_hash", chained->previous_hash,
                      replay.hash + ", the previous event's");
    }
    if (event_bytes(chained->event, replay.hash) != stored.bytes) {
        return broken(ErrorCode::chain_broken, "", "other bytes for the same content", "canonical JSON");
    }
    if (auto error = check_personal(chained->event)) return error;
    State after = fold(replay.state, chained->event);
    if (auto error = check_event(replay.state, chained->event, after)) return error;
    replay.state = std::move(after);
    replay.version = stored.version;
    replay.position = stored.position;
    replay.hash = stored.hash;
    return std::nullopt;
}

// A personal part that is gone was erased; one that is there must be the one that the event was made with.
std::optional<Error> Verifier::check_personal(const Event& event) const {
    const auto part = store_.personal(event.aggregate, event.version);
    if (!part) return std::nullopt;
    const std::string digest = sha256_hex(part->salt + part->bytes);
    if (digest == event.personal_digest) return std::nullopt;
    return broken(ErrorCode::personal_part_mismatch, "/personal_digest", digest,
                  event.personal_digest.empty() ? "no personal part" : event.personal_digest);
}

std::optional<Error> Verifier::check_row(const Replay& replay) const {
    const auto row = store_.read(replay.aggregate);
    if (!row) return broken(ErrorCode::state_mismatch, "", "no state", "what its events add up to");
    if (row->version != replay.version) {
        return broken(ErrorCode::state_mismatch, "/version", text(row->version),
                      text(replay.version) + ", the last event's");
    }
    if (row->chain_hash != replay.hash)
        return broken(ErrorCode::state_mismatch, "/chain_hash", row->chain_hash, replay.hash);
    // A row that another version of the code folded is never used.
    if (row->fold_version != fold_version) return std::nullopt;
    const std::string folded = write_json(state_to_value(replay.state));
    if (row->bytes != folded)
        return broken(ErrorCode::state_mismatch, "", quoted(row->bytes), quoted(folded) + ", as its events add up");
    return std::nullopt;
}

// What orders were judged by must be what was published.
void Verifier::check_programs() {
    for (const ProgramRow& row : store_.programs()) {
        const std::string hash = sha256_hex(row.document);
        const std::vector<StoredEvent> page = store_.history(program_aggregate, row.version - 1, 1);
        const auto chained = page.empty() ? Result<ChainedEvent>(ChainedEvent{}) : read_event(page.front().bytes);
        const std::string sealed(chained ? chained->event.data.string_at("document_hash") : "");
        if (sealed == hash) continue;
        find({page.empty() ? 0 : page.front().position, std::string(program_aggregate), row.version,
              broken(ErrorCode::state_mismatch, "/data/document_hash", sealed, hash + ", the stored programme's")});
    }
}

// With every listed aggregate sound, an event that was not reached belongs to none of them.
void Verifier::check_strays() {
    if (events_replayed_ == report_.events) return;
    for (std::int64_t position = 0; position < report_.events;) {
        for (const StoredEvent& stored : store_.tail(position, page_size)) {
            position = stored.position;
            if (store_.read(stored.aggregate)) continue;
            return find({position, stored.aggregate, stored.version,
                         broken(ErrorCode::state_mismatch, "", "an event of an aggregate that is not there", "")});
        }
    }
}

void Verifier::add(const Replay& replay) {
    const auto* member = std::get_if<loyalty::MemberState>(&replay.state);
    if (member == nullptr) return;
    const loyalty::Balance balance = loyalty::balance_at(*member, member->clock_ms, 0);
    ++report_.members;
    report_.points_outstanding += balance.available + balance.pending + balance.reserved;
}

}  // namespace

VerifyReport verify(EventStore& store, const std::function<void(std::int64_t, std::int64_t)>& progress) {
    return Verifier(store, progress).run();
}

}  // namespace laurel
