#pragma once

#include <filesystem>
#include <optional>
#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <vector>

namespace spec::library {

/// Whether a file begins as a library of any schema version does; false for what cannot be read.
bool is_library(const std::filesystem::path& file);

/// Whether a library file is whole and is the release that two curators signed.
///
/// roots  : trusted certificates; without any, signatures are tested against the certificates in the library and who
/// signed
///          stays indeterminate
/// folder : the text of the library, where at hand: a file older than its newest release fails
/// returns : L01 checksums of every byte, L02 HDF5 agrees with the index, L03 content root, L04 derived data, L05
/// statement of
///           the release, L06 second curator, L07 first curators, L08 two persons, L09 chain of releases, L10 newest
///           release. An import is no release: who answers for it is indeterminate. Never throws for a damaged library.
trust::Verification verify_library(const std::filesystem::path& file, const std::vector<trust::Certificate>& roots,
                                   const std::optional<std::filesystem::path>& folder = std::nullopt);

}  // namespace spec::library
