#include <algorithm>
#include <cmath>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_tuples.hpp>
#include <spec/io/number.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

/// One column of the NTUPLES header.
struct Variable {
    std::string symbol, name, units;
    std::optional<double> first, last, dimension;
    double factor = 1;
};

std::vector<std::string> list_of(const JcampBlock& block, std::string_view label) {
    const std::string text = block.text(label);
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    for (const std::string_view part : split(text, ',')) parts.emplace_back(trimmed(part));
    return parts;
}

std::vector<Variable> variables_of(const JcampBlock& block) {
    std::vector<Variable> variables;
    for (const std::string& symbol : list_of(block, "SYMBOL"))
        variables.push_back({upper(symbol), "", "", {}, {}, {}, 1});
    const auto fill = [&](std::string_view label, auto set) {
        const auto parts = list_of(block, label);
        for (std::size_t i = 0; i < std::min(parts.size(), variables.size()); ++i) set(variables[i], parts[i]);
    };
    fill("VARNAME", [](Variable& v, const std::string& text) { v.name = text; });
    fill("UNITS", [](Variable& v, const std::string& text) { v.units = text; });
    fill("FIRST", [](Variable& v, const std::string& text) { v.first = to_double(text); });
    fill("LAST", [](Variable& v, const std::string& text) { v.last = to_double(text); });
    fill("VARDIM", [](Variable& v, const std::string& text) { v.dimension = to_double(text); });
    fill("FACTOR", [](Variable& v, const std::string& text) { v.factor = to_double(text).value_or(1); });
    return variables;
}

const Variable* find(const std::vector<Variable>& variables, char symbol) {
    for (const Variable& variable : variables)
        if (variable.symbol.size() == 1 && variable.symbol[0] == symbol) return &variable;
    return nullptr;
}

/// The symbols of "(X++(R..R))" or "(XY..XY)": abscissa and ordinate.
std::pair<char, char> symbols_of(const std::string& list) {
    if (list.size() < 4) return {'\0', '\0'};
    if (list.compare(2, 3, "++(") == 0 && list.size() > 5) return {list[1], list[5]};
    return {list[1], list[2]};
}

/// "N=1" or "T= 1.05": the number behind the equals sign.
std::optional<double> page_position(std::string_view text) {
    const std::string_view line = first_line(text);
    const std::size_t equals = line.find('=');
    return equals == std::string_view::npos ? std::nullopt : to_double(line.substr(equals + 1));
}

/// Tables of other symbols read as X and Y.
JcampRecord as_xy(const JcampRecord& record, const std::string& list, std::string& text) {
    const bool stepping = list.find("++") != std::string::npos;
    const std::size_t end = record.text.find_first_of("\r\n");
    text = (stepping ? "(X++(Y..Y))" : "(XY..XY)") +
           std::string(end == std::string_view::npos ? std::string_view() : record.text.substr(end));
    JcampRecord changed = record;
    changed.text = text;
    return changed;
}

TableScale scale_of(const Variable& x, const Variable& y, std::optional<std::size_t> points, bool stepping) {
    TableScale scale;
    scale.first_x = x.first;
    scale.last_x = x.last;
    scale.x_factor = x.factor;
    scale.y_factor = y.factor;
    scale.points = points;
    if (!points && stepping && y.dimension && *y.dimension > 0 && *y.dimension < 1e15)
        scale.points = static_cast<std::size_t>(*y.dimension);
    return scale;
}

JcampPage read_page(const JcampRecord& record, const std::vector<Variable>& variables,
                    std::optional<std::size_t> points, const std::string& file) {
    const std::string list = variable_list(record.text);
    const auto [x_symbol, y_symbol] = symbols_of(list);
    const Variable *x = find(variables, x_symbol), *y = find(variables, y_symbol);
    if (!x || !y)
        throw DataError(Position::at_line(file, record.line),
                        "table form '" + list + "' names a variable that ##SYMBOL does not list");
    std::string text;
    JcampPage page;
    page.table =
        read_scaled(as_xy(record, list, text), scale_of(*x, *y, points, list.find("++") != std::string::npos), file);
    page.name = y->name;
    page.x_units = x->units;
    page.y_units = y->units;
    return page;
}

/// Units of the variable that the pages step through: the one whose symbol is neither X nor an ordinate.
std::string page_units(const JcampBlock& block) {
    for (const Variable& variable : variables_of(block))
        if (variable.symbol == "T") return upper(variable.units);
    return {};
}

}  // namespace

bool holds_tuples(const JcampBlock& block) { return block.find("SYMBOL") && block.find("DATATABLE"); }

std::vector<JcampPage> read_pages(const JcampBlock& block, const std::string& file) {
    const std::vector<Variable> variables = variables_of(block);
    std::vector<JcampPage> pages;
    std::optional<double> position;
    std::optional<std::size_t> points;
    for (const JcampRecord& record : block.records) {
        if (record.label == "PAGE") {
            position = page_position(record.text);
            points.reset();
        }
        if (record.label == "NPOINTS") {
            const auto count = to_double(first_line(record.text));
            if (count && *count >= 0 && *count < 1e15) points = static_cast<std::size_t>(*count);
        }
        if (record.label != "DATATABLE") continue;
        pages.push_back(read_page(record, variables, points, file));
        pages.back().position = position;
    }
    return pages;
}

GcmsRun run_of_pages(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes) {
    const double seconds = page_units(block).find("MIN") != std::string::npos ? 60 : 1;
    RunBuilder builder;
    std::size_t sorted = 0;
    for (JcampPage& page : read_pages(block, file)) {
        const Position where = Position::at_line(file, page.table.line);
        if (!page.position) throw DataError(where, "a page without a time (expected ##PAGE= T= seconds before it)");
        builder.begin_scan(*page.position * seconds, where);
        std::vector<std::size_t> order(page.table.x.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const bool ascending = std::is_sorted(page.table.x.begin(), page.table.x.end());
        if (!ascending)
            std::stable_sort(order.begin(), order.end(),
                             [&](std::size_t a, std::size_t b) { return page.table.x[a] < page.table.x[b]; });
        sorted += !ascending;
        for (const std::size_t i : order) builder.add(page.table.x[i], page.table.y[i]);
        builder.end_scan();
    }
    if (sorted > 0)
        notes.push_back("m/z were not ascending in " + std::to_string(sorted) + " of " +
                        std::to_string(builder.scans()) + " scans and were sorted");
    return std::move(builder).finish();
}

}  // namespace spec::io
