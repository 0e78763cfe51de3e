#include <gmock/gmock.h>

#include <variant>

#include "broken_input.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::refusal;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// By hand: base64 of the big-endian 32-bit numbers 44, 10 (42300000 41200000) and 44, 10, 171.5, 20 (42300000 41200000
// 432b8000 41a00000).
constexpr const char *one_point = "QjAAAEEgAAA=", *two_points = "QjAAAEEgAABDK4AAQaAAAA==";

std::string scan(const std::string& time, int points, const std::string& data, const std::string& more = "",
                 const std::string& inside = "") {
    return "<scan num=\"1\" msLevel=\"1\" peaksCount=\"" + std::to_string(points) + "\" retentionTime=\"" + time +
           "\" " + more + "><peaks precision=\"32\" byteOrder=\"network\">" + data + "</peaks>" + inside + "</scan>";
}

std::string mzxml(const std::string& scans, const std::string& ionisation = "EI") {
    return "<?xml version=\"1.0\"?><mzXML><msRun><msInstrument><msModel value=\"GC\"/><msIonisation value=\"" +
           ionisation + "\"/></msInstrument>" + scans + "</msRun></mzXML>";
}

spec::Measurement read(const std::string& bytes) { return spec::io::read(Source::from_bytes("a.mzXML", bytes)); }

TEST(MzXml, ReadsBigEndianPairsAndDurations) {
    const auto measured = read(mzxml(scan("PT348.5S", 2, two_points) + scan("PT5M50S", 1, one_point)));
    EXPECT_EQ(measured.provenance.format, "mzxml");
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(348.5, 350));
    EXPECT_THAT(run.mz, ElementsAre(44, 171.5, 44));
    EXPECT_THAT(run.intensity, ElementsAre(10, 20, 10));
}

TEST(MzXml, LeavesOutScansThatNestInOthers) {
    const std::string inner =
        "<scan msLevel=\"2\" peaksCount=\"1\" retentionTime=\"PT349S\"><peaks>QjAAAEEgAAA=</peaks></scan>";
    const auto measured = read(mzxml(scan("PT348S", 1, one_point, "", inner)));
    EXPECT_EQ(std::get<GcmsRun>(measured.data).scans(), 1);
    EXPECT_THAT(measured.notes, Contains("1 spectra of MS level 2 or higher are left out"));
}

TEST(MzXml, JudgesTheIonisation) {
    EXPECT_EQ(read(mzxml(scan("PT1S", 1, one_point), "ESI")).not_identifiable,
              "ionisation 'ESI', not electron ionisation");
    EXPECT_FALSE(read(mzxml(scan("PT1S", 1, one_point), "Electron Ionization")).not_identifiable);
}

TEST(MzXml, RefusesBrokenFiles) {
    const auto message = [](const std::string& bytes) {
        const std::string all = refusal("a.mzXML", bytes);
        return all.substr(all.find(": ") + 2);
    };
    EXPECT_EQ(message(mzxml(scan("5 min", 1, one_point))),
              "retentionTime '5 min' (expected a duration such as PT348.146S)");
    EXPECT_EQ(message(mzxml(scan("PT1S", 2, one_point))), "the array holds 8 bytes (expected 16, as stated)");
    EXPECT_EQ(message(mzxml(scan("PT1S", -2, one_point))), "peaksCount '-2' (expected a count)");
    EXPECT_EQ(message(mzxml(scan("PT1S", 2000000000, one_point))),
              "the file states arrays of more than 100 times its size (expected less)");
    EXPECT_EQ(message(mzxml("")), "the file holds no scans of level 1 (expected one or more)");
    EXPECT_EQ(spec::test::refused_when_cut("a.mzXML", mzxml(scan("PT1S", 1, one_point)), 200), 200);
}

}  // namespace
