#include <algorithm>
#include <atomic>
#include <spec/casework/batch.hpp>
#include <spec/casework/cannabis.hpp>
#include <spec/casework/case_folder.hpp>
#include <spec/casework/exhibit.hpp>
#include <spec/casework/measured_row.hpp>
#include <spec/casework/names.hpp>
#include <spec/casework/standards.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/io/source.hpp>
#include <spec/io/write_file.hpp>

namespace spec::casework {
namespace {

using conclude::CompanionRun;
using conclude::Companions;
using conclude::Engines;

// What an exhibit is compared with: time, area, spectrum and what it may be; hits and raw spectra are not needed.
CompanionRun light(const MeasuredRow& measured) {
    CompanionRun run{measured.row->sample, {}};
    for (Component component : measured.result->components) {
        component.hits.clear();
        component.apex_spectrum = {};
        run.components.push_back(std::move(component));
    }
    return run;
}

class Batch {
 public:
    Batch(const Sequence& sequence, const Engines& engines, const BatchOptions& options)
        : sequence_(sequence), engines_(engines), options_(options), folder_(options.case_folder) {}

    BatchOutcome run() {
        outcome_.failures = sequence_.failures;
        measure_ladders();
        measure_blanks();
        measure_standards();
        measure_exhibits();
        write_exhibits();
        write_sequence();
        folder_.finish(log_text());
        std::sort(outcome_.failures.begin(), outcome_.failures.end(),
                  [](const RowFailure& a, const RowFailure& b) { return a.line < b.line; });
        return std::move(outcome_);
    }

 private:
    static bool is_exhibit(const SequenceRow& row) { return row.type == RowType::exhibit; }

    std::vector<const SequenceRow*> rows_of(bool (*wanted)(const SequenceRow&)) const {
        std::vector<const SequenceRow*> rows;
        for (const SequenceRow& row : sequence_.rows)
            if (wanted(row)) rows.push_back(&row);
        return rows;
    }

    void count_done() {
        const std::size_t done = ++done_;
        if (options_.progress) options_.progress(done, sequence_.rows.size());
    }

    std::vector<MeasuredRow> measure_rows(bool (*wanted)(const SequenceRow&)) {
        return measure_all(
            rows_of(wanted), engines_,
            [this](const SequenceRow& row) {
                return Companions{blank_before(row), {}, {}, {}, ladder_before(row)};
            },
            [this] { count_done(); });
    }

    // The last blank in front of a row that could be read.
    std::optional<CompanionRun> blank_before(const SequenceRow& row) const {
        const MeasuredRow* last = nullptr;
        for (const MeasuredRow& blank : blanks_)
            if (blank.result && blank.row->line < row.line) last = &blank;
        if (!last) return std::nullopt;
        return light(*last);
    }

    void measure_ladders() {
        ladder_rows_ = measure_rows([](const SequenceRow& row) { return row.type == RowType::ladder; });
        for (MeasuredRow& measured : ladder_rows_) {
            if (measured.result) {
                auto ladder = ladder_of(measured);
                if (ladder.ladder.refused)
                    notes_.push_back("ladder " + measured.row->sample + ": " + *ladder.ladder.refused +
                                     ": no retention indices from it");
                else
                    ladders_.emplace_back(measured.row->line, std::move(ladder));
            }
            write_companion(measured);
        }
    }

    static conclude::LadderRun ladder_of(const MeasuredRow& measured) {
        const Result& result = *measured.result;
        double step_s = 0;
        if (result.chromatogram && result.chromatogram->retention_time_s.size() > 1) {
            const auto& time_s = result.chromatogram->retention_time_s;
            step_s = (time_s.back() - time_s.front()) / static_cast<double>(time_s.size() - 1);
        }
        return conclude::read_ladder(measured.row->sample, result.input.sha256, result.acquired, result.components,
                                     step_s);
    }

    // The last ladder in front of a row that could be used.
    std::optional<conclude::LadderRun> ladder_before(const SequenceRow& row) const {
        std::optional<conclude::LadderRun> last;
        for (const auto& [line, ladder] : ladders_)
            if (line < row.line) last = ladder;
        return last;
    }

    void measure_blanks() {
        blanks_ = measure_rows([](const SequenceRow& row) { return row.type == RowType::blank; });
    }

    void measure_standards() {
        standards_ = measure_rows([](const SequenceRow& row) {
            return row.type != RowType::blank && row.type != RowType::ladder && !is_exhibit(row);
        });
        std::vector<const MeasuredRow*> companions;
        for (const MeasuredRow& measured : blanks_) companions.push_back(&measured);
        for (const MeasuredRow& measured : standards_) companions.push_back(&measured);
        std::sort(companions.begin(), companions.end(),
                  [](const MeasuredRow* a, const MeasuredRow* b) { return a->row->line < b->row->line; });
        said_ = evaluate_standards(companions, engines_);
        for (auto* group : {&blanks_, &standards_})
            for (MeasuredRow& measured : *group) write_companion(measured);
        make_exhibit_companions();
    }

    void write_companion(MeasuredRow& measured) {
        if (!measured.result) return fail(measured);
        add_quantities(said_, *measured.result);
        const std::string text = canonical_json(to_json(*measured.result)) + "\n";
        hashes_[measured.row->sample] = sha256_hex(text);
        fingerprints_[measured.row->sample] = fingerprint(measured.result->input.sha256, *measured.row);
        folder_.write_result(measured.row->sample, fingerprints_[measured.row->sample], text);
        ++outcome_.done;
    }

    void make_exhibit_companions() {
        for (const MeasuredRow& measured : standards_)
            if (measured.result && measured.row->type == RowType::standard)
                shared_.standards.push_back(light(measured));
        for (const SubstanceCalibration& calibration : said_.calibrations) {
            std::string described;
            for (const std::string& sample : calibration.samples) described += (described.empty() ? "" : ", ") + sample;
            shared_.load_lines.push_back({calibration.inchikey, calibration.internal_standard, calibration.mz,
                                          calibration.retention, described});
        }
        shared_.failed_checks = said_.failed_checks;
        for (const auto& [sample, hash] : hashes_) context_ += sample + " " + hash + "\n";
    }

    // All that a result is made from: the file, the row, method, libraries, program, law asked, and every companion's
    // result.
    std::string fingerprint(const std::string& input_sha256, const SequenceRow& row) const {
        Json libraries = Json::array();
        for (const library::Library* library : engines_.libraries) libraries.push_back(library->stamp().root);
        for (const library::Library* library : engines_.law) libraries.push_back(library->stamp().root);
        return sha256_hex(canonical_json({{"input", input_sha256},
                                          {"path", row.file.string()},
                                          {"row", {row.sample, to_string(row.type), row.case_id, row.exhibit}},
                                          {"method", conclude::method_sha256(engines_.method)},
                                          {"libraries", libraries},
                                          {"jurisdictions", engines_.question.jurisdictions},
                                          {"as_of", engines_.question.as_of.value_or("")},
                                          {"program", {version(), commit()}},
                                          {"companions", sha256_hex(context_)}}));
    }

    void measure_exhibits() {
        const auto rows = rows_of(is_exhibit);
        std::vector<RowFailure> failures(rows.size());
        std::vector<std::exception_ptr> defects(rows.size());
        std::vector<std::string> prints(rows.size());
        std::atomic<std::size_t> resumed{0};
#pragma omp parallel for schedule(dynamic)
        for (std::size_t i = 0; i < rows.size(); ++i) {
            try {
                resumed += one_exhibit(*rows[i], failures[i], prints[i]) ? 1 : 0;
                count_done();
            } catch (...) {
                defects[i] = std::current_exception();
            }
        }
        for (const auto& defect : defects)
            if (defect) std::rethrow_exception(defect);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!failures[i].reason.empty()) {
                outcome_.failures.push_back(failures[i]);
                continue;
            }
            fingerprints_[rows[i]->sample] = prints[i];
            ++outcome_.done;
        }
        outcome_.resumed = resumed;
    }

    // True when an earlier batch had done it.
    bool one_exhibit(const SequenceRow& row, RowFailure& failure, std::string& print) {
        try {
            print = fingerprint(io::Source::open(row.file).sha256(), row);
        } catch (const DataError& error) {
            failure = {row.line, row.sample, error.what()};
            return false;
        }
        if (options_.restart == Restart::resume && folder_.kept(row.sample, print)) return true;
        Companions companions = shared_;
        companions.blank = blank_before(row);
        companions.ladder = ladder_before(row);
        MeasuredRow measured = measure(row, engines_, companions);
        if (!measured.result) {
            failure = {row.line, row.sample, measured.failure};
            return false;
        }
        add_quantities(said_, *measured.result);
        folder_.write_result(row.sample, print, canonical_json(to_json(*measured.result)) + "\n");
        return false;
    }

    void fail(const MeasuredRow& measured) {
        outcome_.failures.push_back({measured.row->line, measured.row->sample, measured.failure});
    }

    bool was_done(const SequenceRow& row) const { return fingerprints_.contains(row.sample); }

    void write_exhibits() {
        for (const SequenceRow& row : sequence_.rows) {
            if (!is_exhibit(row) || !was_done(row)) continue;
            auto same =
                std::find_if(outcome_.exhibits.begin(), outcome_.exhibits.end(), [&](const BatchExhibit& other) {
                    return other.case_id == row.case_id && other.exhibit == row.exhibit;
                });
            if (same == outcome_.exhibits.end()) {
                const std::string name = file_name_of(row.case_id) + "_" + file_name_of(row.exhibit);
                same = outcome_.exhibits.insert(outcome_.exhibits.end(),
                                                {row.case_id, row.exhibit, "exhibits/" + name + ".json", {}});
            }
            same->results.push_back(folder_.result_file(row.sample));
        }
        for (const BatchExhibit& exhibit : outcome_.exhibits) {
            std::vector<Json> results;
            for (const std::string& file : exhibit.results) results.push_back(read_result(file));
            Json joined = join_exhibit(exhibit.case_id, exhibit.exhibit, results, exhibit.results);
            add_observations(exhibit, results, joined);
            io::write_whole(folder_.path() / exhibit.file, canonical_json(joined) + "\n");
        }
        note_observations_of_none();
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
                said_.notes.push_back("the " + one.kind + " of exhibit '" + one.exhibit +
                                      "' belongs to no exhibit of the sequence");
    }

    Json read_result(const std::string& file) const {
        const io::Source source = io::Source::open(folder_.path() / file);
        return parse_json(source.text(), source.name());
    }

    void write_sequence() {
        Json rows = Json::array();
        for (const SequenceRow& row : sequence_.rows) rows.push_back(row_json(row));
        Json failures = Json::array();
        for (const RowFailure& failure : outcome_.failures)
            failures.push_back({{"line", failure.line}, {"sample", failure.sample}, {"reason", failure.reason}});
        Json calibrations = Json::array();
        for (const SubstanceCalibration& calibration : said_.calibrations) calibrations.push_back(to_json(calibration));
        std::vector<std::string> notes = sequence_.notes;
        notes.insert(notes.end(), notes_.begin(), notes_.end());
        notes.insert(notes.end(), said_.notes.begin(), said_.notes.end());
        const Json all = {
            {"schema", "sarap.sequence/1"},
            {"rows", rows},
            {"failures", failures},
            {"calibrations", calibrations},
            {"checks", said_.checks},
            {"notes", notes},
            {"internal_standard", said_.internal_standard ? Json(said_.internal_standard->described) : Json(nullptr)}};
        io::write_whole(folder_.path() / "sequence.json", canonical_json(all) + "\n");
    }

    Json row_json(const SequenceRow& row) const {
        const auto blank = blank_before(row);
        return {{"line", row.line},
                {"sample", row.sample},
                {"type", to_string(row.type)},
                {"done", was_done(row)},
                {"result", was_done(row) ? Json(folder_.result_file(row.sample)) : Json(nullptr)},
                {"blank", blank ? Json(blank->path) : Json(nullptr)}};
    }

    std::string log_text() const {
        std::string text;
        for (const SequenceRow& row : sequence_.rows) {
            if (!was_done(row)) continue;
            const io::Source result = io::Source::open(folder_.path() / folder_.result_file(row.sample));
            text += canonical_json({{"sample", row.sample},
                                    {"fingerprint", fingerprints_.at(row.sample)},
                                    {"result_sha256", result.sha256()}}) +
                    "\n";
        }
        return text;
    }

    const Sequence& sequence_;
    const Engines& engines_;
    const BatchOptions& options_;
    CaseFolder folder_;
    std::vector<MeasuredRow> ladder_rows_, blanks_, standards_;
    std::vector<std::pair<std::size_t, conclude::LadderRun>> ladders_;  // usable ones, by line
    std::vector<std::string> notes_;
    SequenceStandards said_;
    Companions shared_;
    std::string context_;
    std::map<std::string, std::string> hashes_, fingerprints_;
    std::atomic<std::size_t> done_{0};
    BatchOutcome outcome_;
};

}  // namespace

BatchOutcome run_batch(const Sequence& sequence, const Engines& engines, const BatchOptions& options) {
    return Batch(sequence, engines, options).run();
}

}  // namespace spec::casework
