#pragma once
// A route is one row: what it is called, who may use it, what it takes, what it answers and the function that does it.
// The router, the checks before the handler and /openapi.json all read the same rows.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "edge/auth/authenticator.h"
#include "edge/transport/http.h"
#include "shared/base/shape.h"
#include "shared/loyalty/order_document.h"

namespace laurel::routes {

enum class Access {
    anyone,            // no store: the same answer for everybody
    store,             // anybody, for the store that ?store= names or the only one there is
    shopper,           // a shopper's token
    shopper_or_store,  // a token where one is sent, else as `store`
    admin,             // an admin key with the route's scope
    loopback,          // this machine, and nothing that came through a proxy
};

struct QueryParameter {
    std::string_view name;
    std::string_view description;
};

struct Environment;
struct Route;

// What a handler works with.
struct Call {
    const http::Request& request;
    const Route& route;
    Environment& environment;
    auth::Principal principal;              // of Access::store too: then only its service is there
    std::array<std::string, 2> parameters;  // the pattern's, decoded
    Value body;                             // fits route.request, unless route.checks_itself
    std::int64_t now_ms = 0;

    Service& service() const { return *principal.service; }
    // A query parameter, decoded; nullopt when absent. Error: value_not_allowed when it is there twice or not
    // well-formed.
    Result<std::optional<std::string>> query(std::string_view name) const;
    // For the writes: who, under which Idempotency-Key, and what.
    Writer writer() const;
};

using Handle = Errors (*)(Call& call, http::Response& response);

struct Route {
    std::string_view method;
    // Segments are literal, "{name}" for any one, or, at the end, "{name...}" for all that is left.
    std::string_view pattern;
    Access access = Access::anyone;
    int status = 200;                // of success
    std::string_view scope = {};     // of Access::admin
    bool is_write = false;           // asks for an Idempotency-Key
    bool checks_itself = false;      // the handler holds the body against the shape, not the server
    const Shape* request = nullptr;  // of the body; nullptr: none is read
    std::string_view operation;      // a name for generated clients
    std::string_view summary;
    std::span<const QueryParameter> query = {};
    std::string_view media_type = "application/json";
    std::string_view response = {};  // JSON Schema of a successful answer's body; "" where it is no JSON
    // No errors: the response is filled in. Else the errors become a problem.
    Handle handle = nullptr;
};

// Helpers that handlers share.

inline constexpr std::string_view json_type = "application/json";

// For what is not about a person: caches may keep it so long.
void set_public(http::Response& response, std::int64_t seconds);

// Sets the ETag; when the request has the same one, the response becomes a 304 without a body and the answer is true.
bool is_not_modified(const http::Request& request, std::string etag, http::Response& response);

// The answer of a write: its body and status, or the business failure that is kept in its place.
Errors send_answer(const Result<Answer>& answer, http::Response& response);

// What a reader found, as JSON.
Errors send_value(const Result<Value>& value, http::Response& response);

// The cart of so much that ?amount_minor= says.
Result<std::optional<loyalty::Cart>> asked_cart(const Call& call);

// Identifiers come out of addresses too.
Errors check_identifier(std::string_view text, std::string_view path);

}  // namespace laurel::routes
