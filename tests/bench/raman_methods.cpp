// First-hit rates of three simple methods and of the engine on one set of Raman queries, for docs/validation/raman.md:
//     raman_methods REFERENCES QUERIES
// REFERENCES: folder written by raman_references.py; QUERIES: folder written by degrade_raman.py, with truth.jsonl.
// The simple methods compare on 2 cm-1 over the common range, 200 to 1800 cm-1, at least 400 cm-1 of it, without a
// shift of the axis.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <spec/core/json.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/prepare.hpp>
#include <spec/search/raman_references.hpp>
#include <spec/search/raman_search.hpp>

namespace {

using spec::RamanSpectrum;
namespace raman = spec::raman;

std::string levelled(const std::string& name) {
    std::string out;
    for (const char c : spec::lower(name))
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
    return out;
}

RamanSpectrum read_one(const std::filesystem::path& file) {
    return std::get<std::vector<RamanSpectrum>>(spec::io::read(file).data).at(0);
}

std::vector<RamanSpectrum> read_references(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jdx") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<RamanSpectrum> out;
    for (const auto& file : files) out.push_back(read_one(file));
    return out;
}

struct Query {
    std::string truth;
    RamanSpectrum spectrum;
};

std::vector<Query> read_queries(const std::filesystem::path& folder, const std::set<std::string>& known) {
    std::vector<Query> out;
    std::ifstream lines(folder / "truth.jsonl");
    for (std::string line; std::getline(lines, line);) {
        const spec::Json row = spec::Json::parse(line);
        if (row["truth"].size() != 1) continue;
        const std::string truth = levelled(row["truth"][0]["name"]);
        if (known.count(truth)) out.push_back({truth, read_one(folder / row["file"].get<std::string>())});
    }
    return out;
}

// Curve of one of the simple methods on the common grid, with its first point.
struct Simple {
    std::size_t first = 0;
    std::vector<double> y;
};

enum class Method { raw_correlation, derivative_correlation, background_cosine };

Simple simple(const raman::Prepared& prepared, Method method) {
    Simple out{prepared.first, prepared.spectrum.intensity};
    if (method != Method::background_cosine)
        for (std::size_t i = 0; i < out.y.size(); ++i) out.y[i] += prepared.background[i];
    if (method == Method::derivative_correlation) out.y = spec::numeric::first_derivative(out.y, 4);
    return out;
}

double simple_score(const Simple& q, const Simple& r, Method method) {
    constexpr std::size_t low = 50, high = 851;  // 200 to 1800 cm-1
    const std::size_t begin = std::max({q.first, r.first, low}),
                      end = std::min({q.first + q.y.size(), r.first + r.y.size(), high});
    if (end < begin + 200) return -1;
    double sq = 0, sr = 0, n = static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        sq += q.y[i - q.first];
        sr += r.y[i - r.first];
    }
    if (method == Method::background_cosine) sq = sr = 0;
    double qr = 0, qq = 1e-300, rr = 1e-300;
    for (std::size_t i = begin; i < end; ++i) {
        const double a = q.y[i - q.first] - sq / n, b = r.y[i - r.first] - sr / n;
        qr += a * b;
        qq += a * a;
        rr += b * b;
    }
    return qr / std::sqrt(qq * rr);
}

void report(const char* name, int right, std::size_t all) {
    std::cout << name << ": " << right << " of " << all << " = " << 100.0 * right / static_cast<double>(all) << " %\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "raman_methods REFERENCES QUERIES\n";
        return 2;
    }
    const raman::Parameters parameters;
    const std::vector<RamanSpectrum> references = read_references(argv[1]);
    std::set<std::string> known;
    std::vector<raman::Prepared> prepared;
    for (const RamanSpectrum& reference : references) {
        known.insert(levelled(reference.title));
        prepared.push_back(raman::prepare(reference, parameters));
    }
    const std::vector<Query> queries = read_queries(argv[2], known);
    const std::pair<const char*, Method> methods[] = {{"raw correlation", Method::raw_correlation},
                                                      {"first-derivative correlation", Method::derivative_correlation},
                                                      {"arPLS and cosine", Method::background_cosine}};
    for (const auto& [name, method] : methods) {
        std::vector<Simple> curves;
        for (const raman::Prepared& reference : prepared) curves.push_back(simple(reference, method));
        int right = 0;
        for (const Query& query : queries) {
            const Simple curve = simple(raman::prepare(query.spectrum, parameters), method);
            std::size_t best = 0;
            double score = -2;
            for (std::size_t r = 0; r < curves.size(); ++r)
                if (const double s = simple_score(curve, curves[r], method); s > score) {
                    score = s;
                    best = r;
                }
            right += levelled(references[best].title) == query.truth;
        }
        report(name, right, queries.size());
    }
    std::vector<RamanSpectrum> spectra;
    for (const Query& query : queries) spectra.push_back(query.spectrum);
    const spec::search::RamanSearch engine(spec::search::RamanReferences(references, parameters), parameters);
    const auto answers = engine.find(spectra, {});
    int right = 0;
    for (std::size_t i = 0; i < queries.size(); ++i)
        right += !answers[i].hits.empty() && levelled(answers[i].hits[0].name) == queries[i].truth;
    report("engine", right, queries.size());
    return 0;
}
