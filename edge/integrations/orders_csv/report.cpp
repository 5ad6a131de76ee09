#include "edge/integrations/orders_csv/report.h"

#include <algorithm>
#include <string_view>

#include "shared/base/money.h"

namespace laurel::orders_csv {
namespace {

std::int64_t price_difference_minor(const Report& report) { return report.matched_minor - report.refunds.amount_minor; }

// 1234567 as 1,234,567.
std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number < 0 ? -number : number);
    for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, 1, ',');
    return (number < 0 ? "-" : "") + digits;
}

// 123456 of GBP as 1,234.56.
std::string money(std::int64_t amount_minor, const std::string& currency) {
    std::int64_t unit = 1;
    const int digits = std::max(currency_digits(currency), 0);
    for (int digit = 0; digit < digits; ++digit) unit *= 10;
    const std::int64_t magnitude = amount_minor < 0 ? -amount_minor : amount_minor;
    std::string text = (amount_minor < 0 ? "-" : "") + grouped(magnitude / unit);
    if (digits == 0) return text;
    const std::string fraction = std::to_string(magnitude % unit);
    return text + '.' + std::string(static_cast<std::size_t>(digits) - fraction.size(), '0') + fraction;
}

// "  label            1,234   5,678.90": the amount left out when the text is empty.
std::string row(std::string_view label, std::string_view count, std::string_view amount) {
    constexpr std::size_t label_width = 44;
    constexpr std::size_t count_width = 12;
    constexpr std::size_t amount_width = 20;
    const auto padded = [](std::string_view text, std::size_t width) {
        return std::string(width - std::min(width, text.size()), ' ') + std::string(text);
    };
    std::string line = "  " + std::string(label);
    line.resize(std::max(line.size(), label_width), ' ');
    line += padded(count, count_width);
    if (!amount.empty()) line += padded(amount, amount_width);
    return line + '\n';
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

// As a field of a comma-separated file. A leading sign or @ would be a formula to a spreadsheet.
std::string csv_field(std::string_view text) {
    std::string field(text);
    if (!field.empty() && std::string_view("=+-@").find(field[0]) != std::string_view::npos) field.insert(0, 1, '\'');
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    for (std::size_t at = field.find('"'); at != std::string::npos; at = field.find('"', at + 2))
        field.insert(at, 1, '"');
    return '"' + field + '"';
}

std::string plain_money(std::int64_t amount_minor, const std::string& currency) {
    std::string text = money(amount_minor, currency);
    std::erase(text, ',');
    return text;
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
    std::string text = "\nThe file, " + report.currency + " " + amount(report.file_minor) + ", is the sum of\n";
    text += row("members' orders", grouped(report.order_lines) + " lines", amount(report.orders.amount_minor));
    text += row("guests' orders", grouped(report.guest_lines) + " lines", amount(report.guest_orders.amount_minor));
    text += row("members' cancellations", grouped(report.cancelled.count) + " lines",
                amount(-report.cancelled.amount_minor));
    text += row("guests' cancellations", grouped(report.guests_cancelled.count) + " lines",
                amount(-report.guests_cancelled.amount_minor));
    text += row("rejected lines", grouped(report.rejected.count) + " lines", amount(report.rejected.amount_minor));
    text += "\nMembers' cancellations, " + report.currency + " " + amount(report.cancelled.amount_minor) +
            ", are the sum of\n";
    text += row("refunded, at the prices paid", grouped(report.refunds.count) + " refunds",
                amount(report.refunds.amount_minor));
    text += row("price differences of the refunded pieces", "", amount(price_difference_minor(report)));
    text += row("unmatched, at the prices in the file", grouped(report.unmatched.count) + " parts",
                amount(report.unmatched.amount_minor));
    text +=
        reconciles(report) ? "Both add up to the penny.\n" : "THESE DO NOT ADD UP: please report this as a defect.\n";
    return text;
}

std::string reasons_text(std::string_view title, const std::map<std::string, Tally>& reasons,
                         const std::string& currency) {
    if (reasons.empty()) return "";
    std::string text = "\n" + std::string(title) + "\n";
    for (const auto& [reason, tally] : reasons) {
        text += "  " + grouped(tally.count) + " lines, " + money(tally.amount_minor, currency) + ": " + reason + "\n";
    }
    return text;
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
    const std::string known = report.orders_known + report.refunds_known == 0
                                  ? ""
                                  : "  (" + grouped(report.orders_known) + " of the orders and " +
                                        grouped(report.refunds_known) + " of the refunds were in the store before)\n";
    const auto amount = [&](std::int64_t minor) { return money(minor, report.currency); };
    std::string text = report.is_dry_run ? "Dry run: nothing was written. An import would give\n" : "Imported\n";
    text += row("lines read", grouped(report.lines), "");
    text += row("members", grouped(report.members), "");
    text += row("members' orders, gross", grouped(report.orders.count), amount(report.orders.amount_minor));
    text += row("refunded", grouped(report.refunds.count), amount(report.refunds.amount_minor));
    text += row("members' orders, net", "", amount(report.orders.amount_minor - report.refunds.amount_minor));
    text += row("guests' orders", grouped(report.guest_orders.count), amount(report.guest_orders.amount_minor));
    text += known;
    if (report.is_stopped) return text + "Stopped before the end. Run the same command again to continue.\n";
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
