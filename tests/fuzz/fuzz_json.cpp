// Whatever the bytes: the reader agrees with another JSON parser on what is JSON, an accepted document survives writing
// and reading unchanged, and a refused one gets an error that can be shown.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "shared/base/value.h"

namespace {

using laurel::ErrorCode;

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "fuzz_json: %s\n", what);
    std::abort();
}

// What this reader refuses although it is JSON.
bool is_stricter_than_json(ErrorCode code) {
    return code == ErrorCode::json_duplicate_key || code == ErrorCode::json_too_deep ||
           code == ErrorCode::json_too_large || code == ErrorCode::number_not_integer ||
           code == ErrorCode::number_out_of_range;
}

// The other parser skips a byte order mark and takes a NUL for the end.
bool is_comparable(std::string_view text) {
    return text.substr(0, 3) != "\xEF\xBB\xBF" && text.find('\0') == std::string_view::npos;
}

void check_accepted(const laurel::Value& value, std::string_view text) {
    const std::string canonical = laurel::write_json(value);
    require(laurel::is_utf8(canonical), "the canonical form is not UTF-8");
    const laurel::Result<laurel::Value> again = laurel::read_json(canonical, {.bytes_max = 6 * laurel::json_bytes_max});
    require(again.ok() && *again == value, "the canonical form reads as another value");
    require(laurel::write_json(*again) == canonical, "the canonical form is not stable");
    if (is_comparable(text)) {
        require(nlohmann::json::parse(text) == nlohmann::json::parse(canonical), "the value is not the document's");
    }
}

void check_refused(const laurel::Error& error, std::string_view text) {
    require(error.path.empty() || error.path.front() == '/', "the path is no JSON Pointer");
    require(!error.found.empty() && !error.allowed.empty(), "the error does not say what was found and allowed");
    require(laurel::is_utf8(error.path) && laurel::is_utf8(error.found), "the error is not UTF-8");
    if (is_comparable(text) && !is_stricter_than_json(error.code)) {
        require(!nlohmann::json::accept(text), "a JSON document is refused as none");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const laurel::Result<laurel::Value> value = laurel::read_json(text);
    if (value) {
        check_accepted(*value, text);
    } else {
        check_refused(value.error(), text);
    }
    return 0;
}
