#include <exception>
#include <map>
#include <spec/core/text.hpp>
#include <spec/search/raman_references.hpp>

namespace spec::search {

RamanReferences::RamanReferences(std::span<const library::Library* const> libraries,
                                 const raman::Parameters& parameters)
    : index_({}, parameters) {
    std::vector<RamanSpectrum> spectra;
    for (const library::Library* library : libraries) {
        const auto entries = library->entries();
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].technique != Technique::raman) continue;
            RamanReference reference;
            reference.entry = entries[i].id;
            reference.name = entries[i].name;
            reference.inchikey = entries[i].inchikey;
            reference.kind = library::to_string(entries[i].kind);
            reference.entry_index = i;
            references_.push_back(std::move(reference));
            spectra.push_back(library->raman_spectrum(i));
            spectra.back().band_table = entries[i].kind == library::EntryKind::band_table;
        }
    }
    prepare_all(spectra, parameters);
}

RamanReferences::RamanReferences(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters)
    : index_({}, parameters) {
    for (const RamanSpectrum& spectrum : spectra) {
        RamanReference reference;
        reference.entry = spectrum.id;
        reference.name = spectrum.title;
        reference.inchikey = spectrum.inchikey;
        reference.kind = spectrum.band_table ? "band_table" : "spectrum";
        reference.entry_index = references_.size();
        references_.push_back(std::move(reference));
    }
    prepare_all(spectra, parameters);
}

void RamanReferences::prepare_all(std::span<const RamanSpectrum> spectra, const raman::Parameters& parameters) {
    std::exception_ptr failure;
    std::vector<raman::CoarseSpectrum> rows(spectra.size());
    const auto count = static_cast<std::ptrdiff_t>(spectra.size());
#pragma omp parallel for schedule(dynamic, 8)
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        try {
            const raman::Prepared prepared = raman::prepare(spectra[k], parameters);
            references_[k].first = prepared.first;
            references_[k].intensity.assign(prepared.spectrum.intensity.begin(), prepared.spectrum.intensity.end());
            references_[k].curve = raman::comparison_curve(prepared, parameters);
            references_[k].thin = raman::thinned(references_[k].curve);
            rows[k] = raman::coarse(references_[k].curve, parameters);
        } catch (...) {
#pragma omp critical(raman_reference_failure)
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
    index_ = raman::CoarseIndex(rows, parameters);
    number_compounds();
}

void RamanReferences::number_compounds() {
    std::map<std::string, std::size_t> known;
    for (RamanReference& reference : references_) {
        const std::string key = reference.inchikey.empty() ? folded(reference.name) : reference.inchikey;
        reference.compound = known.emplace(key, known.size()).first->second;
        numbers_.push_back(reference.compound);
        curves_.push_back(&reference.curve);
    }
    compounds_ = known.size();
}

}  // namespace spec::search
