#pragma once

#include <cstddef>
#include <exception>

namespace spec::library {

/// Calls work(i) for i in [0, count) on all threads; items must be independent, each writing its own slot. The
/// exception of the lowest item that threw is thrown again behind the loop, so that the answer does not depend on the
/// threads.
template <typename Work>
void parallel_for_each(std::size_t count, const Work& work) {
    std::exception_ptr first;
    std::size_t first_item = count;
#pragma omp parallel for schedule(dynamic, 64)
    for (std::size_t i = 0; i < count; ++i) {
        try {
            work(i);
        } catch (...) {
#pragma omp critical(spec_library_parallel)
            if (i < first_item) {
                first_item = i;
                first = std::current_exception();
            }
        }
    }
    if (first) std::rethrow_exception(first);
}

}  // namespace spec::library
