#include <iostream>
#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <spec/io/write.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

std::vector<std::string> writer_names() {
    std::vector<std::string> names;
    for (const spec::io::Writer& writer : spec::io::writers) names.emplace_back(writer.name);
    return names;
}

const spec::io::Writer& chosen_writer(const std::string& name) {
    one_of("to", name, writer_names());
    for (const spec::io::Writer& writer : spec::io::writers)
        if (writer.name == name) return writer;
    throw spec::ContractError("one_of lets only names of writers pass");
}

}  // namespace

int run_convert(const std::vector<std::string>& arguments) {
    CommandLine line("convert", "FILE", "writes a measured file in another format",
                     "sarap convert 220223001.D --to csv -o 220223001.csv");
    line.options().add_options()("to", po::value<std::string>()->value_name("FORMAT"), "csv, msp, jcamp, mzml or hdf5");
    line.parse(arguments);
    if (line.positional().size() != 1) throw spec::UsageError("convert takes one file (see `sarap convert --help`)");
    const auto target = line.find<std::string>("to");
    if (!target) throw spec::UsageError("convert needs --to FORMAT (expected one of csv, msp, jcamp, mzml, hdf5)");
    const spec::io::Writer& writer = chosen_writer(*target);
    const spec::Measurement measurement = spec::io::read(std::filesystem::path(line.positional().front()));
    write_output(line.common().output, writer.write(measurement));
    if (line.common().verbosity != Verbosity::quiet)
        for (const std::string& note : measurement.notes)
            std::cerr << line.positional().front() << ": " << note << '\n';
    return exit_done;
}

}  // namespace sarap
