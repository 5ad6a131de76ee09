// Kills a process that writes to a store, with SIGKILL at a random instant, again and again on the same file, and
// checks after each death that every acknowledged batch is there, whole and in its place, and that nothing is there by
// halves.
//
//   kill_test ROUNDS [SEED]
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <thread>

#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

constexpr int writers = 4;

std::string member_of(int writer) { return "member/" + std::to_string(writer); }

std::string order_of(int writer, std::int64_t number) {
    return "order/" + std::to_string(writer) + "-" + std::to_string(number);
}

// The events carry the hash of the one before in their aggregate, as the real ones do.
AggregateAppend chained(const std::string& aggregate, std::int64_t version, std::string& previous, int count) {
    AggregateAppend append{aggregate, version, {}, 1, ""};
    for (int i = 1; i <= count; ++i) {
        append.events.push_back(new_event(aggregate + "#" + std::to_string(version + i) + " after " + previous));
        previous = append.events.back().hash;
    }
    append.state = aggregate + "@" + std::to_string(version + count);
    return append;
}

// Two events of a member and one of an order, the order's identity and the answer.
Batch order_batch(int writer, std::int64_t number, std::string& member_chain) {
    const std::string order = order_of(writer, number);
    std::string order_chain;
    Batch batch =
        batch_of({chained(member_of(writer), 2 * number, member_chain, 2), chained(order, 0, order_chain, 1)});
    batch.personal = {{order, 1, some_salt, "address of " + order}};
    batch.identities = {{"order", order, order, member_of(writer)}};
    batch.idempotency = kept_answer(order, "body", member_of(writer));
    // Now and then an erasure, with its cleaning of the files.
    if (number % 32 == 31) batch.erase_owner = member_of(writer);
    return batch;
}

// Writes one batch after the other and says so for each acknowledged one: "writer number position".
void write_batches(EventStore& store, int writer, int pipe) {
    const auto state = store.read(member_of(writer));
    std::string chain = state ? state->chain_hash : "";
    for (std::int64_t number = state ? state->version / 2 : 0;; ++number) {
        const AppendOutcome outcome = store.append(order_batch(writer, number, chain));
        if (outcome.status != AppendStatus::done) std::abort();
        char line[64];
        const int size = std::snprintf(line, sizeof line, "%d %lld %lld\n", writer, static_cast<long long>(number),
                                       static_cast<long long>(outcome.position));
        if (::write(pipe, line, static_cast<std::size_t>(size)) != size) std::abort();
    }
}

int run_child(const std::string& path) {
    auto store = open_sqlite_store(path);
    if (!store) {
        std::fprintf(stderr, "child: %s\n", store.error().found.c_str());
        return 1;
    }
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] { write_batches(**store, writer, STDOUT_FILENO); });
    for (std::thread& thread : threads) thread.join();
    return 0;
}

struct Acknowledged {
    int writer = 0;
    std::int64_t number = 0;
    std::int64_t position = 0;
};

// What the parent knows of the store: everything up to the last check.
class Model {
   public:
    // "" when the store is as it must be.
    std::string check(EventStore& store, const std::vector<Acknowledged>& acknowledged) {
        for (;;) {
            const auto events = store.tail(tree_.size(), 999);
            if (events.empty()) break;
            for (const StoredEvent& event : events)
                if (std::string wrong = take(event); !wrong.empty()) return wrong;
        }
        if (tree_.size() % 3 != 0) return "a batch by halves at the end";
        if (store.head().size != tree_.size() || store.head().root != to_hex(tree_.root()))
            return "the head does not fit";
        for (const Acknowledged& batch : acknowledged)
            if (std::string wrong = check(store, batch); !wrong.empty()) return wrong;
        return check_states(store);
    }

    std::int64_t batches() const { return tree_.size() / 3; }

   private:
    struct Last {
        std::int64_t version = 0;
        std::string hash;
        std::int64_t position = 0;
    };

    // One event of the tail: dense, chained, and in its place in the batch (member, member, order).
    std::string take(const StoredEvent& event) {
        const std::string where = "event " + std::to_string(event.position) + ": ";
        if (event.position != tree_.size() + 1) return where + "the tail has a gap";
        if (event.hash != sha256_hex(event.bytes)) return where + "its hash is not its bytes'";
        if (event.aggregate.starts_with("order/") != (event.position % 3 == 0)) return where + "a batch by halves";
        Last& last = last_[event.aggregate];
        if (event.version != last.version + 1) return where + "its version does not follow";
        if (!event.bytes.ends_with(" after " + last.hash)) return where + "the chain is broken";
        last = {event.version, event.hash, event.position};
        touched_[event.aggregate] = last;
        tree_.append(*from_hex(event.hash));
        return "";
    }

    std::string check(EventStore& store, const Acknowledged& batch) {
        const std::string order = order_of(batch.writer, batch.number);
        const auto last = last_.find(order);
        if (last == last_.end()) return order + ": acknowledged and lost";
        if (last->second.position != batch.position) return order + ": not where it was acknowledged";
        const std::int64_t erased_before = last_[member_of(batch.writer)].version / 2 / 32 * 32;
        const bool is_erased = batch.number + 1 < erased_before;
        if (store.identity("order", order).has_value() == is_erased) return order + ": its identity";
        if (store.answered("key:shop", order).has_value() == is_erased) return order + ": its answer";
        if (store.personal(order, 1).has_value() == is_erased) return order + ": its personal part";
        return "";
    }

    std::string check_states(EventStore& store) {
        for (const auto& [aggregate, last] : touched_) {
            const auto state = store.read(aggregate);
            if (!state || state->version != last.version || state->chain_hash != last.hash ||
                state->bytes != aggregate + "@" + std::to_string(last.version))
                return aggregate + ": its state is not that of its last event";
        }
        touched_.clear();
        return "";
    }

    MerkleFrontier tree_;
    std::map<std::string, Last> last_;
    std::map<std::string, Last> touched_;  // since the last check
};

struct Child {
    pid_t process = 0;
    int pipe = -1;
};

Child start(const char* program, const std::string& path) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    const pid_t process = ::fork();
    if (process == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(program, program, "child", path.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(ends[1]);
    return {process, ends[0]};
}

bool wait_for_output(int pipe, int timeout_ms) {
    pollfd poll{pipe, POLLIN, 0};
    return ::poll(&poll, 1, timeout_ms) > 0;
}

// Kills the child at a random instant: mostly while it writes, sometimes already while it opens the store.
std::vector<Acknowledged> kill_one(Child child, Random& random) {
    if (random.below(5) != 0) wait_for_output(child.pipe, 10'000);
    ::usleep(static_cast<useconds_t>(random.below(40'000)));
    ::kill(child.process, SIGKILL);
    std::FILE* output = ::fdopen(child.pipe, "r");
    std::vector<Acknowledged> acknowledged;
    long long number = 0;
    long long position = 0;
    for (Acknowledged next; std::fscanf(output, "%d %lld %lld", &next.writer, &number, &position) == 3;) {
        next.number = number;
        next.position = position;
        acknowledged.push_back(next);
    }
    std::fclose(output);
    int status = 0;
    ::waitpid(child.process, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
        std::fprintf(stderr, "the child ended by itself (status %d)\n", status);
        std::exit(1);
    }
    return acknowledged;
}

int run_rounds(const char* program, int rounds, std::uint64_t seed) {
    std::printf("%d rounds, seed %llu\n", rounds, static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    Random random(seed);
    Model model;
    std::int64_t acknowledged = 0;
    for (int round = 1; round <= rounds; ++round) {
        const auto batches = kill_one(start(program, path), random);
        acknowledged += std::ssize(batches);
        auto store = open_sqlite_store(path);
        const std::string wrong = store ? model.check(**store, batches) : store.error().found;
        if (!wrong.empty()) {
            std::fprintf(stderr, "round %d: %s\n", round, wrong.c_str());
            return 1;
        }
    }
    std::printf("%lld batches acknowledged, none lost; %lld more were durable when their writer died\n",
                static_cast<long long>(acknowledged), static_cast<long long>(model.batches() - acknowledged));
    return acknowledged > 0 ? 0 : 1;
}

}  // namespace
}  // namespace laurel

int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], "child") == 0) return laurel::run_child(argv[2]);
    if (argc < 2) {
        std::fprintf(stderr, "usage: kill_test ROUNDS [SEED]\n");
        return 2;
    }
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device()();
    return laurel::run_rounds("/proc/self/exe", std::atoi(argv[1]), seed);
}
