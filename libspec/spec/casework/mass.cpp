#include <array>
#include <cmath>
#include <spec/casework/mass.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

constexpr double one_sided_95 = 1.6448536269514722;  // normal quantile of 0.95

double square(double x) { return x * x; }

Amount scaled(const Amount& amount, double factor, double relative_variance) {
    const double value = amount.value * factor;
    const double own = amount.value > 0 ? square(amount.standard_uncertainty / amount.value) : 0;
    return {value, std::abs(value) * std::sqrt(own + relative_variance)};
}

Json amount_json(const Amount& amount, double k, const char* unit) {
    return {{"value", printed(amount.value)},
            {"expanded_uncertainty", printed(k * amount.standard_uncertainty)},
            {"k", printed(k)},
            {"unit", unit}};
}

Json limit_json(const MassLimit& limit, const Amount& mass) {
    return {{"limit_mg", printed(limit.mg)},
            {"source", limit.source},
            {"guard_band_mg", printed(one_sided_95 * mass.standard_uncertainty)},
            {"decision", to_string(decide(mass, limit.mg))},
            {"rule", "above or below only beyond the limit by 1.645 standard uncertainties (JCGM 106:2012, 8.3)"}};
}

}  // namespace

std::optional<double> mg_per_ml(const std::string& unit) {
    const std::string text = lower(unit);
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const std::string mass(trimmed(text.substr(0, slash))), volume(trimmed(text.substr(slash + 1)));
    static constexpr std::array<std::pair<std::string_view, double>, 5> in_mg{
        {{"ng", 1e-6}, {"ug", 1e-3}, {"\xC2\xB5g", 1e-3}, {"mg", 1}, {"g", 1e3}}};
    static constexpr std::array<std::pair<std::string_view, double>, 4> in_ml{
        {{"ul", 1e-3}, {"\xC2\xB5l", 1e-3}, {"ml", 1}, {"l", 1e3}}};
    for (const auto& [mass_name, mg] : in_mg)
        for (const auto& [volume_name, ml] : in_ml)
            if (mass == mass_name && volume == volume_name) return mg / ml;
    return std::nullopt;
}

Masses masses(const Amount& concentration, const Preparation& preparation, const PreparationUncertainty& uncertainty) {
    Masses out;
    if (!preparation.volume_ml) return out;
    const double dilution = preparation.dilution.value_or(1);
    double variance = square(uncertainty.volume_share);
    if (dilution > 1) variance += square(uncertainty.dilution_share);
    const Amount dissolved = scaled(concentration, *preparation.volume_ml * dilution, variance);
    if (preparation.aliquot)
        out.exhibit_mg = scaled(dissolved, 1 / *preparation.aliquot,
                                *preparation.aliquot < 1 ? square(uncertainty.aliquot_share) : 0);
    if (preparation.mass_mg)
        out.milligram_a_gram =
            scaled(dissolved, 1000 / *preparation.mass_mg, square(uncertainty.balance_mg / *preparation.mass_mg));
    return out;
}

const char* to_string(LimitDecision decision) {
    switch (decision) {
        case LimitDecision::above: return "above";
        case LimitDecision::below: return "below";
        case LimitDecision::undecided: return "undecided";
    }
    return "undecided";
}

LimitDecision decide(const Amount& mass, double limit) {
    const double guard = one_sided_95 * mass.standard_uncertainty;
    if (mass.value - guard >= limit) return LimitDecision::above;
    if (mass.value + guard < limit) return LimitDecision::below;
    return LimitDecision::undecided;
}

Json mass_json(const Json& quantity, const Preparation& preparation, const std::vector<MassLimit>& limits) {
    if (!quantity.is_object() || !quantity.value("value", Json()).is_number()) return nullptr;
    const auto unit = mg_per_ml(quantity.value("unit", ""));
    if (!unit || !preparation.volume_ml) return nullptr;
    const double k = quantity.at("k");
    const Amount concentration{quantity.at("value").get<double>() * *unit,
                               quantity.at("expanded_uncertainty").get<double>() / k * *unit};
    const Masses found = masses(concentration, preparation, {});
    if (!found.exhibit_mg && !found.milligram_a_gram) return nullptr;
    Json out = {{"formula", "c x V x d / aliquot; per gram: c x V x d / m"}, {"limits", Json::array()}};
    if (found.milligram_a_gram) out["per_gram"] = amount_json(*found.milligram_a_gram, k, "mg/g");
    if (!found.exhibit_mg) return out;
    out["in_exhibit"] = amount_json(*found.exhibit_mg, k, "mg");
    for (const MassLimit& limit : limits) out["limits"].push_back(limit_json(limit, *found.exhibit_mg));
    return out;
}

}  // namespace spec::casework
