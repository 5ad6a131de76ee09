#pragma once
// Answers of GET /v1/me, kept until the member, the programme or the time makes another one of them: reading and
// writing out a state costs many times what sending it does. A write through this edge counts from its acknowledgement
// on; one by another process on the same store (an import, an erasure at the command line) within 25 milliseconds.
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "edge/service.h"

namespace laurel::routes {

class MeAnswers {
   public:
    struct Answer {
        std::string etag;         // with its quotes; the same as long as nothing but now_at differs
        std::string before_time;  // the body up to the value of now_at ...
        std::string after_time;   // ... and from there on
        std::string body(std::int64_t now_ms) const;

        std::string aggregate;
        std::int64_t version = 0;
        std::int64_t program_version = 0;
        std::int64_t until_ms = 0;  // then time alone changes it

        // When this was last known to be right: at how many events of the store, how many noted changes and which
        // instant.
        struct Checked {
            std::atomic<std::int64_t> events = 0;
            std::atomic<std::uint64_t> changes = 0;
            std::atomic<std::int64_t> at_ms = 0;
        };
        mutable Checked checked;
    };

    // To be called after every write and before its acknowledgement.
    void note_change() { ++changes_; }

    // The answer as of now, from the store or from memory. Errors: what reading the member answers.
    Result<std::shared_ptr<const Answer>> find(Service& service, const std::string& member_id, std::int64_t now_ms);

   private:
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::shared_ptr<const Answer>> answers;
    };
    Shard& shard_of(const std::string& name);

    std::array<Shard, 16> shards_;
    std::atomic<std::uint64_t> changes_ = 0;
};

}  // namespace laurel::routes
