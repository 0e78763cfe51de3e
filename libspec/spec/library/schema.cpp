#include <algorithm>
#include <spec/library/schema.hpp>

namespace spec::library {
namespace {

// docs/formats/library.md says what the columns mean.
constexpr TableSchema schemas[] = {
    {"substances", "id name formula cas inchikey smiles class structure_verified", "stereo structure_basis note"},
    {"names", "substance language name kind source", ""},
    {"instruments", "id jurisdiction number title adopted in_force", "published amends sha256 seen note"},
    {"lists", "id jurisdiction title clauses note", ""},
    {"controls", "id substance list instrument valid_from valid_to seen_on basis verified_by",
     "verified_on recorded_in supersedes clause"},
    {"thresholds", "id substance list band from to inclusive unit mass_basis valid_from valid_to basis verified_by",
     "verified_on recorded_in supersedes"},
    {"coverage", "list from to verified_by", "verified_on"},
    {"exemptions", "list substance basis verified_by", "verified_on"},
    {"same_structure", "inchikey substances reason", ""},
    {"same_cas", "cas substances reason", ""},
    {"same_name", "name substances reason", ""},
    {"inlet_products", "parent product conditions source verified_by", ""},
    {"entries", "entry state reason", "replaced_by"},
    {"retention", "entry phase dimensions programme kind value sd n laboratory date", ""},
    {"isomer_sets", "members technique evidence similarity n", ""},
    {"revisions", "id who when table row what old new why", "approved_by"},
    {"phenotype", "id acids numerator denominator from to meaning source verified_by", ""},
};

}  // namespace

std::span<const TableSchema> table_schemas() { return schemas; }

const TableSchema* find_schema(std::string_view table) {
    const auto found =
        std::find_if(std::begin(schemas), std::end(schemas), [&](const auto& schema) { return schema.name == table; });
    return found == std::end(schemas) ? nullptr : found;
}

}  // namespace spec::library
