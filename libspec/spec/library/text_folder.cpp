#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <spec/io/source.hpp>
#include <spec/io/write_file.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/schema.hpp>
#include <spec/library/text_folder.hpp>

namespace spec::library {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_change(const fs::path& folder, const std::string& why) {
    throw DataError(Position::at_file(folder.string()),
                    "cannot be changed: " + why + " (expected a writable folder of text)");
}

// Everything below the folder reaches the disk before the folder is exchanged.
void flush(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::syncfs(descriptor) == 0;
    const std::string why = std::strerror(errno);
    if (descriptor >= 0) ::close(descriptor);
    if (!done) cannot_change(folder, why);
}

fs::path plain(const fs::path& folder) {
    const fs::path normal = fs::absolute(folder).lexically_normal();
    return normal.filename().empty() ? normal.parent_path() : normal;
}

}  // namespace

void change_folder(const fs::path& folder, const std::function<void(const fs::path&)>& change) {
    const fs::path path = plain(folder);
    if (!fs::is_directory(path))
        throw DataError(Position::at_file(folder.string()), "not a folder (expected the text of a library)");
    const WriteLock lock(path);
    const fs::path staged = path.string() + ".part-" + std::to_string(::getpid());
    std::error_code ignored;
    try {
        fs::copy(path, staged, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
        change(staged);
        flush(staged);
        if (::renameat2(AT_FDCWD, staged.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) != 0)
            cannot_change(folder, std::strerror(errno));
        flush(path.parent_path());
    } catch (const fs::filesystem_error& error) {
        fs::remove_all(staged, ignored);
        cannot_change(folder, error.code().message());
    } catch (...) {
        fs::remove_all(staged, ignored);
        throw;
    }
    fs::remove_all(staged, ignored);
}

void append_rows(const fs::path& file, const Table& rows) {
    if (!fs::exists(file)) return io::write_whole(file, to_csv(rows));
    std::string text(io::Source::open(file).text());
    Table held = parse_csv(text, rows.name, file.string());
    bool known = true;
    for (const std::string& column : rows.columns) known &= held.find_column(column).has_value();
    Table added{rows.name, file.string(), held.columns, {}, {}};
    for (const std::string& column : rows.columns)
        if (!held.find_column(column)) added.columns.push_back(column);
    for (const auto& row : rows.rows) {
        std::vector<std::string> fields(added.columns.size());
        for (std::size_t c = 0; c < rows.columns.size(); ++c) fields[added.column(rows.columns[c])] = row[c];
        added.rows.push_back(std::move(fields));
    }
    if (known) {
        const std::string lines = to_csv(added);
        if (!text.ends_with('\n')) text += '\n';
        text += lines.substr(lines.find('\n') + 1);
        return io::write_whole(file, text);
    }
    for (auto& row : held.rows) row.resize(added.columns.size());
    held.rows.insert(held.rows.end(), added.rows.begin(), added.rows.end());
    held.columns = added.columns;
    io::write_whole(file, to_csv(held));
}

std::map<std::string, std::string> files_below(const fs::path& folder) {
    std::map<std::string, std::string> files;
    if (!fs::is_directory(folder)) return files;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file() && !item.is_symlink())
            files.emplace(fs::relative(item.path(), folder).generic_string(),
                          std::string(io::Source::open(item.path()).text()));
    return files;
}

}  // namespace spec::library
