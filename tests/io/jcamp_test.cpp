#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <spec/io/format.hpp>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::GcmsRun;
using spec::Measurement;
using spec::OtherSpectrum;
using spec::RamanSpectrum;
using spec::SpectrumRecord;
using spec::test::refusal;
using testing::ElementsAre;

Measurement read(const std::string& text) { return spec::io::read(spec::io::Source::from_bytes("x.jdx", text)); }
RamanSpectrum raman(const std::string& text) { return std::get<std::vector<RamanSpectrum>>(read(text).data).at(0); }

std::string spectrum(const std::string& rest, const std::string& type = "RAMAN SPECTRUM") {
    return "##TITLE=quartz\n##JCAMP-DX=4.24\n##DATA TYPE=" + type + "\n##XUNITS=1/CM\n" + rest + "##END=\n";
}
const std::string even =
    "##FIRSTX=100\n##LASTX=104\n##NPOINTS=5\n##XFACTOR=1\n##YFACTOR=0.5\n##FIRSTY=1\n##XYDATA=(X++(Y..Y))\n100 2 4 "
    "6\n103 8 10\n";

TEST(Jcamp, ReadsARamanSpectrumOnAnEvenAxis) {
    const auto measurement =
        read(spectrum("##ORIGIN=lab\n##OWNER=nobody\n##SPECTROMETER/DATA SYSTEM=inVia\n##$LASER WAVELENGTH "
                      "NM=785.0\n##$ENTRY ID=e7\n" +
                      even));
    EXPECT_EQ(measurement.technique, spec::Technique::raman);
    EXPECT_EQ(measurement.provenance.format, "jcamp_dx");
    EXPECT_FALSE(measurement.not_identifiable);
    EXPECT_THAT(measurement.notes, ElementsAre());
    const auto& curve = std::get<std::vector<RamanSpectrum>>(measurement.data).at(0);
    EXPECT_EQ(curve.title, "quartz");
    EXPECT_EQ(curve.id, "e7");
    EXPECT_EQ(curve.source, "lab");
    EXPECT_EQ(curve.licence, "nobody");
    EXPECT_EQ(curve.instrument, "inVia");
    EXPECT_EQ(curve.laser_nm, 785);
    EXPECT_THAT(curve.shift_cm1, ElementsAre(100, 101, 102, 103, 104));
    EXPECT_THAT(curve.intensity, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(curve.file_order, spec::AxisOrder::ascending);
}

TEST(Jcamp, ReadsPairsHoweverTheyAreSeparated) {
    for (const char* pairs : {"100, 1\n101.5, 2\n", "100,1;101.5,2\n", "100 1 101.5 2\n", "100,1 101.5,2\n",
                              "100\t1\r101.5\t2\r", "100, 1; 101.5, 2;\n"}) {
        const auto curve = raman(spectrum("##NPOINTS=2\n##XYPOINTS=(XY..XY)\n" + std::string(pairs)));
        EXPECT_THAT(curve.shift_cm1, ElementsAre(100, 101.5)) << pairs;
        EXPECT_THAT(curve.intensity, ElementsAre(1, 2)) << pairs;
    }
}

TEST(Jcamp, ReadsDecimalCommasWhenThePointsSayThatTheyAre) {
    const auto measurement = read(spectrum("##NPOINTS=2\n##XYPOINTS=(XY..XY)\n100,5 1,25\n101,5 2,5\n"));
    const auto& curve = std::get<std::vector<RamanSpectrum>>(measurement.data).at(0);
    EXPECT_THAT(curve.shift_cm1, ElementsAre(100.5, 101.5));
    EXPECT_THAT(curve.intensity, ElementsAre(1.25, 2.5));
    EXPECT_THAT(measurement.notes, ElementsAre("decimal commas were read as decimal points"));
}

TEST(Jcamp, ReadsAPeakTableAsBands) {
    const auto curve = raman(spectrum("##NPOINTS=2\n##PEAK TABLE=(XYW..XYW)\n464,100,7 $$ quartz\n206,30,9\n"));
    EXPECT_TRUE(curve.band_table);
    EXPECT_THAT(curve.shift_cm1, ElementsAre(206, 464));
    EXPECT_THAT(curve.intensity, ElementsAre(30, 100));
}

TEST(Jcamp, TurnsADescendingAxisRoundAndRemembersIt) {
    const auto curve = raman(spectrum("##FIRSTX=104\n##LASTX=100\n##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n104 1 2 3\n"));
    EXPECT_EQ(curve.file_order, spec::AxisOrder::descending);
    EXPECT_THAT(curve.shift_cm1, ElementsAre(100, 102, 104));
    EXPECT_THAT(curve.intensity, ElementsAre(3, 2, 1));
}

TEST(Jcamp, LeavesMissingOrdinatesOutAndSaysSo) {
    const auto measurement = read(spectrum("##FIRSTX=1\n##LASTX=3\n##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n1 5 ? 7\n"));
    EXPECT_THAT(std::get<std::vector<RamanSpectrum>>(measurement.data).at(0).shift_cm1, ElementsAre(1, 3));
    EXPECT_THAT(measurement.notes, ElementsAre("1 ordinates marked as missing ('?') were left out"));
}

TEST(Jcamp, ComparesLabelsWithoutBlanksAndSigns) {
    const auto curve = raman(
        "##TITLE= a\r\n##jcamp_dx= 5.01\r\n##Data-Type= Raman Spectrum $$ x\r\n##FIRST X=1\r\n##LAST_X=2\r\n##N "
        "POINTS=2\r\n"
        "##XY DATA= (X++(Y..Y))\r\n1 3 4\r\n##END=\r\n");
    EXPECT_EQ(curve.title, "a");
    EXPECT_THAT(curve.intensity, ElementsAre(3, 4));
}

TEST(Jcamp, ConvertsWavelengthsWhenTheLaserIsKnown) {
    const std::string nanometres =
        "##TITLE=a\n##DATA TYPE=RAMAN "
        "SPECTRUM\n##XUNITS=NANOMETERS\n##NPOINTS=2\n##XYPOINTS=(XY..XY)\n800,1\n850,2\n##END=\n";
    EXPECT_EQ(refusal("x.jdx", nanometres),
              "x.jdx:5: x axis in nanometres and no laser wavelength (expected ##XUNITS=1/CM)");
    const auto curve = raman("##TITLE=a\n##$LASER WAVELENGTH=785\n" + nanometres.substr(nanometres.find("##DATA")));
    EXPECT_NEAR(curve.shift_cm1[0], 238.85, 0.01);  // 1e7/785 - 1e7/800 by hand
}

TEST(Jcamp, RefusesDamagedTablesWithTheLine) {
    EXPECT_EQ(refusal("x.jdx", spectrum("##NPOINTS=3\n##XYPOINTS=(XY..XY)\n1,2\n3,4\n")),
              "x.jdx:6: holds 2 points, ##NPOINTS announces 3 (cut short or damaged?)");
    EXPECT_EQ(refusal("x.jdx", spectrum("##XYPOINTS=(XY..XY)\n1,2\n3\n")),
              "x.jdx:5: 3 numbers do not make groups of 2 (cut short or damaged?)");
    EXPECT_EQ(refusal("x.jdx", spectrum("##XYPOINTS=(XY..XY)\n1,2\n3,x4\n")), "x.jdx:7: 'x4' is not a number");
    EXPECT_EQ(refusal("x.jdx", spectrum("##XYPOINTS=(XY..XY)\n1,2\n3,nan\n")), "x.jdx:7: 'nan' is not a number");
    EXPECT_EQ(refusal("x.jdx", spectrum("##NPOINTS=many\n##XYPOINTS=(XY..XY)\n1,2\n")),
              "x.jdx:5: ##NPOINTS 'many' is not a number");
    EXPECT_EQ(refusal("x.jdx", spectrum("##NPOINTS=-1\n##XYPOINTS=(XY..XY)\n1,2\n")),
              "x.jdx:5: ##NPOINTS -1 is not a count (expected a whole number)");
    EXPECT_EQ(refusal("x.jdx", spectrum("##FIRSTX=1\n##NPOINTS=2\n##XYDATA=(X++(Y..Y))\n1 3 4\n")),
              "x.jdx:7: neither ##LASTX nor ##DELTAX (expected one of them with (X++(Y..Y)))");
    EXPECT_EQ(refusal("x.jdx", spectrum("##FIRSTX=1\n##LASTX=1\n##NPOINTS=2\n##XYDATA=(X++(Y..Y))\n1 3 4\n")),
              "x.jdx:8: x axis does not step (expected ##FIRSTX and ##LASTX that differ)");
    EXPECT_EQ(refusal("x.jdx", spectrum("##XYDATA=(Q++(A..A))\n1 3 4\n")),
              "x.jdx:5: table form '(Q++(A..A))' is not known (expected (X++(Y..Y)), (XY..XY) or (XYW..XYW))");
    EXPECT_EQ(refusal("x.jdx", spectrum("")),
              "x.jdx:1: a block without data (expected XYDATA, XYPOINTS, PEAK TABLE or NTUPLES)");
    EXPECT_EQ(refusal("x.jdx", "##TITLE=a\n##END=\n"),
              "x.jdx: JCAMP-DX file without a spectrum (expected XYDATA, XYPOINTS or PEAK TABLE)");
    EXPECT_EQ(refusal("x.jdx", spectrum("##XYPOINTS=(XY..XY)\n5,1\n5,2\n5,3\n")),
              "x.jdx:5: x axis does not step: 1 different values in 3 points (expected a strictly ascending or "
              "descending axis)");
}

TEST(Jcamp, ChecksTheAbscissaOfEveryLine) {
    const auto shifted = [](const char* x) {
        return spectrum("##FIRSTX=100\n##LASTX=104\n##NPOINTS=5\n##XYDATA=(X++(Y..Y))\n100 2 4 6\n" + std::string(x) +
                        " 8 10\n");
    };
    EXPECT_THAT(read(shifted("103.6")).notes, ElementsAre());
    EXPECT_THAT(read(shifted("104.5")).notes, ElementsAre("abscissas of lines are up to 1.5 steps off the axis"));
    EXPECT_EQ(refusal("x.jdx", shifted("106")), "x.jdx:10: abscissa 106 should be 103 (points lost or damaged?)");
}

TEST(Jcamp, SaysWhatASpectrumOfAnotherKindIs) {
    const auto measurement = read(spectrum(even, "INFRARED SPECTRUM"));
    EXPECT_EQ(measurement.technique, spec::Technique::other);
    EXPECT_EQ(measurement.not_identifiable, "infrared spectrum, not Raman (DATA TYPE=INFRARED SPECTRUM)");
    EXPECT_THAT(std::get<std::vector<OtherSpectrum>>(measurement.data).at(0).y, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(read(spectrum(even, "NMR SPECTRUM")).not_identifiable,
              "nuclear magnetic resonance spectrum, not Raman (DATA TYPE=NMR SPECTRUM)");
}

TEST(Jcamp, ReadsALibraryOfMassSpectraAndKeepsBrokenOnes) {
    const std::string good =
        "##TITLE=Toluene\n##DATA TYPE=MASS SPECTRUM\n##CAS REGISTRY NO=108-88-3\n##MOLFORM=C7H8\n##$RETENTION "
        "INDEX=769\n"
        "##NPOINTS=2\n##PEAK TABLE=(XY..XY)\n91,100 92,60\n##END=\n";
    const std::string bad =
        "##TITLE=Broken\n##DATA TYPE=MASS SPECTRUM\n##NPOINTS=2\n##PEAK TABLE=(XY..XY)\n91,-1 92,60\n##END=\n";
    const auto measurement = read(good + bad + good);
    EXPECT_EQ(measurement.technique, spec::Technique::ei_ms);
    const auto& records = std::get<std::vector<SpectrumRecord>>(measurement.data);
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[0].name, "Toluene");
    EXPECT_EQ(records[0].cas, "108-88-3");
    EXPECT_EQ(records[0].formula, "C7H8");
    EXPECT_EQ(records[0].retention_index->value, 769);
    EXPECT_THAT(records[0].spectrum.intensity, ElementsAre(100, 60));
    EXPECT_EQ(records[1].defect, "intensity -1 at m/z 91 (expected 0 or above) on line 13");
    EXPECT_EQ(records[1].line, 10u);
    EXPECT_EQ(refusal("x.jdx", bad), "x.jdx: intensity -1 at m/z 91 (expected 0 or above) on line 4");
}

const std::string run_head = "##TITLE=\n##JCAMP-DX=\n##IONIZATION_MODE= EI+\n";
std::string scan(const std::string& time, const std::string& points) {
    return "##SCAN_NUMBER= 1\n##RETENTION_TIME= " + time + "\n##TIC= 30\n##NPOINTS= 2\n##XYDATA= (XY..XY)\n" + points;
}

TEST(Jcamp, ReadsAGcmsRunAndSortsItsScans) {
    const auto measurement =
        read(run_head + scan("1.5", " 43.0, 10\n 41.5, 20\n") + scan("2.5", " 41.0, 20\n 43.0, 10\n"));
    EXPECT_EQ(measurement.technique, spec::Technique::gcms);
    const auto& run = std::get<GcmsRun>(measurement.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(1.5, 2.5));
    EXPECT_THAT(run.mz, ElementsAre(41.5, 43, 41, 43));
    EXPECT_THAT(run.intensity, ElementsAre(20, 10, 20, 10));
    EXPECT_THAT(measurement.notes, ElementsAre("m/z were not ascending in 1 of 2 scans and were sorted"));
    EXPECT_FALSE(measurement.not_identifiable);
}

TEST(Jcamp, RefusesADamagedRunWithTheLine) {
    EXPECT_EQ(refusal("x.jdx", run_head + scan("2.5", "41,1\n42,2\n") + scan("1.5", "41,1\n42,2\n")),
              "x.jdx:15: scan 2 (1.5 s) does not come after scan 1 (2.5 s) (expected ascending times)");
    EXPECT_EQ(refusal("x.jdx", run_head + scan("1.5", "41,1\n")),
              "x.jdx:8: holds 1 points, ##NPOINTS announces 2 (cut short or damaged?)");
    EXPECT_EQ(refusal("x.jdx", run_head + scan("1.5", "41,1\n42,-2\n")),
              "x.jdx:8: negative intensity -2 at m/z 42 in scan 1 (1.5 s) (expected counts of zero or more)");
    EXPECT_EQ(refusal("x.jdx", run_head + scan("1.5", "41,1\n42,2\n") + "##SCAN_NUMBER= 2\n##RETENTION_TIME= 3\n"),
              "x.jdx:12: the last scan has no ##XYDATA (expected its points: cut short?)");
    EXPECT_EQ(refusal("x.jdx", run_head + scan("soon", "41,1\n42,2\n")),
              "x.jdx:5: ##RETENTION_TIME 'soon' is not a number");
}

const std::string tuples_head =
    "##TITLE=t\n##DATA TYPE=NMR SPECTRUM\n##NTUPLES=NMR SPECTRUM\n##VAR_NAME=FREQUENCY, SPECTRUM/REAL, SPECTRUM/IMAG, "
    "PAGE NUMBER\n"
    "##SYMBOL=X, R, I, N\n##VAR_DIM=3, 3, 3, 2\n##UNITS=HZ, ARBITRARY UNITS, ARBITRARY UNITS,\n##FIRST=10, 2, 3, 1\n"
    "##LAST=30, 4, 5, 2\n##FACTOR=10, 0.5, 2, 1\n";

TEST(Jcamp, ReadsEveryPageOfNtuples) {
    const auto measurement = read(tuples_head +
                                  "##PAGE=N=1\n##DATA TABLE=(X++(R..R)), XYDATA\n1 4 6 8\n##PAGE=N=2\n"
                                  "##DATA TABLE=(X++(I..I)), XYDATA\n1ABC\n##END NTUPLES=NMR SPECTRUM\n##END=\n");
    const auto spectra = std::get<std::vector<OtherSpectrum>>(measurement.data);
    ASSERT_EQ(spectra.size(), 2u);
    EXPECT_EQ(spectra[0].title, "t SPECTRUM/REAL");
    EXPECT_EQ(spectra[0].x_label, "HZ");
    EXPECT_THAT(spectra[0].x, ElementsAre(10, 20, 30));
    EXPECT_THAT(spectra[0].y, ElementsAre(2, 3, 4));
    EXPECT_THAT(spectra[1].y, ElementsAre(2, 4, 6));
}

TEST(Jcamp, RefusesDamagedNtuples) {
    EXPECT_EQ(refusal("x.jdx", tuples_head + "##PAGE=N=1\n##DATA TABLE=(X++(Q..Q)), XYDATA\n1 4 6 8\n##END=\n"),
              "x.jdx:12: table form '(X++(Q..Q))' names a variable that ##SYMBOL does not list");
    EXPECT_EQ(refusal("x.jdx", tuples_head + "##PAGE=N=1\n##DATA TABLE=(X++(R..R)), XYDATA\n1 4 6\n##END=\n"),
              "x.jdx:12: holds 2 points, ##NPOINTS announces 3 (cut short or damaged?)");
}

TEST(Jcamp, ReadsNtuplesOfMassSpectraAsARun) {
    const std::string head =
        "##TITLE=run\n##DATA TYPE=MASS SPECTRUM\n##NTUPLES=MASS SPECTRUM\n##VAR_NAME=MASS, INTENSITY, RETENTION TIME\n"
        "##SYMBOL=X, Y, T\n##UNITS=M/Z, RELATIVE ABUNDANCE, MINUTES\n##FACTOR=1, 1, 1\n";
    const auto measurement =
        read(head +
             "##PAGE=T=1\n##NPOINTS=2\n##DATA TABLE=(XY..XY), PEAKS\n43,5 41,7\n##PAGE=T=1.5\n##NPOINTS=1\n"
             "##DATA TABLE=(XY..XY), PEAKS\n41,7\n##END NTUPLES=MASS SPECTRUM\n##END=\n");
    EXPECT_EQ(measurement.technique, spec::Technique::gcms);
    const auto& run = std::get<GcmsRun>(measurement.data);
    EXPECT_THAT(run.retention_time_s, ElementsAre(60, 90));
    EXPECT_THAT(run.mz, ElementsAre(41, 43, 41));
    EXPECT_THAT(measurement.notes, ElementsAre("m/z were not ascending in 1 of 2 scans and were sorted"));
    EXPECT_EQ(refusal("x.jdx", head + "##DATA TABLE=(XY..XY), PEAKS\n43,5\n##PAGE=T=1\n##END=\n"),
              "x.jdx:8: a page without a time (expected ##PAGE= T= seconds before it)");
}

TEST(Jcamp, ReadsLinkedBlocksAndInterferograms) {
    const std::string block =
        "##TITLE=b\n##DATA TYPE=RAMAN SPECTRUM\n##FIRSTX=1\n##LASTX=3\n##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n1 5 6 "
        "7\n##END=\n";
    const auto linked =
        read("##TITLE=all\n##DATA TYPE=LINK\n##BLOCKS=3\n" + block + block +
             "##TITLE=i\n##DATA TYPE=INFRARED "
             "INTERFEROGRAM\n##FIRSTR=0\n##LASTR=2\n##NPOINTS=3\n##RADATA=(R++(A..A))\n0+10-11+12\n##END=\n##END=\n");
    EXPECT_EQ(std::get<std::vector<RamanSpectrum>>(linked.data).size(), 2u);
    EXPECT_THAT(linked.notes, ElementsAre("1 spectra of other kinds of the file were left out"));
    const auto alone = read(
        "##TITLE=i\n##DATA TYPE=INFRARED "
        "INTERFEROGRAM\n##FIRSTR=0\n##LASTR=2\n##NPOINTS=3\n##RADATA=(R++(A..A))\n0+10-11+12\n##END=\n");
    EXPECT_THAT(std::get<std::vector<OtherSpectrum>>(alone.data).at(0).y, ElementsAre(10, -11, 12));
}

TEST(Jcamp, NotesAMissingEnd) {
    const std::string text = spectrum(even);
    EXPECT_THAT(read(text.substr(0, text.size() - 7)).notes, ElementsAre("##END= is missing (cut short?)"));
}

// cheminfo/jcampconverter: one NMR spectrum of 16,384 points written in the four forms.
TEST(Jcamp, ReadsTheSameValuesInAllFourForms) {
    std::vector<std::vector<double>> forms;
    for (const char* name : {"fix", "packed", "squeezed", "difdup"}) {
        const auto path =
            spec::test::measured("raman/files/cheminfo_jcampconverter/compression/jcamp-" + std::string(name) + ".dx");
        SARAP_NEEDS(path);
        forms.push_back(std::get<std::vector<OtherSpectrum>>(spec::io::read(path).data).at(0).y);
    }
    EXPECT_EQ(forms[0].size(), 16384u);
    for (std::size_t i = 1; i < forms.size(); ++i) EXPECT_EQ(forms[i], forms[0]) << i;
}

// shared/data/gcms/other/files.csv: figures of an independent reader.
TEST(Jcamp, ReadsTheMeasuredRuns) {
    struct Expected {
        const char* file;
        std::size_t scans, points;
        double first_s, last_s, total;
    };
    for (const Expected& expected :
         {Expected{"cheminfo_jcampconverter/gcms.jdx", 2420, 215475, 125.207, 1799.596, 1.94879e8},
          Expected{"pymassspec/ELEY_2_SUBTRACT.JDX", 2103, 142305, 1.052, 2220.764, 4.19651e9},
          Expected{"pymassspec/GECO_5_SUBTRACT.JDX", 2103, 128253, 1.052, 2220.764, 3.95395e9}}) {
        const auto path = spec::test::measured("gcms/other/" + std::string(expected.file));
        SARAP_NEEDS(path);
        const auto measurement = spec::io::read(path);
        const auto& run = std::get<GcmsRun>(measurement.data);
        EXPECT_EQ(run.scans(), expected.scans);
        EXPECT_EQ(run.points(), expected.points);
        EXPECT_NEAR(run.retention_time_s.front(), expected.first_s, 5e-4);
        EXPECT_NEAR(run.retention_time_s.back(), expected.last_s, 5e-4);
        EXPECT_NEAR(std::accumulate(run.intensity.begin(), run.intensity.end(), 0.0), expected.total,
                    1e-5 * expected.total);
    }
}

TEST(Jcamp, SurvivesBeingCutAnywhere) {
    EXPECT_GT(spec::test::refused_when_cut("x.jdx", spectrum(even), 200), 150);
    EXPECT_GT(spec::test::refused_when_cut("x.jdx",
                                           run_head + scan("1.5", "41,1\n42,2\n") + scan("2.5", "41,1\n42,2\n"), 200),
              150);
}

}  // namespace
