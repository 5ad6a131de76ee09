#include "shared/wire/call.h"

#include "shared/base/shape.h"
#include "shared/loyalty/ledger.h"
#include "shared/view/widget.h"
#include "shared/wire/commands.h"

namespace laurel::wire {
namespace {

constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape author_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};
constexpr Shape version_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};

// What a call works with. program is nullptr where the caller has none.
struct Input {
    const Program* program;
    const States& states;
    const Value& request;

    Result<Context> context() const {
        Errors errors = check(member_of("now_ms"), instant_shape, "/now_ms");
        if (const Value* author = request.find("author"); author != nullptr && errors.empty()) {
            errors = check(*author, author_shape, "/author");
        }
        if (!errors.empty()) return errors.front();
        return Context{.now_ms = request.integer_at("now_ms"),
                       .author = std::string(request.string_at("author", "page"))};
    }
    const Value& member_of(std::string_view name) const {
        static const Value absent;
        const Value* found = request.find(name);
        return found != nullptr ? *found : absent;
    }
};

using Reply = Result<Value>;

Value error_reply(const Error& error) {
    return Object{
        {"error", Object{{"code", name_of(error.code)}, {"message", message_of(error)}, {"path", error.path}}}};
}

Value error_to_value(const Error& error) {
    return Object{
        {"allowed", error.allowed}, {"code", name_of(error.code)}, {"found", error.found}, {"path", error.path}};
}

Value event_to_value(const Event& event) {
    auto value = read_json(event_bytes(event, {}));
    return value ? std::move(*value) : Value();
}

Result<std::optional<std::int64_t>> cart_of(const Value& request) {
    const Value* cart = request.find("cart_minor");
    if (cart == nullptr || cart->is_null()) return std::optional<std::int64_t>();
    const std::int64_t* amount = cart->integer();
    if (amount != nullptr && *amount >= 0) return std::optional(*amount);
    return Error{ErrorCode::wrong_type, "/cart_minor", describe(*cart), "an integer from 0, in minor units"};
}

Reply view(const Input& input) {
    if (input.request.string_at("widget") != "status") {
        return Error{ErrorCode::widget_unknown, "/widget", describe(input.member_of("widget")), "status"};
    }
    auto cart = cart_of(input.request);
    if (!cart) return cart.error();
    const auto context = input.context();
    if (!context) return context.error();
    const view::StatusQuery query{.locale = view::locale_of(input.request.string_at("locale")),
                                  .member = std::string(input.request.string_at("member")),
                                  .cart_minor = *cart,
                                  .references = input.member_of("references")};
    return Value(Object{{"view", view::status(*input.program, input.states, query, *context).to_value()}});
}

Reply earn(const Input& input) {
    const std::int64_t amount = input.request.integer_at("amount_minor", -1);
    if (amount < 0)
        return Error{ErrorCode::wrong_type, "/amount_minor", describe(input.member_of("amount_minor")),
                     "an integer from 0"};
    auto points = loyalty::points_for(input.program->loyalty.earning, amount);
    if (!points) return points.error();
    return Value(Object{{"points", *points}});
}

Reply balance(const Input& input) {
    const auto context = input.context();
    if (!context) return context.error();
    const State* state = input.states.find(input.request.string_at("member"));
    const auto* member = state != nullptr ? std::get_if<loyalty::MemberState>(state) : nullptr;
    const std::int64_t window_ms = input.program->loyalty.expiring_soon_days * day_ms;
    const auto result =
        loyalty::balance_at(member != nullptr ? *member : loyalty::MemberState{}, context->now_ms, window_ms);
    return Value(Object{{"available", result.available},
                        {"expiring_soon", result.expiring_soon},
                        {"next_available_at_ms", result.next_available_at_ms},
                        {"next_expiry_at_ms", result.next_expiry_at_ms},
                        {"pending", result.pending},
                        {"reserved", result.reserved}});
}

Reply needs(const Input& input) {
    auto command = read_command(input.member_of("command"));
    if (!command) return command.error();
    Array missing;
    for (std::string& aggregate : laurel::needs(*input.program, *command, input.states))
        missing.push_back(std::move(aggregate));
    return Value(Object{{"needs", std::move(missing)}});
}

Reply decide(const Input& input) {
    auto command = read_command(input.member_of("command"));
    if (!command) return command.error();
    const auto context = input.context();
    if (!context) return context.error();
    auto events = laurel::decide(*input.program, input.states, *command, *context);
    if (!events) return events.error();
    States states = input.states;
    Array written;
    for (const Event& event : *events) {
        const State* before = states.find(event.aggregate);
        states.set(event.aggregate, laurel::fold(before != nullptr ? *before : State{}, event));
        written.push_back(event_to_value(event));
    }
    Object after;
    for (const auto& [aggregate, state] : states.all()) after.set(aggregate, state_to_value(state));
    return Value(
        Object{{"answer", answer(*command, states)}, {"events", std::move(written)}, {"states", std::move(after)}});
}

Reply fold(const Input& input) {
    auto chained = read_event(write_json(input.member_of("event")));
    if (!chained)
        return Error{chained.error().code, "/event" + chained.error().path, chained.error().found,
                     chained.error().allowed};
    const State* before = input.states.find(chained->event.aggregate);
    return Value(
        Object{{"state", state_to_value(laurel::fold(before != nullptr ? *before : State{}, chained->event))}});
}

Reply check_program(const Input& input) {
    Array errors;
    for (const Error& error : laurel::check_program(input.member_of("document")))
        errors.push_back(error_to_value(error));
    return Value(Object{{"errors", std::move(errors)}});
}

struct Call {
    std::string_view name;
    bool needs_program;
    Reply (*run)(const Input& input);
};

constexpr Call calls[] = {
    {"view", true, view},
    {"earn", true, earn},
    {"balance", true, balance},
    {"needs", true, needs},
    {"decide", true, decide},
    {"fold", false, fold},
    {"check_program", false, check_program},
};

Reply run(const Loaded* program, const Loaded* states, const Value& request) {
    static const States no_states;
    for (const Loaded* loaded : {program, states}) {
        if (loaded != nullptr && loaded->error) return *loaded->error;
    }
    const Input input{program != nullptr && program->program ? &*program->program : nullptr,
                      states != nullptr ? states->states : no_states, request};
    const std::string_view name = request.string_at("call");
    for (const Call& call : calls) {
        if (call.name != name) continue;
        if (call.needs_program && input.program == nullptr)
            return Error{ErrorCode::program_missing, "", "", "a loaded programme"};
        return call.run(input);
    }
    return Error{ErrorCode::unknown_command, "/call", describe(input.member_of("call")),
                 "view, earn, balance, needs, decide, fold or check_program"};
}

Loaded load_states(const Object& states) {
    Loaded loaded;
    for (const auto& [aggregate, value] : states) {
        auto state = state_from_value(aggregate, value);
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

Loaded load(std::string_view bytes) {
    Loaded loaded;
    auto value = read_json(bytes);
    if (!value) {
        loaded.error = value.error();
        return loaded;
    }
    const Value* states = value->find("states");
    if (states != nullptr && states->object() != nullptr) return load_states(*states->object());
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
    auto program = read_program(*document, value->integer_at("version"));
    if (program) {
        loaded.program = std::move(*program);
    } else {
        loaded.error = program.error();
    }
    return loaded;
}

std::string call(const Loaded* program, const Loaded* states, std::string_view request) {
    auto value = read_json(request);
    if (!value) return write_json(error_reply(value.error()));
    auto reply = run(program, states, *value);
    return write_json(reply ? *reply : error_reply(reply.error()));
}

}  // namespace laurel::wire
