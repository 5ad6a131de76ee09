#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "edge/auth/admin_key.h"
#include "edge/auth/admin_link.h"
#include "edge/auth/shopper_token.h"
#include "edge/cli/serving.h"
#include "edge/cli/starting.h"
#include "edge/random.h"
#include "edge/signing.h"

namespace laurel::cli {
namespace {

constexpr const char* demo_store = "demo";

// Made up, as are the members: what they bought, and how many days before now.
struct PastOrder {
    const char* member;
    const char* id;
    const char* sku;
    std::int64_t quantity;
    std::int64_t amount_minor;
    std::int64_t days_ago;
};

constexpr PastOrder past_orders[] = {
    {"demo-ada", "D-1001", "teapot", 1, 3400, 350}, {"demo-ada", "D-1014", "oolong", 4, 4560, 190},
    {"demo-ada", "D-1033", "cups", 4, 7200, 75},    {"demo-ada", "D-1058", "puer", 3, 4200, 4},
    {"demo-bao", "D-1021", "teapot", 1, 3400, 120}, {"demo-bao", "D-1049", "sencha", 3, 2460, 20},
};

// PKCS #8 (RFC 8410) around the 32 bytes of an Ed25519 seed, as the demo shop's Node reads it.
std::string private_key_pem(const std::string& seed) {
    constexpr unsigned char head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                      0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    const std::string der = std::string(reinterpret_cast<const char*>(head), sizeof head) + seed;
    std::string base64(4 * ((der.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                     reinterpret_cast<const unsigned char*>(der.data()), static_cast<int>(der.size()));
    base64.resize(static_cast<std::size_t>(size));
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
}

// Readable by its owner alone from the first byte on.
void write_secret_file(Session& session, const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
    const bool is_written = file >= 0 && ::fchmod(file, S_IRUSR | S_IWUSR) == 0 &&
                            ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    if (!is_written) session.fail(failed, "can't write " + path, "choose another place with --credentials");
}

void place_past_orders(Session& session, Service& service) {
    for (const PastOrder& past : past_orders) {
        const OrderRequest order{past.id,
                                 past.member,
                                 session.now_ms() - past.days_ago * day_ms,
                                 "GBP",
                                 {{.sku = past.sku, .quantity = past.quantity, .amount_minor = past.amount_minor}},
                                 {}};
        session.take(service.place_order({.principal = "cli", .author = "demo"}, order));
    }
    const RefundRequest refund{"return-1", session.now_ms() - 60 * day_ms, 0, {{0, 1}}};
    session.take(service.refund_order({.principal = "cli", .author = "demo"}, "D-1033", refund));
    const Writer shopper{.principal = "cli", .author = "member"};
    session.take(service.hold(shopper, "demo-ada", "checkout-1", 30));
    session.take(service.resolve_hold(shopper, "demo-ada", "checkout-1", true));
    session.take(service.adjust({.principal = "cli", .author = "demo"}, "demo-ada", 25,
                                "Thank you for your patience with a late parcel"));
}

void write_credentials(Session& session, Service& service, const std::string& path) {
    const std::string seed = random_bytes(32);
    const std::string kid = "shop-" + random_hex(6);
    if (auto error = auth::add_token_key(service.store(), {kid, auth::Algorithm::eddsa, ed25519_public_key(seed)}))
        session.fail(*error);
    constexpr std::string_view scopes[] = {"orders:write", "redemptions:write"};
    const auto key = session.take(auth::create_admin_key(service.store(), "demo shop", scopes, session.now_ms()));
    write_secret_file(session, path,
                      write_json(Object{{"admin_key", key.text},
                                        {"store", service.store_id()},
                                        {"token_key_id", kid},
                                        {"token_private_key_pem", private_key_pem(seed)}}));
}

void say_ready(Session& session, const std::string& address, const std::string& credentials, const std::string& link) {
    session.answer(Object{{"address", address}, {"admin_link", address + link}, {"credentials", credentials}},
                   "edge:          " + address + "\ncredentials:   " + credentials + "\nadmin link:    " + address +
                       link + "\n               (once, within 30 minutes)");
    session.out().flush();
}

void demo(Session& session, const ServeOptions& options, std::string credentials) {
    session.store_id = demo_store;
    const bool is_new = !std::filesystem::exists(session.store_path(demo_store));
    if (is_new) {
        Value program = starter_program(*find_starter("plain"), "Fern & Kettle Rewards", "GBP", "Europe/London");
        program.object()->find("points")->object()->set("pending_days", 7);
        make_store(session, demo_store, program);
        place_past_orders(session, session.service());
    }
    Service& service = session.service();
    if (credentials.empty()) credentials = (std::filesystem::path(session.data()) / "demo-credentials.json").string();
    // Those of an earlier demo store open nothing here.
    if (is_new || !std::filesystem::exists(credentials)) write_credentials(session, service, credentials);
    const std::string link = "/admin#token=" + session.take(auth::create_admin_link(service.store(), session.now_ms()));
    serve(session, options, [&](const std::string& address) { say_ready(session, address, credentials, link); });
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("demo", "Run the edge with a made-up store, for the shop in web-demo/");
    verb->footer("Example:  laurel demo --data build/demo     (./dev demo does this and starts the shop)");
    session.add_data_option(*verb);
    session.add_json_option(*verb);
    const auto options = std::make_shared<ServeOptions>();
    const auto credentials = std::make_shared<std::string>();
    add_serve_options(*verb, *options);
    verb->add_option("--credentials", *credentials,
                     "Where to write the shop's key and signing key (mode 0600; default: in the data folder)");
    verb->callback([&session, options, credentials] { demo(session, *options, *credentials); });
}

}  // namespace laurel::cli
