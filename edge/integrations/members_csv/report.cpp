#include "edge/integrations/members_csv/report.h"

#include "edge/csv_field.h"
#include "edge/integrations/members_csv/points.h"
#include "edge/text_table.h"
#include "shared/view/messages.h"

namespace laurel::members_csv {
namespace {

constexpr int members_shown_max = 20;

std::string count_text(std::int64_t count) { return view::format_integer(view::Locale::en, count); }

Value tally_to_value(const Tally& tally) {
    return Object{{"count", tally.count}, {"points", points_text(tally.units)}};
}

Value reasons_to_value(const std::map<std::string, Tally>& reasons) {
    Array list;
    for (const auto& [reason, tally] : reasons)
        list.push_back(Object{{"reason", reason}, {"rows", tally.count}, {"points", points_text(tally.units)}});
    return list;
}

std::string_view text_of(Effect effect) {
    return effect == Effect::by_sign ? "by its sign" : effect_names[static_cast<std::size_t>(effect)];
}

Value file_to_value(const FileReport& file) {
    Object columns;
    for (std::size_t column = 0; column < column_count; ++column) {
        if (file.layout.position(static_cast<Column>(column)) >= 0)
            columns.set(std::string(column_names[column]), file.layout.names[column]);
    }
    Array types;
    for (const auto& [type, tally] : file.types) {
        types.push_back(Object{{"type", type},
                               {"read_as", effect_names[static_cast<std::size_t>(tally.effect)]},
                               {"rows", tally.rows.count},
                               {"points", points_text(tally.rows.units)}});
    }
    return Object{{"name", file.name},
                  {"product", file.layout.product},
                  {"family", family_names[static_cast<std::size_t>(file.layout.family)]},
                  {"encoding", file.encoding},
                  {"columns", std::move(columns)},
                  {"rows", tally_to_value(file.rows)},
                  {"counted", tally_to_value(file.counted)},
                  {"left_out", tally_to_value(file.left_out)},
                  {"rejected", tally_to_value(file.rejected)},
                  {"types", std::move(types)}};
}

std::string file_text(const FileReport& file) {
    std::string text = "\n" + file.name + ": " + file.layout.product + ", " +
                       std::string(family_names[static_cast<std::size_t>(file.layout.family)]) + ", " + file.encoding +
                       '\n';
    TextTable columns("ll");
    for (std::size_t column = 0; column < column_count; ++column) {
        if (file.layout.position(static_cast<Column>(column)) >= 0 && file.layout.has_header)
            columns.add({std::string(column_names[column]), "from column " + quoted(file.layout.names[column])});
    }
    TextTable sums("lrr");
    const auto add = [&](const char* name, const Tally& tally) {
        sums.add({name, count_text(tally.count) + " rows", points_text(tally.units) + " points"});
    };
    add("counted", file.counted);
    add("left out", file.left_out);
    add("rejected", file.rejected);
    add("= the file", file.rows);
    TextTable types("llrr");
    for (const auto& [type, tally] : file.types) {
        types.add({"type " + quoted(type), std::string(text_of(tally.effect)), count_text(tally.rows.count) + " rows",
                   points_text(tally.rows.units) + " points"});
    }
    return text + columns.text() + sums.text() + types.text();
}

std::string sums_text(const Report& report) {
    TextTable table("lrr");
    const auto add = [&](const char* name, const std::string& count, std::int64_t units) {
        table.add({name, count, points_text(units) + " points"});
    };
    add("opened", count_text(report.opened.count) + " members", report.opened.units);
    add("opened by an earlier import", count_text(report.known.count) + " members", report.known.units);
    add("refused by the ledger", count_text(report.refused.count) + " members", report.refused.units);
    add("expired before the import", "", report.past_due_units);
    add("fractions of a point", "", report.fraction_units);
    add("= the members' points", count_text(report.members) + " members", report.base_units);
    if (report.topped_units != 0) add("of it, added to reach the stated balances", "", report.topped_units);
    return "\n" + table.text();
}

std::string differing_text(const Report& report, Stage& stage) {
    if (report.stated.count == 0) return "\nThe files state no balances to compare with.\n";
    if (report.differing.count == 0) {
        return "\nAll " + count_text(report.stated.count) +
               " stated balances are as opened: " + points_text(report.stated.units) + " points.\n";
    }
    TextTable table("lrrrl");
    table.add({"member", "stated", "opened", "difference", "because"});
    int shown = 0;
    stage.each_opened(true, [&](const Opened& opened) {
        table.add({opened.member, points_text(*opened.stated), points_text(opened.opened),
                   points_text(opened.difference()), opened.reason});
        return ++shown < members_shown_max;
    });
    std::string text = "\nDiffering: " + count_text(report.differing.count) + " of " + count_text(report.stated.count) +
                       " members whose balance is stated, by " + points_text(report.differing.units) +
                       " points together\n" + table.text();
    if (report.differing.count > shown)
        text += "  and " + count_text(report.differing.count - shown) + " more: --report FILE lists every member\n";
    return text;
}

std::string reasons_text(std::string_view title, const std::map<std::string, Tally>& reasons) {
    if (reasons.empty()) return "";
    TextTable table("rrl");
    for (const auto& [reason, tally] : reasons)
        table.add({count_text(tally.count) + " rows", points_text(tally.units) + " points", reason});
    return "\n" + std::string(title) + "\n" + table.text();
}

std::string tiers_text(const Report& report) {
    if (report.tiers.empty()) return "";
    TextTable table("rl");
    for (const auto& [tier, members] : report.tiers) table.add({count_text(members) + " members", quoted(tier)});
    return "\nTiers in the files, which are told here and not taken over\n" + table.text();
}

std::string sentence_of(const Finding& finding) {
    return std::string(sentence_of(finding.reason)) + (finding.detail.empty() ? "" : ": " + finding.detail);
}

}  // namespace

bool reconciles(const Report& report) {
    std::int64_t counted_units = 0;
    for (const FileReport& file : report.files) {
        counted_units += file.counted.units;
        if (file.rows.count != file.counted.count + file.left_out.count + file.rejected.count) return false;
        if (file.rows.units != file.counted.units + file.left_out.units + file.rejected.units) return false;
    }
    return counted_units + report.topped_units == report.base_units + report.compared_units &&
           report.base_units == report.opened.units + report.known.units + report.refused.units +
                                    report.past_due_units + report.fraction_units &&
           report.members == report.opened.count + report.known.count + report.refused.count;
}

Value report_to_value(const Report& report) {
    Array files;
    Array tiers;
    for (const auto& [tier, members] : report.tiers) tiers.push_back(Object{{"tier", tier}, {"members", members}});
    for (const FileReport& file : report.files) files.push_back(file_to_value(file));
    return Object{{"files", std::move(files)},
                  {"source", report.source},
                  {"opening_lots", report.opening_lots},
                  {"rounding", report.rounding},
                  {"time_zone", report.time_zone},
                  {"trust", report.trusted},
                  {"dry_run", report.is_dry_run},
                  {"stopped", report.is_stopped},
                  {"members", report.members},
                  {"opened", tally_to_value(report.opened)},
                  {"known", tally_to_value(report.known)},
                  {"refused", tally_to_value(report.refused)},
                  {"lots", report.lots},
                  {"deficits", tally_to_value(report.deficits)},
                  {"stated", tally_to_value(report.stated)},
                  {"differing", tally_to_value(report.differing)},
                  {"compared_points", points_text(report.compared_units)},
                  {"added_points", points_text(report.topped_units)},
                  {"members_points", points_text(report.base_units)},
                  {"expired_points", points_text(report.past_due_units)},
                  {"fraction_points", points_text(report.fraction_units)},
                  {"tiers", std::move(tiers)},
                  {"rejected_by_reason", reasons_to_value(report.rejected_by_reason)},
                  {"left_out_by_reason", reasons_to_value(report.left_out_by_reason)},
                  {"noted_by_reason", reasons_to_value(report.noted_by_reason)},
                  {"reconciles", reconciles(report)}};
}

std::string report_text(const Report& report, Stage& stage) {
    if (report.is_stopped)
        return "Stopped before the end; what was opened by then stays.\nRun the same command again to continue.\n";
    std::string text = report.is_dry_run ? "Dry run: nothing was written. An import gives\n" : "Imported\n";
    TextTable table("lr");
    table.add({"members", count_text(report.members)});
    table.add({"opening lots", count_text(report.lots)});
    table.add({"members who owe points", count_text(report.deficits.count)});
    text += table.text() + "Opening lots: " + report.opening_lots + "; rounding: " + report.rounding +
            "; local times: " + report.time_zone + "\n";
    for (const FileReport& file : report.files) text += file_text(file);
    text += sums_text(report);
    text +=
        reconciles(report) ? "It all adds up to the point.\n" : "THIS DOES NOT ADD UP: please report this defect.\n";
    text += differing_text(report, stage) + tiers_text(report);
    text += reasons_text("Rejected", report.rejected_by_reason);
    text += reasons_text("Left out", report.left_out_by_reason);
    return text + reasons_text("Noted", report.noted_by_reason);
}

void write_members_csv(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write) {
    write("outcome,member,stated,opened,difference,file,line,points,reason\n");
    stage.each_opened(false, [&](const Opened& opened) {
        write(opened.outcome + ',' + csv_field(opened.member) + ',' +
              (opened.stated ? points_text(*opened.stated) : "") + ',' + points_text(opened.opened) + ',' +
              (opened.stated ? points_text(opened.difference()) : "") + ",,,," + csv_field(opened.reason) + '\n');
        return true;
    });
    stage.each_finding([&](const Finding& finding) {
        const std::string& file = report.files[static_cast<std::size_t>(finding.place.file)].name;
        write(std::string(outcome_of(finding.reason)) + ',' + csv_field(finding.member) + ",,,," + csv_field(file) +
              ',' + std::to_string(finding.place.line) + ',' + (finding.units ? points_text(*finding.units) : "") +
              ',' + csv_field(sentence_of(finding)) + '\n');
    });
}

void write_members_json(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write) {
    write("{\"report\":" + write_json(report_to_value(report)) + ",\"members\":[");
    const char* between = "\n";
    const auto write_next = [&](const Object& object) {
        write(between + write_json(object));
        between = ",\n";
    };
    stage.each_opened(false, [&](const Opened& opened) {
        Object member{{"member", opened.member}, {"outcome", opened.outcome}, {"opened", points_text(opened.opened)}};
        if (opened.stated) member.set("stated", points_text(*opened.stated));
        if (opened.stated) member.set("difference", points_text(opened.difference()));
        if (!opened.reason.empty()) member.set("reason", opened.reason);
        write_next(member);
        return true;
    });
    write("],\"findings\":[");
    between = "\n";
    stage.each_finding([&](const Finding& finding) {
        Object object{{"file", report.files[static_cast<std::size_t>(finding.place.file)].name},
                      {"line", finding.place.line},
                      {"outcome", outcome_of(finding.reason)},
                      {"code", name_of(finding.reason)},
                      {"reason", sentence_of(finding)},
                      {"member", finding.member}};
        if (finding.units) object.set("points", points_text(*finding.units));
        write_next(object);
    });
    write("]}\n");
}

}  // namespace laurel::members_csv
