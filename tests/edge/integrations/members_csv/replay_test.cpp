#include "edge/integrations/members_csv/replay.h"

#include <doctest/doctest.h>

#include <string>

namespace laurel::members_csv {
namespace {

// "units@earned>expires ..." in the order in which lots are spent.
std::string lots_of(const Replay& replay) {
    std::string text;
    for (const ReplayedLot& lot : replay.lots()) {
        text += (text.empty() ? "" : " ") + std::to_string(lot.units) + '@' + std::to_string(lot.earned_at_ms) + '>' +
                std::to_string(lot.expires_at_ms);
    }
    return text;
}

TEST_CASE("spending drains the earliest expiry first, whatever came first") {
    Replay replay;
    replay.gain(200, 1, 90);
    replay.gain(100, 2, 50);
    replay.lose(180, 10);
    CHECK(lots_of(replay) == "120@1>90");
    CHECK(replay.balance() == 120);
}

TEST_CASE("of one expiry the older is spent first, then the first of two alike") {
    Replay replay;
    replay.gain(10, 5, 90);
    replay.gain(10, 3, 90);
    replay.gain(10, 3, 90);
    replay.lose(15, 10);
    CHECK(lots_of(replay) == "5@3>90 10@5>90");
    CHECK(replay.lots().begin()->id == 3);
}

TEST_CASE("what had expired by then is drained only when nothing else is left") {
    Replay replay;
    replay.gain(50, 1, 20);
    replay.gain(50, 2, 90);
    replay.lose(30, 20);
    CHECK(lots_of(replay) == "50@1>20 20@2>90");
    replay.lose(40, 30);
    CHECK(lots_of(replay) == "30@1>20");
}

TEST_CASE("what no points are left for is owed until the next come") {
    Replay replay;
    replay.gain(50, 1, 90);
    replay.lose(80, 2);
    CHECK(replay.owed() == 30);
    CHECK(replay.balance() == -30);
    replay.gain(20, 3, 90);
    CHECK(replay.owed() == 10);
    replay.gain(20, 4, 95);
    CHECK(replay.owed() == 0);
    CHECK(lots_of(replay) == "10@4>95");
}

}  // namespace
}  // namespace laurel::members_csv
