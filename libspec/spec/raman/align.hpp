#pragma once

#include <cstddef>
#include <spec/raman/curve.hpp>
#include <vector>

namespace spec::raman {

/// A query and a reference laid over each other: the reference's axis shifted and stretched, the sharper of the two
/// broadened, within limits and against a penalty, because free corrections let any two-band spectrum fit another.
struct Alignment {
    bool possible = false;      ///< false with too little in common
    double shift_cm1 = 0;       ///< the query stands this much above the reference at 1000 cm-1
    double stretch = 0;         ///< and this share more with each cm-1 from there
    double broadening_cm1 = 0;  ///< width by which the reference was broadened in quadrature; negative: the query
    double coverage = 0;        ///< share of the query's root energy in the common range
    std::vector<double> query,
        reference;  ///< on the common range, scaled to a tallest point of 1 in the whole spectrum
};

/// Lays a reference over a query.
///
/// start_cm1 : shift from the coarse search, good to a few cm-1
/// source    : docs/methods/raman.md; Gauss-Newton on shift, stretch and variance of the broadening with scale and a
/// cubic
///             background solved along, Huber weights against bands that only one of the two has
Alignment align(const Curve& query, const Curve& reference, double start_cm1, const Parameters& parameters);

/// The reference at every point of the query with the corrections of an alignment, without its background (zero where
/// it was not measured) and with it (the end values there).
struct Laid {
    std::vector<double> values, with_background;
};
Laid laid(const Curve& query, const Curve& reference, const Alignment& corrections, const Parameters& parameters);

}  // namespace spec::raman
