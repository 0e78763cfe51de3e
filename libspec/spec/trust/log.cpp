#include <sqlite3.h>

#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {
namespace {

constexpr const char* schema = R"(
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS log_origin(origin TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS entry(number INTEGER PRIMARY KEY, body TEXT NOT NULL, leaf BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS head(size INTEGER NOT NULL, root BLOB NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
)";

/// The roots of the full subtrees on the right edge: enough to append and to give the root in few steps.
class Edge {
 public:
    void add(Hash leaf) {
        std::size_t level = 0;
        for (std::size_t n = size_++; n % 2 == 1; n /= 2, ++level) {
            leaf = node_hash(full_.back(), leaf);
            full_.pop_back();
        }
        full_.push_back(std::move(leaf));
    }
    Hash root() const {
        if (full_.empty()) return tree_root({});
        Hash out = full_.back();
        for (std::size_t i = full_.size() - 1; i-- > 0;) out = node_hash(full_[i], out);
        return out;
    }

 private:
    std::size_t size_ = 0;
    std::vector<Hash> full_;
};

Hash from_hex(std::string_view text) {
    Hash out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto value = [](char c) {
            return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        };
        if (value(text[i]) < 0 || value(text[i + 1]) < 0) return {};
        out += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
    }
    return out;
}

}  // namespace

struct Log::State {
    std::string path, origin;
    sqlite3* database = nullptr;
    std::vector<Hash> leaves;
    Edge edge;

    ~State() { sqlite3_close(database); }
    [[noreturn]] void refuse(const std::string& message) const { throw DataError(Position::at_file(path), message); }
    void run(const char* sql) const {
        if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            refuse(std::string("the log cannot be written or read: ") + sqlite3_errmsg(database) +
                   " (expected a log of Sarap)");
    }
    sqlite3_stmt* prepare(const char* sql) const {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK)
            refuse(std::string("the log cannot be read: ") + sqlite3_errmsg(database) + " (expected a log of Sarap)");
        return statement;
    }
    static std::string column(sqlite3_stmt* statement, int i) {
        const void* bytes = sqlite3_column_blob(statement, i);
        return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement, i))};
    }
    void insert(const Json& body) {
        const std::string text = canonical_json(body);
        const Hash leaf = leaf_hash(text);
        sqlite3_stmt* statement = prepare("INSERT INTO entry VALUES(?,?,?)");
        sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(leaves.size()));
        sqlite3_bind_text(statement, 2, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        sqlite3_bind_blob(statement, 3, leaf.data(), 32, SQLITE_TRANSIENT);
        const int code = sqlite3_step(statement);
        sqlite3_finalize(statement);
        if (code != SQLITE_DONE)
            refuse(std::string("the log cannot be written: ") + sqlite3_errmsg(database) +
                   " (expected room and permission)");
        leaves.push_back(leaf);
        edge.add(leaf);
    }
    void write_head() {
        run("DELETE FROM head");
        const Hash root = edge.root();
        sqlite3_stmt* statement = prepare("INSERT INTO head VALUES(?,?)");
        sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(leaves.size()));
        sqlite3_bind_blob(statement, 2, root.data(), 32, SQLITE_TRANSIENT);
        const int code = sqlite3_step(statement);
        sqlite3_finalize(statement);
        if (code != SQLITE_DONE) refuse("the log cannot be written (expected room and permission)");
    }
    void append(const std::vector<Json>& bodies) {
        const std::size_t before = leaves.size();
        const Edge kept = edge;
        try {
            run("BEGIN IMMEDIATE");
            for (const Json& body : bodies) insert(body);
            write_head();
            run("COMMIT");
        } catch (...) {
            sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
            leaves.resize(before);
            edge = kept;
            throw;
        }
    }
    // Every body hashes to its leaf, numbers run without gap, and the tree gives the recorded root.
    void load() {
        sqlite3_stmt* statement = prepare("SELECT number, body, leaf FROM entry ORDER BY number");
        std::string problem;
        while (problem.empty() && sqlite3_step(statement) == SQLITE_ROW) {
            const Hash leaf = leaf_hash(column(statement, 1));
            if (static_cast<std::size_t>(sqlite3_column_int64(statement, 0)) != leaves.size())
                problem = "entry " + std::to_string(leaves.size()) + " is missing";
            else if (leaf != column(statement, 2))
                problem = "entry " + std::to_string(leaves.size()) + " was changed";
            leaves.push_back(leaf);
            edge.add(leaf);
        }
        sqlite3_finalize(statement);
        if (!problem.empty()) refuse(problem + " (expected an unbroken log)");
        statement = prepare("SELECT size, root FROM head");
        const bool there = sqlite3_step(statement) == SQLITE_ROW;
        const bool good = there ? static_cast<std::size_t>(sqlite3_column_int64(statement, 0)) == leaves.size() &&
                                      column(statement, 1) == edge.root()
                                : leaves.empty();
        sqlite3_finalize(statement);
        if (!good) refuse("the entries do not give the recorded root (expected an unbroken log)");
    }
    void load_origin(const std::optional<std::string>& wanted) {
        sqlite3_stmt* statement = prepare("SELECT origin FROM log_origin");
        const bool there = sqlite3_step(statement) == SQLITE_ROW;
        if (there) origin = column(statement, 0);
        sqlite3_finalize(statement);
        if (there) return;
        expect(wanted.has_value() && wanted->find('\n') == std::string::npos, "a new log has a name of one line");
        origin = *wanted;
        statement = prepare("INSERT INTO log_origin VALUES(?)");
        sqlite3_bind_text(statement, 1, origin.data(), static_cast<int>(origin.size()), SQLITE_TRANSIENT);
        sqlite3_step(statement);
        sqlite3_finalize(statement);
    }
};

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::Log(Log&&) noexcept = default;
Log::~Log() = default;

Log Log::open(const std::filesystem::path& path, const std::optional<std::string>& origin) {
    auto state = std::make_unique<State>();
    state->path = path.string();
    if (!origin && !std::filesystem::exists(path)) state->refuse("no such log (expected a log of Sarap)");
    const int flags = SQLITE_OPEN_READWRITE | (origin ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(state->path.c_str(), &state->database, flags, nullptr) != SQLITE_OK)
        state->refuse("cannot be opened (expected a log of Sarap)");
    sqlite3_busy_timeout(state->database, 10000);
    state->run(schema);
    state->load_origin(origin);
    state->load();
    return Log(std::move(state));
}

LogEntry Log::append(const Json& body) {
    state_->append({body});
    return {size() - 1, canonical_json(body)};
}

void Log::append_all(const std::vector<Json>& bodies) { state_->append(bodies); }
std::size_t Log::size() const { return state_->leaves.size(); }
const std::string& Log::origin() const { return state_->origin; }

std::string Log::body(std::size_t index) const {
    expect(index < size(), "index < size of the log");
    sqlite3_stmt* statement = state_->prepare("SELECT body FROM entry WHERE number=?");
    sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(index));
    std::string out;
    if (sqlite3_step(statement) == SQLITE_ROW) out = State::column(statement, 0);
    sqlite3_finalize(statement);
    return out;
}

Checkpoint Log::checkpoint() const { return {state_->origin, size(), state_->edge.root()}; }

Json Log::proof(std::size_t index) const {
    Json hashes = Json::array();
    for (const Hash& hash : inclusion_proof(state_->leaves, index, size())) hashes.push_back(hex_of(hash));
    return {{"schema", "sarap.proof/1"},
            {"origin", origin()},
            {"body", body(index)},
            {"index", index},
            {"size", size()},
            {"root", hex_of(state_->edge.root())},
            {"hashes", hashes}};
}

bool Log::extends(const Checkpoint& old) const {
    if (old.origin != origin() || old.size > size()) return false;
    return is_consistent(old.size, old.root, size(), state_->edge.root(),
                         consistency_proof(state_->leaves, old.size, size())) &&
           (old.size != 0 || old.root == tree_root({}));
}

std::string Checkpoint::text() const {
    return "sarap.checkpoint/1\n" + origin + "\n" + std::to_string(size) + "\n" + hex_of(root) + "\n";
}

Checkpoint Checkpoint::parse(std::string_view text, const std::string& file) {
    const auto lines = split(text, '\n');
    const auto size = lines.size() == 5 ? to_long(lines[2]) : std::nullopt;
    Checkpoint out;
    if (size && *size >= 0) out = {std::string(lines[1]), static_cast<std::size_t>(*size), from_hex(lines[3])};
    if (!size || out.root.size() != 32 || out.text() != text)
        throw DataError(Position::at_file(file),
                        "not a checkpoint (expected the four lines that `sarap log checkpoint` writes)");
    return out;
}

RuleLine check_proof(const Json& proof, const std::string& expected_sha256) {
    const auto line = [](Verdict verdict, std::string detail) {
        return RuleLine{"R17", Part::log, verdict, std::move(detail)};
    };
    try {
        const std::string body = proof.at("body").get<std::string>();
        std::vector<Hash> hashes;
        for (const Json& hash : proof.at("hashes")) hashes.push_back(from_hex(hash.get<std::string>()));
        if (parse_json(body, "proof").at("sha256") != expected_sha256)
            return line(Verdict::failed, "the log's entry is about another file");
        const auto size = proof.at("size").get<std::size_t>();
        if (!is_included(leaf_hash(body), proof.at("index").get<std::size_t>(), size, hashes,
                         from_hex(proof.at("root").get<std::string>())))
            return line(Verdict::failed, "the proof does not lead to the root of the log");
        return line(Verdict::passed, "entry " + std::to_string(proof.at("index").get<std::size_t>()) + " of the log '" +
                                         proof.at("origin").get<std::string>() + "' with " + std::to_string(size) +
                                         " entries");
    } catch (const std::exception& error) {
        return line(Verdict::failed, std::string("the proof is malformed: ") + error.what());
    }
}

}  // namespace spec::trust
