#include <cstdio>
#include <spec/casework/case_folder.hpp>
#include <spec/casework/sequence_page.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

constexpr const char* style =
    "body{font:14px/1.4 'Noto Sans',sans-serif;margin:1.5em;color:#111}table{border-collapse:collapse}"
    "td,th{border-bottom:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top}"
    "th{position:sticky;top:0;background:#fff}.bad{color:#b00020;font-weight:bold}tr.bad td{background:#fdecee;"
    "color:inherit;font-weight:normal}.small{color:#555;font-size:12px}svg.t{display:block}"
    ".charts svg{max-width:100%;height:auto;margin:4px 8px 4px 0}";

std::string digits(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string thumbnail_svg(const RowSummary& row) {
    if (row.thumbnail.size() < 2) return "";
    constexpr double width = 220, height = 44;
    const double first = row.thumbnail.front().first, last = row.thumbnail.back().first;
    if (!(last > first)) return "";
    std::string points;
    for (const auto& [x, y] : row.thumbnail)
        points += digits(width * (x - first) / (last - first)) + "," + digits(height - 2 - (height - 4) * y) + " ";
    return "<svg class=\"t\" width=\"220\" height=\"44\" viewBox=\"0 0 220 44\"><polyline fill=\"none\" "
           "stroke=\"#234\" points=\"" +
           points + "\"/></svg>";
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : "<br>") + escaped(text);
    return out;
}

// A link to a file of the folder: the percent signs of its name are part of the name.
std::string link(const std::string& file, const std::string& text) {
    std::string address;
    for (const char c : file) address += c == '%' ? std::string("%25") : std::string(1, c);
    return "<a href=\"" + escaped(address) + "\">" + escaped(text) + "</a>";
}

std::string sample_cell(const RowSummary& row) {
    std::string out =
        row.done ? link(CaseFolder::result_file(row.row->sample), row.row->sample) : escaped(row.row->sample);
    if (!row.row->exhibit.empty())
        out += "<div class=\"small\">" + escaped(row.row->case_id) + " " + escaped(row.row->exhibit) + "</div>";
    if (!row.report.empty()) out += "<div class=\"small\">" + link(row.report, "report draft") + "</div>";
    return out;
}

std::string type_cell(const RowSummary& row) {
    std::string out = to_string(row.row->type);
    if (row.row->level) out += " " + shortest(*row.row->level) + " " + escaped(row.row->unit);
    if (!row.row->guessed_from.empty())
        out += "<div class=\"small\">guessed from \xE2\x80\x9C" + escaped(row.row->guessed_from) + "\xE2\x80\x9D</div>";
    return out;
}

std::string row_html(const RowSummary& row) {
    const bool bad = !row.done || !row.failed.empty();
    std::string standard = "\xE2\x80\x93";
    if (row.internal_standard)
        standard = digits(100 * row.internal_standard->share) + " %, " + digits(row.internal_standard->time_s) + " s";
    return std::string("<tr") + (bad ? " class=\"bad\"" : "") + "><td>" + std::to_string(row.row->line) + "</td><td>" +
           sample_cell(row) + "</td><td>" + type_cell(row) + "</td><td class=\"small\">" + escaped(row.acquired) +
           "</td><td>" + thumbnail_svg(row) + "</td><td>" + standard + "</td><td>" + joined(row.findings) +
           "</td><td class=\"bad\">" + (row.done ? joined(row.failed) : escaped(row.failure)) + "</td></tr>\n";
}

std::string failures_html(const std::vector<RowSummary>& rows, const std::vector<ControlChart>& charts) {
    std::string list;
    for (const RowSummary& row : rows) {
        if (!row.done) list += "<li>" + escaped(row.row->sample) + ": " + escaped(row.failure) + "</li>\n";
        for (const std::string& failed : row.failed)
            list += "<li>" + escaped(row.row->sample) + ": " + escaped(failed) + "</li>\n";
    }
    for (const ControlChart& chart : charts)
        for (const ChartPoint& point : chart.points)
            if (!point.passed)
                list += "<li>" + escaped(point.sample) + ": " + escaped(chart.title) + ", " +
                        shortest(round_significant(point.value, 4)) + " " + escaped(chart.unit) + "; " +
                        escaped(chart.limits) + "</li>\n";
    if (list.empty()) return "<p>No check failed.</p>\n";
    return "<div class=\"bad\"><p>Failed checks</p><ul>\n" + list + "</ul></div>\n";
}

}  // namespace

std::string sequence_page(const std::string& title, const std::vector<RowSummary>& rows,
                          const std::vector<ControlChart>& charts, const std::vector<std::string>& notes) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title) +
                      "</title><style>" + style + "</style></head><body>\n<h1>" + escaped(title) + "</h1>\n";
    std::size_t done = 0;
    for (const RowSummary& row : rows) done += row.done ? 1 : 0;
    out += "<p>" + std::to_string(done) + " of " + std::to_string(rows.size()) + " rows were measured.</p>\n";
    out += failures_html(rows, charts);
    out += "<h2>Control charts</h2><div class=\"charts\">\n";
    for (const ControlChart& chart : charts) out += chart_svg(chart);
    if (charts.empty()) out += "<p>No internal standard, check or carry-over to draw.</p>";
    out +=
        "</div><p class=\"small\">Tune: the files of this sequence hold no tune report that Sarap reads; the "
        "laboratory keeps it.</p>\n<h2>Injections</h2>\n<table><tr><th>line</th><th>sample</th><th>type</th>"
        "<th>acquired</th><th>chromatogram or spectrum</th><th>internal standard</th><th>findings</th>"
        "<th>failed checks</th></tr>\n";
    for (const RowSummary& row : rows) out += row_html(row);
    out += "</table>\n";
    if (!notes.empty()) {
        out += "<h2>Notes</h2><ul>\n";
        for (const std::string& note : notes) out += "<li>" + escaped(note) + "</li>\n";
        out += "</ul>\n";
    }
    return out + "</body></html>\n";
}

}  // namespace spec::casework
