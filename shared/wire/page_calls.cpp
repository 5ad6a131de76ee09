#include "shared/base/time.h"
#include "shared/loyalty/ledger.h"
#include "shared/view/widget.h"
#include "shared/wire/calls.h"

namespace laurel::wire {
namespace {

Result<std::optional<std::int64_t>> cart_of(const Value& request) {
    const Value* cart = request.find("cart_minor");
    if (cart == nullptr || cart->is_null()) return std::optional<std::int64_t>();
    const std::int64_t* amount = cart->integer();
    if (amount != nullptr && *amount >= 0) return std::optional(*amount);
    return Error{ErrorCode::wrong_type, "/cart_minor", describe(*cart), "an integer from 0, in minor units"};
}

Reply view(const Input& input) {
    if (input.request.string_at("widget") != "status") {
        return Error{ErrorCode::widget_unknown, "/widget", describe(input.member_of("widget")), "status"};
    }
    auto cart = cart_of(input.request);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const view::StatusQuery query{.locale = view::locale_of(input.request.string_at("locale")),
                                  .member = std::string(input.request.string_at("member")),
                                  .cart_minor = *cart,
                                  .references = input.member_of("references")};
    return R"({"view":)" + view::status(*input.program, input.states, query, *context).to_json() + "}";
}

Reply earn(const Input& input) {
    const std::int64_t amount = input.request.integer_at("amount_minor", -1);
    if (amount < 0)
        return Error{ErrorCode::wrong_type, "/amount_minor", describe(input.member_of("amount_minor")),
                     "an integer from 0"};
    auto points = loyalty::points_for(input.program->loyalty.earning, amount);
    if (!points) return points.error();
    return write_json(Object{{"points", *points}});
}

Reply balance(const Input& input) {
    const auto context = input.context();
    if (!context) return context.error();
    const State* state = input.states.find(input.request.string_at("member"));
    const auto* member = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    const std::int64_t window_ms = input.program->loyalty.expiring_soon_days * day_ms;
    const auto result =
        loyalty::balance_at(member != nullptr ? *member : loyalty::MemberState{}, context->now_ms, window_ms);
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
