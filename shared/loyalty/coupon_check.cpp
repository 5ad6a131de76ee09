// What the shapes of coupon campaigns can't say.
#include <algorithm>

#include "shared/loyalty/coupon.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

class Checker {
   public:
    Checker(const Value& program, Errors& errors)
        : program_(program), lanes_(read_lanes(program.value_at("lanes"))), errors_(errors) {}

    void run() {
        const Array& campaigns = program_.array_at("coupons");
        for (std::size_t index = 0; index < campaigns.size(); ++index)
            check_campaign(campaigns[index], child_path("/coupons", index));
    }

   private:
    void add(ErrorCode code, std::string path, std::string found, std::string allowed) {
        errors_.push_back({code, std::move(path), std::move(found), std::move(allowed)});
    }

    void check_campaign(const Value& campaign, const std::string& path) {
        check_names(campaign, path);
        check_tier_ids(program_, campaign.value_at("tiers"), path + "/tiers", errors_);
        check_codes(campaign, path + "/shared_codes");
        const Value& benefit = campaign.value_at("benefit");
        check_benefit(benefit, path + "/benefit", errors_);
        if (benefit.find("pay_with_points") != nullptr)
            add(ErrorCode::value_not_allowed, path + "/benefit/pay_with_points", "", "what needs no points");
        for (const std::string_view name : {"condition", "private_condition"}) {
            if (const Value* condition = campaign.find(name)) check_condition(*condition, child_path(path, name));
        }
        if (const Value* window = campaign.find("window"))
            check_window(*window, program_.value_at("calendar"), path + "/window", errors_);
        for (const std::string_view name : {"per_member", "total", "budget"})
            check_limits(campaign.array_at(name), child_path(path, name));
    }

    void check_names(const Value& campaign, const std::string& path) {
        const std::string id(campaign.string_at("id"));
        // Its budgets are aggregates named by it.
        if (id.find('/') != std::string::npos)
            add(ErrorCode::value_not_allowed, path + "/id", quoted(id), "an id without /");
        check_once(ids_, id, path + "/id", "an id of its own for each campaign");
        const Value* lane = campaign.find("lane");
        if (lane == nullptr) return;
        if (std::none_of(lanes_.begin(), lanes_.end(), [&](const Lane& each) { return each.id == *lane->string(); }))
            add(ErrorCode::value_not_allowed, path + "/lane", quoted(*lane->string()), "the id of one of the lanes");
    }

    void check_codes(const Value& campaign, const std::string& path) {
        const Array& codes = campaign.array_at("shared_codes");
        for (std::size_t index = 0; index < codes.size(); ++index) {
            const std::string* code = codes[index].string();
            if (code == nullptr) continue;
            check_once(codes_, normal_code(*code), child_path(path, index), "a code that no other campaign has");
        }
    }

    void check_once(std::vector<std::string>& known, std::string name, std::string path, std::string allowed) {
        const auto place = std::lower_bound(known.begin(), known.end(), name);
        if (place != known.end() && *place == name) {
            add(ErrorCode::duplicate_identifier, std::move(path), quoted(name) + " twice", std::move(allowed));
        } else {
            known.insert(place, std::move(name));
        }
    }

    void check_condition(const Value& condition, const std::string& path) {
        const auto compiled = rules::compile(condition);
        if (!compiled) {
            add(compiled.error().code, path + compiled.error().path, compiled.error().found, compiled.error().allowed);
            return;
        }
        for (const Error& fault : compiled->faults()) add(fault.code, path + fault.path, fault.found, fault.allowed);
    }

    void check_limits(const Array& limits, const std::string& path) {
        for (std::size_t index = 0; index < limits.size(); ++index) {
            const Value& per = limits[index].value_at("per");
            const std::string place = child_path(path, index) + "/per";
            check_period(per, place, errors_);
            if (read_period(per).unit == PeriodUnit::order)
                add(ErrorCode::value_not_allowed, place + "/unit", "order", "a span of time, or lifetime");
        }
    }

    const Value& program_;
    const Lanes lanes_;
    Errors& errors_;
    std::vector<std::string> ids_;
    std::vector<std::string> codes_;
};

}  // namespace

void check_coupons(const Value& program, Errors& errors) { Checker(program, errors).run(); }

}  // namespace laurel::loyalty
