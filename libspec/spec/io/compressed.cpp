#include <libdeflate.h>
#include <zlib.h>

#include <array>
#include <limits>
#include <memory>
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

unsigned char value_of(char c) { return values[static_cast<unsigned char>(c)]; }

/// Decodes groups of four digits as long as nothing else comes; returns where it stopped, a multiple of 4.
std::size_t whole_groups(std::string_view text, std::span<std::byte> out, std::size_t& length) {
    std::size_t at = 0;
    for (; at + 4 <= text.size(); at += 4) {
        const unsigned char a = value_of(text[at]), b = value_of(text[at + 1]), c = value_of(text[at + 2]),
                            d = value_of(text[at + 3]);
        if (((a | b | c | d) & skip) != 0) break;  // skip, bad and pad all have this bit
        out[length++] = static_cast<std::byte>(a << 2 | b >> 4);
        out[length++] = static_cast<std::byte>((b & 15) << 4 | c >> 2);
        out[length++] = static_cast<std::byte>((c & 3) << 6 | d);
    }
    return at;
}

libdeflate_decompressor* decompressor() {
    struct Free {
        void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
    };
    thread_local const std::unique_ptr<libdeflate_decompressor, Free> one(libdeflate_alloc_decompressor());
    expect(one != nullptr, "libdeflate starts");
    return one.get();
}

[[noreturn]] void fail(const std::string& message) { throw DataError({}, message); }

}  // namespace

void DecodingBudget::take(std::size_t count, std::size_t size) {
    if (count > left_ / size)
        fail("the file states arrays of more than " + std::to_string(expansion) + " times its size (expected less)");
    left_ -= count * size;
}

std::vector<std::byte> from_base64(std::string_view text) {
    std::vector<std::byte> out(text.size() / 4 * 3 + 3);
    std::size_t length = 0, digits = 0, pads = 0;
    unsigned word = 0;
    const auto put_three = [&] {
        out[length] = static_cast<std::byte>(word >> 16);
        out[length + 1] = static_cast<std::byte>(word >> 8);
        out[length + 2] = static_cast<std::byte>(word);
        length += 3;
    };
    std::size_t at = whole_groups(text, out, length);
    digits = length / 3 * 4;
    for (; at < text.size(); ++at) {
        const unsigned char value = value_of(text[at]);
        if (value == skip) continue;
        if (value == pad) {
            ++pads;
            continue;
        }
        if (value == bad || pads > 0)
            fail("base64 text holds '" + std::string(1, text[at]) + "' (expected base64 digits)");
        word = (word << 6) | value;
        if (++digits % 4 == 0) put_three();
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
    std::vector<std::byte> out(size);
    std::size_t written = 0;
    const auto result = libdeflate_zlib_decompress(decompressor(), compressed.data(), compressed.size(), out.data(),
                                                   out.size(), &written);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
        fail("compressed array holds more than the " + std::to_string(size) + " bytes stated (expected as many)");
    if (result != LIBDEFLATE_SUCCESS)
        fail("compressed array is damaged or cut short (expected a zlib stream of " + std::to_string(size) + " bytes)");
    if (written < size)
        fail("compressed array holds " + std::to_string(written) + " bytes (expected " + std::to_string(size) +
             ", as stated)");
    return out;
}

std::vector<std::byte> decoded_array(std::string_view base64, bool zlib, std::size_t size) {
    std::vector<std::byte> raw = from_base64(base64);
    if (zlib) raw = inflate_zlib(raw, size);
    if (raw.size() != size)
        fail("the array holds " + std::to_string(raw.size()) + " bytes (expected " + std::to_string(size) +
             ", as stated)");
    return raw;
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
