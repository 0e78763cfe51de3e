#include <gtest/gtest.h>

#include <spec/library/import.hpp>

#include "library_text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec::library;

fs::path file_of(const std::string& name, const std::string& text) {
    const fs::path file = spec::test::fresh_folder("import_" + name) / name;
    spec::test::write(file, text);
    return file;
}

TEST(Import, AccountsForEveryRecord) {
    const fs::path file = file_of("mixed.msp",
                                  "Name: Caffeine\nDB#: 12\nNum Peaks: 2\n109 55\n194 100\n\n"
                                  "Name: Nothing\nID: 13\nNum Peaks: 0\n\n"
                                  "Name: Unnumbered\nNum Peaks: 1\n44 10\n\n"
                                  "Name: Again\nID: 12\nNum Peaks: 1\n44 10\n\n");
    Draft draft;
    const ImportReport report = import_files(draft, {{file, "lab"}});
    EXPECT_EQ(report.read, 4u);
    EXPECT_EQ(report.loaded, 2u);
    EXPECT_EQ(report.refused, 2u);
    ASSERT_EQ(draft.entries.size(), 2u);
    EXPECT_EQ(draft.entries[0].entry.id, "lab:12");
    EXPECT_EQ(draft.entries[1].entry.id, "lab:3");
    ASSERT_EQ(report.refused_records.size(), 2u);
    EXPECT_EQ(report.refused_records[0].position().text(), file.string() + ":7");
    EXPECT_EQ(report.refused_records[1].what(),
              file.string() + ":15: 'Again': id 'lab:12' stands in the library already (" + file.string() +
                  ":1; expected an id of its own, or another --source)");
}

TEST(Import, KeepsTheSpectrumAsItIs) {
    const fs::path file =
        file_of("accurate.msp",
                "Name: A\nInChIKey: RYYVLZVUVIJVGH-UHFFFAOYSA-N\nNum Peaks: 2\n109.0635 55.25\n194.0799 1e5\n\n");
    Draft draft;
    import_files(draft, {{file, default_source(file)}});
    ASSERT_EQ(draft.entries.size(), 1u);
    EXPECT_EQ(draft.entries[0].entry.id, "accurate:accurate");
    EXPECT_EQ(draft.entries[0].x, (std::vector<double>{109.0635, 194.0799}));
    EXPECT_EQ(draft.entries[0].y, (std::vector<double>{55.25, 1e5}));
    EXPECT_EQ(draft.entries[0].entry.provenance.at("file"), "accurate.msp");
}

TEST(Import, NotesTwoStructuresWithOneCasNumber) {
    const fs::path file =
        file_of("cas.msp",
                "Name: A\nID: 1\nCAS: 58-08-2\nInChIKey: RYYVLZVUVIJVGH-UHFFFAOYSA-N\nNum Peaks: 1\n44 1\n\n"
                "Name: B\nID: 2\nCAS: 58-08-2\nInChIKey: KWTSXDURSIMDCE-UHFFFAOYSA-N\nNum Peaks: 1\n44 1\n\n");
    Draft draft;
    const ImportReport report = import_files(draft, {{file, "x"}});
    EXPECT_EQ(report.loaded, 2u);
    EXPECT_EQ(report.notes,
              std::vector<std::string>{file.string() +
                                       ":8: 'B': CAS number 58-08-2 also stands with another structure (RYYVLZVUVIJVGH "
                                       "and KWTSXDURSIMDCE)"});
}

TEST(Import, RefusesAFileThatHoldsNoSpectra) {
    const fs::path file = file_of("notes.txt", "dear colleague,\nplease find attached\n");
    Draft draft;
    const ImportReport report = import_files(draft, {{file, "x"}, {file.parent_path() / "absent.msp", "x"}});
    EXPECT_EQ(report.read, 2u);
    EXPECT_EQ(report.refused, 2u);
    ASSERT_EQ(report.failed.size(), 2u);
    EXPECT_EQ(report.failed[1],
              (file.parent_path() / "absent.msp").string() + ": does not exist (expected a file or folder)");
}

TEST(Import, NamesAnEntryAfterItsFile) {
    EXPECT_EQ(default_source("/a/swgdrug39.msp"), "swgdrug39");
    EXPECT_EQ(default_source("/a/refs/"), "refs");
    EXPECT_EQ(default_source("refs"), "refs");
}

// Counts of the records of the measured data: shared/data/README.md.
TEST(Import, TakesTheMeasuredLibrariesWhole) {
    const fs::path drugs = spec::test::measured("ei/swgdrug39.msp"), other = spec::test::measured("ei/massbank_ei.msp");
    SARAP_NEEDS(drugs);
    Draft draft;
    const ImportReport report = import_files(draft, {{drugs, "swgdrug39"}, {other, "massbank_ei"}});
    EXPECT_EQ(report.loaded, 3430u + 10596u);
    EXPECT_EQ(report.read, report.loaded + report.refused);
    EXPECT_EQ(draft.entries.size(), report.loaded);
}

}  // namespace
