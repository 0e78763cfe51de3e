#pragma once

#include <span>
#include <string_view>

namespace spec::library {

/// A table of reference_library/ and its columns; those behind `required` may be absent.
struct TableSchema {
    std::string_view name;
    std::string_view required;  ///< names, blanks between
    std::string_view optional;
};

/// All tables that a library may have.
std::span<const TableSchema> table_schemas();
const TableSchema* find_schema(std::string_view table);

}  // namespace spec::library
