#include <memory>

#include "edge/cli/command.h"
#include "edge/cli/progress.h"
#include "edge/coupon_requests.h"
#include "edge/csv_field.h"
#include "edge/text_table.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

const Writer writer{.principal = "cli", .author = "cli"};

struct Asked {
    std::string campaign;
    std::string member;
    std::string expires_at;
    std::string id;
    std::string after;
    std::string reason;
    std::int64_t count = 1;
    std::size_t limit = 100;
    CodeFormat format;
};

// A line a code as soon as it is durable, so that what a broken-off run printed is good.
void issue(Session& session, const Asked& asked) {
    IssueRequest request{
        .campaign = asked.campaign, .member = asked.member, .count = asked.count, .format = asked.format};
    if (!asked.expires_at.empty()) request.expires_at_ms = session.instant(asked.expires_at, "--expires-at");
    if (const auto error = check_format(request.format)) session.refuse("--" + error->path.substr(1), *error);
    Progress progress(session, "codes");
    std::int64_t done = 0;
    Array codes;
    if (!session.json) session.out() << "code,campaign,expires_at\n";
    const std::string rest = "," + csv_field(asked.campaign) + "," +
                             (asked.expires_at.empty() ? "" : write_instant(request.expires_at_ms)) + "\n";
    const auto issued = session.service().issue_coupons(writer, request, [&](const std::vector<std::string>& durable) {
        for (const std::string& code : durable) {
            if (session.json) codes.push_back(code);
            if (!session.json) session.out() << code << rest;
        }
        session.out().flush();
        done += static_cast<std::int64_t>(durable.size());
        progress.show(done, asked.count);
    });
    progress.end();
    session.take(issued);
    if (session.json) session.print(Object{{"campaign", asked.campaign}, {"codes", std::move(codes)}});
}

void print_table(Session& session, const Array& coupons) {
    TextTable table("lllll");
    table.add({"id", "campaign", "status", "customer", "expires"});
    for (const Value& coupon : coupons) {
        table.add({std::string(coupon.string_at("id")), std::string(coupon.string_at("campaign")),
                   std::string(coupon.string_at("status")), std::string(coupon.string_at("member")),
                   std::string(coupon.string_at("expires_at"))});
    }
    session.out() << table.text();
}

void list(Session& session, const Asked& asked) {
    const Value page = session.take(session.service().list_coupons(asked.campaign, asked.after, asked.limit));
    if (session.json) return session.print(page);
    print_table(session, page.array_at("coupons"));
    if (!page.string_at("next").empty()) {
        session.out() << "\nMore of them:  laurel coupon list --after " << page.string_at("next") << session.where()
                      << '\n';
    }
}

// Codes are secrets and stay off the command line, where every process of the machine can read them.
std::string id_of(Session& session, const Asked& asked) {
    if (asked.id != "-") return asked.id;
    std::string code = read_file(session, "-");
    while (!code.empty() && (code.back() == '\n' || code.back() == '\r')) code.pop_back();
    return session.take(session.service().coupon_id_of(code));
}

[[noreturn]] void fail_unknown(Session& session) {
    session.fail(found, "there is no such code", "ids are listed by: laurel coupon list" + session.where());
}

void show(Session& session, const Asked& asked) {
    const auto coupon = session.take(session.service().coupon(id_of(session, asked)));
    if (!coupon) fail_unknown(session);
    if (session.json) return session.print(*coupon);
    print_table(session, {*coupon});
}

void void_one(Session& session, const Asked& asked) {
    const Answer answer = session.take(session.service().void_coupon(writer, id_of(session, asked), asked.reason));
    const Value body = read_json(answer.body).value();
    if (body.string_at("code") == name_of(ErrorCode::coupon_unknown)) fail_unknown(session);
    if (answer.status >= 400) {
        session.fail(found,
                     "refused (" + std::string(body.string_at("code")) + "): " + std::string(body.string_at("message")),
                     "nothing was changed");
    }
    session.answer(body, "Void: the code is not taken any more.");
}

}  // namespace

void add_coupon(CLI::App& app, Session& session) {
    CLI::App* coupon = app.add_subcommand("coupon", "Issue codes, see what became of them, void them");
    coupon->require_subcommand(1);
    coupon->footer("Example:  laurel coupon issue welcome --count 1000 > codes.csv");
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        return session.add_verb(*coupon, name, text, example);
    };
    CLI::App* issue_verb = verb("issue", "Issue codes for one use, as CSV; they are told this once and never again",
                                "issue welcome --count 1000 > codes.csv");
    issue_verb->add_option("campaign", asked->campaign, "The id of one of the programme's coupons")->required();
    issue_verb->add_option("--count", asked->count, "How many")->check(CLI::Range(1, 10'000'000));
    issue_verb->add_option("--member", asked->member, "Only for this customer of the shop");
    issue_verb->add_option("--expires-at", asked->expires_at, "Not taken from this instant on (RFC 3339)");
    issue_verb->add_option("--prefix", asked->format.prefix, "In front of each code, such as XMAS");
    issue_verb->add_option("--characters", asked->format.characters, "Random ones in each code, of 5 bits each")
        ->capture_default_str();
    issue_verb->callback([&session, asked] { issue(session, *asked); });

    CLI::App* list_verb = verb("list", "Codes by their ids, a page at a time", "list --campaign welcome");
    list_verb->add_option("--campaign", asked->campaign, "Only of this campaign");
    list_verb->add_option("--after", asked->after, "Go on after this id");
    list_verb->add_option("--limit", asked->limit, "At most so many")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    list_verb->callback([&session, asked] { list(session, *asked); });

    const char* id_text = "A code's id, or - to read the code itself from the standard input";
    CLI::App* show_verb = verb("show", "What became of a code", "show - < code.txt");
    show_verb->add_option("id", asked->id, id_text)->required();
    show_verb->callback([&session, asked] { show(session, *asked); });
    CLI::App* void_verb = verb("void", "Take a code out of use", "void 5d41402abc4b2a76b9719d911017c592");
    void_verb->add_option("id", asked->id, id_text)->required();
    void_verb->add_option("--reason", asked->reason, "For the shop's own records");
    void_verb->callback([&session, asked] { void_one(session, *asked); });
}

}  // namespace laurel::cli
