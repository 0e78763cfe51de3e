#include <gtest/gtest.h>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

TEST(Exhibit, IsWhatTheRecipeWrites) {
    const auto folder = spec::test::fresh_folder("exhibit");
    const auto ran = spec::test::run_program(std::string(SARAP_BINARY_DIR) + "/tests/data/make_exhibit", {folder});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    for (const char* name : {"blank.mzML", "exhibit.mzML", "exhibit.jdx"})
        EXPECT_TRUE(spec::test::read_file(folder / name) == spec::test::read_file(spec::test::own("exhibit") / name))
            << name << " differs from tests/data/exhibit";
}

}  // namespace
