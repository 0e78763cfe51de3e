#pragma once

#include <string>
#include <string_view>
#include <trust/test_keys.hpp>

namespace spec::test {

/// A detached CMS as other programs make it (`openssl cms -sign`): with signing-time and S/MIME capabilities.
std::string external_cms(std::string_view content, const PemPair& pair);

/// The same with every RSA and SHA-256 identifier replaced by ones of the Kazakh national arc (1.2.398.3.10), which
/// OpenSSL does not know: the shape of a national signature, not its mathematics.
std::string national_cms(std::string_view content, const PemPair& pair);

}  // namespace spec::test
