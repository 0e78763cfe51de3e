#include <spec/report/figure.hpp>

#include <algorithm>
#include <cmath>
#include <spec/report/catalogue.hpp>
#include <spec/report/draw.hpp>

namespace spec::report {
namespace {

constexpr double label_size = 7;

struct Box {
    double left, top, right, bottom;
    bool overlaps(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

/// Where a panel's frame lies on the page, and how its units map to points.
struct Frame {
    const Panel& panel;
    Box box;
    double x(double value) const {
        return box.left + (value - panel.x.low) / (panel.x.high - panel.x.low) * (box.right - box.left);
    }
    double y(double value) const {
        return box.bottom - (value - panel.y.low) / (panel.y.high - panel.y.low) * (box.bottom - box.top);
    }
};

std::string tick_text(double value, double step) {
    if (std::abs(value) >= 1e5) {
        const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
        return significant(value / std::pow(10, exponent), 2) + "\u00b710" + [&] {
            constexpr const char* raised[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                              "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
            std::string out;
            for (const char digit : std::to_string(exponent)) out += raised[digit - '0'];
            return out;
        }();
    }
    const int decimals = step >= 1 ? 0 : std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    return fixed(value, decimals);
}

void line(cairo_t* cairo, double x1, double y1, double x2, double y2) {
    cairo_move_to(cairo, x1, y1);
    cairo_line_to(cairo, x2, y2);
    cairo_stroke(cairo);
}

void draw_axes(cairo_t* cairo, const Frame& frame, bool with_x, const std::string& decimal) {
    const Panel& panel = frame.panel;
    const auto localised = [&](std::string text) {
        if (const auto at = text.find('.'); at != std::string::npos) text.replace(at, 1, decimal);
        return text;
    };
    cairo_set_line_width(cairo, 0.6);
    cairo_rectangle(cairo, frame.box.left, frame.box.top, frame.box.right - frame.box.left,
                    frame.box.bottom - frame.box.top);
    cairo_stroke(cairo);
    const auto y_ticks = ticks(panel.y.low, panel.y.high, frame.box.bottom - frame.box.top < 80 ? 3 : 5);
    for (const double at : y_ticks) {
        line(cairo, frame.box.left - 3, frame.y(at), frame.box.left, frame.y(at));
        const SetText text(cairo,
                           localised(tick_text(panel.absolute_y ? std::abs(at) : at,
                                               y_ticks.size() > 1 ? y_ticks[1] - y_ticks[0] : 1)),
                           {label_size});
        text.draw(cairo, frame.box.left - 5 - text.width(), frame.y(at) - text.height() / 2);
    }
    const auto x_ticks = ticks(panel.x.low, panel.x.high, 10);
    for (const double at : x_ticks) {
        line(cairo, frame.x(at), frame.box.bottom, frame.x(at), frame.box.bottom + 3);
        if (!with_x) continue;
        const SetText text(cairo, localised(tick_text(at, x_ticks.size() > 1 ? x_ticks[1] - x_ticks[0] : 1)),
                           {label_size});
        text.draw(cairo, frame.x(at) - text.width() / 2, frame.box.bottom + 4);
    }
}

void draw_axis_titles(cairo_t* cairo, const Frame& frame, double left, bool with_x) {
    if (with_x) {
        const SetText text(cairo, frame.panel.x.label, {label_size + 0.5});
        text.draw(cairo, (frame.box.left + frame.box.right - text.width()) / 2, frame.box.bottom + 13);
    }
    // A long title is set smaller, so that titles of panels one above the other do not meet.
    const double room = frame.box.bottom - frame.box.top - 4, size = label_size + 0.5;
    const double wide = SetText(cairo, frame.panel.y.label, {size}).width();
    const SetText text(cairo, frame.panel.y.label, {wide > room ? size * room / wide : size});
    cairo_save(cairo);
    cairo_translate(cairo, left, (frame.box.top + frame.box.bottom + text.width()) / 2);
    cairo_rotate(cairo, -std::acos(-1.0) / 2);
    text.draw(cairo, 0, 0);
    cairo_restore(cairo);
}

void draw_curve(cairo_t* cairo, const Frame& frame, const Curve& curve) {
    cairo_set_source_rgb(cairo, curve.grey, curve.grey, curve.grey);
    cairo_set_line_width(cairo, curve.style == CurveStyle::sticks ? 1.0 : 0.7);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    const double dashes[] = {3, 2};
    if (curve.style == CurveStyle::dashed) cairo_set_dash(cairo, dashes, 2, 0);
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (curve.style == CurveStyle::crosses) {
            constexpr double arm = 2.5;
            const double x = frame.x(curve.x[i]), y = frame.y(curve.y[i]);
            cairo_move_to(cairo, x - arm, y);
            cairo_line_to(cairo, x + arm, y);
            cairo_move_to(cairo, x, y - arm);
            cairo_line_to(cairo, x, y + arm);
        } else if (curve.style == CurveStyle::sticks) {
            cairo_move_to(cairo, frame.x(curve.x[i]), frame.y(0));
            cairo_line_to(cairo, frame.x(curve.x[i]), frame.y(curve.y[i]));
        } else if (i == 0) {
            cairo_move_to(cairo, frame.x(curve.x[i]), frame.y(curve.y[i]));
        } else {
            cairo_line_to(cairo, frame.x(curve.x[i]), frame.y(curve.y[i]));
        }
    }
    cairo_stroke(cairo);
    cairo_set_dash(cairo, nullptr, 0, 0);
    cairo_set_source_rgb(cairo, 0, 0, 0);
}

void draw_hatching(cairo_t* cairo, const Frame& frame) {
    cairo_set_source_rgb(cairo, 0.75, 0.75, 0.75);
    cairo_set_line_width(cairo, 0.4);
    for (const auto& [low, high] : frame.panel.hatched) {
        const double left = std::max(frame.x(low), frame.box.left), right = std::min(frame.x(high), frame.box.right);
        for (double x = left; x < right; x += 4)
            line(cairo, x, frame.box.bottom, std::min(x + 4, right), frame.box.top);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
}

void draw_labels(cairo_t* cairo, const Frame& frame) {
    std::vector<Box> taken;
    for (const Curve& curve : frame.panel.curves)
        for (std::size_t i = 0; curve.style == CurveStyle::sticks && i < curve.x.size(); ++i) {
            const double x = frame.x(curve.x[i]), tip = frame.y(curve.y[i]), foot = frame.y(0);
            taken.push_back({x - 0.5, std::min(tip, foot), x + 0.5, std::max(tip, foot)});
        }
    const auto place = [&](const SetText& text, double x, double y) {
        const Box box{x - 1, y, x + text.width() + 1, y + text.height()};
        if (box.left < frame.box.left || box.right > frame.box.right || box.top < frame.box.top ||
            box.bottom > frame.box.bottom)
            return;
        for (const Box& other : taken)
            if (box.overlaps(other)) return;
        taken.push_back(box);
        text.draw(cairo, x, y);
    };
    if (!frame.panel.inside_top.empty())
        place(SetText(cairo, frame.panel.inside_top, {label_size}), frame.box.left + 4, frame.box.top + 2);
    if (!frame.panel.inside_bottom.empty()) {
        const SetText text(cairo, frame.panel.inside_bottom, {label_size});
        place(text, frame.box.left + 4, frame.box.bottom - 2 - text.height());
    }
    for (const PointLabel& label : frame.panel.labels) {
        const SetText text(cairo, label.text, {label_size - 0.5});
        const double x = frame.x(label.x) - text.width() / 2;
        place(text,
              std::clamp(x, frame.box.left + 1.5, std::max(frame.box.left + 1.5, frame.box.right - text.width() - 1.5)),
              label.y < 0 ? frame.y(label.y) + 1.5 : frame.y(label.y) - text.height() - 1.5);
    }
}

}  // namespace

std::vector<double> ticks(double low, double high, int wanted) {
    if (!(high > low)) return {};
    const double raw = (high - low) / wanted;
    const double decade = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * decade;
    for (const double factor : {5.0, 2.0, 1.0})
        if (factor * decade >= raw * 0.999) step = factor * decade;
    std::vector<double> out;
    for (double index = std::ceil(low / step - 1e-9); index * step <= high + 1e-9 * step; ++index)
        out.push_back(index == 0 ? 0 : index * step);
    return out;
}

void draw_figure(cairo_t* cairo, const Figure& figure, double x, double y, double width, double height) {
    double weights = 0;
    for (const Panel& panel : figure.panels) weights += panel.weight;
    const double under = 26, left_margin = 52;
    const double usable = height - under - 4 * static_cast<double>(figure.panels.size() - 1);
    double top = y;
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const Panel& panel = figure.panels[i];
        const double tall = usable * panel.weight / weights;
        const Frame frame{panel, {x + left_margin, top, x + width - 4, top + tall}};
        const bool last = i + 1 == figure.panels.size();
        draw_hatching(cairo, frame);
        draw_axes(cairo, frame, last, figure.decimal);
        draw_axis_titles(cairo, frame, x, last);
        cairo_save(cairo);
        cairo_rectangle(cairo, frame.box.left, frame.box.top, frame.box.right - frame.box.left,
                        frame.box.bottom - frame.box.top);
        cairo_clip(cairo);
        for (const Curve& curve : panel.curves) draw_curve(cairo, frame, curve);
        cairo_restore(cairo);
        if (panel.absolute_y) line(cairo, frame.box.left, frame.y(0), frame.box.right, frame.y(0));
        draw_labels(cairo, frame);
        top += tall + 4;
    }
}

}  // namespace spec::report
