#include <gtest/gtest.h>
#include <sqlite3.h>

#include <spec/core/error.hpp>
#include <spec/trust/log.hpp>
#include <test_data.hpp>

namespace {

using namespace spec::trust;
using spec::Json;

std::string hex(const Hash& hash) {
    std::string out;
    char digits[3];
    for (const char c : hash) {
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
        out += digits;
    }
    return out;
}

// The test vectors of the certificate-transparency project (RFC 6962's reference implementation, merkletree tests):
// eight leaves "", 00, 10, 2021, 3031, 40414243, 5051525354555657, 606162636465666768696a6b6c6d6e6f.
std::vector<Hash> reference_leaves() {
    std::vector<Hash> out;
    const std::string texts[] = {std::string(), std::string(1, '\0'), "\x10", "\x20\x21", "\x30\x31", "@ABC",
                                 "PQRSTUVW",    "`abcdefghijklmno"};
    for (const std::string& text : texts) out.push_back(leaf_hash(text));
    return out;
}

TEST(Merkle, EqualsTheReferenceRoots) {
    const auto leaves = reference_leaves();
    const char* roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                           "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                           "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"};
    for (std::size_t n = 0; n < 4; ++n)
        EXPECT_EQ(hex(tree_root({leaves.begin(), leaves.begin() + static_cast<long>(n)})), roots[n]);
    EXPECT_EQ(hex(tree_root(leaves)), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(Merkle, ProofsHoldForEveryLeafAndSizeAndFailForEveryOther) {
    std::vector<Hash> leaves;
    for (int i = 0; i < 40; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
    for (std::size_t size = 1; size <= leaves.size(); ++size) {
        const Hash root = tree_root({leaves.begin(), leaves.begin() + static_cast<long>(size)});
        for (std::size_t i = 0; i < size; ++i) {
            const auto proof = inclusion_proof(leaves, i, size);
            EXPECT_TRUE(is_included(leaves[i], i, size, proof, root));
            EXPECT_FALSE(is_included(leaves[(i + 1) % 40], i, size, proof, root));
            if (size > 1) {
                EXPECT_FALSE(is_included(leaves[i], (i + 1) % size, size, proof, root));
            }
        }
        for (std::size_t old = 1; old <= size; ++old) {
            const Hash before = tree_root({leaves.begin(), leaves.begin() + static_cast<long>(old)});
            EXPECT_TRUE(is_consistent(old, before, size, root, consistency_proof(leaves, old, size)));
            EXPECT_FALSE(is_consistent(old, leaf_hash("other"), size, root, consistency_proof(leaves, old, size)));
        }
    }
}

class LogFile : public testing::Test {
 protected:
    LogFile() : path_(spec::test::fresh_folder("log") / "log.sqlite") {}
    void tamper(const std::string& sql) {
        sqlite3* database = nullptr;
        sqlite3_open(path_.string().c_str(), &database);
        sqlite3_exec(database, ("DROP TRIGGER no_update; DROP TRIGGER no_delete;" + sql).c_str(), nullptr, nullptr,
                     nullptr);
        sqlite3_close(database);
    }
    std::string opened() {
        try {
            Log::open(path_);
            return "opened";
        } catch (const spec::DataError& error) {
            return error.message();
        }
    }
    void fill(int entries) {
        Log log = Log::open(path_, "test");
        for (int i = 0; i < entries; ++i) log.append({{"kind", "report"}, {"sha256", std::to_string(i)}});
    }
    std::filesystem::path path_;
};

TEST_F(LogFile, KeepsEntriesAndGivesProofs) {
    fill(7);
    Log log = Log::open(path_);
    ASSERT_EQ(log.size(), 7u);
    for (std::size_t i = 0; i < 7; ++i)
        EXPECT_EQ(check_proof(log.proof(i), std::to_string(i)).verdict, Verdict::passed);
    EXPECT_EQ(check_proof(log.proof(3), "4").detail, "the log's entry is about another file");
    Json forged = log.proof(3);
    forged["body"] = R"({"kind":"report","sha256":"9"})";
    EXPECT_EQ(check_proof(forged, "9").detail, "the proof does not lead to the root of the log");
    EXPECT_EQ(check_proof(Json::object(), "9").verdict, Verdict::failed);
}

TEST_F(LogFile, ExtendsItsOldCheckpointsOnly) {
    fill(5);
    const Checkpoint old = Log::open(path_).checkpoint();
    EXPECT_EQ(Checkpoint::parse(old.text(), "c").root, old.root);
    fill(3);
    EXPECT_TRUE(Log::open(path_).extends(old));
    Checkpoint other = old;
    other.root = leaf_hash("x");
    EXPECT_FALSE(Log::open(path_).extends(other));
    other = old;
    other.size = 100;  // a log from an old backup is shorter than its checkpoint
    EXPECT_FALSE(Log::open(path_).extends(other));
}

TEST_F(LogFile, RefusesEditsOfItsFile) {
    fill(4);
    tamper("UPDATE entry SET body='{}' WHERE number=2;");
    EXPECT_EQ(opened(), "entry 2 was changed (expected an unbroken log)");
}

TEST_F(LogFile, RefusesDeletionsInTheMiddleAndAtTheEnd) {
    fill(4);
    tamper("DELETE FROM entry WHERE number=1;");
    EXPECT_EQ(opened(), "entry 1 is missing (expected an unbroken log)");
    std::filesystem::remove(path_);
    fill(4);
    tamper("DELETE FROM entry WHERE number=3;");
    EXPECT_EQ(opened(), "the entries do not give the recorded root (expected an unbroken log)");
}

// Body, leaf and head rewritten together: only a checkpoint kept elsewhere shows it.
TEST_F(LogFile, ShowsARewrittenHistoryByAnOldCheckpoint) {
    fill(3);
    const Checkpoint old = Log::open(path_).checkpoint();
    std::filesystem::remove(path_);
    Log forged = Log::open(path_, "test");
    for (int i = 0; i < 3; ++i) forged.append({{"kind", "report"}, {"sha256", std::to_string(i + 1)}});
    EXPECT_FALSE(forged.extends(old));
}

TEST_F(LogFile, IsAppendOnlyForEveryday) {
    fill(2);
    sqlite3* database = nullptr;
    sqlite3_open(path_.string().c_str(), &database);
    EXPECT_NE(sqlite3_exec(database, "DELETE FROM entry", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_NE(sqlite3_exec(database, "UPDATE entry SET body='x'", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

TEST_F(LogFile, SaysWhatIsNotALog) {
    EXPECT_EQ(opened(), "no such log (expected a log of Sarap)");
    EXPECT_THROW(Checkpoint::parse("sarap.checkpoint/1\na\n1\nzz\n", "c"), spec::DataError);
}

}  // namespace
