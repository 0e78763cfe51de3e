#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/conclude/findings.hpp>
#include <spec/conclude/known_products.hpp>

namespace {

using namespace spec::conclude;
using spec::Component;
using spec::Finding;
using spec::Outcome;
using spec::library::Library;
using testing::ElementsAre;
using testing::HasSubstr;

class KnownProducts : public testing::Test {
 protected:
    const spec::library::Substance& held(const char* id) { return *starter.find(id); }

    // A component in which one substance of the starter is named.
    Component named(int id, const char* substance, double area) {
        const auto& found = held(substance);
        Component component;
        component.id = id;
        component.retention_time_s = 600 + id;
        component.area = area;
        component.width_s = 2;
        component.spectrum = {{100, 200}, {40, 100}};
        spec::Match hit;
        hit.rank = 1;
        hit.name = found.name;
        hit.inchikey = found.inchikey;
        hit.kind = "spectrum";
        component.hits.push_back(hit);
        component.conclusion.outcome = Outcome::single_candidate;
        component.conclusion.candidates.push_back({found.name, found.inchikey, 0.97});
        return component;
    }

    std::vector<Finding> find(const std::vector<Component>& components) {
        const FindingBasis basis{companions, 0.3, criteria, law, question};
        std::vector<spec::QualityCheck> quality;
        return gcms_findings(components, basis, quality);
    }

    std::vector<std::string> candidates(const Finding& finding) {
        std::vector<std::string> names;
        for (const auto& candidate : finding.candidates) names.push_back(candidate.name);
        return names;
    }

    Library starter = Library::open(std::string(SARAP_BINARY_DIR) + "/share/sarap/starter.h5");
    std::vector<const Library*> law{&starter};
    LegalQuestion question{{"KZ", "UN"}, "2026-11-01"};
    Criteria criteria;
    Companions companions;
};

constexpr const char *cannabidiol = "S000668", *thc = "S000175", *amb = "S000225", *ab = "S000227",
                     *morphine = "S000070";

// AB-FUBINACA turns into AMB-FUBINACA in methanol: what is found may have been the other.
TEST_F(KnownProducts, AreIndistinguishableFromTheirSources) {
    const auto findings = find({named(1, amb, 1000)});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].outcome, Outcome::indistinguishable);
    EXPECT_THAT(candidates(findings[0]), ElementsAre(held(amb).name, held(ab).name));
    EXPECT_EQ(findings[0].inchikey, "");
    EXPECT_EQ(findings[0].candidate_status.size(), 2u) << "each has its own legal status";
    EXPECT_THAT(findings[0].criteria["missing"].dump(),
                HasSubstr("data that exclude " + held(ab).name + " as the source of " + held(amb).name +
                          " (methanol (amide to methyl ester); not verified)"));
    // The source itself is told from its product: nothing becomes AB-FUBINACA.
    EXPECT_EQ(find({named(1, ab, 1000)})[0].outcome, Outcome::tentative);
}

// Cannabidiolic acid becomes CBD, which becomes THC; THCA becomes THC too.
TEST_F(KnownProducts, HaveSourcesOfSources) {
    std::vector<std::string> names;
    for (const KnownSource& source : known_sources(held(thc).inchikey, held(thc).name, law))
        names.push_back(source.name);
    EXPECT_THAT(names, ElementsAre(held(cannabidiol).name, held("S001465").name, held("S001466").name));
    names.clear();
    for (const KnownSource& source : known_sources(held(morphine).inchikey, held(morphine).name, law))
        names.push_back(source.name);
    EXPECT_THAT(names, ElementsAre(held("S000673").name, held("S000049").name)) << "6-MAM, and heroin behind it";
}

// By hand: 2 of 1000 parts of the standard's CBD became THC; the exhibit holds 50 of CBD and 1000 of THC, 10,000 times
// what conversion makes.
TEST_F(KnownProducts, AreToldFromASourceThatAStandardExcludes) {
    companions.standards.push_back({"cbd.D", {named(1, cannabidiol, 1000), named(2, thc, 2)}});
    const auto findings = find({named(1, thc, 1000), named(2, cannabidiol, 50)});
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_THAT(candidates(findings[0]), testing::Not(testing::Contains(held(cannabidiol).name)));
    EXPECT_THAT(findings[0].evidence.dump(),
                HasSubstr("the standard cbd.D of " + held(cannabidiol).name +
                          " turns into it by at most 0.2 %, and the exhibit holds 20 times "
                          "as much of it as of"));
}

// The same standard where half of it became THC excludes nothing, and neither does a trace of THC beside much CBD.
TEST_F(KnownProducts, AreNotToldApartByWeakData) {
    const Component trace = named(1, thc, 9);
    companions.standards.push_back({"cbd.D", {named(1, cannabidiol, 1000), named(2, thc, 500)}});
    EXPECT_THAT(candidates(find({named(1, thc, 1000), named(2, cannabidiol, 500)})[0]),
                testing::Contains(held(cannabidiol).name));
    companions.standards = {{"cbd.D", {named(1, cannabidiol, 1000), named(2, thc, 2)}}};
    EXPECT_THAT(candidates(find({trace, named(2, cannabidiol, 1000)})[0]), testing::Contains(held(cannabidiol).name));
    // A standard of THC itself says nothing of CBD.
    companions.standards = {{"thc.D", {named(1, cannabidiol, 5), named(2, thc, 1000)}}};
    EXPECT_THAT(candidates(find({named(1, thc, 1000)})[0]), testing::Contains(held(cannabidiol).name));
}

}  // namespace
