#include "tests/simulate/run.h"

#include <algorithm>

#include "shared/loyalty/events.h"
#include "shared/wire/commands.h"
#include "tests/simulate/invariants.h"

namespace laurel::simulate {
namespace {

constexpr std::int64_t compared_ahead_ms = 30 * day_ms;

std::string bytes_of(const Result<std::vector<Event>>& events) {
    if (!events) return std::string(name_of(events.error().code));
    std::string bytes;
    for (const Event& event : *events) bytes += event_bytes(event, "") + "\n";
    return bytes;
}

bool has_natural_key(std::string_view command) {
    return command != "adjust_points" && command != "give_facts" && command != "extend_expiry";
}

class Telling {
   public:
    explicit Telling(Numbers& numbers) : numbers_(numbers) {}

    Verdict tell(const Step& step) {
        ++numbers_.steps;
        if (step.what.object() == nullptr || step.what.object()->empty()) return Broken{"story", "a step of nothing"};
        const auto& [name, body] = *step.what.object()->begin();
        return name == "publish" ? publish(body) : carry_out(step, name, body);
    }

    Verdict end() const {
        if (Verdict broken = check_replay(log_, states_)) return broken;
        for (const auto& [aggregate, state] : states_.all()) {
            if (!std::holds_alternative<loyalty::OrderState>(state)) continue;
            if (Verdict broken = check_refund_order(*program_, states_, aggregate, log_)) return broken;
        }
        return std::nullopt;
    }

    Told told(std::optional<Failure> failure) && { return {std::move(failure), std::move(log_), std::move(states_)}; }

   private:
    Verdict publish(const Value& document) {
        auto program = read_program(document, ++numbers_.programmes);
        if (!program) return Broken{"programme", program.error().path + " " + message_of(program.error())};
        if (!naive_) {
            const Value* zone = document.find("zone");
            naive_.emplace(zone != nullptr ? *zone : Value());
        }
        program_.emplace(std::move(*program));
        document_ = document;
        return std::nullopt;
    }

    Verdict carry_out(const Step& step, const std::string& name, const Value& body) {
        if (!program_) return std::nullopt;
        const auto command = wire::read_command(step.what);
        if (!command) return Broken{"story", write_json(step.what) + " " + command.error().path};
        for (auto missing = needs(*program_, *command, states_); !missing.empty();
             missing = needs(*program_, *command, states_)) {
            for (const std::string& aggregate : missing) states_.set(aggregate, State{});
        }
        const Context context{.now_ms = step.at_ms, .author = "simulate", .facts = facts()};
        const auto decided = decide(*program_, states_, *command, context);
        if (step.crashes) ++numbers_.crashes;
        // Lost before it was appended: whoever sends it again gets the same.
        if (step.crashes && bytes_of(decide(*program_, states_, *command, context)) != bytes_of(decided))
            return Broken{"10 dry run", "decided again, it is another decision"};
        if (Verdict broken = check_explained(*command, context, decided)) return broken;
        if (const auto* resolve = std::get_if<loyalty::ResolveHold>(&*command);
            resolve != nullptr && resolve->capture) {
            if (Verdict broken = check_cancelling(*program_, states_, *resolve, context)) return broken;
        }
        if (Verdict broken = append(decided)) return broken;
        if (Verdict broken = check_repetition(step, name, *command, decided)) return broken;
        const naive::Outcome outcome = naive_->carry_out(document_, step.what, step.at_ms);
        if (Verdict broken = compare_outcomes(name, decided, outcome)) return broken;
        return compare(body, step.at_ms);
    }

    Verdict append(const Result<std::vector<Event>>& decided) {
        if (!decided) return std::nullopt;
        for (const Event& event : *decided) {
            const State* found = states_.find(event.aggregate);
            const State before = found != nullptr ? *found : State{};
            State after = fold(before, event);
            if (Verdict broken = check_event(before, event, after)) return broken;
            states_.set(event.aggregate, std::move(after));
            ++numbers_.events[event.kind];
            if (event.aggregate == naive::member_name) {
                const bool makes_lot =
                    event.kind == loyalty::points_earned ||
                    ((event.kind == loyalty::points_adjusted || event.kind == loyalty::points_opened) &&
                     event.data.integer_at("points") > 0);
                if (makes_lot) lot_ids_.push_back(event.version);
                books_.post(event);
            }
            log_.push_back(event);
        }
        return std::nullopt;
    }

    // What is said of an order before it is placed is what it then earns.
    Verdict check_explained(const Command& command, const Context& context,
                            const Result<std::vector<Event>>& decided) const {
        const auto* order = std::get_if<loyalty::PlaceOrder>(&command);
        if (order == nullptr || !decided || decided->empty() || order->member.empty()) return std::nullopt;
        const auto explained = explain(*program_, states_, *order, context);
        if (!explained) return Broken{"10 dry run", "what is placed can't be explained"};
        std::string said;
        for (const Value& earned : explained->array_at("earned"))
            said += std::string(earned.string_at("rule")) + " " + std::to_string(earned.integer_at("points")) + "; ";
        std::string done;
        for (const Value& grant : decided->back().data.array_at("grants"))
            done += std::string(grant.string_at("rule")) + " " + std::to_string(grant.integer_at("points")) + "; ";
        if (said != done) return Broken{"10 dry run", "explained as " + said + "and placed as " + done};
        return std::nullopt;
    }

    Verdict check_repetition(const Step& step, const std::string& name, const Command& command,
                             const Result<std::vector<Event>>& decided) {
        if (!has_natural_key(name) || !decided) return std::nullopt;
        const std::string key = write_json(step.what);
        const std::string reply = write_json(answer(command, states_));
        const auto [known, is_first] = answers_.emplace(key, reply);
        if (!is_first) ++numbers_.repeated;
        if (!is_first && !decided->empty()) return Broken{"4 idempotency", name + " again does something"};
        if (known->second != reply) return Broken{"4 idempotency", name + " again answers " + reply};
        return std::nullopt;
    }

    Verdict compare_outcomes(const std::string& name, const Result<std::vector<Event>>& decided,
                             const naive::Outcome& outcome) {
        const std::string code = decided ? "" : std::string(name_of(decided.error().code));
        ++(decided ? numbers_.carried_out[name] : numbers_.refused[code]);
        if (code != outcome.code)
            return Broken{"outcome", name + " is " + (code.empty() ? "carried out" : code) + ", naively " +
                                         (outcome.code.empty() ? "carried out" : outcome.code)};
        const bool wrote = decided && !decided->empty();
        if (wrote != outcome.wrote)
            return Broken{"4 idempotency",
                          name + (wrote ? " does something" : " does nothing") + ", naively otherwise"};
        return std::nullopt;
    }

    Verdict compare(const Value& body, std::int64_t now_ms) {
        const State* found = states_.find(naive::member_name);
        const auto* member = found != nullptr ? std::get_if<loyalty::MemberState>(found) : nullptr;
        if (member != nullptr) {
            naive::Ledger ledger = naive_->at(now_ms);
            if (Verdict broken = check_member(*member, now_ms, ledger, lot_ids_)) return broken;
            if (Verdict broken = check_books(*member, now_ms, books_)) return broken;
            // And what it comes to by itself.
            if (++numbers_.comparisons % 8 == 0) {
                ledger = ledger.at(now_ms + compared_ahead_ms);
                if (Verdict broken = check_member(*member, now_ms + compared_ahead_ms, ledger, lot_ids_)) return broken;
                if (Verdict broken = check_books(*member, now_ms + compared_ahead_ms, books_)) return broken;
            }
        }
        return compare_subject(std::string(body.string_at("order", body.string_at("redemption"))));
    }

    Verdict compare_subject(const std::string& name) const {
        const State* found = states_.find(name);
        if (found == nullptr) return std::nullopt;
        if (const auto* order = std::get_if<loyalty::OrderState>(found))
            return check_order(*order, naive_->orders.at(name));
        if (const auto* redemption = std::get_if<loyalty::RedemptionState>(found)) {
            const auto& all = naive_->redemptions;
            return check_redemption(
                *redemption, *std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == name; }));
        }
        return std::nullopt;
    }

    // As the edge reads them from the erasable part that the member's state names.
    Value facts() const {
        const State* found = states_.find(naive::member_name);
        const auto* member = found != nullptr ? std::get_if<loyalty::MemberState>(found) : nullptr;
        if (member == nullptr || member->facts_version == 0) return {};
        for (const Event& event : log_) {
            if (event.aggregate == naive::member_name && event.version == member->facts_version) return event.personal;
        }
        return {};
    }

    Numbers& numbers_;
    std::optional<Program> program_;
    Value document_;
    States states_;
    std::vector<Event> log_;
    std::vector<std::int64_t> lot_ids_;
    Books books_;
    std::map<std::string, std::string> answers_;
    std::optional<naive::Ledger> naive_;
};

// Removes the nth of all members and items at any depth; false where there are fewer, which `nth` then lacks.
bool drop_part(Value& value, std::size_t& nth) {
    if (Array* items = value.array()) {
        for (std::size_t index = 0; index < items->size(); ++index) {
            if (nth-- == 0) {
                items->erase(items->begin() + static_cast<std::ptrdiff_t>(index));
                return true;
            }
            if (drop_part((*items)[index], nth)) return true;
        }
    }
    if (Object* members = value.object()) {
        std::vector<std::string> names;
        for (const auto& [name, member] : *members) names.push_back(name);
        for (const std::string& name : names) {
            if (nth-- == 0) {
                members->erase(name);
                return true;
            }
            if (drop_part(*members->find(name), nth)) return true;
        }
    }
    return false;
}

}  // namespace

Told tell(const Story& story, Numbers& numbers) {
    Telling telling(numbers);
    auto failed = [&](const Broken& broken, std::size_t step) {
        return std::move(telling).told(Failure{broken.invariant, broken.what, step});
    };
    for (std::size_t step = 0; step < story.size(); ++step) {
        if (const Verdict broken = telling.tell(story[step])) return failed(*broken, step);
    }
    if (const Verdict broken = telling.end()) return failed(*broken, story.size() - 1);
    return std::move(telling).told(std::nullopt);
}

std::string log_text(const Told& told) {
    std::string text;
    for (const Event& event : told.log) text += "{\"event\":" + event_bytes(event, "") + "}\n";
    Object rows;
    for (const auto& [aggregate, state] : told.states.all()) {
        if (!std::holds_alternative<std::monostate>(state)) rows.set(aggregate, state_to_value(state));
    }
    return text + write_json(Object{{"states", std::move(rows)}}) + "\n";
}

Story shortest(Story story, const Failure& failure) {
    story.resize(failure.step + 1);
    auto still_fails = [&](const Story& shorter) {
        Numbers ignored;
        const Told told = tell(shorter, ignored);
        return told.failure && told.failure->invariant == failure.invariant;
    };
    // Ever smaller pieces are left out as long as that helps.
    for (std::size_t piece = std::max<std::size_t>(story.size() / 2, 1); piece > 0;) {
        bool helped = false;
        for (std::size_t at = 0; at < story.size();) {
            Story shorter = story;
            shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at),
                          shorter.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, shorter.size())));
            if (still_fails(shorter)) {
                story = std::move(shorter);
                helped = true;
            } else {
                at += piece;
            }
        }
        if (!helped || piece > 1) piece /= 2;
    }
    // Then what the steps that are left say.
    for (std::size_t at = 0; at < story.size(); ++at) {
        for (std::size_t part = 0;;) {
            Story shorter = story;
            std::size_t nth = part;
            if (!drop_part(shorter[at].what, nth)) break;
            if (still_fails(shorter)) {
                story = std::move(shorter);
            } else {
                ++part;
            }
        }
    }
    return story;
}

}  // namespace laurel::simulate
