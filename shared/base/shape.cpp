#include "shared/base/shape.h"

#include <algorithm>
#include <string>

#include "shared/base/money.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr std::size_t errors_max = 100;

// "one of: down, half_up".
std::string one_of(std::string_view intro, std::span<const std::string_view> names) {
    std::string out(intro);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += ", ";
        out += names[i];
    }
    return out;
}

// "1 item", "3 items".
std::string count_text(std::int64_t count, const char* unit) {
    return std::to_string(count) + ' ' + unit + (count == 1 ? "" : "s");
}

// "1 to 20 items", "at most 20 items" or, where only one number will do, "20 items".
std::string range_text(const Shape& shape, const char* unit) {
    std::string most = count_text(shape.maximum, unit);
    if (shape.minimum == shape.maximum) return most;
    return shape.minimum == 0 ? "at most " + most : std::to_string(shape.minimum) + " to " + most;
}

std::string allowed_text(const Shape& shape) {
    switch (shape.kind) {
        case ShapeKind::boolean:
            return "true or false";
        case ShapeKind::integer:
            if (shape.minimum == shape.maximum) return std::to_string(shape.minimum);
            return "an integer from " + std::to_string(shape.minimum) + " to " + std::to_string(shape.maximum);
        case ShapeKind::text:
            if (!shape.allowed.empty()) return one_of("one of: ", shape.allowed);
            return "text of " + range_text(shape, "byte") + " without control characters";
        case ShapeKind::identifier:
            return "an identifier of 1 to " + std::to_string(identifier_bytes_max) +
                   " bytes without control characters or a space at either end";
        case ShapeKind::instant:
            return "a date and time with an offset, such as 2026-11-22T08:00:00Z";
        case ShapeKind::date:
            return "a date that exists, such as 2026-02-17";
        case ShapeKind::time_of_day:
            return "a time of day from 00:00 to 23:59";
        case ShapeKind::currency:
            return "a current ISO 4217 currency code, such as GBP";
        case ShapeKind::list:
            return "a list of " + range_text(shape, "item");
        case ShapeKind::dictionary:
            return "an object of " + range_text(shape, "member");
        case ShapeKind::object:
            return "an object";
        case ShapeKind::any:
            return "any JSON";
    }
    return {};
}

Value::Kind kind_of_value(ShapeKind kind) {
    switch (kind) {
        case ShapeKind::boolean:
            return Value::Kind::boolean;
        case ShapeKind::integer:
            return Value::Kind::integer;
        case ShapeKind::list:
            return Value::Kind::array;
        case ShapeKind::object:
        case ShapeKind::dictionary:
            return Value::Kind::object;
        default:
            return Value::Kind::string;
    }
}

// U+0000..U+001F and U+007F..U+009F.
bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

bool is_identifier(std::string_view text) {
    return !text.empty() && text.size() <= identifier_bytes_max && text.front() != ' ' && text.back() != ' ' &&
           !has_control_character(text);
}

bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), text) != names.end();
}

const Field* field_of(const Shape& shape, std::string_view name) {
    const auto field = std::find_if(shape.fields.begin(), shape.fields.end(),
                                    [name](const Field& candidate) { return candidate.name == name; });
    return field == shape.fields.end() ? nullptr : &*field;
}

class Checker {
   public:
    void check(const Value& value, const Shape& shape, const std::string& path) {
        if (shape.kind == ShapeKind::any) return;
        if (value.kind() != kind_of_value(shape.kind)) {
            add(ErrorCode::wrong_type, path, describe(value), allowed_text(shape));
            return;
        }
        switch (shape.kind) {
            case ShapeKind::boolean:
                break;
            case ShapeKind::integer:
                if (*value.integer() < shape.minimum || *value.integer() > shape.maximum) {
                    add(ErrorCode::number_out_of_range, path, describe(value), allowed_text(shape));
                }
                break;
            case ShapeKind::list:
                check_list(*value.array(), shape, path);
                break;
            case ShapeKind::object:
                check_object(*value.object(), shape, path);
                break;
            case ShapeKind::dictionary:
                check_dictionary(*value.object(), shape, path);
                break;
            default:
                check_string(*value.string(), shape, path);
        }
    }

    Errors errors;

   private:
    void add(ErrorCode code, std::string path, std::string found, std::string allowed) {
        if (!full()) errors.push_back({code, std::move(path), std::move(found), std::move(allowed)});
    }

    bool full() const { return errors.size() >= errors_max; }

    void check_string(const std::string& text, const Shape& shape, const std::string& path) {
        if (shape.kind == ShapeKind::text) {
            check_text(text, shape, path);
        } else if (shape.kind == ShapeKind::identifier && !is_identifier(text)) {
            add(ErrorCode::invalid_identifier, path, quoted(text), allowed_text(shape));
        } else if (shape.kind == ShapeKind::instant && !read_instant(text)) {
            add(ErrorCode::invalid_instant, path, quoted(text), allowed_text(shape));
        } else if ((shape.kind == ShapeKind::date && !read_date(text)) ||
                   (shape.kind == ShapeKind::time_of_day && !read_time_of_day(text))) {
            add(ErrorCode::value_not_allowed, path, quoted(text), allowed_text(shape));
        } else if (shape.kind == ShapeKind::currency && currency_digits(text) < 0) {
            add(ErrorCode::unknown_currency, path, quoted(text), allowed_text(shape));
        }
    }

    void check_text(const std::string& text, const Shape& shape, const std::string& path) {
        const auto bytes = static_cast<std::int64_t>(text.size());
        if (!shape.allowed.empty()) {
            if (!is_one_of(text, shape.allowed)) {
                add(ErrorCode::value_not_allowed, path, quoted(text), allowed_text(shape));
            }
        } else if (bytes < shape.minimum) {
            add(ErrorCode::text_too_short, path, count_text(bytes, "byte"), allowed_text(shape));
        } else if (bytes > shape.maximum) {
            add(ErrorCode::text_too_long, path, count_text(bytes, "byte"), allowed_text(shape));
        } else if (has_control_character(text)) {
            add(ErrorCode::value_not_allowed, path, "a control character", allowed_text(shape));
        }
    }

    // False when there are too many to look at one by one.
    bool check_size(std::size_t size, const char* unit, const Shape& shape, const std::string& path) {
        const auto count = static_cast<std::int64_t>(size);
        const bool too_many = count > shape.maximum;
        if (too_many || count < shape.minimum) {
            add(too_many ? ErrorCode::list_too_long : ErrorCode::value_not_allowed, path, count_text(count, unit),
                allowed_text(shape));
        }
        return !too_many;
    }

    void check_list(const Array& items, const Shape& shape, const std::string& path) {
        if (!check_size(items.size(), "item", shape, path)) return;
        for (std::size_t i = 0; i < items.size() && !full(); ++i) check(items[i], *shape.items, child_path(path, i));
    }

    void check_dictionary(const Object& entries, const Shape& shape, const std::string& path) {
        if (!check_size(entries.size(), "member", shape, path)) return;
        for (const auto& [key, value] : entries) {
            if (full()) return;
            const std::string place = child_path(path, key);
            if (!is_identifier(key)) {
                add(ErrorCode::invalid_identifier, place, quoted(key), allowed_text({.kind = ShapeKind::identifier}));
            }
            check(value, *shape.items, place);
        }
    }

    // What is there in its order, then what is not.
    void check_object(const Object& members, const Shape& shape, const std::string& path) {
        for (const auto& [key, value] : members) {
            if (full()) return;
            if (const Field* field = field_of(shape, key)) {
                check(value, *field->shape, child_path(path, key));
            } else {
                add(ErrorCode::unknown_field, child_path(path, key), quoted(key), fields_text(shape));
            }
        }
        for (const Field& field : shape.fields) {
            if (field.required && members.find(field.name) == nullptr) {
                add(ErrorCode::missing_field, child_path(path, field.name), {}, allowed_text(*field.shape));
            }
        }
        check_exactly_one(members, shape, path);
    }

    void check_exactly_one(const Object& members, const Shape& shape, const std::string& path) {
        if (shape.exactly_one_of.empty()) return;
        std::vector<std::string_view> present;
        for (std::string_view name : shape.exactly_one_of) {
            if (members.find(name) != nullptr) present.push_back(name);
        }
        if (present.size() == 1) return;
        add(present.empty() ? ErrorCode::missing_field : ErrorCode::value_not_allowed, path, one_of("", present),
            one_of("exactly one of: ", shape.exactly_one_of));
    }

    static std::string fields_text(const Shape& shape) {
        std::vector<std::string_view> names;
        for (const Field& field : shape.fields) names.push_back(field.name);
        return names.empty() ? "no fields" : one_of("one of: ", names);
    }
};

bool is_empty_object(const Value& value) { return value.object() != nullptr && value.object()->empty(); }

}  // namespace

Errors check(const Value& value, const Shape& shape, std::string_view path) {
    Checker checker;
    checker.check(value, shape, std::string(path));
    return std::move(checker.errors);
}

Value public_part(const Value& value, const Shape& shape) {
    if (shape.kind == ShapeKind::any) return value;
    if (shape.kind == ShapeKind::list && value.array() != nullptr) {
        Array items;
        items.reserve(value.array()->size());
        for (const Value& item : *value.array()) items.push_back(public_part(item, *shape.items));
        return items;
    }
    if (value.object() == nullptr) return value;
    Object members;
    for (const auto& [key, member] : *value.object()) {
        if (shape.kind == ShapeKind::dictionary) {
            members.set(key, public_part(member, *shape.items));
        } else if (const Field* field = field_of(shape, key); field != nullptr && !field->is_private) {
            members.set(key, public_part(member, *field->shape));
        }
    }
    return members;
}

Value private_part(const Value& value, const Shape& shape) {
    if (shape.kind == ShapeKind::any) return Object();
    if (shape.kind == ShapeKind::list && value.array() != nullptr) {
        // Empty objects hold the places of the items without a private part.
        Array items;
        items.reserve(value.array()->size());
        for (const Value& item : *value.array()) items.push_back(private_part(item, *shape.items));
        if (std::all_of(items.begin(), items.end(), is_empty_object)) return Object();
        return items;
    }
    Object members;
    if (value.object() == nullptr) return members;
    for (const auto& [key, member] : *value.object()) {
        const Field* field = shape.kind == ShapeKind::object ? field_of(shape, key) : nullptr;
        if (field != nullptr && field->is_private) {
            members.set(key, member);
        } else if (const Shape* below = shape.kind == ShapeKind::dictionary ? shape.items
                                        : field                             ? field->shape
                                                                            : nullptr) {
            Value part = private_part(member, *below);
            if (!is_empty_object(part)) members.set(key, std::move(part));
        }
    }
    return members;
}

}  // namespace laurel
