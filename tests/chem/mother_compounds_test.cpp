#include <gtest/gtest.h>

#include <spec/chem/mother_compounds.hpp>

namespace {

using namespace spec::chem;

constexpr const char* morphine = "CN1CCC23C4Oc5c(O)ccc(CC1C2C=CC4O)c35";
constexpr const char* ecgonine = "CN1C2CCC1C(C(=O)O)C(O)C2";

std::string flat(const char* smiles) { return flat_smiles(Structure::from_smiles(smiles)); }

// "salt ester" and so on, of which `mother` leads to `smiles`; "no" when it does not.
std::string relation(const char* smiles, const char* mother) {
    for (const MotherCompound& found : mother_compounds(Structure::from_smiles(smiles)))
        if (found.flat == flat(mother))
            return std::string(found.salt ? "salt " : "") + (found.ester ? "ester " : "") +
                   (found.ether ? "ether " : "");
    return "no";
}

// By hand: heroin is the diacetate of morphine, codeine its methyl ether, cocaine the benzoate of the methyl ester of
// ecgonine.
TEST(MotherCompounds, OfEstersAndEthersAreFoundByCuttingCO) {
    EXPECT_EQ(relation("CC(=O)OC1C=CC2C3Cc4ccc(OC(C)=O)c5OC1C2(CCN3C)c45", morphine), "ester ");
    EXPECT_EQ(relation("COc1ccc2CC3C4C=CC(O)C5Oc1c2C45CCN3C", morphine), "ether ");
    EXPECT_EQ(relation("COC(=O)C1C(OC(=O)c2ccccc2)CC2CCC1N2C", ecgonine), "ester ");
    EXPECT_EQ(relation("COc1ccc2CC3C4C=CC(OC(C)=O)C5Oc1c2C45CCN3C", morphine), "ester ether ");  // acetylcodeine
}

TEST(MotherCompounds, OfASaltIsWhatIsLeftWithoutItsCounterIon) {
    EXPECT_EQ(relation("Cl.CC(N)Cc1ccccc1", "CC(N)Cc1ccccc1"), "salt ");
    EXPECT_EQ(relation("CC(N)Cc1ccccc1", "CC(N)Cc1ccccc1"), "no");
    EXPECT_EQ(relation("Cl.CC(=O)OC1C=CC2C3Cc4ccc(OC(C)=O)c5OC1C2(CCN3C)c45", morphine), "salt ester ");
}

// The ring of morphine's furan is no ether of the clause, methanol and acetic acid are no mother compounds, an amide is
// no ester.
TEST(MotherCompounds, LeaveOutRingsSmallPartsAndAmides) {
    EXPECT_EQ(mother_compounds(Structure::from_smiles(morphine)).size(), 0u);
    EXPECT_EQ(relation("CC(=O)OC", "CO"), "no");
    EXPECT_EQ(mother_compounds(Structure::from_smiles("CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1")).size(), 0u);
}

// Levorphanol and dextrorphan are mirror images: dextromethorphan is an ether of the second alone.
TEST(MotherCompounds, KeepTheirStereoWhereAllOfItIsStated) {
    const auto stereo = [](const char* smiles) { return stereo_smiles(Structure::from_smiles(smiles)); };
    const auto found = mother_compounds(Structure::from_smiles("CN1CC[C@@]23CCCC[C@@H]2[C@@H]1Cc1ccc(OC)cc13"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].stereo, stereo("CN1CC[C@@]23CCCC[C@@H]2[C@@H]1Cc1ccc(O)cc13"));
    EXPECT_NE(found[0].stereo, stereo("CN1CC[C@]23CCCC[C@H]2[C@H]1Cc1ccc(O)cc13"));
    EXPECT_EQ(stereo("CN1CCC23CCCCC2C1Cc1ccc(O)cc13"), "") << "not stated";
}

}  // namespace
