#pragma once
// The lines of an orders file in a temporary database, gone with the object. Its operations throw StorageFailure.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/integrations/orders_csv/row.h"
#include "edge/storage/sqlite/connection.h"
#include "shared/loyalty/state.h"

namespace laurel::orders_csv {

// What became of a line that is not simply imported.
struct Finding {
    std::int64_t line = 0;
    std::string outcome;  // "rejected", "unmatched" or "guest_cancellation"
    std::string reason;
    std::string order;
    std::int64_t quantity = 0;                   // 0 when it could not be read
    std::optional<std::int64_t> amount_minor{};  // as the file has it; signed for rejected lines, else 0 or more
};

struct Tally {
    std::int64_t count = 0;  // lines, but for orders
    std::int64_t amount_minor = 0;

    bool operator==(const Tally&) const = default;
};

// An order to place or a cancelled line to match, in the order of time (then of lines).
struct Step {
    std::int64_t at_ms = 0;
    std::int64_t line = 0;      // of a cancellation, or the order's first
    std::int64_t order_id = 0;  // of an order in the stage; 0 for a cancellation
    std::string order;          // the shop's name for it
    std::string member;
    // Of a cancellation.
    std::int64_t place = 0;  // among its order's lines, from 1
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
};

// A bought line with something left to take back.
struct Purchase {
    std::int64_t line = 0;
    std::int64_t order_id = 0;
    std::string order;
    std::int64_t place = 0;  // in the order, from 0
    std::int64_t quantity = 0;
    std::int64_t taken = 0;
    std::int64_t amount_minor = 0;
};

class Stage {
   public:
    Stage();

    // While reading, in the order of lines.
    void add(std::int64_t line, const Sale& sale);
    void reject(std::int64_t line, const Rejection& rejection);
    // After the last line: rejects orders that can't be one, and prepares what follows.
    void finish_reading();

    std::int64_t steps();
    // Until visit answers false. visit may use everything below.
    void walk(const std::function<bool(const Step&)>& visit);
    std::vector<loyalty::OrderLine> lines_of(std::int64_t order_id);
    // What the same member bought of the stock code before the cancelled line, newest first. Until visit answers false.
    void purchases_before(const Step& cancellation, const std::function<bool(const Purchase&)>& visit);
    void take(std::int64_t line, std::int64_t quantity);
    // The order is not imported after all: its lines are rejected and no cancellation finds them.
    void refuse_order(std::int64_t order_id, Reason reason, std::string_view detail);
    void add_finding(const Finding& finding);

    // What stands now, refused orders left out.
    Tally orders(bool of_guests);  // their number and amount
    std::int64_t order_lines(bool of_guests);
    std::int64_t members();
    Tally cancellations(bool of_guests);
    Tally findings(std::string_view outcome);
    std::map<std::string, Tally> findings_by_reason(std::string_view outcome);
    void each_finding(const std::function<void(const Finding&)>& visit);

   private:
    struct OpenOrder {
        std::int64_t id = 0;
        std::string name;
        std::string member;
        bool is_mixed = false;
        std::int64_t at_ms = 0;
        std::int64_t first_line = 0;
        std::int64_t lines = 0;
        std::int64_t amount_minor = 0;
    };

    void open_order(std::int64_t line, const Sale& sale);
    void store_order();

    sqlite::Connection database_;
    OpenOrder open_;
    std::int64_t last_order_id_ = 0;
};

}  // namespace laurel::orders_csv
