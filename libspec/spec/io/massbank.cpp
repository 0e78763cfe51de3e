#include <algorithm>
#include <array>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/massbank.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/peak_line.hpp>

namespace spec::io {
namespace {

struct Tag {
    std::string_view tag, key;
};
/// Tags whose whole value is a field.
constexpr std::array<Tag, 6> tags{{{"ACCESSION", "id"},
                                   {"CH$FORMULA", "formula"},
                                   {"CH$EXACT_MASS", "exactmass"},
                                   {"CH$SMILES", "smiles"},
                                   {"AC$INSTRUMENT_TYPE", "instrument_type"},
                                   {"AC$INSTRUMENT", "instrument"}}};
/// Tags whose value begins with the name of a field: "CH$LINK: CAS 50-00-0".
constexpr std::array<Tag, 5> subtags{{{"CH$LINK CAS", "cas"},
                                      {"CH$LINK INCHIKEY", "inchikey"},
                                      {"AC$MASS_SPECTROMETRY MS_TYPE", "spectrum_type"},
                                      {"AC$MASS_SPECTROMETRY IONIZATION", "ionization"},
                                      {"AC$CHROMATOGRAPHY KOVATS_RTI", "ri"}}};

std::string_view key_of(std::span<const Tag> table, std::string_view tag) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Tag& known) { return known.tag == tag; });
    return found == table.end() ? std::string_view() : found->key;
}

class MassbankReader {
 public:
    std::vector<SpectrumRecord> read(std::string_view text) {
        while (!text.empty()) {
            ++line_;
            take(next_line(text));
        }
        close();
        return std::move(records_);
    }

 private:
    void take(std::string_view line) {
        if (trimmed(line).empty()) return;
        if (line.starts_with("//")) return close();
        if (in_peaks_ && (line[0] == ' ' || line[0] == '\t')) return take_peak_line(record(), line, line_);
        const std::size_t colon = line.find(": ");
        const std::string_view tag = trimmed(line.substr(0, colon == std::string_view::npos ? line.find(':') : colon));
        const std::string_view value =
            colon == std::string_view::npos ? std::string_view() : trimmed(line.substr(colon + 2));
        if (line[0] == ' ') return;
        in_peaks_ = tag == "PK$PEAK";
        if (tag == "PK$NUM_PEAK") stated_ = to_long(value);
        if (!in_peaks_ && tag != "PK$NUM_PEAK") enter(tag, value);
    }

    void enter(std::string_view tag, std::string_view value) {
        if (tag == "ACCESSION") close();
        if (tag == "CH$NAME") {
            if (record().name.empty()) return enter_field(record(), "name", value);
            return enter_field(record(), "synon", value);
        }
        if (const std::string_view key = key_of(tags, tag); !key.empty()) return enter_field(record(), key, value);
        const std::size_t blank = value.find(' ');
        const std::string longer = std::string(tag) + " " + std::string(value.substr(0, blank));
        if (const std::string_view key = key_of(subtags, longer); !key.empty() && blank != std::string_view::npos)
            return enter_field(record(), key, trimmed(value.substr(blank)));
        if (!value.empty()) record().metadata.try_emplace(lower(tag), to_utf8(value));
    }

    SpectrumRecord& record() {
        if (!open_) {
            records_.emplace_back();
            records_.back().line = line_;
            open_ = true;
        }
        return records_.back();
    }

    void close() {
        if (!open_) return;
        SpectrumRecord& record = records_.back();
        const auto found = static_cast<long>(record.spectrum.mz.size());
        finish_record(record);
        if (!record.defect && stated_ && *stated_ != found)
            record.notes.push_back("states " + std::to_string(*stated_) + " peaks, holds " + std::to_string(found));
        open_ = in_peaks_ = false;
        stated_.reset();
    }

    std::vector<SpectrumRecord> records_;
    std::size_t line_ = 0;
    bool open_ = false, in_peaks_ = false;
    std::optional<long> stated_;
};

}  // namespace

bool recognise_massbank(const Source& source) {
    if (source.is_folder()) return false;
    std::string_view text = source.text().substr(0, 4096);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return trimmed(text).starts_with("ACCESSION:");
}

Measurement read_massbank(const Source& source) {
    std::string_view text = source.text();
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Measurement measurement;
    measurement.technique = Technique::ei_ms;
    std::vector<SpectrumRecord> records = MassbankReader().read(text);
    judge_records(measurement, records);
    measurement.data = std::move(records);
    return measurement;
}

}  // namespace spec::io
