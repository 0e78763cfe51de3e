#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/andi.hpp>
#include <spec/io/hdf5_spectra.hpp>
#include <spec/io/raman_curve.hpp>

namespace spec::io {
namespace {

class Netcdf4 final : public NetcdfFile {
 public:
    Netcdf4(std::string name, Hdf5Contents contents) : name_(std::move(name)), contents_(std::move(contents)) {}
    const std::string& name() const override { return name_; }
    bool has_variable(std::string_view variable) const override { return contents_.datasets.contains(variable); }
    std::optional<std::vector<double>> numbers(std::string_view variable) const override {
        const auto found = contents_.datasets.find(variable);
        return found == contents_.datasets.end() ? std::nullopt : std::optional(found->second.values);
    }
    std::vector<std::string> texts(std::string_view variable) const override {
        const auto found = contents_.datasets.find(variable);
        return found == contents_.datasets.end() ? std::vector<std::string>{} : found->second.texts;
    }
    std::string attribute(std::string_view attribute_name) const override {
        const auto found = contents_.attributes.find(attribute_name);
        return found == contents_.attributes.end() ? std::string() : found->second;
    }

 private:
    std::string name_;
    Hdf5Contents contents_;
};

Measurement read_chada(const Source& source, Hdf5Contents& contents) {
    const Hdf5Dataset& raw = contents.datasets.find("raw")->second;
    const auto middle = raw.values.begin() + static_cast<std::ptrdiff_t>(raw.shape[1]);
    RamanSpectrum spectrum;
    Measurement measurement;
    measurement.notes =
        set_curve(spectrum, {raw.values.begin(), middle}, {middle, raw.values.end()}, Position::at_file(source.name()));
    measurement.notes.emplace_back("CHADA file: the axis of /raw is taken as Raman shift in cm-1");
    for (const auto& [key, value] : contents.attributes)
        if (key.size() <= 40 && value.size() <= 200) measurement.metadata[folded(key)] = value;
    measurement.technique = Technique::raman;
    measurement.data = std::vector{std::move(spectrum)};
    return measurement;
}

std::string listing(const Hdf5Contents& contents) {
    std::string names;
    std::size_t count = 0;
    const auto add = [&](const std::string& name) {
        if (++count <= 8) names += (names.empty() ? "" : ", ") + to_utf8(name);
    };
    for (const auto& [name, dataset] : contents.datasets) add(name);
    for (const std::string& name : contents.other) add(name);
    if (count > 8) names += " and " + std::to_string(count - 8) + " more";
    return names.empty() ? "nothing" : names;
}

}  // namespace

Measurement read_hdf5_spectra(const Source& source) {
    Hdf5Contents contents = read_hdf5(source);
    const auto has = [&](const char* name) { return contents.datasets.contains(std::string_view(name)); };
    if (has("mass_values") || has("scan_acquisition_time") || has("ordinate_values"))
        return read_andi(Netcdf4(source.name(), std::move(contents)));
    if (has("raw") && contents.datasets.find("raw")->second.shape.size() == 2 &&
        contents.datasets.find("raw")->second.shape[0] == 2)
        return read_chada(source, contents);
    throw DataError(Position::at_file(source.name()), "HDF5 file of an unknown kind; it holds " + listing(contents) +
                                                          " (expected an ANDI-MS run or a CHADA spectrum)");
}

}  // namespace spec::io
