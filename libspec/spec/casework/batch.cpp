#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>
#include <spec/casework/additions.hpp>
#include <spec/casework/batch.hpp>
#include <spec/casework/cannabis.hpp>
#include <spec/casework/case_folder.hpp>
#include <spec/casework/case_log.hpp>
#include <spec/casework/exhibit.hpp>
#include <spec/casework/fingerprint.hpp>
#include <spec/casework/limits.hpp>
#include <spec/casework/names.hpp>
#include <spec/casework/sequence_page.hpp>
#include <spec/casework/stage_clock.hpp>
#include <spec/casework/times.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/io/format.hpp>

namespace spec::casework {
namespace {

using conclude::Companions;
using conclude::Engines;

constexpr double standard_hours = 24;  // a standard of the same day

std::uintmax_t size_of(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return std::filesystem::file_size(path, error);
    std::uintmax_t size = 0;
    for (const auto& item : std::filesystem::directory_iterator(path, error))
        size = std::max(size, std::filesystem::file_size(item.path(), error));
    return size;
}

/// What became of one row.
struct RowState {
    MeasuredRow measured;     ///< of exhibits: only what failed; their components are not kept
    std::string fingerprint;  ///< of the result before the sequence added to it
    std::string result_sha256;
    bool kept = false;
};

class Batch {
 public:
    Batch(const Sequence& sequence, const Engines& engines, const BatchOptions& options)
        : sequence_(sequence),
          engines_(engines),
          options_(options),
          folder_(options.case_folder),
          clock_(options.seconds),
          state_(sequence.rows.size()),
          summaries_(sequence.rows.size()) {}

    BatchOutcome run() {
        outcome_.failures = sequence_.failures;
        outcome_.notes = sequence_.notes;
        refuse_another_sequence();
        measure_companions();
        if (!stopped()) work_on_exhibits();
        collect_rows();
        if (stopped()) {
            outcome_.interrupted = true;
        } else {
            finish();
        }
        outcome_.stage_s = clock_.spent();
        return std::move(outcome_);
    }

 private:
    const SequenceRow& row(std::size_t i) const { return sequence_.rows[i]; }
    bool is_exhibit(std::size_t i) const { return row(i).type == RowType::exhibit; }
    bool stopped() const { return options_.stop && options_.stop->load(); }

    void refuse_another_sequence() {
        std::set<std::string> files;
        for (const SequenceRow& one : sequence_.rows) files.insert(CaseFolder::result_file(one.sample));
        folder_.refuse_foreign_results(files);
    }

    // Rows of one kind, the largest first, so that no thread is left alone with it at the end.
    std::vector<std::size_t> rows_by_size(bool (*wanted)(RowType)) const {
        std::vector<std::pair<std::uintmax_t, std::size_t>> sized;
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i)
            if (wanted(row(i).type)) sized.emplace_back(size_of(row(i).file), i);
        std::stable_sort(sized.begin(), sized.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        std::vector<std::size_t> out;
        for (const auto& [size, i] : sized) out.push_back(i);
        return out;
    }

    template <typename Work>
    void for_rows(const std::vector<std::size_t>& rows, Work work) {
        Defects defects;
#pragma omp parallel for schedule(dynamic)
        for (std::size_t at = 0; at < rows.size(); ++at)
            if (!stopped()) defects.guard([&] { work(rows[at]); });
        defects.rethrow();
    }

    // Rows first, then what they make possible: the last row of an exhibit adds the exhibit to the work.
    void work_through(const std::vector<std::size_t>& rows) {
        Defects defects;
#pragma omp parallel
#pragma omp single
        for (const std::size_t i : rows) {
#pragma omp task firstprivate(i) shared(defects)
            {
                Group* finished = nullptr;
                if (!stopped()) defects.guard([&] { finished = one_exhibit_row(i); });
                if (finished) {
#pragma omp task firstprivate(finished) shared(defects)
                    defects.guard([&] { finish_exhibit(*finished); });
                }
            }
        }
        defects.rethrow();
    }

    void count_done() {
        const std::size_t done = ++done_;
        if (options_.progress) options_.progress(done, sequence_.rows.size());
    }

    std::vector<bool> usable_rows() const {
        std::vector<bool> usable(sequence_.rows.size());
        for (std::size_t i = 0; i < usable.size(); ++i)
            usable[i] = is_exhibit(i) ||
                        (state_[i].measured.done() && (row(i).type != RowType::ladder || ladders_.contains(i)));
        return usable;
    }

    // ---- blanks, standards, checks, ladders

    // First of all: every later row takes its retention indices from the last ladder before it.
    void measure_ladders() {
        bindings_.assign(sequence_.rows.size(), {});
        for_rows(rows_by_size([](RowType type) { return type == RowType::ladder; }),
                 [this](std::size_t i) { measure_companion(i); });
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) {
            const MeasuredRow& measured = state_[i].measured;
            if (row(i).type != RowType::ladder || !measured.done()) continue;
            auto ladder = conclude::read_ladder(row(i).sample, measured.input_sha256, measured.acquired,
                                                measured.components, measured.scan_step_s);
            if (ladder.ladder.refused)
                outcome_.notes.push_back("ladder " + row(i).sample + ": " + *ladder.ladder.refused +
                                         ": no retention indices from it");
            else
                ladders_.emplace(i, std::move(ladder));
        }
    }

    void measure_companion(std::size_t i) {
        state_[i].measured = measured_row(i, ladder_context(i));
        count_done();
    }

    // The last usable ladder in front of a row.
    const conclude::LadderRun* ladder_before(std::size_t i) const {
        const auto next = ladders_.lower_bound(i);
        return next == ladders_.begin() ? nullptr : &std::prev(next)->second;
    }

    std::string ladder_context(std::size_t i) const {
        const auto next = ladders_.lower_bound(i);
        if (next == ladders_.begin()) return "";
        return row(std::prev(next)->first).sample + " " + state_[std::prev(next)->first].fingerprint;
    }

    void measure_companions() {
        const auto is_companion = [](RowType type) { return type != RowType::exhibit; };
        const auto is_later = [](RowType type) { return type != RowType::exhibit && type != RowType::ladder; };
        measure_ladders();
        for_rows(rows_by_size(is_later), [this](std::size_t i) { measure_companion(i); });
        if (stopped()) return;
        bindings_ = bind_rows(sequence_, usable_rows());
        std::vector<const MeasuredRow*> companions;
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i)
            if (!is_exhibit(i)) companions.push_back(&state_[i].measured);
        clock_.time("sequence", [&] {
            said_ = evaluate_standards(companions, [&](const SequenceRow& one) { return substance_of(one, engines_); });
        });
        limits_ = mass_limits(said_, engines_, options_.limits);
        outcome_.notes.insert(outcome_.notes.end(), said_.notes.begin(), said_.notes.end());
        for_rows(rows_by_size(is_companion), [this](std::size_t i) {
            if (state_[i].measured.done()) write_result(i);
        });
        make_shared_companions();
    }

    void make_shared_companions() {
        Json lines = Json::array();
        std::string standards;
        for (const SubstanceCalibration& calibration : said_.calibrations) {
            std::string described;
            for (const std::string& sample : calibration.samples) described += (described.empty() ? "" : ", ") + sample;
            load_lines_.push_back({calibration.inchikey, calibration.internal_standard, calibration.mz,
                                   calibration.retention, described});
            lines.push_back(to_json(calibration));
        }
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) {
            if (row(i).type != RowType::standard) continue;
            standards += row(i).sample + " " + state_[i].fingerprint + "\n";
            if (!state_[i].measured.done()) continue;
            standards_.push_back(i);
            standard_runs_.push_back(named_components(state_[i].measured));
        }
        shared_context_ = sha256_hex(canonical_json(lines) + standards);
    }

    // ---- one row

    // From an earlier batch where its result was made from the same, else measured.
    MeasuredRow measured_row(std::size_t i, const std::string& context) {
        MeasuredRow failed;
        failed.row = &row(i);
        try {
            const io::Source source = clock_.time("reading", [&] { return open_in_memory(row(i).file); });
            const std::string hash = clock_.time("reading", [&] { return source.sha256(); });
            state_[i].fingerprint = row_fingerprint(row(i), hash, engines_, context);
            if (options_.restart == Restart::resume)
                if (const auto text = kept_result(i)) {
                    state_[i].kept = true;
                    return measured_before(row(i), parse_json(*text, row(i).sample));
                }
            const Measurement measurement = clock_.time("reading", [&] { return io::read(source); });
            const Companions companions = companions_of(i, measurement);
            return clock_.time("evaluating", [&] { return measure(row(i), measurement, engines_, companions); });
        } catch (const DataError& error) {
            failed.failure = error.what();
        }
        return failed;
    }

    std::optional<std::string> kept_result(std::size_t i) const {
        return folder_.kept("result " + row(i).sample, CaseFolder::result_file(row(i).sample), state_[i].fingerprint);
    }

    // The result with what the sequence adds; a place that cannot be written is the row's failure.
    Json write_result(std::size_t i) {
        MeasuredRow& measured = state_[i].measured;
        Json result = clock_.time("sequence", [&] { return with_additions(measured, bindings_[i], {said_, limits_}); });
        const std::string text = canonical_json(result) + "\n";
        try {
            clock_.time("writing", [&] {
                folder_.write("result " + row(i).sample, CaseFolder::result_file(row(i).sample), state_[i].fingerprint,
                              text);
            });
            state_[i].result_sha256 = sha256_hex(text);
        } catch (const DataError& error) {
            measured.failure = error.what();
            measured.result.clear();
            return nullptr;
        }
        summaries_[i] = summarise(row(i), result, said_);
        if (row(i).type != RowType::blank) measured.result = "written";  // reports show blanks; the file holds the rest
        return result;
    }

    // ---- exhibits

    /// The rows of one exhibit, and how many of them are still to be done.
    struct Group {
        BatchExhibit exhibit;
        std::vector<std::size_t> rows;
        std::atomic<std::size_t> left{0};
        std::map<std::size_t, Json> results;
        std::mutex mutex;
        std::string exhibit_sha256, report_fingerprint;
        std::vector<std::pair<std::string, std::string>> report_files;  ///< path and SHA-256
        std::string failure;
    };

    void make_groups() {
        std::map<std::pair<std::string, std::string>, std::size_t> known;
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) {
            if (!is_exhibit(i)) continue;
            const auto [at, fresh] = known.emplace(std::pair(row(i).case_id, row(i).exhibit), groups_.size());
            if (fresh) {
                auto group = std::make_unique<Group>();
                group->exhibit = {
                    row(i).case_id,
                    row(i).exhibit,
                    "exhibits/" + file_name_of(row(i).case_id) + "_" + file_name_of(row(i).exhibit) + ".json",
                    {}};
                groups_.push_back(std::move(group));
            }
            groups_[at->second]->rows.push_back(i);
            group_of_[i] = at->second;
        }
        for (const auto& group : groups_) group->left = group->rows.size();
    }

    void work_on_exhibits() {
        make_groups();
        work_through(rows_by_size([](RowType type) { return type == RowType::exhibit; }));
    }

    // Returns the row's exhibit when it was the last of its rows.
    Group* one_exhibit_row(std::size_t i) {
        const Binding& binding = bindings_[i];
        const auto failed = failed_checks(binding, said_);
        state_[i].measured = measured_row(i, context_of(i, binding, failed));
        Group& group = *groups_[group_of_.at(i)];
        if (state_[i].measured.done()) {
            Json result = write_result(i);
            if (!result.is_null()) {
                const std::lock_guard lock(group.mutex);
                group.results[i] = std::move(result);
            }
        }
        state_[i].measured.components.clear();
        count_done();
        return --group.left == 0 ? &group : nullptr;
    }

    // What was measured with a row, as far as it belongs to the same day.
    Companions companions_of(std::size_t i, const Measurement& measurement) const {
        Companions companions;
        if (const conclude::LadderRun* ladder = ladder_before(i)) companions.ladder = *ladder;
        if (!is_exhibit(i)) return companions;
        const auto acquired = measurement.metadata.find("acquired");
        const auto same_day = [&](std::size_t other) {
            if (acquired == measurement.metadata.end() || !state_[other].measured.acquired) return true;
            const auto hours = hours_between(*state_[other].measured.acquired, acquired->second);
            return !hours || std::abs(*hours) <= standard_hours;
        };
        for (std::size_t at = 0; at < standards_.size(); ++at)
            if (same_day(standards_[at])) companions.standards.push_back(standard_runs_[at]);
        for (std::size_t at = 0; at < said_.calibrations.size(); ++at) {
            const auto& samples = said_.calibrations[at].samples;
            const auto near = [&](std::size_t other) {
                return std::find(samples.begin(), samples.end(), row(other).sample) != samples.end() && same_day(other);
            };
            if (std::any_of(standards_.begin(), standards_.end(), near))
                companions.load_lines.push_back(load_lines_[at]);
        }
        const Binding& binding = bindings_[i];
        if (binding.blank) companions.blank = companion_run(state_[index_of(*binding.blank)].measured);
        companions.failed_checks = failed_checks(binding, said_);
        return companions;
    }

    std::size_t index_of(const SequenceRow& one) const {
        return static_cast<std::size_t>(&one - sequence_.rows.data());
    }

    // What an exhibit's evaluation rests on beside its own file.
    std::string context_of(std::size_t i, const Binding& binding, const std::vector<std::string>& failed_checks) const {
        std::string text = shared_context_ + ladder_context(i);
        for (const SequenceRow* one : {binding.blank})
            text += one ? " " + one->sample + " " + state_[index_of(*one)].fingerprint : std::string(" none");
        for (const std::string& failed : failed_checks) text += "\n" + failed;
        return sha256_hex(text);
    }

    // Joins the measurements of an exhibit and drafts its report; a place that cannot be written is the exhibit's
    // failure.
    void finish_exhibit(Group& group) {
        std::vector<Json> results;
        for (auto& [i, result] : group.results) {
            group.exhibit.results.push_back(CaseFolder::result_file(row(i).sample));
            results.push_back(std::move(result));
        }
        group.results.clear();
        if (results.empty()) return;
        const Json joined = clock_.time("sequence", [&] {
            Json out = join_exhibit(group.exhibit.case_id, group.exhibit.exhibit, results, group.exhibit.results,
                                    options_.rules);
            add_observations(group.exhibit, results, out);
            return out;
        });
        const std::string text = canonical_json(joined) + "\n";
        group.exhibit_sha256 = sha256_hex(text);
        try {
            clock_.time("writing", [&] { folder_.write_plain(group.exhibit.file, text); });
            if (options_.report) write_report(group, joined, std::move(results));
        } catch (const DataError& error) {
            group.failure = error.what();
        }
    }

    bool is_of(const Observation& one, const BatchExhibit& exhibit) const {
        return one.exhibit == exhibit.exhibit && (one.case_id.empty() || one.case_id == exhibit.case_id);
    }

    // Field tests are compared with the findings and never become one; cannabis has its own scheme.
    void add_observations(const BatchExhibit& exhibit, const std::vector<Json>& results, Json& joined) const {
        std::vector<Observation> own;
        Json presumptive = Json::array();
        for (const Observation& one : options_.observations) {
            if (!is_of(one, exhibit)) continue;
            own.push_back(one);
            if (!one.claims.empty())
                presumptive.push_back(compare_with_findings(one, joined["findings"], engines_.law));
        }
        if (!presumptive.empty()) joined["presumptive"] = presumptive;
        if (const auto cannabis =
                judge_cannabis(results, own, engines_.law, engines_.question.jurisdictions, engines_.question.as_of))
            joined["cannabis"] = *cannabis;
    }

    void note_observations_of_none() {
        for (const Observation& one : options_.observations)
            if (std::none_of(outcome_.exhibits.begin(), outcome_.exhibits.end(),
                             [&](const BatchExhibit& exhibit) { return is_of(one, exhibit); }))
                outcome_.notes.push_back("the " + one.kind + " of exhibit '" + one.exhibit +
                                         "' belongs to no exhibit of the sequence");
    }

    std::string report_name(const Group& group) const {
        return std::filesystem::path(group.exhibit.file).stem().string();
    }

    void write_report(Group& group, const Json& joined, std::vector<Json> results) {
        ReportParts parts{report_name(group), joined, std::move(results), std::nullopt};
        std::string blank_hash;
        for (const std::size_t i : group.rows)
            if (const SequenceRow* blank = bindings_[i].blank; blank && !parts.blank) {
                const std::size_t at = index_of(*blank);
                blank_hash = state_[at].result_sha256;
                parts.blank = parse_json(state_[at].measured.result, blank->sample);
            }
        group.report_fingerprint =
            sha256_hex(group.exhibit_sha256 + blank_hash + options_.report_options + version() + commit());
        if (options_.restart == Restart::resume && reports_kept(group)) return;
        const auto files = clock_.time("reports", [&] { return options_.report(parts); });
        clock_.time("writing", [&] {
            for (const ReportFile& file : files) {
                const std::string path = "reports/" + file.name;
                folder_.write("report " + file.name, path, group.report_fingerprint, file.bytes);
                group.report_files.emplace_back(path, sha256_hex(file.bytes));
            }
        });
    }

    bool reports_kept(Group& group) {
        std::vector<std::pair<std::string, std::string>> files;
        for (const char* suffix : {".json", ".pdf"}) {
            const std::string name = report_name(group) + suffix;
            const auto bytes = folder_.kept("report " + name, "reports/" + name, group.report_fingerprint);
            if (!bytes) return false;
            files.emplace_back("reports/" + name, sha256_hex(*bytes));
        }
        group.report_files = std::move(files);
        return true;
    }

    // ---- the sequence

    void collect_rows() {
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) {
            const MeasuredRow& measured = state_[i].measured;
            if (measured.done()) {
                ++outcome_.done;
                outcome_.resumed += state_[i].kept ? 1 : 0;
            } else if (!measured.failure.empty()) {
                outcome_.failures.push_back({row(i).line, row(i).sample, measured.failure});
            }
        }
        for (const auto& group : groups_) {
            if (!group->failure.empty())
                outcome_.failures.push_back({row(group->rows.front()).line, group->exhibit.exhibit, group->failure});
            if (group->exhibit_sha256.empty()) continue;
            outcome_.exhibits.push_back(group->exhibit);
            outcome_.reports += group->report_files.empty() ? 0 : 1;
        }
        std::stable_sort(outcome_.failures.begin(), outcome_.failures.end(),
                         [](const RowFailure& a, const RowFailure& b) { return a.line < b.line; });
    }

    // Times that contradict the order of the rows are said, not corrected.
    void note_times() {
        const RowSummary* before = nullptr;
        for (const RowSummary& one : summaries_) {
            if (!one.done || one.acquired.empty() || one.technique != "gcms") continue;
            if (before && one.acquired < before->acquired)
                outcome_.notes.push_back("row of line " + std::to_string(one.row->line) + " ('" + one.row->sample +
                                         "') was acquired at " + one.acquired + ", before '" + before->row->sample +
                                         "' at " + before->acquired +
                                         ": the order of the rows contradicts the times; the order was followed");
            before = &one;
        }
    }

    void finish() {
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) {
            summaries_[i].row = &row(i);
            summaries_[i].failure = state_[i].measured.failure;
            if (!group_of_.contains(i)) continue;
            for (const auto& [file, hash] : groups_[group_of_.at(i)]->report_files)
                if (file.ends_with(".pdf")) summaries_[i].report = file;
        }
        note_times();
        note_observations_of_none();
        clock_.time("sequence", [&] {
            const auto charts = control_charts(summaries_, said_);
            for (const ControlChart& chart : charts) write_logged("charts/" + chart.file, chart_svg(chart));
            write_logged("sequence.json", canonical_json(sequence_json(charts)) + "\n");
            write_logged("sequence.html", sequence_page("Sequence", summaries_, charts, outcome_.notes));
        });
        const std::string log = log_text();
        outcome_.log_head = case_log_head(log);
        folder_.finish(log);
    }

    void write_logged(const std::string& file, const std::string& text) {
        folder_.write_plain(file, text);
        extra_log_.push_back({file, file, "", sha256_hex(text)});
    }

    Json sequence_json(const std::vector<ControlChart>& charts) const {
        Json rows = Json::array(), failures = Json::array(), calibrations = Json::array(), trends = Json::array();
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i) rows.push_back(row_json(i));
        for (const RowFailure& failure : outcome_.failures)
            failures.push_back({{"line", failure.line}, {"sample", failure.sample}, {"reason", failure.reason}});
        for (const SubstanceCalibration& calibration : said_.calibrations) calibrations.push_back(to_json(calibration));
        for (const ControlChart& chart : charts) trends.push_back(to_json(chart));
        const auto list = [](const std::vector<SequenceCheck>& checks) {
            Json out = Json::array();
            for (const SequenceCheck& check : checks) out.push_back(to_json(check));
            return out;
        };
        return {
            {"schema", "sarap.sequence/1"},
            {"rows", rows},
            {"failures", failures},
            {"calibrations", calibrations},
            {"checks", list(said_.checks)},
            {"blanks", list(said_.blanks)},
            {"carry_over", list(said_.carry_over)},
            {"trends", trends},
            {"notes", outcome_.notes},
            {"internal_standard", said_.internal_standard ? Json(said_.internal_standard->described) : Json(nullptr)}};
    }

    Json row_json(std::size_t i) const {
        const Binding& binding = bindings_[i];
        const bool done = state_[i].measured.done();
        const auto name = [](const SequenceRow* one) { return one ? Json(one->sample) : Json(nullptr); };
        Json out = {{"line", row(i).line},
                    {"sample", row(i).sample},
                    {"type", to_string(row(i).type)},
                    {"done", done},
                    {"acquired", summaries_[i].acquired.empty() ? Json(nullptr) : Json(summaries_[i].acquired)},
                    {"result", done ? Json(CaseFolder::result_file(row(i).sample)) : Json(nullptr)},
                    {"blank", name(binding.blank)},
                    {"failed_checks", summaries_[i].failed}};
        if (!row(i).guessed_from.empty()) out["guessed_from"] = row(i).guessed_from;
        if (summaries_[i].internal_standard)
            out["internal_standard"] = {{"area_share", printed(summaries_[i].internal_standard->share)},
                                        {"retention_time_s", printed(summaries_[i].internal_standard->time_s)}};
        if (!is_exhibit(i)) return out;
        out["ladder"] = name(binding.ladder);
        out["check_before"] = name(binding.check_before);
        out["check_after"] = name(binding.check_after);
        return out;
    }

    std::string log_text() const {
        std::vector<CaseLogEntry> entries;
        for (std::size_t i = 0; i < sequence_.rows.size(); ++i)
            if (state_[i].measured.done())
                entries.push_back({"result " + row(i).sample, CaseFolder::result_file(row(i).sample),
                                   state_[i].fingerprint, state_[i].result_sha256});
        for (const auto& group : groups_) {
            if (group->exhibit_sha256.empty()) continue;
            entries.push_back({"exhibit " + report_name(*group), group->exhibit.file, "", group->exhibit_sha256});
            for (const auto& [file, hash] : group->report_files)
                entries.push_back({"report " + file.substr(8), file, group->report_fingerprint, hash});
        }
        entries.insert(entries.end(), extra_log_.begin(), extra_log_.end());
        return case_log_text(entries);
    }

    const Sequence& sequence_;
    const Engines& engines_;
    const BatchOptions& options_;
    CaseFolder folder_;
    StageClock clock_;
    std::vector<RowState> state_;
    std::vector<RowSummary> summaries_;
    std::vector<Binding> bindings_;
    SequenceStandards said_;
    std::map<std::string, std::vector<MassLimit>> limits_;
    std::vector<std::size_t> standards_;  ///< rows that were measured
    std::vector<conclude::CompanionRun> standard_runs_;
    std::map<std::size_t, conclude::LadderRun> ladders_;  ///< usable ones, by row
    std::vector<conclude::LoadLine> load_lines_;          ///< one a calibration
    std::string shared_context_;
    std::vector<std::unique_ptr<Group>> groups_;
    std::map<std::size_t, std::size_t> group_of_;
    std::vector<CaseLogEntry> extra_log_;
    std::atomic<std::size_t> done_{0};
    BatchOutcome outcome_;
};

}  // namespace

BatchOutcome run_batch(const Sequence& sequence, const Engines& engines, const BatchOptions& options) {
    return Batch(sequence, engines, options).run();
}

}  // namespace spec::casework
