#pragma once
// Commands as JSON: a feature has a file with its readers, and commands.cpp lists the groups.
#include <span>
#include <string>
#include <string_view>

#include "shared/base/shape.h"
#include "shared/core.h"

namespace laurel::wire {

struct CommandReader {
    std::string_view name;
    const Shape* shape;
    Command (*read)(const Value& body);
};

std::span<const CommandReader> coupon_commands();
std::span<const CommandReader> ledger_commands();
std::span<const CommandReader> reward_commands();
std::span<const CommandReader> tier_commands();

// What readers share; the body fits the shape.
inline std::string text_in(const Value& body, std::string_view name) { return std::string(body.string_at(name)); }
inline std::string point_kind_in(const Value& body) {
    return std::string(body.string_at("point_kind", loyalty::main_point_kind));
}

}  // namespace laurel::wire
