#pragma once

#include <memory>
#include <span>
#include <spec/library/library.hpp>
#include <spec/search/answer.hpp>
#include <spec/search/ei_query.hpp>
#include <string>
#include <vector>

namespace spec::search {

class EiReferences;
struct EiCalibration;

/// Searches EI spectra on unit mass in one or several libraries, as one.
///
/// The libraries must stay open as long as this object. Answers do not depend on the number of threads or on which
/// queries are searched together. Method: docs/methods/search.md
class EiSearch {
 public:
    /// The calibration is that of the first library that holds one, else the one this program was built with.
    explicit EiSearch(std::span<const library::Library* const> libraries);
    EiSearch(EiReferences references, EiCalibration calibration);
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
