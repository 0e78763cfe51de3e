#include "run_sarap.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace spec::test {
namespace {

namespace fs = std::filesystem;

fs::path new_file(const char* kind) {
    static std::atomic<int> count{0};
    return fs::temp_directory_path() /
           ("sarap-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + "." + kind);
}

void redirect(const fs::path& file, int flags, int descriptor) {
    const int opened = ::open(file.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
}

[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments, const fs::path& folder,
                         const fs::path& out, const fs::path& err) {
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
    std::vector<char*> values{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) values.push_back(const_cast<char*>(argument.c_str()));
    values.push_back(nullptr);
    ::execvp(program.c_str(), values.data());
    ::_exit(127);
}

}  // namespace

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error(file.string() + ": cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& file, const std::string& bytes) {
    std::ofstream out(file, std::ios::binary);
    out << bytes;
    if (!out.flush()) throw std::runtime_error(file.string() + ": cannot be written");
}

Ran run_program(const std::string& program, const std::vector<std::string>& arguments, const fs::path& folder) {
    const fs::path out = new_file("out"), err = new_file("err");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) become(program, arguments, folder, out, err);
    int status = 0;
    ::waitpid(child, &status, 0);
    Ran ran{read_file(out), read_file(err), WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
    fs::remove(out);
    fs::remove(err);
    return ran;
}

Ran run_sarap(const std::vector<std::string>& arguments, const fs::path& folder) {
    return run_program(std::string(SARAP_BINARY_DIR) + "/bin/sarap", arguments, folder);
}

bool has_program(const std::string& program) {
    std::istringstream path(std::getenv("PATH") ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(path, folder, ':');)
        if (::access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
    return false;
}

}  // namespace spec::test
