// The commands of coupons.
#include "shared/base/limits.h"
#include "shared/base/time.h"
#include "shared/loyalty/order_document.h"
#include "shared/wire/command_reader.h"

namespace laurel::wire {
namespace {

constexpr Shape aggregate_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};
constexpr Shape code_text_shape{.kind = ShapeKind::text, .minimum = 0, .maximum = identifier_bytes_max};

constexpr Field issue_fields[] = {{"coupon", &aggregate_shape, true},
                                  {"campaign", &aggregate_shape, true},
                                  {"member", &aggregate_shape},
                                  {"expires_at_ms", &instant_shape}};
constexpr Shape issue_shape{.kind = ShapeKind::object, .fields = issue_fields};
constexpr Field void_fields[] = {{"coupon", &aggregate_shape, true}, {"reason", &text_shape}};
constexpr Shape void_shape{.kind = ShapeKind::object, .fields = void_fields};

constexpr Field code_fields[] = {
    {"text", &code_text_shape, true}, {"coupon", &aggregate_shape}, {"mistyped", &flag_shape}};
constexpr Shape code_shape{.kind = ShapeKind::object, .fields = code_fields};
constexpr Shape codes_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = codes_per_checkout_max, .items = &code_shape};
constexpr Field reserve_fields[] = {{"checkout", &aggregate_shape, true},
                                    {"member", &aggregate_shape},
                                    {"at_ms", &instant_shape, true},
                                    {"lines", &loyalty::order_lines_shape, true},
                                    {"attributes", &loyalty::attributes_shape},
                                    {"codes", &codes_shape, true}};
constexpr Shape reserve_shape{.kind = ShapeKind::object, .fields = reserve_fields};
constexpr Field commit_fields[] = {{"checkout", &aggregate_shape, true}, {"order", &aggregate_shape, true}};
constexpr Shape commit_shape{.kind = ShapeKind::object, .fields = commit_fields};
constexpr Field release_fields[] = {{"checkout", &aggregate_shape, true}};
constexpr Shape release_shape{.kind = ShapeKind::object, .fields = release_fields};

Command issue_coupon(const Value& body) {
    return loyalty::IssueCoupon{text_in(body, "coupon"), text_in(body, "campaign"), text_in(body, "member"),
                                body.integer_at("expires_at_ms", instant_ms_max)};
}

Command void_coupon(const Value& body) { return loyalty::VoidCoupon{text_in(body, "coupon"), text_in(body, "reason")}; }

Command reserve_coupons(const Value& body) {
    loyalty::ReserveCoupons command{.checkout = text_in(body, "checkout"),
                                    .member = text_in(body, "member"),
                                    .at_ms = body.integer_at("at_ms"),
                                    .lines = loyalty::read_order_lines(body.array_at("lines")),
                                    .attributes = body.value_at("attributes"),
                                    .codes = {}};
    for (const Value& code : body.array_at("codes"))
        command.codes.push_back({text_in(code, "text"), text_in(code, "coupon"), code.boolean_at("mistyped")});
    return command;
}

Command commit_coupons(const Value& body) {
    return loyalty::CommitCoupons{text_in(body, "checkout"), text_in(body, "order")};
}

Command release_coupons(const Value& body) { return loyalty::ReleaseCoupons{text_in(body, "checkout")}; }

constexpr CommandReader readers[] = {
    {"issue_coupon", &issue_shape, issue_coupon},         {"void_coupon", &void_shape, void_coupon},
    {"reserve_coupons", &reserve_shape, reserve_coupons}, {"commit_coupons", &commit_shape, commit_coupons},
    {"release_coupons", &release_shape, release_coupons},
};

}  // namespace

std::span<const CommandReader> coupon_commands() { return readers; }

}  // namespace laurel::wire
