#include "edge/registry.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "edge/storage/sqlite/open.h"

namespace laurel {
namespace {

constexpr std::size_t store_id_bytes_max = 40;

}  // namespace

bool is_store_id(std::string_view text) {
    return !text.empty() && text.size() <= store_id_bytes_max && text.front() != '-' && text.back() != '-' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<std::vector<std::string>> stores_in(const std::string& directory) {
    std::vector<std::string> ids;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
        std::string name = entry.path().filename().string();
        if (!name.ends_with(store_file_suffix)) continue;
        name.resize(name.size() - store_file_suffix.size());
        ids.push_back(std::move(name));
    }
    if (failure)
        return Error{
            ErrorCode::storage_failed, {}, directory + ": " + failure.message(), "a directory that can be read"};
    std::sort(ids.begin(), ids.end());
    return ids;
}

Result<std::unique_ptr<Registry>> Registry::open(const std::string& directory, Clock clock) {
    auto registry = std::make_unique<Registry>(std::move(clock));
    const auto ids = stores_in(directory);
    if (!ids) return ids.error();
    for (const std::string& id : *ids) {
        const std::string file = (std::filesystem::path(directory) / (id + std::string(store_file_suffix))).string();
        auto store = open_sqlite_store(file);
        if (!store) return store.error();
        if (const auto error = registry->add(id, std::move(*store)))
            return Error{error->code, error->path, file + ": " + error->found, error->allowed};
    }
    return registry;
}

std::optional<Error> Registry::add(std::string store_id, std::shared_ptr<EventStore> store) {
    if (!is_store_id(store_id)) {
        return Error{ErrorCode::invalid_identifier,
                     {},
                     laurel::quoted(store_id),
                     "1 to 40 lowercase letters, digits and hyphens between them"};
    }
    if (find(store_id) != nullptr) return Error{ErrorCode::duplicate_identifier, {}, laurel::quoted(store_id), {}};
    auto service = Service::open(std::move(store_id), std::move(store), clock_);
    if (!service) return service.error();
    services_.push_back(std::move(*service));
    return std::nullopt;
}

Service* Registry::find(std::string_view store_id) const {
    const auto found = std::find_if(services_.begin(), services_.end(),
                                    [store_id](const auto& service) { return service->store_id() == store_id; });
    return found == services_.end() ? nullptr : found->get();
}

}  // namespace laurel
