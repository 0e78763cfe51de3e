#pragma once

#include <filesystem>
#include <spec/conclude/criteria.hpp>
#include <spec/gcms/components.hpp>
#include <spec/raman/prepare.hpp>
#include <spec/search/answer.hpp>
#include <string>

namespace spec::conclude {

/// Every parameter of an evaluation. A method file (TOML) changes some of them; `text` prints them all, and its SHA-256
/// stands in every result.
struct Method {
    std::string name = "default";
    gcms::Parameters gcms;
    raman::Parameters raman;
    search::SearchOptions search;
    Criteria criteria;
};

/// Reads a method file: what it does not name keeps its default.
///
/// throws : DataError with the line for what is not TOML, an unknown section or key, or a value of the wrong type
Method read_method(const std::filesystem::path& file);

/// The method as TOML with a comment for every parameter; read_method of it gives the same method.
std::string method_text(const Method& method);

/// SHA-256 of method_text.
std::string method_sha256(const Method& method);

}  // namespace spec::conclude
