#include <cmath>
#include <limits>
#include <spec/core/text.hpp>
#include <spec/io/asdf.hpp>
#include <spec/io/number.hpp>
#include <string>

namespace spec::io {
namespace {

enum class Kind { none, value, difference };

struct PseudoDigit {
    Kind kind = Kind::none;
    int digit = 0;
    bool negative = false;
};

PseudoDigit squeezed_digit(char c) {
    if (c == '@') return {Kind::value, 0, false};
    if (c >= 'A' && c <= 'I') return {Kind::value, c - 'A' + 1, false};
    if (c >= 'a' && c <= 'i') return {Kind::value, c - 'a' + 1, true};
    if (c == '%') return {Kind::difference, 0, false};
    if (c >= 'J' && c <= 'R') return {Kind::difference, c - 'J' + 1, false};
    if (c >= 'j' && c <= 'r') return {Kind::difference, c - 'j' + 1, true};
    return {};
}

int duplicate_digit(char c) {
    if (c >= 'S' && c <= 'Z') return c - 'S' + 1;
    return c == 's' ? 9 : 0;
}

class Decoder {
 public:
    Decoder(std::string_view text, const Position& first, std::size_t limit)
        : p_(text.data()), end_(text.data() + text.size()), where_(first), limit_(limit) {}

    AsdfTable decode() {
        while (p_ != end_) {
            read_line();
            while (p_ != end_ && *p_ != '\n' && *p_ != '\r') ++p_;
            if (p_ == end_) break;
            p_ += *p_ == '\r' && p_ + 1 != end_ && p_[1] == '\n' ? 2 : 1;
            ++*where_.line;
        }
        return std::move(table_);
    }

 private:
    bool at_line_end() const {
        return p_ == end_ || *p_ == '\n' || *p_ == '\r' || (*p_ == '$' && p_ + 1 != end_ && p_[1] == '$');
    }
    static bool is_separator(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';'; }

    [[noreturn]] void fail(const std::string& message) const { throw DataError(where_, message); }

    void read_line() {
        while (!at_line_end() && is_separator(*p_)) ++p_;
        if (at_line_end()) return;
        AsdfTable::LineStart start{read_abscissa(), table_.ordinates.size(), *where_.line};
        const bool check_follows = last_ == Kind::difference;
        if (check_follows) --start.index;
        table_.lines.push_back(start);
        first_of_line_ = check_follows;
        last_ = Kind::none;
        while (true) {
            while (!at_line_end() && is_separator(*p_)) ++p_;
            if (at_line_end()) return;
            read_ordinate();
        }
    }

    /// A number as AFFN and PAC write it; an exponent counts only with a sign, for E is a digit of SQZ.
    double read_plain() {
        const char* stop = p_;
        if (stop != end_ && (*stop == '+' || *stop == '-')) ++stop;
        while (stop != end_ && (is_digit(*stop) || *stop == '.')) ++stop;
        if (end_ - stop > 2 && (*stop == 'E' || *stop == 'e') && (stop[1] == '+' || stop[1] == '-') &&
            is_digit(stop[2]))
            for (stop += 2; stop != end_ && is_digit(*stop);) ++stop;
        double value = 0;
        if (parse_any_number(p_, stop, value) != stop)
            fail("'" + to_utf8({p_, token_length(stop)}) + "' is not a number");
        p_ = stop;
        return value;
    }

    std::size_t token_length(const char* stop) const {
        const char* q = p_;
        while (q != end_ && (q < stop || (!is_separator(*q) && *q != '\n' && *q != '\r')) && q - p_ < 20) ++q;
        return static_cast<std::size_t>(q - p_);
    }

    double read_abscissa() {
        if (!is_digit(*p_) && *p_ != '+' && *p_ != '-' && *p_ != '.')
            fail("'" + to_utf8({p_, token_length(p_ + 1)}) +
                 "' is not an abscissa (expected a number at the start of the line)");
        return read_plain();
    }

    void read_ordinate() {
        const char c = *p_;
        if (c == '?') {
            ++p_;
            last_ = Kind::value;
            return add(std::numeric_limits<double>::quiet_NaN());
        }
        if (is_digit(c) || c == '+' || c == '-' || c == '.') {
            last_ = Kind::value;
            return take_value(read_plain());
        }
        if (const int digit = duplicate_digit(c)) return read_duplicate(digit);
        const PseudoDigit pseudo = squeezed_digit(c);
        if (pseudo.kind == Kind::none)
            fail("'" + to_utf8({p_, 1}) + "' is none of the digits of AFFN, PAC, SQZ, DIF and DUP");
        const double value = read_squeezed(pseudo);
        if (pseudo.kind == Kind::value) {
            last_ = Kind::value;
            return take_value(value);
        }
        if (table_.ordinates.empty() || first_of_line_)
            fail("a difference stands where a value must (expected a line that begins with a value)");
        last_ = Kind::difference;
        difference_ = value;
        add(table_.ordinates.back() + difference_);
    }

    double read_squeezed(const PseudoDigit& pseudo) {
        char digits[64];
        std::size_t length = 0;
        digits[length++] = static_cast<char>('0' + pseudo.digit);
        ++p_;
        while (p_ != end_ && (is_digit(*p_) || *p_ == '.')) {
            if (length == sizeof digits) fail("an ordinate has more than 64 digits");
            digits[length++] = *p_++;
        }
        double value = 0;
        if (parse_number(digits, digits + length, value) != digits + length)
            fail("'" + std::string(digits, length) + "' is not a number");
        return pseudo.negative ? -value : value;
    }

    void read_duplicate(int digit) {
        std::size_t count = static_cast<std::size_t>(digit);
        ++p_;
        for (; p_ != end_ && is_digit(*p_); ++p_) {
            count = count * 10 + static_cast<std::size_t>(*p_ - '0');
            if (count > limit_) fail_too_many();
        }
        if (last_ == Kind::none || first_of_line_) fail("a repetition stands before any value of its line");
        for (std::size_t i = 1; i < count; ++i)
            add(last_ == Kind::difference ? table_.ordinates.back() + difference_ : table_.ordinates.back());
    }

    void take_value(double value) {
        if (!first_of_line_) return add(value);
        first_of_line_ = false;
        const double last = table_.ordinates.back();
        if (value != last && !(std::abs(value - last) <= 1e-9 * std::max(std::abs(value), std::abs(last))))
            fail("check value " + shortest(value) + " does not equal the last ordinate " + shortest(last) +
                 " (damaged line)");
    }

    void add(double value) {
        if (table_.ordinates.size() >= limit_) fail_too_many();
        table_.ordinates.push_back(value);
    }

    [[noreturn]] void fail_too_many() const {
        fail("more than " + std::to_string(limit_) + " ordinates (expected no more in a file of this size)");
    }

    const char* p_;
    const char* end_;
    Position where_;
    std::size_t limit_;
    AsdfTable table_;
    Kind last_ = Kind::none;      ///< what the last ordinate was written as
    bool first_of_line_ = false;  ///< the next value repeats the last ordinate of the line before
    double difference_ = 0;
};

}  // namespace

AsdfTable decode_asdf(std::string_view text, const Position& first, std::size_t limit) {
    return Decoder(text, first, limit).decode();
}

}  // namespace spec::io
