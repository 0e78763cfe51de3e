#include <hdf5.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <spec/core/error.hpp>
#include <spec/library/hdf5_file.hpp>
#include <utility>

namespace spec::library {
namespace {

// The Debian HDF5 is built without thread safety: one call at a time, from whatever thread.
std::recursive_mutex& hdf5_mutex() {
    static std::recursive_mutex mutex;
    return mutex;
}

// Library code never prints: HDF5's own error printing is off while we call it.
class Quiet {
 public:
    Quiet() : lock_(hdf5_mutex()) {
        H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

 private:
    std::lock_guard<std::recursive_mutex> lock_;
    H5E_auto2_t function_ = nullptr;
    void* data_ = nullptr;
};

// One HDF5 identifier with the function that releases it.
class Handle {
 public:
    Handle() = default;
    Handle(hid_t id, herr_t (*release)(hid_t)) : id_(id), close_(release) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    explicit operator bool() const { return id_ >= 0; }
    hid_t get() const { return id_; }
    herr_t close() { return id_ >= 0 ? close_(std::exchange(id_, -1)) : 0; }

 private:
    hid_t id_ = -1;
    herr_t (*close_)(hid_t) = nullptr;
};

hid_t file_type(Number type) {
    switch (type) {
        case Number::u8: return H5T_STD_U8LE;
        case Number::u32: return H5T_STD_U32LE;
        case Number::u64: return H5T_STD_U64LE;
        case Number::f32: return H5T_IEEE_F32LE;
        case Number::f64: return H5T_IEEE_F64LE;
    }
    return -1;
}

constexpr std::array all_numbers = {Number::u8, Number::u32, Number::u64, Number::f32, Number::f64};

constexpr hsize_t alignment = 4096;

}  // namespace

std::size_t size_of(Number type) {
    switch (type) {
        case Number::u8: return 1;
        case Number::u32:
        case Number::f32: return 4;
        case Number::u64:
        case Number::f64: return 8;
    }
    return 0;
}

struct Hdf5Writer::State {
    std::string name;
    Handle file;
    std::vector<Extent> written;

    void check(bool done) const {
        if (!done) throw DataError(Position::at_file(name), "cannot be written (expected space and permission)");
    }
};

Hdf5Writer::Hdf5Writer(const std::filesystem::path& path, std::size_t user_block) : state_(std::make_unique<State>()) {
    const Quiet quiet;
    state_->name = path.string();
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    state_->check(H5Pset_userblock(creation.get(), user_block) >= 0 &&
                  H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0 &&
                  H5Pset_obj_track_times(creation.get(), false) >= 0 &&
                  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
                  H5Pset_alignment(access.get(), 1, alignment) >= 0);
    state_->file = Handle(H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation.get(), access.get()), H5Fclose);
    state_->check(bool(state_->file));
}

Hdf5Writer::~Hdf5Writer() {
    const Quiet quiet;
    state_.reset();
}

void Hdf5Writer::group(const std::string& path) {
    const Quiet quiet;
    const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    state_->check(H5Pset_obj_track_times(creation.get(), false) >= 0);
    const Handle group(H5Gcreate2(state_->file.get(), path.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                       H5Gclose);
    state_->check(bool(group));
}

void Hdf5Writer::attribute(const std::string& group, const std::string& name, std::string_view text) {
    const Quiet quiet;
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    state_->check(H5Tset_size(type.get(), std::max<std::size_t>(text.size(), 1)) >= 0 &&
                  H5Tset_cset(type.get(), H5T_CSET_UTF8) >= 0 && H5Tset_strpad(type.get(), H5T_STR_NULLPAD) >= 0);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle owner(H5Gopen2(state_->file.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
    state_->check(bool(owner));
    const Handle made(H5Acreate2(owner.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
                      H5Aclose);
    const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
    state_->check(made && H5Awrite(made.get(), type.get(), padded.data()) >= 0);
}

void Hdf5Writer::dataset(const std::string& path, Number type, std::span<const std::byte> bytes) {
    expect(bytes.size() % size_of(type) == 0, "a dataset holds whole numbers");
    const Quiet quiet;
    const hsize_t count = bytes.size() / size_of(type);
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    state_->check(H5Pset_layout(creation.get(), H5D_CONTIGUOUS) >= 0 &&
                  H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY) >= 0 &&
                  H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER) >= 0 &&
                  H5Pset_obj_track_times(creation.get(), false) >= 0);
    const Handle made(H5Dcreate2(state_->file.get(), path.c_str(), file_type(type), space.get(), H5P_DEFAULT,
                                 creation.get(), H5P_DEFAULT),
                      H5Dclose);
    state_->check(bool(made));
    std::size_t offset = 0;
    if (count > 0) {
        state_->check(H5Dwrite(made.get(), file_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) >= 0);
        offset = H5Dget_offset(made.get());
    }
    state_->written.push_back({path, type, count, offset});
}

std::vector<Extent> Hdf5Writer::finish() {
    const Quiet quiet;
    state_->check(H5Fflush(state_->file.get(), H5F_SCOPE_LOCAL) >= 0 && state_->file.close() >= 0);
    return std::move(state_->written);
}

struct Hdf5Reader::State {
    std::string name;
    Handle file;

    [[noreturn]] void fail(const std::string& path, const char* what) const {
        throw DataError(Position::at_file(name), "'" + path + "' " + what);
    }
};

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path) : state_(std::make_unique<State>()) {
    const Quiet quiet;
    state_->name = path.string();
    state_->file = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!state_->file) throw DataError(Position::at_file(state_->name), "not an HDF5 file (expected a Sarap library)");
}

Hdf5Reader::~Hdf5Reader() {
    const Quiet quiet;
    state_.reset();
}

std::string Hdf5Reader::attribute(const std::string& group, const std::string& name) const {
    const Quiet quiet;
    const Handle owner(H5Gopen2(state_->file.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
    if (!owner || H5Aexists(owner.get(), name.c_str()) <= 0) return {};
    const Handle held(H5Aopen(owner.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
    const Handle type(H5Aget_type(held.get()), H5Tclose);
    if (!held || H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0)
        state_->fail(group + "@" + name, "is not a text of fixed length (expected what Sarap writes)");
    std::string text(H5Tget_size(type.get()), '\0');
    if (H5Aread(held.get(), type.get(), text.data()) < 0) state_->fail(group + "@" + name, "cannot be read");
    return text.substr(0, text.find('\0'));
}

namespace {

// The names in a group, which must all be hard links: a link may not lead out of the file.
herr_t collect_name(hid_t, const char* name, const H5L_info_t* info, void* data) {
    auto& names = *static_cast<std::vector<std::string>*>(data);
    names.emplace_back(info->type == H5L_TYPE_HARD ? "" : "!");
    names.back() += name;
    return 0;
}

}  // namespace

std::vector<Extent> Hdf5Reader::datasets(const std::string& group) const {
    const Quiet quiet;
    std::vector<Extent> found;
    const Handle owner(H5Gopen2(state_->file.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
    if (!owner) state_->fail(group, "is missing (expected a group)");
    std::vector<std::string> names;
    if (H5Literate(owner.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names) < 0)
        state_->fail(group, "cannot be listed");
    for (const std::string& name : names) {
        const std::string path = group + "/" + (name.starts_with('!') ? name.substr(1) : name);
        if (name.starts_with('!')) state_->fail(path, "is a soft or external link (expected data inside the file)");
        const Handle object(H5Oopen(owner.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
        if (!object) state_->fail(path, "cannot be opened");
        if (H5Iget_type(object.get()) == H5I_GROUP) {
            // Hard links may form a circle; what Sarap writes is never that deep.
            if (std::count(path.begin(), path.end(), '/') > 6)
                state_->fail(path, "lies too deep (expected what Sarap writes)");
            const auto below = datasets(path);
            found.insert(found.end(), below.begin(), below.end());
            continue;
        }
        const Handle creation(H5Dget_create_plist(object.get()), H5Pclose);
        const Handle space(H5Dget_space(object.get()), H5Sclose);
        const Handle type(H5Dget_type(object.get()), H5Tclose);
        if (!creation || H5Pget_layout(creation.get()) != H5D_CONTIGUOUS || H5Pget_external_count(creation.get()) != 0)
            state_->fail(path, "is not stored contiguously inside the file (expected what Sarap writes)");
        const auto number = std::find_if(all_numbers.begin(), all_numbers.end(),
                                         [&](Number n) { return H5Tequal(type.get(), file_type(n)) > 0; });
        if (number == all_numbers.end() || H5Sget_simple_extent_ndims(space.get()) != 1)
            state_->fail(path, "is of another type (expected a list of numbers)");
        const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
        const std::size_t offset = count > 0 ? H5Dget_offset(object.get()) : 0;
        found.push_back({path, *number, count, offset});
    }
    return found;
}

}  // namespace spec::library
