#include "edge/program_versions.h"

#include <algorithm>

#include "shared/base/time.h"

namespace laurel {
namespace {

std::string_view status_of(const ProgramVersions& versions, std::size_t index, std::int64_t in_force,
                           std::int64_t now_ms) {
    const ProgramRow& row = versions[index]->row;
    if (row.version == in_force) return "in_force";
    const bool is_overtaken =
        std::any_of(versions.begin() + static_cast<std::ptrdiff_t>(index) + 1, versions.end(),
                    [&](const auto& later) { return later->row.in_force_from_ms <= row.in_force_from_ms; });
    if (is_overtaken) return "replaced";
    return row.in_force_from_ms > now_ms ? "scheduled" : "past";
}

}  // namespace

Value versions_page(Service& service, std::int64_t before, std::int64_t limit) {
    const std::int64_t now_ms = service.now_ms();
    const ProgramVersions versions = service.programs();
    const auto current = in_force_at(versions, now_ms);
    const std::int64_t in_force = current ? current->row.version : 0;
    const auto count = static_cast<std::int64_t>(versions.size());
    std::int64_t version = before > 0 ? std::min(before - 1, count) : count;
    Array page;
    for (; version > 0 && std::ssize(page) < limit; --version) {
        const auto index = static_cast<std::size_t>(version - 1);
        const PublishedProgram& program = *versions[index];
        page.push_back(Object{{"author", program.row.author},
                              {"hash", program.hash},
                              {"in_force_from_at", write_instant(program.row.in_force_from_ms)},
                              {"name", program.program.name},
                              {"published_at", write_instant(program.row.published_at_ms)},
                              {"status", status_of(versions, index, in_force, now_ms)},
                              {"version", version}});
    }
    return Object{{"next_before", version > 0 ? Value(version + 1) : Value()}, {"versions", std::move(page)}};
}

}  // namespace laurel
