#include "shared/wire/call.h"

#include <doctest/doctest.h>

#include "shared/wire/commands.h"
#include "tests/property.h"
#include "tests/support/shop.h"

using namespace laurel;
using wire::Loaded;

namespace {

constexpr std::string_view document_json = R"({
    "format": 1, "name": "Test", "currency": "GBP", "time_zone": "UTC",
    "points": {"pending_days": 0, "expiry": {"months": 1}},
    "earning": [{"id": "spend", "points": 1, "per_minor": 100, "rounding": "half_up"}],
    "redemption": {"minimum_points": 1, "hold_minutes": 30}})";

Value program_value() { return Object{{"program", json_of(document_json)}, {"version", 1}}; }

Loaded loaded_program() {
    Loaded loaded = wire::load(write_json(program_value()));
    REQUIRE_FALSE(loaded.error);
    return loaded;
}

std::string states_json(const States& states) {
    Object rows;
    for (const auto& [aggregate, state] : states.all()) rows.set(aggregate, state_to_value(state));
    return write_json(Object{{"states", std::move(rows)}});
}

Value reply_to(const Loaded* program, const Loaded* states, const Value& request) {
    auto reply = read_json(wire::call(program, states, write_json(request)));
    REQUIRE(reply.ok());
    return std::move(*reply);
}

std::string code_in(const Value& reply) {
    const Value* error = reply.find("error");
    return error != nullptr ? std::string(error->string_at("code")) : "";
}

std::string bytes_of(const Value& event) { return write_json(event); }

Value random_command(PropertyRandom& random, std::int64_t now_ms) {
    const std::string order = "order/" + std::to_string(random.below(6));
    const std::string redemption = "redemption/" + std::to_string(random.below(6));
    const std::string member = random.below(8) == 0 ? "member/bob" : "member/ann";
    switch (random.below(7)) {
        case 0:
        case 1:
            return Object{{"place_order", Object{{"order", order},
                                                 {"member", member},
                                                 {"placed_at_ms", now_ms - random.between(0, 40) * day_ms},
                                                 {"currency", "GBP"},
                                                 {"lines", Array{Object{{"sku", "mug"},
                                                                        {"quantity", random.between(1, 3)},
                                                                        {"amount_minor", random.between(0, 9000)}}}}}}};
        case 2:
            return Object{{"refund_order", Object{{"order", order},
                                                  {"refund", std::to_string(random.below(9))},
                                                  {"refunded_at_ms", now_ms},
                                                  {"amount_minor", random.between(1, 3000)}}}};
        case 3:
            return Object{{"hold_points",
                           Object{{"member", member}, {"redemption", redemption}, {"points", random.between(1, 40)}}}};
        case 4:
            return Object{{"resolve_hold",
                           Object{{"member", member}, {"redemption", redemption}, {"capture", random.below(2) == 0}}}};
        case 5:
            return Object{{"adjust_points",
                           Object{{"member", member}, {"points", random.between(-30, 30)}, {"reason", "property"}}}};
        default:
            return random.below(9) == 0
                       ? Object{{"erase_member", Object{{"member", "member/bob"}}}}
                       : Object{{"adjust_points", Object{{"member", member}, {"points", 5}, {"reason", "property"}}}};
    }
}

// What the core itself answers, as the wire would say it.
struct Direct {
    std::string code;
    std::vector<std::string> events;
};

Direct decide_directly(const Shop& shop, const Command& command) {
    const auto events = decide(shop.program, shop.states, command, {.now_ms = shop.now_ms, .author = "test"});
    if (!events) return {code_of(events), {}};
    Direct direct;
    for (const Event& event : *events) direct.events.push_back(event_bytes(event, ""));
    return direct;
}

const Value& random_node(const Value& root, PropertyRandom& random) {
    const Value* node = &root;
    while (random.below(3) != 0) {
        if (node->array() != nullptr && !node->array()->empty()) {
            node = &(*node->array())[random.below(node->array()->size())];
        } else if (node->object() != nullptr && !node->object()->empty()) {
            node =
                &(node->object()->begin() + static_cast<std::ptrdiff_t>(random.below(node->object()->size())))->second;
        } else {
            break;
        }
    }
    return *node;
}

Value garbage(PropertyRandom& random) {
    switch (random.below(9)) {
        case 0:
            return Value();
        case 1:
            return random.below(2) == 0;
        case 2:
            return integer_max - random.between(0, 2);
        case 3:
            return -integer_max + random.between(0, 2);
        case 4:
            return random.between(-3, 100);
        case 5:
            return "member/ann";
        case 6:
            return Array{};
        case 7:
            return Object{};
        default:
            return instant_ms_max + random.between(-1, 1);
    }
}

// The same value with one of its nodes replaced by garbage or by another of its nodes, left out or doubled.
Value damaged(const Value& value, const Value* target, const Value& root, PropertyRandom& random) {
    if (&value == target) return random.below(2) == 0 ? garbage(random) : random_node(root, random);
    if (value.array() != nullptr) {
        Array items;
        for (const Value& item : *value.array()) {
            if (&item == target && random.below(4) == 0) continue;
            items.push_back(damaged(item, target, root, random));
            if (&item == target && random.below(4) == 0) items.push_back(item);
        }
        return items;
    }
    if (value.object() == nullptr) return value;
    Object members;
    for (const auto& [key, member] : *value.object()) {
        if (&member == target && random.below(4) == 0) continue;
        members.set(key, damaged(member, target, root, random));
    }
    return members;
}

Value damaged(const Value& root, PropertyRandom& random) {
    return damaged(root, &random_node(root, random), root, random);
}

}  // namespace

TEST_CASE("a handle at fault answers its error to every call, whichever handle it is") {
    const Loaded program = loaded_program();
    const Loaded no_json = wire::load("{");
    const Loaded no_states = wire::load(R"({"states": {"member/ann": {"lots": [1]}, "order/1": null}})");
    const Value request = Object{{"call", "earn"}, {"cart", Object{{"amount_minor", 100}}}, {"now_ms", 0}};
    CHECK(code_in(reply_to(&no_json, nullptr, request)) == "json_syntax");
    const Value reply = reply_to(&program, &no_states, request);
    CHECK(code_in(reply) == "state_unreadable");
    CHECK(reply.find("error")->string_at("path") == "/states/member~1ann/lots/0");
    CHECK(reply_to(&program, nullptr, request).integer_at("points") == 1);
}

TEST_CASE("what is no programme and no states says so at its place") {
    struct Row {
        std::string bytes;
        std::string code;
        std::string path;
    };
    const Row table[] = {
        {"", "json_syntax", ""},
        {"\"\xff\"", "json_invalid_utf8", ""},
        {"{\"program\":{},\"program\":{}}", "json_duplicate_key", "/program"},
        {"{\"version\":1.5}", "number_not_integer", "/version"},
        {"[]", "missing_field", ""},
        {R"({"states": []})", "missing_field", ""},
        {R"({"states": {"basket/1": {}}})", "state_unreadable", "/states/basket~11"},
        {R"({"program": {}, "version": -1})", "number_out_of_range", "/version"},
        {R"({"program": {}, "version": "3"})", "wrong_type", "/version"},
        {R"({"program": 5})", "wrong_type", ""},
    };
    for (const Row& row : table) {
        CAPTURE(row.bytes);
        const Loaded loaded = wire::load(row.bytes);
        REQUIRE(loaded.error);
        CHECK(name_of(loaded.error->code) == row.code);
        CHECK(loaded.error->path == row.path);
    }
}

TEST_CASE("a request must say when it is asked, and by whom if it says so at all") {
    const Loaded program = loaded_program();
    for (const char* name : {"view", "balance", "decide"}) {
        CAPTURE(name);
        Object request{
            {"call", name}, {"widget", "status"}, {"command", Object{{"erase_member", Object{{"member", "m"}}}}}};
        CHECK(code_in(reply_to(&program, nullptr, request)) == "wrong_type");
        request.set("now_ms", instant_ms_max + 1);
        const Value late = reply_to(&program, nullptr, request);
        CHECK(code_in(late) == "number_out_of_range");
        CHECK(late.find("error")->string_at("path") == "/now_ms");
        request.set("now_ms", 0);
        request.set("author", "");
        CHECK(reply_to(&program, nullptr, request).find("error")->string_at("path") == "/author");
    }
}

TEST_CASE("deciding and folding over the wire is deciding and folding") {
    PropertyRandom random("wire against core");
    const Loaded program = loaded_program();
    for (int run = 0; run < 8; ++run) {
        Shop shop("2026-03-01T00:00:00Z", json_of(document_json));
        for (int step = 0; step < 60; ++step) {
            if (random.below(4) == 0) shop.now_ms += random.between(0, 15) * day_ms;
            const Value written = random_command(random, shop.now_ms);
            const auto command = wire::read_command(written);
            REQUIRE(command.ok());
            Value request = Object{{"call", "needs"}, {"command", written}};
            Loaded states = wire::load(states_json(shop.states));
            for (;;) {
                REQUIRE_FALSE(states.error);
                const Value asked = reply_to(&program, &states, request);
                if (asked.array_at("needs").empty()) break;
                for (const Value& aggregate : asked.array_at("needs")) {
                    shop.states.set(*aggregate.string(), State{});
                    states.states.set(*aggregate.string(), State{});
                }
            }
            const Direct direct = decide_directly(shop, *command);
            const Value reply =
                reply_to(&program, &states,
                         Object{{"call", "decide"}, {"command", written}, {"now_ms", shop.now_ms}, {"author", "test"}});
            CHECK(code_in(reply) == direct.code);
            REQUIRE(reply.array_at("events").size() == direct.events.size());
            for (std::size_t index = 0; index < direct.events.size(); ++index) {
                const Value& event = reply.array_at("events")[index];
                CHECK(bytes_of(event) == direct.events[index]);
                const Value folded = reply_to(nullptr, &states, Object{{"call", "fold"}, {"event", event}});
                const std::string aggregate(event.string_at("aggregate"));
                states.states.set(aggregate, *state_from_value(aggregate, *folded.find("state")));
            }
            CHECK(code_of(shop.run(*command)) == direct.code);
            if (!direct.code.empty()) continue;
            CHECK(write_json(*read_json(states_json(shop.states))->find("states")) ==
                  write_json(*reply.find("states")));
            CHECK(states_json(states.states) == states_json(shop.states));
            CHECK(*reply.find("answer") == answer(*command, shop.states));
        }
    }
}

TEST_CASE("damaged programmes, states and requests are answered, whatever they say") {
    PropertyRandom random("damage");
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 3, 60'00), line("tea", 1, 40'00)}).ok());
    REQUIRE(shop.hold("h", 30).ok());
    REQUIRE(shop.refund("1", "r", 50'00).ok());
    const Value program = program_value();
    const Value states = *read_json(states_json(shop.states));
    Array requests{Object{{"call", "view"},
                          {"widget", "status"},
                          {"locale", "zh-CN"},
                          {"member", "member/ann"},
                          {"now_ms", shop.now_ms},
                          {"cart", Object{{"amount_minor", 1250}}},
                          {"references", Object{{"2", "1001"}}}},
                   Object{{"call", "balance"}, {"member", "member/ann"}, {"now_ms", shop.now_ms}},
                   Object{{"call", "earn"}, {"cart", Object{{"amount_minor", 100}}}, {"now_ms", 0}},
                   Object{{"call", "check_program"}, {"document", *program.find("program")}}};
    for (const Event& event : shop.log) {
        requests.push_back(Object{{"call", "fold"}, {"event", *read_json(event_bytes(event, ""))}});
    }
    for (int count = 0; count < 10; ++count) {
        requests.push_back(Object{{"call", random.below(4) == 0 ? "needs" : "decide"},
                                  {"command", random_command(random, shop.now_ms)},
                                  {"now_ms", shop.now_ms + random.between(0, 400) * day_ms}});
    }
    int refused = 0;
    int answered = 0;
    for (int round = 0; round < 4000; ++round) {
        const Loaded with_program = wire::load(write_json(random.below(6) == 0 ? damaged(program, random) : program));
        const Loaded with_states = wire::load(write_json(random.below(3) == 0 ? damaged(states, random) : states));
        const Value& request = requests[random.below(requests.size())];
        const Value asked = random.below(3) == 0 ? request : damaged(request, random);
        const std::string reply = wire::call(&with_program, &with_states, write_json(asked));
        const auto value = read_json(reply);
        REQUIRE_MESSAGE(value.ok(), reply);
        REQUIRE(value->object() != nullptr);
        CHECK(write_json(*value) == reply);
        ++(value->find("error") != nullptr ? refused : answered);
    }
    CHECK(refused > 500);
    CHECK(answered > 500);
}
