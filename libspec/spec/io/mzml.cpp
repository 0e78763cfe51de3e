#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/centroid.hpp>
#include <spec/io/compressed.hpp>
#include <spec/io/mzml.hpp>
#include <spec/io/run_builder.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {
namespace {

using pugi::xml_node;

/// How the numbers of an array are stored.
enum class Number { f32, f64, i32, i64 };

std::size_t size_of(Number number) { return number == Number::f32 || number == Number::i32 ? 4 : 8; }

class Reader {
 public:
    explicit Reader(const Source& source)
        : document_(source), budget_(source.bytes().size()), file_bytes_(source.bytes().size()) {}

    Measurement read();

 private:
    [[noreturn]] void fail(xml_node node, const std::string& message) const { document_.fail(node, message); }
    /// The cvParam of an accession, in the node or in a group that it refers to; an empty node when there is none.
    xml_node parameter(xml_node node, std::string_view accession) const;
    /// All cvParams of the node, those of its groups included.
    std::vector<xml_node> parameters(xml_node node) const;
    bool has(xml_node node, std::string_view accession) const { return !parameter(node, accession).empty(); }

    void collect_groups(xml_node root);
    void read_metadata(xml_node root);
    void judge_ionisation(xml_node root);
    std::optional<double> start_time_s(xml_node spectrum) const;
    std::size_t stated_length(xml_node spectrum) const;
    Number number_of(xml_node array) const;
    std::vector<double> values_of(xml_node array, std::size_t length);
    MassSpectrum points_of(xml_node spectrum);
    std::vector<xml_node> first_level(xml_node list);
    void add_scan(RunBuilder& builder, xml_node spectrum);
    void read_run(const std::vector<xml_node>& spectra);
    void read_records(const std::vector<xml_node>& spectra);
    bool is_profile(xml_node spectrum) const { return has(spectrum, "MS:1000128"); }

    XmlDocument document_;
    DecodingBudget budget_;
    std::size_t file_bytes_;
    std::map<std::string_view, xml_node> groups_;
    Measurement measurement_;
    std::size_t profile_points_ = 0, profile_peaks_ = 0, kept_profiles_ = 0;
};

xml_node Reader::parameter(xml_node node, std::string_view accession) const {
    for (const xml_node child : node.children()) {
        const std::string_view name = child.name();
        if (name == "cvParam" && accession == child.attribute("accession").value()) return child;
        if (name != "referenceableParamGroupRef") continue;
        const auto group = groups_.find(child.attribute("ref").value());
        if (group == groups_.end()) continue;
        for (const xml_node inner : group->second.children("cvParam"))
            if (accession == inner.attribute("accession").value()) return inner;
    }
    return {};
}

void Reader::collect_groups(xml_node root) {
    for (const xml_node group : root.child("referenceableParamGroupList").children("referenceableParamGroup"))
        groups_.emplace(group.attribute("id").value(), group);
}

void Reader::read_metadata(xml_node root) {
    auto& metadata = measurement_.metadata;
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) metadata[key] = value;
    };
    const xml_node run = root.child("run");
    const xml_node sample = root.child("sampleList").child("sample");
    put("sample", sample.attribute("name").value());
    if (!metadata.contains("sample")) put("sample", parameter(sample, "MS:1000002").attribute("value").value());
    put("run", run.attribute("id").value());
    const std::string time = run.attribute("startTimeStamp").value();
    if (time.size() >= 19 && time[10] == 'T') {
        put("acquired", time.substr(0, 19));
        const auto zone = time.find_first_of("Z+-", 19);
        if (zone != std::string::npos) put("acquired_zone", time.substr(zone));
    }
    const xml_node configuration = root.child("instrumentConfigurationList").child("instrumentConfiguration");
    const auto terms = parameters(configuration);
    if (!terms.empty()) put("instrument", terms.front().attribute("name").value());
    put("software", root.child("softwareList").child("software").attribute("id").value());
}

std::vector<xml_node> Reader::parameters(xml_node node) const {
    std::vector<xml_node> found;
    for (const xml_node child : node.children()) {
        if (std::string_view(child.name()) == "cvParam") found.push_back(child);
        const auto group = groups_.find(child.attribute("ref").value());
        if (std::string_view(child.name()) != "referenceableParamGroupRef" || group == groups_.end()) continue;
        for (const xml_node inner : group->second.children("cvParam")) found.push_back(inner);
    }
    return found;
}

bool names_ionisation(const std::string& name) {
    return name.find("ioniz") != std::string::npos || name.find("ionis") != std::string::npos ||
           name.find("electrospray") != std::string::npos || name.find("desorption") != std::string::npos;
}

/// Refuses identification where the sources of the instrument ionise otherwise than by electrons.
void Reader::judge_ionisation(xml_node root) {
    std::string other;
    for (const xml_node configuration : root.child("instrumentConfigurationList").children("instrumentConfiguration")) {
        for (const xml_node term : parameters(configuration.child("componentList").child("source"))) {
            const std::string name = lower(term.attribute("name").value());
            if (std::string_view(term.attribute("accession").value()) == "MS:1000389") {
                measurement_.metadata["ionisation"] = name;
                return;
            }
            if (other.empty() && names_ionisation(name)) other = name;
        }
    }
    if (other.empty()) {
        measurement_.notes.emplace_back("the file does not state the ionisation; electron ionisation is assumed");
    } else {
        measurement_.metadata["ionisation"] = other;
        measurement_.not_identifiable = "ionisation '" + other + "', not electron ionisation";
    }
}

std::optional<double> Reader::start_time_s(xml_node spectrum) const {
    const xml_node time = parameter(spectrum.child("scanList").child("scan"), "MS:1000016");
    if (!time) return std::nullopt;
    const auto value = to_double(time.attribute("value").value());
    if (!value)
        fail(time, std::string("scan start time '") + time.attribute("value").value() +
                       "' is not a number (expected a time)");
    const std::string_view unit = time.attribute("unitAccession").value();
    if (unit == "UO:0000031") return *value * 60;
    if (unit == "UO:0000010") return *value;
    if (unit == "UO:0000028") return *value / 1000;
    fail(time, "scan start time has the unit '" + std::string(unit) +
                   "' (expected UO:0000031, minute, or UO:0000010, second)");
}

std::size_t Reader::stated_length(xml_node spectrum) const {
    const auto length = to_long(spectrum.attribute("defaultArrayLength").value());
    if (!length || *length < 0)
        fail(spectrum, std::string("defaultArrayLength '") + spectrum.attribute("defaultArrayLength").value() +
                           "' (expected a count)");
    return static_cast<std::size_t>(*length);
}

Number Reader::number_of(xml_node array) const {
    static constexpr std::array<std::pair<std::string_view, Number>, 4> kinds{{{"MS:1000521", Number::f32},
                                                                               {"MS:1000523", Number::f64},
                                                                               {"MS:1000519", Number::i32},
                                                                               {"MS:1000522", Number::i64}}};
    for (const auto& [accession, number] : kinds)
        if (has(array, accession)) return number;
    fail(array, "the array does not state its number type (expected 32 or 64 bit)");
}

std::vector<double> doubles(std::span<const std::byte> raw, Number number, std::size_t length) {
    const Bytes bytes({}, raw);
    switch (number) {
        case Number::f32: return numbers<float>(bytes, 0, length, std::endian::little, "an array");
        case Number::f64: return numbers<double>(bytes, 0, length, std::endian::little, "an array");
        case Number::i32: return numbers<std::int32_t>(bytes, 0, length, std::endian::little, "an array");
        case Number::i64: break;
    }
    return numbers<std::int64_t>(bytes, 0, length, std::endian::little, "an array");
}

std::vector<double> Reader::values_of(xml_node array, std::size_t length) {
    if (const auto own = array.attribute("arrayLength");
        own && to_long(own.value()).value_or(-1) != static_cast<long>(length))
        fail(array, std::string("arrayLength '") + own.value() + "' differs from that of the spectrum (expected " +
                        std::to_string(length) + ")");
    const Number number = number_of(array);
    const bool compressed = has(array, "MS:1000574");
    if (!compressed && !has(array, "MS:1000576"))
        fail(array, "the array is compressed in a way that is not read (expected zlib or none)");
    try {
        budget_.take(length, size_of(number));
        const std::string_view text = array.child_value("binary");
        return doubles(decoded_array(text, compressed, length * size_of(number)), number, length);
    } catch (const DataError& error) {
        fail(array, error.message());
    }
}

MassSpectrum Reader::points_of(xml_node spectrum) {
    const std::size_t length = stated_length(spectrum);
    MassSpectrum points;
    if (length == 0) return points;
    xml_node mz, intensity;
    for (const xml_node array : spectrum.child("binaryDataArrayList").children("binaryDataArray")) {
        if (has(array, "MS:1000514")) mz = array;
        if (has(array, "MS:1000515")) intensity = array;
    }
    if (!mz || !intensity) fail(spectrum, "the spectrum has no m/z or no intensity array (expected both)");
    points.mz = values_of(mz, length);
    points.intensity = values_of(intensity, length);
    return points;
}

/// The spectra of MS level 1, with notes about what is left out.
std::vector<xml_node> Reader::first_level(xml_node list) {
    std::vector<xml_node> spectra;
    std::size_t others = 0, all = 0;
    for (const xml_node spectrum : list.children("spectrum")) {
        ++all;
        const xml_node level = parameter(spectrum, "MS:1000511");
        if (level && std::string_view(level.attribute("value").value()) != "1")
            ++others;
        else
            spectra.push_back(spectrum);
    }
    if (spectra.empty() && others > 0)
        fail(list, "all spectra are of MS level 2 or higher (expected spectra of level 1)");
    if (others > 0)
        measurement_.notes.push_back(std::to_string(others) + " spectra of MS level 2 or higher are left out");
    const auto stated = to_long(list.attribute("count").value());
    if (stated && *stated != static_cast<long>(all))
        measurement_.notes.push_back("the file states " + std::to_string(*stated) + " spectra and holds " +
                                     std::to_string(all));
    return spectra;
}

void Reader::add_scan(RunBuilder& builder, xml_node spectrum) {
    MassSpectrum points = points_of(spectrum);
    const Position where = document_.position(spectrum);
    builder.begin_scan(*start_time_s(spectrum), where);
    const std::size_t first = builder.points();
    for (std::size_t i = 0; i < points.mz.size(); ++i) builder.add(points.mz[i], points.intensity[i]);
    builder.end_scan();
    if (!is_profile(spectrum)) return;
    if (measurement_.not_identifiable) {
        ++kept_profiles_;
        return;
    }
    profile_points_ += points.mz.size();
    builder.replace_scan(first, centroid(points.mz, points.intensity));
    profile_peaks_ += builder.points() - first;
}

void Reader::read_run(const std::vector<xml_node>& spectra) {
    RunBuilder builder;
    std::size_t stated = 0;
    for (const xml_node spectrum : spectra) stated += stated_length(spectrum);
    builder.reserve(spectra.size(), std::min(stated, file_bytes_));  // never on the file's word alone
    std::vector<double> stored_total;
    bool selected_ions = true;
    for (const xml_node spectrum : spectra) {
        add_scan(builder, spectrum);
        stored_total.push_back(to_double(parameter(spectrum, "MS:1000285").attribute("value").value()).value_or(0));
        selected_ions = selected_ions && (has(spectrum, "MS:1000205") || has(spectrum, "MS:1000582"));
    }
    GcmsRun run = std::move(builder).finish();
    if (selected_ions) run.scan_mode = ScanMode::selected_ions;
    if (profile_points_ > 0) measurement_.notes.push_back(centroid_note(profile_points_, profile_peaks_));
    if (kept_profiles_ > 0)
        measurement_.notes.push_back(std::to_string(kept_profiles_) + " profile spectra are kept as they are");
    note_doubts(run, stored_total, measurement_.notes);
    measurement_.data = std::move(run);
    measurement_.technique = Technique::gcms;
}

void Reader::read_records(const std::vector<xml_node>& spectra) {
    std::vector<SpectrumRecord> records;
    for (const xml_node spectrum : spectra) {
        SpectrumRecord record;
        record.name = parameter(spectrum, "MS:1000796").attribute("value").value();
        if (record.name.empty()) record.name = spectrum.attribute("id").value();
        RunBuilder check;
        check.begin_scan(0, document_.position(spectrum));
        const MassSpectrum points = points_of(spectrum);
        for (std::size_t i = 0; i < points.mz.size(); ++i) check.add(points.mz[i], points.intensity[i]);
        check.end_scan();
        record.spectrum = is_profile(spectrum) ? centroid(points.mz, points.intensity) : points;
        if (is_profile(spectrum)) record.notes.push_back(centroid_note(points.mz.size(), record.spectrum.mz.size()));
        if (record.spectrum.mz.empty()) record.defect = "the spectrum holds no peaks (expected one or more)";
        records.push_back(std::move(record));
    }
    measurement_.data = std::move(records);
    measurement_.technique = Technique::ei_ms;
}

Measurement Reader::read() {
    const xml_node outer = document_.root();
    const xml_node root = std::string_view(outer.name()) == "mzML" ? outer : outer.child("mzML");
    if (!root) fail(outer, "the file holds no mzML element (expected one)");
    collect_groups(root);
    read_metadata(root);
    judge_ionisation(root);
    const xml_node list = root.child("run").child("spectrumList");
    const auto spectra = first_level(list);
    if (spectra.empty()) fail(root, "the file holds no spectra (expected one or more)");
    const auto timed =
        std::count_if(spectra.begin(), spectra.end(), [this](xml_node s) { return start_time_s(s).has_value(); });
    if (timed > 0 && timed < static_cast<std::ptrdiff_t>(spectra.size()))
        fail(list, std::to_string(spectra.size() - static_cast<std::size_t>(timed)) + " of " +
                       std::to_string(spectra.size()) + " spectra have no scan start time (expected all or none)");
    timed > 0 ? read_run(spectra) : read_records(spectra);
    if (measurement_.not_identifiable) measurement_.technique = Technique::other;
    return std::move(measurement_);
}

}  // namespace

bool is_mzml(const Source& source) {
    const std::string_view root = xml_root_name(source.text());
    return root == "mzML" || root == "indexedmzML";
}

Measurement read_mzml(const Source& source) { return Reader(source).read(); }

}  // namespace spec::io
