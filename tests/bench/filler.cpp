#include "tests/bench/filler.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "edge/storage/hash.h"

namespace laurel::bench {
namespace {

constexpr std::string_view program_text = R"({"format":1,"name":"Bench","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":14,"expiry":{"months":12}},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":100,"hold_minutes":30}})";

constexpr std::size_t under_way_max = 1000;

// Names look like the edge's: 16 bytes without a pattern, as hex.
std::string name_of_aggregate(std::string_view kind, std::size_t number) {
    const std::string seed = std::string(kind) + std::to_string(number);
    return std::string(kind) + sha256_hex(seed).substr(0, 32);
}

std::string member_name(std::size_t index) { return name_of_aggregate("member/", index); }
std::string order_name(std::size_t index) { return name_of_aggregate("order/", index); }

}  // namespace

void fail(const std::string& sentence) {
    std::fprintf(stderr, "%s\n", sentence.c_str());
    std::exit(1);
}

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void publish_program(Service& service) {
    const Writer writer{"bench", "bench", "publish", sha256_hex(program_text)};
    const Answer answer =
        must(service.publish(writer, must(read_json(program_text), "the programme"), std::nullopt), "publishing");
    if (answer.status >= 400) fail("publishing: " + answer.body);
}

Filler::Filler(EventStore& store, const Program& program, std::size_t members, std::size_t orders)
    : store_(&store),
      program_(program),
      members_(members),
      first_placed_at_ms_(now_ms() - 300 * day_ms),
      step_ms_(300 * day_ms / static_cast<std::int64_t>(orders + 1)) {}

std::size_t Filler::turn(std::size_t index) const {
    // A step without a common divisor visits every member once a round.
    std::size_t step = members_.size() * 618 / 1000 + 1;
    while (std::gcd(step, members_.size()) != 1) ++step;
    return index % members_.size() * step % members_.size();
}

loyalty::PlaceOrder Filler::next_command(const std::string& member) {
    loyalty::PlaceOrder command{.order = order_name(count_),
                                .member = member,
                                .placed_at_ms = first_placed_at_ms_ + step_ms_ * static_cast<std::int64_t>(count_),
                                .currency = program_.loyalty.currency,
                                .lines = {},
                                .attributes = {},
                                .personal = {}};
    for (int line = 0; line < 3; ++line) {
        const auto quantity = static_cast<std::int64_t>(1 + random_() % 12);
        const auto price_minor = static_cast<std::int64_t>(85 + random_() % 1211);
        loyalty::OrderLine& ordered = command.lines.emplace_back();
        ordered.sku = std::to_string(20'000 + random_() % 4000) + "ABCD"[random_() % 4];
        ordered.quantity = quantity;
        ordered.amount_minor = quantity * price_minor;
    }
    return command;
}

void Filler::add(AggregateAppend& append, State& state, std::string& chain_hash, const Event& event) {
    AggregateAppend::NewEvent stored{event.kind, event.effective_at_ms, event_bytes(event, chain_hash), {}};
    stored.hash = sha256_hex(stored.bytes);
    chain_hash = stored.hash;
    state = fold(std::move(state), event);
    append.events.push_back(std::move(stored));
    ++events_;
}

Batch Filler::next_order() {
    const std::size_t index = turn(count_);
    Known& member = members_[index];
    Known order;
    const std::string name = member_name(index);
    const Command command = next_command(name);
    const std::string& order_name = std::get<loyalty::PlaceOrder>(command).order;

    States states;
    states.set(name, member.state);
    states.set(order_name, State{});
    const auto events = must(decide(program_, states, command, {.now_ms = now_ms(), .author = "bench"}), "decide");
    const bool is_new = std::holds_alternative<std::monostate>(member.state);

    Batch batch;
    batch.aggregates.resize(2);
    AggregateAppend& of_member = batch.aggregates[0];
    AggregateAppend& of_order = batch.aggregates[1];
    of_member.aggregate = name;
    of_order.aggregate = order_name;
    if (const auto* state = std::get_if<loyalty::MemberState>(&member.state))
        of_member.expected_version = state->version;
    for (const Event& event : events) {
        if (event.aggregate == name) {
            add(of_member, member.state, member.chain_hash, event);
        } else {
            add(of_order, order.state, order.chain_hash, event);
        }
    }
    of_member.state = write_json(state_to_value(member.state));
    of_order.state = write_json(state_to_value(order.state));
    of_member.fold_version = of_order.fold_version = fold_version;
    if (is_new) batch.identities.push_back({"member", std::to_string(first_member_id + index), name, name});
    batch.identities.push_back({"order", "f-" + std::to_string(count_), order_name, name});
    ++count_;
    return batch;
}

void Filler::fill(std::size_t orders) {
    std::deque<std::future<AppendOutcome>> under_way;
    const auto settle = [&] {
        const AppendOutcome outcome = under_way.front().get();
        if (outcome.status != AppendStatus::done) fail("append: " + outcome.detail);
        under_way.pop_front();
    };
    for (std::size_t i = 0; i < orders; ++i) {
        under_way.push_back(store_->submit(next_order()));
        if (under_way.size() > under_way_max) settle();
    }
    while (!under_way.empty()) settle();
}

std::string Filler::any_member() { return member_name(turn(random_() % std::min(count_, members_.size()))); }
std::string Filler::any_order() { return order_name(random_() % count_); }

}  // namespace laurel::bench
