#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/io/number.hpp>
#include <spec/io/text_header.hpp>

namespace spec::io {
namespace {

std::string plain(std::string_view key) {
    std::string out;
    for (const char c : lower(key))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    return out;
}

std::string metadata_key(std::string_view key) {
    std::string out;
    for (const char c : lower(trimmed(key))) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (word)
            out += c;
        else if (!out.empty() && out.back() != '_')
            out += '_';
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    return out;
}

/// "785", "532nm_Edge", "784,7" as nanometres; nothing when it is no laser of a Raman instrument.
std::optional<double> wavelength(std::string value) {
    std::replace(value.begin(), value.end(), ',', '.');
    double number = 0;
    const char* const end = value.data() + value.size();
    if (parse_number(value.data(), end, number) == value.data() || number < 200 || number > 2000) return std::nullopt;
    return number;
}

bool is_laser_key(const std::string& key) {
    for (const char* known : {"laser", "laserwavelength", "laserwavelengthnm", "lasernm", "wl", "excitation",
                              "excitationwavelength", "excitationnm", "excitationwavelengthnm", "excitationlaser"})
        if (key == known) return true;
    return false;
}

/// "2022-05-19 17:31:13" or "16.12.2019 09:57:07" as ISO 8601; empty when it is written otherwise.
std::string iso_time(std::string text) {
    if (text.size() < 19 || text[13] != ':' || text[16] != ':') return {};
    text = text.substr(0, 19);
    if (text[2] == '.' && text[5] == '.')
        text = text.substr(6, 4) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2) + text.substr(10);
    if (text[4] != '-' || text[7] != '-') return {};
    text[10] = 'T';
    return text;
}

void take(HeaderFacts& facts, const std::string& key, const std::string& value) {
    if (is_laser_key(key) && !facts.laser_nm) facts.laser_nm = wavelength(value);
    if ((key == "names" || key == "name" || key == "samplename") && facts.name.empty()) facts.name = value;
    if ((key == "model" || key == "device" || key == "instrument") && facts.instrument.empty())
        facts.instrument = value;
    if (key == "axisunit0" || key == "axisunit") facts.axis_is_shift = value == "1/cm";
    if (key == "date" || key == "timestamp" || key == "acquired")
        if (const std::string time = iso_time(value); !time.empty()) facts.metadata["acquired"] = time;
}

}  // namespace

HeaderFacts header_facts(const std::vector<std::pair<std::string, std::string>>& header, std::string_view first_line) {
    HeaderFacts facts;
    if (first_line.starts_with("PE ") && first_line.find("PEDS") != std::string_view::npos)
        facts.foreign = "PerkinElmer " + std::string(first_line.substr(3, 2)) + " spectrum (PEDS), not Raman";
    for (const auto& [raw_key, raw_value] : header) {
        const std::string key = plain(raw_key), value(trimmed(raw_value));
        if (key.empty() || value.empty()) continue;
        take(facts, key, value);
        facts.metadata.try_emplace(key == "user" || key == "operator" ? "operator" : metadata_key(raw_key), value);
    }
    if (!facts.instrument.empty()) facts.metadata["instrument"] = facts.instrument;
    if (!facts.name.empty()) facts.metadata["sample"] = facts.name;
    return facts;
}

}  // namespace spec::io
