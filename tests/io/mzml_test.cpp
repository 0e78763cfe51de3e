#include <gmock/gmock.h>
#include <zlib.h>

#include <limits>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::le;
using spec::test::refusal;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::string base64(const std::string& raw) {
    static const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < raw.size(); i += 3) {
        unsigned word = 0;
        for (std::size_t k = 0; k < 3; ++k)
            word = word << 8 | (i + k < raw.size() ? static_cast<unsigned char>(raw[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += i + k > raw.size() ? '=' : digits[word >> (18 - 6 * k) & 63];
    }
    return out;
}

std::string deflated(const std::string& raw) {
    uLongf size = compressBound(raw.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(raw.data()), raw.size());
    return out.substr(0, size);
}

std::string term(const std::string& accession, const std::string& value = "", const std::string& more = "") {
    return "<cvParam accession=\"" + accession + "\" value=\"" + value + "\" name=\"name\" " + more + "/>";
}

template <typename T>
std::string packed(const std::vector<double>& values) {
    std::string out;
    for (const double value : values) out += le(static_cast<T>(value));
    return out;
}

std::string array(const std::string& kind, const std::string& raw, const std::string& type, bool compressed) {
    return "<binaryDataArray>" + term(kind) + term(type) + term(compressed ? "MS:1000574" : "MS:1000576") + "<binary>" +
           base64(compressed ? deflated(raw) : raw) + "</binary></binaryDataArray>";
}

struct Spectrum {
    std::vector<double> mz, intensity;
    std::string terms = "", scan_terms = "";
    bool compressed = false;
    std::size_t stated = std::string::npos;
};

std::string minutes(const std::string& value) { return term("MS:1000016", value, "unitAccession=\"UO:0000031\""); }
std::string seconds(const std::string& value) { return term("MS:1000016", value, "unitAccession=\"UO:0000010\""); }

std::string text(const Spectrum& spectrum) {
    const std::size_t length = spectrum.stated == std::string::npos ? spectrum.mz.size() : spectrum.stated;
    return "<spectrum id=\"s\" defaultArrayLength=\"" + std::to_string(length) + "\">" + term("MS:1000511", "1") +
           spectrum.terms + "<scanList><scan>" + spectrum.scan_terms + "</scan></scanList><binaryDataArrayList>" +
           array("MS:1000514", packed<double>(spectrum.mz), "MS:1000523", spectrum.compressed) +
           array("MS:1000515", packed<float>(spectrum.intensity), "MS:1000521", spectrum.compressed) +
           "</binaryDataArrayList></spectrum>";
}

std::string mzml(const std::vector<Spectrum>& spectra, const std::string& source = term("MS:1000389")) {
    std::string out =
        "<?xml version=\"1.0\"?><indexedmzML><mzML>"
        "<referenceableParamGroupList><referenceableParamGroup id=\"g\">" +
        source +
        "</referenceableParamGroup></referenceableParamGroupList>"
        "<sampleList><sample name=\"MIX\"/></sampleList>"
        "<instrumentConfigurationList><instrumentConfiguration><componentList><source><referenceableParamGroupRef "
        "ref=\"g\"/></source>"
        "</componentList></instrumentConfiguration></instrumentConfigurationList>"
        "<run id=\"r\" startTimeStamp=\"2022-03-15T18:14:18Z\"><spectrumList count=\"" +
        std::to_string(spectra.size()) + "\">";
    for (const Spectrum& spectrum : spectra) out += text(spectrum);
    return out + "</spectrumList></run></mzML></indexedmzML>";
}

spec::Measurement read(const std::string& bytes) { return spec::io::read(Source::from_bytes("a.mzML", bytes)); }

TEST(Mzml, ReadsTimesInMinutesAndSeconds) {
    const auto measured = read(mzml({{{44.1, 171.3}, {10, 20.5}, "", seconds("30")}, {{50}, {7}, "", minutes("0.6")}}));
    EXPECT_EQ(measured.provenance.format, "mzml");
    EXPECT_EQ(measured.technique, spec::Technique::gcms);
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(30, 36));
    EXPECT_THAT(run.scan_begin, ElementsAre(0, 2, 3));
    EXPECT_THAT(run.mz, ElementsAre(44.1, 171.3, 50));
    EXPECT_THAT(run.intensity, ElementsAre(10, 20.5, 7));
    EXPECT_THAT(measured.notes, ElementsAre());
    EXPECT_EQ(measured.metadata.at("sample"), "MIX");
    EXPECT_EQ(measured.metadata.at("acquired"), "2022-03-15T18:14:18");
    EXPECT_EQ(measured.metadata.at("acquired_zone"), "Z");
}

TEST(Mzml, InflatesArrays) {
    const auto measured = read(mzml({{{44.1, 171.3}, {10, 20.5}, "", seconds("30"), true}}));
    EXPECT_THAT(std::get<GcmsRun>(measured.data).intensity, ElementsAre(10, 20.5));
}

TEST(Mzml, ReadsSpectraWithoutTimesAsRecords) {
    const auto measured = read(mzml({{{44.1, 171.3}, {10, 20.5}, term("MS:1000796", "heroin")}, {{}, {}}}));
    EXPECT_EQ(measured.technique, spec::Technique::ei_ms);
    const auto& records = std::get<std::vector<spec::SpectrumRecord>>(measured.data);
    ASSERT_EQ(records.size(), 2);
    EXPECT_EQ(records[0].name, "heroin");
    EXPECT_THAT(records[0].spectrum.mz, ElementsAre(44.1, 171.3));
    EXPECT_EQ(records[1].defect, "the spectrum holds no peaks (expected one or more)");
}

TEST(Mzml, CentroidsProfiles) {
    const auto measured = read(mzml({{{100, 100.1, 100.2}, {1, 2, 1}, term("MS:1000128"), seconds("30")}}));
    EXPECT_THAT(std::get<GcmsRun>(measured.data).intensity, ElementsAre(4));
    EXPECT_THAT(measured.notes, Contains(HasSubstr("3 points were centroided to 1 peaks")));
}

TEST(Mzml, DoesNotIdentifyOtherIonisation) {
    const std::vector<Spectrum> profile{{{100, 100.1, 100.2}, {1, 2, 1}, term("MS:1000128"), seconds("30")}};
    auto measured = read(mzml(profile, "<cvParam accession=\"MS:1000073\" name=\"electrospray ionization\"/>"));
    EXPECT_EQ(measured.not_identifiable, "ionisation 'electrospray ionization', not electron ionisation");
    EXPECT_EQ(std::get<GcmsRun>(measured.data).points(), 3);  // as the file has them
    EXPECT_THAT(read(mzml(profile, "")).notes,
                Contains("the file does not state the ionisation; electron ionisation is assumed"));
}

TEST(Mzml, LeavesOutHigherLevels) {
    std::string bytes = mzml({{{44}, {10}, "", seconds("30")}, {{50}, {7}, "", seconds("31")}});
    const std::string level = "MS:1000511\" value=\"1";
    bytes.replace(bytes.rfind(level), level.size(), "MS:1000511\" value=\"2");
    const auto measured = read(bytes);
    EXPECT_EQ(std::get<GcmsRun>(measured.data).scans(), 1);
    EXPECT_THAT(measured.notes, Contains("1 spectra of MS level 2 or higher are left out"));
}

std::string damaged(const Spectrum& spectrum) {
    std::string message = refusal("a.mzML", mzml({spectrum}));
    return message.substr(message.find(": ") + 2);  // the byte is that of the XML above, which the next test checks
}

TEST(Mzml, SaysTheByte) {
    const std::string bytes = mzml({{{50}, {-7}, "", seconds("30")}});
    EXPECT_EQ(refusal("a.mzML", bytes),
              "a.mzML:byte " + std::to_string(bytes.find("<spectrum ") + 1) +
                  ": negative intensity -7 at m/z 50 in scan 1 (30 s) (expected counts of zero or more)");
}

TEST(Mzml, RefusesBadValues) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(damaged({{nan}, {1}, "", seconds("30")}), "m/z nan in scan 1 (30 s) (expected finite values above zero)");
    EXPECT_EQ(damaged({{50}, {nan}, "", seconds("30")}),
              "intensity nan at m/z 50 in scan 1 (30 s) (expected finite values)");
    EXPECT_EQ(damaged({{50, 40}, {1, 1}, "", seconds("30")}),
              "m/z 40 follows m/z 50 in scan 1 (30 s) (expected ascending m/z)");
    EXPECT_EQ(damaged({{50}, {1}, "", term("MS:1000016", "30")}),
              "scan start time has the unit '' (expected UO:0000031, minute, or UO:0000010, second)");
    EXPECT_EQ(damaged({{50}, {1}, "", seconds("soon")}), "scan start time 'soon' is not a number (expected a time)");
}

TEST(Mzml, RefusesArraysThatAreNotWhatTheyState) {
    EXPECT_EQ(damaged({{50}, {1}, "", seconds("30"), false, 2}), "the array holds 8 bytes (expected 16, as stated)");
    EXPECT_EQ(damaged({{50}, {1}, "", seconds("30"), true, 2}),
              "compressed array holds 8 bytes (expected 16, as stated)");
    EXPECT_EQ(damaged({{50, 60}, {1, 1}, "", seconds("30"), true, 1}),
              "compressed array holds more than the 8 bytes stated (expected as many)");
    EXPECT_EQ(damaged({{50}, {1}, "", seconds("30"), true, 4000000000}),
              "the file states arrays of more than 100 times its size (expected less)");
    const std::string bytes = mzml({{{50}, {1}, "", seconds("30"), true}});
    std::string broken = bytes;
    broken.replace(broken.find("<binary>") + 8, 4, "AAAA");
    EXPECT_THAT(refusal("a.mzML", broken),
                HasSubstr(": compressed array is damaged or cut short (expected a zlib stream of 8 bytes)"));
    broken = bytes;
    broken.replace(broken.find("<binary>") + 8, 4, "A*AA");
    EXPECT_THAT(refusal("a.mzML", broken), HasSubstr(": base64 text holds '*' (expected base64 digits)"));
    broken = bytes;
    broken.replace(broken.find("MS:1000574"), 10, "MS:1002312");
    EXPECT_THAT(refusal("a.mzML", broken),
                HasSubstr(": the array is compressed in a way that is not read (expected zlib or none)"));
}

TEST(Mzml, RefusesAZipBomb) {
    // 64 MiB of zeros take 64 KiB; the file states one point.
    const std::string bomb = base64(deflated(std::string(std::size_t{64} << 20, '\0')));
    std::string bytes = mzml({{{50}, {1}, "", seconds("30"), true}});
    const auto at = bytes.find("<binary>") + 8;
    bytes.replace(at, bytes.find("</binary>") - at, bomb);
    EXPECT_THAT(refusal("a.mzML", bytes),
                HasSubstr(": compressed array holds more than the 8 bytes stated (expected as many)"));
}

TEST(Mzml, DoesNotExpandEntities) {
    std::string bytes = mzml({{{50}, {1}, "", seconds("30")}});
    bytes.insert(bytes.find("<indexedmzML>"), "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>");
    const auto at = bytes.find("<sample name=\"") + 14;
    bytes.replace(at, 3, "&b;");
    EXPECT_EQ(read(bytes).metadata.at("sample"), "&b;");
}

TEST(Mzml, RefusesAFileThatIsCutShort) {
    const std::string whole = mzml({{{50, 60}, {1, 1}, "", seconds("30"), true}});
    EXPECT_EQ(refusal("a.mzML", whole.substr(0, whole.size() - 5)),
              "a.mzML:byte " + std::to_string(whole.rfind("</index") + 2) +
                  ": not well-formed XML: start-end tags mismatch (expected a whole XML document; truncated copy?)");
    EXPECT_EQ(spec::test::refused_when_cut("a.mzML", whole, 200), 200);
    EXPECT_THAT(refusal("a.mzML", "<mzML/>"), "a.mzML:byte 1: the file holds no spectra (expected one or more)");
    EXPECT_THAT(refusal("a.mzML", "<indexedmzML/>"), "a.mzML:byte 1: the file holds no mzML element (expected one)");
}

// gcms/other/files.csv: figures read by another program. Both are not electron ionisation.
TEST(Mzml, AgreesWithTheFiguresOfAnotherReader) {
    const auto orbitrap = spec::test::measured("gcms/other/mzmine/gc_orbi_profile_21scans.mzML");
    const auto electrospray = spec::test::measured("gcms/other/pymassspec/example.mzML");
    SARAP_NEEDS(orbitrap);
    SARAP_NEEDS(electrospray);
    const auto check = [](const std::filesystem::path& path, std::size_t scans, std::size_t points, double first_s,
                          double last_s, double total) {
        const auto measured = spec::io::read(path);
        const auto& run = std::get<GcmsRun>(measured.data);
        EXPECT_EQ(run.scans(), scans);
        EXPECT_EQ(run.points(), points);
        EXPECT_NEAR(run.retention_time_s.front(), first_s, 5.1e-4);
        EXPECT_NEAR(run.retention_time_s.back(), last_s, 5.1e-4);
        double sum = 0;
        for (const double value : run.intensity) sum += value;
        EXPECT_NEAR(sum, total, 5.1e-6 * total);
        EXPECT_TRUE(measured.not_identifiable);
    };
    check(orbitrap, 21, 99431, 1895.982, 1900.766, 1.04864e8);
    check(electrospray, 11, 11979, 0.088, 2.763, 1.11477e9);
}

}  // namespace
