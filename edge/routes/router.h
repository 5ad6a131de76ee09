#pragma once
// Finds the row for a method and a path by comparing segments. No regular expressions, so no address costs more than
// its length.
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edge/routes/route.h"

namespace laurel::routes {

struct Match {
    const Route* route = nullptr;
    std::array<std::string, 2> parameters;
    std::string allowed_methods;  // of the routes with this path, when none has the method
};

class Router {
   public:
    // The groups' rows must live as long as the router.
    explicit Router(std::span<const std::span<const Route>> groups);

    // HEAD is GET. Percent-encoding counts in parameters only.
    Match match(std::string_view method, std::string_view path) const;

    // In the order of the table.
    std::vector<const Route*> all() const;

   private:
    struct Entry {
        const Route* route;
        std::vector<std::string_view> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace laurel::routes
