#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <spec/chem/generic_rule.hpp>

#include "facts_tables.hpp"

namespace {

using namespace spec::chem;

const GenericRules& rules() {
    static const GenericRules held = [] {
        const auto file = std::filesystem::path(SARAP_SOURCE_DIR) / "reference_library/rules/generic_definitions.toml";
        return GenericRules::parse(spec::test::whole_text(file), "generic_definitions.toml");
    }();
    return held;
}

std::set<std::string> hits(const std::string& smiles) {
    std::set<std::string> ids;
    for (const RuleHit& hit : rules().classify(Structure::from_smiles(smiles))) ids.insert(hit.rule);
    return ids;
}

// tests/data/generic_tests.csv was made by an independent implementation of the same definitions (in Python).
TEST(GenericRules, ReproduceTheRegressionTable) {
    std::size_t rows = 0;
    for (const auto& row : spec::test::csv_rows(spec::test::own("generic_tests.csv"))) {
        if (row.at("smiles").empty()) continue;
        ++rows;
        EXPECT_EQ(hits(row.at("smiles")).count(row.at("definition")) > 0, row.at("matched") == "yes")
            << row.at("definition") << ' ' << row.at("name") << ' ' << row.at("smiles");
    }
    EXPECT_EQ(rows, 242u);
}

// All substances of the compiled facts, with the definitions that the independent implementation found for each.
TEST(GenericRules, AgreeOnAllSubstancesOfTheFacts) {
    const auto file = spec::test::measured("facts/substances.csv");
    SARAP_NEEDS(file);
    std::size_t structures = 0;
    for (const auto& row : spec::test::csv_rows(file)) {
        if (row.at("smiles").empty()) continue;
        ++structures;
        std::set<std::string> expected;
        std::string id;
        for (const char c : row.at("generic_hits") + ";") {
            if (c != ';') {
                if (c != ' ') id += c;
                continue;
            }
            if (!id.empty()) expected.insert(id);
            id.clear();
        }
        EXPECT_EQ(hits(row.at("smiles")), expected) << row.at("name") << ' ' << row.at("smiles");
    }
    EXPECT_GT(structures, 1400u);
}

TEST(GenericRules, SayWhichAtomsTheyRestOn) {
    // Fentanyl: CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1, atoms counted from 0 in that order.
    const auto found = rules().classify(Structure::from_smiles("CCC(=O)N(c1ccccc1)C1CCN(CCc2ccccc2)CC1"));
    ASSERT_EQ(found.size(), 1u);
    const RuleHit& hit = found[0];
    EXPECT_EQ(hit.rule, "cn-2019-fentanyl");
    EXPECT_EQ(hit.jurisdiction, "CN");
    EXPECT_EQ(hit.in_force, "2019-05-01");
    EXPECT_EQ(hit.core, "N-aryl-N-acyl-piperidin-4-amine, N1 substituted");
    EXPECT_EQ(hit.atoms, (std::vector<int>{1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 23, 24}));
    const auto aryl =
        std::find_if(hit.parts.begin(), hit.parts.end(), [](const RulePart& part) { return part.name == "aryl"; });
    ASSERT_NE(aryl, hit.parts.end());
    EXPECT_EQ(aryl->fragment, "c1ccccc1");
    EXPECT_EQ(aryl->atoms, (std::vector<int>{5, 6, 7, 8, 9, 10}));
}

TEST(GenericRules, JudgeTheParentOfASalt) {
    EXPECT_EQ(hits("Cl.CNC(C)C(=O)c1ccc(C)cc1"), std::set<std::string>{"uk-2010-cathinone"});
    EXPECT_EQ(hits("[Cl-].C[NH2+]C(C)C(=O)c1ccc(C)cc1"), std::set<std::string>{"uk-2010-cathinone"});
}

TEST(GenericRules, DoNotReachWhatTheirTextDoesNotReach) {
    EXPECT_EQ(hits("CCC(=O)N(c1ccccc1)C1CCNCC1"), std::set<std::string>{});  // norfentanyl: N1 carries hydrogen
    EXPECT_EQ(hits("CNC(C)C(O)c1ccccc1"), std::set<std::string>{});          // ephedrine: no ketone
    EXPECT_EQ(hits("CCCC(N1CCCC1)C(=O)c1cccs1"), std::set<std::string>{});   // alpha-PVT: no phenyl ring
    EXPECT_EQ(hits("Cn1c(=O)c2c(ncn2C)n(C)c1=O"), std::set<std::string>{});  // caffeine
}

std::string refusal(const std::string& text) {
    try {
        GenericRules::parse(text, "rules.toml");
        return "read";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

const std::string schema = "schema = \"generic-definitions/2\"\n";

TEST(GenericRules, RefuseWhatIsNotOfTheVocabulary) {
    EXPECT_EQ(refusal("schema = \"x\"\n"), "rules.toml: schema 'x' (expected 'generic-definitions/2')");
    EXPECT_EQ(refusal(schema + "[[definition]]\nid = \"a\"\n"), "rules.toml:2: 'a' has no core");
    EXPECT_EQ(refusal(schema + "[[definition]]\nid = \"a\"\n[[definition.core]]\nsmarts = \"c1cc\"\n"),
              "rules.toml:4: SMARTS 'c1cc' does not parse");
    const std::string core =
        schema + "[[definition]]\nid = \"a\"\n[[definition.core]]\nsmarts = \"[C:1]\"\n[[definition.constraint]]\n";
    EXPECT_EQ(refusal(core + "branch = 1\nmass = 3\n"),
              "rules.toml:8: word 'mass' is not of the vocabulary of a branch");
    EXPECT_EQ(refusal(core + "atom = \"x\"\nring = 3\n"),
              "rules.toml:8: word 'ring' is not of the vocabulary of an atom");
    EXPECT_EQ(refusal(core + "core_substituents_only = [\"F\", \"azide\"]\n"),
              "rules.toml:6: group 'azide' is not of the vocabulary");
    EXPECT_EQ(refusal(core + "why = \"so\"\n"),
              "rules.toml:6: a constraint without atom, atoms, branch, ring_of, core_substituents_only or molecule");
    EXPECT_EQ(refusal("schema = \n").substr(0, 13), "rules.toml:1:");
}

}  // namespace
