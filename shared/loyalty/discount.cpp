#include "shared/loyalty/discount.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace laurel::loyalty {
namespace {

std::optional<Error> check_lines(std::span<const CartLine> lines) {
    std::int64_t amount_minor = 0;
    std::int64_t quantity = 0;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const CartLine& line = lines[index];
        const std::string path = child_path("/lines", index);
        if (line.quantity < 1) {
            return Error{ErrorCode::number_out_of_range, path + "/quantity", std::to_string(line.quantity),
                         "1 or more"};
        }
        if (line.amount_minor < 0) {
            return Error{ErrorCode::number_out_of_range, path + "/amount_minor", std::to_string(line.amount_minor),
                         "0 or more"};
        }
        const auto amounts = add_checked(amount_minor, line.amount_minor);
        const auto quantities = add_checked(quantity, line.quantity);
        if (!amounts || !quantities) {
            return Error{ErrorCode::amount_overflow,
                         path + (amounts ? "/quantity" : "/amount_minor"),
                         {},
                         "a sum over the lines of at most " + std::to_string(integer_max)};
        }
        amount_minor = *amounts;
        quantity = *quantities;
    }
    return std::nullopt;
}

std::optional<Error> check_offers(std::span<const Offer> offers) {
    std::vector<std::pair<std::string_view, std::size_t>> ids;
    for (std::size_t index = 0; index < offers.size(); ++index) ids.emplace_back(offers[index].id, index);
    std::sort(ids.begin(), ids.end());
    for (std::size_t index = 1; index < ids.size(); ++index) {
        if (ids[index].first != ids[index - 1].first) continue;
        return Error{ErrorCode::duplicate_identifier, child_path("/offers", ids[index].second) + "/id",
                     quoted(ids[index].first) + " twice", "an id of its own for each offer"};
    }
    return std::nullopt;
}

struct Candidate {
    std::size_t offer = 0;
    Saving saving;
};

using Candidates = std::vector<Candidate>;

bool saves_less(const Candidate& a, const Candidate& b) { return a.saving.total_minor < b.saving.total_minor; }

class Stacking {
   public:
    Stacking(const Lanes& lanes, std::span<const Offer> offers, std::span<const CartLine> lines)
        : lanes_(lanes), offers_(offers), lines_(lines), in_order_(offers.size()) {
        for (const CartLine& line : lines) initial_minor_.push_back(line.amount_minor);
        left_minor_ = initial_minor_;
        outcomes_.resize(offers.size());
        for (const Offer& offer : offers) lane_of_.push_back(lane_index(offer.lane));
        std::iota(in_order_.begin(), in_order_.end(), std::size_t{0});
        std::sort(in_order_.begin(), in_order_.end(), [offers](std::size_t a, std::size_t b) {
            if (offers[a].priority != offers[b].priority) return offers[a].priority > offers[b].priority;
            return offers[a].id < offers[b].id;
        });
    }

    std::vector<OfferOutcome> run() && {
        if (!apply_exclusive()) {
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane) apply_lane(lane);
        }
        return std::move(outcomes_);
    }

   private:
    std::size_t lane_index(std::string_view id) const {
        const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [id](const Lane& l) { return l.id == id; });
        return static_cast<std::size_t>(lane - lanes_.begin());
    }

    bool is_exclusive(std::size_t offer) const { return lanes_[lane_of_[offer]].how == LaneHow::exclusive; }

    Saving saving(std::size_t offer) const {
        const bool on_initial = lanes_[lane_of_[offer]].base == LaneBase::initial;
        return saving_of(
            offers_[offer].benefit,
            {.lines = lines_, .base_minor = on_initial ? initial_minor_ : left_minor_, .left_minor = left_minor_},
            offers_[offer].points);
    }

    // Those that could apply as the cart is now; the reasons of the others are noted.
    template <class Wanted>
    Candidates candidates(Wanted wanted) {
        Candidates found;
        for (const std::size_t offer : in_order_) {
            if (lane_of_[offer] == lanes_.size() || !wanted(offer)) continue;
            Saving possible = saving(offer);
            outcomes_[offer].reason = possible.reason;
            if (possible.reason == OfferReason::applied) found.push_back({offer, std::move(possible)});
        }
        return found;
    }

    void commit(const Candidate& candidate) {
        const Saving& saving = candidate.saving;
        for (const LineShare& share : saving.shares) left_minor_[share.line] -= share.amount_minor;
        const auto* rate = std::get_if<PayWithPoints>(&offers_[candidate.offer].benefit.gives);
        outcomes_[candidate.offer] = {.reason = saving.reason,
                                      .total_minor = saving.total_minor,
                                      .points = rate != nullptr ? points_to_pay(*rate, saving.total_minor) : 0,
                                      .shares = saving.shares};
    }

    void note(const Candidates& all, OfferReason reason) {
        for (const Candidate& candidate : all) outcomes_[candidate.offer].reason = reason;
    }

    void commit_one(const Candidates& all, Candidates::const_iterator winner, OfferReason others) {
        note(all, others);
        if (winner != all.end()) commit(*winner);
    }

    // The first of those that save most.
    void commit_best(const Candidates& all) {
        commit_one(all, std::max_element(all.begin(), all.end(), saves_less), OfferReason::lost_to_better);
    }

    bool apply_exclusive() {
        const Candidates exclusive = candidates([this](std::size_t offer) { return is_exclusive(offer); });
        if (exclusive.empty()) return false;
        note(candidates([this](std::size_t offer) { return !is_exclusive(offer); }), OfferReason::lost_to_exclusive);
        commit_best(exclusive);
        return true;
    }

    void apply_lane(std::size_t lane) {
        const auto in_lane = [this, lane](std::size_t offer) { return lane_of_[offer] == lane; };
        switch (lanes_[lane].how) {
            case LaneHow::stackable:
                for (const std::size_t offer : in_order_) {
                    if (in_lane(offer)) commit({offer, saving(offer)});
                }
                break;
            case LaneHow::best:
                commit_best(candidates(in_lane));
                break;
            case LaneHow::best_per_line:
                commit_best_per_line(candidates(in_lane));
                break;
            case LaneHow::priority: {
                const Candidates all = candidates(in_lane);
                commit_one(all, all.begin(), OfferReason::lost_to_priority);
                break;
            }
            case LaneHow::exclusive:
                break;
        }
    }

    void commit_best_per_line(Candidates all) {
        std::vector<std::int64_t> most_minor(lines_.size());
        std::vector<std::size_t> winner(lines_.size());
        for (std::size_t index = 0; index < all.size(); ++index) {
            for (const LineShare& share : all[index].saving.shares) {
                if (share.amount_minor <= most_minor[share.line]) continue;
                most_minor[share.line] = share.amount_minor;
                winner[share.line] = index;
            }
        }
        for (std::size_t index = 0; index < all.size(); ++index) {
            Saving& saving = all[index].saving;
            const bool takes_off = saving.total_minor > 0;
            std::erase_if(saving.shares, [&](const LineShare& share) { return winner[share.line] != index; });
            saving.total_minor = 0;
            for (const LineShare& share : saving.shares) saving.total_minor += share.amount_minor;
            if (takes_off && saving.shares.empty()) saving.reason = OfferReason::lost_to_better;
            commit(all[index]);
        }
    }

    const Lanes& lanes_;
    std::span<const Offer> offers_;
    std::span<const CartLine> lines_;
    std::vector<std::size_t> in_order_;  // by priority, the highest first, then by id
    std::vector<std::size_t> lane_of_;   // aligned to the offers; lanes_.size() where there is no such lane
    std::vector<std::int64_t> initial_minor_;
    std::vector<std::int64_t> left_minor_;
    std::vector<OfferOutcome> outcomes_;
};

// False when the sum is beyond integer_max.
bool add_to(std::int64_t& sum, std::int64_t more) {
    const auto added = add_checked(sum, more);
    if (added) sum = *added;
    return added.ok();
}

bool add_gift(std::vector<Gift>& gifts, const GiftProduct& gift) {
    auto place = std::lower_bound(gifts.begin(), gifts.end(), gift.sku,
                                  [](const Gift& a, const std::string& sku) { return a.sku < sku; });
    if (place == gifts.end() || place->sku != gift.sku) place = gifts.insert(place, {gift.sku, 0});
    return add_to(place->quantity, gift.quantity);
}

void add_service(std::vector<std::string>& services, const std::string& service) {
    const auto place = std::lower_bound(services.begin(), services.end(), service);
    if (place == services.end() || *place != service) services.insert(place, service);
}

// Adds what an offer gives to the outcome. False when a sum is beyond integer_max: only gifts and cash-back can be.
bool add_up(const Benefit& benefit, const OfferOutcome& given, Outcome& outcome) {
    if (given.reason != OfferReason::applied) return true;
    outcome.total_minor += given.total_minor;
    for (const LineShare& share : given.shares) outcome.line_discounts_minor[share.line] += share.amount_minor;
    if (const auto* gift = std::get_if<GiftProduct>(&benefit.gives)) return add_gift(outcome.gifts, *gift);
    if (const auto* cash_back = std::get_if<CashBack>(&benefit.gives)) {
        return add_to(outcome.cash_back_minor, cash_back->amount_minor);
    }
    const auto* service = std::get_if<ServiceBenefit>(&benefit.gives);
    if (service != nullptr) add_service(outcome.services, service->service);
    return true;
}

}  // namespace

Result<Outcome> apply_offers(const Lanes& lanes, std::span<const Offer> offers, std::span<const CartLine> lines) {
    if (auto error = check_lines(lines)) return *error;
    if (auto error = check_offers(offers)) return *error;
    Outcome outcome{.offers = Stacking(lanes, offers, lines).run(),
                    .line_discounts_minor = std::vector<std::int64_t>(lines.size())};
    for (std::size_t index = 0; index < offers.size(); ++index) {
        if (add_up(offers[index].benefit, outcome.offers[index], outcome)) continue;
        return Error{ErrorCode::amount_overflow,
                     child_path("/offers", index),
                     {},
                     "gifts and cash-back of at most " + std::to_string(integer_max) + " together"};
    }
    return outcome;
}

}  // namespace laurel::loyalty
