#include "shared/loyalty/benefit.h"

namespace laurel::loyalty {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape basis_points_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = whole_basis_points};
constexpr Shape rounding_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = rounding_names};

constexpr Field money_off_fields[] = {
    {"amount_minor", &amount_shape, true, false, "Off the items together, never more than is left to pay for them."},
};
constexpr Shape money_off_shape{.kind = ShapeKind::object, .fields = money_off_fields, .name = "money_off"};

constexpr Field percent_off_fields[] = {
    {"basis_points", &basis_points_shape, true, false, "Hundredths of a percent: 1000 is 10%."},
    {"cap_minor", &amount_shape, false, false, "At most so much off. Left out: no cap."},
};
constexpr Shape percent_off_shape{.kind = ShapeKind::object, .fields = percent_off_fields, .name = "percent_off"};

constexpr Field free_shipping_fields[] = {
    {"cap_minor", &amount_shape, false, false, "At most so much off the shipping. Left out: no cap."},
};
constexpr Shape free_shipping_shape{.kind = ShapeKind::object, .fields = free_shipping_fields, .name = "free_shipping"};

constexpr Field gift_product_fields[] = {
    {"sku", &identifier_shape, true, false, "The product given."},
    {"quantity", &count_shape, false, false, "So many pieces. Default 1."},
};
constexpr Shape gift_product_shape{.kind = ShapeKind::object, .fields = gift_product_fields, .name = "gift_product"};

constexpr Field buy_x_get_y_fields[] = {
    {"buy_quantity", &count_shape, true, false, "For so many pieces at their price ..."},
    {"get_quantity", &count_shape, true, false, "... so many further ones are discounted; the cheapest."},
    {"basis_points", &basis_points_shape, false, false, "Off the pieces given. Default 10000: they are free."},
    {"times_max", &count_shape, false, false, "At most so many times a cart. Left out: as often as the pieces allow."},
    {"get_from", &item_filter_shape, false, false,
     "Whose pieces are given. Left out: the items that the benefit applies to."},
};
constexpr Shape buy_x_get_y_shape{.kind = ShapeKind::object, .fields = buy_x_get_y_fields, .name = "buy_x_get_y"};

constexpr Field service_fields[] = {
    {"id", &identifier_shape, true, false,
     "installation, gift_wrap, priority_dispatch, adviser or an id of the shop's own."},
};
constexpr Shape service_shape{.kind = ShapeKind::object, .fields = service_fields, .name = "service"};

constexpr Field partner_fields[] = {
    {"id", &identifier_shape, true, false, "The partner."},
    {"text_id", &identifier_shape, true, false, "The text that says what the partner gives."},
};
constexpr Shape partner_shape{.kind = ShapeKind::object, .fields = partner_fields, .name = "partner"};

constexpr Field cash_back_fields[] = {
    {"amount_minor", &amount_shape, true, false, "Paid out to the member; the cart stays as it is."},
};
constexpr Shape cash_back_shape{.kind = ShapeKind::object, .fields = cash_back_fields, .name = "cash_back"};

constexpr Field pay_with_points_fields[] = {
    {"points", &count_shape, true, false, "So many points ..."},
    {"pay_minor", &count_shape, true, false, "... pay so many minor units, as an exact ratio."},
    {"maximum_basis_points", &basis_points_shape, false, false,
     "The share of the items' amounts that points may pay. Default 10000: all of it."},
};
constexpr Shape pay_with_points_shape{
    .kind = ShapeKind::object, .fields = pay_with_points_fields, .name = "pay_with_points"};

constexpr Field benefit_fields[] = {
    {"money_off", &money_off_shape, false, false, "A fixed amount off."},
    {"percent_off", &percent_off_shape, false, false, "A percentage off."},
    {"free_shipping", &free_shipping_shape, false, false, "Shipping for nothing; applies_to says with which products."},
    {"gift_product", &gift_product_shape, false, false, "A product as a gift."},
    {"buy_x_get_y", &buy_x_get_y_shape, false, false, "Pieces free, or cheaper, for others bought."},
    {"service", &service_shape, false, false, "A service."},
    {"partner", &partner_shape, false, false, "Something that a partner of the shop gives."},
    {"cash_back", &cash_back_shape, false, false, "Money back."},
    {"pay_with_points", &pay_with_points_shape, false, false, "Points as a part of the payment."},
    {"applies_to", &item_filter_shape, false, false, "Which products it is about. Left out: all of them."},
    {"minimum_minor", &amount_shape, false, false, "What those products must cost together, before discounts."},
    {"minimum_quantity", &count_shape, false, false, "How many pieces of them there must be."},
    {"rounding", &rounding_shape, false, false,
     "Of percent_off and buy_x_get_y: how what is off becomes whole minor units, once for all lines together. "
     "Default half_up."},
};

std::string text_at(const Value& from, std::string_view name) { return std::string(from.string_at(name)); }

BuyXGetY read_buy_x_get_y(const Value& from) {
    BuyXGetY read{.buy_quantity = from.integer_at("buy_quantity", 1),
                  .get_quantity = from.integer_at("get_quantity", 1),
                  .basis_points = from.integer_at("basis_points", whole_basis_points),
                  .times_max = from.integer_at("times_max", unlimited),
                  .get_from = std::nullopt};
    if (const Value* filter = from.find("get_from")) read.get_from = read_item_filter(*filter);
    return read;
}

Gives read_gives(const Value& benefit) {
    if (const Value* from = benefit.find("percent_off")) {
        return PercentOff{from->integer_at("basis_points"), from->integer_at("cap_minor", unlimited)};
    }
    if (const Value* from = benefit.find("free_shipping"))
        return FreeShipping{from->integer_at("cap_minor", unlimited)};
    if (const Value* from = benefit.find("gift_product")) {
        return GiftProduct{text_at(*from, "sku"), from->integer_at("quantity", 1)};
    }
    if (const Value* from = benefit.find("buy_x_get_y")) return read_buy_x_get_y(*from);
    if (const Value* from = benefit.find("service")) return ServiceBenefit{text_at(*from, "id")};
    if (const Value* from = benefit.find("partner")) {
        return PartnerBenefit{text_at(*from, "id"), text_at(*from, "text_id")};
    }
    if (const Value* from = benefit.find("cash_back")) return CashBack{from->integer_at("amount_minor")};
    if (const Value* from = benefit.find("pay_with_points")) {
        return PayWithPoints{from->integer_at("points", 1), from->integer_at("pay_minor", 1),
                             from->integer_at("maximum_basis_points", whole_basis_points)};
    }
    return MoneyOff{benefit.value_at("money_off").integer_at("amount_minor")};
}

void set_unless(Object& written, std::string_view name, std::int64_t value, std::int64_t fallback) {
    if (value != fallback) written.set(name, value);
}

struct Write {
    Object operator()(const MoneyOff& gives) const { return {{"amount_minor", gives.amount_minor}}; }
    Object operator()(const PercentOff& gives) const {
        Object written{{"basis_points", gives.basis_points}};
        set_unless(written, "cap_minor", gives.cap_minor, unlimited);
        return written;
    }
    Object operator()(const FreeShipping& gives) const {
        Object written;
        set_unless(written, "cap_minor", gives.cap_minor, unlimited);
        return written;
    }
    Object operator()(const GiftProduct& gives) const {
        Object written{{"sku", gives.sku}};
        set_unless(written, "quantity", gives.quantity, 1);
        return written;
    }
    Object operator()(const BuyXGetY& gives) const {
        Object written{{"buy_quantity", gives.buy_quantity}, {"get_quantity", gives.get_quantity}};
        set_unless(written, "basis_points", gives.basis_points, whole_basis_points);
        set_unless(written, "times_max", gives.times_max, unlimited);
        if (gives.get_from) written.set("get_from", write_item_filter(*gives.get_from));
        return written;
    }
    Object operator()(const ServiceBenefit& gives) const { return {{"id", gives.service}}; }
    Object operator()(const PartnerBenefit& gives) const { return {{"id", gives.partner}, {"text_id", gives.text}}; }
    Object operator()(const CashBack& gives) const { return {{"amount_minor", gives.amount_minor}}; }
    Object operator()(const PayWithPoints& gives) const {
        Object written{{"points", gives.points}, {"pay_minor", gives.pay_minor}};
        set_unless(written, "maximum_basis_points", gives.maximum_basis_points, whole_basis_points);
        return written;
    }
};

}  // namespace

const Shape benefit_shape{
    .kind = ShapeKind::object, .fields = benefit_fields, .exactly_one_of = benefit_kinds, .name = "benefit"};

Benefit read_benefit(const Value& benefit) {
    return {.gives = read_gives(benefit),
            .applies_to = read_item_filter(benefit.value_at("applies_to")),
            .minimum_minor = benefit.integer_at("minimum_minor"),
            .minimum_quantity = benefit.integer_at("minimum_quantity"),
            .rounding = rounding_of(benefit.string_at("rounding"), Rounding::half_up)};
}

Value write_benefit(const Benefit& benefit) {
    Object written{{benefit.kind(), std::visit(Write(), benefit.gives)}};
    if (!benefit.applies_to.matches_all()) written.set("applies_to", write_item_filter(benefit.applies_to));
    set_unless(written, "minimum_minor", benefit.minimum_minor, 0);
    set_unless(written, "minimum_quantity", benefit.minimum_quantity, 0);
    if (benefit.rounding != Rounding::half_up) written.set("rounding", name_of(benefit.rounding));
    return written;
}

void check_benefit(const Value& benefit, std::string_view path, Errors& errors) {
    check_item_filter(benefit.value_at("applies_to"), child_path(path, "applies_to"), errors);
    const Value* buy_x_get_y = benefit.find("buy_x_get_y");
    if (buy_x_get_y != nullptr) {
        check_item_filter(buy_x_get_y->value_at("get_from"), child_path(path, "buy_x_get_y") + "/get_from", errors);
    }
    const Value* rounding = benefit.find("rounding");
    if (rounding == nullptr || buy_x_get_y != nullptr || benefit.find("percent_off") != nullptr) return;
    errors.push_back({ErrorCode::value_not_allowed, child_path(path, "rounding"), describe(*rounding),
                      "a rounding where there is percent_off or buy_x_get_y to round"});
}

}  // namespace laurel::loyalty
