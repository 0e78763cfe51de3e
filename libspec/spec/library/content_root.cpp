#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <spec/core/json.hpp>
#include <spec/library/content.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/parallel.hpp>

namespace spec::library {
namespace {

static_assert(std::endian::native == std::endian::little, "payloads are hashed as little-endian numbers");

std::string hex(const Digest& digest) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : digest) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

// RFC 6962, section 2.1: MTH of leaves [begin, end), whose leaf hashes are given.
Digest tree_hash(std::span<const Digest> leaves) {
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return leaves[0];
    const std::size_t left = std::bit_floor(leaves.size() - 1);
    std::array<unsigned char, 65> node{1};
    std::memcpy(node.data() + 1, tree_hash(leaves.first(left)).data(), 32);
    std::memcpy(node.data() + 33, tree_hash(leaves.subspan(left)).data(), 32);
    return sha256({reinterpret_cast<const char*>(node.data()), node.size()});
}

void append_number(std::string& bytes, const void* number) { bytes.append(static_cast<const char*>(number), 8); }

void append_doubles(std::string& bytes, const std::vector<double>& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), 8 * values.size());
}

}  // namespace

Digest sha256(std::string_view bytes) {
    Digest digest;
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return digest;
}

Json canonical_metadata(const Entry& entry) {
    Json out{{"id", entry.id},
             {"technique", to_string(entry.technique)},
             {"kind", to_string(entry.kind)},
             {"name", entry.name},
             {"synonyms", entry.synonyms},
             {"inchikey", entry.inchikey},
             {"smiles", entry.smiles},
             {"formula", entry.formula},
             {"cas", entry.cas},
             {"provenance", entry.provenance}};
    if (entry.exact_mass) out["exact_mass"] = *entry.exact_mass;
    if (const auto& index = entry.retention_index)
        out["retention_index"] = {{"value", index->value}, {"scale", index->scale}, {"column", index->column}};
    return out;
}

std::vector<Leaf> content_leaves(const Draft& draft) {
    std::vector<Leaf> leaves(draft.entries.size());
    parallel_for_each(draft.entries.size(), [&](std::size_t i) {
        const DraftEntry& held = draft.entries[i];
        std::string bytes(1, '\0');
        bytes += canonical_json(canonical_metadata(held.entry));
        const std::uint64_t count = held.x.size();
        append_number(bytes, &count);
        append_doubles(bytes, held.x);
        append_doubles(bytes, held.y);
        leaves[i] = {"entry/" + held.entry.id, sha256(bytes)};
    });
    for (const auto& [name, table] : draft.tables) {
        const std::string columns = canonical_json(Json(table.columns));
        leaves.push_back({"table/" + name, sha256(std::string(1, '\0') + name + '\0' + columns)});
        for (const auto& row : table.rows) {
            Json fields = Json::object();
            for (std::size_t c = 0; c < table.columns.size(); ++c) fields[table.columns[c]] = row[c];
            const std::string text = canonical_json(fields);
            leaves.push_back({"table/" + name + "/" + text, sha256(std::string(1, '\0') + name + '\0' + text)});
        }
    }
    for (const auto& [name, text] : draft.texts)
        if (!name.starts_with("derived/") && !name.starts_with("release/"))
            leaves.push_back({"text/" + name, sha256(std::string(1, '\0') + name + '\0' + text)});
    std::sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) { return a.key < b.key; });
    return leaves;
}

std::string content_root(const Draft& draft) {
    const auto leaves = content_leaves(draft);
    std::vector<Digest> hashes;
    for (const Leaf& leaf : leaves) hashes.push_back(leaf.hash);
    return hex(tree_hash(hashes));
}

}  // namespace spec::library
