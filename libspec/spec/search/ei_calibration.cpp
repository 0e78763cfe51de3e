#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/search/ei_calibration.hpp>
#include <toml++/toml.h>

namespace spec::search {
namespace {

double number(const toml::table& table, std::string_view section, std::string_view key, const std::string& file) {
    const auto value = table[section][key].value<double>();
    if (!value)
        throw DataError(Position::at_file(file),
                        std::string(section) + "." + std::string(key) + " is missing or not a number (expected a number)");
    return *value;
}

}  // namespace

EiCalibration read_ei_calibration(std::string_view toml, const std::string& file) {
    toml::table table;
    try {
        table = toml::parse(toml);
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file, error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected a calibration)");
    }
    EiCalibration out;
    out.temperature = number(table, "ranking", "temperature", file);
    out.intercept = number(table, "presence", "intercept", file);
    out.best = number(table, "presence", "best", file);
    out.gap = number(table, "presence", "gap", file);
    out.log_peaks = number(table, "presence", "log_peaks", file);
    out.reverse = number(table, "presence", "reverse", file);
    out.absent_limit = number(table, "outcome", "absent_limit", file);
    out.single_limit = number(table, "outcome", "single_limit", file);
    out.set_mass_offset = number(table, "outcome", "set_mass_offset", file);
    out.prior_present = number(table, "presence", "prior_present", file);
    out.sha256 = sha256_hex(toml);
    return out;
}

}  // namespace spec::search
