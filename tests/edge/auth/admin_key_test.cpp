#include "edge/auth/admin_key.h"

#include <doctest/doctest.h>

#include "edge/auth/admin_link.h"
#include "edge/storage/memory/memory_store.h"

namespace laurel::auth {
namespace {

constexpr std::string_view one_scope[] = {"orders:write"};

TEST_CASE("a key is good until it is revoked, and only whole") {
    const auto store = make_memory_store();
    const auto key = create_admin_key(*store, "backend", one_scope, 1000);
    REQUIRE(key.ok());
    const auto checked = check_admin_key(*store, key->text);
    REQUIRE(checked.has_value());
    CHECK(checked->id == key->id);
    CHECK(checked->name == "backend");
    CHECK(checked->scopes == std::vector<std::string>{"orders:write"});

    std::string changed = key->text;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    const std::string texts[] = {"",
                                 "lk_",
                                 key->text.substr(3),
                                 key->text + "A",
                                 key->text.substr(0, key->text.size() - 1),
                                 changed,
                                 "lk_" + key->id + "_",
                                 "lk_" + key->id,
                                 "LK_" + key->text.substr(3)};
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK_FALSE(check_admin_key(*store, text).has_value());
    }
    CHECK(revoke_admin_key(*store, key->id));
    CHECK_FALSE(check_admin_key(*store, key->text).has_value());
    CHECK_FALSE(revoke_admin_key(*store, key->id));
}

TEST_CASE("the store does not hold what would open it") {
    const auto store = make_memory_store();
    const auto key = create_admin_key(*store, "backend", one_scope, 1000);
    const std::string secret = key->text.substr(std::string_view("lk__").size() + key->id.size());
    REQUIRE(secret.size() > 20);
    for (const auto& [name, value] : store->settings("")) CHECK(value.find(secret) == std::string::npos);
}

TEST_CASE("keys have known scopes, at least one of them") {
    const auto store = make_memory_store();
    constexpr std::string_view unknown[] = {"everything"};
    CHECK(create_admin_key(*store, "a", unknown, 0).error().code == ErrorCode::value_not_allowed);
    CHECK(create_admin_key(*store, "a", {}, 0).error().code == ErrorCode::value_not_allowed);
    CHECK(create_admin_key(*store, std::string(101, 'a'), one_scope, 0).error().code == ErrorCode::text_too_long);
    CHECK(admin_keys(*store).empty());
}

TEST_CASE("no two keys are alike") {
    const auto store = make_memory_store();
    const auto first = create_admin_key(*store, "a", one_scope, 0);
    const auto second = create_admin_key(*store, "a", one_scope, 0);
    CHECK(first->id != second->id);
    CHECK(first->text.substr(20) != second->text.substr(20));
    CHECK(admin_keys(*store).size() == 2);
}

TEST_CASE("a one-time link is good once and for 30 minutes") {
    const auto store = make_memory_store();
    const std::string token = create_admin_link(*store, 0).value();
    CHECK_FALSE(take_admin_link(*store, token + "x", 1));
    CHECK(take_admin_link(*store, token, admin_link_ms - 1));
    CHECK_FALSE(take_admin_link(*store, token, 1));

    const std::string late = create_admin_link(*store, 0).value();
    CHECK_FALSE(take_admin_link(*store, late, admin_link_ms));
    for (const auto& [name, value] : store->settings("")) CHECK(name.find(token) == std::string::npos);
}

TEST_CASE("links that nobody used are forgotten when the next one is made") {
    const auto store = make_memory_store();
    REQUIRE(create_admin_link(*store, 0).ok());
    REQUIRE(create_admin_link(*store, admin_link_ms).ok());
    CHECK(store->settings("admin_link/").size() == 1);
}

}  // namespace
}  // namespace laurel::auth
