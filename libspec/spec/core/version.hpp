#pragma once

namespace spec {

const char* version();  ///< "0.1.0"
const char* commit();   ///< commit that was built, "-modified" when the tree was not clean, "unknown" without git

}  // namespace spec
