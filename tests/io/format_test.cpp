#include <gmock/gmock.h>
#include <zlib.h>

#include <variant>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::io::Source;
using spec::test::refusal;
using testing::Contains;

std::string gzipped(const std::string& raw) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(raw.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
    stream.avail_in = static_cast<uInt>(raw.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

const std::string msp = "Name: heroin\nNum Peaks: 2\n44 10\n171 20\n\n";

TEST(Read, UnpacksGzip) {
    const auto source = Source::from_bytes("a.msp.gz", gzipped(msp));
    const auto measured = spec::io::read(source);
    EXPECT_EQ(measured.provenance.format, "msp");
    EXPECT_EQ(measured.provenance.sha256, source.sha256());
    EXPECT_THAT(measured.notes, Contains("the file is compressed with gzip; positions are those of the unpacked file"));
    EXPECT_EQ(std::get<std::vector<spec::SpectrumRecord>>(measured.data).at(0).name, "heroin");
    EXPECT_NE(spec::io::recognise(source), nullptr);
}

TEST(Read, RefusesADamagedOrGreedyGzip) {
    const std::string packed = gzipped(msp);
    EXPECT_EQ(refusal("a.gz", packed.substr(0, packed.size() - 3)),
              "a.gz: the gzip file is damaged or cut short (expected a whole one)");
    const std::string bomb = gzipped(std::string(std::size_t{100} << 20, '\0'));
    EXPECT_EQ(refusal("a.gz", bomb), "a.gz: the gzip file holds more than " +
                                         std::to_string((std::size_t{64} << 20) + 100 * bomb.size()) +
                                         " bytes (expected less)");
    EXPECT_EQ(refusal("a.gz", gzipped("")), "a.gz: empty file (expected a measurement)");
}

TEST(Read, NamesForeignFilesForWhatTheyAre) {
    using namespace std::string_literals;
    EXPECT_EQ(refusal("a.spc", "%PDF-1.7\n"), "a.spc: a PDF document (expected a measurement)");
    EXPECT_EQ(refusal("a.msp", "\xFF\xD8\xFF\xE0 JFIF"), "a.msp: a JPEG picture (expected a measurement)");
    EXPECT_EQ(refusal("a.spc", "PK\x03\x04 ... word/document.xml"), "a.spc: a Word document (expected a measurement)");
    EXPECT_EQ(refusal("a.zip", "PK\x03\x04"), "a.zip: a zip archive (expected an unpacked measurement)");
    EXPECT_EQ(refusal("a.qgd", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 G\0C\0M\0S\0"s),
              "a.qgd: a Shimadzu GC-MS run (.qgd), which is not read (expected mzML or ANDI-MS netCDF)");
    EXPECT_EQ(refusal("a.spc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
              "a.spc: an OLE2 container (Shimadzu, Office or another program), which is not read (expected an export "
              "in an open format)");
    EXPECT_EQ(refusal("a.raw",
                      "\x01\xA1"
                      "F\0i\0n\0n\0i\0g\0a\0n\0"s),
              "a.raw: a Thermo raw file, which is not read (expected mzML, as msconvert writes it)");
    EXPECT_EQ(refusal("a.spc", "\x00\x08\x02\x00"s),
              "a.spc: not a Galactic SPC file (byte 1 is 0x08; expected 0x4B, 0x4C or 0x4D)");
    EXPECT_EQ(refusal("a.xml", "<?xml version=\"1.0\"?><note/>"),
              "a.xml: XML of an unknown kind, root element 'note' (expected one that `sarap formats` lists)");
    EXPECT_EQ(refusal("a.xyz", "\x01\x02\x03\x04"), "a.xyz: unknown format (expected one that `sarap formats` lists)");
    EXPECT_EQ(refusal("a.xyz", ""), "a.xyz: empty file (expected a measurement)");
    EXPECT_EQ(refusal(Source::from_files("folder", {{"a", "b"}})),
              "folder: a folder that is no measurement (expected an Agilent X.D folder or a file)");
}

TEST(Read, RecognisesByContentWhateverTheSuffix) {
    for (const char* name : {"raman/files/rohanisaac_spc/RUBY18.SPC", "raman/files/cheminfo_wdf-parser/sp.wdf",
                             "raman/files/ramanchada2/test_opus.0", "gcms/other/pymassspec/example.mzML",
                             "gcms/other/openchrom_cdf/HP/CENTSCNH.CDF", "gcms/lrcfs/220223001.D/data.ms",
                             "gcms/other/varian_sms/DCM1.SMS", "raman/files/ramanchada1/Titanium dioxide powder.SPA"}) {
        const auto path = spec::test::measured(name);
        SARAP_NEEDS(path);
        const Source source = Source::open(path);
        const auto renamed = Source::from_bytes("a.docx", source.text());
        EXPECT_EQ(spec::io::recognise(renamed), spec::io::recognise(source)) << name;
    }
}

}  // namespace
