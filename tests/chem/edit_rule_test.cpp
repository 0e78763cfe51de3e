#include <gtest/gtest.h>

#include <spec/chem/edit_rule.hpp>

namespace {

using namespace spec::chem;

// A list made up for the test: no list of substituents is held.
const SubstituentRule& rule() {
    static const SubstituentRule held({{"methyl", "*C"},
                                       {"chloro", "*Cl"},
                                       {"fluoro", "*F"},
                                       {"bromo", "*Br"},
                                       {"methoxycarbonyl", "*C(=O)OC"},
                                       {"hydroxy", "*O"}},
                                      "test");
    return held;
}

std::string derived(const char* parent, const char* candidate) {
    const auto found = rule().derive(Structure::from_smiles(parent), Structure::from_smiles(candidate));
    if (!found) return "no";
    std::string text;
    for (const Replacement& item : *found) text += (text.empty() ? "" : ", ") + item.substituent;
    return text.empty() ? "the same" : text;
}

constexpr const char* methcathinone = "CNC(C)C(=O)c1ccccc1";
constexpr const char* fentanyl = "CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1";

// The pairs of library-and-law, section 5.
TEST(SubstituentRule, FindsSubstitutionsOfHydrogenHalogenAndHydroxyl) {
    EXPECT_EQ(derived(methcathinone, "CNC(C)C(=O)c1ccc(C)cc1"), "methyl");   // mephedrone
    EXPECT_EQ(derived(methcathinone, "CNC(C)C(=O)c1ccc(Cl)cc1"), "chloro");  // 4-CMC
    EXPECT_EQ(derived("CCCCCn1cc(C(=O)c2cccc3ccccc23)c2ccccc12", "FCCCCCn1cc(C(=O)c2cccc3ccccc23)c2ccccc12"),
              "fluoro");                                                                                 // AM-2201
    EXPECT_EQ(derived(fentanyl, "CCC(=O)N(c1ccccc1)C1(C(=O)OC)CCN(CCc2ccccc2)CC1"), "methoxycarbonyl");  // carfentanil
    EXPECT_EQ(derived("Cc1nnc2CN=C(c3ccccc3)c3cc(Cl)ccc3-n12", "Cc1nnc2CN=C(c3ccccc3)c3cc(Br)ccc3-n12"),
              "bromo");  // bromazolam
}

TEST(SubstituentRule, FindsTheSameSubstance) {
    EXPECT_EQ(derived(fentanyl, fentanyl), "the same");
    EXPECT_EQ(derived("Clc1ccccc1O", "Oc1ccccc1Cl"), "the same");
    EXPECT_EQ(derived(fentanyl, "Cl.CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1"), "the same");
}

TEST(SubstituentRule, RefusesWhatIsNoSubstitution) {
    EXPECT_EQ(derived(fentanyl, "CC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1"), "no");  // acetylfentanyl: a shorter chain
    EXPECT_EQ(derived(methcathinone, "CCCC(N1CCCC1)C(=O)c1ccccc1"), "no");        // alpha-PVP: a ring closure
    EXPECT_EQ(derived(methcathinone, "CNC(C)C(=O)c1ccc(CCC)cc1"), "no");          // propyl is not on the list
    EXPECT_EQ(derived(methcathinone, "CNC(C)C(O)c1ccccc1"), "no");                // a bond changed
    EXPECT_EQ(derived("c1ccccc1CC", "c1ccc2CCc2c1"), "no");                       // a bond added
}

TEST(SubstituentRule, SaysWhereTheFragmentStands) {
    const auto found =
        rule().derive(Structure::from_smiles(methcathinone), Structure::from_smiles("CNC(C)C(=O)c1ccc(Cl)cc1"));
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ((*found)[0].position, 9);
    EXPECT_EQ((*found)[0].atoms, std::vector<int>{10});
    EXPECT_EQ((*found)[0].fragment, "*Cl");
}

TEST(SubstituentRule, RefusesAListThatDoesNotParse) {
    for (const char* bad : {"C", "*C*", "xyz"}) {
        try {
            const SubstituentRule made({{"bad", bad}}, "rules/substituents.csv");
            FAIL() << bad;
        } catch (const spec::DataError& error) {
            EXPECT_EQ(error.what(), std::string("rules/substituents.csv: substituent '") + bad +
                                        "' (expected SMILES with one '*' where it is attached)");
        }
    }
}

}  // namespace
