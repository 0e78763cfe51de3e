#include <openssl/crypto.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <new>
#include <spec/core/error.hpp>
#include <spec/core/version.hpp>

#include "command.hpp"
#include "command_line.hpp"

#include <H5public.h>
#include <fftw3.h>
#include <boost/version.hpp>

namespace {

using sarap::Command;

std::string help() {
    std::string text =
        "sarap COMMAND [options]\n  identifies controlled substances from GC-MS and Raman measurements\n\nCommands:\n";
    for (const Command& command : sarap::commands()) {
        text += "  " + std::string(command.name) +
                std::string(12 - std::min<std::size_t>(11, command.name.size()), ' ') + std::string(command.summary) +
                "\n";
    }
    return text +
           "\n`sarap COMMAND --help` tells a command's options, `sarap --version` what was built.\n"
           "Example:\n  sarap identify exhibit.D --as-of 2026-11-01\n";
}

std::string version() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return "sarap " + std::string(spec::version()) + " (commit " + spec::commit() + ")\nHDF5 " + std::to_string(major) +
           "." + std::to_string(minor) + "." + std::to_string(release) + ", " + fftw_version + ", " +
           OpenSSL_version(OPENSSL_VERSION) + ", Boost " + BOOST_LIB_VERSION + "\n";
}

int run(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw spec::UsageError("no command (see `sarap --help`)");
    const std::string& first = arguments.front();
    if (first == "--help" || first == "-h" || first == "help") throw sarap::HelpRequested{help()};
    if (first == "--version") throw sarap::HelpRequested{version()};
    const auto all = sarap::commands();
    const auto command = std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.name == first; });
    if (command == all.end()) throw spec::UsageError("unknown command '" + first + "' (see `sarap --help`)");
    return command->run({arguments.begin() + 1, arguments.end()});
}

}  // namespace

int main(int count, char** values) {
    std::signal(SIGXFSZ, SIG_IGN);  // a file too large for its place is a message, not a half-written file
    try {
        return run({values + 1, values + count});
    } catch (const sarap::HelpRequested& help) {
        std::cout << help.text;
        return sarap::exit_done;
    } catch (const spec::DataError& error) {
        std::cerr << error.what() << '\n';
        return sarap::exit_bad_input;
    } catch (const spec::UsageError& error) {
        std::cerr << "sarap: " << error.what() << '\n';
        return sarap::exit_bad_request;
    } catch (const std::bad_alloc&) {
        std::cerr << "sarap: out of memory\n";
        return sarap::exit_bad_input;
    } catch (const std::exception& error) {
        std::cerr << "sarap: defect, please report: " << error.what() << '\n';
        return sarap::exit_defect;
    }
}
