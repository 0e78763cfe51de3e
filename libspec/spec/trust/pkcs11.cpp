#include <dlfcn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <p11-kit/pkcs11.h>

#include <cstring>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/trust/openssl.hpp>
#include <spec/trust/pkcs11.hpp>

namespace spec::trust {
namespace {

[[noreturn]] void refuse(const std::string& label, const std::string& message) {
    throw DataError(Position::at_file("token " + label), message);
}

std::string code_text(CK_RV code) {
    switch (code) {
        case CKR_PIN_INCORRECT: return "wrong PIN";
        case CKR_PIN_LOCKED: return "the PIN is locked";
        case CKR_TOKEN_NOT_PRESENT:
        case CKR_DEVICE_REMOVED: return "the token was pulled out";
        case CKR_KEY_HANDLE_INVALID:
        case CKR_OBJECT_HANDLE_INVALID: return "the key is no longer in the token";
        case CKR_SESSION_HANDLE_INVALID:
        case CKR_SESSION_CLOSED: return "the token closed the session";
        default: {
            char text[32];
            std::snprintf(text, sizeof text, "PKCS#11 code 0x%lx", static_cast<unsigned long>(code));
            return text;
        }
    }
}

/// A session with one token, logged in; closed with its last user.
class Session {
 public:
    // It delegates, so that the destructor cleans up also when a step of it throws.
    Session(const std::string& module, std::string label, const std::string& pin) : Session() {
        label_ = std::move(label);
        load(module);
        must(open(), "cannot be opened");
        const CK_RV code = functions_->C_Login(
            session_, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(pin.data())), pin.size());
        if (code != CKR_USER_ALREADY_LOGGED_IN) must(code, "login refused");
    }
    ~Session() {
        if (session_ != 0) functions_->C_CloseSession(session_);
        if (functions_ != nullptr && initialised_here_) functions_->C_Finalize(nullptr);
        if (library_ != nullptr) dlclose(library_);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    CK_OBJECT_HANDLE private_key(const std::string& id) {
        CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
        CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &kind, sizeof kind}, {CKA_ID, const_cast<char*>(id.data()), id.size()}};
        return find(wanted, 2);
    }
    // CKA_ID of the public key with this modulus or point; empty when there is none.
    std::string id_of_public_key(CK_ATTRIBUTE_TYPE attribute, const std::string& value) {
        CK_OBJECT_CLASS kind = CKO_PUBLIC_KEY;
        CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &kind, sizeof kind},
                                 {attribute, const_cast<char*>(value.data()), value.size()}};
        const CK_OBJECT_HANDLE found = find(wanted, 2);
        if (found == 0) return "";
        char id[256];
        CK_ATTRIBUTE read = {CKA_ID, id, sizeof id};
        must(functions_->C_GetAttributeValue(session_, found, &read, 1), "a key cannot be read");
        return {id, read.ulValueLen};
    }
    std::string sign(CK_MECHANISM_TYPE mechanism, CK_OBJECT_HANDLE key, const std::string& bytes) {
        CK_MECHANISM chosen = {mechanism, nullptr, 0};
        must(functions_->C_SignInit(session_, &chosen, key), "signing refused");
        unsigned char value[2048];
        CK_ULONG length = sizeof value;
        must(functions_->C_Sign(session_, reinterpret_cast<CK_BYTE*>(const_cast<char*>(bytes.data())), bytes.size(),
                                value, &length),
             "signing failed");
        return {reinterpret_cast<char*>(value), length};
    }
    const std::string& label() const { return label_; }

 private:
    Session() = default;
    void must(CK_RV code, const char* what) const {
        if (code != CKR_OK) refuse(label_, std::string(what) + ": " + code_text(code) + " (expected a working token)");
    }
    void load(const std::string& module) {
        library_ = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library_ == nullptr)
            throw DataError(Position::at_file(module), "cannot be loaded (expected a PKCS#11 module)");
        auto list = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
        if (list == nullptr || list(&functions_) != CKR_OK)
            throw DataError(Position::at_file(module), "is not a PKCS#11 module (expected C_GetFunctionList)");
        const CK_RV code = functions_->C_Initialize(nullptr);
        initialised_here_ = code == CKR_OK;
        if (code != CKR_CRYPTOKI_ALREADY_INITIALIZED) must(code, "cannot be initialised");
    }
    CK_RV open() {
        CK_SLOT_ID slots[64];
        CK_ULONG count = 64;
        must(functions_->C_GetSlotList(CK_TRUE, slots, &count), "slots cannot be listed");
        for (CK_ULONG i = 0; i < count; ++i) {
            CK_TOKEN_INFO info;
            if (functions_->C_GetTokenInfo(slots[i], &info) != CKR_OK) continue;
            const std::string_view name(reinterpret_cast<char*>(info.label), sizeof info.label);
            if (trimmed(name) == label_)
                return functions_->C_OpenSession(slots[i], CKF_SERIAL_SESSION, nullptr, nullptr, &session_);
        }
        refuse(label_, "is not there (expected a token with this label)");
    }
    CK_OBJECT_HANDLE find(CK_ATTRIBUTE* wanted, CK_ULONG count) {
        must(functions_->C_FindObjectsInit(session_, wanted, count), "keys cannot be searched");
        CK_OBJECT_HANDLE found = 0;
        CK_ULONG got = 0;
        const CK_RV code = functions_->C_FindObjects(session_, &found, 1, &got);
        functions_->C_FindObjectsFinal(session_);
        must(code, "keys cannot be searched");
        return got == 1 ? found : 0;
    }

    std::string label_;
    void* library_ = nullptr;
    CK_FUNCTION_LIST* functions_ = nullptr;
    CK_SESSION_HANDLE session_ = 0;
    bool initialised_here_ = false;
};

std::string modulus_of(EVP_PKEY* key) {
    BIGNUM* number = nullptr;
    expect(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number) == 1, "an RSA key has a modulus");
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(number);
    return out;
}

// CKA_EC_POINT: the uncompressed point as a DER octet string.
std::string point_of(EVP_PKEY* key) {
    unsigned char point[200];
    std::size_t length = 0;
    expect(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &length) == 1 &&
               length < 128,
           "an EC key has a point");
    return std::string("\x04") + static_cast<char>(length) + std::string(reinterpret_cast<char*>(point), length);
}

// A token gives r and s one after the other; X.509 wants them as DER.
std::string ecdsa_der(const std::string& raw) {
    const auto half = static_cast<int>(raw.size() / 2);
    const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
    ECDSA_SIG* pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, BN_bin2bn(bytes, half, nullptr), BN_bin2bn(bytes + half, half, nullptr));
    const std::string der = der_of(pair, i2d_ECDSA_SIG);
    ECDSA_SIG_free(pair);
    return der;
}

}  // namespace

Signer token_signer(const std::string& module, const std::string& label, const std::string& pin,
                    const std::string& certificate_file) {
    auto certificates = read_certificates(read_bytes(certificate_file, "a PEM certificate"), certificate_file);
    const Certificate own = certificates.front();
    certificates.erase(certificates.begin());
    if (const auto unfit = own.unfit_for_signing()) throw DataError(Position::at_file(certificate_file), *unfit);
    const auto session = std::make_shared<Session>(module, label, pin);
    EVP_PKEY* key = X509_get0_pubkey(own.get());
    const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1;
    const std::string id = rsa ? session->id_of_public_key(CKA_MODULUS, modulus_of(key))
                               : session->id_of_public_key(CKA_EC_POINT, point_of(key));
    const CK_OBJECT_HANDLE handle = id.empty() ? 0 : session->private_key(id);
    if (handle == 0) refuse(label, "does not hold the key of '" + own.subject() + "' (expected the certificate's key)");
    return {own, std::move(certificates), KeyStore::token, [session, handle, rsa](std::string_view bytes) {
                if (rsa) return session->sign(CKM_SHA256_RSA_PKCS, handle, std::string(bytes));
                return ecdsa_der(session->sign(CKM_ECDSA, handle, sha256_raw(bytes)));
            }};
}

}  // namespace spec::trust
