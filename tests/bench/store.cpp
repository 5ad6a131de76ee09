// Makes a store for the HTTP benches, before the server opens it: programme, admin key, key of shopper tokens, members
// with orders, and tokens as the shop's backend would have minted them.
//
//   bench_store --file F --members N --orders M --tokens FILE --token-count K
#include <algorithm>
#include <fstream>

#include "edge/auth/admin_key.h"
#include "edge/auth/shopper_token.h"
#include "edge/storage/sqlite/open.h"
#include "tests/bench/arguments.h"
#include "tests/bench/filler.h"
#include "tests/bench/stopwatch.h"

namespace laurel::bench {
namespace {

// Of members spread evenly over the store.
void write_tokens(EventStore& store, const std::string& store_id, const Arguments& arguments, std::size_t members) {
    const auto key = must(auth::create_token_key(store), "token key");
    const std::size_t count = std::min(static_cast<std::size_t>(arguments.number("token-count")), members);
    std::ofstream file(arguments.text("tokens"));
    for (std::size_t i = 0; i < count; ++i) {
        const std::string member = std::to_string(first_member_id + i * (members / count));
        file << auth::mint_token(key, store_id, member, now_ms()) << '\n';
    }
    if (!file.flush()) fail("can't write " + arguments.text("tokens"));
}

int make(const Arguments& arguments) {
    const std::string store_id = "bench";
    const auto members = static_cast<std::size_t>(arguments.number("members"));
    const auto orders = static_cast<std::size_t>(arguments.number("orders"));
    const std::shared_ptr<EventStore> store = must(open_sqlite_store(arguments.text("file")), "opening the store");
    const auto service = must(Service::open(store_id, store, now_ms), "opening the store");
    publish_program(*service);
    const auto key = must(auth::create_admin_key(*store, "bench", auth::scope_names, now_ms()), "admin key");

    const Stopwatch stopwatch;
    const auto program = service->newest_program();
    Filler filler(*store, program->program, members, orders);
    filler.fill(orders);
    const double seconds = stopwatch.seconds();
    write_tokens(*store, store_id, arguments, members);
    std::printf("{\"key\":\"%s\",\"first_member\":%zu,\"events\":%lld,\"seconds\":%.2f}\n", key.text.c_str(),
                first_member_id, static_cast<long long>(store->counts().events), seconds);
    return 0;
}

}  // namespace
}  // namespace laurel::bench

int main(int count, char** values) { return laurel::bench::make(laurel::bench::Arguments(count, values)); }
