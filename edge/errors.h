#pragma once
// What each error code means to somebody who reads an HTTP answer: a status, a title, what to do about it. One row a
// code.
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/error.h"
#include "shared/base/value.h"

namespace laurel {

struct ErrorText {
    ErrorCode code;
    int status;               // of the HTTP answer
    std::string_view title;   // the same for every occurrence
    std::string_view advice;  // what the reader should do now
};

const ErrorText& text_of(ErrorCode code);

inline int status_of(ErrorCode code) { return text_of(code).status; }

// The code with this wire name.
std::optional<ErrorCode> code_of(std::string_view name);

// {"code", "path", "message"} and, where there is something to say, "found" and "allowed".
Value error_to_value(const Error& error);
// Reads {"code", "path", "found", "allowed"}; an unknown code is an internal_error.
Error error_from_value(const Value& value);

// An RFC 9457 problem as JSON: {"type", "title", "status", "detail", "code", "errors", "request_id"}. The first error
// gives status and title. Errors of the edge's own making (status 500 and above) keep found and allowed to themselves:
// those may speak of files or of the database. errors may not be empty. type is docs_url + "#" + code.
std::string problem(const Errors& errors, std::string_view request_id, std::string_view docs_url);

// What the docs_url shows: every code with its status, title and advice, as an HTML page.
std::string error_page();

}  // namespace laurel
