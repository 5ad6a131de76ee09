#include <memory>

#include "edge/cli/command.h"
#include "edge/random.h"
#include "edge/text_table.h"
#include "shared/loyalty/benefit.h"

namespace laurel::cli {
namespace {

using loyalty::RedemptionStatus;

const Writer writer{.principal = "cli", .author = "cli"};
constexpr std::size_t rewards_max = 1000;

struct Asked {
    std::string member;
    std::string reward;
    std::string id;
    std::string code;
    std::int64_t points = 0;
};

std::string cost_of(const Value& reward) {
    const std::int64_t points = reward.integer_at("points");
    if (points == 0) return "as many as given";
    const std::string_view kind = reward.string_at("point_kind");
    return grouped(points) + " " + std::string(kind);
}

std::string benefit_of(const Value& reward) {
    const Object* benefit = reward.find("benefit")->object();
    for (const auto& [name, value] : *benefit) {
        for (const std::string_view kind : loyalty::benefit_kinds) {
            if (name == kind) return name;
        }
    }
    return "";
}

std::string stock_of(const Value& reward) {
    const Value* stock = reward.find("stock");
    if (stock == nullptr) return "no limit";
    return grouped(stock->integer_at("left")) + " of " + grouped(stock->integer_at("times"));
}

void list(Session& session) {
    const Value stocks = session.take(session.service().stocks("", rewards_max));
    if (session.json) return session.print(stocks);
    TextTable table("lrll");
    table.add({"Reward", "Costs", "Gives", "Left"});
    for (const Value& reward : stocks.array_at("rewards")) {
        table.add({std::string(reward.string_at("id")) + (reward.boolean_at("enabled") ? "" : " (off)"),
                   cost_of(reward), benefit_of(reward), stock_of(reward)});
    }
    const bool is_none = stocks.array_at("rewards").empty();
    session.out() << (is_none ? "The programme has no rewards; its member \"rewards\" would list them.\n"
                              : table.text());
}

std::string why(const Value& reward) {
    const std::string_view reason = reward.string_at("reason");
    if (reason == "redeemable") return reward.boolean_at("confirm_at_edge") ? "yes, if its condition holds" : "yes";
    if (reason == "not_enough_points") return "no: " + grouped(reward.integer_at("missing_points")) + " points missing";
    const std::string_view detail = reward.string_at("detail");
    return "no: " + std::string(reason) + (detail.empty() ? "" : " (" + std::string(detail) + ")");
}

void offer(Session& session, const Asked& asked) {
    const Value offered = session.take(session.service().rewards(asked.member, std::nullopt));
    if (session.json) return session.print(offered);
    TextTable table("lrl");
    table.add({"Reward", "Costs", "Can be had now"});
    for (const Value& reward : offered.array_at("rewards"))
        table.add({std::string(reward.string_at("id")), cost_of(reward), why(reward)});
    session.out() << table.text();
}

Value taken(Session& session, Result<Answer> result) {
    const Answer answer = session.take(std::move(result));
    Value body = read_json(answer.body).value();
    if (answer.status < 400) return body;
    session.fail(found,
                 "refused (" + std::string(body.string_at("code")) + "): " + std::string(body.string_at("message")),
                 "nothing was changed");
}

void redeem(Session& session, const Asked& asked) {
    const RedemptionRequest request{.id = asked.id.empty() ? random_hex(8) : asked.id,
                                    .reward = asked.reward,
                                    .points = asked.points,
                                    .point_kind = {},
                                    .cart = std::nullopt};
    const Value answer = taken(session, session.service().redeem(writer, asked.member, request));
    session.answer(answer, "Code " + std::string(answer.string_at("code")) + ": " +
                               grouped(answer.integer_at("points")) + " points are held until " +
                               std::string(answer.string_at("times_out_at")) + ".");
}

void show_code(Session& session, const Asked& asked) {
    const Value code = session.take(session.service().redemption_of_code(asked.code));
    session.answer(code, std::string(code.string_at("status")) + ": " + std::string(code.string_at("reward")) +
                             " of member " + std::string(code.string_at("member")) + ", " +
                             grouped(code.integer_at("points")) + " points, good until " +
                             std::string(code.string_at("times_out_at")) + ".");
}

void resolve(Session& session, const Asked& asked, RedemptionStatus outcome) {
    const Value answer = taken(session, session.service().resolve_code(writer, asked.code, outcome));
    const std::string points = grouped(answer.integer_at("points")) + " points ";
    session.answer(answer, outcome == RedemptionStatus::captured ? "Used: " + points + "are spent."
                                                                 : "Taken back: " + points + "are the member's again.");
}

}  // namespace

void add_reward(CLI::App& app, Session& session) {
    CLI::App* reward = app.add_subcommand("reward", "What points can be spent on, and the codes handed over for them");
    reward->require_subcommand(1);
    reward->footer("Example:  laurel reward list");
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        return session.add_verb(*reward, name, text, example);
    };
    const auto of_member = [&](CLI::App* added) {
        added->add_option("member", asked->member, "The shop's customer id")->required();
        return added;
    };
    const auto of_code = [&](CLI::App* added) {
        added->add_option("code", asked->code, "As the shopper has it")->required();
        return added;
    };
    verb("list", "The programme's rewards and what is left of them", "list")->callback([&session] { list(session); });
    of_member(verb("offer", "What a member can have now, and why not the rest", "offer 17850"))
        ->callback([&session, asked] { offer(session, *asked); });
    CLI::App* redeem_verb = of_member(verb("redeem", "Hold a member's points for a reward", "redeem 17850 mug"));
    redeem_verb->add_option("reward", asked->reward, "The reward's id")->required();
    redeem_verb->add_option("--points", asked->points, "How many to pay with, where the reward leaves it open")
        ->check(CLI::PositiveNumber);
    redeem_verb->add_option("--id", asked->id, "Names the redemption for ever: the same again changes nothing");
    redeem_verb->callback([&session, asked] { redeem(session, *asked); });
    of_code(verb("code", "What a code stands for", "code 7K2M-Q9XD-4FTB"))->callback([&session, asked] {
        show_code(session, *asked);
    });
    of_code(verb("capture", "The code was used: its points are spent", "capture 7K2M-Q9XD-4FTB"))
        ->callback([&session, asked] { resolve(session, *asked, RedemptionStatus::captured); });
    of_code(verb("void", "The code will not be used", "void 7K2M-Q9XD-4FTB"))->callback([&session, asked] {
        resolve(session, *asked, RedemptionStatus::voided);
    });
    of_code(verb("cancel", "A used code is taken back", "cancel 7K2M-Q9XD-4FTB"))->callback([&session, asked] {
        resolve(session, *asked, RedemptionStatus::cancelled);
    });
}

}  // namespace laurel::cli
