#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "test_data.hpp"

namespace spec::test {

inline void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline std::string read(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// A small library as text, made by hand: three substances, two lists, two spectra. Tests change one file of it.
inline std::map<std::string, std::string> small_text() {
    return {
        {"library.toml", "name = \"Small\"\nrelease = \"7\"\n"},
        {"substances.csv",
         "id,name,formula,cas,inchikey,smiles,class,structure_verified\n"
         "S000001,Caffeine,C8H10N4O2,58-08-2,RYYVLZVUVIJVGH-UHFFFAOYSA-N,Cn1c(=O)c2c(ncn2C)n(C)c1=O,other,two or more "
         "routes agree\n"
         "S000002,Amfetamine,C9H13N,300-62-9,KWTSXDURSIMDCE-UHFFFAOYSA-N,CC(N)Cc1ccccc1,phenethylamine,two or more "
         "routes agree\n"
         "S000003,Opium,,,,,plant,no structure\n"},
        {"names.csv",
         "substance,language,name,kind,source\n"
         "S000002,ru,\xD0\xB0\xD0\xBC\xD1\x84\xD0\xB5\xD1\x82\xD0\xB0\xD0\xBC\xD0\xB8\xD0\xBD,INN,\"by hand, for the "
         "test\"\n"
         "S000002,en,Speed,trivial,by hand\n"},
        {"lists.csv",
         "id,jurisdiction,title,clauses,note\nxa-1,XA,\"First list, of XA\",salts,\nxb-1,XB,List of XB,unknown,\n"},
        {"instruments.csv",
         "id,jurisdiction,number,title,adopted,in_force\nact-1,XA,1,Act one,2019-01-01,2020-01-01\n"},
        {"controls.csv",
         "id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by\n"
         "C000001,S000002,xa-1,act-1,2020-01-01,2024-01-01,,text of the act,A. Lawyer\n"},
        {"coverage.csv", "list,from,to,verified_by\nxa-1,2019-01-01,2026-01-01,A. Lawyer\n"},
        {"calibration/ei.toml", "a = 1\n"},
        {"spectra/own.msp",
         "Name: Caffeine\nID: S000001\nInChIKey: RYYVLZVUVIJVGH-UHFFFAOYSA-N\nFormula: C8H10N4O2\nNum Peaks: 2\n109 "
         "55.5\n194 100\n\n"
         "Name: Amfetamine\nID: S000002\nKind: principal_ions\nInChIKey: KWTSXDURSIMDCE-UHFFFAOYSA-N\nNum Peaks: 2\n44 "
         "100\n91 20\n\n"},
        {"spectra/raman_bands.csv",
         "entry,name,inchikey,shift_cm1,height,source,verified_by\n"
         "caffeine,Caffeine,RYYVLZVUVIJVGH-UHFFFAOYSA-N,555,100,made up,\n"
         "caffeine,Caffeine,RYYVLZVUVIJVGH-UHFFFAOYSA-N,1327.5,60,made up,\n"},
    };
}

inline std::filesystem::path write_text(const std::filesystem::path& folder,
                                        const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) write(folder / name, text);
    return folder;
}

}  // namespace spec::test
