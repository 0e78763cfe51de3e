#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_sarap.hpp"

namespace {

using spec::test::Ran;
using spec::test::run_sarap;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Cli, WithoutCommandIsAWrongRequest) {
    const Ran ran = run_sarap({});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "sarap: no command (see `sarap --help`)\n");
    EXPECT_EQ(ran.out, "");
}

TEST(Cli, NamesAnUnknownCommand) {
    const Ran ran = run_sarap({"identfy"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "sarap: unknown command 'identfy' (see `sarap --help`)\n");
}

TEST(Cli, NamesAnUnknownOption) {
    const Ran ran = run_sarap({"identify", "--libary", "x.h5", "a.D"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "sarap: unrecognised option '--libary' (see `sarap identify --help`)\n");
}

TEST(Cli, SaysWhichWordsAnOptionTakes) {
    const Ran ran = run_sarap({"search", "--format", "xml", "a.msp"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "sarap: --format xml (expected one of text, json, jsonl)\n");
}

TEST(Cli, RefusesADateThatDoesNotExist) {
    const Ran ran = run_sarap({"identify", "--as-of", "2026-02-30", "a.D"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "sarap: --as-of 2026-02-30 (expected a date such as 2026-11-01)\n");
}

TEST(Cli, EveryCommandHasHelpWithAnExample) {
    const Ran ran = run_sarap({"--help"});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, StartsWith("sarap COMMAND [options]\n"));
    for (const char* command : {"identify", "search"}) {
        EXPECT_THAT(ran.out, HasSubstr(std::string("\n  ") + command + " "));
        const Ran help = run_sarap({command, "--help"});
        EXPECT_EQ(help.exit_code, 0) << command;
        EXPECT_THAT(help.out, HasSubstr("Example:\n  sarap ")) << command;
    }
}

TEST(Cli, TellsVersionAndCommit) {
    const Ran ran = run_sarap({"--version"});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, StartsWith("sarap 0."));
    EXPECT_THAT(ran.out, HasSubstr("(commit "));
    EXPECT_THAT(ran.out, HasSubstr("HDF5 "));
}

}  // namespace
