#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <spec/match/cpu_path.hpp>
#include <spec/search/ei_accurate.hpp>
#include <spec/search/ei_features.hpp>
#include <spec/search/ei_query.hpp>
#include <spec/search/ei_references.hpp>
#include <vector>

namespace spec::search {

/// One entry that may be the answer, with what ranks it.
struct EiCandidate {
    std::size_t entry = 0;
    double cosine = 0;  ///< retrieval score: weighted cosine m I^0.5
    EiFeatures features{};
    std::optional<double> accurate_cosine;  ///< where query and entry both have accurate masses
};

/// The entries with the greatest weighted cosine m I^0.5, found exactly.
class EiRetrieval {
 public:
    explicit EiRetrieval(EiReferences references);

    const EiReferences& references() const { return references_; }
    bool principal(std::size_t entry) const;
    /// The part of the query that is compared with an entry: all of it, or, for an entry of N principal ions, those
    /// ions and the query's own N strongest, so that a strong ion which the entry does not have counts against it.
    UnitMassSpectrum compared(const UnitMassSpectrum& query, std::size_t entry) const;

    /// A query on unit mass and the entries that it may not use, both kept by the caller.
    struct Request {
        const EiQuery* query = nullptr;
        const UnitMassSpectrum* unit = nullptr;
    };
    /// For each query all entries down to the last that is needed for this number of distinct compounds, best first,
    /// ties by entry id bytewise; with a score of 0 none. A query of accurate masses is looked up among the accurate
    /// entries too, and as many of them join. Runs on the calling thread.
    std::vector<std::vector<EiCandidate>> candidates(std::span<const Request> requests, std::size_t compounds) const;

 private:
    struct Scored {
        std::size_t entry = 0;
        double score = 0;
    };
    std::vector<std::uint32_t> excluded(const EiReferences::Part& part, const EiQuery& query) const;
    void scan_spectra(const EiReferences::Part& part, std::span<const Request> requests, std::size_t compounds,
                      std::vector<std::vector<Scored>>& out) const;
    void score_principal(const EiReferences::Part& part, const Request& request, std::vector<Scored>& out) const;
    static bool is_excluded(const library::Entry& entry, const EiQuery& query);
    const EiAccurate& accurate() const;
    void add_accurate(const Request& request, std::size_t compounds, std::vector<EiCandidate>& out) const;
    EiCandidate candidate(const Request& request, std::size_t entry, double score) const;
    std::vector<EiCandidate> best_of(const Request& request, std::vector<Scored> scored, std::size_t compounds) const;

    /// Made when the first query of accurate masses comes.
    struct Accurate {
        std::once_flag once;
        std::optional<EiAccurate> entries;
    };

    EiReferences references_;
    std::unique_ptr<Accurate> accurate_ = std::make_unique<Accurate>();
};

}  // namespace spec::search
