#include <hdf5.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/hdf5_child.hpp>

namespace spec::io {
namespace {

constexpr int time_limit_s = 20;
constexpr std::uint64_t memory_limit = std::uint64_t{1} << 30, least_budget = std::uint64_t{64} << 20,
                        most_expansion = 100;
constexpr std::string_view signature{"\x89HDF\r\n\x1a\n", 8};
constexpr std::size_t longest_text = 65536;

// AddressSanitizer reserves terabytes; a limit on memory would end it at once.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool address_sanitizer = true;
#elif defined(__has_feature)
constexpr bool address_sanitizer = __has_feature(address_sanitizer);
#else
constexpr bool address_sanitizer = false;
#endif

enum Mark : char { attribute_mark = 'A', dataset_mark = 'D', other_mark = 'O', end_mark = 'E', too_large_mark = 'L' };

// ---- the child: everything here runs after fork and ends in _exit

class Writer {
 public:
    explicit Writer(int pipe) : pipe_(pipe) {}
    void raw(const void* data, std::size_t size) {
        const char* at = static_cast<const char*>(data);
        while (size > 0) {
            const ssize_t written = ::write(pipe_, at, size);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) _exit(4);
            at += written;
            size -= static_cast<std::size_t>(written);
        }
    }
    void mark(Mark value) { raw(&value, 1); }
    void count(std::uint64_t value) { raw(&value, sizeof value); }
    void text(std::string_view value) {
        count(value.size());
        raw(value.data(), value.size());
    }

 private:
    int pipe_;
};

void set_limits() {
    rlimit memory{memory_limit, memory_limit};
    if (!address_sanitizer) ::setrlimit(RLIMIT_DATA, &memory);
    rlimit time{time_limit_s, time_limit_s}, core{0, 0};
    ::setrlimit(RLIMIT_CPU, &time);
    ::setrlimit(RLIMIT_CORE, &core);
}

std::optional<double> number_attribute(hid_t object, const char* name) {
    if (H5Aexists(object, name) <= 0) return std::nullopt;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT), space = H5Aget_space(attribute),
                type = H5Aget_type(attribute);
    const H5T_class_t kind = H5Tget_class(type);
    double value = 0;
    if (H5Sget_simple_extent_npoints(space) != 1 || (kind != H5T_FLOAT && kind != H5T_INTEGER) ||
        H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
        return std::nullopt;
    return value;
}

std::string text_attribute(hid_t attribute) {
    const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return {};
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        const hid_t memory = H5Tcopy(H5T_C_S1);
        H5Tset_size(memory, H5T_VARIABLE);
        H5Tset_cset(memory, H5Tget_cset(type));
        if (H5Aread(attribute, memory, static_cast<void*>(&text)) < 0 || !text) return {};
        return {text, strnlen(text, longest_text)};
    }
    const std::size_t size = H5Tget_size(type);
    if (size == 0 || size > longest_text) return {};
    std::string text(size, '\0');
    return H5Aread(attribute, type, text.data()) < 0 ? std::string() : text.substr(0, text.find('\0'));
}

void send_attributes(hid_t file, Writer& out) {
    const hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    const int count = H5Aget_num_attrs(root);
    for (int i = 0; i < count && i < 1000; ++i) {
        const hid_t attribute =
            H5Aopen_by_idx(root, ".", H5_INDEX_NAME, H5_ITER_INC, static_cast<hsize_t>(i), H5P_DEFAULT, H5P_DEFAULT);
        char name[256] = "";
        if (attribute < 0 || H5Aget_name(attribute, sizeof name, name) < 0) continue;
        const std::string text = text_attribute(attribute);
        H5Aclose(attribute);
        if (text.empty()) continue;
        out.mark(attribute_mark);
        out.text(name);
        out.text(text);
    }
}

/// One data set of numbers or of characters; false when it is neither or has other than one or two dimensions.
bool send_dataset(hid_t dataset, const char* name, std::uint64_t& budget, Writer& out) {
    const hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 1 || rank > 2) return false;
    hsize_t shape[2] = {1, 1};
    H5Sget_simple_extent_dims(space, shape, nullptr);
    const H5T_class_t kind = H5Tget_class(type);
    const bool characters = kind == H5T_STRING && H5Tis_variable_str(type) == 0 && H5Tget_size(type) == 1 && rank == 2;
    if (kind != H5T_INTEGER && kind != H5T_FLOAT && !characters) return false;
    const std::uint64_t each = characters ? 1 : sizeof(double);
    if (shape[1] != 0 && shape[0] > budget / each / shape[1]) {
        out.mark(too_large_mark);
        _exit(0);
    }
    budget -= shape[0] * shape[1] * each;
    std::vector<char> raw(shape[0] * shape[1] * each);
    if (!raw.empty() &&
        H5Dread(dataset, characters ? type : H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.data()) < 0)
        _exit(5);
    const double scale = number_attribute(dataset, "scale_factor").value_or(1),
                 offset = number_attribute(dataset, "add_offset").value_or(0);
    out.mark(dataset_mark);
    out.text(name);
    out.count(characters);
    out.count(static_cast<std::uint64_t>(rank));
    out.count(shape[0]);
    out.count(shape[1]);
    out.raw(&scale, sizeof scale);
    out.raw(&offset, sizeof offset);
    out.raw(raw.data(), raw.size());
    return true;
}

[[noreturn]] void child(std::span<const std::byte> bytes, int pipe) {
    try {
        set_limits();
        Writer out(pipe);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
        if (H5Pset_fapl_core(access, 65536, 0) < 0 ||
            H5Pset_file_image(access, const_cast<std::byte*>(bytes.data()), bytes.size()) < 0)
            _exit(5);
        const hid_t file = H5Fopen("memory", H5F_ACC_RDONLY, access);
        if (file < 0) _exit(5);
        send_attributes(file, out);
        std::uint64_t budget = least_budget + most_expansion * bytes.size();
        H5G_info_t group{};
        if (H5Gget_info(file, &group) < 0) _exit(5);
        for (hsize_t i = 0; i < group.nlinks && i < 10000; ++i) {
            char name[256] = "";
            if (H5Lget_name_by_idx(file, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
                _exit(5);
            // A link to another file or to a name is never followed.
            H5L_info_t link{};
            const bool hard = H5Lget_info(file, name, &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
            const hid_t object = hard ? H5Oopen(file, name, H5P_DEFAULT) : -1;
            if (object >= 0 && H5Iget_type(object) == H5I_DATASET && send_dataset(object, name, budget, out)) continue;
            out.mark(other_mark);
            out.text(name);
        }
        out.mark(end_mark);
        _exit(0);
    } catch (...) {
        _exit(6);
    }
}

// ---- the parent

[[noreturn]] void fail(const Source& source, const std::string& message) {
    throw DataError(Position::at_file(source.name()), message);
}

/// All that comes through the pipe before its end or the time limit; nothing when the time is up.
std::optional<std::string> collect(int pipe) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(time_limit_s);
    std::string all;
    std::vector<char> piece(65536);
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd waiting{pipe, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return std::nullopt;
        const ssize_t count = ::read(pipe, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return all;
        all.append(piece.data(), static_cast<std::size_t>(count));
    }
}

class Parser {
 public:
    explicit Parser(std::string_view all) : bytes_("HDF5", std::as_bytes(std::span(all.data(), all.size()))) {}
    std::optional<Hdf5Contents> contents();

 private:
    std::uint64_t count() {
        const auto value = bytes_.le<std::uint64_t>(at_);
        at_ += 8;
        return value;
    }
    std::string text() {
        const auto length = count();
        const auto raw = bytes_.part(at_, length, "a text");
        at_ += length;
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};
    }
    void dataset(Hdf5Contents& out);

    Bytes bytes_;
    std::uint64_t at_ = 0;
};

void Parser::dataset(Hdf5Contents& out) {
    Hdf5Dataset set;
    const std::string name = text();
    const bool characters = count() != 0;
    const std::uint64_t rank = count(), rows = count(), columns = count();
    set.shape = rank == 1 ? std::vector{rows} : std::vector{rows, columns};
    const auto scale = bytes_.le<double>(at_), offset = bytes_.le<double>(at_ + 8);
    at_ += 16;
    if (characters) {
        for (std::uint64_t i = 0; i < rows; ++i) set.texts.push_back(bytes_.text(at_ + i * columns, columns));
        at_ += rows * columns;
    } else {
        set.values = numbers<double>(bytes_, at_, rows * columns, std::endian::native, "values");
        for (double& value : set.values) value = value * scale + offset;
        at_ += 8 * rows * columns;
    }
    out.datasets.emplace(name, std::move(set));
}

/// Nothing when the stream ends without its end mark.
std::optional<Hdf5Contents> Parser::contents() {
    Hdf5Contents out;
    while (bytes_.holds(at_, 1)) {
        const char mark = bytes_.le<char>(at_++);
        if (mark == end_mark) return out;
        if (mark == dataset_mark) {
            dataset(out);
        } else if (mark == other_mark) {
            out.other.push_back(text());
        } else if (mark == attribute_mark) {
            std::string name = text();
            out.attributes.emplace(std::move(name), to_utf8(trimmed(text())));
        } else {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_hdf5(const Source& source) { return Bytes(source.name(), source.bytes()).starts_with(signature); }

Hdf5Contents read_hdf5(const Source& source) {
    int ends[2];
    if (::pipe(ends) != 0)
        fail(source, std::string("no pipe to a child process: ") + std::strerror(errno) + " (expected one)");
    const auto bytes = source.bytes();
    const pid_t process = ::fork();
    if (process == 0) {
        ::close(ends[0]);
        child(bytes, ends[1]);
    }
    ::close(ends[1]);
    if (process < 0) {
        ::close(ends[0]);
        fail(source, std::string("no child process: ") + std::strerror(errno) + " (expected one)");
    }
    const auto all = collect(ends[0]);
    ::close(ends[0]);
    if (!all) ::kill(process, SIGKILL);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    if (!all)
        fail(source, "libhdf5 did not finish within " + std::to_string(time_limit_s) +
                         " s: damaged HDF5 file? (expected a whole one)");
    if (WIFSIGNALED(status))
        fail(source, "libhdf5 died of signal " + std::to_string(WTERMSIG(status)) +
                         ": damaged HDF5 file (expected a whole one)");
    if (all->ends_with(too_large_mark) && WEXITSTATUS(status) == 0)
        fail(source, "the HDF5 file states data of more than " + std::to_string(most_expansion) +
                         " times its size (expected less)");
    auto contents = Parser(*all).contents();
    if (WEXITSTATUS(status) != 0 || !contents)
        fail(source, "damaged HDF5 file, libhdf5 refuses it (expected a whole one; truncated copy?)");
    return std::move(*contents);
}

}  // namespace spec::io
