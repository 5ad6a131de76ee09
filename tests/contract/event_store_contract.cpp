// What event_store.h promises, asked of every engine.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "edge/storage/memory/memory_store.h"
#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

struct MemoryEngine {
    std::unique_ptr<EventStore> store = make_memory_store();
};

struct SqliteEngine {
    TemporaryFolder folder;
    std::unique_ptr<EventStore> store = open_sqlite_store(folder.file("store.db")).value();
};

}  // namespace
}  // namespace laurel

TYPE_TO_STRING_AS("memory", laurel::MemoryEngine);
TYPE_TO_STRING_AS("sqlite", laurel::SqliteEngine);

namespace laurel {

#define CONTRACT(behaviour) TEST_CASE_TEMPLATE(behaviour, Engine, MemoryEngine, SqliteEngine)

CONTRACT("an empty store has nothing, and the empty tree's root") {
    Engine engine;
    EventStore& store = *engine.store;
    CHECK_FALSE(store.read("member/a"));
    CHECK(store.history("member/a", 0, 10).empty());
    CHECK(store.tail(0, 10).empty());
    CHECK(store.aggregates("", "", 10).empty());
    CHECK_FALSE(store.identity("member", "1"));
    CHECK_FALSE(store.identity_of("member/a"));
    CHECK_FALSE(store.personal("member/a", 1));
    CHECK_FALSE(store.answered("key:shop", "k"));
    CHECK(store.programs().empty());
    CHECK(store.head().epoch == 1);
    CHECK(store.head().size == 0);
    CHECK(store.head().root == sha256_hex(""));
}

CONTRACT("an append writes the state row and the events of all its aggregates") {
    Engine engine;
    EventStore& store = *engine.store;
    const AppendOutcome outcome = store.append(batch_of({appended("order/1", 0, 2), appended("member/a", 0)}));
    CHECK(outcome.status == AppendStatus::done);
    CHECK(outcome.position == 3);
    const auto state = store.read("order/1");
    REQUIRE(state);
    CHECK(state->version == 2);
    CHECK(state->fold_version == 1);
    CHECK(state->bytes == "order/1@2");
    CHECK(state->chain_hash == sha256_hex("order/1#2"));
    REQUIRE(store.read("member/a"));
    CHECK(store.read("member/a")->version == 1);
}

CONTRACT("bytes come back as they were given, zero bytes and invalid UTF-8 included") {
    Engine engine;
    const std::string odd("a\0b\xff\xc3\"\n", 7);
    AggregateAppend append{"member/" + odd, 0, {new_event(odd)}, 1, odd};
    REQUIRE(engine.store->append(batch_of({append})).status == AppendStatus::done);
    CHECK(engine.store->read("member/" + odd)->bytes == odd);
    CHECK(engine.store->tail(0, 1).front().bytes == odd);
    CHECK(engine.store->tail(0, 1).front().aggregate == "member/" + odd);
}

CONTRACT("one wrong version in a batch and nothing of the batch is written") {
    Engine engine;
    EventStore& store = *engine.store;
    REQUIRE(store.append(batch_of({appended("member/a", 0, 2)})).status == AppendStatus::done);
    const TreeHead before = store.head();
    for (std::int64_t wrong : {0, 1, 3}) {
        CAPTURE(wrong);
        Batch batch = batch_of({appended("order/1", 0), appended("member/a", wrong)});
        batch.idempotency = kept_answer("k", "body");
        batch.identities = {{"order", "1", "order/1", "member/a"}};
        CHECK(store.append(batch).status == AppendStatus::conflict);
    }
    CHECK(store.append(batch_of({appended("member/new", 1)})).status == AppendStatus::conflict);
    CHECK_FALSE(store.read("order/1"));
    CHECK_FALSE(store.identity("order", "1"));
    CHECK_FALSE(store.answered("key:shop", "k"));
    CHECK(store.read("member/a")->version == 2);
    CHECK(store.head().root == before.root);
}

CONTRACT("an append without events asserts a version, and with a state replaces the state row") {
    Engine engine;
    EventStore& store = *engine.store;
    REQUIRE(store.append(batch_of({appended("member/a", 0)})).status == AppendStatus::done);

    CHECK(store.append(batch_of({{"member/a", 1, {}, 9, ""}, appended("order/1", 0)})).status == AppendStatus::done);
    CHECK(store.append(batch_of({{"member/b", 0, {}, 9, ""}, appended("order/2", 0)})).status == AppendStatus::done);
    CHECK(store.append(batch_of({{"member/a", 2, {}, 9, ""}, appended("order/3", 0)})).status ==
          AppendStatus::conflict);
    CHECK(store.append(batch_of({{"member/a", 0, {}, 9, ""}})).status == AppendStatus::conflict);
    CHECK(store.read("member/a")->fold_version == 1);
    CHECK_FALSE(store.read("member/b"));

    CHECK(store.append(batch_of({{"member/a", 1, {}, 2, "rebuilt"}})).status == AppendStatus::done);
    const auto state = store.read("member/a");
    CHECK(state->version == 1);
    CHECK(state->fold_version == 2);
    CHECK(state->bytes == "rebuilt");
    CHECK(state->chain_hash == sha256_hex("member/a#1"));
    CHECK(store.head().size == 3);
}

CONTRACT("a malformed batch fails, says why and writes nothing") {
    Engine engine;
    const auto refused = [&](Batch batch) {
        const AppendOutcome outcome = engine.store->append(std::move(batch));
        CHECK(outcome.status == AppendStatus::failed);
        CHECK_FALSE(outcome.detail.empty());
    };
    refused(batch_of({appended("member/a", 0), appended("member/a", 1)}));
    refused(batch_of({appended("", 0)}));
    refused(batch_of({appended("member/a", -1)}));
    refused(batch_of({{"member/a", 0, {}, 1, "a state of nothing"}}));
    Batch batch = batch_of({appended("member/a", 0)});
    batch.aggregates[0].events[0].hash = sha256_hex("something else");
    refused(batch);
    batch.aggregates[0].events[0].hash = "not hex";
    refused(batch);

    batch = batch_of({appended("member/a", 0, 2)});
    for (std::int64_t version : {0, 3}) {
        batch.personal = {{"member/a", version, some_salt, "{}"}};
        refused(batch);
    }
    batch.personal = {{"member/b", 1, some_salt, "{}"}};
    refused(batch);
    batch.personal = {{"member/a", 1, "salt", "{}"}};
    refused(batch);
    batch.personal = {{"member/a", 1, some_salt, "{}"}, {"member/a", 1, some_salt, "{}"}};
    refused(batch);

    batch.personal.clear();
    batch.identities = {{"member", "1", "member/a", ""}, {"member", "1", "member/b", ""}};
    refused(batch);
    batch.identities = {{"member", "1", "member/a", ""}, {"member", "2", "member/a", ""}};
    refused(batch);
    batch.identities = {{"member", "", "member/a", ""}};
    refused(batch);

    batch.identities.clear();
    batch.idempotency = kept_answer("", "body");
    refused(batch);
    CHECK(engine.store->head().size == 0);
    CHECK_FALSE(engine.store->read("member/a"));
}

CONTRACT("the same key and body gets the first answer, also when the versions have moved on") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch = batch_of({appended("member/a", 0)});
    batch.idempotency = kept_answer("k", "body", "member/a", 77);
    REQUIRE(store.append(batch).status == AppendStatus::done);

    batch.idempotency->answer = "another answer";
    const AppendOutcome again = store.append(batch);
    CHECK(again.status == AppendStatus::already_done);
    CHECK(again.answer == "answer to k");
    CHECK(again.answer_status == 201);
    CHECK(store.head().size == 1);

    const auto kept = store.answered("key:shop", "k");
    REQUIRE(kept);
    CHECK(kept->principal == "key:shop");
    CHECK(kept->key == "k");
    CHECK(kept->body_hash == sha256_hex("body"));
    CHECK(kept->status == 201);
    CHECK(kept->answer == "answer to k");
    CHECK(kept->owner == "member/a");
    CHECK(kept->recorded_at_ms == 77);
}

CONTRACT("the same key with another body is refused and keeps the first answer") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch = batch_of({appended("member/a", 0)});
    batch.idempotency = kept_answer("k", "body");
    REQUIRE(store.append(batch).status == AppendStatus::done);

    Batch other = batch_of({appended("member/a", 1)});
    other.idempotency = kept_answer("k", "other body");
    CHECK(store.append(other).status == AppendStatus::key_reused);
    CHECK(store.read("member/a")->version == 1);
    CHECK(store.answered("key:shop", "k")->body_hash == sha256_hex("body"));
}

CONTRACT("keys of different principals have nothing to do with each other") {
    Engine engine;
    EventStore& store = *engine.store;
    for (const char* principal : {"key:a", "key:b", "member:a"}) {
        Batch batch;
        batch.idempotency = kept_answer("k", principal);
        batch.idempotency->principal = principal;
        CHECK(store.append(batch).status == AppendStatus::done);
    }
    CHECK(store.answered("key:b", "k")->body_hash == sha256_hex("key:b"));
    CHECK_FALSE(store.answered("key:c", "k"));
}

CONTRACT("a kept failure needs no events, and its owner need not exist") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch;
    batch.idempotency = kept_answer("k", "body", "member/unknown");
    batch.idempotency->status = 404;
    CHECK(store.append(batch).status == AppendStatus::done);
    CHECK(store.append(batch).answer_status == 404);
    CHECK(store.answered("key:shop", "k")->owner == "member/unknown");
    CHECK_FALSE(store.read("member/unknown"));
    CHECK(store.aggregates("", "", 10).empty());
    CHECK(store.counts().members == 0);
    CHECK(store.append(batch_of({appended("member/unknown", 0)})).status == AppendStatus::done);
    CHECK(store.counts().members == 1);
}

CONTRACT("answers recorded before an instant are forgotten, the others kept") {
    Engine engine;
    EventStore& store = *engine.store;
    for (int i = 0; i < 2500; ++i) {
        Batch batch;
        batch.idempotency = kept_answer(std::to_string(i), "body", "", i);
        if (i == 2499)
            REQUIRE(store.append(batch).status == AppendStatus::done);
        else
            store.submit(batch);
    }
    store.forget_answers_before(2300);
    CHECK_FALSE(store.answered("key:shop", "0"));
    CHECK_FALSE(store.answered("key:shop", "2299"));
    CHECK(store.answered("key:shop", "2300"));
    CHECK(store.answered("key:shop", "2499"));
}

CONTRACT("an external id leads to its aggregate and back") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch = batch_of({appended("member/a", 0), appended("order/1", 0)});
    batch.identities = {{"member", "C-1", "member/a", "member/a"}, {"order", "C-1", "order/1", "member/a"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);
    batch = batch_of({appended("order/guest", 0)});
    batch.identities = {{"order", "C-2", "order/guest", ""}};
    REQUIRE(store.append(batch).status == AppendStatus::done);

    const auto order = store.identity("order", "C-1");
    REQUIRE(order);
    CHECK(order->aggregate == "order/1");
    CHECK(order->owner == "member/a");
    CHECK(store.identity("order", "C-2")->owner == "");
    CHECK_FALSE(store.identity("redemption", "C-1"));
    CHECK(store.identity_of("order/1")->external_id == "C-1");
    CHECK(store.identity_of("member/a")->kind == "member");

    const auto owned = store.identities_of_owner("member/a");
    REQUIRE(owned.size() == 2);
    CHECK(owned[0].aggregate == "member/a");
    CHECK(owned[1].aggregate == "order/1");
    CHECK(store.identities_of_owner("member/b").empty());
    CHECK(store.identities_of_owner("").empty());
}

CONTRACT("what an owner has includes the owner's own identity when that names no owner") {
    Engine engine;
    Batch batch = batch_of({appended("member/a", 0)});
    batch.identities = {{"member", "1", "member/a", ""}};
    REQUIRE(engine.store->append(batch).status == AppendStatus::done);
    CHECK(engine.store->identities_of_owner("member/a").size() == 1);
}

CONTRACT("an identity that is taken is a conflict") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch first = batch_of({appended("order/1", 0)});
    first.identities = {{"order", "1", "order/1", ""}};
    REQUIRE(store.append(first).status == AppendStatus::done);

    Batch same_id = batch_of({appended("order/2", 0)});
    same_id.identities = {{"order", "1", "order/2", ""}};
    CHECK(store.append(same_id).status == AppendStatus::conflict);
    Batch same_aggregate = batch_of({appended("order/1", 1)});
    same_aggregate.identities = {{"order", "2", "order/1", ""}};
    CHECK(store.append(same_aggregate).status == AppendStatus::conflict);
    CHECK_FALSE(store.read("order/2"));
    CHECK(store.read("order/1")->version == 1);
}

CONTRACT("an identity and its owner may be named before they have events") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch;
    batch.identities = {{"order", "1", "order/1", "member/a"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);
    CHECK(store.identity("order", "1")->owner == "member/a");
    CHECK_FALSE(store.read("order/1"));
    CHECK(store.counts().orders == 0);
    CHECK(store.append(batch_of({appended("order/1", 0), appended("member/a", 0)})).status == AppendStatus::done);
    CHECK(store.counts().orders == 1);
    CHECK(store.counts().members == 1);
}

CONTRACT("personal parts are kept by event") {
    Engine engine;
    EventStore& store = *engine.store;
    REQUIRE(store.append(batch_of({appended("member/a", 0)})).status == AppendStatus::done);
    Batch batch = batch_of({appended("order/1", 0), appended("member/a", 1, 3)});
    batch.personal = {{"member/a", 3, some_salt, R"({"name":"Ada"})"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);
    const auto part = store.personal("member/a", 3);
    REQUIRE(part);
    CHECK(part->aggregate == "member/a");
    CHECK(part->version == 3);
    CHECK(part->salt == some_salt);
    CHECK(part->bytes == R"({"name":"Ada"})");
    CHECK_FALSE(store.personal("member/a", 2));
    CHECK_FALSE(store.personal("order/1", 1));
}

CONTRACT("erasing an owner forgets all that it has and nothing of anybody else, and the log stays") {
    Engine engine;
    EventStore& store = *engine.store;
    for (const std::string who : {"a", "b"}) {
        Batch batch = batch_of({appended("member/" + who, 0), appended("order/" + who, 0)});
        batch.personal = {{"member/" + who, 1, some_salt, "name"}, {"order/" + who, 1, some_salt, "address"}};
        batch.identities = {{"member", who, "member/" + who, "member/" + who},
                            {"order", who, "order/" + who, "member/" + who}};
        batch.idempotency = kept_answer(who + "1", "body", "member/" + who);
        REQUIRE(store.append(batch).status == AppendStatus::done);
        batch = {};
        batch.idempotency = kept_answer(who + "2", "body", "order/" + who);
        REQUIRE(store.append(batch).status == AppendStatus::done);
    }
    const TreeHead before = store.head();

    Batch erasure = batch_of({appended("member/a", 1)});
    erasure.erase_owner = "member/a";
    erasure.idempotency = kept_answer("erase a", "body", "member/a");
    REQUIRE(store.append(erasure).status == AppendStatus::done);

    CHECK_FALSE(store.identity("member", "a"));
    CHECK_FALSE(store.identity("order", "a"));
    CHECK_FALSE(store.identity_of("order/a"));
    CHECK(store.identities_of_owner("member/a").empty());
    CHECK_FALSE(store.personal("member/a", 1));
    CHECK_FALSE(store.personal("order/a", 1));
    CHECK_FALSE(store.answered("key:shop", "a1"));
    CHECK_FALSE(store.answered("key:shop", "a2"));
    CHECK(store.answered("key:shop", "erase a"));

    CHECK(store.identities_of_owner("member/b").size() == 2);
    CHECK(store.personal("order/b", 1));
    CHECK(store.answered("key:shop", "b1"));
    CHECK(store.answered("key:shop", "b2"));

    CHECK(store.head().size == before.size + 1);
    CHECK(store.read("order/a")->version == 1);
    CHECK(store.history("member/a", 0, 10).size() == 2);
    CHECK(store.head().root == recomputed_root(store));

    Batch again = batch_of({appended("order/a2", 0)});
    again.identities = {{"order", "a", "order/a2", ""}};
    CHECK(store.append(again).status == AppendStatus::done);
}

CONTRACT("an erasure that meets a conflict erases nothing") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch = batch_of({appended("member/a", 0)});
    batch.identities = {{"member", "1", "member/a", "member/a"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);
    Batch erasure = batch_of({appended("member/a", 5)});
    erasure.erase_owner = "member/a";
    CHECK(store.append(erasure).status == AppendStatus::conflict);
    CHECK(store.identity("member", "1"));
}

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
