#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <spec/core/mass_spectrum.hpp>
#include <spec/library/library.hpp>
#include <spec/search/ei_arrays.hpp>
#include <spec/search/ei_compounds.hpp>
#include <vector>

namespace spec::search {

/// The EI entries of one or several libraries, searched as one. Entries are numbered from 0, library after library;
/// within one, those of principal ions come last. Compounds and constitutions are those of number_compounds(), over all
/// libraries.
class EiReferences {
 public:
    /// libraries : opened, and alive as long as this object; their arrays are used in place where they hold them
    explicit EiReferences(std::span<const library::Library* const> libraries);
    /// entries, spectra : [n] of a library in memory, for fitting programs and tests
    EiReferences(std::vector<library::Entry> entries, const std::vector<MassSpectrum>& spectra);
    EiReferences(EiReferences&&) noexcept = default;

    /// One library: its arrays, and the number of its first entry.
    struct Part {
        const library::Library* library = nullptr;
        std::span<const library::Entry> entries;  ///< all of the library
        EiArrays arrays;
        std::size_t first = 0;
    };
    std::span<const Part> parts() const { return parts_; }

    std::size_t size() const { return parts_.empty() ? 0 : parts_.back().first + parts_.back().arrays.size(); }
    const library::Entry& entry(std::size_t index) const;
    std::size_t index_in_library(std::size_t index) const;
    std::uint32_t compound(std::size_t index) const { return compounds_[index]; }
    std::uint32_t constitution(std::size_t index) const { return constitutions_[index]; }
    std::span<const std::uint32_t> compounds() const { return compounds_; }
    std::optional<int> nominal_mass(std::size_t index) const { return search::nominal_mass(entry(index)); }
    std::span<const std::uint16_t> mz(std::size_t index) const;
    std::span<const std::uint16_t> intensity(std::size_t index) const;
    UnitMassSpectrum spectrum(std::size_t index) const {
        return part(index).arrays.peaks.spectrum(index - part(index).first);
    }
    /// The spectrum as stored, when this came from libraries; else on unit mass.
    MassSpectrum stored_spectrum(std::size_t index) const;

 private:
    const Part& part(std::size_t index) const;
    void add(Part part);
    void number();

    std::vector<library::Entry> own_;
    std::vector<Part> parts_;
    std::vector<std::uint32_t> own_compounds_, own_constitutions_;  ///< of several libraries
    std::span<const std::uint32_t> compounds_, constitutions_;
};

}  // namespace spec::search
