#include <gtest/gtest.h>

#include <algorithm>
#include <spec/chem/structure.hpp>

#include "facts_tables.hpp"

namespace {

using namespace spec::chem;

// Keys as PubChem and the InChI documentation publish them.
TEST(Inchi, MakesThePublishedKeys) {
    const auto key = [](const char* smiles) { return inchi(Structure::from_smiles(smiles)).key; };
    EXPECT_EQ(key("Cn1c(=O)c2c(ncn2C)n(C)c1=O"), "RYYVLZVUVIJVGH-UHFFFAOYSA-N");  // caffeine
    EXPECT_EQ(key("C[C@H](N)Cc1ccccc1"), "KWTSXDURSIMDCE-QMMMGPOBSA-N");          // dexamfetamine
    EXPECT_EQ(key("C[C@@H](N)Cc1ccccc1"), "KWTSXDURSIMDCE-MRVPVSSYSA-N");         // levamfetamine
    EXPECT_EQ(key("COC(=O)[C@H]1[C@@H](OC(=O)c2ccccc2)C[C@@H]2CC[C@H]1N2C"), "ZPUCINDJVBIVPJ-LJISPDSOSA-N");  // cocaine
    EXPECT_EQ(key("OC(=O)/C=C/C(=O)O"), "VZCYOOQTPOCHFL-OWOJBTEDSA-N");   // fumaric acid
    EXPECT_EQ(key("OC(=O)/C=C\\C(=O)O"), "VZCYOOQTPOCHFL-UPHRSURJSA-N");  // maleic acid
    EXPECT_EQ(key("[2H]C([2H])([2H])O"), "OKKJLVBELUTLKV-FIBGUPNXSA-N");  // methanol-d3
    EXPECT_EQ(inchi(Structure::from_smiles("CCO")).inchi, "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3");
}

// The keys of the starter's structures were made by another program (Open Babel, its own reading of SMILES and stereo).
TEST(Inchi, AgreesWithAnotherProgramOnTheStarter) {
    std::size_t structures = 0, differ = 0;
    for (const auto& row :
         spec::test::csv_rows(std::filesystem::path(SARAP_SOURCE_DIR) / "reference_library/substances.csv")) {
        if (row.at("smiles").empty()) continue;
        ++structures;
        const std::string key = inchi(Structure::from_smiles(row.at("smiles"))).key;
        if (key == row.at("inchikey")) continue;
        ++differ;
        ADD_FAILURE() << row.at("id") << ' ' << row.at("name") << ": " << key << " and " << row.at("inchikey") << ' '
                      << row.at("smiles");
    }
    EXPECT_GT(structures, 1400u);
    EXPECT_EQ(differ, 0u);
}

}  // namespace
