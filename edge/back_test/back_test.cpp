#include "edge/back_test/back_test.h"

#include <algorithm>

#include "edge/back_test/replay.h"
#include "edge/unit_of_work.h"
#include "shared/base/time.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"

namespace laurel::back_test {
namespace {

constexpr std::int64_t soon_ms = 365 * day_ms;

std::optional<std::int64_t> cost_in(const Value& document) {
    const Value* points = document.find("points");
    const Value* cost = points != nullptr ? points->find("cost_per_1000_minor") : nullptr;
    return cost != nullptr ? std::optional(*cost->integer()) : std::nullopt;
}

using States = std::map<std::string, State, std::less<>>;

// The sums of a member's ledger at an instant.
void add_points(const loyalty::MemberState& state, std::int64_t at_ms, Points Both<Points>::*side,
                std::map<std::string, Both<Points>>& kinds) {
    for (const loyalty::Account& account : state.accounts) {
        Points& points = kinds[account.point_kind].*side;
        points.earned += account.earned;
        points.taken_back += account.clawed_back;
        points.spent += account.spent;
        points.expired += account.expired;
        points.adjusted += account.adjusted;
        points.owed += account.deficit;
    }
    for (const loyalty::Lot& lot : state.lots) {
        Points& points = kinds[lot.point_kind].*side;
        points.outstanding += lot.remaining;
        if (lot.expires_at_ms < instant_ms_max && lot.expires_at_ms - at_ms <= soon_ms)
            points.expiring_soon += lot.remaining;
    }
}

void add_grants(const std::vector<loyalty::Grant>& grants, bool is_revoked, Given Both<Given>::*side,
                std::map<std::string, Both<Given>>& rules) {
    for (const loyalty::Grant& grant : grants) {
        const std::int64_t kept = is_revoked ? 0 : grant.points - grant.points_clawed_back;
        Given& given = rules[grant.rule].*side;
        given.points += kept;
        given.times += kept > 0 ? 1 : 0;
    }
}

void add_rules(const States& states, Given Both<Given>::*side, std::map<std::string, Both<Given>>& rules) {
    for (const auto& [name, state] : states) {
        if (const auto* order = std::get_if<loyalty::OrderState>(&state)) add_grants(order->grants, false, side, rules);
        if (const auto* action = std::get_if<loyalty::ActionState>(&state))
            add_grants(action->grants, action->revoked, side, rules);
    }
}

// Keeps the first few by their gain, times the sign.
void keep_mover(std::vector<MemberResult>& movers, const MemberResult& member, std::int64_t sign) {
    const auto is_before = [&](const MemberResult& a, const MemberResult& b) {
        return a.gain() != b.gain() ? a.gain() * sign > b.gain() * sign : a.aggregate < b.aggregate;
    };
    if (member.gain() * sign <= 0) return;
    movers.insert(std::upper_bound(movers.begin(), movers.end(), member, is_before), member);
    if (movers.size() > movers_max) movers.pop_back();
}

class BackTest {
   public:
    BackTest(Service& service, Program draft, const Options& options, Past& past, Report& report)
        : store_(service.store()),
          versions_(service.programs()),
          draft_(std::move(draft)),
          options_(options),
          past_(past),
          report_(report) {}

    std::optional<Error> run() {
        std::int64_t done = 0;
        const std::int64_t total = past_.members();
        std::optional<Error> error;
        past_.walk([&](const std::string& member, const std::vector<std::int64_t>& positions) {
            error = replay(member, positions);
            if (error) return false;
            if (options_.progress) options_.progress(Options::Phase::replaying, ++done, total);
            report_.is_stopped = options_.stop_requested && options_.stop_requested();
            return !report_.is_stopped;
        });
        return error;
    }

   private:
    const Program& program_at(std::int64_t instant_ms) const {
        if (instant_ms >= report_.from_ms) return draft_;
        const auto published = in_force_at(versions_, instant_ms);
        return published ? published->program : draft_;
    }

    std::optional<Error> replay(const std::string& member, const std::vector<std::int64_t>& positions) {
        auto was = options_.until_ms ? replay_state(store_, member, *options_.until_ms)
                                     : load_state(store_, member, store_.read(member));
        if (!was) return was.error();
        const auto* known = std::get_if<loyalty::MemberState>(&was->state);
        States real;
        Replay replay(member, known != nullptr ? known->joined_at_ms : 0,
                      [this](std::int64_t instant_ms) -> const Program& { return program_at(instant_ms); });
        bool is_without_facts = false;
        for (const std::int64_t position : positions) {
            const auto event = past_.event_at(position);
            if (!event) return event.error();
            const Value personal = personal_of(*event);
            is_without_facts = is_without_facts || (event->kind == loyalty::facts_given && personal.is_null());
            repeat(replay, *event, personal);
            if (event->aggregate == member) continue;
            State& state = real[event->aggregate];
            state = fold(std::move(state), *event);
        }
        report_.members_without_facts += is_without_facts ? 1 : 0;
        real[member] = std::move(was->state);
        sum_up(member, real, replay.states());
        return std::nullopt;
    }

    Value personal_of(const Event& event) {
        if (event.kind != loyalty::facts_given) return {};
        const auto part = store_.personal(event.aggregate, event.version);
        auto personal = part ? read_json(part->bytes) : Result<Value>(Value());
        return personal ? std::move(*personal) : Value();
    }

    void repeat(Replay& replay, const Event& event, const Value& personal) {
        const auto repeated = replay.repeat(event, personal);
        if (repeated) {
            ++report_.repeated[event.kind];
        } else if (repeated.error().code != ErrorCode::redemption_unknown) {  // follows from a hold that was refused
            ++report_.refused[{event.kind, repeated.error().code}];
        }
    }

    void sum_up(const std::string& member, const States& was, const States& draft) {
        MemberResult result{member, store_.external_id_of(member).value_or(""), {}};
        const auto at = [&](const States& states) {
            const auto found = states.find(member);
            const auto* state = found != states.end() ? std::get_if<loyalty::MemberState>(&found->second) : nullptr;
            return state != nullptr ? loyalty::state_at(*state, report_.at_ms) : loyalty::MemberState{};
        };
        const loyalty::MemberState was_state = at(was);
        const loyalty::MemberState draft_state = at(draft);
        add_points(was_state, report_.at_ms, &Both<Points>::was, result.kinds);
        add_points(draft_state, report_.at_ms, &Both<Points>::draft, result.kinds);
        add_rules(was, &Both<Given>::was, report_.rules);
        add_rules(draft, &Both<Given>::draft, report_.rules);
        for (const auto& [kind, points] : result.kinds) {
            report_.kinds[kind].was.add(points.was);
            report_.kinds[kind].draft.add(points.draft);
        }
        ++report_.members;
        report_.members_gaining += result.gain() > 0 ? 1 : 0;
        report_.members_losing += result.gain() < 0 ? 1 : 0;
        report_.members_identical += std::all_of(result.kinds.begin(), result.kinds.end(),
                                                 [](const auto& kind) { return kind.second.was == kind.second.draft; });
        keep_mover(report_.most_gained, result, 1);
        keep_mover(report_.most_lost, result, -1);
        if (options_.member) options_.member(result);
    }

    EventStore& store_;
    ProgramVersions versions_;
    Program draft_;
    const Options& options_;
    Past& past_;
    Report& report_;
};

}  // namespace

void Points::add(const Points& more) {
    earned += more.earned;
    taken_back += more.taken_back;
    spent += more.spent;
    expired += more.expired;
    adjusted += more.adjusted;
    outstanding += more.outstanding;
    expiring_soon += more.expiring_soon;
    owed += more.owed;
}

std::int64_t MemberResult::gain() const {
    const auto main = kinds.find(std::string(loyalty::main_point_kind));
    return main == kinds.end() ? 0 : main->second.draft.kept() - main->second.was.kept();
}

Result<Report> back_test(Service& service, const Value& document, const Options& options) {
    Report report;
    report.from_ms = options.from_ms;
    report.at_ms = options.until_ms.value_or(service.now_ms());
    // Refused before the work, not after it.
    if (const auto draft = service.draft(document, report.at_ms); !draft) return draft.error();
    Past past(service.store(), options.until_ms.value_or(instant_ms_max));
    const auto read = past.read([&](std::int64_t done, std::int64_t total) {
        if (options.progress) options.progress(Options::Phase::reading, done, total);
        return !options.stop_requested || !options.stop_requested();
    });
    if (!read) return read.error();
    report.is_stopped = !*read;
    report.first_at_ms = past.first_at_ms();
    report.last_at_ms = past.last_at_ms();
    report.left_out = past.left_out();
    auto draft = service.draft(document, std::min(report.first_at_ms, report.at_ms));
    if (!draft) return draft.error();
    report.currency = draft->loyalty.currency;
    auto& cost = report.cost_per_1000_minor;
    cost.draft = cost_in(document);
    if (const auto published = service.program_at(report.at_ms))
        cost.was = cost_in(read_json(published->row.document).value());
    // What points cost the merchant is the same, whichever of the two says it.
    if (!cost.was) cost.was = cost.draft;
    if (!cost.draft) cost.draft = cost.was;
    if (report.is_stopped) return report;
    if (auto error = BackTest(service, std::move(*draft), options, past, report).run()) return *error;
    return report;
}

}  // namespace laurel::back_test
