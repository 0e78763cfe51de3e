#include <toml++/toml.h>
#include <charconv>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/report/catalogue.hpp>
#include <spec/report/catalogue_texts.hpp>

namespace spec::report {
namespace {

void flatten(const toml::table& table, const std::string& prefix, std::map<std::string, std::string>& out) {
    for (const auto& [key, value] : table) {
        const std::string path = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const auto* inner = value.as_table()) flatten(*inner, path, out);
        if (const auto* text = value.as_string()) out[path] = text->get();
    }
}

bool is_iso_date(const std::string& text) {
    if (text.size() < 10) return false;
    for (std::size_t i = 0; i < 10; ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    }
    return text.size() == 10 || text[10] == 'T';
}

}  // namespace

Catalogue::Catalogue(std::string language, std::string_view source) : language_(std::move(language)), source_(source) {
    try {
        flatten(toml::parse(source), "", texts_);
    } catch (const toml::parse_error& error) {
        expect(false, (language_ + ".toml: " + std::string(error.description())).c_str());
    }
}

const Catalogue& Catalogue::of(const std::string& language) {
    static const std::map<std::string, Catalogue> all = [] {
        std::map<std::string, Catalogue> out;
        for (const auto& [name, source] : catalogue_texts) out.emplace(name, Catalogue(std::string(name), source));
        return out;
    }();
    const auto found = all.find(language);
    if (found == all.end()) throw UsageError("language '" + language + "' (expected en, kk or ru)");
    return found->second;
}

std::string Catalogue::text(const std::string& key,
                            const std::vector<std::pair<std::string, std::string>>& values) const {
    const auto found = texts_.find(key);
    expect(found != texts_.end(), ("catalogue " + language_ + " has the key " + key).c_str());
    std::string out;
    const std::string& pattern = found->second;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t open = pattern.find('{', at);
        const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
        if (close == std::string::npos) return out + pattern.substr(at);
        const std::string name = pattern.substr(open + 1, close - open - 1);
        out += pattern.substr(at, open - at);
        bool filled = false;
        for (const auto& [place, value] : values)
            if (place == name) {
                out += value;
                filled = true;
            }
        expect(filled, ("the text " + key + " gets a value for {" + name + "}").c_str());
        at = close + 1;
    }
    return out;
}

std::string Catalogue::local_number(std::string digits) const {
    if (language_ == "en") return digits;
    const std::size_t point = digits.find('.');
    if (point != std::string::npos) digits[point] = ',';
    return digits;
}

std::string Catalogue::local_date(const std::string& iso) const {
    if (language_ == "en" || !is_iso_date(iso))
        return iso.size() > 10 && is_iso_date(iso) ? iso.substr(0, 10) + " " + iso.substr(11) : iso;
    const std::string day = iso.substr(8, 2) + "." + iso.substr(5, 2) + "." + iso.substr(0, 4);
    return iso.size() > 10 ? day + " " + iso.substr(11) : day;
}

std::string Catalogue::sha256() const { return sha256_hex(std::string_view(source_)); }

std::vector<std::string> languages() { return {"en", "kk", "ru"}; }

std::string fixed(double value, int decimals) {
    char text[400];
    const auto end =
        std::to_chars(text, text + sizeof text, value == 0 ? 0.0 : value, std::chars_format::fixed, decimals).ptr;
    return {text, end};
}

std::string significant(double value, int digits) {
    if (value == 0) return "0";
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    if (exponent >= 15 || exponent < -4) {
        char text[64];
        return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1).ptr};
    }
    return fixed(value, std::max(0, digits - 1 - exponent));
}

}  // namespace spec::report
