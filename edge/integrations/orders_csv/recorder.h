#pragma once
// Brings staged orders and refunds into the store, many to a commit, and remembers how far it got.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "edge/integrations/orders_csv/stage.h"
#include "edge/service.h"

namespace laurel::orders_csv {

// What the ledger said to one order or refund.
struct Recorded {
    bool is_known = false;           // it was there before this run
    std::string refusal;             // why the ledger does not take it; "" when it does
    std::int64_t amount_minor = -1;  // of a refund, as the ledger reckons it; negative when it was not asked
};

class Recorder {
   public:
    // mark: the setting under which this import keeps its place.
    Recorder(Service& service, std::string author, std::string mark, std::size_t events_per_commit, bool is_dry_run);

    // Whether an earlier run of this import got past the step, and what became of its orders and refunds then.
    bool is_behind(const Step& step) const { return std::pair(step.at_ms, step.line) <= reached_; }
    Recorded earlier(const Step& step, const std::string& order) const;

    // Errors end the import: the store's, not the ledger's refusal of this one.
    Result<Recorded> place(const Step& step, OrderRequest request);
    Result<Recorded> refund(const Step& step, const std::string& order, RefundRequest request);

    // The step is done with. Commits when enough has come together.
    Result<bool> step_done(const Step& step);
    Result<bool> commit();

   private:
    Result<Recorded> record(const Step& step, const std::string& order, const std::function<Result<Value>()>& write);
    void read_mark();
    bool write_mark();

    Service& service_;
    std::string author_;
    std::string mark_;
    std::size_t events_per_commit_;
    bool is_dry_run_;
    std::unique_ptr<Service::Bulk> bulk_;
    std::pair<std::int64_t, std::int64_t> reached_{instant_ms_min, 0};  // by the mark
    std::pair<std::int64_t, std::int64_t> last_{instant_ms_min, 0};     // the last step done
    std::map<std::pair<std::int64_t, std::string>, std::string> refusals_;
};

}  // namespace laurel::orders_csv
