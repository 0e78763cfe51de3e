#include <algorithm>
#include <spec/casework/limits.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

std::optional<double> mg_of(const std::string& unit) {
    if (unit == "g") return 1000;
    if (unit == "mg") return 1;
    if (unit == "kg") return 1e6;
    return std::nullopt;
}

bool valid_on(const library::Threshold& row, const std::optional<std::string>& day) {
    if (!day) return false;
    return row.valid_from.value_or("") <= *day && (!row.valid_to || *day < *row.valid_to);
}

// The bands of a library that begin at a mass of the substance itself; a band of the mixture needs another weighing.
void add_from_library(const library::Library& library, const SubstanceCalibration& calibration,
                      const conclude::LegalQuestion& question, std::vector<MassLimit>& out) {
    const library::Substance* substance = library.find_for_hit(calibration.inchikey, calibration.substance);
    if (!substance) return;
    std::vector<std::string> lists;
    for (const std::string& jurisdiction : question.jurisdictions)
        for (const library::Control& row : library::controls_of(library, *substance, jurisdiction))
            lists.push_back(row.list);
    for (const library::Threshold& row : library.thresholds()) {
        const bool meant =
            row.substance == substance->id || std::find(lists.begin(), lists.end(), row.list) != lists.end();
        const auto mg = mg_of(row.unit);
        if (!meant || !mg || !row.from || row.mass_basis != "substance" || !valid_on(row, question.as_of)) continue;
        out.push_back({calibration.substance,
                       row.list + ", band " + row.band + (row.verified_by.empty() ? " (not verified)" : ""),
                       *row.from * *mg});
    }
}

}  // namespace

std::map<std::string, std::vector<MassLimit>> mass_limits(const SequenceStandards& standards,
                                                          const conclude::Engines& engines,
                                                          const std::vector<MassLimit>& given) {
    std::map<std::string, std::vector<MassLimit>> out;
    for (const SubstanceCalibration& calibration : standards.calibrations) {
        auto& limits = out[calibration.inchikey];
        for (const library::Library* library : engines.law)
            add_from_library(*library, calibration, engines.question, limits);
        for (const MassLimit& limit : given)
            if (folded(limit.substance) == folded(calibration.substance) || limit.substance == calibration.inchikey)
                limits.push_back(limit);
    }
    return out;
}

}  // namespace spec::casework
