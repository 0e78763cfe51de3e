// Feeds what the verifier reads with anything: nothing may come out but a verdict or a DataError, and no verdict
// "passed". SARAP_FUZZ_FORMAT names the kind.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/report/pdf_sign.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/revocation.hpp>
#include <spec/trust/time_stamp.hpp>
#include <string>
#include <string_view>

namespace {

using spec::trust::Verdict;

// Without a trusted root nothing can be good.
void refuse(bool passed) {
    if (passed) std::abort();
}

void read(std::string_view kind, const std::string& bytes) {
    if (kind == "report_pdf") {
        std::vector<spec::trust::RuleLine> lines;
        (void)spec::report::take_apart(bytes, lines);
    }
    if (kind == "cms") {
        refuse(spec::trust::verify_cms("content", bytes, {}).verdict() == Verdict::passed);
        refuse(spec::trust::verify_external_cms("content", bytes, {}).verdict() == Verdict::passed);
    }
    if (kind == "time_stamp") refuse(spec::trust::verify_time_stamp(bytes, "value", {}).unix_time.has_value());
    if (kind == "log_proof") (void)spec::trust::check_proof(spec::parse_json(bytes, "fuzz"), std::string(64, '0'));
    if (kind == "checkpoint") (void)spec::trust::Checkpoint::parse(bytes, "fuzz");
    if (kind == "revocation") {
        spec::trust::RevocationData data;
        spec::trust::read_revocation(bytes, "fuzz", data);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        read(SARAP_FUZZ_FORMAT, {reinterpret_cast<const char*>(data), size});
    } catch (const spec::DataError&) {
    }
    return 0;
}
