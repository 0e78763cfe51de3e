#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <spec/library/draft.hpp>
#include <spec/library/library.hpp>
#include <spec/match/dense_index.hpp>
#include <vector>

namespace spec::search {

/// The EI entries of one library as the search needs them: first those with a measured spectrum, then those of
/// principal ions. Made in memory, or mapped from the library file.
///
/// entry, compound, constitution : [n_spectra + n_principal] place in the library; numbers of EiReferences
/// peaks                         : of all of them, in that order
/// index                         : of the first n_spectra
struct EiArrays {
    std::size_t n_spectra = 0, n_principal = 0;
    std::span<const std::uint32_t> entry, compound, constitution;
    match::PeakView peaks;
    match::DenseView index;
    std::shared_ptr<const void> storage;  ///< what the spans point into, unless it is a library

    std::size_t size() const { return n_spectra + n_principal; }
    match::PeakView spectra_peaks() const { return {peaks.begin.first(n_spectra + 1), peaks.mz, peaks.intensity}; }
};

/// Makes the arrays of entries; an entry without a usable peak is left out, for it can match nothing.
///
/// spectrum : of an entry, as stored
EiArrays make_ei_arrays(std::span<const library::Entry> entries,
                        const std::function<MassSpectrum(std::size_t)>& spectrum);

/// The arrays of a library, mapped where it holds them; nothing when it holds none, or those of another version.
///
/// throws : DataError when they do not fit each other or the library
std::optional<EiArrays> mapped_ei_arrays(const library::Library& library);

/// What write_library() stores beside the content, so that opening a library costs no more than mapping it.
std::vector<library::NamedArray> ei_named_arrays(const library::Draft& draft);

}  // namespace spec::search
