#pragma once

#include <hdf5.h>

#include <mutex>
#include <spec/core/error.hpp>
#include <utility>

namespace spec::io {

/// An HDF5 identifier that is closed when it goes.
class Hdf5Handle {
 public:
    using Close = herr_t (*)(hid_t);
    Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;
    ~Hdf5Handle() {
        if (id_ >= 0) close_(id_);
    }
    operator hid_t() const { return id_; }
    bool valid() const { return id_ >= 0; }

 private:
    hid_t id_;
    Close close_;
};

/// The HDF5 library is used by one thread at a time, silently.
class Hdf5Guard {
 public:
    Hdf5Guard() : lock_(mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

 private:
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    std::lock_guard<std::mutex> lock_;
};

}  // namespace spec::io
