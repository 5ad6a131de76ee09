#include "shared/wire/call.h"

#include "shared/base/shape.h"
#include "shared/base/time.h"
#include "shared/loyalty/order_document.h"

namespace laurel::wire {
namespace {

constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape author_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};
constexpr Shape version_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};

std::string error_reply(const Error& error) {
    return write_json(
        Object{{"error", Object{{"code", name_of(error.code)}, {"message", message_of(error)}, {"path", error.path}}}});
}

std::string names_of(Calls calls) {
    std::string names;
    for (const auto& group : calls) {
        for (const Call& call : group) names.append(names.empty() ? "" : ", ").append(call.name);
    }
    return names;
}

const Call* find_call(Calls calls, std::string_view name) {
    for (const auto& group : calls) {
        for (const Call& call : group) {
            if (call.name == name) return &call;
        }
    }
    return nullptr;
}

Reply run(Calls calls, const Loaded* program, const Loaded* states, const Value& request) {
    static const States no_states;
    for (const Loaded* loaded : {program, states}) {
        if (loaded != nullptr && loaded->error) return *loaded->error;
    }
    const Input input{program != nullptr && program->program ? &*program->program : nullptr,
                      states != nullptr ? states->states : no_states, request};
    const Call* call = find_call(calls, request.string_at("call"));
    if (call == nullptr) {
        return Error{ErrorCode::unknown_command, "/call", describe(input.request.value_at("call")),
                     "one of " + names_of(calls)};
    }
    if (call->needs_program && input.program == nullptr)
        return Error{ErrorCode::program_missing, "", "", "a loaded programme"};
    return call->run(input);
}

Loaded load_states(const Object& states, const Readers& readers) {
    Loaded loaded;
    for (const auto& [aggregate, value] : states) {
        auto state = readers.state(aggregate, value);
        if (!state) {
            loaded.error = state.error();
            loaded.error->path = child_path("/states", aggregate) + loaded.error->path;
            return loaded;
        }
        loaded.states.set(aggregate, std::move(*state));
    }
    return loaded;
}

}  // namespace

Result<Context> Input::context() const {
    Errors errors = check(request.value_at("now_ms"), instant_shape, "/now_ms");
    if (const Value* author = request.find("author"); author != nullptr && errors.empty()) {
        errors = check(*author, author_shape, "/author");
    }
    const Value& facts = request.value_at("facts");
    if (!facts.is_null() && errors.empty()) errors = check(facts, loyalty::facts_shape, "/facts");
    if (!errors.empty()) return errors.front();
    return Context{.now_ms = request.integer_at("now_ms"),
                   .author = std::string(request.string_at("author", "page")),
                   .facts = facts};
}

Loaded load(std::string_view bytes, const Readers& readers) {
    Loaded loaded;
    auto value = read_json(bytes);
    if (!value) {
        loaded.error = value.error();
        return loaded;
    }
    const Value* states = value->find("states");
    if (states != nullptr && states->object() != nullptr) return load_states(*states->object(), readers);
    const Value* document = value->find("program");
    if (document == nullptr) {
        loaded.error =
            Error{ErrorCode::missing_field, "", describe(*value), "an object with \"program\" or \"states\""};
        return loaded;
    }
    if (const Value* version = value->find("version")) {
        if (const Errors errors = check(*version, version_shape, "/version"); !errors.empty()) {
            loaded.error = errors.front();
            return loaded;
        }
    }
    auto program = readers.program(*document, value->integer_at("version"));
    if (program) {
        loaded.program = std::move(*program);
    } else {
        loaded.error = program.error();
    }
    return loaded;
}

std::string call(Calls calls, const Loaded* program, const Loaded* states, std::string_view request) {
    auto value = read_json(request);
    if (!value) return error_reply(value.error());
    auto reply = run(calls, program, states, *value);
    return reply ? std::move(*reply) : error_reply(reply.error());
}

}  // namespace laurel::wire
