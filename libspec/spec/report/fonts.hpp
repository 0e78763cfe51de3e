#pragma once

#include <memory>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

typedef struct _PangoFontMap PangoFontMap;
struct _FcCharSet;

namespace spec::report {

/// The pinned font files and nothing else: no font of the machine can slip in, so a page has the same bytes everywhere
/// where these files are the same.
class Fonts {
 public:
    /// The Noto files of Debian's fonts-noto-core, or of the folder $SARAP_FONTS.
    /// throws : DataError when a file is missing
    static const Fonts& pinned();
    PangoFontMap* map() const { return map_.get(); }
    /// The text with each character that the fonts lack written as its code, "[U+4E2D]": nothing is lost, nothing
    /// refused.
    std::string printable(const std::string& text) const;
    /// [{"name","sha256"}], for the twin.
    Json stamps() const { return stamps_; }

 private:
    explicit Fonts(const std::string& folder);
    std::shared_ptr<PangoFontMap> map_;
    std::shared_ptr<_FcCharSet> characters_;
    Json stamps_ = Json::array();
};

}  // namespace spec::report
