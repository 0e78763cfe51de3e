#include <map>
#include <set>
#include <spec/casework/case_diff.hpp>
#include <spec/core/error.hpp>
#include <spec/io/source.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

Json part(const Json& result, const char* key) { return result.contains(key) ? result[key] : Json(nullptr); }

// A finding is the same one when it names the same substance.
std::string key_of(const Json& finding) {
    const std::string key = finding.value("inchikey", "");
    return key.empty() ? "name:" + finding.value("substance", "") : key.substr(0, key.find('-'));
}

std::map<std::string, Json> findings_of(const Json& result) {
    std::map<std::string, Json> out;
    for (const Json& finding : result.value("findings", Json::array())) out.emplace(key_of(finding), finding);
    return out;
}

Json change(const char* what, const Json& finding, Json before, Json after) {
    return {{"change", what},
            {"substance", finding.value("substance", "")},
            {"inchikey", finding.value("inchikey", "")},
            {"old", std::move(before)},
            {"new", std::move(after)}};
}

Json value_of(const Json& finding) {
    const Json quantity = part(finding, "quantity");
    return quantity.is_object() ? part(quantity, "text") : Json(nullptr);
}

Json legal_of(const Json& finding) {
    Json out = Json::array();
    for (const Json& status : finding.value("legal_status", Json::array()))
        out.push_back(status.value("jurisdiction", "") + ": " + status.value("status", ""));
    return out;
}

void compare_findings(const Json& before, const Json& after, Json& changes) {
    if (before["outcome"] != after["outcome"])
        changes.push_back(change("outcome", after, before["outcome"], after["outcome"]));
    if (value_of(before) != value_of(after))
        changes.push_back(change("quantity", after, value_of(before), value_of(after)));
    if (legal_of(before) != legal_of(after))
        changes.push_back(change("legal_status", after, legal_of(before), legal_of(after)));
}

void add_cause(const char* what, const Json& before, const Json& after, Json& causes) {
    if (before != after) causes.push_back({{"what", what}, {"old", before}, {"new", after}});
}

// Which law was asked: the days and jurisdictions of the findings' legal status.
Json question_of(const Json& result) {
    std::set<std::string> asked;
    for (const Json& finding : result.value("findings", Json::array()))
        for (const Json& status : finding.value("legal_status", Json::array()))
            asked.insert(status.value("jurisdiction", "") + " " +
                         (part(status, "as_of").is_string() ? status["as_of"].get<std::string>() : "no date"));
    return asked;
}

Json read(const fs::path& file) {
    const io::Source source = io::Source::open(file);
    return parse_json(source.text(), source.name());
}

std::map<std::string, Json> results_in(const fs::path& folder) {
    std::map<std::string, Json> out;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folder / "results", error))
        if (item.path().extension() == ".json") out.emplace(item.path().filename().string(), read(item.path()));
    if (out.empty())
        throw DataError(Position::at_file(folder.string()),
                        "holds no results (expected a folder written by `sarap batch`)");
    return out;
}

std::string plain(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return "nothing";
    return canonical_json(value);
}

void append_text(const Json& one, const std::string& file, std::string& text) {
    if (one["changes"].empty() && one["causes"].empty()) return;
    text += file + "\n";
    for (const Json& change : one["changes"])
        text += "  " + change["substance"].get<std::string>() + ": " + change["change"].get<std::string>() + ", " +
                plain(change["old"]) + " -> " + plain(change["new"]) + "\n";
    if (one["changes"].empty()) text += "  the findings are the same\n";
    text += "  " + one["because"].get<std::string>() + "\n";
}

std::string because(const Json& changes, const Json& causes) {
    std::string names;
    for (const Json& cause : causes) names += (names.empty() ? "" : ", ") + cause["what"].get<std::string>();
    if (changes.empty()) return causes.empty() ? "nothing differs" : "differs without effect: " + names;
    if (causes.empty()) return "nothing that a result records differs: the old result is not what its inputs give";
    if (causes.size() == 1) return "made by: " + names;
    return "made by one or several of: " + names;
}

}  // namespace

Json result_diff(const Json& old_result, const Json& new_result) {
    Json changes = Json::array(), causes = Json::array();
    const auto before = findings_of(old_result), after = findings_of(new_result);
    for (const auto& [key, finding] : before)
        if (!after.contains(key)) changes.push_back(change("disappeared", finding, finding["outcome"], nullptr));
    for (const auto& [key, finding] : after) {
        const auto old = before.find(key);
        if (old == before.end())
            changes.push_back(change("appeared", finding, nullptr, finding["outcome"]));
        else
            compare_findings(old->second, finding, changes);
    }
    const auto input = [](const Json& result) { return part(part(result, "input"), "sha256"); };
    add_cause("input", input(old_result), input(new_result), causes);
    for (const char* what : {"program", "method", "library", "companions"})
        add_cause(what, part(old_result, what), part(new_result, what), causes);
    add_cause("question", question_of(old_result), question_of(new_result), causes);
    return {{"changes", changes}, {"causes", causes}, {"because", because(changes, causes)}};
}

Json case_diff(const fs::path& old_folder, const fs::path& new_folder) {
    const auto before = results_in(old_folder), after = results_in(new_folder);
    Json results = Json::array(), only_old = Json::array(), only_new = Json::array();
    for (const auto& [file, result] : before) {
        const auto other = after.find(file);
        if (other == after.end()) {
            only_old.push_back(file);
            continue;
        }
        Json one = result_diff(result, other->second);
        one["file"] = file;
        results.push_back(std::move(one));
    }
    for (const auto& [file, result] : after)
        if (!before.contains(file)) only_new.push_back(file);
    return {{"results", results}, {"only_old", only_old}, {"only_new", only_new}};
}

Json diff_of(const fs::path& old_path, const fs::path& new_path) {
    const bool old_folder = fs::is_directory(old_path), new_folder = fs::is_directory(new_path);
    if (old_folder != new_folder)
        throw DataError(Position::at_file(new_path.string()),
                        std::string(new_folder ? "is a folder" : "is not a folder") +
                            " (expected two results or two case folders)");
    Json out;
    if (old_folder) {
        out = case_diff(old_path, new_path);
    } else {
        Json one = result_diff(read(old_path), read(new_path));
        one["file"] = new_path.filename().string();
        out = {{"results", Json::array({one})}, {"only_old", Json::array()}, {"only_new", Json::array()}};
    }
    out["schema"] = "sarap.diff/1";
    return out;
}

std::string diff_text(const Json& diff) {
    std::string text;
    std::size_t changed = 0;
    for (const Json& one : diff["results"]) {
        append_text(one, one["file"], text);
        changed += one["changes"].empty() ? 0 : 1;
    }
    for (const Json& file : diff["only_old"]) text += plain(file) + ": only in the old one\n";
    for (const Json& file : diff["only_new"]) text += plain(file) + ": only in the new one\n";
    return text + "results compared " + std::to_string(diff["results"].size()) + " with other findings " +
           std::to_string(changed) + "\n";
}

}  // namespace spec::casework
