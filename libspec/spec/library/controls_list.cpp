#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <spec/core/text.hpp>
#include <spec/library/controls_list.hpp>
#include <spec/library/facts.hpp>

namespace spec::library {
namespace {

const std::string& field(const Table& table, std::size_t row, const char* column) {
    return table.rows[row][table.column(column)];
}

std::string optional(const Table& table, std::size_t row, const char* column) {
    const auto found = table.find_column(column);
    return found ? std::string(trimmed(table.rows[row][*found])) : std::string();
}

/// Finds substances by what a list says of them.
class Matcher {
 public:
    explicit Matcher(const Draft& library) {
        const Table* substances = library.find_table("substances");
        const Table* names = library.find_table("names");
        for (std::size_t row = 0; substances && row < substances->rows.size(); ++row) {
            const std::string& id = field(*substances, row, "id");
            add(by_key_, field(*substances, row, "inchikey"), id);
            add(by_cas_, field(*substances, row, "cas"), id);
            add_name(field(*substances, row, "name"), id);
        }
        for (std::size_t row = 0; names && row < names->rows.size(); ++row) {
            const std::string& kind = field(*names, row, "kind");
            if (kind != "abbreviation" && kind != "code")
                add_name(field(*names, row, "name"), field(*names, row, "substance"));
        }
    }

    struct Answer {
        std::string substance;  ///< empty: none
        std::string by, why;
    };

    Answer match(const std::string& key, const std::string& cas, const std::vector<std::string>& names) const {
        Answer answer;
        const auto look = [&](const Index& index, const std::string& value, const char* by) {
            if (value.empty() || !answer.why.empty()) return;
            const auto found = index.find(value);
            if (found == index.end()) return;
            if (found->second.size() > 1) {
                if (answer.substance.empty())
                    answer.why =
                        std::string("its ") + by + " stands with several substances (" + joined(found->second) + ")";
            } else if (answer.substance.empty()) {
                answer = {*found->second.begin(), by, ""};
            } else if (answer.substance != *found->second.begin()) {
                answer.why = "its " + answer.by + " is that of " + answer.substance + ", its " + by + " that of " +
                             *found->second.begin();
            }
        };
        look(by_key_, key, "InChIKey");
        look(by_cas_, cas, "CAS number");
        for (const std::string& name : names)
            if (!is_abbreviation(name)) look(by_name_, folded_name(name), "name");
        if (answer.substance.empty() && answer.why.empty())
            answer.why = "no substance has its InChIKey, CAS number or name";
        if (!answer.why.empty()) answer.substance.clear();
        return answer;
    }

 private:
    using Index = std::map<std::string, std::set<std::string>>;
    static void add(Index& index, const std::string& value, const std::string& id) {
        if (!value.empty()) index[value].insert(id);
    }
    void add_name(const std::string& name, const std::string& id) {
        if (!is_abbreviation(name)) add(by_name_, folded_name(name), id);
    }
    static std::string joined(const std::set<std::string>& ids) {
        std::string text;
        for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
        return text;
    }
    Index by_key_, by_cas_, by_name_;
};

std::string next_id(const Draft& library, const char* table, char letter, std::size_t offset) {
    std::size_t highest = 0;
    if (const Table* held = library.find_table(table))
        for (std::size_t row = 0; row < held->rows.size(); ++row) {
            const std::string& id = field(*held, row, "id");
            if (id.size() > 1 && id[0] == letter)
                if (const auto number = to_long(id.substr(1)))
                    highest = std::max(highest, static_cast<std::size_t>(std::max(0l, *number)));
        }
    char text[24];
    std::snprintf(text, sizeof text, "%c%06u", letter, static_cast<unsigned>(highest + offset));
    return text;
}

bool has_id(const Draft& library, const char* table, const std::string& id) {
    const Table* held = library.find_table(table);
    if (!held) return false;
    for (std::size_t row = 0; row < held->rows.size(); ++row)
        if (field(*held, row, "id") == id) return true;
    return false;
}

std::vector<std::string> lists_of(const Draft& library, const std::string& jurisdiction) {
    std::vector<std::string> ids;
    if (const Table* lists = library.find_table("lists"))
        for (std::size_t row = 0; row < lists->rows.size(); ++row)
            if (field(*lists, row, "jurisdiction") == jurisdiction) ids.push_back(field(*lists, row, "id"));
    return ids;
}

/// Turns the rows of one list into rows of the library.
class Importer {
 public:
    Importer(const Draft& library, const Table& list, std::string jurisdiction, std::string instrument)
        : library_(library),
          list_(list),
          matcher_(library),
          jurisdiction_(std::move(jurisdiction)),
          instrument_(std::move(instrument)) {
        lists_ = lists_of(library, jurisdiction_);
        if (lists_.empty())
            throw UsageError("no list of jurisdiction '" + jurisdiction_ + "' (expected one in lists.csv)");
        if (!has_id(library, "instruments", instrument_))
            throw UsageError("no instrument '" + instrument_ +
                             "' (expected an id of instruments.csv: add the act first)");
        result_.change.kind = "import";
        result_.change.rows["controls"] = {
            "controls",
            "",
            {"id", "substance", "list", "instrument", "valid_from", "valid_to", "seen_on", "basis", "verified_by"},
            {},
            {}};
        result_.change.rows["names"] = {"names", "", {"substance", "language", "name", "kind", "source"}, {}, {}};
        result_.change.rows["thresholds"] = {"thresholds",
                                             "",
                                             {"id", "substance", "list", "band", "from", "to", "inclusive", "unit",
                                              "mass_basis", "valid_from", "valid_to", "basis", "verified_by"},
                                             {},
                                             {}};
    }

    ControlsImport run() {
        for (std::size_t row = 0; row < list_.rows.size(); ++row) import(row);
        for (const char* table : {"names", "thresholds"})
            if (result_.change.rows[table].rows.empty()) result_.change.rows.erase(table);
        return std::move(result_);
    }

 private:
    std::string date(std::size_t row, const char* column) const {
        const std::string value = optional(list_, row, column);
        if (!value.empty() && !is_date(value))
            throw DataError(list_.at(row), std::string(column) + " '" + value +
                                               "' is no date of the calendar (expected such as 2026-11-01)");
        return value;
    }

    std::string list_id(std::size_t row) const {
        const std::string stated = optional(list_, row, "list");
        if (stated.empty() && lists_.size() == 1) return lists_[0];
        if (std::find(lists_.begin(), lists_.end(), stated) == lists_.end())
            throw DataError(list_.at(row), "list '" + stated + "' is not of jurisdiction " + jurisdiction_ +
                                               " (expected an id of lists.csv)");
        return stated;
    }

    void import(std::size_t row) {
        ++result_.read;
        std::vector<std::pair<std::string, std::string>> names;  // language, name
        for (const auto& [column, language] :
             {std::pair("name_kk", "kk"), std::pair("name_ru", "ru"), std::pair("name_en", "en")})
            if (const std::string name = optional(list_, row, column); !name.empty())
                names.emplace_back(language, name);
        if (names.empty()) throw DataError(list_.at(row), "no name (expected name_kk, name_ru or name_en)");
        std::vector<std::string> plain;
        for (const auto& [language, name] : names) plain.push_back(name);
        const auto answer = matcher_.match(upper(optional(list_, row, "inchikey")), optional(list_, row, "cas"), plain);
        const std::string where = list_.at(row).text() + ": '" + plain.front() + "': ";
        if (answer.substance.empty()) {
            result_.unmatched.push_back(where + answer.why);
            return;
        }
        ++result_.matched;
        if (answer.by != "InChIKey")
            result_.notes.push_back(where + "matched with " + answer.substance + " by its " + answer.by);
        add_control(row, answer.substance);
        for (const auto& [language, name] : names)
            if (!known_name(answer.substance, language, name))
                result_.change.rows["names"].rows.push_back(
                    {answer.substance, language, name, "statutory", instrument_});
        add_thresholds(row, answer.substance);
    }

    void add_control(std::size_t row, const std::string& substance) {
        auto& rows = result_.change.rows["controls"].rows;
        const std::string from = date(row, "valid_from"), to = date(row, "valid_to"), seen = date(row, "seen_on");
        if (from.empty() && seen.empty())
            throw DataError(list_.at(row),
                            "neither valid_from nor seen_on (expected the entry into force, or the day of the text)");
        const std::string basis = optional(list_, row, "basis");
        rows.push_back({next_id(library_, "controls", 'C', rows.size() + 1), substance, list_id(row), instrument_, from,
                        to, seen, basis.empty() ? list_.file : basis, optional(list_, row, "verified_by")});
    }

    void add_thresholds(std::size_t row, const std::string& substance) {
        auto& rows = result_.change.rows["thresholds"].rows;
        for (const char* band : {"small", "large", "especially_large"}) {
            const std::string from = optional(list_, row, (std::string(band) + "_from").c_str()),
                              to = optional(list_, row, (std::string(band) + "_to").c_str());
            if (from.empty() && to.empty()) continue;
            for (const std::string& amount : {from, to})
                if (!amount.empty() && (!to_double(amount) || *to_double(amount) < 0))
                    throw DataError(list_.at(row), std::string(band) + " '" + amount +
                                                       "' is no amount (expected a number of 0 or more)");
            const std::string unit = optional(list_, row, "unit"), basis = optional(list_, row, "mass_basis");
            rows.push_back({next_id(library_, "thresholds", 'T', rows.size() + 1), substance, list_id(row), band, from,
                            to, "from", unit.empty() ? "g" : unit, basis.empty() ? "unknown" : basis,
                            date(row, "valid_from"), date(row, "valid_to"), optional(list_, row, "basis"),
                            optional(list_, row, "verified_by")});
        }
    }

    bool known_name(const std::string& substance, const std::string& language, const std::string& name) const {
        const Table* names = library_.find_table("names");
        for (std::size_t row = 0; names && row < names->rows.size(); ++row)
            if (field(*names, row, "substance") == substance && field(*names, row, "language") == language &&
                field(*names, row, "name") == name)
                return true;
        return false;
    }

    const Draft& library_;
    const Table& list_;
    Matcher matcher_;
    std::string jurisdiction_, instrument_;
    std::vector<std::string> lists_;
    ControlsImport result_;
};

// Cyrillic letters from U+0400 to U+04FF in lower case: the Russian alphabet, the old and the Kazakh letters.
char32_t lower_cyrillic(char32_t c) {
    if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
    if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
    if (c >= 0x0490 && c <= 0x04FF && c != 0x04C0 && c % 2 == 0) return c + 1;
    return c;
}

}  // namespace

std::string folded_name(std::string_view name) {
    std::string out = folded(name);
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
        const auto first = static_cast<unsigned char>(out[i]), second = static_cast<unsigned char>(out[i + 1]);
        if (first < 0xD0 || first > 0xD3) continue;
        const char32_t lowered = lower_cyrillic(((first & 0x1Fu) << 6) | (second & 0x3Fu));
        out[i] = static_cast<char>(0xC0u | (lowered >> 6));
        out[i + 1] = static_cast<char>(0x80u | (lowered & 0x3Fu));
        ++i;
    }
    return out;
}

bool is_abbreviation(std::string_view name) {
    std::size_t lower_run = 0, run = 0, longest_lower = 0, longest = 0;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0xC0) continue;  // the first byte of a letter that is not ASCII; the last one counts
        const bool other = byte >= 0x80, small = c >= 'a' && c <= 'z', capital = c >= 'A' && c <= 'Z';
        lower_run = small || other ? lower_run + 1 : 0;
        run = small || capital || other ? run + 1 : 0;
        longest_lower = std::max(longest_lower, lower_run);
        longest = std::max(longest, run);
    }
    return longest_lower < 4 && longest < 5;
}

ControlsImport import_controls(const Draft& library, const std::string& text, const std::string& file,
                               const std::string& jurisdiction, const std::string& instrument) {
    std::string_view plain = text;
    if (plain.starts_with("\xEF\xBB\xBF")) plain.remove_prefix(3);
    const std::string_view header = plain.substr(0, plain.find('\n'));
    const char separator =
        std::count(header.begin(), header.end(), ';') > std::count(header.begin(), header.end(), ',') ? ';' : ',';
    const Table list = parse_csv(plain, "controls list", file, separator);
    constexpr const char* known[] = {"name_kk",
                                     "name_ru",
                                     "name_en",
                                     "inchikey",
                                     "cas",
                                     "list",
                                     "valid_from",
                                     "valid_to",
                                     "seen_on",
                                     "basis",
                                     "verified_by",
                                     "small_from",
                                     "small_to",
                                     "large_from",
                                     "large_to",
                                     "especially_large_from",
                                     "especially_large_to",
                                     "unit",
                                     "mass_basis"};
    for (const std::string& column : list.columns)
        if (std::find(std::begin(known), std::end(known), column) == std::end(known))
            throw DataError(Position::at_line(file, 1),
                            "unknown column '" + column + "' (expected those of docs/formats/controls-list.md)");
    return Importer(library, list, jurisdiction, instrument).run();
}

}  // namespace spec::library
