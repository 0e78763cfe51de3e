#pragma once

#include <memory>
#include <optional>
#include <span>
#include <spec/core/mass_spectrum.hpp>
#include <spec/library/library.hpp>
#include <spec/search/answer.hpp>
#include <string>
#include <vector>

namespace spec::search {

class EiReferences;

/// One spectrum to be searched.
struct EiQuery {
    MassSpectrum spectrum;
    std::optional<RetentionIndex> retention_index;
    std::string name;
    /// Leave-one-out: an entry that is not to be used, "<source>:<ID>" or the ID alone; empty for none.
    std::string exclude_entry;
};

/// Searches EI spectra on unit mass in one or several libraries, as one.
///
/// The libraries must stay open as long as this object. Answers do not depend on the number of threads or on which
/// queries are searched together. Method: docs/methods/search.md
class EiSearch {
   public:
    explicit EiSearch(std::span<const library::Library* const> libraries);
    explicit EiSearch(EiReferences references);
    EiSearch(EiSearch&&) noexcept;
    EiSearch& operator=(EiSearch&&) noexcept;
    ~EiSearch();

    /// One answer a query, in their order. A query with fewer than five unit-mass peaks, or with a peak that is not a
    /// finite number, is answered `insufficient_signal`.
    ///
    /// throws : UsageError when options.top < 1 or options.set_level is not in (0, 1)
    std::vector<Answer> find(std::span<const EiQuery> queries, const SearchOptions& options) const;
    Answer find(const EiQuery& query, const SearchOptions& options) const;

    /// SHA-256 of the calibration that probabilities rest on.
    const std::string& calibration_sha256() const;
    std::size_t entries() const;

   private:
    struct Contents;
    std::unique_ptr<Contents> contents_;
};

}  // namespace spec::search
