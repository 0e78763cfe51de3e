#include <report/fixtures.hpp>

#include <cmath>
#include <spec/core/sha256.hpp>

namespace spec::test {
namespace {

double bell(double x, double centre, double width) {
    const double z = (x - centre) / width;
    return std::exp(-z * z / 2);
}

MassSpectrum spectrum(std::initializer_list<std::pair<double, double>> peaks, double factor) {
    MassSpectrum out;
    for (const auto& [mz, intensity] : peaks) {
        out.mz.push_back(mz);
        out.intensity.push_back(std::round(intensity * factor));
    }
    return out;
}

MassSpectrum benzodiazepine(double factor) {
    return spectrum({{77, 120},
                     {102, 90},
                     {125, 60},
                     {137, 75},
                     {224, 210},
                     {239, 260},
                     {266, 480},
                     {285, 150},
                     {313, 620},
                     {342, 999},
                     {343, 240},
                     {344, 390}},
                    factor);
}

MassSpectrum opioid(double factor) {
    return spectrum(
        {{42, 110}, {91, 90}, {105, 180}, {132, 70}, {146, 610}, {189, 420}, {202, 60}, {245, 999}, {246, 170}},
        factor);
}

Match match(int rank, const std::string& name, const std::string& entry, const std::string& key, double score,
            const MassSpectrum& reference) {
    Match out;
    out.rank = rank;
    out.name = name;
    out.entry = entry;
    out.inchikey = key;
    out.score = score;
    out.scores = {{"cosine", score}, {"nist_mf", std::floor(score * 999)}};
    out.kind = "spectrum";
    out.reference = to_json(reference);
    return out;
}

Component component(int id, double time_s, double area) {
    Component out;
    out.id = id;
    out.retention_time_s = time_s;
    out.area = area;
    out.height = area / 6;
    out.width_s = 5.2;
    out.purity = 0.93;
    return out;
}

void add_named_components(Result& result) {
    Component first = component(1, 390.5, 913001.25);
    first.spectrum = opioid(40);
    first.apex_spectrum = opioid(44);
    first.hits = {match(1, "Example opioid", "made-up:12", "AAAAAAAAAAAAAA-UHFFFAOYSA-N", 0.981, opioid(1)),
                  match(2, "ortho-Example opioid", "made-up:13", "BBBBBBBBBBBBBB-UHFFFAOYSA-N", 0.977, opioid(1))};
    first.conclusion.outcome = Outcome::indistinguishable;
    first.conclusion.probability = 0.972;
    first.conclusion.candidates = {{"Example opioid", "AAAAAAAAAAAAAA-UHFFFAOYSA-N", 0.61},
                                   {"ortho-Example opioid", "BBBBBBBBBBBBBB-UHFFFAOYSA-N", 0.362}};
    first.conclusion.separable_by = {"retention index", "Raman spectroscopy"};
    first.conclusion.reason = "two positional isomers lie within the calibrated bound";
    Component second = component(2, 614.1, 513001);
    second.spectrum = benzodiazepine(50);
    second.apex_spectrum = benzodiazepine(55);
    second.hits = {
        match(1, "Example benzodiazepine", "made-up:7", "CCCCCCCCCCCCCC-UHFFFAOYSA-N", 0.969, benzodiazepine(1))};
    second.hits[0].delta_ri = 3.5;
    second.conclusion.outcome = Outcome::single_candidate;
    second.conclusion.probability = 0.9876;
    second.conclusion.candidates = {{"Example benzodiazepine", "CCCCCCCCCCCCCC-UHFFFAOYSA-N", 0.9876}};
    result.components = {first, second};
}

void add_findings(Result& result) {
    Finding named;
    named.substance = "Example benzodiazepine";
    named.inchikey = "CCCCCCCCCCCCCC-UHFFFAOYSA-N";
    named.outcome = Outcome::tentative;
    named.candidates = {{"Example benzodiazepine", "CCCCCCCCCCCCCC-UHFFFAOYSA-N", 0.9876}};
    named.likelihood_ratio = Json{{"log10", 4.1},
                                  {"numerator", "Example benzodiazepine"},
                                  {"denominator", "another compound of the library, its nearest isomers included"}};
    named.evidence = Json::array({{{"technique", "EI-MS"}, {"category", "A"}, {"component", 2}, {"score", 0.969}},
                                  {{"technique", "GC retention time"},
                                   {"category", "B"},
                                   {"component", 2},
                                   {"delta_s", 0.2},
                                   {"window_s", 0.9}}});
    named.criteria = {
        {"rule", "SWGDRUG"}, {"met", false}, {"missing", {"a reference material measured under the same conditions"}}};
    named.quantity = Json{{"value", 34.52}, {"unit", "ug/mL"}, {"expanded_uncertainty", 2.1}, {"k", 2}};
    (*named.quantity)["response"] = 0.701;
    (*named.quantity)["calibration"] = {{"levels", {5, 10, 25, 50, 100}},
                                        {"responses", {0.102, 0.199, 0.512, 1.003, 2.01}},
                                        {"coefficients", {0.001, 0.0202, 0}},
                                        {"deviation_percent", {0.0, -2.0, 1.2, -0.8, -0.5}}};
    named.legal_status = {{"KZ", "2026-11-01", "controlled_unverified", "row not checked against the official text"}};
    named.controls = Json::array({{{"jurisdiction", "KZ"},
                                   {"list", "List B"},
                                   {"instrument", "example order no. 1"},
                                   {"valid_from", "2019-07-03"},
                                   {"basis", "made up"},
                                   {"verified", false}}});
    Finding open;
    open.outcome = Outcome::indistinguishable;
    open.substance = "";
    open.candidates = {{"Example opioid", "AAAAAAAAAAAAAA-UHFFFAOYSA-N", 0.61},
                       {"ortho-Example opioid", "BBBBBBBBBBBBBB-UHFFFAOYSA-N", 0.362}};
    open.evidence = Json::array({{{"technique", "EI-MS"}, {"category", "A"}, {"component", 1}, {"score", 0.981}}});
    open.criteria = {{"rule", "SWGDRUG"}, {"met", false}, {"missing", {"one compound left", "a second technique"}}};
    const Json controlled = {
        {"legal_status", Json::array({to_json(LegalStatus{"KZ", "2026-11-01", "controlled", "listed"})})},
        {"controls", Json::array()}};
    const Json unknown = {
        {"legal_status", Json::array({to_json(LegalStatus{"KZ", "2026-11-01", "unknown",
                                                          "no row, and the list is not known to be complete"})})},
        {"controls", Json::array()}};
    open.candidate_status = {controlled, unknown};
    result.findings = {named, open};
}

void add_chromatogram(Result& result) {
    Chromatogram out;
    for (int i = 0; i < 1500; ++i) {
        const double time = 180 + 0.4 * i;
        double current = 9000 + 6 * time + 300 * std::sin(i * 1.7);
        for (const Component& one : result.components) current += one.height * bell(time, one.retention_time_s, 2.3);
        out.retention_time_s.push_back(time);
        out.total_ion_current.push_back(std::round(current));
    }
    result.scans = out.retention_time_s.size();
    result.chromatogram = out;
}

Result base(const std::string& path, const std::string& format, Technique technique) {
    Result out;
    out.input = {path, format, sha256_hex(std::string_view(path)), {{"smoothing", {{"window", 7}}}}};
    out.technique = technique;
    out.acquired = "2026-10-30T21:02:37";
    out.sample = {{"name", "E-17"}, {"type", "exhibit"}, {"case", "2026/0815"}, {"exhibit", "3"}};
    out.libraries = {{"made-up", "2026.1", sha256_hex("library")}};
    out.method_name = "default";
    out.method_sha256 = sha256_hex("method");
    out.quality = {{"blank", true, "no component of the exhibit in the blank"},
                   {"saturation", false, "3 scans at the detector's limit, 614 s"}};
    return out;
}

}  // namespace

Result gcms_result(int components) {
    Result out = base("exhibits/E-17.D", "agilent_ms", Technique::gcms);
    add_named_components(out);
    for (int id = 3; id <= components; ++id) {
        Component more = component(id, 200 + 13.0 * id, 40000.0 + 997 * id);
        more.spectrum = more.apex_spectrum = spectrum({{43, 999}, {57, 800}, {71, 500}, {85, 300}}, 10);
        more.conclusion.outcome = Outcome::not_in_library;
        more.conclusion.probability = 0.8;
        out.components.push_back(more);
    }
    add_findings(out);
    add_chromatogram(out);
    out.notes = {"2 scans out of order were put back"};
    return out;
}

Result raman_result() {
    Result out = base("exhibits/E-17.wdf", "renishaw_wdf", Technique::raman);
    RamanSpectrum measured, reference;
    for (int i = 0; i < 1400; ++i) {
        const double shift = 200 + 1.2 * i;
        const double bands = 900 * bell(shift, 1001, 5) + 350 * bell(shift, 620, 6) + 240 * bell(shift, 1602, 7) +
                             120 * bell(shift, 1155, 6);
        reference.shift_cm1.push_back(shift);
        reference.intensity.push_back(bands);
        measured.shift_cm1.push_back(shift);
        measured.intensity.push_back(bands + 90 * bell(shift, 847, 8) + 8 * std::sin(i * 2.3));
    }
    out.processed = measured;
    Constituent one;
    one.id = 1;
    one.coefficient = 0.87;
    one.coefficient_interval = {0.82, 0.91};
    Match hit = match(1, "Example benzodiazepine", "made-up:raman-7", "CCCCCCCCCCCCCC-UHFFFAOYSA-N", 0.953, {});
    hit.reference = Json{{"shift_cm1", reference.shift_cm1}, {"intensity", reference.intensity}};
    one.hits = {hit};
    one.conclusion.outcome = Outcome::single_candidate;
    one.conclusion.probability = 0.94;
    one.conclusion.candidates = {{"Example benzodiazepine", "CCCCCCCCCCCCCC-UHFFFAOYSA-N", 0.94}};
    out.constituents = {one};
    Finding named;
    named.substance = "Example benzodiazepine";
    named.inchikey = "CCCCCCCCCCCCCC-UHFFFAOYSA-N";
    named.outcome = Outcome::tentative;
    named.candidates = one.conclusion.candidates;
    named.evidence = Json::array({{{"technique", "Raman"}, {"category", "A"}, {"component", 1}, {"score", 0.953}}});
    named.criteria = {{"rule", "SWGDRUG"}, {"met", false}, {"missing", {"a second technique"}}};
    named.legal_status = {{"KZ", std::nullopt, "unknown", "no date given"}};
    out.findings = {named};
    return out;
}

Result empty_result() {
    Result out = base("exhibits/blank.D", "agilent_ms", Technique::gcms);
    add_chromatogram(out);
    return out;
}

}  // namespace spec::test
