#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spec::trust {

/// Hashes of an append-only tree, each 32 raw bytes. source : RFC 6962, section 2.1
using Hash = std::string;

Hash leaf_hash(std::string_view entry);               ///< SHA-256(0x00 | entry)
Hash node_hash(const Hash& left, const Hash& right);  ///< SHA-256(0x01 | left | right)
Hash tree_root(const std::vector<Hash>& leaves);      ///< of leaf hashes; SHA-256("") of none

/// The hashes beside the way from leaf `index` to the root of the first `size` leaves, lowest first.
std::vector<Hash> inclusion_proof(const std::vector<Hash>& leaves, std::size_t index, std::size_t size);
/// Whether a leaf stands at `index` of the tree with `size` leaves and this root. Never throws.
bool is_included(const Hash& leaf, std::size_t index, std::size_t size, const std::vector<Hash>& proof,
                 const Hash& root);

/// That the first `old_size` leaves are a beginning of the first `size` leaves.
std::vector<Hash> consistency_proof(const std::vector<Hash>& leaves, std::size_t old_size, std::size_t size);
bool is_consistent(std::size_t old_size, const Hash& old_root, std::size_t size, const Hash& root,
                   const std::vector<Hash>& proof);

}  // namespace spec::trust
