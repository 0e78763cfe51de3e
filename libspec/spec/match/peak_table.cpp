#include <algorithm>
#include <spec/match/peak_table.hpp>

namespace spec::match {

std::size_t PeakTable::add(const UnitMassSpectrum& spectrum) {
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        if (spectrum.mz[i] < 1 || spectrum.mz[i] > 65535) continue;
        mz.push_back(static_cast<std::uint16_t>(spectrum.mz[i]));
        intensity.push_back(static_cast<std::uint16_t>(std::clamp(spectrum.intensity[i], 1.0, 65535.0)));
    }
    begin.push_back(mz.size());
    return mz.size() - begin[begin.size() - 2];
}

}  // namespace spec::match
