// Time to open library files, and to make the searches over them ready: library_open FILE...
// Prints medians of 21 openings in ms of wall and of processor time, for docs/validation/library.md.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <spec/search/ei_search.hpp>

namespace {

struct Times {
    double wall_ms, cpu_ms;
};

Times median_of(const std::function<void()>& work) {
    std::array<double, 21> wall{}, cpu{};
    for (std::size_t i = 0; i < wall.size(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const std::clock_t spent = std::clock();
        work();
        cpu[i] = 1e3 * static_cast<double>(std::clock() - spent) / CLOCKS_PER_SEC;
        wall[i] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    }
    std::sort(wall.begin(), wall.end());
    std::sort(cpu.begin(), cpu.end());
    return {wall[10], cpu[10]};
}

}  // namespace

int main(int count, char** arguments) {
    for (int i = 1; i < count; ++i) {
        const char* file = arguments[i];
        const Times open = median_of([&] { spec::library::Library::open(file); });
        const auto held = spec::library::Library::open(file);
        const std::array<const spec::library::Library*, 1> libraries{&held};
        const Times ready = median_of([&] { spec::search::EiSearch{libraries}; });
        std::printf("%s: %zu entries, opened in %.1f ms (processor %.1f), EI search ready after %.1f ms more (%.1f)\n",
                    file, held.entries().size(), open.wall_ms, open.cpu_ms, ready.wall_ms, ready.cpu_ms);
    }
}
