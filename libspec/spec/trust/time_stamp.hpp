#pragma once

#include <functional>
#include <optional>
#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::trust {

/// Sends a time-stamp request (DER) to an authority and gives its response (DER).
/// throws : DataError when nobody answers
using TimeStamper = std::function<std::string(const std::string& request)>;

/// An authority reached over HTTP (RFC 3161, section 3.4); waits at most `timeout_s` seconds.
TimeStamper http_time_stamper(const std::string& url, int timeout_s = 10);

/// A token over a signature value.
///
/// returns : DER of the time-stamp token, checked for imprint and nonce; its signer is checked by verify_time_stamp
/// throws  : DataError naming the authority when it refuses or answers something else
std::string request_time_stamp(std::string_view signature_value, const TimeStamper& authority, const std::string& name);

struct TimeStampVerification {
    std::vector<RuleLine> lines;         ///< rule R18
    std::optional<long long> unix_time;  ///< when the token holds
    std::vector<Certificate> chain;      ///< from the authority's certificate to a trusted root
};

/// Whether a token was made over this signature value by an authority below the roots, with the extended key usage
/// time stamping marked critical.
TimeStampVerification verify_time_stamp(std::string_view token, std::string_view signature_value,
                                        const std::vector<Certificate>& roots);

/// "2026-11-22T02:30:00Z".
std::string iso_time(long long unix_time);

}  // namespace spec::trust
