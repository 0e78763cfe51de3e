#include <algorithm>
#include <fstream>
#include <map>
#include <spec/core/sha256.hpp>
#include <spec/library/chemistry.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/hdf5_file.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/signatures.hpp>
#include <spec/library/store.hpp>
#include <spec/library/verify.hpp>

namespace spec::library {
namespace {

using trust::Part;

/// Looks at one file, rule by rule.
class Verifier {
 public:
    Verifier(const std::filesystem::path& file, const std::vector<trust::Certificate>& roots)
        : file_(file), roots_(roots), result_(file.string()) {}

    trust::Verification verify(const std::optional<std::filesystem::path>& folder) {
        if (!check_file()) return result_;
        check_hdf5();
        check_content();
        if (release_files_.empty())
            result_.unknown("L05", Part::signers, "release '" + draft_.release + "': nobody has signed it");
        else
            check_release();
        result_.passed("L11", Part::time,
                       "the dates are those that the curators state; a release carries no time stamp");
        if (folder) check_newest(*folder);
        return result_;
    }

 private:
    void judge(const char* rule, Part part, const std::optional<std::string>& defect, const std::string& good) {
        if (defect)
            result_.failed(rule, part, *defect);
        else
            result_.passed(rule, part, good);
    }

    bool check_file() {
        try {
            const StoredLibrary stored(file_);
            for (const Extent& extent : stored.extents())
                if (!stored.intact(extent.path))
                    throw DataError(Position::at_file(file_.string()),
                                    "damaged: '" + extent.path + "' does not agree with its checksum");
            stamp_ = stored.stamp();
            draft_ = read_library(file_);
        } catch (const DataError& error) {
            result_.failed("L01", Part::integrity, error.message());
            return false;
        }
        for (const auto& [name, text] : draft_.texts)
            if (name.starts_with("release/")) release_files_.emplace(name, text);
        result_.passed("L01", Part::integrity, "every byte agrees with its checksum");
        return true;
    }

    // What libhdf5 finds is what the index says: both readings of the file are the same.
    void check_hdf5() {
        std::optional<std::string> defect;
        try {
            const Hdf5Reader reader(file_);
            auto found = reader.datasets("/sarap");
            std::sort(found.begin(), found.end(), [](const Extent& a, const Extent& b) { return a.path < b.path; });
            const auto held = StoredLibrary(file_).extents();
            const auto same = [](const Extent& a, const Extent& b) {
                return a.path == b.path && a.count == b.count && a.type == b.type && a.offset == b.offset;
            };
            if (!std::equal(found.begin(), found.end(), held.begin(), held.end(), same))
                defect = "the datasets of HDF5 are not those of the index";
            if (reader.attribute("/sarap", "root") != stamp_.root ||
                reader.attribute("/sarap", "release") != stamp_.release)
                defect = "the attributes of HDF5 are not those of the index";
        } catch (const DataError& error) {
            defect = error.message();
        }
        judge("L02", Part::integrity, defect, "HDF5 and the index agree");
    }

    void check_content() {
        root_ = content_root(draft_);
        judge("L03", Part::integrity,
              root_ == stamp_.root ? std::optional<std::string>()
                                   : "the content has the root " + root_ + ", the file says " + stamp_.root,
              "the content has the root " + root_);
        check_derived();
    }

    void check_derived() {
        if (!draft_.find_table("substances")) return;
        std::optional<std::string> defect;
        for (const auto& [path, text] : derived_texts(draft_)) {
            const auto stored = draft_.texts.find(path);
            if (stored == draft_.texts.end())
                defect = path + " is missing (expected a file that this program built)";
            else if (stored->second != text)
                defect = path + " does not follow from the content";
        }
        judge("L04", Part::integrity, defect, "what is derived follows from the content");
    }

    const std::string* held(const std::string& path) const {
        const auto found = release_files_.find(path);
        return found == release_files_.end() ? nullptr : &found->second;
    }

    // One signed statement below `folder`: its signature by the certificate beside it.
    std::optional<std::string> signed_defect(const std::string& folder, const char* statement,
                                             const char* signature) const {
        const std::string *text = held(folder + statement), *der = held(folder + signature),
                          *pem = held(folder + "curator.pem");
        if (!text || !der || !pem) return folder + ": statement, signature or certificate is missing";
        try {
            const Json json = parse_json(*text, folder + statement);
            if (canonical_json(json) != *text) return folder + statement + " is not canonical JSON";
            const auto certificates = trust::read_certificates(*pem, folder + "curator.pem");
            if (json.at("curator").at("certificate") != certificates.front().sha256())
                return folder + "curator.pem is not the certificate that the statement names";
            if (const auto defect = signature_defect(*text, *der, *pem, roots_, json.at("date").get<std::string>()))
                return folder + signature + ": " + *defect;
        } catch (const std::exception& error) {
            return folder + ": " + error.what();
        }
        return std::nullopt;
    }

    void check_release() {
        try {
            const auto log = release_log(release_files_);
            if (log.empty()) return result_.failed("L05", Part::signers, "no statement of a release");
            check_statement(log.back());
            for (std::size_t i = 0; i < log.size(); ++i)
                check_signatures(folder_of(i + 1), log[i], i + 1 == log.size());
            check_chain(log);
        } catch (const std::exception& error) {
            result_.failed("L05", Part::signers,
                           std::string("a statement of a release cannot be read: ") + error.what());
        }
    }

    static std::string folder_of(std::size_t number) {
        char text[32];
        std::snprintf(text, sizeof text, "release/%04u/", static_cast<unsigned>(number));
        return text;
    }

    void check_statement(const Json& statement) {
        std::optional<std::string> defect;
        if (statement.at("root") != root_)
            defect = "the newest statement signs the root " + statement.at("root").get<std::string>() +
                     ", not that of the content";
        if (statement.at("release") != stamp_.release)
            defect = "the newest statement is of release " + statement.at("release").get<std::string>() +
                     ", the file says " + stamp_.release;
        if (statement.at("name") != stamp_.name)
            defect = "the statement is of '" + statement.at("name").get<std::string>() + "', the file says '" +
                     stamp_.name + "'";
        judge("L05", Part::integrity, defect, "the statement of release " + stamp_.release + " signs this content");
    }

    // The second curator's signature, the first ones', and that they are different persons.
    void check_signatures(const std::string& folder, const Json& statement, bool newest) {
        const auto second = signed_defect(folder, "statement.json", "statement.p7s");
        std::optional<std::string> first, persons;
        for (const Json& item : statement.at("proposals")) {
            const std::string place = folder + item.at("id").get<std::string>() + "/";
            if (!first) first = signed_defect(place, "proposal.json", "proposal.p7s");
            if (!first) first = proposal_defect(place, item);
            if (!first && !second && same_key(*held(place + "curator.pem"), *held(folder + "curator.pem")))
                persons = place + ": proposed and released by the same key (expected two curators)";
        }
        if (statement.at("proposals").empty()) first = folder + ": no proposal (expected a first curator's)";
        if (!first && newest) {
            const Json last = parse_json(
                *held(folder + statement.at("proposals").back().at("id").get<std::string>() + "/proposal.json"),
                folder);
            if (last.at("root") != statement.at("root")) first = folder + ": the first curator signed another root";
        }
        judge("L06", Part::signers, second,
              folder + ": signed by the second curator, " + statement.at("curator").at("name").get<std::string>());
        judge("L07", Part::signers, first, folder + ": every proposal is signed by its curator");
        judge("L08", Part::signers, persons, folder + ": two curators");
        if (roots_.empty() && !first && !second)
            result_.unknown("L06", Part::signers, "no trusted roots given (expected --trust ROOTS.pem)");
    }

    std::optional<std::string> proposal_defect(const std::string& place, const Json& item) const {
        const std::string& text = *held(place + "proposal.json");
        if (item.at("sha256") != Json(sha256_hex(text)))
            return place + "proposal.json is not the proposal that was released";
        const Json statement = parse_json(text, place);
        for (const auto& file : statement.at("files").items()) {
            const std::string* content = held(place + file.key());
            if (!content || file.value() != Json(sha256_hex(*content)))
                return place + file.key() + " is not what the curator signed";
        }
        return std::nullopt;
    }

    void check_chain(const std::vector<Json>& log) {
        std::optional<std::string> defect;
        for (std::size_t i = 0; i < log.size() && !defect; ++i) {
            if (log[i].at("release") != std::to_string(i + 1))
                defect = "release " + std::to_string(i + 1) + " is missing";
            const Json expected = i == 0 ? Json(nullptr) : Json(sha256_hex(canonical_json(log[i - 1])));
            if (log[i].at("previous_statement") != expected)
                defect = "release " + std::to_string(i + 1) + " does not follow the one before it";
        }
        judge("L09", Part::log, defect,
              std::to_string(log.size()) + (log.size() == 1 ? " release" : " releases, each follows the one before"));
    }

    void check_newest(const std::filesystem::path& folder) {
        const auto log = release_log(release_files(folder));
        const std::string newest = log.empty() ? "none" : log.back().at("release").get<std::string>();
        judge("L10", Part::log,
              newest == stamp_.release ? std::optional<std::string>()
                                       : "release " + stamp_.release + ", the newest is " + newest,
              "the newest release of " + folder.string());
    }

    std::filesystem::path file_;
    std::vector<trust::Certificate> roots_;
    trust::Verification result_;
    LibraryStamp stamp_;
    Draft draft_;
    std::string root_;
    std::map<std::string, std::string> release_files_;
};

}  // namespace

bool is_library(const std::filesystem::path& file) {
    char head[14] = {};
    std::ifstream(file, std::ios::binary).read(head, sizeof head);
    return std::string_view(head, sizeof head) == "sarap.library/";
}

trust::Verification verify_library(const std::filesystem::path& file, const std::vector<trust::Certificate>& roots,
                                   const std::optional<std::filesystem::path>& folder) {
    return Verifier(file, roots).verify(folder);
}

}  // namespace spec::library
