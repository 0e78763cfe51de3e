#include <spec/report/layout.hpp>

#include <cairo-pdf.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/report/draw.hpp>

namespace spec::report {
namespace {

constexpr double millimetre = 72 / 25.4;
constexpr double page_width = 210 * millimetre, page_height = 297 * millimetre;
constexpr double margin = 18 * millimetre;
constexpr double text_width = page_width - 2 * margin;
constexpr double top = 24 * millimetre, bottom = page_height - 20 * millimetre;

/// Something drawn whole at one height of a page.
struct Piece {
    double height = 0;
    double gap = 0;  ///< points left free above it, except at the top of a page
    bool keep_with_next = false;
    std::function<void(cairo_t*, double y)> draw;
    std::shared_ptr<Piece> repeated;  ///< drawn again above it when it begins a page
};

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

void grey(cairo_t* cairo, double shade) { cairo_set_source_rgb(cairo, shade, shade, shade); }

Piece text_piece(cairo_t* cairo, const std::string& text, TextStyle style, double gap) {
    style.width = text_width;
    const auto set = std::make_shared<SetText>(cairo, text, style);
    return {set->height(), gap, false, [set](cairo_t* on, double y) { set->draw(on, margin, y); }, nullptr};
}

Piece heading_piece(cairo_t* cairo, const Heading& heading) {
    const double size = heading.level == 0 ? 16 : heading.level == 1 ? 11.5 : 9.5;
    Piece piece = text_piece(cairo, heading.text, {size, true}, heading.level == 1 ? 11 : 6);
    piece.keep_with_next = true;
    if (heading.level != 1) return piece;
    const auto draw = piece.draw;
    const double height = piece.height;
    piece.draw = [draw, height](cairo_t* on, double y) {
        draw(on, y);
        cairo_set_line_width(on, 0.5);
        cairo_move_to(on, margin, y + height + 1);
        cairo_line_to(on, margin + text_width, y + height + 1);
        cairo_stroke(on);
    };
    piece.height += 3;
    return piece;
}

// A plain paragraph is cut between lines where a page ends; two lines at least stay together.
void add_lines(cairo_t* cairo, const Paragraph& paragraph, std::vector<Piece>& out) {
    TextStyle style{paragraph.emphasis == Emphasis::small ? 7.5 : 9.0, paragraph.emphasis == Emphasis::strong};
    style.width = text_width;
    const auto set = std::make_shared<SetText>(cairo, paragraph.text, style);
    const int lines = set->lines();
    for (int first = 0; first < lines;) {
        const int last = lines - first <= 3 ? lines : first + 2;
        double height = 0;
        for (int i = first; i < last; ++i) height += set->line_height(i);
        out.push_back({height, first == 0 ? 3.0 : 0.0, false,
                       [set, first, last](cairo_t* on, double y) { set->draw_lines(on, margin, y, first, last); },
                       nullptr});
        first = last;
    }
}

Piece boxed_piece(cairo_t* cairo, const std::string& text) {
    TextStyle style{10, true};
    style.width = text_width - 16;
    const auto set = std::make_shared<SetText>(cairo, text, style);
    const double height = set->height() + 12;
    return {height, 4, false,
            [set, height](cairo_t* on, double y) {
                cairo_set_line_width(on, 1);
                cairo_rectangle(on, margin, y, text_width, height);
                cairo_stroke(on);
                set->draw(on, margin + 8, y + 6);
            },
            nullptr};
}

std::vector<double> column_widths(const Table& table) {
    double weights = 0;
    for (const Column& column : table.columns) weights += column.weight;
    std::vector<double> out;
    for (const Column& column : table.columns) out.push_back(text_width * column.weight / weights);
    return out;
}

Piece row_piece(cairo_t* cairo, const Table& table, const std::vector<std::string>& cells, bool bold) {
    expect(cells.size() == table.columns.size(), "a row has a cell a column");
    const auto widths = column_widths(table);
    auto set = std::make_shared<std::vector<SetText>>();
    double height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        TextStyle style{8, bold, table.columns[i].align, widths[i] - 6};
        set->emplace_back(cairo, cells[i], style);
        height = std::max(height, set->back().height());
    }
    height += 3;
    return {height, 0, false,
            [set, widths, height](cairo_t* on, double y) {
                double x = margin;
                for (std::size_t i = 0; i < widths.size(); ++i) {
                    (*set)[i].draw(on, x + 3, y + 1);
                    x += widths[i];
                }
                grey(on, 0.7);
                cairo_set_line_width(on, 0.3);
                cairo_move_to(on, margin, y + height);
                cairo_line_to(on, margin + text_width, y + height);
                cairo_stroke(on);
                grey(on, 0);
            },
            nullptr};
}

void add_table(cairo_t* cairo, const Table& table, std::vector<Piece>& out) {
    std::shared_ptr<Piece> header;
    const bool titled =
        std::any_of(table.columns.begin(), table.columns.end(), [](const Column& c) { return !c.title.empty(); });
    if (titled) {
        std::vector<std::string> titles;
        for (const Column& column : table.columns) titles.push_back(column.title);
        header = std::make_shared<Piece>(row_piece(cairo, table, titles, true));
        header->keep_with_next = true;
        header->gap = 4;
        out.push_back(*header);
    }
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        Piece row = row_piece(cairo, table, table.rows[i], false);
        if (i > 0) row.repeated = header;
        if (i == 0 && !header) row.gap = 4;
        out.push_back(std::move(row));
    }
}

void add_figure(cairo_t* cairo, const FigureBlock& block, std::vector<Piece>& out) {
    const double height = block.figure.height_mm * millimetre;
    const auto figure = std::make_shared<Figure>(block.figure);
    out.push_back({height, 6, true,
                   [figure, height](cairo_t* on, double y) { draw_figure(on, *figure, margin, y, text_width, height); },
                   nullptr});
    out.push_back(text_piece(cairo, block.caption, {7.5}, 1));
}

std::vector<Piece> pieces_of(cairo_t* cairo, const Document& document) {
    std::vector<Piece> out;
    for (const Block& block : document.blocks) {
        if (const auto* heading = std::get_if<Heading>(&block)) out.push_back(heading_piece(cairo, *heading));
        if (const auto* table = std::get_if<Table>(&block)) add_table(cairo, *table, out);
        if (const auto* figure = std::get_if<FigureBlock>(&block)) add_figure(cairo, *figure, out);
        if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
            if (paragraph->emphasis == Emphasis::boxed)
                out.push_back(boxed_piece(cairo, paragraph->text));
            else
                add_lines(cairo, *paragraph, out);
        }
    }
    return out;
}

struct Placed {
    const Piece* piece;
    double y;
};

// Height of a piece with all that must stay on its page.
double chain_height(const std::vector<Piece>& pieces, std::size_t from) {
    double height = pieces[from].height;
    for (std::size_t i = from; pieces[i].keep_with_next && i + 1 < pieces.size(); ++i)
        height += pieces[i + 1].gap + pieces[i + 1].height;
    return height;
}

std::vector<std::vector<Placed>> paginate(const std::vector<Piece>& pieces) {
    std::vector<std::vector<Placed>> pages(1);
    double y = top;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        const bool chained = i > 0 && pieces[i - 1].keep_with_next;
        const double gap = pages.back().empty() ? 0 : piece.gap;
        if (!chained && !pages.back().empty() && y + gap + chain_height(pieces, i) > bottom) {
            pages.emplace_back();
            y = top;
            if (piece.repeated) {
                pages.back().push_back({piece.repeated.get(), y});
                y += piece.repeated->height;
            }
        } else {
            y += gap;
        }
        pages.back().push_back({&piece, y});
        y += piece.height;
    }
    return pages;
}

void draw_marks(cairo_t* cairo, const Document& document) {
    std::string text;
    for (const std::string& mark : document.marks) text += (text.empty() ? "" : " \u00b7 ") + mark;
    if (text.empty()) return;
    const double diagonal = std::hypot(page_width, page_height) * 0.72;
    SetText set(cairo, text, {100, true});
    set = SetText(cairo, text, {std::min(100.0, 100 * diagonal / set.width()), true});
    cairo_save(cairo);
    grey(cairo, 0.9);
    cairo_translate(cairo, page_width / 2, page_height / 2);
    cairo_rotate(cairo, -std::atan2(page_height, page_width));
    set.draw(cairo, -set.width() / 2, -set.height() / 2);
    cairo_restore(cairo);
}

std::string page_text(std::string pattern, std::size_t page, std::size_t pages) {
    const auto put = [&](const std::string& place, std::size_t number) {
        if (const auto at = pattern.find(place); at != std::string::npos)
            pattern.replace(at, place.size(), std::to_string(number));
    };
    put("{page}", page);
    put("{pages}", pages);
    return pattern;
}

constexpr double header_top = 6 * millimetre, header_bottom = top - 3 * millimetre;

// A long header (a laboratory's full name, a long case number) takes more lines, then smaller letters; it stays above
// its rule.
SetText header_text(cairo_t* cairo, const std::string& text, TextStyle style) {
    SetText set(cairo, text, style);
    while (set.height() > header_bottom - header_top && style.size > 3) {
        style.size -= 0.5;
        set = SetText(cairo, text, style);
    }
    return set;
}

void draw_furniture(cairo_t* cairo, const Document& document, std::size_t page, std::size_t pages) {
    const double half = text_width / 2 - 4;
    const auto left = header_text(cairo, document.header_left, {7.5, false, Align::left, half});
    const auto right = header_text(cairo, document.header_right, {7.5, true, Align::right, half});
    const double header = std::min(11 * millimetre, header_bottom - std::max(left.height(), right.height()));
    left.draw(cairo, margin, header);
    right.draw(cairo, margin + half + 8, header);
    cairo_set_line_width(cairo, 0.5);
    for (const double y : {top - 2 * millimetre, bottom + 2 * millimetre}) {
        cairo_move_to(cairo, margin, y);
        cairo_line_to(cairo, margin + text_width, y);
        cairo_stroke(cairo);
    }
    std::string footer = page_text(document.footer, page, pages);
    if (page == pages) footer += "   " + document.end_mark;
    SetText(cairo, footer, {7.5, false, Align::left, text_width}).draw(cairo, margin, bottom + 3 * millimetre);
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void set_metadata(cairo_surface_t* surface, const Document& document) {
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Sarap");
    // cairo would put the time of day there; a report knows only the date its caller gave.
    const std::string date =
        document.date.size() >= 10 ? document.date.substr(0, 10) + "T00:00:00Z" : "1970-01-01T00:00:00Z";
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
}

}  // namespace

std::string to_pdf(const Document& document) {
    std::string bytes;
    const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height),
                          cairo_surface_destroy);
    set_metadata(surface.get(), document);
    {
        const Context cairo(cairo_create(surface.get()), cairo_destroy);
        const auto pieces = pieces_of(cairo.get(), document);
        const auto pages = paginate(pieces);
        for (std::size_t page = 0; page < pages.size(); ++page) {
            draw_marks(cairo.get(), document);
            draw_furniture(cairo.get(), document, page + 1, pages.size());
            for (const Placed& placed : pages[page]) placed.piece->draw(cairo.get(), placed.y);
            cairo_show_page(cairo.get());
        }
        expect(cairo_status(cairo.get()) == CAIRO_STATUS_SUCCESS, "cairo drew the pages");
    }
    cairo_surface_finish(surface.get());
    expect(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS, "cairo wrote the PDF");
    return bytes;
}

}  // namespace spec::report
