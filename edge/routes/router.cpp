#include "edge/routes/router.h"

#include <algorithm>
#include <optional>

namespace laurel::routes {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
bool is_rest(std::string_view segment) { return segment.ends_with("...}"); }

// The next segment of "/a/b", which loses it; nullopt at the end.
std::optional<std::string_view> next_segment(std::string_view& path) {
    if (path.empty()) return std::nullopt;
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment;
}

bool fits(const std::vector<std::string_view>& pattern, std::string_view path, std::array<std::string_view, 2>& found) {
    std::size_t parameter = 0;
    for (std::string_view expected : pattern) {
        if (is_rest(expected)) {
            if (path.size() < 2) return false;
            found[parameter] = path.substr(1);
            return true;
        }
        const auto segment = next_segment(path);
        if (!segment) return false;
        if (!is_parameter(expected)) {
            if (*segment != expected) return false;
        } else {
            if (segment->empty()) return false;
            found[parameter++] = *segment;
        }
    }
    return path.empty();
}

}  // namespace

Router::Router(std::span<const std::span<const Route>> groups) {
    for (const auto& group : groups) {
        for (const Route& route : group) entries_.push_back({&route, segments_of(route.pattern)});
    }
}

Match Router::match(std::string_view method, std::string_view path) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    Match match;
    for (const Entry& entry : entries_) {
        std::array<std::string_view, 2> found;
        if (!fits(entry.segments, path, found)) continue;
        if (entry.route->method != wanted) {
            match.allowed_methods += (match.allowed_methods.empty() ? "" : ", ") + std::string(entry.route->method);
            continue;
        }
        for (std::size_t i = 0; i < found.size(); ++i) {
            auto decoded = http::percent_decode(found[i]);
            if (!decoded) return {};
            match.parameters[i] = std::move(*decoded);
        }
        match.route = entry.route;
        return match;
    }
    return match;
}

std::vector<const Route*> Router::all() const {
    std::vector<const Route*> routes;
    for (const Entry& entry : entries_) routes.push_back(entry.route);
    return routes;
}

}  // namespace laurel::routes
