#include <algorithm>
#include <spec/casework/names.hpp>
#include <spec/casework/read_file.hpp>
#include <spec/casework/review.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/write_file.hpp>
#include <spec/trust/cms.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

const std::string no_record(64, '0');

std::string file_of(const std::string& stem, std::size_t number) {
    return "reviews/" + stem + "." + std::to_string(number) + ".json";
}

std::string field(const Json& body, const char* key) {
    return body.is_object() && body.contains(key) && body[key].is_string() ? body[key].get<std::string>() : "";
}

std::string certificate_of(const Json& body) {
    return body.is_object() && body.contains("reviewer") ? field(body["reviewer"], "certificate_sha256") : "";
}

// Numbered from 1 without a gap; a gap before a later record means that one was taken away.
void refuse_gap(const fs::path& folder, const std::string& stem, std::size_t records) {
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folder / "reviews", error)) {
        const std::string name = item.path().filename().string();
        if (!name.starts_with(stem + ".") || !name.ends_with(".json")) continue;
        const std::string number = name.substr(stem.size() + 1, name.size() - stem.size() - 6);
        if (!number.empty() && number.find_first_not_of("0123456789") == std::string::npos && number.size() < 9 &&
            std::stoul(number) > records)
            throw DataError(Position::at_file((folder / file_of(stem, records + 1)).string()),
                            "is missing (expected every record of the review)");
    }
}

ReviewRecord write_record(const fs::path& folder, const std::string& stem, std::size_t number, const Json& body,
                          const trust::Signer& reviewer) {
    ReviewRecord record{body, file_of(stem, number), canonical_json(body), ""};
    record.signature = trust::sign_cms(record.bytes, reviewer);
    std::error_code error;
    fs::create_directories(folder / "reviews", error);
    io::write_whole(folder / (record.file + ".p7s"), record.signature);
    io::write_whole(folder / record.file, record.bytes);
    return record;
}

Json record_body(const char* kind, const ReviewedExhibit& exhibit, const ReviewStatement& statement,
                 const trust::Signer& reviewer, const std::vector<ReviewRecord>& before) {
    return {{"schema", "sarap.review/1"},
            {"kind", kind},
            {"exhibit", exhibit.stem},
            {"exhibit_sha256", exhibit.sha256},
            {"date", statement.date ? Json(*statement.date) : Json(nullptr)},
            {"reviewer",
             {{"name", reviewer.certificate.common_name()},
              {"subject", reviewer.certificate.subject()},
              {"certificate_sha256", reviewer.certificate.sha256()}}},
            {"previous", before.empty() ? no_record : sha256_hex(std::string_view(before.back().bytes))}};
}

const ReviewRecord* reading_of(const std::vector<ReviewRecord>& records, const std::string& certificate,
                               const std::string& exhibit_sha256) {
    for (std::size_t i = records.size(); i-- > 0;)
        if (field(records[i].body, "kind") == "reading" && certificate_of(records[i].body) == certificate &&
            field(records[i].body, "exhibit_sha256") == exhibit_sha256)
            return &records[i];
    return nullptr;
}

}  // namespace

std::optional<std::string> unsound_signature(const ReviewRecord& record, const trust::Trusted& trusted) {
    const auto verified = trust::verify_cms(record.bytes, record.signature, trusted);
    if (!verified.signer || verified.signer->sha256() != certificate_of(record.body))
        return record.file + " is signed by another certificate than it names";
    if (verified.verdict() == trust::Verdict::passed) return std::nullopt;
    for (const trust::RuleLine& line : verified.lines)
        if (line.verdict != trust::Verdict::passed) return record.file + ": " + line.rule + " " + line.detail;
    return record.file + ": the signature does not hold";
}

ReviewedExhibit find_exhibit(const fs::path& case_folder, const std::string& name) {
    std::vector<ReviewedExhibit> found;
    std::string known;
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto& item : fs::directory_iterator(case_folder / "exhibits", error))
        if (item.path().extension() == ".json") files.push_back(item.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const std::string bytes = read_file(file).value_or("");
        ReviewedExhibit one{file.stem().string(), sha256_hex(std::string_view(bytes)),
                            parse_json(bytes, file.string())};
        const std::string exhibit = field(one.exhibit, "exhibit"), full = field(one.exhibit, "case") + "/" + exhibit;
        known += (known.empty() ? "" : ", ") + exhibit;
        if (name == exhibit || name == full || name == one.stem) found.push_back(std::move(one));
    }
    if (found.size() == 1) return std::move(found.front());
    throw DataError(Position::at_file(case_folder.string()),
                    std::string(found.empty() ? "no exhibit" : "several exhibits") + " '" + name +
                        "' (expected one of " + (known.empty() ? "none: the folder holds no exhibit" : known) + ")");
}

std::vector<ReviewRecord> read_reviews(const fs::path& case_folder, const std::string& stem) {
    std::vector<ReviewRecord> records;
    std::string previous = no_record;
    for (;;) {
        ReviewRecord record;
        record.file = file_of(stem, records.size() + 1);
        const auto bytes = read_file(case_folder / record.file);
        if (!bytes) break;
        record.bytes = *bytes;
        record.signature = read_file(case_folder / (record.file + ".p7s")).value_or("");
        record.body = parse_json(record.bytes, record.file);
        if (field(record.body, "previous") != previous)
            throw DataError(Position::at_file((case_folder / record.file).string()),
                            "does not follow from the record before it (expected an unbroken chain)");
        previous = sha256_hex(std::string_view(record.bytes));
        records.push_back(std::move(record));
    }
    refuse_gap(case_folder, stem, records.size());
    return records;
}

std::vector<ReviewRecord> record_review(const fs::path& case_folder, const ReviewedExhibit& exhibit,
                                        const ReviewStatement& statement, const trust::Signer& reviewer) {
    std::vector<ReviewRecord> records = read_reviews(case_folder, exhibit.stem), written;
    const auto add = [&](Json body) {
        written.push_back(write_record(case_folder, exhibit.stem, records.size() + 1, body, reviewer));
        records.push_back(written.back());
    };
    if (statement.reading) {
        Json body = record_body("reading", exhibit, statement, reviewer, records);
        body["reading"] = *statement.reading;
        add(std::move(body));
    }
    if (!statement.decision) return written;
    const ReviewRecord* reading = reading_of(records, reviewer.certificate.sha256(), exhibit.sha256);
    if (!reading)
        throw UsageError("the reviewer's own reading of " + exhibit.stem +
                         " is not recorded (expected --finding with what the raw data show, before Sarap's finding)");
    Json body = record_body("decision", exhibit, statement, reviewer, records);
    body["reading"] = reading->body["reading"];
    body["reading_file"] = reading->file;
    body["decision"] = *statement.decision;
    body["reason"] = statement.reason;
    body["findings"] = Json::array();
    for (const Json& finding : exhibit.exhibit.value("findings", Json::array()))
        body["findings"].push_back({{"substance", finding["substance"]}, {"outcome", finding["outcome"]}});
    add(std::move(body));
    return written;
}

StandingReview standing_review(const std::vector<ReviewRecord>& records, const std::string& exhibit_sha256,
                               const trust::Trusted& trusted, const std::optional<std::string>& author_sha256) {
    const ReviewRecord* last = nullptr;
    for (const ReviewRecord& record : records)
        if (field(record.body, "kind") == "decision" && field(record.body, "exhibit_sha256") == exhibit_sha256)
            last = &record;
    if (!last)
        return {std::nullopt, records.empty()
                                  ? "no review is recorded (expected `sarap review`)"
                                  : "the review is of another state of the exhibit (expected `sarap review`)"};
    if (field(last->body, "decision") != "agree")
        return {std::nullopt, "the reviewer returned it: " + field(last->body, "reason")};
    if (author_sha256 && certificate_of(last->body) == *author_sha256)
        return {std::nullopt, "the reviewer is the author (expected another certificate)"};
    const ReviewRecord* reading = reading_of(records, certificate_of(last->body), exhibit_sha256);
    if (!reading || reading->file != field(last->body, "reading_file"))
        return {std::nullopt, "the reviewer's own reading is not recorded before the decision"};
    for (const ReviewRecord* record : {reading, last})
        if (const auto reason = unsound_signature(*record, trusted)) return {std::nullopt, *reason};
    return {last->body, ""};
}

std::string findings_text(const Json& exhibit) {
    std::string text;
    for (const Json& finding : exhibit.value("findings", Json::array())) {
        text += "  " + field(finding, "substance") + ": " + field(finding, "outcome");
        if (finding.contains("quantity") && finding["quantity"].is_object())
            text += ", " + field(finding["quantity"], "text");
        text += "\n";
    }
    return text.empty() ? "  no finding\n" : text;
}

}  // namespace spec::casework
