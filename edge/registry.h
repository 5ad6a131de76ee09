#pragma once
// The stores that one edge serves.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/service.h"

namespace laurel {

// What a store's file is called in its directory: "<store>.laurel.sqlite".
inline constexpr std::string_view store_file_suffix = ".laurel.sqlite";

// Lowercase letters, digits and hyphens, 1 to 40 of them, none at either end being a hyphen: it is a file's name and
// part of a token.
bool is_store_id(std::string_view text);

// The ids of the stores whose files are in the directory, sorted. Error: storage_failed.
Result<std::vector<std::string>> stores_in(const std::string& directory);

class Registry {
   public:
    explicit Registry(Clock clock) : clock_(std::move(clock)) {}

    // Every store in the directory, which may hold none. Errors: what opening a store answers, its file named in
    // `found`.
    static Result<std::unique_ptr<Registry>> open(const std::string& directory, Clock clock);

    // Before serving only. Errors: invalid_identifier, duplicate_identifier, state_unreadable, storage_failed.
    std::optional<Error> add(std::string store_id, std::shared_ptr<EventStore> store);

    // nullptr when there is no such store.
    Service* find(std::string_view store_id) const;
    // The one store; nullptr when there is none or more than one.
    Service* only() const { return services_.size() == 1 ? services_.front().get() : nullptr; }
    const std::vector<std::unique_ptr<Service>>& services() const { return services_; }

    std::int64_t now_ms() const { return clock_(); }

   private:
    Clock clock_;
    std::vector<std::unique_ptr<Service>> services_;
};

}  // namespace laurel
