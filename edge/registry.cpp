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

Result<std::unique_ptr<Registry>> Registry::open(const std::string& directory, Clock clock) {
    auto registry = std::make_unique<Registry>(std::move(clock));
    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
        if (entry.path().filename().string().ends_with(store_file_suffix)) files.push_back(entry.path());
    }
    if (failure)
        return Error{
            ErrorCode::storage_failed, {}, directory + ": " + failure.message(), "a directory that can be read"};
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::string name = file.filename().string();
        name.resize(name.size() - store_file_suffix.size());
        auto store = open_sqlite_store(file.string());
        auto error = store ? registry->add(std::move(name), std::move(*store)) : std::optional(store.error());
        if (error) return Error{error->code, error->path, file.string() + ": " + error->found, error->allowed};
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
