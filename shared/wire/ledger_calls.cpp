#include "shared/loyalty/order_document.h"
#include "shared/loyalty/tier_preview.h"
#include "shared/wire/calls.h"
#include "shared/wire/commands.h"

namespace laurel::wire {
namespace {

Value error_to_value(const Error& error) {
    return Object{
        {"allowed", error.allowed}, {"code", name_of(error.code)}, {"found", error.found}, {"path", error.path}};
}

Value event_to_value(const Event& event) {
    auto value = read_json(event_bytes(event, {}));
    return value ? std::move(*value) : Value();
}

Reply needs(const Input& input) {
    auto command = read_command(input.request.value_at("command"));
    if (!command) return command.error();
    Array missing;
    for (std::string& aggregate : laurel::needs(*input.program, *command, input.states))
        missing.push_back(std::move(aggregate));
    return write_json(Object{{"needs", std::move(missing)}});
}

Reply decide(const Input& input) {
    auto command = read_command(input.request.value_at("command"));
    if (!command) return command.error();
    const auto context = input.context();
    if (!context) return context.error();
    auto events = laurel::decide(*input.program, input.states, *command, *context);
    if (!events) return events.error();
    States states = input.states;
    Array written;
    for (const Event& event : *events) {
        const State* before = states.find(event.aggregate);
        states.set(event.aggregate, laurel::fold(before != nullptr ? *before : State{}, event));
        written.push_back(event_to_value(event));
    }
    Object after;
    for (const auto& [aggregate, state] : states.all()) after.set(aggregate, state_to_value(state));
    return write_json(
        Object{{"answer", answer(*command, states)}, {"events", std::move(written)}, {"states", std::move(after)}});
}

// What decide would judge of an order or of codes, without them.
Reply explain(const Input& input) {
    auto command = read_command(input.request.value_at("command"));
    if (!command) return command.error();
    const auto* order = std::get_if<loyalty::PlaceOrder>(&*command);
    const auto* coupons = std::get_if<loyalty::ReserveCoupons>(&*command);
    if (order == nullptr && coupons == nullptr) {
        return Error{ErrorCode::unknown_command, "/command", describe(input.request.value_at("command")),
                     "place_order or reserve_coupons"};
    }
    const auto context = input.context();
    if (!context) return context.error();
    auto explained = order != nullptr ? laurel::explain(*input.program, input.states, *order, *context)
                                      : laurel::explain(*input.program, input.states, *coupons, *context);
    if (!explained) return explained.error();
    return write_json(*explained);
}

Reply fold(const Input& input) {
    auto chained = read_event(write_json(input.request.value_at("event")));
    if (!chained)
        return Error{chained.error().code, "/event" + chained.error().path, chained.error().found,
                     chained.error().allowed};
    const State* before = input.states.find(chained->event.aggregate);
    return write_json(
        Object{{"state", state_to_value(laurel::fold(before != nullptr ? *before : State{}, chained->event))}});
}

Reply check_program(const Input& input) {
    Array errors;
    for (const Error& error : laurel::check_program(input.request.value_at("document")))
        errors.push_back(error_to_value(error));
    return write_json(Object{{"errors", std::move(errors)}});
}

Result<std::optional<loyalty::Cart>> cart_in(const Input& input) {
    const Value& given = input.request.value_at("cart");
    if (given.is_null()) return std::optional<loyalty::Cart>();
    if (const Errors errors = check(given, loyalty::cart_shape, "/cart"); !errors.empty()) return errors.front();
    return std::optional(loyalty::read_cart(given));
}

// All that the states in hand say; stocks that they lack are the edge's to confirm.
Reply rewards(const Input& input) {
    auto cart = cart_in(input);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const RewardsQuery query{std::string(input.request.string_at("member")), std::move(*cart)};
    Array list;
    for (const loyalty::RewardStatus& status : rewards_for(*input.program, input.states, query, *context))
        list.push_back(to_value(status));
    return write_json(Object{{"rewards", std::move(list)}});
}

Reply tier(const Input& input) {
    const auto cart = cart_in(input);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const State* state = input.states.find(input.request.string_at("member"));
    const auto* known = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    const loyalty::MemberState member = known != nullptr ? *known : loyalty::MemberState{};
    const loyalty::Settings& settings = input.program->loyalty;
    const auto preview = loyalty::tier_preview(settings, member, *cart, context->now_ms, context->facts);
    if (!preview) return preview.error();
    return write_json(loyalty::to_value(*preview, settings));
}

constexpr Call calls[] = {
    {"needs", true, needs},
    {"decide", true, decide},
    {"explain", true, explain},
    {"rewards", true, rewards},
    {"tier", true, tier},
    {"fold", false, fold},
    {"check_program", false, check_program},
};

}  // namespace

std::span<const Call> ledger_calls() { return calls; }

}  // namespace laurel::wire
