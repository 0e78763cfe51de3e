#include <algorithm>
#include <cmath>
#include <spec/raman/bands.hpp>

namespace spec::raman {
namespace {

double tallest(const std::vector<double>& y) { return y.empty() ? 0 : *std::max_element(y.begin(), y.end()); }

// Share of the bands, by the root of their height, that have one of the others within reach.
double matched_share(const std::vector<CurveBand>& bands, const std::vector<CurveBand>& others, double reach) {
    double matched = 0, all = 0;
    for (const CurveBand& band : bands) {
        const double weight = std::sqrt(band.height);
        all += weight;
        const bool found = std::any_of(others.begin(), others.end(), [&](const CurveBand& other) {
            return std::abs(static_cast<double>(other.point) - static_cast<double>(band.point)) <= reach;
        });
        if (found) matched += weight;
    }
    return all > 0 ? matched / all : 0;
}

}  // namespace

std::vector<CurveBand> bands_of(const std::vector<double>& curve, double least_height) {
    std::vector<CurveBand> out;
    double valley = curve.empty() ? 0 : curve.front();
    CurveBand top{0, valley};
    bool rising = true;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double y = curve[i];
        if (rising) {
            if (y > top.height) top = {i, y};
            valley = std::min(valley, y);
            if (top.height - valley >= least_height && y <= top.height - 0.5 * least_height) {
                out.push_back(top);
                rising = false;
                valley = y;
            } else if (y <= valley) {
                top = {i, y};
            }
        } else if (y < valley) {
            valley = y;
        } else if (y >= valley + 0.5 * least_height) {
            rising = true;
            top = {i, y};
        }
    }
    return out;
}

BandAgreement band_agreement(const Alignment& alignment, double noise, const Parameters& parameters) {
    const auto strong = [&](const std::vector<double>& y, double least) {
        return bands_of(y, std::max(least, parameters.strong_band_share * tallest(y)));
    };
    const auto faint = [&](const std::vector<double>& y, double least) {
        return bands_of(y, std::max(least, 0.2 * parameters.strong_band_share * tallest(y)));
    };
    const double level = parameters.band_threshold * noise;
    const double reach = parameters.band_reach_cm1 / parameters.grid_step_cm1;
    return {matched_share(strong(alignment.reference, 1e-6), faint(alignment.query, level), reach),
            matched_share(strong(alignment.query, level), faint(alignment.reference, 1e-6), reach)};
}

}  // namespace spec::raman
