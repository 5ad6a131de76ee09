#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "edge/cli/serving.h"
#include "edge/server.h"

namespace laurel::cli {
namespace {

constexpr std::chrono::milliseconds stop_check{100};
constexpr std::int64_t answers_kept_ms = 90 * day_ms;
constexpr std::int64_t tidy_every_ms = hour_ms;

std::pair<std::string, int> host_and_port(Session& session, const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
    const bool names_host = colon != std::string::npos && colon > 0;
    const bool is_number =
        !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (!names_host || !is_number || std::stoi(port) > 65535) {
        session.fail(usage, "\"" + listen + "\" is no address to listen on",
                     "it looks like 127.0.0.1:8080; port 0 takes any free one");
    }
    return {listen.substr(0, colon), std::stoi(port)};
}

// ./dev build leaves the page's files in build/dist, beside build/native/laurel.
std::string files_beside_binary() {
    std::error_code failure;
    const auto binary = std::filesystem::read_symlink("/proc/self/exe", failure);
    const auto files = binary.parent_path().parent_path() / "dist";
    return !failure && std::filesystem::is_directory(files) ? files.string() : std::string();
}

ServerSettings settings_of(Session& session, const ServeOptions& options, const std::string& address) {
    ServerSettings settings;
    settings.files_directory = options.files_directory.empty() ? files_beside_binary() : options.files_directory;
    settings.public_url = options.public_url.empty() ? address : options.public_url;
    if (options.requests_per_minute >= 0) {
        settings.shopper_requests_per_minute = options.requests_per_minute;
        settings.admin_requests_per_minute = options.requests_per_minute;
        settings.address_requests_per_minute = options.requests_per_minute;
        if (options.requests_per_minute == 0) settings.codes_per_minute = 0;
    }
    settings.log = [&session](std::string_view line) { session.err() << "laurel: " << line << std::endl; };
    return settings;
}

void forget_old_answers(Registry& registry) {
    for (const auto& service : registry.services())
        service->store().forget_answers_before(registry.now_ms() - answers_kept_ms);
}

// Stops the transport when the process is asked to, and drops answers older than 90 days once an hour.
void watch(Session& session, http::Transport& transport) {
    std::int64_t tidy_at_ms = session.now_ms();
    while (!session.environment().stop_requested()) {
        if (session.now_ms() >= tidy_at_ms) {
            forget_old_answers(session.registry());
            tidy_at_ms = session.now_ms() + tidy_every_ms;
        }
        std::this_thread::sleep_for(stop_check);
    }
    transport.stop();
}

// For people on err, where the log goes; for scripts on out, which then know the port that 0 took.
void say_ready(Session& session, const std::string& address) {
    std::string names;
    Array stores;
    for (const auto& service : session.registry().services()) {
        names += ' ' + service->store_id();
        stores.emplace_back(service->store_id());
    }
    session.err() << "laurel: serving" << names << " at " << address << "; Ctrl-C stops" << std::endl;
    if (!session.json) return;
    session.print(Object{{"address", address}, {"stores", std::move(stores)}});
    session.out().flush();
}

}  // namespace

void add_serve_options(CLI::App& verb, ServeOptions& options) {
    verb.add_option("--listen", options.listen, "Address and port")->capture_default_str();
    verb.add_option("--files", options.files_directory,
                    "The folder with laurel.js and core.wasm (default: build/dist beside the binary)");
    verb.add_option("--public-url", options.public_url, "Where clients reach the edge, when a proxy stands in front");
    verb.add_option("--threads", options.threads, "Connections served at once")
        ->capture_default_str()
        ->check(CLI::Range(1, 1024));
    verb.add_option(
        "--requests-per-minute", options.requests_per_minute,
        "The limit for each credential and address; 0 for none (default: 600 a shopper, 60,000 a key or address)");
}

void serve(Session& session, const ServeOptions& options, const std::function<void(const std::string&)>& ready) {
    const auto [host, port] = host_and_port(session, options.listen);
    Registry& registry = session.registry();
    http::TransportSettings transport_settings;
    transport_settings.host = host;
    transport_settings.port = port;
    transport_settings.threads = options.threads;
    const auto transport = http::make_httplib_transport(transport_settings);
    const int bound = session.take(transport->bind());
    const std::string address = "http://" + host + ":" + std::to_string(bound);
    const auto server = session.take(Server::make(registry, settings_of(session, options, address)));
    std::thread watcher([&] { watch(session, *transport); });
    ready(address);
    const bool is_clean = transport->serve(*server);
    if (!is_clean) std::raise(SIGTERM);
    watcher.join();
    if (!is_clean)
        session.fail(failed, "the socket on " + options.listen + " failed", "see the lines above; then start again");
}

void add_serve(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("serve", "Run the edge: the HTTP API and the page's files");
    verb->footer("Example:  laurel serve --data /var/lib/laurel --listen 127.0.0.1:8080");
    session.add_data_option(*verb);
    session.add_json_option(*verb);
    const auto options = std::make_shared<ServeOptions>();
    add_serve_options(*verb, *options);
    verb->callback([&session, options] {
        serve(session, *options, [&](const std::string& address) { say_ready(session, address); });
        session.err() << "laurel: stopped" << std::endl;
    });
}

}  // namespace laurel::cli
