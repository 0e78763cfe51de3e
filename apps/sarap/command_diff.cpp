#include <spec/casework/case_diff.hpp>
#include <spec/core/error.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {

int run_diff(const std::vector<std::string>& arguments) {
    CommandLine line("diff", "OLD NEW",
                     "which findings differ between two results or two case folders, and what made the difference",
                     "sarap diff case-2025 case-2026");
    line.options().add_options()("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
                                 "how the answer is written");
    line.parse(arguments);
    if (line.positional().size() != 2)
        throw spec::UsageError("diff takes two results or two case folders (see `sarap diff --help`)");
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    const spec::Json diff = spec::casework::diff_of(line.positional()[0], line.positional()[1]);
    write_output(line.common().output,
                 format == "text" ? spec::casework::diff_text(diff) : spec::canonical_json(diff) + "\n");
    return exit_done;
}

}  // namespace sarap
