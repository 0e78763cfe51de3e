#include <algorithm>
#include <spec/conclude/findings.hpp>
#include <spec/conclude/known_products.hpp>

namespace spec::conclude {
namespace {

constexpr const char* no_measured_spectrum =
    "a measured library spectrum of the compound (the entry holds principal ions or a band table only)";

Outcome outcome_of(const Conclusion& conclusion) {
    switch (conclusion.outcome) {
        case Outcome::single_candidate: return Outcome::tentative;
        case Outcome::indistinguishable: return Outcome::indistinguishable;
        case Outcome::analogue: return Outcome::analogue;
        case Outcome::class_only: return Outcome::class_only;
        default: return Outcome::not_identified;
    }
}

std::string joined(const std::vector<Candidate>& candidates) {
    std::string names;
    for (const Candidate& candidate : candidates) names += (names.empty() ? "" : " / ") + candidate.name;
    return names;
}

const Match* hit_of(const std::vector<Match>& hits, const Candidate& candidate) {
    for (const Match& hit : hits)
        if (hit.name == candidate.name && hit.inchikey == candidate.inchikey) return &hit;
    return nullptr;
}

// One compound fits, but its entry holds principal ions or a band table alone: library evidence of a weaker kind, which
// a spectrum's conclusion does not call a single candidate and a finding calls tentative.
bool fits_partial_entry(const Conclusion& conclusion, const std::vector<Match>& hits) {
    if (conclusion.outcome != Outcome::class_only || conclusion.compound_class || conclusion.candidates.size() != 1)
        return false;
    const Match* hit = hit_of(hits, conclusion.candidates.front());
    return hit && hit->kind != "spectrum";
}

// Name and key that a finding carries: of its one candidate, of the related compound, of the class.
void name_finding(const Conclusion& conclusion, const std::vector<Match>& hits, Finding& finding) {
    finding.outcome = fits_partial_entry(conclusion, hits) ? Outcome::tentative : outcome_of(conclusion);
    finding.candidates = conclusion.candidates;
    if (finding.outcome == Outcome::analogue && conclusion.related) {
        finding.substance = "analogue of " + conclusion.related->name;
    } else if (finding.outcome == Outcome::class_only) {
        finding.substance =
            conclusion.compound_class ? *conclusion.compound_class : "resembles " + joined(finding.candidates);
    } else if (conclusion.candidates.size() == 1) {
        finding.substance = conclusion.candidates.front().name;
        finding.inchikey = conclusion.candidates.front().inchikey;
    } else {
        finding.substance = joined(finding.candidates);
    }
}

void add_law(const FindingBasis& basis, Finding& finding) {
    if (finding.outcome == Outcome::analogue || finding.outcome == Outcome::class_only) {
        for (const std::string& jurisdiction : basis.question.jurisdictions)
            finding.legal_status.push_back(
                {jurisdiction, basis.question.as_of, "unknown", "the structure is not established"});
        return;
    }
    if (finding.candidates.size() > 1) {
        for (const Candidate& candidate : finding.candidates) {
            const LegalAnswer answer = ask_law(candidate.inchikey, candidate.name, basis.law, basis.question);
            Json status = Json::array();
            for (const LegalStatus& one : answer.status) status.push_back(to_json(one));
            finding.candidate_status.push_back({{"legal_status", status}, {"controls", answer.controls}});
        }
        for (const std::string& jurisdiction : basis.question.jurisdictions)
            finding.legal_status.push_back(
                {jurisdiction, basis.question.as_of, "unknown", "several candidates: see the status of each"});
        return;
    }
    LegalAnswer answer = ask_law(finding.inchikey, finding.substance, basis.law, basis.question);
    finding.legal_status = std::move(answer.status);
    finding.controls = std::move(answer.controls);
}

void set_criteria(const Criteria& criteria, const std::vector<std::string>& missing, Finding& finding) {
    finding.criteria = {{"rule", criteria.rule}, {"met", missing.empty()}, {"missing", missing}};
}

// The retention index against the library entry's: supporting evidence, never a criterion, because the entry's was
// measured elsewhere.
void add_index_evidence(const Component& component, const FindingBasis& basis, Finding& finding) {
    const Match* hit = hit_of(component.hits, finding.candidates.front());
    if (!hit) return;
    const auto evidence = index_evidence(*hit, component, basis.companions.ladder, basis.criteria);
    if (!evidence) return;
    finding.evidence.push_back({{"technique", "GC retention index"},
                                {"category", "B"},
                                {"component", component.id},
                                {"delta_ri", printed(evidence->delta)},
                                {"window_ri", printed(evidence->window)},
                                {"passed", evidence->passed},
                                {"entry", hit->entry},
                                {"ladder", basis.companions.ladder->path}});
}

// Retention and blank for a finding with one candidate; what lacks is named.
std::vector<std::string> judge_run(const Component& component, const std::vector<Component>& run,
                                   const FindingBasis& basis, Finding& finding, std::vector<QualityCheck>& quality) {
    std::vector<std::string> missing = basis.companions.failed_checks;
    auto retention =
        load_line_evidence(component, finding.inchikey, run, basis.companions.load_lines, basis.scan_step_s);
    if (!retention)
        retention = retention_evidence(component, finding.inchikey, basis.companions.standards, basis.scan_step_s,
                                       basis.criteria);
    if (!retention)
        missing.emplace_back("a reference standard of the compound measured under the same conditions (--standard)");
    if (retention) {
        finding.evidence.push_back({{"technique", "GC retention time"},
                                    {"category", "B"},
                                    {"component", component.id},
                                    {"delta_s", printed(retention->delta_s)},
                                    {"window_s", printed(retention->window_s)},
                                    {"passed", retention->passed},
                                    {"standard", retention->standard}});
        if (!retention->passed) missing.emplace_back("agreement of the retention time with the standard");
    }
    add_index_evidence(component, basis, finding);
    if (!basis.companions.blank) {
        missing.emplace_back("a blank measured before the exhibit (--blank)");
    } else {
        quality.push_back(blank_check(component, *basis.companions.blank, basis.criteria));
        if (!quality.back().passed) missing.emplace_back("a clean blank at the retention time of the compound");
    }
    return missing;
}

Json ms_evidence(const Component& component) {
    Json evidence = {{"technique", "EI-MS"}, {"category", "A"}, {"component", component.id}};
    if (!component.hits.empty()) {
        evidence["score"] = printed(component.hits.front().score);
        evidence["entry"] = component.hits.front().entry;
    }
    return evidence;
}

// A finding that is a known product of another substance is not told from it until data exclude that. The sources join
// the candidates; those that the run's standards exclude become evidence.
void judge_known_products(const Component& component, const std::vector<Component>& run, const FindingBasis& basis,
                          Finding& finding, std::vector<std::string>& missing) {
    const std::vector<Candidate> found = finding.candidates;
    for (const Candidate& product : found)
        for (const KnownSource& source : known_sources(product.inchikey, product.name, basis.law)) {
            const auto same = [&](const Candidate& held) {
                return held.name == source.name || held.inchikey == source.inchikey;
            };
            if (std::any_of(finding.candidates.begin(), finding.candidates.end(), same)) continue;
            const auto excluded = excluded_source(component, product, source, run, basis.companions.standards);
            if (excluded) {
                finding.evidence.push_back({{"technique", "standard of a possible source"},
                                            {"category", "B"},
                                            {"component", component.id},
                                            {"source", source.name},
                                            {"detail", *excluded}});
                continue;
            }
            finding.candidates.push_back({source.name, source.inchikey, std::nullopt});
            missing.push_back(
                "data that exclude " + source.name + " as the source of " + product.name + " (" + source.conditions +
                (source.verified ? "" : "; not verified") +
                "): a standard of it run under the same conditions, or a technique without inlet and solvent");
        }
    if (finding.candidates.size() == found.size()) return;
    finding.outcome = Outcome::indistinguishable;
    finding.substance = joined(finding.candidates);
    finding.inchikey.clear();
}

Finding gcms_finding(const Component& component, const std::vector<Component>& run, const FindingBasis& basis,
                     std::vector<QualityCheck>& quality) {
    Finding finding;
    name_finding(component.conclusion, component.hits, finding);
    finding.evidence.push_back(ms_evidence(component));
    std::vector<std::string> missing;
    if (finding.outcome == Outcome::tentative) {
        missing = judge_run(component, run, basis, finding, quality);
        const Match* hit = hit_of(component.hits, finding.candidates.front());
        if (!hit || hit->kind != "spectrum") missing.emplace_back(no_measured_spectrum);
        if (missing.empty()) finding.outcome = Outcome::identified;
        judge_known_products(component, run, basis, finding, missing);
    } else {
        if (finding.outcome == Outcome::indistinguishable)
            judge_known_products(component, run, basis, finding, missing);
        missing.emplace_back("data that leave one compound");
        missing.insert(missing.end(), component.conclusion.separable_by.begin(),
                       component.conclusion.separable_by.end());
    }
    set_criteria(basis.criteria, missing, finding);
    add_law(basis, finding);
    return finding;
}

Finding raman_finding(const Constituent& constituent, const FindingBasis& basis) {
    Finding finding;
    name_finding(constituent.conclusion, constituent.hits, finding);
    std::vector<std::string> missing{"a second technique that uses other properties of the compound"};
    Json evidence = {{"technique", "Raman"}, {"category", "A"}, {"component", constituent.id}};
    if (!constituent.hits.empty()) {
        const Match& best = constituent.hits.front();
        evidence["score"] = printed(best.score);
        evidence["entry"] = best.entry;
        if (best.kind != "spectrum") missing.emplace_back(no_measured_spectrum);
    }
    finding.evidence.push_back(std::move(evidence));
    if (finding.outcome != Outcome::tentative) missing.emplace_back("data that leave one compound");
    set_criteria(basis.criteria, missing, finding);
    add_law(basis, finding);
    return finding;
}

bool same_statement(const Finding& a, const Finding& b) {
    return a.outcome == b.outcome && a.substance == b.substance && a.inchikey == b.inchikey;
}

}  // namespace

std::vector<Finding> gcms_findings(const std::vector<Component>& components, const FindingBasis& basis,
                                   std::vector<QualityCheck>& quality) {
    std::vector<Finding> findings;
    for (const Component& component : components) {
        if (outcome_of(component.conclusion) == Outcome::not_identified) continue;
        Finding finding = gcms_finding(component, components, basis, quality);
        const auto earlier = std::find_if(findings.begin(), findings.end(),
                                          [&](const Finding& other) { return same_statement(other, finding); });
        if (earlier == findings.end()) {
            findings.push_back(std::move(finding));
        } else {
            for (Json& evidence : finding.evidence) earlier->evidence.push_back(std::move(evidence));
        }
    }
    return findings;
}

std::vector<Finding> raman_findings(std::span<const Constituent> constituents, const FindingBasis& basis) {
    std::vector<Finding> findings;
    for (const Constituent& constituent : constituents) {
        if (outcome_of(constituent.conclusion) == Outcome::not_identified) continue;
        findings.push_back(raman_finding(constituent, basis));
    }
    return findings;
}

}  // namespace spec::conclude
