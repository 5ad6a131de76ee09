#include "edge/cli/progress.h"

namespace laurel::cli {
namespace {

constexpr std::int64_t draw_every_ms = 250;

}  // namespace

void Progress::show(std::int64_t done_count, std::int64_t total) {
    if (!session_.environment().err_is_terminal) return;
    const std::int64_t now_ms = session_.now_ms();
    if (now_ms - drawn_at_ms_ < draw_every_ms) return;
    drawn_at_ms_ = now_ms;
    const std::int64_t elapsed_ms = std::max<std::int64_t>(now_ms - started_at_ms_, 1);
    std::ostream& err = session_.err();
    err << "\r\x1b[K" << grouped(done_count);
    if (total > 0) err << " of " << grouped(total);
    err << ' ' << unit_ << ", " << grouped(done_count * 1000 / elapsed_ms) << " a second";
    if (total > 0 && done_count > 0)
        err << ", " << (elapsed_ms * (total - done_count) / done_count + 500) / 1000 << " s left";
    err << std::flush;
}

void Progress::end() {
    if (drawn_at_ms_ != 0) session_.err() << "\r\x1b[K" << std::flush;
}

}  // namespace laurel::cli
