#include <memory>

#include "edge/cli/command.h"
#include "edge/cli/member_text.h"
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

void show(Session& session, const Asked& asked) {
    Service& service = session.service();
    const std::int64_t at_ms = asked.at.empty() ? session.now_ms() : session.take(read_instant(asked.at, "--at"));
    MemberRecord record =
        session.take(asked.at.empty() ? service.member(asked.id) : service.member_as_of(asked.id, at_ms));
    if (record.aggregate.empty()) {
        session.fail(found, "nobody has the customer id \"" + asked.id + "\" in store " + service.store_id(),
                     "ids are the shop's own, as in its orders");
    }
    const auto program = service.program_at(at_ms);
    if (!session.json) {
        record.state = loyalty::state_at(record.state, at_ms);
        session.out() << member_text(service, asked.id, record, program.get(), at_ms);
        return;
    }
    Value answer = routes::member_answer(record, program.get(), at_ms);
    answer.object()->set("id", asked.id);
    session.print(answer);
}

void fail_when_refused(Session& session, const Answer& answer) {
    if (answer.status < 400) return;
    const Value body = read_json(answer.body).value();
    session.fail(found,
                 "refused (" + std::string(body.string_at("code")) + "): " + std::string(body.string_at("message")),
                 "nothing was changed");
}

void erase(Session& session, const Asked& asked) {
    if (!asked.is_confirmed) {
        session.fail(
            usage, "erasing can't be undone",
            "export first if the person asked for their data; then: laurel member erase " + asked.id + " --yes");
    }
    const Answer answer = session.take(session.service().erase(writer, asked.id));
    fail_when_refused(session, answer);
    if (session.json) {
        session.out() << answer.body << '\n';
    } else {
        session.out() << "Erased. Totals, chain and tree are as they were; `laurel verify` proves it.\n";
    }
}

void adjust(Session& session, const Asked& asked) {
    const Answer answer = session.take(session.service().adjust(writer, asked.id, asked.points, asked.reason));
    fail_when_refused(session, answer);
    session.out() << answer.body << '\n';
}

}  // namespace

void add_member(CLI::App& app, Session& session) {
    CLI::App* member = app.add_subcommand("member", "Look at a member, hand out their data, erase them");
    member->require_subcommand(1);
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        CLI::App* added = member->add_subcommand(name, text);
        added->add_option("id", asked->id, "The shop's customer id")->required();
        added->footer(std::string("Example:  laurel member ") + example);
        session.add_store_options(*added);
        return added;
    };
    CLI::App* show_verb = verb("show", "Balance, lots and last movements", "show 17850 --at 2011-06-01T00:00:00Z");
    show_verb->add_option("--at", asked->at, "As of this instant (RFC 3339) instead of now");
    show_verb->callback([&session, asked] { show(session, *asked); });
    verb("export", "Everything that the store holds about the member, as one JSON document",
         "export 17850 > 17850.json")
        ->callback([&session, asked] { session.print(session.take(session.service().export_member(asked->id))); });
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
