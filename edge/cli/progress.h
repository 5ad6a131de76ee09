#pragma once
// One line on a terminal that moves while long work goes on; nothing where nobody looks.
#include <cstdint>
#include <string>

#include "edge/cli/command.h"

namespace laurel::cli {

class Progress {
   public:
    Progress(Session& session, std::string unit)
        : session_(session), unit_(std::move(unit)), started_at_ms_(session.now_ms()) {}

    // total 0: unknown. Draws at most a few times a second.
    void show(std::int64_t done_count, std::int64_t total);
    // Clears the line.
    void end();

   private:
    Session& session_;
    std::string unit_;
    std::int64_t started_at_ms_;
    std::int64_t drawn_at_ms_ = 0;
};

}  // namespace laurel::cli
