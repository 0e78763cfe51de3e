#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <spec/library/hdf5_file.hpp>
#include <vector>

namespace spec::library {

/// CRC-32 (ITU-T V.42, as zlib has it) over bytes, continuing `start`: it finds every change of up to 32 bits in a row.
std::uint32_t checksum(std::span<const std::byte> bytes, std::uint32_t start = 0);

/// The checksum over a file from `begin` on, leaving out the arrays that are checked when they are used.
std::uint32_t checksum_without(std::span<const std::byte> all, std::size_t begin, std::vector<Extent> later);

}  // namespace spec::library
