#pragma once

#include <spec/report/catalogue.hpp>
#include <spec/report/document.hpp>
#include <spec/report/node.hpp>

namespace spec::report {

/// The report of a twin (schema sarap.report/1) in one language. All that is printed comes from the twin.
///
/// throws : DataError naming the place of the twin that is missing or of the wrong kind
Document compose(const Json& twin, const std::string& file, const std::string& language);

/// What the parts of a report share while it is put together.
class Composer {
 public:
    Composer(Document& document, const Catalogue& catalogue) : document_(document), catalogue_(catalogue) {}

    std::string text(const std::string& key,
                     const std::vector<std::pair<std::string, std::string>>& values = {}) const {
        return catalogue_.text(key, values);
    }
    /// A number of the twin in local form, recorded with its id; "not stated" when it is absent.
    std::string decimals(const Node& node, int decimals);
    std::string significant_digits(const Node& node, int digits);
    /// The number as short as it is in the twin, at most 4 significant digits.
    std::string plain(const Node& node);
    /// A sentence of the program in the report's language, where the catalogue knows it; else as it is.
    std::string phrase(const std::string& english) const;
    /// The same for a number computed from the one at node (another unit).
    std::string converted(const Node& node, double value, int decimals);
    /// A text of the twin, recorded with its id; "not stated" when it is absent or empty.
    std::string value(const Node& node);
    std::string date(const Node& node);
    std::string local(std::string digits) const { return catalogue_.local_number(std::move(digits)); }

    void add(Block block) { document_.blocks.push_back(std::move(block)); }
    void heading(const std::string& key, int level = 1) { add(Heading{text(key), level}); }
    int next_figure() { return ++figures_; }
    const Catalogue& catalogue() const { return catalogue_; }
    std::string decimal_sign() const { return catalogue_.local_number("."); }

 private:
    void record(const Node& node, std::string digits) { document_.values.push_back({node.path(), std::move(digits)}); }
    Document& document_;
    const Catalogue& catalogue_;
    int figures_ = 0;
};

/// The figures of one result (chromatogram and mirror plots, or the Raman overlay).
/// blank : a result of the same sequence with a chromatogram, drawn below; or nullptr
void add_chromatogram(Composer& out, const Node& result, const Node* blank = nullptr);
void add_mirror_plot(Composer& out, const Node& component);
void add_raman_figure(Composer& out, const Node& result);
/// The calibration of a finding's quantity, and the exhibit's response on it; nothing when the result does not hold it.
void add_calibration(Composer& out, const Node& finding);

/// The index of the components that a result's findings rest on, without those the most certain ones; at most `most`.
std::vector<std::size_t> components_of_interest(const Node& result, std::size_t most);

}  // namespace spec::report
