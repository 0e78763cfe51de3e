#pragma once

#include <spec/trust/time_stamp.hpp>
#include <trust/test_keys.hpp>

namespace spec::test {

/// A time-stamp authority below the test root.
PemPair time_authority(const std::string& usage = "critical,timeStamping");

/// It answers in this process, by OpenSSL's own responder.
spec::trust::TimeStamper stamper(const PemPair& pair);

}  // namespace spec::test
