#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "netcdf_bytes.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::Netcdf;
using spec::test::refusal;
using testing::Contains;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

/// Two scans of two and one points; m/z as thousandths, an entry of flags (99, 99) after the first scan.
Netcdf small_run() {
    Netcdf file;
    file.dimensions = {{"scan_number", 2}, {"point_number", 4}};
    file.attributes = {{"experiment_type", "Centroided Mass Spectrum"},
                       {"experiment_title", "MIX   "},
                       {"operator_name", "A B"},
                       {"experiment_date_time_stamp", "20070923040800+0200"},
                       {"test_ionization_mode", "Electron Impact"}};
    file.variables = {
        {"scan_acquisition_time", {0}, std::vector<double>{1.5, 2.5}},
        {"scan_index", {0}, std::vector<std::int32_t>{0, 3}},
        {"point_count", {0}, std::vector<std::int32_t>{2, 1}},
        {"total_intensity", {0}, std::vector<double>{-9999, 3000}},
        {"mass_values", {1}, std::vector<std::int32_t>{44100, 171300, 99, 44000}, {{"scale_factor", 0.001}}},
        {"intensity_values",
         {1},
         std::vector<std::int16_t>{10, 20, 99, 3},
         {{"scale_factor", 1000.0}, {"add_offset", 1.0}}}};
    return file;
}

template <typename T>
std::vector<T>& values(Netcdf& file, const std::string& name) {
    for (auto& variable : file.variables)
        if (variable.name == name) return std::get<std::vector<T>>(variable.values);
    throw std::logic_error(name);
}

spec::Measurement read(const Netcdf& file) { return spec::io::read(Source::from_bytes("a.cdf", file.bytes())); }

// By hand: 44100 x 0.001, 10 x 1000 + 1; the third point belongs to no scan.
TEST(AndiNetcdf, AppliesScalesAndPassesOverFlags) {
    const auto measured = read(small_run());
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_EQ(measured.provenance.format, "andi_netcdf");
    EXPECT_EQ(measured.technique, spec::Technique::gcms);
    EXPECT_THAT(run.retention_time_s, ElementsAre(1.5, 2.5));
    EXPECT_THAT(run.scan_begin, ElementsAre(0, 2, 3));
    EXPECT_THAT(run.mz, ElementsAre(DoubleEq(44.1), DoubleEq(171.3), DoubleEq(44)));
    EXPECT_THAT(run.intensity, ElementsAre(10001, 20001, 3001));
    EXPECT_THAT(measured.notes, ElementsAre());
}

TEST(AndiNetcdf, KeepsMetadata) {
    const auto metadata = read(small_run()).metadata;
    EXPECT_EQ(metadata.at("sample"), "MIX");
    EXPECT_EQ(metadata.at("operator"), "A B");
    EXPECT_EQ(metadata.at("acquired"), "2007-09-23T04:08:00");
    EXPECT_EQ(metadata.at("acquired_zone"), "+02:00");
    EXPECT_EQ(metadata.at("ionisation"), "Electron Impact");
}

TEST(AndiNetcdf, ReadsAnEmptyScanAtTheEnd) {
    Netcdf file = small_run();
    values<std::int32_t>(file, "scan_index") = {0, 4};
    values<std::int32_t>(file, "point_count") = {2, 0};
    EXPECT_THAT(std::get<GcmsRun>(read(file).data).scan_begin, ElementsAre(0, 2, 2));
}

TEST(AndiNetcdf, DoesNotIdentifyOtherIonisation) {
    Netcdf file = small_run();
    file.attributes.back().second = "Electrospray Ionization";
    const auto measured = read(file);
    EXPECT_EQ(measured.not_identifiable, "ionisation 'Electrospray Ionization', not electron ionisation");
    EXPECT_EQ(measured.technique, spec::Technique::other);
    file.attributes.pop_back();
    EXPECT_THAT(read(file).notes, Contains("the file does not state the ionisation; electron ionisation is assumed"));
}

TEST(AndiNetcdf, FlagsSelectedIons) {
    Netcdf file = small_run();
    file.attributes.push_back({"test_scan_function", "Selected Ion Detection"});
    EXPECT_EQ(std::get<GcmsRun>(read(file).data).scan_mode, spec::ScanMode::selected_ions);
}

TEST(AndiNetcdf, CentroidsContinuumScans) {
    Netcdf file = small_run();
    file.attributes[0].second = "Continuum Mass Spectrum";
    values<std::int32_t>(file, "scan_index") = {0, 3};
    values<std::int32_t>(file, "point_count") = {3, 1};
    values<std::int32_t>(file, "mass_values") = {100000, 100100, 100200, 44000};
    values<std::int16_t>(file, "intensity_values") = {1, 2, 1, 3};
    file.variables.back().attributes.clear();
    const auto measured = read(file);
    EXPECT_THAT(std::get<GcmsRun>(measured.data).mz, ElementsAre(DoubleEq(100.1), DoubleEq(44)));
    EXPECT_THAT(std::get<GcmsRun>(measured.data).intensity, ElementsAre(4, 3));
    EXPECT_THAT(measured.notes, Contains(HasSubstr("4 points were centroided to 2 peaks")));
}

TEST(AndiNetcdf, ReadsALibrary) {
    Netcdf file = small_run();
    file.attributes[0].second = "Library Mass Spectrum";
    file.dimensions.push_back({"_8_byte_string", 8});
    file.variables[0] = {"entry_name", {0, 2}, std::string("benzene toluene ")};
    file.variables.push_back({"CAS_number", {0}, std::vector<std::int32_t>{71432, 71433}});
    file.variables.push_back({"retention_index", {0}, std::vector<double>{654, -9999}});
    values<std::int32_t>(file, "mass_values") = {171300, 44100, 99, 44000};
    const auto measured = read(file);
    EXPECT_EQ(measured.technique, spec::Technique::ei_ms);
    const auto& records = std::get<std::vector<spec::SpectrumRecord>>(measured.data);
    ASSERT_EQ(records.size(), 2);
    EXPECT_EQ(records[0].name, "benzene");
    EXPECT_EQ(records[0].cas, "71-43-2");  // benzene; 71433 fails the check digit
    EXPECT_EQ(records[1].cas, "");
    EXPECT_EQ(records[0].metadata.at("retention_index"), "654");
    EXPECT_FALSE(records[0].retention_index);  // the file does not say on which scale
    EXPECT_THAT(records[0].spectrum.mz, ElementsAre(DoubleEq(44.1), DoubleEq(171.3)));
    EXPECT_THAT(records[0].spectrum.intensity, ElementsAre(20001, 10001));
    EXPECT_THAT(records[0].notes, ElementsAre("peaks were not in the order of m/z; sorted"));
}

TEST(AndiNetcdf, RefusesWhatHoldsNoSpectra) {
    Netcdf file = small_run();
    file.variables[4].name = "ordinate_values";
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: this netCDF file holds only a chromatogram (TIC), no mass spectra (expected mass_values)");
    file = small_run();
    file.variables[0].name = "time";
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: the file has no scan_acquisition_time (expected an ANDI-MS file)");
}

TEST(AndiNetcdf, RefusesContradictions) {
    Netcdf file = small_run();
    values<std::int32_t>(file, "point_count") = {2, 2};
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: scan 2 states points 3 to 5 (expected within the 4 points of the file)");
    values<std::int32_t>(file, "point_count") = {2, -1};
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: scan 2 states points 3 to 2 (expected within the 4 points of the file)");
    file = small_run();
    values<double>(file, "scan_acquisition_time") = {2.5, 1.5};
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: scan 2 (1.5 s) does not come after scan 1 (2.5 s) (expected ascending times)");
    values<double>(file, "scan_acquisition_time") = {2.5, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_EQ(refusal("a.cdf", file.bytes()), "a.cdf: the time of scan 2 is not a finite number (expected seconds)");
    file = small_run();
    values<std::int32_t>(file, "mass_values") = {171300, 44100, 99, 44000};
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf: m/z 44.1 follows m/z 171.3 in scan 1 (1.5 s) (expected ascending m/z)");
    file = small_run();
    file.variables[5].attributes = {{"scale_factor", std::numeric_limits<double>::infinity()}};
    EXPECT_EQ(refusal("a.cdf", file.bytes()),
              "a.cdf:byte " +
                  std::to_string(file.bytes().rfind(spec::test::be(std::numeric_limits<double>::infinity()))) +
                  ": scale_factor is inf (expected a finite number)");
}

TEST(AndiNetcdf, RefusesNanAndMuchDamage) {
    Netcdf file = small_run();
    file.variables[5].values = std::vector<float>{1, std::numeric_limits<float>::quiet_NaN(), 1, 1};
    EXPECT_EQ(refusal("a.cdf", file.bytes()), "a.cdf: scan 1 holds intensity nan (expected finite numbers)");
    file.variables[5] = {"intensity_values", {1}, std::vector<float>{1, -1, 1, 1}};
    EXPECT_EQ(
        refusal("a.cdf", file.bytes()),
        "a.cdf: 1 of 3 points lie outside m/z 1 to 5000 or are negative (expected 1 % of damaged points or fewer)");
}

TEST(AndiNetcdf, DropsFewDamagedPoints) {
    Netcdf file = small_run();
    file.dimensions[1].second = 200;
    std::vector<double> mz(200), intensity(200, 1);
    for (std::size_t i = 0; i < 200; ++i) mz[i] = 100.0 + static_cast<double>(i % 100);
    mz[99] = 1.08e9;
    file.variables[4] = {"mass_values", {1}, mz};
    file.variables[5] = {"intensity_values", {1}, intensity};
    values<std::int32_t>(file, "scan_index") = {0, 100};
    values<std::int32_t>(file, "point_count") = {100, 100};
    const auto measured = read(file);
    EXPECT_EQ(std::get<GcmsRun>(measured.data).points(), 199);
    EXPECT_THAT(measured.notes,
                Contains("1 of 200 points lie outside m/z 1 to 5000 or are negative; they were dropped as damaged"));
}

TEST(AndiNetcdf, RefusesAFileThatIsCutShort) {
    const std::string whole = small_run().bytes();
    EXPECT_EQ(spec::test::refused_when_cut("a.cdf", whole, 200), 200);
    EXPECT_EQ(refusal("a.cdf", std::string_view(whole).substr(0, whole.size() - 1)),
              "a.cdf:byte " + std::to_string(whole.size() - 8) +
                  ": the file ends within the values of intensity_values (expected 8 bytes here, the "
                  "file has " +
                  std::to_string(whole.size() - 1) + "; truncated copy?)");
    EXPECT_EQ(refusal("a.cdf", std::string_view(whole).substr(0, 20)),
              "a.cdf:byte 20: the file ends within a name (expected 11 bytes here, the file has 20; truncated copy?)");
}

TEST(AndiNetcdf, RefusesADamagedHeader) {
    Netcdf large = small_run();
    large.dimensions[1].second = 2000000000;
    EXPECT_THAT(
        refusal("a.cdf", large.bytes()),
        HasSubstr(": the file ends within the values of mass_values (expected 8000000000 bytes here, the file has "));
    std::string bytes = small_run().bytes();
    spec::test::put(bytes, 8, spec::test::be<std::uint32_t>(11));
    EXPECT_EQ(refusal("a.cdf", bytes),
              "a.cdf:byte 8: the list of dimensions has the tag 11 and 2 items (expected the tag 10 and no more than "
              "the file can hold)");
    bytes = small_run().bytes();
    spec::test::put(bytes, 12, spec::test::be<std::uint32_t>(4000000000));
    EXPECT_EQ(refusal("a.cdf", bytes),
              "a.cdf:byte 8: the list of dimensions has the tag 10 and 4000000000 items (expected the tag 10 and no "
              "more than the file can hold)");
    Netcdf strange = small_run();
    strange.variables[4].dimensions = {7};
    EXPECT_THAT(refusal("a.cdf", strange.bytes()), HasSubstr(": dimension 7 (expected one of the 2 of the file)"));
    strange.variables[4].dimensions = std::vector<int>(9, 0);
    EXPECT_THAT(refusal("a.cdf", strange.bytes()), HasSubstr(": a variable of 9 dimensions (expected 8 or fewer)"));
}

// gcms/other/files.csv: figures read by another program.
struct Known {
    const char* path;
    std::size_t scans, points;
    double first_s, last_s, low_mz, high_mz, total;
    bool negative;
};

class MeasuredAndi : public testing::TestWithParam<Known> {};

TEST_P(MeasuredAndi, AgreesWithTheFiguresOfAnotherReader) {
    const Known& known = GetParam();
    const auto path = spec::test::measured("gcms/other") / known.path;
    SARAP_NEEDS(path);
    const auto measured = spec::io::read(path);
    const auto& run = std::get<GcmsRun>(measured.data);
    EXPECT_EQ(run.scans(), known.scans);
    EXPECT_EQ(run.points(), known.points);
    EXPECT_NEAR(run.retention_time_s.front(), known.first_s, 5.1e-4);
    EXPECT_NEAR(run.retention_time_s.back(), known.last_s, 5.1e-4);
    EXPECT_NEAR(*std::min_element(run.mz.begin(), run.mz.end()), known.low_mz, 5.1e-3);
    EXPECT_NEAR(*std::max_element(run.mz.begin(), run.mz.end()), known.high_mz, 5.1e-3);
    double total = 0;
    for (const double value : run.intensity) total += value;
    EXPECT_NEAR(total, known.total, 5.1e-6 * known.total);
    EXPECT_EQ(measured.not_identifiable.has_value(), known.negative);
}

INSTANTIATE_TEST_SUITE_P(
    FilesCsv, MeasuredAndi,
    testing::Values(
        Known{"cheminfo_netcdf-gcms/agilent-gcms.cdf", 6401, 157201, 5.250, 3779.754, 12, 429.2, 1.26587e8, false},
        Known{"openchrom_cdf/EXTREL/CENTSCNL.CDF", 5, 99, 0.1, 0.5, 66, 614, 2.71739e10, false},
        Known{"openchrom_cdf/EXTREL/CENTSIDL.CDF", 9, 39, 2.127, 659.708, 69, 502, 1.15778e11, false},
        Known{"openchrom_cdf/FINNIGAN/CENTSCNH.CDF", 100, 2355, 0.6, 175.8, 26.94, 207.19, 4.79449e7, false},
        Known{"openchrom_cdf/FINNIGAN/CENTSCNL.CDF", 100, 2187, 1, 100, 35, 131, 3.57825e6, false},
        Known{"openchrom_cdf/FINNIGAN/CONTINUM.CDF", 4, 28032, 8.343, 21.153, 400.08, 1799.75, 4.71495e9, true},
        Known{"openchrom_cdf/FISONS_A/CENTSCNH.CDF", 5, 857, 2, 6, 39.96, 692.89, 4.65964e8, false},
        Known{"openchrom_cdf/FISONS_A/CENTSCNL.CDF", 21, 538, 456, 477, 26.02, 201.2, 9.97859e8, false},
        Known{"openchrom_cdf/HP/CENTSCNH.CDF", 621, 7638, 301.801, 599.82, 25.85, 272.2, 5.54922e7, false},
        Known{"openchrom_cdf/KRATOS/CENTSCNL.CDF", 16, 8880, 0, 567, 51, 605, 5.0529e7, false},
        Known{"openchrom_cdf/PE_SCIEX/CENTSCNH.CDF", 35, 422, 2871.918, 3116.021, 249.35, 1531.75, 6.714e7, true},
        Known{"openchrom_cdf/PE_SCIEX/CENTSIDL.CDF", 40, 80, 459.7, 518.7, 619, 633, 204240, true},
        Known{"openchrom_cdf/TEKNIVNT/CENTSCNH.CDF", 19, 1818, 0.006, 288.139, 39.96, 593.96, 1.58534e6, false}));

TEST(AndiNetcdf, ReadsMeasuredLibraries) {
    const auto small = spec::test::measured("gcms/other/openchrom_cdf/EXTREL/LIBRARY.CDF");
    const auto large = spec::test::measured("gcms/other/openchrom_cdf/FINNIGAN/LIBRARY.CDF");
    SARAP_NEEDS(small);
    SARAP_NEEDS(large);
    const auto measured = spec::io::read(small);
    const auto& records = std::get<std::vector<spec::SpectrumRecord>>(measured.data);
    ASSERT_EQ(records.size(), 2);
    EXPECT_EQ(records[1].name, "toluene");
    EXPECT_EQ(records[1].spectrum.mz.back(), 92);
    EXPECT_EQ(std::get<std::vector<spec::SpectrumRecord>>(spec::io::read(large).data).size(), 100);
}

TEST(AndiNetcdf, NamesAChromatogramWithoutSpectra) {
    const auto path = spec::test::measured("gcms/other/cheminfo_netcdf-gcms/agilent-gcms-tic.cdf");
    SARAP_NEEDS(path);
    EXPECT_EQ(
        refusal(Source::open(path)),
        path.string() + ": this netCDF file holds only a chromatogram (TIC), no mass spectra (expected mass_values)");
}

/// The numbers of a variable as `ncdump` (Unidata) prints them; nothing when the program is not at hand.
std::vector<double> dumped(const std::filesystem::path& file, const std::string& variable) {
    const std::string command = "ncdump -p 9,17 -v " + variable + " '" + file.string() + "' 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    std::array<char, 65536> piece{};
    while (const std::size_t n = fread(piece.data(), 1, piece.size(), pipe.get())) text.append(piece.data(), n);
    std::vector<double> out;
    const auto at = text.find("\n " + variable + " = ");
    if (at == std::string::npos) return out;
    std::istringstream numbers(text.substr(at + variable.size() + 5));
    char comma = ',';
    for (double value = 0; comma == ',' && numbers >> value; numbers >> comma) out.push_back(value);
    return out;
}

TEST(AndiNetcdf, ReadsTheNumbersThatNcdumpPrints) {
    const auto path = spec::test::measured("gcms/other/cheminfo_netcdf-gcms/agilent-gcms.cdf");
    SARAP_NEEDS(path);
    const auto times = dumped(path, "scan_acquisition_time"), begin = dumped(path, "scan_index");
    auto mz = dumped(path, "mass_values"), intensity = dumped(path, "intensity_values");
    if (times.empty()) GTEST_SKIP() << "ncdump (netcdf-bin) is not at hand";
    const auto run = std::get<spec::GcmsRun>(spec::io::read(path).data);
    ASSERT_EQ(run.retention_time_s, times);
    ASSERT_EQ(run.points(), mz.size());
    for (std::size_t scan = 0; scan < times.size(); ++scan) {
        const auto first = static_cast<std::ptrdiff_t>(begin[scan]);
        const auto last = scan + 1 < times.size() ? static_cast<std::ptrdiff_t>(begin[scan + 1]) : std::ssize(mz);
        if (last - first > 1 && mz[static_cast<std::size_t>(first)] > mz[static_cast<std::size_t>(last - 1)]) {
            std::reverse(mz.begin() + first, mz.begin() + last);
            std::reverse(intensity.begin() + first, intensity.begin() + last);
        }
    }
    // Stored as 32 bits; ncdump prints nine digits of them.
    const auto stored = [](const std::vector<double>& values) {
        return std::vector<float>(values.begin(), values.end());
    };
    EXPECT_EQ(stored(run.mz), stored(mz));
    EXPECT_EQ(stored(run.intensity), stored(intensity));
}

}  // namespace
