#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <spec/io/msp.hpp>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::SpectrumRecord;
using spec::io::parse_msp;
using testing::ElementsAre;

SpectrumRecord only(const std::string& text) {
    const auto records = parse_msp(text);
    EXPECT_EQ(records.size(), 1u);
    return records.empty() ? SpectrumRecord{} : records.front();
}

const std::string plain = "Name: A\nNum Peaks: 2\n41 100\n43 50.5\n\n";

TEST(Msp, ReadsNamesIdsAndPeaks) {
    const auto record = only(
        "NAME: Epiandrosterone\nSYNON: Isoandrosterone\nSYNON: $:00in-source\nFORMULA: C19H30O2\nEXACTMASS: 290.22458\n"
        "INCHIKEY: QGXBDMJGAMFCBF-IDBYYWHPSA-N\nCASNO: 481-29-8\nID: SWGDRUG39-314\nRI: 1661.079\nCOMPOUND_KEY: "
        "QGXBDMJGAMFCBF\n"
        "Num Peaks: 3\n40 42; 41 493; 42.5 63;\n");
    EXPECT_EQ(record.name, "Epiandrosterone");
    EXPECT_THAT(record.synonyms, ElementsAre("Isoandrosterone"));
    EXPECT_EQ(record.id, "SWGDRUG39-314");
    EXPECT_EQ(record.formula, "C19H30O2");
    EXPECT_EQ(record.exact_mass, 290.22458);
    EXPECT_EQ(record.inchikey, "QGXBDMJGAMFCBF-IDBYYWHPSA-N");
    EXPECT_EQ(record.cas, "481-29-8");
    ASSERT_TRUE(record.retention_index);
    EXPECT_EQ(record.retention_index->value, 1661.079);
    EXPECT_EQ(record.retention_index->scale, "n_alkane");
    EXPECT_EQ(record.metadata.at("compound_key"), "QGXBDMJGAMFCBF");
    EXPECT_EQ(record.metadata.at("nist_tags"), "00in-source");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(40, 41, 42.5));
    EXPECT_THAT(record.spectrum.intensity, ElementsAre(42, 493, 63));
    EXPECT_FALSE(record.defect);
    EXPECT_THAT(record.notes, ElementsAre());
}

TEST(Msp, TakesEveryWayOfWritingPairs) {
    for (const char* peaks :
         {"41 100\n43 50", "41\t100\n43\t50", "41,100\n43,50", "41:100 43:50", "41 100; 43 50;", "(41,100) (43,50)",
          "41 100; 43 50", "41 100 43 50", "[41 100] [43 50]", "41, 100; 43, 50;"}) {
        const auto record = only("Name: A\nNum Peaks: 2\n" + std::string(peaks) + "\n");
        EXPECT_THAT(record.spectrum.mz, ElementsAre(41, 43)) << peaks;
        EXPECT_THAT(record.spectrum.intensity, ElementsAre(100, 50)) << peaks;
        EXPECT_THAT(record.notes, ElementsAre()) << peaks;
    }
}

TEST(Msp, PassesOverAnnotations) {
    const auto record = only("Name: A\nNum Peaks: 3\n41.1 100 \"C3H5+; 2/2\"\n43 50 \"?\"; 44 20 \"x\"\n");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(41.1, 43, 44));
    EXPECT_THAT(record.notes, ElementsAre("annotations of peaks were passed over"));
}

TEST(Msp, TakesEveryLineEnd) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        std::string text;
        for (const char c : plain + plain) text += c == '\n' ? end : std::string(1, c);
        const auto records = parse_msp(text);
        ASSERT_EQ(records.size(), 2u);
        EXPECT_EQ(records[1].line, 6u);
        EXPECT_THAT(records[1].spectrum.intensity, ElementsAre(100, 50.5));
    }
}

TEST(Msp, BeginsARecordAtANameWithoutABlankLine) {
    const auto records = parse_msp("Name: A\nNum Peaks: 1\n41 100\nName: B\nNum Peaks: 1\n43 5\n");
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[1].name, "B");
    EXPECT_EQ(records[1].line, 4u);
}

TEST(Msp, KeepsWhatIsThereWhenTheNumberOfPeaksIsWrong) {
    EXPECT_THAT(only("Name: A\nNum Peaks: 5\n41 100\n").notes, ElementsAre("states 5 peaks, holds 1"));
    EXPECT_THAT(only("Name: A\nNum Peaks: 1\n41 100\n42 1\n").notes, ElementsAre("states 1 peaks, holds 2"));
    EXPECT_THAT(only("Name: A\nNum Peaks: 4000000000\n41 100\n").notes,
                ElementsAre("states 4000000000 peaks, holds 1"));
}

TEST(Msp, GoesOnWithPeaksAfterABlankLineAmongThem) {
    const auto record = only("Name: A\nNum Peaks: 2\n41 100\n\n43 50\n");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(41, 43));
    EXPECT_THAT(record.notes, ElementsAre("blank line among the peaks, line 4"));
}

TEST(Msp, SortsPeaksThatDoNotAscend) {
    const auto record = only("Name: A\nNum Peaks: 3\n43 50\n41 100\n42 1\n");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(41, 42, 43));
    EXPECT_THAT(record.spectrum.intensity, ElementsAre(100, 1, 50));
    EXPECT_THAT(record.notes, ElementsAre("peaks were not in ascending order of m/z and were sorted"));
}

TEST(Msp, KeepsDoubleMasses) {
    EXPECT_THAT(only("Name: A\nNum Peaks: 2\n41 1\n41 2\n").spectrum.mz, ElementsAre(41, 41));
}

TEST(Msp, KeepsABrokenRecordWithItsDefectAndGoesOn) {
    const auto defect = [](const std::string& lines) {
        const auto records = parse_msp("Name: A\n" + lines + "\n\n" + plain);
        EXPECT_EQ(records.size(), 2u);
        EXPECT_FALSE(records.back().defect);
        EXPECT_TRUE(records.front().spectrum.mz.empty());
        return records.front().defect.value_or("");
    };
    EXPECT_EQ(defect("Num Peaks: 2\n41 100\n5O 3"), "m/z '5O' on line 4 is not a number (expected a number above 0)");
    EXPECT_EQ(defect("Num Peaks: 2\n41 100\nO5 3"), "'O5 3' on line 4 is not a peak (expected m/z and intensity)");
    EXPECT_EQ(defect("Num Peaks: 1\n0 3"), "m/z '0' on line 3 is not above 0 (expected a number above 0)");
    EXPECT_EQ(defect("Num Peaks: 1\n41 -3"), "intensity '-3' on line 3 is negative (expected 0 or above)");
    EXPECT_EQ(defect("Num Peaks: 1\n41 nan"),
              "intensity 'nan' on line 3 is not a number (expected a number, 0 or above)");
    EXPECT_EQ(defect("Num Peaks: 1\n41 3x7"),
              "intensity '3x7' on line 3 is not a number (expected a number, 0 or above)");
    EXPECT_EQ(defect("Num Peaks: 1\n41"), "intensity '' on line 3 is not a number (expected a number, 0 or above)");
    EXPECT_EQ(defect("Num Peaks: 0"), "no peaks (expected 'Num Peaks: n' and n peaks)");
    EXPECT_EQ(defect("Formula: C2H6O"), "no peaks (expected 'Num Peaks: n' and n peaks)");
    EXPECT_EQ(defect("Num Peaks: 1\nwhat"), "'what' on line 3 is not a peak (expected m/z and intensity)");
}

TEST(Msp, ReadsTheRetentionIndexOfEveryDialect) {
    const auto index = [](const std::string& line) {
        return only("Name: A\n" + line + "\nNum Peaks: 1\n41 1\n").retention_index;
    };
    EXPECT_EQ(index("RI: 1200")->value, 1200);
    EXPECT_EQ(index("Retention_index: 1200.5")->value, 1200.5);
    EXPECT_EQ(index("RETENTIONINDEX: 1200")->value, 1200);
    EXPECT_EQ(index("Comment: RI:1200.5 x")->value, 1200.5);
    const auto nist = index("Retention_index: SemiStdNP=1234/2/5 StdNP=1220/1/3 StdPolar=1500/0/1");
    EXPECT_EQ(nist->value, 1234);
    EXPECT_EQ(nist->column, "semi-standard non-polar");
    EXPECT_EQ(index("Comments: \"StdNP=1220/1/3\"")->column, "standard non-polar");
    EXPECT_EQ(index("RI: 262320")->scale, "fiehn_fame");
    EXPECT_FALSE(index("RI: -1"));
    EXPECT_FALSE(index("RI: 0"));
    EXPECT_FALSE(index("RI: n/a"));
    EXPECT_FALSE(index("RI: abc"));
    EXPECT_THAT(only("Name: A\nRI: abc\nNum Peaks: 1\n41 1\n").notes,
                ElementsAre("retention index 'abc' is not a number"));
}

TEST(Msp, ReadsTheFieldsOfNistAndMona) {
    const auto nist = only(
        "Name: A\nCAS#: 50-00-0;  NIST#: 227745\nSynon: $:28WSFSSNUMVMOOMR-UHFFFAOYSA-N\nDB#: 7\nNum Peaks: 1\n29 1\n");
    EXPECT_EQ(nist.cas, "50-00-0");
    EXPECT_EQ(nist.metadata.at("nist#"), "227745");
    EXPECT_EQ(nist.inchikey, "WSFSSNUMVMOOMR-UHFFFAOYSA-N");
    EXPECT_EQ(nist.id, "7");
    const auto mona = only(
        "Name: A\nComments: \"SMILES=C=O\" \"InChIKey=WSFSSNUMVMOOMR-UHFFFAOYSA-N\" \"cas=50-00-0\"\nNum Peaks: 1\n29 "
        "1\n");
    EXPECT_EQ(mona.smiles, "C=O");
    EXPECT_EQ(mona.inchikey, "WSFSSNUMVMOOMR-UHFFFAOYSA-N");
    EXPECT_EQ(mona.cas, "50-00-0");
}

TEST(Msp, AppendsLinesWithoutColonToTheFieldBefore) {
    EXPECT_EQ(only("Name: A\nComment: x=1\nQI=74.1\nNum Peaks: 1\n41 1\n").metadata.at("comment"), "x=1; QI=74.1");
}

TEST(Msp, NotesARepeatedFieldAndKeepsTheFirst) {
    const auto record = only("Name: A\nFormula: C2\nFormula: C3\nX: 1\nX: 2\nNum Peaks: 1\n41 1\n");
    EXPECT_EQ(record.formula, "C2");
    EXPECT_THAT(record.notes, ElementsAre("field 'formula' is repeated with another value: the first stays",
                                          "field 'x' is repeated with another value: the first stays"));
}

TEST(Msp, ReadsLatin1) { EXPECT_EQ(only("Name: \xB5-A\nNum Peaks: 1\n41 1\n").name, "\xC2\xB5-A"); }

TEST(Msp, DoesNotIdentifyTandemSpectra) {
    const auto measurement =
        spec::io::read(spec::io::Source::from_bytes("a.msp", "Name: A\nSpectrum_type: MS2\nNum Peaks: 1\n41 1\n"));
    EXPECT_EQ(measurement.not_identifiable, "tandem mass spectra, not electron ionisation");
}

TEST(Msp, IsRecognisedByContent) {
    EXPECT_TRUE(spec::io::is_msp("\n\nNAME: x\n"));
    EXPECT_TRUE(spec::io::is_msp("ID: x\nName: y\nNum_Peaks: 3\n"));
    EXPECT_FALSE(spec::io::is_msp("ID: x\nName: y\n"));
    EXPECT_FALSE(spec::io::is_msp("41 100\n"));
    EXPECT_FALSE(spec::io::is_msp("##TITLE=x\n"));
}

TEST(Msp, ReadsEveryRecordOfTheMeasuredLibraries) {
    struct Library {
        const char* file;
        std::size_t records;
    };
    for (const Library& library : {Library{"ei/swgdrug39.msp", 3430}, Library{"ei/massbank_ei.msp", 10596},
                                   Library{"ei/queries_present.msp", 1072}, Library{"ei/queries_absent.msp", 1500},
                                   Library{"ei/pnnl_ri.msp", 1333}}) {
        const auto path = spec::test::measured(library.file);
        SARAP_NEEDS(path);
        const auto measurement = spec::io::read(path);
        const auto& records = std::get<std::vector<SpectrumRecord>>(measurement.data);
        EXPECT_EQ(records.size(), library.records);
        for (const auto& record : records) EXPECT_FALSE(record.defect) << library.file << ":" << record.line;
    }
}

}  // namespace
