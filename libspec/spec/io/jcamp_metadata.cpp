#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_metadata.hpp>

namespace spec::io {
namespace {

/// "98/05/15", "2004/03/15 15:29:12.000" or "2019-03-06" as an ISO date or date and time; empty when it is written
/// otherwise.
std::string iso_date(std::string text, const std::string& time) {
    std::replace(text.begin(), text.end(), '/', '-');
    const auto digits = [&](std::size_t at, std::size_t count) {
        return text.size() >= at + count && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                        text.begin() + static_cast<std::ptrdiff_t>(at + count),
                                                        [](char c) { return c >= '0' && c <= '9'; });
    };
    if (digits(0, 2) && text.size() >= 8 && text[2] == '-') text = (text[0] >= '7' ? "19" : "20") + text;
    if (text.size() < 10 || !digits(0, 4) || text[4] != '-' || !digits(5, 2) || text[7] != '-' || !digits(8, 2))
        return {};
    const std::string clock = text.size() >= 19 ? text.substr(11, 8) : time.substr(0, 8);
    const std::string day = text.substr(0, 10);
    if (clock.size() == 8 && clock[2] == ':' && clock[5] == ':') return day + "T" + clock;
    if (clock.size() == 5 && clock[2] == ':') return day + "T" + clock + ":00";
    return day;
}

std::string metadata_key(std::string_view label) {
    std::string key = lower(to_utf8(label));
    for (char& c : key)
        if (c == ' ' || c == '-' || c == '/') c = '_';
    key.erase(0, key.find_first_not_of("$._"));
    return key;
}

}  // namespace

bool is_structural_label(const std::string& label) {
    for (const std::string_view known :
         {"XYDATA", "XYPOINTS", "PEAKTABLE", "RADATA", "DATATABLE", "PAGE", "END", "ENDNTUPLES", "JCAMPDX", "DATATYPE",
          "DATACLASS", "NPOINTS", "BLOCKS", "SCANNUMBER", "RETENTIONTIME", "TIC", "$PARAMETERFILE"})
        if (label == known) return true;
    return false;
}

void set_jcamp_metadata(const JcampBlock& block, Measurement& measurement) {
    auto& metadata = measurement.metadata;
    const auto set = [&](const char* key, const std::string& value) {
        if (!value.empty()) metadata[key] = value;
    };
    for (const JcampRecord& record : block.records) {
        const std::string value = to_utf8(first_line(record.text));
        const std::string key = metadata_key(record.name);
        if (is_structural_label(record.label) || value.empty() || key.empty() || record.label == "$USER") continue;
        metadata.try_emplace(key, value);
    }
    set("sample", block.text("TITLE"));
    set("instrument", block.text("SPECTROMETERDATASYSTEM"));
    set("operator", block.text("$USER"));
    std::string date = block.text("LONGDATE");
    if (date.empty()) date = block.text("DATE");
    set("acquired", iso_date(date, block.text("TIME")));
    for (const char* label : {".IONIZATIONMODE", "IONIZATIONMODE"}) set("ionisation", block.text(label));
}

}  // namespace spec::io
