#include <algorithm>
#include <cmath>
#include <functional>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_retrieval.hpp>
#include <unordered_set>

namespace spec::search {
namespace {

constexpr match::Weights retrieval_weights{1, 0.5};

UnitMassSpectrum principal_part(const UnitMassSpectrum& query, const UnitMassSpectrum& entry) {
    std::vector<double> strongest = query.intensity;
    const std::size_t n = std::min(entry.mz.size(), strongest.size());
    std::nth_element(strongest.begin(), strongest.begin() + static_cast<std::ptrdiff_t>(n - 1), strongest.end(),
                     std::greater<>());
    UnitMassSpectrum out;
    for (std::size_t i = 0; i < query.mz.size(); ++i)
        if (query.intensity[i] >= strongest[n - 1] ||
            std::binary_search(entry.mz.begin(), entry.mz.end(), query.mz[i])) {
            out.mz.push_back(query.mz[i]);
            out.intensity.push_back(query.intensity[i]);
        }
    return out;
}

bool is_entry(const std::string& entry, const std::string& id) {
    if (id.empty() || !entry.ends_with(id)) return false;
    return entry.size() == id.size() || entry[entry.size() - id.size() - 1] == ':';
}

}  // namespace

EiRetrieval::EiRetrieval(EiReferences references) : references_(std::move(references)) {}

bool EiRetrieval::principal(std::size_t entry) const {
    return references_.entry(entry).kind == library::EntryKind::principal_ions;
}

UnitMassSpectrum EiRetrieval::compared(const UnitMassSpectrum& query, std::size_t entry) const {
    return principal(entry) ? principal_part(query, references_.spectrum(entry)) : query;
}

/// Places within the part of the entries that the query may not use.
std::vector<std::uint32_t> EiRetrieval::excluded(const EiReferences::Part& part, const EiQuery& query) const {
    std::vector<std::uint32_t> out;
    if (query.exclude_entry.empty() && query.exclude_inchikey.empty()) return out;
    for (std::uint32_t i = 0; i < part.arrays.size(); ++i) {
        const library::Entry& entry = part.entries[part.arrays.entry[i]];
        if (is_excluded(entry, query)) out.push_back(i);
    }
    return out;
}

void EiRetrieval::scan_spectra(const EiReferences::Part& part, std::span<const Request> requests, std::size_t compounds,
                               std::vector<std::vector<Scored>>& out) const {
    if (part.arrays.n_spectra == 0) return;
    std::vector<match::TopQuery> queries;
    for (const Request& request : requests) queries.push_back({*request.unit, excluded(part, *request.query)});
    const auto groups = references_.compounds().subspan(part.first, part.arrays.n_spectra);
    const auto found = match::find_top(part.arrays.index, part.arrays.spectra_peaks(), groups, queries, compounds);
    for (std::size_t q = 0; q < requests.size(); ++q)
        for (const match::Found& one : found[q]) out[q].push_back({part.first + one.entry, one.score});
}

void EiRetrieval::score_principal(const EiReferences::Part& part, const Request& request,
                                  std::vector<Scored>& out) const {
    const auto left_out = excluded(part, *request.query);
    for (std::size_t i = part.arrays.n_spectra; i < part.arrays.size(); ++i) {
        if (std::binary_search(left_out.begin(), left_out.end(), i)) continue;
        const UnitMassSpectrum reference = part.arrays.peaks.spectrum(i);
        const double score =
            match::weighted_cosine(principal_part(*request.unit, reference), reference, retrieval_weights);
        if (score > 0) out.push_back({part.first + i, score});
    }
}

EiCandidate EiRetrieval::candidate(const Request& request, std::size_t entry, double score) const {
    const UnitMassSpectrum part = compared(*request.unit, entry);
    return {entry, score, ei_features(part, references_.spectrum(entry), references_.nominal_mass(entry)), {}};
}

std::vector<EiCandidate> EiRetrieval::best_of(const Request& request, std::vector<Scored> scored,
                                              std::size_t compounds) const {
    std::sort(scored.begin(), scored.end(), [&](const Scored& a, const Scored& b) {
        return a.score != b.score ? a.score > b.score : references_.entry(a.entry).id < references_.entry(b.entry).id;
    });
    std::vector<EiCandidate> out;
    std::unordered_set<std::uint32_t> seen;
    for (const auto& [entry, score] : scored) {
        const std::uint32_t compound = references_.compound(entry);
        if (seen.size() == compounds && !seen.contains(compound)) break;
        seen.insert(compound);
        out.push_back(candidate(request, entry, score));
    }
    return out;
}

const EiAccurate& EiRetrieval::accurate() const {
    std::call_once(accurate_->once, [&] { accurate_->entries.emplace(references_); });
    return *accurate_->entries;
}

bool EiRetrieval::is_excluded(const library::Entry& entry, const EiQuery& query) {
    return is_entry(entry.id, query.exclude_entry) ||
           (!query.exclude_inchikey.empty() && entry.inchikey.starts_with(query.exclude_inchikey));
}

/// The accurate entries nearest to the query join those that unit masses found; all get their accurate cosine.
void EiRetrieval::add_accurate(const Request& request, std::size_t compounds, std::vector<EiCandidate>& out) const {
    const MassSpectrum& query = request.query->spectrum;
    std::unordered_set<std::size_t> known;
    for (const EiCandidate& one : out) known.insert(one.entry);
    for (const match::Found& found : accurate().find_top(query, compounds)) {
        if (known.contains(found.entry) || is_excluded(references_.entry(found.entry), *request.query)) continue;
        const double score =
            match::weighted_cosine(*request.unit, references_.spectrum(found.entry), retrieval_weights);
        out.push_back(candidate(request, found.entry, score));
    }
    for (EiCandidate& one : out) one.accurate_cosine = accurate().cosine(query, one.entry);
    std::sort(out.begin(), out.end(), [&](const EiCandidate& a, const EiCandidate& b) {
        return a.cosine != b.cosine ? a.cosine > b.cosine
                                    : references_.entry(a.entry).id < references_.entry(b.entry).id;
    });
}

std::vector<std::vector<EiCandidate>> EiRetrieval::candidates(std::span<const Request> requests,
                                                              std::size_t compounds) const {
    std::vector<std::vector<Scored>> scored(requests.size());
    for (const EiReferences::Part& part : references_.parts()) {
        scan_spectra(part, requests, compounds, scored);
        for (std::size_t q = 0; q < requests.size(); ++q) score_principal(part, requests[q], scored[q]);
    }
    std::vector<std::vector<EiCandidate>> out;
    for (std::size_t q = 0; q < requests.size(); ++q) {
        out.push_back(best_of(requests[q], std::move(scored[q]), compounds));
        if (is_accurate(requests[q].query->spectrum)) add_accurate(requests[q], compounds, out.back());
    }
    return out;
}

}  // namespace spec::search
