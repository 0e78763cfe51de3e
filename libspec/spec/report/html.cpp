#include <spec/report/html.hpp>

#include <cairo-svg.h>

#include <spec/core/error.hpp>
#include <spec/report/draw.hpp>

namespace spec::report {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\n': out += "<br>"; break;
            default: out += c;
        }
    }
    return out;
}

std::string base64(const std::string& bytes) {
    constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned block = 0;
        for (std::size_t k = 0; k < 3; ++k)
            block = block << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : letters[block >> (18 - 6 * k) & 63];
    }
    return out;
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

// cairo numbers the surfaces of a process; the name is of no use in a file with one of them.
std::string without_surface_number(std::string text) {
    const std::string name = "\"surface";
    const std::size_t at = text.find(name);
    if (at == std::string::npos) return text;
    const std::size_t digits = at + name.size();
    return text.erase(digits, text.find('"', digits) - digits);
}

std::string svg(const Figure& figure) {
    constexpr double width = 500;
    const double height = figure.height_mm * 72 / 25.4;
    std::string bytes;
    cairo_surface_t* surface = cairo_svg_surface_create_for_stream(append, &bytes, width, height);
    cairo_t* cairo = cairo_create(surface);
    draw_figure(cairo, figure, 0, 0, width, height);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    const bool good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    expect(good, "cairo wrote the SVG");
    return without_surface_number(std::move(bytes));
}

std::string row(const Table& table, const std::vector<std::string>& cells, const char* tag) {
    std::string out = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out += std::string("<") + tag + (table.columns[i].align == Align::right ? " class=\"r\">" : ">");
        out += escaped(cells[i]) + "</" + tag + ">";
    }
    return out + "</tr>\n";
}

std::string table_html(const Table& table) {
    std::string out = "<table>\n";
    std::vector<std::string> titles;
    bool titled = false;
    for (const Column& column : table.columns) {
        titles.push_back(column.title);
        titled = titled || !column.title.empty();
    }
    if (titled) out += "<thead>" + row(table, titles, "th") + "</thead>\n";
    for (const auto& cells : table.rows) out += row(table, cells, "td");
    return out + "</table>\n";
}

std::string block_html(const Block& block) {
    if (const auto* heading = std::get_if<Heading>(&block)) {
        const std::string tag = heading->level == 0 ? "h1" : heading->level == 1 ? "h2" : "h3";
        return "<" + tag + ">" + escaped(heading->text) + "</" + tag + ">\n";
    }
    if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
        constexpr const char* classes[] = {"", " class=\"strong\"", " class=\"box\"", " class=\"small\""};
        return std::string("<p") + classes[static_cast<int>(paragraph->emphasis)] + ">" + escaped(paragraph->text) +
               "</p>\n";
    }
    if (const auto* table = std::get_if<Table>(&block)) return table_html(*table);
    const auto& figure = std::get<FigureBlock>(block);
    return "<figure><img alt=\"" + escaped(figure.caption) + "\" src=\"data:image/svg+xml;base64," +
           base64(svg(figure.figure)) + "\"><figcaption>" + escaped(figure.caption) + "</figcaption></figure>\n";
}

constexpr const char* style =
    "body{font:15px/1.4 'Noto Sans',sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#000;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0}td,th{border-bottom:1px solid #bbb;padding:.2em "
    ".5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    ".r{text-align:right}.box{border:2px solid "
    "#000;padding:.6em;font-weight:bold}.small{font-size:85%}.mark{border:3px solid "
    "#888;color:#555;font-weight:bold;text-align:center;font-size:140%}"
    "figure{margin:1em 0}img{width:100%}figcaption{font-size:85%}h2{border-bottom:1px solid "
    "#000}header,footer{font-size:85%;display:flex;justify-content:space-between}";

}  // namespace

std::string to_html(const Document& document) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(document.language) +
                      "\">\n<head><meta charset=\"utf-8\"><title>" + escaped(document.title) + "</title><style>" +
                      style + "</style></head>\n<body>\n<header><span>" + escaped(document.header_left) +
                      "</span><strong>" + escaped(document.header_right) + "</strong></header>\n";
    std::string marks;
    for (const std::string& mark : document.marks) marks += (marks.empty() ? "" : " \u00b7 ") + escaped(mark);
    if (!marks.empty()) out += "<p class=\"mark\">" + marks + "</p>\n";
    for (const Block& block : document.blocks) out += block_html(block);
    if (!marks.empty()) out += "<p class=\"mark\">" + marks + "</p>\n";
    return out + "<footer><span>" + escaped(document.end_mark) + "</span></footer>\n</body>\n</html>\n";
}

}  // namespace spec::report
