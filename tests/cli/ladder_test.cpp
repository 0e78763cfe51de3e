#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <spec/core/json.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::read_file;
using spec::test::run_sarap;
using spec::test::write_file;
using testing::HasSubstr;

struct Peak {
    double time_s = 0;
    std::vector<std::pair<int, double>> ions;
};

// Caffeine by its principal ions.
Peak caffeine(double time_s) {
    return {time_s, {{55, 19}, {67, 31}, {82, 29}, {109, 62}, {110, 12}, {165, 6}, {193, 12}, {194, 100}, {195, 10}}};
}

// An alkane as electron ionisation gives it: CnH2n+1 falling with n, and the molecular ion.
Peak alkane(int carbons, double time_s) {
    Peak peak{time_s, {}};
    const double series[] = {80, 100, 70, 45, 20, 12, 8, 6, 5, 4, 3, 2, 2, 1};
    for (int n = 3; n < carbons && n - 3 < 14; ++n) peak.ions.emplace_back(14 * n + 1, series[n - 3]);
    peak.ions.emplace_back(14 * carbons + 2, 4);
    return peak;
}

// A run of 300 scans, 0.4 s apart from 100 s, with Gaussian peaks (sd 1 s) on a background that wavers by a few counts.
std::string run_of(const std::vector<Peak>& peaks) {
    std::string csv = "retention_time_s,mz,intensity\n";
    for (int i = 0; i < 300; ++i) {
        const double time_s = 100 + 0.4 * i;
        for (int mz = 40; mz < 260; ++mz) {
            double counts = mz % 10 == 0 ? 60 + (i * 7919 + mz * 104729) % 13 : 0;
            for (const Peak& peak : peaks)
                for (const auto& [ion, height] : peak.ions)
                    if (ion == mz) counts += 1000 * height * std::exp(-0.5 * std::pow(time_s - peak.time_s, 2));
            if (counts < 50) continue;
            csv += std::to_string(time_s) + "," + std::to_string(mz) + "," + std::to_string(std::lround(counts)) + "\n";
        }
    }
    return csv;
}

std::string good_ladder() { return run_of({alkane(10, 120), alkane(11, 140), alkane(12, 165), alkane(13, 190)}); }

const Json* component_at(const Json& result, double time_s) {
    for (const Json& component : result["components"])
        if (std::abs(component["retention_time_s"].get<double>() - time_s) < 1) return &component;
    return nullptr;
}

// By hand: 150 s is two fifths of the way from C11 (140 s) to C12 (165 s), 110 s and 205 s lie outside.
TEST(IdentifyLadder, PutsIndicesWithinTheLadder) {
    const auto folder = fresh_folder("identify_ladder");
    write_file(folder / "ladder.csv", good_ladder());
    write_file(folder / "run.csv", run_of({caffeine(150), caffeine(205)}));
    const auto ran = run_sarap({"identify", "run.csv", "--ladder", "ladder.csv", "--format", "json"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json result = spec::parse_json(ran.out, "out");
    ASSERT_EQ(result["ladder"]["rungs"].size(), 4u) << result["ladder"];
    EXPECT_EQ(result["ladder"]["scale"], "n_alkane");
    EXPECT_EQ(result["ladder"]["path"], "ladder.csv");
    EXPECT_THAT(result["notes"].dump(),
                HasSubstr("retention indices by the ladder ladder.csv (n_alkane, C10 to C13, its date is unknown)"));
    const Json* inside = component_at(result, 150);
    const Json* outside = component_at(result, 205);
    ASSERT_TRUE(inside && outside) << result["components"].size();
    EXPECT_NEAR((*inside)["retention_index"].get<double>(), 1140, 1);
    EXPECT_TRUE((*outside)["retention_index"].is_null());
    EXPECT_THAT((*outside)["notes"].dump(), HasSubstr("it elutes outside the ladder (C10 to C13)"));
}

TEST(IdentifyLadder, RefusesABrokenLadder) {
    const auto folder = fresh_folder("identify_ladder_broken");
    write_file(folder / "run.csv", run_of({caffeine(150)}));
    const auto refused = [&](const std::string& bytes, const std::string& message) {
        write_file(folder / "ladder.csv", bytes);
        const auto ran = run_sarap({"identify", "run.csv", "--ladder", "ladder.csv"}, folder);
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_EQ(ran.err, message + "\n");
    };
    refused(run_of({alkane(10, 120), alkane(11, 140)}), "ladder.csv: ladder has 2 rungs (expected 3 or more)");
    refused(run_of({alkane(10, 120), alkane(12, 140), alkane(11, 165)}),
            "ladder.csv: ladder is out of order: C11 follows C12 (expected rising carbon numbers)");
    refused(run_of({caffeine(150)}), "ladder.csv: ladder has 0 rungs (expected 3 or more)");
}

TEST(IdentifyLadder, NotesAMissingRung) {
    const auto folder = fresh_folder("identify_ladder_gap");
    write_file(folder / "ladder.csv", run_of({alkane(10, 120), alkane(12, 165), alkane(13, 190)}));
    write_file(folder / "run.csv", run_of({caffeine(150)}));
    const auto ran = run_sarap({"identify", "run.csv", "--ladder", "ladder.csv", "--format", "json"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("rungs missing: C11; the index there spans more than one carbon"));
}

TEST(BatchLadder, TakesTheLastLadderBeforeARow) {
    const auto folder = fresh_folder("batch_ladder");
    write_file(folder / "good.csv", good_ladder());
    write_file(folder / "bad.csv", run_of({alkane(10, 120)}));
    write_file(folder / "blank.csv", run_of({}));
    write_file(folder / "run.csv", run_of({caffeine(150)}));
    write_file(folder / "sequence.csv",
               "file,sample,type,case,exhibit\nrun.csv,X0,exhibit,K,0\ngood.csv,L1,ladder,,\nbad.csv,L2,ladder,,\n"
               "blank.csv,B,blank,,\nrun.csv,X1,exhibit,K,1\n");
    const auto ran = run_sarap({"batch", "sequence.csv", "-o", "case", "--no-reports"}, folder);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const Json with = spec::parse_json(read_file(folder / "case/results/X1.json"), "r");
    EXPECT_EQ(with["ladder"]["path"], "L1");
    const Json* component = component_at(with, 150);
    ASSERT_TRUE(component);
    EXPECT_NEAR((*component)["retention_index"].get<double>(), 1140, 1);
    EXPECT_FALSE(spec::parse_json(read_file(folder / "case/results/X0.json"), "r").contains("ladder"));
    EXPECT_THAT(read_file(folder / "case/sequence.json"),
                HasSubstr("ladder L2: ladder has 1 rungs (expected 3 or more): no retention indices from it"));
}

// A blank that holds what the exhibit lacks is noticed, and so is an exhibit that shows nothing of its own.
TEST(IdentifyBlank, IsNoticedWhenExchanged) {
    const auto folder = fresh_folder("identify_blank_exchanged");
    write_file(folder / "empty.csv", run_of({alkane(12, 200)}));
    write_file(folder / "full.csv", run_of({caffeine(150), alkane(12, 200)}));
    const auto notes = [&](const char* run, const char* blank) {
        const auto ran = run_sarap({"identify", run, "--blank", blank, "--format", "json"}, folder);
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return spec::parse_json(ran.out, "out")["notes"].dump();
    };
    EXPECT_THAT(notes("empty.csv", "full.csv"), HasSubstr("were they exchanged?"));
    EXPECT_THAT(notes("full.csv", "empty.csv"), testing::Not(HasSubstr("exchanged")));
    EXPECT_THAT(notes("empty.csv", "empty.csv"), HasSubstr("the blank empty.csv shows every component of this run"));
}

}  // namespace
