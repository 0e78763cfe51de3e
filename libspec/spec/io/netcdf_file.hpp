#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// What a netCDF file offers to the reader of ANDI-MS, whatever its container is.
class NetcdfFile {
 public:
    virtual ~NetcdfFile() = default;
    virtual const std::string& name() const = 0;
    virtual bool has_variable(std::string_view variable) const = 0;
    /// All values of a numeric variable, scale_factor and add_offset applied; nothing when there is no such variable.
    /// throws : DataError when the file ends before
    virtual std::optional<std::vector<double>> numbers(std::string_view variable) const = 0;
    /// One text a row of a two-dimensional character variable as UTF-8 without blanks and NULs at the ends; empty when
    /// absent.
    virtual std::vector<std::string> texts(std::string_view variable) const = 0;
    /// A global attribute as UTF-8 without blanks at the ends; empty when absent or not text.
    virtual std::string attribute(std::string_view attribute_name) const = 0;

 protected:
    NetcdfFile() = default;
    NetcdfFile(const NetcdfFile&) = default;
    NetcdfFile& operator=(const NetcdfFile&) = default;
};

}  // namespace spec::io
