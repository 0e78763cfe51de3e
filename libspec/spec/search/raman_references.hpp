#pragma once

#include <cstddef>
#include <span>
#include <spec/library/library.hpp>
#include <spec/raman/coarse.hpp>
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
    raman::Prepared prepared;
    raman::CoarseSpectrum coarse;
};

/// The Raman entries of libraries, prepared once, in the order of the libraries. Compounds are told apart by InChIKey,
/// without one by the folded name.
class RamanReferences {
   public:
    RamanReferences(std::span<const library::Library* const> libraries, const raman::Parameters& parameters);
    /// From spectra in memory, for tests: id is the entry's name, title the compound's.
    RamanReferences(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters);

    std::span<const RamanReference> all() const { return references_; }
    std::size_t compounds() const { return compounds_; }

   private:
    void prepare_all(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters);
    void number_compounds();

    std::vector<RamanReference> references_;
    std::size_t compounds_ = 0;
};

}  // namespace spec::search
