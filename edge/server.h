#pragma once
// The edge: every request goes through here, from the route's row to the answer's last field.
#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "edge/auth/rate_limiter.h"
#include "edge/routes/environment.h"
#include "edge/routes/router.h"
#include "edge/transport/transport.h"

namespace laurel {

struct ServerSettings {
    // The folder with laurel.js, laurel.css and core.wasm; "" for none.
    std::string files_directory;
    // Where clients reach the edge, such as https://shop.example/laurel: the error links start with it.
    std::string public_url;
    // Requests a minute; 0 is without limit. Behind a proxy everybody without a credential comes from the proxy's one
    // address.
    std::int64_t shopper_requests_per_minute = 600;
    std::int64_t admin_requests_per_minute = 60'000;
    std::int64_t address_requests_per_minute = 60'000;
    // Requests that a credential failed, per address.
    std::int64_t failures_per_minute = 600;
    // Coupon codes that a shopper or an address may try.
    std::int64_t codes_per_minute = 60;
    // A line about a failure of the edge's own, for the one who runs it.
    std::function<void(std::string_view)> log = [](std::string_view) {};
};

class Server final : public http::Handler {
   public:
    // Error: storage_failed when the files can't be read.
    static Result<std::unique_ptr<Server>> make(Registry& registry, ServerSettings settings);

    void handle(const http::Request& request, http::Response& response) override;
    void refuse(const Error& error, http::Response& response) override;

   private:
    Server(Registry& registry, ServerSettings settings);

    Errors process(routes::Call& call, http::Response& response);
    Errors authenticate(routes::Call& call);
    Errors use_store(routes::Call& call);
    Errors limit_rate(const routes::Call& call, bool is_failure, http::Response& response);
    Errors preflight(const http::Request& request, http::Response& response);
    bool is_allowed_origin(const Service* service, std::string_view origin);
    void allow_origin(const routes::Call& call, http::Response& response);
    void put_problem(const Errors& errors, std::string_view request_id, http::Response& response);
    void put_common_fields(std::string request_id, http::Response& response);
    std::string next_request_id();

    ServerSettings settings_;
    routes::Environment environment_;
    routes::Router router_;
    auth::RateLimiter rates_;
    std::string run_id_;  // tells this run's request ids from another's
    std::atomic<std::uint64_t> requests_ = 0;
};

}  // namespace laurel
