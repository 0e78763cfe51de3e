#include <pango/pangocairo.h>

#include <spec/core/error.hpp>
#include <spec/report/draw.hpp>
#include <spec/report/fonts.hpp>

namespace spec::report {
namespace {

PangoLayout* new_layout(cairo_t* cairo) {
    PangoContext* context = pango_font_map_create_context(Fonts::pinned().map());
    pango_cairo_context_set_resolution(context, 72);  // a point is a unit of the page
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_update_context(cairo, context);
    PangoLayout* layout = pango_layout_new(context);
    g_object_unref(context);
    return layout;
}

void set_font(PangoLayout* layout, const TextStyle& style) {
    PangoFontDescription* font = pango_font_description_from_string(style.bold ? "Noto Sans Bold" : "Noto Sans");
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

}  // namespace

SetText::SetText(cairo_t* cairo, const std::string& given, const TextStyle& style) {
    const std::string text = Fonts::pinned().printable(given);
    layout_ = {new_layout(cairo), [](PangoLayout* layout) { g_object_unref(layout); }};
    set_font(layout_.get(), style);
    if (style.width > 0) {
        pango_layout_set_width(layout_.get(), static_cast<int>(style.width * PANGO_SCALE));
        pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_alignment(layout_.get(), style.align == Align::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
    expect(pango_layout_get_unknown_glyphs_count(layout_.get()) == 0, "every character of a page has a glyph");
}

double SetText::width() const {
    int width = 0;
    pango_layout_get_size(layout_.get(), &width, nullptr);
    return static_cast<double>(width) / PANGO_SCALE;
}

double SetText::height() const {
    int height = 0;
    pango_layout_get_size(layout_.get(), nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

void SetText::draw(cairo_t* cairo, double x, double y) const {
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout_.get());
}

int SetText::lines() const { return pango_layout_get_line_count(layout_.get()); }

double SetText::line_height(int line) const {
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout_.get(), line), nullptr, &logical);
    return static_cast<double>(logical.height) / PANGO_SCALE;
}

void SetText::draw_lines(cairo_t* cairo, double x, double y, int first, int last) const {
    for (int line = first; line < last; ++line) {
        PangoRectangle logical;
        PangoLayoutLine* set = pango_layout_get_line_readonly(layout_.get(), line);
        pango_layout_line_get_extents(set, nullptr, &logical);
        cairo_move_to(cairo, x, y + static_cast<double>(PANGO_ASCENT(logical)) / PANGO_SCALE);
        pango_cairo_show_layout_line(cairo, set);
        y += static_cast<double>(logical.height) / PANGO_SCALE;
    }
}

}  // namespace spec::report
