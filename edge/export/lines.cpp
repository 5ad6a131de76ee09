#include "edge/export/lines.h"

#include <algorithm>

#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "shared/base/event.h"

namespace laurel::exports {
namespace {

constexpr std::string_view types[] = {type::header, type::program, type::event,  type::identity,
                                      type::answer, type::setting, type::trailer};

Error wrong_hash(const std::string& found, const std::string& content) {
    return {ErrorCode::value_not_allowed, "",
            "changed or damaged: its hash is " + quoted(found) + ", its content's " + content,
            "the line as it was exported"};
}

std::string sealed(std::string_view line_type, Object content) {
    content.set("type", line_type);
    content.set("hash", sha256_hex(write_json(content)));
    return write_json(content);
}

// What the store keeps as canonical JSON is an object in its line.
Value document_of(std::string_view json) {
    auto value = read_json(json, {.bytes_max = line_bytes_max});
    return value ? std::move(*value) : Value();
}

std::string json_at(const Value& line, std::string_view key) {
    const Value* value = line.find(key);
    return value != nullptr ? write_json(*value) : "";
}

std::string text_at(const Value& line, std::string_view key) { return std::string(line.string_at(key)); }

Result<std::optional<PersonalPart>> personal_of(const Value& line, const Event& event) {
    const Value* personal = line.find("personal");
    if (personal == nullptr) return std::optional<PersonalPart>();
    PersonalPart part{event.aggregate, event.version, text_at(*personal, "salt"), json_at(*personal, "part")};
    const std::string digest = sha256_hex(part.salt + part.bytes);
    if (digest == event.personal_digest) return std::optional(std::move(part));
    return Error{ErrorCode::personal_part_mismatch, "/personal", digest,
                 event.personal_digest.empty() ? "no personal part" : event.personal_digest};
}

}  // namespace

std::string line_of(const Header& header) {
    return sealed(type::header, {{"epoch", header.head.epoch},
                                 {"exported_at", header.exported_at},
                                 {"format", format_name},
                                 {"keys", header.has_keys},
                                 {"root", header.head.root},
                                 {"size", header.head.size},
                                 {"store", header.store},
                                 {"version", format_version}});
}

std::string line_of(const ProgramRow& program) {
    return sealed(type::program, {{"author", program.author},
                                  {"document", document_of(program.document)},
                                  {"in_force_from_ms", program.in_force_from_ms},
                                  {"projection", document_of(program.projection)},
                                  {"published_at_ms", program.published_at_ms},
                                  {"version", program.version}});
}

// The store's bytes are canonical, and so is this line: its members are in order.
std::string line_of(const StoredEvent& stored, const std::optional<PersonalPart>& personal) {
    std::string line = R"({"event":)" + stored.bytes + R"(,"hash":")" + stored.hash + '"';
    if (personal) line += R"(,"personal":{"part":)" + personal->bytes + R"(,"salt":")" + personal->salt + "\"}";
    return line + R"(,"position":)" + std::to_string(stored.position) + R"(,"type":"event"})";
}

std::string line_of(const Identity& identity) {
    return sealed(type::identity, {{"aggregate", identity.aggregate},
                                   {"external_id", identity.external_id},
                                   {"kind", identity.kind},
                                   {"owner", identity.owner}});
}

std::string line_of(const Idempotency& answer) {
    return sealed(type::answer, {{"answer", answer.answer},
                                 {"body_hash", answer.body_hash},
                                 {"key", answer.key},
                                 {"owner", answer.owner},
                                 {"principal", answer.principal},
                                 {"recorded_at_ms", answer.recorded_at_ms},
                                 {"status", std::int64_t{answer.status}}});
}

std::string line_of(const Setting& setting) {
    return sealed(type::setting, {{"name", setting.name}, {"value", base64url_encode(setting.value)}});
}

std::string line_of(const Trailer& trailer) {
    return sealed(type::trailer, {{"events", trailer.events}, {"root", trailer.root}, {"sha256", trailer.sha256}});
}

Result<Value> read_line(std::string_view text) {
    constexpr std::size_t levels = 2;  // that a line puts around what the store holds
    auto line = read_json(
        text, {.bytes_max = line_bytes_max, .depth_max = json_depth_max + levels, .nodes_max = line_bytes_max});
    if (!line) return line.error();
    const std::string_view line_type = line->string_at("type");
    if (std::find(std::begin(types), std::end(types), line_type) == std::end(types))
        return Error{ErrorCode::value_not_allowed, "/type", quoted(line_type), "a line of a Laurel export"};
    if (line_type == type::event) return line;
    const std::string hash = text_at(*line, "hash");
    line->object()->erase("hash");
    const std::string allowed = sha256_hex(write_json(*line));
    if (hash != allowed) return wrong_hash(hash, allowed);
    return line;
}

Result<Header> header_of(const Value& line) {
    if (line.string_at("type") != type::header || line.string_at("format") != format_name)
        return Error{ErrorCode::value_not_allowed, "/format", quoted(line.string_at("format")),
                     "a file that laurel export wrote, from its header on"};
    if (line.integer_at("version") != format_version)
        return Error{
            ErrorCode::value_not_allowed, "/version", std::to_string(line.integer_at("version")),
            std::to_string(format_version) + "; use the version of laurel that wrote the file, or a later one"};
    return Header{text_at(line, "store"),
                  text_at(line, "exported_at"),
                  {line.integer_at("epoch"), line.integer_at("size"), text_at(line, "root")},
                  line.boolean_at("keys")};
}

Result<EventLine> event_of(const Value& line) {
    EventLine read;
    read.stored = {line.integer_at("position"), {}, 0, json_at(line, "event"), text_at(line, "hash")};
    const std::string hash = sha256_hex(read.stored.bytes);
    if (read.stored.hash != hash) return wrong_hash(read.stored.hash, hash);
    auto chained = read_event(read.stored.bytes);
    if (!chained) return chained.error();
    auto personal = personal_of(line, chained->event);
    if (!personal) return personal.error();
    read.personal = std::move(*personal);
    read.stored.aggregate = std::move(chained->event.aggregate);
    read.stored.version = chained->event.version;
    read.kind = std::move(chained->event.kind);
    read.effective_at_ms = chained->event.effective_at_ms;
    return read;
}

ProgramRow program_of(const Value& line) {
    return {line.integer_at("version"), line.integer_at("in_force_from_ms"), line.integer_at("published_at_ms"),
            text_at(line, "author"),    json_at(line, "document"),           json_at(line, "projection")};
}

Identity identity_of(const Value& line) {
    return {text_at(line, "kind"), text_at(line, "external_id"), text_at(line, "aggregate"), text_at(line, "owner")};
}

Idempotency answer_of(const Value& line) {
    return {text_at(line, "principal"),       text_at(line, "key"),
            text_at(line, "body_hash"),       static_cast<std::int32_t>(line.integer_at("status")),
            text_at(line, "answer"),          text_at(line, "owner"),
            line.integer_at("recorded_at_ms")};
}

Result<Setting> setting_of(const Value& line) {
    auto value = base64url_decode(line.string_at("value"));
    if (!value) return Error{ErrorCode::value_not_allowed, "/value", "no base64url", "base64url without padding"};
    return Setting{text_at(line, "name"), std::move(*value)};
}

Trailer trailer_of(const Value& line) {
    return {line.integer_at("events"), text_at(line, "root"), text_at(line, "sha256")};
}

}  // namespace laurel::exports
