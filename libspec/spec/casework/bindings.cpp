#include <algorithm>
#include <array>
#include <map>
#include <spec/casework/bindings.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

using ExhibitKey = std::pair<std::string, std::string>;

std::map<ExhibitKey, std::vector<const SequenceRow*>> exhibits_of(const Sequence& sequence,
                                                                  const std::vector<bool>& usable) {
    std::map<ExhibitKey, std::vector<const SequenceRow*>> out;
    for (std::size_t i = 0; i < sequence.rows.size(); ++i)
        if (sequence.rows[i].type == RowType::exhibit && usable[i])
            out[{sequence.rows[i].case_id, sequence.rows[i].exhibit}].push_back(&sequence.rows[i]);
    return out;
}

void bind_backwards(const Sequence& sequence, const std::vector<bool>& usable, std::vector<Binding>& out) {
    const SequenceRow* check = nullptr;
    for (std::size_t i = sequence.rows.size(); i-- > 0;) {
        out[i].check_after = check;
        if (sequence.rows[i].type == RowType::check && usable[i]) check = &sequence.rows[i];
    }
}

bool same_level(const SequenceRow& a, const SequenceRow& b) {
    return a.substance == b.substance && a.note == b.note && a.unit == b.unit && a.level == b.level;
}

// Before the first standards, those that follow serve.
std::vector<const SequenceRow*> first_of_each_level(const Sequence& sequence, const std::vector<bool>& usable) {
    std::vector<const SequenceRow*> out;
    for (std::size_t i = 0; i < sequence.rows.size(); ++i) {
        const SequenceRow& row = sequence.rows[i];
        if (row.type != RowType::standard || !usable[i]) continue;
        if (std::none_of(out.begin(), out.end(), [&](const SequenceRow* one) { return same_level(*one, row); }))
            out.push_back(&row);
    }
    return out;
}

void take_latest(const SequenceRow& row, std::vector<const SequenceRow*>& standards) {
    for (const SequenceRow*& one : standards)
        if (same_level(*one, row)) one = &row;
}

std::string names_of(const std::vector<const SequenceRow*>& rows) {
    std::string text;
    for (const SequenceRow* row : rows) text += (text.empty() ? "" : ", ") + row->sample;
    return text.empty() ? "none" : text;
}

std::string name_of(const SequenceRow* row) { return row ? row->sample : "none"; }

std::string binding_text(const Binding& binding) {
    return "    blank " + name_of(binding.blank) + "; standards " + names_of(binding.standards) + "; ladder " +
           name_of(binding.ladder) + "; checks " + name_of(binding.check_before) + " before, " +
           name_of(binding.check_after) + " after; other measurements " + names_of(binding.partners) + "\n";
}

}  // namespace

bool is_raman(const SequenceRow& row) {
    if (!row.technique.empty()) return row.technique == "raman";
    static constexpr std::array<std::string_view, 8> suffixes = {".jdx", ".dx", ".spc", ".wdf",
                                                                 ".spa", ".0",  ".txt", ".l6s"};
    const std::string suffix = lower(row.file.extension().string());
    return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

bool same_exhibit(const SequenceRow& a, const SequenceRow& b) {
    return a.case_id == b.case_id && a.exhibit == b.exhibit;
}

std::vector<Binding> bind_rows(const Sequence& sequence, const std::vector<bool>& usable) {
    std::vector<Binding> out(sequence.rows.size());
    const auto exhibits = exhibits_of(sequence, usable);
    std::vector<const SequenceRow*> standards = first_of_each_level(sequence, usable);
    bind_backwards(sequence, usable, out);
    Binding now;
    for (std::size_t i = 0; i < sequence.rows.size(); ++i) {
        const SequenceRow& row = sequence.rows[i];
        if (row.type == RowType::exhibit) {
            if (is_raman(row)) {
                out[i] = {};
            } else {
                now.check_after = out[i].check_after;
                out[i] = now;
                out[i].standards = standards;
            }
            const auto partners = exhibits.find({row.case_id, row.exhibit});
            if (partners == exhibits.end()) continue;
            for (const SequenceRow* partner : partners->second)
                if (partner != &row) out[i].partners.push_back(partner);
            continue;
        }
        out[i] = {};
        if (!usable[i]) continue;
        if (row.type == RowType::blank) now.blank = &row;
        if (row.type == RowType::ladder) now.ladder = &row;
        if (row.type == RowType::check) now.check_before = &row;
        if (row.type == RowType::standard) take_latest(row, standards);
    }
    return out;
}

std::string plan_text(const Sequence& sequence) {
    const auto bindings = bind_rows(sequence, std::vector<bool>(sequence.rows.size(), true));
    std::string text;
    for (std::size_t i = 0; i < sequence.rows.size(); ++i) {
        const SequenceRow& row = sequence.rows[i];
        text += std::to_string(row.line) + "  " + row.sample + "  " + to_string(row.type);
        if (row.level) text += " " + shortest(*row.level) + " " + row.unit;
        if (!row.guessed_from.empty()) text += " (guessed from '" + row.guessed_from + "')";
        if (row.type == RowType::exhibit) {
            text += "  case " + (row.case_id.empty() ? std::string("none") : row.case_id) + " exhibit " + row.exhibit +
                    "\n" + binding_text(bindings[i]);
        } else {
            text += "\n";
        }
    }
    return text;
}

}  // namespace spec::casework
