#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <spec/conclude/method_parameters.hpp>
#include <spec/core/error.hpp>
#include <string>

#include "cli/run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::conclude::Method;
using spec::conclude::method_parameters;
using spec::conclude::method_text;
using spec::conclude::Parameter;
using spec::conclude::read_method;

TEST(Method, TextReadsBackAsTheSameMethod) {
    Method method;
    method.name = "house \"A\"";
    method.gcms.detection_z = 7.25;
    method.search.top = 3;
    method.criteria.rule = "house rule";
    const auto file = spec::test::fresh_folder("method") / "m.toml";
    spec::test::write_file(file, method_text(method));
    EXPECT_EQ(method_text(read_method(file)), method_text(method));
    EXPECT_EQ(read_method(file).gcms.detection_z, 7.25);
}

// A member of a module's Parameters that the table does not list would be a hidden number: the listed places must fill
// the struct, but for up to 7 bytes of alignment before each.
template <typename Struct>
void expect_every_member_listed(Method& method, Struct& part) {
    const char* begin = reinterpret_cast<const char*>(&part);
    std::map<std::ptrdiff_t, std::size_t> listed{{sizeof part, 0}};
    for (const Parameter& parameter : method_parameters()) {
        const auto place = parameter.place(method);
        const char* address = std::visit([](auto* value) { return reinterpret_cast<const char*>(value); }, place);
        if (address >= begin && address < begin + sizeof part)
            listed[address - begin] = std::visit([](auto* value) { return sizeof *value; }, place);
    }
    std::ptrdiff_t end = 0;
    for (const auto& [offset, size] : listed) {
        EXPECT_LT(offset - end, 8) << "a parameter before byte " << offset << " is not listed in method_parameters.cpp";
        end = offset + static_cast<std::ptrdiff_t>(size);
    }
}

TEST(Method, ListsEveryParameter) {
    Method method;
    expect_every_member_listed(method, method.gcms);
    expect_every_member_listed(method, method.raman);
    expect_every_member_listed(method, method.criteria);
}

void expect_refused(const std::string& text, const std::string& message) {
    const auto folder = spec::test::fresh_folder("method_refused");
    spec::test::write_file(folder / "m.toml", text);
    try {
        read_method(folder / "m.toml");
        FAIL() << text << " was read";
    } catch (const spec::DataError& error) {
        EXPECT_EQ(std::string(error.what()), (folder / "m.toml").string() + message);
    }
}

TEST(Method, RefusesWhatItDoesNotKnow) {
    expect_refused("[gcms]\ndetecton_z = 5.0\n",
                   ":2: unknown parameter gcms.detecton_z (expected one that `sarap identify --print-method` lists)");
    expect_refused("[gmcs]\nx = 1\n",
                   ":1: unknown section 'gmcs' (expected one that `sarap identify --print-method` lists)");
    expect_refused("[gcms]\ndetection_z = \"5\"\n", ":2: gcms.detection_z is not a number (expected a number)");
    expect_refused("[search]\ntop = 1.5\n", ":2: search.top is not a whole number (expected a whole number)");
}

}  // namespace
