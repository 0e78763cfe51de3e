#include <algorithm>
#include <map>
#include <set>
#include <spec/chem/generic_rule.hpp>
#include <spec/core/text.hpp>
#include <spec/library/build.hpp>
#include <spec/library/facts.hpp>
#include <spec/library/rows.hpp>

namespace spec::library {
namespace {

// Collects problems of one table.
class Checker {
 public:
    Checker(const Draft& draft, std::vector<DataError>& problems) : draft_(draft), problems_(problems) {}

    void check_all();

 private:
    const std::string& field(const Table& table, std::size_t row, const char* column) const {
        return table.rows[row][table.column(column)];
    }
    void problem(const Table& table, std::size_t row, const std::string& message) {
        problems_.emplace_back(table.at(row), message);
    }
    template <typename Check>
    void each_row(const char* name, Check check) {
        if (const Table* table = draft_.find_table(name))
            for (std::size_t row = 0; row < table->rows.size(); ++row) check(*table, row);
    }

    std::set<std::string> ids(const char* name);
    std::set<std::string> rule_ids();
    void check_substances();
    void check_shared(const char* column, const char* exceptions, const char* what);
    void check_names();
    void check_dates(const char* name);
    void check_references(const char* name, const char* column, const std::set<std::string>& known, const char* thing,
                          const char* where);
    void check_words(const char* name, const char* column, const std::vector<std::string>& words);
    void check_repeats();
    void check_entries();

    const Draft& draft_;
    std::vector<DataError>& problems_;
};

// The ids of the generic definitions.
std::set<std::string> Checker::rule_ids() {
    const auto text = draft_.texts.find("rules/generic_definitions.toml");
    if (text == draft_.texts.end()) return {};
    try {
        const auto ids = chem::GenericRules::parse(text->second, text->first).ids();
        return {ids.begin(), ids.end()};
    } catch (const DataError& error) {
        problems_.push_back(error);
        return {};
    }
}

// The ids of a table, which must be distinct.
std::set<std::string> Checker::ids(const char* name) {
    std::map<std::string, std::size_t> lines;
    std::set<std::string> all;
    each_row(name, [&](const Table& table, std::size_t row) {
        const std::string& id = field(table, row, "id");
        const auto [held, added] = lines.emplace(id, table.lines[row]);
        if (id.empty()) problem(table, row, "no id (expected one that is never used again)");
        if (!added)
            problem(table, row,
                    "id '" + id + "' stands in line " + std::to_string(held->second) + " already (expected once)");
        all.insert(id);
    });
    return all;
}

void Checker::check_substances() {
    each_row("substances", [&](const Table& table, std::size_t row) {
        const std::string &key = field(table, row, "inchikey"), &cas = field(table, row, "cas"),
                          &smiles = field(table, row, "smiles");
        if (trimmed(field(table, row, "name")).empty()) problem(table, row, "no name (expected the preferred one)");
        if (!key.empty() && !is_inchikey(key))
            problem(table, row, "InChIKey '" + key + "' has not the form of one (expected 14-10-1 capital letters)");
        if (!cas.empty() && !is_cas_number(cas))
            problem(table, row, "CAS number '" + cas + "' has a wrong check digit or form (expected such as 58-08-2)");
        if (key.empty() != smiles.empty())
            problem(table, row,
                    std::string("a structure without ") + (key.empty() ? "InChIKey" : "SMILES") +
                        " (expected both or neither)");
    });
}

// Two substances with one key or one CAS number are an error, unless a table says that it is meant, and why.
void Checker::check_shared(const char* column, const char* exceptions, const char* what) {
    std::map<std::string, std::string> intended;
    each_row(exceptions, [&](const Table& table, std::size_t row) {
        intended[field(table, row, column)] = field(table, row, "substances");
        if (trimmed(field(table, row, "reason")).empty()) problem(table, row, "no reason (expected why this is meant)");
    });
    std::map<std::string, std::pair<std::string, std::size_t>> first;
    each_row("substances", [&](const Table& table, std::size_t row) {
        const std::string &value = field(table, row, column), &id = field(table, row, "id");
        if (value.empty()) return;
        const auto [held, added] = first.emplace(value, std::pair(id, row));
        if (added) return;
        const auto words = split(intended[value], ' ');
        const auto meant = [&](const std::string& wanted) {
            return std::find(words.begin(), words.end(), wanted) != words.end();
        };
        if (meant(id) && meant(held->second.first)) return;
        problem(table, row,
                std::string("two names, one ") + what + ": '" + field(table, row, "name") + "' and '" +
                    field(table, held->second.second, "name") + "' (line " +
                    std::to_string(table.lines[held->second.second]) + ") have " + value + " (expected a row in " +
                    exceptions + ".csv when this is meant)");
    });
}

// A statutory name must name one substance, unless a table says that it is meant, and why.
void Checker::check_names() {
    std::map<std::string, std::string> intended;
    each_row("same_name", [&](const Table& table, std::size_t row) {
        intended[field(table, row, "name")] = field(table, row, "substances");
    });
    std::map<std::pair<std::string, std::string>, std::string> statutory;
    each_row("names", [&](const Table& table, std::size_t row) {
        const std::string &language = field(table, row, "language"), &name = field(table, row, "name");
        constexpr std::string_view kinds[] = {"statutory", "INN",          "trivial", "systematic",
                                              "code",      "abbreviation", "synonym"};
        const std::string& kind = field(table, row, "kind");
        if (trimmed(name).empty()) problem(table, row, "no name (expected one)");
        if (std::find(std::begin(kinds), std::end(kinds), kind) == std::end(kinds))
            problem(
                table, row,
                "kind '" + kind + "' (expected statutory, INN, trivial, systematic, code, abbreviation or synonym)");
        if (language.size() < 2 || language.size() > 3)
            problem(table, row, "language '" + language + "' (expected a code such as kk, ru, en, la)");
        if (kind != "statutory") return;
        const auto [held, added] = statutory.emplace(std::pair(language, folded(name)), field(table, row, "substance"));
        const auto words = split(intended[name], ' ');
        const auto meant = [&](const std::string& id) {
            return std::find(words.begin(), words.end(), id) != words.end();
        };
        if (!added && held->second != field(table, row, "substance") &&
            !(meant(held->second) && meant(field(table, row, "substance"))))
            problem(table, row,
                    "the statutory name '" + name + "' names " + held->second +
                        " already (expected one substance, or a row in same_name.csv when this is meant)");
    });
}

void Checker::check_dates(const char* name) {
    each_row(name, [&](const Table& table, std::size_t row) {
        for (const char* column :
             {"valid_from", "valid_to", "seen_on", "verified_on", "from", "to", "adopted", "published", "in_force"}) {
            const auto found = table.find_column(column);
            if (!found || table.rows[row][*found].empty()) continue;
            if (std::string_view(name) == "thresholds" &&
                (std::string_view(column) == "from" || std::string_view(column) == "to"))
                continue;
            if (!is_date(table.rows[row][*found]))
                problem(table, row,
                        std::string(column) + " '" + table.rows[row][*found] +
                            "' is no date of the calendar (expected such as 2026-11-01)");
        }
        for (const auto& [from, to] : {std::pair("valid_from", "valid_to"), std::pair("from", "to")}) {
            const auto first = table.find_column(from), last = table.find_column(to);
            if (!first || !last) continue;
            const std::string &begin = table.rows[row][*first], &end = table.rows[row][*last];
            if (is_date(begin) && is_date(end) && end <= begin)
                problem(
                    table, row,
                    std::string(to) + " " + end + " is not after " + from + " " + begin + " (expected a later day)");
        }
    });
}

// A column that takes one of a few words.
void Checker::check_words(const char* name, const char* column, const std::vector<std::string>& words) {
    each_row(name, [&](const Table& table, std::size_t row) {
        const std::string& word = field(table, row, column);
        if (std::find(words.begin(), words.end(), word) != words.end()) return;
        std::string expected;
        for (const std::string& one : words) expected += (expected.empty() ? "" : ", ") + one;
        problem(table, row, std::string(column) + " '" + word + "' (expected " + expected + ")");
    });
}

void Checker::check_references(const char* name, const char* column, const std::set<std::string>& known,
                               const char* thing, const char* where) {
    each_row(name, [&](const Table& table, std::size_t row) {
        for (const auto id : split(field(table, row, column), ' '))
            if (!id.empty() && known.count(std::string(id)) == 0)
                problem(
                    table, row,
                    std::string(thing) + " '" + std::string(id) + "' does not exist (expected an id of " + where + ")");
    });
}

// The same row twice is a slip of the pen.
void Checker::check_repeats() {
    for (const auto& [name, table] : draft_.tables) {
        std::map<std::vector<std::string>, std::size_t> lines;
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto [held, added] = lines.emplace(table.rows[row], table.lines[row]);
            if (!added)
                problem(table, row, "the same row as line " + std::to_string(held->second) + " (expected once)");
        }
    }
}

void Checker::check_entries() {
    std::map<std::string, std::string> key_of;
    each_row("substances", [&](const Table& table, std::size_t row) {
        key_of[field(table, row, "id")] = field(table, row, "inchikey");
    });
    for (const DraftEntry& held : draft_.entries) {
        const Entry& entry = held.entry;
        if (!entry.inchikey.empty() && !is_inchikey(entry.inchikey))
            problems_.emplace_back(held.where, "'" + entry.name + "': InChIKey '" + entry.inchikey +
                                                   "' has not the form of one (expected 14-10-1 capital letters)");
        const std::string own = entry.id.substr(entry.id.find(':') + 1);
        const auto found = key_of.find(own.substr(0, own.find('-')));
        if (found == key_of.end() || found->second.empty() || entry.inchikey.empty()) continue;
        if (found->second.substr(0, 14) != entry.inchikey.substr(0, 14))
            problems_.emplace_back(held.where, "'" + entry.name + "': InChIKey " + entry.inchikey + " is not that of " +
                                                   found->first + ", " + found->second +
                                                   " (expected the substance of its id)");
    }
}

void Checker::check_all() {
    const auto substances = ids("substances"), lists = ids("lists"), instruments = ids("instruments"),
               controls = ids("controls");
    check_substances();
    check_shared("inchikey", "same_structure", "structure");
    check_shared("cas", "same_cas", "CAS number");
    check_names();
    for (const char* name : {"instruments", "controls", "thresholds", "coverage"}) check_dates(name);
    for (const char* name : {"names", "thresholds"})
        check_references(name, "substance", substances, "substance", "substances.csv");
    // A control row is of a substance or of a generic definition.
    std::set<std::string> controlled = rule_ids();
    controlled.insert(substances.begin(), substances.end());
    check_references("controls", "substance", controlled, "substance", "substances.csv");
    for (const char* name : {"same_structure", "same_cas", "same_name"})
        check_references(name, "substances", substances, "substance", "substances.csv");
    for (const char* column : {"parent", "product"})
        check_references("inlet_products", column, substances, "substance", "substances.csv");
    for (const char* column : {"acids", "numerator", "denominator"})
        check_references("phenotype", column, substances, "substance", "substances.csv");
    check_references("exemptions", "substance", substances, "substance", "substances.csv");
    check_words("thresholds", "band", {"small", "large", "especially_large"});
    check_words("thresholds", "mass_basis", {"mixture", "substance", "base", "dry_plant", "unknown"});
    for (const char* name : {"controls", "thresholds", "coverage", "exemptions"})
        check_references(name, "list", lists, "list", "lists.csv");
    check_references("controls", "instrument", instruments, "instrument", "instruments.csv");
    check_repeats();
    check_entries();
}

}  // namespace

std::vector<DataError> contradictions(const Draft& draft) {
    std::vector<DataError> problems;
    Checker(draft, problems).check_all();
    return problems;
}

}  // namespace spec::library
