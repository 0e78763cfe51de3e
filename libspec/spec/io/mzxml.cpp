#include <bit>
#include <charconv>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/centroid.hpp>
#include <spec/io/compressed.hpp>
#include <spec/io/mzxml.hpp>
#include <spec/io/run_builder.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {
namespace {

using pugi::xml_node;

class Reader {
 public:
    explicit Reader(const Source& source) : document_(source), budget_(source.bytes().size()) {}
    Measurement read();

 private:
    [[noreturn]] void fail(xml_node node, const std::string& message) const { document_.fail(node, message); }
    void read_metadata(xml_node run);
    double time_s(xml_node scan) const;
    MassSpectrum points_of(xml_node scan);
    void add_scans(xml_node parent, RunBuilder& builder, int depth);
    void add_scan(xml_node scan, RunBuilder& builder);

    XmlDocument document_;
    DecodingBudget budget_;
    Measurement measurement_;
    std::vector<double> stored_total_;
    std::size_t higher_levels_ = 0, profile_points_ = 0, profile_peaks_ = 0, kept_profiles_ = 0;
};

/// Seconds of an XML duration of hours, minutes and seconds, "PT348.146S" or "PT5M2.1S"; nothing when it is another
/// form.
std::optional<double> duration_s(std::string_view text) {
    if (!text.starts_with("PT")) return std::nullopt;
    text.remove_prefix(2);
    double total = 0;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("HMS");
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = to_double(text.substr(0, end));
        if (!value) return std::nullopt;
        total += *value * (text[end] == 'H' ? 3600 : text[end] == 'M' ? 60 : 1);
        text.remove_prefix(end + 1);
    }
    return total;
}

double Reader::time_s(xml_node scan) const {
    const std::string text = scan.attribute("retentionTime").value();
    const auto time = duration_s(text);
    if (!time) fail(scan, "retentionTime '" + text + "' (expected a duration such as PT348.146S)");
    return *time;
}

void Reader::read_metadata(xml_node run) {
    const xml_node instrument = run.child("msInstrument");
    const std::string model = instrument.child("msModel").attribute("value").value();
    if (!model.empty()) measurement_.metadata["instrument"] = model;
    const std::string ionisation = instrument.child("msIonisation").attribute("value").value();
    const std::string low = lower(ionisation);
    if (ionisation.empty()) {
        measurement_.notes.emplace_back("the file does not state the ionisation; electron ionisation is assumed");
        return;
    }
    measurement_.metadata["ionisation"] = ionisation;
    if (low != "ei" && low.find("electron i") == std::string::npos)
        measurement_.not_identifiable = "ionisation '" + ionisation + "', not electron ionisation";
}

MassSpectrum Reader::points_of(xml_node scan) {
    const auto count = to_long(scan.attribute("peaksCount").value());
    if (!count || *count < 0)
        fail(scan, std::string("peaksCount '") + scan.attribute("peaksCount").value() + "' (expected a count)");
    const auto points = static_cast<std::size_t>(*count);
    const xml_node peaks = scan.child("peaks");
    if (points == 0) return {};
    const bool wide = std::string_view(peaks.attribute("precision").value()) == "64";
    const std::string_view compression = peaks.attribute("compressionType").value();
    if (!compression.empty() && compression != "none" && compression != "zlib")
        fail(peaks, "compressionType '" + std::string(compression) + "' (expected none or zlib)");
    const std::size_t size = points * (wide ? 16 : 8);
    try {
        budget_.take(points, 16);
        const auto raw = decoded_array(peaks.child_value(), compression == "zlib", size);
        const Bytes bytes({}, raw);
        const auto pairs = wide ? numbers<double>(bytes, 0, 2 * points, std::endian::big, "an array")
                                : numbers<float>(bytes, 0, 2 * points, std::endian::big, "an array");
        MassSpectrum out;
        for (std::size_t i = 0; i < points; ++i) {
            out.mz.push_back(pairs[2 * i]);
            out.intensity.push_back(pairs[2 * i + 1]);
        }
        return out;
    } catch (const DataError& error) {
        fail(peaks, error.message());
    }
}

void Reader::add_scan(xml_node scan, RunBuilder& builder) {
    const MassSpectrum points = points_of(scan);
    builder.begin_scan(time_s(scan), document_.position(scan));
    const std::size_t first = builder.points();
    for (std::size_t i = 0; i < points.mz.size(); ++i) builder.add(points.mz[i], points.intensity[i]);
    builder.end_scan();
    stored_total_.push_back(to_double(scan.attribute("totIonCurrent").value()).value_or(0));
    if (std::string_view(scan.attribute("centroided").value()) != "0") return;
    if (measurement_.not_identifiable) {
        ++kept_profiles_;
        return;
    }
    profile_points_ += points.mz.size();
    builder.replace_scan(first, centroid(points.mz, points.intensity));
    profile_peaks_ += builder.points() - first;
}

/// Scans may nest: those of a higher level stand in the scan that they come from.
void Reader::add_scans(xml_node parent, RunBuilder& builder, int depth) {
    if (depth > 10) fail(parent, "scans nest more than ten deep (expected two or three)");
    for (const xml_node scan : parent.children("scan")) {
        const std::string_view level = scan.attribute("msLevel").value();
        if (level.empty() || level == "1")
            add_scan(scan, builder);
        else
            ++higher_levels_;
        add_scans(scan, builder, depth + 1);
    }
}

Measurement Reader::read() {
    const xml_node outer = document_.root();
    const xml_node run = std::string_view(outer.name()) == "msRun" ? outer : outer.child("msRun");
    if (!run) fail(outer, "the file holds no msRun element (expected one)");
    read_metadata(run);
    RunBuilder builder;
    add_scans(run, builder, 0);
    if (builder.scans() == 0) fail(run, "the file holds no scans of level 1 (expected one or more)");
    GcmsRun out = std::move(builder).finish();
    auto& notes = measurement_.notes;
    if (higher_levels_ > 0)
        notes.push_back(std::to_string(higher_levels_) + " spectra of MS level 2 or higher are left out");
    if (profile_points_ > 0) notes.push_back(centroid_note(profile_points_, profile_peaks_));
    if (kept_profiles_ > 0) notes.push_back(std::to_string(kept_profiles_) + " profile spectra are kept as they are");
    note_doubts(out, stored_total_, notes);
    measurement_.technique = measurement_.not_identifiable ? Technique::other : Technique::gcms;
    measurement_.data = std::move(out);
    return std::move(measurement_);
}

}  // namespace

bool is_mzxml(const Source& source) {
    const std::string_view root = xml_root_name(source.text());
    return root == "mzXML" || root == "msRun";
}

Measurement read_mzxml(const Source& source) { return Reader(source).read(); }

}  // namespace spec::io
