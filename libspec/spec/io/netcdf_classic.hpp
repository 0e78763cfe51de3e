#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <spec/io/bytes.hpp>
#include <spec/io/netcdf_file.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// A netCDF classic file (CDF-1, CDF-2, CDF-5) in memory.
///
/// Own code: libnetcdf reads a file that is cut short without a word or with a misleading one, gives no positions, and
/// takes one call a record. Every size is checked against the bytes that exist before anything is allocated. source :
/// Unidata, "The NetCDF Classic Format Specification"
class NetcdfClassic final : public NetcdfFile {
 public:
    /// throws : DataError at the byte where the header is damaged or cut short
    explicit NetcdfClassic(Bytes bytes);

    static bool is_classic(const Bytes& bytes);

    const std::string& name() const override { return bytes_.file(); }
    bool has_variable(std::string_view variable) const override { return variables_.contains(variable); }
    std::optional<std::vector<double>> numbers(std::string_view variable) const override;
    std::vector<std::string> texts(std::string_view variable) const override;
    std::string attribute(std::string_view attribute_name) const override;

 private:
    enum class Type : std::uint32_t { byte = 1, character, i16, i32, f32, f64, u8, u16, u32, i64, u64 };
    struct Attribute {
        Type type = Type::character;
        std::uint64_t at = 0, count = 0;
    };
    using Attributes = std::map<std::string, Attribute, std::less<>>;
    struct Variable {
        std::vector<std::uint64_t> shape;  ///< without the record dimension
        bool record = false;
        Attributes attributes;
        Type type = Type::byte;
        std::uint64_t begin = 0, count = 0;  ///< count: values of the variable, or of one record of it
    };

    std::uint64_t number(std::uint64_t& at) const;
    std::string counted_name(std::uint64_t& at) const;
    std::uint64_t list_length(std::uint64_t& at, std::uint32_t tag, const char* what) const;
    Type type_at(std::uint64_t& at) const;
    Attributes attributes_at(std::uint64_t& at) const;
    Variable variable_at(std::uint64_t& at) const;
    void lay_out_records();
    static std::uint64_t size_of(Type type);
    void decode_values(Type type, std::uint64_t at, std::uint64_t count, double* to) const;
    double factor(const Variable& variable, std::string_view attribute_name, double otherwise) const;

    Bytes bytes_;
    unsigned version_ = 1;
    std::uint64_t records_ = 0, record_size_ = 0;
    std::vector<std::uint64_t> dimensions_;  ///< 0 is the record dimension
    Attributes attributes_;
    std::map<std::string, Variable, std::less<>> variables_;
};

}  // namespace spec::io
