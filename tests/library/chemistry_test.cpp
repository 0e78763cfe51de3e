#include <gtest/gtest.h>

#include <spec/library/build.hpp>
#include <spec/library/chemistry.hpp>
#include <spec/library/library.hpp>
#include <spec/library/show.hpp>

#include "library_text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec::library;

std::vector<std::string> problems_with(const std::string& row) {
    auto text = spec::test::small_text();
    text["substances.csv"] += row;
    const fs::path folder = spec::test::write_text(spec::test::fresh_folder("chemistry"), text);
    std::vector<std::string> messages;
    for (const spec::DataError& problem : build_from_text(folder).problems) messages.push_back(problem.message());
    return messages;
}

TEST(Structures, ThatContradictTheirFactsAreRefused) {
    EXPECT_EQ(problems_with("S000004,Ethanol,C2H6O,,LFQSCWFLJHTTHZ-UHFFFAOYSA-N,CCO,other,x\n"),
              std::vector<std::string>{});
    EXPECT_EQ(problems_with("S000004,Ethanol,C2H5O,,LFQSCWFLJHTTHZ-UHFFFAOYSA-N,CCO,other,x\n"),
              std::vector<std::string>{"formula 'C2H5O' is not that of the structure (expected C2H6O)"});
    EXPECT_EQ(problems_with("S000004,Ethanol,C2H6O,,OKKJLVBELUTLKV-UHFFFAOYSA-N,CCO,other,x\n"),
              std::vector<std::string>{"InChIKey OKKJLVBELUTLKV-UHFFFAOYSA-N is not that of the structure (expected "
                                       "LFQSCWFLJHTTHZ-UHFFFAOYSA-N)"});
    EXPECT_EQ(problems_with("S000004,Ethanol,C2H6O,,LFQSCWFLJHTTHZ-UHFFFAOYSA-N,CC(O,other,x\n"),
              std::vector<std::string>{"SMILES 'CC(O' does not parse (expected one structure)"});
}

const Library& starter() {
    static const Library held = [] {
        const fs::path file = spec::test::fresh_folder("chemistry_starter") / "starter.h5";
        write_library(file, build_from_text(fs::path(SARAP_SOURCE_DIR) / "reference_library").draft);
        return Library::open(file);
    }();
    return held;
}

// para-Fluorofentanyl's relative with two fluorines: on no list held, but of the class that China lists.
TEST(Status, OfAClassMemberThatNoListNamesIsIndicative) {
    const Library& library = starter();
    std::size_t indicative = 0;
    for (const Substance& substance : library.substances()) {
        const auto status = legal_status(library, &substance, "CN", "2026-11-01");
        if (status.status != "indicative") continue;
        ++indicative;
        EXPECT_TRUE(controls_of(library, substance, "CN").empty()) << substance.name;
        EXPECT_NE(status.reason.find("indicative only, no lawyer has read it"), std::string::npos);
    }
    EXPECT_GT(indicative, 100u);
    const Substance* any = nullptr;
    for (const RuleRow& row : library.rule_hits())
        if (row.rule == "cn-2019-fentanyl" && controls_of(library, *library.find(row.substance), "CN").empty())
            any = library.find(row.substance);
    ASSERT_TRUE(any);
    EXPECT_EQ(legal_status(library, any, "CN", "2019-04-30").status, "unknown") << "before the definition was in force";
    EXPECT_EQ(legal_status(library, any, "CN", "2019-05-01").status, "indicative");
    EXPECT_EQ(substance_json(library, *any, {"CN"}, "2026-11-01")["rules"][0]["id"], "cn-2019-fentanyl");
}

// Drug libraries often state no stereo: their hit must still reach the substance and its rows, and not its mirror
// image.
TEST(Hits, FindTheirSubstanceWhateverStereoIsStated) {
    const Library& library = starter();
    const auto found = [&](const char* key, const char* name) {
        const Substance* substance = library.find_for_hit(key, name);
        return substance ? substance->name : std::string("none");
    };
    EXPECT_EQ(found("ZPUCINDJVBIVPJ-UHFFFAOYSA-N", "Cocaine base"), "Cocaine");
    EXPECT_EQ(found("ZPUCINDJVBIVPJ-LJISPDSOSA-N", "x"), "Cocaine");
    EXPECT_EQ(found("MKXZASYAUGDDCJ-UHFFFAOYSA-N", "Dextromethorphan"), "Dextromethorphan");
    EXPECT_EQ(found("MKXZASYAUGDDCJ-CGTJXYLNSA-N", "x"), "Levomethorphan");
    EXPECT_EQ(found("KWGRBVOPPLSCSI-UHFFFAOYSA-N", "Pseudoephedrine"), "Pseudoephedrine");
    EXPECT_EQ(found("RYYVLZVUVIJVGH-UHFFFAOYSA-N", "DMT"), "Caffeine")
        << "an abbreviation never outweighs the structure";
    EXPECT_EQ(found("AAAAAAAAAAAAAA-UHFFFAOYSA-N", "Caffeine"), "none");
    EXPECT_EQ(found("", "caffeine"), "Caffeine");
    EXPECT_EQ(library.find("героин")->name, "Heroin") << "names of any language, whatever their case";
    EXPECT_EQ(library.find("АПИЫН")->name, "Opium");
    EXPECT_EQ(found("", "3-MMC"), "none") << "in one drug library it means 3-methoxymethcathinone";
    const auto status = legal_status(library, library.find("Dextromethorphan"), "UN", "2026-11-01");
    EXPECT_EQ(status.status, "unknown");
    EXPECT_EQ(
        status.reason,
        "excepted by name from Single Convention on Narcotic Drugs 1961, Schedule I (Schedule I excludes "
        "dextromethorphan by name; not seen in a source; not verified), and no row names it; the lists held are not "
        "known to be complete; this does not mean that the substance is not controlled");
}

// A listed isomer is named, with what its list says of isomers; an ester of a listed substance meets its clause.
TEST(Status, SaysWhatClausesReach) {
    const Library& library = starter();
    const auto reason = [&](const char* name, const char* jurisdiction) {
        const auto status = legal_status(library, library.find(name), jurisdiction, "2026-11-01");
        return status.status + ": " + status.reason;
    };
    EXPECT_EQ(reason("Caffeine", "UN").substr(0, 8), "unknown:");
    const std::string acetylcodeine = reason("Acetylcodeine", "UN");
    EXPECT_EQ(acetylcodeine.substr(0, 11), "indicative:") << acetylcodeine;
    EXPECT_NE(acetylcodeine.find("by structure an ester and ether of Morphine"), std::string::npos) << acetylcodeine;
    EXPECT_EQ(reason("Dextromethorphan", "DE").find("Levorphanol"), std::string::npos) << "its mirror image's ether";
}

TEST(Classification, NamesRulesAtomsAndTheNearestListed) {
    const auto json = classification_json(starter(), "CNC(C)C(=O)c1ccc(C)cc1", 3);
    EXPECT_EQ(json["schema"], "sarap.classification/1");
    ASSERT_EQ(json["rules"].size(), 1u);
    EXPECT_EQ(json["rules"][0]["id"], "uk-2010-cathinone");
    EXPECT_EQ(json["rules"][0]["status"], "indicative");
    EXPECT_FALSE(json["rules"][0]["atoms"].empty());
    ASSERT_EQ(json["nearest"].size(), 3u);
    EXPECT_EQ(json["nearest"][0]["inchikey"], "YELGFTGWJGBAQU-UHFFFAOYSA-N");  // mephedrone itself
    EXPECT_EQ(json["nearest"][0]["similarity"], 1);
    EXPECT_TRUE(json["derivations"].empty()) << "no list of substituents is held";
    EXPECT_THROW(classification_json(starter(), "C(", 3), spec::DataError);
}

}  // namespace
