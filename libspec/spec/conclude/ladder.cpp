#include <cmath>
#include <spec/conclude/ladder.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>

namespace spec::conclude {
namespace {

constexpr double apex_uncertainty_scans = 0.1;

std::string reach_of(const gcms::Ladder& ladder) {
    return "C" + std::to_string(ladder.rungs.front().carbons) + " to C" + std::to_string(ladder.rungs.back().carbons);
}

}  // namespace

LadderRun read_ladder(std::string path, std::string sha256, const std::optional<std::string>& acquired,
                      const std::vector<Component>& components, double scan_step_s) {
    LadderRun run{std::move(path), std::move(sha256), {}};
    if (!(scan_step_s > 0)) {
        run.ladder.refused = "the ladder run has fewer than two scans (expected a run)";
        return run;
    }
    run.ladder = gcms::recognise_ladder(components, scan_step_s);
    run.ladder.acquired = acquired.value_or("");
    return run;
}

void add_retention_indices(const LadderRun& run, double scan_step_s, std::vector<Component>& components) {
    expect(!run.ladder.refused, "the ladder can be used");
    for (Component& component : components) {
        const auto index =
            gcms::retention_index(run.ladder, component.retention_time_s, apex_uncertainty_scans * scan_step_s);
        if (index)
            component.retention_index = index->index;
        else
            component.notes.push_back("no retention index: it elutes outside the ladder (" + reach_of(run.ladder) +
                                      ")");
    }
}

std::optional<RetentionIndex> query_index(const Component& component, const LadderRun& run) {
    if (!component.retention_index) return std::nullopt;
    return RetentionIndex{*component.retention_index, to_string(run.ladder.scale), run.ladder.column};
}

std::string described(const LadderRun& run, const std::optional<std::string>& acquired) {
    std::string text = "retention indices by the ladder " + run.path + " (" + to_string(run.ladder.scale) + ", " +
                       reach_of(run.ladder) + ", ";
    const auto age = acquired ? gcms::ladder_age_days(run.ladder, *acquired) : std::nullopt;
    if (run.ladder.acquired.empty())
        text += "its date is unknown)";
    else if (!age)
        text += "acquired " + run.ladder.acquired + ")";
    else
        text += "acquired " + run.ladder.acquired + ", " + shortest(std::round(10 * std::abs(*age)) / 10) +
                (*age < 0 ? " days after this run)" : " days before this run)");
    for (const std::string& note : run.ladder.notes) text += "; " + note;
    return text;
}

Json to_json(const LadderRun& run, const std::optional<std::string>& acquired) {
    Json rungs = Json::array();
    for (const gcms::Rung& rung : run.ladder.rungs)
        rungs.push_back({{"carbons", rung.carbons},
                         {"index", printed(rung.index)},
                         {"retention_time_s", printed(rung.retention_time_s)}});
    const auto age = acquired ? gcms::ladder_age_days(run.ladder, *acquired) : std::nullopt;
    return {{"path", run.path},
            {"sha256", run.sha256},
            {"acquired", run.ladder.acquired.empty() ? Json(nullptr) : Json(run.ladder.acquired)},
            {"age_days", age ? printed(*age) : Json(nullptr)},
            {"scale", to_string(run.ladder.scale)},
            {"rungs", rungs},
            {"notes", run.ladder.notes}};
}

}  // namespace spec::conclude
