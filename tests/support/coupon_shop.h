#pragma once
// A shop that takes coupons, in memory: carries commands out as the edge does and holds every event and state against
// the invariants of coupons on the way.
#include <string>
#include <string_view>
#include <vector>

#include "shared/core.h"

namespace laurel {

// Pounds in UTC, holds of 30 minutes, and these members of the programme.
std::string coupon_program(std::string_view coupons, std::string_view lanes);

class CouponShop {
   public:
    static constexpr std::int64_t start_ms = 1'767'225'600'000;  // 2026-01-01
    static constexpr std::string_view one_lane = R"([{"id": "codes", "how": "stackable"}])";

    explicit CouponShop(std::string_view coupons, std::string_view lanes = one_lane);

    Program program;
    std::int64_t now_ms = start_ms;
    States states;
    std::size_t events = 0;

    // The reply, or why not.
    Result<Value> run(const Command& command);
    // "" where it went through, else the error's code with what was found.
    std::string trouble(const Command& command);

    std::string issue(std::string_view code, std::string_view campaign, std::string_view member = "");
    // Of lines of one product each; codes in any writing.
    loyalty::ReserveCoupons cart(std::string_view checkout, const std::vector<std::int64_t>& amounts_minor,
                                 const std::vector<std::string>& codes, std::string_view member = "") const;
    Result<Value> quote(const loyalty::ReserveCoupons& cart);
    // The reason of each code, "applied unknown ...".
    std::string reasons(const loyalty::ReserveCoupons& cart);

    template <class Wanted>
    const Wanted& state(std::string_view aggregate) const {
        static const Wanted none;
        const State* found = states.find(aggregate);
        const auto* wanted = found != nullptr ? std::get_if<Wanted>(found) : nullptr;
        return wanted != nullptr ? *wanted : none;
    }
    // What is used and held of the campaign's budget over all time.
    loyalty::BudgetUse used(std::string_view campaign) const;

   private:
    void read(const Command& command, States& seen);
    void record(const Event& event);
};

}  // namespace laurel
