#include "shared/wire/commands.h"

#include "shared/wire/command_reader.h"

namespace laurel::wire {
namespace {

using Commands = std::span<const CommandReader> (*)();

constexpr Commands groups[] = {ledger_commands, reward_commands, coupon_commands, tier_commands};

}  // namespace

Result<Command> read_command(const Value& value) {
    const Object* object = value.object();
    if (object == nullptr || object->size() != 1) {
        return Error{ErrorCode::unknown_command, "/command", describe(value),
                     "an object with one member, the command's name"};
    }
    const auto& [name, body] = *object->begin();
    std::string names;
    for (const Commands& group : groups) {
        for (const CommandReader& reader : group()) {
            names.append(names.empty() ? "" : ", ").append(reader.name);
            if (reader.name != name) continue;
            const Errors errors = check(body, *reader.shape, child_path("/command", name));
            if (!errors.empty()) return errors.front();
            return reader.read(body);
        }
    }
    return Error{ErrorCode::unknown_command, child_path("/command", name), name, "one of: " + names};
}

}  // namespace laurel::wire
