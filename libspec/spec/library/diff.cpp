#include <algorithm>
#include <map>
#include <spec/library/content.hpp>
#include <spec/library/diff.hpp>

namespace spec::library {
namespace {

using Fields = std::map<std::string, std::string>;  ///< one row by column

std::vector<Fields> rows_of(const Draft& draft, const std::string& name) {
    std::vector<Fields> rows;
    const Table* table = draft.find_table(name);
    if (!table) return rows;
    for (const auto& row : table->rows) {
        Fields fields;
        for (std::size_t c = 0; c < table->columns.size(); ++c)
            if (!row[c].empty()) fields[table->columns[c]] = row[c];
        rows.push_back(std::move(fields));
    }
    return rows;
}

std::string at(const Fields& row, const char* column) {
    const auto found = row.find(column);
    return found == row.end() ? std::string() : found->second;
}

/// Names for what rows speak of, from both libraries, the newer first.
class Words {
 public:
    Words(const Draft& before, const Draft& after) {
        for (const Draft* draft : {&after, &before}) {
            for (const Fields& row : rows_of(*draft, "substances")) names_.emplace(at(row, "id"), at(row, "name"));
            for (const Fields& row : rows_of(*draft, "lists")) names_.emplace(at(row, "id"), at(row, "title"));
        }
    }
    std::string name(const std::string& id) const {
        const auto found = names_.find(id);
        return found == names_.end() ? id : found->second + " (" + id + ")";
    }

    std::string sentence(const std::string& table, const Fields& row) const {
        if (table == "controls") {
            std::string text = name(at(row, "substance")) + ": " + name(at(row, "list"));
            if (row.count("valid_from")) text += ", in force from " + at(row, "valid_from");
            if (row.count("valid_to")) text += " until " + at(row, "valid_to");
            if (row.count("seen_on")) text += ", seen there on " + at(row, "seen_on");
            if (row.count("supersedes")) text += ", corrects " + at(row, "supersedes");
            return text + " (" + at(row, "instrument") +
                   (row.count("verified_by") ? ", verified by " + at(row, "verified_by") : ", not verified") + ")";
        }
        if (table == "thresholds")
            return name(row.count("substance") ? at(row, "substance") : at(row, "list")) + ": " + at(row, "band") +
                   " from " + at(row, "from") + (row.count("to") ? " to " + at(row, "to") : "") + " " +
                   at(row, "unit") + ", " + at(row, "mass_basis");
        if (table == "names")
            return name(at(row, "substance")) + ": " + at(row, "name") + " (" + at(row, "language") + ", " +
                   at(row, "kind") + ")";
        if (table == "coverage") return name(at(row, "list")) + ": complete from " + at(row, "from");
        if (table == "substances") return name(at(row, "id")) + " " + at(row, "formula") + " " + at(row, "inchikey");
        std::string text;
        for (const auto& [column, value] : row) text += (text.empty() ? "" : "; ") + column + " " + value;
        return text;
    }

 private:
    std::map<std::string, std::string> names_;
};

Json change(const std::string& table, const char* kind, const std::string& row, const std::string& what) {
    return {{"table", table}, {"kind", kind}, {"row", row}, {"what", what}};
}

// The fields of a row that differ, "valid_to: 2024-01-01 -> 2025-01-01".
std::string differences(const Fields& before, const Fields& after) {
    std::string text;
    const auto add = [&](const std::string& column, const std::string& old, const std::string& now) {
        if (old != now)
            text += (text.empty() ? "" : "; ") + column + ": " + (old.empty() ? "(empty)" : old) + " -> " +
                    (now.empty() ? "(empty)" : now);
    };
    for (const auto& [column, value] : before) add(column, value, at(after, column.c_str()));
    for (const auto& [column, value] : after)
        if (before.count(column) == 0) add(column, "", value);
    return text;
}

// Rows with an id are compared by it, others as a whole.
void compare(const std::string& table, const std::vector<Fields>& before, const std::vector<Fields>& after,
             const Words& words, Json& changes) {
    const auto key_of = [](const Fields& row) {
        if (row.count("id")) return at(row, "id");
        std::string key;
        for (const auto& [column, value] : row) key += column + "=" + value + "|";
        return key;
    };
    std::multimap<std::string, const Fields*> held;
    for (const Fields& row : before) held.emplace(key_of(row), &row);
    for (const Fields& row : after) {
        const auto found = held.find(key_of(row));
        if (found == held.end()) {
            changes.push_back(change(table, "added", at(row, "id"), words.sentence(table, row)));
            continue;
        }
        if (*found->second != row)
            changes.push_back(change(table, "changed", at(row, "id"),
                                     words.sentence(table, row) + ": " + differences(*found->second, row)));
        held.erase(found);
    }
    for (const auto& [key, row] : held)
        changes.push_back(change(table, "removed", at(*row, "id"), words.sentence(table, *row)));
}

// Entries and texts, by name and hash.
void compare_hashes(const char* table, const std::map<std::string, std::string>& before,
                    const std::map<std::string, std::string>& after, Json& changes) {
    for (const auto& [name, hash] : after) {
        const auto found = before.find(name);
        if (found == before.end())
            changes.push_back(change(table, "added", name, name));
        else if (found->second != hash)
            changes.push_back(change(table, "changed", name, name));
    }
    for (const auto& [name, hash] : before)
        if (after.count(name) == 0) changes.push_back(change(table, "removed", name, name));
}

// Says of spectra what they are, which their ids do not.
void name_spectra(const Draft& before, const Draft& after, Json& changes) {
    std::map<std::string, std::string> said;
    for (const Draft* draft : {&after, &before})
        for (const DraftEntry& held : draft->entries)
            said.emplace(held.entry.id, held.entry.name + ", " + to_string(held.entry.technique) + ", " +
                                            to_string(held.entry.kind) + " of " + std::to_string(held.x.size()) +
                                            " points");
    for (Json& item : changes)
        if (item["table"] == "spectra")
            if (const auto found = said.find(item["row"].get<std::string>()); found != said.end())
                item["what"] = found->second;
}

std::map<std::string, std::string> hashes(const Draft& draft, const std::string& prefix) {
    std::map<std::string, std::string> found;
    for (const Leaf& leaf : content_leaves(draft))
        if (leaf.key.starts_with(prefix))
            found[leaf.key.substr(prefix.size())] = std::string(leaf.hash.begin(), leaf.hash.end());
    return found;
}

}  // namespace

Json diff_json(const Draft& before, const Draft& after) {
    Json changes = Json::array();
    const Words words(before, after);
    std::map<std::string, bool> tables;
    for (const Draft* draft : {&before, &after})
        for (const auto& [name, table] : draft->tables) tables[name] = true;
    // What the curators wrote of their changes stands apart: it is no change of what the library says.
    Json revisions = Json::array();
    for (const auto& [name, present] : tables)
        compare(name, rows_of(before, name), rows_of(after, name), words, name == "revisions" ? revisions : changes);
    compare_hashes("spectra", hashes(before, "entry/"), hashes(after, "entry/"), changes);
    name_spectra(before, after, changes);
    compare_hashes("texts", hashes(before, "text/"), hashes(after, "text/"), changes);
    const auto side = [](const Draft& draft) {
        return Json{{"name", draft.name}, {"release", draft.release}, {"root", content_root(draft)}};
    };
    return {{"schema", "sarap.diff/1"},
            {"before", side(before)},
            {"after", side(after)},
            {"changes", changes},
            {"revisions", revisions}};
}

std::string diff_text(const Json& diff) {
    const auto side = [](const Json& json) {
        return json["name"].get<std::string>() + ", release " + json["release"].get<std::string>();
    };
    std::string text = side(diff["before"]) + " -> " + side(diff["after"]) + "\n";
    for (const Json& item : diff["changes"])
        text += item["kind"].get<std::string>() + "\t" + item["table"].get<std::string>() + "\t" +
                item["row"].get<std::string>() + "\t" + item["what"].get<std::string>() + "\n";
    return text + std::to_string(diff["changes"].size()) + (diff["changes"].size() == 1 ? " change\n" : " changes\n");
}

}  // namespace spec::library
