#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// What the x axis of a table is.
enum class AxisKind { shift, wavenumber, wavelength_nm, pixel, mass, unnamed };

/// Which columns of a table are used.
struct ColumnChoice {
    std::size_t x = 0;
    AxisKind kind = AxisKind::unnamed;
    std::vector<std::size_t> y;          ///< one spectrum each
    std::vector<std::size_t> positions;  ///< columns that part one spectrum of a map from the next
    std::optional<std::string> foreign;  ///< the ordinate is no Raman intensity: "absorbance"
    std::optional<std::string> chosen;   ///< name of the ordinate taken among several of one measurement
};

/// Chooses by the names of the columns; without names the first is x and every other one a spectrum.
///
/// names   : [columns] or empty
/// returns : y empty when no column is left for it
ColumnChoice choose_columns(const std::vector<std::string>& names, std::size_t columns);

}  // namespace spec::io
