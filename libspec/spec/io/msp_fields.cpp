#include <array>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/number.hpp>

namespace spec::io {
namespace {

/// Above this an index is of the Fiehn scale (fatty acid methyl esters, 262,320 ...), never of n-alkanes.
constexpr double greatest_n_alkane_index = 10000;

std::string field_text(std::string_view value) {
    unsigned bits = 0;
    for (const char c : value) bits |= static_cast<unsigned char>(c);
    return bits < 0x80 ? std::string(value) : to_utf8(value);
}

bool is_absent(std::string_view value) {
    if (value.empty() || value == "-" || value == "--") return true;
    if (value.size() > 8) return false;
    const std::string word = lower(value);
    for (const std::string_view none : {"n/a", "na", "none", "null", "nan", "unknown", "?", "0", "0-00-0", "-1"})
        if (word == none) return true;
    return false;
}

bool is_inchikey(std::string_view key) {
    if (key.size() != 27 && key.size() != 25 && key.size() != 14) return false;
    for (std::size_t i = 0; i < key.size(); ++i)
        if (i == 14 || i == 25 ? key[i] != '-' : key[i] < 'A' || key[i] > 'Z') return false;
    return true;
}

void keep_metadata(SpectrumRecord& record, std::string_view key, std::string_view value) {
    const auto [place, fresh] = record.metadata.try_emplace(lower(field_text(key)), std::string());
    if (fresh)
        place->second = field_text(value);
    else if (place->second != field_text(value))
        record.notes.push_back("field '" + place->first + "' is repeated with another value: the first stays");
}

/// Sets a member that any text may fill.
void set_text(SpectrumRecord& record, std::string& member, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    std::string text = field_text(value);
    if (member.empty())
        member = std::move(text);
    else if (member != text)
        record.notes.push_back("field '" + lower(field_text(key)) +
                               "' is repeated with another value: the first stays");
}

/// Sets a member for which "N/A", "0" and the like stand for none.
void set_once(SpectrumRecord& record, std::string& member, std::string_view key, std::string_view value) {
    if (!is_absent(value)) set_text(record, member, key, value);
}

void set_inchikey(SpectrumRecord& record, std::string_view key, std::string_view value) {
    if (value.starts_with("InChIKey=")) value.remove_prefix(9);
    if (is_absent(value)) return;
    if (!is_inchikey(value)) {
        record.notes.push_back("InChIKey '" + field_text(value.substr(0, 40)) +
                               "' has not the form of one and was not taken");
        return;
    }
    set_once(record, record.inchikey, key, value);
}

void set_cas(SpectrumRecord& record, std::string_view key, std::string_view value) {
    const std::size_t stop = value.find(';');
    set_once(record, record.cas, key, trimmed(value.substr(0, stop)));
    if (stop == std::string_view::npos) return;
    const std::string_view rest = trimmed(value.substr(stop + 1));  // CAS#: 50-00-0;  NIST#: 1
    const std::size_t colon = rest.find(':');
    if (colon != std::string_view::npos)
        enter_field(record, trimmed(rest.substr(0, colon)), trimmed(rest.substr(colon + 1)));
}

/// NIST writes codes as synonyms: "$:28" is the InChIKey, the others describe the spectrum.
void set_synonym(SpectrumRecord& record, std::string_view key, std::string_view value) {
    if (value.starts_with("$:28")) return set_inchikey(record, key, trimmed(value.substr(4)));
    if (value.starts_with("$:")) {
        std::string& tags = record.metadata["nist_tags"];
        tags += (tags.empty() ? "" : "; ") + field_text(value.substr(2));
        return;
    }
    if (!value.empty()) record.synonyms.push_back(field_text(value));
}

void set_index(SpectrumRecord& record, double value, std::string column) {
    if (value <= 0) return;  // -1 and 0 stand for none
    const bool fiehn = value > greatest_n_alkane_index;
    RetentionIndex index{value, fiehn ? "fiehn_fame" : "n_alkane", std::move(column)};
    if (!record.retention_index)
        record.retention_index = std::move(index);
    else if (record.retention_index->value != value)
        record.notes.push_back("retention index " + shortest(value) + " differs from " +
                               shortest(record.retention_index->value) + ": the first stays");
}

/// The number after "SemiStdNP=" in "SemiStdNP=1234/2/5 StdNP=1220/1/3 ...": median / deviation / count.
std::optional<double> number_after(std::string_view text, std::string_view label) {
    const std::size_t at = text.find(label);
    if (at == std::string_view::npos || (at > 0 && text[at - 1] != ' ' && text[at - 1] != '"' && text[at - 1] != ';'))
        return std::nullopt;
    const char* first = text.data() + at + label.size();
    const char* const end = text.data() + text.size();
    while (first != end && *first == ' ') ++first;
    double value = 0;
    if (parse_number(first, end, value) == first) return std::nullopt;
    return value;
}

bool set_nist_index(SpectrumRecord& record, std::string_view text) {
    struct Phase {
        std::string_view label, column;
    };
    static constexpr std::array<Phase, 3> phases{
        {{"SemiStdNP=", "semi-standard non-polar"}, {"StdNP=", "standard non-polar"}, {"StdPolar=", "standard polar"}}};
    if (text.find("Std") == std::string_view::npos) return false;
    for (const Phase& phase : phases)
        if (const auto value = number_after(text, phase.label)) {
            if (!record.retention_index) set_index(record, *value, std::string(phase.column));
            return true;
        }
    return false;
}

void set_retention_index(SpectrumRecord& record, std::string_view key, std::string_view value) {
    if (is_absent(value) || set_nist_index(record, value)) return;
    double number = 0;
    const char* const end = value.data() + value.size();
    const char* const after = parse_number(value.data(), end, number);
    if (after == value.data() || (after != end && *after != ' ' && *after != '\t' && *after != ';' && *after != '/')) {
        record.notes.push_back("retention index '" + field_text(value.substr(0, 40)) + "' is not a number");
        return keep_metadata(record, key, value);
    }
    set_index(record, number, "");
}

void set_exact_mass(SpectrumRecord& record, std::string_view value) {
    const auto mass = to_double(value);
    if (mass && *mass > 0 && !record.exact_mass) record.exact_mass = mass;
}

/// The value of "key=value" with its quotes, as MoNA writes it in comments.
std::string_view quoted_value(std::string_view comment, std::string_view start) {
    const std::size_t at = comment.find(start);
    if (at == std::string_view::npos) return {};
    comment.remove_prefix(at + start.size());
    return comment.substr(0, comment.find('"'));
}

void set_comment(SpectrumRecord& record, std::string_view value) {
    std::string& comment = record.metadata["comment"];
    comment += (comment.empty() ? "" : "; ") + field_text(value);
    if (value.find('"') != std::string_view::npos) {
        if (record.smiles.empty()) set_once(record, record.smiles, "smiles", quoted_value(value, "\"SMILES="));
        if (record.inchikey.empty()) set_inchikey(record, "inchikey", quoted_value(value, "\"InChIKey="));
        if (record.cas.empty()) set_once(record, record.cas, "cas", quoted_value(value, "\"cas="));
        if (!record.exact_mass) set_exact_mass(record, quoted_value(value, "\"exact mass="));
    }
    if (record.retention_index || set_nist_index(record, value)) return;
    for (const std::string_view label : {"RI:", "RI=", "retention index="})
        if (const auto number = number_after(value, label)) return set_index(record, *number, "");
}

enum class Field { name, synonym, comment, cas, inchikey, smiles, formula, exact_mass, id, second_id, retention_index };

struct KnownKey {
    std::string_view key;
    Field field;
};

constexpr std::array<KnownKey, 30> known_keys{{{"name", Field::name},
                                               {"synon", Field::synonym},
                                               {"synonym", Field::synonym},
                                               {"synonyms", Field::synonym},
                                               {"comment", Field::comment},
                                               {"comments", Field::comment},
                                               {"cas", Field::cas},
                                               {"casno", Field::cas},
                                               {"cas#", Field::cas},
                                               {"casnumber", Field::cas},
                                               {"casrn", Field::cas},
                                               {"inchikey", Field::inchikey},
                                               {"smiles", Field::smiles},
                                               {"formula", Field::formula},
                                               {"molecularformula", Field::formula},
                                               {"exactmass", Field::exact_mass},
                                               {"monoisotopicmass", Field::exact_mass},
                                               {"id", Field::id},
                                               {"db#", Field::second_id},
                                               {"dbno", Field::second_id},
                                               {"accession", Field::second_id},
                                               {"ri", Field::retention_index},
                                               {"retentionindex", Field::retention_index},
                                               {"kovatsindex", Field::retention_index},
                                               {"kovatsri", Field::retention_index},
                                               {"rti", Field::retention_index},
                                               {"experimentalri", Field::retention_index},
                                               {"compoundname", Field::name},
                                               {"molform", Field::formula},
                                               {"inchikeys", Field::inchikey}}};

const KnownKey* find_known(std::string_view plain) {
    for (const KnownKey& known : known_keys)
        if (!plain.empty() && known.key[0] == plain[0] && known.key == plain) return &known;
    return nullptr;
}

}  // namespace

std::string plain_key(std::string_view key) {
    std::string plain;
    for (const char c : key)
        if (c != ' ' && c != '\t' && c != '_' && c != '-')
            plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return plain;
}

void enter_field(SpectrumRecord& record, std::string_view key, std::string_view value) {
    enter_field(record, key, plain_key(key), value);
}

void enter_field(SpectrumRecord& record, std::string_view key, std::string_view plain, std::string_view value) {
    const KnownKey* known = find_known(plain);
    if (!known) return keep_metadata(record, key, value);
    switch (known->field) {
        case Field::name: return set_text(record, record.name, key, value);
        case Field::synonym: return set_synonym(record, key, value);
        case Field::comment: return set_comment(record, value);
        case Field::cas: return set_cas(record, key, value);
        case Field::inchikey: return set_inchikey(record, key, value);
        case Field::smiles: return set_once(record, record.smiles, key, value);
        case Field::formula: return set_once(record, record.formula, key, value);
        case Field::exact_mass: return set_exact_mass(record, value);
        case Field::id: return set_text(record, record.id, key, value);
        case Field::second_id:
            if (record.id.empty()) return set_text(record, record.id, key, value);
            return keep_metadata(record, key, value);
        case Field::retention_index: return set_retention_index(record, key, value);
    }
}

void continue_field(SpectrumRecord& record, std::string_view last_key, std::string_view line) {
    std::string key = lower(field_text(last_key));
    if (key == "comments") key = "comment";
    record.metadata[key.empty() ? "comment" : key] += "; " + field_text(trimmed(line));
}

std::string_view foreign_ionisation(const SpectrumRecord& record) {
    for (const char* key : {"spectrum_type", "spectrumtype", "ms level", "mslevel"}) {
        const auto found = record.metadata.find(key);
        if (found != record.metadata.end() && (upper(found->second) == "MS2" || found->second == "2"))
            return "tandem mass spectra";
    }
    for (const char* key : {"instrument_type", "instrumenttype", "ionization", "ionisation"}) {
        const auto found = record.metadata.find(key);
        if (found == record.metadata.end()) continue;
        const std::string type = upper(found->second);
        for (const std::string_view foreign : {"ESI", "APCI", "MALDI", "LC-"})
            if (type.find(foreign) != std::string::npos) return "electrospray or other soft ionisation";
    }
    return {};
}

void judge_records(Measurement& measurement, const std::vector<SpectrumRecord>& records) {
    std::size_t foreign = 0, defects = 0;
    std::string_view kind;
    for (const SpectrumRecord& record : records) {
        const std::string_view found = foreign_ionisation(record);
        if (!found.empty()) kind = found;
        foreign += !found.empty();
        defects += record.defect.has_value();
    }
    if (foreign == records.size())
        measurement.not_identifiable = std::string(kind) + ", not electron ionisation";
    else if (foreign > 0)
        measurement.notes.push_back(std::to_string(foreign) + " of " + std::to_string(records.size()) +
                                    " records are not electron ionisation (" + std::string(kind) + ")");
    if (defects > 0)
        measurement.notes.push_back(std::to_string(defects) + " of " + std::to_string(records.size()) +
                                    " records cannot be used");
}

}  // namespace spec::io
