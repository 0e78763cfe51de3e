#include <gtest/gtest.h>

#include <spec/trust/verdict.hpp>

namespace {

using namespace spec::trust;

Verification with(Verdict integrity, Verdict signers, Verdict time) {
    Verification out("a.pdf");
    out.add({{"R14", Part::integrity, integrity, "a"},
             {"R14", Part::signers, signers, "b"},
             {"R18", Part::time, time, "c"}});
    return out;
}

TEST(Verdict, PassesWithoutLogAndRendering) {
    EXPECT_EQ(with(Verdict::passed, Verdict::passed, Verdict::passed).overall(), Verdict::passed);
}

TEST(Verdict, FailedOutranksIndeterminate) {
    EXPECT_EQ(with(Verdict::indeterminate, Verdict::failed, Verdict::passed).overall(), Verdict::failed);
    auto rendering = with(Verdict::passed, Verdict::passed, Verdict::passed);
    rendering.failed("R16", Part::rendering, "d");
    EXPECT_EQ(rendering.overall(), Verdict::failed);
}

TEST(Verdict, IsIndeterminateWhenAPartWasNotLookedAt) {
    EXPECT_EQ(with(Verdict::passed, Verdict::passed, Verdict::indeterminate).overall(), Verdict::indeterminate);
    EXPECT_EQ(Verification("a").overall(), Verdict::indeterminate);
}

TEST(Verdict, IsWrittenAsTheSchemaSays) {
    EXPECT_EQ(
        spec::canonical_json(to_json(with(Verdict::passed, Verdict::passed, Verdict::passed))),
        R"({"parts":{"integrity":"passed","log":"indeterminate","rendering":"indeterminate","signers":"passed","time":"passed"},"path":"a.pdf",)"
        R"("rules":[{"detail":"a","part":"integrity","passed":true,"rule":"R14","verdict":"passed"},{"detail":"b","part":"signers","passed":true,"rule":"R14","verdict":"passed"},)"
        R"({"detail":"c","part":"time","passed":true,"rule":"R18","verdict":"passed"}],"schema":"sarap.verify/1","verdict":"passed"})");
}

}  // namespace
