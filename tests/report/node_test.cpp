#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/report/node.hpp>

namespace {

using spec::report::Node;

template <typename Call>
std::string message(Call call) {
    try {
        call();
        return "no exception";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(Node, NamesThePlaceThatIsWrong) {
    const spec::Json value = {{"findings", {{{"outcome", 3}}}}, {"area", "wide"}, {"notes", 1}};
    const Node node(value, "a.json");
    EXPECT_EQ(message([&] { node["findings"].items()[0]["outcome"].text(); }),
              "a.json: findings[0].outcome is a number (expected a text)");
    EXPECT_EQ(message([&] { node["findings"].items()[0]["substance"].text(); }),
              "a.json: findings[0].substance is missing (expected a text)");
    EXPECT_EQ(message([&] { node["area"].number(); }), "a.json: area is a text (expected a number)");
    EXPECT_EQ(message([&] { node["notes"].items(); }), "a.json: notes is a number (expected a list)");
    EXPECT_EQ(message([&] { node["notes"]["x"]; }), "a.json: notes is a number (expected an object)");
}

TEST(Node, TreatsNullAsAbsent) {
    const spec::Json value = {{"index", nullptr}};
    EXPECT_FALSE(Node(value, "a")["index"].number_if());
    EXPECT_FALSE(Node(value, "a")["other"]["deeper"].present());
    EXPECT_TRUE(Node(value, "a")["index"].items().empty());
}

}  // namespace
