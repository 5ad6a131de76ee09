#include "shared/base/value.h"

namespace laurel {
namespace {

constexpr std::size_t number_bytes_shown_max = 40;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// -1 when c is no hexadecimal digit.
constexpr int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr bool is_high_surrogate(unsigned unit) { return (unit & 0xFC00) == 0xD800; }
constexpr bool is_low_surrogate(unsigned unit) { return (unit & 0xFC00) == 0xDC00; }

void append_utf8(std::string& out, unsigned code_point) {
    const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code_point < 0x80) {
        put(code_point);
        return;
    }
    if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
    } else {
        if (code_point < 0x10000) {
            put(0xE0 | code_point >> 12);
        } else {
            put(0xF0 | code_point >> 18);
            put(0x80 | (code_point >> 12 & 0x3F));
        }
        put(0x80 | (code_point >> 6 & 0x3F));
    }
    put(0x80 | (code_point & 0x3F));
}

// Reads one document from left to right. Every method answers false once error_ is set; the containers put their part
// of the path in front while the calls return, so that a good document pays nothing for it.
class Reader {
   public:
    Reader(std::string_view bytes, const ReadLimits& limits) : bytes_(bytes), limits_(limits) {}

    Result<Value> read() {
        Value value;
        if (bytes_.size() > limits_.bytes_max) {
            fail(ErrorCode::json_too_large, std::to_string(bytes_.size()) + " bytes",
                 at_most(limits_.bytes_max, " bytes"));
        } else if (read_value(value)) {
            skip_space();
            if (position_ == bytes_.size()) return value;
            fail_syntax("the end");
        }
        return std::move(error_);
    }

   private:
    // 0 at the end, which no rule of the grammar accepts.
    char peek() const { return position_ < bytes_.size() ? bytes_[position_] : '\0'; }

    bool take(char c) {
        if (peek() != c) return false;
        ++position_;
        return true;
    }

    void skip_space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++position_;
    }

    static std::string at_most(std::size_t count, const char* unit) {
        return "at most " + std::to_string(count) + unit;
    }

    bool fail(ErrorCode code, std::string found, std::string allowed) {
        error_ = {code, {}, std::move(found), std::move(allowed)};
        return false;
    }

    bool fail_under(std::string_view parent) {
        error_.path.insert(0, parent);
        return false;
    }

    std::string at_byte(std::size_t position) const { return " at byte " + std::to_string(position); }

    bool fail_syntax(const char* allowed) {
        std::string found = "the end";
        if (position_ < bytes_.size()) {
            const bool printable = peek() > ' ' && peek() < 0x7F;
            found = printable ? quoted(bytes_.substr(position_, 1)) : "a character";
        }
        return fail(ErrorCode::json_syntax, found + at_byte(position_), allowed);
    }

    bool read_value(Value& value) {
        skip_space();
        if (++nodes_ > limits_.nodes_max) {
            return fail(ErrorCode::json_too_large, "more values" + at_byte(position_),
                        at_most(limits_.nodes_max, " values"));
        }
        switch (peek()) {
            case '{':
                return read_container(&Reader::read_object, value);
            case '[':
                return read_container(&Reader::read_array, value);
            case '"':
                return read_string(value);
            case 't':
                return read_word("true", true, value);
            case 'f':
                return read_word("false", false, value);
            case 'n':
                return read_word("null", {}, value);
            default:
                return read_number(value);
        }
    }

    bool read_word(std::string_view word, Value meaning, Value& value) {
        if (bytes_.substr(position_, word.size()) != word) return fail_syntax("a value");
        position_ += word.size();
        value = std::move(meaning);
        return true;
    }

    bool read_container(bool (Reader::*read_content)(Value&), Value& value) {
        if (depth_ == limits_.depth_max) {
            return fail(ErrorCode::json_too_deep, "a deeper level" + at_byte(position_),
                        at_most(limits_.depth_max, " levels"));
        }
        ++position_;
        ++depth_;
        const bool read = (this->*read_content)(value);
        --depth_;
        return read;
    }

    bool read_array(Value& value) {
        Array items;
        skip_space();
        if (!take(']')) {
            do {
                if (!read_value(items.emplace_back())) return fail_under(child_path({}, items.size() - 1));
                skip_space();
            } while (take(','));
            if (!take(']')) return fail_syntax("a comma or ]");
        }
        value = std::move(items);
        return true;
    }

    bool read_object(Value& value) {
        std::vector<Object::Member> members;
        skip_space();
        if (!take('}')) {
            do {
                if (!read_member(members.emplace_back())) return false;
                skip_space();
            } while (take(','));
            if (!take('}')) return fail_syntax("a comma or }");
        }
        Result<Object> object = Object::from_members(std::move(members));
        if (!object) {
            error_ = object.error();
            return false;
        }
        value = *std::move(object);
        return true;
    }

    bool read_member(Object::Member& member) {
        skip_space();
        if (peek() != '"') return fail_syntax("a key in quotes");
        if (!read_text(member.first)) return false;
        skip_space();
        if (!take(':')) return fail_syntax("a colon");
        return read_value(member.second) || fail_under(child_path({}, member.first));
    }

    bool read_string(Value& value) {
        std::string text;
        if (!read_text(text)) return false;
        value = std::move(text);
        return true;
    }

    // The string whose opening quote is next.
    bool read_text(std::string& text) {
        const std::size_t opening = position_++;
        bool ascii = true;
        std::size_t start = position_;
        for (; peek() != '"'; ++position_) {
            const auto byte = static_cast<unsigned char>(peek());
            if (byte < 0x20)
                return fail_syntax(position_ < bytes_.size() ? "an escaped control character" : "a closing quote");
            if (byte >= 0x80) ascii = false;
            if (byte != '\\') continue;
            text += bytes_.substr(start, position_ - start);
            if (!read_escape(text)) return false;
            start = position_ + 1;
        }
        text += bytes_.substr(start, position_ - start);
        ++position_;
        // An escape ends up as whole characters, so it can neither complete nor hide a broken one beside it.
        if (ascii || is_utf8(text)) return true;
        return fail(ErrorCode::json_invalid_utf8, "other bytes in the string" + at_byte(opening), "UTF-8");
    }

    // From the backslash to the last byte of the escape.
    bool read_escape(std::string& text) {
        constexpr std::string_view from = "\"\\/bfnrt";
        constexpr std::string_view to = "\"\\/\b\f\n\r\t";
        ++position_;
        if (peek() == 'u') return read_unicode_escape(text);
        const std::size_t at = position_ < bytes_.size() ? from.find(peek()) : std::string_view::npos;
        if (at == std::string_view::npos) return fail_syntax("one of \" \\ / b f n r t u");
        text += to[at];
        return true;
    }

    bool read_unicode_escape(std::string& text) {
        const std::size_t start = position_ - 1;
        unsigned unit = 0;
        if (!read_code_unit(unit)) return false;
        if (is_high_surrogate(unit) && bytes_.substr(position_ + 1, 2) == "\\u") {
            position_ += 2;
            unsigned low = 0;
            if (!read_code_unit(low)) return false;
            if (is_low_surrogate(low)) {
                append_utf8(text, 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)));
                return true;
            }
        }
        if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
            return fail(ErrorCode::json_invalid_utf8, "half a surrogate pair" + at_byte(start), "a whole pair");
        }
        append_utf8(text, unit);
        return true;
    }

    // From the u to its fourth digit.
    bool read_code_unit(unsigned& unit) {
        for (int i = 0; i < 4; ++i) {
            ++position_;
            const int digit = hex_digit(peek());
            if (digit < 0) return fail_syntax("four hexadecimal digits");
            unit = unit << 4 | static_cast<unsigned>(digit);
        }
        return true;
    }

    bool take_digits() {
        if (!is_digit(peek())) return fail_syntax("a digit");
        while (is_digit(peek())) ++position_;
        return true;
    }

    std::string number_text(std::size_t start) const {
        const std::string_view text = bytes_.substr(start, position_ - start);
        std::string shown(text.substr(0, number_bytes_shown_max));
        if (text.size() > number_bytes_shown_max) shown += "...";
        return shown;
    }

    bool read_number(Value& value) {
        const std::size_t start = position_;
        const bool negative = take('-');
        if (!is_digit(peek())) return fail_syntax(negative ? "a digit" : "a value");
        std::int64_t number = 0;
        // One digit at least, and no more after a leading zero.
        do {
            const int digit = bytes_[position_++] - '0';
            // Stays above the limit once it is there.
            if (number <= integer_max) number = number * 10 + digit;
        } while (number != 0 && is_digit(peek()));
        bool whole = !(negative && number == 0);
        if (take('.')) {
            whole = false;
            if (!take_digits()) return false;
        }
        if (take('e') || take('E')) {
            whole = false;
            if (!take('+')) take('-');
            if (!take_digits()) return false;
        }
        const char* allowed = "an integer from -9007199254740991 to 9007199254740991";
        if (limits_.fractions != nullptr && (!whole || number > integer_max)) {
            allowed = limits_.fractions(bytes_.substr(start, position_ - start), value);
            if (allowed == nullptr) return true;
        } else if (!whole) {
            return fail(ErrorCode::number_not_integer, number_text(start), "an integer");
        } else if (number <= integer_max) {
            value = negative ? -number : number;
            return true;
        }
        return fail(ErrorCode::number_out_of_range, number_text(start), allowed);
    }

    std::string_view bytes_;
    ReadLimits limits_;
    std::size_t position_ = 0;
    std::size_t depth_ = 0;
    std::size_t nodes_ = 0;
    Error error_;
};

}  // namespace

Result<Value> read_json(std::string_view bytes, const ReadLimits& limits) { return Reader(bytes, limits).read(); }

bool is_utf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto at = [&](std::size_t offset) -> unsigned {
            return i + offset < bytes.size() ? static_cast<unsigned char>(bytes[i + offset]) : 0u;
        };
        const unsigned lead = at(0);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        // The second byte's range keeps out overlong forms, surrogates and what lies above U+10FFFF (Unicode, table
        // 3-7).
        unsigned low = 0x80;
        unsigned high = 0xBF;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
        if (lead < 0xC2 || lead > 0xF4 || at(1) < low || at(1) > high) return false;
        const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (std::size_t k = 2; k < length; ++k) {
            if ((at(k) & 0xC0) != 0x80) return false;
        }
        i += length;
    }
    return true;
}

}  // namespace laurel
