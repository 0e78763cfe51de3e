#pragma once

#include <map>
#include <optional>
#include <spec/core/json.hpp>
#include <spec/core/mass_spectrum.hpp>
#include <spec/core/measurement.hpp>
#include <string>
#include <vector>

namespace spec {

/// What one spectrum, or one finding, says. A spectrum alone is never `identified`; only a finding can be.
enum class Outcome {
    single_candidate,     ///< spectrum: one compound is left
    indistinguishable,    ///< several candidates that the data cannot separate, all listed
    analogue,             ///< not in the library, related to a compound of it
    class_only,           ///< only a class of compounds is supported
    not_in_library,       ///< spectrum: no entry explains it
    insufficient_signal,  ///< spectrum: too weak to say anything
    identified,           ///< finding: the criteria are met
    tentative,            ///< finding: library evidence, a criterion is not met
    not_identified        ///< finding: nothing is named
};
const char* to_string(Outcome outcome);

/// A library compound that matched, by its best entry. Scores are in [0, 1], NIST-type ones in [0, 999].
struct Match {
    int rank = 0;       ///< from 1
    std::string entry;  ///< "<source>:<ID>"
    std::string name;
    std::string inchikey;  ///< empty when the entry has none
    double score = 0;      ///< what ranked it, in [0, 1]
    std::map<std::string, double> scores;
    std::optional<double> delta_ri;
    std::string kind;             ///< "spectrum", "principal_ions" or "band_table"
    std::size_t entry_index = 0;  ///< of the library that was searched; not printed
    std::optional<Json>
        reference;  ///< the entry's spectrum {"mz","intensity"} or {"shift_cm1","intensity"}, for figures
};

struct Candidate {
    std::string name, inchikey;
    std::optional<double> probability;
};

/// The compound that an unknown is related to, for the outcome `analogue`.
struct RelatedCompound {
    std::string name, inchikey;
    double mass_difference = 0;  ///< u, unknown minus related
    std::string formula_difference;
};

struct Conclusion {
    Outcome outcome = Outcome::insufficient_signal;
    std::optional<double> probability;
    double set_level = 0.95;
    std::vector<Candidate> candidates;
    std::optional<RelatedCompound> related;
    std::optional<std::string> compound_class;
    std::vector<std::string> separable_by;
    std::string reason;
};

/// One component of a GC-MS run, separated from its neighbours.
struct Component {
    int id = 0;  ///< from 1, in the order of time
    double retention_time_s = 0;
    std::optional<double> retention_index;
    double area = 0;               ///< total-ion area, counts x s
    double base_ion_area = 0;      ///< area of the base ion alone, integrated in the run itself, counts x s
    double height = 0;             ///< total-ion height, counts
    double width_s = 0;            ///< full width at half maximum
    std::optional<double> purity;  ///< share of the signal at the apex that is this component, 0 to 1
    MassSpectrum spectrum;         ///< deconvolved, unit mass, counts
    MassSpectrum apex_spectrum;    ///< apex scans minus flanks, unit mass, counts
    std::vector<double>
        spectrum_error;             ///< standard error of each intensity of `spectrum`, counts; empty when not known
    std::optional<double> tailing;  ///< trailing over leading half width at half maximum; above 1 when the peak tails
    std::vector<Match> hits;
    std::optional<Match> apex_hit;  ///< best hit of `apex_spectrum`, for comparison
    Conclusion conclusion;
    std::vector<std::string> notes;
};

/// One constituent of a Raman spectrum.
struct Constituent {
    int id = 0;
    double coefficient = 0;  ///< share of the fitted signal, not of mass
    std::optional<std::pair<double, double>> coefficient_interval;
    std::vector<Match> hits;
    Conclusion conclusion;
};

struct QualityCheck {
    std::string check;
    bool passed = false;
    std::string detail;
};

/// The legal status of a substance in one jurisdiction on one day (library-and-law.md, section 2).
struct LegalStatus {
    std::string jurisdiction;
    std::optional<std::string> as_of;  ///< ISO date
    std::string status = "unknown";    ///< controlled, controlled_unverified, indicative, not_listed, unknown
    std::string reason;
};

/// A finding: one substance in one exhibit, all evidence together. Evidence, criteria, quantity and controls are kept
/// as the JSON that the result prints.
struct Finding {
    std::string substance, inchikey;
    Outcome outcome = Outcome::not_identified;
    std::vector<Candidate> candidates;
    std::optional<Json> likelihood_ratio;
    Json evidence = Json::array();
    Json criteria = Json::object();
    std::optional<Json> quantity;
    std::vector<LegalStatus> legal_status;
    Json controls = Json::array();
    std::vector<Json> candidate_status;  ///< legal_status and controls of each candidate, when there are several
};

/// A library that a result rests on.
struct LibraryStamp {
    std::string name, release, root;
};

/// Total ion current of a run, both [n_scans]: seconds, and the sum of the points of each scan in counts.
struct Chromatogram {
    std::vector<double> retention_time_s;
    std::vector<double> total_ion_current;
};

/// The answer of `identify` for one input. Its JSON form is canonical and names the schema sarap.result/1.
struct Result {
    Provenance input;
    Technique technique = Technique::other;
    std::optional<std::string> acquired;
    std::optional<std::size_t> scans;
    std::map<std::string, std::string> sample;  ///< name, type, case, exhibit
    std::vector<LibraryStamp> libraries;
    std::string method_name, method_sha256;
    std::vector<QualityCheck> quality;
    std::vector<Component> components;
    std::vector<Constituent> constituents;
    std::optional<RamanSpectrum> processed;  ///< Raman: the spectrum after preprocessing
    std::vector<Finding> findings;
    std::vector<std::string> notes;
    std::optional<Chromatogram> chromatogram;  ///< what a report draws
    std::optional<Json> ladder;                ///< the ladder run that retention indices were taken from
};

Json to_json(const Match& match);
Json to_json(const Conclusion& conclusion);
Json to_json(const LegalStatus& status);
Json to_json(const MassSpectrum& spectrum);
Json to_json(const Result& result);

/// Numbers as results print them: 10 significant digits, whole numbers without a point.
Json printed(double value);

}  // namespace spec
