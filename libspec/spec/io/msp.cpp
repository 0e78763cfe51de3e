#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/msp.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/number.hpp>
#include <spec/io/peak_line.hpp>

namespace spec::io {
namespace {

/// What a byte can be within the peaks of a record.
enum CharClass : unsigned char { other = 0, blank = 1, between = 2, line_end = 4, semicolon = 8, digit = 16 };

constexpr std::array<unsigned char, 256> make_classes() {
    std::array<unsigned char, 256> classes{};
    for (const char c : {' ', '\t'}) classes[static_cast<unsigned char>(c)] = blank | between;
    for (const char c : {',', ':', '(', ')', '[', ']'}) classes[static_cast<unsigned char>(c)] = between;
    for (const char c : {'\n', '\r'}) classes[static_cast<unsigned char>(c)] = line_end;
    for (char c = '0'; c <= '9'; ++c) classes[static_cast<unsigned char>(c)] = digit;
    classes[static_cast<unsigned char>(';')] = semicolon;
    return classes;
}
constexpr std::array<unsigned char, 256> classes = make_classes();

bool is(char c, unsigned wanted) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }
bool is_line_end(char c) { return is(c, line_end); }
bool is_blank(char c) { return is(c, blank); }
bool is_between_numbers(char c) { return is(c, between); }
bool may_begin_number(char c) { return is_digit(c) || c == '.' || c == '-' || c == '+'; }

std::string quoted(const char* first, const char* last) {
    constexpr std::ptrdiff_t longest = 40;
    return "'" + to_utf8(trimmed({first, static_cast<std::size_t>(std::min(longest, last - first))})) + "'";
}

const char* word_end(const char* p, const char* end) {
    while (p != end && !is_line_end(*p) && !is_between_numbers(*p) && *p != ';') ++p;
    return p;
}

/// One pass over the bytes of an MSP file.
class Parser {
 public:
    explicit Parser(std::string_view text) : p_(text.data()), end_(text.data() + text.size()) {
        if (text.starts_with("\xEF\xBB\xBF")) p_ += 3;
    }

    std::vector<SpectrumRecord> records() {
        for (; p_ != end_; next_line()) read_line();
        finish();
        return std::move(records_);
    }

 private:
    enum class State { outside, fields, peaks };

    void next_line() {
        if (p_ != end_ && !is_line_end(*p_)) p_ = end_of_line();
        if (p_ == end_) return;
        p_ += *p_ == '\r' && p_ + 1 != end_ && p_[1] == '\n' ? 2 : 1;
        ++line_;
    }

    void read_line() {
        while (p_ != end_ && is_blank(*p_)) ++p_;
        if (p_ == end_ || is_line_end(*p_)) return read_empty_line();
        const char first = *p_;
        if (is_digit(first) || first == '(' || first == '[' || first == '.' || first == '-' || first == '+') {
            if (state_ == State::peaks) return read_peaks();
            if (awaits_more_peaks()) return resume_peaks();
        }
        read_field_line();
    }

    void read_empty_line() {
        if (state_ == State::peaks) state_ = State::outside;
    }

    bool awaits_more_peaks() const {
        return state_ == State::outside && open_ && stated_ && records_.back().spectrum.mz.size() < *stated_;
    }

    void resume_peaks() {
        records_.back().notes.push_back("blank line among the peaks, line " + std::to_string(line_ - 1));
        state_ = State::peaks;
        read_peaks();
    }

    void read_field_line() {
        const char* const stop = end_of_line();
        const std::string_view line(p_, static_cast<std::size_t>(stop - p_));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !looks_like_key(line.substr(0, colon))) return read_other_line(line);
        take_field(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
        p_ = stop;
    }

    /// Where the line of p_ ends. The next line feed is kept, so that a file of carriage returns is searched once.
    const char* end_of_line() {
        if (line_feed_ < p_) {
            const void* found = std::memchr(p_, '\n', static_cast<std::size_t>(end_ - p_));
            line_feed_ = found ? static_cast<const char*>(found) : end_;
        }
        const void* found = std::memchr(p_, '\r', static_cast<std::size_t>(line_feed_ - p_));
        return found ? static_cast<const char*>(found) : line_feed_;
    }

    static bool looks_like_key(std::string_view key) {
        if (key.empty() || key.size() > 60 || is_digit(key[0]) || key[0] == '"') return false;
        return key.find('=') == std::string_view::npos;
    }

    void take_field(std::string_view key, std::string_view value) {
        key_.assign(key);
        plain_.clear();
        for (const char c : key)
            if (c != ' ' && c != '_' && c != '-') plain_ += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (plain_ == "name" || state_ == State::outside) begin_record();
        if (plain_ == "numpeaks") return begin_peaks(value);
        enter_field(records_.back(), key, plain_, value);
    }

    void begin_record() {
        if (state_ == State::fields && open_ && records_.back().name.empty() && plain_ == "name") return;
        finish();
        records_.emplace_back();
        records_.back().line = line_;
        stated_.reset();
        annotated_ = descends_ = false;
        last_mz_ = 0;
        open_ = true;
        state_ = State::fields;
    }

    void begin_peaks(std::string_view value) {
        double count = 0;
        const char* const last = value.data() + value.size();
        const char* const after = parse_number(value.data(), last, count);
        if (after == value.data() || count != std::floor(count) || count < 0) {
            records_.back().notes.push_back("number of peaks " + quoted(value.data(), last) + " is not a count, line " +
                                            std::to_string(line_));
        } else {
            const double possible = static_cast<double>(end_ - value.data()) / 3 + 1;
            stated_ = static_cast<std::size_t>(std::min(count, 4e9));
            records_.back().spectrum.mz.reserve(static_cast<std::size_t>(std::min(count, possible)));
            records_.back().spectrum.intensity.reserve(static_cast<std::size_t>(std::min(count, possible)));
        }
        state_ = State::peaks;
    }

    void read_other_line(std::string_view line) {
        if (state_ == State::fields && is_digit(line[0]) && holds_pairs(line)) {
            records_.back().notes.push_back("no 'Num Peaks' before the peaks, line " + std::to_string(line_));
            state_ = State::peaks;
            return read_peaks();
        }
        if (state_ == State::fields) return continue_field(records_.back(), key_, line);
        if (state_ == State::peaks)
            return refuse(quoted(line.data(), line.data() + line.size()), "is not a peak", "m/z and intensity");
        if (!open_) begin_nameless();
        records_.back().notes.push_back("line " + std::to_string(line_) + " " +
                                        quoted(line.data(), line.data() + line.size()) +
                                        " is neither a field nor a peak and was passed over");
    }

    void begin_nameless() {
        plain_.clear();
        begin_record();
    }

    static bool holds_pairs(std::string_view line) {
        std::size_t numbers = 0;
        const char* p = line.data();
        const char* const end = p + line.size();
        while (p != end) {
            double value = 0;
            if (is_between_numbers(*p) || *p == ';') {
                ++p;
                continue;
            }
            const char* after = parse_number(p, end, value);
            if (after == p) return false;
            p = after;
            ++numbers;
        }
        return numbers > 0 && numbers % 2 == 0;
    }

    /// Peaks of one line, until its end.
    void read_peaks() {
        MassSpectrum& spectrum = records_.back().spectrum;
        const char* p = p_;  // a local copy: what is pushed back might else change it, for the compiler
        const char* const end = end_;
        for (;;) {
            while (p != end && is(*p, between | semicolon)) ++p;
            p_ = p;
            if (p == end || is_line_end(*p)) return;
            const char* const pair = p;
            double mz = 0, intensity = 0;
            const char* after = parse_number(p, end, mz);
            if (after == p || !ends_number(after))
                return refuse("m/z " + quoted(p, word_end(p, end)), "is not a number", "a number above 0");
            if (!(mz > 0)) return refuse("m/z " + quoted(p, after), "is not above 0", "a number above 0");
            p = after;
            while (p != end && is_between_numbers(*p)) ++p;
            after = parse_number(p, end, intensity);
            if (after == p || !ends_number(after))
                return refuse("intensity " + quoted(p, word_end(p, end)), "is not a number", "a number, 0 or above");
            if (intensity < 0) return refuse("intensity " + quoted(p, after), "is negative", "0 or above");
            descends_ |= mz < last_mz_;
            last_mz_ = mz;
            spectrum.mz.push_back(mz);
            spectrum.intensity.push_back(intensity);
            p = after;
            if (p != end && !is(*p, line_end | semicolon)) p = skip_annotation(p, pair[-1] == '(' || pair[-1] == '[');
        }
    }

    bool ends_number(const char* p) const {
        return p == end_ || is_line_end(*p) || is_between_numbers(*p) || *p == ';';
    }

    /// Passes over what follows a pair and is not the next one: "C3H5+" in quotes, or a word up to the end of the pair.
    const char* skip_annotation(const char* p, bool in_brackets) {
        while (p != end_ && is_blank(*p)) ++p;
        if (p == end_ || is(*p, between | line_end | semicolon) || may_begin_number(*p)) return p;
        annotated_ = true;
        if (*p == '"')
            for (++p; p != end_ && *p != '"' && !is_line_end(*p);) ++p;
        while (p != end_ && !is(*p, line_end | semicolon) && !(in_brackets && (*p == ')' || *p == ']'))) ++p;
        return p;
    }

    void refuse(const std::string& what, const char* wrong, const char* expected) {
        SpectrumRecord& record = records_.back();
        if (!record.defect)
            record.defect = what + " on line " + std::to_string(line_) + " " + wrong + " (expected " + expected + ")";
        while (p_ != end_ && !is_line_end(*p_)) ++p_;
    }

    /// Closes the record that is open.
    void finish() {
        if (!open_) return;
        open_ = false;
        SpectrumRecord& record = records_.back();
        const std::size_t found = record.spectrum.mz.size();
        if (!record.defect && found == 0) record.defect = "no peaks (expected 'Num Peaks: n' and n peaks)";
        if (record.defect) {
            record.spectrum = {};
            return;
        }
        if (stated_ && *stated_ != found)
            record.notes.push_back("states " + std::to_string(*stated_) + " peaks, holds " + std::to_string(found));
        if (annotated_) record.notes.push_back("annotations of peaks were passed over");
        if (record.name.empty()) record.notes.push_back("no name");
        if (descends_ && sort_by_mz(record.spectrum))
            record.notes.push_back("peaks were not in ascending order of m/z and were sorted");
    }

    const char* p_;
    const char* end_;
    const char* line_feed_ = nullptr;  ///< the first at or behind p_, when not before it
    std::size_t line_ = 1;
    State state_ = State::outside;
    bool open_ = false;       ///< records_.back() is not finished
    bool annotated_ = false;  ///< the open record has annotated peaks
    bool descends_ = false;   ///< an m/z of the open record is below the one before
    double last_mz_ = 0;
    std::optional<std::size_t> stated_;
    std::string key_, plain_;
    std::vector<SpectrumRecord> records_;
};

/// The text between two line ends, from the start of `rest`, which is moved behind it.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find_first_of("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

}  // namespace

bool is_msp(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text = text.substr(0, std::size_t{1} << 20);
    bool first = true;
    while (!text.empty()) {
        const std::string_view line = trimmed(take_line(text));
        if (line.empty()) continue;
        const std::size_t colon = line.find(':');
        const std::string key =
            colon == std::string_view::npos || colon > 60 ? std::string() : plain_key(line.substr(0, colon));
        if (first && (key.empty() || key.find_first_of("=,;\"") != std::string::npos || is_digit(key[0]))) return false;
        if (first && key == "name") return true;
        if (key == "numpeaks") return true;
        first = false;
    }
    return false;
}

std::vector<SpectrumRecord> parse_msp(std::string_view text) { return Parser(text).records(); }

bool recognise_msp(const Source& source) { return !source.is_folder() && is_msp(source.text()); }

Measurement read_msp(const Source& source) {
    Measurement measurement;
    measurement.technique = Technique::ei_ms;
    std::vector<SpectrumRecord> records = parse_msp(source.text());
    if (records.empty())
        throw DataError(Position::at_file(source.name()), "no record (expected 'Name:' lines followed by peaks)");
    judge_records(measurement, records);
    measurement.data = std::move(records);
    return measurement;
}

}  // namespace spec::io
