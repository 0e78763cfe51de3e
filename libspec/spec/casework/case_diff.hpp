#pragma once

#include <filesystem>
#include <spec/core/json.hpp>
#include <string>

namespace spec::casework {

/// What differs between two results of the same measurement, and what can have made the difference.
///
/// old_result, new_result : sarap.result/1 or sarap.exhibit/1
/// returns                : {"changes":[{"change","substance","inchikey","old","new"}],
///                          "causes":[{"what","old","new"}]}; a change is "appeared", "disappeared", "outcome",
///                          "quantity" or "legal_status"; a cause is "input", "program", "method", "library",
///                          "question" (day or jurisdiction of the law) or "companions"
Json result_diff(const Json& old_result, const Json& new_result);

/// The same for two case folders, result by result: {"results":[{"file",...}], "only_old":[], "only_new":[]}.
///
/// throws : DataError when a folder holds no results
Json case_diff(const std::filesystem::path& old_folder, const std::filesystem::path& new_folder);

/// Two files or two case folders, schema sarap.diff/1.
///
/// throws : DataError when one cannot be read, or one is a folder and the other is not
Json diff_of(const std::filesystem::path& old_path, const std::filesystem::path& new_path);

/// The answer of diff_of for a reader.
std::string diff_text(const Json& diff);

}  // namespace spec::casework
