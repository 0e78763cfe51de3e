#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/number.hpp>

namespace spec::io {
namespace {

/// Blocks under construction: TITLE opens one inside the last that is open, END closes it.
class BlockStack {
 public:
    void add(JcampRecord record) {
        if (record.label == "TITLE" || open_.empty()) open(record.line);
        JcampBlock& block = blocks_[open_.back()];
        if (record.label != "END") return block.records.push_back(std::move(record));
        block.ended = true;
        open_.pop_back();
    }
    std::vector<JcampBlock> blocks() && { return std::move(blocks_); }

 private:
    void open(std::size_t line) {
        open_.push_back(blocks_.size());
        blocks_.emplace_back();
        blocks_.back().line = line;
    }
    std::vector<JcampBlock> blocks_;
    std::vector<std::size_t> open_;
};

JcampRecord begin_record(std::string_view line, std::size_t number) {
    const std::string_view body = line.substr(line.find("##") + 2);
    const std::size_t equals = body.find('=');
    JcampRecord record;
    record.name = trimmed(body.substr(0, equals));
    record.label = plain_label(record.name);
    record.text = equals == std::string_view::npos ? body.substr(body.size()) : body.substr(equals + 1);
    record.line = number;
    return record;
}

bool begins_record(std::string_view line) { return trimmed(line.substr(0, line.find('#') + 2)) == "##"; }

}  // namespace

std::string plain_label(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c != ' ' && c != '\t' && c != '-' && c != '/' && c != '_') plain += c;
    return upper(plain);
}

std::string_view next_line(std::string_view& rest) {
    const std::size_t end = rest.find_first_of("\r\n");
    const std::string_view line = rest.substr(0, end);
    if (end == std::string_view::npos) {
        rest.remove_prefix(rest.size());
    } else {
        rest.remove_prefix(end + (rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n' ? 2 : 1));
    }
    return line;
}

std::string_view first_line(std::string_view text) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    return trimmed(line.substr(0, line.find("$$")));
}

const JcampRecord* JcampBlock::find(std::string_view label) const {
    for (const JcampRecord& record : records)
        if (record.label == label) return &record;
    return nullptr;
}

std::string JcampBlock::text(std::string_view label) const {
    const JcampRecord* record = find(label);
    return record ? to_utf8(first_line(record->text)) : std::string();
}

std::optional<double> JcampBlock::number(std::string_view label, const std::string& file) const {
    const JcampRecord* record = find(label);
    if (!record) return std::nullopt;
    const std::string_view text = first_line(record->text);
    if (text.empty()) return std::nullopt;
    const auto value = to_double(text);
    if (!value)
        throw DataError(Position::at_line(file, record->line),
                        "##" + to_utf8(record->name) + " '" + to_utf8(text) + "' is not a number");
    return value;
}

std::vector<JcampBlock> split_jcamp(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    BlockStack stack;
    std::optional<JcampRecord> record;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = next_line(text);
        if (begins_record(line)) {
            if (record) stack.add(std::move(*record));
            record = begin_record(line, number);
        } else if (record) {
            const char* const end = line.data() + line.size();
            record->text = {record->text.data(), static_cast<std::size_t>(end - record->text.data())};
        }
    }
    if (record) stack.add(std::move(*record));
    return std::move(stack).blocks();
}

}  // namespace spec::io
