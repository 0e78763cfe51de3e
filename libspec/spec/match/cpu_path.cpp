#include <spec/match/cpu_path.hpp>

namespace spec::match {

const char* to_string(CpuPath path) {
    switch (path) {
        case CpuPath::scalar: return "scalar";
        case CpuPath::avx2: return "avx2";
        case CpuPath::avx512_vnni: return "avx512_vnni";
    }
    return "scalar";
}

std::vector<CpuPath> available_cpu_paths() {
    std::vector<CpuPath> out{CpuPath::scalar};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) out.push_back(CpuPath::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni"))
        out.push_back(CpuPath::avx512_vnni);
#endif
    return out;
}

CpuPath best_cpu_path() {
    static const CpuPath best = available_cpu_paths().back();
    return best;
}

}  // namespace spec::match
