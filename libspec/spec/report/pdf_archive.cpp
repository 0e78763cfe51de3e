#include <spec/report/pdf_archive.hpp>

#include <cairo.h>
#include <pango/pango.h>

#include <qpdf/Buffer.hh>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>

namespace spec::report {
namespace {

using Handle = QPDFObjectHandle;

constexpr std::size_t largest_twin = std::size_t{256} << 20;

std::string profile_bytes() {
    const char* set = std::getenv("SARAP_ICC");
    const std::string path = set ? set : "/usr/share/color/icc/sRGB.icc";
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw DataError(Position::at_file(path), "colour profile is missing (expected Debian's icc-profiles-free)");
    return {std::istreambuf_iterator<char>(file), {}};
}

unsigned big_endian(const std::string& bytes, std::size_t at, int length) {
    unsigned value = 0;
    for (int i = 0; i < length; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
    return value;
}

// Number of glyphs of a TrueType font, from its table maxp.
unsigned glyph_count(const std::string& font) {
    const unsigned tables = big_endian(font, 4, 2);
    for (unsigned i = 0; i < tables; ++i)
        if (font.compare(12 + 16 * i, 4, "maxp") == 0)
            return big_endian(font, big_endian(font, 12 + 16 * i + 8, 4) + 4, 2);
    expect(false, "cairo's TrueType fonts have a table maxp");
    return 0;
}

std::string stream_text(Handle stream) {
    const auto data = stream.getStreamData(qpdf_dl_generalized);
    return {reinterpret_cast<const char*>(data->getBuffer()), data->getSize()};
}

// The bits of all glyphs, first glyph in the highest bit (ISO 19005-1, 6.3.5).
std::string all_glyphs(unsigned count) {
    std::string bits((count + 7) / 8, '\0');
    for (unsigned glyph = 0; glyph < count; ++glyph)
        bits[glyph / 8] = static_cast<char>(static_cast<unsigned char>(bits[glyph / 8]) | 0x80u >> (glyph % 8));
    return bits;
}

void complete_fonts(QPDF& pdf) {
    for (Handle object : pdf.getAllObjects()) {
        if (!object.isDictionary() || !object.getKey("/Subtype").isNameAndEquals("/CIDFontType2")) continue;
        object.replaceKey("/CIDToGIDMap", Handle::newName("/Identity"));
        Handle descriptor = object.getKey("/FontDescriptor");
        const unsigned glyphs = glyph_count(stream_text(descriptor.getKey("/FontFile2")));
        descriptor.replaceKey("/CIDSet", pdf.makeIndirectObject(Handle::newStream(&pdf, all_glyphs(glyphs))));
    }
}

// Transparency groups go: nothing on the pages is transparent, and PDF/A-1 forbids them.
void remove_groups(QPDF& pdf) {
    for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
        page.getObjectHandle().removeKey("/Group");
        Handle forms = page.getObjectHandle().getKey("/Resources").getKey("/XObject");
        if (!forms.isDictionary()) continue;
        for (const std::string& name : forms.getKeys()) forms.getKey(name).getDict().removeKey("/Group");
    }
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string date_part(const ArchiveOptions& options) {
    return options.date.size() >= 10 ? options.date.substr(0, 10) : "1970-01-01";
}

std::string pdf_date(const ArchiveOptions& options) {
    const std::string date = date_part(options);
    return "D:" + date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2) + "000000Z";
}

std::string metadata(const ArchiveOptions& options) {
    const std::string date = date_part(options) + "T00:00:00Z";
    return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"><pdfaid:part>" +
           std::string(options.conformance == Conformance::pdfa_1b ? "1" : "3") +
           "</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>\n"
           "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title><rdf:Alt><rdf:li "
           "xml:lang=\"x-default\">" +
           escaped(options.title) +
           "</rdf:li></rdf:Alt></dc:title></rdf:Description>\n"
           "<rdf:Description rdf:about=\"\" "
           "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><xmp:CreatorTool>Sarap</xmp:CreatorTool><xmp:CreateDate>" +
           date + "</xmp:CreateDate><xmp:ModifyDate>" + date +
           "</xmp:ModifyDate></rdf:Description>\n"
           "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n";
}

void add_profile(QPDF& pdf) {
    Handle profile = Handle::newStream(&pdf, profile_bytes());
    profile.getDict().replaceKey("/N", Handle::newInteger(3));
    Handle intent = Handle::parse(
        "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) >>");
    intent.replaceKey("/DestOutputProfile", pdf.makeIndirectObject(profile));
    Handle intents = Handle::newArray();
    intents.appendItem(pdf.makeIndirectObject(intent));
    pdf.getRoot().replaceKey("/OutputIntents", intents);
}

void add_metadata(QPDF& pdf, const ArchiveOptions& options) {
    Handle stream = Handle::newStream(&pdf, metadata(options));
    stream.getDict().replaceKey("/Type", Handle::newName("/Metadata"));
    stream.getDict().replaceKey("/Subtype", Handle::newName("/XML"));
    pdf.getRoot().replaceKey("/Metadata", pdf.makeIndirectObject(stream));
    pdf.getRoot().replaceKey("/Lang", Handle::newString(options.language));
    pdf.getTrailer().removeKey("/Info");  // all of it stands in the metadata
}

void attach_twin(QPDF& pdf, const ArchiveOptions& options) {
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, options.twin);
    stream.setSubtype("application/json").setCreationDate(pdf_date(options)).setModDate(pdf_date(options));
    auto file = QPDFFileSpecObjectHelper::createFileSpec(pdf, "report.json", stream);
    Handle object = file.getObjectHandle();
    object.replaceKey("/AFRelationship", Handle::newName("/Data"));
    QPDFEmbeddedFileDocumentHelper(pdf).replaceEmbeddedFile("report.json", file);
    Handle associated = Handle::newArray();
    associated.appendItem(object);
    pdf.getRoot().replaceKey("/AF", associated);
}

std::string written(QPDF& pdf, Conformance conformance) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setNewlineBeforeEndstream(true);
    writer.setDeterministicID(true);
    writer.setMinimumPDFVersion(conformance == Conformance::pdfa_1b ? "1.4" : "1.7");
    writer.setStreamDataMode(qpdf_s_compress);
    writer.write();
    const std::unique_ptr<Buffer> buffer(writer.getBuffer());
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

/// Keeps at most largest_twin bytes, so that a small file cannot fill the memory.
class Bounded : public Pipeline {
 public:
    explicit Bounded(std::string& out) : Pipeline("twin", nullptr), out_(out) {}
    void write(const unsigned char* data, std::size_t length) override {
        if (out_.size() + length > largest_twin) throw std::runtime_error("the attached twin is larger than 256 MiB");
        out_.append(reinterpret_cast<const char*>(data), length);
    }
    void finish() override {}

 private:
    std::string& out_;
};

std::string attached_twin(QPDF& pdf) {
    QPDFEmbeddedFileDocumentHelper files(pdf);
    const auto all = files.getEmbeddedFiles();
    if (all.size() != 1 || all.begin()->first != "report.json")
        throw std::runtime_error("not exactly one attachment, report.json");
    std::string out;
    Bounded into(out);
    if (!all.begin()->second->getEmbeddedFileStream().pipeStreamData(&into, 0, qpdf_dl_generalized))
        throw std::runtime_error("the attached twin cannot be unpacked");
    return out;
}

}  // namespace

std::string to_archive(const std::string& cairo_pdf, const ArchiveOptions& options) {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("report.pdf", cairo_pdf.data(), cairo_pdf.size());
    remove_groups(pdf);
    complete_fonts(pdf);
    add_profile(pdf);
    add_metadata(pdf, options);
    if (options.conformance == Conformance::pdfa_3b) attach_twin(pdf, options);
    std::string out = written(pdf, options.conformance);
    expect(pdf.getWarnings().empty() && out.ends_with("%%EOF\n"), "the PDF is written without a warning");
    return out;
}

Json renderer_stamp() {
    return {{"cairo", cairo_version_string()},
            {"pango", pango_version_string()},
            {"qpdf", QPDF::QPDFVersion()},
            {"colour_profile_sha256", sha256_hex(std::string_view(profile_bytes()))}};
}

ArchiveContents read_archive(const std::string& bytes, const std::string& file) {
    try {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        pdf.setAttemptRecovery(false);
        pdf.processMemoryFile("report.pdf", bytes.data(), bytes.size());
        ArchiveContents out;
        Handle language = pdf.getRoot().getKey("/Lang");
        if (language.isString()) out.language = language.getUTF8Value();
        out.twin = attached_twin(pdf);
        const auto warnings = pdf.getWarnings();  // asking empties qpdf's list
        if (!warnings.empty()) throw std::runtime_error(warnings.front().what());
        return out;
    } catch (const std::exception& error) {
        throw DataError(Position::at_file(file),
                        std::string("not a report: ") + error.what() + " (expected a PDF written by Sarap)");
    }
}

}  // namespace spec::report
