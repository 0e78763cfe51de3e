#include <algorithm>
#include <cmath>
#include <spec/casework/quantity.hpp>
#include <spec/gcms/compare.hpp>

namespace spec::casework {
namespace {

// The apex of an overloaded peak moves by up to some 0.7 % of its time (LRCFS: 0.64 % from 25 to 250 ug/mL).
constexpr double retention_reach = 0.01;
constexpr double least_cosine = 0.8;

bool names(const Component& component, const std::string& inchikey) {
    const auto& candidates = component.conclusion.candidates;
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](const Candidate& candidate) { return candidate.inchikey == inchikey; }) ||
           (!component.hits.empty() && component.hits.front().inchikey == inchikey);
}

// The greatest component that names the substance, in the standard of the highest level.
const Component* reference_component(const std::vector<MeasuredStandard>& standards, const std::string& inchikey) {
    const Component* best = nullptr;
    double level = 0;
    for (const MeasuredStandard& standard : standards) {
        for (const Component& component : standard.components) {
            if (!names(component, inchikey) || standard.level < level) continue;
            if (best && standard.level == level && component.area <= best->area) continue;
            best = &component;
            level = standard.level;
        }
    }
    return best;
}

}  // namespace

std::optional<CalibratedResponse> response_of(const std::vector<Component>& components,
                                              const SubstanceCalibration& calibration) {
    const Component* internal = gcms::find_internal_standard(components, calibration.internal_standard);
    const Component* found =
        gcms::find_component(components, calibration.retention_time_s, retention_reach * calibration.retention_time_s,
                             calibration.spectrum, least_cosine);
    if (!internal || !found || gcms::base_mz(found->spectrum) != calibration.mz) return std::nullopt;
    const double reference = internal->base_ion_area;
    if (!(reference > 0)) return std::nullopt;
    return CalibratedResponse{found, found->base_ion_area / reference,
                              found->retention_time_s - internal->retention_time_s};
}

std::optional<SubstanceCalibration> calibrate(const std::vector<MeasuredStandard>& standards,
                                              const std::string& substance, const std::string& inchikey,
                                              const std::string& unit,
                                              const gcms::InternalStandard& internal_standard) {
    const Component* reference = reference_component(standards, inchikey);
    if (!reference) return std::nullopt;
    SubstanceCalibration out;
    out.substance = substance;
    out.inchikey = inchikey;
    out.unit = unit;
    out.internal_standard = internal_standard;
    out.spectrum = reference->spectrum;
    out.mz = gcms::base_mz(reference->spectrum);
    out.retention_time_s = reference->retention_time_s;
    std::vector<gcms::CalibrationPoint> points;
    std::vector<gcms::RetentionPoint> times;
    for (const MeasuredStandard& standard : standards) {
        const auto response = response_of(standard.components, out);
        if (!response) continue;
        points.push_back({standard.level, response->response});
        times.push_back({response->response, response->delta_s});
        out.samples.push_back(standard.sample);
        out.responses.push_back(response->response);
    }
    if (points.size() < 2) return std::nullopt;
    out.calibration = gcms::fit_calibration(points);
    out.points = points;
    out.retention = gcms::fit_retention_line(times);
    return out;
}

std::string nearest_standard(const SubstanceCalibration& calibration, double response) {
    const auto distance = [&](double other) {
        return other > 0 && response > 0 ? std::abs(std::log(other / response)) : HUGE_VAL;
    };
    const auto nearest = std::min_element(calibration.responses.begin(), calibration.responses.end(),
                                          [&](double a, double b) { return distance(a) < distance(b); });
    return calibration.samples[static_cast<std::size_t>(nearest - calibration.responses.begin())];
}

namespace {

// What a report needs to draw the calibration.
Json curve_json(const SubstanceCalibration& calibration) {
    const gcms::Calibration& fit = calibration.calibration;
    Json levels = Json::array(), responses = Json::array(), deviations = Json::array();
    for (const gcms::CalibrationPoint& point : calibration.points) {
        levels.push_back(printed(point.level));
        responses.push_back(printed(point.response));
    }
    for (const double deviation : fit.deviation_percent) deviations.push_back(printed(deviation));
    return {{"levels", levels},
            {"responses", responses},
            {"coefficients", {printed(fit.coefficient[0]), printed(fit.coefficient[1]), printed(fit.coefficient[2])}},
            {"deviation_percent", deviations}};
}

}  // namespace

Json quantity_json(const SubstanceCalibration& calibration, double response) {
    Json out = {{"unit", calibration.unit},
                {"ion", printed(calibration.mz)},
                {"internal_standard_ion", printed(calibration.internal_standard.mz)},
                {"response", printed(response)},
                {"nearest_standard", nearest_standard(calibration, response)},
                {"model", gcms::to_string(calibration.calibration.model)},
                {"calibration", curve_json(calibration)}};
    if (calibration.calibration.refused) {
        out["value"] = nullptr;
        out["text"] = "no quantity: " + *calibration.calibration.refused;
        return out;
    }
    const gcms::Quantity quantity = gcms::quantify(calibration.calibration, response);
    out["text"] = quantity.text + " " + calibration.unit;
    const bool within = quantity.range == gcms::Quantity::Range::within;
    out["value"] = within ? printed(quantity.value) : Json(nullptr);
    out["expanded_uncertainty"] = within ? printed(quantity.expanded_uncertainty) : Json(nullptr);
    out["k"] = within ? printed(quantity.k) : Json(nullptr);
    return out;
}

Json to_json(const SubstanceCalibration& calibration) {
    const gcms::Calibration& fit = calibration.calibration;
    Json deviations = Json::array(), responses = Json::array();
    for (const double response : calibration.responses) responses.push_back(printed(response));
    for (const double deviation : fit.deviation_percent) deviations.push_back(printed(deviation));
    return {{"substance", calibration.substance},
            {"inchikey", calibration.inchikey},
            {"unit", calibration.unit},
            {"ion", printed(calibration.mz)},
            {"internal_standard",
             {{"ion", printed(calibration.internal_standard.mz)},
              {"retention_time_s", printed(calibration.internal_standard.retention_time_s)},
              {"found", calibration.internal_standard.described}}},
            {"model", gcms::to_string(fit.model)},
            {"coefficients", {printed(fit.coefficient[0]), printed(fit.coefficient[1]), printed(fit.coefficient[2])}},
            {"mandel_f", printed(fit.mandel_f)},
            {"mandel_limit", printed(fit.mandel_limit)},
            {"range", {printed(fit.lowest), printed(fit.highest)}},
            {"limit_of_detection", printed(fit.limit_of_detection)},
            {"samples", calibration.samples},
            {"responses", responses},
            {"deviation_percent", deviations},
            {"refused", fit.refused ? Json(*fit.refused) : Json(nullptr)}};
}

}  // namespace spec::casework
