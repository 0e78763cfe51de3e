#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/match/dense_index.hpp>
#include <spec/match/dense_kernel.hpp>

namespace spec::match {
namespace {

constexpr std::size_t block = kernel::block_entries;

/// A float that is not below the value.
float rounded_up(double value) { return std::nextafter(static_cast<float>(value), HUGE_VALF) + 1e-9F; }

class Quantised {
 public:
    Quantised(std::span<const std::uint16_t> mz, std::span<const std::uint16_t> intensity, int first_mz, int columns) {
        double square = 0, greatest = 0, square_outside = 0;
        std::vector<double> weight(mz.size());
        for (std::size_t i = 0; i < mz.size(); ++i) {
            weight[i] = mz[i] * std::sqrt(static_cast<double>(intensity[i]));
            square += weight[i] * weight[i];
            if (inside(mz[i], first_mz, columns))
                greatest = std::max(greatest, weight[i]);
            else
                square_outside += weight[i] * weight[i];
        }
        const double norm = std::sqrt(square);
        if (!(norm > 0)) return;
        outside = square_outside > 0 ? rounded_up(std::sqrt(square_outside) / norm) : 0;
        if (!(greatest > 0)) return;
        scale = static_cast<float>(greatest / (255 * norm));
        double square_error = 0;
        for (std::size_t i = 0; i < mz.size(); ++i) {
            if (!inside(mz[i], first_mz, columns)) continue;
            const auto byte = static_cast<std::uint8_t>(std::lround(255 * weight[i] / greatest));
            const double loss = weight[i] / norm - static_cast<double>(scale) * byte;
            square_error += loss * loss;
            bytes.emplace_back(mz[i] - first_mz, byte);
        }
        error = rounded_up(std::sqrt(square_error));
    }

    float scale = 0, error = 0, outside = 0;
    std::vector<std::pair<int, std::uint8_t>> bytes;  ///< column, value

 private:
    static bool inside(int mz, int first, int columns) { return mz >= first && mz < first + columns; }
};

}  // namespace

DenseIndex build_dense_index(const PeakView& peaks, int columns) {
    expect(columns > 0 && columns % kernel::group_columns == 0, "columns are a multiple of 4");
    DenseIndex out;
    out.n_entries = peaks.size();
    if (peaks.mz.empty()) return out;
    const auto [least, greatest] = std::minmax_element(peaks.mz.begin(), peaks.mz.end());
    out.first_mz = *least;
    const int needed = (*greatest - *least + kernel::group_columns) / kernel::group_columns;
    out.n_groups = std::min(needed, columns / kernel::group_columns);
    const std::size_t n_blocks = (out.n_entries + block - 1) / block;
    const std::size_t block_bytes = static_cast<std::size_t>(out.n_groups) * kernel::group_bytes;
    out.lines.resize(n_blocks * block_bytes);
    for (auto* values : {&out.scale, &out.error, &out.outside}) values->resize(n_blocks * block);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t n = 0; n < static_cast<std::ptrdiff_t>(out.n_entries); ++n) {
        const auto i = static_cast<std::size_t>(n);
        const Quantised entry(peaks.mz_of(i), peaks.intensity_of(i), out.first_mz,
                              kernel::group_columns * out.n_groups);
        std::uint8_t* lines = out.lines.data() + i / block * block_bytes;
        for (const auto& [column, byte] : entry.bytes)
            lines[column / 4 * kernel::group_bytes + static_cast<int>(i % block) * 4 + column % 4] = byte;
        out.scale[i] = entry.scale;
        out.error[i] = entry.error;
        out.outside[i] = entry.outside;
    }
    return out;
}

}  // namespace spec::match
