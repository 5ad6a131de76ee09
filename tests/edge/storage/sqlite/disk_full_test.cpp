#include <doctest/doctest.h>

#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/file_size_limit.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
TEST_CASE("on a full disk appends answer full, reads go on, and with space again the store does too") {
    const TemporaryFolder folder;
    const std::string path = folder.file("store.db");
    auto store = open_sqlite_store(path).value();
    const std::string filling(10'000, 'x');
    std::int64_t version = 0;
    REQUIRE(store->set_setting("s", "v"));
    {
        const FileSizeLimit limit(2'000'000);
        AppendOutcome outcome;
        do outcome = store->append(batch_of({appended("member/a", version, 1, filling)}));
        while (outcome.status == AppendStatus::done && ++version < 1000);
        CHECK(outcome.status == AppendStatus::full);
        CHECK_FALSE(outcome.detail.empty());
        CHECK(version > 50);

        // Nobody of a group gets in, and nothing of it is seen.
        std::vector<std::future<AppendOutcome>> group;
        for (int i = 0; i < 20; ++i)
            group.push_back(
                store->submit(batch_of({appended("order/" + std::to_string(i), 0, 1, std::string(1'500'000, 'x'))})));
        for (auto& member : group) CHECK(member.get().status == AppendStatus::full);
        CHECK_FALSE(store->set_setting("s", std::string(3'000'000, 'x')));

        CHECK(store->read("member/a")->version == version);
        CHECK(std::ssize(store->history("member/a", 0, 10'000)) == version);
        CHECK(store->head().size == version);
        CHECK(store->head().root == recomputed_root(*store));
        CHECK(store->setting("s") == "v");
        CHECK_FALSE(store->read("order/0"));
    }
    CHECK(store->append(batch_of({appended("member/a", version)})).status == AppendStatus::done);
    CHECK(store->head().size == version + 1);
    CHECK(store->head().root == recomputed_root(*store));
    store.reset();
    CHECK(open_sqlite_store(path).value()->head().size == version + 1);
}

}  // namespace laurel
