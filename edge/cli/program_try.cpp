#include <map>
#include <memory>

#include "edge/cli/program.h"
#include "edge/requests.h"
#include "edge/text_table.h"
#include "shared/base/time.h"
#include "shared/view/messages.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string file;
    std::string draft;
    std::string at;
    std::string member;
};

std::string date_text(const Zone& zone, std::int64_t instant_ms) {
    return view::format_date(view::Locale::en, local_date(zone, instant_ms));
}

std::string points_text(const loyalty::Settings& settings, std::string_view point_kind, std::int64_t points) {
    const loyalty::PointKind* kind = settings.kind(point_kind);
    const bool has_name = kind != nullptr && !kind->name.empty();
    return grouped(points) + ' ' + (has_name ? kind->name.en : points == 1 ? "point" : "points");
}

// From when until when the points are good.
std::string dates_text(const Zone& zone, const Value& earned) {
    std::string text;
    const std::int64_t days = earned.integer_at("pending_days");
    if (const std::string_view milestone = earned.string_at("awaits"); !milestone.empty()) {
        text = days == 0 ? "once the order is " : "in " + grouped(days) + " days after the order is ";
        return text.append(milestone) + ", which their expiry counts from too";
    }
    text = "can be spent from " + date_text(zone, read_instant(earned.string_at("available_at")).value());
    const auto expires_at_ms = read_instant(earned.string_at("expires_at"));
    // The last day is the one before the instant at which they are gone.
    return text + (expires_at_ms ? ", good through " + date_text(zone, *expires_at_ms - 1) : ", without expiry");
}

std::string earned_text(const loyalty::Settings& settings, const Value& explained) {
    std::map<std::pair<std::string, std::string>, std::int64_t> sums;  // by kind and dates
    for (const Value& earned : explained.array_at("earned"))
        sums[{std::string(earned.string_at("point_kind")), dates_text(settings.zone, earned)}] +=
            earned.integer_at("points");
    std::string text;
    for (const auto& [what, points] : sums)
        text += "\n" + points_text(settings, what.first, points) + ": " + what.second + '.';
    return text.empty() ? "\nNothing is earned." : text;
}

std::string rules_text(const Value& explained) {
    TextTable table("lrl");
    table.add({"rule", "points", "why"});
    for (const Value& outcome : explained.array_at("outcomes")) {
        table.add({std::string(outcome.string_at("rule")), grouped(outcome.integer_at("points")),
                   std::string(outcome.string_at("sentence"))});
    }
    return table.text();
}

std::string heading(const OrderRequest& order, const Program& program, bool is_draft) {
    std::int64_t total_minor = 0;
    for (const loyalty::OrderLine& line : order.lines) total_minor += line.amount_minor;
    const loyalty::Settings& settings = program.loyalty;
    return (is_draft ? "The draft" : "Version " + std::to_string(program.version)) + " on " +
           view::format_money(view::Locale::en, total_minor, settings.currency) + " of " +
           (order.member.empty() ? "a guest" : order.member) + " at " + write_instant(order.placed_at_ms) + ":\n\n";
}

OrderRequest read_order_file(Session& session, const Asked& asked, std::int64_t at_ms) {
    Value document = read_document(session, asked.file);
    if (document.object() != nullptr && !asked.member.empty()) document.object()->set("member", asked.member);
    auto order = read_trial_order(document, at_ms);
    if (!order) fail_unfit(session, asked.file, {order.error()});
    return std::move(*order);
}

void try_order(Session& session, const Asked& asked) {
    Trial trial;
    if (!asked.at.empty()) trial.as_of_ms = session.instant(asked.at, "--at");
    OrderRequest order = read_order_file(session, asked, trial.as_of_ms.value_or(session.now_ms()));
    if (trial.as_of_ms) order.placed_at_ms = *trial.as_of_ms;
    Service& service = session.service();
    std::optional<Program> draft;
    if (!asked.draft.empty()) draft = read_draft(session, asked.draft, order.placed_at_ms);
    if (draft) trial.draft = &*draft;
    const auto explained = service.explain(order, trial);
    if (!explained && explained.error().code != ErrorCode::program_missing)
        fail_unfit(session, asked.file, {explained.error()});
    const Value value = session.take(explained);
    if (session.json) return session.print(value);
    const auto published = service.program_at(order.placed_at_ms);
    const Program& program = draft ? *draft : published->program;
    session.out() << heading(order, program, draft.has_value()) << rules_text(value)
                  << earned_text(program.loyalty, value) << '\n'
                  << (order.member.empty() ? "A guest earns nothing: this is what a new member would.\n" : "")
                  << "Nothing was written.\n";
}

}  // namespace

void add_program_try(CLI::App& program, Session& session) {
    CLI::App* verb = program.add_subcommand("try", "What an order or a cart would earn and why, rule by rule");
    verb->footer(
        "Example:  laurel program try order.json --draft program.json --member 17850 --at 2026-12-24T10:00:00Z\n"
        "The order is as POST /v1/admin/orders takes it; {\"lines\": [...]} is enough.");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("order", asked->file, "The order's or cart's JSON; - for standard input")->required();
    verb->add_option("--draft", asked->draft, "Judge it by this programme instead of the one in force");
    verb->add_option("--at", asked->at, "As if placed at this instant (RFC 3339), by the member as she was before it");
    verb->add_option("--member", asked->member, "Whose: the shop's customer id");
    session.add_store_options(*verb);
    verb->callback([&session, asked] { try_order(session, *asked); });
}

}  // namespace laurel::cli
