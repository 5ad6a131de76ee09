#include <memory>

#include "edge/cli/command.h"
#include "edge/random.h"
#include "edge/text_table.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

const Writer writer{.principal = "cli", .author = "cli"};
constexpr std::size_t members_per_page = 500;

struct Asked {
    std::string member;
    std::string tier;
    std::string benefit;
    std::string until;
    std::string reason;
    std::string id;
};

Value taken(Session& session, Result<Answer> result) {
    const Answer answer = session.take(std::move(result));
    Value body = read_json(answer.body).value();
    if (answer.status < 400) return body;
    session.fail(found,
                 "refused (" + std::string(body.string_at("code")) + "): " + std::string(body.string_at("message")),
                 "nothing was changed");
}

std::string tier_name(const Value& member) {
    const Value* tier = member.find("tier");
    const std::string name = tier->is_null() ? "none" : std::string(tier->string_at("id"));
    return member.boolean_at("invited") ? name + " (invited)" : name;
}

std::string until_text(const Value& member) {
    const std::string_view grace = member.string_at("grace_until");
    if (!grace.empty()) return "in grace until " + std::string(grace);
    const std::string_view until = member.string_at("until");
    return until.empty() ? "for good" : std::string(until);
}

// Every page in turn, so that a large store needs no more memory than a small one.
void list(Session& session, const Asked& asked) {
    std::string after;
    bool is_first = true;
    if (session.json) session.out() << R"({"members":[)";
    do {
        const Value page = session.take(session.service().members_by_tier(asked.tier, after, members_per_page));
        after = page.string_at("next");
        for (const Value& member : page.array_at("members")) {
            if (session.json) {
                session.out() << (is_first ? "" : ",") << write_json(member);
            } else {
                session.out() << member.string_at("member") << "  " << tier_name(member) << "  " << until_text(member)
                              << '\n';
            }
            is_first = false;
        }
    } while (!after.empty());
    if (session.json) session.out() << "]}\n";
    if (is_first && !session.json) session.out() << "No member.\n";
}

void invite(Session& session, const Asked& asked) {
    const std::int64_t until_ms = asked.until.empty() ? instant_ms_max : session.instant(asked.until, "--until");
    const Value answer =
        taken(session, session.service().invite_tier(writer, asked.member, {asked.tier, until_ms, asked.reason}));
    const std::string_view until = answer.string_at("until");
    session.answer(answer, "Member " + asked.member + " has tier " + asked.tier +
                               (until.empty() ? " until it is withdrawn." : " until " + std::string(until) + "."));
}

void withdraw(Session& session, const Asked& asked) {
    const Value answer = taken(session, session.service().withdraw_tier(writer, asked.member, asked.reason));
    session.answer(answer, "Withdrawn. Member " + asked.member + " has the tier of her own.");
}

void use(Session& session, const Asked& asked) {
    const BenefitUseRequest request{
        .id = asked.id.empty() ? random_hex(8) : asked.id, .benefit = asked.benefit, .used_at_ms = session.now_ms()};
    const Value answer = taken(session, session.service().use_benefit(writer, asked.member, request));
    const Value* left = answer.find("left");
    const std::string more = left->is_null() ? "as often as the member likes" : grouped(*left->integer()) + " more";
    session.answer(answer, "Recorded as " + request.id + ". Left: " + more + ".");
}

}  // namespace

void add_tier(CLI::App& app, Session& session) {
    CLI::App* tier = app.add_subcommand("tier", "Who has which tier, tiers that are lent, benefits that are used");
    tier->require_subcommand(1);
    tier->footer("Example:  laurel tier list --tier gold");
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        return session.add_verb(*tier, name, text, example);
    };
    const auto of_member = [&](CLI::App* added) {
        added->add_option("member", asked->member, "The shop's customer id")->required();
        return added;
    };
    const auto with_reason = [&](CLI::App* added) {
        added->add_option("--reason", asked->reason, "Kept with the member's personal data")->required();
        return added;
    };
    CLI::App* list_verb = verb("list", "Members with their tiers", "list --tier gold");
    list_verb->add_option("--tier", asked->tier, "Only members who have it");
    list_verb->callback([&session, asked] { list(session, *asked); });
    CLI::App* invite_verb = with_reason(of_member(
        verb("invite", "Lend a member a tier", "invite 17850 vip --until 2027-01-01T00:00:00Z --reason \"a friend\"")));
    invite_verb->add_option("tier", asked->tier, "The tier's id")->required();
    invite_verb->add_option("--until", asked->until, "When it ends (RFC 3339); without it when it is withdrawn");
    invite_verb->callback([&session, asked] { invite(session, *asked); });
    with_reason(of_member(verb("withdraw", "Take back a tier that was lent", "withdraw 17850 --reason \"by mistake\"")))
        ->callback([&session, asked] { withdraw(session, *asked); });
    CLI::App* use_verb =
        of_member(verb("use", "Record that a member uses a benefit of her tier", "use 17850 gift_wrap --id parcel-12"));
    use_verb->add_option("benefit", asked->benefit, "The benefit's id")->required();
    use_verb->add_option("--id", asked->id, "Names this use for ever: the same again changes nothing");
    use_verb->callback([&session, asked] { use(session, *asked); });
}

}  // namespace laurel::cli
