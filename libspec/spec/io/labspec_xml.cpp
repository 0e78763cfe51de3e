#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/labspec_xml.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {
namespace {

using pugi::xml_node;

// Names of nodes as the format has them (docs/formats/horiba_labspec_xml.md).
constexpr std::string_view axes_id = "0x7B697861", values_id = "0x7D6CD4DB", name_id = "0x6D707974",
                           unit_id = "0x7C696E75", title_id = "0x6C7469D9", label_id = "0x6D6D616E",
                           number_id = "0x8736F70", setting_id = "0x7D6C61DB", spectrum_axis_id = "0x1";

xml_node child_of(xml_node node, std::string_view id) {
    for (const xml_node child : node.children())
        if (id == child.attribute("ID").value()) return child;
    return {};
}

class Reader {
 public:
    explicit Reader(const Source& source) : document_(source) {}
    Measurement read();

 private:
    std::vector<double> numbers_of(xml_node node) const;
    void read_tree(xml_node tree);
    void read_settings(xml_node tree);
    std::vector<std::vector<double>> rows(xml_node matrix) const;
    void set_raman(std::vector<std::vector<double>> curves, xml_node matrix);
    void set_other(std::vector<std::vector<double>> curves);

    XmlDocument document_;
    Measurement measurement_;
    std::string title_, unit_, instrument_;
    std::optional<double> laser_nm_;
    std::vector<double> axis_;
};

std::vector<double> Reader::numbers_of(xml_node node) const {
    std::vector<double> out;
    std::string text = node.child_value();
    for (char& c : text)
        if (c == '\t' || c == '\r' || c == '\n') c = ' ';
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        const auto value = to_double(word);
        if (!value) document_.fail(node, "'" + std::string(word) + "' is not a number (expected numbers)");
        out.push_back(*value);
    }
    return out;
}

/// Finds the node below which the axes stand; it is two levels down, but where is not fixed.
xml_node axes_of(xml_node tree) {
    for (const xml_node child : tree.children())
        if (const xml_node axes = child_of(child, axes_id)) return axes;
    return {};
}

void Reader::read_tree(xml_node tree) {
    const xml_node axis = child_of(axes_of(tree), spectrum_axis_id);
    if (!axis) document_.fail(tree, "the file has no spectral axis (expected node 0x1 below 0x7B697861)");
    title_ = child_of(tree, title_id).child_value();
    unit_ = child_of(axis, unit_id).child_value();
    axis_ = numbers_of(child_of(axis, values_id));
    if (axis_.size() < 2)
        document_.fail(axis,
                       "the spectral axis holds " + std::to_string(axis_.size()) + " values (expected two or more)");
    measurement_.metadata["sample"] = title_;
}

void Reader::read_settings(xml_node tree) {
    for (const xml_node group : tree.children())
        for (const xml_node list : group.children())
            for (const xml_node item : list.children()) {
                const std::string label = child_of(item, label_id).child_value();
                const std::string value(trimmed(child_of(item, setting_id).child_value()));
                if (label == "Laser (nm)") laser_nm_ = to_double(child_of(item, number_id).child_value());
                if (label == "Instrument") instrument_ = value;
                if (label == "Acq. time (s)" && !value.empty()) measurement_.metadata["exposure_s"] = value;
                if (label == "Operator" && !value.empty()) measurement_.metadata["operator"] = value;
                if (label == "Date" && !value.empty()) measurement_.metadata["date"] = value;
            }
    if (!instrument_.empty()) measurement_.metadata["instrument"] = instrument_;
}

std::vector<std::vector<double>> Reader::rows(xml_node matrix) const {
    std::vector<std::vector<double>> out;
    for (const xml_node row : matrix.children("LSX_Row")) {
        out.push_back(numbers_of(row));
        if (out.back().size() != axis_.size())
            document_.fail(row, "row " + std::to_string(out.size()) + " holds " + std::to_string(out.back().size()) +
                                    " values (expected " + std::to_string(axis_.size()) + ", as the axis)");
    }
    if (out.empty())
        document_.fail(matrix ? matrix : document_.root(), "the file holds no spectra (expected rows of a matrix)");
    return out;
}

std::string numbered(const std::string& title, std::size_t i, std::size_t count) {
    return count == 1 ? title : title + (title.empty() ? "" : ", ") + "spectrum " + std::to_string(i + 1);
}

void Reader::set_raman(std::vector<std::vector<double>> curves, xml_node matrix) {
    std::vector<RamanSpectrum> spectra;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        RamanSpectrum spectrum;
        spectrum.title = numbered(title_, i, curves.size());
        spectrum.laser_nm = laser_nm_;
        spectrum.instrument = instrument_;
        for (std::string& note : set_curve(spectrum, axis_, std::move(curves[i]), document_.position(matrix)))
            if (std::find(measurement_.notes.begin(), measurement_.notes.end(), note) == measurement_.notes.end())
                measurement_.notes.push_back(std::move(note));
        spectra.push_back(std::move(spectrum));
    }
    measurement_.technique = Technique::raman;
    measurement_.data = std::move(spectra);
}

void Reader::set_other(std::vector<std::vector<double>> curves) {
    std::vector<OtherSpectrum> spectra;
    for (std::size_t i = 0; i < curves.size(); ++i)
        spectra.push_back({numbered(title_, i, curves.size()), unit_, "intensity", axis_, std::move(curves[i])});
    measurement_.not_identifiable = "the axis has the unit '" + unit_ + "', not a Raman shift";
    measurement_.data = std::move(spectra);
}

Measurement Reader::read() {
    const xml_node tree = document_.root().child("LSX_Tree"), matrix = document_.root().child("LSX_Matrix");
    read_tree(tree);
    read_settings(tree);
    auto curves = rows(matrix);
    if (unit_ == "1/cm")
        set_raman(std::move(curves), matrix);
    else
        set_other(std::move(curves));
    return std::move(measurement_);
}

}  // namespace

bool is_labspec_xml(const Source& source) { return xml_root_name(source.text()) == "LSX_Data"; }

Measurement read_labspec_xml(const Source& source) { return Reader(source).read(); }

}  // namespace spec::io
