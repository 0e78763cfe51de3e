#pragma once

#include <spec/core/result.hpp>
#include <vector>

namespace spec::search {

/// What a search is asked to return.
struct SearchOptions {
    int top = 10;                 ///< hits to return, distinct compounds
    double set_level = 0.95;      ///< share of candidate sets that hold the true compound
    bool with_reference = false;  ///< fill Match::reference of the first hit, for figures
};

/// The answer to one query spectrum.
struct Answer {
    std::vector<Match> hits;
    Conclusion conclusion;
};

}  // namespace spec::search
