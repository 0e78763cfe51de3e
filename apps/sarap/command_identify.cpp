#include <spec/core/error.hpp>

#include "command.hpp"

namespace sarap {

int run_identify(const std::vector<std::string>&) { throw spec::UsageError("identify: not built yet"); }

}  // namespace sarap
