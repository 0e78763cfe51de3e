#include <openssl/evp.h>
#include <openssl/objects.h>

#include <spec/trust/der.hpp>

namespace spec::trust {
namespace {

constexpr unsigned char integer = 0x02, null = 0x05, object = 0x06, sequence = 0x30, set = 0x31, context_0 = 0xA0,
                        context_1 = 0xA1, key_identifier = 0x80, octets = 0x04;

const std::string_view signed_data("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 9),
    data("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", 9);

/// Reads values in their order and remembers that one was not as expected.
class Reader {
 public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool at(unsigned char tag) const { return good_ && !rest_.empty() && static_cast<unsigned char>(rest_[0]) == tag; }
    std::string_view take(unsigned char tag) {
        if (!at(tag)) return fail();
        const auto value = next_der(rest_);
        return value ? (whole_ = value->whole, value->body) : fail();
    }
    std::string_view whole() const { return whole_; }
    std::string_view fail() {
        good_ = false;
        return {};
    }
    bool done() const { return good_ && rest_.empty(); }
    bool good() const { return good_; }

 private:
    std::string_view rest_, whole_;
    bool good_ = true;
};

// OID of an algorithm; its parameters are absent, NULL, or a sequence that the algorithm asks for.
std::optional<std::string_view> algorithm(std::string_view body) {
    Reader in(body);
    const std::string_view name = in.take(object);
    if (in.at(null) && !in.take(null).empty()) return std::nullopt;
    if (in.at(sequence)) in.take(sequence);
    if (!in.done()) return std::nullopt;
    return name;
}

bool read_signer(std::string_view body, SignedDataParts& out, int& version) {
    Reader in(body);
    const std::string_view number = in.take(integer);
    if (in.at(sequence)) {
        Reader identity(in.take(sequence));
        identity.take(sequence);
        out.issuer = identity.whole();
        identity.take(integer);
        out.serial = identity.whole();
        if (!identity.done()) return false;
    } else {
        in.take(key_identifier);
    }
    version = out.issuer.empty() ? 3 : 1;
    if (number.size() != 1 || number[0] != version) return false;
    const auto digest = algorithm(in.take(sequence));
    if (in.at(context_0)) out.signed_attributes = !in.take(context_0).empty();
    const auto signature = algorithm(in.take(sequence));
    in.take(octets);
    if (in.at(context_1)) out.unsigned_attributes = !in.take(context_1).empty();
    if (!in.done() || !digest || !signature) return false;
    out.digest = *digest;
    out.signature = *signature;
    return true;
}

// Exactly the signer's digest stands in the list of digests.
bool lists_one_digest(std::string_view body, std::string_view digest) {
    Reader in(body);
    const auto name = algorithm(in.take(sequence));
    return in.done() && name == digest;
}

}  // namespace

std::optional<DerValue> next_der(std::string_view& rest) {
    if (rest.size() < 2 || (static_cast<unsigned char>(rest[0]) & 0x1F) == 0x1F) return std::nullopt;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    std::size_t header = 2, length = byte(1);
    if (length >= 0x80) {
        const std::size_t count = length & 0x7F;
        if (count < 1 || count > 4 || rest.size() < 2 + count) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
        if (length < 0x80 || length >> (8 * (count - 1)) == 0) return std::nullopt;
        header += count;
    }
    if (length > rest.size() - header) return std::nullopt;
    const DerValue out{byte(0), rest.substr(header, length), rest.substr(0, header + length)};
    rest.remove_prefix(header + length);
    return out;
}

std::optional<std::vector<DerValue>> der_list(std::string_view bytes) {
    std::vector<DerValue> out;
    while (!bytes.empty()) {
        const auto value = next_der(bytes);
        if (!value) return std::nullopt;
        out.push_back(*value);
    }
    return out;
}

std::optional<SignedDataParts> tidy_signed_data(std::string_view der, std::string& reason) {
    SignedDataParts out;
    Reader outer(der);
    Reader info(outer.take(sequence));
    const bool is_signed = info.take(object) == signed_data;
    Reader wrapped(info.take(context_0));
    Reader in(wrapped.take(sequence));
    reason = "it is not DER of a signed CMS";
    if (!is_signed || !outer.done() || !info.done() || !wrapped.done()) return std::nullopt;
    const std::string_view number = in.take(integer), digests = in.take(set);
    Reader content(in.take(sequence));
    out.content_type = content.take(object);
    if (in.at(context_0)) {
        const auto certificates = der_list(in.take(context_0));
        if (!certificates) return std::nullopt;
        for (const DerValue& one : *certificates) {
            if (one.tag != sequence) return std::nullopt;
            out.certificates.push_back(one.whole);
        }
    }
    Reader signers(in.take(set));
    int version = 0;
    const std::string_view signer = signers.take(sequence);
    if (!in.done() || !signers.done())
        return reason = "it does not hold exactly one signer, or lists of revocation", std::nullopt;
    if (!read_signer(signer, out, version)) return reason = "its signer is not written as RFC 5652 asks", std::nullopt;
    const int expected = out.content_type == data ? version : 3;
    if (number.size() != 1 || number[0] != expected || !lists_one_digest(digests, out.digest))
        return reason = "its version or its list of digests is not that of its signer", std::nullopt;
    reason.clear();
    return out;
}

bool algorithms_agree(const SignedDataParts& parts, evp_pkey_st* key) {
    if (key == nullptr) return false;
    const int signature = OBJ_txt2nid(oid_text(parts.signature).c_str());
    const int digest = OBJ_txt2nid(oid_text(parts.digest).c_str());
    if (signature == NID_rsaEncryption) return EVP_PKEY_is_a(key, "RSA") == 1;
    int with_digest = NID_undef, with_key = NID_undef;
    return OBJ_find_sigid_algs(signature, &with_digest, &with_key) == 1 && with_digest == digest &&
           with_key == EVP_PKEY_get_base_id(key);
}

std::string oid_text(std::string_view contents) {
    std::string out;
    unsigned long long value = 0;
    for (const char c : contents) {
        value = value << 7 | (static_cast<unsigned char>(c) & 0x7F);
        if ((static_cast<unsigned char>(c) & 0x80) != 0) continue;
        if (out.empty()) {
            const unsigned long long first = value < 80 ? value / 40 : 2;
            out = std::to_string(first) + "." + std::to_string(value - 40 * first);
        } else {
            out += "." + std::to_string(value);
        }
        value = 0;
    }
    return out.empty() ? "none" : out;
}

}  // namespace spec::trust
