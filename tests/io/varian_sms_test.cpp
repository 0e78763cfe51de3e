#include <gmock/gmock.h>

#include <numeric>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::le;
using spec::test::put;
using spec::test::refusal;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

struct Scan {
    double minutes;
    std::string points;
    std::uint32_t total;
};

/// A file by hand after docs/formats/varian_sms.md: the directory, then section MSData with its records and points.
std::string sms(const std::vector<Scan>& scans) {
    std::string section(54, '\0'), points;
    put(section, 30, le(static_cast<std::uint32_t>(scans.size())));
    put(section, 50, le<std::uint32_t>(54));
    for (const Scan& scan : scans) {
        std::string record(39, '\0');
        put(record, 0,
            le(static_cast<std::uint32_t>(scan.points.size())) + le(static_cast<std::uint32_t>(points.size())));
        put(record, 12, le(scan.minutes));
        put(record, 22, le(scan.total));
        section += record;
        points += scan.points;
    }
    section += points;
    std::string file(0x26 + 50, '\0');
    put(file, 8, "SATURNWS");
    put(file, 0x1E, le<std::uint16_t>(1));
    put(file, 0x26, le<std::uint32_t>(0x26 + 50) + le(static_cast<std::uint32_t>(0x26 + 50 + section.size())));
    put(file, 0x26 + 10, le<std::uint32_t>(86400));
    put(file, 0x26 + 18, "MSData");
    return file + section;
}

// By hand: 0x41 0xB9 is one byte more, 0x01B9 = 441 tenths; 0x0A is 10; then 0x44 0xF8 = 1272 tenths further, 171.3;
// 0x80 0x40 0x00 is two bytes more, 16384.
const std::string first_points("\x41\xB9\x0A\x44\xF8\x80\x40\x00\x00\x00", 10);

TEST(VarianSms, ReadsNumbersOfVariableLength) {
    const auto measured =
        spec::io::read(Source::from_bytes("a.sms", sms({{1.0, first_points, 16394}, {1.5, std::string(2, '\0'), 0}})));
    EXPECT_EQ(measured.provenance.format, "varian_sms");
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(60, 90));
    EXPECT_THAT(run.scan_begin, ElementsAre(0, 2, 2));
    EXPECT_THAT(run.mz, ElementsAre(DoubleEq(44.1), DoubleEq(171.3)));
    EXPECT_THAT(run.intensity, ElementsAre(10, 16384));
    EXPECT_EQ(measured.metadata.at("acquired"), "1970-01-02T00:00:00");
    EXPECT_THAT(measured.notes, ElementsAre(HasSubstr("ion trap: ")));
}

TEST(VarianSms, RefusesBrokenFiles) {
    const std::string whole = sms({{1.0, first_points, 16394}});
    EXPECT_EQ(refusal("a.sms", whole.substr(0, whole.size() - 1)),
              "a.sms:byte 88: the file ends within section MSData (expected 103 bytes here, the file has 190; "
              "truncated copy?)");
    EXPECT_EQ(refusal("a.sms", sms({{1.0, first_points.substr(0, 8), 1}})),
              "a.sms:byte 181: a scan is not ended by two zero bytes (expected them)");
    EXPECT_EQ(refusal("a.sms", sms({{1.0, std::string("\x41\xB9\xC1\x01", 4), 1}})),
              "a.sms:byte 181: a point ends outside its scan (expected pairs ended by two zero bytes)");
    std::string many = whole;
    put(many, 88 + 30, le<std::uint32_t>(4000000000));
    EXPECT_EQ(refusal("a.sms", many),
              "a.sms:byte 118: 4000000000 scans (expected no more than the section can hold; truncated copy?)");
    std::string unnamed = whole;
    put(unnamed, 0x26 + 18, "XXData");
    EXPECT_EQ(refusal("a.sms", unnamed), "a.sms:byte 30: the file has no section MSData (expected the mass spectra)");
    EXPECT_EQ(spec::test::refused_when_cut("a.sms", std::string_view(whole), 200), 200);
}

// Every scan's sum equals the total ion current that the file stores beside it.
TEST(VarianSms, AgreesWithTheStoredTotals) {
    const auto path = spec::test::measured("gcms/other/varian_sms/DCM1.SMS");
    SARAP_NEEDS(path);
    const auto measured = spec::io::read(path);
    EXPECT_EQ(std::get<GcmsRun>(measured.data).scans(), 3426);
    EXPECT_THAT(measured.notes, ElementsAre(HasSubstr("ion trap: ")));  // and no note of a deviation
}

}  // namespace
