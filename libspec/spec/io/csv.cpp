#include <array>
#include <spec/core/text.hpp>
#include <spec/io/csv.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/number.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

enum class Content { run, mass, raman, other };

struct Header {
    std::string_view text;
    Content content;
    int columns;
};
constexpr std::array<Header, 7> headers{{{"retention_time_s,mz,intensity", Content::run, 3},
                                         {"mz,intensity", Content::mass, 2},
                                         {"spectrum,mz,intensity", Content::mass, 3},
                                         {"shift_cm1,intensity", Content::raman, 2},
                                         {"spectrum,shift_cm1,intensity", Content::raman, 3},
                                         {"x,y", Content::other, 2},
                                         {"spectrum,x,y", Content::other, 3}}};

std::string_view without_mark(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
}

const Header* header_of(std::string_view text) {
    const std::string_view line = trimmed(text.substr(0, text.find_first_of("\r\n")));
    for (const Header& header : headers)
        if (header.text == line) return &header;
    return nullptr;
}

/// Points that belong together: a scan or a spectrum. The key is the time, or the number of the spectrum.
struct Group {
    double key = 0;
    std::size_t line = 0;
    std::vector<double> x, y;
};

class Rows {
 public:
    Rows(std::string_view text, std::string file, const Header& header)
        : rest_(text), where_(Position::at_line(std::move(file), 1)), columns_(header.columns) {
        next_line(rest_);
    }

    /// Calls take with each group of neighbouring rows with one key.
    template <typename Take>
    void each(Take take) {
        Group group;
        while (!rest_.empty()) {
            ++*where_.line;
            const std::string_view line = trimmed(next_line(rest_));
            if (line.empty()) continue;
            const std::array<double, 3> row = numbers(line);
            if (!group.x.empty() && group.key != row[0]) {
                take(group);
                group.x.clear();
                group.y.clear();
            }
            if (group.x.empty()) group.line = *where_.line;
            group.key = row[0];
            group.x.push_back(row[1]);
            group.y.push_back(row[2]);
        }
        if (!group.x.empty()) take(group);
    }

    const Position& where() const { return where_; }

 private:
    std::array<double, 3> numbers(std::string_view line) const {
        std::array<double, 3> row{};
        const char* p = line.data();
        const char* const end = p + line.size();
        for (std::size_t column = static_cast<std::size_t>(3 - columns_); column < 3; ++column) {
            const char* const after = parse_number(p, end, row[column]);
            const bool last = column == 2;
            if (after == p || (last ? after != end : after == end || *after != ','))
                throw DataError(where_, "'" + to_utf8(line.substr(0, 60)) + "' (expected " + std::to_string(columns_) +
                                            " numbers separated by commas)");
            p = last ? after : after + 1;
        }
        return row;
    }

    std::string_view rest_;
    Position where_;
    int columns_;
};

Position at(const Rows& rows, const Group& group) { return Position::at_line(rows.where().file, group.line); }

GcmsRun read_run(Rows& rows) {
    RunBuilder builder;
    rows.each([&](const Group& scan) {
        builder.begin_scan(scan.key, at(rows, scan));
        for (std::size_t i = 0; i < scan.x.size(); ++i) builder.add(scan.x[i], scan.y[i]);
        builder.end_scan();
    });
    return std::move(builder).finish();
}

std::vector<SpectrumRecord> read_records(Rows& rows, const std::string& stem) {
    std::vector<SpectrumRecord> records;
    rows.each([&](const Group& group) {
        RunBuilder check;  // the promises of a scan are those of a spectrum
        check.begin_scan(0, at(rows, group));
        for (std::size_t i = 0; i < group.x.size(); ++i) check.add(group.x[i], group.y[i]);
        check.end_scan();
        GcmsRun scan = std::move(check).finish();
        SpectrumRecord record;
        record.name = group.key == 0 ? stem : stem + " " + shortest(group.key);
        record.line = group.line;
        record.spectrum = {std::move(scan.mz), std::move(scan.intensity)};
        records.push_back(std::move(record));
    });
    return records;
}

std::vector<RamanSpectrum> read_raman(Rows& rows, const std::string& stem, std::vector<std::string>& notes) {
    std::vector<RamanSpectrum> spectra;
    rows.each([&](const Group& group) {
        RamanSpectrum spectrum;
        spectrum.title = group.key == 0 ? stem : stem + " " + shortest(group.key);
        for (std::string& note : set_curve(spectrum, group.x, group.y, at(rows, group)))
            notes.push_back(std::move(note));
        spectra.push_back(std::move(spectrum));
    });
    return spectra;
}

std::vector<OtherSpectrum> read_others(Rows& rows, const std::string& stem) {
    std::vector<OtherSpectrum> spectra;
    rows.each([&](const Group& group) { spectra.push_back({stem, "x", "y", group.x, group.y}); });
    return spectra;
}

}  // namespace

bool recognise_csv(const Source& source) { return !source.is_folder() && header_of(without_mark(source.text())); }

Measurement read_csv(const Source& source) {
    const std::string_view text = without_mark(source.text());
    const Header* header = header_of(text);
    expect(header != nullptr, "the source was recognised");
    const std::string stem = std::filesystem::path(source.name()).stem().string();
    Rows rows(text, source.name(), *header);
    Measurement measurement;
    switch (header->content) {
        case Content::run:
            measurement.technique = Technique::gcms;
            measurement.data = read_run(rows);
            break;
        case Content::mass:
            measurement.technique = Technique::ei_ms;
            measurement.data = read_records(rows, stem);
            break;
        case Content::raman:
            measurement.technique = Technique::raman;
            measurement.data = read_raman(rows, stem, measurement.notes);
            break;
        case Content::other:
            measurement.not_identifiable =
                "points without a kind (expected retention_time_s,mz,intensity or the like as header)";
            measurement.data = read_others(rows, stem);
            break;
    }
    if (*rows.where().line == 1)
        throw DataError(Position::at_line(source.name(), 1), "no rows after the header (expected one a point)");
    return measurement;
}

}  // namespace spec::io
