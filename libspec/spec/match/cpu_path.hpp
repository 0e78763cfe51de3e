#pragma once

#include <vector>

namespace spec::match {

/// The vector unit that a scan runs on. Every path gives the same answer.
enum class CpuPath { scalar, avx2, avx512_vnni };
const char* to_string(CpuPath path);

/// The paths of this CPU, slowest first.
std::vector<CpuPath> available_cpu_paths();
/// The fastest of them.
CpuPath best_cpu_path();

}  // namespace spec::match
