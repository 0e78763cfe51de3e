#include <gmock/gmock.h>

#include <cstdlib>
#include <random>
#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::io::Source;
using spec::test::refusal;
using testing::HasSubstr;

const std::string signature = "\x89HDF\r\n\x1a\n";

TEST(Hdf5Spectra, RefusesDamageInOneMessage) {
    EXPECT_EQ(refusal("a.cdf", signature),
              "a.cdf: damaged HDF5 file, libhdf5 refuses it (expected a whole one; truncated copy?)");
    EXPECT_EQ(refusal("a.cdf", signature + std::string(5000, 'x')),
              "a.cdf: damaged HDF5 file, libhdf5 refuses it (expected a whole one; truncated copy?)");
}

TEST(Hdf5Spectra, NamesAChromatogramWithoutSpectra) {
    const auto path = spec::test::measured("gcms/other/rgcxgc/08GB.cdf");
    SARAP_NEEDS(path);
    EXPECT_EQ(
        refusal(Source::open(path)),
        path.string() + ": this netCDF file holds only a chromatogram (TIC), no mass spectra (expected mass_values)");
}

// The same run, once as netCDF classic and once as netCDF-4 by nccopy (Unidata).
TEST(Hdf5Spectra, ReadsNetcdf4AsItsClassicTwin) {
    const auto classic = spec::test::measured("gcms/other/openchrom_cdf/TEKNIVNT/CENTSCNH.CDF");
    SARAP_NEEDS(classic);
    const auto copy = spec::test::fresh_folder("netcdf4") / "copy.cdf";
    if (std::system(("nccopy -k netCDF-4 '" + classic.string() + "' '" + copy.string() + "' 2>/dev/null").c_str()) != 0)
        GTEST_SKIP() << "nccopy (netcdf-bin) is not at hand";
    const auto first = spec::io::read(classic), second = spec::io::read(copy);
    EXPECT_EQ(second.provenance.format, "hdf5");
    EXPECT_EQ(first.metadata, second.metadata);
    const auto &run = std::get<GcmsRun>(first.data), &twin = std::get<GcmsRun>(second.data);
    EXPECT_EQ(run.retention_time_s, twin.retention_time_s);
    EXPECT_EQ(run.scan_begin, twin.scan_begin);
    EXPECT_EQ(run.mz, twin.mz);
    EXPECT_EQ(run.intensity, twin.intensity);
}

TEST(Hdf5Spectra, ReadsAChadaSpectrum) {
    const auto path = spec::test::measured("raman/files/ramanchada1/neon/Neon_Wasatch_Probe_2000msx15.cha");
    SARAP_NEEDS(path);
    const auto measured = spec::io::read(path);
    EXPECT_EQ(measured.technique, spec::Technique::raman);
    EXPECT_GT(std::get<std::vector<spec::RamanSpectrum>>(measured.data).at(0).shift_cm1.size(), 500);
}

TEST(Hdf5Spectra, SurvivesDamagedFiles) {
    const auto path = spec::test::measured("raman/files/ramanchada1/neon/Neon_Wasatch_Probe_2000msx15.cha");
    SARAP_NEEDS(path);
    const auto source = Source::open(path);
    const std::string whole(source.text());
    EXPECT_GT(spec::test::refused_when_cut("a.cha", whole, 30), 25);
    std::mt19937 random(7);
    for (int i = 0; i < 60; ++i) {
        std::string changed = whole;
        changed[8 + random() % 2000] = static_cast<char>(random());
        try {
            (void)spec::io::read(Source::from_bytes("a.cha", changed));
        } catch (const spec::DataError&) {
        }
    }
}

}  // namespace
