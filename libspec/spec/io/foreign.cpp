#include <algorithm>
#include <array>
#include <cstdio>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/foreign.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view name;  ///< with what was expected
};

constexpr auto magics = std::to_array<Magic>({
    {0, "%PDF-"sv, "a PDF document (expected a measurement)"},
    {0, "\xFF\xD8\xFF"sv, "a JPEG picture (expected a measurement)"},
    {0, "\x89PNG\r\n\x1a\n"sv, "a PNG picture (expected a measurement)"},
    {0, "GIF8"sv, "a GIF picture (expected a measurement)"},
    {0,
     "\x7F"
     "ELF"sv,
     "a program (expected a measurement)"},
    {0, "SQLite format 3\0"sv, "an SQLite database (expected a measurement)"},
    {0, "{\\rtf"sv, "an RTF document (expected a measurement)"},
    {0, "BZh"sv, "a bzip2 archive (expected an unpacked measurement)"},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     "an xz archive (expected an unpacked measurement)"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive (expected an unpacked measurement)"},
    {0, "Rar!\x1A\x07"sv, "a RAR archive (expected an unpacked measurement)"},
    {0, "\x28\xB5\x2F\xFD"sv, "a zstd archive (expected an unpacked measurement)"},
    {257, "ustar"sv, "a tar archive (expected an unpacked measurement)"},
    {0,
     "\x01\xA1"
     "F\0i\0n\0n\0i\0g\0a\0n\0"sv,
     "a Thermo raw file, which is not read (expected mzML, as msconvert writes it)"},
    {0,
     "\xFF\xFF\x06\x00\x0B\x00"
     "CFileHeader"sv,
     "an isotope-ratio run (Isodat .dxf or .cf), which holds no mass spectra (expected a GC-MS run)"},
    {0, "PEPE"sv, "a PerkinElmer spectrum or image, which is not read (expected an export as text or SPC)"},
    {0, "#WXD"sv, "a Renishaw .wxd file of the old WiRE, which is not read (expected WDF or SPC)"},
    {0, "LabSpec6"sv, "a LabSpec 6 binary file, which is not read (expected an export as text or XML)"},
    {0, "WIT_PR06"sv, "a WITec project, which is not read (expected an export as text or SPC)"},
    {0, "WIT^"sv, "a WITec project, which is not read (expected an export as text or SPC)"},
    {0, "Spectral Exte File"sv, "a Thermo OMNIC group of spectra (SPG), which is not read (expected single SPA files)"},
    {0, "Calibration file imported"sv, "a Galactic calibration file (CFL), which holds no spectra (expected SPC)"},
});

bool holds(std::span<const std::byte> bytes, std::string_view text) {
    const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return all.find(text) != std::string_view::npos;
}

std::string zip_kind(const Source& source) {
    if (holds(source.bytes(), "word/document.xml"sv)) return "a Word document (expected a measurement)";
    if (holds(source.bytes(), "xl/workbook"sv)) return "an Excel workbook (expected a measurement; export it as CSV)";
    if (holds(source.bytes(), "ppt/presentation"sv)) return "a PowerPoint presentation (expected a measurement)";
    if (holds(source.bytes(), "opendocument"sv)) return "an OpenDocument file (expected a measurement)";
    return "a zip archive (expected an unpacked measurement)";
}

/// Names in an OLE2 directory are UTF-16.
bool holds_wide(std::span<const std::byte> bytes, std::string_view text) {
    std::string wide;
    for (const char c : text) (wide += c) += '\0';
    return holds(bytes, wide);
}

std::string ole2_kind(const Source& source) {
    if (holds_wide(source.bytes(), "WordDocument")) return "a Word document (expected a measurement)";
    if (holds_wide(source.bytes(), "Workbook")) return "an Excel workbook (expected a measurement; export it as CSV)";
    if (holds_wide(source.bytes(), "GCMS Raw Data") || holds_wide(source.bytes(), "GCMS"))
        return "a Shimadzu GC-MS run (.qgd), which is not read (expected mzML or ANDI-MS netCDF)";
    return "an OLE2 container (Shimadzu, Office or another program), which is not read (expected an export in an open "
           "format)";
}

std::string suffix_of(const std::string& name) {
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : lower(name.substr(dot));
}

std::string hexadecimal(unsigned value) {
    char text[8];
    std::snprintf(text, sizeof text, "0x%02X", value);
    return text;
}

}  // namespace

std::optional<std::string> name_foreign(const Source& source) {
    if (source.is_folder()) return std::nullopt;
    const Bytes bytes(source.name(), source.bytes());
    for (const Magic& magic : magics)
        if (bytes.starts_with(magic.bytes, magic.at)) return std::string(magic.name);
    if (bytes.starts_with("PK\x03\x04"sv)) return zip_kind(source);
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return ole2_kind(source);
    return std::nullopt;
}

std::string describe_unknown(const Source& source) {
    if (source.is_folder()) return "a folder that is no measurement (expected an Agilent X.D folder or a file)";
    const Bytes bytes(source.name(), source.bytes());
    const std::string suffix = suffix_of(source.name());
    if (suffix == ".spc" && bytes.size() > 1)
        return "not a Galactic SPC file (byte 1 is " + hexadecimal(bytes.le<std::uint8_t>(1)) +
               "; expected 0x4B, 0x4C or 0x4D)";
    if (suffix == ".spe") return "Princeton Instruments SPE file, which is not read (expected an export as text)";
    const std::string_view root = xml_root_name(source.text());
    if (lower(root) == "html") return "a web page (expected a measurement)";
    if (!root.empty())
        return "XML of an unknown kind, root element '" + to_utf8(root.substr(0, 40)) +
               "' (expected one that `sarap formats` lists)";
    return "unknown format (expected one that `sarap formats` lists)";
}

}  // namespace spec::io
