#include <gtest/gtest.h>

#include <spec/casework/cannabis.hpp>
#include <spec/casework/observations.hpp>
#include <spec/core/error.hpp>

namespace {

using namespace spec::casework;
using spec::Json;
using spec::library::Library;

constexpr const char* header = "case,exhibit,kind,test,claims,result,by,date,origin\n";

std::string refusal(const std::string& row) {
    try {
        read_observations(header + row, "o.csv");
        return "read";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(Observations, RefuseWhatIsNoTest) {
    EXPECT_EQ(refusal("c,e,smell,x,fentanyl,positive,,,\n"),
              "o.csv:2: kind 'smell' (expected colour_test, strip, handheld_raman, other_field_test, macroscopic, "
              "microscopic, plant_colour_test or dry_mass_g)");
    EXPECT_EQ(refusal("c,e,strip,x,fentanyl,maybe,,,\n"),
              "o.csv:2: result 'maybe' (expected positive, negative or inconclusive)");
    EXPECT_EQ(refusal("c,e,strip,x,,positive,,,\n"),
              "o.csv:2: no claim (expected the substance or class that the test responds to)");
    EXPECT_EQ(refusal("c,,strip,x,fentanyl,positive,,,\n"),
              "o.csv:2: no exhibit (expected the exhibit that was tested)");
    EXPECT_EQ(refusal("c,e,dry_mass_g,,,-1,,,\n"), "o.csv:2: dry mass '-1' (expected grams above 0)");
    EXPECT_EQ(refusal("c,e,strip,x,fentanyl,positive,,2026-02-30,\n"), "o.csv:2: date '2026-02-30' does not exist");
    EXPECT_EQ(refusal("c,e,strip,x,fentanyl,positive,\n"), "o.csv:2: 7 fields (expected 9 as in the header)");
}

class OfExhibit : public testing::Test {
 protected:
    // The one finding of an exhibit, named as the starter names it.
    Json findings(const char* substance, const char* outcome) {
        const auto* held = starter.find(substance);
        return Json::array({{{"substance", held->name},
                             {"inchikey", held->inchikey},
                             {"outcome", outcome},
                             {"candidates", {{{"name", held->name}, {"inchikey", held->inchikey}}}}}});
    }
    std::string agreement(const char* claims, const char* result, const Json& found) {
        return compare_with_findings({"c", "e", "strip", "kit", claims, result, "", "", "", 2}, found,
                                     law)["agreement"];
    }
    Library starter = Library::open(std::string(SARAP_BINARY_DIR) + "/share/sarap/starter.h5");
    std::vector<const Library*> law{&starter};
};

TEST_F(OfExhibit, AFieldTestIsComparedAndNeverMoreThanCategoryC) {
    const Json fentanyl = findings("fentanyl", "tentative"), carfentanil = findings("carfentanil", "identified");
    EXPECT_EQ(agreement("fentanyl", "positive", fentanyl), "agrees");
    EXPECT_EQ(agreement("fentanyls", "positive", carfentanil), "agrees") << "a strip responds to the class";
    EXPECT_EQ(agreement("fentanyl", "negative", carfentanil), "contradicts");
    EXPECT_EQ(agreement("tramadol", "positive", fentanyl), "not_confirmed");
    EXPECT_EQ(agreement("tramadol", "negative", fentanyl), "agrees");
    EXPECT_EQ(agreement("fentanyl", "inconclusive", fentanyl), "open");
    EXPECT_EQ(agreement("fentanyl", "positive", findings("fentanyl", "class_only")), "not_confirmed")
        << "a class alone names no compound";
    const Json compared =
        compare_with_findings({"c", "e", "strip", "kit", "fentanyl", "positive", "", "", "police", 2}, fentanyl, law);
    EXPECT_EQ(compared["category"], "C");
    EXPECT_EQ(compared["origin"], "police");
    EXPECT_EQ(compared["found"][0]["substance"], starter.find("fentanyl")->name);
}

class OfCannabis : public OfExhibit {
 protected:
    Json component(const char* substance, double area) {
        const auto* held = starter.find(substance);
        return {{"area", area},
                {"conclusion",
                 {{"outcome", "single_candidate"},
                  {"candidates", {{{"name", held->name}, {"inchikey", held->inchikey}}}}}}};
    }
    std::vector<Json> run(std::initializer_list<Json> components) { return {Json{{"components", Json(components)}}}; }
    Observation observation(const char* kind, const char* result) {
        return {"c", "e", kind, "", "", result, "", "", "", 2};
    }
    std::vector<std::string> nowhere;
};

constexpr const char *thc = "S000175", *cbd = "S000668", *cbn = "S000669";

// By hand: (60 + 20) / 40 = 2, a drug type; 10 / 40, a fibre type; without CBD at least (60 + 20) / 5.
TEST_F(OfCannabis, ThePhenotypeIsTheRatioOfAreas) {
    auto judged =
        *judge_cannabis(run({component(thc, 60), component(cbn, 20), component(cbd, 40)}), {}, law, nowhere, {});
    EXPECT_EQ(judged["phenotype"]["ratio"], 2);
    EXPECT_EQ(judged["phenotype"]["meaning"], "drug type");
    EXPECT_EQ(judged["phenotype"]["verified"], false);
    EXPECT_EQ(judged["areas"].size(), 3u);
    judged = *judge_cannabis(run({component(thc, 10), component(cbd, 40)}), {}, law, nowhere, {});
    EXPECT_EQ(judged["phenotype"]["ratio"], 0.25);
    EXPECT_EQ(judged["phenotype"]["meaning"], "fibre type");
    judged =
        *judge_cannabis(run({component(thc, 60), component(cbn, 20), component("caffeine", 5)}), {}, law, nowhere, {});
    EXPECT_TRUE(judged["phenotype"]["ratio"].is_null());
    EXPECT_EQ(judged["phenotype"]["at_least"], 16);
    EXPECT_EQ(judged["phenotype"]["meaning"], "drug type");
    EXPECT_FALSE(judge_cannabis(run({component("caffeine", 5)}), {}, law, nowhere, {}));
}

TEST_F(OfCannabis, ThePlantIsNamedByItsWholeSchemeOnly) {
    const auto found = run({component(thc, 60), component(cbd, 5)});
    std::vector<Observation> tests{observation("macroscopic", "positive"), observation("microscopic", "positive")};
    auto plant = (*judge_cannabis(found, tests, law, nowhere, {}))["plant"];
    EXPECT_TRUE(plant["named"].is_null());
    EXPECT_EQ(plant["missing"], Json::array({"a positive plant_colour_test test"}));
    tests.push_back(observation("plant_colour_test", "positive"));
    EXPECT_EQ((*judge_cannabis(found, tests, law, nowhere, {}))["plant"]["named"], "Cannabis");
    EXPECT_TRUE((*judge_cannabis({}, tests, law, nowhere, {}))["plant"]["named"].is_null()) << "GC-MS is part of it";
    tests.push_back(observation("microscopic", "negative"));
    plant = (*judge_cannabis(found, tests, law, nowhere, {}))["plant"];
    EXPECT_TRUE(plant["named"].is_null());
    EXPECT_EQ(plant["missing"], Json::array({"agreement: a test of the plant is negative"}));
}

}  // namespace
