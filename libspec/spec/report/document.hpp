#pragma once

#include <spec/report/figure.hpp>
#include <string>
#include <variant>
#include <vector>

namespace spec::report {

struct Heading {
    std::string text;
    int level = 1;
};

enum class Emphasis { plain, strong, boxed, small };

struct Paragraph {
    std::string text;
    Emphasis emphasis = Emphasis::plain;
};

enum class Align { left, right };

struct Column {
    std::string title;
    double weight = 1;  ///< share of the width
    Align align = Align::left;
};

/// Rows of cells; without any column title no header is drawn.
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;
};

struct FigureBlock {
    Figure figure;
    std::string caption;
};

using Block = std::variant<Heading, Paragraph, Table, FigureBlock>;

/// A printed number or text and the place in the twin that it shows, the same in every language.
struct PrintedValue {
    std::string id;      ///< "results[0].findings[2].quantity.value"
    std::string digits;  ///< with '.' as decimal point, before local form
};

/// A report before it is drawn, in one language.
struct Document {
    std::string language;  ///< "en", "ru" or "kk"
    std::string title;
    std::string header_left, header_right;
    std::string footer;  ///< with {page} and {pages}
    std::string end_mark;
    std::vector<std::string> marks;  ///< "DRAFT", "TEST": large and grey under the text of every page
    std::string date;                ///< ISO 8601, for the file's metadata; may be empty
    std::vector<Block> blocks;
    std::vector<PrintedValue> values;
};

}  // namespace spec::report
