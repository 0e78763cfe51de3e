#pragma once

#include <memory>
#include <span>
#include <spec/core/raman_spectrum.hpp>
#include <spec/library/library.hpp>
#include <spec/raman/parameters.hpp>
#include <spec/search/answer.hpp>
#include <string>
#include <vector>

namespace spec::search {

class RamanReferences;

/// Searches Raman spectra in one or several libraries, as one.
///
/// Answers do not depend on the number of threads or on which queries are searched together.
/// Method: docs/methods/raman.md
class RamanSearch {
 public:
    RamanSearch(std::span<const library::Library* const> libraries, const raman::Parameters& parameters);
    RamanSearch(RamanReferences references, const raman::Parameters& parameters);
    RamanSearch(RamanSearch&&) noexcept;
    RamanSearch& operator=(RamanSearch&&) noexcept;
    ~RamanSearch();

    /// One answer a query, in their order. A spectrum that is too weak, too short or saturated is answered
    /// `insufficient_signal`, with what hits there are.
    ///
    /// throws : UsageError when options.top < 1 or options.set_level is not in (0, 1)
    std::vector<Answer> find(std::span<const RamanSpectrum> queries, const SearchOptions& options) const;

    /// The constituents of one spectrum; at least one, whose conclusion says what the spectrum as a whole says.
    std::vector<Constituent> constituents(const RamanSpectrum& query, const SearchOptions& options) const;

    /// SHA-256 of the calibration that probabilities rest on.
    const std::string& calibration_sha256() const;
    std::size_t entries() const;

 private:
    struct Contents;
    std::unique_ptr<Contents> contents_;
};

}  // namespace spec::search
