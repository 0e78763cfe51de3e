#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/conclude/findings.hpp>

namespace {

using spec::Component;
using spec::Finding;
using spec::Outcome;
using spec::conclude::Companions;
using spec::conclude::Criteria;
using spec::conclude::FindingBasis;
using spec::conclude::LegalQuestion;
using spec::library::Library;
using testing::HasSubstr;

constexpr const char* etizolam = "VMZUTJCNQWMAGF-UHFFFAOYSA-N";

Component etizolam_component(const char* kind) {
    Component component;
    component.id = 3;
    component.retention_time_s = 614.1;
    component.area = 1000;
    component.width_s = 2;
    component.spectrum = {{313, 342}, {40, 100}};
    spec::Match hit;
    hit.rank = 1;
    hit.name = "Etizolam";
    hit.inchikey = etizolam;
    hit.entry = "test:1";
    hit.score = 0.97;
    hit.kind = kind;
    component.hits.push_back(hit);
    component.conclusion.outcome = Outcome::single_candidate;
    component.conclusion.candidates.push_back({"Etizolam", etizolam, 0.97});
    return component;
}

class Findings : public testing::Test {
 protected:
    std::vector<Finding> find(const std::vector<Component>& components) {
        const FindingBasis basis{companions, 0.2857, criteria, law, question};
        quality.clear();
        return gcms_findings(components, basis, quality);
    }
    Library starter = Library::open(std::string(SARAP_BINARY_DIR) + "/share/sarap/starter.h5");
    std::vector<const Library*> law{&starter};
    LegalQuestion question{{"KZ"}, "2026-11-01"};
    Criteria criteria;
    Companions companions;
    std::vector<spec::QualityCheck> quality;
};

TEST_F(Findings, LibraryEvidenceAloneIsTentativeAndSaysWhatIsMissing) {
    const auto findings = find({etizolam_component("spectrum")});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::tentative);
    EXPECT_EQ(findings[0].criteria["met"], false);
    EXPECT_EQ(findings[0].criteria["missing"][0],
              "a reference standard of the compound measured under the same conditions (--standard)");
    EXPECT_EQ(findings[0].criteria["missing"][1], "a blank measured before the exhibit (--blank)");
}

TEST_F(Findings, StandardAndCleanBlankMakeItIdentified) {
    companions.blank = {"blank.D", {}};
    companions.standards.push_back({"standard.D", {etizolam_component("spectrum")}});
    const auto findings = find({etizolam_component("spectrum")});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::identified);
    EXPECT_EQ(findings[0].criteria["met"], true);
    EXPECT_EQ(findings[0].evidence[1]["technique"], "GC retention time");
    ASSERT_EQ(quality.size(), 1u);
    EXPECT_TRUE(quality[0].passed);
}

TEST_F(Findings, PrincipalIonsNeverMakeItIdentified) {
    companions.blank = {"blank.D", {}};
    companions.standards.push_back({"standard.D", {etizolam_component("principal_ions")}});
    EXPECT_EQ(find({etizolam_component("principal_ions")})[0].outcome, Outcome::tentative);
}

TEST_F(Findings, OneFittingEntryOfPrincipalIonsIsTentative) {
    Component component = etizolam_component("principal_ions");
    component.conclusion.outcome = Outcome::class_only;
    const auto findings = find({component});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::tentative);
    EXPECT_EQ(findings[0].substance, "Etizolam");
    EXPECT_THAT(findings[0].criteria["missing"].dump(), HasSubstr("a measured library spectrum of the compound"));
}

TEST_F(Findings, AMeasuredEntryWithDoubtStaysAResemblance) {
    Component component = etizolam_component("spectrum");
    component.conclusion.outcome = Outcome::class_only;
    const auto findings = find({component});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::class_only);
    EXPECT_EQ(findings[0].substance, "resembles Etizolam");
}

TEST_F(Findings, ABlankThatHoldsItKeepsItTentative) {
    companions.blank = {"blank.D", {etizolam_component("spectrum")}};
    companions.standards.push_back({"standard.D", {etizolam_component("spectrum")}});
    const auto findings = find({etizolam_component("spectrum")});
    EXPECT_EQ(findings[0].outcome, Outcome::tentative);
    EXPECT_EQ(findings[0].criteria["missing"][0], "a clean blank at the retention time of the compound");
    EXPECT_FALSE(quality[0].passed);
}

TEST_F(Findings, ComponentsThatNameNothingMakeNoFinding) {
    Component unknown = etizolam_component("spectrum");
    unknown.conclusion = {};
    unknown.conclusion.outcome = Outcome::not_in_library;
    EXPECT_TRUE(find({unknown}).empty());
}

TEST_F(Findings, ASetStaysASetAndEachMemberHasItsStatus) {
    Component component = etizolam_component("spectrum");
    component.conclusion.outcome = Outcome::indistinguishable;
    component.conclusion.candidates.push_back({"Other", "AAAAAAAAAAAAAA-UHFFFAOYSA-N", 0.4});
    const auto findings = find({component});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::indistinguishable);
    EXPECT_EQ(findings[0].substance, "Etizolam / Other");
    EXPECT_EQ(findings[0].candidate_status.size(), 2u);
}

TEST_F(Findings, KazakhstanIsUnknownAndNeverNotControlled) {
    const auto findings = find({etizolam_component("spectrum")});
    ASSERT_EQ(findings[0].legal_status.size(), 1u);
    EXPECT_EQ(findings[0].legal_status[0].status, "unknown");
    EXPECT_THAT(findings[0].legal_status[0].reason, HasSubstr("does not mean that the substance is not controlled"));
}

}  // namespace
