#pragma once

#include <string_view>

namespace spec::library {

/// A date of the calendar as ISO 8601 writes it, 2026-11-01.
bool is_date(std::string_view text);

/// A CAS registry number whose check digit is right, 58-08-2.
bool is_cas_number(std::string_view text);

/// The form of an InChIKey (14 letters, 10 letters, 1 letter); says nothing of the structure.
bool is_inchikey(std::string_view text);

}  // namespace spec::library
