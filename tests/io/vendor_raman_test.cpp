// Bruker OPUS, Thermo SPA, Horiba LabSpec XML: files by hand after docs/formats, and measured ones.
#include <gmock/gmock.h>

#include <limits>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::OtherSpectrum;
using spec::RamanSpectrum;
using spec::io::Source;
using spec::test::le;
using spec::test::put;
using spec::test::refusal;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

std::string floats(const std::vector<float>& values) {
    std::string out;
    for (const float value : values) out += le(value);
    return out;
}

spec::Measurement read(const std::string& name, const std::string& bytes) {
    return spec::io::read(Source::from_bytes(name, bytes));
}

const RamanSpectrum& only_raman(const spec::Measurement& measured) {
    return std::get<std::vector<RamanSpectrum>>(measured.data).at(0);
}

std::string parameter(const std::string& key, std::uint16_t type, const std::string& value) {
    return key + std::string(1, '\0') + le(type) + le(static_cast<std::uint16_t>(value.size() / 2)) + value;
}

struct OpusBlock {
    std::uint32_t type;
    std::string data;
};

std::string opus(const std::vector<OpusBlock>& blocks) {
    std::string head("\x0A\x0A\xFE\xFE", 4), directory, data;
    const std::size_t begin = 24 + 12 * blocks.size();
    for (const OpusBlock& block : blocks) {
        directory += le(block.type) + le(static_cast<std::uint32_t>(block.data.size() / 4)) +
                     le(static_cast<std::uint32_t>(begin + data.size()));
        data += block.data;
    }
    return head + le(920622.0) + le<std::uint32_t>(24) + le<std::uint32_t>(40) +
           le(static_cast<std::uint32_t>(blocks.size())) + directory + data;
}

std::string status(std::int32_t points) {
    return parameter("NPT", 0, le(points)) + parameter("FXV", 1, le(300.0)) + parameter("LXV", 1, le(100.0)) +
           parameter("CSF", 1, le(0.5)) + parameter("DAT", 2, std::string("04/07/2023\0\0", 12)) +
           parameter("TIM", 2, std::string("16:59:10.608 (GMT+1)\0\0\0\0", 24)) +
           parameter("DXU", 2, std::string("WN\0\0", 4)) + parameter("END", 0, "");
}

std::vector<OpusBlock> raman_blocks(std::uint32_t type = 0x280F) {
    return {{type, floats({2, 4, 6, 99})},
            {type | 0x10, status(3)},
            {0x20, parameter("RLW", 1, le(9398.5)) + parameter("END", 0, "")},
            {0xA0, parameter("SNM", 2, std::string("heroin\0\0", 8)) + parameter("END", 0, "")}};
}

TEST(BrukerOpus, ReadsTheRamanBlock) {
    const auto measured = read("a.0", opus(raman_blocks()));
    EXPECT_EQ(measured.provenance.format, "bruker_opus");
    EXPECT_THAT(only_raman(measured).shift_cm1, ElementsAre(100, 200, 300));
    EXPECT_THAT(only_raman(measured).intensity, ElementsAre(3, 2, 1));  // times CSF; the fourth value is beyond NPT
    EXPECT_EQ(only_raman(measured).title, "heroin");
    EXPECT_NEAR(*only_raman(measured).laser_nm, 1064, 0.01);
    EXPECT_EQ(measured.metadata.at("acquired"), "2023-07-04T16:59:10");
    EXPECT_EQ(measured.metadata.at("acquired_zone"), "+01:00");
}

TEST(BrukerOpus, NamesInfraredForWhatItIs) {
    const auto measured = read("a.0", opus(raman_blocks(0x100F)));
    EXPECT_EQ(measured.not_identifiable, "OPUS file with infrared absorbance, no Raman block");
    EXPECT_THAT(std::get<std::vector<OtherSpectrum>>(measured.data).at(0).x, ElementsAre(300, 200, 100));
}

TEST(BrukerOpus, TakesTheLastOfSeveralRamanResults) {
    auto blocks = raman_blocks();
    blocks.push_back({0x280F, floats({20, 40, 60})});
    const auto measured = read("a.0", opus(blocks));
    EXPECT_THAT(only_raman(measured).intensity, ElementsAre(30, 20, 10));
    EXPECT_THAT(measured.notes, ElementsAre("the file holds 2 Raman results; the last one is read"));
}

TEST(BrukerOpus, RefusesBrokenFiles) {
    EXPECT_EQ(refusal("a.0", opus({})),
              "a.0: the OPUS file holds no result (expected a spectrum with its status block)");
    auto blocks = raman_blocks();
    blocks[1].data = status(5);
    EXPECT_EQ(refusal("a.0", opus(blocks)),
              "a.0:byte 88: the status block does not fit a curve of 16 bytes (expected NPT, FXV, LXV and CSF)");
    blocks.erase(blocks.begin() + 1);
    EXPECT_THAT(refusal("a.0", opus(blocks)),
                HasSubstr(": a curve of type 10255 has no status block (expected its number of points and axis)"));
    blocks = raman_blocks();
    blocks[0].data = floats({1, std::numeric_limits<float>::quiet_NaN(), 1});
    EXPECT_EQ(refusal("a.0", opus(blocks)), "a.0:byte 76: y value nan (expected finite numbers)");
    const std::string whole = opus(raman_blocks());
    EXPECT_EQ(
        refusal("a.0", whole.substr(0, 60)),
        "a.0:byte 24: the file ends within the directory (expected 48 bytes here, the file has 60; truncated copy?)");
    EXPECT_EQ(spec::test::refused_when_cut("a.0", whole, 200), 200);
}

// NPT, the axis and the greatest value (MXY) as the file's own status block states them.
TEST(BrukerOpus, ReadsAMeasuredFile) {
    const auto path = spec::test::measured("raman/files/ramanchada2/test_opus.0");
    SARAP_NEEDS(path);
    const auto measured = spec::io::read(path);
    const auto& spectrum = only_raman(measured);
    EXPECT_EQ(spectrum.shift_cm1.size(), 4096);
    EXPECT_NEAR(spectrum.shift_cm1.back(), 4000.66, 0.005);
    EXPECT_NEAR(*std::max_element(spectrum.intensity.begin(), spectrum.intensity.end()), 0.07590587437152863, 1e-12);
    EXPECT_NEAR(*std::min_element(spectrum.intensity.begin(), spectrum.intensity.end()), 9.54963470576331e-05, 1e-12);
}

std::string spa(std::uint8_t x_unit = 32, std::uint32_t points = 3) {
    std::string file(304 + 2 * 16 + 140, '\0');
    put(file, 0, "Spectral Data File\r\n");
    put(file, 30, "heroin");
    put(file, 294, le<std::uint16_t>(2));
    put(file, 296, le<std::uint32_t>(2209075200u + 86400u));  // 1970-01-02
    put(file, 304, std::string("\x02\x00", 2) + le<std::uint32_t>(336) + le<std::uint32_t>(140));
    put(file, 320, std::string("\x03\x00", 2) + le(static_cast<std::uint32_t>(file.size())) + le<std::uint32_t>(12));
    put(file, 336 + 4, le(points));
    file[336 + 8] = static_cast<char>(x_unit);
    file[336 + 12] = 17;
    put(file, 336 + 16, le(300.0f) + le(100.0f));
    return file + floats({1, 2, 3});
}

TEST(ThermoSpa, ReadsRaman) {
    const auto measured = read("a.spa", spa());
    EXPECT_EQ(measured.provenance.format, "thermo_spa");
    EXPECT_THAT(only_raman(measured).shift_cm1, ElementsAre(100, 200, 300));
    EXPECT_THAT(only_raman(measured).intensity, ElementsAre(3, 2, 1));
    EXPECT_EQ(only_raman(measured).title, "heroin");
    EXPECT_EQ(measured.metadata.at("acquired"), "1970-01-02T00:00:00");
}

TEST(ThermoSpa, NamesInfraredForWhatItIs) {
    EXPECT_EQ(read("a.spa", spa(1)).not_identifiable,
              "infrared spectrum, not Raman (absorbance against wavenumber (cm-1))");
}

TEST(ThermoSpa, RefusesBrokenFiles) {
    EXPECT_EQ(refusal("a.spa", spa(32, 4)), "a.spa:byte 340: 4 points in a data section of 12 bytes (expected 3)");
    EXPECT_EQ(refusal("a.spa", spa().substr(0, spa().size() - 1)),
              "a.spa:byte 476: the file ends within data (expected 12 bytes here, the file has 487; truncated copy?)");
    EXPECT_EQ(spec::test::refused_when_cut("a.spa", spa(), 200), 200);
}

TEST(ThermoSpa, ReadsMeasuredFiles) {
    const auto raman = spec::test::measured("raman/files/ramanchada1/Titanium dioxide powder.SPA");
    const auto infrared = spec::test::measured("raman/files/spectrochempy_data/irdata/OPUS/not_opus.spa");
    SARAP_NEEDS(raman);
    SARAP_NEEDS(infrared);
    const auto measured = spec::io::read(raman);
    EXPECT_EQ(only_raman(measured).shift_cm1.size(), 3319);
    EXPECT_NEAR(only_raman(measured).shift_cm1.front(), 100.6722, 1e-4);  // as its history text states
    EXPECT_TRUE(spec::io::read(infrared).not_identifiable);
}

std::string labspec(const std::string& unit, const std::string& rows) {
    return "<?xml version=\"1.0\"?><LSX_Data><LSX_Tree><LSX ID=\"0x6C7469D9\">heroin</LSX><LSX><LSX "
           "ID=\"0x7B697861\"><LSX ID=\"0x1\">"
           "<LSX ID=\"0x7D6CD4DB\">300 200\n100 </LSX><LSX ID=\"0x7C696E75\">" +
           unit +
           "</LSX></LSX></LSX></LSX><LSX><LSX><LSX><LSX ID=\"0x6D6D616E\">Laser (nm)</LSX><LSX "
           "ID=\"0x8736F70\">632.817</LSX></LSX></LSX></LSX>"
           "</LSX_Tree><LSX_Matrix>" +
           rows + "</LSX_Matrix></LSX_Data>";
}

TEST(LabSpecXml, ReadsEveryRowOfTheMatrix) {
    const auto measured = read("a.xml", labspec("1/cm", "<LSX_Row>1 2 3</LSX_Row><LSX_Row>4 5 6</LSX_Row>"));
    EXPECT_EQ(measured.provenance.format, "labspec_xml");
    const auto& spectra = std::get<std::vector<RamanSpectrum>>(measured.data);
    ASSERT_EQ(spectra.size(), 2);
    EXPECT_THAT(spectra[1].shift_cm1, ElementsAre(100, 200, 300));
    EXPECT_THAT(spectra[1].intensity, ElementsAre(6, 5, 4));
    EXPECT_EQ(spectra[1].title, "heroin, spectrum 2");
    EXPECT_EQ(spectra[1].laser_nm, 632.817);
}

TEST(LabSpecXml, DoesNotIdentifyOtherAxes) {
    EXPECT_EQ(read("a.xml", labspec("nm", "<LSX_Row>1 2 3</LSX_Row>")).not_identifiable,
              "the axis has the unit 'nm', not a Raman shift");
}

TEST(LabSpecXml, RefusesBrokenFiles) {
    const auto message = [](const std::string& bytes) {
        const std::string all = refusal("a.xml", bytes);
        return all.substr(all.find(": ") + 2);
    };
    EXPECT_EQ(message(labspec("1/cm", "<LSX_Row>1 2</LSX_Row>")), "row 1 holds 2 values (expected 3, as the axis)");
    EXPECT_EQ(message(labspec("1/cm", "<LSX_Row>1 x 3</LSX_Row>")), "'x' is not a number (expected numbers)");
    EXPECT_EQ(message(labspec("1/cm", "")), "the file holds no spectra (expected rows of a matrix)");
    EXPECT_EQ(message("<LSX_Data><LSX_Tree/></LSX_Data>"),
              "the file has no spectral axis (expected node 0x1 below 0x7B697861)");
    EXPECT_EQ(spec::test::refused_when_cut("a.xml", labspec("1/cm", "<LSX_Row>1 2 3</LSX_Row>"), 200), 200);
}

TEST(LabSpecXml, ReadsMeasuredFiles) {
    const auto path = spec::test::measured("raman/files/rosettasciio/jobinyvon/jobinyvon_test_spec_3s_cm-1.xml");
    SARAP_NEEDS(path);
    const auto measured = spec::io::read(path);
    EXPECT_EQ(only_raman(measured).shift_cm1.size(), 34);
    EXPECT_EQ(only_raman(measured).shift_cm1.front(), 1930.57);
    EXPECT_EQ(only_raman(measured).laser_nm, 632.817);
    EXPECT_EQ(measured.metadata.at("instrument"), "LabRAM HR Evol");
}

}  // namespace
