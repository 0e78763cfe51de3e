#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/search/ei_calibration.hpp>

namespace spec::search {
namespace {

class Reader {
 public:
    Reader(const toml::table& table, const std::string& file) : table_(table), file_(file) {}

    double number(std::string_view section, std::string_view key) const {
        const auto value = table_[section][key].value<double>();
        if (!value || !std::isfinite(*value))
            fail(std::string(section) + "." + std::string(key) + " is missing or not a number (expected a number)");
        return *value;
    }

    /// Coefficients by name; one that is not given is 0, a name that means nothing is refused.
    template <std::size_t n, typename Name>
    std::array<double, n> coefficients(std::string_view section, Name name) const {
        std::array<double, n> out{};
        const toml::table* found = table_[section]["coefficients"].as_table();
        if (!found) fail(std::string(section) + ".coefficients is missing (expected a table)");
        for (const auto& [key, value] : *found) {
            std::size_t index = 0;
            while (index < n && name(index) != key.str()) ++index;
            if (index == n)
                fail(std::string(section) + ".coefficients." + std::string(key.str()) +
                     " is unknown (expected the name of a term)");
            out[index] = number_of(value, std::string(section) + ".coefficients." + std::string(key.str()));
        }
        return out;
    }

    LogisticModel logistic(std::string_view section) const {
        return {number(section, "intercept"), coefficients<n_presence_terms>(section, presence_term_name)};
    }

    PresenceModels models(const std::string& library) const {
        return {logistic("presence_" + library), logistic("new_isomer_" + library),
                number("new_isomer_" + library, "limit")};
    }

    /// An array of n pairs of numbers.
    template <std::size_t n>
    std::array<std::pair<double, double>, n> pairs(std::string_view section, std::string_view key) const {
        const std::string where = std::string(section) + "." + std::string(key);
        const std::string wrong = where + " is wrong (expected " + std::to_string(n) + " pairs of numbers)";
        std::array<std::pair<double, double>, n> out{};
        const toml::array* rows = table_[section][key].as_array();
        if (!rows || rows->size() != n) fail(wrong);
        for (std::size_t i = 0; i < n; ++i) {
            const toml::array* row = (*rows)[i].as_array();
            if (!row || row->size() != 2) fail(wrong);
            out[i] = {number_of((*row)[0], where), number_of((*row)[1], where)};
        }
        return out;
    }

 private:
    [[noreturn]] void fail(const std::string& message) const { throw DataError(Position::at_file(file_), message); }

    double number_of(const toml::node& node, const std::string& where) const {
        const auto value = node.value<double>();
        if (!value || !std::isfinite(*value)) fail(where + " is not a number (expected a number)");
        return *value;
    }

    const toml::table& table_;
    const std::string& file_;
};

std::string line(std::string_view key, double value) {
    return std::string(key) + " = " + shortest(round_significant(value, 6)) + "\n";
}

std::string logistic_text(std::string_view section, const LogisticModel& model) {
    std::string out = line("intercept", model.intercept) + "[" + std::string(section) + ".coefficients]\n";
    for (std::size_t i = 0; i < n_presence_terms; ++i) out += line(presence_term_name(i), model.coefficients[i]);
    return out;
}

std::string models_text(const std::string& library, const PresenceModels& models) {
    const std::string presence = "presence_" + library, isomer = "new_isomer_" + library;
    return "\n[" + presence + "]\n" + logistic_text(presence, models.presence) + "\n[" + isomer + "]\n" +
           line("limit", models.new_isomer_limit) + logistic_text(isomer, models.new_isomer);
}

std::string pairs_text(std::string_view key, std::span<const std::pair<double, double>> pairs) {
    std::string out(key);
    for (std::size_t i = 0; i < pairs.size(); ++i)
        out += (i ? ", [" : " = [[") + shortest(pairs[i].first) + ", " +
               shortest(round_significant(pairs[i].second, 6)) + "]";
    return out + "]\n";
}

}  // namespace

std::string presence_term_name(std::size_t index) {
    static constexpr std::array<std::string_view, 6> rest{"gap",          "log_peaks", "nearest",
                                                          "same_formula", "same_mass", "close"};
    if (index < n_features) return std::string(ei_feature_names[index]);
    if (index < 2 * n_features) return std::string(ei_feature_names[index - n_features]) + "_squared";
    return std::string(rest[index - 2 * n_features]);
}

double probability(const LogisticModel& model, const PresenceTerms& terms) {
    double z = model.intercept;
    for (std::size_t i = 0; i < n_presence_terms; ++i) z += model.coefficients[i] * terms[i];
    return round_significant(1 / (1 + std::exp(-z)));
}

EiCalibration read_ei_calibration(std::string_view text, const std::string& file) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file, error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected a calibration)");
    }
    const Reader read(table, file);
    EiCalibration out;
    out.temperature = read.number("ranking", "temperature");
    out.score_centre = read.number("ranking", "score_centre");
    out.score_width = read.number("ranking", "score_width");
    out.ranking = read.coefficients<n_features>("ranking", [](std::size_t i) { return ei_feature_names[i]; });
    out.drugs = read.models("drugs");
    out.general = read.models("general");
    out.large_from = read.number("presence", "large_from");
    out.prior_present = read.number("presence", "prior_present");
    out.absent_limit = read.number("outcome", "absent_limit");
    out.single_limit = read.number("outcome", "single_limit");
    out.join_share = read.number("outcome", "join_share");
    out.set_share = read.pairs<5>("outcome", "set_share");
    out.analogue_limit = read.number("outcome", "analogue_limit");
    out.retention_sd = read.number("retention", "sd");
    out.retention_outlier = read.number("retention", "outlier_share");
    out.retention_range = read.number("retention", "range");
    out.sha256 = sha256_hex(text);
    return out;
}

std::string write_ei_calibration(const EiCalibration& c, std::string_view comment) {
    std::string out(comment);
    out += "\n[ranking]\n" + line("temperature", c.temperature) + line("score_centre", c.score_centre) +
           line("score_width", c.score_width) + "[ranking.coefficients]\n";
    for (std::size_t i = 0; i < n_features; ++i)
        if (c.ranking[i] != 0) out += line(ei_feature_names[i], c.ranking[i]);
    out += "\n[presence]\n" + line("prior_present", c.prior_present) + line("large_from", c.large_from);
    out += models_text("drugs", c.drugs) + models_text("general", c.general);
    out += "\n[outcome]\n" + line("absent_limit", c.absent_limit) + line("single_limit", c.single_limit) +
           line("join_share", c.join_share) + line("analogue_limit", c.analogue_limit) +
           pairs_text("set_share", c.set_share);
    out += "\n[retention]\n" + line("sd", c.retention_sd) + line("outlier_share", c.retention_outlier) +
           line("range", c.retention_range);
    return out;
}

double least_share(const EiCalibration& calibration, double level) {
    const auto& table = calibration.set_share;
    const auto after = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first >= level; });
    if (after == table.begin()) return table.front().second;
    if (after == table.end()) return table.back().second;
    const auto before = std::prev(after);
    const double way = (level - before->first) / (after->first - before->first);
    return round_significant(before->second * std::pow(after->second / before->second, way));
}

const PresenceModels& presence_models(const EiCalibration& calibration, std::size_t entries) {
    return static_cast<double>(entries) < calibration.large_from ? calibration.drugs : calibration.general;
}

}  // namespace spec::search
