#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/io/write_file.hpp>
#include <spec/library/facts.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/signatures.hpp>
#include <spec/library/text_folder.hpp>
#include <spec/trust/cms.hpp>

namespace spec::library {
namespace {

namespace fs = std::filesystem;

constexpr const char* statement_file = "proposal.json";

std::string numbered(const char* format, std::size_t number) {
    char text[16];
    std::snprintf(text, sizeof text, format, static_cast<unsigned>(number));
    return text;
}

void apply(const fs::path& folder, const Proposal& proposal) {
    for (const auto& [name, text] : proposal.files) {
        if (name == statement_file || name == "proposal.p7s" || name == "curator.pem") continue;
        if (name.starts_with("text/")) {
            const fs::path target = folder / name.substr(5);
            fs::create_directories(target.parent_path());
            io::write_whole(target, text);
        } else {
            append_rows(folder / name,
                        parse_csv(text, fs::path(name).stem().string(), "proposals/" + proposal.id + "/" + name));
        }
    }
}

fs::path name_of(const fs::path& folder) {
    return (folder.filename().empty() ? folder.parent_path() : folder).filename();
}

// A message about the copy of a folder, as one about the folder with what is proposed.
DataError seen_from(const fs::path& folder, const fs::path& staged, const DataError& error) {
    Position position = error.position();
    const std::string prefix = staged.string();
    if (position.file.starts_with(prefix))
        position.file = folder.string() + " with what is proposed: " +
                        position.file.substr(std::min(prefix.size() + 1, position.file.size()));
    return {position, error.message()};
}

// The text of a folder with proposals applied, and what is wrong with it. Messages name the folder's own files.
Build build_staged(const fs::path& folder, const std::vector<Proposal>& all) {
    std::string name = (fs::temp_directory_path() / "sarap-staged-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        throw DataError(Position::at_file(name), "cannot be made (expected a writable temporary folder)");
    const fs::path scratch = name;
    std::error_code ignored;
    try {
        const fs::path staged = scratch / name_of(folder);
        fs::copy(folder, staged, fs::copy_options::recursive);
        for (const Proposal& proposal : all) apply(staged, proposal);
        Build build = build_from_text(staged);
        fs::remove_all(scratch, ignored);
        for (DataError& problem : build.problems) problem = seen_from(folder, staged, problem);
        return build;
    } catch (const DataError& error) {
        fs::remove_all(scratch, ignored);
        throw seen_from(folder, scratch / name_of(folder), error);
    } catch (...) {
        fs::remove_all(scratch, ignored);
        throw;
    }
}

Json file_hashes(const std::map<std::string, std::string>& files) {
    Json hashes = Json::object();
    for (const auto& [name, text] : files) hashes[name] = sha256_hex(text);
    return hashes;
}

Json previous_release(const fs::path& folder) {
    const auto log = release_log(release_files(folder));
    return log.empty() ? Json(nullptr) : log.back();
}

// The revisions rows that a change adds: one for each row of it.
Table revisions_of(const Change& change, const trust::Signer& curator, const std::string& proposal) {
    Table rows{"revisions", "", {"id", "who", "when", "table", "row", "what", "old", "new", "why"}, {}, {}};
    std::size_t number = 0;
    const auto add = [&](const std::string& table, const std::string& row, const std::string& text) {
        rows.rows.push_back({proposal + "-" + std::to_string(++number), curator.certificate.common_name(), change.date,
                             table, row, change.kind, "", text, change.why});
    };
    for (const auto& [name, table] : change.rows)
        for (const auto& row : table.rows) {
            std::string text;
            for (const std::string& field : row) text += (text.empty() ? "" : "|") + field;
            add(name, row.empty() ? "" : row.front(), text);
        }
    for (const auto& [name, text] : change.files) add(name, "", "SHA-256 " + sha256_hex(text));
    if (rows.rows.empty()) add("", "", "");
    return rows;
}

std::size_t next_proposal(const fs::path& folder) {
    std::size_t highest = 0;
    const auto look = [&](const std::string& path) {
        for (const auto part : split(path, '/'))
            if (part.size() == 5 && part[0] == 'P')
                if (const auto number = to_long(part.substr(1)))
                    highest = std::max(highest, static_cast<std::size_t>(*number));
    };
    for (const auto& [path, text] : files_below(folder / "proposals")) look(path);
    for (const auto& [path, text] : files_below(folder / "releases")) look(path);
    return highest + 1;
}

void require_date(const std::string& date) {
    if (!is_date(date)) throw UsageError("date '" + date + "' (expected a day of the calendar such as 2026-11-01)");
}

}  // namespace

std::vector<Proposal> proposals(const fs::path& folder) {
    std::map<std::string, Proposal> found;
    for (const auto& [path, text] : files_below(folder / "proposals")) {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos) continue;
        Proposal& proposal = found[path.substr(0, slash)];
        proposal.id = path.substr(0, slash);
        proposal.files[path.substr(slash + 1)] = text;
    }
    std::vector<Proposal> all;
    for (auto& [id, proposal] : found) {
        const std::string file = (folder / "proposals" / id / statement_file).string();
        const auto text = proposal.files.find(statement_file);
        if (text == proposal.files.end())
            throw DataError(Position::at_file(file), "is missing (expected the statement of the proposal)");
        proposal.statement = parse_json(text->second, file);
        all.push_back(std::move(proposal));
    }
    return all;
}

std::string propose(const fs::path& folder, const Change& change, const trust::Signer& curator) {
    require_date(change.date);
    if (trimmed(change.why).empty())
        throw UsageError("no reason (expected --why TEXT: it stands in the log of the library)");
    Proposal proposal;
    proposal.id = numbered("P%04u", next_proposal(folder));
    for (const auto& [name, table] : change.rows) proposal.files[name + ".csv"] = to_csv(table);
    for (const auto& [name, text] : change.files) proposal.files["text/" + name] = text;
    proposal.files["revisions.csv"] = to_csv(revisions_of(change, curator, proposal.id));
    auto all = proposals(folder);
    all.push_back(proposal);
    const Build build = build_staged(folder, all);
    if (!build.problems.empty()) throw build.problems.front();
    const Json previous = previous_release(folder);
    const Json statement{
        {"schema", "sarap.proposal/1"},
        {"id", proposal.id},
        {"kind", change.kind},
        {"why", change.why},
        {"date", change.date},
        {"curator", {{"name", curator.certificate.common_name()}, {"certificate", curator.certificate.sha256()}}},
        {"previous_root", previous.is_null() ? Json(nullptr) : previous.at("root")},
        {"root", content_root(build.draft)},
        {"files", file_hashes(proposal.files)}};
    proposal.files[statement_file] = canonical_json(statement);
    proposal.files["proposal.p7s"] = trust::sign_cms(proposal.files[statement_file], curator);
    proposal.files["curator.pem"] = certificates_pem(curator);
    change_folder(folder, [&](const fs::path& staged) {
        const fs::path target = staged / "proposals" / proposal.id;
        for (const auto& [name, text] : proposal.files) {
            fs::create_directories((target / name).parent_path());
            io::write_whole(target / name, text);
        }
    });
    return proposal.id;
}

Build build_with_proposals(const fs::path& folder) {
    Build build = build_staged(folder, proposals(folder));
    build.draft.release = "proposed";
    return build;
}

Released release(const fs::path& folder, const trust::Signer& curator, const std::string& date) {
    require_date(date);
    const auto all = proposals(folder);
    if (all.empty())
        throw UsageError("nothing is proposed in " + folder.string() +
                         " (expected a proposal by a first curator: add, schedule, retire or propose)");
    Json named = Json::array();
    for (const Proposal& proposal : all) {
        check_proposal(folder, proposal);
        if (same_person(proposal, curator))
            throw UsageError("'" + curator.certificate.common_name() + "' proposed " + proposal.id +
                             " (expected another curator to release it)");
        named.push_back({{"id", proposal.id}, {"sha256", sha256_hex(proposal.files.at(statement_file))}});
    }
    const Build build = build_staged(folder, all);
    if (!build.problems.empty()) throw build.problems.front();
    const std::string root = content_root(build.draft);
    if (all.back().statement.at("root") != root)
        throw UsageError("the text of " + folder.string() + " is not what " + all.back().id +
                         " signed (expected no other change; propose it with `sarap library propose`)");
    const auto log = release_log(release_files(folder));
    const std::string number = std::to_string(log.size() + 1);
    const Json statement{
        {"schema", "sarap.release/1"},
        {"name", build.draft.name},
        {"release", number},
        {"root", root},
        {"previous_root", log.empty() ? Json(nullptr) : log.back().at("root")},
        {"previous_statement", log.empty() ? Json(nullptr) : Json(sha256_hex(canonical_json(log.back())))},
        {"date", date},
        {"proposals", named},
        {"curator", {{"name", curator.certificate.common_name()}, {"certificate", curator.certificate.sha256()}}}};
    const std::string text = canonical_json(statement), signature = trust::sign_cms(text, curator);
    change_folder(folder, [&](const fs::path& staged) {
        const fs::path target = staged / "releases" / numbered("%04u", log.size() + 1);
        fs::create_directories(target);
        for (const Proposal& proposal : all) {
            apply(staged, proposal);
            fs::rename(staged / "proposals" / proposal.id, target / proposal.id);
        }
        io::write_whole(target / "statement.json", text);
        io::write_whole(target / "statement.p7s", signature);
        io::write_whole(target / "curator.pem", certificates_pem(curator));
    });
    Released released{number, root, {}};
    for (const Proposal& proposal : all) released.proposals.push_back(proposal.id);
    return released;
}

std::map<std::string, std::string> release_files(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& [path, text] : files_below(folder / "releases")) files["release/" + path] = text;
    return files;
}

std::vector<Json> release_log(const std::map<std::string, std::string>& files) {
    std::vector<Json> log;
    for (const auto& [path, text] : files)
        if (path.starts_with("release/") && path.ends_with("/statement.json") &&
            std::count(path.begin(), path.end(), '/') == 2)
            log.push_back(parse_json(text, path));
    return log;
}

}  // namespace spec::library
