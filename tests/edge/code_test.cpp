#include "edge/code.h"

#include <doctest/doctest.h>

namespace laurel {

TEST_CASE("a code is read as it was made, however somebody typed it") {
    struct Case {
        std::string_view typed;
        std::string_view code;
    };
    const Case cases[] = {
        {"7K2M-Q9XD-4FTB", "7K2M-Q9XD-4FTB"},
        {"7k2mq9xd4ftb", "7K2M-Q9XD-4FTB"},
        {" 7K2M Q9XD 4FTB ", "7K2M-Q9XD-4FTB"},
        {"oOiIlL", "0011-11"},
        {"", ""},
    };
    for (const Case& each : cases) CHECK(normal_code(each.typed) == each.code);
}

TEST_CASE("no two codes are the same, and each is as somebody would type it") {
    const std::string first = random_code();
    CHECK(first.size() == 14);
    CHECK(normal_code(first) == first);
    CHECK(random_code() != first);
}

}  // namespace laurel
