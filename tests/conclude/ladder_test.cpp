#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/conclude/evidence.hpp>
#include <spec/conclude/ladder.hpp>

namespace {

using spec::Component;
using spec::conclude::LadderRun;
using spec::gcms::LadderScale;

LadderRun ladder_c10_to_c13(LadderScale scale = LadderScale::n_alkane) {
    LadderRun run{"alkanes.D", "00ff", {}};
    run.ladder.scale = scale;
    run.ladder.acquired = "2022-02-20T08:00:00";
    run.ladder.rungs = {{10, 1000, 300, 0.03, 1}, {11, 1100, 330, 0.03, 2}, {13, 1300, 400, 0.03, 3}};
    return run;
}

Component at(double time_s) {
    Component c;
    c.retention_time_s = time_s;
    return c;
}

// By hand: 315 s lies half way between C10 and C11.
TEST(LadderRun, GivesIndicesWithinAndANoteOutside) {
    std::vector<Component> components{at(299), at(315), at(401)};
    add_retention_indices(ladder_c10_to_c13(), 0.3, components);
    EXPECT_DOUBLE_EQ(*components[1].retention_index, 1050);
    EXPECT_THAT(components[1].notes, testing::IsEmpty());
    for (const Component& outside : {components[0], components[2]}) {
        EXPECT_FALSE(outside.retention_index);
        EXPECT_THAT(outside.notes,
                    testing::ElementsAre("no retention index: it elutes outside the ladder (C10 to C13)"));
    }
}

TEST(LadderRun, IsNamedAndDated) {
    const LadderRun run = ladder_c10_to_c13();
    EXPECT_EQ(described(run, "2022-02-23T08:00:00"),
              "retention indices by the ladder alkanes.D (n_alkane, C10 to C13, acquired 2022-02-20T08:00:00, 3 days "
              "before this run)");
    EXPECT_THAT(described(run, "2022-02-19T20:00:00"), testing::HasSubstr("0.5 days after this run"));
    EXPECT_THAT(described(run, std::nullopt), testing::EndsWith("acquired 2022-02-20T08:00:00)"));
    const spec::Json json = to_json(run, "2022-02-23T08:00:00");
    EXPECT_EQ(json["age_days"], 3);
    EXPECT_EQ(json["rungs"].size(), 3u);
    EXPECT_EQ(json["sha256"], "00ff");
}

TEST(LadderRun, IsRefusedWhereNothingIsRecognised) {
    EXPECT_EQ(spec::conclude::read_ladder("a", "", std::nullopt, {}, 0.3).ladder.refused,
              "ladder has 0 rungs (expected 3 or more)");
    EXPECT_EQ(spec::conclude::read_ladder("a", "", std::nullopt, {}, 0).ladder.refused,
              "the ladder run has fewer than two scans (expected a run)");
}

TEST(IndexEvidence, HasTheToleranceOfItsScale) {
    spec::Match hit;
    hit.delta_ri = -31;
    Component component = at(315);
    component.retention_index = 1050;
    const spec::conclude::Criteria criteria;
    const auto outside = index_evidence(hit, component, ladder_c10_to_c13(), criteria);
    EXPECT_FALSE(outside->passed);
    EXPECT_DOUBLE_EQ(outside->window, 30);
    hit.delta_ri = -29;
    EXPECT_TRUE(index_evidence(hit, component, ladder_c10_to_c13(), criteria)->passed);
    EXPECT_DOUBLE_EQ(index_evidence(hit, component, ladder_c10_to_c13(LadderScale::fiehn_fame), criteria)->window,
                     10000);
    hit.delta_ri.reset();  // the entry has none
    EXPECT_FALSE(index_evidence(hit, component, ladder_c10_to_c13(), criteria));
}

}  // namespace
