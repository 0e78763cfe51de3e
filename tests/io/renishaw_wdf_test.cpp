#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::RamanSpectrum;
using spec::io::Source;
using spec::test::le;
using spec::test::put;
using spec::test::refusal;
using testing::Contains;
using testing::DoubleNear;
using testing::ElementsAre;

std::string block(const std::string& name, const std::string& data) {
    return name + le<std::uint32_t>(1) + le<std::uint64_t>(16 + data.size()) + data;
}

std::string floats(const std::vector<float>& values) {
    std::string out;
    for (const float value : values) out += le(value);
    return out;
}

std::string doubles(const std::vector<double>& values) {
    std::string out;
    for (const double value : values) out += le(value);
    return out;
}

struct Wdf {
    std::uint64_t capacity = 1, collected = 1;
    std::vector<float> axis{104, 102, 100}, data{1, 2, 3};
    std::uint32_t unit = 1;
    float laser = 12738.8535f;  // 785 nm
};

/// A file by hand after docs/formats/renishaw_wdf.md.
std::string wdf(const Wdf& of) {
    std::string head(496, '\0');
    put(head, 60 - 16, le(static_cast<std::uint32_t>(of.axis.size())));
    put(head, 64 - 16, le(of.capacity));
    put(head, 72 - 16, le(of.collected));
    put(head, 80 - 16, le<std::uint32_t>(3));
    put(head, 96 - 16, "WiRE");
    // 2022-08-22 13:46:57 UTC: 133056496170000000 (100 ns since 1601), by GNU date: 1661176017 s + 11644473600 s.
    put(head, 136 - 16, le<std::uint64_t>((1661176017ull + 11644473600ull) * 10000000ull));
    put(head, 156 - 16, le(of.laser));
    put(head, 208 - 16, "A B");
    put(head, 240 - 16, "heroin");
    return block("WDF1", head) + block("DATA", floats(of.data)) +
           block("XLST", le<std::uint32_t>(1) + le(of.unit) + floats(of.axis));
}

spec::Measurement read(const std::string& bytes) { return spec::io::read(Source::from_bytes("a.wdf", bytes)); }

TEST(RenishawWdf, ReadsASingleSpectrum) {
    const auto measured = read(wdf({}));
    EXPECT_EQ(measured.provenance.format, "renishaw_wdf");
    EXPECT_EQ(measured.technique, spec::Technique::raman);
    const auto& spectrum = std::get<std::vector<RamanSpectrum>>(measured.data).at(0);
    EXPECT_THAT(spectrum.shift_cm1, ElementsAre(100, 102, 104));
    EXPECT_THAT(spectrum.intensity, ElementsAre(3, 2, 1));
    EXPECT_EQ(spectrum.file_order, spec::AxisOrder::descending);
    EXPECT_EQ(spectrum.title, "heroin");
    EXPECT_NEAR(*spectrum.laser_nm, 785, 1e-3);
    EXPECT_EQ(measured.metadata.at("acquired"), "2022-08-22T13:46:57");
    EXPECT_EQ(measured.metadata.at("acquired_zone"), "Z");
    EXPECT_EQ(measured.metadata.at("operator"), "A B");
    EXPECT_EQ(measured.metadata.at("accumulations"), "3");
}

TEST(RenishawWdf, ReadsWhatWasCollectedOfAnInterruptedMap) {
    const std::string origins = le<std::uint32_t>(2) + le<std::uint32_t>(0x80000003u) + le<std::uint32_t>(5) +
                                std::string("X").append(15, '\0') + doubles({10, 20, 0}) + le<std::uint32_t>(0x0B) +
                                le<std::uint32_t>(24) + std::string("Time").append(12, '\0') + doubles({0, 0, 0});
    const auto measured =
        read(wdf({.capacity = 3, .collected = 2, .data = {1, 2, 3, 4, 5, 6, 0, 0, 0}}) + block("ORGN", origins));
    const auto& spectra = std::get<std::vector<RamanSpectrum>>(measured.data);
    ASSERT_EQ(spectra.size(), 2);
    EXPECT_THAT(spectra[1].intensity, ElementsAre(6, 5, 4));
    EXPECT_EQ(spectra[1].title, "heroin, spectrum 2, X 20 um");
    EXPECT_THAT(measured.notes, ElementsAre("the measurement was interrupted: 2 of 3 spectra were collected"));
}

TEST(RenishawWdf, DoesNotIdentifyOtherAxes) {
    const auto measured = read(wdf({.unit = 3}));
    EXPECT_EQ(measured.not_identifiable, "the axis is wavelength (nm), not a Raman shift");
    EXPECT_THAT(std::get<std::vector<spec::OtherSpectrum>>(measured.data).at(0).x, ElementsAre(104, 102, 100));
    EXPECT_THAT(read(wdf({.unit = 0})).notes,
                ElementsAre("the unit of the axis is not stated; it is taken as Raman shift"));
    EXPECT_FALSE(std::get<std::vector<RamanSpectrum>>(read(wdf({.laser = 0})).data).at(0).laser_nm);
}

TEST(RenishawWdf, NotesALastBlockThatIsTooLong) {
    const std::string bytes = wdf({}) + block("WXDA", "12345678");
    EXPECT_THAT(read(bytes.substr(0, bytes.size() - 2)).notes,
                ElementsAre("the last block, WXDA, is 2 bytes longer than the file"));
}

TEST(RenishawWdf, RefusesBrokenFiles) {
    const std::string whole = wdf({});
    EXPECT_EQ(
        refusal("a.wdf", whole.substr(0, 100)),
        "a.wdf:byte 0: the file ends within the header (expected 512 bytes here, the file has 100; truncated copy?)");
    EXPECT_EQ(refusal("a.wdf", whole.substr(0, 512)),
              "a.wdf: the file has no block XLST (expected one; truncated copy?)");
    EXPECT_EQ(
        refusal("a.wdf", whole.substr(0, whole.size() - 1)),
        "a.wdf:byte 540: the file ends within block XLST (expected 36 bytes here, the file has 575; truncated copy?)");
    EXPECT_EQ(refusal("a.wdf", wdf({.collected = 2})),
              "a.wdf:byte 72: 2 spectra collected of 1 (expected no more than planned)");
    EXPECT_EQ(refusal("a.wdf", wdf({.capacity = 2, .collected = 2})),
              "a.wdf:byte 512: block DATA of 28 bytes (expected 40 for 2 spectra of 3 points)");
    EXPECT_EQ(
        refusal("a.wdf", wdf({.capacity = 4000000000, .collected = 1})),
        "a.wdf:byte 60: 4000000000 spectra of 3 points (expected no more than the file can hold; truncated copy?)");
    EXPECT_EQ(refusal("a.wdf", wdf({.axis = {}})),
              "a.wdf:byte 60: the file holds 1 spectra of 0 points (expected one or more)");
    std::string small = whole;
    put(small, 520, le<std::uint64_t>(8));
    EXPECT_EQ(refusal("a.wdf", small), "a.wdf:byte 520: block DATA states 8 bytes (expected 16 or more)");
    EXPECT_EQ(spec::test::refused_when_cut("a.wdf", whole, 200), 200);
}

// The axis and counts of the text export of the same measurement (h2020charisma/ramanchada2).
TEST(RenishawWdf, EqualsTheTextTwin) {
    const auto folder = spec::test::measured("raman/files/ramanchada2/Renishaw");
    const auto path = folder / "nCal_Qontor785_z005H12_100_1x3s.wdf",
               twin = folder / "nCal_Qontor785_z005H12_100_1x3s.txt";
    SARAP_NEEDS(path);
    SARAP_NEEDS(twin);
    const auto measured = spec::io::read(path);
    const auto& spectrum = std::get<std::vector<RamanSpectrum>>(measured.data).at(0);
    std::ifstream file(twin);
    std::vector<std::pair<double, double>> rows;
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells(line);
        double x = 0, y = 0;
        if (cells >> x >> y) rows.emplace_back(x, y);
    }
    std::sort(rows.begin(), rows.end());
    ASSERT_EQ(rows.size(), spectrum.shift_cm1.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_NEAR(spectrum.shift_cm1[i], rows[i].first, 1e-5);
        ASSERT_NEAR(spectrum.intensity[i], rows[i].second, 1e-6 * std::abs(rows[i].second) + 1e-4);
    }
}

TEST(RenishawWdf, ReadsTheCollectedPartOfAMeasuredMap) {
    const auto path = spec::test::measured("raman/files/rosettasciio/renishaw/interrupted_acquisition.wdf");
    SARAP_NEEDS(path);
    EXPECT_EQ(std::get<std::vector<RamanSpectrum>>(spec::io::read(path).data).size(), 12);
}

}  // namespace
