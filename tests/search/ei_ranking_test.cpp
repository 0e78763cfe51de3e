#include <gtest/gtest.h>

#include <cmath>
#include <spec/search/ei_analogue.hpp>
#include <spec/search/ei_features.hpp>
#include <spec/search/ei_ranking.hpp>

namespace {

using spec::MassSpectrum;
using spec::UnitMassSpectrum;
using spec::library::Entry;
using spec::search::ei_features;
using spec::search::EiFeature;
using spec::search::EiFeatures;
using spec::search::EiReferences;

const UnitMassSpectrum a_spectrum{{41, 58, 77, 91, 105, 148}, {100, 999, 80, 300, 120, 60}};

double at(const EiFeatures& features, EiFeature feature) { return features[static_cast<std::size_t>(feature)]; }

UnitMassSpectrum tilted(UnitMassSpectrum spectrum, double slope_per_100) {
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
        spectrum.intensity[i] *= std::exp(slope_per_100 * spectrum.mz[i] / 100);
    return spectrum;
}

TEST(EiFeatures, AreThoseOfAPerfectMatchForEqualSpectra) {
    const EiFeatures f = ei_features(a_spectrum, a_spectrum, 148);
    EXPECT_NEAR(at(f, EiFeature::cosine), -std::log(0.0001), 1e-6);
    EXPECT_NEAR(at(f, EiFeature::match_factor), 1, 1e-9);
    EXPECT_EQ(at(f, EiFeature::query_only), 0);
    EXPECT_EQ(at(f, EiFeature::entry_only), 0);
    EXPECT_EQ(at(f, EiFeature::above), 0);
    EXPECT_EQ(at(f, EiFeature::molecular_ratio), 0);
    EXPECT_NEAR(at(f, EiFeature::difference), 0, 1e-9);
}

// A slope of 0.4 per 100 u is one of the slopes tried: only its penalty of 0.05 is left.
TEST(EiFeatures, TiltTakesASlopeOverMassAway) {
    const EiFeatures f = ei_features(tilted(a_spectrum, 0.4), a_spectrum, 148);
    EXPECT_LT(at(f, EiFeature::cosine), 7);
    EXPECT_NEAR(at(f, EiFeature::tilt), -std::log(0.0001) - 0.05, 1e-6);
}

// By hand: an exponent of 1.2 costs 0.05.
TEST(EiFeatures, ExponentTakesABentDetectorAway) {
    UnitMassSpectrum bent = a_spectrum;
    for (double& intensity : bent.intensity) intensity = 999 * std::pow(intensity / 999, 1.2);
    EXPECT_NEAR(at(ei_features(bent, a_spectrum, 148), EiFeature::exponent), -std::log(0.0001) - 0.05, 1e-6);
}

// By hand: 200 above mass 148 + 4 gives ln(1 + 20) and ln(1 + 40); the bleed ion 207 does not count.
TEST(EiFeatures, SeeIonsAboveTheMassButNotBleed) {
    UnitMassSpectrum query = a_spectrum;
    query.mz.insert(query.mz.end(), {180, 207});
    query.intensity.insert(query.intensity.end(), {200, 500});
    const EiFeatures f = ei_features(query, a_spectrum, 148);
    EXPECT_NEAR(at(f, EiFeature::above), std::log(21), 1e-9);
    EXPECT_NEAR(at(f, EiFeature::above_largest), std::log(41), 1e-9);
    EXPECT_EQ(at(ei_features(query, a_spectrum, std::nullopt), EiFeature::above), 0);
}

// By hand: ln((0.98 / (15 sqrt(2 pi)) + 0.02 / 3000) x 3000) at 0; far away ln 0.02.
TEST(RetentionTerm, IsALikelihoodRatioWithAFloor) {
    const spec::search::EiCalibration calibration;
    EXPECT_NEAR(retention_term(0, calibration), std::log(0.98 * 3000 / (15 * std::sqrt(2 * 3.14159265358979)) + 0.02),
                1e-9);
    EXPECT_NEAR(retention_term(1000, calibration), std::log(0.02), 1e-9);
}

Entry entry(std::string id, std::string name, std::string inchikey, std::optional<double> mass) {
    Entry out;
    out.id = std::move(id);
    out.name = std::move(name);
    out.inchikey = std::move(inchikey);
    out.exact_mass = mass;
    return out;
}

TEST(NumberCompounds, JoinsNamesWithKeysAndStereoisomersWithConstitutions) {
    const std::vector<Entry> entries{entry("1", "Pseudoephedrine", "KWGRBVOPPLSCSI-WCBMZHEXSA-N", 165.115),
                                     entry("2", "Ephedrine", "KWGRBVOPPLSCSI-WPRPVWTQSA-N", 165.115),
                                     entry("3", "ephedrine", "", std::nullopt),
                                     entry("4", "Ephedrine-d3", "KWGRBVOPPLSCSI-AAAAAAAAAA-N", 168.134)};
    const auto numbers = spec::search::number_compounds(4, [&](std::size_t i) -> const Entry& { return entries[i]; });
    EXPECT_EQ(numbers.compound, (std::vector<std::uint32_t>{0, 1, 1, 2}));
    EXPECT_EQ(numbers.constitution, (std::vector<std::uint32_t>{0, 0, 0, 1}));
}

TEST(FindAnalogue, NamesTheRelatedEntryAndItsDifference) {
    const MassSpectrum related{{44, 58, 91, 100, 134, 148}, {100, 999, 400, 300, 200, 500}};
    const MassSpectrum other{{50, 63, 75, 87, 99, 160}, {100, 500, 400, 300, 200, 999}};
    const EiReferences references({entry("l:1", "A", "", 148.1), entry("l:2", "B", "", 160.1)}, {related, other});
    // + CH2 on the part that 148, 134 and 100 hold
    const UnitMassSpectrum unknown{{44, 58, 91, 114, 148, 162}, {100, 999, 400, 300, 200, 500}};
    const auto found = find_analogue(unknown, {}, references, 0.9);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(references.entry(found->entry).id, "l:1");
    EXPECT_EQ(found->mass_difference, 14);
    EXPECT_EQ(spec::search::likely_formula_difference(14), "+CH2");
    EXPECT_EQ(spec::search::likely_formula_difference(-18), "-F +H");
    EXPECT_EQ(spec::search::likely_formula_difference(7), "");
}

}  // namespace
