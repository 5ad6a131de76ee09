#include "edge/integrations/orders_csv/report.h"

#include <algorithm>
#include <string_view>

#include "edge/csv_field.h"
#include "edge/text_table.h"
#include "shared/base/money.h"
#include "shared/view/messages.h"

namespace laurel::orders_csv {
namespace {

std::int64_t price_difference_minor(const Report& report) { return report.matched_minor - report.refunds.amount_minor; }

std::string count_text(std::int64_t count) { return view::format_integer(view::Locale::en, count); }
std::string money(std::int64_t minor, const std::string& currency) {
    return view::format_money(view::Locale::en, minor, currency);
}

Value tally_to_value(const Tally& tally) {
    return Object{{"count", tally.count}, {"amount_minor", tally.amount_minor}};
}

Value reasons_to_value(const std::map<std::string, Tally>& reasons) {
    Array list;
    for (const auto& [reason, tally] : reasons) {
        list.push_back(Object{{"reason", reason}, {"lines", tally.count}, {"amount_minor", tally.amount_minor}});
    }
    return list;
}

// 123456 of GBP as 1234.56.
std::string plain_money(std::int64_t amount_minor, const std::string& currency) {
    const auto digits = static_cast<std::size_t>(std::max(currency_digits(currency), 0));
    std::string text = std::to_string(amount_minor < 0 ? -amount_minor : amount_minor);
    if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
    if (digits > 0) text.insert(text.size() - digits, 1, '.');
    return (amount_minor < 0 ? "-" : "") + text;
}

Value finding_to_value(const Finding& finding) {
    Object value{
        {"line", finding.line}, {"outcome", finding.outcome}, {"reason", finding.reason}, {"order", finding.order}};
    if (finding.quantity != 0) value.set("quantity", finding.quantity);
    if (finding.amount_minor) value.set("amount_minor", *finding.amount_minor);
    return value;
}

std::string equations_text(const Report& report) {
    const auto amount = [&](std::int64_t minor) { return money(minor, report.currency); };
    TextTable file("lrr");
    file.add({"members' orders", count_text(report.order_lines) + " lines", amount(report.orders.amount_minor)});
    file.add({"guests' orders", count_text(report.guest_lines) + " lines", amount(report.guest_orders.amount_minor)});
    file.add({"members' cancellations", count_text(report.cancelled.count) + " lines",
              amount(-report.cancelled.amount_minor)});
    file.add({"guests' cancellations", count_text(report.guests_cancelled.count) + " lines",
              amount(-report.guests_cancelled.amount_minor)});
    file.add({"rejected", count_text(report.rejected.count) + " lines", amount(report.rejected.amount_minor)});
    file.add({"= the file", count_text(report.lines) + " lines", amount(report.file_minor)});
    TextTable cancelled("lrr");
    cancelled.add({"refunded, at the prices paid", count_text(report.refunds.count) + " refunds",
                   amount(report.refunds.amount_minor)});
    cancelled.add({"the same pieces' other prices in the file", "", amount(price_difference_minor(report))});
    cancelled.add({"unmatched", count_text(report.unmatched.count) + " lines", amount(report.unmatched.amount_minor)});
    cancelled.add({"= members' cancellations", count_text(report.cancelled.count) + " lines",
                   amount(report.cancelled.amount_minor)});
    const std::string_view verdict =
        reconciles(report) ? "Both add up to the penny." : "THESE DO NOT ADD UP: please report this defect.";
    return "\n" + file.text() + "\n" + cancelled.text() + "\n" + std::string(verdict) + "\n";
}

std::string reasons_text(std::string_view title, const std::map<std::string, Tally>& reasons,
                         const std::string& currency) {
    if (reasons.empty()) return "";
    TextTable table("rrl");
    for (const auto& [reason, tally] : reasons)
        table.add({count_text(tally.count) + " lines", money(tally.amount_minor, currency), reason});
    return "\n" + std::string(title) + "\n" + table.text();
}

}  // namespace

bool reconciles(const Report& report) {
    return report.file_minor == report.orders.amount_minor + report.guest_orders.amount_minor -
                                    report.cancelled.amount_minor - report.guests_cancelled.amount_minor +
                                    report.rejected.amount_minor &&
           report.cancelled.amount_minor ==
               report.refunds.amount_minor + price_difference_minor(report) + report.unmatched.amount_minor &&
           report.lines == report.order_lines + report.guest_lines + report.cancelled.count +
                               report.guests_cancelled.count + report.rejected.count;
}

Value report_to_value(const Report& report) {
    return Object{{"layout", report.layout},
                  {"currency", report.currency},
                  {"time_zone", report.time_zone},
                  {"dry_run", report.is_dry_run},
                  {"stopped", report.is_stopped},
                  {"lines", report.lines},
                  {"file_minor", report.file_minor},
                  {"members", report.members},
                  {"orders", tally_to_value(report.orders)},
                  {"order_lines", report.order_lines},
                  {"guest_orders", tally_to_value(report.guest_orders)},
                  {"guest_lines", report.guest_lines},
                  {"cancelled", tally_to_value(report.cancelled)},
                  {"guests_cancelled", tally_to_value(report.guests_cancelled)},
                  {"refunds", tally_to_value(report.refunds)},
                  {"price_difference_minor", price_difference_minor(report)},
                  {"unmatched", tally_to_value(report.unmatched)},
                  {"unmatched_by_reason", reasons_to_value(report.unmatched_by_reason)},
                  {"rejected", tally_to_value(report.rejected)},
                  {"rejected_by_reason", reasons_to_value(report.rejected_by_reason)},
                  {"orders_known", report.orders_known},
                  {"refunds_known", report.refunds_known},
                  {"reconciles", reconciles(report)}};
}

std::string report_text(const Report& report) {
    // The figures are of the file, not of what was recorded of it by then.
    if (report.is_stopped) {
        return "Stopped before the end; what was recorded by then stays.\nRun the same command again to continue.\n";
    }
    const auto amount = [&](std::int64_t minor) { return money(minor, report.currency); };
    TextTable table("lrr");
    table.add({"lines read", count_text(report.lines)});
    table.add({"members", count_text(report.members)});
    table.add({"members' orders", count_text(report.orders.count), amount(report.orders.amount_minor)});
    table.add({"refunds", count_text(report.refunds.count), amount(-report.refunds.amount_minor)});
    table.add({"members' orders, net", "", amount(report.orders.amount_minor - report.refunds.amount_minor)});
    table.add({"guests' orders", count_text(report.guest_orders.count), amount(report.guest_orders.amount_minor)});
    std::string text = report.is_dry_run ? "Dry run: nothing was written. An import gives\n" : "Imported\n";
    text += table.text();
    if (report.orders_known + report.refunds_known > 0) {
        text += "In the store before: " + count_text(report.orders_known) + " of the orders, " +
                count_text(report.refunds_known) + " of the refunds.\n";
    }
    text += equations_text(report);
    text += reasons_text("Rejected", report.rejected_by_reason, report.currency);
    return text + reasons_text("Unmatched", report.unmatched_by_reason, report.currency);
}

void write_findings_csv(Stage& stage, const std::string& currency, const std::function<void(std::string_view)>& write) {
    write("line,outcome,order,quantity,amount,reason\n");
    stage.each_finding([&](const Finding& finding) {
        write(std::to_string(finding.line) + ',' + finding.outcome + ',' + csv_field(finding.order) + ',' +
              (finding.quantity == 0 ? "" : std::to_string(finding.quantity)) + ',' +
              (finding.amount_minor ? plain_money(*finding.amount_minor, currency) : "") + ',' +
              csv_field(finding.reason) + '\n');
    });
}

void write_findings_json(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write) {
    write("{\"report\":" + write_json(report_to_value(report)) + ",\"findings\":[");
    bool is_first = true;
    stage.each_finding([&](const Finding& finding) {
        write((is_first ? "\n" : ",\n") + write_json(finding_to_value(finding)));
        is_first = false;
    });
    write("]}\n");
}

}  // namespace laurel::orders_csv
