#include <gtest/gtest.h>

#include <algorithm>
#include <spec/core/sha256.hpp>
#include <spec/library/build.hpp>
#include <spec/library/content.hpp>

#include "library_text.hpp"

namespace {

using namespace spec::library;

Draft small() {
    return build_from_text(spec::test::write_text(spec::test::fresh_folder("root"), spec::test::small_text())).draft;
}

// RFC 6962, section 2.1: the hash of the empty tree is the hash of an empty string.
TEST(ContentRoot, OfNothingIsTheHashOfAnEmptyString) {
    EXPECT_EQ(content_root(Draft{}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// One text: the root is the leaf hash SHA-256(0x00 | name | 0x00 | text), here of the OpenSSL command line:
// printf '\0rules/a.toml\0x' | sha256sum
TEST(ContentRoot, OfOneTextIsItsLeaf) {
    Draft draft;
    draft.texts["rules/a.toml"] = "x";
    EXPECT_EQ(content_root(draft), "be02c1af5414a216107fcbc04a5aad8f7e5d2ddf56f56aeb162e5754c80dfb69");
}

// Three texts: SHA-256(1 | SHA-256(1 | a | b) | c), computed with sha256sum and xxd.
TEST(ContentRoot, OfThreeTextsIsTheTreeOfRfc6962) {
    Draft draft;
    draft.texts = {{"a", "1"}, {"b", "2"}, {"c", "3"}};
    EXPECT_EQ(content_root(draft), "4bb9b03a64e31d97d0c713ce0e29fa4f0244c6e780a8289b3b1841672787f156");
}

TEST(ContentRoot, DoesNotDependOnTheOrder) {
    Draft draft = small();
    const std::string root = content_root(draft);
    std::reverse(draft.entries.begin(), draft.entries.end());
    auto& rows = draft.tables.at("substances").rows;
    std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(content_root(draft), root);
}

TEST(ContentRoot, ChangesWithEveryPart) {
    const std::string root = content_root(small());
    const auto changed = [&](auto change) {
        Draft draft = small();
        change(draft);
        return content_root(draft) != root;
    };
    EXPECT_TRUE(changed([](Draft& d) { d.entries[0].y[0] += 1e-9; }));
    EXPECT_TRUE(changed([](Draft& d) {
        d.entries[0].entry.kind =
            EntryKind::spectrum == d.entries[0].entry.kind ? EntryKind::band_table : EntryKind::spectrum;
    }));
    EXPECT_TRUE(changed([](Draft& d) { d.entries.pop_back(); }));
    EXPECT_TRUE(changed([](Draft& d) { std::swap(d.entries[1].entry.name, d.entries[2].entry.name); }));
    EXPECT_TRUE(changed([](Draft& d) { d.tables.at("controls").rows[0][4] = "2020-01-02"; }));
    EXPECT_TRUE(changed([](Draft& d) { d.tables.at("coverage").columns[0] = "List"; }));
    EXPECT_TRUE(changed([](Draft& d) { d.texts["calibration/ei.toml"] += " "; }));
}

}  // namespace
