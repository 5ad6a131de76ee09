// The storage engine as a store grows to 1,000,000 members and 10,000,000 events: how fast orders go in, how long one
// read and one append take, what they cost in reads and writes, and how long checkpoints and opening take. Orders are
// decided by the core and scatter over all members.
//
//   bench_spike --file F --members 1000000 --events 10000000
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "edge/storage/sqlite/open.h"
#include "tests/bench/arguments.h"
#include "tests/bench/filler.h"
#include "tests/bench/stopwatch.h"

namespace laurel::bench {
namespace {

constexpr std::size_t group_sizes[] = {16, 64, 256};
constexpr std::size_t stages = 5;
constexpr std::size_t stage_permille[stages] = {5, 20, 100, 400, 1000};

// What the process asked of the operating system, and what reached the disk.
struct Traffic {
    double read_calls = 0;
    double written_bytes = 0;

    static Traffic now() {
        Traffic traffic;
        std::ifstream file("/proc/self/io");
        for (std::string name; file >> name;) {
            double value = 0;
            file >> value;
            if (name == "syscr:") traffic.read_calls = value;
            if (name == "wchar:") traffic.written_bytes = value;
        }
        return traffic;
    }
    Traffic since(const Traffic& earlier) const {
        return {read_calls - earlier.read_calls, written_bytes - earlier.written_bytes};
    }
};

double file_bytes(const std::string& path) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    return error ? 0 : static_cast<double>(bytes);
}

class Spike {
   public:
    Spike(std::string path, std::size_t members, std::size_t events)
        : path_(std::move(path)),
          events_wanted_(events),
          probe_orders_(std::clamp<std::size_t>(events / 400 / 256, 1, 40) * 256),
          store_(must(open_sqlite_store(path_), "opening the store")) {
        const auto service = must(Service::open("bench", store_, now_ms), "opening the store");
        publish_program(*service);
        program_ = service->newest_program();
        // An order is two events. What the probes add is little beside it.
        const std::size_t orders_max = events / 2 + stages * 4 * probe_orders_;
        filler_ = std::make_unique<Filler>(*store_, program_->program, members, orders_max);
    }

    void run() {
        std::printf("[");
        for (std::size_t permille : stage_permille) {
            std::printf(permille == stage_permille[0] ? "" : ",\n");
            stage(events_wanted_ / 1000 * permille);
        }
        std::printf("]\n");
    }

   private:
    void stage(std::size_t events) {
        std::fprintf(stderr, "spike: filling up to %zu events\n", events);
        fill(events);
        reads();
        lone_appends();
        for (std::size_t size : group_sizes) groups(size);
        reopen();
    }

    static void field(const char* name, double value) { std::printf("\"%s\":%.3f,", name, value); }

    void fill(std::size_t events) {
        const std::size_t orders_before = filler_->orders();
        const Traffic before = Traffic::now();
        const Stopwatch stopwatch;
        while (filler_->events() < events) filler_->fill(probe_orders_);
        const auto orders = static_cast<double>(filler_->orders() - orders_before);
        const double seconds = stopwatch.seconds();
        const Traffic traffic = Traffic::now().since(before);
        std::printf("{");
        field("events", static_cast<double>(filler_->events()));
        field("fill_seconds", seconds);
        field("fill_orders_per_second", orders / seconds);
        field("fill_reads_per_order", traffic.read_calls / orders);
        field("fill_written_bytes_per_order", traffic.written_bytes / orders);
    }

    // Of a member or an order that is nowhere near the one before.
    void reads() {
        Latencies latencies;
        const Traffic before = Traffic::now();
        const Stopwatch stopwatch;
        const std::size_t count = 2 * probe_orders_;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string name = i % 2 == 0 ? filler_->any_member() : filler_->any_order();
            const Stopwatch one;
            if (!store_->read(name)) fail("no state of " + name);
            latencies.add(one.microseconds());
        }
        field("reads_per_second", static_cast<double>(count) / stopwatch.seconds());
        field("read_p50_us", latencies.permille(500));
        field("read_p99_us", latencies.permille(990));
        field("read_page_reads", Traffic::now().since(before).read_calls / static_cast<double>(count));
    }

    // Each waits for its own sync. A checkpoint shows as the longest.
    void lone_appends() {
        Latencies latencies;
        for (std::size_t i = 0; i < probe_orders_ / 8; ++i) {
            Batch batch = filler_->next_order();
            const Stopwatch one;
            if (store_->append(std::move(batch)).status != AppendStatus::done) fail("append");
            latencies.add(one.microseconds());
        }
        field("append_p50_us", latencies.permille(500));
        field("append_p99_us", latencies.permille(990));
        field("append_longest_us", latencies.longest());
    }

    // So many orders at a time, made beforehand: the writer takes them as one group.
    void groups(std::size_t size) {
        double seconds = 0;
        std::size_t orders = 0;
        for (; orders < probe_orders_; orders += size) {
            std::vector<Batch> batches;
            for (std::size_t i = 0; i < size; ++i) batches.push_back(filler_->next_order());
            std::vector<std::future<AppendOutcome>> answers;
            const Stopwatch stopwatch;
            for (Batch& batch : batches) answers.push_back(store_->submit(std::move(batch)));
            for (auto& answer : answers) {
                if (answer.get().status != AppendStatus::done) fail("append");
            }
            seconds += stopwatch.seconds();
        }
        field(("orders_per_second_by_" + std::to_string(size)).c_str(), static_cast<double>(orders) / seconds);
    }

    // Closing copies what is left of the WAL into the file.
    void reopen() {
        const double wal_bytes = file_bytes(path_ + "-wal");
        const Stopwatch closing;
        filler_->use(nullptr);
        store_.reset();
        field("closing_wal_bytes", wal_bytes);
        field("closing_ms", closing.seconds() * 1000);
        const double bytes = file_bytes(path_);
        field("file_bytes", bytes);
        field("bytes_per_event", bytes / static_cast<double>(filler_->events()));
        const Stopwatch opening;
        store_ = must(open_sqlite_store(path_), "opening the store again");
        std::printf("\"opening_ms\":%.3f}", opening.seconds() * 1000);
        filler_->use(store_.get());
    }

    std::string path_;
    std::size_t events_wanted_;
    std::size_t probe_orders_;  // a multiple of the largest group
    std::shared_ptr<EventStore> store_;
    std::shared_ptr<const PublishedProgram> program_;
    std::unique_ptr<Filler> filler_;
};

}  // namespace
}  // namespace laurel::bench

int main(int count, char** values) {
    using namespace laurel::bench;
    const Arguments arguments(count, values);
    Spike(arguments.text("file"), static_cast<std::size_t>(arguments.number("members")),
          static_cast<std::size_t>(arguments.number("events")))
        .run();
    return 0;
}
