#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <spec/io/write.hpp>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using namespace spec;

Measurement read(const std::string& text) { return io::read(io::Source::from_bytes("x", text)); }

Measurement run() {
    GcmsRun run;
    run.retention_time_s = {185.502, 185.8};
    run.scan_begin = {0, 2, 3};
    run.mz = {40.1, 41.05, 300};
    run.intensity = {0.1, 1e7, 12};
    Measurement measurement;
    measurement.technique = Technique::gcms;
    measurement.metadata["sample"] = "220223001";
    measurement.data = run;
    return measurement;
}

Measurement raman(AxisOrder order) {
    RamanSpectrum spectrum;
    spectrum.title = "quartz";
    spectrum.laser_nm = 785;
    spectrum.shift_cm1 = {100.1, 101.25, 102};
    spectrum.intensity = {1.0 / 3, 2, -5};
    spectrum.file_order = order;
    Measurement measurement;
    measurement.technique = Technique::raman;
    measurement.data = std::vector<RamanSpectrum>{spectrum};
    return measurement;
}

Measurement library() {
    return read(
        "Name: A\nSynon: B\nFormula: C2H6O\nExactMass: 46.041865\nInChIKey: LFQSCWFLJHTTHZ-UHFFFAOYSA-N\nSMILES: CCO\n"
        "CASNO: 64-17-5\nRI: 427\nID: e1\nComment: x\nNum Peaks: 2\n31 999\n45.03 0.1\n\nName: C\nNum Peaks: 1\n41 "
        "1\n\n");
}

void expect_equal(const GcmsRun& a, const GcmsRun& b) {
    EXPECT_EQ(a.retention_time_s, b.retention_time_s);
    EXPECT_EQ(a.scan_begin, b.scan_begin);
    EXPECT_EQ(a.mz, b.mz);
    EXPECT_EQ(a.intensity, b.intensity);
}

TEST(WriteCsv, WritesOneRowAPoint) {
    EXPECT_EQ(io::write_csv(run()),
              "retention_time_s,mz,intensity\n185.502,40.1,0.1\n185.502,41.05,1e+07\n185.8,300,12\n");
    EXPECT_EQ(io::write_csv(library()), "spectrum,mz,intensity\n1,31,999\n1,45.03,0.1\n2,41,1\n");
}

TEST(WriteCsv, KeepsTheOrderOfTheFile) {
    EXPECT_EQ(io::write_csv(raman(AxisOrder::descending)),
              "shift_cm1,intensity\n102,-5\n101.25,2\n100.1,0.3333333333333333\n");
}

TEST(WriteCsv, IsReadBackAsTheSameNumbers) {
    expect_equal(std::get<GcmsRun>(read(io::write_csv(run())).data), std::get<GcmsRun>(run().data));
    const auto back = read(io::write_csv(raman(AxisOrder::descending)));
    const auto& spectrum = std::get<std::vector<RamanSpectrum>>(back.data).at(0);
    EXPECT_EQ(spectrum.intensity, (std::vector<double>{1.0 / 3, 2, -5}));
    EXPECT_EQ(spectrum.file_order, AxisOrder::descending);
    const auto records = std::get<std::vector<SpectrumRecord>>(read(io::write_csv(library())).data);
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].spectrum.mz, (std::vector<double>{31, 45.03}));
}

TEST(WriteMsp, IsReadBackWithAllFields) {
    const auto records = std::get<std::vector<SpectrumRecord>>(read(io::write_msp(library())).data);
    ASSERT_EQ(records.size(), 2u);
    const SpectrumRecord& record = records[0];
    EXPECT_EQ(record.name, "A");
    EXPECT_EQ(record.synonyms, std::vector<std::string>{"B"});
    EXPECT_EQ(record.formula, "C2H6O");
    EXPECT_EQ(record.exact_mass, 46.041865);
    EXPECT_EQ(record.inchikey, "LFQSCWFLJHTTHZ-UHFFFAOYSA-N");
    EXPECT_EQ(record.smiles, "CCO");
    EXPECT_EQ(record.cas, "64-17-5");
    EXPECT_EQ(record.retention_index->value, 427);
    EXPECT_EQ(record.id, "e1");
    EXPECT_EQ(record.metadata.at("comment"), "x");
    EXPECT_EQ(record.spectrum.intensity, (std::vector<double>{999, 0.1}));
    EXPECT_EQ(io::write_msp(read(io::write_msp(library()))), io::write_msp(library()));
}

TEST(WriteJcamp, IsReadBackAsTheSameNumbers) {
    expect_equal(std::get<GcmsRun>(read(io::write_jcamp(run())).data), std::get<GcmsRun>(run().data));
    const auto back = read(io::write_jcamp(raman(AxisOrder::descending)));
    const auto& spectrum = std::get<std::vector<RamanSpectrum>>(back.data).at(0);
    EXPECT_EQ(spectrum.title, "quartz");
    EXPECT_EQ(spectrum.laser_nm, 785);
    EXPECT_EQ(spectrum.shift_cm1, (std::vector<double>{100.1, 101.25, 102}));
    EXPECT_EQ(spectrum.intensity, (std::vector<double>{1.0 / 3, 2, -5}));
    EXPECT_EQ(spectrum.file_order, AxisOrder::descending);
    const auto records = std::get<std::vector<SpectrumRecord>>(read(io::write_jcamp(library())).data);
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].synonyms, std::vector<std::string>{"B"});
    EXPECT_EQ(records[0].id, "e1");
    EXPECT_EQ(records[0].spectrum.intensity, (std::vector<double>{999, 0.1}));
}

TEST(WriteMzml, HoldsMassSpectraOnly) {
    for (const auto write : {io::write_mzml, io::write_msp})
        EXPECT_THROW(write(raman(AxisOrder::ascending)), UsageError);
    try {
        io::write_mzml(raman(AxisOrder::ascending));
    } catch (const UsageError& error) {
        EXPECT_STREQ(error.what(), "only mass spectra can be written as mzML (expected csv or jcamp for this file)");
    }
    try {
        io::write_msp(raman(AxisOrder::ascending));
    } catch (const UsageError& error) {
        EXPECT_STREQ(error.what(), "only mass spectra can be written as MSP (expected csv or jcamp for this file)");
    }
}

TEST(WriteHdf5, IsReadBackWithEverything) {
    const auto a = read(io::write_hdf5(run()));
    EXPECT_EQ(a.provenance.format, "sarap_hdf5");
    EXPECT_EQ(a.technique, Technique::gcms);
    EXPECT_EQ(a.metadata, run().metadata);
    expect_equal(std::get<GcmsRun>(a.data), std::get<GcmsRun>(run().data));
    const auto b = read(io::write_hdf5(raman(AxisOrder::descending)));
    EXPECT_EQ(io::write_jcamp(b), io::write_jcamp(raman(AxisOrder::descending)));
    const auto c = read(io::write_hdf5(library()));
    EXPECT_EQ(io::write_msp(c), io::write_msp(library()));
}

TEST(WriteHdf5, GivesTheSameBytesEveryTime) { EXPECT_EQ(io::write_hdf5(library()), io::write_hdf5(library())); }

TEST(WriteHdf5, RefusesDamageBeforeTheLibrarySeesIt) {
    using test::refusal;
    const std::string whole = io::write_hdf5(run());
    std::string changed = whole;
    changed[whole.size() / 2] ^= 1;
    EXPECT_EQ(refusal("a.h5", changed),
              "a.h5: the SHA-256 of the user block does not agree with the content (damaged or cut short)");
    EXPECT_EQ(refusal("a.h5", whole.substr(0, whole.size() - 1)),
              "a.h5: the SHA-256 of the user block does not agree with the content (damaged or cut short)");
    EXPECT_EQ(refusal("a.h5", whole.substr(0, 512)),
              "a.h5: the file ends within its user block (expected HDF5 after 512 bytes: cut short?)");
}

TEST(Csv, RefusesDamageWithTheLine) {
    using test::refusal;
    EXPECT_EQ(refusal("a.csv", "mz,intensity\n"), "a.csv:1: no rows after the header (expected one a point)");
    EXPECT_EQ(refusal("a.csv", "mz,intensity\n41,1\n42\n"), "a.csv:3: '42' (expected 2 numbers separated by commas)");
    EXPECT_EQ(refusal("a.csv", "mz,intensity\n41,1\n42,nan\n"),
              "a.csv:3: '42,nan' (expected 2 numbers separated by commas)");
    EXPECT_EQ(refusal("a.csv", "retention_time_s,mz,intensity\n2,41,1\n1,41,1\n"),
              "a.csv:3: scan 2 (1 s) does not come after scan 1 (2 s) (expected ascending times)");
    EXPECT_EQ(refusal("a.csv", "retention_time_s,mz,intensity\n2,41,1\n2,40,1\n"),
              "a.csv:2: m/z 40 follows m/z 41 in scan 1 (2 s) (expected ascending m/z)");
    EXPECT_EQ(refusal("a.csv", "retention_time_s,mz,intensity\n2,41,-1\n"),
              "a.csv:2: negative intensity -1 at m/z 41 in scan 1 (2 s) (expected counts of zero or more)");
}

TEST(Ms1, ReadsScansWithTheirTimes) {
    const auto measurement = read("H\tx\nS\t1\t1\nI\tRTime\t2\nI\tTIC\t3\n40 1\n41.5 2\nS\t2\t2\nI\tRTime\t2.5\n");
    const auto& run = std::get<GcmsRun>(measurement.data);
    EXPECT_EQ(run.retention_time_s, (std::vector<double>{120, 150}));
    EXPECT_EQ(run.mz, (std::vector<double>{40, 41.5}));
}

TEST(Ms1, RefusesDamageWithTheLine) {
    using test::refusal;
    EXPECT_EQ(refusal("a.ms1", "S\t1\t1\n40 1\n"),
              "a.ms1:2: a peak before the time of its scan (expected I RTime first)");
    EXPECT_EQ(refusal("a.ms1", "S\t1\t1\nI\tRTime\tx\n"),
              "a.ms1:2: 'I\tRTime\tx' holds no time (expected I RTime minutes)");
    EXPECT_EQ(refusal("a.ms1", "S\t1\t1\nI\tRTime\t1\n40\n"),
              "a.ms1:3: '40' is not a peak (expected m/z and intensity)");
    EXPECT_EQ(refusal("a.ms1", "S\t1\t1\nS\t2\t2\n"),
              "a.ms1:2: a scan without a time (expected 'I RTime minutes' after its S line)");
}

}  // namespace
