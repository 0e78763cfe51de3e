#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <spec/core/json.hpp>
#include <spec/core/mass_spectrum.hpp>
#include <spec/core/measurement.hpp>
#include <spec/core/raman_spectrum.hpp>
#include <spec/core/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

/// What an entry holds: a measured spectrum, the strongest ions of one, or a table of Raman bands.
enum class EntryKind { spectrum, principal_ions, band_table };
const char* to_string(EntryKind kind);

/// One reference spectrum with what is known of it; the spectrum itself comes from Library::mass_spectrum or
/// raman_spectrum.
struct Entry {
    std::string id;                          ///< "<source>:<ID>", unique in a library
    Technique technique = Technique::ei_ms;  ///< ei_ms or raman
    EntryKind kind = EntryKind::spectrum;
    std::string name;
    std::vector<std::string> synonyms;
    std::string inchikey, smiles, formula, cas;  ///< empty where the source has none
    std::optional<double> exact_mass;            ///< u
    std::optional<RetentionIndex> retention_index;
    /// Source file and its SHA-256, contributor, licence, instrument, notes. Of an opened library it is left out here,
    /// to open it fast: Library::provenance has it.
    Json provenance = Json::object();
};

/// A name of a substance with its language ("en", "ru", "kk", "la") and kind ("statutory", "trivial", ...).
struct SubstanceName {
    std::string name, language, kind;
};

struct Substance {
    std::string id;  ///< "S000001"
    std::string name;
    std::vector<SubstanceName> names;
    std::string formula, smiles, inchikey, cas, compound_class;
    std::string structure_verified;  ///< how far the structure is confirmed; "not verified" where it is not
};

/// A control row: a substance on a list from a day on (library-and-law: bitemporal, rows are never changed).
struct Control {
    std::string substance;  ///< id of the substance, or of a rule
    std::string jurisdiction, list, instrument;
    std::optional<std::string> valid_from, valid_to;  ///< ISO dates; valid on d when valid_from <= d < valid_to
    std::string basis;                                ///< what the row rests on
    std::string verified_by;                          ///< empty: not verified
    std::string id;                                   ///< "C000001"; a correction names the row that it supersedes
    /// A day on which the substance was seen on the list, where valid_from is not known: the row holds from then on,
    /// and says nothing of the days before.
    std::optional<std::string> seen_on;
    std::string clause;      ///< part of the list: schedule, annex, category
    std::string supersedes;  ///< id of the row that this one corrects
};

/// An amount from which a band begins. A band may be named only from a verified row with a known mass basis.
struct Threshold {
    std::string substance, list;  ///< a substance, or all of a list
    std::string band;             ///< "small", "large" or "especially_large"
    std::optional<double> from, to;
    std::string unit, mass_basis;  ///< "g"; "mixture", "substance", "base" or "unknown"
    std::optional<std::string> valid_from, valid_to;
    std::string verified_by;
};

/// What a GC inlet, a solvent or storage makes of a substance: its finding is not told from the parent's by this alone.
struct InletProduct {
    std::string parent, product;  ///< ids of substances
    std::string conditions, source, verified_by;
};

/// A generic definition that a substance's structure meets, found when the library was built. Indicative only.
struct RuleRow {
    std::string substance, rule, jurisdiction, in_force;
};

/// A list of controlled substances. Its clauses say how far it reaches beyond the names on it.
struct ControlledList {
    std::string id, jurisdiction, title;
    std::string clauses;  ///< of "salts", "isomers", "stereoisomers", "esters", "ethers", blanks between; "unknown"
                          ///< when not held
    std::string note;
};

/// A list known to be complete in the library from a day on.
struct Coverage {
    std::string jurisdiction, list;
    std::string from;
    std::optional<std::string> to;
    std::string verified_by;
};

/// A reference library, opened read-only. Cheap to move; its spans live as long as it does.
class Library {
 public:
    /// throws : DataError when the file is not a Sarap library, of another schema version, or damaged
    static Library open(const std::filesystem::path& path);
    Library(Library&&) noexcept;
    Library& operator=(Library&&) noexcept;
    ~Library();

    const LibraryStamp& stamp() const;  ///< name, release ("unreleased" for an import), content root (hex)
    const std::filesystem::path& path() const;
    std::span<const Entry> entries() const;
    /// Where an entry comes from: source file and its SHA-256, contributor, licence, instrument, notes.
    Json provenance(std::size_t entry) const;
    /// The spectrum of an EI entry as stored: accurate or nominal m/z, intensities as in the source.
    MassSpectrum mass_spectrum(std::size_t entry) const;
    /// The spectrum of a Raman entry as stored; for a band table shift and relative height of each band.
    RamanSpectrum raman_spectrum(std::size_t entry) const;

    std::span<const Substance> substances() const;
    std::span<const Control> controls() const;
    std::span<const Coverage> coverage() const;
    std::span<const ControlledList> lists() const;
    std::span<const RuleRow> rule_hits() const;
    std::span<const Threshold> thresholds() const;
    std::span<const InletProduct> inlet_products() const;
    /// Text of a calibration stored in the library ("ei", "raman"); empty when it holds none.
    std::string_view calibration(std::string_view name) const;

    /// An array stored beside the content (a search engine's), mapped and aligned at 4096 bytes; nothing when there is
    /// none. write_library() takes such arrays; content_root() does not cover them: they follow from the entries.
    std::optional<std::span<const std::byte>> array(std::string_view name) const;
    /// A table of the library as CSV text with a header ("thresholds", "instruments", ...); empty when it holds none.
    std::string_view table(std::string_view name) const;
    /// The paths of all texts that the library holds ("calibration/ei.toml", "rules/generic_definitions.toml").
    std::vector<std::string> texts() const;
    std::string_view text(std::string_view path) const;

    /// The substance with this InChIKey, or nullptr. The first block alone is compared when `key` has one block only.
    const Substance* find_by_inchikey(std::string_view key) const;
    /// The substance that a spectrum's hit stands for. A mass spectrum does not tell stereoisomers apart, and libraries
    /// state stereo or not: among substances of the same connectivity (first block) the one with the hit's name is
    /// taken, else the one with its key, else one of which key or hit states no stereo, listed ones first. Without a
    /// key the exact name decides, unless it is an abbreviation. nullptr when there is none; legal_status() then still
    /// names listed isomers.
    const Substance* find_for_hit(std::string_view inchikey, std::string_view name) const;
    /// The substance with this name (any language, ASCII case ignored), id or InChIKey, or nullptr: for what a person
    /// types. Names of other people's spectra are not to be matched with it, abbreviations collide: use
    /// find_by_inchikey.
    const Substance* find(std::string_view name_id_or_key) const;

 private:
    struct Contents;
    explicit Library(std::unique_ptr<Contents> contents);
    std::unique_ptr<Contents> contents_;
};

/// The control rows that apply to a substance in a jurisdiction (all rows, whatever their dates).
std::vector<Control> controls_of(const Library& library, const Substance& substance, std::string_view jurisdiction);

/// The legal status of a substance in a jurisdiction on a day.
///
/// as_of   : ISO date; without it nothing is evaluated and the status is `unknown`, reason "no date given"
/// returns : controlled (a verified row applies), controlled_unverified (a row applies, not verified), indicative (no
/// row,
///           but a generic definition is met), not_listed (no row, and the list is known complete for that day), else
///           unknown; unknown never means "not controlled"
/// source  : docs/methods/legal-status.md
LegalStatus legal_status(const Library& library, const Substance* substance, const std::string& jurisdiction,
                         const std::optional<std::string>& as_of);

}  // namespace spec::library
