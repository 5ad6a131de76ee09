#pragma once
// Who sends a request, and for which store: the credential says both, so a credential of one store never reaches
// another.
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "edge/registry.h"

namespace laurel::auth {

struct Principal {
    Service* service = nullptr;  // the store; nullptr for somebody without a credential
    std::string id;              // an admin key's id or the shop's id of a member; "" for somebody without a credential
    std::vector<std::string> scopes;  // of an admin key

    bool has_scope(std::string_view scope) const;
};

// All members may be called from any thread.
class Authenticator {
   public:
    explicit Authenticator(Registry& registry) : registry_(registry) {}

    // authorization: the field's value. Errors: token_missing, token_invalid, for a shopper token_expired too.
    Result<Principal> admin(std::string_view authorization);
    // A key that is removed from the store stops counting within 10 seconds.
    Result<Principal> shopper(std::string_view authorization);

    // Turns the one-time link's token into an admin key with every scope. Error: token_invalid.
    Result<std::string> exchange_link(std::string_view token);

   private:
    struct Remembered {
        Service* service = nullptr;
        std::string member;
        std::int64_t until_ms = 0;
    };

    Result<Remembered> check_shopper(std::string_view token);

    Registry& registry_;
    std::mutex links_mutex_;
    std::mutex tokens_mutex_;
    // Tokens that were good a moment ago: checking a signature costs more than everything else in a request.
    std::unordered_map<std::string, Remembered> tokens_;
};

}  // namespace laurel::auth
