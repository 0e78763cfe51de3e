#include <spec/trust/merkle.hpp>

#include <spec/core/error.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {
namespace {

// The greatest power of two below n, for n > 1.
std::size_t split_of(std::size_t n) {
    std::size_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
}

Hash root_of(const std::vector<Hash>& leaves, std::size_t first, std::size_t count) {
    if (count == 0) return sha256_raw("");
    if (count == 1) return leaves[first];
    const std::size_t k = split_of(count);
    return node_hash(root_of(leaves, first, k), root_of(leaves, first + k, count - k));
}

void path_of(const std::vector<Hash>& leaves, std::size_t index, std::size_t first, std::size_t count,
             std::vector<Hash>& out) {
    if (count <= 1) return;
    const std::size_t k = split_of(count);
    if (index < k) {
        path_of(leaves, index, first, k, out);
        out.push_back(root_of(leaves, first + k, count - k));
    } else {
        path_of(leaves, index - k, first + k, count - k, out);
        out.push_back(root_of(leaves, first, k));
    }
}

void subproof(const std::vector<Hash>& leaves, std::size_t old_size, std::size_t first, std::size_t count, bool whole,
              std::vector<Hash>& out) {
    if (old_size == count) {
        if (!whole) out.push_back(root_of(leaves, first, count));
        return;
    }
    const std::size_t k = split_of(count);
    if (old_size <= k) {
        subproof(leaves, old_size, first, k, whole, out);
        out.push_back(root_of(leaves, first + k, count - k));
    } else {
        subproof(leaves, old_size - k, first + k, count - k, false, out);
        out.push_back(root_of(leaves, first, k));
    }
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return sha256_raw(std::string(1, '\0') + std::string(entry)); }
Hash node_hash(const Hash& left, const Hash& right) { return sha256_raw("\x01" + left + right); }
Hash tree_root(const std::vector<Hash>& leaves) { return root_of(leaves, 0, leaves.size()); }

std::vector<Hash> inclusion_proof(const std::vector<Hash>& leaves, std::size_t index, std::size_t size) {
    expect(index < size && size <= leaves.size(), "index < size <= leaves");
    std::vector<Hash> out;
    path_of(leaves, index, 0, size, out);
    return out;
}

// RFC 9162, section 2.1.3.2: the same tree, the check written out.
bool is_included(const Hash& leaf, std::size_t index, std::size_t size, const std::vector<Hash>& proof,
                 const Hash& root) {
    if (index >= size) return false;
    std::size_t node = index, last = size - 1;
    Hash found = leaf;
    for (const Hash& beside : proof) {
        if (beside.size() != 32 || last == 0) return false;
        if (node % 2 == 1 || node == last) {
            found = node_hash(beside, found);
            while (node % 2 == 0 && node != 0) node /= 2, last /= 2;
        } else {
            found = node_hash(found, beside);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && found == root;
}

std::vector<Hash> consistency_proof(const std::vector<Hash>& leaves, std::size_t old_size, std::size_t size) {
    expect(old_size <= size && size <= leaves.size(), "old_size <= size <= leaves");
    std::vector<Hash> out;
    if (old_size > 0 && old_size < size) subproof(leaves, old_size, 0, size, true, out);
    return out;
}

// RFC 9162, section 2.1.4.2.
bool is_consistent(std::size_t old_size, const Hash& old_root, std::size_t size, const Hash& root,
                   const std::vector<Hash>& proof) {
    if (old_size > size) return false;
    if (old_size == 0) return proof.empty();
    if (old_size == size) return proof.empty() && old_root == root;
    std::vector<Hash> path = proof;
    if ((old_size & (old_size - 1)) == 0) path.insert(path.begin(), old_root);
    if (path.empty()) return false;
    std::size_t node = old_size - 1, last = size - 1;
    while (node % 2 == 1) node /= 2, last /= 2;
    Hash first = path.front(), second = path.front();
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (path[i].size() != 32 || last == 0) return false;
        if (node % 2 == 1 || node == last) {
            first = node_hash(path[i], first);
            second = node_hash(path[i], second);
            while (node % 2 == 0 && node != 0) node /= 2, last /= 2;
        } else {
            second = node_hash(second, path[i]);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && first == old_root && second == root;
}

}  // namespace spec::trust
