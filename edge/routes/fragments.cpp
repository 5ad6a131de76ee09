#include "edge/fragment_html.h"
#include "edge/routes/groups.h"
#include "edge/routes/widgets.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t fragment_cache_s = 60;

// With a token the member's own, which no cache may keep; without one the same for everybody.
Errors send_fragment(Call& call, http::Response& response) {
    auto locale = call.query("locale");
    if (!locale) return {locale.error()};
    const auto drawn = draw_widget(call, {.widget = call.parameters[0], .locale = locale->value_or("")});
    if (!drawn) return {drawn.error()};
    if (call.principal.id.empty()) set_public(response, fragment_cache_s);
    response.set_field("Vary", "Authorization");
    response.content_type = "text/html; charset=utf-8";
    response.body = to_html(drawn->tree);
    return {};
}

constexpr QueryParameter fragment_query[] = {
    {"locale", "A language tag, such as en or zh-CN."},
    {"store", "The store, for somebody without a token; may be left out where the edge has only one."},
};

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/fragments/{widget}",
     .access = Access::shopper_or_store,
     .operation = "getFragment",
     .summary = "A widget as HTML, for the shop's own templates.",
     .query = fragment_query,
     .media_type = "text/html",
     .handle = send_fragment},
};

}  // namespace

std::span<const Route> fragment_routes() { return rows; }

}  // namespace laurel::routes
