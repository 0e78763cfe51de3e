#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <spec/casework/notification.hpp>
#include <spec/core/error.hpp>
#include <spec/core/result.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/core/version.hpp>
#include <spec/library/chemistry.hpp>

namespace spec::casework {
namespace {

constexpr std::size_t most_peaks = 20;
constexpr std::size_t nearest_listed = 3;

std::string stated(const Json& details, const char* part, const char* key) {
    const Json table = details.value(part, Json::object());
    return table.is_object() ? table.value(key, "") : std::string();
}

Json filled(const Json& table) {
    Json out = Json::object();
    for (const auto& item : table.items())
        if (item.value().is_string() && !trimmed(item.value().get<std::string>()).empty())
            out[item.key()] = item.value();
    return out;
}

// The strongest points as [x, percent of the strongest], ascending in x.
Json strongest(const std::vector<double>& x, const std::vector<double>& y, const std::vector<std::size_t>& among) {
    std::vector<std::size_t> order = among;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return y[a] > y[b]; });
    if (order.size() > most_peaks) order.resize(most_peaks);
    Json out = Json::array();
    if (order.empty() || y[order.front()] <= 0) return out;
    const double greatest = y[order.front()];
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    for (const std::size_t i : order)
        out.push_back({printed(round_significant(x[i], 6)), printed(std::round(1000 * y[i] / greatest) / 10)});
    return out;
}

class Notifier {
 public:
    Notifier(const Json& result, const std::string& path, int component, const Json& details,
             const std::vector<const library::Library*>& law, const conclude::LegalQuestion& question)
        : result_(result), path_(path), details_(details), law_(law), question_(question) {
        for (const Json& one : result.at("components"))
            if (one.at("id") == component) component_ = one;
        if (component_.is_null())
            throw DataError(Position::at_file(path), "has no component " + std::to_string(component) +
                                                         " (expected 1 to " +
                                                         std::to_string(result.at("components").size()) + ")");
    }

    Json notification() {
        const std::string status = details_.value("status", "new");
        constexpr std::array<const char*, 3> known{"new", "first_national", "update"};
        if (std::find(known.begin(), known.end(), status) == known.end())
            throw UsageError("status '" + status + "' of the notification (expected new, first_national or update)");
        Json out{{"schema", "sarap.notification/1"},
                 {"version", details_.value("version", "").empty() ? "1" : details_.value("version", "")},
                 {"status", status},
                 {"handling", details_.value("handling", "")},
                 {"laboratory", filled(details_.value("laboratory", Json::object()))},
                 {"substance", substance()},
                 {"identification", identification()},
                 {"sample", filled(details_.value("sample", Json::object()))},
                 {"co_detected", co_detected()},
                 {"harm", details_.value("harm", "")},
                 {"legal", legal()},
                 {"analyst", details_.value("analyst", "")},
                 {"reviewer", details_.value("reviewer", "")},
                 {"program", {{"version", version()}, {"commit", commit()}}},
                 {"left_out", "names of files, cases, exhibits and persons of the result"}};
        const std::string id = details_.value("id", "");
        out["id"] = id.empty() ? "SARAP-" + sha256_hex(canonical_json(out)).substr(0, 12) : id;
        return out;
    }

 private:
    const Json& conclusion() const { return component_.at("conclusion"); }

    // What the expert states; else the only candidate; else what it is related to.
    Json substance() const {
        Json out{{"name", nullptr},        {"names", Json::array()},         {"inchikey", nullptr}, {"smiles", nullptr},
                 {"formula", nullptr},     {"exact_mass", nullptr},          {"stereo", nullptr},   {"class", nullptr},
                 {"rules", Json::array()}, {"nearest_listed", Json::array()}};
        out["related"] = conclusion().value("related", Json(nullptr));
        out["candidates"] = conclusion().value("candidates", Json::array());
        const std::string smiles = stated(details_, "substance", "structure");
        if (!smiles.empty()) {
            const Json found = library::classification_json(*law_.front(), smiles, nearest_listed);
            for (const char* key : {"smiles", "inchikey", "formula", "exact_mass", "stereo"})
                out[key] = found.at("structure").at(key);
            out["rules"] = found.at("rules");
            out["nearest_listed"] = found.at("nearest");
            out["structure_origin"] = stated(details_, "substance", "structure_origin");
        } else if (out["candidates"].size() == 1) {
            from_library(out["candidates"][0].value("inchikey", ""), out["candidates"][0].value("name", ""), out);
        }
        if (const std::string name = stated(details_, "substance", "name"); !name.empty()) out["name"] = name;
        return out;
    }

    void from_library(const std::string& key, const std::string& name, Json& out) const {
        out["name"] = name;
        out["inchikey"] = key.empty() ? Json(nullptr) : Json(key);
        for (const library::Library* held : law_) {
            const library::Substance* found = held->find_for_hit(key, name);
            if (!found) continue;
            out["formula"] = found->formula;
            out["smiles"] = found->smiles;
            out["class"] = found->compound_class;
            for (const library::SubstanceName& one : found->names)
                out["names"].push_back({{"name", one.name}, {"language", one.language}});
            return;
        }
    }

    // How far it is established: the finding that rests on the component says so.
    std::string level() const {
        for (const Json& finding : result_.at("findings"))
            for (const Json& evidence : finding.at("evidence"))
                if (evidence.value("component", Json(nullptr)) == component_.at("id"))
                    return finding.at("outcome") == "identified"  ? "reference standard"
                           : finding.at("outcome") == "tentative" ? "tentative"
                                                                  : "unknown";
        return "unknown";
    }

    Json identification() const {
        const Json& input = result_.at("input");
        Json hit = nullptr;
        if (!component_.at("hits").empty()) {
            const Json& best = component_.at("hits")[0];
            hit = {{"name", best.at("name")},
                   {"inchikey", best.at("inchikey")},
                   {"entry", best.at("entry")},
                   {"score", best.at("score")}};
        }
        Json out{{"level", level()},
                 {"technique", input.at("technique")},
                 {"retention_time_s", component_.value("retention_time_s", Json(nullptr))},
                 {"retention_index", component_.value("retention_index", Json(nullptr))},
                 {"column", stated(details_, "method", "column")},
                 {"programme", stated(details_, "method", "programme")},
                 {"measurement_sha256", input.at("sha256")},
                 {"library", result_.at("library")},
                 {"best_match", hit},
                 {"outcome", conclusion().at("outcome")},
                 {"probability", conclusion().value("probability", Json(nullptr))},
                 {"reason", conclusion().value("reason", "")},
                 {"separable_by", conclusion().value("separable_by", Json::array())},
                 {"ei_peaks", nullptr},
                 {"raman_bands", nullptr}};
        if (input.at("technique") == "raman")
            out["raman_bands"] = raman_bands();
        else
            out["ei_peaks"] = ei_peaks();
        return out;
    }

    Json ei_peaks() const {
        const auto mz = component_.at("spectrum").at("mz").get<std::vector<double>>();
        const auto intensity = component_.at("spectrum").at("intensity").get<std::vector<double>>();
        std::vector<std::size_t> all(std::min(mz.size(), intensity.size()));
        std::iota(all.begin(), all.end(), 0u);
        return strongest(mz, intensity, all);
    }

    // Local maxima of the processed spectrum, which is that of the whole sample.
    Json raman_bands() const {
        const auto x = result_.at("spectrum").at("shift_cm1").get<std::vector<double>>();
        const auto y = result_.at("spectrum").at("intensity").get<std::vector<double>>();
        std::vector<std::size_t> maxima;
        for (std::size_t i = 2; i + 2 < std::min(x.size(), y.size()); ++i)
            if (y[i] > y[i - 1] && y[i] >= y[i + 1] && y[i] > y[i - 2] && y[i] >= y[i + 2]) maxima.push_back(i);
        return strongest(x, y, maxima);
    }

    // What else was found in the sample: names alone.
    Json co_detected() const {
        Json out = Json::array();
        for (const Json& finding : result_.at("findings")) {
            const auto& evidence = finding.at("evidence");
            const bool own = std::any_of(evidence.begin(), evidence.end(), [&](const Json& one) {
                return one.value("component", Json(nullptr)) == component_.at("id");
            });
            if (!own) out.push_back({{"substance", finding.at("substance")}, {"outcome", finding.at("outcome")}});
        }
        return out;
    }

    Json legal() const {
        Json out = Json::array();
        for (const Json& candidate : conclusion().value("candidates", Json::array())) {
            const auto answer =
                conclude::ask_law(candidate.value("inchikey", ""), candidate.value("name", ""), law_, question_);
            Json status = Json::array();
            for (const LegalStatus& one : answer.status) status.push_back(to_json(one));
            out.push_back(
                {{"substance", candidate.value("name", "")}, {"legal_status", status}, {"controls", answer.controls}});
        }
        return out;
    }

    const Json& result_;
    const std::string& path_;
    const Json& details_;
    const std::vector<const library::Library*>& law_;
    const conclude::LegalQuestion& question_;
    Json component_ = nullptr;
};

}  // namespace

Json make_notification(const Json& result, const std::string& path, int component, const Json& details,
                       const std::vector<const library::Library*>& law, const conclude::LegalQuestion& question) {
    expect(!law.empty(), "a library with control rows is given");
    try {
        return Notifier(result, path, component, details, law, question).notification();
    } catch (const Json::exception& error) {
        throw DataError(Position::at_file(path), std::string("lacks a part of a result: ") + error.what() +
                                                     " (expected one of `sarap identify --format json`)");
    }
}

}  // namespace spec::casework
