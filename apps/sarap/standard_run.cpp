#include "standard_run.hpp"

#include <algorithm>
#include <cmath>
#include <spec/conclude/method.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/gcms/components.hpp>
#include <spec/io/format.hpp>

namespace sarap {
namespace {

using spec::Component;

constexpr double farthest_s = 3;      ///< a component farther from the time asked is another one
constexpr double least_purity = 0.9;  ///< below it the peak holds a good deal of something else
constexpr std::size_t named = 5;

std::string seconds(double value) { return spec::shortest(spec::round_significant(value, 5)) + " s"; }

// "614.1 s (61 % of the area of all components), 390.5 s (12 %)", the first few of a list.
std::string listed(std::vector<const Component*> components, double total) {
    std::string text;
    for (std::size_t i = 0; i < std::min(named, components.size()); ++i) {
        const double share = 100 * components[i]->area / total;
        text += (i == 0 ? "" : ", ") + seconds(components[i]->retention_time_s) + " (" +
                spec::shortest(spec::round_significant(share, 2)) + " %" + (i == 0 ? " of all area)" : ")");
    }
    return text;
}

double area_of(const std::vector<Component>& components) {
    double total = 0;
    for (const Component& component : components) total += component.area;
    return total;
}

std::vector<const Component*> sorted_by(const std::vector<Component>& components, auto key) {
    std::vector<const Component*> all;
    for (const Component& component : components) all.push_back(&component);
    std::stable_sort(all.begin(), all.end(), [&](const auto* a, const auto* b) { return key(*a) < key(*b); });
    return all;
}

const Component& component_at(const std::string& file, const std::vector<Component>& components, double time_s) {
    const auto near = sorted_by(components, [&](const Component& c) { return std::abs(c.retention_time_s - time_s); });
    if (near.empty())
        throw spec::DataError(spec::Position::at_file(file),
                              "no component in this run (expected that of the standard)");
    if (std::abs(near.front()->retention_time_s - time_s) > farthest_s)
        throw spec::DataError(spec::Position::at_file(file), "no component within 3 s of " + seconds(time_s) +
                                                                 " (the nearest: " + listed(near, area_of(components)) +
                                                                 ")");
    return *near.front();
}

void look_at(const std::string& file, const Component& taken, const std::vector<Component>& all,
             std::vector<std::string>& checks) {
    const auto said = [&](const std::string& text) { checks.push_back(file + ": " + text); };
    said("the component at " + seconds(taken.retention_time_s) + " was taken, " +
         spec::shortest(spec::round_significant(100 * taken.area / area_of(all), 2)) + " % of the area of the run's " +
         std::to_string(all.size()) + " components");
    if (taken.purity && *taken.purity < least_purity)
        said("at its top " + spec::shortest(spec::round_significant(100 * *taken.purity, 2)) +
             " % of the signal is its own (expected a pure peak of the standard)");
    for (const Component& other : all)
        if (other.id != taken.id && std::abs(other.retention_time_s - taken.retention_time_s) < taken.width_s)
            said("another component lies beneath it, at " + seconds(other.retention_time_s));
    for (const std::string& note : taken.notes) said(note);
}

spec::SpectrumRecord record_of(const Component& component) {
    spec::SpectrumRecord record;
    record.spectrum = component.spectrum;
    record.metadata["retention_time_s"] = spec::shortest(spec::round_significant(component.retention_time_s, 6));
    record.metadata["spectrum_of"] = "the component of a run, separated from its neighbours, on unit masses";
    if (component.purity)
        record.metadata["purity_at_top"] = spec::shortest(spec::round_significant(*component.purity, 3));
    return record;
}

}  // namespace

spec::Measurement read_standard(const std::string& file, std::optional<double> time_s,
                                std::vector<std::string>& checks) {
    spec::Measurement measurement = spec::io::read(file);
    if (measurement.not_identifiable)
        throw spec::DataError(
            spec::Position::at_file(file),
            *measurement.not_identifiable + " (expected an electron-ionisation or Raman measurement)");
    const auto* run = std::get_if<spec::GcmsRun>(&measurement.data);
    if (!run) return measurement;
    std::vector<std::string> notes;
    const auto components = spec::gcms::find_components(*run, spec::conclude::Method().gcms, notes);
    if (!time_s)
        throw spec::UsageError(
            file + " is a run (expected --time SECONDS of the standard's peak; its largest components: " +
            listed(sorted_by(components, [](const Component& c) { return -c.area; }), area_of(components)) + ")");
    const Component& taken = component_at(file, components, *time_s);
    look_at(file, taken, components, checks);
    measurement.data = std::vector<spec::SpectrumRecord>{record_of(taken)};
    measurement.technique = spec::Technique::ei_ms;
    return measurement;
}

}  // namespace sarap
