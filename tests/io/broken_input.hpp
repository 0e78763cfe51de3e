#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <string>
#include <string_view>

namespace spec::test {

/// The message with which reading fails; fails the test when it does not.
inline std::string refusal(const io::Source& source) {
    try {
        (void)io::read(source);
    } catch (const DataError& error) {
        return error.what();
    }
    ADD_FAILURE() << source.name() << " was read";
    return {};
}
inline std::string refusal(std::string name, std::string_view bytes) {
    return refusal(io::Source::from_bytes(std::move(name), bytes));
}

/// Reads the bytes cut off at `places` places spread over them: each must be read or refused with a DataError.
/// returns : how many were refused
inline int refused_when_cut(const std::string& name, std::string_view bytes, int places) {
    int refused = 0;
    for (int i = 0; i < places; ++i) {
        const std::size_t length = bytes.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(places);
        try {
            (void)io::read(io::Source::from_bytes(name, bytes.substr(0, length)));
        } catch (const DataError&) {
            ++refused;
        }
    }
    return refused;
}

/// Bytes of a number as a file holds it.
template <typename T>
std::string raw(T value, std::endian order) {
    std::string out(sizeof(T), '\0');
    std::memcpy(out.data(), &value, sizeof(T));
    return order == std::endian::native ? out : std::string(out.rbegin(), out.rend());
}
template <typename T>
std::string le(T value) {
    return raw(value, std::endian::little);
}
template <typename T>
std::string be(T value) {
    return raw(value, std::endian::big);
}

/// Writes bytes over those at a position.
inline void put(std::string& bytes, std::size_t at, std::string_view what) { bytes.replace(at, what.size(), what); }

}  // namespace spec::test
