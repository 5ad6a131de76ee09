#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/order_document.h"
#include "shared/view/widget.h"
#include "shared/wire/calls.h"

namespace laurel::wire {
namespace {

Result<std::optional<loyalty::Cart>> cart_of(const Value& request) {
    const Value* cart = request.find("cart");
    if (cart == nullptr || cart->is_null()) return std::optional<loyalty::Cart>();
    if (const Errors errors = check(*cart, loyalty::cart_shape, "/cart"); !errors.empty()) return errors.front();
    return std::optional(loyalty::read_cart(*cart));
}

// The member that a request names, an empty one where the states have none.
loyalty::MemberState member_of(const Input& input) {
    const State* state = input.states.find(input.request.string_at("member"));
    const auto* member = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    return member != nullptr ? *member : loyalty::MemberState{};
}

Reply view(const Input& input) {
    if (input.request.string_at("widget") != "status") {
        return Error{ErrorCode::widget_unknown, "/widget", describe(input.request.value_at("widget")), "status"};
    }
    auto cart = cart_of(input.request);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const view::StatusQuery query{.locale = view::locale_of(input.request.string_at("locale")),
                                  .member = std::string(input.request.string_at("member")),
                                  .cart = std::move(*cart),
                                  .references = input.request.value_at("references")};
    const std::string tree = view::status(*input.program, input.states, query, *context).to_json();
    const bool asks = query.cart && view::asks_edge(*input.program, input.states, query, *context);
    return std::string(asks ? R"({"confirm_at_edge":true,"view":)" : R"({"view":)") + tree + "}";
}

Reply earn(const Input& input) {
    const auto cart = cart_of(input.request);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const loyalty::Settings& settings = input.program->loyalty;
    const auto earning = settings.kit->cart(settings, cart->value_or(loyalty::Cart()), member_of(input),
                                            context->now_ms, context->facts, loyalty::main_point_kind);
    if (!earning) return earning.error();
    return write_json(Object{{"confirm_at_edge", earning->confirm_at_edge}, {"points", earning->points}});
}

Reply balance(const Input& input) {
    const auto context = input.context();
    if (!context) return context.error();
    const std::string_view kind_id = input.request.string_at("point_kind", loyalty::main_point_kind);
    const loyalty::PointKind* kind = input.program->loyalty.kind(kind_id);
    if (kind == nullptr)
        return Error{ErrorCode::value_not_allowed, "/point_kind", std::string(kind_id),
                     "a kind of points that the programme has"};
    const std::int64_t window_ms = kind->expiring_soon_days * day_ms;
    const auto result = loyalty::balance_at(member_of(input), context->now_ms, window_ms, kind->id);
    return write_json(Object{{"available", result.available},
                             {"expiring_soon", result.expiring_soon},
                             {"next_available_at_ms", result.next_available_at_ms},
                             {"next_expiry_at_ms", result.next_expiry_at_ms},
                             {"pending", result.pending},
                             {"reserved", result.reserved}});
}

constexpr Call calls[] = {
    {"view", true, view},
    {"earn", true, earn},
    {"balance", true, balance},
};

}  // namespace

std::span<const Call> page_calls() { return calls; }

}  // namespace laurel::wire
