#include "edge/cli/progress.h"

#include <doctest/doctest.h>

#include <sstream>

namespace laurel::cli {
namespace {

// What is drawn when 250, then 500 of 1,000 are done after one second each.
std::string drawn(bool is_terminal) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;
    std::int64_t now_ms = 1'000'000;
    Session session({.out = out,
                     .err = err,
                     .in = in,
                     .clock = [&] { return now_ms; },
                     .data_directory = "",
                     .err_is_terminal = is_terminal});
    Progress progress(session, "orders");
    for (const std::int64_t done_count : {250, 500}) {
        now_ms += 1000;
        progress.show(done_count, 1000);
        progress.show(done_count + 1, 1000);  // too soon to draw again
    }
    progress.end();
    CHECK(out.str().empty());
    return err.str();
}

TEST_CASE("progress is one line on a terminal that is cleared at the end, and nothing elsewhere") {
    CHECK(drawn(true) ==
          "\r\x1b[K250 of 1,000 orders, 250 a second, 3 s left"
          "\r\x1b[K500 of 1,000 orders, 250 a second, 2 s left"
          "\r\x1b[K");
    CHECK(drawn(false).empty());
}

}  // namespace
}  // namespace laurel::cli
