#pragma once

#include <span>
#include <vector>

namespace spec::gcms {

/// Shape of a chromatographic peak: an exponentially modified Gaussian by its moments. Asymmetry a in (-1, 1): the
/// exponential has the time constant |a| sd and trails for a > 0, leads for a < 0; the Gaussian part has sd sqrt(1 -
/// a^2). Positions and widths in scans.
struct PeakShape {
    double mean = 0;
    double sd = 1;
    double asymmetry = 0;
};

/// The shape's value at x, area 1.
///
/// shape  : sd > 0, |asymmetry| <= 0.97
/// source : Grushka, Anal. Chem. 44 (1972) 1733; Foley & Dorsey, Anal. Chem. 55 (1983) 730
double value_of(const PeakShape& shape, double x);

/// A peak profile of area 1 per scan on an even grid, read between grid points by cubic interpolation.
class Profile {
 public:
    /// first_scan : position of the grid's first point, a whole scan
    /// n_scans    : scans the grid covers
    /// oversample : grid points a scan, 1 when positions are whole scans
    Profile(int first_scan, int n_scans, int oversample);

    static Profile of(const PeakShape& shape, int first_scan, int n_scans, int oversample);

    /// out[i] = value at first + i + offset, for i from 0; positions outside the grid give 0.
    void sample(int first, double offset, std::span<double> out) const;

    double position(std::size_t point) const { return first_scan_ + static_cast<double>(point) / oversample_; }
    int oversample() const { return oversample_; }
    std::vector<double>& values() { return values_; }
    const std::vector<double>& values() const { return values_; }
    /// The slope by x on the same grid, by central differences of fourth order.
    Profile derivative() const;
    /// Highest point, by a parabola through the three highest grid points: {position, height}.
    std::pair<double, double> apex() const;
    /// Full width at half of `height`, and half widths before and behind the apex: {width, leading, trailing}, scans.
    struct Widths {
        double full = 0, leading = 0, trailing = 0;
    };
    Widths widths() const;
    /// Scales to area 1; an empty profile stays empty.
    void normalise();

 private:
    int first_scan_ = 0, oversample_ = 1;
    std::vector<double> values_;
};

}  // namespace spec::gcms
