#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/chem/generic_rule.hpp>
#include <spec/chem/structure.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
#include <spec/io/write.hpp>
#include <spec/library/change_file.hpp>
#include <spec/library/controls_list.hpp>
#include <spec/library/import.hpp>
#include <spec/library/schema.hpp>

namespace spec::library {
namespace {

namespace fs = std::filesystem;

const std::string& field(const Table& table, std::size_t row, const char* column) {
    return table.rows[row][table.column(column)];
}

std::string next_id(const Draft& library, const char* table, char letter, std::size_t offset) {
    long highest = 0;
    if (const Table* held = library.find_table(table))
        for (std::size_t row = 0; row < held->rows.size(); ++row)
            if (const std::string& id = field(*held, row, "id"); id.size() > 1 && id[0] == letter)
                highest = std::max(highest, to_long(id.substr(1)).value_or(0));
    char text[24];
    std::snprintf(text, sizeof text, "%c%06ld", letter, highest + static_cast<long>(offset));
    return text;
}

/// Reads one file of a change.
class Reader {
 public:
    Reader(const Draft& library, const fs::path& file, std::string kind, std::vector<std::string>& checks)
        : library_(library), file_(file), kind_(std::move(kind)), checks_(checks) {
        try {
            root_ = toml::parse(std::string(io::Source::open(file).text()), file.string());
        } catch (const toml::parse_error& error) {
            throw DataError(Position::at_line(file.string(), error.source().begin.line),
                            std::string(error.description()));
        }
    }

    Change read(const std::vector<Measurement>& spectra) {
        change_.kind = kind_;
        change_.why = text(root_, "why");
        check_keys();
        if (const auto* substance = root_["substance"].as_table()) add_substance(*substance);
        if (const auto* named = root_["substance"].as_string()) substance_ = substance_id(root_, named->get());
        if (const auto* instrument = root_["instrument"].as_table()) add_row("instruments", *instrument, {});
        each("name", [&](const toml::table& name) { add_name(name); });
        each("control", [&](const toml::table& control) { add_dated("controls", 'C', control); });
        each("threshold", [&](const toml::table& threshold) { add_dated("thresholds", 'T', threshold); });
        each("coverage", [&](const toml::table& coverage) { add_row("coverage", coverage, {}); });
        if (!spectra.empty()) look_at_provenance();
        for (const Measurement& measurement : spectra) add_spectra(measurement);
        if (kind_ == "add" && substance_.empty())
            throw UsageError(file_.string() + ": no [substance] (expected the new substance)");
        if (kind_ == "add" && change_.rows.empty() && change_.files.empty())
            throw UsageError(file_.string() + ": nothing to add (expected [substance], [[name]] or --spectrum)");
        if (kind_ == "schedule" && change_.rows.count("controls") == 0)
            throw UsageError(file_.string() + ": no [[control]] (expected the row of the list)");
        return std::move(change_);
    }

 private:
    [[noreturn]] void fail(const toml::node& node, const std::string& message) const {
        throw DataError(Position::at_line(file_.string(), node.source().begin.line), message);
    }

    void check_keys() const {
        constexpr std::string_view known[] = {"why",     "substance", "name",     "instrument",
                                              "control", "threshold", "coverage", "provenance"};
        for (const auto& [key, value] : root_)
            if (std::find(std::begin(known), std::end(known), key.str()) == std::end(known))
                fail(value, "'" + std::string(key.str()) +
                                "' is not known (expected why, substance, name, instrument, control, threshold, "
                                "coverage or provenance)");
    }

    template <typename Visit>
    void each(const char* key, Visit visit) const {
        if (const auto* array = root_[key].as_array())
            for (const auto& item : *array)
                if (const auto* table = item.as_table()) visit(*table);
    }

    static std::string as_text(const toml::node& node) {
        if (const auto date = node.value<toml::date>()) {
            char out[16];
            std::snprintf(out, sizeof out, "%04d-%02d-%02d", date->year, date->month, date->day);
            return out;
        }
        if (const auto value = node.value<std::string>()) return *value;
        if (const auto number = node.value<double>()) return shortest(*number);
        return {};
    }

    static std::string text(const toml::table& table, const char* key) {
        const auto* node = table.get(key);
        return node ? as_text(*node) : std::string();
    }

    Table& rows(const std::string& table, const std::vector<std::string>& columns) {
        Table& held = change_.rows[table];
        held.name = table;
        for (const std::string& column : columns)
            if (!held.find_column(column)) {
                held.columns.push_back(column);
                for (auto& row : held.rows) row.emplace_back();
            }
        return held;
    }

    // A row as the file states it, its keys being columns of the table; `given` fills what the file leaves out.
    void add_row(const std::string& name, const toml::table& table, const std::map<std::string, std::string>& given) {
        const TableSchema* schema = find_schema(name);
        std::map<std::string, std::string> values = given;
        for (const auto& [key, node] : table) {
            const std::string column(key.str());
            const auto required = split(schema->required, ' '), extra = split(schema->optional, ' ');
            const bool known = std::find(required.begin(), required.end(), column) != required.end() ||
                               std::find(extra.begin(), extra.end(), column) != extra.end();
            if (!known)
                fail(node, "'" + column + "' is no column of " + name + ".csv (expected " +
                               std::string(schema->required) + ")");
            values[column] = as_text(node);
        }
        if (values.count("substance")) values["substance"] = substance_id(table, values["substance"]);
        std::vector<std::string> columns;
        for (const auto column : split(schema->required, ' ')) columns.emplace_back(column);
        for (const auto& [column, value] : values)
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
        Table& held = rows(name, columns);
        std::vector<std::string> row(held.columns.size());
        for (std::size_t c = 0; c < held.columns.size(); ++c)
            if (const auto found = values.find(held.columns[c]); found != values.end()) row[c] = found->second;
        held.rows.push_back(std::move(row));
    }

    void add_dated(const std::string& name, char letter, const toml::table& table) {
        std::map<std::string, std::string> given{
            {"id", next_id(library_, name.c_str(), letter, change_.rows[name].rows.size() + 1)}};
        if (!table.contains("substance")) given["substance"] = substance_;
        if (const auto* instrument = root_["instrument"].as_table();
            instrument && name == "controls" && !table.contains("instrument"))
            given["instrument"] = text(*instrument, "id");
        add_row(name, table, given);
    }

    // A substance that a row names by id, InChIKey or exact name.
    std::string substance_id(const toml::table& where, const std::string& named) const {
        if (named.empty() || named == "new" || named == substance_) {
            if (substance_.empty())
                fail(where, "no substance (expected an id, InChIKey or exact name, or [substance])");
            return substance_;
        }
        std::vector<std::string> found;
        const Table* table = library_.find_table("substances");
        for (std::size_t row = 0; table && row < table->rows.size(); ++row)
            if (field(*table, row, "id") == named || field(*table, row, "inchikey") == named ||
                folded_name(field(*table, row, "name")) == folded_name(named))
                found.push_back(field(*table, row, "id"));
        if (found.size() != 1)
            fail(where, "substance '" + named + "' " + (found.empty() ? "does not exist" : "is not one alone") +
                            " (expected an id, InChIKey or exact name)");
        return found.front();
    }

    void add_substance(const toml::table& table) {
        substance_ = next_id(library_, "substances", 'S', 1);
        const std::string smiles = text(table, "smiles");
        std::map<std::string, std::string> given{{"id", substance_}, {"structure_verified", "not verified"}};
        if (!smiles.empty()) {
            const auto structure = chem::Structure::from_smiles(
                smiles, Position::at_line(file_.string(), table.get("smiles")->source().begin.line));
            given["formula"] = chem::formula(structure);
            given["inchikey"] = chem::inchi(structure).key;
            look_at_structure(structure);
        }
        add_row("substances", table, given);
        look_for_name(text(table, "name"));
    }

    void look_at_structure(const chem::Structure& structure) {
        const std::string key = chem::inchi(structure).key;
        const Table* table = library_.find_table("substances");
        for (std::size_t row = 0; table && row < table->rows.size(); ++row) {
            const std::string& other = field(*table, row, "inchikey");
            if (other == key)
                checks_.push_back("the structure is that of " + field(*table, row, "name") + " (" +
                                  field(*table, row, "id") + ")");
            else if (other.substr(0, 14) == key.substr(0, 14))
                checks_.push_back("a stereoisomer is held: " + field(*table, row, "name") + " (" +
                                  field(*table, row, "id") + ")");
        }
        const auto rules = library_.texts.find("rules/generic_definitions.toml");
        if (rules == library_.texts.end()) return;
        for (const auto& hit : chem::GenericRules::parse(rules->second, rules->first).classify(structure))
            checks_.push_back("meets the generic definition " + hit.rule + " (" + hit.jurisdiction +
                              "), indicative only");
    }

    void add_name(const toml::table& table) {
        add_row("names", table,
                table.contains("substance") ? std::map<std::string, std::string>{}
                                            : std::map<std::string, std::string>{{"substance", substance_}});
        look_for_name(text(table, "name"));
    }

    void look_for_name(const std::string& name) {
        const std::string wanted = folded_name(name);
        const auto look = [&](const char* table_name, const char* id) {
            const Table* table = library_.find_table(table_name);
            for (std::size_t row = 0; table && row < table->rows.size(); ++row)
                if (folded_name(field(*table, row, "name")) == wanted)
                    checks_.push_back("the name '" + name + "' is held already, for " + field(*table, row, id));
        };
        look("substances", "id");
        look("names", "substance");
    }

    void add_spectra(Measurement measurement) {
        const fs::path file = measurement.provenance.path;
        const Owner owner = owner_of_spectra();
        const std::size_t number = ++spectra_ + spectra_held(owner.id);
        // A new file a change: what stands in the text already is never changed.
        const std::string base = number == 1 ? owner.id : owner.id + "-" + std::to_string(number);
        if (auto* spectra = std::get_if<std::vector<SpectrumRecord>>(&measurement.data)) {
            if (spectra->empty()) fail(root_, file.string() + " holds no spectrum (expected one of the standard)");
            for (std::size_t i = 0; i < spectra->size(); ++i) {
                SpectrumRecord& record = (*spectra)[i];
                if (record.defect) throw DataError(Position::at_line(file.string(), record.line), *record.defect);
                look_at_peaks(file, record.spectrum, owner);
                record.id = owner.id + "-" + std::to_string(number + i);
                record.inchikey = owner.inchikey;
                record.smiles = owner.smiles;
                record.formula = owner.formula;
                record.name = owner.name;
                record.metadata["measured_file"] = file.filename().string();
                record.metadata["measured_sha256"] = measurement.provenance.sha256;
                for (const auto& [key, value] : provenance()) record.metadata[key] = value;
            }
            spectra_ += spectra->size() - 1;
            change_.files["spectra/" + base + ".msp"] = io::write_msp(measurement);
        } else if (auto* raman = std::get_if<std::vector<RamanSpectrum>>(&measurement.data)) {
            if (raman->size() != 1)
                throw DataError(Position::at_file(file.string()), "holds " + std::to_string(raman->size()) +
                                                                      " Raman spectra (expected one of the standard)");
            raman->front().id = owner.id + "-" + std::to_string(number);
            raman->front().title = owner.name;
            raman->front().inchikey = owner.inchikey;
            raman->front().source = said_provenance();
            change_.files["spectra/" + base + ".jdx"] = io::write_jcamp(measurement);
        } else {
            throw DataError(Position::at_file(file.string()), "no EI or Raman spectrum (expected one of the standard)");
        }
    }

    /// The substance that spectra of a change belong to.
    struct Owner {
        std::string id, name, inchikey, smiles, formula;
    };

    Owner owner_of_spectra() {
        const auto new_row = change_.rows.find("substances");
        const Table* table = new_row != change_.rows.end() ? &new_row->second : library_.find_table("substances");
        const std::string id = !substance_.empty() ? substance_ : substance_of_controls();
        for (std::size_t row = 0; table && row < table->rows.size(); ++row)
            if (field(*table, row, "id") == id)
                return {id, field(*table, row, "name"), field(*table, row, "inchikey"), field(*table, row, "smiles"),
                        field(*table, row, "formula")};
        throw UsageError(file_.string() +
                         ": spectra without a substance (expected [substance], or substance = \"ID\" of "
                         "the one that they belong to)");
    }

    // The one substance that the control rows of the file speak of; empty when there is none or are several.
    std::string substance_of_controls() const {
        const auto controls = change_.rows.find("controls");
        if (controls == change_.rows.end()) return {};
        std::string id;
        for (std::size_t row = 0; row < controls->second.rows.size(); ++row) {
            const std::string& named = field(controls->second, row, "substance");
            if (!id.empty() && id != named) return {};
            id = named;
        }
        return id;
    }

    // The highest number of a spectrum "S000123-2" that the library holds of a substance.
    std::size_t spectra_held(const std::string& substance) const {
        std::size_t highest = 0;
        for (const DraftEntry& held : library_.entries) {
            const std::string own = held.entry.id.substr(held.entry.id.find(':') + 1);
            if (own != substance && !own.starts_with(substance + "-")) continue;
            const auto number = own == substance ? 1 : to_long(own.substr(substance.size() + 1)).value_or(0);
            highest = std::max(highest, static_cast<std::size_t>(std::max(0L, number)));
        }
        return highest;
    }

    // In one line, for formats that have one field for it: "supplier X; lot Y; analyst Z".
    std::string said_provenance() const {
        std::string text;
        for (const auto& [key, value] : provenance()) text += (text.empty() ? "" : "; ") + key + " " + value;
        return text;
    }

    void look_at_provenance() {
        const auto held = provenance();
        for (const char* key : {"supplier", "lot", "instrument", "analyst"})
            if (const auto found = held.find(key); found == held.end() || trimmed(found->second).empty())
                checks_.push_back(std::string("[provenance] states no ") + key +
                                  " of the reference material's spectrum");
    }

    std::map<std::string, std::string> provenance() const {
        std::map<std::string, std::string> found;
        if (const auto* table = root_["provenance"].as_table())
            for (const auto& [key, node] : *table) found[std::string(key.str())] = as_text(node);
        return found;
    }

    // Peaks more than 4 u above the molecule (its isotopes) are not of this substance.
    void look_at_peaks(const fs::path& file, const MassSpectrum& spectrum, const Owner& owner) {
        if (owner.smiles.empty() || spectrum.intensity.empty()) return;
        const double mass = chem::exact_mass(chem::Structure::from_smiles(owner.smiles));
        const double base = *std::max_element(spectrum.intensity.begin(), spectrum.intensity.end());
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
            if (spectrum.mz[i] > mass + 4.5 && spectrum.intensity[i] > 0.01 * base)
                checks_.push_back(file.filename().string() + ": a peak at m/z " + shortest(spectrum.mz[i]) +
                                  " lies above the molecule (" + shortest(std::round(mass)) + ")");
    }

    const Draft& library_;
    fs::path file_;
    std::string kind_;
    std::vector<std::string>& checks_;
    toml::table root_;
    Change change_;
    std::string substance_;
    std::size_t spectra_ = 0;
};

}  // namespace

Change read_change(const Draft& library, const fs::path& file, const std::string& kind,
                   const std::vector<Measurement>& spectra, std::vector<std::string>& checks) {
    return Reader(library, file, kind, checks).read(spectra);
}

Change retire(const Draft& library, const std::string& id, const std::string& why, const std::string& valid_to) {
    Change change{"retire", why, "", {}, {}};
    const Table* controls = library.find_table("controls");
    for (std::size_t row = 0; controls && row < controls->rows.size(); ++row) {
        if (field(*controls, row, "id") != id) continue;
        if (valid_to.empty()) throw UsageError("no day on which " + id + " ends (expected --valid-to DATE)");
        Table ended{"controls", "", controls->columns, {controls->rows[row]}, {}};
        if (!ended.find_column("supersedes")) {
            ended.columns.emplace_back("supersedes");
            ended.rows[0].emplace_back();
        }
        ended.rows[0][ended.column("id")] = next_id(library, "controls", 'C', 1);
        ended.rows[0][ended.column("valid_to")] = valid_to;
        ended.rows[0][ended.column("supersedes")] = id;
        change.rows["controls"] = std::move(ended);
        return change;
    }
    for (const DraftEntry& held : library.entries)
        if (held.entry.id == id) {
            change.rows["entries"] = {"entries", "", {"entry", "state", "reason"}, {{id, "deprecated", why}}, {}};
            return change;
        }
    throw UsageError("'" + id +
                     "' is neither a control row nor a spectrum (expected an id such as C000012 or own:S000012-1)");
}

}  // namespace spec::library
