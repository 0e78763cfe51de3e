#include <gtest/gtest.h>

#include <spec/trust/cms.hpp>
#include <spec/trust/der.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;

std::optional<std::size_t> body_size(std::string bytes) {
    std::string_view rest = bytes;
    const auto value = next_der(rest);
    return value ? std::optional(value->body.size()) : std::nullopt;
}

// X.690, 8.1.3 and 10.1: definite lengths in the fewest bytes.
TEST(Der, TakesOneLengthOnly) {
    EXPECT_EQ(body_size(std::string("\x04\x02\x61\x62", 4)), 2u);
    EXPECT_EQ(body_size(std::string("\x05\x00", 2)), 0u);
    EXPECT_EQ(body_size("\x04\x81\x80" + std::string(128, 'x')), 128u);
    EXPECT_EQ(body_size("\x04\x81\x02"
                        "ab"),
              std::nullopt);  // a short length written long
    EXPECT_EQ(body_size(std::string("\x04\x82\x00\x80", 4) + std::string(128, 'x')), std::nullopt);  // leading zero
    EXPECT_EQ(body_size(std::string("\x30\x80\x00\x00", 4)), std::nullopt);                          // indefinite
    EXPECT_EQ(body_size(std::string("\x04\x05\x61", 3)), std::nullopt);                  // more than there is
    EXPECT_EQ(body_size(std::string("\x04\x84\x7F\xFF\xFF\xFF\x00", 7)), std::nullopt);  // far more
    EXPECT_EQ(body_size(std::string("\x1F\x81\x01\x00", 4)), std::nullopt);              // long tag
    EXPECT_EQ(body_size("\x04"), std::nullopt);
}

// X.690, 8.19, example of 8.19.5: 2.999.3 is 88 37 03; RFC 3279: rsaEncryption.
TEST(Der, WritesObjectIdentifiers) {
    EXPECT_EQ(oid_text("\x88\x37\x03"), "2.999.3");
    EXPECT_EQ(oid_text("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"), "1.2.840.113549.1.1.1");
    EXPECT_EQ(oid_text(""), "none");
}

TEST(Der, TakesASignedCmsApart) {
    const auto& pair = spec::test::test_authority().signer;
    const std::string cms = sign_cms("content", pair.certificate, pair.key);
    std::string reason;
    const auto parts = tidy_signed_data(cms, reason);
    ASSERT_TRUE(parts) << reason;
    EXPECT_EQ(oid_text(parts->content_type), "1.2.840.113549.1.7.1");
    EXPECT_EQ(oid_text(parts->digest), "2.16.840.1.101.3.4.2.1");
    EXPECT_EQ(parts->certificates.size(), 1u);
    EXPECT_TRUE(parts->signed_attributes);
    EXPECT_FALSE(parts->unsigned_attributes);
    EXPECT_FALSE(tidy_signed_data(cms.substr(0, cms.size() - 1), reason));
    EXPECT_EQ(reason, "it is not DER of a signed CMS");
    EXPECT_FALSE(tidy_signed_data(cms + std::string(2, '\0'), reason));
    std::string version = cms;  // SignedData's version 1 after ContentInfo's OID
    version[version.find(std::string("\x02\x01\x01\x31", 4)) + 2] = 5;
    EXPECT_FALSE(tidy_signed_data(version, reason));
    EXPECT_EQ(reason, "its version or its list of digests is not that of its signer");
}

}  // namespace
