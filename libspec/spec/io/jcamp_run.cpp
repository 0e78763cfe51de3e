#include <algorithm>
#include <cmath>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_data.hpp>
#include <spec/io/jcamp_run.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

/// The labels of one scan, collected until its table comes.
struct ScanHead {
    std::optional<double> time_s, total;
    std::optional<std::size_t> points;
};

double number_of(const JcampRecord& record, const std::string& file) {
    const std::string_view text = first_line(record.text);
    const auto value = to_double(text);
    if (!value)
        throw DataError(Position::at_line(file, record.line),
                        "##" + to_utf8(record.name) + " '" + to_utf8(text) + "' is not a number");
    return *value;
}

std::size_t count_of(const JcampRecord& record, const std::string& file) {
    const double value = number_of(record, file);
    if (value < 0 || value != std::floor(value) || value > 1e15)
        throw DataError(Position::at_line(file, record.line), "##" + to_utf8(record.name) + " " + shortest(value) +
                                                                  " is not a count (expected a whole number)");
    return static_cast<std::size_t>(value);
}

/// Adds a scan; m/z in no order are sorted. Returns whether they came in another than ascending order.
bool add_scan(RunBuilder& builder, double time_s, const JcampTable& scan, Position where) {
    builder.begin_scan(time_s, std::move(where));
    std::vector<std::size_t> order(scan.x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const bool sorted = std::is_sorted(scan.x.begin(), scan.x.end());
    if (!sorted)
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return scan.x[a] < scan.x[b]; });
    for (const std::size_t i : order) builder.add(scan.x[i], scan.y[i]);
    builder.end_scan();
    return !sorted;
}

}  // namespace

bool holds_run(const JcampBlock& block) {
    return block.find("RETENTIONTIME") && (block.find("SCANNUMBER") || block.find("TIC")) && block.find("XYDATA");
}

GcmsRun read_run(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes) {
    RunBuilder builder;
    ScanHead head;
    std::size_t sorted = 0;
    std::vector<double> totals;
    for (const JcampRecord& record : block.records) {
        if (record.label == "RETENTIONTIME") head.time_s = number_of(record, file);
        if (record.label == "TIC" && !first_line(record.text).empty()) head.total = number_of(record, file);
        if (record.label == "NPOINTS") head.points = count_of(record, file);
        if (record.label != "XYDATA") continue;
        if (!head.time_s)
            throw DataError(Position::at_line(file, record.line),
                            "a scan without ##RETENTION_TIME (expected one before its ##XYDATA)");
        const JcampTable scan = read_pairs(record, file, head.points);
        sorted += add_scan(builder, *head.time_s, scan, Position::at_line(file, record.line));
        totals.push_back(head.total.value_or(0));
        head = {};
    }
    if (head.time_s)
        throw DataError(Position::at_line(file, block.records.back().line),
                        "the last scan has no ##XYDATA (expected its points: cut short?)");
    if (sorted > 0)
        notes.push_back("m/z were not ascending in " + std::to_string(sorted) + " of " +
                        std::to_string(builder.scans()) + " scans and were sorted");
    GcmsRun run = std::move(builder).finish();
    note_doubts(run, totals, notes);
    return run;
}

}  // namespace spec::io
