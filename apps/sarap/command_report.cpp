#include <ctime>
#include <filesystem>
#include <iostream>
#include <spec/casework/names.hpp>
#include <spec/casework/review.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/io/write_file.hpp>
#include <spec/report/case_file.hpp>
#include <spec/report/checklist.hpp>
#include <spec/report/log_entry.hpp>
#include <spec/report/report.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/pkcs11.hpp>
#include <spec/trust/time_stamp.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "command_report.hpp"

namespace sarap {
namespace {

using nlohmann::literals::operator""_json_pointer;

// The twin takes the PDF's name with .json: it must not replace a result, or the measurement's answer would be lost.
void refuse_overwriting(const ReportOptions& options) {
    const auto twin = std::filesystem::path(options.output).replace_extension(".json");
    for (const std::string& input : options.results)
        if (!options.check && std::filesystem::weakly_canonical(input) == std::filesystem::weakly_canonical(twin))
            throw spec::UsageError("--output " + options.output.string() + " would replace " + input +
                                   " by the report's twin (expected another name)");
}

std::string text_of(const std::string& path, const char* expected) { return spec::trust::read_bytes(path, expected); }

void parse_request(const CommandLine& line, ReportOptions& out) {
    out.request.language = one_of("language", line.get<std::string>("language"), spec::report::languages());
    if (const auto date = line.find<std::string>("date")) out.request.date = iso_date("date", *date);
    if (const auto file = line.find<std::string>("case"))
        out.request.case_file = spec::report::read_case(text_of(*file, "a case file in TOML"), *file);
    if (const auto file = line.find<std::string>("lab"))
        out.request.laboratory = spec::report::read_laboratory(text_of(*file, "a laboratory file in TOML"), *file);
    out.request.final_report = line.has("final");
    if (!out.request.laboratory) return;
    // The author signs now; the laboratory's other experts are announced and sign in turn.
    const spec::Json experts = out.request.laboratory->value("expert", spec::Json::array());
    for (const spec::Json& expert : experts) {
        const std::string role = expert.value("role", "author");
        if (role != "author")
            out.request.further_signers.push_back(
                {role, expert.value("name", ""), std::nullopt, expert.value("external", false)});
    }
}

void parse_signer(const CommandLine& line, ReportOptions& out) {
    if (const auto url = line.find<std::string>("tsa")) out.authority = {*url, spec::trust::http_time_stamper(*url)};
    out.certificate = line.find<std::string>("cert");
    out.key = line.find<std::string>("key");
    out.module = line.find<std::string>("pkcs11");
    out.token = line.find<std::string>("token");
    out.pin_file = line.find<std::string>("pin-file");
    if (out.module && (!out.token || !out.pin_file || !out.certificate))
        throw spec::UsageError("--pkcs11 (expected --token, --pin-file and --cert with it)");
    if (out.module && out.key) throw spec::UsageError("--pkcs11 with --key (expected one of them)");
    if (out.prepare && (out.key || out.module))
        throw spec::UsageError("--prepare with a key (expected --cert alone, or the author in --lab)");
    if (out.certificate && !out.key && !out.module && !out.prepare)
        throw spec::UsageError("--cert without --key (expected both, or neither for an unsigned draft)");
    if (out.key && !out.certificate)
        throw spec::UsageError("--key without --cert (expected both, or neither for an unsigned draft)");
}

// A signature made with such a certificate would be refused by every verifier.
void refuse_out_of_date(const spec::trust::Certificate& certificate, const std::string& file) {
    const std::string now = spec::trust::iso_time(std::time(nullptr));
    if (certificate.not_after() < now)
        throw spec::DataError(spec::Position::at_file(file), "the certificate has expired, " + certificate.not_after() +
                                                                 " (expected one that is valid now)");
    if (certificate.not_before() > now)
        throw spec::DataError(
            spec::Position::at_file(file),
            "the certificate is not yet valid, " + certificate.not_before() + " (expected one that is valid now)");
}

std::optional<spec::trust::Signer> signer_of(const ReportOptions& options) {
    if (!options.certificate || options.prepare) return std::nullopt;
    const auto own =
        spec::trust::read_certificates(text_of(*options.certificate, "a PEM certificate"), *options.certificate);
    refuse_out_of_date(own.front(), *options.certificate);
    if (!options.module) return spec::trust::pem_signer_from_files(*options.certificate, *options.key);
    const std::string pin(spec::trimmed(text_of(*options.pin_file, "a file with a PIN")));
    return spec::trust::token_signer(*options.module, *options.token, pin, *options.certificate);
}

// Who is to sign outside: the certificate's owner, else the laboratory's author.
spec::report::AnnouncedSigner external_author(const ReportOptions& options) {
    if (options.certificate) {
        const auto own =
            spec::trust::read_certificates(text_of(*options.certificate, "a PEM certificate"), *options.certificate)
                .front();
        return {"author", own.common_name(), own.sha256(), true};
    }
    if (options.request.laboratory)
        for (const spec::Json& expert : options.request.laboratory->value("expert", spec::Json::array()))
            if (expert.value("role", "author") == "author" && !expert.value("name", "").empty())
                return {"author", expert.value("name", ""), std::nullopt, true};
    throw spec::UsageError("--prepare (expected --cert C.pem, or --lab with the author's name)");
}

int list_missing(const ReportOptions& options, const spec::Json& twin) {
    std::string text;
    for (const auto& field : spec::report::missing_fields(twin, "report", options.request.language))
        text += field.message + "\n";
    std::cout << text;
    return text.empty() ? exit_done : exit_bad_input;
}

ReportOptions parse_report(const std::vector<std::string>& arguments) {
    CommandLine line("report", "RESULT.json...",
                     "results of `identify` -> report: PDF, its JSON twin, and a signature over both",
                     "sarap report exhibit.json -o report.pdf --cert expert.pem --key expert.key --date 2026-11-22");
    line.options().add_options()("cert", po::value<std::string>()->value_name("C.pem"),
                                 "the signer's certificate, then those above it")(
        "key", po::value<std::string>()->value_name("K.pem"), "its private key; a key in a file marks the report TEST")(
        "tsa", po::value<std::string>()->value_name("URL"), "time-stamp authority (RFC 3161 over http)")(
        "date", po::value<std::string>()->value_name("DATE"), "the date that the report claims, 2026-11-22")(
        "pkcs11", po::value<std::string>()->value_name("MODULE"), "sign with a token: its PKCS#11 module")(
        "token", po::value<std::string>()->value_name("LABEL"), "the token's label")(
        "pin-file", po::value<std::string>()->value_name("F"), "a file with the token's PIN")(
        "case", po::value<std::string>()->value_name("CASE.toml"), "what instruments do not know of the case")(
        "lab", po::value<std::string>()->value_name("LAB.toml"), "the laboratory and its experts")(
        "trust", po::value<std::string>()->value_name("ROOTS.pem"),
        "archive: the root certificates; else roots of the reviewers' certificates [those above --cert]")(
        "print-case", "write a template for --case")("print-lab", "write a template for --lab")(
        "check", "list what a final report lacks")("final", "a final report; refused while a field is missing")(
        "html", "also write the same content as one HTML file beside it")(
        "prepare", "leave a place for a signature that another program makes; its bytes go to NAME.tbs")(
        "attach", po::value<std::string>()->value_name("FILE.cms"), "put that signature into the prepared NAME.pdf")(
        "stamp", "add the time stamp that was missing when NAME.pdf was signed (--tsa)")(
        "archive", "add revocation data and an archive time stamp to NAME.pdf (--tsa, --trust)")(
        "revocation", po::value<std::vector<std::string>>()->value_name("FILE"),
        "archive: revocation lists or OCSP answers; without them the certificates' authorities are asked")(
        "log", po::value<std::string>()->value_name("LOG"),
        "append to this log; the report prints its checkpoint and holds the proof")(
        "origin", po::value<std::string>()->value_name("NAME")->default_value("log"), "the name of a new log")(
        "language", po::value<std::string>()->value_name("kk|ru|en")->default_value("en"), "language of the pages");
    line.parse(arguments);
    if (line.has("print-case")) throw HelpRequested{std::string(spec::report::case_template())};
    if (line.has("print-lab")) throw HelpRequested{std::string(spec::report::laboratory_template())};
    ReportOptions out;
    out.results = line.positional();
    if (out.results.empty())
        throw spec::UsageError("report: no result (expected RESULT.json..., see `sarap report --help`)");
    out.check = line.has("check");
    out.html = line.has("html");
    out.prepare = line.has("prepare");
    out.stamp = line.has("stamp");
    out.archive = line.has("archive");
    out.attach = line.find<std::string>("attach");
    out.trust = line.find<std::string>("trust");
    out.log = line.find<std::string>("log");
    out.origin = line.get<std::string>("origin");
    out.revocation = line.list("revocation");
    if (int(out.prepare) + int(out.stamp) + int(out.archive) + int(out.attach.has_value()) > 1)
        throw spec::UsageError("--prepare, --attach, --stamp, --archive (expected one of them at a time)");
    if ((out.stamp || out.archive || out.attach) && !out.given_a_report())
        throw spec::UsageError("--attach, --stamp, --archive (expected one report, NAME.pdf)");
    if (!line.common().output && out.given_a_report() && (out.stamp || out.archive || out.attach))
        out.output = out.results.front();
    if (!line.common().output && !out.check && out.output.empty())
        throw spec::UsageError("report: no output file (expected -o FILE.pdf)");
    out.output = line.common().output.value_or(out.output);
    if (!out.check && out.output.extension() != ".pdf")
        throw spec::UsageError("--output " + out.output.string() + " (expected a name that ends in .pdf)");
    refuse_overwriting(out);
    parse_request(line, out);
    parse_signer(line, out);
    out.verbosity = line.common().verbosity;
    return out;
}

// The blank that a result of a case names, for the chromatograms.
void add_blank(const std::filesystem::path& folder, const spec::Json& result, spec::report::Request& request) {
    const std::string name = result.value("/companions/blank"_json_pointer, spec::Json()).is_string()
                                 ? result["companions"]["blank"].get<std::string>()
                                 : "";
    if (name.empty()) return;
    for (const spec::Json& known : request.blanks)
        if (known["sample"] == name) return;
    const std::string file = (folder / "results" / (spec::casework::file_name_of(name) + ".json")).lexically_normal();
    request.blanks.push_back(spec::report::blank_of(spec::parse_json(text_of(file, "the blank's result"), file)));
}

// An exhibit stands in CASE/exhibits and names its results below CASE.
void read_exhibit(const std::string& path, const spec::Json& exhibit, spec::report::Request& request,
                  std::vector<spec::Json>& results) {
    const auto folder = std::filesystem::path(path).parent_path() / "..";
    for (const spec::Json& one : exhibit.value("results", spec::Json::array())) {
        const std::string file = (folder / one.value("file", "")).lexically_normal().string();
        const std::string bytes = text_of(file, "a result of the exhibit");
        if (spec::sha256_hex(std::string_view(bytes)) != one.value("sha256", ""))
            throw spec::DataError(spec::Position::at_file(file),
                                  "was changed after the exhibit was joined (expected the SHA-256 in " + path + ")");
        results.push_back(spec::parse_json(bytes, file));
        add_blank(folder, results.back(), request);
    }
}

std::vector<spec::Json> read_all(ReportOptions& options) {
    std::vector<spec::Json> out;
    for (const std::string& path : options.results)
        for (spec::Json& one : spec::report::read_results(text_of(path, "results of `sarap identify`"), path)) {
            if (one["schema"] == "sarap.exhibit/1") {
                read_exhibit(path, one, options.request, out);
                options.request.exhibits.push_back(std::move(one));
                options.exhibit_files.push_back(path);
            } else {
                out.push_back(std::move(one));
            }
        }
    return out;
}

spec::trust::Trusted roots_of(const ReportOptions& options, const std::optional<spec::trust::Signer>& signer) {
    if (options.trust) return spec::trust::read_trusted(text_of(*options.trust, "PEM certificates"), *options.trust);
    spec::trust::Trusted trusted;
    if (signer) trusted.roots = signer->chain;
    return trusted;
}

// The decisions that stand for the exhibits of a case; what stands against one is told.
void add_reviews(ReportOptions& options, const std::optional<spec::trust::Signer>& signer) {
    const auto trusted = roots_of(options, signer);
    for (std::size_t i = 0; i < options.exhibit_files.size(); ++i) {
        const std::filesystem::path file(options.exhibit_files[i]);
        const auto records = spec::casework::read_reviews(file.parent_path() / "..", file.stem().string());
        const std::string bytes = text_of(file.string(), "an exhibit");
        const auto standing =
            spec::casework::standing_review(records, spec::sha256_hex(std::string_view(bytes)), trusted,
                                            signer ? std::optional(signer->certificate.sha256()) : std::nullopt);
        if (standing.decision)
            options.request.reviews.push_back(*standing.decision);
        else if (options.request.final_report || !records.empty())
            std::cerr << file.string() << ": " << standing.lacking << "\n";
    }
}

void write_files(const ReportOptions& options, const spec::report::ReportFiles& files) {
    std::vector<std::pair<std::filesystem::path, std::string>> out = {{beside(options, ".json"), files.twin}};
    if (files.twin_signature) out.emplace_back(beside(options, ".json.p7s"), *files.twin_signature);
    if (options.html)
        out.emplace_back(beside(options, ".html"),
                         spec::report::render_html(spec::parse_json(files.twin, "report.json"), "report.json",
                                                   options.request.language));
    out.emplace_back(options.output, files.pdf);
    write_together(out);
    if (!files.twin_signature) std::filesystem::remove(beside(options, ".json.p7s"));
}

// Every result goes into the log, then the body of the report, whose proof the report holds.
void log_before(ReportOptions& options, const std::vector<spec::Json>& results,
                const std::optional<spec::trust::Signer>& signer) {
    auto log = spec::trust::Log::open(*options.log, options.origin);
    std::vector<spec::Json> bodies;
    for (const std::string& path : options.results)
        bodies.push_back({{"kind", "result"},
                          {"name", std::filesystem::path(path).filename().string()},
                          {"sha256", spec::sha256_hex(std::string_view(text_of(path, "a result")))}});
    log.append_all(bodies);
    options.request.log = spec::report::log_body(log, spec::report::make_twin(results, options.request, signer),
                                                 options.output.filename().string(), signer);
}

void log_after(const ReportOptions& options, const std::string& pdf, const std::optional<spec::trust::Signer>& signer) {
    auto log = spec::trust::Log::open(*options.log, options.origin);
    const auto entry =
        log.append({{"kind", options.request.case_file && options.request.case_file->contains("amendment") &&
                                     !(*options.request.case_file)["amendment"].value("original", "").empty()
                                 ? "report amended"
                                 : "report issued"},
                    {"name", options.output.filename().string()},
                    {"sha256", spec::sha256_hex(std::string_view(pdf))}});
    spec::io::write_whole(beside(options, ".proof"),
                          spec::canonical_json(spec::report::signed_proof(log, entry.index, signer)));
}

void log_refusal(const ReportOptions& options, const std::string& reason) {
    spec::trust::Log::open(*options.log, options.origin)
        .append({{"kind", "report refused"}, {"name", options.output.filename().string()}, {"reason", reason}});
}

int make_and_write(ReportOptions& options, const std::vector<spec::Json>& results,
                   const std::optional<spec::trust::Signer>& signer) {
    if (options.log) log_before(options, results, signer);
    if (options.prepare) return prepare_new_report(options, results);
    const auto files = make_report(results, options.request, signer, options.authority);
    write_files(options, files);
    if (options.log) log_after(options, files.pdf, signer);
    keep_queue(options, files.notes);
    if (options.verbosity != Verbosity::quiet)
        std::cerr << options.output.string() << ": written, "
                  << (signer ? "signed by " + signer->certificate.subject() : "not signed") << "\n";
    return exit_done;
}

}  // namespace

int run_report(const std::vector<std::string>& arguments) {
    ReportOptions options = parse_report(arguments);
    const auto signer = signer_of(options);
    if (options.given_a_report()) return work_on_report(options, signer);
    const auto results = read_all(options);
    add_reviews(options, signer);
    if (options.prepare) options.request.external_author = external_author(options);
    if (options.check) return list_missing(options, spec::report::make_twin(results, options.request, signer));
    try {
        return make_and_write(options, results, signer);
    } catch (const spec::DataError& error) {
        if (options.log) log_refusal(options, error.what());
        throw;
    }
}

}  // namespace sarap
