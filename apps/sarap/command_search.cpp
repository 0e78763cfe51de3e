#include <spec/core/error.hpp>

#include "command.hpp"

namespace sarap {

int run_search(const std::vector<std::string>&) { throw spec::UsageError("search: not built yet"); }

}  // namespace sarap
