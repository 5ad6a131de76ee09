#include "edge/integrations/members_csv/ledger.h"

#include "shared/loyalty/ledger.h"

namespace laurel::members_csv {
namespace {

constexpr std::size_t events_per_commit = 4000;

OpeningRequest request_of(const OpeningAccount& account) {
    return {.source = account.source,
            .joined_at_ms = account.joined_at_ms,
            .lots = account.lots,
            .deficit = account.deficit};
}

// What the core keeps apart from the log, where it can be erased.
Value facts_of(const OpeningAccount& account) {
    if (!account.birthday) return {};
    Object birthday{{"month", account.birthday->month}, {"day", account.birthday->day}};
    if (account.birthday->year) birthday.set("year", *account.birthday->year);
    return Object{{"birthday", std::move(birthday)}};
}

class Ledger {
   public:
    Ledger(Service& service, bool is_dry_run)
        : service_(service), is_dry_run_(is_dry_run), bulk_(service.bulk(author)) {}

    Result<OpenOutcome> open(const OpeningAccount& account);
    Result<bool> commit();

   private:
    static constexpr const char* author = "import";

    Service& service_;
    bool is_dry_run_;
    std::unique_ptr<Service::Bulk> bulk_;
};

Result<OpenOutcome> Ledger::open(const OpeningAccount& account) {
    if (is_dry_run_) bulk_ = service_.bulk(author);
    const auto opening = bulk_->open_account(account.member_id, request_of(account), facts_of(account));
    if (!opening) return opening.error();
    OpenOutcome outcome{.is_known = !opening->is_new, .is_erased = opening->member.erased};
    if (!outcome.is_erased) {
        const loyalty::Balance balance = loyalty::balance_at(opening->member, service_.now_ms(), 0);
        outcome.balance = balance.available + balance.pending + balance.reserved;
    }
    if (is_dry_run_ || bulk_->events() < events_per_commit) return outcome;
    const auto committed = commit();
    return committed ? Result<OpenOutcome>(outcome) : committed.error();
}

Result<bool> Ledger::commit() {
    const auto committed = bulk_->commit();
    return committed ? Result<bool>(true) : committed.error();
}

}  // namespace

Sink ledger_sink(Service& service, bool is_dry_run) {
    const auto ledger = std::make_shared<Ledger>(service, is_dry_run);
    return {.open = [ledger](const OpeningAccount& account) { return ledger->open(account); },
            .commit = [ledger] { return ledger->commit(); }};
}

}  // namespace laurel::members_csv
