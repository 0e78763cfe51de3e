#include <iostream>
#include <spec/core/error.hpp>
#include <spec/library/build.hpp>
#include <spec/library/library.hpp>
#include <spec/library/proposal.hpp>
#include <spec/search/ei_arrays.hpp>

#include "command.hpp"
#include "command_library.hpp"

namespace sarap {

namespace library = spec::library;

int run_library_build(const std::vector<std::string>& arguments) {
    CommandLine line("library build", "FOLDER", "reads the reviewed text of a library and writes the library file",
                     "sarap library build reference_library -o starter.h5");
    line.options().add_options()("include-proposed", "build with what is proposed and not yet released; for looking");
    line.parse(arguments);
    if (line.positional().size() != 1) throw spec::UsageError("library build: expected one folder of text");
    if (!line.common().output) throw spec::UsageError("library build: no library to write (expected -o FILE)");
    const std::string folder = line.positional().front();
    const library::Build build =
        line.has("include-proposed") ? library::build_with_proposals(folder) : library::build_from_text(folder);
    for (const spec::DataError& problem : build.problems) std::cerr << problem.what() << '\n';
    if (!build.problems.empty()) {
        std::cerr << build.problems.size() << (build.problems.size() == 1 ? " contradiction" : " contradictions")
                  << ", nothing written\n";
        return exit_bad_input;
    }
    const library::WriteLock lock(*line.common().output);
    library::write_library(*line.common().output, build.draft, spec::search::ei_named_arrays);
    if (line.common().verbosity != Verbosity::quiet) {
        const library::Library made = library::Library::open(*line.common().output);
        std::cout << made.stamp().name << ", release " << made.stamp().release << ": " << made.substances().size()
                  << " substances, " << made.controls().size() << " control rows, " << made.entries().size()
                  << " spectra\nroot " << made.stamp().root << '\n';
    }
    return exit_done;
}

}  // namespace sarap
