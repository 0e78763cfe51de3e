#pragma once

#include <cairo.h>

#include <memory>
#include <spec/report/document.hpp>
#include <string>

typedef struct _PangoLayout PangoLayout;

namespace spec::report {

/// How a piece of text is set. Sizes in points.
struct TextStyle {
    double size = 9;
    bool bold = false;
    Align align = Align::left;
    double width = 0;  ///< points; 0: one line
};

/// A text set and ready to be drawn.
class SetText {
 public:
    /// Characters without glyph in the pinned fonts are written as their codes (Fonts::printable).
    SetText(cairo_t* cairo, const std::string& text, const TextStyle& style);
    double width() const;                                 ///< points
    double height() const;                                ///< points
    void draw(cairo_t* cairo, double x, double y) const;  ///< (x, y) is the upper left corner
    int lines() const;
    double line_height(int line) const;
    /// Draws lines [first, last) with the first one's top at y.
    void draw_lines(cairo_t* cairo, double x, double y, int first, int last) const;

 private:
    std::shared_ptr<PangoLayout> layout_;
};

/// Draws a figure with its upper left corner at (x, y); points.
void draw_figure(cairo_t* cairo, const Figure& figure, double x, double y, double width, double height);

}  // namespace spec::report
