#pragma once

#include <pugixml.hpp>
#include <spec/core/error.hpp>
#include <spec/io/source.hpp>
#include <string>
#include <string_view>

namespace spec::io {

/// Name of the root element of an XML text, without its namespace prefix; empty when the text is not XML.
/// Looks at the first 64 KiB only and parses nothing.
std::string_view xml_root_name(std::string_view text);

/// An XML file as a tree whose nodes know where they stand. Entities of a DTD are never expanded (pugixml does not).
class XmlDocument {
 public:
    /// throws : DataError at the byte where the XML is not well-formed
    explicit XmlDocument(const Source& source);
    XmlDocument(std::string file, std::span<const std::byte> bytes);

    pugi::xml_node root() const { return document_.document_element(); }
    Position position(pugi::xml_node node) const;
    [[noreturn]] void fail(pugi::xml_node node, const std::string& message) const;

 private:
    std::string file_;
    pugi::xml_document document_;
};

}  // namespace spec::io
