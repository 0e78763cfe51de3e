#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/io/asdf.hpp>
#include <spec/io/jcamp_data.hpp>
#include <spec/io/number.hpp>

namespace spec::io {
namespace {

/// Where the bracket that the line begins with closes, "(X++(Y..Y))"; 0 when it begins with none.
std::size_t list_end(std::string_view line) {
    std::size_t begin = line.find_first_not_of(" \t"), depth = 0;
    if (begin == std::string_view::npos || line[begin] != '(') return 0;
    for (std::size_t i = begin; i < line.size(); ++i) {
        depth += line[i] == '(';
        depth -= line[i] == ')';
        if (depth == 0) return i + 1;
    }
    return line.size();
}

/// What follows the variable list: the rest of its line and all other lines.
std::string_view table_body(std::string_view text) {
    return text.substr(list_end(text.substr(0, text.find_first_of("\r\n"))));
}

std::optional<std::size_t> announced_points(const JcampBlock& block, const std::string& file) {
    const auto points = block.number("NPOINTS", file);
    if (!points) return std::nullopt;
    if (*points < 0 || *points != std::floor(*points) || *points > 1e15)
        throw DataError(Position::at_line(file, block.find("NPOINTS")->line),
                        "##NPOINTS " + shortest(*points) + " is not a count (expected a whole number)");
    return static_cast<std::size_t>(*points);
}

void check_count(std::size_t found, std::optional<std::size_t> expected, const JcampRecord& data,
                 const std::string& file) {
    if (expected && found != *expected)
        throw DataError(Position::at_line(file, data.line), "holds " + std::to_string(found) +
                                                                " points, ##NPOINTS announces " +
                                                                std::to_string(*expected) + " (cut short or damaged?)");
}

/// The evenly spaced axis of (X++(Y..Y)).
struct Axis {
    double first = 0, step = 0;
    double at(std::size_t i) const { return first + step * static_cast<double>(i); }
};

Axis axis_of(const TableScale& scale, const AsdfTable& table, std::size_t line, const std::string& file) {
    const std::size_t points = table.ordinates.size();
    Axis axis;
    axis.first = scale.first_x.value_or(table.lines.front().x * scale.x_factor);
    if (scale.last_x && points > 1)
        axis.step = (*scale.last_x - axis.first) / static_cast<double>(points - 1);
    else if (scale.step_x)
        axis.step = *scale.step_x;
    else if (points > 1)
        throw DataError(Position::at_line(file, line),
                        "neither ##LASTX nor ##DELTAX (expected one of them with (X++(Y..Y)))");
    if (points > 1 && (axis.step == 0 || !std::isfinite(axis.step)))
        throw DataError(Position::at_line(file, line),
                        "x axis does not step (expected ##FIRSTX and ##LASTX that differ)");
    return axis;
}

/// The abscissa that stands at the start of every line checks the count of ordinates: exports round it, so a step is
/// allowed.
void check_line_starts(const AsdfTable& table, const Axis& axis, double x_factor, const std::string& file,
                       std::vector<std::string>& notes) {
    double worst = 0;
    for (const AsdfTable::LineStart& start : table.lines) {
        const double off = axis.step == 0 ? 0 : std::abs((start.x * x_factor - axis.at(start.index)) / axis.step);
        if (off > 2)
            throw DataError(Position::at_line(file, start.line), "abscissa " + shortest(start.x * x_factor) +
                                                                     " should be " + shortest(axis.at(start.index)) +
                                                                     " (points lost or damaged?)");
        worst = std::max(worst, off);
    }
    if (worst > 1)
        notes.push_back("abscissas of lines are up to " + shortest(std::round(worst * 100) / 100) +
                        " steps off the axis");
}

void check_first_y(const JcampBlock& block, const JcampTable& table, const std::string& file,
                   std::vector<std::string>& notes) {
    const auto first = block.number("FIRSTY", file);
    if (!first || table.y.empty()) return;
    double greatest = std::abs(*first);
    for (const double y : table.y) greatest = std::max(greatest, std::abs(y));
    if (std::abs(table.y.front() - *first) > 0.01 * greatest)
        notes.push_back("##FIRSTY " + shortest(*first) + " differs from the first ordinate " +
                        shortest(table.y.front()));
}

JcampTable read_ordinates(const JcampRecord& data, const TableScale& scale, const std::string& file) {
    const std::string_view body = table_body(data.text);
    const std::size_t limit = 1000000 + 16 * body.size();
    const AsdfTable coded = decode_asdf(body, Position::at_line(file, data.line), limit);
    check_count(coded.ordinates.size(), scale.points, data, file);
    JcampTable table;
    if (coded.ordinates.empty()) return table;
    const Axis axis = axis_of(scale, coded, data.line, file);
    check_line_starts(coded, axis, scale.x_factor, file, table.notes);
    std::size_t missing = 0;
    for (std::size_t i = 0; i < coded.ordinates.size(); ++i) {
        if (std::isnan(coded.ordinates[i])) {
            ++missing;
            continue;
        }
        table.x.push_back(axis.at(i));
        table.y.push_back(coded.ordinates[i] * scale.y_factor);
    }
    if (missing > 0)
        table.notes.push_back(std::to_string(missing) + " ordinates marked as missing ('?') were left out");
    return table;
}

/// The scale that the labels of a block give; interferograms call their axes R and A.
TableScale scale_of(const JcampBlock& block, const JcampRecord& data, const std::string& file) {
    const bool interferogram = data.label == "RADATA";
    TableScale scale;
    scale.first_x = block.number(interferogram ? "FIRSTR" : "FIRSTX", file);
    scale.last_x = block.number(interferogram ? "LASTR" : "LASTX", file);
    scale.step_x = block.number(interferogram ? "DELTAR" : "DELTAX", file);
    scale.x_factor = block.number(interferogram ? "RFACTOR" : "XFACTOR", file).value_or(1);
    scale.y_factor = block.number(interferogram ? "AFACTOR" : "YFACTOR", file).value_or(1);
    scale.points = announced_points(block, file);
    return scale;
}

bool separates(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';'; }

/// The numbers of a table of pairs, comments left out.
/// throws : DataError with the line at what is no number
std::vector<double> all_numbers(std::string_view body, Position where) {
    std::vector<double> numbers;
    const char* p = body.data();
    const char* const end = p + body.size();
    while (p != end) {
        if (*p == '$' && p + 1 != end && p[1] == '$') {
            while (p != end && *p != '\n' && *p != '\r') ++p;
        } else if (separates(*p)) {
            if (*p == '\n' || (*p == '\r' && (p + 1 == end || p[1] != '\n'))) ++*where.line;
            ++p;
        } else {
            double value = 0;
            const char* after = parse_number(p, end, value);
            if (after == p || (after != end && !separates(*after))) {
                const char* stop = p;
                while (stop != end && !separates(*stop) && stop - p < 30) ++stop;
                throw DataError(where, "'" + to_utf8({p, static_cast<std::size_t>(stop - p)}) + "' is not a number");
            }
            numbers.push_back(value);
            p = after;
        }
    }
    return numbers;
}

/// The body with commas between digits read as decimal points.
std::string with_decimal_points(std::string_view body) {
    std::string out(body);
    for (std::size_t i = 1; i + 1 < out.size(); ++i)
        if (out[i] == ',' && is_digit(out[i - 1]) && is_digit(out[i + 1])) out[i] = '.';
    return out;
}

}  // namespace

const JcampRecord* data_record(const JcampBlock& block) {
    for (const JcampRecord& record : block.records)
        if (record.label == "XYDATA" || record.label == "XYPOINTS" || record.label == "PEAKTABLE" ||
            record.label == "RADATA")
            return &record;
    return nullptr;
}

JcampTable read_pairs(const JcampRecord& data, const std::string& file, std::optional<std::size_t> expected) {
    const std::string list = variable_list(data.text);
    const std::size_t width = list.starts_with("(XYW") || list.starts_with("(XYM") ? 3 : 2;
    const std::string_view body = table_body(data.text);
    std::vector<double> numbers = all_numbers(body, Position::at_line(file, data.line));
    JcampTable table;
    if (expected && numbers.size() != width * *expected) {
        std::vector<double> others;
        try {
            others = all_numbers(with_decimal_points(body), Position::at_line(file, data.line));
        } catch (const DataError&) {
        }
        if (others.size() == width * *expected) {
            numbers = std::move(others);
            table.notes.push_back("decimal commas were read as decimal points");
        }
    }
    if (numbers.size() % width != 0)
        throw DataError(Position::at_line(file, data.line), std::to_string(numbers.size()) +
                                                                " numbers do not make groups of " +
                                                                std::to_string(width) + " (cut short or damaged?)");
    check_count(numbers.size() / width, expected, data, file);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += width) {
        table.x.push_back(numbers[i]);
        table.y.push_back(numbers[i + 1]);
    }
    return table;
}

std::string variable_list(std::string_view text) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    return plain_label(line.substr(0, list_end(line)));
}

JcampTable read_scaled(const JcampRecord& data, const TableScale& scale, const std::string& file) {
    const std::string list = variable_list(data.text);
    JcampTable table;
    if (list.starts_with("(X++") || list.starts_with("(R++")) {
        table = read_ordinates(data, scale, file);
    } else if (list.starts_with("(XY") || list.empty()) {
        table = read_pairs(data, file, scale.points);
        for (double& x : table.x) x *= scale.x_factor;
        for (double& y : table.y) y *= scale.y_factor;
    } else {
        throw DataError(Position::at_line(file, data.line),
                        "table form '" + list + "' is not known (expected (X++(Y..Y)), (XY..XY) or (XYW..XYW))");
    }
    table.line = data.line;
    return table;
}

JcampTable read_table(const JcampBlock& block, const JcampRecord& data, const std::string& file) {
    JcampTable table = read_scaled(data, scale_of(block, data, file), file);
    table.peaks = data.label == "PEAKTABLE";
    check_first_y(block, table, file, table.notes);
    return table;
}

}  // namespace spec::io
