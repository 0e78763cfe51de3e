#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/report/fonts.hpp>

namespace spec::report {
namespace {

constexpr const char* files[] = {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansMath-Regular.ttf"};

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw DataError(Position::at_file(path), "font is missing (expected Debian's fonts-noto-core)");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Fonts::Fonts(const std::string& folder) {
    FcConfig* config = FcConfigCreate();
    for (const char* name : files) {
        const std::string path = folder + "/" + name;
        stamps_.push_back({{"name", name}, {"sha256", sha256_hex(std::string_view(bytes_of(path)))}});
        FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str()));
    }
    map_ = {pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT), [](PangoFontMap* map) { g_object_unref(map); }};
    expect(map_ != nullptr, "cairo draws FreeType fonts");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map_.get()), config);
    characters_ = {FcCharSetCreate(), FcCharSetDestroy};
    const FcFontSet* fonts = FcConfigGetFonts(config, FcSetApplication);
    for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
        FcCharSet* one = nullptr;
        if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &one) == FcResultMatch)
            FcCharSetMerge(characters_.get(), one, nullptr);
    }
    FcConfigDestroy(config);
}

std::string Fonts::printable(const std::string& text) const {
    std::string out;
    const auto* at = reinterpret_cast<const FcChar8*>(text.data());
    for (int left = static_cast<int>(text.size()); left > 0;) {
        FcChar32 character = 0;
        const int length = FcUtf8ToUcs4(at, &character, left);
        expect(length > 0, "texts are UTF-8");
        if (character == '\n' || (character >= 32 && FcCharSetHasChar(characters_.get(), character))) {
            out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(length));
        } else {
            char code[16];
            std::snprintf(code, sizeof code, "[U+%04X]", static_cast<unsigned>(character));
            out += code;
        }
        at += length;
        left -= length;
    }
    return out;
}

const Fonts& Fonts::pinned() {
    // A font map serves one thread at a time, so each thread has its own.
    thread_local const Fonts fonts([] {
        const char* folder = std::getenv("SARAP_FONTS");
        return std::string(folder ? folder : "/usr/share/fonts/truetype/noto");
    }());
    return fonts;
}

}  // namespace spec::report
