#include <algorithm>
#include <spec/core/json.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/hdf5_container.hpp>
#include <spec/io/hdf5_handle.hpp>

namespace spec::io {
namespace {

constexpr std::string_view magic = "Sarap spectra, HDF5 after 512 bytes\nSHA-256 ";
constexpr std::size_t user_block = 512;
constexpr hsize_t chunk_points = 16384;

/// The measurement as flat arrays and one JSON text.
struct Content {
    Json meta = Json::object();
    std::vector<double> x, y;
    std::vector<std::uint64_t> offsets{0};  ///< of the first point of each spectrum, and the end
    std::vector<double> times;              ///< of a run, s

    void add(std::span<const double> more_x, std::span<const double> more_y) {
        x.insert(x.end(), more_x.begin(), more_x.end());
        y.insert(y.end(), more_y.begin(), more_y.end());
        offsets.push_back(x.size());
    }
};

Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
std::optional<double> optional_number(const Json& value) {
    return value.is_number() ? std::optional<double>(value.get<double>()) : std::nullopt;
}

void put(Content& content, const GcmsRun& run) {
    content.meta["kind"] = "run";
    content.meta["scan_mode"] = run.scan_mode == ScanMode::full_scan ? "full_scan" : "selected_ions";
    content.meta["saturation_intensity"] = optional_json(run.saturation_intensity);
    content.times = run.retention_time_s;
    content.x = run.mz;
    content.y = run.intensity;
    content.offsets.assign(run.scan_begin.begin(), run.scan_begin.end());
}

Json record_json(const SpectrumRecord& record) {
    Json json{{"name", record.name},
              {"synonyms", record.synonyms},
              {"id", record.id},
              {"inchikey", record.inchikey},
              {"smiles", record.smiles},
              {"formula", record.formula},
              {"cas", record.cas},
              {"metadata", record.metadata},
              {"notes", record.notes},
              {"line", record.line},
              {"exact_mass", optional_json(record.exact_mass)}};
    if (record.retention_index)
        json["retention_index"] = {{"value", record.retention_index->value},
                                   {"scale", record.retention_index->scale},
                                   {"column", record.retention_index->column}};
    if (record.defect) json["defect"] = *record.defect;
    return json;
}

void put(Content& content, const std::vector<SpectrumRecord>& records) {
    content.meta["kind"] = "mass_spectra";
    content.meta["spectra"] = Json::array();
    for (const SpectrumRecord& record : records) {
        content.meta["spectra"].push_back(record_json(record));
        content.add(record.spectrum.mz, record.spectrum.intensity);
    }
}

void put(Content& content, const std::vector<RamanSpectrum>& spectra) {
    content.meta["kind"] = "raman_spectra";
    content.meta["spectra"] = Json::array();
    for (const RamanSpectrum& spectrum : spectra) {
        content.meta["spectra"].push_back({{"title", spectrum.title},
                                           {"id", spectrum.id},
                                           {"inchikey", spectrum.inchikey},
                                           {"laser_nm", optional_json(spectrum.laser_nm)},
                                           {"instrument", spectrum.instrument},
                                           {"licence", spectrum.licence},
                                           {"source", spectrum.source},
                                           {"descending", spectrum.file_order == AxisOrder::descending},
                                           {"band_table", spectrum.band_table}});
        content.add(spectrum.shift_cm1, spectrum.intensity);
    }
}

void put(Content& content, const std::vector<OtherSpectrum>& spectra) {
    content.meta["kind"] = "other_spectra";
    content.meta["spectra"] = Json::array();
    for (const OtherSpectrum& spectrum : spectra) {
        content.meta["spectra"].push_back(
            {{"title", spectrum.title}, {"x_label", spectrum.x_label}, {"y_label", spectrum.y_label}});
        content.add(spectrum.x, spectrum.y);
    }
}

void must(bool done) { expect(done, "the HDF5 library writes to memory"); }

void write_array(hid_t group, const char* name, hid_t file_type, hid_t memory_type, const void* values, hsize_t count) {
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t chunk = std::min(std::max<hsize_t>(count, 1), chunk_points);
    must(H5Pset_obj_track_times(properties, false) >= 0 && H5Pset_chunk(properties, 1, &chunk) >= 0);
    must(H5Pset_shuffle(properties) >= 0 && H5Pset_deflate(properties, 4) >= 0 && H5Pset_fletcher32(properties) >= 0);
    const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
    const Hdf5Handle set(H5Dcreate2(group, name, file_type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    must(set.valid());
    if (count > 0) must(H5Dwrite(set, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
}

void write_content(hid_t file, const Content& content) {
    const Hdf5Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    must(H5Pset_obj_track_times(properties, false) >= 0);
    const Hdf5Handle group(H5Gcreate2(file, "sarap", H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose);
    must(group.valid());
    const auto doubles = [&](const char* name, const std::vector<double>& values) {
        write_array(group, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data(), values.size());
    };
    doubles("x", content.x);
    doubles("y", content.y);
    doubles("retention_time_s", content.times);
    write_array(group, "offsets", H5T_STD_U64LE, H5T_NATIVE_UINT64, content.offsets.data(), content.offsets.size());
    const std::string meta = canonical_json(content.meta);
    write_array(group, "meta", H5T_STD_U8LE, H5T_NATIVE_CHAR, meta.data(), meta.size());
}

/// The file in memory. (The oldest superblock, which has no checksum: HDF5 1.10 clears flags in an image and leaves the
/// checksum of newer ones wrong.)
std::string image_of(const Content& content) {
    const Hdf5Guard guard;
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose), creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    must(H5Pset_fapl_core(access, 1 << 20, false) >= 0);
    must(H5Pset_obj_track_times(creation, false) >= 0);
    const Hdf5Handle file(H5Fcreate("memory", H5F_ACC_TRUNC, creation, access), H5Fclose);
    must(file.valid());
    write_content(file, content);
    must(H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0);
    const ssize_t size = H5Fget_file_image(file, nullptr, 0);
    must(size > 0);
    std::string image(static_cast<std::size_t>(size), '\0');
    must(H5Fget_file_image(file, image.data(), image.size()) == size);
    return image;
}

/// Reads arrays of a file in memory; every surprise is a DataError.
class ContainerReader {
 public:
    ContainerReader(const std::string& file, std::string_view image)
        : where_(Position::at_file(file)), access_(H5Pcreate(H5P_FILE_ACCESS), H5Pclose), file_(open(image)) {}

    template <typename Value>
    std::vector<Value> array(const char* name, hid_t memory_type) const {
        const Hdf5Handle set(H5Dopen2(file_, (std::string("/sarap/") + name).c_str(), H5P_DEFAULT), H5Dclose);
        if (!set.valid()) fail(std::string("no dataset '/sarap/") + name + "'");
        const Hdf5Handle space(H5Dget_space(set), H5Sclose);
        const hssize_t count = H5Sget_simple_extent_npoints(space);
        if (H5Sget_simple_extent_ndims(space) != 1 || count < 0 || static_cast<std::uint64_t>(count) > greatest_)
            fail(std::string("dataset '/sarap/") + name + "' has an impossible size");
        std::vector<Value> values(static_cast<std::size_t>(count));
        if (count > 0 && H5Dread(set, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
            fail(std::string("dataset '/sarap/") + name + "' cannot be read");
        return values;
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw DataError(where_, what + " (expected a file that `sarap convert --to hdf5` wrote)");
    }

 private:
    Hdf5Handle open(std::string_view image) {
        greatest_ = image.size() * 1100 + 4096;  // deflate expands to at most about 1032 times
        H5Pset_fapl_core(access_, 1 << 20, false);
        H5Pset_file_image(access_, const_cast<char*>(image.data()), image.size());  // copied by the library
        Hdf5Handle file(H5Fopen("memory", H5F_ACC_RDONLY, access_), H5Fclose);
        if (!file.valid()) fail("HDF5 cannot open what follows the user block");
        return file;
    }
    Position where_;
    std::uint64_t greatest_ = 0;
    Hdf5Handle access_;
    Hdf5Handle file_;
};

std::vector<double> part(const std::vector<double>& values, const Content& content, std::size_t i) {
    return {values.begin() + static_cast<std::ptrdiff_t>(content.offsets[i]),
            values.begin() + static_cast<std::ptrdiff_t>(content.offsets[i + 1])};
}

GcmsRun take_run(Content& content) {
    GcmsRun run;
    run.scan_mode = content.meta.at("scan_mode") == "full_scan" ? ScanMode::full_scan : ScanMode::selected_ions;
    run.saturation_intensity = optional_number(content.meta.at("saturation_intensity"));
    run.retention_time_s = std::move(content.times);
    run.scan_begin.assign(content.offsets.begin(), content.offsets.end());
    run.mz = std::move(content.x);
    run.intensity = std::move(content.y);
    return run;
}

std::vector<SpectrumRecord> take_records(const Content& content) {
    std::vector<SpectrumRecord> records;
    for (const Json& json : content.meta.at("spectra")) {
        SpectrumRecord record;
        record.name = json.at("name");
        record.synonyms = json.at("synonyms").get<std::vector<std::string>>();
        record.id = json.at("id");
        record.inchikey = json.at("inchikey");
        record.smiles = json.at("smiles");
        record.formula = json.at("formula");
        record.cas = json.at("cas");
        record.metadata = json.at("metadata").get<std::map<std::string, std::string>>();
        record.notes = json.at("notes").get<std::vector<std::string>>();
        record.line = json.at("line");
        record.exact_mass = optional_number(json.at("exact_mass"));
        if (json.contains("retention_index")) {
            const Json& index = json.at("retention_index");
            record.retention_index = RetentionIndex{index.at("value"), index.at("scale"), index.at("column")};
        }
        if (json.contains("defect")) record.defect = json.at("defect").get<std::string>();
        record.spectrum = {part(content.x, content, records.size()), part(content.y, content, records.size())};
        records.push_back(std::move(record));
    }
    return records;
}

std::vector<RamanSpectrum> take_raman(const Content& content) {
    std::vector<RamanSpectrum> spectra;
    for (const Json& json : content.meta.at("spectra")) {
        RamanSpectrum spectrum;
        spectrum.title = json.at("title");
        spectrum.id = json.at("id");
        spectrum.inchikey = json.at("inchikey");
        spectrum.laser_nm = optional_number(json.at("laser_nm"));
        spectrum.instrument = json.at("instrument");
        spectrum.licence = json.at("licence");
        spectrum.source = json.at("source");
        spectrum.file_order = json.at("descending") ? AxisOrder::descending : AxisOrder::ascending;
        spectrum.band_table = json.at("band_table");
        spectrum.shift_cm1 = part(content.x, content, spectra.size());
        spectrum.intensity = part(content.y, content, spectra.size());
        spectra.push_back(std::move(spectrum));
    }
    return spectra;
}

std::vector<OtherSpectrum> take_others(const Content& content) {
    std::vector<OtherSpectrum> spectra;
    for (const Json& json : content.meta.at("spectra"))
        spectra.push_back({json.at("title"), json.at("x_label"), json.at("y_label"),
                           part(content.x, content, spectra.size()), part(content.y, content, spectra.size())});
    return spectra;
}

/// That the arrays fit each other, before anything is cut from them.
void check(const Content& content, const ContainerReader& reader) {
    const bool ordered = !content.offsets.empty() && content.offsets.front() == 0 &&
                         std::is_sorted(content.offsets.begin(), content.offsets.end()) &&
                         content.offsets.back() == content.x.size();
    const std::string kind = content.meta.value("kind", "");
    const std::size_t spectra =
        kind == "run" ? content.times.size() : content.meta.value("spectra", Json::array()).size();
    if (!ordered || content.x.size() != content.y.size() || content.offsets.size() != spectra + 1)
        reader.fail("the arrays do not fit each other");
}

Technique technique_named(const std::string& name) {
    for (const Technique technique : {Technique::gcms, Technique::ei_ms, Technique::raman})
        if (name == to_string(technique)) return technique;
    return Technique::other;
}

Measurement measurement_of(Content content) {
    Measurement measurement;
    measurement.technique = technique_named(content.meta.at("technique"));
    measurement.metadata = content.meta.at("metadata").get<std::map<std::string, std::string>>();
    measurement.notes = content.meta.at("notes").get<std::vector<std::string>>();
    if (content.meta.at("not_identifiable").is_string())
        measurement.not_identifiable = content.meta.at("not_identifiable").get<std::string>();
    const std::string kind = content.meta.at("kind");
    if (kind == "run") measurement.data = take_run(content);
    if (kind == "mass_spectra") measurement.data = take_records(content);
    if (kind == "raman_spectra") measurement.data = take_raman(content);
    if (kind == "other_spectra") measurement.data = take_others(content);
    return measurement;
}

}  // namespace

std::string write_hdf5(const Measurement& measurement) {
    Content content;
    content.meta = {{"schema", "sarap.spectra/1"},
                    {"technique", to_string(measurement.technique)},
                    {"source_format", measurement.provenance.format},
                    {"source_sha256", measurement.provenance.sha256},
                    {"metadata", measurement.metadata},
                    {"notes", measurement.notes},
                    {"not_identifiable", measurement.not_identifiable ? Json(*measurement.not_identifiable) : Json()}};
    std::visit([&](const auto& data) { put(content, data); }, measurement.data);
    const std::string image = image_of(content);
    std::string out = std::string(magic) + sha256_hex(image) + "\n";
    out.resize(user_block, '\0');
    return out + image;
}

bool recognise_hdf5_container(const Source& source) { return !source.is_folder() && source.text().starts_with(magic); }

Measurement read_hdf5_container(const Source& source) {
    const std::string_view text = source.text();
    const Position where = Position::at_file(source.name());
    if (text.size() <= user_block)
        throw DataError(where, "the file ends within its user block (expected HDF5 after 512 bytes: cut short?)");
    const std::string_view image = text.substr(user_block);
    if (text.substr(magic.size(), 64) != sha256_hex(image))
        throw DataError(where, "the SHA-256 of the user block does not agree with the content (damaged or cut short)");
    const Hdf5Guard guard;
    const ContainerReader reader(source.name(), image);
    Content content;
    const std::vector<char> meta = reader.array<char>("meta", H5T_NATIVE_CHAR);
    content.meta = parse_json({meta.data(), meta.size()}, source.name());
    content.x = reader.array<double>("x", H5T_NATIVE_DOUBLE);
    content.y = reader.array<double>("y", H5T_NATIVE_DOUBLE);
    content.times = reader.array<double>("retention_time_s", H5T_NATIVE_DOUBLE);
    content.offsets = reader.array<std::uint64_t>("offsets", H5T_NATIVE_UINT64);
    try {
        check(content, reader);
        return measurement_of(std::move(content));
    } catch (const Json::exception& error) {
        reader.fail(std::string("the metadata are not as written: ") + error.what());
    }
}

}  // namespace spec::io
