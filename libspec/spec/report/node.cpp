#include <spec/core/error.hpp>
#include <spec/report/node.hpp>

namespace spec::report {
namespace {

const Json absent = nullptr;

std::string kind_of(const Json& value) {
    switch (value.type()) {
        case Json::value_t::null: return "missing";
        case Json::value_t::object: return "an object";
        case Json::value_t::array: return "a list";
        case Json::value_t::string: return "a text";
        case Json::value_t::boolean: return "true or false";
        default: return "a number";
    }
}

}  // namespace

Node Node::operator[](const char* key) const {
    std::string path = path_.empty() ? key : path_ + "." + key;
    if (present() && !value_->is_object()) refuse("an object");
    const auto found = present() ? value_->find(key) : value_->end();
    if (!present() || found == value_->end()) return {absent, file_, std::move(path)};
    return {*found, file_, std::move(path)};
}

bool Node::present() const { return !value_->is_null(); }

void Node::refuse(const std::string& expected) const {
    throw DataError(Position::at_file(file_),
                    (path_.empty() ? "the value" : path_) + " is " + kind_of(*value_) + " (expected " + expected + ")");
}

std::string Node::text() const {
    if (!value_->is_string()) refuse("a text");
    return value_->get<std::string>();
}

std::string Node::text_or(const std::string& other) const {
    if (!present()) return other;
    const std::string found = text();
    return found.empty() ? other : found;
}

double Node::number() const {
    if (!value_->is_number()) refuse("a number");
    return value_->get<double>();
}

std::optional<double> Node::number_if() const {
    if (!present()) return std::nullopt;
    return number();
}

bool Node::truth() const {
    if (!value_->is_boolean()) refuse("true or false");
    return value_->get<bool>();
}

std::vector<Node> Node::items() const {
    if (!present()) return {};
    if (!value_->is_array()) refuse("a list");
    std::vector<Node> out;
    for (std::size_t i = 0; i < value_->size(); ++i)
        out.emplace_back((*value_)[i], file_, path_ + "[" + std::to_string(i) + "]");
    return out;
}

std::vector<double> Node::numbers() const {
    std::vector<double> out;
    for (const Node& item : items()) out.push_back(item.number());
    return out;
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> out;
    for (const Node& item : items()) out.push_back(item.text());
    return out;
}

}  // namespace spec::report
