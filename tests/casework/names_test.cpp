#include <gtest/gtest.h>

#include <spec/casework/names.hpp>

namespace {

using spec::casework::file_name_of;

TEST(FileNameOf, KeepsPlainNamesAndEncodesTheRest) {
    EXPECT_EQ(file_name_of("220223014"), "220223014");
    EXPECT_EQ(file_name_of("FL21/1010"), "FL21%2F1010");
    EXPECT_EQ(file_name_of(".."), "%2E.");
    EXPECT_EQ(file_name_of("\xD2\x9A"), "%D2%9A");
    EXPECT_EQ(file_name_of(""), "_");
}

TEST(FileNameOf, CutsLongNamesAndKeepsThemDistinct) {
    const std::string a(300, 'a');
    const std::string b = a + "b";
    EXPECT_LE(file_name_of(a).size(), 97u);
    EXPECT_NE(file_name_of(a), file_name_of(b));
}

}  // namespace
