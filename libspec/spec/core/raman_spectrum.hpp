#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spec {

/// The order in which a file holds its axis; spectra are held ascending and written back as they came.
enum class AxisOrder { ascending, descending };

/// A Raman spectrum: shift (cm-1) strictly ascending and finite, intensity finite, both [n_points].
struct RamanSpectrum {
    std::string title;
    std::string id;        ///< the record's own id, empty when it has none
    std::string inchikey;  ///< where the file states it
    std::vector<double> shift_cm1;
    std::vector<double> intensity;
    std::optional<double> laser_nm;  ///< excitation wavelength where known
    std::string instrument;
    std::string licence;
    std::string source;
    AxisOrder file_order = AxisOrder::ascending;
    bool band_table = false;  ///< positions and relative heights of bands only, no measured curve
};

}  // namespace spec
