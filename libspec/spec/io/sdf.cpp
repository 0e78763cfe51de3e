#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/peak_line.hpp>
#include <spec/io/sdf.hpp>

namespace spec::io {
namespace {

/// "MASS SPECTRAL PEAKS" of "> <MASS SPECTRAL PEAKS>"; empty when the line begins no item.
std::string_view item_name(std::string_view line) {
    if (!line.starts_with('>')) return {};
    const std::size_t open = line.find('<'), close = line.rfind('>');
    if (open == std::string_view::npos || close <= open) return {};
    return trimmed(line.substr(open + 1, close - open - 1));
}

class SdfReader {
 public:
    std::vector<SpectrumRecord> read(std::string_view text) {
        while (!text.empty()) {
            ++line_;
            take(next_line(text));
        }
        close();
        return std::move(records_);
    }
    bool found_peaks() const { return found_peaks_; }

 private:
    void take(std::string_view line) {
        if (line.starts_with("$$$$")) return close();
        begin();
        if (const std::string_view name = item_name(line); !name.empty()) {
            item_ = plain_key(name);
            key_ = name;
            in_peaks_ = item_ == "massspectralpeaks";
            found_peaks_ |= in_peaks_;
        } else if (trimmed(line).empty()) {
            item_.clear();
            in_peaks_ = false;
        } else if (in_peaks_) {
            take_peak_line(records_.back(), line, line_);
        } else if (!item_.empty()) {
            enter(trimmed(line));
        } else if (records_.back().line == line_) {
            title_ = to_utf8(trimmed(line));
        }
    }

    void enter(std::string_view value) {
        if (item_ == "numpeaks") return;
        const bool again = records_.back().metadata.count(lower(key_)) > 0;
        if (item_ == "synonyms" || item_ == "synonym") return enter_field(records_.back(), "synon", value);
        if (again) return continue_field(records_.back(), key_, value);
        enter_field(records_.back(), key_, value);
    }

    void begin() {
        if (open_) return;
        records_.emplace_back();
        records_.back().line = line_;
        open_ = true;
    }

    void close() {
        if (!open_) return;
        SpectrumRecord& record = records_.back();
        if (record.name.empty()) record.name = title_;
        const bool holds_anything = !record.metadata.empty() || !record.name.empty() || !record.spectrum.mz.empty();
        if (holds_anything)
            finish_record(record);
        else
            records_.pop_back();
        title_.clear();
        item_.clear();
        open_ = in_peaks_ = false;
    }

    std::vector<SpectrumRecord> records_;
    std::size_t line_ = 0;
    bool open_ = false, in_peaks_ = false, found_peaks_ = false;
    std::string item_, key_, title_;
};

}  // namespace

bool recognise_sdf(const Source& source) {
    if (source.is_folder()) return false;
    const std::string_view text = source.text().substr(0, std::size_t{1} << 18);
    const bool table = text.find("M  END") != std::string_view::npos && text.find("V2000") != std::string_view::npos;
    const bool items = text.find("$$$$") != std::string_view::npos && text.find("> <") != std::string_view::npos;
    return table || items ||
           (text.find("M  END") != std::string_view::npos && text.find("V3000") != std::string_view::npos);
}

Measurement read_sdf(const Source& source) {
    SdfReader reader;
    Measurement measurement;
    measurement.technique = Technique::ei_ms;
    std::vector<SpectrumRecord> records = reader.read(source.text());
    if (!reader.found_peaks())
        throw DataError(Position::at_file(source.name()),
                        "structures without spectra (expected the item MASS SPECTRAL PEAKS)");
    judge_records(measurement, records);
    measurement.data = std::move(records);
    return measurement;
}

}  // namespace spec::io
