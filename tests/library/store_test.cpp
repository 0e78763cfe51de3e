#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <spec/core/error.hpp>
#include <spec/library/build.hpp>
#include <spec/library/hdf5_file.hpp>
#include <spec/library/library.hpp>

#include "library_text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec::library;

Draft small() {
    return build_from_text(spec::test::write_text(spec::test::fresh_folder("store_text"), spec::test::small_text()))
        .draft;
}

fs::path written(const std::string& test, const ArrayMaker& arrays = {}) {
    const fs::path file = spec::test::fresh_folder("store_" + test) / "small.h5";
    write_library(file, small(), arrays);
    return file;
}

std::string message_of(const fs::path& file) {
    try {
        const auto library = Library::open(file);
        for (std::size_t i = 0; i < library.entries().size(); ++i) library.mass_spectrum(i);
        return "opened";
    } catch (const spec::DataError& error) {
        std::string text = error.what();
        const auto at = text.find(file.string());
        return at == std::string::npos ? text : text.replace(at, file.string().size(), "FILE");
    }
}

TEST(Store, GivesBackWhatWasWritten) {
    const auto library = Library::open(written("back"));
    EXPECT_EQ(library.stamp().name, "Small");
    EXPECT_EQ(library.stamp().release, "7");
    EXPECT_EQ(library.stamp().root, content_root(small()));
    ASSERT_EQ(library.entries().size(), 3u);
    const Entry& bands = library.entries()[0];
    EXPECT_EQ(bands.id, "raman_bands:caffeine");
    EXPECT_EQ(bands.kind, EntryKind::band_table);
    const auto raman = library.raman_spectrum(0);
    EXPECT_EQ(raman.shift_cm1, (std::vector<double>{555, 1327.5}));
    EXPECT_EQ(raman.intensity, (std::vector<double>{100, 60}));
    EXPECT_TRUE(raman.band_table);
    const Entry& caffeine = library.entries()[1];
    EXPECT_EQ(caffeine.id, "own:S000001");
    EXPECT_EQ(caffeine.inchikey, "RYYVLZVUVIJVGH-UHFFFAOYSA-N");
    EXPECT_EQ(caffeine.kind, EntryKind::spectrum);
    EXPECT_EQ(library.mass_spectrum(1).mz, (std::vector<double>{109, 194}));
    EXPECT_EQ(library.mass_spectrum(1).intensity, (std::vector<double>{55.5, 100}));
    EXPECT_EQ(library.entries()[2].kind, EntryKind::principal_ions);
    EXPECT_EQ(library.calibration("ei"), "a = 1\n");
    EXPECT_EQ(library.calibration("raman"), "");
    EXPECT_EQ(library.substances().size(), 3u);
    EXPECT_EQ(library.find("speed")->id, "S000002");
    EXPECT_EQ(library.find("S000003")->name, "Opium");
    EXPECT_EQ(library.find_by_inchikey("RYYVLZVUVIJVGH")->name, "Caffeine");
    EXPECT_EQ(library.find("cocaine"), nullptr);
    EXPECT_EQ(library.find(""), nullptr);
}

TEST(Store, GivesTheSameDraftBack) {
    const fs::path file = written("draft");
    EXPECT_EQ(content_root(read_library(file)), content_root(small()));
}

TEST(Store, WritesTheSameBytesAgain) {
    EXPECT_EQ(spec::test::read(written("bytes_1")), spec::test::read(written("bytes_2")));
}

TEST(Store, HoldsAlignedArraysOfOthers) {
    const auto file = written("arrays", [](const Draft& draft) {
        return std::vector<NamedArray>{{"engine", std::vector<std::byte>(draft.entries.size() * 3000, std::byte{7})}};
    });
    const auto library = Library::open(file);
    const auto array = library.array("engine");
    ASSERT_TRUE(array);
    EXPECT_EQ(array->size(), 9000u);
    EXPECT_EQ(array->back(), std::byte{7});
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array->data()) % 4096, 0u);
    EXPECT_FALSE(library.array("other"));
    EXPECT_EQ(library.stamp().root, Library::open(written("no_arrays")).stamp().root);
}

// The file is plain HDF5: what HDF5 finds is what the index of the user block says.
TEST(Store, IsReadableAsHdf5) {
    const fs::path file = written("hdf5");
    const Hdf5Reader reader(file);
    EXPECT_EQ(reader.attribute("/sarap", "schema"), "sarap.library/1");
    EXPECT_EQ(reader.attribute("/sarap", "root"), content_root(small()));
    const auto datasets = reader.datasets("/sarap");
    const auto x =
        std::find_if(datasets.begin(), datasets.end(), [](const Extent& e) { return e.path == "/sarap/entries/x"; });
    ASSERT_NE(x, datasets.end());
    EXPECT_EQ(x->count, 6u);
    EXPECT_EQ(x->offset % 4096, 0u);
    double first = 0;
    const std::string bytes = spec::test::read(file);
    std::memcpy(&first, bytes.data() + x->offset, sizeof first);
    EXPECT_EQ(first, 555);
}

TEST(Store, NoticesEveryDamagedByte) {
    const fs::path file = written("damage");
    const std::string good = spec::test::read(file);
    const std::size_t used = good.find_last_not_of('\0') + 1;
    std::size_t unnoticed = 0;
    for (std::size_t byte = 0; byte < used; byte += (byte < 300 ? 3 : 401)) {
        std::string bad = good;
        bad[byte] = static_cast<char>(bad[byte] ^ (1 << (byte % 8)));
        spec::test::write(file, bad);
        if (message_of(file) == "opened") ++unnoticed;
    }
    EXPECT_EQ(unnoticed, 0u);
}

TEST(Store, SaysWhatIsDamaged) {
    const fs::path file = written("says");
    const std::string good = spec::test::read(file);
    std::string bad = good;
    bad[bad.find("\"name\"")] = '!';
    spec::test::write(file, bad);
    EXPECT_EQ(message_of(file), "FILE: damaged: the checksum of its index does not agree");
    spec::test::write(file, good.substr(0, good.size() - 1));
    EXPECT_EQ(message_of(file), "FILE: damaged: " + std::to_string(good.size() - 1) + " bytes (expected " +
                                    std::to_string(good.size()) + ")");
    spec::test::write(file, good.substr(0, 100));
    EXPECT_EQ(message_of(file), "FILE: damaged: its index is cut short");
    bad = good;
    bad[bad.find('\n', bad.find('\n') + 1) + 200] = '!';
    spec::test::write(file, bad);
    EXPECT_EQ(message_of(file), "FILE: damaged: bytes behind its index (expected none)");
    bad = good;
    bad[bad.find("Amfetamine")] = 'B';
    spec::test::write(file, bad);
    EXPECT_EQ(message_of(file), "FILE: damaged: its checksum does not agree (expected the bytes that were written)");
    bad = good;
    const auto datasets = Hdf5Reader(written("says_where")).datasets("/sarap/entries");
    const auto y =
        std::find_if(datasets.begin(), datasets.end(), [](const Extent& e) { return e.path == "/sarap/entries/y"; });
    bad[y->offset + 2 * 8 + 3] = '\x55';
    spec::test::write(file, bad);
    EXPECT_EQ(message_of(file), "FILE: damaged: the spectrum of 'own:S000001' does not agree with its checksum");
}

TEST(Store, RefusesWhatIsNoLibrary) {
    const fs::path folder = spec::test::fresh_folder("no_library");
    const char* expected = " (expected one made by `sarap library build` or `sarap library import`)";
    spec::test::write(folder / "a.h5", "Name: x\n");
    EXPECT_EQ(message_of(folder / "a.h5"), std::string("FILE: not a Sarap library") + expected);
    spec::test::write(folder / "empty.h5", "");
    EXPECT_EQ(message_of(folder / "empty.h5"), std::string("FILE: not a Sarap library") + expected);
    spec::test::write(folder / "other.h5", "sarap.library/9\n{}\n00000000\n");
    EXPECT_EQ(
        message_of(folder / "other.h5"),
        "FILE: library of schema 'sarap.library/9' (expected 'sarap.library/1'; build it again with this program)");
    const hid_t foreign = H5Fcreate((folder / "foreign.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("/etc/passwd", "/", foreign, "sarap", H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(foreign);
    EXPECT_EQ(message_of(folder / "foreign.h5"), std::string("FILE: an HDF5 file, but not a Sarap library") + expected);
    EXPECT_EQ(message_of(folder / "absent.h5"), "FILE: does not exist (expected a file or folder)");
    EXPECT_EQ(message_of(folder),
              "FILE: a folder (expected a library file; `sarap library build` makes one from text)");
}

std::string hdf5_message(const fs::path& file) {
    try {
        Hdf5Reader(file).datasets("/g");
        return "read";
    } catch (const spec::DataError& error) {
        return error.message();
    }
}

TEST(Hdf5Reader, RefusesLinksThatLeaveTheFile) {
    const fs::path folder = spec::test::fresh_folder("links");
    const auto make = [&](const char* name, auto link) {
        const fs::path file = folder / name;
        const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        const hid_t group = H5Gcreate2(id, "/g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        link(group);
        H5Gclose(group);
        H5Fclose(id);
        return hdf5_message(file);
    };
    const char* refusal = "'/g/x' is a soft or external link (expected data inside the file)";
    EXPECT_EQ(
        make("external.h5", [](hid_t g) { H5Lcreate_external("other.h5", "/x", g, "x", H5P_DEFAULT, H5P_DEFAULT); }),
        refusal);
    EXPECT_EQ(make("soft.h5", [](hid_t g) { H5Lcreate_soft("/nowhere", g, "x", H5P_DEFAULT, H5P_DEFAULT); }), refusal);
    EXPECT_EQ(make("circle.h5", [](hid_t g) { H5Lcreate_hard(g, ".", g, "x", H5P_DEFAULT, H5P_DEFAULT); }),
              "'/g/x/x/x/x/x/x' lies too deep (expected what Sarap writes)");
}

TEST(WriteLock, TellsTheSecondWriter) {
    const fs::path file = spec::test::fresh_folder("lock") / "a.h5";
    {
        const WriteLock first(file);
        try {
            const WriteLock second(file);
            FAIL() << "locked twice";
        } catch (const spec::DataError& error) {
            EXPECT_EQ(error.message(),
                      "another process is changing this library (expected to be alone; try again when it is done)");
        }
    }
    const WriteLock again(file);
}

TEST(WriteLock, ClearsWhatAKilledWriterLeft) {
    const fs::path folder = spec::test::fresh_folder("left");
    spec::test::write(folder / "a.h5.part-123", "half");
    spec::test::write(folder / "b.h5.part-123", "of another library");
    const WriteLock lock(folder / "a.h5");
    EXPECT_FALSE(fs::exists(folder / "a.h5.part-123"));
    EXPECT_TRUE(fs::exists(folder / "b.h5.part-123"));
}

}  // namespace
