#include <gtest/gtest.h>

#include <spec/core/sha256.hpp>

namespace {

// FIPS 180-4 examples (NIST, SHA256.pdf): "abc", and the two-block message.
TEST(Sha256, EqualsThePublishedExamples) {
    EXPECT_EQ(spec::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(spec::Sha256().add("abcdbcdecdefdefgefghfghighijhi").add("jkijkljklmklmnlmnomnopnopq").hex(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
