#pragma once

#include <optional>
#include <spec/library/library.hpp>
#include <spec/library/table.hpp>
#include <vector>

namespace spec::library {

/// The typed form of the tables (docs/formats/library.md lists their columns); without a table there are no rows.
///
/// throws : DataError with file and line: a missing column, a substance or list that does not exist
std::vector<Substance> substances_from(const std::optional<Table>& substances, const std::optional<Table>& names);
std::vector<Control> controls_from(const std::optional<Table>& controls, const std::optional<Table>& lists);
std::vector<ControlledList> lists_from(const std::optional<Table>& lists);
std::vector<Coverage> coverage_from(const std::optional<Table>& coverage, const std::optional<Table>& lists);
std::vector<Threshold> thresholds_from(const std::optional<Table>& thresholds);
std::vector<InletProduct> inlet_products_from(const std::optional<Table>& products);
std::vector<RuleRow> rule_hits_from(const Table& hits);

}  // namespace spec::library
