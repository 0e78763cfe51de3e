#include <gtest/gtest.h>

#include <spec/chem/structure.hpp>

#include "facts_tables.hpp"

namespace {

using namespace spec::chem;

std::string refusal(const char* smiles) {
    try {
        Structure::from_smiles(smiles, spec::Position::at_line("substances.csv", 7));
        return "read";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(Structure, RefusesWhatIsNoStructure) {
    EXPECT_EQ(refusal("CC(=O"), "substances.csv:7: SMILES 'CC(=O' does not parse (expected one structure)");
    EXPECT_EQ(refusal("C(C)(C)(C)(C)C"),
              "substances.csv:7: SMILES 'C(C)(C)(C)(C)C' has an impossible valence or ring (expected one structure)");
    EXPECT_EQ(refusal(""), "substances.csv:7: SMILES '' is empty (expected one structure)");
    EXPECT_EQ(refusal("CC CC"), "substances.csv:7: SMILES 'CC CC' holds blanks (expected one structure)");
}

// By hand: C8H10N4O2 from the atoms of caffeine; masses from the IUPAC atomic weights and AME2020 nuclide masses:
// 8 x 12 + 10 x 1.00782503 + 4 x 14.00307400 + 2 x 15.99491462 = 194.08037.
TEST(Structure, HasFormulaAndMasses) {
    const Structure caffeine = Structure::from_smiles("Cn1c(=O)c2c(ncn2C)n(C)c1=O");
    EXPECT_EQ(formula(caffeine), "C8H10N4O2");
    EXPECT_NEAR(exact_mass(caffeine), 194.08037, 1e-4);
    EXPECT_NEAR(average_mass(caffeine), 194.19, 0.01);
    EXPECT_EQ(heavy_atoms(caffeine), 14u);
}

TEST(Structure, HasAParentWithoutCounterIonChargeAndIsotopes) {
    const auto key = [](const char* smiles) { return inchi(parent(Structure::from_smiles(smiles))).key; };
    const std::string amfetamine = inchi(Structure::from_smiles("CC(N)Cc1ccccc1")).key;
    EXPECT_EQ(key("CC([NH3+])Cc1ccccc1.[Cl-]"), amfetamine);
    EXPECT_EQ(key("CC(N)Cc1ccccc1.OS(=O)(=O)O"), amfetamine);
    EXPECT_EQ(key("CC(N)Cc1c([2H])c([2H])c([2H])c([2H])c1[2H]"), amfetamine);
}

TEST(Structure, KnowsHowFarItsStereoIsStated) {
    const auto of = [](const char* smiles) { return to_string(stereo(Structure::from_smiles(smiles))); };
    EXPECT_STREQ(of("CCO"), "none");
    EXPECT_STREQ(of("CC(N)Cc1ccccc1"), "undefined");
    EXPECT_STREQ(of("C[C@H](N)Cc1ccccc1"), "defined");
    EXPECT_STREQ(of("CN[C@@H](C)C(O)c1ccccc1"), "partly");
}

TEST(Fingerprint, IsOneForTheSameAndLessForOthers) {
    const Fingerprint fentanyl(Structure::from_smiles("CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1"));
    const Fingerprint same(Structure::from_smiles("c1ccccc1CCN1CCC(N(C(CC)=O)c2ccccc2)CC1"));
    const Fingerprint acetyl(Structure::from_smiles("CC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1"));
    const Fingerprint caffeine(Structure::from_smiles("Cn1c(=O)c2c(ncn2C)n(C)c1=O"));
    EXPECT_EQ(fentanyl.similarity(same), 1);
    EXPECT_GT(fentanyl.similarity(acetyl), 0.6);
    EXPECT_LT(fentanyl.similarity(caffeine), 0.2);
}

}  // namespace
