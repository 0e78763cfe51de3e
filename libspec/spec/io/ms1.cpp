#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/ms1.hpp>
#include <spec/io/number.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

const char* skip_blanks(const char* p, const char* end) {
    while (p != end && (*p == ' ' || *p == '\t')) ++p;
    return p;
}

/// The lines of a file turned into scans; a scan begins when its time is known.
class Ms1Reader {
 public:
    explicit Ms1Reader(const std::string& file) : where_(Position::at_line(file, 0)) {}

    void take(std::string_view line) {
        ++*where_.line;
        if (line.empty() || line[0] == 'H') return;
        if (line[0] == 'S') return begin_scan();
        if (line[0] == 'I') return take_information(line);
        take_peak(line);
    }

    GcmsRun finish() {
        end_scan();
        if (builder_.scans() == 0)
            throw DataError(Position::at_file(where_.file), "no scan (expected lines that begin with S)");
        return std::move(builder_).finish();
    }

 private:
    void begin_scan() {
        end_scan();
        in_scan_ = true;
    }
    void end_scan() {
        if (in_scan_ && !timed_)
            throw DataError(where_, "a scan without a time (expected 'I RTime minutes' after its S line)");
        if (in_scan_) builder_.end_scan();
        in_scan_ = timed_ = false;
    }
    void take_information(std::string_view line) {
        const std::size_t at = line.find("RTime");
        if (at == std::string_view::npos || !in_scan_ || timed_) return;
        const auto minutes = to_double(line.substr(at + 5));
        if (!minutes) throw DataError(where_, "'" + to_utf8(line) + "' holds no time (expected I RTime minutes)");
        builder_.begin_scan(60 * *minutes, where_);
        timed_ = true;
    }
    void take_peak(std::string_view line) {
        double mz = 0, intensity = 0;
        const char* const end = line.data() + line.size();
        const char* const second = parse_number(line.data(), end, mz);
        const char* const start = skip_blanks(second, end);
        const char* const after = parse_number(start, end, intensity);
        if (second == line.data() || start == second || after == start)
            throw DataError(where_, "'" + to_utf8(line.substr(0, 40)) + "' is not a peak (expected m/z and intensity)");
        if (!timed_) throw DataError(where_, "a peak before the time of its scan (expected I RTime first)");
        builder_.add(mz, intensity);
    }

    Position where_;
    RunBuilder builder_;
    bool in_scan_ = false, timed_ = false;
};

}  // namespace

bool recognise_ms1(const Source& source) {
    if (source.is_folder()) return false;
    std::string_view text = source.text().substr(0, 65536);
    while (!text.empty()) {
        const std::string_view line = next_line(text);
        if (line.starts_with("H\t")) continue;
        return line.starts_with("S\t") && line.size() > 2 && is_digit(line[2]);
    }
    return false;
}

Measurement read_ms1(const Source& source) {
    Ms1Reader reader(source.name());
    for (std::string_view rest = source.text(); !rest.empty();) reader.take(next_line(rest));
    Measurement measurement;
    measurement.technique = Technique::gcms;
    measurement.data = reader.finish();
    return measurement;
}

}  // namespace spec::io
