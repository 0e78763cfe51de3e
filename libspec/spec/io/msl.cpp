#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/msl.hpp>
#include <spec/io/msp.hpp>
#include <spec/io/msp_fields.hpp>

namespace spec::io {
namespace {

/// The first line after a `Num Peaks` line.
std::string_view first_peak_line(std::string_view text) {
    bool behind = false;
    while (!text.empty()) {
        const std::string_view line = trimmed(next_line(text));
        if (line.empty()) continue;
        if (behind) return line;
        behind = plain_key(line.substr(0, line.find(':'))) == "numpeaks";
    }
    return {};
}

/// The text with the peak profiles (lines between NAME and NUM PEAKS) blanked, so that line numbers stay.
std::string without_profiles(std::string_view text) {
    std::string out(text);
    bool in_profile = false;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = next_line(rest);
        const std::string key = plain_key(line.substr(0, line.find(':')));
        if (key == "numpeaks") in_profile = false;
        if (in_profile) std::fill_n(out.begin() + (line.data() - text.data()), line.size(), ' ');
        if (key == "name") in_profile = true;
    }
    return out;
}

/// Enters "|SC4|CN1|RT5.5127|..." as metadata: two letters, then the value.
void enter_component_fields(SpectrumRecord& record) {
    const std::string fields = record.name;
    std::string time;
    for (const std::string_view field : split(fields, '|')) {
        if (field.size() < 3) continue;
        const std::string key = "amdis_" + lower(field.substr(0, 2));
        record.metadata.try_emplace(key, field.substr(2));
        if (field.starts_with("RT")) time = field.substr(2);
    }
    const auto scan = record.metadata.find("amdis_sc");
    record.name = "component of scan " + (scan == record.metadata.end() ? std::string("?") : scan->second);
    if (!time.empty()) record.metadata["retentiontime"] = time;
}

}  // namespace

bool recognise_msl(const Source& source) {
    if (source.is_folder()) return false;
    const std::string_view text = source.text().substr(0, std::size_t{1} << 18);
    return is_msp(text) && first_peak_line(text).starts_with('(');
}

Measurement read_msl(const Source& source) { return read_msp(source); }

bool recognise_elu(const Source& source) {
    if (source.is_folder()) return false;
    const std::string_view text = trimmed(source.text().substr(0, 4096));
    return text.starts_with("NAME: |SC") || text.starts_with("NAME:|SC");
}

Measurement read_elu(const Source& source) {
    Measurement measurement;
    measurement.technique = Technique::ei_ms;
    std::vector<SpectrumRecord> components = parse_msp(without_profiles(source.text()));
    judge_records(measurement, components);
    measurement.data = std::move(components);
    measurement.not_identifiable = "AMDIS component list, for comparison only";
    for (SpectrumRecord& record : std::get<std::vector<SpectrumRecord>>(measurement.data)) {
        enter_component_fields(record);
        std::erase(record.notes, "annotations of peaks were passed over");
        std::erase(record.notes, "peaks were not in ascending order of m/z and were sorted");
    }
    return measurement;
}

}  // namespace spec::io
