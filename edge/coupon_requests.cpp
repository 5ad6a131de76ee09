#include "edge/coupon_requests.h"

#include "edge/requests.h"
#include "shared/base/limits.h"
#include "shared/loyalty/order_document.h"

namespace laurel {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape code_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = identifier_bytes_max};
constexpr Shape codes_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = codes_per_checkout_max, .items = &code_shape};
constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = coupons_per_request_max};
constexpr Shape prefix_shape{.kind = ShapeKind::text, .minimum = 0, .maximum = 8};
constexpr Shape characters_shape{.kind = ShapeKind::integer, .minimum = 12, .maximum = 20};
constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};

constexpr Field lines_field{"lines", &loyalty::order_lines_shape, true, false,
                            "What is in the cart; amounts before any discount."};
constexpr Field attributes_field{"attributes", &loyalty::attributes_shape, false, false,
                                 "What conditions may look at."};
constexpr Field codes_field{"codes", &codes_shape, true, false, "As the shopper typed them."};
constexpr Field quote_fields[] = {lines_field, attributes_field, codes_field};
constexpr Field checkout_fields[] = {
    {"member", &identifier_shape, false, false, "The shop's customer id; left out for a guest."},
    lines_field,
    attributes_field,
    codes_field,
};
constexpr Field commit_fields[] = {
    {"order", &identifier_shape, true, false, "The shop's number of the order that was paid."}};
constexpr Field issue_fields[] = {
    {"campaign", &identifier_shape, true, false, "The id of one of the programme's coupons."},
    {"count", &count_shape, false, false, "How many codes. Default 1."},
    {"member", &identifier_shape, false, false, "The shop's id of the only customer who may use them."},
    {"expires_at", &instant_shape, false, false, "From then on they are not taken. Left out: as long as the campaign."},
    {"prefix", &prefix_shape, false, false, "In front of each code: up to 8 of A to Z and 0 to 9."},
    {"characters", &characters_shape, false, false, "Random ones in each code, of 5 bits each. Default 15."},
};
constexpr Field lookup_fields[] = {{"code", &code_shape, true, false, "The code, in any writing."}};
constexpr Field void_fields[] = {{"reason", &text_shape, false, false, "For the shop's own records."}};

}  // namespace

const Shape quote_shape{.kind = ShapeKind::object, .fields = quote_fields, .name = "coupon_quote"};
const Shape checkout_shape{.kind = ShapeKind::object, .fields = checkout_fields, .name = "checkout"};
const Shape commit_shape{.kind = ShapeKind::object, .fields = commit_fields, .name = "checkout_commit"};
const Shape issue_shape{.kind = ShapeKind::object, .fields = issue_fields, .name = "coupon_issue"};
const Shape code_lookup_shape{.kind = ShapeKind::object, .fields = lookup_fields, .name = "coupon_lookup"};
const Shape coupon_void_shape{.kind = ShapeKind::object, .fields = void_fields, .name = "coupon_void"};

CartRequest read_cart_request(const Value& body) {
    CartRequest request{.member = std::string(body.string_at("member")),
                        .lines = loyalty::read_order_lines(body.array_at("lines")),
                        .attributes = {},
                        .codes = {}};
    if (const Value* attributes = body.find("attributes")) request.attributes = *attributes;
    for (const Value& code : body.array_at("codes")) request.codes.push_back(*code.string());
    return request;
}

Result<IssueRequest> read_issue(const Value& body) {
    IssueRequest request{.campaign = std::string(body.string_at("campaign")),
                         .member = std::string(body.string_at("member")),
                         .count = body.integer_at("count", 1),
                         .expires_at_ms = instant_in(body, "expires_at", instant_ms_max),
                         .format = {.prefix = std::string(body.string_at("prefix"))}};
    request.format.characters =
        static_cast<std::size_t>(body.integer_at("characters", static_cast<std::int64_t>(request.format.characters)));
    if (auto error = check_format(request.format)) return *std::move(error);
    return request;
}

}  // namespace laurel
