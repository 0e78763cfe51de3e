#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <sstream>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::be;
using spec::test::put;
using spec::test::refusal;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

struct Point {
    std::uint16_t mz20, packed;
};

std::string scan(std::uint32_t time_ms, const std::vector<Point>& points, std::uint32_t total, std::uint16_t kind = 1) {
    const auto words = static_cast<std::uint16_t>(14 + 2 * points.size());
    std::string out = be(words) + be(time_ms) + be<std::uint16_t>(words - 8) + be(kind) + be<std::uint16_t>(0) +
                      be(static_cast<std::uint16_t>(points.size())) + be<std::uint32_t>(0);
    for (const Point& point : points) out += be(point.mz20) + be(point.packed);
    return out + std::string("\0\5\0\4\0\0", 6) + be(total);
}

/// A data.ms by hand after the table of docs/formats/agilent_ms.md: header of 0x200 bytes, the scans, the directory.
std::string data_ms(const std::vector<std::string>& scans, const std::string& kind = "GC / MS Data File") {
    std::string file(0x200, '\0');
    put(file, 0, std::string("\x01\x32\0\0", 4));
    put(file, 4, static_cast<char>(kind.size()) + kind);
    put(file, 0x18, "\x03MIX");
    put(file, 0x94,
        "\x03"
        "A B");
    put(file, 0xB2,
        "\x13"
        "23 Feb 22  04:49 pm");
    put(file, 0xD0, "\x04GCMS");
    put(file, 0xDA, "\x02GC");
    put(file, 0xE4,
        "\x05"
        "drugs");
    put(file, 0xFE, be<std::uint16_t>(7));
    put(file, 0x108, be<std::uint32_t>(0x200 / 2 + 1));
    put(file, 0x116, be(static_cast<std::uint32_t>(scans.size())));
    for (const std::string& one : scans) file += one;
    put(file, 0x104, be(static_cast<std::uint32_t>(file.size() / 2 + 1)));
    for (std::size_t i = 0; i < scans.size(); ++i) file += std::string(12, '\0');
    return file;
}

std::vector<std::string> two_scans() {
    return {scan(60000, {{3426, 0x4001}, {882, 20}}, 28), scan(60500, {{882, 0xFFFF}}, 8388096)};
}

// By hand: 3426 / 20 = 171.3, 882 / 20 = 44.1; 0x4001 is 1 shifted by one base-8 digit, 8; 0xFFFF is 16383 * 8^3.
TEST(AgilentMs, ReadsScansTurnedToAscendingMz) {
    const auto measured = spec::io::read(Source::from_bytes("data.ms", data_ms(two_scans())));
    EXPECT_EQ(measured.provenance.format, "agilent_ms");
    EXPECT_EQ(measured.technique, spec::Technique::gcms);
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(60.0, 60.5));
    EXPECT_THAT(run.scan_begin, ElementsAre(0, 2, 3));
    EXPECT_THAT(run.mz, ElementsAre(testing::DoubleEq(44.1), testing::DoubleEq(171.3), testing::DoubleEq(44.1)));
    EXPECT_THAT(run.intensity, ElementsAre(20, 8, 8388096));
    EXPECT_EQ(run.saturation_intensity, 8388096);
    EXPECT_THAT(measured.notes,
                ElementsAre("1 points in 1 scans are saturated (at 8388096, the most that the format holds)"));
}

TEST(AgilentMs, KeepsWhatTheHeaderSays) {
    auto metadata = spec::io::read(Source::from_bytes("data.ms", data_ms(two_scans()))).metadata;
    EXPECT_EQ(metadata["sample"], "MIX");
    EXPECT_EQ(metadata["operator"], "A B");
    EXPECT_EQ(metadata["instrument"], "GCMS");
    EXPECT_EQ(metadata["inlet"], "GC");
    EXPECT_EQ(metadata["method"], "drugs");
    EXPECT_EQ(metadata["vial"], "7");
    EXPECT_EQ(metadata["acquired"], "2022-02-23T16:49:00");
}

TEST(AgilentMs, PrefersTheTimeOfContentsXml) {
    const auto measured = spec::io::read(Source::from_files(
        "a.D", {{"DATA.MS", data_ms(two_scans())},
                {"AcqData/Contents.xml", "<Contents><AcquiredTime>2022-02-23T16:49:31Z</AcquiredTime></Contents>"}}));
    EXPECT_EQ(measured.metadata.at("acquired"), "2022-02-23T16:49:31");
    EXPECT_EQ(measured.metadata.at("acquired_zone"), "Z");
}

TEST(AgilentMs, KeepsFullScansWhereSelectedIonsStandBetween) {
    const auto measured = spec::io::read(Source::from_bytes(
        "data.ms", data_ms({scan(1000, {{882, 5}}, 5), scan(1100, {{6840, 9}}, 9, 3), scan(1200, {{882, 6}}, 6)})));
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_THAT(run.intensity, ElementsAre(5, 6));
    EXPECT_EQ(run.scan_mode, spec::ScanMode::full_scan);
    EXPECT_THAT(measured.notes,
                ElementsAre("1 selected-ion scans stand between the full scans; only the 2 full scans are read"));
}

TEST(AgilentMs, FlagsARunOfSelectedIons) {
    const auto measured = spec::io::read(Source::from_bytes("data.ms", data_ms({scan(1000, {{6840, 9}}, 9, 3)})));
    EXPECT_EQ(std::get<GcmsRun>(measured.data).scan_mode, spec::ScanMode::selected_ions);
}

TEST(AgilentMs, ReadsLcMsButDoesNotIdentifyIt) {
    const auto measured =
        spec::io::read(Source::from_bytes("data.ms", data_ms({scan(1000, {{6840, 9}}, 9, 257)}, "MSD Spectral File")));
    EXPECT_EQ(measured.not_identifiable, "'MSD Spectral File' is an LC-MS run, not GC-MS with electron ionisation");
    EXPECT_EQ(measured.technique, spec::Technique::other);
}

TEST(AgilentMs, NotesATotalIonCurrentThatIsNotTheSum) {
    const auto measured = spec::io::read(Source::from_bytes("data.ms", data_ms({scan(1000, {{882, 5}}, 10)})));
    EXPECT_THAT(measured.notes,
                ElementsAre("the stored total ion current differs from the sum of the points by more than 1 % "
                            "in 1 of 1 scans; the sum is used"));
}

TEST(AgilentMs, RefusesWhatIsNotARun) {
    EXPECT_EQ(refusal(Source::from_files("a.D", {{"GC.ini", "x"}})),
              "a.D: the folder holds no data.ms (expected an Agilent GC-MS run)");
    EXPECT_EQ(refusal(Source::from_files("a.D", {{"data.ms", ""}})),
              "a.D/data.ms: empty file (expected an Agilent GC-MS run)");
    EXPECT_EQ(refusal(Source::from_files("a.D", {{"data.ms", "[Signature]"}})),
              "a.D/data.ms:byte 0: not an Agilent MS data file (expected the bytes 01 32 00 00)");
    EXPECT_EQ(refusal("data.ms", data_ms({}).substr(0, 300)),
              "data.ms:byte 278: the run holds no scans (expected one or more)");
    EXPECT_EQ(
        refusal("data.ms", data_ms(two_scans()).substr(0, 200)),
        "data.ms:byte 0: the file ends within the header (expected 290 bytes here, the file has 200; truncated copy?)");
}

TEST(AgilentMs, RefusesAFileThatIsCutShort) {
    const std::string whole = data_ms(two_scans());
    EXPECT_EQ(
        refusal("data.ms", std::string_view(whole).substr(0, 0x200 + 40)),
        "data.ms:byte 548: the file ends within scan 2 (expected 32 bytes here, the file has 552; truncated copy?)");
    EXPECT_EQ(
        refusal("data.ms", std::string_view(whole).substr(0, 0x180)),
        "data.ms:byte 264: scan data start at 512, outside the file (expected within 384 bytes; truncated copy?)");
    // Only the directory (24 bytes), which repeats what the scans say, may be missing.
    EXPECT_EQ(spec::test::refused_when_cut("data.ms", std::string_view(whole).substr(0, whole.size() - 24), 200), 200);
}

TEST(AgilentMs, NotesACutDirectory) {
    const std::string whole = data_ms(two_scans());
    EXPECT_THAT(
        spec::io::read(Source::from_bytes("data.ms", std::string_view(whole).substr(0, whole.size() - 1))).notes,
        Contains("the scan directory at the end of the file is cut short; all scans before it are whole"));
}

TEST(AgilentMs, RefusesContradictions) {
    std::string file = data_ms(two_scans());
    put(file, 0x116, be<std::uint32_t>(4000000000));
    EXPECT_EQ(refusal("data.ms", file),
              "data.ms:byte 278: the file states 4000000000 scans (expected no more than its 604 bytes can hold; "
              "truncated copy?)");
    file = data_ms(two_scans());
    put(file, 0x200 + 12, be<std::uint16_t>(3));
    EXPECT_EQ(refusal("data.ms", file), "data.ms:byte 524: scan 1 states 3 points in 36 bytes (expected 2 or fewer)");
    file = data_ms(two_scans());
    put(file, 0x200, be<std::uint16_t>(0));
    EXPECT_EQ(refusal("data.ms", file), "data.ms:byte 512: scan 1 states a length of 0 bytes (expected 28 or more)");
    file = data_ms(two_scans());
    put(file, 0x104, be<std::uint32_t>(100));
    EXPECT_EQ(refusal("data.ms", file),
              "data.ms:byte 260: the scan directory stands at 198 (expected 580, where the last scan ends)");
    EXPECT_EQ(refusal("data.ms", data_ms({scan(2000, {{882, 5}}, 5), scan(1000, {{882, 5}}, 5)})),
              "data.ms:byte 544: scan 2 (1 s) does not come after scan 1 (2 s) (expected ascending times)");
    EXPECT_EQ(refusal("data.ms", data_ms({scan(2000, {{882, 5}, {900, 5}, {800, 5}}, 15)})),
              "data.ms:byte 512: m/z 44.1 follows m/z 45 in scan 1 (2 s) (expected ascending m/z)");
    EXPECT_EQ(refusal("data.ms", data_ms({scan(2000, {{0, 5}}, 5)})),
              "data.ms:byte 512: m/z 0 in scan 1 (2 s) (expected finite values above zero)");
}

/// The scans of a ProteoWizard .ms1 file: an independent reading of the same run.
struct Twin {
    std::vector<double> time_s;
    std::vector<std::vector<std::pair<double, double>>> points;
};

Twin read_ms1(const std::filesystem::path& path) {
    Twin twin;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string tag, name;
        double first = 0, second = 0;
        if (line.starts_with("S")) {
            twin.points.emplace_back();
        } else if (line.starts_with("I\tRTime") && words >> tag >> name >> first) {
            twin.time_s.push_back(60 * first);
        } else if (!line.empty() && std::isdigit(line[0]) && words >> first >> second) {
            twin.points.back().emplace_back(first, second);
        }
    }
    return twin;
}

TEST(AgilentMs, EqualsTheTextTwinOfEveryRun) {
    const auto folder = spec::test::measured("gcms/lrcfs");
    SARAP_NEEDS(folder);
    for (int number = 1; number <= 23; number += 11) {
        const std::string name = std::to_string(220223000 + number);
        const Twin twin = read_ms1(folder / (name + ".ms1"));
        const auto run = std::get<GcmsRun>(spec::io::read(folder / (name + ".D")).data);
        ASSERT_EQ(run.scans(), twin.time_s.size()) << name;
        for (std::size_t i = 0; i < run.scans(); ++i) {
            ASSERT_NEAR(run.retention_time_s[i], twin.time_s[i], 0.01);
            ASSERT_EQ(run.scan_mz(i).size(), twin.points[i].size());
            for (std::size_t k = 0; k < twin.points[i].size(); ++k) {
                ASSERT_NEAR(run.scan_mz(i)[k], twin.points[i][k].first, 0.0501);
                ASSERT_NEAR(run.scan_intensity(i)[k], twin.points[i][k].second, 0.002 * twin.points[i][k].second + 1);
            }
        }
    }
}

// gcms/other/files.csv: scans, first and last time, points, total ion current, read by another program.
TEST(AgilentMs, AgreesWithTheFiguresOfAnotherReader) {
    struct Known {
        const char* path;
        std::size_t scans, points;
        double first_s, last_s, total;
    };
    for (const Known& known : {Known{"3hr_10cGy_10r.D", 4980, 883501, 380.591, 2249.301, 4.00856e9},
                               Known{"FSFA_Diffusion_Pre_nondev_010.D", 6532, 247298, 365.388, 1499.732, 3.39484e8}}) {
        const auto path = spec::test::measured("gcms/other/pnnl_chemstation") / known.path;
        SARAP_NEEDS(path);
        const auto run = std::get<GcmsRun>(spec::io::read(path).data);
        EXPECT_EQ(run.scans(), known.scans);
        EXPECT_EQ(run.points(), known.points);
        EXPECT_DOUBLE_EQ(run.retention_time_s.front(), known.first_s);
        EXPECT_DOUBLE_EQ(run.retention_time_s.back(), known.last_s);
        double total = 0;
        for (const double value : run.intensity) total += value;
        EXPECT_NEAR(total, known.total, 5e-6 * known.total);
    }
}

TEST(AgilentMs, FindsSaturationAndLcMsInMeasuredRuns) {
    const auto saturated = spec::test::measured("gcms/other/pymassspec/GC01_0812_066.D");
    const auto lc = spec::test::measured("gcms/other/rainbow/orange.D");
    SARAP_NEEDS(saturated);
    SARAP_NEEDS(lc);
    EXPECT_THAT(spec::io::read(saturated).notes, Contains(HasSubstr("are saturated")));
    EXPECT_THAT(*spec::io::read(lc).not_identifiable, HasSubstr("LC-MS"));
}

}  // namespace
