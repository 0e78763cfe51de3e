#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <spec/casework/measured_row.hpp>
#include <spec/casework/sequence.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

bool has_word(const std::string& name, const char* pattern) {
    return std::regex_search(name, std::regex("(^|[^a-z])(" + std::string(pattern) + ")([^a-z]|$)"));
}

// What is left of a standard's name beside level and trade words is the substance.
std::string substance_in(const std::string& name) {
    static const std::regex level(R"([0-9]+([.,][0-9]+)?\s*(ng|ug|µg|mg|g)\s*/\s*(ml|l|µl|ul))", std::regex::icase);
    static const std::regex trade(R"(\b(check|standard|std|cal|calibrator|calibration|control|qc|ccv|level)\b)",
                                  std::regex::icase);
    const std::string left = std::regex_replace(std::regex_replace(name, level, " "), trade, " ");
    std::string out;
    for (const char c : left) out += c == '_' ? ' ' : c;
    return std::string(trimmed(out));
}

struct Found {
    SequenceRow row;
    std::optional<std::string> acquired;
};

std::vector<fs::path> measurements_in(const fs::path& folder, const std::set<std::string>* only,
                                      std::vector<std::string>& notes) {
    std::vector<fs::path> paths;
    for (const auto& item : fs::directory_iterator(folder))
        if (!only || only->contains(item.path().string())) paths.push_back(item.path());
    std::sort(paths.begin(), paths.end());
    std::vector<fs::path> out;
    for (const fs::path& path : paths) {
        try {
            if (io::recognise(open_in_memory(path)) != nullptr)
                out.push_back(path);
            else
                notes.push_back(path.string() + ": left out, no reader recognises it");
        } catch (const DataError&) {
            notes.push_back(path.string() + ": left out, it cannot be read");
        }
    }
    return out;
}

std::string name_in(const Measurement& measurement, const fs::path& path) {
    const auto sample = measurement.metadata.find("sample");
    if (sample == measurement.metadata.end() || trimmed(sample->second).empty()) return path.stem().string();
    return std::string(trimmed(sample->second));
}

Found look_at(const fs::path& path) {
    Found found;
    found.row.file = path;
    found.row.sample = path.stem().string();
    found.row.exhibit = found.row.guessed_from = found.row.sample;
    try {
        const Measurement measurement = io::read(open_in_memory(path));
        found.row.technique = to_string(measurement.technique);
        found.row.guessed_from = found.row.note = name_in(measurement, path);
        if (const auto time = measurement.metadata.find("acquired"); time != measurement.metadata.end())
            found.acquired = time->second;
    } catch (const DataError&) {
        // The row fails with its reason when it is measured.
    }
    GuessedRow guess = guess_row(found.row.guessed_from);
    if (guess.type == RowType::exhibit && found.row.guessed_from != found.row.sample)
        guess = guess_row(found.row.sample);
    if (found.row.technique == "raman") guess = {};
    found.row.type = guess.type;
    found.row.level = guess.level;
    found.row.unit = guess.unit;
    found.row.substance = guess.substance;
    // A Raman file is bound to the run of the same file name; a run is called what its sample is called.
    found.row.exhibit = found.row.technique == "raman" ? found.row.sample : found.row.guessed_from;
    return found;
}

void order_by_time(std::vector<Found>& found, const fs::path& folder, std::vector<std::string>& notes) {
    const bool all = std::all_of(found.begin(), found.end(),
                                 [](const Found& one) { return one.acquired || one.row.technique == "raman"; });
    if (!all) {
        notes.push_back(folder.string() +
                        ": taken in the order of the names, not every run tells when it was acquired");
        return;
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        if (a.acquired.has_value() != b.acquired.has_value()) return a.acquired.has_value();
        return a.acquired && *a.acquired < *b.acquired;
    });
}

std::string guess_note(const SequenceRow& row) {
    std::string text = row.file.string() + ": taken as " + to_string(row.type);
    if (row.level) text += " of " + shortest(*row.level) + " " + row.unit;
    if (!row.substance.empty()) text += " of '" + row.substance + "'";
    return text + ", guessed from the name '" + row.guessed_from + "'";
}

// Raman and GC-MS files of one stem are one exhibit; two samples may not have one name.
void settle_names(std::vector<Found>& found) {
    std::map<std::string, std::string> exhibit_of;
    std::map<std::string, int> times;
    for (const Found& one : found) {
        ++times[one.row.sample];
        if (one.row.technique != "raman") exhibit_of[one.row.sample] = one.row.exhibit;
    }
    for (Found& one : found) {
        if (one.row.technique == "raman" && exhibit_of.contains(one.row.sample))
            one.row.exhibit = exhibit_of.at(one.row.sample);
        if (times[one.row.sample] > 1) one.row.sample = one.row.file.filename().string();
        if (one.row.type != RowType::exhibit) one.row.exhibit.clear();
    }
}

}  // namespace

GuessedRow guess_row(const std::string& name) {
    GuessedRow guess;
    const std::string low = lower(name);
    static const std::regex level(R"(([0-9]+([.,][0-9]+)?)\s*((ng|ug|µg|mg|g)\s*/\s*(ml|l|µl|ul)))", std::regex::icase);
    std::smatch found;
    if (std::regex_search(name, found, level)) {
        std::string digits = found[1].str();
        std::replace(digits.begin(), digits.end(), ',', '.');
        guess.level = to_double(digits);
        guess.unit = std::regex_replace(found[3].str(), std::regex(R"(\s+|µ)"), "");
        if (found[3].str().find("µ") != std::string::npos) guess.unit = "u" + guess.unit;
    }
    if (has_word(low, "blank|blk|solvent|холостая|бланк"))
        guess.type = RowType::blank;
    else if (has_word(low, "ladder|alkanes?|alkane mix|fames?|ri mix"))
        guess.type = RowType::ladder;
    else if (has_word(low, "check|qc|ccv|control"))
        guess.type = RowType::check;
    else if (guess.level || has_word(low, "standard|std|calibrator|cal"))
        guess.type = RowType::standard;
    if (guess.type == RowType::standard || guess.type == RowType::check) {
        guess.substance = substance_in(name);
    } else {
        guess.level.reset();
        guess.unit.clear();
    }
    return guess;
}

Sequence guess_sequence(const fs::path& folder, const std::set<std::string>* only) {
    Sequence sequence;
    std::vector<Found> found;
    for (const fs::path& path : measurements_in(folder, only, sequence.notes)) found.push_back(look_at(path));
    if (found.empty())
        throw DataError(Position::at_file(folder.string()), "holds no measurement (expected runs or Raman spectra)");
    order_by_time(found, folder, sequence.notes);
    settle_names(found);
    for (Found& one : found) {
        one.row.line = sequence.rows.size() + 1;
        sequence.notes.push_back(guess_note(one.row));
        sequence.rows.push_back(std::move(one.row));
    }
    return sequence;
}

}  // namespace spec::casework
