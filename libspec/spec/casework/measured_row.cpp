#include <cerrno>
#include <cstring>
#include <map>
#include <spec/casework/additions.hpp>
#include <spec/casework/measured_row.hpp>
#include <spec/casework/read_file.hpp>
#include <spec/core/error.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file, const fs::path& named) {
    auto bytes = read_file(file);
    if (!bytes)
        throw DataError(Position::at_file(named.string()),
                        std::string("cannot be read: ") + std::strerror(errno) + " (expected a readable file)");
    return std::move(*bytes);
}

io::Source folder_in_memory(const fs::path& folder) {
    std::map<std::string, std::string> files;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->is_regular_file(error))
            files[at->path().lexically_relative(folder).generic_string()] = bytes_of(at->path(), folder);
    if (error)
        throw DataError(Position::at_file(folder.string()),
                        "cannot be read: " + error.message() + " (expected a readable folder)");
    return io::Source::from_files(folder.string(), std::move(files));
}

MassSpectrum printed_spectrum(const Json& spectrum) {
    return {spectrum.at("mz").get<std::vector<double>>(), spectrum.at("intensity").get<std::vector<double>>()};
}

Conclusion printed_conclusion(const Json& json) {
    Conclusion conclusion;
    for (const Outcome outcome : {Outcome::single_candidate, Outcome::indistinguishable, Outcome::analogue,
                                  Outcome::class_only, Outcome::not_in_library, Outcome::insufficient_signal})
        if (json.at("outcome") == to_string(outcome)) conclusion.outcome = outcome;
    for (const Json& candidate : json.at("candidates"))
        conclusion.candidates.push_back({candidate.at("name"), candidate.at("inchikey"), std::nullopt});
    return conclusion;
}

Component printed_component(const Json& json) {
    Component component;
    component.id = json.at("id");
    component.retention_time_s = json.at("retention_time_s");
    component.area = json.at("area");
    component.base_ion_area = json.at("area_base_ion");
    component.height = json.at("height");
    component.width_s = json.at("width_s");
    component.spectrum = printed_spectrum(json.at("spectrum"));
    component.conclusion = printed_conclusion(json.at("conclusion"));
    if (json.at("hits").empty()) return component;
    const Json& best = json.at("hits").front();
    Match hit;
    hit.rank = 1;
    hit.name = best.at("name");
    hit.inchikey = best.at("inchikey");
    hit.score = best.at("score");
    component.hits.push_back(std::move(hit));
    return component;
}

// What a batch adds when it knows the sequence (additions.cpp) is taken off again.
void take_off_additions(Json& result) {
    result.erase("companions");
    Json quality = Json::array();
    for (Json& check : result["quality"])
        if (!is_addition(check.at("check"))) quality.push_back(std::move(check));
    result["quality"] = std::move(quality);
    for (Json& finding : result["findings"]) {
        finding["quantity"] = nullptr;
        finding.erase("mass");
    }
}

void fill(const Json& result, MeasuredRow& measured) {
    measured.technique = result.at("input").at("technique");
    if (result.at("input").at("acquired").is_string()) measured.acquired = result["input"]["acquired"];
    measured.input_sha256 = result.at("input").at("sha256");
    measured.components = printed_components(result);
    if (!result.contains("chromatogram")) return;
    const Json& times = result["chromatogram"]["retention_time_s"];
    if (times.size() > 1)
        measured.scan_step_s =
            (times.back().get<double>() - times.front().get<double>()) / static_cast<double>(times.size() - 1);
}

void check_technique(const SequenceRow& row, const Result& result) {
    const std::string measured = to_string(result.technique);
    if (!row.technique.empty() && row.technique != measured && (row.technique == "gcms" || row.technique == "raman"))
        throw DataError(Position::at_file(row.file.string()),
                        "is " + measured + " (expected " + row.technique + ", as its row says)");
}

}  // namespace

io::Source open_in_memory(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return folder_in_memory(path);
    if (!fs::exists(path, error))
        throw DataError(Position::at_file(path.string()), "does not exist (expected a file or folder)");
    return io::Source::from_bytes(path.string(), bytes_of(path, path));
}

std::vector<Component> printed_components(const Json& result) {
    std::vector<Component> components;
    if (result.at("input").at("technique") != "gcms") return components;
    for (const Json& component : result.at("components")) components.push_back(printed_component(component));
    return components;
}

MeasuredRow measure(const SequenceRow& row, const Measurement& measurement, const conclude::Engines& engines,
                    const conclude::Companions& companions) {
    MeasuredRow measured;
    measured.row = &row;
    try {
        Result result = conclude::identify(measurement, engines, companions);
        check_technique(row, result);
        result.sample["name"] = row.sample;
        result.sample["type"] = to_string(row.type);
        if (!row.case_id.empty()) result.sample["case"] = row.case_id;
        if (!row.exhibit.empty()) result.sample["exhibit"] = row.exhibit;
        const Json json = to_json(result);
        fill(json, measured);
        measured.result = canonical_json(json);
    } catch (const DataError& error) {
        measured.failure = error.what();
    }
    return measured;
}

MeasuredRow measured_before(const SequenceRow& row, const Json& result) {
    MeasuredRow measured;
    measured.row = &row;
    Json base = result;
    take_off_additions(base);
    fill(base, measured);
    measured.result = canonical_json(base);
    return measured;
}

conclude::CompanionRun companion_run(const MeasuredRow& measured) {
    return {measured.row->sample, measured.components};
}

conclude::CompanionRun named_components(const MeasuredRow& measured) {
    conclude::CompanionRun run{measured.row->sample, {}};
    for (Component component : measured.components) {
        if (component.conclusion.candidates.empty()) continue;
        component.spectrum = {};
        component.hits.clear();
        run.components.push_back(std::move(component));
    }
    return run;
}

}  // namespace spec::casework
