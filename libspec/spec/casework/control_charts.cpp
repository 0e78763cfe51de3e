#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/casework/control_charts.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

using nlohmann::literals::operator""_json_pointer;

constexpr std::size_t thumbnail_points = 160;
constexpr double width = 720, height = 220, left = 62, right = 14, top = 30, bottom = 42;

std::string digits(double value, int decimals = 1) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

// The greatest value of each of at most thumbnail_points stretches: a peak never falls between two points.
std::vector<std::pair<double, double>> thumbnail_of(const Json& x, const Json& y) {
    std::vector<std::pair<double, double>> out;
    const std::size_t points = std::min(x.size(), y.size());
    const std::size_t stretch = std::max<std::size_t>(1, (points + thumbnail_points - 1) / thumbnail_points);
    double greatest = 0;
    for (std::size_t first = 0; first < points; first += stretch) {
        std::pair<double, double> best{x[first], y[first]};
        for (std::size_t i = first; i < std::min(points, first + stretch); ++i)
            if (const double value = y[i]; value > best.second) best = {x[i], value};
        greatest = std::max(greatest, best.second);
        out.push_back(best);
    }
    for (auto& [at, value] : out) value = greatest > 0 ? std::max(0.0, value / greatest) : 0;
    return out;
}

std::string finding_text(const Json& finding) {
    std::string text = finding.value("substance", "") + ": " + finding.value("outcome", "");
    const Json quantity = finding.value("quantity", Json());
    if (quantity.is_object() && quantity.contains("text")) text += ", " + quantity["text"].get<std::string>();
    return text;
}

double largest_of(const ControlChart& chart) {
    double most = std::max(chart.centre, chart.upper.value_or(chart.centre));
    for (const ChartPoint& point : chart.points) most = std::max(most, point.value);
    return most;
}

double least_of(const ControlChart& chart) {
    double least = std::min(chart.centre, chart.lower.value_or(chart.centre));
    for (const ChartPoint& point : chart.points) least = std::min(least, point.value);
    return least;
}

/// Where values and injections stand on the drawing.
struct Scale {
    double low, high;
    std::size_t points;
    double y(double value) const { return top + (height - top - bottom) * (high - value) / (high - low); }
    double x(std::size_t i) const {
        const double room = width - left - right;
        return left + room * (static_cast<double>(i) + 0.5) / static_cast<double>(points);
    }
};

Scale scale_of(const ControlChart& chart) {
    double low = least_of(chart), high = largest_of(chart);
    const double room = high > low ? 0.12 * (high - low) : std::max(1.0, std::abs(high) * 0.1);
    return {low - room, high + room, std::max<std::size_t>(1, chart.points.size())};
}

std::string line(double x1, double y1, double x2, double y2, const char* style) {
    return "<line x1=\"" + digits(x1) + "\" y1=\"" + digits(y1) + "\" x2=\"" + digits(x2) + "\" y2=\"" + digits(y2) +
           "\" " + style + "/>\n";
}

std::string text_at(double x, double y, const std::string& text, const char* style = "") {
    return "<text x=\"" + digits(x) + "\" y=\"" + digits(y) + "\" " + style + ">" + escaped(text) + "</text>\n";
}

std::string level(const Scale& scale, double value, const char* style) {
    return line(left, scale.y(value), width - right, scale.y(value), style) +
           text_at(left - 6, scale.y(value) + 4, shortest(round_significant(value, 5)), "text-anchor=\"end\"");
}

std::string points_svg(const ControlChart& chart, const Scale& scale) {
    std::string path, marks;
    for (std::size_t i = 0; i < chart.points.size(); ++i) {
        const ChartPoint& point = chart.points[i];
        const double x = scale.x(i), y = scale.y(point.value);
        path += (i == 0 ? "M" : "L") + digits(x) + " " + digits(y);
        if (point.passed) {
            marks += "<circle cx=\"" + digits(x) + "\" cy=\"" + digits(y) + "\" r=\"2.6\"><title>" +
                     escaped(point.sample) + ": " + shortest(round_significant(point.value, 5)) + "</title></circle>\n";
        } else {
            marks += "<path d=\"M" + digits(x - 4) + " " + digits(y - 4) +
                     "l8 8m0 -8l-8 8\" stroke=\"#b00020\" "
                     "stroke-width=\"2\"/>\n" +
                     text_at(x + 6, y - 5, point.sample, "fill=\"#b00020\"");
        }
    }
    return "<path d=\"" + path + "\" fill=\"none\" stroke=\"#888\"/>\n" + marks;
}

// The samples below the axis, as many as fit.
std::string samples_svg(const ControlChart& chart, const Scale& scale) {
    std::string out;
    const std::size_t step = std::max<std::size_t>(1, (chart.points.size() + 9) / 10);
    for (std::size_t i = 0; i < chart.points.size(); i += step) {
        std::string name = chart.points[i].sample;
        if (name.size() > 11) name = ".." + name.substr(name.size() - 9);
        out += text_at(scale.x(i), height - bottom + 16, is_utf8(name) ? name : "?", "text-anchor=\"middle\"");
    }
    return out;
}

ControlChart internal_area(const std::vector<RowSummary>& rows) {
    ControlChart chart{"internal_standard_area.svg", "Internal standard: area", "% of the median", {}, 100, 50, 150,
                       "50 and 150 % are accepted"};
    for (const RowSummary& row : rows)
        if (row.internal_standard) {
            const double value = 100 * row.internal_standard->share;
            chart.points.push_back({row.row->sample, value, value >= 50 && value <= 150});
        }
    return chart;
}

// One scan, the first injection of a day may be late (docs/methods/batch.md).
ControlChart internal_time(const std::vector<RowSummary>& rows, const SequenceStandards& standards) {
    const double centre = standards.median_internal_time_s;
    double scan_s = 0;
    for (const RowSummary& row : rows) scan_s = std::max(scan_s, row.scan_step_s);
    ControlChart chart{"internal_standard_time.svg",
                       "Internal standard: retention time",
                       "s",
                       {},
                       centre,
                       centre - scan_s,
                       centre + scan_s,
                       "one scan on either side of the median"};
    for (const RowSummary& row : rows)
        if (row.internal_standard) {
            const double value = row.internal_standard->time_s;
            chart.points.push_back({row.row->sample, value, std::abs(value - centre) <= scan_s});
        }
    return chart;
}

ControlChart checks_chart(const SequenceStandards& standards) {
    ControlChart chart{"check_standards.svg", "Check standards: bias", "%", {}, 0, -15, 15, "15 % is accepted"};
    for (const SequenceCheck& check : standards.checks)
        if (check.bias_percent) chart.points.push_back({check.sample, *check.bias_percent, check.passed});
    return chart;
}

ControlChart carry_over_chart(const SequenceStandards& standards) {
    ControlChart chart{"carry_over.svg",
                       "Carry-over into the blank after an injection",
                       "% of that injection",
                       {},
                       0,
                       std::nullopt,
                       0.1,
                       "0.1 % is accepted"};
    for (const SequenceCheck& check : standards.carry_over)
        if (check.found) chart.points.push_back({check.sample, *check.found, check.passed});
    return chart;
}

}  // namespace

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
        else
            out += ' ';
    }
    return out;
}

RowSummary summarise(const SequenceRow& row, const Json& result, const SequenceStandards& standards) {
    RowSummary out;
    out.row = &row;
    out.done = true;
    out.technique = result.at("input").at("technique");
    if (result.at("input").at("acquired").is_string()) out.acquired = result["input"]["acquired"];
    out.internal_standard = internal_standard_in(printed_components(result), standards);
    for (const Json& check : result.at("quality"))
        if (!check.at("passed").get<bool>())
            out.failed.push_back(check.at("check").get<std::string>() + ": " + check.at("detail").get<std::string>());
    for (const Json& finding : result.at("findings")) out.findings.push_back(finding_text(finding));
    const Json times = result.value("/chromatogram/retention_time_s"_json_pointer, Json::array());
    if (times.size() > 1)
        out.scan_step_s =
            (times.back().get<double>() - times.front().get<double>()) / static_cast<double>(times.size() - 1);
    if (result.contains("chromatogram"))
        out.thumbnail =
            thumbnail_of(result["chromatogram"]["retention_time_s"], result["chromatogram"]["total_ion_current"]);
    else if (result.contains("spectrum"))
        out.thumbnail = thumbnail_of(result["spectrum"]["shift_cm1"], result["spectrum"]["intensity"]);
    return out;
}

std::vector<ControlChart> control_charts(const std::vector<RowSummary>& rows, const SequenceStandards& standards) {
    std::vector<ControlChart> charts;
    for (ControlChart& chart : std::vector<ControlChart>{internal_area(rows), internal_time(rows, standards),
                                                         checks_chart(standards), carry_over_chart(standards)})
        if (!chart.points.empty()) charts.push_back(std::move(chart));
    return charts;
}

std::string chart_svg(const ControlChart& chart) {
    const Scale scale = scale_of(chart);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + digits(width, 0) + "\" height=\"" +
                      digits(height, 0) + "\" viewBox=\"0 0 " + digits(width, 0) + " " + digits(height, 0) +
                      "\" font-family=\"Noto Sans, sans-serif\" font-size=\"11\">\n<rect width=\"100%\" "
                      "height=\"100%\" fill=\"white\"/>\n";
    out += text_at(left, 16, chart.title + ", " + chart.unit + "; " + chart.limits, "font-weight=\"bold\"");
    out += "<rect x=\"" + digits(left) + "\" y=\"" + digits(top) + "\" width=\"" + digits(width - left - right) +
           "\" height=\"" + digits(height - top - bottom) + "\" fill=\"none\" stroke=\"#444\"/>\n";
    out += level(scale, chart.centre, "stroke=\"#444\"");
    for (const auto& limit : {chart.lower, chart.upper})
        if (limit) out += level(scale, *limit, "stroke=\"#444\" stroke-dasharray=\"5 4\"");
    out += points_svg(chart, scale) + samples_svg(chart, scale);
    out += text_at(left, height - 8, "injections in the order of acquisition");
    return out + "</svg>\n";
}

Json to_json(const ControlChart& chart) {
    Json points = Json::array();
    for (const ChartPoint& point : chart.points)
        points.push_back({{"sample", point.sample}, {"value", printed(point.value)}, {"passed", point.passed}});
    return {{"file", "charts/" + chart.file},
            {"title", chart.title},
            {"unit", chart.unit},
            {"centre", printed(chart.centre)},
            {"lower", chart.lower ? printed(*chart.lower) : Json(nullptr)},
            {"upper", chart.upper ? printed(*chart.upper) : Json(nullptr)},
            {"limits", chart.limits},
            {"points", points}};
}

}  // namespace spec::casework
