#pragma once
// A new store from what export_lines wrote.
#include <cstdint>
#include <functional>
#include <memory>

#include "edge/export/export_lines.h"
#include "edge/export/lines.h"
#include "edge/integrations/input_file.h"
#include "edge/storage/event_store.h"

namespace laurel::exports {

struct ImportOptions {
    // Makes the empty store that the header asks for. Its epoch should be later than the header's: the exported store
    // may have gone on.
    std::function<Result<std::unique_ptr<EventStore>>(const Header&)> make_store;
    // Accept a file without keys: orders of erased members, refunds and redemptions that are sent again are then not
    // recognised.
    bool with_new_keys = false;
    enum class Phase { reading, folding, verifying };
    std::function<void(Phase, std::int64_t done, std::int64_t total)> progress;  // bytes, aggregates, events
    std::function<bool()> stop_requested;
};

struct Imported {
    Header header;
    Counts counts;
    std::int64_t members = 0;
    std::int64_t points_outstanding = 0;  // as VerifyReport has it
    bool is_stopped = false;
};

// Reads every line once, folds each aggregate, and verifies the whole: hashes, chains, positions, invariants, states
// and the header's root. Memory is bounded whatever the file's size. Closes the store, which is worth nothing unless
// this succeeds. Errors name the line where there is one.
Result<Imported> import_lines(InputFile& file, const ImportOptions& options);

}  // namespace laurel::exports
