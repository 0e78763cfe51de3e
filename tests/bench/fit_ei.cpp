// sarap-fit-ei: fits reference_library/calibration/ei.toml on measured spectra, and measures it on compounds left out.
//
//   sarap-fit-ei DATA -o ei.toml [--cross-validate FOLDER]
//
// DATA holds swgdrug39.msp, queries_present.msp, queries_absent.msp and massbank_ei.msp (COMPOUND_KEY tells the truth).
// With --cross-validate the queries of each fifth of the compounds are answered with a calibration fitted without them;
// FOLDER gets present.jsonl, absent.jsonl and deleted.jsonl (the true compound taken out of the library) to be scored.
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <spec/core/json.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_ranking.hpp>
#include <spec/search/ei_references.hpp>
#include <spec/search/ei_retrieval.hpp>
#include <spec/search/ei_search.hpp>

#include "fit_models.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec;
using namespace spec::search;
using namespace sarap::bench;

constexpr int n_folds = 5;
constexpr std::size_t n_compounds = 50;
constexpr double massbank_weight = 0.3, deleted_weight = 0.1, rank_ridge = 2, presence_ridge = 1;
constexpr double prior_present = 0.42;  // of the scored mix, 1072 of 2572
constexpr double deleted_single_share =
    0.05;                               // of compounds deleted from the library that may still be answered singly
constexpr double copy_cosine = 0.9995;  // sqrt(I) cosine above which a record is a copy of the query

enum class Kind { present, absent, massbank };

/// A query with its candidates; `truth` tells which of them are its compound.
struct Sample {
    Kind kind = Kind::present;
    int fold = 0;
    double weight = 1;  ///< 1 over the number of queries of its compound
    std::size_t peaks = 0;
    std::vector<EiCandidate> candidates;
    std::vector<bool> truth;
};

struct File {
    std::vector<SpectrumRecord> records;
    std::vector<std::string> keys;  ///< compound of each record
};

/// Isotope labels are dropped from a key (the masses tell them apart), derivatives keep their mark.
std::string compound_key(const SpectrumRecord& record) {
    const auto found = record.metadata.find("compound_key");
    const std::string key = found != record.metadata.end() ? found->second : record.inchikey.substr(0, 14);
    if (key.empty()) return "name:" + folded(record.name);
    return key.substr(0, key.find('+')) + (key.find("deriv") != std::string::npos ? "+deriv" : "");
}

File read_file(const fs::path& path) {
    File out;
    Measurement measurement = io::read(path);
    for (auto& record : std::get<std::vector<SpectrumRecord>>(measurement.data)) {
        out.keys.push_back(compound_key(record));
        out.records.push_back(std::move(record));
    }
    return out;
}

EiReferences references_of(const File& file) {
    std::vector<library::Entry> entries;
    std::vector<MassSpectrum> spectra;
    for (const SpectrumRecord& record : file.records) {
        library::Entry entry;
        entry.id = "l:" + record.id;
        entry.name = record.name;
        entry.inchikey = record.inchikey;
        entry.formula = record.formula;
        entry.exact_mass = record.exact_mass;
        entries.push_back(std::move(entry));
        spectra.push_back(record.spectrum);
    }
    return {std::move(entries), spectra};
}

int fold_of(const std::string& key) {
    std::uint64_t hash = 1469598103934665603u;  // FNV-1a, the same everywhere
    for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return static_cast<int>((hash >> 32) % n_folds);
}

std::map<std::string, int> count_keys(const std::vector<std::string>& keys) {
    std::map<std::string, int> out;
    for (const std::string& key : keys) ++out[key];
    return out;
}

Sample sample_of(const File& file, std::size_t i, const EiRetrieval& retrieval,
                 const std::map<std::string, std::string>& key_of_entry, Kind kind) {
    const SpectrumRecord& record = file.records[i];
    Sample out;
    out.kind = kind;
    out.fold = fold_of(file.keys[i]);
    const UnitMassSpectrum unit = to_unit_mass(record.spectrum);
    out.peaks = unit.mz.size();
    if (out.peaks < 5) return out;
    const EiQuery query{record.spectrum, {}, record.name, kind == Kind::massbank ? record.id : "", ""};
    const EiRetrieval::Request request{&query, &unit};
    std::vector<EiCandidate> candidates = std::move(retrieval.candidates(std::span(&request, 1), n_compounds)[0]);
    for (EiCandidate& candidate : candidates) {
        const bool truth = key_of_entry.at(retrieval.references().entry(candidate.entry).id) == file.keys[i];
        if (kind == Kind::massbank && truth &&
            match::weighted_cosine(unit, retrieval.references().spectrum(candidate.entry), {0, 0.5}) > copy_cosine)
            continue;
        out.truth.push_back(truth && kind != Kind::absent);
        out.candidates.push_back(std::move(candidate));
    }
    return out;
}

std::map<std::string, std::string> keys_of_entries(const File& file) {
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < file.records.size(); ++i) out["l:" + file.records[i].id] = file.keys[i];
    return out;
}

std::vector<Sample> samples_of(const File& queries, const std::vector<std::size_t>& chosen,
                               const EiRetrieval& retrieval, const std::map<std::string, std::string>& key_of_entry,
                               Kind kind) {
    std::vector<std::string> keys;
    for (const std::size_t i : chosen) keys.push_back(queries.keys[i]);
    const auto counts = count_keys(keys);
    std::vector<Sample> out(chosen.size());
#pragma omp parallel for schedule(dynamic, 4)
    for (std::ptrdiff_t n = 0; n < static_cast<std::ptrdiff_t>(chosen.size()); ++n) {
        const auto k = static_cast<std::size_t>(n);
        out[k] = sample_of(queries, chosen[k], retrieval, key_of_entry, kind);
        out[k].weight = 1.0 / counts.at(keys[k]);
    }
    std::erase_if(out, [](const Sample& sample) { return sample.candidates.empty(); });
    return out;
}

EiFeatures fit_ranking(const std::vector<Sample>& samples, const std::vector<bool>& used) {
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Sample& s = samples[i];
        if (!used[i] || std::find(s.truth.begin(), s.truth.end(), true) == s.truth.end()) continue;
        Choice choice;
        choice.is_truth = s.truth;
        choice.weight = s.weight * (s.kind == Kind::massbank ? massbank_weight : 1);
        choice.x.resize(static_cast<Eigen::Index>(s.candidates.size()), static_cast<Eigen::Index>(n_features));
        for (std::size_t r = 0; r < s.candidates.size(); ++r)
            for (std::size_t c = 0; c < n_features; ++c)
                choice.x(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) = s.candidates[r].features[c];
        choices.push_back(std::move(choice));
    }
    std::vector<int> features;  // all but `difference`, which says more about presence than about the order
    for (int f = 0; f < static_cast<int>(EiFeature::difference); ++f) features.push_back(f);
    return fit_choice(choices, features, rank_ridge);
}

/// A sample ranked with coefficients that its compound had no part in.
struct Ranked {
    std::vector<RankedCompound> compounds;
    std::vector<RankedConstitution> constitutions;
    std::vector<bool> truth;  ///< of each constitution
    PresenceTerms terms{};
};

enum class Truth { kept, deleted };

Ranked rank_sample(const Sample& sample, const EiReferences& references, const EiCalibration& calibration,
                   Truth truth) {
    std::vector<EiCandidate> candidates;
    std::set<std::size_t> true_constitutions;
    for (std::size_t i = 0; i < sample.candidates.size(); ++i) {
        if (sample.truth[i]) true_constitutions.insert(references.constitution(sample.candidates[i].entry));
        if (!sample.truth[i] || truth == Truth::kept) candidates.push_back(sample.candidates[i]);
    }
    Ranked out;
    out.compounds = rank_compounds(candidates, references, calibration, std::nullopt);
    if (out.compounds.empty()) return out;
    out.constitutions = group_constitutions(out.compounds, calibration.temperature);
    for (const RankedConstitution& c : out.constitutions)
        out.truth.push_back(true_constitutions.contains(out.compounds[c.members[0]].constitution));
    out.terms = presence_terms(out.compounds, out.constitutions, references, sample.peaks);
    return out;
}

struct Data {
    std::vector<Sample> samples;
    const EiReferences* drugs = nullptr;
    const EiReferences* massbank = nullptr;
    const EiReferences& references(const Sample& s) const { return s.kind == Kind::massbank ? *massbank : *drugs; }
};

double fit_temperature(const Data& data, const std::vector<Ranked>& ranked, const std::vector<bool>& used) {
    double best = 1, greatest = -1e300;
    for (double temperature = 0.2; temperature < 2; temperature *= 1.05) {
        double sum = 0;
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            if (!used[i] || data.samples[i].kind != Kind::present || ranked[i].compounds.empty()) continue;
            const auto constitutions = group_constitutions(ranked[i].compounds, temperature);
            double share = 0;
            for (std::size_t c = 0; c < constitutions.size(); ++c)
                if (ranked[i].truth[c]) share += constitutions[c].share;
            if (share > 0) sum += data.samples[i].weight * std::log(share);
        }
        if (sum > greatest) greatest = sum, best = temperature;
    }
    return best;
}

/// Where the printed score is 0.5 (below 95 % of the true compounds) and 0.95 (the median of them).
void fit_printed_score(const Data& data, const std::vector<Ranked>& ranked, const std::vector<bool>& used,
                       EiCalibration& out) {
    std::vector<std::pair<double, double>> eta;
    for (std::size_t i = 0; i < ranked.size(); ++i)
        for (std::size_t c = 0; used[i] && c < ranked[i].constitutions.size(); ++c)
            if (data.samples[i].kind == Kind::present && ranked[i].truth[c])
                eta.emplace_back(ranked[i].compounds[ranked[i].constitutions[c].members[0]].eta,
                                 data.samples[i].weight);
    out.score_centre = weighted_quantile(eta, 0.05);
    out.score_width = (weighted_quantile(eta, 0.5) - out.score_centre) / std::log(19);
}

/// The share that the truth has at least with probability `level`, where the answer is not "not in library": by
/// compound and by query, the smaller of the two.
void fit_sets(const Data& data, const std::vector<Ranked>& ranked, const std::vector<bool>& used, EiCalibration& out) {
    std::vector<std::pair<double, double>> by_compound, by_query;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (!used[i] || data.samples[i].kind != Kind::present || ranked[i].compounds.empty()) continue;
        if (1 - probability(out.presence, ranked[i].terms) > out.absent_limit) continue;
        double share = 0;
        for (std::size_t c = 0; c < ranked[i].constitutions.size(); ++c)
            if (ranked[i].truth[c]) share += c == 0 ? 1 : ranked[i].constitutions[c].share;
        by_compound.emplace_back(share, data.samples[i].weight);
        by_query.emplace_back(share, 1);
    }
    constexpr std::array<double, 5> levels{0.8, 0.9, 0.95, 0.97, 0.99};
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const double share =
            std::min(weighted_quantile(by_compound, 1 - levels[i]), weighted_quantile(by_query, 1 - levels[i]));
        out.set_share[i] = {levels[i], std::clamp(share, 1e-4, 0.5)};
    }
}

/// The least value of the second model at which no more than the wanted share of deleted compounds is answered singly.
void fit_new_isomer_limit(const Data& data, const std::vector<Ranked>& deleted, const std::vector<bool>& used,
                          EiCalibration& out) {
    std::vector<std::pair<double, double>> values;
    for (std::size_t i = 0; i < deleted.size(); ++i) {
        if (!used[i] || data.samples[i].kind != Kind::present || deleted[i].compounds.empty()) continue;
        const Ranked& r = deleted[i];
        const bool alone = r.constitutions.size() == 1 || r.constitutions[1].share < least_share(out, 0.95);
        const bool sure = probability(out.presence, r.terms) * r.constitutions[0].share >= out.single_limit;
        values.emplace_back(alone && sure ? probability(out.new_isomer, r.terms) : 0, data.samples[i].weight);
    }
    out.new_isomer_limit = std::max(0.5, weighted_quantile(values, 1 - deleted_single_share));
}

EiCalibration fit(const Data& data, int left_out) {
    const std::size_t n = data.samples.size();
    std::vector<bool> used(n);
    for (std::size_t i = 0; i < n; ++i) used[i] = data.samples[i].fold != left_out;
    EiCalibration out;
    out.ranking = fit_ranking(data.samples, used);
    std::cerr << "ranking fitted, fold " << left_out << " at " << omp_get_wtime() << "\n";
    std::vector<EiFeatures> inner(n_folds);
#pragma omp parallel for
    for (int fold = 0; fold < n_folds; ++fold) {
        std::vector<bool> rest = used;
        for (std::size_t i = 0; i < n; ++i) rest[i] = rest[i] && data.samples[i].fold != fold;
        if (fold != left_out) inner[static_cast<std::size_t>(fold)] = fit_ranking(data.samples, rest);
    }
    std::vector<Ranked> kept(n), deleted(n);
    const auto rank_all = [&] {
#pragma omp parallel for schedule(dynamic, 16)
        for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(n); ++k) {
            const auto i = static_cast<std::size_t>(k);
            if (!used[i]) continue;
            EiCalibration with = out;
            with.ranking = inner[static_cast<std::size_t>(data.samples[i].fold)];
            kept[i] = rank_sample(data.samples[i], data.references(data.samples[i]), with, Truth::kept);
            deleted[i] = rank_sample(data.samples[i], data.references(data.samples[i]), with, Truth::deleted);
        }
    };
    rank_all();
    std::cerr << "ranked " << omp_get_wtime() << "\n";
    out.temperature = fit_temperature(data, kept, used);
    fit_printed_score(data, kept, used, out);
    rank_all();
    double present_weight = 0, absent_weight = 0;
    for (std::size_t i = 0; i < n; ++i)
        if (used[i] && data.samples[i].kind != Kind::massbank)
            (data.samples[i].kind == Kind::present ? present_weight : absent_weight) += data.samples[i].weight;
    const double absent_scale = present_weight / absent_weight * (1 - prior_present) / prior_present;
    Outcomes presence, isomer;
    for (std::size_t i = 0; i < n; ++i) {
        if (!used[i] || kept[i].compounds.empty()) continue;
        const Sample& s = data.samples[i];
        const bool is_present = s.kind != Kind::absent;
        const double weight = s.weight * (s.kind == Kind::absent     ? absent_scale
                                          : s.kind == Kind::massbank ? massbank_weight
                                                                     : 1);
        if (s.kind != Kind::massbank) presence.add(kept[i].terms, is_present, weight);
        isomer.add(kept[i].terms, is_present, weight);
        if (is_present && !deleted[i].compounds.empty()) isomer.add(deleted[i].terms, false, deleted_weight * weight);
    }
    out.presence = fit_logistic(presence, presence_ridge);
    out.new_isomer = fit_logistic(isomer, presence_ridge);
    out.prior_present = prior_present;
    fit_sets(data, kept, used, out);
    fit_new_isomer_limit(data, deleted, used, out);
    return out;
}

void write_answers(const fs::path& path, const File& file, const std::vector<Answer>& answers) {
    std::ofstream out(path);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        Json hits = Json::array();
        for (const Match& hit : answers[i].hits) hits.push_back(to_json(hit));
        out << canonical_json({{"schema", "sarap.search/1"},
                               {"query",
                                {{"path", path.filename().string()},
                                 {"index", i},
                                 {"name", file.records[i].name},
                                 {"id", file.records[i].id}}},
                               {"hits", hits},
                               {"conclusion", to_json(answers[i].conclusion)}})
            << '\n';
    }
}

std::vector<EiQuery> queries_of(const File& file, Truth truth) {
    std::vector<EiQuery> out;
    for (std::size_t i = 0; i < file.records.size(); ++i)
        out.push_back({file.records[i].spectrum,
                       {},
                       file.records[i].name,
                       "",
                       truth == Truth::deleted ? file.keys[i].substr(0, file.keys[i].find('+')) : ""});
    return out;
}

void cross_validate(const Data& data, const File& drugs, const File& present, const File& absent,
                    const fs::path& folder) {
    fs::create_directories(folder);
    std::vector<Answer> of_present(present.records.size()), of_absent(absent.records.size()),
        of_deleted(present.records.size());
    for (int fold = 0; fold < n_folds; ++fold) {
        const EiSearch search(references_of(drugs), fit(data, fold));
        const auto answer = [&](const File& file, Truth truth, std::vector<Answer>& into) {
            auto answers = search.find(queries_of(file, truth), {});
            for (std::size_t i = 0; i < answers.size(); ++i)
                if (fold_of(file.keys[i]) == fold) into[i] = std::move(answers[i]);
        };
        answer(present, Truth::kept, of_present);
        answer(absent, Truth::kept, of_absent);
        answer(present, Truth::deleted, of_deleted);
    }
    write_answers(folder / "present.jsonl", present, of_present);
    write_answers(folder / "absent.jsonl", absent, of_absent);
    write_answers(folder / "deleted.jsonl", present, of_deleted);
}

std::vector<std::size_t> all_of(const File& file) {
    std::vector<std::size_t> out(file.records.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    return out;
}

/// Records of compounds with another record, none of them a compound of the development queries.
std::vector<std::size_t> leave_one_out(const File& massbank, const File& present) {
    const auto counts = count_keys(massbank.keys);
    const std::set<std::string> development(present.keys.begin(), present.keys.end());
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < massbank.records.size(); ++i)
        if (counts.at(massbank.keys[i]) > 1 && !development.contains(massbank.keys[i])) out.push_back(i);
    return out;
}

const char* comment =
    "# How the scores of an EI spectrum become ranks, probabilities and candidate sets. docs/methods/search.md names "
    "every\n"
    "# term and tells how it was fitted; written by sarap-fit-ei (tests/bench/fit_ei.cpp), not by hand.\n"
    "# Fitted on: queries of NIST mds2-2418, MassBank and others against SWGDRUG 3.9, each compound with weight 1; "
    "MassBank\n"
    "# leave-one-out with weight 0.3.\n";

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    if ((words.size() != 3 && words.size() != 5) || words[1] != "-o" ||
        (words.size() == 5 && words[3] != "--cross-validate")) {
        std::cerr << "usage: sarap-fit-ei DATA -o ei.toml [--cross-validate FOLDER]\n";
        return 2;
    }
    const fs::path folder = words[0];
    const File drugs = read_file(folder / "swgdrug39.msp"), massbank = read_file(folder / "massbank_ei.msp");
    const File present = read_file(folder / "queries_present.msp"), absent = read_file(folder / "queries_absent.msp");
    const EiRetrieval in_drugs(references_of(drugs)), in_massbank(references_of(massbank));
    Data data{{}, &in_drugs.references(), &in_massbank.references()};
    const auto add = [&](std::vector<Sample> samples) {
        std::move(samples.begin(), samples.end(), std::back_inserter(data.samples));
    };
    add(samples_of(present, all_of(present), in_drugs, keys_of_entries(drugs), Kind::present));
    add(samples_of(absent, all_of(absent), in_drugs, keys_of_entries(drugs), Kind::absent));
    add(samples_of(massbank, leave_one_out(massbank, present), in_massbank, keys_of_entries(massbank), Kind::massbank));
    std::cerr << data.samples.size() << " samples\n";
    if (words.size() == 5) cross_validate(data, drugs, present, absent, words[4]);
    std::ofstream(words[2]) << write_ei_calibration(fit(data, -1), comment);
    return 0;
}
