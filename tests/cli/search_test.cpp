#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/json.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::Ran;
using spec::test::run_sarap;
using spec::test::write_file;

TEST(Search, AQueryWithoutPeaksIsInsufficientSignal) {
    const auto folder = fresh_folder("search_no_peaks");
    write_file(folder / "q.msp", "Name: nothing\nID: Q1\nNum Peaks: 0\n\n");
    const Ran ran = run_sarap({"search", "q.msp", "--format", "jsonl"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json line = spec::parse_json(ran.out, "out");
    EXPECT_EQ(line["schema"], "sarap.search/1");
    EXPECT_EQ(line["query"]["id"], "Q1");
    EXPECT_EQ(line["conclusion"]["outcome"], "insufficient_signal");
    EXPECT_EQ(line["hits"], Json::array());
}

TEST(Search, RefusesAFileThatIsNoSpectrum) {
    const auto folder = fresh_folder("search_refuses");
    write_file(folder / "q.msp", "");
    const Ran ran = run_sarap({"search", "q.msp"}, folder);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "q.msp: empty file (expected a measurement)\n");
}

}  // namespace
