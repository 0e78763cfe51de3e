#pragma once

#include <functional>
#include <optional>
#include <spec/casework/sequence.hpp>
#include <spec/conclude/identify.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A row that was measured and evaluated, or why it was not.
struct MeasuredRow {
    const SequenceRow* row = nullptr;
    std::optional<Result> result;
    std::string failure;
};

/// Reads and identifies one row; its failure is kept, only a defect of the program is thrown.
MeasuredRow measure(const SequenceRow& row, const conclude::Engines& engines, const conclude::Companions& companions);

/// measure() for many rows, in parallel; the answer has their order.
///
/// companions_of : what was measured with a row; called from any thread
/// done          : called from any thread after each row
std::vector<MeasuredRow> measure_all(const std::vector<const SequenceRow*>& rows, const conclude::Engines& engines,
                                     const std::function<conclude::Companions(const SequenceRow&)>& companions_of,
                                     const std::function<void()>& done);

}  // namespace spec::casework
