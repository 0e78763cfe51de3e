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
    0.05;  // of compounds deleted from the library that may still be answered singly
constexpr double absent_single_share = 0.006;  // of absent compounds that may be answered singly, in either library
constexpr double copy_cosine = 0.9995;         // sqrt(I) cosine above which a record is a copy of the query

/// What was searched in: SWGDRUG, MassBank (its own records, leave-one-out), or both together.
enum class Kind { drugs, massbank, both };

/// A query with its candidates; `truth` tells which of them are its compound.
struct Sample {
    Kind kind = Kind::drugs;
    bool is_present = true;  ///< whether its compound has an entry other than itself
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
    const EiQuery query{record.spectrum, {}, record.name, kind == Kind::drugs ? "" : record.id, ""};
    const EiRetrieval::Request request{&query, &unit};
    std::vector<EiCandidate> candidates = std::move(retrieval.candidates(std::span(&request, 1), n_compounds)[0]);
    out.is_present = false;
    for (EiCandidate& candidate : candidates) {
        const bool truth = key_of_entry.at(retrieval.references().entry(candidate.entry).id) == file.keys[i];
        if (kind != Kind::drugs && truth &&
            match::weighted_cosine(unit, retrieval.references().spectrum(candidate.entry), {0, 0.5}) > copy_cosine)
            continue;
        out.is_present = out.is_present || truth;
        out.truth.push_back(truth);
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
        if (!used[i] || s.kind == Kind::both || !s.is_present) continue;
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

enum class Truth { kept, deleted, own_record_left_out };

Ranked rank_sample(const Sample& sample, const EiReferences& references, const EiCalibration& calibration,
                   Truth truth) {
    std::vector<EiCandidate> candidates;
    std::set<std::size_t> true_constitutions;
    for (std::size_t i = 0; i < sample.candidates.size(); ++i) {
        if (sample.truth[i]) true_constitutions.insert(references.constitution(sample.candidates[i].entry));
        if (!sample.truth[i] || truth != Truth::deleted) candidates.push_back(sample.candidates[i]);
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
    const EiReferences* both = nullptr;
    const EiReferences& references(const Sample& s) const {
        return s.kind == Kind::drugs ? *drugs : s.kind == Kind::massbank ? *massbank : *both;
    }
};

/// Present queries of the drug library: temperature, sets and the printed score follow them.
bool counts_for_sets(const Sample& sample) { return sample.kind == Kind::drugs && sample.is_present; }

double fit_temperature(const Data& data, const std::vector<Ranked>& ranked, const std::vector<bool>& used) {
    double best = 1, greatest = -1e300;
    for (double temperature = 0.2; temperature < 2; temperature *= 1.05) {
        double sum = 0;
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            if (!used[i] || !counts_for_sets(data.samples[i]) || ranked[i].compounds.empty()) continue;
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
            if (counts_for_sets(data.samples[i]) && ranked[i].truth[c])
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
        if (!used[i] || !counts_for_sets(data.samples[i]) || ranked[i].compounds.empty()) continue;
        if (1 - probability(out.drugs.presence, ranked[i].terms) > out.absent_limit) continue;
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

/// The value of the second model with which a case would be answered singly; 0 when something else forbids it.
double single_value(const Ranked& r, const EiCalibration& c, const PresenceModels& models) {
    if (r.compounds.empty()) return 0;
    const bool alone = r.constitutions.size() == 1 || r.constitutions[1].share < least_share(c, 0.95);
    const bool sure = probability(models.presence, r.terms) * r.constitutions[0].share >= c.single_limit;
    return alone && sure ? probability(models.new_isomer, r.terms) : 0;
}

struct Rankings {
    std::vector<Ranked> kept, deleted;  ///< of each sample, with the truth in the library and without
    std::vector<bool> used;
};

/// The least value of the second model at which no more than the wanted shares of compounds deleted from the drug
/// library and of absent ones are answered singly.
double fit_new_isomer_limit(const Data& data, const Rankings& rankings, Kind kind, const EiCalibration& calibration,
                            const PresenceModels& models) {
    std::vector<std::pair<double, double>> of_deleted, of_absent;
    for (std::size_t i = 0; i < data.samples.size(); ++i) {
        const Sample& s = data.samples[i];
        if (!rankings.used[i]) continue;
        if (s.kind == Kind::drugs && s.is_present)
            of_deleted.emplace_back(single_value(rankings.deleted[i], calibration, models), s.weight);
        else if (s.kind == kind && !s.is_present)
            of_absent.emplace_back(single_value(rankings.kept[i], calibration, models), s.weight);
    }
    return std::max({0.5, weighted_quantile(of_deleted, 1 - deleted_single_share),
                     weighted_quantile(of_absent, 1 - absent_single_share)});
}

/// The models for one kind of library. Those for drugs learn from MassBank's new isomers too, those for general
/// libraries from searches in the drug library too.
PresenceModels fit_presence(const Data& data, const Rankings& rankings, Kind kind) {
    std::map<Kind, double> present_weight, absent_weight;
    for (std::size_t i = 0; i < data.samples.size(); ++i)
        if (rankings.used[i])
            (data.samples[i].is_present ? present_weight : absent_weight)[data.samples[i].kind] +=
                data.samples[i].weight;
    Outcomes presence, isomer;
    for (std::size_t i = 0; i < data.samples.size(); ++i) {
        const Sample& s = data.samples[i];
        if (!rankings.used[i] || rankings.kept[i].compounds.empty()) continue;
        if (s.kind == Kind::massbank ? !s.is_present : s.kind == Kind::both && kind == Kind::drugs) continue;
        double weight = s.weight * (s.kind == Kind::drugs ? 1 : massbank_weight);
        if (!s.is_present)
            weight *= present_weight[s.kind] / absent_weight[s.kind] * (1 - prior_present) / prior_present;
        if (s.kind != Kind::massbank) presence.add(rankings.kept[i].terms, s.is_present, weight);
        isomer.add(rankings.kept[i].terms, s.is_present, weight);
        if (s.is_present && !rankings.deleted[i].compounds.empty())
            isomer.add(rankings.deleted[i].terms, false, deleted_weight * weight);
    }
    return {fit_logistic(presence, presence_ridge), fit_logistic(isomer, presence_ridge), 1};
}

EiCalibration fit(const Data& data, int left_out) {
    const std::size_t n = data.samples.size();
    std::vector<bool> used(n);
    for (std::size_t i = 0; i < n; ++i) used[i] = data.samples[i].fold != left_out;
    EiCalibration out;
    out.ranking = fit_ranking(data.samples, used);
    std::vector<EiFeatures> inner(n_folds);
#pragma omp parallel for
    for (int fold = 0; fold < n_folds; ++fold) {
        std::vector<bool> rest = used;
        for (std::size_t i = 0; i < n; ++i) rest[i] = rest[i] && data.samples[i].fold != fold;
        if (fold != left_out) inner[static_cast<std::size_t>(fold)] = fit_ranking(data.samples, rest);
    }
    Rankings rankings{std::vector<Ranked>(n), std::vector<Ranked>(n), used};
    const auto rank_all = [&] {
#pragma omp parallel for schedule(dynamic, 16)
        for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(n); ++k) {
            const auto i = static_cast<std::size_t>(k);
            if (!used[i]) continue;
            EiCalibration with = out;
            with.ranking = inner[static_cast<std::size_t>(data.samples[i].fold)];
            const EiReferences& references = data.references(data.samples[i]);
            rankings.kept[i] = rank_sample(data.samples[i], references, with, Truth::kept);
            rankings.deleted[i] = rank_sample(data.samples[i], references, with, Truth::deleted);
        }
    };
    rank_all();
    out.temperature = fit_temperature(data, rankings.kept, used);
    fit_printed_score(data, rankings.kept, used, out);
    rank_all();
    out.prior_present = prior_present;
    out.drugs = fit_presence(data, rankings, Kind::drugs);
    out.general = fit_presence(data, rankings, Kind::both);
    fit_sets(data, rankings.kept, used, out);
    out.drugs.new_isomer_limit = fit_new_isomer_limit(data, rankings, Kind::drugs, out, out.drugs);
    out.general.new_isomer_limit = fit_new_isomer_limit(data, rankings, Kind::both, out, out.general);
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
                       truth == Truth::own_record_left_out ? file.records[i].id : "",
                       truth == Truth::deleted ? file.keys[i].substr(0, file.keys[i].find('+')) : ""});
    return out;
}

struct Files {
    File drugs, massbank, both, present, absent;
};

/// Answers of one query file, each by the calibration that its compound had no part in.
class Answers {
 public:
    Answers(const File& file, Truth truth)
        : file_(file), queries_(queries_of(file, truth)), answers_(queries_.size()) {}
    void answer_fold(const EiSearch& search, int fold) {
        std::vector<EiQuery> chosen;
        std::vector<std::size_t> place;
        for (std::size_t i = 0; i < queries_.size(); ++i)
            if (fold_of(file_.keys[i]) == fold) {
                chosen.push_back(queries_[i]);
                place.push_back(i);
            }
        auto answers = search.find(chosen, {});
        for (std::size_t n = 0; n < place.size(); ++n) answers_[place[n]] = std::move(answers[n]);
    }
    void write(const fs::path& path) const { write_answers(path, file_, answers_); }

 private:
    const File& file_;
    std::vector<EiQuery> queries_;
    std::vector<Answer> answers_;
};

void cross_validate(const Data& data, const Files& files, const fs::path& folder) {
    fs::create_directories(folder);
    Answers present(files.present, Truth::kept), absent(files.absent, Truth::kept),
        deleted(files.present, Truth::deleted);
    Answers both_present(files.present, Truth::own_record_left_out),
        both_absent(files.absent, Truth::own_record_left_out);
    for (int fold = 0; fold < n_folds; ++fold) {
        const EiCalibration calibration = fit(data, fold);
        const EiSearch drugs(references_of(files.drugs), calibration), both(references_of(files.both), calibration);
        for (Answers* answers : {&present, &absent, &deleted}) answers->answer_fold(drugs, fold);
        for (Answers* answers : {&both_present, &both_absent}) answers->answer_fold(both, fold);
    }
    present.write(folder / "present.jsonl");
    absent.write(folder / "absent.jsonl");
    deleted.write(folder / "deleted.jsonl");
    both_present.write(folder / "both_present.jsonl");
    both_absent.write(folder / "both_absent.jsonl");
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
    Files files{read_file(folder / "swgdrug39.msp"),
                read_file(folder / "massbank_ei.msp"),
                {},
                read_file(folder / "queries_present.msp"),
                read_file(folder / "queries_absent.msp")};
    files.both = files.drugs;
    files.both.records.insert(files.both.records.end(), files.massbank.records.begin(), files.massbank.records.end());
    files.both.keys.insert(files.both.keys.end(), files.massbank.keys.begin(), files.massbank.keys.end());
    const EiRetrieval in_drugs(references_of(files.drugs)), in_massbank(references_of(files.massbank));
    const EiRetrieval in_both(references_of(files.both));
    Data data{{}, &in_drugs.references(), &in_massbank.references(), &in_both.references()};
    const auto add = [&](const File& queries, const std::vector<std::size_t>& chosen, const EiRetrieval& retrieval,
                         const File& library, Kind kind) {
        auto samples = samples_of(queries, chosen, retrieval, keys_of_entries(library), kind);
        std::move(samples.begin(), samples.end(), std::back_inserter(data.samples));
    };
    for (const File* queries : {&files.present, &files.absent}) {
        add(*queries, all_of(*queries), in_drugs, files.drugs, Kind::drugs);
        add(*queries, all_of(*queries), in_both, files.both, Kind::both);
    }
    add(files.massbank, leave_one_out(files.massbank, files.present), in_massbank, files.massbank, Kind::massbank);
    std::cerr << data.samples.size() << " samples\n";
    if (words.size() == 5) cross_validate(data, files, words[4]);
    std::ofstream(words[2]) << write_ei_calibration(fit(data, -1), comment);
    return 0;
}
