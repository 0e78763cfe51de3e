#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <spec/library/table.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// Changes a folder of text as a whole: a copy beside it is changed, flushed to the disk and exchanged with the folder
/// in one step, so that the folder is the old or the new one at any moment. Nothing happens when `change` throws.
///
/// throws : DataError when another process is changing the folder or it cannot be written
void change_folder(const std::filesystem::path& folder,
                   const std::function<void(const std::filesystem::path& staged)>& change);

/// Adds rows to a table of a folder: lines are appended; a column that the table has not yet is added behind the
/// others.
///
/// file : "controls.csv" of the folder; made when it does not exist
void append_rows(const std::filesystem::path& file, const Table& rows);

/// The regular files below a folder with their bytes, by relative path with '/'; empty when there is no such folder.
std::map<std::string, std::string> files_below(const std::filesystem::path& folder);

}  // namespace spec::library
