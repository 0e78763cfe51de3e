#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/text.hpp>
#include <vector>

namespace spec {
namespace {

// ECMAScript Number::toString: decimal notation for exponents from -7 to 20, else exponent notation.
void write_number(double value, std::string& out) {
    expect(std::isfinite(value), "a JSON number is finite");
    if (value == 0) {
        out += '0';
        return;
    }
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
    std::string_view text(digits, static_cast<std::size_t>(end - digits));
    if (text.front() == '-') {
        out += '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    const char* exponent_begin = text.data() + e + 1;
    if (*exponent_begin == '+') ++exponent_begin;
    int exponent = 0;
    std::from_chars(exponent_begin, text.data() + text.size(), exponent);
    std::string mantissa(text.substr(0, e));
    mantissa.erase(std::remove(mantissa.begin(), mantissa.end(), '.'), mantissa.end());
    const int count = static_cast<int>(mantissa.size());
    const int point = exponent + 1;  // the decimal point stands behind this many digits
    if (point > 21 || point < -5) {
        out += mantissa.front();
        if (count > 1) out += '.' + mantissa.substr(1);
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        out += "0." + std::string(static_cast<std::size_t>(-point), '0') + mantissa;
    } else if (count <= point) {
        out += mantissa + std::string(static_cast<std::size_t>(point - count), '0');
    } else {
        out += mantissa.substr(0, static_cast<std::size_t>(point)) + '.' +
               mantissa.substr(static_cast<std::size_t>(point));
    }
}

void write_string(const std::string& text, std::string& out) {
    expect(is_utf8(text), "a JSON string is UTF-8");
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    char escaped[8];
                    std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
                    out += escaped;
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void write(const Json& value, std::string& out);

void write_object(const Json& value, std::string& out) {
    std::vector<std::pair<std::u16string, const std::string*>> keys;
    for (const auto& item : value.items()) keys.emplace_back(utf16(item.key()), &item.key());
    std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out += '{';
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) out += ',';
        write_string(*keys[i].second, out);
        out += ':';
        write(value.at(*keys[i].second), out);
    }
    out += '}';
}

void write(const Json& value, std::string& out) {
    constexpr std::int64_t largest_exact = std::int64_t{1} << 53;
    switch (value.type()) {
        case Json::value_t::null: out += "null"; break;
        case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; break;
        case Json::value_t::string: write_string(value.get_ref<const std::string&>(), out); break;
        case Json::value_t::number_float: write_number(value.get<double>(), out); break;
        case Json::value_t::number_integer:
            expect(std::abs(value.get<std::int64_t>()) <= largest_exact, "a JSON integer lies within 2^53");
            out += std::to_string(value.get<std::int64_t>());
            break;
        case Json::value_t::number_unsigned:
            expect(value.get<std::uint64_t>() <= static_cast<std::uint64_t>(largest_exact),
                   "a JSON integer lies within 2^53");
            out += std::to_string(value.get<std::uint64_t>());
            break;
        case Json::value_t::array:
            out += '[';
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (i > 0) out += ',';
                write(value[i], out);
            }
            out += ']';
            break;
        case Json::value_t::object: write_object(value, out); break;
        default: expect(false, "a JSON value is null, boolean, number, string, array or object");
    }
}

std::size_t line_of_byte(std::string_view text, std::size_t byte) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

}  // namespace

std::string canonical_json(const Json& value) {
    std::string out;
    write(value, out);
    return out;
}

Json parse_json(std::string_view text, const std::string& file) {
    if (text.starts_with("\xEF\xBB\xBF"))
        throw DataError(Position::at_line(file, 1), "byte order mark (expected plain UTF-8 JSON)");
    std::vector<std::set<std::string>> open;
    std::string repeated;
    const auto note_keys = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second &&
            repeated.empty())
            repeated = parsed.get<std::string>();
        return true;
    };
    Json value;
    try {
        value = Json::parse(text, note_keys);
    } catch (const Json::parse_error& error) {
        throw DataError(Position::at_line(file, line_of_byte(text, error.byte)), "not JSON (expected one JSON value)");
    } catch (const Json::exception&) {
        throw DataError(Position::at_file(file), "a number is out of range (expected a double)");
    }
    if (!repeated.empty())
        throw DataError(Position::at_file(file), "key '" + repeated + "' stands twice in one object (expected once)");
    return value;
}

double round_significant(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1).ptr;
    double rounded = 0;
    std::from_chars(text, end, rounded);
    return rounded;
}

}  // namespace spec
