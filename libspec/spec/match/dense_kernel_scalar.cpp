#include <spec/match/dense_kernel.hpp>

namespace spec::match::kernel {

uint64_t scan_scalar(const Block& block, const Query& query, float threshold, float* approximate) {
    int32_t sums[block_entries] = {};
    for (int n = 0; n < query.n_groups; ++n) {
        const uint8_t* line = block.lines + static_cast<uint64_t>(query.group[n]) * group_bytes;
        const uint32_t packed = static_cast<uint32_t>(query.values[n]);
        int32_t values[group_columns];
        for (int c = 0; c < group_columns; ++c) values[c] = static_cast<int8_t>(packed >> (8 * c));
        for (int i = 0; i < block_entries; ++i)
            for (int c = 0; c < group_columns; ++c) sums[i] += line[group_columns * i + c] * values[c];
    }
    uint64_t reached = 0;
    for (int i = 0; i < block_entries; ++i) {
        approximate[i] = static_cast<float>(sums[i]) * (block.scale[i] * query.scale);
        const float upper = approximate[i] + (block.error[i] + query.slack) + block.outside[i] * query.outside;
        reached |= static_cast<uint64_t>(upper >= threshold) << i;
    }
    return reached;
}

}  // namespace spec::match::kernel
