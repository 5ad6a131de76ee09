#include <cstdlib>
#include <memory>

#include "edge/cli/command.h"
#include "edge/cli/member_text.h"
#include "edge/requests.h"
#include "edge/routes/me.h"
#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"

namespace laurel::cli {
namespace {

const Writer writer{.principal = "cli", .author = "cli"};

struct Asked {
    std::string id;
    std::string at;
    std::string reason;
    std::int64_t points = 0;
    bool is_confirmed = false;
};

[[noreturn]] void fail_unknown(Session& session, const std::string& id) {
    session.fail(found, "nobody has the customer id \"" + id + "\" in store " + session.store(),
                 "ids are the shop's own, as in its orders; an erased member has none");
}

void show(Session& session, const Asked& asked) {
    const std::int64_t at_ms = asked.at.empty() ? session.now_ms() : session.instant(asked.at, "--at");
    Service& service = session.service();
    MemberRecord record =
        session.take(asked.at.empty() ? service.member(asked.id) : service.member_as_of(asked.id, at_ms));
    if (record.aggregate.empty()) fail_unknown(session, asked.id);
    const auto program = service.program_at(at_ms);
    if (!session.json) {
        record.state = loyalty::state_at(record.state, at_ms);
        session.out() << member_text(service, asked.id, record, program.get(), at_ms);
        return;
    }
    session.out() << routes::member_answer(record, program.get(), at_ms, asked.id).body << '\n';
}

void export_all(Session& session, const Asked& asked) {
    const auto document = session.service().export_member(asked.id);
    if (!document && document.error().code == ErrorCode::member_unknown) fail_unknown(session, asked.id);
    session.print(session.take(document));
}

void fail_when_refused(Session& session, const Asked& asked, const Answer& answer) {
    if (answer.status < 400) return;
    const Value body = read_json(answer.body).value();
    if (body.string_at("code") == name_of(ErrorCode::member_unknown)) fail_unknown(session, asked.id);
    session.fail(found,
                 "refused (" + std::string(body.string_at("code")) + "): " + std::string(body.string_at("message")),
                 "nothing was changed");
}

void erase(Session& session, const Asked& asked) {
    const std::string here = asked.id + session.where(session.store());
    if (!asked.is_confirmed) {
        session.fail(usage, "erasing can't be undone",
                     "whoever asked for their data gets it from: laurel member export " + here +
                         "; then: laurel member erase " + here + " --yes");
    }
    const Answer answer = session.take(session.service().erase(writer, asked.id));
    fail_when_refused(session, asked, answer);
    session.answer(read_json(answer.body).value(),
                   "Erased. Totals, chain and tree are as they were; `laurel verify` proves it.");
}

void adjust(Session& session, const Asked& asked) {
    const Errors errors = check(Object{{"points", asked.points}, {"reason", asked.reason}}, adjustment_shape);
    if (!errors.empty()) session.refuse("--" + errors.front().path.substr(1), errors.front());
    const Answer answer = session.take(session.service().adjust(writer, asked.id, asked.points, asked.reason));
    fail_when_refused(session, asked, answer);
    session.answer(read_json(answer.body).value(),
                   (asked.points > 0 ? "Given: " : "Taken: ") + grouped(std::abs(asked.points)) + " points.");
}

}  // namespace

void add_member(CLI::App& app, Session& session) {
    CLI::App* member = app.add_subcommand("member", "Look at a member, hand out their data, erase them");
    member->require_subcommand(1);
    member->footer("Example:  laurel member show 17850");
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        CLI::App* added = session.add_verb(*member, name, text, example);
        added->add_option("id", asked->id, "The shop's customer id")->required();
        return added;
    };
    CLI::App* show_verb = verb("show", "Balance, lots and last movements", "show 17850 --at 2011-06-01T00:00:00Z");
    show_verb->add_option("--at", asked->at, "As of this instant (RFC 3339) instead of now");
    show_verb->callback([&session, asked] { show(session, *asked); });
    verb("export", "Everything that the store holds about the member, as one JSON document",
         "export 17850 > 17850.json")
        ->callback([&session, asked] { export_all(session, *asked); });
    CLI::App* erase_verb = verb("erase", "Remove the person everywhere", "erase 17850 --yes");
    erase_verb->add_flag("--yes", asked->is_confirmed, "Yes, for good");
    erase_verb->callback([&session, asked] { erase(session, *asked); });
    CLI::App* adjust_verb = verb("adjust", "Give or take points, with a reason that the member sees",
                                 "adjust 17850 --points 50 --reason \"a late parcel\"");
    adjust_verb->add_option("--points", asked->points, "Given when positive, taken when negative")->required();
    adjust_verb->add_option("--reason", asked->reason, "Shown to the member")->required();
    adjust_verb->callback([&session, asked] { adjust(session, *asked); });
}

}  // namespace laurel::cli
