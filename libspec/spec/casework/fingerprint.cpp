#include <spec/casework/fingerprint.hpp>
#include <spec/core/json.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>

namespace spec::casework {

std::string row_fingerprint(const SequenceRow& row, const std::string& input_sha256, const conclude::Engines& engines,
                            const std::string& context) {
    Json libraries = Json::array();
    for (const library::Library* library : engines.libraries) libraries.push_back(library->stamp().root);
    for (const library::Library* library : engines.law) libraries.push_back(library->stamp().root);
    return sha256_hex(
        canonical_json({{"input", input_sha256},
                        {"path", row.file.string()},
                        {"row", {row.sample, to_string(row.type), row.case_id, row.exhibit, row.technique}},
                        {"method", conclude::method_sha256(engines.method)},
                        {"libraries", libraries},
                        {"jurisdictions", engines.question.jurisdictions},
                        {"as_of", engines.question.as_of.value_or("")},
                        {"program", {version(), commit()}},
                        {"context", context}}));
}

}  // namespace spec::casework
