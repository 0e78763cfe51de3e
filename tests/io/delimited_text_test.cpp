#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::Measurement;
using spec::RamanSpectrum;
using spec::test::refusal;
using testing::ElementsAre;
using testing::HasSubstr;

Measurement read(const std::string& text) {
    return spec::io::read(spec::io::Source::from_bytes("folder/quartz.txt", text));
}
const RamanSpectrum& first(const Measurement& measurement) {
    return std::get<std::vector<RamanSpectrum>>(measurement.data).at(0);
}

/// 60 rows made from x = 100, 102, ... and y = 1, 2, ...
std::string rows(const std::function<std::string(int, double, double)>& row) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += row(i, 100 + 2 * i, 1 + i) + "\n";
    return text;
}
std::string two_columns(const std::string& separator) {
    return rows([&](int, double x, double y) { return spec::shortest(x) + separator + spec::shortest(y); });
}

void expect_rows(const Measurement& measurement) {
    EXPECT_EQ(measurement.technique, spec::Technique::raman);
    const RamanSpectrum& spectrum = first(measurement);
    ASSERT_EQ(spectrum.shift_cm1.size(), 60u);
    EXPECT_EQ(spectrum.shift_cm1.front(), 100);
    EXPECT_EQ(spectrum.shift_cm1.back(), 218);
    EXPECT_EQ(spectrum.intensity.front(), 1);
    EXPECT_EQ(spectrum.intensity.back(), 60);
}

TEST(DelimitedText, ReadsTwoColumnsWithAnySeparator) {
    for (const char* separator : {"\t", ",", ";", " ", "   ", ", ", "\t\t "}) expect_rows(read(two_columns(separator)));
    EXPECT_THAT(read(two_columns("\t")).notes, ElementsAre("x has no unit and is taken for Raman shift in cm-1"));
}

TEST(DelimitedText, TakesNamesOfColumnsAndTheFileForTheTitle) {
    const auto measurement = read("Raman Shift; Intensity\n" + two_columns(";"));
    expect_rows(measurement);
    EXPECT_THAT(measurement.notes, ElementsAre());
    EXPECT_EQ(first(measurement).title, "quartz");
}

TEST(DelimitedText, ReadsDecimalCommas) {
    const auto text =
        rows([](int i, double, double) { return std::to_string(100 + i) + ",5;" + std::to_string(i) + ",25"; });
    const auto measurement = read("Shift;Counts\n" + text);
    EXPECT_EQ(first(measurement).shift_cm1[1], 101.5);
    EXPECT_EQ(first(measurement).intensity[1], 1.25);
    EXPECT_THAT(measurement.notes, ElementsAre("decimal commas were read as decimal points"));
}

TEST(DelimitedText, ReadsUtf16AndAnyLineEnd) {
    std::string wide = "\xFF\xFE";
    for (const char c : two_columns("\t")) wide += {c, '\0'};
    expect_rows(read(wide));
    std::string big;
    for (const char c : two_columns("\t")) big += {'\0', c};
    expect_rows(read(big));
    std::string carriage = two_columns("\t");
    for (char& c : carriage)
        if (c == '\n') c = '\r';
    expect_rows(read(carriage));
}

TEST(DelimitedText, TakesTheShiftAndTheDarkSubtractedColumnOfBwtek) {
    const std::string head =
        "File Version;BWRam4.11_1\nDate;2022-05-19 17:31:13\nmodel;BTC162E-785S-SYS\noperator;somebody\n"
        "laser_wavelength;784,90\nPixel;Wavelength;Wavenumber;Raman Shift;Dark;Reference;Raw data #1;Dark Subtracted "
        "#1;\n";
    const auto measurement =
        read(head + rows([](int i, double x, double y) {
                 const std::string shift = i < 5 ? "   " : spec::shortest(x) + ",0";
                 return std::to_string(i) + ";785,1;12700,5;" + shift + ";500;1;900;" + spec::shortest(y) + ",5;";
             }));
    const RamanSpectrum& spectrum = first(measurement);
    EXPECT_EQ(spectrum.shift_cm1.size(), 55u);
    EXPECT_EQ(spectrum.shift_cm1.front(), 110);
    EXPECT_EQ(spectrum.intensity.front(), 6.5);
    EXPECT_EQ(spectrum.laser_nm, 784.9);
    EXPECT_EQ(spectrum.instrument, "BTC162E-785S-SYS");
    EXPECT_EQ(measurement.metadata.at("acquired"), "2022-05-19T17:31:13");
    EXPECT_EQ(measurement.metadata.at("operator"), "somebody");
    EXPECT_THAT(measurement.notes,
                ElementsAre("column 'Dark Subtracted #1' was taken for the intensity",
                            "decimal commas were read as decimal points", "5 points without x or y were left out"));
}

TEST(DelimitedText, PartsTheSpectraOfAMap) {
    std::string text = "#X\t\t#Y\t\t#Wave\t\t#Intensity\n";
    for (int point = 0; point < 3; ++point)
        text += rows([&](int, double x, double y) {
            return std::to_string(point) + "\t7\t" + spec::shortest(x) + "\t" + spec::shortest(y + point);
        });
    const auto spectra = std::get<std::vector<RamanSpectrum>>(read(text).data);
    ASSERT_EQ(spectra.size(), 3u);
    EXPECT_EQ(spectra[2].title, "quartz at 2, 7");
    EXPECT_EQ(spectra[2].intensity.front(), 3);
}

TEST(DelimitedText, ReadsOneSpectrumARow) {
    std::string axis, one, two;
    for (int i = 0; i < 60; ++i) {
        axis += "\t" + std::to_string(500 - i);
        one += "\t" + std::to_string(i);
        two += "\t" + std::to_string(2 * i);
    }
    const auto spectra = std::get<std::vector<RamanSpectrum>>(read(axis + "\n0.5" + one + "\n1.5" + two + "\n").data);
    ASSERT_EQ(spectra.size(), 2u);
    EXPECT_EQ(spectra[1].title, "quartz at 1.5");
    EXPECT_EQ(spectra[1].file_order, spec::AxisOrder::descending);
    EXPECT_EQ(spectra[1].shift_cm1.front(), 441);
    EXPECT_EQ(spectra[1].intensity.front(), 118);
}

TEST(DelimitedText, ReadsOneSpectrumARowBesideColumnsOfText) {
    std::string axis = "name", row = "quartz";
    for (int i = 0; i < 60; ++i) {
        axis += "," + std::to_string(300 + 3 * i);
        row += "," + std::to_string(i);
    }
    const auto spectra = std::get<std::vector<RamanSpectrum>>(read(axis + ",licence\n" + row + ",CC BY\n").data);
    ASSERT_EQ(spectra.size(), 1u);
    EXPECT_EQ(spectra[0].shift_cm1[1], 303);
    EXPECT_EQ(spectra[0].intensity.back(), 59);
}

TEST(DelimitedText, PartsASeriesWithoutNames) {
    std::string text;
    for (int time = 0; time < 3; ++time)
        text += rows([&](int, double x, double y) {
            return std::to_string(10 * time) + "\t" + spec::shortest(400 - x) + "\t" + spec::shortest(y + time);
        });
    const auto spectra = std::get<std::vector<RamanSpectrum>>(read(text).data);
    ASSERT_EQ(spectra.size(), 3u);
    EXPECT_EQ(spectra[1].title, "quartz at 10");
    EXPECT_EQ(spectra[1].shift_cm1.size(), 60u);
    EXPECT_EQ(spectra[1].intensity.back(), 2);
    EXPECT_EQ(spectra[1].file_order, spec::AxisOrder::descending);
}

TEST(DelimitedText, TakesTheTimeOfLabspec) {
    EXPECT_EQ(
        read("#Laser=\t532nm_Edge\n#Acquired=\t16.12.2019 09:57:07\n" + two_columns("\t")).metadata.at("acquired"),
        "2019-12-16T09:57:07");
}

TEST(DelimitedText, SaysWhatIsNotRaman) {
    EXPECT_EQ(read("PE FL                   SPECTRUM    ASCII       PEDS        1.60\n#DATA\n" + two_columns("\t"))
                  .not_identifiable,
              "PerkinElmer FL spectrum (PEDS), not Raman");
    std::string infrared = "cm-1,ARB\n";
    for (int x = 4000; x >= 650; --x) infrared += std::to_string(x) + "," + std::to_string(x % 9) + "\n";
    EXPECT_THAT(
        read(infrared).notes,
        ElementsAre(
            "the axis runs from 4000 down to 650 cm-1, as infrared spectra do; the file does not say which it is"));
}

TEST(DelimitedText, TakesEveryFurtherColumnForASpectrum) {
    const auto measurement = read("cm-1,a,b\n" + rows([](int, double x, double y) {
                                      return spec::shortest(x) + "," + spec::shortest(y) + "," + spec::shortest(-y);
                                  }));
    const auto spectra = std::get<std::vector<RamanSpectrum>>(measurement.data);
    ASSERT_EQ(spectra.size(), 2u);
    EXPECT_EQ(spectra[1].title, "quartz b");
    EXPECT_EQ(spectra[1].intensity.front(), -1);
}

TEST(DelimitedText, ConvertsWavelengthsWithTheLaserOfTheHeader) {
    const auto measurement = read("Laser Wavelength,785\nWavelength,Intensity\n" + rows([](int i, double, double y) {
                                      return std::to_string(800 + i) + "," + spec::shortest(y);
                                  }));
    EXPECT_NEAR(first(measurement).shift_cm1.front(), 238.85, 0.01);  // 1e7/785 - 1e7/800 by hand
    EXPECT_THAT(measurement.notes, ElementsAre("wavelengths were converted to shifts from a laser of 785 nm"));
}

TEST(DelimitedText, RefusesWhatIsNoRamanSpectrum) {
    const auto counted = [](const char* head) {
        return head + rows([](int i, double, double y) { return std::to_string(i) + "," + spec::shortest(y); });
    };
    EXPECT_EQ(refusal("a.csv", counted("Pixel,Intensity\n")),
              "a.csv:2: x axis is detector pixels (expected Raman shift: calibrate first)");
    EXPECT_EQ(refusal("a.csv", counted("")),
              "a.csv:1: x axis is detector pixels (expected Raman shift: calibrate first)");
    EXPECT_EQ(refusal("a.csv", counted("Wavelength,Intensity\n")),
              "a.csv:2: x axis is wavelength and no laser wavelength is given (expected Raman shift in cm-1)");
    EXPECT_EQ(refusal("a.csv", two_columns(",").substr(0, 200)),
              "a.csv:1: 30 points are no spectrum (expected 50 or more)");
    EXPECT_EQ(refusal("a.csv", rows([](int, double x, double) { return spec::shortest(x) + ",7"; })),
              "a.csv:1: all ordinates are 7 (expected a spectrum)");
    EXPECT_EQ(refusal("a.csv",
                      rows([](int, double x, double y) { return spec::shortest(x + 9000) + "," + spec::shortest(y); })),
              "a.csv:1: x axis is absolute wavenumber and no laser wavelength is given (expected Raman shift in cm-1)");
    EXPECT_EQ(refusal("a.csv", rows([](int i, double, double y) {
                          return spec::shortest(100 + i % 3) + "," + spec::shortest(y);
                      })),
              "a.csv:1: x axis does not step: 3 different values in 60 points (expected a strictly ascending or "
              "descending axis)");
    EXPECT_EQ(
        refusal("a.csv", "Pixel,Shift,Raw\n" + rows([](int i, double x, double y) {
                             return std::to_string(i) + "," + spec::shortest(x) + ",5," + spec::shortest(y) + ",5";
                         })),
        "a.csv:2: the row has 5 fields, the line of names 3 (expected as many: decimal commas in a file separated by "
        "commas cannot be told apart)");
    EXPECT_EQ(refusal("a.csv", "no numbers here\n"), "a.csv: unknown format (expected one that `sarap formats` lists)");
    EXPECT_EQ(read("cm-1,Absorbance\n" + two_columns(",")).not_identifiable, "absorbance, not Raman intensity");
}

// The decoding expected was read from the files by hand: points, first and last shift, laser.
TEST(DelimitedText, ReadsTheMeasuredExports) {
    struct Expected {
        const char* file;
        std::size_t points;
        double low, high;
    };
    for (const Expected& expected :
         {Expected{"ramanchada2/BWTEK/PST10_iR532_Probe_100_3000msx7.txt", 1801, 145.99, 4010.28},
          Expected{"ramanchada2/Neegala/PST_532nm_EZI860.txt", 2048, -1108.7552434383913, 4744.707},
          Expected{"ramanchada2/Renishaw/nCal_Qontor785_z005H12_100_1x3s.txt", 1021, -154.502, 1111.108398},
          Expected{"ramanchada1/Copper sulphate powder.CSV", 3528, 99.70802, 3500.56},
          Expected{"ramanchada1/Neon_Wasatch_Probe_2000msx15.csv", 1024, 86.89, 3228.51},
          Expected{"arcadia_spectrometers/Wasatch_WP532X/acetonitrile.csv", 2048, -601.2798364891678, 4764.79}}) {
        const auto path = spec::test::measured("raman/files/" + std::string(expected.file));
        SARAP_NEEDS(path);
        const auto measurement = spec::io::read(path);
        const RamanSpectrum& spectrum = first(measurement);
        EXPECT_EQ(spectrum.shift_cm1.size(), expected.points) << expected.file;
        EXPECT_NEAR(spectrum.shift_cm1.front(), expected.low, 0.01) << expected.file;
        EXPECT_NEAR(spectrum.shift_cm1.back(), expected.high, 0.01) << expected.file;
    }
}

}  // namespace
