#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {

std::string_view xml_root_name(std::string_view text) {
    text = text.substr(0, 65536);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (trimmed(text).empty() || trimmed(text)[0] != '<') return {};
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
        const std::string_view rest = text.substr(at + 1);
        if (rest.starts_with("!--")) {
            at = text.find("-->", at);
        } else if (rest.starts_with('?') || rest.starts_with('!')) {
            at = text.find('>', at);
        } else {
            const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
            const auto colon = name.find(':');
            return colon == std::string_view::npos ? name : name.substr(colon + 1);
        }
        if (at == std::string_view::npos) break;
    }
    return {};
}

XmlDocument::XmlDocument(std::string file, std::span<const std::byte> bytes) : file_(std::move(file)) {
    const auto result = document_.load_buffer(bytes.data(), bytes.size());
    if (!result)
        throw DataError(Position::at_byte(file_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0))),
                        std::string("not well-formed XML: ") + lower(result.description()) +
                            " (expected a whole XML document; truncated copy?)");
}

XmlDocument::XmlDocument(const Source& source) : XmlDocument(source.name(), source.bytes()) {}

Position XmlDocument::position(pugi::xml_node node) const {
    const std::ptrdiff_t offset = node.offset_debug();
    return offset < 0 ? Position::at_file(file_) : Position::at_byte(file_, static_cast<std::size_t>(offset));
}

void XmlDocument::fail(pugi::xml_node node, const std::string& message) const {
    throw DataError(position(node), message);
}

}  // namespace spec::io
