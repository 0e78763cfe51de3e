#include <algorithm>
#include <array>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/match/dense_index.hpp>
#include <spec/match/dense_kernel.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {
namespace {

constexpr std::size_t block = kernel::block_entries;
constexpr float arithmetic_margin =
    4e-6F;  ///< above all roundings of the scan's few float operations on values below 2

kernel::Scan scan_of(CpuPath path) {
#if defined(__x86_64__)
    if (path == CpuPath::avx512_vnni) return kernel::scan_avx512_vnni;
    if (path == CpuPath::avx2) return kernel::scan_avx2;
#else
    expect(path == CpuPath::scalar, "the path is one of this CPU");
#endif
    return kernel::scan_scalar;
}

/// Bytes of a query: 127 steps; 63 where two products are added in 16 bits.
double steps_of(CpuPath path) { return path == CpuPath::avx2 ? 63 : 127; }

/// A query on the columns of the index, and its weights in double for the exact scores.
class CodedQuery {
 public:
    CodedQuery(const UnitMassSpectrum& spectrum, const DenseView& index, float greatest_error, double steps) {
        const int columns = kernel::group_columns * index.n_groups;
        std::vector<double> weight(spectrum.mz.size());
        double square = 0, greatest = 0, square_outside = 0;
        for (std::size_t i = 0; i < weight.size(); ++i) {
            weight[i] = peak_weight(spectrum.mz[i], spectrum.intensity[i], {1, 0.5});
            square += weight[i] * weight[i];
            const int column = spectrum.mz[i] - index.first_mz;
            if (column < 0 || column >= columns)
                square_outside += weight[i] * weight[i];
            else
                greatest = std::max(greatest, weight[i]);
        }
        const double norm = std::sqrt(square);
        outside_ = static_cast<float>(std::sqrt(square_outside) / norm * 1.000001);
        scale_ = static_cast<float>(greatest / (steps * norm));
        double square_error = 0;
        for (std::size_t i = 0; greatest > 0 && i < weight.size(); ++i) {
            const int column = spectrum.mz[i] - index.first_mz;
            if (column < 0 || column >= columns) continue;
            const auto byte = static_cast<std::int32_t>(std::lround(steps * weight[i] / greatest));
            const double loss = weight[i] / norm - static_cast<double>(scale_) * byte;
            square_error += loss * loss;
            if (byte > 0) add(static_cast<std::uint32_t>(column / 4), byte << (8 * (column % 4)));
        }
        slack_ = static_cast<float>(std::sqrt(square_error) * (1.000001 + greatest_error)) + arithmetic_margin;
    }

    kernel::Query code() const {
        return {group_.data(), values_.data(), static_cast<int>(group_.size()), scale_, slack_, outside_};
    }
    float slack() const { return slack_; }
    float outside() const { return outside_; }

 private:
    void add(std::uint32_t group, std::int32_t value) {
        if (group_.empty() || group_.back() != group) {
            group_.push_back(group);
            values_.push_back(0);
        }
        values_.back() |= value;
    }

    std::vector<std::uint32_t> group_;
    std::vector<std::int32_t> values_;
    float scale_ = 0, slack_ = 0, outside_ = 0;
};

/// The k greatest values of distinct groups, and the least of them: what a group needs at least to belong to them.
class BestGroups {
 public:
    explicit BestGroups(std::size_t k) : k_(k) {}

    double least() const { return best_.size() < k_ ? -2 : best_.back().first; }

    void add(std::uint32_t group, double value) {
        if (best_.size() == k_ && value <= best_.back().first) return;
        const auto same = std::find_if(best_.begin(), best_.end(), [&](const auto& b) { return b.second == group; });
        if (same != best_.end()) {
            if (value <= same->first) return;
            best_.erase(same);
        } else if (best_.size() == k_) {
            best_.pop_back();
        }
        const auto place = std::find_if(best_.begin(), best_.end(), [&](const auto& b) { return b.first < value; });
        best_.insert(place, {value, group});
    }

 private:
    std::size_t k_;
    std::vector<std::pair<double, std::uint32_t>> best_;  // falling
};

/// Exact scores of entries against one query: a table of the query's weights by m/z.
class ExactScores {
 public:
    explicit ExactScores(const PeakView& peaks) : peaks_(peaks), weight_(table()) {
        for (std::size_t i = 0; i < root_.size(); ++i) root_[i] = std::sqrt(static_cast<double>(i));
    }

    void begin(const UnitMassSpectrum& query) {
        query_ = &query;
        square_ = 0;
        for (std::size_t i = 0; i < query.mz.size(); ++i) {
            const double weight = peak_weight(query.mz[i], query.intensity[i], {1, 0.5});
            square_ += weight * weight;
            if (in_table(query.mz[i])) weight_[static_cast<std::size_t>(query.mz[i])] = weight;
        }
    }
    void end() {
        for (const int mz : query_->mz)
            if (in_table(mz)) weight_[static_cast<std::size_t>(mz)] = 0;
    }

    double score(std::size_t entry) const {
        const auto mz = peaks_.mz_of(entry), intensity = peaks_.intensity_of(entry);
        double product = 0, square = 0;
        for (std::size_t i = 0; i < mz.size(); ++i) {
            const double root =
                intensity[i] < root_.size() ? root_[intensity[i]] : std::sqrt(static_cast<double>(intensity[i]));
            const double weight = mz[i] * root;
            product += weight_[mz[i]] * weight;
            square += weight * weight;
        }
        const double norm = std::sqrt(square_ * square);
        return norm > 0 ? std::min(1.0, product / norm) : 0;
    }

 private:
    static bool in_table(int mz) { return mz >= 0 && mz < 65536; }

    /// All zero between two queries; one a thread, for it takes longer to clear than to use.
    static std::vector<double>& table() {
        thread_local std::vector<double> table(65536);
        return table;
    }

    const PeakView& peaks_;
    std::vector<double>& weight_;
    std::array<double, 1000> root_{};
    const UnitMassSpectrum* query_ = nullptr;
    double square_ = 0;
};

std::uint32_t group_of(std::span<const std::uint32_t> groups, std::uint32_t entry) {
    return groups.empty() ? entry : groups[entry];
}

bool is_excluded(const TopQuery& query, std::uint32_t entry) {
    return !query.excluded.empty() && std::binary_search(query.excluded.begin(), query.excluded.end(), entry);
}

bool better(const Found& a, const Found& b) { return a.score != b.score ? a.score > b.score : a.entry < b.entry; }

/// Entries that may belong to the answer of one query, with the greatest score that they can have.
struct Pending {
    CodedQuery coded;
    kernel::Query code;
    BestGroups lower;
    std::vector<std::pair<float, std::uint32_t>> upper_and_entry;

    Pending(CodedQuery c, std::size_t k) : coded(std::move(c)), code(coded.code()), lower(k) {}
};

class Search {
 public:
    Search(const DenseView& index, const PeakView& peaks, std::span<const std::uint32_t> groups,
           std::span<const TopQuery> queries, std::size_t k, CpuPath path)
        : index_(index), groups_(groups), queries_(queries), k_(k), scan_(scan_of(path)), exact_(peaks) {
        const float greatest = index.error.empty() ? 0 : *std::max_element(index.error.begin(), index.error.end());
        for (const TopQuery& query : queries)
            pending_.emplace_back(CodedQuery(query.spectrum, index, greatest, steps_of(path)), k);
    }

    std::vector<std::vector<Found>> run() {
        for (std::size_t b = 0; b < index_.blocks(); ++b)
            for (std::size_t q = 0; q < pending_.size(); ++q) scan_block(b, q);
        std::vector<std::vector<Found>> out;
        for (std::size_t q = 0; q < pending_.size(); ++q) out.push_back(score_exactly(q));
        return out;
    }

 private:
    void scan_block(std::size_t b, std::size_t q) {
        Pending& pending = pending_[q];
        const std::size_t group_bytes = static_cast<std::size_t>(index_.n_groups) * kernel::group_bytes;
        const kernel::Block lines{index_.lines.data() + b * group_bytes, index_.scale.data() + b * block,
                                  index_.error.data() + b * block, index_.outside.data() + b * block};
        float approximate[block];
        std::uint64_t reached = scan_(lines, pending.code, static_cast<float>(pending.lower.least()), approximate);
        for (; reached != 0; reached &= reached - 1) {
            const auto i = static_cast<std::size_t>(__builtin_ctzll(reached));
            const auto entry = static_cast<std::uint32_t>(b * block + i);
            if (entry < index_.n_entries && !is_excluded(queries_[q], entry)) keep(pending, entry, approximate[i]);
        }
    }

    void keep(Pending& pending, std::uint32_t entry, float approximate) {
        const float loss = index_.error[entry] + pending.coded.slack();
        pending.upper_and_entry.emplace_back(
            approximate + loss + index_.outside[entry] * pending.coded.outside() + arithmetic_margin, entry);
        pending.lower.add(group_of(groups_, entry), static_cast<double>(approximate) - loss - arithmetic_margin);
    }

    /// From the greatest bound down, until no bound reaches the k-th best exact score.
    std::vector<Found> score_exactly(std::size_t q) {
        auto& candidates = pending_[q].upper_and_entry;
        const auto least = static_cast<float>(pending_[q].lower.least());
        std::erase_if(candidates, [&](const auto& c) { return c.first < least; });
        std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a > b; });
        exact_.begin(queries_[q].spectrum);
        BestGroups best(k_);
        std::vector<Found> out;
        for (const auto& [upper, entry] : candidates) {
            if (upper < best.least()) break;
            const double score = exact_.score(entry);
            if (score <= 0) continue;
            best.add(group_of(groups_, entry), score);
            out.push_back({entry, score});
        }
        exact_.end();
        std::erase_if(out, [&](const Found& found) { return found.score < best.least(); });
        std::sort(out.begin(), out.end(), better);
        return out;
    }

    const DenseView& index_;
    std::span<const std::uint32_t> groups_;
    std::span<const TopQuery> queries_;
    std::size_t k_;
    kernel::Scan scan_;
    ExactScores exact_;
    std::vector<Pending> pending_;
};

void check(const PeakView& peaks, std::span<const std::uint32_t> groups, std::size_t k) {
    expect(k >= 1, "k >= 1");
    expect(groups.empty() || groups.size() == peaks.size(), "each entry has a group, or none has");
}

}  // namespace

std::vector<std::vector<Found>> find_top(const DenseView& index, const PeakView& peaks,
                                         std::span<const std::uint32_t> groups, std::span<const TopQuery> queries,
                                         std::size_t k, CpuPath path) {
    expect(index.n_entries == peaks.size(), "the index is that of the peaks");
    check(peaks, groups, k);
    return Search(index, peaks, groups, queries, k, path).run();
}

std::vector<Found> find_top_by_brute_force(const PeakView& peaks, std::span<const std::uint32_t> groups,
                                           const TopQuery& query, std::size_t k) {
    check(peaks, groups, k);
    std::vector<Found> out;
    BestGroups best(k);
    for (std::uint32_t entry = 0; entry < peaks.size(); ++entry) {
        if (is_excluded(query, entry) || peaks.mz_of(entry).empty()) continue;
        const double score = weighted_cosine(query.spectrum, peaks.spectrum(entry));
        if (score <= 0) continue;
        best.add(group_of(groups, entry), score);
        out.push_back({entry, score});
    }
    std::erase_if(out, [&](const Found& found) { return found.score < best.least(); });
    std::sort(out.begin(), out.end(), better);
    return out;
}

}  // namespace spec::match
