#include "edge/transport/http.h"

#include <doctest/doctest.h>

namespace laurel::http {
namespace {

std::string head_of(std::string_view line, std::string_view fields = "Host: a\r\n") {
    return std::string(line) + "\r\n" + std::string(fields) + "\r\n";
}

// "" when the head is taken, "more" when its end is missing, else the error's code.
std::string outcome(std::string_view bytes) {
    Request request;
    const auto head = read_head(bytes, {}, request);
    if (!head) return std::string(name_of(head.error().code));
    return *head ? "" : "more";
}

TEST_CASE("a head is taken or refused as a whole") {
    struct Row {
        const char* name;
        std::string bytes;
        const char* outcome;
    };
    const std::string long_target = "/" + std::string(1023, 'a');
    std::string many_fields = "Host: a\r\n";
    for (int i = 0; i < 99; ++i) many_fields += "F" + std::to_string(i) + ": x\r\n";
    const Row rows[] = {
        {"the plain one", head_of("GET / HTTP/1.1"), ""},
        {"of HTTP/1.0 without a host", head_of("GET / HTTP/1.0", ""), ""},
        {"a query", head_of("GET /a?b=c&d HTTP/1.1"), ""},
        {"values with spaces around, tabs and high bytes", head_of("GET / HTTP/1.1", "Host: a\r\nX:\t \xC3\xA9 y \r\n"),
         ""},
        {"a target of 1,024 bytes", head_of("GET " + long_target + " HTTP/1.1"), ""},
        {"100 fields", head_of("GET / HTTP/1.1", many_fields), ""},
        {"a length", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 12\r\n"), ""},
        {"the identity encoding", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Encoding: identity\r\n"), ""},

        {"nothing", "", "more"},
        {"half a line", "GET / HT", "more"},
        {"no empty line yet", "GET / HTTP/1.1\r\nHost: a\r\n", "more"},

        {"a target of 1,025 bytes", head_of("GET " + long_target + "a HTTP/1.1"), "uri_too_long"},
        {"a target without an end", "GET /" + std::string(2000, 'a'), "uri_too_long"},
        {"101 fields", head_of("GET / HTTP/1.1", many_fields + "F99: x\r\n"), "header_invalid"},
        {"more than 16 KiB", head_of("GET / HTTP/1.1", "Host: a\r\nX: " + std::string(16 * 1024, 'x') + "\r\n"),
         "header_invalid"},
        {"more than 16 KiB without an end", "GET / HTTP/1.1\r\nX: " + std::string(16 * 1024, 'x'), "header_invalid"},
        {"line feeds alone", "GET / HTTP/1.1\nHost: a\n\n", "header_invalid"},
        {"a line feed in a value", head_of("GET / HTTP/1.1", "Host: a\r\nX: b\nY: c\r\n"), "header_invalid"},
        {"a carriage return in a value", head_of("GET / HTTP/1.1", "Host: a\r\nX: b\rY: c\r\n"), "header_invalid"},
        {"a zero byte in a value", head_of("GET / HTTP/1.1", std::string("Host: a\r\nX: b\0c\r\n", 17)),
         "header_invalid"},
        {"a folded value", head_of("GET / HTTP/1.1", "Host: a\r\nX: b\r\n c\r\n"), "header_invalid"},
        {"a space before the colon", head_of("GET / HTTP/1.1", "Host : a\r\n"), "header_invalid"},
        {"a field without a colon", head_of("GET / HTTP/1.1", "Host: a\r\nX\r\n"), "header_invalid"},
        {"a field without a name", head_of("GET / HTTP/1.1", "Host: a\r\n: b\r\n"), "header_invalid"},
        {"no host", head_of("GET / HTTP/1.1", ""), "header_invalid"},
        {"two hosts", head_of("GET / HTTP/1.1", "Host: a\r\nHost: b\r\n"), "header_invalid"},
        {"two credentials", head_of("GET / HTTP/1.1", "Host: a\r\nAuthorization: a\r\nauthorization: b\r\n"),
         "header_invalid"},
        {"no version", head_of("GET /"), "header_invalid"},
        {"HTTP/2", head_of("GET / HTTP/2.0"), "header_invalid"},
        {"a version in lower case", head_of("GET / http/1.1"), "header_invalid"},
        {"two spaces", head_of("GET  / HTTP/1.1"), "header_invalid"},
        {"a space at the start", head_of(" GET / HTTP/1.1"), "header_invalid"},
        {"an empty line at the start", "\r\n" + head_of("GET / HTTP/1.1"), "header_invalid"},
        {"a method in lower case", head_of("get / HTTP/1.1"), "header_invalid"},
        {"an address of another host", head_of("GET http://b/ HTTP/1.1"), "header_invalid"},
        {"a star", head_of("OPTIONS * HTTP/1.1"), "header_invalid"},
        {"a fragment", head_of("GET /#a HTTP/1.1"), "header_invalid"},
        {"raw UTF-8 in the target", head_of("GET /\xC3\xA9 HTTP/1.1"), "header_invalid"},

        {"chunks", head_of("POST / HTTP/1.1", "Host: a\r\nTransfer-Encoding: chunked\r\n"), "length_required"},
        {"any transfer encoding", head_of("POST / HTTP/1.1", "Host: a\r\nTransfer-Encoding: identity\r\n"),
         "length_required"},
        {"chunks and a length",
         head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
         "header_invalid"},
        {"two lengths", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n"),
         "header_invalid"},
        {"the same length twice", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n"),
         "header_invalid"},
        {"two lengths in one", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 3, 3\r\n"), "header_invalid"},
        {"a negative length", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: -1\r\n"), "header_invalid"},
        {"a signed length", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: +1\r\n"), "header_invalid"},
        {"a hexadecimal length", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 0x10\r\n"), "header_invalid"},
        {"an empty length", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length:\r\n"), "header_invalid"},
        {"a length above the limit", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 1048577\r\n"),
         "body_too_large"},
        {"a length beyond all numbers",
         head_of("POST / HTTP/1.1", "Host: a\r\nContent-Length: 99999999999999999999999\r\n"), "body_too_large"},
        {"a compressed body", head_of("POST / HTTP/1.1", "Host: a\r\nContent-Encoding: gzip\r\n"),
         "media_type_unsupported"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(outcome(row.bytes) == row.outcome);
    }
}

TEST_CASE("every head that is taken asks for more until its last byte") {
    const std::string head = head_of("POST /a?b HTTP/1.1", "Host: a\r\nContent-Length: 2\r\nX: y\r\n");
    for (std::size_t size = 0; size < head.size(); ++size) {
        CAPTURE(size);
        CHECK(outcome(std::string_view(head).substr(0, size)) == "more");
    }
    CHECK(outcome(head).empty());
}

TEST_CASE("a request's parts are where they stood") {
    const std::string bytes =
        head_of("POST /a/b?c=d HTTP/1.1", "Host: a\r\ncontent-length: 3\r\nX-Y:  z \r\n") + "abcGET";
    Request request;
    const auto head = read_head(bytes, {}, request);
    REQUIRE(head.ok());
    REQUIRE(head->has_value());
    CHECK(request.method == "POST");
    CHECK(request.path == "/a/b");
    CHECK(request.query == "c=d");
    CHECK(request.field("x-y") == "z");
    CHECK(request.field("X-Z").empty());
    CHECK((*head)->body_bytes == 3);
    CHECK(bytes.substr((*head)->bytes) == "abcGET");
    CHECK((*head)->keeps_alive);
}

TEST_CASE("a connection ends where the request says so, and after HTTP/1.0") {
    const auto keeps_alive = [](std::string_view line, std::string_view fields) {
        Request request;
        return (*read_head(head_of(line, fields), {}, request))->keeps_alive;
    };
    CHECK(keeps_alive("GET / HTTP/1.1", "Host: a\r\n"));
    CHECK(keeps_alive("GET / HTTP/1.1", "Host: a\r\nConnection: keep-alive\r\n"));
    CHECK_FALSE(keeps_alive("GET / HTTP/1.1", "Host: a\r\nConnection: te, Close\r\n"));
    CHECK_FALSE(keeps_alive("GET / HTTP/1.0", "Host: a\r\nConnection: keep-alive\r\n"));
}

TEST_CASE("an answer is written with its length, and no field can start another line") {
    Response response{.status = 201, .content_type = "text/plain", .body = "hello"};
    response.set_field("X", "a\r\nY: b");
    std::string out;
    write_response(response, false, false, out);
    CHECK(out ==
          "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nX: a  Y: b\r\nConnection: "
          "close\r\n\r\nhello");
}

TEST_CASE("an answer to HEAD has the length but not the body, a 304 neither") {
    std::string out;
    write_response({.content_type = "text/plain", .body = "hello"}, true, true, out);
    CHECK(out == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
    out.clear();
    write_response({.status = 304}, true, false, out);
    CHECK(out == "HTTP/1.1 304 Not Modified\r\n\r\n");
}

TEST_CASE("percent-encoding is taken off once, and strictly") {
    CHECK(percent_decode("a%20b%2Fc") == "a b/c");
    CHECK(percent_decode("%C3%A9") == "\xC3\xA9");
    CHECK(percent_decode("a+b") == "a+b");
    CHECK(percent_decode("%2541") == "%41");
    for (const char* text : {"%", "%4", "%G0", "%%41", "%00", "%0d%0a", "%C3", "%ff", "%7f"}) {
        CAPTURE(text);
        CHECK_FALSE(percent_decode(text).has_value());
    }
}

}  // namespace
}  // namespace laurel::http
