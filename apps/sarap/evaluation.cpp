#include "evaluation.hpp"

#include <spec/core/error.hpp>
#include <spec/core/text.hpp>

namespace sarap {

spec::conclude::Method chosen_method(const CommandLine& line) {
    spec::conclude::Method method;
    if (const auto file = line.find<std::string>("method")) method = spec::conclude::read_method(*file);
    if (const auto top = line.find<int>("top")) method.search.top = *top;
    if (const auto level = line.find<double>("set-level")) method.search.set_level = *level;
    if (method.search.top < 1)
        throw spec::UsageError("--top " + std::to_string(method.search.top) + " (expected 1 or more)");
    if (!(method.search.set_level > 0 && method.search.set_level < 1))
        throw spec::UsageError("--set-level " + spec::shortest(method.search.set_level) +
                               " (expected a share between 0 and 1)");
    return method;
}

}  // namespace sarap
