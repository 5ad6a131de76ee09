#include "edge/reason_text.h"

#include <doctest/doctest.h>

#include "shared/loyalty/earning.h"

namespace laurel {
namespace {

TEST_CASE("every reason and every closed window has words of its own") {
    for (const std::string_view reason : loyalty::reason_names) {
        CAPTURE(reason);
        CHECK(reason_sentence(reason, "x").find('_') == std::string::npos);
        CHECK(reason_sentence(reason, "").find("{0}") == std::string::npos);
    }
#define X(name) CHECK(reason_sentence("window_closed", #name).find('_') == std::string::npos);
    LAUREL_OPENINGS(X)
#undef X
    CHECK(reason_sentence("window_closed", "window_weekday") == "closed: not on this weekday");
    CHECK(reason_sentence("cap_reached", "programme") == "the limit of the programme is reached");
    CHECK(reason_sentence("cap_reached", "") == "its limit for the member is reached");
    CHECK(reason_sentence("not_the_best", "double") == "in its group, rule double comes first");
    CHECK(reason_sentence("to_come", "") == "to_come");
}

}  // namespace
}  // namespace laurel
