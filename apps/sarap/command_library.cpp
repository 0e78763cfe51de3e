#include "command_library.hpp"

#include <spec/core/error.hpp>

#include "command.hpp"

namespace sarap {
namespace {

constexpr Command verbs[] = {
    {"build", "reviewed text -> library file", run_library_build},
    {"import", "adds spectra of files to a library", run_library_import},
    {"list", "the substances of a library", run_library_list},
    {"show", "all that a library knows of one substance", run_library_show},
    {"classify", "the generic definitions that a structure meets", run_library_classify},
    {"add", "proposes a substance", run_library_add},
    {"schedule", "proposes rows of a list", run_library_schedule},
    {"retire", "proposes the end of a row or the withdrawal of a spectrum", run_library_retire},
    {"propose", "proposes the text as it stands", run_library_propose},
    {"rollback", "proposes the text of an older release", run_library_rollback},
    {"release", "makes what is proposed the library, signed by two", run_library_release},
    {"diff", "what changed from one library to another", run_library_diff},
    {"log", "the releases of a library", run_library_log},
    {"export", "writes a library in a form of others", run_library_export},
    {"verify", "whether a library is whole and signed", run_library_verify},
};

std::string help() {
    std::string text =
        "sarap library VERB [options]\n  the reference library: what a substance is and what the law says of "
        "it\n\nVerbs:\n";
    for (const Command& verb : verbs) {
        std::string name(verb.name);
        name.resize(12, ' ');
        text += "  " + name + std::string(verb.summary) + "\n";
    }
    return text +
           "\n`sarap library VERB --help` tells a verb's options.\nExample:\n  sarap library show fentanyl --as-of "
           "2026-11-01\n";
}

}  // namespace

int run_library(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw spec::UsageError("library: no verb (see `sarap library --help`)");
    if (arguments.front() == "--help" || arguments.front() == "-h") throw HelpRequested{help()};
    for (const Command& verb : verbs)
        if (verb.name == arguments.front()) return verb.run({arguments.begin() + 1, arguments.end()});
    throw spec::UsageError("library: unknown verb '" + arguments.front() + "' (see `sarap library --help`)");
}

}  // namespace sarap
