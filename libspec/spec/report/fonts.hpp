#pragma once

#include <memory>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

typedef struct _PangoFontMap PangoFontMap;

namespace spec::report {

/// The pinned font files and nothing else: no font of the machine can slip in, so a page has the same bytes everywhere
/// where these files are the same.
class Fonts {
   public:
    /// The Noto files of Debian's fonts-noto-core, or of the folder $SARAP_FONTS.
    /// throws : DataError when a file is missing
    static const Fonts& pinned();
    PangoFontMap* map() const { return map_.get(); }
    /// [{"name","sha256"}], for the twin.
    Json stamps() const { return stamps_; }

   private:
    explicit Fonts(const std::string& folder);
    std::shared_ptr<PangoFontMap> map_;
    Json stamps_ = Json::array();
};

}  // namespace spec::report
