#pragma once
// Runs the edge until it is told to stop: what `serve` and `demo` have in common.
#include <functional>
#include <string>

#include "edge/cli/command.h"

namespace laurel::cli {

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    std::string files_directory;  // the page's files; found beside the binary when empty
    std::string public_url;       // "" for http://<listen>
    std::size_t threads = 64;
    std::int64_t requests_per_minute = -1;  // of each credential and address; negative for the defaults, 0 for no limit
};

void add_serve_options(CLI::App& verb, ServeOptions& options);

// Blocks. ready is called with the address once clients can connect.
void serve(Session& session, const ServeOptions& options, const std::function<void(const std::string& address)>& ready);

}  // namespace laurel::cli
