#include <algorithm>
#include <cmath>
#include <limits>
#include <spec/core/text.hpp>
#include <spec/io/netcdf_classic.hpp>

namespace spec::io {
namespace {

constexpr std::uint32_t dimension_tag = 10, variable_tag = 11, attribute_tag = 12;
constexpr std::uint64_t most_dimensions = 8;
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t padded(std::uint64_t size) { return size > unlimited - 3 ? unlimited : (size + 3) / 4 * 4; }

/// a * b, or the greatest number when that overflows.
std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    std::uint64_t out = 0;
    return __builtin_mul_overflow(a, b, &out) ? unlimited : out;
}

}  // namespace

bool NetcdfClassic::is_classic(const Bytes& bytes) {
    using namespace std::string_view_literals;
    return bytes.starts_with("CDF\x01"sv) || bytes.starts_with("CDF\x02"sv) || bytes.starts_with("CDF\x05"sv);
}

NetcdfClassic::NetcdfClassic(Bytes bytes) : bytes_(std::move(bytes)) {
    if (!is_classic(bytes_)) bytes_.fail(0, "not a netCDF classic file (expected the bytes CDF 01, 02 or 05)");
    version_ = bytes_.le<std::uint8_t>(3);
    std::uint64_t at = 4;
    records_ = number(at);
    const auto dimensions = list_length(at, dimension_tag, "dimensions");
    for (std::uint64_t i = 0; i < dimensions; ++i) {
        counted_name(at);
        dimensions_.push_back(number(at));
    }
    attributes_ = attributes_at(at);
    const auto variables = list_length(at, variable_tag, "variables");
    for (std::uint64_t i = 0; i < variables; ++i) {
        std::string name = counted_name(at);
        variables_.emplace(std::move(name), variable_at(at));
    }
    lay_out_records();
}

/// A count, 4 bytes in the versions 1 and 2, 8 bytes in version 5.
std::uint64_t NetcdfClassic::number(std::uint64_t& at) const {
    const std::uint64_t value = version_ == 5 ? bytes_.be<std::uint64_t>(at) : bytes_.be<std::uint32_t>(at);
    at += version_ == 5 ? 8 : 4;
    return value;
}

std::string NetcdfClassic::counted_name(std::uint64_t& at) const {
    const auto length = number(at);
    const auto raw = bytes_.part(at, length, "a name");
    at += padded(length);
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

std::uint64_t NetcdfClassic::list_length(std::uint64_t& at, std::uint32_t tag, const char* what) const {
    const auto begin = at;
    const auto found = bytes_.be<std::uint32_t>(at);
    at += 4;
    const auto length = number(at);
    if ((found != tag && (found != 0 || length != 0)) || length > bytes_.size() / 8)
        bytes_.fail(begin, std::string("the list of ") + what + " has the tag " + std::to_string(found) + " and " +
                               std::to_string(length) + " items (expected the tag " + std::to_string(tag) +
                               " and no more than the file can hold)");
    return length;
}

std::uint64_t NetcdfClassic::size_of(Type type) {
    switch (type) {
        case Type::byte:
        case Type::character:
        case Type::u8: return 1;
        case Type::i16:
        case Type::u16: return 2;
        case Type::f64:
        case Type::i64:
        case Type::u64: return 8;
        default: return 4;
    }
}

NetcdfClassic::Type NetcdfClassic::type_at(std::uint64_t& at) const {
    const auto type = bytes_.be<std::uint32_t>(at);
    if (type < 1 || type > (version_ == 5 ? 11u : 6u))
        bytes_.fail(at,
                    "number type " + std::to_string(type) + " (expected 1 to " + (version_ == 5 ? "11" : "6") + ")");
    at += 4;
    return static_cast<Type>(type);
}

NetcdfClassic::Attributes NetcdfClassic::attributes_at(std::uint64_t& at) const {
    Attributes attributes;
    const auto count = list_length(at, attribute_tag, "attributes");
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string name = counted_name(at);
        Attribute attribute;
        attribute.type = type_at(at);
        attribute.count = number(at);
        attribute.at = at;
        const auto size = product(attribute.count, size_of(attribute.type));
        bytes_.need(at, size, "attribute " + name);
        at += padded(size);
        attributes.emplace(std::move(name), attribute);
    }
    return attributes;
}

NetcdfClassic::Variable NetcdfClassic::variable_at(std::uint64_t& at) const {
    Variable variable;
    const auto begin = at;
    const auto rank = number(at);
    if (rank > most_dimensions)
        bytes_.fail(begin, "a variable of " + std::to_string(rank) + " dimensions (expected " +
                               std::to_string(most_dimensions) + " or fewer)");
    variable.count = 1;
    for (std::uint64_t i = 0; i < rank; ++i) {
        const auto place = at;
        const auto dimension = number(at);
        if (dimension >= dimensions_.size())
            bytes_.fail(place, "dimension " + std::to_string(dimension) + " (expected one of the " +
                                   std::to_string(dimensions_.size()) + " of the file)");
        if (i == 0 && dimensions_[dimension] == 0) {
            variable.record = true;
            continue;
        }
        variable.shape.push_back(dimensions_[dimension]);
        variable.count = product(variable.count, dimensions_[dimension]);
    }
    variable.attributes = attributes_at(at);
    variable.type = type_at(at);
    number(at);  // the stated size; what the dimensions say is used
    variable.begin = version_ == 1 ? bytes_.be<std::uint32_t>(at) : bytes_.be<std::uint64_t>(at);
    at += version_ == 1 ? 4 : 8;
    return variable;
}

/// The length of a record, and the number of records where the writer left it open.
void NetcdfClassic::lay_out_records() {
    std::size_t kinds = 0;
    std::uint64_t unpadded = 0, first = unlimited;
    for (const auto& [name, variable] : variables_) {
        if (!variable.record) continue;
        ++kinds;
        unpadded = product(variable.count, size_of(variable.type));
        const auto size = padded(unpadded);
        record_size_ = size > unlimited - record_size_ ? unlimited : record_size_ + size;
        first = std::min(first, variable.begin);
    }
    if (kinds == 1) record_size_ = unpadded;  // a single record variable is not padded
    const auto open = version_ == 5 ? unlimited : std::uint64_t{0xFFFFFFFF};
    if (records_ == open)
        records_ = record_size_ > 0 && first < bytes_.size() ? (bytes_.size() - first) / record_size_ : 0;
}

namespace {

template <Stored T>
void decode(const std::byte* from, std::uint64_t count, double* to) {
    for (std::uint64_t i = 0; i < count; ++i)
        to[i] = static_cast<double>(Bytes::load<T>(from + i * sizeof(T), std::endian::big));
}

using Decoder = void (*)(const std::byte*, std::uint64_t, double*);

}  // namespace

/// count values from bytes that are known to exist.
void NetcdfClassic::decode_values(Type type, std::uint64_t at, std::uint64_t count, double* to) const {
    static constexpr Decoder decoders[] = {decode<std::int8_t>,   nullptr,
                                           decode<std::int16_t>,  decode<std::int32_t>,
                                           decode<float>,         decode<double>,
                                           decode<std::uint8_t>,  decode<std::uint16_t>,
                                           decode<std::uint32_t>, decode<std::int64_t>,
                                           decode<std::uint64_t>};
    decoders[static_cast<std::uint32_t>(type) - 1](bytes_.part(at, count * size_of(type), "values").data(), count, to);
}

double NetcdfClassic::factor(const Variable& variable, std::string_view attribute_name, double otherwise) const {
    const auto found = variable.attributes.find(attribute_name);
    if (found == variable.attributes.end() || found->second.type == Type::character || found->second.count != 1)
        return otherwise;
    double value = otherwise;
    decode_values(found->second.type, found->second.at, 1, &value);
    if (!std::isfinite(value))
        bytes_.fail(found->second.at, found->first + " is " + shortest(value) + " (expected a finite number)");
    return value;
}

std::optional<std::vector<double>> NetcdfClassic::numbers(std::string_view variable_name) const {
    const auto found = variables_.find(variable_name);
    if (found == variables_.end()) return std::nullopt;
    const Variable& variable = found->second;
    if (variable.type == Type::character)
        bytes_.fail(variable.begin, found->first + " holds characters (expected numbers)");
    const std::uint64_t records = variable.record ? records_ : 1;
    if (records == 0 || variable.count == 0) return std::vector<double>{};
    // The last value must exist before anything is allocated.
    const auto length = product(variable.count, size_of(variable.type)), last = product(records - 1, record_size_);
    bytes_.need(variable.begin, last > unlimited - length ? unlimited : last + length, "the values of " + found->first);
    std::vector<double> values(records * variable.count);
    for (std::uint64_t record = 0; record < records; ++record)
        decode_values(variable.type, variable.begin + record * record_size_, variable.count,
                      values.data() + record * variable.count);
    const double scale = factor(variable, "scale_factor", 1), offset = factor(variable, "add_offset", 0);
    if (scale != 1 || offset != 0)
        for (double& value : values) value = value * scale + offset;
    return values;
}

std::vector<std::string> NetcdfClassic::texts(std::string_view variable_name) const {
    const auto found = variables_.find(variable_name);
    if (found == variables_.end() || found->second.type != Type::character || found->second.record) return {};
    const Variable& variable = found->second;
    if (variable.shape.size() != 2 || variable.count == 0) return {};
    bytes_.need(variable.begin, variable.count, "the texts of " + found->first);
    std::vector<std::string> rows;
    for (std::uint64_t row = 0; row < variable.shape[0]; ++row)
        rows.push_back(bytes_.text(variable.begin + row * variable.shape[1], variable.shape[1]));
    return rows;
}

std::string NetcdfClassic::attribute(std::string_view attribute_name) const {
    const auto found = attributes_.find(attribute_name);
    if (found == attributes_.end() || found->second.type != Type::character) return {};
    return bytes_.text(found->second.at, found->second.count);
}

}  // namespace spec::io
