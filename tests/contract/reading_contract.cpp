// What event_store.h promises of reading, of many threads and of programmes, asked of every engine.
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/engines.h"

namespace laurel {

CONTRACT("history gives one aggregate's events by version, page by page") {
    Engine engine;
    EventStore& store = *engine.store;
    for (int i = 0; i < 5; ++i)
        REQUIRE(store.append(batch_of({appended("member/a", i), appended("order/" + std::to_string(i), 0)})).status ==
                AppendStatus::done);
    const auto page = store.history("member/a", 1, 3);
    REQUIRE(page.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(page[i].aggregate == "member/a");
        CHECK(page[i].version == static_cast<std::int64_t>(i) + 2);
        CHECK(page[i].bytes == "member/a#" + std::to_string(i + 2));
        CHECK(page[i].hash == sha256_hex(page[i].bytes));
        CHECK(page[i].position == static_cast<std::int64_t>(i + 1) * 2 + 1);
    }
    CHECK(store.history("member/a", 4, 10).size() == 1);
    CHECK(store.history("member/a", 5, 10).empty());
    CHECK(store.history("member/a", 0, 0).empty());
    CHECK(store.history("member/", 0, 10).empty());
}

CONTRACT("the tail is dense, in order, and its hashes make the head's root") {
    Engine engine;
    EventStore& store = *engine.store;
    for (int i = 0; i < 20; ++i) {
        REQUIRE(store.append(batch_of({appended("member/a", i * 2, 2), appended("order/" + std::to_string(i), 0)}))
                    .status == AppendStatus::done);
        store.append(batch_of({appended("member/a", 0)}));  // a conflict takes no position
    }
    const auto all = store.tail(0, 1000);
    REQUIRE(all.size() == 60);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].position == static_cast<std::int64_t>(i) + 1);
    CHECK(all[2].aggregate == "order/0");
    CHECK(all[58].version == 40);
    CHECK(store.tail(57, 2).size() == 2);
    CHECK(store.tail(57, 2).front().position == 58);
    CHECK(store.tail(60, 10).empty());
    CHECK(store.tail(1000, 10).empty());
    CHECK(store.head().size == 60);
    CHECK(store.head().root == recomputed_root(store));
}

CONTRACT("aggregates are listed in byte order by prefix, page by page") {
    Engine engine;
    EventStore& store = *engine.store;
    for (const char* name : {"order/2", "member/b", "order/1", "member/a", "orders", "member/\xff"})
        REQUIRE(store.append(batch_of({appended(name, 0)})).status == AppendStatus::done);
    using Names = std::vector<std::string>;
    CHECK(store.aggregates("order/", "", 10) == Names{"order/1", "order/2"});
    CHECK(store.aggregates("order/", "order/1", 10) == Names{"order/2"});
    CHECK(store.aggregates("order/", "order/2", 10).empty());
    CHECK(store.aggregates("member/", "", 2) == Names{"member/a", "member/b"});
    CHECK(store.aggregates("member/", "member/b", 2) == Names{"member/\xff"});
    CHECK(store.aggregates("", "", 10).size() == 6);
    CHECK(store.aggregates("order/", "member/a", 1) == Names{"order/1"});
}

CONTRACT("members, orders and events are counted") {
    Engine engine;
    EventStore& store = *engine.store;
    REQUIRE(store.append(batch_of({appended("member/a", 0, 2), appended("order/1", 0)})).status == AppendStatus::done);
    REQUIRE(store.append(batch_of({appended("member/a", 2), appended("order/2", 0)})).status == AppendStatus::done);
    REQUIRE(store.append(batch_of({appended("redemption/1", 0)})).status == AppendStatus::done);
    CHECK(store.counts().members == 1);
    CHECK(store.counts().orders == 2);
    CHECK(store.counts().events == 6);
}

CONTRACT("of many threads that append to one aggregate, exactly one wins each version") {
    Engine engine;
    EventStore& store = *engine.store;
    constexpr int rounds = 200;
    std::atomic<int> won = 0;
    std::atomic<int> other = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int version = 0; version < rounds; ++version) {
                const auto status =
                    store.append(batch_of({appended("member/a", version, 1, "by " + std::to_string(t))})).status;
                if (status == AppendStatus::done) ++won;
                if (status != AppendStatus::done && status != AppendStatus::conflict) ++other;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(won == rounds);
    CHECK(other == 0);
    CHECK(store.read("member/a")->version == rounds);
    CHECK(store.head().root == recomputed_root(store));
}

CONTRACT("a reader beside the writers always sees whole batches") {
    Engine engine;
    EventStore& store = *engine.store;
    std::atomic<bool> stop = false;
    std::atomic<int> torn = 0;
    std::thread reader([&] {
        while (!stop) {
            // The batch writes b first, so b can never be behind what a shows later.
            const auto a = store.read("member/a");
            const auto b = store.read("member/b");
            if (a && (!b || b->version < a->version)) ++torn;
            if (a && a->bytes != "member/a@" + std::to_string(a->version)) ++torn;
            const auto events = store.tail(0, 10'000);
            if (!events.empty() && (events.size() % 2 != 0 || events.back().position != std::ssize(events))) ++torn;
        }
    });
    for (int i = 0; i < 300; ++i)
        CHECK(store.append(batch_of({appended("member/b", i), appended("member/a", i)})).status == AppendStatus::done);
    stop = true;
    reader.join();
    CHECK(torn == 0);
}

CONTRACT("batches submitted by one thread are applied in order, each seeing the one before") {
    Engine engine;
    EventStore& store = *engine.store;
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 3000; ++i) outcomes.push_back(store.submit(batch_of({appended("member/a", i)})));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const AppendOutcome outcome = outcomes[i].get();
        REQUIRE(outcome.status == AppendStatus::done);
        REQUIRE(outcome.position == static_cast<std::int64_t>(i) + 1);
    }
    CHECK(store.read("member/a")->version == 3000);
}

CONTRACT("a conflict in the middle of many queued batches takes none of its neighbours with it") {
    Engine engine;
    EventStore& store = *engine.store;
    std::vector<std::future<AppendOutcome>> outcomes;
    for (int i = 0; i < 300; ++i)
        outcomes.push_back(store.submit(batch_of({appended("order/" + std::to_string(i - i % 3), 0)})));
    int done = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const AppendStatus status = outcomes[i].get().status;
        CHECK(status == (i % 3 == 0 ? AppendStatus::done : AppendStatus::conflict));
        done += status == AppendStatus::done;
    }
    CHECK(store.head().size == done);
    CHECK(store.head().root == recomputed_root(store));
}

CONTRACT("programs are published one version after the other, each with its event") {
    Engine engine;
    EventStore& store = *engine.store;
    const ProgramRow first{1, 10, 20, "key:admin", R"({"name":"first"})", "signed 1"};
    CHECK(store.publish(batch_of({appended("program/main", 0)}), first).status == AppendStatus::done);
    CHECK(store.publish(batch_of({appended("program/main", 1)}), first).status == AppendStatus::conflict);
    ProgramRow third = first;
    third.version = 3;
    CHECK(store.publish(batch_of({appended("program/main", 1)}), third).status == AppendStatus::conflict);
    ProgramRow second{2, 30, 25, "key:other", R"({"name":"second"})", "signed 2"};
    CHECK(store.publish(batch_of({appended("program/main", 0)}), second).status == AppendStatus::conflict);
    CHECK(store.programs().size() == 1);
    CHECK(store.publish(batch_of({appended("program/main", 1)}), second).status == AppendStatus::done);

    const auto rows = store.programs();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].document == first.document);
    CHECK(rows[1].version == 2);
    CHECK(rows[1].in_force_from_ms == 30);
    CHECK(rows[1].published_at_ms == 25);
    CHECK(rows[1].author == "key:other");
    CHECK(rows[1].document == second.document);
    CHECK(rows[1].projection == "signed 2");
    CHECK(store.read("program/main")->version == 2);
}

CONTRACT("settings are set, replaced, listed by prefix and removed") {
    Engine engine;
    EventStore& store = *engine.store;
    const std::string blob("\x00\xff\x01", 3);
    CHECK(store.set_setting("key/b", "old"));
    CHECK(store.set_setting("key/b", blob));
    CHECK(store.set_setting("key/a", "1"));
    CHECK(store.set_setting("kex", "2"));
    CHECK(store.set_setting("kez", "3"));
    CHECK(store.setting("key/b") == blob);
    CHECK_FALSE(store.setting("key"));
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    CHECK(store.settings("key/") == Pairs{{"key/a", "1"}, {"key/b", blob}});
    CHECK(store.settings("").size() == 4);
    CHECK(store.set_setting("key/b", ""));
    CHECK(store.set_setting("never was", ""));
    CHECK_FALSE(store.setting("key/b"));
}

}  // namespace laurel
