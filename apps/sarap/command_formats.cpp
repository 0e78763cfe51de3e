#include <algorithm>
#include <spec/io/format.hpp>
#include <spec/io/write.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

std::string row(std::string_view name, std::string_view description) {
    return "  " + std::string(name) + std::string(18 - std::min<std::size_t>(17, name.size()), ' ') +
           std::string(description) + "\n";
}

}  // namespace

int run_formats(const std::vector<std::string>& arguments) {
    CommandLine line("formats", "", "lists what can be read and written", "sarap formats");
    line.parse(arguments);
    std::string text = "read (recognised by content):\n";
    for (const spec::io::Format& format : spec::io::formats()) text += row(format.name, format.description);
    text += "written (sarap convert --to):\n";
    for (const spec::io::Writer& writer : spec::io::writers) text += row(writer.name, writer.description);
    write_output(line.common().output, text);
    return exit_done;
}

}  // namespace sarap
