#include "inputs.hpp"

#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>

namespace sarap {
namespace {

namespace fs = std::filesystem;

bool recognised(const fs::path& path) {
    try {
        return spec::io::recognise(spec::io::Source::open(path)) != nullptr;
    } catch (const spec::DataError&) {
        return false;
    }
}

// A folder called X.D is one measurement even when it is damaged; so is any folder that a reader recognises.
bool is_folder_format(const fs::path& folder) {
    const std::string suffix = spec::lower(folder.filename().empty() ? folder.parent_path().extension().string()
                                                                     : folder.extension().string());
    return suffix == ".d" || recognised(folder);
}

void expand_folder(const fs::path& folder, Inputs& inputs) {
    std::vector<std::string> names;
    for (const auto& item : fs::directory_iterator(folder)) names.push_back(item.path().filename().string());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
        if (recognised(folder / name))
            inputs.paths.push_back(folder / name);
        else
            inputs.skipped.push_back((folder / name).string() + ": skipped, no reader recognises it");
    }
}

}  // namespace

Inputs expand_inputs(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw spec::UsageError("no input (expected one or more measured files)");
    Inputs inputs;
    for (const std::string& argument : arguments) {
        const fs::path path(argument);
        std::error_code error;
        const bool plain_folder = fs::is_directory(path, error) && !is_folder_format(path);
        if (plain_folder)
            expand_folder(path, inputs);
        else
            inputs.paths.push_back(path);
    }
    return inputs;
}

}  // namespace sarap
