#pragma once
// What dates opening points get that the file gives none.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace laurel::members_csv {

// When points earned then expire by the programme.
using ExpiryOf = std::function<std::int64_t(std::int64_t earned_at_ms)>;

// By name:
//   one_lot_now            earned at the import, expiring as the programme says of points earned now
//   one_lot_last_activity  earned at the member's last activity, expiring as the programme says of points earned then;
//                          as one_lot_now where the file knows of no activity
//   no_expiry              earned at the import, never expiring
//   expires_on:2026-12-31  earned at the import, good through that day
class OpeningLots {
   public:
    // Error: value_not_allowed at /opening_lots.
    static Result<OpeningLots> read(std::string_view name);

    struct Dates {
        std::int64_t earned_at_ms = 0;
        std::int64_t expires_at_ms = instant_ms_max;
    };
    // zone: the shop's.
    Dates dates(std::int64_t now_ms, std::optional<std::int64_t> last_activity_at_ms, const Zone& zone,
                const ExpiryOf& expiry_of) const;

    const std::string& name() const { return name_; }

   private:
    std::string name_ = "one_lot_now";
    std::optional<Date> expires_on_;
};

inline constexpr std::string_view opening_lots_names =
    "one_lot_now, one_lot_last_activity, no_expiry or expires_on:DATE such as expires_on:2026-12-31";

}  // namespace laurel::members_csv
