#include <zlib.h>

#include <array>
#include <limits>
#include <spec/core/error.hpp>
#include <spec/io/compressed.hpp>

namespace spec::io {
namespace {

constexpr unsigned char skip = 64, bad = 65, pad = 66;

constexpr std::array<unsigned char, 256> base64_values() {
    std::array<unsigned char, 256> table{};
    for (auto& value : table) value = bad;
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < digits.size(); ++i)
        table[static_cast<unsigned char>(digits[i])] = static_cast<unsigned char>(i);
    for (const char blank : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(blank)] = skip;
    table[static_cast<unsigned char>('=')] = pad;
    return table;
}
constexpr auto values = base64_values();

[[noreturn]] void fail(const std::string& message) { throw DataError({}, message); }

}  // namespace

std::vector<std::byte> from_base64(std::string_view text) {
    std::vector<std::byte> out(text.size() / 4 * 3 + 3);
    std::size_t length = 0, digits = 0, pads = 0;
    unsigned word = 0;
    for (const char c : text) {
        const unsigned char value = values[static_cast<unsigned char>(c)];
        if (value == skip) continue;
        if (value == pad) {
            ++pads;
            continue;
        }
        if (value == bad || pads > 0) fail("base64 text holds '" + std::string(1, c) + "' (expected base64 digits)");
        word = (word << 6) | value;
        if (++digits % 4 != 0) continue;
        out[length] = static_cast<std::byte>(word >> 16);
        out[length + 1] = static_cast<std::byte>(word >> 8);
        out[length + 2] = static_cast<std::byte>(word);
        length += 3;
    }
    const std::size_t rest = digits % 4;
    if (rest == 1 || pads > 2 || (pads > 0 && (digits + pads) % 4 != 0))
        fail("base64 text of " + std::to_string(digits) + " digits is cut short (expected a multiple of 4)");
    if (rest >= 2) out[length++] = static_cast<std::byte>(word >> (rest == 2 ? 4 : 10));
    if (rest == 3) out[length++] = static_cast<std::byte>(word >> 2);
    out.resize(length);
    return out;
}

std::vector<std::byte> inflate_zlib(std::span<const std::byte> compressed, std::size_t size) {
    if (compressed.size() > std::numeric_limits<uInt>::max() || size >= std::numeric_limits<uInt>::max())
        fail("compressed array of 4 GiB or more (expected less)");
    // One byte more than promised, so that a longer stream shows.
    std::vector<std::byte> out(size + 1);
    z_stream stream{};
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    expect(inflateInit(&stream) == Z_OK, "zlib starts");
    const int status = inflate(&stream, Z_FINISH);
    const std::size_t written = out.size() - stream.avail_out;
    inflateEnd(&stream);
    if (written > size)
        fail("compressed array holds more than the " + std::to_string(size) + " bytes stated (expected as many)");
    if (status != Z_STREAM_END)
        fail("compressed array is damaged or cut short (expected a zlib stream of " + std::to_string(size) + " bytes)");
    if (written < size)
        fail("compressed array holds " + std::to_string(written) + " bytes (expected " + std::to_string(size) +
             ", as stated)");
    out.resize(size);
    return out;
}

bool is_gzip(std::span<const std::byte> bytes) {
    return bytes.size() > 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B} && bytes[2] == std::byte{8};
}

std::string gunzip(std::span<const std::byte> compressed, std::size_t most) {
    if (compressed.size() > std::numeric_limits<uInt>::max()) fail("gzip file of 4 GiB or more (expected less)");
    constexpr int any_window_and_gzip = 15 + 16;
    z_stream stream{};
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    expect(inflateInit2(&stream, any_window_and_gzip) == Z_OK, "zlib starts");
    std::string out;
    std::array<char, 65536> piece{};
    int status = Z_OK;
    while (out.size() <= most) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
        if (status == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK) continue;
        if (status != Z_OK) break;
    }
    inflateEnd(&stream);
    if (out.size() > most) fail("the gzip file holds more than " + std::to_string(most) + " bytes (expected less)");
    if (status != Z_STREAM_END) fail("the gzip file is damaged or cut short (expected a whole one)");
    return out;
}

}  // namespace spec::io
