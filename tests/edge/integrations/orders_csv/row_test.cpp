#include "edge/integrations/orders_csv/row.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "edge/timezone.h"

namespace laurel::orders_csv {
namespace {

using Row = std::vector<std::string>;

const Row header = {"InvoiceNo",   "StockCode", "Description", "Quantity",
                    "InvoiceDate", "UnitPrice", "CustomerID",  "Country"};

RowReader reader() {
    return RowReader({.layout = choose_layout({}, header).value(),
                      .zone = zone_of("Europe/London", 0, 1'900'000'000'000).value(),
                      .currency_digits = 2,
                      .now_ms = read_instant("2012-01-01T00:00:00Z").value()},
                     header);
}

TEST_CASE("lines of the real file are understood or rejected, each for its reason") {
    struct Case {
        Row row;
        std::string_view outcome;  // "" when understood
        std::int64_t amount_minor;
    };
    const Case cases[] = {
        {{"536365", "85123A", "HEART", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "UK"}, "", 1530},
        {{"C536379", "D", "Discount", "-1", "2010-12-01 09:41:00", "27.5", "14527.0", "UK"}, "", 2750},
        {{"550193", "PADS", "PADS", "1", "2011-04-15 09:27:00", "0.001", "13952.0", "UK"}, "", 0},
        {{"536414", "22139", "", "56", "2010-12-01 11:52:00", "0.0", "", "UK"}, "", 0},
        {{"536589", "21777", "", "-10", "2010-12-01 16:50:00", "0.0", "", "UK"}, "quantity_negative", 0},
        {{"A563185", "B", "Adjust bad debt", "1", "2011-08-12 14:50:00", "11062.06", "", "UK"},
         "bookkeeping_entry",
         1106206},
        {{"A563186", "B", "Adjust bad debt", "1", "2011-08-12 14:51:00", "-11062.06", "", "UK"},
         "bookkeeping_entry",
         -1106206},
        {{"536365", "X", "", "2", "2010-12-01 08:26:00", "-1.50", "", "UK"}, "price_negative", -300},
        {{"C536365", "X", "", "2", "2010-12-01 08:26:00", "1.50", "", "UK"}, "cancellation_positive", 300},
        {{"536365", "X", "", "0", "2010-12-01 08:26:00", "1.50", "", "UK"}, "quantity_zero", 0},
        {{"536365", "X", "", "1.5", "2010-12-01 08:26:00", "1.50", "", "UK"}, "quantity_invalid", -1},
        {{"536365", "X", "", "1e400", "2010-12-01 08:26:00", "1.50", "", "UK"}, "quantity_invalid", -1},
        {{"536365", "X", "", "2000000000", "2010-12-01 08:26:00", "1.50", "", "UK"}, "quantity_invalid", -1},
        {{"536365", "X", "", "1", "2010-12-01 08:26:00", "free", "", "UK"}, "price_invalid", -1},
        {{"536365", "X", "", "1000000000", "2010-12-01 08:26:00", "99999", "", "UK"}, "amount_too_large", -1},
        {{"", "X", "", "1", "2010-12-01 08:26:00", "1.50", "", "UK"}, "order_invalid", 150},
        {{"536365", "", "", "1", "2010-12-01 08:26:00", "1.50", "", "UK"}, "sku_invalid", 150},
        {{"536365", "X", "", "1", "2010-12-01 08:26:00", "1.50", "a\tb", "UK"}, "member_invalid", 150},
        {{"536365", "\xff", "", "1", "2010-12-01 08:26:00", "1.50", "", "UK"}, "sku_invalid", 150},
        {{"536365", "X", "\xa3", "1", "2010-12-01 08:26:00", "1.50", "", "UK"}, "", 150},  // a column that nobody reads
        {{"536365", "X", "", "1", "2011-02-29 08:26:00", "1.50", "", "UK"}, "time_invalid", 150},
        {{"536365", "X", "", "1", "2011-03-27 01:30:00", "1.50", "", "UK"}, "time_skipped", 150},
        {{"536365", "X", "", "1", "2012-01-01 00:06:00", "1.50", "", "UK"}, "time_in_future", 150},
        {{"536365", "X", "", "1", "2010-12-01 08:26:00", "1.50", ""}, "columns_wrong", -1},
    };
    for (const Case& row : cases) {
        CAPTURE(row.row[0] + ' ' + row.row[1] + ' ' + row.row[3] + ' ' + row.row[5]);
        const auto read = reader().read(row.row);
        if (row.outcome.empty()) {
            REQUIRE(std::holds_alternative<Sale>(read));
            CHECK(std::get<Sale>(read).amount_minor == row.amount_minor);
        } else {
            REQUIRE(std::holds_alternative<Rejection>(read));
            CHECK(name_of(std::get<Rejection>(read).reason) == row.outcome);
            CHECK(std::get<Rejection>(read).amount_minor.value_or(-1) == row.amount_minor);
        }
    }
}

TEST_CASE("a line keeps its ids, its customer and its time") {
    const auto read = reader().read({"C536379", "85123a", "", "-2", "2011-07-01 09:41:00", "1.00", "14527.0", ""});
    const Sale& sale = std::get<Sale>(read);
    CHECK(sale.order == "C536379");
    CHECK(sale.sku == "85123a");
    CHECK(sale.member == "14527");
    CHECK(sale.cancels);
    CHECK(sale.quantity == 2);
    CHECK(write_instant(sale.at_ms) == "2011-07-01T08:41:00Z");
}

TEST_CASE("every reason has a name and a sentence of its own") {
    std::vector<std::string> sentences;
    for (int reason = 0; reason <= static_cast<int>(Reason::order_refused); ++reason) {
        CHECK(!name_of(static_cast<Reason>(reason)).empty());
        sentences.emplace_back(sentence_of(static_cast<Reason>(reason)));
    }
    std::sort(sentences.begin(), sentences.end());
    CHECK(std::adjacent_find(sentences.begin(), sentences.end()) == sentences.end());
}

TEST_CASE("a layout is found by the header, named, mapped, or refused with what is missing") {
    CHECK(choose_layout({}, header)->name == "online-retail");
    CHECK(choose_layout({}, {"order", "sku", "quantity", "price", "placed_at"})->name == "plain");
    const LayoutRequest mapped{.name = {},
                               .pairs = {"order=Nr", "sku=Art", "quantity=Q", "price=P", "placed_at=T"},
                               .cancellation_prefix = "X-",
                               .bookkeeping_prefix = {}};
    const auto layout = choose_layout(mapped, {"T", "Nr", "Art", "Q", "P"});
    REQUIRE(layout.ok());
    CHECK(layout->cancellation_prefix == "X-");
    CHECK(positions_in(*layout, {"T", "Nr", "Art", "Q", "P"}) == Positions{1, 2, 3, 4, 0, -1});

    struct Refused {
        LayoutRequest request;
        std::string_view path;
        std::string_view found;
    };
    const Refused refused[] = {
        {{"shopware", {}, {}, {}}, "/layout", "\"shopware\""},
        {{"", {"InvoiceNo"}, {}, {}}, "/map", "\"InvoiceNo\""},
        {{"", {"colour=InvoiceNo"}, {}, {}}, "/map", "\"colour=InvoiceNo\""},
        {{"", {"sku=Stock"}, {}, {}}, "/map/sku", "\"Stock\""},
        {{"", {"member=Who"}, {}, {}}, "/map/member", "\"Who\""},
        {{"plain", {}, {}, {}}, "/map/order", "\"order\""},
    };
    for (const Refused& row : refused) {
        const auto answer = choose_layout(row.request, header);
        REQUIRE(!answer.ok());
        CHECK(answer.error().path == row.path);
        CHECK(answer.error().found == row.found);
    }
    CHECK(choose_layout({}, {"a", "b"}).error().path == "/map/order");
}

}  // namespace
}  // namespace laurel::orders_csv
