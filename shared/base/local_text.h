#pragma once
// A merchant's text in the languages that widgets speak.
#include <string>

#include "shared/base/shape.h"

namespace laurel {

struct LocalText {
    std::string en;
    std::string zh_cn;  // "": the English one stands in

    bool empty() const { return en.empty() && zh_cn.empty(); }
    bool operator==(const LocalText&) const = default;
};

// {"en": ..., "zh-CN": ...}
extern const Shape local_text_shape;

LocalText read_local_text(const Value& value);
Value write_local_text(const LocalText& text);

}  // namespace laurel
