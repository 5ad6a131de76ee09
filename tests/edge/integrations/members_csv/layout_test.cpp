#include "edge/integrations/members_csv/layout.h"

#include <doctest/doctest.h>

#include "edge/integrations/members_csv/columns.h"

namespace laurel::members_csv {
namespace {

using Row = std::vector<std::string>;

// "id=Customer ID balance=Points": what was found, in the order of the columns.
std::string found(const Layout& layout) {
    std::string text = layout.product + ' ' + std::string(family_names[static_cast<std::size_t>(layout.family)]) + ':';
    for (std::size_t column = 0; column < column_count; ++column) {
        if (layout.positions[column] >= 0) text += ' ' + std::string(column_names[column]) + '=' + layout.names[column];
    }
    return text;
}

TEST_CASE("the products' files are known by their columns") {
    struct File {
        const char* name;
        Row header;
        const char* found;
    };
    const File files[] = {
        {"Smile's import", {"email", "points"}, "other balances: email=email balance=points"},
        {"Smile's customers",
         {"Email", "Name", "Points balance", "VIP tier", "Date of birth", "State"},
         "smile balances: email=Email balance=Points balance tier=VIP tier birthday=Date of birth"},
        {"Smile's customers as its API names them",
         {"id", "first_name", "email", "state", "date_of_birth", "points_balance", "vip_tier", "created_at"},
         "smile balances: email=email balance=points_balance joined_at=created_at tier=vip_tier "
         "birthday=date_of_birth"},
        {"Smile's points transactions",
         {"id", "customer_id", "customer_email", "points_change", "description", "created_at"},
         "smile activity: email=customer_email points=points_change at=created_at type=description entry=id"},
        {"Yotpo's import",
         {"Full Name", "Email", "Points Balance", "Points Spent", "Birthday (MM/DD) or (MM/DD/YYYY)"},
         "yotpo balances: email=Email balance=Points Balance birthday=Birthday (MM/DD) or (MM/DD/YYYY)"},
        {"Yotpo's customers",
         {"email", "first_name", "points_balance", "points_earned", "vip_tier_name", "created_at", "last_seen_at"},
         "yotpo balances: email=email balance=points_balance joined_at=created_at last_activity_at=last_seen_at "
         "tier=vip_tier_name"},
        {"Yotpo's earning history",
         {"date_completed", "action_name", "customer_email", "points"},
         "yotpo activity: email=customer_email points=points at=date_completed type=action_name"},
        {"LoyaltyLion's customers",
         {"id", "merchant_id", "email", "points_approved", "points_pending", "points_spent", "enrolled_at", "birthday",
          "loyalty_tier_name"},
         "loyaltylion balances: id=merchant_id email=email balance=points_approved joined_at=enrolled_at "
         "tier=loyalty_tier_name birthday=birthday"},
        {"LoyaltyLion's activity",
         {"merchant_id", "email", "activity", "points", "state", "date", "expires_at"},
         "loyaltylion activity: id=merchant_id email=email points=points at=date expires_at=expires_at type=activity "
         "state=state"},
        {"WooCommerce's log",
         {"id", "user_id", "points", "type", "user_points_id", "order_id", "admin_user_id", "data", "date"},
         "woocommerce activity: id=user_id points=points at=date type=type entry=id"},
        {"WooCommerce's points",
         {"id", "user_id", "points", "points_balance", "order_id", "date"},
         "woocommerce lots: id=user_id remaining=points_balance at=date entry=id"},
        {"YITH's log",
         {"id", "user_id", "action", "order_id", "amount", "date_earning", "cancelled", "description"},
         "yith activity: id=user_id points=amount at=date_earning type=action entry=id"},
        {"YITH's export", {"id", "points"}, "other balances: id=id balance=points"},
        {"myCred's log",
         {"ref", "ref_id", "user_id", "creds", "ctype", "time", "entry"},
         "mycred activity: id=user_id points=creds at=time type=ref"},
        {"WPLoyalty", {"email", "points", "referral_code"}, "wployalty balances: email=email balance=points"},
        {"a Chinese shop",
         {"会员编号", "姓名", "可用积分", "会员等级", "生日", "注册时间"},
         "other balances: id=会员编号 balance=可用积分 joined_at=注册时间 tier=会员等级 birthday=生日"},
        {"a list of lots",
         {"customerId", "pointsEarned", "pointsRemaining", "earnedAt", "expiresAt"},
         "other lots: id=customerId remaining=pointsRemaining at=earnedAt expires_at=expiresAt"},
    };
    for (const File& file : files) {
        CAPTURE(file.name);
        const auto layout = choose_layout({}, file.header);
        REQUIRE(layout.ok());
        CHECK(found(*layout) == file.found);
    }
}

TEST_CASE("a file may begin with its first member") {
    const auto by_id = choose_layout({}, {"123", "40"});
    REQUIRE(by_id.ok());
    CHECK(!by_id->has_header);
    CHECK(by_id->position(Column::id) == 0);
    const auto by_email = choose_layout({}, {"ada@example.com", "40"});
    REQUIRE(by_email.ok());
    CHECK(by_email->position(Column::email) == 0);
}

TEST_CASE("what is said goes before what is found") {
    LayoutRequest request;
    request.pairs = {"balance=Punkte", "tier="};
    request.id_column = "nummer";
    const auto layout = choose_layout(request, {"Nummer", "Email", "Punkte", "Tier"});
    REQUIRE(layout.ok());
    CHECK(found(*layout) == "other balances: id=Nummer email=Email balance=Punkte");
    request = {};
    request.id_column = "Email";
    const auto by_email = choose_layout(request, {"id", "Email", "Points"});
    REQUIRE(by_email.ok());
    CHECK(found(*by_email) == "other balances: email=Email balance=Points");
    request = {};
    request.product = "smile";
    request.family = Family::activity;
    const auto activity = choose_layout(request, {"email", "points", "created_at"});
    REQUIRE(activity.ok());
    CHECK(found(*activity) == "smile activity: email=email points=points at=created_at");
}

TEST_CASE("what is missing is said with the columns that are there") {
    const auto nobody = choose_layout({}, {"Name", "Points"});
    REQUIRE(!nobody.ok());
    CHECK(nobody.error().found == "no column is known for the member's id or email among \"Name\", \"Points\"");
    const auto nothing = choose_layout({}, {"Email", "Phone"});
    REQUIRE(!nothing.ok());
    CHECK(nothing.error().found == "no column is known for a balance among \"Email\", \"Phone\"");
    LayoutRequest request;
    request.product = "joy";
    CHECK(choose_layout(request, {"Email", "Points"}).error().path == "/from");
    request = {};
    request.pairs = {"balance=Points"};
    CHECK(choose_layout(request, {"Email", "Punkte"}).error().path == "/map/balance");
    request.pairs = {"colour=Email"};
    CHECK(choose_layout(request, {"Email", "Punkte"}).error().path == "/map");
}

TEST_CASE("names are compared without case and signs") {
    CHECK(plain_name("Points balance") == "points_balance");
    CHECK(plain_name(" pointsBalance ") == "points_balance");
    CHECK(plain_name("VIP-Tier") == "vip_tier");
    CHECK(plain_name("customerID") == "customer_id");
    CHECK(plain_name("会员 编号") == "会员_编号");
}

}  // namespace
}  // namespace laurel::members_csv
