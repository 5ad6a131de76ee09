// What event_store.h promises of appends and kept answers, asked of every engine.
#include "tests/contract/engines.h"

namespace laurel {

CONTRACT("an empty store has nothing, and the empty tree's root") {
    Engine engine;
    EventStore& store = *engine.store;
    CHECK_FALSE(store.read("member/a"));
    CHECK(store.history("member/a", 0, 10).empty());
    CHECK(store.tail(0, 10).empty());
    CHECK(store.aggregates("", "", 10).empty());
    CHECK_FALSE(store.identity("member", "1"));
    CHECK_FALSE(store.external_id_of("member/a"));
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

}  // namespace laurel
