#include <gmock/gmock.h>

#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::le;
using spec::test::put;
using spec::test::refusal;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// One scan with its record of 184 bytes, after docs/formats/agilent_masshunter.md.
struct Scan {
    double minutes;
    std::vector<double> mz, intensity;
    std::int32_t type = 1, level = 1;
};

std::map<std::string, std::string> folder(const std::vector<Scan>& scans) {
    std::string records(160, '\0'), peaks(68, '\0');
    put(records, 0, "\x01\x01");
    put(records, 0x58, le<std::int32_t>(160));
    put(peaks, 0, "\x03\x01");
    for (const Scan& scan : scans) {
        std::string record(184, '\0');
        double total = 0;
        for (const double value : scan.intensity) total += value;
        put(record, 12, le(scan.minutes) + le(scan.level) + le(scan.type) + le(total));
        put(record, 132,
            le<std::int32_t>(1) + le(static_cast<std::int64_t>(peaks.size())) +
                le(static_cast<std::int32_t>(16 * scan.mz.size())) + le(static_cast<std::int32_t>(scan.mz.size())));
        records += record;
        for (const double value : scan.mz) peaks += le(value);
        for (const double value : scan.intensity) peaks += le(value);
    }
    return {{"AcqData/MSScan.bin", records}, {"AcqData/MSPeak.bin", peaks}};
}

std::vector<Scan> two_scans() { return {{1.0, {44.1, 171.3}, {20.5, 8}}, {1.5, {44.1}, {7}}}; }

spec::Measurement read(const std::map<std::string, std::string>& files) {
    return spec::io::read(Source::from_files("a.D", files));
}

TEST(MassHunter, ReadsAcqData) {
    const auto measured = read(folder(two_scans()));
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_EQ(measured.technique, spec::Technique::gcms);
    EXPECT_THAT(run.retention_time_s, ElementsAre(60, 90));
    EXPECT_THAT(run.scan_begin, ElementsAre(0, 2, 3));
    EXPECT_THAT(run.mz, ElementsAre(44.1, 171.3, 44.1));
    EXPECT_THAT(run.intensity, ElementsAre(20.5, 8, 7));
    EXPECT_EQ(measured.metadata.at("read_from"), "AcqData/MSPeak.bin");
}

TEST(MassHunter, FollowsTheLayoutThatTheFolderStates) {
    // The same fields in another order and with one more: the schema beside the data says where they stand.
    const std::string schema =
        "<xs:schema><xs:complexType name=\"ScanRecordType\"><xs:sequence><xs:element name=\"Extra\" type=\"xs:int\"/>"
        "<!-- <xs:element name=\"Commented\" type=\"xs:long\"/> --><xs:element name=\"ScanTime\" type=\"xs:double\"/>"
        "<xs:element name=\"MSLevel\" type=\"xs:int\"/><xs:element name=\"ScanType\" type=\"xs:int\"/><xs:element "
        "name=\"TIC\" type=\"xs:double\"/>"
        "<xs:element name=\"P\" type=\"Params\"/></xs:sequence></xs:complexType><xs:complexType "
        "name=\"Params\"><xs:sequence>"
        "<xs:element name=\"SpectrumOffset\" type=\"xs:long\"/><xs:element name=\"ByteCount\" type=\"xs:int\"/>"
        "<xs:element name=\"PointCount\" type=\"xs:int\"/></xs:sequence></xs:complexType></xs:schema>";
    auto files = folder({{1.0, {44.1}, {20.5}}});
    files["AcqData/MSScan.bin"] = files["AcqData/MSScan.bin"].substr(0, 160) + le<std::int32_t>(9) + le(1.0) +
                                  le<std::int32_t>(1) + le<std::int32_t>(1) + le(20.5) + le<std::int64_t>(68) +
                                  le<std::int32_t>(16) + le<std::int32_t>(1);
    files["AcqData/MSScan.xsd"] = schema;
    EXPECT_THAT(std::get<GcmsRun>(read(files).data).intensity, ElementsAre(20.5));
}

TEST(MassHunter, KeepsFullScansWhereSelectedIonsStandBetween) {
    auto scans = two_scans();
    scans[1].type = 2;
    EXPECT_THAT(read(folder(scans)).notes,
                ElementsAre("1 selected-ion scans stand between the full scans; only the 1 full scans are read"));
    scans[0].type = 2;
    EXPECT_EQ(std::get<GcmsRun>(read(folder(scans)).data).scan_mode, spec::ScanMode::selected_ions);
}

TEST(MassHunter, DoesNotIdentifyLiquidChromatography) {
    auto files = folder(two_scans());
    files["AcqData/Contents.xml"] = "<Contents><SeparationTechnique>3</SeparationTechnique></Contents>";
    EXPECT_EQ(read(files).not_identifiable, "liquid chromatography, not GC-MS with electron ionisation");
}

TEST(MassHunter, ShowsAgilentsHash) {
    auto files = folder(two_scans());
    files["checksum.xml"] = "<Checksum><MAIN HASHCODE=\"2B-DF\"/></Checksum>";
    EXPECT_EQ(read(files).metadata.at("agilent_checksum"), "2B-DF");
}

TEST(MassHunter, RefusesBrokenFiles) {
    auto files = folder(two_scans());
    const auto broken = [&](const char* name, const std::string& bytes) {
        auto changed = files;
        changed[name] = bytes;
        return refusal(Source::from_files("a.D", changed));
    };
    const std::string scans = files["AcqData/MSScan.bin"], peaks = files["AcqData/MSPeak.bin"];
    EXPECT_EQ(broken("AcqData/MSScan.bin", scans.substr(0, 500)),
              "a.D/AcqData/MSScan.bin:byte 160: 340 bytes of records (expected a multiple of 184; truncated copy?)");
    EXPECT_EQ(broken("AcqData/MSScan.bin", "xx" + scans.substr(2)),
              "a.D/AcqData/MSScan.bin:byte 0: not a MassHunter scan file (expected the bytes 01 01)");
    EXPECT_EQ(broken("AcqData/MSPeak.bin", "xx" + peaks.substr(2)),
              "a.D/AcqData/MSPeak.bin:byte 0: not a MassHunter peak file (expected the bytes 03 01)");
    EXPECT_EQ(broken("AcqData/MSPeak.bin", peaks.substr(0, 110)),
              "a.D/AcqData/MSPeak.bin:byte 100: the file ends within the points of a scan (expected 16 bytes here, the "
              "file has 110; truncated copy?)");
    std::string changed = scans;
    put(changed, 160 + 148, le<std::int32_t>(9));
    EXPECT_EQ(broken("AcqData/MSScan.bin", changed),
              "a.D/AcqData/MSScan.bin:byte 304: record 1 states 32 bytes for 9 points (expected 16 a point)");
}

TEST(MassHunter, FallsBackOnDataMsWithANote) {
    const auto run = spec::test::measured("gcms/lrcfs/220223001.D/data.ms");
    SARAP_NEEDS(run);
    auto files = folder(two_scans());
    files["AcqData/MSScan.bin"].resize(300);
    const Source whole = Source::open(run);
    files["data.ms"] = std::string(whole.text());
    EXPECT_THAT(read(files).notes,
                Contains(HasSubstr("AcqData is not used, data.ms is: a.D/AcqData/MSScan.bin:byte 160: ")));
}

// The folders hold the same run twice; data.ms is checked against an independent text twin (agilent_ms_test.cpp).
TEST(MassHunter, EqualsDataMsOfTheSameFolder) {
    const auto folder_path = spec::test::measured("gcms/lrcfs/220223014.D");
    SARAP_NEEDS(folder_path);
    const auto fine = std::get<GcmsRun>(spec::io::read(folder_path).data);
    const auto coarse = std::get<GcmsRun>(spec::io::read(folder_path / "data.ms").data);
    EXPECT_EQ(fine.scan_begin, coarse.scan_begin);
    EXPECT_EQ(fine.retention_time_s, coarse.retention_time_s);
    ASSERT_EQ(fine.points(), coarse.points());
    for (std::size_t i = 0; i < fine.points(); ++i) {
        ASSERT_NEAR(fine.mz[i], coarse.mz[i], 0.0501);
        ASSERT_NEAR(fine.intensity[i], coarse.intensity[i], 1 + 0.002 * coarse.intensity[i]);
    }
}

}  // namespace
