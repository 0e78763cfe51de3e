#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/library/facts.hpp>
#include <spec/library/signatures.hpp>
#include <spec/trust/cms.hpp>

namespace spec::library {
namespace {

std::string pem_of(const trust::Certificate& certificate) {
    const std::string der = certificate.der();
    std::string base64(4 * ((der.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                        reinterpret_cast<const unsigned char*>(der.data()), static_cast<int>(der.size()));
    base64.resize(static_cast<std::size_t>(length));
    std::string pem = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) pem += base64.substr(i, 64) + "\n";
    return pem + "-----END CERTIFICATE-----\n";
}

long long noon_of(const std::string& date) {
    using namespace std::chrono;
    const year_month_day day(year(static_cast<int>(*to_long(date.substr(0, 4)))),
                             month(static_cast<unsigned>(*to_long(date.substr(5, 2)))),
                             std::chrono::day(static_cast<unsigned>(*to_long(date.substr(8, 2)))));
    return duration_cast<seconds>((sys_days(day) + hours(12)).time_since_epoch()).count();
}

bool same_public_key(const trust::Certificate& a, const trust::Certificate& b) {
    return EVP_PKEY_eq(X509_get0_pubkey(a.get()), X509_get0_pubkey(b.get())) == 1;
}

}  // namespace

std::string certificates_pem(const trust::Signer& signer) {
    std::string pem = pem_of(signer.certificate);
    for (const trust::Certificate& above : signer.chain) pem += pem_of(above);
    return pem;
}

bool same_key(std::string_view pem_a, std::string_view pem_b) {
    return same_public_key(trust::read_certificates(pem_a, "curator.pem").front(),
                           trust::read_certificates(pem_b, "curator.pem").front());
}

bool same_person(const Proposal& proposal, const trust::Signer& signer) {
    const auto pem = proposal.files.find("curator.pem");
    if (pem == proposal.files.end()) return false;
    return same_public_key(trust::read_certificates(pem->second, "proposals/" + proposal.id + "/curator.pem").front(),
                           signer.certificate);
}

std::optional<std::string> signature_defect(std::string_view statement, std::string_view signature,
                                            std::string_view pem, const std::vector<trust::Certificate>& roots,
                                            const std::string& date) {
    if (!is_date(date)) return "its date '" + date + "' does not exist";
    try {
        const auto beside = trust::read_certificates(pem, "curator.pem");
        // Without trusted roots the topmost certificate beside the signature stands for one.
        const auto trusted = roots.empty() ? std::vector<trust::Certificate>{beside.back()} : roots;
        const auto found = trust::verify_cms(statement, signature, trusted, noon_of(date));
        if (found.verdict() != trust::Verdict::passed) {
            for (const trust::RuleLine& line : found.lines)
                if (line.verdict != trust::Verdict::passed) return line.rule + ": " + line.detail;
            return "it does not hold";
        }
        if (!found.signer || found.signer->sha256() != beside.front().sha256())
            return "it is not by the certificate beside it";
    } catch (const DataError& error) {
        return error.what();
    }
    return std::nullopt;
}

void check_proposal(const std::filesystem::path& folder, const Proposal& proposal) {
    const auto position = [&](const std::string& name) {
        return Position::at_file((folder / "proposals" / proposal.id / name).string());
    };
    const auto text = [&](const char* name) -> const std::string& {
        const auto found = proposal.files.find(name);
        if (found == proposal.files.end())
            throw DataError(position(name), "is missing (expected it beside the proposal)");
        return found->second;
    };
    const Json& files = proposal.statement.at("files");
    for (const auto& [name, content] : proposal.files) {
        if (name == "proposal.json" || name == "proposal.p7s" || name == "curator.pem") continue;
        if (!files.contains(name) || files.at(name) != sha256_hex(content))
            throw DataError(position(name), "is not what the curator signed (expected the file as it was proposed)");
    }
    for (const auto& item : files.items())
        if (proposal.files.count(item.key()) == 0)
            throw DataError(position(item.key()), "is missing (expected it beside the proposal)");
    const auto defect = signature_defect(text("proposal.json"), text("proposal.p7s"), text("curator.pem"), {},
                                         proposal.statement.at("date").get<std::string>());
    if (defect)
        throw DataError(position("proposal.p7s"),
                        "the signature does not hold: " + *defect + " (expected that of a curator)");
}

}  // namespace spec::library
