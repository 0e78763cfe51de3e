#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <spec/casework/sequence.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/library/table.hpp>

namespace spec::casework {
namespace {

constexpr std::array<std::pair<std::string_view, RowType>, 6> types{{{"blank", RowType::blank},
                                                                     {"standard", RowType::standard},
                                                                     {"check", RowType::check},
                                                                     {"ladder", RowType::ladder},
                                                                     {"exhibit", RowType::exhibit},
                                                                     {"calibration", RowType::calibration}}};

std::string read_bytes(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw DataError(Position::at_file(file.string()), "cannot be read (expected a sequence file in CSV)");
    return {std::istreambuf_iterator<char>(in), {}};
}

void append_utf8(char32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// Windows-1251 (Microsoft code page table cp1251): 0xC0 to 0xFF are U+0410 to U+044F in order; 0x98 is not assigned.
std::string from_windows_1251(std::string_view text) {
    static constexpr char16_t upper_half[64] = {
        0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A,
        0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122,
        0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6,
        0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456,
        0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            out += c;
        else
            append_utf8(byte >= 0xC0 ? 0x0410u + (byte - 0xC0u) : upper_half[byte - 0x80], out);
    }
    return out;
}

char separator_of(std::string_view text) {
    const std::string_view header = text.substr(0, text.find('\n'));
    const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
    return count(';') > count(',') ? ';' : ',';
}

std::string number_text(std::string text, char separator) {
    if (separator == ';') std::replace(text.begin(), text.end(), ',', '.');
    return text;
}

/// One row of the table as a SequenceRow; throws DataError for what is wrong.
class RowReader {
 public:
    RowReader(const library::Table& table, std::filesystem::path folder, char separator)
        : table_(table), folder_(std::move(folder)), separator_(separator) {}

    SequenceRow read(std::size_t index) {
        row_ = index;
        SequenceRow row;
        row.line = table_.lines[index];
        const std::string file = field("file");
        if (file.empty()) throw wrong("no file (expected the path of a measurement)");
        row.file = folder_ / file;
        row.sample = field("sample");
        if (row.sample.empty()) row.sample = row.file.stem().string();
        if (!samples_.insert(row.sample).second)
            throw wrong("sample '" + row.sample + "' stands twice (expected distinct names)");
        row.type = type();
        row.level = level();
        for (const auto& [name, target] :
             std::array<std::pair<const char*, std::string*>, 6>{{{"unit", &row.unit},
                                                                  {"case", &row.case_id},
                                                                  {"exhibit", &row.exhibit},
                                                                  {"technique", &row.technique},
                                                                  {"note", &row.note},
                                                                  {"substance", &row.substance}}})
            *target = field(name);
        if (row.level && row.unit.empty()) throw wrong("level without unit (expected a unit such as ug/mL)");
        row.preparation = preparation();
        if (row.type == RowType::exhibit && row.exhibit.empty()) row.exhibit = row.sample;
        return row;
    }

 private:
    std::string field(std::string_view name) const {
        const auto column = table_.find_column(name);
        return column ? std::string(trimmed(table_.rows[row_][*column])) : std::string();
    }
    DataError wrong(const std::string& what) const { return DataError(table_.at(row_), what); }
    RowType type() const {
        const std::string text = lower(field("type"));
        for (const auto& [name, value] : types)
            if (name == text) return value;
        throw wrong("type '" + text + "' is unknown (expected blank, standard, check, ladder, exhibit or calibration)");
    }
    std::optional<double> level() const {
        const std::string text = field("level");
        if (text.empty()) return std::nullopt;
        const auto value = to_double(number_text(text, separator_));
        if (!value || *value < 0) throw wrong("level '" + text + "' is not a concentration (expected a number from 0)");
        return value;
    }

    std::optional<double> number(std::string_view name, double least, double most, const std::string& expected) const {
        const std::string text = field(name);
        if (text.empty()) return std::nullopt;
        const auto value = to_double(number_text(text, separator_));
        if (!value || !(*value >= least && *value <= most))
            throw wrong(std::string(name) + " '" + text + "' (expected " + expected + ")");
        return value;
    }
    Preparation preparation() const {
        constexpr double least = 1e-9, most = 1e9;
        return {number("aliquot", least, 1, "the share of the exhibit that was taken, above 0 and at most 1"),
                number("mass_mg", least, most, "a mass above zero in mg"),
                number("volume_ml", least, most, "a volume above zero in ml"),
                number("dilution", 1, most, "a factor of at least 1")};
    }

    const library::Table& table_;
    std::filesystem::path folder_;
    char separator_;
    std::size_t row_ = 0;
    std::set<std::string> samples_;
};

// Standards are usually injected by rising level: what is not is read as it stands, and said.
void note_order(const std::string& file, Sequence& sequence) {
    const SequenceRow* last = nullptr;
    bool exhibit_seen = false;
    const auto note = [&](const SequenceRow& row, const std::string& what) {
        sequence.notes.push_back(file + ":" + std::to_string(row.line) + ": standard '" + row.sample + "' " + what);
    };
    for (const SequenceRow& row : sequence.rows) {
        exhibit_seen = exhibit_seen || row.type == RowType::exhibit;
        if (row.type != RowType::standard) continue;
        if (!row.level) note(row, "has no level: it serves for retention only");
        if (exhibit_seen) note(row, "stands after an exhibit: it serves for all of the sequence");
        if (row.level && last && last->substance == row.substance && last->unit == row.unit &&
            *row.level < *last->level)
            note(row, "has a lower level than '" + last->sample + "' before it");
        if (row.level) last = &row;
    }
}

}  // namespace

const char* to_string(RowType type) {
    for (const auto& [name, value] : types)
        if (value == type) return name.data();
    return "exhibit";
}

Sequence read_sequence(const std::filesystem::path& file) {
    std::string text = read_bytes(file);
    Sequence sequence;
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (!is_utf8(text)) {
        text = from_windows_1251(text);
        sequence.notes.push_back(file.string() + ": read as Windows-1251, it is not UTF-8");
    }
    const char separator = separator_of(text);
    if (separator == ';') sequence.notes.push_back(file.string() + ": read with semicolons and decimal commas");
    const library::Table table = library::parse_csv(text, "sequence", file.string(), separator);
    table.column("file");
    table.column("type");
    if (table.rows.empty())
        throw DataError(Position::at_file(file.string()), "holds no row (expected one an injection)");
    RowReader reader(table, file.parent_path(), separator);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        try {
            sequence.rows.push_back(reader.read(i));
        } catch (const DataError& error) {
            sequence.failures.push_back({table.lines[i], "", error.what()});
        }
    }
    note_order(file.string(), sequence);
    return sequence;
}

}  // namespace spec::casework
