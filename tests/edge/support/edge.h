#pragma once
// An edge without a socket, over two stores in memory: requests go in as bytes, through the same reader as from a
// network.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "edge/auth/shopper_token.h"
#include "edge/server.h"

namespace laurel {

// A point a pound, spendable at once, at least 10 points a redemption.
extern const std::string_view program_text;

struct Ask {
    std::string_view method = "GET";
    std::string target;
    std::string credential;           // what follows "Bearer"; "" for none
    std::string body;                 // JSON; none where empty
    std::string key;                  // Idempotency-Key; "" for none
    std::vector<std::string> fields;  // further ones, such as "Origin: https://shop.example"
};

struct Reply {
    int status = 0;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;

    std::string field(std::string_view name) const;  // "" when absent
    Value json_of() const;                           // the body, which must be JSON
};

class Edge {
   public:
    explicit Edge(ServerSettings settings = {});

    Reply send(const Ask& ask);
    // The bytes of a whole request.
    Reply send_bytes(std::string_view bytes, std::string_view remote_address = "203.0.113.9");

    // The credential of a shopper of the store, good for 15 minutes from now.
    std::string token(std::string_view member, std::string_view store = "alpha");
    // Records an order of so many pence, a moment ago.
    void give_order(std::string_view member, std::int64_t amount_minor, std::string_view id);
    std::int64_t available(std::string_view member);

    std::int64_t now_ms;
    Registry registry;
    std::unique_ptr<Server> server;
    std::string alpha_key;  // every scope
    std::string beta_key;
    auth::TokenKey alpha_tokens;
    auth::TokenKey beta_tokens;

   private:
    void add_store(const std::string& id, std::string& key, auth::TokenKey& tokens);
};

}  // namespace laurel
