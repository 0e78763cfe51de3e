// How the release program is linked and compiled against its own defects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_sarap.hpp"

namespace {

using spec::test::has_program;
using spec::test::run_program;
using testing::HasSubstr;

const std::string program = SARAP_BINARY_DIR "/bin/sarap";

TEST(Hardening, TheReleaseProgramIsPositionIndependentAndItsTablesAreReadOnly) {
    if (std::string(SARAP_BUILD_TYPE) != "Release") GTEST_SKIP() << "not a release build";
    if (!has_program("readelf")) GTEST_SKIP() << "readelf (binutils) is not installed";
    EXPECT_THAT(run_program("readelf", {"-hW", program}).out, HasSubstr("Position-Independent Executable"));
    EXPECT_THAT(run_program("readelf", {"-dW", program}).out, HasSubstr("BIND_NOW"));
    const std::string segments = run_program("readelf", {"-lW", program}).out;
    EXPECT_THAT(segments, HasSubstr("GNU_RELRO"));
    EXPECT_THAT(segments, testing::ContainsRegex("GNU_STACK[ 0-9a-fx]+RW "));
}

TEST(Hardening, TheReleaseProgramChecksBuffersAndStack) {
    if (std::string(SARAP_BUILD_TYPE) != "Release") GTEST_SKIP() << "not a release build";
    if (!has_program("readelf")) GTEST_SKIP() << "readelf (binutils) is not installed";
    const std::string symbols = run_program("readelf", {"--dyn-syms", "-W", program}).out;
    EXPECT_THAT(symbols, HasSubstr("__stack_chk_fail"));
    EXPECT_THAT(symbols, testing::ContainsRegex("__(mem|str|sn|vsn)[a-z]+_chk"));
}

}  // namespace
