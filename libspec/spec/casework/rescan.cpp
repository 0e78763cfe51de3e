#include <algorithm>
#include <set>
#include <spec/casework/rescan.hpp>
#include <spec/core/error.hpp>

namespace spec::casework {
namespace {

bool names_a_compound(const std::string& outcome) {
    return outcome == "single_candidate" || outcome == "indistinguishable";
}

std::string outcome_of(const Json& conclusion) { return conclusion.at("outcome").get<std::string>(); }

// The candidates by key, else by name: what two answers are compared by.
std::set<std::string> candidates_of(const Json& conclusion) {
    std::set<std::string> found;
    for (const Json& candidate : conclusion.value("candidates", Json::array())) {
        const std::string key = candidate.value("inchikey", "");
        found.insert(key.empty() ? candidate.value("name", "") : key);
    }
    return found;
}

/// The answer of one component, then and now.
struct Answers {
    Json component, before;
    search::Answer now;
};

class Rescan {
 public:
    Rescan(const Json& result, const std::string& path, const conclude::Engines& engines, RescanScope scope)
        : result_(result), path_(path), engines_(engines), scope_(scope) {}

    Rescanned run() {
        const bool raman = result_.at("input").at("technique") == "raman";
        for (const Answers& answers : raman ? constituents() : components()) {
            ++out_.searched;
            if (differs(answers)) out_.lines.push_back(line(answers));
        }
        return std::move(out_);
    }

 private:
    bool wanted(const Json& conclusion) const {
        return scope_ == RescanScope::all || !names_a_compound(outcome_of(conclusion));
    }

    // Whether a person should look: something is named now that was not, or, with all, anything is answered otherwise.
    bool differs(const Answers& answers) const {
        const Json now = to_json(answers.now.conclusion);
        const bool others = candidates_of(now) != candidates_of(answers.before);
        if (scope_ == RescanScope::all) return others || outcome_of(now) != outcome_of(answers.before);
        const bool resembles = outcome_of(now) == "class_only" && !now.at("candidates").empty() && others;
        return names_a_compound(outcome_of(now)) || resembles;
    }

    // The retention index as it was searched with then, on the scale of the result's ladder.
    std::optional<RetentionIndex> index_of(const Json& component) const {
        const Json value = component.value("retention_index", Json(nullptr)),
                   ladder = result_.value("ladder", Json(nullptr));
        if (!value.is_number() || !ladder.is_object()) return std::nullopt;
        return RetentionIndex{value.get<double>(), ladder.value("scale", ""), ladder.value("column", "")};
    }

    std::vector<Answers> components() const {
        std::vector<Answers> all;
        std::vector<search::EiQuery> queries;
        for (const Json& component : result_.at("components")) {
            if (!wanted(component.at("conclusion"))) continue;
            search::EiQuery query;
            query.spectrum.mz = component.at("spectrum").at("mz").get<std::vector<double>>();
            query.spectrum.intensity = component.at("spectrum").at("intensity").get<std::vector<double>>();
            if (query.spectrum.mz.size() != query.spectrum.intensity.size())
                throw DataError(Position::at_file(path_), "component " + component.at("id").dump() +
                                                              " has another number of masses than of intensities "
                                                              "(expected a result of `sarap identify`)");
            query.retention_index = index_of(component);
            queries.push_back(std::move(query));
            all.push_back({component, component.at("conclusion"), {}});
        }
        auto answers = engines_.ei.find(queries, engines_.method.search);
        for (std::size_t i = 0; i < all.size(); ++i) all[i].now = std::move(answers[i]);
        return all;
    }

    // The constituents of a mixture are found anew: the answers then were those of the whole spectrum.
    std::vector<Answers> constituents() const {
        Json before;
        for (const Json& component : result_.at("components"))
            if (wanted(component.at("conclusion")) && before.is_null()) before = component;
        std::vector<Answers> all;
        if (before.is_null()) return all;
        RamanSpectrum spectrum;
        spectrum.shift_cm1 = result_.at("spectrum").at("shift_cm1").get<std::vector<double>>();
        spectrum.intensity = result_.at("spectrum").at("intensity").get<std::vector<double>>();
        if (spectrum.shift_cm1.size() != spectrum.intensity.size())
            throw DataError(Position::at_file(path_),
                            "its spectrum has another number of shifts than of intensities (expected a result of "
                            "`sarap identify`)");
        std::set<std::string> named;
        for (const Json& component : result_.at("components"))
            if (names_a_compound(outcome_of(component.at("conclusion"))))
                named.merge(candidates_of(component.at("conclusion")));
        for (Constituent& found : engines_.raman.constituents(spectrum, engines_.method.search)) {
            const auto now = candidates_of(to_json(found.conclusion));
            if (scope_ == RescanScope::unidentified &&
                std::includes(named.begin(), named.end(), now.begin(), now.end()))
                continue;
            all.push_back({before, before.at("conclusion"), {std::move(found.hits), std::move(found.conclusion)}});
        }
        return all;
    }

    Json line(const Answers& answers) const {
        Json hits = Json::array(), candidates = Json::array(), notes = Json::array();
        for (const Match& hit : answers.now.hits) hits.push_back(to_json(hit));
        for (const Candidate& candidate : answers.now.conclusion.candidates)
            candidates.push_back(lawful(candidate, notes));
        Json libraries = Json::array();
        for (const library::Library* held : engines_.libraries)
            libraries.push_back(
                {{"name", held->stamp().name}, {"release", held->stamp().release}, {"root", held->stamp().root}});
        if (result_.at("input").at("technique") == "raman")
            notes.push_back("searched as the result keeps the spectrum, background removed");
        return {{"schema", "sarap.rescan/1"},
                {"result", path_},
                {"input", result_.at("input")},
                {"sample", result_.value("sample", Json::object())},
                {"component", answers.component.at("id")},
                {"retention_time_s", answers.component.value("retention_time_s", Json(nullptr))},
                {"before", {{"conclusion", answers.before}, {"library", result_.value("library", Json::array())}}},
                {"now", {{"conclusion", to_json(answers.now.conclusion)}, {"hits", hits}, {"library", libraries}}},
                {"candidates", candidates},
                {"notes", notes}};
    }

    // A candidate with its law; a row that began after the measurement is said, for no program decides whether it
    // reaches back.
    Json lawful(const Candidate& candidate, Json& notes) const {
        const conclude::LegalAnswer law =
            conclude::ask_law(candidate.inchikey, candidate.name, engines_.law, engines_.question);
        Json status = Json::array();
        for (const LegalStatus& one : law.status) status.push_back(to_json(one));
        const std::string measured = result_.at("input").value("acquired", Json(nullptr)).is_string()
                                         ? result_.at("input").at("acquired").get<std::string>().substr(0, 10)
                                         : std::string();
        for (const Json& row : law.controls)
            if (!measured.empty() && row.at("valid_from").is_string() &&
                measured < row.at("valid_from").get<std::string>())
                notes.push_back(candidate.name + ": the row of " + row.at("list").get<std::string>() + " holds from " +
                                row.at("valid_from").get<std::string>() + ", after the measurement on " + measured +
                                "; whether it reaches back is not decided here");
        return {{"name", candidate.name},
                {"inchikey", candidate.inchikey},
                {"probability", candidate.probability ? printed(*candidate.probability) : Json(nullptr)},
                {"legal_status", status},
                {"controls", law.controls}};
    }

    const Json& result_;
    const std::string& path_;
    const conclude::Engines& engines_;
    RescanScope scope_;
    Rescanned out_;
};

}  // namespace

Rescanned rescan(const Json& result, const std::string& path, const conclude::Engines& engines, RescanScope scope) {
    try {
        return Rescan(result, path, engines, scope).run();
    } catch (const Json::exception& error) {
        throw DataError(Position::at_file(path), std::string("lacks a part of a result: ") + error.what() +
                                                     " (expected one of `sarap identify --format json`)");
    }
}

}  // namespace spec::casework
