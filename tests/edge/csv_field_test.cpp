#include "edge/csv_field.h"

#include <doctest/doctest.h>

namespace laurel {

TEST_CASE("a text is a field that readers take apart as it was and that no spreadsheet computes") {
    struct Case {
        const char* text;
        const char* field;
    };
    for (const Case& each : {Case{"", ""},
                             {"ada", "ada"},
                             {"a,b", "\"a,b\""},
                             {"say \"hi\"", "\"say \"\"hi\"\"\""},
                             {"two\nlines", "\"two\nlines\""},
                             {"\"", "\"\"\"\""},
                             {"=1+1", "'=1+1"},
                             {"+44", "'+44"},
                             {"-5", "'-5"},
                             {"@sum", "'@sum"},
                             {"\tx", "'\tx"},
                             {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
                             {"a=b", "a=b"},
                             {"茶", "茶"}})
        CHECK(csv_field(each.text) == each.field);
}

}  // namespace laurel
