// Time of a Raman query and of a mixture against generated references: raman_speed [REFERENCES]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <spec/search/raman_references.hpp>
#include <spec/search/raman_search.hpp>

#include "../raman/spectra.hpp"

namespace {

using spec::test::Look;
using spec::test::made_up;

spec::RamanSpectrum measured(const std::vector<spec::test::Band>& bands, double noise, std::uint64_t seed) {
    return spec::test::drawn(bands, Look{.first_cm1 = 200,
                                         .last_cm1 = 3398,
                                         .step_cm1 = 2,
                                         .noise = noise,
                                         .shift_cm1 = 2,
                                         .fluorescence = 2,
                                         .seed = seed});
}

template <typename Work>
double milliseconds(const Work& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20000;
    std::vector<spec::RamanSpectrum> references;
    for (std::uint64_t i = 0; i < count; ++i) {
        references.push_back(measured(made_up(i), 0.002, i));
        references.back().title = references.back().id = "s" + std::to_string(i);
    }
    const spec::raman::Parameters parameters;
    std::unique_ptr<spec::search::RamanSearch> search;
    const double prepared = milliseconds([&] {
        search = std::make_unique<spec::search::RamanSearch>(spec::search::RamanReferences(references, parameters),
                                                             parameters);
    });
    std::vector<double> single, mixed;
    int right = 0;
    for (std::uint64_t k = 0; k < 60; ++k) {
        const std::uint64_t one = k * 37 % count, other = k * 91 % count;
        const auto query = measured(made_up(one), 0.02, k + 5);
        single.push_back(milliseconds(
            [&] { right += search->find(std::span(&query, 1), {})[0].hits[0].name == "s" + std::to_string(one); }));
        auto bands = made_up(one);
        for (auto band : made_up(other)) {
            band.height *= 0.4;
            bands.push_back(band);
        }
        const auto mixture = measured(bands, 0.01, k);
        mixed.push_back(milliseconds([&] { search->constituents(mixture, {}); }));
    }
    std::cout << count << " references prepared in " << prepared / 1000 << " s; a query " << median(single)
              << " ms, first hit right " << right << " of 60; a mixture " << median(mixed) << " ms (medians)\n";
    return 0;
}
