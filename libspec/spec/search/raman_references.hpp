#pragma once

#include <cstddef>
#include <span>
#include <spec/library/library.hpp>
#include <spec/raman/coarse.hpp>
#include <spec/raman/curve.hpp>
#include <spec/raman/prepare.hpp>
#include <string>
#include <vector>

namespace spec::search {

/// One Raman entry as it is searched.
struct RamanReference {
    std::string entry;  ///< "<source>:<ID>"
    std::string name, inchikey;
    std::string kind = "spectrum";  ///< or "band_table"
    std::size_t entry_index = 0;    ///< in the library that it comes from
    std::size_t compound = 0;       ///< entries of one compound share this number
    std::size_t first = 0;          ///< index on the common grid of the first point
    std::vector<float> intensity;   ///< prepared, on the common grid, for figures
    raman::Curve curve, thin;       ///< as compared, and every second point of it
};

/// The Raman entries of libraries, prepared once, in the order of the libraries. Compounds are told apart by InChIKey,
/// without one by the folded name.
class RamanReferences {
 public:
    RamanReferences(std::span<const library::Library* const> libraries, const raman::Parameters& parameters);
    /// From spectra in memory, for tests: id is the entry's name, title the compound's.
    RamanReferences(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters);

    std::span<const RamanReference> all() const { return references_; }
    const raman::CoarseIndex& index() const { return index_; }
    std::size_t compounds() const { return compounds_; }
    std::span<const raman::Curve* const> curves() const { return curves_; }
    std::span<const std::size_t> compound_numbers() const { return numbers_; }

    RamanReferences(RamanReferences&&) noexcept = default;
    RamanReferences& operator=(RamanReferences&&) noexcept = default;
    RamanReferences(const RamanReferences&) = delete;
    RamanReferences& operator=(const RamanReferences&) = delete;

 private:
    void prepare_all(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters);
    void number_compounds();

    std::vector<RamanReference> references_;
    raman::CoarseIndex index_;
    std::vector<const raman::Curve*> curves_;  // of references_, whose place does not change
    std::vector<std::size_t> numbers_;         // compound of each reference
    std::size_t compounds_ = 0;
};

}  // namespace spec::search
