// Tiers under random policies and lives, against a model that goes through them day by day.
#include <doctest/doctest.h>

#include "shared/loyalty/tier_standing.h"
#include "tests/property.h"
#include "tests/support/naive_tiers.h"
#include "tests/support/tiers.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

using Window = NaivePolicy::Window;
using Downgrade = NaivePolicy::Downgrade;

NaivePolicy random_policy(PropertyRandom& random) {
    NaivePolicy policy;
    policy.window = static_cast<Window>(random.below(4));
    if (policy.window == Window::rolling) policy.rolling_days = random.between(5, 400);
    constexpr std::int64_t months[] = {1, 3, 12};
    policy.months_in_period = months[random.below(3)];
    policy.upgrades_at_period_end = random.below(3) == 0;
    policy.downgrade = static_cast<Downgrade>(random.below(3));
    const bool lasts = policy.downgrade == Downgrade::never || policy.window == Window::lifetime;
    if (!lasts) {
        const std::size_t kind = policy.window == Window::period ? 2 : random.below(3);
        if (kind == 0) policy.valid_days = random.between(7, 200);
        if (kind == 1) policy.valid_months = random.between(1, 14);
        if (kind == 2) policy.valid_periods = random.between(0, 2);
        policy.grace_days = random.below(2) == 0 ? 0 : random.between(1, 60);
    }
    policy.refund_downgrades = policy.window != Window::since_tier_start && random.below(2) == 0;
    policy.spend_minor = {100'00, 200'00 + random.between(0, 100'00), 400'00};
    return policy;
}

std::string json_of(const NaivePolicy& policy) {
    constexpr std::string_view windows[] = {"rolling", "period", "lifetime", "since_tier_start"};
    constexpr std::string_view downgrades[] = {"one_step", "by_balance", "never"};
    Array levels;
    for (std::size_t rank = 1; rank <= policy.spend_minor.size(); ++rank) {
        const std::string id(1, static_cast<char>('0' + rank));
        levels.push_back(Object{{"id", id},
                                {"name", Object{{"en", id}}},
                                {"thresholds", Object{{"spend_minor", policy.spend_minor[rank - 1]}}}});
    }
    Object tiers{{"levels", std::move(levels)},
                 {"window", windows[static_cast<std::size_t>(policy.window)]},
                 {"period", policy.months_in_period == 1   ? "month"
                            : policy.months_in_period == 3 ? "quarter"
                                                           : "year"},
                 {"upgrade", policy.upgrades_at_period_end ? "period_end" : "at_once"},
                 {"downgrade", downgrades[static_cast<std::size_t>(policy.downgrade)]},
                 {"grace_days", policy.grace_days},
                 {"refund_downgrades", policy.refund_downgrades}};
    if (policy.rolling_days > 0) tiers.set("rolling_days", policy.rolling_days);
    if (policy.valid_days > 0) tiers.set("valid", Object{{"days", policy.valid_days}});
    if (policy.valid_months > 0) tiers.set("valid", Object{{"months", policy.valid_months}});
    if (policy.valid_periods >= 0) tiers.set("valid", Object{{"periods", policy.valid_periods}});
    return write_json(Value(std::move(tiers)));
}

// A member's years in both.
class Life {
   public:
    Life(const NaivePolicy& policy, PropertyRandom& random)
        : random_(random), text_(json_of(policy)), shop_("2023-12-31T12:00:00Z"), naive_(policy, first_day) {
        shop_.change("/tiers", text_);
        REQUIRE(shop_.give_facts("{}").ok());
    }

    void live(std::int64_t days) {
        for (std::int64_t day = first_day + 1; day <= first_day + days; ++day) {
            naive_.begin_day(day);
            check(day, 0);
            shop_.now_ms = day * day_ms + day_ms / 2;
            // Quiet spells, so that reviews stay unposted for a while.
            if (random_.below(40) == 0) quiet_ = !quiet_;
            if (!quiet_) act(day);
            check(day, day_ms / 2);
        }
    }

   private:
    static constexpr std::int64_t first_day = 19722;  // 2023-12-31

    void act(std::int64_t day) {
        if (random_.below(8) == 0) {
            const std::int64_t pounds = random_.between(1, 120);
            const std::string id = std::to_string(paid_.size());
            REQUIRE(shop_.place(id, pounds * 100).ok());
            naive_.order(pounds * 100);
            paid_.push_back(pounds);
            check(day, day_ms / 2);
        }
        if (!paid_.empty() && random_.below(30) == 0) {
            const std::size_t order = paid_.size() - 1 - random_.below(std::min<std::size_t>(paid_.size(), 5));
            if (paid_[order] == 0) return;
            const std::int64_t pounds = random_.between(1, paid_[order]);
            REQUIRE(shop_.refund(std::to_string(order), std::to_string(day), pounds * 100).ok());
            naive_.refund(order, pounds * 100);
            paid_[order] -= pounds;
        }
    }

    void check(std::int64_t day, std::int64_t time_ms) {
        const TierStanding standing = standing_at(shop_.program.loyalty, shop_.member(), day * day_ms + time_ms);
        REQUIRE_MESSAGE(standing.rank == naive_.rank(), text_, " on ", write_date(civil_from_days(day)), ", order ",
                        paid_.size(), ": ", standing.rank, " and not ", naive_.rank(), "; ", tier_changes(shop_.log));
        const std::int64_t until_ms = naive_.reviewed_on() == -1 ? instant_ms_max : naive_.reviewed_on() * day_ms;
        REQUIRE_MESSAGE(standing.until_ms == until_ms, text_, " on ", write_date(civil_from_days(day)), ": ",
                        date_text(standing.until_ms), " and not ", date_text(until_ms), "; ", tier_changes(shop_.log));
    }

    PropertyRandom& random_;
    std::string text_;
    Shop shop_;
    NaiveTiers naive_;
    std::vector<std::int64_t> paid_;
    bool quiet_ = false;
};

}  // namespace

TEST_CASE("tiers are those of a model that lives day by day") {
    PropertyRandom random("tiers day by day");
    for (int lives = 0; lives < 60; ++lives) Life(random_policy(random), random).live(780);
}
