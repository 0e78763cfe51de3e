#pragma once

#include <cstdint>
#include <span>
#include <spec/core/mass_spectrum.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::search {

/// The EI entries of one or several libraries, on unit mass and end to end, with the compounds they belong to.
///
/// Two entries are the same compound when their full InChIKeys are equal; one without InChIKey goes by its folded name.
class EiReferences {
   public:
    /// libraries : opened, and alive as long as this object
    explicit EiReferences(std::span<const library::Library* const> libraries);
    /// entries, spectra : [n] of a library in memory, for fitting programs and tests
    EiReferences(std::vector<library::Entry> entries, const std::vector<MassSpectrum>& spectra);
    EiReferences(EiReferences&&) noexcept = default;

    std::size_t size() const { return entries_.size(); }
    const library::Entry& entry(std::size_t index) const { return *entries_[index]; }
    /// Number of the compound, from 0, in the order of first appearance.
    std::size_t compound(std::size_t index) const { return compounds_[index]; }
    std::size_t compounds() const { return n_compounds_; }
    std::span<const std::uint16_t> mz(std::size_t index) const { return part(mz_, index); }
    std::span<const std::uint16_t> intensity(std::size_t index) const { return part(intensity_, index); }
    UnitMassSpectrum spectrum(std::size_t index) const;
    /// The spectrum as stored, when this came from libraries; else on unit mass.
    MassSpectrum stored_spectrum(std::size_t index) const;
    /// Index of the entry within its own library.
    std::size_t index_in_library(std::size_t index) const { return origin_[index].index; }

   private:
    struct Origin {
        const library::Library* library = nullptr;
        std::size_t index = 0;
    };
    void add(const library::Entry& entry, const MassSpectrum& spectrum, Origin origin);
    void number_compounds();
    std::span<const std::uint16_t> part(const std::vector<std::uint16_t>& values, std::size_t index) const {
        return std::span(values).subspan(begin_[index], begin_[index + 1] - begin_[index]);
    }

    std::vector<library::Entry> own_;
    std::vector<const library::Entry*> entries_;
    std::vector<Origin> origin_;
    std::vector<std::size_t> compounds_;
    std::size_t n_compounds_ = 0;
    std::vector<std::size_t> begin_{0};
    std::vector<std::uint16_t> mz_, intensity_;
};

}  // namespace spec::search
