#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <spec/core/error.hpp>
#include <spec/report/compose.hpp>

namespace spec::report {
namespace {

struct Sticks {
    std::vector<double> mz, intensity;  ///< intensity in per cent of the greatest
};

Sticks relative_sticks(const Node& spectrum) {
    Sticks out{spectrum["mz"].numbers(), spectrum["intensity"].numbers()};
    if (out.mz.size() != out.intensity.size()) spectrum["intensity"].refuse("as many numbers as mz");
    const double greatest = out.intensity.empty() ? 0 : *std::max_element(out.intensity.begin(), out.intensity.end());
    if (greatest <= 0) return {};
    for (double& value : out.intensity) value *= 100 / greatest;
    return out;
}

std::string file_name(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string short_hash(const Node& node) { return node.text_or("").substr(0, 16); }

// Peaks with and without a partner in the other spectrum within half a unit, the latter in grey.
void add_sticks(Panel& panel, const Sticks& own, const Sticks& other, double sign) {
    Curve matched{{}, {}, CurveStyle::sticks, 0}, alone{{}, {}, CurveStyle::sticks, 0.6};
    for (std::size_t i = 0; i < own.mz.size(); ++i) {
        const bool partner =
            std::any_of(other.mz.begin(), other.mz.end(), [&](double mz) { return std::abs(mz - own.mz[i]) <= 0.5; });
        Curve& curve = partner ? matched : alone;
        curve.x.push_back(own.mz[i]);
        curve.y.push_back(sign * own.intensity[i]);
    }
    panel.curves.push_back(std::move(alone));
    panel.curves.push_back(std::move(matched));
}

void add_mz_labels(Panel& panel, const Sticks& sticks, double sign) {
    std::vector<std::size_t> order(sticks.mz.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return sticks.intensity[a] > sticks.intensity[b]; });
    for (std::size_t i = 0; i < std::min<std::size_t>(12, order.size()); ++i)
        panel.labels.push_back({sticks.mz[order[i]], sign * sticks.intensity[order[i]], fixed(sticks.mz[order[i]], 0)});
}

std::pair<double, double> mz_range(std::initializer_list<const Sticks*> spectra) {
    double low = 1e9, high = 0;
    for (const Sticks* sticks : spectra)
        for (std::size_t i = 0; i < sticks->mz.size(); ++i)
            if (sticks->intensity[i] >= 0.5) {
                low = std::min(low, sticks->mz[i]);
                high = std::max(high, sticks->mz[i]);
            }
    if (high <= 0) return {0, 100};
    return {std::max(0.0, std::floor(low / 10) * 10 - 10), std::ceil(high / 10) * 10 + 10};
}

Panel mirror_panel(const Composer& out, const Sticks& sample, const Sticks& reference, std::pair<double, double> range,
                   const char* title) {
    Panel panel;
    panel.x = {out.text("figure.mz"), range.first, range.second};
    panel.y = {out.text("figure.relative"), -122, 122};
    panel.absolute_y = true;
    panel.inside_top = out.text("figure.sample") + ": " + out.text(title);
    panel.inside_bottom = out.text("figure.reference");
    add_sticks(panel, sample, reference, 1);
    add_sticks(panel, reference, sample, -1);
    add_mz_labels(panel, sample, 1);
    add_mz_labels(panel, reference, -1);
    return panel;
}

std::vector<double> scaled(std::vector<double> values) {
    const double greatest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    if (greatest > 0)
        for (double& value : values) value /= greatest;
    return values;
}

double interpolated(const std::vector<double>& x, const std::vector<double>& y, double at) {
    const auto right = std::lower_bound(x.begin(), x.end(), at);
    if (right == x.begin() || right == x.end()) return 0;
    const std::size_t i = static_cast<std::size_t>(right - x.begin());
    const double share = (at - x[i - 1]) / (x[i] - x[i - 1]);
    return y[i - 1] + share * (y[i] - y[i - 1]);
}

std::pair<double, double> range_of(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high > *low ? std::pair(*low, *high) : std::pair(*low - 1, *high + 1);
}

void add_reference(Panel& top, Panel& below, const Curve& measured, const Node& reference) {
    Curve dashed{reference["shift_cm1"].numbers(), scaled(reference["intensity"].numbers()), CurveStyle::dashed, 0.35};
    if (dashed.x.size() != dashed.y.size()) reference["intensity"].refuse("as many numbers as shift_cm1");
    Curve difference{measured.x, {}, CurveStyle::line, 0};
    for (std::size_t i = 0; i < measured.x.size(); ++i)
        difference.y.push_back(measured.y[i] - interpolated(dashed.x, dashed.y, measured.x[i]));
    below.curves.push_back(std::move(difference));
    top.curves.push_back(std::move(dashed));
}

// The blank below the exhibit, on the same scales.
Panel blank_panel(const Composer& out, const Node& blank, const Panel& above) {
    Panel panel;
    panel.x = above.x;
    panel.y = above.y;
    auto time = blank["chromatogram"]["retention_time_s"].numbers();
    auto current = blank["chromatogram"]["total_ion_current"].numbers();
    if (time.size() != current.size())
        blank["chromatogram"]["total_ion_current"].refuse("as many numbers as retention_time_s");
    for (double& value : time) value /= 60;
    panel.inside_top = out.text("figure.blank", {{"file", file_name(blank["input"]["path"].text_or("?"))}});
    panel.curves.push_back({std::move(time), std::move(current), CurveStyle::line, 0});
    panel.weight = 0.6;
    return panel;
}

}  // namespace

void add_chromatogram(Composer& out, const Node& result, const Node* blank) {
    const Node chromatogram = result["chromatogram"];
    auto time = chromatogram["retention_time_s"].numbers();
    auto current = chromatogram["total_ion_current"].numbers();
    if (time.size() != current.size()) chromatogram["total_ion_current"].refuse("as many numbers as retention_time_s");
    if (time.size() < 2) return;
    for (double& value : time) value /= 60;
    Panel panel;
    const auto [first, last] = range_of(time);
    const double highest = std::max(1.0, *std::max_element(current.begin(), current.end()));
    panel.x = {out.text("figure.retention_time"), first, last};
    panel.y = {out.text("figure.abundance"), 0, highest * 1.15};
    const auto components = result["components"].items();
    for (const std::size_t i : components_of_interest(result, 8)) {
        const double at = components[i]["retention_time_s"].number() / 60;
        const double height = interpolated(time, current, at);
        panel.labels.push_back({at, height, "\u2193 " + fixed(components[i]["id"].number(), 0)});
    }
    panel.curves.push_back({std::move(time), std::move(current), CurveStyle::line, 0});
    Figure figure{{panel}, 52, out.decimal_sign()};
    if (blank != nullptr) {
        figure.panels.push_back(blank_panel(out, *blank, panel));
        figure.height_mm = 82;
    }
    out.add(FigureBlock{std::move(figure),
                        out.text("figure.chromatogram", {{"number", std::to_string(out.next_figure())},
                                                         {"file", file_name(result["input"]["path"].text_or("?"))},
                                                         {"hash", short_hash(result["input"]["sha256"])}})});
}

void add_mirror_plot(Composer& out, const Node& component) {
    const auto hits = component["hits"].items();
    if (hits.empty() || !hits.front()["reference"]["mz"].present()) return;
    const Sticks sample = relative_sticks(component["spectrum"]), apex = relative_sticks(component["apex_spectrum"]);
    const Sticks reference = relative_sticks(hits.front()["reference"]);
    if (sample.mz.empty()) return;
    const auto range = mz_range({&sample, &apex, &reference});
    Figure figure{{mirror_panel(out, sample, reference, range, "figure.deconvolved")}, 62, out.decimal_sign()};
    if (!apex.mz.empty()) {
        figure.panels.push_back(mirror_panel(out, apex, reference, range, "figure.apex"));
        figure.height_mm = 96;
    }
    const double minutes = component["retention_time_s"].number_if().value_or(0) / 60;
    out.add(FigureBlock{std::move(figure), out.text("figure.mirror", {{"number", std::to_string(out.next_figure())},
                                                                      {"id", fixed(component["id"].number(), 0)},
                                                                      {"time", out.local(fixed(minutes, 3))},
                                                                      {"entry", hits.front()["entry"].text_or("?")},
                                                                      {"name", hits.front()["name"].text_or("?")}})});
}

void add_raman_figure(Composer& out, const Node& result) {
    const Node spectrum = result["spectrum"];
    Curve measured{spectrum["shift_cm1"].numbers(), scaled(spectrum["intensity"].numbers()), CurveStyle::line, 0};
    if (measured.x.size() != measured.y.size()) spectrum["intensity"].refuse("as many numbers as shift_cm1");
    if (measured.x.size() < 2) return;
    const auto [low, high] = range_of(measured.x);
    Panel top, below;
    top.x = below.x = {out.text("figure.shift"), low, high};
    top.y = {out.text("figure.arbitrary"), -0.1, 1.15};
    below.y = {out.text("figure.difference"), -0.625, 0.625};
    top.weight = 2;
    std::string key = "figure.raman_alone";
    std::vector<std::pair<std::string, std::string>> values = {
        {"number", std::to_string(out.next_figure())},
        {"file", file_name(result["input"]["path"].text_or("?"))},
        {"hash", short_hash(result["input"]["sha256"])}};
    const auto components = result["components"].items();
    const auto hits = components.empty() ? std::vector<Node>{} : components.front()["hits"].items();
    const bool reference = !hits.empty() && hits.front()["reference"]["shift_cm1"].present();
    if (reference) {
        add_reference(top, below, measured, hits.front()["reference"]);
        key = "figure.raman";
        values.insert(values.end(),
                      {{"entry", hits.front()["entry"].text_or("?")}, {"name", hits.front()["name"].text_or("?")}});
    }
    top.curves.push_back(std::move(measured));
    Figure figure{{std::move(top)}, 70, out.decimal_sign()};
    if (reference) figure.panels.push_back(std::move(below));
    out.add(FigureBlock{std::move(figure), out.text(key, values)});
}

void add_calibration(Composer& out, const Node& finding) {
    const Node quantity = finding["quantity"], calibration = quantity["calibration"];
    Curve points{calibration["levels"].numbers(), calibration["responses"].numbers(), CurveStyle::crosses, 0};
    const auto coefficients = calibration["coefficients"].numbers();
    const auto deviations = calibration["deviation_percent"].numbers();
    if (points.x.size() < 2) return;
    if (points.y.size() != points.x.size()) calibration["responses"].refuse("as many numbers as levels");
    if (coefficients.size() != 3) calibration["coefficients"].refuse("three numbers");
    const double most = *std::max_element(points.x.begin(), points.x.end());
    Curve fitted{{}, {}, CurveStyle::line, 0};
    for (int i = 0; i <= 100; ++i) {
        const double level = 1.05 * most * i / 100;
        fitted.x.push_back(level);
        fitted.y.push_back(coefficients[0] + level * (coefficients[1] + level * coefficients[2]));
    }
    const double highest = std::max(*std::max_element(points.y.begin(), points.y.end()), fitted.y.back());
    Panel top, below;
    top.x = below.x = {out.text("calibration.level", {{"unit", quantity["unit"].text_or("?")}}), 0, 1.1 * most};
    top.y = {out.text("calibration.response"), 0, highest > 0 ? 1.1 * highest : 1};
    top.weight = 2;
    top.curves = {std::move(fitted), points};
    if (const auto response = quantity["response"].number_if())
        top.curves.push_back({{0, 1.1 * most}, {*response, *response}, CurveStyle::dashed, 0.35});
    Figure figure{{std::move(top)}, 62, out.decimal_sign()};
    if (deviations.size() == points.x.size()) {
        double reach = 6;
        for (const double one : deviations) reach = std::max(reach, 1.2 * std::abs(one));
        below.y = {out.text("calibration.residual"), -reach, reach};
        below.curves = {{{0, 1.1 * most}, {0, 0}, CurveStyle::line, 0.6},
                        {points.x, deviations, CurveStyle::crosses, 0}};
        figure.panels.push_back(std::move(below));
        figure.height_mm = 74;
    }
    out.add(FigureBlock{std::move(figure),
                        out.text("calibration.caption", {{"number", std::to_string(out.next_figure())},
                                                         {"substance", finding["substance"].text_or("?")}})});
}

std::vector<std::size_t> components_of_interest(const Node& result, std::size_t most) {
    const auto components = result["components"].items();
    std::set<int> wanted;
    for (const Node& finding : result["findings"].items())
        for (const Node& evidence : finding["evidence"].items())
            if (const auto id = evidence["component"].number_if()) wanted.insert(static_cast<int>(*id));
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const bool named = wanted.contains(static_cast<int>(components[i]["id"].number()));
        const double probability = components[i]["conclusion"]["probability"].number_if().value_or(0);
        if (named || (wanted.empty() && !components[i]["hits"].items().empty())) ranked.emplace_back(-probability, i);
    }
    std::stable_sort(ranked.begin(), ranked.end());
    if (ranked.size() > most) ranked.resize(most);
    std::vector<std::size_t> out;
    for (const auto& [minus_probability, index] : ranked) out.push_back(index);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace spec::report
