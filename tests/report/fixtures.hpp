#pragma once

#include <spec/core/result.hpp>

namespace spec::test {

/// Results made up for these tests: no measured data. The spectra are drawn from a few masses and bands.
Result gcms_result(int components = 3);
Result raman_result();
Result empty_result();

}  // namespace spec::test
