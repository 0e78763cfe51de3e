#pragma once

#include <string>
#include <utility>
#include <vector>

namespace spec::report {

struct Axis {
    std::string label;  ///< quantity and unit, "retention time, min"
    double low = 0, high = 1;
};

enum class CurveStyle { line, dashed, sticks, crosses };

/// Points in the units of the axes; x and y of equal length. Sticks stand on y = 0.
struct Curve {
    std::vector<double> x, y;
    CurveStyle style = CurveStyle::line;
    double grey = 0;  ///< 0 black to 1 white
};

/// A short text at a point; drawn only where it overlaps no label before it.
struct PointLabel {
    double x = 0, y = 0;
    std::string text;
};

/// One frame with axes. `absolute_y` writes the axis without signs, for a mirror plot.
struct Panel {
    Axis x, y;
    std::vector<Curve> curves;
    std::vector<PointLabel> labels;
    std::vector<std::pair<double, double>> hatched;  ///< ranges of x that were left out
    std::string inside_top, inside_bottom;           ///< texts in the upper and the lower left corner
    bool absolute_y = false;
    double weight = 1;  ///< share of the figure's height
};

/// A drawing made of panels one above the other, without any colour.
struct Figure {
    std::vector<Panel> panels;
    double height_mm = 60;
    std::string decimal = ".";  ///< decimal sign of the tick labels
};

/// Places for ticks: multiples of 1, 2 or 5 x 10^n within [low, high], about `wanted` of them.
std::vector<double> ticks(double low, double high, int wanted);

}  // namespace spec::report
