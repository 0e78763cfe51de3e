#include <spec/report/log_entry.hpp>

#include <spec/core/sha256.hpp>
#include <spec/trust/cms.hpp>

namespace spec::report {
namespace {

std::string hex(const std::string& bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

}  // namespace

std::string body_sha256(Json twin) {
    twin.erase("log");
    return sha256_hex(std::string_view(canonical_json(twin)));
}

Json signed_proof(const trust::Log& log, std::size_t index, const std::optional<trust::Signer>& signer) {
    Json out = log.proof(index);
    if (signer) out["checkpoint_signature"] = hex(trust::sign_cms(log.checkpoint().text(), *signer));
    return out;
}

Json log_body(trust::Log& log, const Json& twin, const std::string& name, const std::optional<trust::Signer>& signer) {
    const auto entry = log.append({{"kind", "report body"}, {"name", name}, {"sha256", body_sha256(twin)}});
    return signed_proof(log, entry.index, signer);
}

}  // namespace spec::report
