#include "shared/base/local_text.h"

namespace laurel {
namespace {

constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};
constexpr Field text_fields[] = {
    {"en", &text_shape, true, false, "English, and wherever no other language fits."},
    {"zh-CN", &text_shape, false, false, "Simplified Chinese."},
};

}  // namespace

const Shape local_text_shape{.kind = ShapeKind::object, .fields = text_fields, .name = "local_text"};

LocalText read_local_text(const Value& value) {
    return {std::string(value.string_at("en")), std::string(value.string_at("zh-CN"))};
}

Value write_local_text(const LocalText& text) {
    Object value{{"en", text.en}};
    if (!text.zh_cn.empty()) value.set("zh-CN", text.zh_cn);
    return value;
}

}  // namespace laurel
