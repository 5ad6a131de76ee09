// What event_store.h promises of identities, personal parts and erasure, asked of every engine.
#include <algorithm>
#include <thread>

#include "tests/contract/engines.h"

namespace laurel {

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
    CHECK(store.external_id_of("order/1") == "C-1");
    CHECK(store.external_id_of("member/a") == "C-1");
    CHECK_FALSE(store.external_id_of("order/2"));

    const auto owned = store.identities_of_owner("member/a");
    REQUIRE(owned.size() == 2);
    CHECK(owned[0].aggregate == "member/a");
    CHECK(owned[1].aggregate == "order/1");
    CHECK(store.identities_of_owner("member/b").empty());
    CHECK(store.identities_of_owner("").empty());
}

CONTRACT("all identities are listed in byte order of their aggregates, page by page") {
    Engine engine;
    EventStore& store = *engine.store;
    CHECK(store.identities("", 10).empty());
    Batch batch = batch_of({appended("order/1", 0), appended("order/2", 0), appended("member/a", 0)});
    batch.identities = {{"order", "C-1", "order/2", ""},
                        {"order", "C-2", "order/1", "member/a"},
                        {"member", "C-1", "member/a", "member/a"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);
    const auto first = store.identities("", 2);
    REQUIRE(first.size() == 2);
    CHECK(first[0].aggregate == "member/a");
    CHECK(first[0].kind == "member");
    CHECK(first[0].external_id == "C-1");
    CHECK(first[0].owner == "member/a");
    CHECK(first[1].aggregate == "order/1");
    const auto rest = store.identities("order/1", 2);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].aggregate == "order/2");
    CHECK(rest[0].owner == "");
    CHECK(store.identities("order/2", 2).empty());
}

CONTRACT("all kept answers are listed by key and principal, page by page") {
    Engine engine;
    EventStore& store = *engine.store;
    CHECK(store.answers("", "", 10).empty());
    int orders = 0;
    for (const auto& [key, principal] : {std::pair("k2", "p1"), {"k1", "p2"}, {"k1", "p1"}}) {
        Batch batch = batch_of({appended("order/" + std::to_string(++orders), 0), appended("member/a", orders - 1)});
        batch.idempotency = kept_answer(key, "body", orders == 1 ? "member/a" : "", orders);
        batch.idempotency->principal = principal;
        REQUIRE(store.append(batch).status == AppendStatus::done);
    }
    const auto first = store.answers("", "", 2);
    REQUIRE(first.size() == 2);
    CHECK(first[0].key + first[0].principal == "k1p1");
    CHECK(first[1].key + first[1].principal == "k1p2");
    CHECK(first[1].owner == "");
    const auto rest = store.answers("k1", "p2", 2);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].key + rest[0].principal == "k2p1");
    CHECK(rest[0].owner == "member/a");
    CHECK(rest[0].recorded_at_ms == 1);
    CHECK(rest[0].body_hash == sha256_hex("body"));
    CHECK(rest[0].status == 201);
    CHECK(rest[0].answer == "answer to k2");
}

CONTRACT("an external id leads to the aggregate's row at once, where it has events") {
    Engine engine;
    EventStore& store = *engine.store;
    CHECK_FALSE(store.read_named("member", "C-1"));
    Batch batch = batch_of({appended("order/1", 0)});
    batch.identities = {{"member", "C-1", "member/a", "member/a"}, {"order", "1001", "order/1", "member/a"}};
    REQUIRE(store.append(batch).status == AppendStatus::done);

    const auto order = store.read_named("order", "1001");
    REQUIRE(order);
    CHECK(order->aggregate == "order/1");
    REQUIRE(order->row);
    CHECK(order->row->version == 1);
    CHECK(order->row->bytes == store.read("order/1")->bytes);
    CHECK(order->row->chain_hash == store.read("order/1")->chain_hash);
    CHECK(store.read_named("member", "C-1")->aggregate == "member/a");
    CHECK_FALSE(store.read_named("member", "C-1")->row);
    CHECK_FALSE(store.read_named("order", "C-1"));
}

CONTRACT("a reader answers as the store does, of one moment whatever is appended meanwhile") {
    Engine engine;
    EventStore& store = *engine.store;
    Batch batch = batch_of({appended("member/a", 0)});
    batch.identities = {{"member", "C-1", "member/a", "member/a"}};
    batch.idempotency = Idempotency{"key:1", "k", "hash", 201, "{}", "member/a", 0};
    REQUIRE(store.append(batch).status == AppendStatus::done);

    auto reader = store.reader();
    CHECK(reader->read("member/a")->version == 1);
    CHECK(reader->history("member/a", 0, 10).size() == 1);
    CHECK(reader->identity("member", "C-1")->aggregate == "member/a");
    CHECK(reader->answered("key:1", "k")->status == 201);
    CHECK_FALSE(reader->personal("member/a", 1));
    CHECK_FALSE(reader->read("member/b"));
    std::thread other([&] { CHECK(store.append(batch_of({appended("member/a", 1)})).status == AppendStatus::done); });
    CHECK(reader->read_named("member", "C-1")->row->version == 1);
    CHECK(reader->external_id_of("member/a") == "C-1");
    CHECK(reader->history("member/a", 0, 10).size() == 1);
    reader.reset();
    other.join();
    CHECK(store.reader()->read("member/a")->version == 2);
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
    CHECK_FALSE(store.external_id_of("order/a"));
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

}  // namespace laurel
