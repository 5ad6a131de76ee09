#pragma once
// What the shop asks of coupons: shapes, and readers for bodies.
#include <cstdint>
#include <string>
#include <vector>

#include "edge/coupon_codes.h"
#include "shared/base/shape.h"
#include "shared/loyalty/state.h"

namespace laurel {

// A cart and the codes that its shopper gave.
struct CartRequest {
    std::string member;  // the shop's id, "" for a guest
    std::vector<loyalty::OrderLine> lines;
    Value attributes;
    std::vector<std::string> codes;
};

inline constexpr std::int64_t coupons_per_request_max = 1000;

struct IssueRequest {
    std::string campaign;
    std::string member;  // the shop's id of the only one who may use them, "" for whoever has one
    std::int64_t count = 1;
    std::int64_t expires_at_ms = instant_ms_max;
    CodeFormat format;
};

extern const Shape quote_shape;        // POST /v1/coupons/quote
extern const Shape checkout_shape;     // POST /v1/admin/checkouts/{id}/quote and /reserve
extern const Shape commit_shape;       // POST /v1/admin/checkouts/{id}/commit
extern const Shape issue_shape;        // POST /v1/admin/coupons
extern const Shape code_lookup_shape;  // POST /v1/admin/coupons/lookup
extern const Shape coupon_void_shape;  // POST /v1/admin/coupons/{id}/void

// Bodies that fit quote_shape or checkout_shape.
CartRequest read_cart_request(const Value& body);
// Errors: a prefix or a number of characters that codes can't have.
Result<IssueRequest> read_issue(const Value& body);

}  // namespace laurel
