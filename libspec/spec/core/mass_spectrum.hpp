#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spec {

/// A centroided mass spectrum as measured: m/z (Th) ascending, intensities >= 0 on any scale, both [n_peaks].
struct MassSpectrum {
    std::vector<double> mz;
    std::vector<double> intensity;
};

/// A mass spectrum on unit-mass bins: m/z distinct and ascending, intensities > 0, base peak 999.
struct UnitMassSpectrum {
    std::vector<int> mz;
    std::vector<double> intensity;
};

/// How unit-mass bins are cut: bin = floor(m/z + offset). The same offset serves query and library.
struct BinRule {
    double offset = 0.38;
};

/// Sums intensities into unit-mass bins, scales the base peak to 999, rounds to whole numbers, drops zeros.
///
/// spectrum : any number of peaks; an empty or all-zero one gives an empty result
/// source   : shared practice of NIST-type unit-mass search; offset measured on quadrupole data
/// (docs/methods/search.md)
UnitMassSpectrum to_unit_mass(const MassSpectrum& spectrum, BinRule rule = {});

/// A retention index with the scale it belongs to; values of different scales are never compared.
struct RetentionIndex {
    double value = 0;
    std::string scale;   ///< "n_alkane" or "fiehn_fame"
    std::string column;  ///< stationary phase as the record states it, empty when it does not
};

/// One record of a spectral library or of a file of query spectra.
struct SpectrumRecord {
    std::string name;
    std::vector<std::string> synonyms;
    std::string id;  ///< the record's own id (ID, DB#), empty when it has none
    std::string inchikey, smiles, formula, cas;
    std::optional<double> exact_mass;
    std::optional<RetentionIndex> retention_index;
    std::map<std::string, std::string> metadata;  ///< all other fields; keys as in the file, in lower case
    MassSpectrum spectrum;
    bool principal_ions_only = false;   ///< the record holds the strongest ions alone
    std::size_t line = 0;               ///< line of the file where the record begins, from 1
    std::vector<std::string> notes;     ///< repairs of this record
    std::optional<std::string> defect;  ///< why the record cannot be used as a spectrum; its peaks are then empty
};

}  // namespace spec
