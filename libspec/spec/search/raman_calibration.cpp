#include <toml++/toml.h>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/search/raman_calibration.hpp>

namespace spec::search {
namespace {

double number(const toml::table& table, std::string_view section, std::string_view key, const std::string& file) {
    const auto value = table[section][key].value<double>();
    if (!value)
        throw DataError(Position::at_file(file), std::string(section) + "." + std::string(key) +
                                                     " is missing or not a number (expected a number)");
    return *value;
}

}  // namespace

RamanCalibration read_raman_calibration(std::string_view toml, const std::string& file) {
    toml::table table;
    try {
        table = toml::parse(toml);
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file, error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected a calibration)");
    }
    RamanCalibration out;
    out.intercept = number(table, "presence", "intercept", file);
    out.margin = number(table, "presence", "margin", file);
    out.contrast = number(table, "presence", "contrast", file);
    out.noise = number(table, "presence", "noise", file);
    out.temperature = number(table, "ranking", "temperature", file);
    out.temperature_noise = number(table, "ranking", "temperature_noise", file);
    out.single_limit = number(table, "outcome", "single_limit", file);
    out.absent_limit = number(table, "outcome", "absent_limit", file);
    out.least_score = number(table, "outcome", "least_score", file);
    out.sha256 = sha256_hex(toml);
    return out;
}

}  // namespace spec::search
