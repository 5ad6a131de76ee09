#include "edge/cli/member_text.h"

#include <algorithm>

#include "edge/text_table.h"
#include "shared/base/event.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/tier_preview.h"
#include "shared/view/messages.h"

namespace laurel::cli {
namespace {

using loyalty::Lot;

constexpr std::size_t lots_shown_max = 30;
constexpr std::int64_t default_soon_days = 30;
constexpr view::Locale english = view::Locale::en;

std::string points_text(std::int64_t points) { return view::format_integer(english, points); }

class MemberText {
   public:
    MemberText(Service& service, const MemberRecord& record, const PublishedProgram* program, std::int64_t instant_ms)
        : service_(service), record_(record), program_(program), instant_ms_(instant_ms) {}

    std::string text(std::string_view member_id);

   private:
    std::string date(std::int64_t at_ms) const {
        return view::format_date(english,
                                 local_date(program_ != nullptr ? program_->program.loyalty.zone : Zone{}, at_ms));
    }
    // The last day on which points can be spent: they end at the start of the day after it.
    std::string last_day(std::int64_t expires_at_ms) const {
        return expires_at_ms == instant_ms_max ? "for ever" : date(expires_at_ms - 1);
    }
    bool is_open(const Lot& lot) const { return lot.remaining > 0 && lot.expires_at_ms > instant_ms_; }
    std::string tier() const;
    // "20.00 GBP of spend", "3 orders", "50 qualifying points"
    std::string measure_text(const loyalty::TierMeasure& measure) const;
    std::string balance() const;
    std::string lots();
    std::string holds() const;
    std::string movements() const;
    std::string cause_of(const Lot& lot);

    Service& service_;
    const MemberRecord& record_;
    const PublishedProgram* program_;
    std::int64_t instant_ms_;
};

std::string MemberText::text(std::string_view member_id) {
    const loyalty::MemberState& state = record_.state;
    std::string text =
        "Member " + std::string(member_id) + " of store " + service_.store_id() + ", as of " + date(instant_ms_);
    if (program_ != nullptr) text += " (" + program_->program.time_zone + ")";
    text += state.erased ? "\nErased. What follows can't be traced to a person.\n" : "\n";
    if (state.version == 0) return text + "Nothing had happened by then.\n";
    text += "Joined on " + date(state.joined_at_ms) + "\n" + tier() + "\n" + balance();
    for (const loyalty::Account& account : state.accounts) {
        text += account.point_kind == loyalty::main_point_kind ? "\n  In all: " : "\n  " + account.point_kind + ": ";
        text += "earned " + points_text(account.earned) + ", spent " + points_text(account.spent) + ", expired " +
                points_text(account.expired) + ", taken back " + points_text(account.clawed_back) + ", adjusted by " +
                view::format_signed(english, account.adjusted) + "\n";
    }
    return text + lots() + holds() + movements();
}

std::string MemberText::measure_text(const loyalty::TierMeasure& measure) const {
    if (measure.name == "spend_minor")
        return view::format_money(english, measure.missing(), program_->program.loyalty.currency) + " of spend";
    return points_text(measure.missing()) + (measure.name == "orders" ? " orders" : " qualifying points");
}

// "Tier Gold since 1 May 2026, good through 31 December 2026\n", with what the next one takes; "" without tiers.
std::string MemberText::tier() const {
    if (program_ == nullptr || program_->program.loyalty.tiers == nullptr) return "";
    const loyalty::Settings& settings = program_->program.loyalty;
    const auto preview = loyalty::tier_preview(settings, record_.state, std::nullopt, instant_ms_);
    if (!preview) return "";
    const loyalty::TierStanding& standing = preview->now.standing;
    std::string text = "No tier";
    if (const loyalty::TierLevel* level = settings.tiers->level(standing.rank)) {
        text = "Tier " + level->name.en + " since " + date(standing.since_ms);
        if (standing.is_invited) text += ", by invitation";
        const std::int64_t until_ms = standing.grace_until_ms != 0 ? standing.grace_until_ms : standing.until_ms;
        if (standing.grace_until_ms != 0) text += ", in grace";
        if (until_ms != instant_ms_max) text += ", good through " + date(until_ms - 1);
    }
    if (!preview->now.next) return text + "\n";
    text += "; for " + settings.tiers->level(settings.tiers->rank_of(preview->now.next->tier))->name.en + " missing ";
    const std::string_view joint = preview->now.next->needs_all ? " and " : " or ";
    bool is_first = true;
    for (const loyalty::TierMeasure& measure : preview->now.next->measures) {
        if (!is_first) text += joint;
        is_first = false;
        text += measure_text(measure);
    }
    return text + "\n";
}

std::string MemberText::balance() const {
    const std::int64_t soon_days =
        program_ != nullptr ? program_->program.loyalty.main_kind().expiring_soon_days : default_soon_days;
    const loyalty::Balance balance = loyalty::balance_at(record_.state, instant_ms_, soon_days * day_ms);
    TextTable table("lrl");
    table.add({"Available now", points_text(balance.available), "points"});
    if (balance.pending > 0)
        table.add(
            {"Pending", points_text(balance.pending), "the first of them from " + date(balance.next_available_at_ms)});
    if (balance.reserved > 0)
        table.add({"Reserved", points_text(balance.reserved), "for checkouts that are not finished"});
    if (balance.expiring_soon > 0) {
        table.add({"Expiring soon", points_text(balance.expiring_soon),
                   "the first of them after " + last_day(balance.next_expiry_at_ms)});
    }
    if (const std::int64_t deficit = record_.state.account().deficit; deficit > 0)
        table.add({"Owed", points_text(deficit), "taken back after they were spent"});
    for (const loyalty::Account& account : record_.state.accounts) {
        if (account.point_kind == loyalty::main_point_kind) continue;
        const auto other = loyalty::balance_at(record_.state, instant_ms_, soon_days * day_ms, account.point_kind);
        table.add({"Of another kind", points_text(other.available), account.point_kind});
    }
    return table.text();
}

// "Order 536365", from the event that made the lot.
std::string MemberText::cause_of(const Lot& lot) {
    const std::vector<StoredEvent> page = service_.store().history(record_.aggregate, lot.id - 1, 1);
    const auto chained = page.empty() ? Result<ChainedEvent>(ChainedEvent{}) : read_event(page.front().bytes);
    if (!chained) return "";
    if (chained->event.kind == loyalty::points_opened) return view::text_of(english, view::Message::movement_opened);
    const std::string_view cause = chained->event.data.string_at("cause");
    if (cause.empty()) return "Adjustment";
    const auto id = service_.store().external_id_of(cause);
    if (!id) return "";
    return (cause.starts_with("order/") ? "Order " : "") + *id;
}

std::string MemberText::lots() {
    const std::vector<Lot>& all = record_.state.lots;
    const auto open_count = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [this](const Lot& lot) { return is_open(lot); }));
    if (open_count == 0) return "";
    TextTable table("lrrrlll");
    table.add({"Earned", "Points", "Left", "Reserved", "Spendable from", "Good through", "For"});
    std::size_t shown = 0;
    for (const Lot& lot : all) {
        if (!is_open(lot) || shown == lots_shown_max) continue;
        ++shown;
        table.add({date(lot.earned_at_ms), points_text(lot.points), points_text(lot.remaining),
                   lot.reserved > 0 ? points_text(lot.reserved) : "",
                   lot.awaits.empty() ? date(lot.available_at_ms) : "once " + lot.awaits, last_day(lot.expires_at_ms),
                   cause_of(lot)});
    }
    std::string text = "\nLots, in the order in which spending uses them\n" + table.text();
    if (shown < open_count)
        text += "  and " + points_text(static_cast<std::int64_t>(open_count - shown)) + " more; --json has them all\n";
    return text;
}

std::string MemberText::holds() const {
    TextTable table("lrl");
    for (const loyalty::Hold& hold : record_.state.holds) {
        table.add({hold.reward.empty() ? "Plain points" : "Reward " + hold.reward, points_text(hold.points),
                   "until " + write_instant(hold.times_out_at_ms)});
    }
    return table.empty() ? "" : "\nHeld\n" + table.text();
}

std::string reason_of(const loyalty::Movement& movement) {
    const std::pair<std::string_view, view::Message> reasons[] = {
        {loyalty::points_earned, view::Message::movement_earned},
        {loyalty::points_opened, view::Message::movement_opened},
        {loyalty::points_restored, view::Message::movement_restored},
        {loyalty::points_expired, view::Message::movement_expired},
        {loyalty::points_clawed_back, view::Message::movement_clawed_back},
        {loyalty::points_adjusted, view::Message::movement_adjusted},
        {loyalty::points_held, view::Message::movement_held},
        {loyalty::points_spent, view::Message::movement_spent},
        {loyalty::hold_voided, view::Message::movement_hold_voided},
        {loyalty::hold_timed_out, view::Message::movement_hold_timed_out},
        {loyalty::deficit_settled, view::Message::movement_deficit_settled},
    };
    for (const auto& [kind, message] : reasons) {
        if (kind == movement.kind) return view::text_of(english, message);
    }
    return movement.kind;
}

std::string MemberText::movements() const {
    TextTable table("lrll");
    const std::vector<loyalty::Movement>& all = record_.state.movements;
    for (auto movement = all.rbegin(); movement != all.rend(); ++movement) {
        std::string reference(record_.references.string_at(std::to_string(movement->version)));
        if (!reference.empty() && movement->subject.starts_with("order/")) reference.insert(0, "Order ");
        table.add({date(movement->at_ms), view::format_signed(english, movement->points), reason_of(*movement),
                   std::move(reference)});
    }
    return table.empty() ? "" : "\nLatest movements\n" + table.text();
}

}  // namespace

std::string member_text(Service& service, std::string_view member_id, const MemberRecord& record,
                        const PublishedProgram* program, std::int64_t instant_ms) {
    return MemberText(service, record, program, instant_ms).text(member_id);
}

}  // namespace laurel::cli
