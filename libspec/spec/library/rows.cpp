#include <spec/core/text.hpp>
#include <spec/library/rows.hpp>
#include <unordered_map>

namespace spec::library {
namespace {

// The fields of one row by the names of its columns.
class Row {
 public:
    Row(const Table& table, std::size_t row) : table_(table), row_(row) {}
    const std::string& operator[](const char* column) const { return table_.rows[row_][table_.column(column)]; }
    /// Empty when the table has no such column.
    std::string optional(const char* column) const {
        const auto found = table_.find_column(column);
        return found ? table_.rows[row_][*found] : std::string();
    }
    std::optional<std::string> present(const char* column) const {
        std::string value = optional(column);
        if (value.empty()) return std::nullopt;
        return value;
    }

 private:
    const Table& table_;
    std::size_t row_;
};

[[noreturn]] void unknown(const Table& table, std::size_t row, const char* thing, const std::string& id,
                          const char* where) {
    throw DataError(table.at(row),
                    std::string(thing) + " '" + id + "' does not exist (expected an id of " + where + ")");
}

std::unordered_map<std::string, std::string> jurisdictions(const std::optional<Table>& lists) {
    std::unordered_map<std::string, std::string> found;
    if (!lists) return found;
    for (std::size_t i = 0; i < lists->rows.size(); ++i) found[Row(*lists, i)["id"]] = Row(*lists, i)["jurisdiction"];
    return found;
}

}  // namespace

std::vector<Substance> substances_from(const std::optional<Table>& substances, const std::optional<Table>& names) {
    std::vector<Substance> all;
    if (!substances) return all;
    std::unordered_map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < substances->rows.size(); ++i) {
        const Row row(*substances, i);
        index[row["id"]] = i;
        all.push_back({row["id"],
                       row["name"],
                       {},
                       row["formula"],
                       row["smiles"],
                       row["inchikey"],
                       row["cas"],
                       row["class"],
                       row["structure_verified"]});
    }
    if (!names) return all;
    for (std::size_t i = 0; i < names->rows.size(); ++i) {
        const Row row(*names, i);
        const auto found = index.find(row["substance"]);
        if (found == index.end()) unknown(*names, i, "substance", row["substance"], "substances.csv");
        all[found->second].names.push_back({row["name"], row["language"], row["kind"]});
    }
    return all;
}

std::vector<Control> controls_from(const std::optional<Table>& controls, const std::optional<Table>& lists) {
    std::vector<Control> all;
    if (!controls) return all;
    const auto jurisdiction = jurisdictions(lists);
    for (std::size_t i = 0; i < controls->rows.size(); ++i) {
        const Row row(*controls, i);
        const auto found = jurisdiction.find(row["list"]);
        if (found == jurisdiction.end()) unknown(*controls, i, "list", row["list"], "lists.csv");
        all.push_back({row["substance"], found->second, row["list"], row["instrument"], row.present("valid_from"),
                       row.present("valid_to"), row["basis"], row["verified_by"], row["id"], row.present("seen_on"),
                       row.optional("clause"), row.optional("supersedes")});
    }
    return all;
}

std::vector<Threshold> thresholds_from(const std::optional<Table>& thresholds) {
    std::vector<Threshold> all;
    for (std::size_t i = 0; thresholds && i < thresholds->rows.size(); ++i) {
        const Row row(*thresholds, i);
        const auto amount = [&](const char* column) -> std::optional<double> {
            if (row[column].empty()) return std::nullopt;
            const auto value = to_double(row[column]);
            if (!value)
                throw DataError(thresholds->at(i), std::string(column) + " '" + row[column] + "' is not a number");
            return value;
        };
        all.push_back({row["substance"], row["list"], row["band"], amount("from"), amount("to"), row["unit"],
                       row["mass_basis"], row.present("valid_from"), row.present("valid_to"), row["verified_by"]});
    }
    return all;
}

std::vector<InletProduct> inlet_products_from(const std::optional<Table>& products) {
    std::vector<InletProduct> all;
    for (std::size_t i = 0; products && i < products->rows.size(); ++i) {
        const Row row(*products, i);
        all.push_back({row["parent"], row["product"], row["conditions"], row["source"], row["verified_by"]});
    }
    return all;
}

std::vector<RuleRow> rule_hits_from(const Table& hits) {
    std::vector<RuleRow> all;
    for (std::size_t i = 0; i < hits.rows.size(); ++i) {
        const Row row(hits, i);
        all.push_back({row["substance"], row["rule"], row["jurisdiction"], row["in_force"]});
    }
    return all;
}

std::vector<ControlledList> lists_from(const std::optional<Table>& lists) {
    std::vector<ControlledList> all;
    for (std::size_t i = 0; lists && i < lists->rows.size(); ++i) {
        const Row row(*lists, i);
        all.push_back({row["id"], row["jurisdiction"], row["title"], row["clauses"], row["note"]});
    }
    return all;
}

std::vector<Coverage> coverage_from(const std::optional<Table>& coverage, const std::optional<Table>& lists) {
    std::vector<Coverage> all;
    if (!coverage) return all;
    const auto jurisdiction = jurisdictions(lists);
    for (std::size_t i = 0; i < coverage->rows.size(); ++i) {
        const Row row(*coverage, i);
        const auto found = jurisdiction.find(row["list"]);
        if (found == jurisdiction.end()) unknown(*coverage, i, "list", row["list"], "lists.csv");
        all.push_back({found->second, row["list"], row["from"], row.present("to"), row["verified_by"]});
    }
    return all;
}

}  // namespace spec::library
