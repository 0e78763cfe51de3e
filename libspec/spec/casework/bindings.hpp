#pragma once

#include <spec/casework/sequence.hpp>
#include <spec/core/json.hpp>
#include <vector>

namespace spec::casework {

/// What stands beside a row of a sequence; pointers into Sequence::rows.
struct Binding {
    const SequenceRow* blank = nullptr;         ///< the last one before it
    const SequenceRow* ladder = nullptr;        ///< the last one before it
    const SequenceRow* check_before = nullptr;  ///< the last check before it
    const SequenceRow* check_after = nullptr;   ///< the first one after it
    std::vector<const SequenceRow*> standards;  ///< of each substance and level the last one before it, else the first
    std::vector<const SequenceRow*> partners;   ///< other measurements of the same exhibit
};

/// Binds the rows of a sequence by their order.
///
/// usable  : one a row; rows that could not be read are bound to nothing
/// returns : one a row; a Raman spectrum is bound to its partners alone
std::vector<Binding> bind_rows(const Sequence& sequence, const std::vector<bool>& usable);

/// Whether a row is a Raman measurement, by its column `technique`, else by its file's suffix.
bool is_raman(const SequenceRow& row);

/// Two rows of one exhibit.
bool same_exhibit(const SequenceRow& a, const SequenceRow& b);

/// The plan as `--dry-run` prints it: a line a row, and what each exhibit is bound to.
std::string plan_text(const Sequence& sequence);

}  // namespace spec::casework
