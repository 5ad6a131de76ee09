#pragma once
// One store's application layer: turns the shop's ids into ours, runs the core on the caller's thread and appends what
// it decided. Routes, the importer and the command line all write through here. Thread-safe.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/coupon_requests.h"
#include "edge/requests.h"
#include "edge/storage/event_store.h"
#include "edge/tier_requests.h"
#include "edge/unit_of_work.h"
#include "shared/core.h"

namespace laurel {

// Where time comes from: milliseconds since 1970. Only main.cpp reads the real one.
using Clock = std::function<std::int64_t()>;

// Who writes, and under which client-made id. An empty key means that natural keys alone guard against repetition.
struct Writer {
    std::string principal;  // scope of the idempotency key: "key:<id>" or "member:<shop's id, hashed>"
    std::string author;     // goes into the events: the same, without anything personal
    std::string idempotency_key;
    std::string body_hash;  // SHA-256 hex of method, path and body
};

struct Answer {
    int status = 200;       // 201 for what is new, 200 for a natural repetition
    std::string body;       // canonical JSON; of a kept business failure error_to_value's (edge/errors.h)
    bool replayed = false;  // the idempotency key had been used: this is its first answer
    std::int64_t position = 0;
};

// A member as read for an answer.
struct MemberRecord {
    std::string aggregate;  // "" when the shop's id is unknown
    loyalty::MemberState state;
    std::string state_json;  // the same as its row holds it
    Value references;        // {"<event version>": the shop's order id or an adjustment's reason}
};

// A programme version, read and ready.
struct PublishedProgram {
    Program program;
    ProgramRow row;
    std::string hash;  // of the document
};

using ProgramVersions = std::vector<std::shared_ptr<const PublishedProgram>>;  // in order: version 1 first

// The newest of them in force at the instant; nullptr where none is.
std::shared_ptr<const PublishedProgram> in_force_at(const ProgramVersions& versions, std::int64_t instant_ms);

// How an order is tried out.
struct Trial {
    const Program* draft = nullptr;  // nullptr: the version in force judges it
    // As if it were placed at that instant, by a member as she was before it. Nothing: as a write now would judge it.
    std::optional<std::int64_t> as_of_ms{};
};

class Service {
   public:
    // Error: a programme in the store that this version can't read.
    static Result<std::unique_ptr<Service>> open(std::string store_id, std::shared_ptr<EventStore> store, Clock clock);

    const std::string& store_id() const { return store_id_; }
    EventStore& store() { return *store_; }
    std::int64_t now_ms() const { return clock_(); }
    // Of the store; another one means that an older copy was restored (event_store.h, TreeHead).
    std::int64_t epoch() const { return epoch_; }

    // Writes. A Result's error is a failure that is not kept (storage, a reused key); an Answer with status >= 400 is a
    // business failure, kept under the key.
    Result<Answer> place_order(const Writer& writer, const OrderRequest& request);
    Result<Answer> refund_order(const Writer& writer, std::string_view order_id, const RefundRequest& request);
    Result<Answer> reach_milestone(const Writer& writer, std::string_view order_id, std::string_view milestone,
                                   std::int64_t reached_at_ms);
    Result<Answer> record_action(const Writer& writer, std::string_view member_id, const ActionRequest& request);
    Result<Answer> revoke_action(const Writer& writer, std::string_view action_id);
    // What the member brings along from another programme: once for ever, whatever the source, and never again for one
    // who was erased since.
    Result<Answer> open_account(const Writer& writer, std::string_view member_id, const OpeningRequest& request);
    // Replaces what the member told before; {} takes it back.
    Result<Answer> give_facts(const Writer& writer, std::string_view member_id, const Value& facts);
    Result<Answer> extend(const Writer& writer, std::string_view member_id, std::string_view point_kind,
                          std::int64_t expires_at_ms, std::string_view reason);
    Result<Answer> hold(const Writer& writer, std::string_view member_id, std::string_view redemption_id,
                        std::int64_t points, std::string_view point_kind = loyalty::main_point_kind);
    // The answer has a "code", which the shop's checkout can look the redemption up by.
    Result<Answer> redeem(const Writer& writer, std::string_view member_id, const RedemptionRequest& request);
    Result<Answer> cancel(const Writer& writer, std::string_view member_id, std::string_view redemption_id);
    Result<Answer> resolve_hold(const Writer& writer, std::string_view member_id, std::string_view redemption_id,
                                bool capture);
    // By the code that a redemption handed over. Error: redemption_unknown.
    Result<Answer> resolve_code(const Writer& writer, std::string_view code, loyalty::RedemptionStatus outcome);
    Result<Answer> adjust(const Writer& writer, std::string_view member_id, std::int64_t points,
                          std::string_view reason, std::string_view point_kind = loyalty::main_point_kind);
    // What the order would earn and why, rule by rule, without placing it. It needs no id, and without a currency it is
    // in the programme's. judgement_to_value's document; each of the outcomes has a "sentence" too. Without a member it
    // is a "guest"'s, who earns nothing, and is judged as a new member's.
    Result<Value> explain(const OrderRequest& request, const Trial& trial = {});
    // What publishing the document would put in force, with a calendar that begins two years before the instant.
    // Errors: as of publish.
    Result<Program> draft(const Value& document, std::int64_t from_ms);
    // Coupons (coupons.cpp). Codes are given as they were typed; ids are the pseudonyms that stand for them. A checkout
    // is the shop's own id of one. What each code would give and why not, with nothing written: {"codes", "discounts",
    // ...}.
    Result<Value> quote_coupons(const CartRequest& request, std::string_view checkout_id);
    Result<Answer> reserve_coupons(const Writer& writer, std::string_view checkout_id, const CartRequest& request);
    Result<Answer> commit_coupons(const Writer& writer, std::string_view checkout_id, std::string_view order_id);
    Result<Answer> release_coupons(const Writer& writer, std::string_view checkout_id);
    Result<Answer> void_coupon(const Writer& writer, std::string_view coupon_id, std::string_view reason);
    // Issues so many codes, a thousand to a commit, and hands out each thousand once it is durable; how many there are.
    // Under an idempotency key the same request gives the same codes again, after a crash the rest of them too.
    Result<std::int64_t> issue_coupons(const Writer& writer, const IssueRequest& request,
                                       const std::function<void(const std::vector<std::string>&)>& issued);
    // nullopt where there is none.
    Result<std::optional<Value>> coupon(std::string_view coupon_id);
    // Error: coupon_mistyped.
    Result<std::string> coupon_id_of(std::string_view code) const;
    // In the order of their ids after one, of one campaign or of all (""): {"coupons": [...], "next": id or null}. A
    // page may hold fewer than the limit before the last one.
    Result<Value> list_coupons(std::string_view campaign, std::string_view after, std::size_t limit);
    // Those that are bound to the member, with their codes.
    Result<Value> coupons_of(std::string_view member_id);
    // Tiers (tiers.cpp).
    Result<Answer> invite_tier(const Writer& writer, std::string_view member_id, const InvitationRequest& request);
    Result<Answer> withdraw_tier(const Writer& writer, std::string_view member_id, std::string_view reason);
    Result<Answer> use_benefit(const Writer& writer, std::string_view member_id, const BenefitUseRequest& request);
    // What the member (anybody new where the shop's id is unknown) has and lacks, and what the cart would change.
    Result<Value> tier(std::string_view member_id, const std::optional<loyalty::Cart>& cart);
    // In the order of their names after one, of one tier or of all (""): {"members": [...], "next": name or null}. A
    // page may hold fewer than the limit before the last one.
    Result<Value> members_by_tier(std::string_view tier, std::string_view after, std::size_t limit);
    // Removes the person everywhere; totals, chain and tree stay valid.
    Result<Answer> erase(const Writer& writer, std::string_view member_id);

    // Reads.
    Result<MemberRecord> member(std::string_view member_id);
    // As of a past instant, by replaying that one aggregate's events that were effective by then.
    Result<MemberRecord> member_as_of(std::string_view member_id, std::int64_t instant_ms);
    // Everything that the store holds about the member, as one document. Error: member_unknown.
    Result<Value> export_member(std::string_view member_id);

    // What the member (anybody without points where the shop's id is unknown) can have for points now, and why not.
    Result<Value> rewards(std::string_view member_id, std::optional<loyalty::Cart> cart);
    // The programme's rewards in its order with what is left of their stocks: at most `limit` of those after the id.
    Result<Value> stocks(std::string_view after, std::size_t limit);
    // What a code stands for. Error: redemption_unknown.
    Result<Value> redemption_of_code(std::string_view code);

    // Programmes. The newest version in force at the instant; nullptr when none is published. What another process
    // published is seen within a second.
    std::shared_ptr<const PublishedProgram> program_at(std::int64_t instant_ms);
    std::shared_ptr<const PublishedProgram> newest_program();
    ProgramVersions programs();
    // Embeds the zone and the lunar years, signs the public projection, appends the event. Without in_force_from_ms the
    // first version is in force since ever and a later one from now on. A store keeps its currency: its ledger has one.
    // {"version", "hash", "in_force_from_at"}.
    Result<Answer> publish(const Writer& writer, const Value& document, std::optional<std::int64_t> in_force_from_ms);
    // Publishes the version's document again, as a new version: what was published stays. Error: value_not_allowed at
    // /version for one that was never published.
    Result<Answer> roll_back(const Writer& writer, std::int64_t version, std::optional<std::int64_t> in_force_from_ms);

    // Many writes, each seeing the ones before, committed together: for importers. Nothing is durable before commit.
    // Not for several threads; other writers may go on meanwhile.
    class Bulk;
    std::unique_ptr<Bulk> bulk(std::string author);

   private:
    friend class Bulk;
    Service(std::string store_id, std::shared_ptr<EventStore> store, Clock clock);

    // A command with the identities that go with it and what its answer adds.
    struct Intent {
        Command command;
        std::int64_t judged_at_ms = 0;  // whose programme judges it
        std::vector<Identity> identities;
        Object echoed;  // members of the answer that only the shop knows: its ids
        std::string owner;
        std::string erase_owner;

        Value completed(Value answer) const;  // with what is echoed
    };
    using Plan = std::function<Intent(StoreReader&)>;

    // Codes that follow from one secret seed.
    struct IssueSeries {
        std::string seed;
        bool may_be_known = false;  // some of them may have been issued before
        std::optional<Idempotency> idempotency = std::nullopt;
    };

    Result<Answer> execute(const Writer& writer, const Plan& plan);
    Result<Answer> attempt(const Writer& writer, const Plan& plan, AppendOutcome& outcome);
    // The document with its zone and calendar, as it is published. Errors: it does not fit, or in another currency.
    Result<Value> embedded(const Value& document, std::int64_t calendar_from_ms);
    Result<Answer> append_program(const Writer& writer, ProgramRow row, const std::string& hash);
    Intent plan_order(const OrderRequest& request, const std::string& member, bool member_is_new) const;
    std::string coupon_aggregate(std::string_view plain_code) const;
    loyalty::ReserveCoupons cart_command(std::string_view checkout_id, const CartRequest& request,
                                         std::string member) const;
    Result<std::vector<std::string>> issue_chunk(const Writer& writer, const IssueRequest& request,
                                                 const IssueSeries& series, std::int64_t from);
    std::string action_aggregate(std::string_view action_id) const;
    std::string opening_aggregate(std::string_view member_id) const;
    std::string redemption_aggregate(std::string_view member, std::string_view redemption_id) const;
    static std::string fresh_member();
    Intent plan_refund(std::string_view order_id, const RefundRequest& request) const;
    // known: the member whom the shop calls so; nullopt for nobody yet.
    Intent plan_opening(StoreReader& reader, std::string_view member_id, const OpeningRequest& request,
                        const std::optional<std::string>& known) const;
    std::string pseudonym(std::string_view kind, std::string_view scope, std::string_view external_id) const;
    // The member's aggregate; a fresh one (not yet known to anybody) when the shop's id is new.
    static std::string member_aggregate(StoreReader& reader, std::string_view member_id);
    Result<bool> load_programs();
    void refresh_programs();
    static Result<Answer> replayed(const Idempotency& kept, const Writer& writer);
    // What an append that wrote nothing means to the caller; nullopt when it is done, already done or to be tried
    // again.
    static std::optional<Error> append_error(const AppendOutcome& outcome);

    std::string store_id_;
    std::shared_ptr<EventStore> store_;
    Clock clock_;
    std::string pseudonym_key_;
    std::int64_t epoch_;
    std::mutex programs_mutex_;
    ProgramVersions programs_;
    std::int64_t programs_checked_at_ms_ = 0;
};

class Service::Bulk {
   public:
    Bulk(Service& service, std::string author)
        : service_(service), author_(std::move(author)), unit_(service.store()) {}

    // An account as it was opened, now or earlier.
    struct Opening {
        bool is_new = false;
        loyalty::MemberState member;
    };

    // The answer as the single write gives it. An error leaves the bulk as it was.
    Result<Value> place_order(OrderRequest request);
    Result<Value> refund_order(std::string order_id, RefundRequest request);
    // facts: what was known of the person elsewhere; kept for a new account whose member told nothing yet.
    Result<Opening> open_account(std::string member_id, OpeningRequest request, Value facts);
    std::size_t events() const { return unit_.events(); }  // waiting for commit
    // The store's last position. What another writer came in between of is decided again first; an error of that is the
    // commit's. The bulk is empty again, whatever happened.
    Result<std::int64_t> commit();

   private:
    using Step = std::function<Result<Value>()>;

    // Does the step, and keeps it until the commit.
    Result<Value> take(Step step);
    Result<Value> run(const Intent& intent);
    Batch take_batch();
    std::optional<std::string> known(std::string_view member_id);
    Result<Value> open(std::string_view member_id, const OpeningRequest& request, const Value& facts);

    Service& service_;
    std::string author_;
    UnitOfWork unit_;
    std::vector<Step> steps_;
    std::vector<Identity> identities_;
    std::map<std::string, std::string, std::less<>> new_members_;  // by the shop's id
};

}  // namespace laurel
