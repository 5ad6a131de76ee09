#include "edge/server.h"

#include <algorithm>
#include <chrono>

#include "edge/errors.h"
#include "edge/openapi.h"
#include "edge/random.h"
#include "edge/routes/groups.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

using routes::Access;
using routes::Call;

constexpr std::size_t fields_expected = 12;
constexpr std::string_view problem_type = "application/problem+json";
constexpr std::string_view exposed_fields =
    "ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
constexpr std::string_view preflight_fields = "authorization, content-type, idempotency-key, if-none-match";
constexpr std::string_view proxy_fields[] = {"forwarded", "via", "x-forwarded-for", "x-real-ip"};

bool is_loopback(const http::Request& request) {
    const std::string_view address = request.remote_address;
    const bool is_local = address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
    return is_local && std::none_of(std::begin(proxy_fields), std::end(proxy_fields),
                                    [&](std::string_view name) { return request.has_field(name); });
}

// Pages of other origins may use what shoppers use, never what needs a key.
bool is_for_pages(const routes::Route& route) {
    return route.access == Access::store || route.access == Access::shopper || route.access == Access::shopper_or_store;
}

Errors check_idempotency_key(const http::Request& request) {
    const std::string_view key = request.field("idempotency-key");
    if (key.empty()) return {{ErrorCode::idempotency_key_missing, {}, {}, "1 to 128 bytes"}};
    if (!is_utf8(key)) return {{ErrorCode::invalid_identifier, "/headers/idempotency-key", {}, "UTF-8"}};
    return routes::check_identifier(key, "/headers/idempotency-key");
}

Errors read_body(Call& call) {
    const std::string_view type = call.request.field("content-type");
    const std::string_view essence = type.substr(0, std::min(type.find_first_of("; "), type.size()));
    if (!http::equal_ignoring_case(essence, routes::json_type)) {
        return {{ErrorCode::media_type_unsupported, {}, quoted(type), std::string(routes::json_type)}};
    }
    auto body = read_json(call.request.body);
    if (!body) return {body.error()};
    call.body = std::move(*body);
    return call.route.checks_itself ? Errors() : check(call.body, *call.route.request);
}

// "Sun, 22 Nov 2026 08:00:00 GMT"
std::string http_date(std::int64_t now_ms) {
    constexpr std::string_view days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t day = now_ms / day_ms;
    const Date date = civil_from_days(day);
    const std::string text = write_instant(now_ms);  // 2026-11-22T08:00:00Z
    std::string result(days[day % 7]);
    result.append(", ").append(text, 8, 2).append(" ").append(months[date.month - 1]).append(" ");
    return result.append(text, 0, 4).append(" ").append(text, 11, 8).append(" GMT");
}

}  // namespace

Result<std::unique_ptr<Server>> Server::make(Registry& registry, ServerSettings settings) {
    std::unique_ptr<Server> server(new Server(registry, std::move(settings)));
    if (!server->settings_.files_directory.empty()) {
        auto files = routes::Files::read(server->settings_.files_directory);
        if (!files) return files.error();
        server->environment_.files = std::move(*files);
    }
    return server;
}

Server::Server(Registry& registry, ServerSettings settings)
    : settings_(std::move(settings)), environment_(registry), router_(routes::all_groups()), run_id_(random_hex(6)) {
    environment_.codes_per_minute = settings_.codes_per_minute;
    const auto all = router_.all();
    environment_.openapi = openapi_document(all, settings_.public_url);
    environment_.program_schema = program_schema_document();
    environment_.metrics.prepare(all);
}

void Server::handle(const http::Request& request, http::Response& response) {
    const auto start = std::chrono::steady_clock::now();
    response.fields.reserve(fields_expected);
    std::string request_id = next_request_id();
    routes::Match match = router_.match(request.method, request.path);
    Errors errors;
    if (request.method == "OPTIONS") {
        errors = preflight(request, response);
    } else if (match.route == nullptr && !match.allowed_methods.empty()) {
        response.set_field("Allow", match.allowed_methods);
        errors = {{ErrorCode::method_not_allowed, {}, quoted(request.method), match.allowed_methods}};
    } else if (match.route == nullptr) {
        errors = {{ErrorCode::route_unknown, {}, {}, {}}};
    } else {
        Call call{.request = request,
                  .route = *match.route,
                  .environment = environment_,
                  .parameters = std::move(match.parameters),
                  .now_ms = environment_.registry.now_ms()};
        try {
            errors = process(call, response);
            allow_origin(call, response);
        } catch (const StorageFailure& failure) {
            errors = {{ErrorCode::storage_failed, {}, failure.what(), {}}};
        } catch (const std::exception& failure) {
            errors = {{ErrorCode::internal_error, {}, failure.what(), {}}};
        }
    }
    if (!errors.empty()) put_problem(errors, request_id, response);
    put_common_fields(std::move(request_id), response);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    environment_.metrics.record(match.route, response.status, passed.count());
}

void Server::refuse(const Error& error, http::Response& response) {
    std::string request_id = next_request_id();
    put_problem({error}, request_id, response);
    put_common_fields(std::move(request_id), response);
    environment_.metrics.record(nullptr, response.status, 0);
}

Errors Server::process(Call& call, http::Response& response) {
    if (Errors errors = authenticate(call); !errors.empty()) {
        Errors limited = limit_rate(call, true, response);
        return limited.empty() ? errors : limited;
    }
    if (Errors errors = limit_rate(call, false, response); !errors.empty()) return errors;
    if (call.route.access == Access::admin && !call.principal.has_scope(call.route.scope)) {
        return {{ErrorCode::scope_missing, {}, {}, std::string(call.route.scope)}};
    }
    if (call.route.is_write) {
        if (Errors errors = check_idempotency_key(call.request); !errors.empty()) return errors;
    }
    if (call.route.request != nullptr) {
        if (Errors errors = read_body(call); !errors.empty()) return errors;
    }
    return call.route.handle(call, response);
}

Errors Server::authenticate(Call& call) {
    const std::string_view authorization = call.request.field("authorization");
    Result<auth::Principal> principal = auth::Principal{};
    switch (call.route.access) {
        case Access::anyone:
            return {};
        case Access::loopback:
            if (is_loopback(call.request)) return {};
            return {{ErrorCode::route_unknown, {}, {}, {}}};
        case Access::store:
            return use_store(call);
        case Access::shopper_or_store:
            if (authorization.empty()) return use_store(call);
            principal = environment_.authenticator.shopper(authorization);
            break;
        case Access::shopper:
            principal = environment_.authenticator.shopper(authorization);
            break;
        case Access::admin:
            principal = environment_.authenticator.admin(authorization);
            break;
    }
    if (!principal) return {principal.error()};
    call.principal = std::move(*principal);
    return {};
}

Errors Server::use_store(Call& call) {
    const auto name = call.query("store");
    if (!name) return {name.error()};
    call.principal.service = *name ? environment_.registry.find(**name) : environment_.registry.only();
    if (call.principal.service == nullptr) return {{ErrorCode::store_unknown, "/query/store", {}, {}}};
    return {};
}

Errors Server::limit_rate(const Call& call, bool is_failure, http::Response& response) {
    const bool is_admin = call.route.access == Access::admin;
    const bool is_known = !call.principal.id.empty();
    std::int64_t per_minute = is_admin ? settings_.admin_requests_per_minute : settings_.shopper_requests_per_minute;
    if (!is_known) per_minute = is_failure ? settings_.failures_per_minute : settings_.address_requests_per_minute;
    if (per_minute <= 0 || call.route.access == Access::loopback) return {};
    std::string who = is_failure ? "failed " : is_admin ? "key " : "member ";
    if (is_known) {
        who.append(call.principal.service->store_id()).append(" ").append(call.principal.id);
    } else {
        who.append(call.request.remote_address);
    }
    const auth::RateVerdict verdict = rates_.take(who, per_minute, call.now_ms);
    response.set_field("RateLimit-Policy", "\"default\";q=" + std::to_string(per_minute) + ";w=60");
    response.set_field("RateLimit",
                       "\"default\";r=" + std::to_string(verdict.remaining) + ";t=" + std::to_string(verdict.wait_s));
    if (verdict.is_allowed) return {};
    response.set_field("Retry-After", std::to_string(verdict.wait_s));
    return {{ErrorCode::rate_limited, {}, {}, std::to_string(per_minute) + " requests a minute"}};
}

// Asked before a page's request that needs it: without a credential, so for all stores at once. The answer to the
// request itself is for one store's origins only.
Errors Server::preflight(const http::Request& request, http::Response& response) {
    const std::string_view method = request.field("access-control-request-method");
    const routes::Match match = router_.match(method, request.path);
    if (match.route == nullptr || !is_for_pages(*match.route)) return {{ErrorCode::route_unknown, {}, {}, {}}};
    response.set_field("Vary", "Origin");
    const std::string_view origin = request.field("origin");
    if (!is_allowed_origin(nullptr, origin)) {
        return {{ErrorCode::origin_not_allowed, {}, quoted(origin), "an origin that was allowed for a store"}};
    }
    response.status = 204;
    response.set_field("Access-Control-Allow-Origin", std::string(origin));
    response.set_field("Access-Control-Allow-Methods", std::string(match.route->method));
    response.set_field("Access-Control-Allow-Headers", std::string(preflight_fields));
    response.set_field("Access-Control-Max-Age", "600");
    return {};
}

// service: nullptr for any.
bool Server::is_allowed_origin(const Service* service, std::string_view origin) {
    if (origin.empty()) return false;
    const std::string name = "origin/" + std::string(origin);
    const auto& services = environment_.registry.services();
    return std::any_of(services.begin(), services.end(), [&](const auto& candidate) {
        return (service == nullptr || candidate.get() == service) && candidate->store().setting(name).has_value();
    });
}

void Server::allow_origin(const Call& call, http::Response& response) {
    if (!is_for_pages(call.route)) return;
    response.set_field("Vary", "Origin");
    const std::string_view origin = call.request.field("origin");
    if (!is_allowed_origin(call.principal.service, origin)) return;
    response.set_field("Access-Control-Allow-Origin", std::string(origin));
    response.set_field("Access-Control-Expose-Headers", std::string(exposed_fields));
}

void Server::put_problem(const Errors& errors, std::string_view request_id, http::Response& response) {
    const Error& first = errors.front();
    response.status = status_of(first.code);
    response.content_type = problem_type;
    response.body = problem(errors, request_id, settings_.public_url + "/errors");
    if (response.status == 401) response.set_field("WWW-Authenticate", "Bearer");
    if (first.code == ErrorCode::overloaded) response.set_field("Retry-After", "1");
    if (response.status >= 500) {
        settings_.log("request " + std::string(request_id) + ": " + std::string(name_of(first.code)) + " " +
                      message_of(first));
    }
}

// What is about a person, or about nothing that is known, stays out of every cache.
void Server::put_common_fields(std::string request_id, http::Response& response) {
    const bool has_cache_control = std::any_of(response.fields.begin(), response.fields.end(),
                                               [](const auto& field) { return field.first == "Cache-Control"; });
    const bool is_problem = response.content_type == problem_type;
    if (has_cache_control && is_problem) {
        std::erase_if(response.fields,
                      [](const auto& field) { return field.first == "Cache-Control" || field.first == "ETag"; });
    }
    if (!has_cache_control || is_problem) response.set_field("Cache-Control", "private, no-store");
    response.set_field("X-Content-Type-Options", "nosniff");
    response.set_field("X-Request-Id", std::move(request_id));
    response.set_field("Date", http_date(environment_.registry.now_ms()));
}

std::string Server::next_request_id() { return run_id_ + "-" + std::to_string(++requests_); }

}  // namespace laurel
