#pragma once
// What a storage engine promises. One EventStore holds one merchant's store and nothing of any other. Every engine
// passes tests/contract. All members may be called from any thread. An append that returned done
// is seen by every read that starts after it.
#include <array>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace laurel {

// Thrown by reads (and by forget_answers_before) when the medium fails or gives back something else than was written:
// no answer is better than a wrong one. Appends never throw; they answer full or failed.
class StorageFailure : public std::runtime_error {
   public:
    using std::runtime_error::runtime_error;
};

// The state row of an aggregate: what its events add up to. bytes is the canonical JSON of the state after `version`.
struct StateRow {
    std::int64_t version = 0;
    std::int64_t fold_version = 0;  // of the code that folded it; a row with another one is rebuilt by replay
    std::string bytes;
    std::string chain_hash;  // lowercase hex SHA-256 of the aggregate's last event's bytes
};

struct NamedRow {
    std::string aggregate;
    std::optional<StateRow> row;  // nullopt without events
};

struct StoredEvent {
    std::int64_t position = 0;  // 1, 2, 3, ... dense in the store: the order of sealing
    std::string aggregate;
    std::int64_t version = 0;
    std::string bytes;
    std::string hash;  // lowercase hex SHA-256 of bytes
};

// The erasable part of one event.
struct PersonalPart {
    std::string aggregate;
    std::int64_t version = 0;
    std::string salt;   // 16 random bytes as hex
    std::string bytes;  // canonical JSON
};

// What the shop calls an aggregate, and whose it is. Erasable. (kind, external_id) is unique, and an aggregate has at
// most one.
struct Identity {
    std::string kind;         // "member", "order", "action", "opening" (of an account)
    std::string external_id;  // the shop's own id
    std::string aggregate;    // ours
    std::string owner;        // the member's aggregate that it goes with when erased; "" for nobody's
};

struct AggregateAppend {
    std::string aggregate;
    std::int64_t expected_version = 0;  // 0: must not exist yet
    struct NewEvent {
        std::string kind;
        std::int64_t effective_at_ms = 0;
        std::string bytes;
        std::string hash;  // lowercase hex
    };
    std::vector<NewEvent> events;  // versions expected_version + 1, ...; may be empty to only assert the version
    std::int64_t fold_version = 0;
    std::string state;  // after the events; without events: replaces the state row (a rebuild), or "" to leave it
};

// An answer kept so that the same write, sent again, gets the same reply. Scoped to (store, principal).
struct Idempotency {
    std::string principal;
    std::string key;
    std::string body_hash;
    std::int32_t status = 0;  // HTTP status of the answer
    std::string answer;
    std::string owner;  // the member's aggregate that the answer speaks of, "" for none: erased with it
    std::int64_t recorded_at_ms = 0;
};

// Checked in this order: idempotency, expected versions, identities. A malformed batch (an aggregate named twice, a
// hash that is not its bytes' SHA-256, a personal part of an event outside the batch) fails.
struct Batch {
    std::vector<AggregateAppend> aggregates;
    std::vector<PersonalPart> personal;
    std::vector<Identity> identities;
    std::optional<Idempotency> idempotency;
    // Erasure: forget identities, personal parts and stored answers of this member's aggregate and of all it owns, in
    // this commit. What the batch itself adds is written after that and stays. No byte of what was forgotten is left in
    // the store's files.
    std::string erase_owner;
};

enum class AppendStatus {
    done,      // committed and synced
    conflict,  // an expected version or an identity was taken meanwhile: nothing was written; read again, decide again
    already_done,  // the idempotency key is there with the same body hash: `answer` is the first answer; nothing was
                   // written
    key_reused,    // the idempotency key is there with another body hash; nothing was written
    full,          // no space: nothing was written; reads go on
    failed,  // any other storage error, or a malformed batch: nothing of it is visible. Only a failed sync leaves open
             // whether a crash right after brings it back; the same idempotency key, sent again, tells
};

struct AppendOutcome {
    AppendStatus status = AppendStatus::failed;
    std::int64_t position = 0;  // the store's last sealed position after this batch (done)
    std::int32_t answer_status = 0;
    std::string answer;
    std::string detail;  // for logs (full, failed)
};

// The head of the store's RFC 6962 tree, whose leaves are the events' hashes (32 bytes each) in the order of positions.
struct TreeHead {
    std::int64_t epoch = 1;  // raised when an older copy is restored
    std::int64_t size = 0;
    std::string root;  // lowercase hex
};

struct ProgramRow {
    std::int64_t version = 0;
    std::int64_t in_force_from_ms = 0;
    std::int64_t published_at_ms = 0;
    std::string author;
    std::string document;    // canonical JSON, private parts included, zone embedded
    std::string projection;  // the signed public projection as served
};

struct MemberCounts {
    std::int64_t members = 0;  // aggregates named member/...
    std::int64_t orders = 0;   // aggregates named order/...
    std::int64_t events = 0;
};

// The reads that answers and decisions are made of.
class StoreReader {
   public:
    virtual ~StoreReader() = default;

    virtual std::optional<StateRow> read(std::string_view aggregate) = 0;
    // One aggregate's events from version `after` + 1 on, at most `limit`.
    virtual std::vector<StoredEvent> history(std::string_view aggregate, std::int64_t after, std::size_t limit) = 0;
    virtual std::optional<Identity> identity(std::string_view kind, std::string_view external_id) = 0;
    // The same with its state row at once, for what is read most.
    virtual std::optional<NamedRow> read_named(std::string_view kind, std::string_view external_id) = 0;
    // What the shop calls the aggregate.
    virtual std::optional<std::string> external_id_of(std::string_view aggregate) = 0;
    virtual std::optional<PersonalPart> personal(std::string_view aggregate, std::int64_t version) = 0;
    virtual std::optional<Idempotency> answered(std::string_view principal, std::string_view key) = 0;
};

class EventStore : public StoreReader {
   public:
    // Atomic over all aggregates of the batch, durable when it returns done. Blocks until its group is committed.
    AppendOutcome append(Batch batch) { return submit(std::move(batch)).get(); }
    // The same without waiting for the commit, for whoever has many batches to write: they share one sync. Blocks only
    // while the queue is full. One thread's batches are applied in the order of its calls, so a batch may build on the
    // one before.
    virtual std::future<AppendOutcome> submit(Batch batch) = 0;

    // The reads of one moment, for whoever decides or answers on several of them; together they cost little more than
    // one. The moment is no earlier than the call. For one thread, which appends nothing while it has the reader.
    virtual std::unique_ptr<StoreReader> reader() = 0;
    // Sealed events after a position, at most `limit`, in order.
    virtual std::vector<StoredEvent> tail(std::int64_t after_position, std::size_t limit) = 0;
    // Aggregates in byte order after `after`, at most `limit`, whose name starts with prefix.
    virtual std::vector<std::string> aggregates(std::string_view prefix, std::string_view after, std::size_t limit) = 0;

    // All that an owner has, the owner's own included.
    virtual std::vector<Identity> identities_of_owner(std::string_view owner) = 0;
    // Everybody's, in byte order of their aggregates after `after_aggregate`, at most `limit`.
    virtual std::vector<Identity> identities(std::string_view after_aggregate, std::size_t limit) = 0;
    // Every answer that is kept, in byte order of (key, principal) after those two, at most `limit`.
    virtual std::vector<Idempotency> answers(std::string_view after_key, std::string_view after_principal,
                                             std::size_t limit) = 0;
    // Drops stored answers recorded before the instant (90 days is the caller's rule).
    virtual void forget_answers_before(std::int64_t recorded_before_ms) = 0;

    virtual TreeHead head() = 0;
    virtual MemberCounts counts() = 0;
    // Since the store was opened, each of one group of batches; 0 where nothing is committed in groups.
    virtual std::int64_t commits() const { return 0; }

    // Programs are versions 1, 2, 3, ...; publishing appends the event and the row in one commit. Any other version
    // than the next is a conflict.
    virtual AppendOutcome publish(Batch batch, ProgramRow program) = 0;
    virtual std::vector<ProgramRow> programs() = 0;

    // Secrets of this store that must survive restarts (the key of pseudonyms, signing keys, public keys of token
    // issuers, hashed admin keys): small named blobs, written synchronously.
    virtual std::optional<std::string> setting(std::string_view name) = 0;
    virtual std::vector<std::pair<std::string, std::string>> settings(std::string_view prefix) = 0;
    // An empty value removes it. False when it could not be written.
    virtual bool set_setting(std::string_view name, std::string_view value) = 0;
};

}  // namespace laurel
