#include "edge/integrations/members_csv/columns.h"

#include <algorithm>

namespace laurel::members_csv {
namespace {

using Names = std::vector<std::string_view>;

const Names shop_ids = {"shopify_customer_id", "shopify_id",           "external_customer_id", "external_id",
                        "platform_id",         "platform_customer_id", "third_party_id",       "customer_external_id"};

const Names any_ids = {"shopify_customer_id",
                       "shopify_id",
                       "external_customer_id",
                       "external_id",
                       "platform_customer_id",
                       "merchant_id",
                       "third_party_id",
                       "customer_id",
                       "user_id",
                       "member_id",
                       "wp_user_id",
                       "wordpress_user_id",
                       "customer_number",
                       "customer",
                       "user",
                       "id",
                       "客户编号",
                       "会员编号",
                       "会员号",
                       "会员id",
                       "客户id",
                       "用户id",
                       "用户编号",
                       "会员卡号"};

const Names lion_ids = {"merchant_id", "customer_merchant_id", "shopify_customer_id", "shopify_id", "customer_id"};

const Names user_ids = {"user_id", "customer_id", "wp_user_id", "wordpress_user_id", "user", "id"};

const Names entry_ids = {"transaction_id", "points_transaction_id", "activity_id", "entry_id", "log_id"};
const Names log_ids = {"transaction_id", "points_transaction_id", "activity_id", "entry_id", "log_id", "id"};

const Names change_names = {"points_change",  "point_change",      "points_delta", "delta",  "change",
                            "points_awarded", "points_adjustment", "creds",        "amount", "积分变动",
                            "变动积分",       "积分变化",          "变动值"};

const Names when_names = {"date",
                          "transaction_date",
                          "activity_date",
                          "date_earning",
                          "date_completed",
                          "completed_at",
                          "occurred_at",
                          "happened_at",
                          "event_date",
                          "earned_at",
                          "earned_on",
                          "date_earned",
                          "awarded_at",
                          "date_redeemed",
                          "redeemed_at",
                          "redemption_date",
                          "time",
                          "timestamp",
                          "date_time",
                          "datetime",
                          "transaction_time",
                          "transaction_created_at",
                          "points_date",
                          "processed_at",
                          "activity_created_at",
                          "active_on",
                          "日期",
                          "时间",
                          "交易时间",
                          "变动时间",
                          "发生时间",
                          "获得时间"};

Names joined(const Names& first, const Names& second) {
    Names names = first;
    names.insert(names.end(), second.begin(), second.end());
    return names;
}

bool has(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const Names email_names = {"email",        "email_address", "customer_email", "user_email",
                           "member_email", "e_mail",        "emails",         "customer_email_address",
                           "邮箱",         "电子邮箱",      "电子邮件",       "邮件",
                           "客户邮箱"};
const Names balance_names = {"points_approved",
                             "approved_points",
                             "points_balance",
                             "point_balance",
                             "current_points_balance",
                             "current_point_balance",
                             "current_points",
                             "current_balance",
                             "points_available",
                             "available_points",
                             "balance",
                             "loyalty_points",
                             "reward_points",
                             "swell_point_balance",
                             "wps_wpr_points",
                             "total_points",
                             "user_points",
                             "acfw_loyalprog_user_total_points",
                             "points_total",
                             "积分余额",
                             "可用积分",
                             "当前积分",
                             "剩余积分",
                             "积分",
                             "points",
                             "point",
                             "creds"};
const Names points_names =
    joined(change_names, {"points", "point", "points_amount", "积分", "points_earned", "earned_points"});
const Names spent_names = {"points_spent", "points_redeemed", "redeemed_points", "spent_points", "points_used",
                           "points_cost",  "points_deducted", "消耗积分",        "使用积分",     "扣减积分"};
const Names remaining_names = {"points_remaining", "remaining_points", "remaining",
                               "points_left",      "pointsremaining",  "剩余"};
const Names at_names = joined(
    when_names, {"created_at", "created", "date_created", "created_on", "date_added", "created_date", "创建时间"});
const Names expiry_names = {"expires_at",         "expiry_date",    "expiration_date",   "points_expire_at",
                            "points_expiry_date", "points_expire",  "points_expires_at", "points_expiration_date",
                            "expire_date",        "expiry",         "expiration",        "expires",
                            "expires_on",         "expired_on",     "expire_at",         "date_expires",
                            "points_expiry",      "points_expires", "valid_until",       "过期时间",
                            "到期时间",           "有效期",         "失效时间",          "到期日"};
const Names joined_names = {
    "joined_at",      "date_joined",       "joined",         "join_date",          "enrolled_at", "enrollment_date",
    "enrolment_date", "enrolled_on",       "date_enrolled",  "opted_in_at",        "opt_in_date", "loyalty_opt_in_date",
    "member_since",   "joined_program_at", "registered_at",  "registration_date",  "registered",  "user_registered",
    "signup_date",    "sign_up_date",      "customer_since", "account_created_at", "created_at",  "created",
    "date_created",   "created_on",        "created_date",   "注册时间",           "入会时间",    "加入日期",
    "注册日期",       "入会日期",          "创建时间"};
const Names last_activity_names = {"last_activity_at",
                                   "last_activity",
                                   "last_activity_date",
                                   "last_seen_at",
                                   "last_seen",
                                   "last_active_at",
                                   "last_active",
                                   "last_earned_at",
                                   "last_transaction_date",
                                   "last_points_activity_date",
                                   "last_order_date",
                                   "last_purchase_date",
                                   "updated_at",
                                   "最近活动时间",
                                   "最后活动时间",
                                   "最近消费时间"};
const Names tier_names = {"vip_tier",
                          "vip_tier_name",
                          "current_vip_tier",
                          "current_vip_tier_name",
                          "loyalty_tier",
                          "loyalty_tier_name",
                          "current_tier",
                          "tier",
                          "tier_name",
                          "vip_level",
                          "level",
                          "level_name",
                          "rank",
                          "会员等级",
                          "等级",
                          "会员级别"};
const Names birthday_names = {"birthday",
                              "date_of_birth",
                              "birth_date",
                              "birthdate",
                              "dob",
                              "birthday_mm_dd",
                              "birthday_mm_dd_or_mm_dd_yyyy",
                              "birthday_mm_dd_yyyy",
                              "birthday_date",
                              "生日",
                              "出生日期"};
const Names type_names = {"type",          "transaction_type",
                          "activity_type", "action",
                          "action_name",   "event",
                          "event_type",    "activity",
                          "activity_name", "ref",
                          "reference",     "rule",
                          "rule_name",     "campaign",
                          "kind",          "operation",
                          "reason",        "description",
                          "entry",         "reward",
                          "reward_name",   "redemption_option_name",
                          "类型",          "变动类型",
                          "操作",          "原因",
                          "备注",          "说明"};
const Names state_names = {"state", "status", "points_status", "approval_status", "状态"};
const Names no_names = {};

}  // namespace

const std::vector<Product>& known_products() {
    constexpr DateOrder unknown = DateOrder::unknown;
    static const std::vector<Product> products = {
        {"smile",
         {{"points_change"}, {"vip_tier", "points_balance"}, {"points_balance", "date_of_birth"}},
         shop_ids,
         unknown,
         log_ids},
        {"loyaltylion",
         {{"points_approved"}, {"approved_points"}, {"merchant_id"}, {"loyalty_tier_name"}},
         lion_ids,
         unknown,
         entry_ids},
        // Its import documents birthdays as MM/DD or MM/DD/YYYY.
        {"yotpo",
         {{"date_completed"},
          {"points_balance", "points_spent"},
          {"points_balance", "points_earned"},
          {"points_balance", "referral_link"},
          {"vip_tier_name"},
          {"credit_balance"},
          {"birthday_mm_dd_or_mm_dd_yyyy"},
          {"third_party_id"}},
         shop_ids,
         DateOrder::month_first,
         entry_ids},
        {"yith", {{"date_earning"}}, user_ids, unknown, log_ids},
        {"woocommerce",
         {{"user_points_id"}, {"admin_user_id"}, {"user_id", "points", "points_balance", "date"}},
         user_ids,
         unknown,
         log_ids},
        {"mycred", {{"creds"}, {"ref", "ctype"}}, user_ids, unknown, log_ids},
        {"wployalty",
         {{"user_email", "points", "earn_total_point"}, {"email", "points", "referral_code"}},
         user_ids,
         unknown,
         entry_ids},
        {"woorewards", {{"user_email", "stack"}}, user_ids, unknown, entry_ids},
        {"advanced-coupons", {{"acfw_loyalprog_user_total_points"}}, user_ids, unknown, entry_ids},
        {"other", {}, any_ids, unknown, entry_ids},
    };
    return products;
}

const std::vector<std::string_view>& usual_names(Column column) {
    switch (column) {
        case Column::email:
            return email_names;
        case Column::balance:
            return balance_names;
        case Column::points:
            return points_names;
        case Column::spent:
            return spent_names;
        case Column::remaining:
            return remaining_names;
        case Column::at:
            return at_names;
        case Column::expires_at:
            return expiry_names;
        case Column::joined_at:
            return joined_names;
        case Column::last_activity_at:
            return last_activity_names;
        case Column::tier:
            return tier_names;
        case Column::birthday:
            return birthday_names;
        case Column::type:
            return type_names;
        case Column::state:
            return state_names;
        default:
            return no_names;
    }
}

bool says_change(std::string_view name) { return has(change_names, name); }
bool says_total(std::string_view name) { return name == "points_earned" || name == "earned_points" || name.empty(); }
bool says_when(std::string_view name) { return has(when_names, name); }

}  // namespace laurel::members_csv
