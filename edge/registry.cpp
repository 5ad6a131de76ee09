#include "edge/registry.h"

#include <algorithm>

namespace laurel {
namespace {

constexpr std::size_t store_id_bytes_max = 40;

}  // namespace

bool is_store_id(std::string_view text) {
    return !text.empty() && text.size() <= store_id_bytes_max && text.front() != '-' && text.back() != '-' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::optional<Error> Registry::add(std::string store_id, std::shared_ptr<EventStore> store) {
    if (!is_store_id(store_id)) {
        return Error{ErrorCode::invalid_identifier,
                     {},
                     quoted(store_id),
                     "1 to 40 lowercase letters, digits and hyphens between them"};
    }
    if (find(store_id) != nullptr) return Error{ErrorCode::duplicate_identifier, {}, quoted(store_id), {}};
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
