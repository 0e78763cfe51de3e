#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
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
    for (const Json& item : proposal.statement.value("removed", Json::array())) {
        const fs::path path = item.get<std::string>();
        if (path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end())
            throw DataError(Position::at_file("proposals/" + proposal.id + "/" + statement_file),
                            "removes '" + path.string() + "' (expected a file of the text)");
        fs::remove(folder / path);
    }
}

// The files that a library is built from, by path: what a release keeps a copy of.
std::map<std::string, std::string> source_text(const fs::path& folder) {
    std::map<std::string, std::string> files;
    const auto add = [&](const fs::path& below) {
        std::error_code error;
        for (const auto& item : fs::directory_iterator(folder / below, error)) {
            const std::string name = item.path().filename().string();
            const bool read = !below.empty() || name.ends_with(".csv") || name == "library.toml";
            if (item.is_regular_file() && read && !name.starts_with('.'))
                files[(below / name).string()] = io::Source::open(item.path()).text();
        }
    };
    for (const char* below : {"", "calibration", "rules", "spectra"}) add(below);
    return files;
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

// A copy of a folder with proposals applied, for as long as it lives. Messages name the folder's own files.
class Staged {
 public:
    /// throws : DataError when a proposal cannot be applied or no temporary folder can be made
    Staged(const fs::path& folder, const std::vector<Proposal>& all) : folder_(folder) {
        std::string name = (fs::temp_directory_path() / "sarap-staged-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw DataError(Position::at_file(name), "cannot be made (expected a writable temporary folder)");
        scratch_ = name;
        text_ = scratch_ / name_of(folder);
        try {
            fs::copy(folder, text_, fs::copy_options::recursive);
            for (const Proposal& proposal : all) apply(text_, proposal);
        } catch (const DataError& error) {
            remove();
            throw seen_from(folder_, text_, error);
        } catch (...) {
            remove();
            throw;
        }
    }
    ~Staged() { remove(); }
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;

    template <typename Read>
    Build build(const Read& read) const {
        try {
            Build build = read(text_);
            for (DataError& problem : build.problems) problem = seen_from(folder_, text_, problem);
            return build;
        } catch (const DataError& error) {
            throw seen_from(folder_, text_, error);
        }
    }
    std::map<std::string, std::string> files() const { return source_text(text_); }

 private:
    void remove() {
        std::error_code ignored;
        fs::remove_all(scratch_, ignored);
    }
    fs::path folder_, scratch_, text_;
};

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

namespace {

// What a change brings, tested; a change by hand brings no rows of its own, and then everything is.
Build tested_with(const fs::path& folder, const std::vector<Proposal>& all, const Change& change) {
    const Staged staged(folder, all);
    Build build;
    if (change.rows.empty() && change.files.empty()) {
        build = staged.build([](const fs::path& text) { return build_from_text(text); });
    } else {
        const Draft before = read_text(folder, nullptr).draft;
        build = staged.build([&](const fs::path& text) { return read_text(text, &before); });
    }
    if (!build.problems.empty()) throw build.problems.front();
    build.draft.release = "proposed";
    return build;
}

Json curator_json(const trust::Signer& curator) {
    return {{"name", curator.certificate.common_name()}, {"certificate", curator.certificate.sha256()}};
}

Proposal new_proposal(const fs::path& folder, const Change& change, const trust::Signer& curator) {
    Proposal proposal;
    proposal.id = numbered("P%04u", next_proposal(folder));
    for (const auto& [name, table] : change.rows) proposal.files[name + ".csv"] = to_csv(table);
    for (const auto& [name, text] : change.files) proposal.files["text/" + name] = text;
    // A rollback makes the text what it was, its revisions too; what was undone stays in releases/.
    if (change.kind != "rollback") proposal.files["revisions.csv"] = to_csv(revisions_of(change, curator, proposal.id));
    proposal.statement = Json{{"removed", change.removed}};
    return proposal;
}

void sign_proposal(Proposal& proposal, const Change& change, const Json& previous, const std::string& root,
                   const trust::Signer& curator) {
    Json statement{{"schema", "sarap.proposal/1"},
                   {"id", proposal.id},
                   {"kind", change.kind},
                   {"why", change.why},
                   {"date", change.date},
                   {"curator", curator_json(curator)},
                   {"previous_root", previous.is_null() ? Json(nullptr) : previous.at("root")},
                   {"root", root},
                   {"files", file_hashes(proposal.files)}};
    if (!change.removed.empty()) statement["removed"] = change.removed;
    proposal.statement = statement;
    proposal.files[statement_file] = canonical_json(statement);
    proposal.files["proposal.p7s"] = trust::sign_cms(proposal.files[statement_file], curator);
    proposal.files["curator.pem"] = certificates_pem(curator);
}

void write_files(const fs::path& folder, const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) {
        fs::create_directories((folder / name).parent_path());
        io::write_whole(folder / name, text);
    }
}

}  // namespace

Proposed propose(const fs::path& folder, const Change& change, const trust::Signer& curator) {
    require_date(change.date);
    if (trimmed(change.why).empty())
        throw UsageError("no reason (expected --why TEXT: it stands in the log of the library)");
    Proposed proposed;
    // All of it behind the folder's lock: another proposal may not take the same number meanwhile.
    change_folder(folder, [&](const fs::path& next) {
        Proposal proposal = new_proposal(folder, change, curator);
        auto all = proposals(folder);
        all.push_back(proposal);
        proposed.id = proposal.id;
        proposed.draft = tested_with(folder, all, change).draft;
        sign_proposal(proposal, change, previous_release(folder), content_root(proposed.draft), curator);
        write_files(next / "proposals" / proposal.id, proposal.files);
    });
    return proposed;
}

Build build_with_proposals(const fs::path& folder) {
    Build build = Staged(folder, proposals(folder)).build([](const fs::path& text) { return build_from_text(text); });
    build.draft.release = "proposed";
    return build;
}

Build text_with_proposals(const fs::path& folder) {
    return Staged(folder, proposals(folder)).build([](const fs::path& text) { return read_text(text, nullptr); });
}

namespace {

// What is proposed, each signature and that nobody releases his own.
Json checked_proposals(const fs::path& folder, const std::vector<Proposal>& all, const trust::Signer& curator) {
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
    return named;
}

constexpr const char* kept_text = "text";  ///< below releases/: copies of released files, named by their SHA-256

}  // namespace

Released release(const fs::path& folder, const trust::Signer& curator, const std::string& date) {
    require_date(date);
    Released released;
    change_folder(folder, [&](const fs::path& next) {
        const auto all = proposals(folder);
        const Json named = checked_proposals(folder, all, curator);
        const Staged staged(folder, all);
        Build build = staged.build([](const fs::path& text) { return build_from_text(text); });
        if (!build.problems.empty()) throw build.problems.front();
        released.root = content_root(build.draft);
        if (all.back().statement.at("root") != released.root)
            throw UsageError("the text of " + folder.string() + " is not what " + all.back().id +
                             " signed (expected no other change; propose it with `sarap library propose`)");
        const auto log = release_log(release_files(folder));
        const auto text = staged.files();
        released.number = std::to_string(log.size() + 1);
        const Json statement{
            {"schema", "sarap.release/1"},
            {"name", build.draft.name},
            {"release", released.number},
            {"root", released.root},
            {"previous_root", log.empty() ? Json(nullptr) : log.back().at("root")},
            {"previous_statement", log.empty() ? Json(nullptr) : Json(sha256_hex(canonical_json(log.back())))},
            {"date", date},
            {"proposals", named},
            {"text", file_hashes(text)},
            {"curator", curator_json(curator)}};
        const fs::path target = next / "releases" / numbered("%04u", log.size() + 1);
        fs::create_directories(target);
        for (const Proposal& proposal : all) {
            apply(next, proposal);
            fs::rename(next / "proposals" / proposal.id, target / proposal.id);
            released.proposals.push_back(proposal.id);
        }
        write_files(target, {{"statement.json", canonical_json(statement)},
                             {"statement.p7s", trust::sign_cms(canonical_json(statement), curator)},
                             {"curator.pem", certificates_pem(curator)}});
        for (const auto& [path, content] : text) {
            const fs::path copy = next / "releases" / kept_text / sha256_hex(content);
            if (!fs::exists(copy)) write_files(copy.parent_path(), {{copy.filename().string(), content}});
        }
        released.draft = std::move(build.draft);
        released.draft.release = released.number;
        for (const auto& [name, content] : release_files(next)) released.draft.texts[name] = content;
    });
    return released;
}

namespace {

// The files of a release: those that the folder keeps, each what was signed, or those of `text`.
std::map<std::string, std::string> text_of_release(const fs::path& folder, const Json& statement,
                                                   const std::optional<fs::path>& text) {
    if (text) return source_text(*text);
    if (!statement.contains("text"))
        throw UsageError("release " + statement.at("release").get<std::string>() + " of " + folder.string() +
                         " was made by a program that kept no copy of its text (expected --text FOLDER with it)");
    std::map<std::string, std::string> files;
    for (const auto& item : statement.at("text").items()) {
        const fs::path copy = folder / "releases" / kept_text / item.value().get<std::string>();
        files[item.key()] = io::Source::open(copy).text();
        if (item.value() != Json(sha256_hex(files[item.key()])))
            throw DataError(Position::at_file(copy.string()), "was changed (expected the text that was released)");
    }
    return files;
}

// What turns the text of a folder into that of a release.
Change back_to(const fs::path& folder, const Json& statement, const std::optional<fs::path>& text) {
    const auto old = text_of_release(folder, statement, text), now = source_text(folder);
    Change change{"rollback", "", "", {}, {}};
    for (const auto& [path, content] : old)
        if (const auto held = now.find(path); held == now.end() || held->second != content)
            change.files[path] = content;
    for (const auto& [path, content] : now)
        if (old.count(path) == 0) change.removed.push_back(path);
    return change;
}

Draft draft_with(const fs::path& folder, const Change& change) {
    Proposal proposal{change.kind, Json{{"removed", change.removed}}, {}};
    for (const auto& [name, content] : change.files) proposal.files["text/" + name] = content;
    return Staged(folder, {proposal}).build([](const fs::path& text) { return read_text(text, nullptr); }).draft;
}

}  // namespace

Draft newest_released(const fs::path& folder) {
    const auto log = release_log(release_files(folder));
    if (log.empty() || !log.back().contains("text")) return read_text(folder, nullptr).draft;
    Draft draft = draft_with(folder, back_to(folder, log.back(), std::nullopt));
    draft.release = log.back().at("release").get<std::string>();
    return draft;
}

Change rollback(const fs::path& folder, const std::string& release, const std::optional<fs::path>& text) {
    const auto log = release_log(release_files(folder));
    const auto found =
        std::find_if(log.begin(), log.end(), [&](const Json& statement) { return statement.at("release") == release; });
    if (found == log.end())
        throw UsageError("no release '" + release + "' in " + folder.string() +
                         " (expected one that `sarap library log " + folder.string() + "` shows)");
    if (!proposals(folder).empty())
        throw UsageError("proposals wait in " + folder.string() + " (expected none: release them first)");
    Change change = back_to(folder, *found, text);
    if (change.files.empty() && change.removed.empty())
        throw UsageError("the text of " + folder.string() + " is that of release " + release +
                         " (nothing to roll back)");
    const std::string root = content_root(draft_with(folder, change)), expected = found->at("root").get<std::string>();
    if (root != expected)
        throw DataError(Position::at_file(text.value_or(folder).string()),
                        "has the root " + root + " (expected " + expected + ", that of release " + release + ")");
    return change;
}

std::map<std::string, std::string> release_files(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& [path, text] : files_below(folder / "releases"))
        if (!path.starts_with("text/")) files["release/" + path] = text;
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
