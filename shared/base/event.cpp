#include "shared/base/event.h"

#include "shared/base/shape.h"

namespace laurel {
namespace {

constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};
constexpr Shape digest_shape{.kind = ShapeKind::text, .minimum = 64, .maximum = 64};
constexpr Shape counter_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = -integer_max, .maximum = integer_max};

// The members beside "data", all required but the two digests.
constexpr Field envelope_fields[] = {
    {"aggregate", &text_shape, true},
    {"author", &text_shape, true},
    {"effective_at_ms", &instant_shape, true},
    {"kind", &text_shape, true},
    {"personal", &digest_shape},
    {"previous", &digest_shape},
    {"program_version", &counter_shape, true},
    {"recorded_at_ms", &instant_shape, true},
    {"version", &counter_shape, true},
};
constexpr Shape envelope_shape{.kind = ShapeKind::object, .fields = envelope_fields};

}  // namespace

std::string event_bytes(const Event& event, std::string_view previous_hash) {
    Object object{{"aggregate", event.aggregate},
                  {"author", event.author},
                  {"data", event.data},
                  {"effective_at_ms", event.effective_at_ms},
                  {"kind", event.kind},
                  {"program_version", event.program_version},
                  {"recorded_at_ms", event.recorded_at_ms},
                  {"version", event.version}};
    if (!event.personal_digest.empty()) object.set("personal", event.personal_digest);
    if (!previous_hash.empty()) object.set("previous", previous_hash);
    return write_json(object);
}

Result<ChainedEvent> read_event(std::string_view bytes) {
    auto value = read_json(bytes);
    if (!value) return value.error();
    Object* object = value->object();
    Value* data = object != nullptr ? object->find("data") : nullptr;
    if (data == nullptr) return Error{ErrorCode::missing_field, "/data", "", "an object"};
    if (data->object() == nullptr) return Error{ErrorCode::wrong_type, "/data", describe(*data), "an object"};
    Event event{.data = std::move(*data)};
    object->erase("data");
    const Errors errors = check(*value, envelope_shape);
    if (!errors.empty()) return errors.front();
    event.aggregate = value->string_at("aggregate");
    event.version = value->integer_at("version");
    event.kind = value->string_at("kind");
    event.effective_at_ms = value->integer_at("effective_at_ms");
    event.recorded_at_ms = value->integer_at("recorded_at_ms");
    event.program_version = value->integer_at("program_version");
    event.author = value->string_at("author");
    event.personal_digest = value->string_at("personal");
    return ChainedEvent{std::move(event), std::string(value->string_at("previous"))};
}

}  // namespace laurel
