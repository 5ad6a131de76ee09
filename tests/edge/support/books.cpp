#include "tests/edge/support/books.h"

#include <doctest/doctest.h>

#include "edge/storage/sqlite/open.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

Writer keyed(const std::string& key) { return {"key:1", "key:1", key, "hash of " + key}; }

void fill(Service& service) {
    const Writer writer{.principal = "test", .author = "test"};
    const auto done = [](const Result<Answer>& answer) {
        REQUIRE(answer.ok());
        INFO(answer->body);
        REQUIRE(answer->status < 300);
    };
    done(service.place_order(keyed("order"), Books::order("N-1", "ada", 5000)));
    done(service.place_order(writer, Books::order("G-1", "", 1200)));
    done(service.place_order(writer, Books::order("E-1", "eve", 9900)));
    done(service.refund_order(writer, "N-1", {"R-1", service.now_ms(), 2000, {}}));
    done(service.hold(keyed("hold"), "ada", "H-1", 10));
    done(service.resolve_hold(writer, "ada", "H-1", true));
    done(service.hold(writer, "ada", "H-2", 5));
    done(service.adjust(keyed("adjust"), "bo", 7, "a late parcel"));
    done(service.adjust(writer, "eve", 3, "a secret of eve's"));
    done(service.erase(writer, "eve"));
}

}  // namespace

OrderRequest Books::order(const std::string& id, const std::string& member, std::int64_t amount_minor) {
    return {id,
            member,
            read_instant("2026-02-01T10:00:00Z").value(),
            "GBP",
            {{.sku = "mug", .quantity = 2, .amount_minor = amount_minor}},
            {}};
}

Books::Books() {
    make_store();
    import_orders();
    use("shop", fill);
    REQUIRE(run("key share").code == cli::done);
    REQUIRE(run("key allow-origin https://shop.example").code == cli::done);
}

void Books::use(const std::string& store, const std::function<void(Service&)>& act) {
    std::shared_ptr<EventStore> opened = open_sqlite_store(path("data/" + store + ".laurel.sqlite")).value();
    const auto service = Service::open(store, std::move(opened), [this] { return now_ms; }).value();
    act(*service);
}

}  // namespace laurel
