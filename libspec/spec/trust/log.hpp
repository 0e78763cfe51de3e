#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <spec/core/json.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/merkle.hpp>
#include <spec/trust/signer.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::trust {

/// One entry: its number from 0, and what was logged as canonical JSON.
struct LogEntry {
    std::size_t index = 0;
    std::string body;
};

/// The state of a log that someone signed.
struct Checkpoint {
    std::string origin;  ///< the log's name
    std::size_t size = 0;
    Hash root;
    /// "sarap.checkpoint/1\n<origin>\n<size>\n<root in hexadecimal>\n": what is signed and printed
    std::string text() const;
    /// throws : DataError when the text is not one
    static Checkpoint parse(std::string_view text, const std::string& file);
};

/// An append-only log: a Merkle tree (RFC 6962) in one SQLite file. The file's triggers stop accidents; whoever can
/// write the file can rewrite it, and only a signed checkpoint kept elsewhere shows that.
class Log {
 public:
    /// origin : the log's name when the file is made; absent: the file must exist
    /// throws : DataError when the file is not a log, is damaged, or its tree does not give its recorded root
    static Log open(const std::filesystem::path& path, const std::optional<std::string>& origin = std::nullopt);
    Log(Log&&) noexcept;
    ~Log();

    /// Appends an entry, durable when it returns. throws : DataError when it cannot be written
    LogEntry append(const Json& body);
    /// Appends many in one transaction.
    void append_all(const std::vector<Json>& bodies);

    std::size_t size() const;
    const std::string& origin() const;
    std::string body(std::size_t index) const;
    Checkpoint checkpoint() const;
    /// {"schema":"sarap.proof/1","body","index","size","root","hashes":[],"origin"}: that an entry stands in the log.
    Json proof(std::size_t index) const;
    /// That a checkpoint of the past is a beginning of this log.
    bool extends(const Checkpoint& old) const;

 private:
    struct State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Whether a proof (as Log::proof gives it) holds: a rule line R17 of the part log. Never throws.
RuleLine check_proof(const Json& proof, const std::string& expected_sha256);

}  // namespace spec::trust
