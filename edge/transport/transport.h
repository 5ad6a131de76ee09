#pragma once
// Carries requests to a handler and answers back. Handlers never see what stands behind it.
#include <cstddef>
#include <memory>
#include <string>

#include "edge/transport/http.h"

namespace laurel::http {

// Called from many threads at once.
class Handler {
   public:
    virtual ~Handler() = default;
    virtual void handle(const Request& request, Response& response) = 0;
    // The answer to what never became a request, and to a handler that threw.
    virtual void refuse(const Error& error, Response& response) = 0;
};

struct TransportSettings {
    std::string host = "127.0.0.1";
    int port = 8080;  // 0: any free one
    std::size_t threads = 64;
    // Requests that wait for a thread, and connections in all; past either, clients are answered 503 and closed.
    std::size_t waiting_max = 1024;
    std::size_t connections_max = 10'000;  // or half of the files that the process may open, where that is less
    int idle_ms_max = 15'000;              // between two requests of a connection
    int head_ms_max = 5'000;               // from a head's first byte to its last
    int body_ms_max = 15'000;              // the same for a body
    int answer_ms_max = 10'000;            // for the reader of an answer
    Limits limits;
};

class Transport {
   public:
    virtual ~Transport() = default;
    // Takes the port and answers its number. From here on clients can connect, and wait until serve runs.
    virtual Result<int> bind() = 0;
    // Serves until stop; requests that reached the handler are answered first. False when the socket failed.
    virtual bool serve(Handler& handler) = 0;
    // From any thread, not from a signal handler.
    virtual void stop() = 0;
};

std::unique_ptr<Transport> make_httplib_transport(const TransportSettings& settings);

}  // namespace laurel::http
