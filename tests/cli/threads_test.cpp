#include <gtest/gtest.h>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::test::measured;
using spec::test::own;
using spec::test::Ran;
using spec::test::run_sarap;

void expect_same_bytes(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--threads", "1"});
    const Ran one = run_sarap(arguments);
    ASSERT_EQ(one.exit_code, 0) << one.err;
    for (const char* threads : {"2", "4"}) {
        arguments.back() = threads;
        const Ran more = run_sarap(arguments);
        EXPECT_EQ(more.exit_code, one.exit_code);
        EXPECT_EQ(more.err, one.err);
        EXPECT_TRUE(more.out == one.out) << threads << " threads give other bytes than one";
    }
}

TEST(Threads, IdentifyGivesTheSameBytesForTheExample) {
    expect_same_bytes({"identify", own("exhibit/exhibit.mzML"), own("exhibit/exhibit.jdx"), "--format", "json"});
}

TEST(Threads, IdentifyGivesTheSameBytesForAMeasuredRun) {
    const auto run = measured("gcms/lrcfs/220223014.D");
    SARAP_NEEDS(run);
    expect_same_bytes({"identify", run, "--format", "json"});
}

}  // namespace
