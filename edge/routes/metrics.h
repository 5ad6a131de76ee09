#pragma once
// What GET /metrics shows: counts and times by route, never by member.
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "edge/registry.h"

namespace laurel::routes {

struct Route;

// All members may be called from any thread.
class Metrics {
   public:
    Metrics();
    ~Metrics();

    // Before serving: a series for each route.
    void prepare(std::span<const Route* const> routes);

    // route is nullptr where none was found.
    void record(const Route* route, int status, double seconds);

    // In Prometheus' text format, with the stores' sizes as they are now.
    std::string text(const Registry& registry);

   private:
    struct Series;
    std::unique_ptr<Series> series_;
};

}  // namespace laurel::routes
