#include <spec/report/pdf_update.hpp>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <map>
#include <qpdf/Buffer.hh>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>

namespace spec::report {
namespace {

using Handle = QPDFObjectHandle;

std::string reference(int object) { return std::to_string(object) + " 0 R"; }

// A text string in UTF-16BE as hexadecimal digits: nothing in a name can break out of it.
std::string text_string(const std::string& text) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "<feff";
    for (const char16_t unit : utf16(text))
        for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
    out += '>';
    return out;
}

std::string pdf_date(const std::string& iso) {
    return "(D:" + iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + "000000Z)";
}

/// The objects of an update, their bytes and their places in the file.
class UpdateWriter {
 public:
    explicit UpdateWriter(std::string previous) : out_(std::move(previous)) {}
    void object(int number, const std::string& body) {
        offsets_[number] = out_.size();
        out_ += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
    }
    std::size_t size() const { return out_.size(); }
    // Cross-reference lines of exactly 20 bytes; a section for each run of numbers.
    std::string finish(int object_count, const std::string& root, std::size_t previous_table, const std::string& id) {
        const std::size_t table = out_.size();
        out_ += "xref\n";
        for (auto run = offsets_.begin(); run != offsets_.end();) {
            auto end = run;
            int expected = run->first;
            while (end != offsets_.end() && end->first == expected) ++end, ++expected;
            out_ += std::to_string(run->first) + " " + std::to_string(expected - run->first) + "\n";
            for (; run != end; ++run) {
                const std::string offset = std::to_string(run->second);
                out_ += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
            }
        }
        out_ += "trailer << /Size " + std::to_string(object_count) + " /Root " + root + " /Prev " +
                std::to_string(previous_table) + " /ID [" + id + "] >>\nstartxref\n" + std::to_string(table) +
                "\n%%EOF\n";
        return std::move(out_);
    }

 private:
    std::string out_;
    std::map<int, std::size_t> offsets_;
};

std::size_t last_table(const std::string& file) {
    const std::size_t at = file.rfind("startxref\n");
    expect(at != std::string::npos, "a revision ends with startxref");
    const auto offset = to_long(std::string_view(file).substr(at + 10, file.find('\n', at + 10) - at - 10));
    expect(offset && *offset > 0, "startxref holds an offset");
    return static_cast<std::size_t>(*offset);
}

std::string hex_string(const std::string& bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "<";
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    out += '>';
    return out;
}

const char* type_and_format(FieldKind kind) {
    switch (kind) {
        case FieldKind::own: return "/Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached";
        case FieldKind::external: return "/Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached";
        case FieldKind::archive: return "/DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161";
    }
    return "";
}

std::string signature_dictionary(const SignatureField& field, std::size_t reserved) {
    std::string out = std::string("<< /Type ") + type_and_format(field.kind) + " /ByteRange [0 " +
                      std::string(32, ' ') + "] /Contents <" + std::string(2 * reserved, '0') + ">";
    if (field.kind == FieldKind::archive) return out + " >>";
    if (!field.date.empty()) out += " /M " + pdf_date(field.date);
    out += " /Name " + text_string(field.name) + " /Reason " + text_string(field.role);
    if (field.certifies)
        out += " /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P " +
               std::to_string(field.permission) + " /V /1.2 >> >>]";
    return out + " >>";
}

// The changed catalog: the field list, and DocMDP with the first signature.
std::string changed_catalog(QPDF& pdf, const SignatureField& field, int widget, int signature) {
    Handle root = pdf.getRoot().shallowCopy();
    std::string fields;
    Handle form = root.getKey("/AcroForm");
    if (form.isDictionary())
        for (Handle one : form.getKey("/Fields").getArrayAsVector()) fields += one.unparse() + " ";
    root.replaceKey("/AcroForm", Handle::parse("<< /Fields [] /SigFlags 3 >>"));
    std::string text = root.unparseResolved();
    const std::string empty = "/Fields [ ]";
    const std::size_t at = text.find(empty);
    expect(at != std::string::npos, "qpdf writes an empty list as [ ]");
    text.replace(at, empty.size(), "/Fields [ " + fields + reference(widget) + " ]");
    if (field.certifies) text.replace(text.rfind(">>"), 2, "/Perms << /DocMDP " + reference(signature) + " >> >>");
    return text;
}

std::string stream_object(const std::string& bytes) {
    return "<< /Length " + std::to_string(bytes.size()) + " >>\nstream\n" + bytes + "\nendstream";
}

std::string both_ids(QPDF& pdf) {
    Handle id = pdf.getTrailer().getKey("/ID");
    std::string out = hex_string(id.getArrayItem(0).getStringValue());
    out += hex_string(id.getArrayItem(1).getStringValue());
    return out;
}

void open_strictly(QPDF& pdf, const std::string& bytes) {
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("report.pdf", bytes.data(), bytes.size());
}

std::vector<std::string> streams_of(Handle list) {
    std::vector<std::string> out;
    if (!list.isArray()) return out;
    for (Handle one : list.getArrayAsVector()) {
        if (!one.isStream()) throw std::runtime_error("the validation data hold something else than streams");
        const auto data = one.getRawStreamData();
        out.emplace_back(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
    }
    return out;
}

std::string changed_page(Handle page, int widget) {
    std::string annotations;
    Handle old = page.getKey("/Annots");
    if (old.isArray())
        for (Handle one : old.getArrayAsVector()) annotations += one.unparse() + " ";
    Handle copy = page.shallowCopy();
    copy.removeKey("/Annots");
    std::string text = copy.unparseResolved();
    text.replace(text.rfind(">>"), 2, "/Annots [ " + annotations + reference(widget) + " ] >>");
    return text;
}

// /ByteRange lies inside the signed bytes, so it is filled before anything is hashed.
void fill_byte_range(std::string& file, std::size_t dictionary, SignatureUpdate& update) {
    const std::size_t place = file.find("/ByteRange [0 ", dictionary) + 14;
    update.gap = file.find("/Contents <", dictionary) + 10;
    update.gap_end = file.find('>', update.gap) + 1;
    const std::string range = std::to_string(update.gap) + " " + std::to_string(update.gap_end) + " " +
                              std::to_string(file.size() - update.gap_end);
    expect(range.size() <= 32, "a report is smaller than 10 GB");
    file.replace(place, range.size(), range);
}

}  // namespace

const std::vector<std::size_t>& reserved_sizes() {
    static const std::vector<std::size_t> sizes = {16384, 32768, 65536};
    return sizes;
}

SignatureUpdate add_signature_field(const std::string& previous, const SignatureField& field, std::size_t reserved) {
    QPDF pdf;
    open_strictly(pdf, previous);
    const int count = pdf.getTrailer().getKey("/Size").getIntValueAsInt();
    const int widget = count, appearance = count + 1, signature = count + 2;
    Handle page = QPDFPageDocumentHelper(pdf).getAllPages().at(0).getObjectHandle();
    UpdateWriter writer(previous);
    writer.object(pdf.getRoot().getObjectID(), changed_catalog(pdf, field, widget, signature));
    writer.object(page.getObjectID(), changed_page(page, widget));
    writer.object(widget, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature" + std::to_string(field.number) +
                              ") /V " + reference(signature) + " /F 132 /Rect [0 0 0 0] /P " + page.unparse() +
                              " /AP << /N " + reference(appearance) + " >> >>");
    writer.object(appearance, "<< /Type /XObject /Subtype /Form /BBox [0 0 0 0] /Length 0 >>\nstream\n\nendstream");
    const std::size_t dictionary = writer.size();
    writer.object(signature, signature_dictionary(field, reserved));
    SignatureUpdate out;
    out.file = writer.finish(count + 3, pdf.getRoot().unparse(), last_table(previous), both_ids(pdf));
    fill_byte_range(out.file, dictionary, out);
    return out;
}

std::string add_validation_data(const std::string& previous, const ValidationData& data) {
    QPDF pdf;
    open_strictly(pdf, previous);
    const int count = pdf.getTrailer().getKey("/Size").getIntValueAsInt();
    int next = count + 1;
    UpdateWriter writer(previous);
    std::string store = "<< /Type /DSS";
    const auto add = [&](const char* key, const std::vector<std::string>& all) {
        if (all.empty()) return;
        store += ' ';
        store += key;
        store += " [";
        for (const std::string& one : all) {
            store += ' ';
            store += reference(next);
            writer.object(next++, stream_object(one));
        }
        store += " ]";
    };
    add("/Certs", data.certificates);
    add("/CRLs", data.lists);
    add("/OCSPs", data.answers);
    writer.object(count, store + " >>");
    Handle root = pdf.getRoot().shallowCopy();
    root.removeKey("/DSS");
    std::string text = root.unparseResolved();
    text.replace(text.rfind(">>"), 2, "/DSS " + reference(count) + " >>");
    writer.object(pdf.getRoot().getObjectID(), text);
    return writer.finish(next, pdf.getRoot().unparse(), last_table(previous), both_ids(pdf));
}

std::optional<ValidationData> validation_data(const std::string& bytes) {
    QPDF pdf;
    open_strictly(pdf, bytes);
    Handle store = pdf.getRoot().getKey("/DSS");
    if (!store.isDictionary()) return std::nullopt;
    return ValidationData{streams_of(store.getKey("/Certs")), streams_of(store.getKey("/CRLs")),
                          streams_of(store.getKey("/OCSPs"))};
}

std::string fill_signature(const SignatureUpdate& update, const std::string& cms) {
    const std::string digits = hex_string(cms);
    expect(digits.size() <= update.gap_end - update.gap, "the signature fits its place");
    std::string out = update.file;
    out.replace(update.gap, digits.size() - 1, digits.substr(0, digits.size() - 1));
    return out;
}

}  // namespace spec::report
