#include <exception>
#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>
#include <spec/search/ei_search.hpp>
#include <spec/search/raman_search.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "evaluation.hpp"
#include "inputs.hpp"
#include "libraries.hpp"
#include "output.hpp"
#include "result_text.hpp"

namespace sarap {
namespace {

using spec::Json;
using spec::Measurement;
using spec::search::Answer;

struct Options {
    CommandLine line{"search", "SPECTRA...",
                     "searches every spectrum of the files (mass spectra or Raman) against the library",
                     "sarap search unknown.msp -l library.h5 --format jsonl -o unknown.jsonl"};
    std::string format;
};

void parse(const std::vector<std::string>& arguments, Options& options) {
    add_identifying_options(options.line);
    options.line.parse(arguments);
    options.format = one_of("format", options.line.get<std::string>("format"), {"text", "json", "jsonl"});
}

/// One spectrum that was asked, with its answer.
struct Line {
    std::string path, name, id;
    std::size_t index = 0, peaks = 0;
    Answer answer;
};

Json to_json(const Line& line) {
    Json hits = Json::array();
    for (const spec::Match& hit : line.answer.hits) hits.push_back(spec::to_json(hit));
    return {{"schema", "sarap.search/1"},
            {"query",
             {{"path", line.path}, {"index", line.index}, {"name", line.name}, {"id", line.id}, {"peaks", line.peaks}}},
            {"hits", hits},
            {"conclusion", spec::to_json(line.answer.conclusion)}};
}

std::string text_of(const Line& line) {
    std::string text = line.path + " " + std::to_string(line.index) + " " + line.name + "\n  " +
                       conclusion_text(line.answer.conclusion) + "\n";
    for (const spec::Match& hit : line.answer.hits)
        text += "  " + std::to_string(hit.rank) + "  " + spec::shortest(spec::round_significant(hit.score, 4)) + "  " +
                hit.name + "  " + hit.entry + (hit.kind == "spectrum" ? "" : "  (" + hit.kind + ")") + "\n";
    return text;
}

Answer insufficient(const std::string& reason, double set_level) {
    Answer answer;
    answer.conclusion.set_level = set_level;
    answer.conclusion.reason = reason;
    return answer;
}

void search_ei(const std::vector<spec::SpectrumRecord>& records, const spec::search::EiSearch& engine,
               const spec::search::SearchOptions& options, std::vector<Line>& lines) {
    std::vector<spec::search::EiQuery> queries(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        queries[i].spectrum = records[i].spectrum;
        queries[i].retention_index = records[i].retention_index;
        queries[i].name = records[i].name;
    }
    std::vector<Answer> answers = engine.find(queries, options);
    for (std::size_t i = 0; i < records.size(); ++i) {
        Line& line = lines[i];
        line.name = records[i].name;
        line.id = records[i].id.empty() ? std::to_string(i) : records[i].id;
        line.peaks = records[i].spectrum.mz.size();
        line.answer = records[i].defect ? insufficient(*records[i].defect, options.set_level) : std::move(answers[i]);
    }
}

void search_raman(const std::vector<spec::RamanSpectrum>& spectra, const spec::search::RamanSearch& engine,
                  const spec::search::SearchOptions& options, std::vector<Line>& lines) {
    std::vector<Answer> answers = engine.find(spectra, options);
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        Line& line = lines[i];
        line.name = spectra[i].title;
        line.id = spectra[i].id.empty() ? std::to_string(i) : spectra[i].id;
        line.peaks = spectra[i].shift_cm1.size();
        line.answer = std::move(answers[i]);
    }
}

/// Searches every spectrum of one file; returns the lines in file order.
std::vector<Line> search_file(const Measurement& measurement, const spec::search::EiSearch& ei,
                              const spec::search::RamanSearch& raman, const spec::search::SearchOptions& options) {
    const std::string& path = measurement.provenance.path;
    if (measurement.not_identifiable)
        throw spec::DataError(spec::Position::at_file(path),
                              *measurement.not_identifiable + " (expected electron-ionisation mass spectra or Raman)");
    const auto* records = std::get_if<std::vector<spec::SpectrumRecord>>(&measurement.data);
    const auto* spectra = std::get_if<std::vector<spec::RamanSpectrum>>(&measurement.data);
    if (!records && !spectra)
        throw spec::DataError(spec::Position::at_file(path), "holds no single spectra (`sarap identify` takes runs)");
    std::vector<Line> lines(records ? records->size() : spectra->size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].path = path;
        lines[i].index = i;
    }
    if (records)
        search_ei(*records, ei, options, lines);
    else
        search_raman(*spectra, raman, options, lines);
    return lines;
}

std::string formatted(const std::vector<Line>& lines, const std::string& format) {
    std::string out;
    if (format == "json") {
        Json list = Json::array();
        for (const Line& line : lines) list.push_back(to_json(line));
        return spec::canonical_json(list) + "\n";
    }
    for (const Line& line : lines) out += format == "text" ? text_of(line) : spec::canonical_json(to_json(line)) + "\n";
    return out;
}

}  // namespace

int run_search(const std::vector<std::string>& arguments) {
    Options options;
    parse(arguments, options);
    const spec::conclude::Method method = chosen_method(options.line);
    if (options.line.has("print-method")) {
        write_output(options.line.common().output, method_text(method));
        return exit_done;
    }
    const Inputs inputs = expand_inputs(options.line.positional());
    const Libraries libraries(options.line.list("library"));
    const spec::search::EiSearch ei(libraries.searched());
    const spec::search::RamanSearch raman(libraries.searched(), method.raman);
    for (const std::string& skipped : inputs.skipped) std::cerr << skipped << '\n';
    std::vector<Line> lines;
    std::size_t failed = 0;
    for (const auto& path : inputs.paths) {
        try {
            std::vector<Line> found = search_file(spec::io::read(path), ei, raman, method.search);
            std::move(found.begin(), found.end(), std::back_inserter(lines));
        } catch (const spec::DataError& error) {
            ++failed;
            std::cerr << error.what() << '\n';
        }
    }
    if (failed == inputs.paths.size() && failed == 1) return exit_bad_input;
    write_output(options.line.common().output, formatted(lines, options.format));
    return failed > 0 ? exit_partly : exit_done;
}

}  // namespace sarap
