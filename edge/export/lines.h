#pragma once
// The format of an exported store: JSON Lines in UTF-8. Each line is one object with its "type" and its "hash":
//
//     header       first: format, version, store, exported_at, epoch, size, root, keys (whether settings follow)
//     program      a published version: document, projection, author, in_force_from_ms, published_at_ms
//     event        sealed events, one after the other from position 1 on; "event" is the event itself, "hash" the
//                  SHA-256 of its canonical JSON (RFC 8785), "personal" its salt and part where it was not erased
//     identity     what the shop calls an aggregate, and whose it is
//     answer       an answer kept for its idempotency key
//     setting      keys and whom the store trusts, as base64url: only in an export with keys
//     trailer      last: events, root, and the SHA-256 of every byte before this line
//
// The hash of any line but an event's is the SHA-256 of the canonical JSON of its other members. So damage is found in
// the line where it is, and a file that was cut short has no trailer.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "edge/storage/event_store.h"
#include "shared/base/value.h"

namespace laurel::exports {

inline constexpr std::string_view format_name = "laurel-export";
inline constexpr std::int64_t format_version = 1;
inline constexpr std::size_t line_bytes_max = 16 * 1024 * 1024;

namespace type {
inline constexpr std::string_view header = "header";
inline constexpr std::string_view program = "program";
inline constexpr std::string_view event = "event";
inline constexpr std::string_view identity = "identity";
inline constexpr std::string_view answer = "answer";
inline constexpr std::string_view setting = "setting";
inline constexpr std::string_view trailer = "trailer";
}  // namespace type

struct Header {
    std::string store;
    std::string exported_at;
    TreeHead head;
    bool has_keys = false;
};

struct Trailer {
    std::int64_t events = 0;
    std::string root;
    std::string sha256;
};

struct Setting {
    std::string name;
    std::string value;
};

struct EventLine {
    StoredEvent stored;  // aggregate and version are the event's own
    std::string kind;
    std::int64_t effective_at_ms = 0;
    std::optional<PersonalPart> personal;
};

// Lines without their line break.
std::string line_of(const Header& header);
std::string line_of(const ProgramRow& program);
std::string line_of(const StoredEvent& stored, const std::optional<PersonalPart>& personal);
std::string line_of(const Identity& identity);
std::string line_of(const Idempotency& answer);
std::string line_of(const Setting& setting);
std::string line_of(const Trailer& trailer);

// A line that has a known type and, but for an event's, the hash of its content. Errors: of read_json;
// value_not_allowed.
Result<Value> read_line(std::string_view line);

// What such a line says. A header's error: another format or a later version. An event's: a hash that is not that of
// its bytes, bytes that are no event, a personal part that is not the event's (personal_part_mismatch).
Result<Header> header_of(const Value& line);
Result<EventLine> event_of(const Value& line);
ProgramRow program_of(const Value& line);
Identity identity_of(const Value& line);
Idempotency answer_of(const Value& line);
// Error: value_not_allowed for a value that is no base64url.
Result<Setting> setting_of(const Value& line);
Trailer trailer_of(const Value& line);

}  // namespace laurel::exports
