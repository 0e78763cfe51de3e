#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/gcms/deconvolution.hpp>
#include <spec/gcms/free_profile.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr double fwhm_per_sd = 2.3548200450309493;
constexpr int first_iterations = 12, iterations = 8, free_rounds = 4;
constexpr double least_grid_step = 0.5, grid_steps_a_sd = 3;  // of proposed positions, scans
constexpr double least_gain = 6.6;                            // chi2 that an ion must promise to count
constexpr double hopeless_misfit = 50;                        // chi2 a point
constexpr double poor_misfit = 1.5;                           // chi2 a point
constexpr std::size_t most_starts = 8;                        // perceived components to start from at once
constexpr int most_failures = 3;                              // proposals in a row that do not help
constexpr std::size_t ions_by_signal = 16, ions_by_misfit = 16, ions_a_component = 10;
constexpr double support_sd = 3;         // of a proposed peak
constexpr double same_spectrum = 0.9;    // cosine of the roots of the intensities
constexpr double least_distance = 0.15;  // peak widths between two apexes
constexpr double valley = 0.9;           // of the lower of two maxima
constexpr double valley_reach = 2.5;     // peak widths on both sides of an apex
constexpr double least_rise = 0.1;       // of a peak's height, on both of its sides
constexpr double own_share = 0.5;        // of an ion's signal at the apex
constexpr double template_reach = 9;     // scans a template is tabulated beyond its support

// What a further component would gain at each position of a grid.
struct Proposal {
    double position = 0, gain = 0;
    std::size_t ions = 0;
};

class ProposalMap {
 public:
    ProposalMap(const JointFit& fit, double sd, const ShapePrior& prior, double first, double last);
    /// The most promising position that is not masked.
    std::optional<Proposal> best() const;
    void mask(double position, double reach);

 private:
    void add_ion(const JointFit& fit, std::size_t m, const Profile& shape, double sd);
    std::vector<Proposal> grid_;
    std::vector<double> columns_, gram_, rhs_, solution_, p_, cross_, solved_;
    numeric::NonNegativeLeastSquares nnls_;
};

ProposalMap::ProposalMap(const JointFit& fit, double sd, const ShapePrior& prior, double first, double last) {
    const double step = std::max(least_grid_step, sd / grid_steps_a_sd);
    for (double x = first; x <= last; x += step) grid_.push_back({x, 0, 0});
    const int reach = static_cast<int>(std::ceil(support_sd * sd + template_reach));
    const Profile shape = Profile::of({0, sd, prior.asymmetry}, -reach, 2 * reach + 1, 4);
    for (std::size_t m = 0; m < fit.island().ions(); ++m) add_ion(fit, m, shape, sd);
}

void ProposalMap::add_ion(const JointFit& fit, std::size_t m, const Profile& shape, double sd) {
    const Island& island = fit.island();
    const auto w = fit.weight(m), r = fit.residual(m);
    const int n = island.n_scans;
    const std::size_t k_all = fit.components(), size = k_all + 2;
    fit.normal_equations(m, columns_, gram_, rhs_, p_);
    solution_.resize(size), cross_.resize(size), solved_.resize(size);
    for (std::size_t k = 0; k < size; ++k) solution_[k] = fit.term(m, k);
    nnls_.solve(gram_, rhs_, solution_);
    const double ramp = n > 1 ? 1 / static_cast<double>(n - 1) : 0;
    for (Proposal& g : grid_) {
        const double at = g.position - island.first_scan - island.offset[m];
        const int low = std::max(0, static_cast<int>(std::ceil(at - support_sd * sd)));
        const int high = std::min(n - 1, static_cast<int>(std::floor(at + support_sd * sd)));
        if (high < low) continue;
        p_.resize(static_cast<std::size_t>(high - low + 1));
        // Quarter scans are near enough for a proposal.
        shape.sample(low, std::round(-at * 4) / 4, p_);
        double along = 0, norm = 0;
        for (int i = low; i <= high; ++i) {
            const auto at_i = static_cast<std::size_t>(i);
            double& p = p_[static_cast<std::size_t>(i - low)];
            const double wp = w[at_i] * p;
            along += wp * r[at_i];
            norm += wp * p;
            p = wp;
        }
        if (along <= 0 || along * along < least_gain * norm * 0.05) continue;
        double left = 0, right = 0;
        for (int i = low; i <= high; ++i) {
            left += p_[static_cast<std::size_t>(i - low)];
            right += p_[static_cast<std::size_t>(i - low)] * i;
        }
        cross_[k_all + 1] = right * ramp;
        cross_[k_all] = left - right * ramp;
        for (std::size_t k = 0; k < k_all; ++k) {
            double sum = 0;
            const double* q = columns_.data() + k * static_cast<std::size_t>(n);
            for (int i = low; i <= high; ++i) sum += p_[static_cast<std::size_t>(i - low)] * q[i];
            cross_[k] = sum;
        }
        nnls_.solve_free(cross_, solved_);
        double free = norm;
        for (std::size_t k = 0; k < size; ++k) free -= solved_[k] * cross_[k];
        const double gain = along * along / std::max(free, 0.05 * norm);
        if (gain < least_gain) continue;
        g.gain += gain;
        ++g.ions;
    }
}

std::optional<Proposal> ProposalMap::best() const {
    std::optional<Proposal> best;
    for (const Proposal& g : grid_)
        if (g.gain > 0 && (!best || g.gain > best->gain)) best = g;
    return best;
}

void ProposalMap::mask(double position, double reach) {
    for (Proposal& g : grid_)
        if (std::abs(g.position - position) <= reach) g.gain = 0;
}

// chi2 as it counts in the information criterion: beyond one a point by its logarithm.
double misfit_of(double chi2, double n) { return chi2 < n ? chi2 : n * (1 + std::log(chi2 / n)); }

// Puts the `count` ions of the greatest score into `chosen`.
void choose(const std::vector<double>& score, std::size_t count, std::vector<char>& chosen) {
    std::vector<std::size_t> order(score.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    count = std::min(count, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
        [&](std::size_t a, std::size_t b) { return score[a] > score[b] || (score[a] == score[b] && a < b); });
    for (std::size_t i = 0; i < count; ++i)
        if (score[order[i]] > 0) chosen[order[i]] = 1;
}

// Areas of a component on all ions, those below `least` standard errors left at zero.
std::vector<double> spectrum_of(const JointFit& fit, std::size_t k, double least) {
    std::vector<double> areas(fit.island().ions(), 0.0);
    for (std::size_t m = 0; m < areas.size(); ++m)
        if (fit.area(m, k) > least * fit.area_error(m, k)) areas[m] = fit.area(m, k);
    return areas;
}

double cosine(const std::vector<double>& a, const std::vector<double>& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) ab += std::sqrt(a[i] * b[i]), aa += a[i], bb += b[i];
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

// Whether the sum of two peaks of one and the same spectrum has two maxima with a valley between.
bool has_valley(const Profile& a, double area_a, const Profile& b, double area_b) {
    const double from = std::min(a.apex().first, b.apex().first), to = std::max(a.apex().first, b.apex().first);
    double left = 0, right = 0, lowest = 1e300;
    for (std::size_t j = 0; j < a.values().size(); ++j) {
        const double x = a.position(j);
        if (x < from - 0.5 || x > to + 0.5) continue;
        const double sum = area_a * a.values()[j] + area_b * b.values()[j];
        if (std::abs(x - from) <= 0.5) left = std::max(left, sum);
        if (std::abs(x - to) <= 0.5) right = std::max(right, sum);
        lowest = std::min(lowest, sum);
    }
    return lowest < valley * std::min(left, right);
}

enum class Baseline { kept, removed };

// Counts of each scan summed over the ions that are above zero in `own`, without the components that are not kept.
std::vector<double> signal_of(const JointFit& fit, const std::vector<double>& own, std::span<const std::size_t> kept,
                              Baseline baseline) {
    const Island& island = fit.island();
    const auto n = static_cast<std::size_t>(island.n_scans);
    std::vector<double> sum(n, 0.0), p(n);
    for (std::size_t m = 0; m < island.ions(); ++m) {
        if (!(own[m] > 0)) continue;
        std::vector<double> signal(island.ion_counts(m).begin(), island.ion_counts(m).end());
        for (std::size_t j = 0; j < fit.components(); ++j) {
            if (std::find(kept.begin(), kept.end(), j) != kept.end() || !(fit.area(m, j) > 0)) continue;
            fit.sample(fit.profiles()[j], m, p);
            for (std::size_t i = 0; i < n; ++i) signal[i] -= fit.area(m, j) * p[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            const auto at = std::lround(static_cast<double>(i) + island.offset[m]);
            if (at < 0 || at >= island.n_scans) continue;
            sum[static_cast<std::size_t>(at)] +=
                signal[i] - (baseline == Baseline::removed ? fit.baseline(m, static_cast<int>(i)) : 0);
        }
    }
    return sum;
}

// Whether the counts themselves show that valley, in the ions of both components with the others taken away: a free
// profile and a peak in its tail can make one up.
bool shows_valley(const JointFit& fit, std::size_t k, std::size_t l, std::vector<double> own) {
    for (std::size_t m = 0; m < own.size(); ++m)
        if (!(fit.area(m, l) > 0)) own[m] = 0;
    const std::size_t both[] = {k, l};
    const std::vector<double> sum = signal_of(fit, own, both, Baseline::removed);
    const double at_k = fit.profiles()[k].apex().first, at_l = fit.profiles()[l].apex().first;
    const double from = std::min(at_k, at_l) - fit.island().first_scan,
                 to = std::max(at_k, at_l) - fit.island().first_scan;
    double left = 0, right = 0, lowest = 1e300;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const auto x = static_cast<double>(i);
        if (std::abs(x - from) <= 1) left = std::max(left, sum[i]);
        if (std::abs(x - to) <= 1) right = std::max(right, sum[i]);
        if (x > from && x < to) lowest = std::min(lowest, sum[i]);
    }
    return lowest < valley * std::min(left, right);
}

// Likeness of a weak component to a strong one on the ions that the weak one would show if it were the same compound.
double likeness(const std::vector<double>& weak, const std::vector<double>& strong, double weak_error) {
    double sum_weak = 0, sum_strong = 0;
    for (std::size_t m = 0; m < weak.size(); ++m) sum_weak += weak[m], sum_strong += strong[m];
    if (!(sum_strong > 0)) return 0;
    std::vector<double> a = weak, b = strong;
    for (std::size_t m = 0; m < a.size(); ++m)
        if (a[m] == 0 && b[m] * sum_weak / sum_strong < 3 * weak_error) b[m] = 0;
    return cosine(a, b);
}

// Median standard error of the areas of a component.
double typical_error(const JointFit& fit, std::size_t k) {
    std::vector<double> errors;
    for (std::size_t m = 0; m < fit.island().ions(); ++m)
        if (fit.area_error(m, k) > 0) errors.push_back(fit.area_error(m, k));
    return errors.empty() ? 0 : numeric::median(std::move(errors));
}

double total(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum;
}

// Whether a component is the misshapen flank of a neighbour: the same spectrum and no valley between.
bool is_echo(const Deconvolution& model, std::size_t k) {
    const auto own = spectrum_of(model.fit, k, 3);
    const double error = typical_error(model.fit, k);
    const auto& profiles = model.fit.profiles();
    for (std::size_t l = 0; l < model.peaks.size(); ++l) {
        if (l == k) continue;
        const auto other = spectrum_of(model.fit, l, 3);
        if (total(other) < total(own) || likeness(own, other, error) < same_spectrum) continue;
        if (!has_valley(profiles[k], total(own), profiles[l], total(other)) || !shows_valley(model.fit, k, l, own))
            return true;
    }
    return false;
}

// Ions that carry a component: far above their error, and mostly its own where it culminates.
int own_ions(const Deconvolution& model, std::size_t k, double least_z) {
    const auto& profiles = model.fit.profiles();
    const double apex = profiles[k].apex().first;
    std::vector<double> at_apex;
    for (const Profile& p : profiles) {
        double value[1];
        p.sample(0, apex, value);
        at_apex.push_back(value[0]);
    }
    int ions = 0;
    for (std::size_t m = 0; m < model.fit.island().ions(); ++m) {
        if (!(model.fit.area(m, k) > least_z * model.fit.area_error(m, k))) continue;
        double all = 0;
        for (std::size_t l = 0; l < profiles.size(); ++l) all += model.fit.area(m, l) * at_apex[l];
        ions += model.fit.area(m, k) * at_apex[k] >= own_share * all;
    }
    return ions;
}

// Whether a component culminates where another one does: then only the error of the scan skew or of a shape parts them.
bool coincides(const Deconvolution& model, std::size_t k, const Parameters& parameters) {
    const auto& profiles = model.fit.profiles();
    const double apex = profiles[k].apex().first, width = profiles[k].widths().full;
    for (std::size_t l = 0; l < k; ++l)
        if (std::abs(profiles[l].apex().first - apex) <
            std::max(parameters.apex_distance_scans, least_distance * std::min(width, profiles[l].widths().full)))
            return true;
    return false;
}

// Whether a component repeats another one, as far as the ions show that the shapes were fitted to.
bool is_repetition(Deconvolution& trial, const Parameters& parameters) {
    trial.fit.fit_shape_ions(0);
    for (std::size_t k = 0; k < trial.peaks.size(); ++k)
        if (is_echo(trial, k) || coincides(trial, k, parameters)) return true;
    return false;
}

// The model with a peak more; nothing when that repeats another one.
std::optional<Deconvolution> with_peak(const Deconvolution& model, double position, const ShapePrior& prior, double sd,
                                       const Parameters& parameters) {
    Deconvolution trial = model;
    Peak peak;
    peak.shape = {position, sd, prior.asymmetry};
    trial.peaks.push_back(peak);
    fit_shapes(trial.fit, trial.peaks, prior, 2 * fwhm_per_sd * sd, iterations);
    if (is_repetition(trial, parameters)) return std::nullopt;
    trial.fit.fit(1);
    trial.bic = information_criterion(trial.fit, trial.peaks);
    return trial;
}

// Whether every component stands on its own ions and none is an echo of another.
bool is_sound(const Deconvolution& model, const Parameters& parameters) {
    for (std::size_t k = 0; k < model.peaks.size(); ++k) {
        if (model.peaks.size() > 1 &&
            own_ions(model, k, parameters.support_z) <
                std::min<int>(parameters.minimum_ions, static_cast<int>(model.fit.island().ions())))
            return false;
        if (is_echo(model, k) || coincides(model, k, parameters)) return false;
    }
    return true;
}

// Whether so much is left unexplained that the ions thought informative may all belong to one compound of several.
bool is_hopeless(const Deconvolution& model) {
    return model.fit.chi2() > hopeless_misfit * static_cast<double>(model.fit.measured_points());
}

std::vector<std::size_t> all_ions(const JointFit& fit) {
    std::vector<std::size_t> ions(fit.island().ions());
    std::iota(ions.begin(), ions.end(), std::size_t{0});
    return ions;
}

// The component nearest to a position that has no free profile yet.
std::optional<std::size_t> nearest_bound(const Deconvolution& model, double position) {
    std::optional<std::size_t> nearest;
    double distance = 0;
    for (std::size_t k = 0; k < model.peaks.size(); ++k) {
        const double d = std::abs(model.peaks[k].shape.mean - position);
        if (!model.peaks[k].free && d < 2 * fwhm_per_sd * model.peaks[k].shape.sd && (!nearest || d < distance)) {
            nearest = k;
            distance = d;
        }
    }
    return nearest;
}

std::optional<Deconvolution> with_free_profile(const Deconvolution& model, double position) {
    const auto k = nearest_bound(model, position);
    if (!k) return std::nullopt;
    Deconvolution trial = model;
    if (is_hopeless(model)) trial.fit.use_shape_ions(all_ions(trial.fit));
    free_peak(trial.fit, trial.peaks, *k, free_rounds);
    trial.bic = information_criterion(trial.fit, trial.peaks);
    return trial;
}

double width_near(const Deconvolution& model, const ShapePrior& prior, double position) {
    double sd = std::exp(prior.log_sd), distance = 1e300;
    for (const Peak& peak : model.peaks) {
        const double d = std::abs(peak.shape.mean - position);
        if (d < distance && d < 3 * peak.shape.sd) {
            distance = d;
            sd = peak.shape.sd;
        }
    }
    // A first fit of two peaks as one is too wide: never propose more than twice the usual width.
    return std::clamp(sd, 0.5 * std::exp(prior.log_sd), 1.5 * std::exp(prior.log_sd));
}

// Whether a component at a position would only repeat a neighbour whose profile is free already: areas alone are
// fitted.
bool repeats_free_peak(const Deconvolution& model, double position, const ShapePrior& prior) {
    bool beside_free = false;
    for (const Peak& peak : model.peaks)
        beside_free |= peak.free && std::abs(peak.shape.mean - position) < 2 * fwhm_per_sd * peak.shape.sd;
    if (!beside_free) return false;
    Deconvolution trial = model;
    trial.peaks.push_back({{position, width_near(model, prior, position), prior.asymmetry}, {}, 0});
    trial.fit.replace_profiles(profiles_of(trial.peaks, trial.fit.island()));
    trial.fit.fit_shape_ions(0);
    return is_echo(trial, trial.peaks.size() - 1);
}

void grow(Deconvolution& model, const ShapePrior& prior, double first, double last, const Parameters& parameters) {
    for (bool grown = true; grown;) {
        grown = false;
        const double usual = std::exp(prior.log_sd);
        ProposalMap map(model.fit, usual, prior, first, last);
        model.fit.use_shape_ions(informative_ions(model.fit));
        const double price = std::log(static_cast<double>(std::max<std::size_t>(model.fit.measured_points(), 2)));
        for (int failures = 0; failures < most_failures && !grown; ++failures) {
            const auto proposal = map.best();
            if (!proposal ||
                proposal->gain < parameters.delta_bic + 0.5 * price * static_cast<double>(3 + proposal->ions))
                break;
            if (repeats_free_peak(model, proposal->position, prior)) {
                map.mask(proposal->position, fwhm_per_sd * usual);
                continue;
            }
            auto added =
                with_peak(model, proposal->position, prior, width_near(model, prior, proposal->position), parameters);
            if (added && !is_sound(*added, parameters)) added.reset();
            auto freed = with_free_profile(model, proposal->position);
            if (freed && added && added->bic <= freed->bic) freed.reset();
            auto& best = freed ? freed : added;
            if (best && best->bic < model.bic - parameters.delta_bic) {
                model = std::move(*best);
                grown = true;
            } else {
                map.mask(proposal->position, 0.5 * fwhm_per_sd * usual);
            }
        }
    }
}

// The least that the information criterion rises by when a component is left out: the rise of chi2 that its areas tell
// without any refitting, less what its terms cost.
double price_of_removal(const Deconvolution& model, std::size_t k) {
    double gain = 0, terms = model.peaks[k].free ? model.peaks[k].free_terms : 3;
    for (std::size_t m = 0; m < model.fit.island().ions(); ++m) {
        const double u = model.fit.area_error(m, k);
        if (!(u > 0)) continue;
        const double z = model.fit.area(m, k) / u;
        gain += z * z;
        terms += z > 2;
    }
    const double n = static_cast<double>(std::max<std::size_t>(model.fit.measured_points(), 2));
    return misfit_of(model.fit.chi2() + gain, n) - misfit_of(model.fit.chi2(), n) - terms * std::log(n);
}

void shrink(Deconvolution& model, const ShapePrior& prior, const Parameters& parameters) {
    for (bool shrunk = true; shrunk && model.peaks.size() > 1;) {
        shrunk = false;
        for (std::size_t k = 0; k < model.peaks.size() && !shrunk; ++k) {
            if (price_of_removal(model, k) > 20 * parameters.delta_bic) continue;
            Deconvolution trial = model;
            trial.peaks.erase(trial.peaks.begin() + static_cast<std::ptrdiff_t>(k));
            trial.fit.fit(profiles_of(trial.peaks, trial.fit.island()), 1);
            if (information_criterion(trial.fit, trial.peaks) > model.bic + 20 * parameters.delta_bic) continue;
            trial.fit.use_shape_ions(informative_ions(model.fit));
            fit_peaks(trial.fit, trial.peaks, prior, fwhm_per_sd * std::exp(prior.log_sd), iterations);
            trial.bic = information_criterion(trial.fit, trial.peaks);
            if (trial.bic > model.bic + parameters.delta_bic) continue;
            model = std::move(trial);
            shrunk = true;
        }
    }
}

// Where the shapes leave much unexplained, each peak in turn gets a free profile if that is worth its terms.
void refine(Deconvolution& model, const Parameters& parameters) {
    for (std::size_t k = 0; k < model.peaks.size(); ++k) {
        if (model.peaks[k].free || model.fit.chi2() < poor_misfit * static_cast<double>(model.fit.measured_points()))
            continue;
        Deconvolution trial = model;
        trial.fit.use_shape_ions(informative_ions(model.fit));
        free_peak(trial.fit, trial.peaks, k, free_rounds);
        trial.bic = information_criterion(trial.fit, trial.peaks);
        if (trial.bic < model.bic - parameters.delta_bic && is_sound(trial, parameters)) model = std::move(trial);
    }
}

// One peak of the usual shape at each start, fitted.
Deconvolution model_from(const Island& island, const NoiseModel& noise, const ShapePrior& prior,
                         std::span<const double> starts) {
    Deconvolution model{{}, JointFit(island, noise), 0};
    for (const double start : starts) model.peaks.push_back({prior.shape_at(start), {}, 0});
    model.fit.use_shape_ions(informative_ions(model.fit));
    const double reach = starts.size() > 1 ? fwhm_per_sd : 3 * fwhm_per_sd;
    fit_peaks(model.fit, model.peaks, prior, reach * std::exp(prior.log_sd), first_iterations);
    model.bic = information_criterion(model.fit, model.peaks);
    return model;
}

}  // namespace

std::vector<std::size_t> informative_ions(const JointFit& fit) {
    const std::size_t ions = fit.island().ions();
    const auto n = static_cast<std::size_t>(fit.island().n_scans);
    std::vector<char> chosen(ions, 0);
    std::vector<double> signal(ions), misfit(ions), own(ions);
    for (std::size_t m = 0; m < ions; ++m) {
        const auto y = fit.island().ion_counts(m), r = fit.residual(m), w = fit.weight(m);
        for (std::size_t i = 0; i < n; ++i) {
            signal[m] += w[i] * y[i] * y[i];
            misfit[m] += w[i] * r[i] * r[i];
        }
    }
    choose(signal, ions_by_signal, chosen);
    if (fit.components() > 0) choose(misfit, ions_by_misfit, chosen);
    for (std::size_t k = 0; k < fit.components(); ++k) {
        for (std::size_t m = 0; m < ions; ++m)
            own[m] = fit.area_error(m, k) > 0 ? fit.area(m, k) / fit.area_error(m, k) : 0;
        choose(own, ions_a_component, chosen);
    }
    std::vector<std::size_t> out;
    for (std::size_t m = 0; m < ions; ++m)
        if (chosen[m]) out.push_back(m);
    return out;
}

bool culminates(const JointFit& fit, std::size_t k) {
    const std::size_t alone[] = {k};
    const std::vector<double> own = spectrum_of(fit, k, 3), sum = signal_of(fit, own, alone, Baseline::kept);
    const auto [apex, height] = fit.profiles()[k].apex();
    const double at = apex - fit.island().first_scan, reach = valley_reach * fit.profiles()[k].widths().full;
    double top = 0, left = 1e300, right = 1e300;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const double x = static_cast<double>(i) - at;
        if (std::abs(x) <= 1) top = std::max(top, sum[i]);
        if (x < 0 && x >= -reach) left = std::min(left, sum[i]);
        if (x > 0 && x <= reach) right = std::min(right, sum[i]);
    }
    return top - std::max(left, right) > least_rise * height * total(own);
}

double information_criterion(JointFit& fit, const std::vector<Peak>& peaks) {
    const double n = static_cast<double>(std::max<std::size_t>(fit.measured_points(), 2));
    const double misfit = misfit_of(fit.chi2(), n);
    double terms = static_cast<double>(fit.significant_terms());
    for (const Peak& peak : peaks) terms += peak.free ? peak.free_terms : 3;
    return misfit + terms * std::log(n);
}

Deconvolution deconvolve(const Island& island, const NoiseModel& noise, const ShapePrior& prior,
                         std::span<const double> starts, double first, double last, const Parameters& parameters) {
    expect(!starts.empty(), "a deconvolution starts somewhere");
    Deconvolution model = model_from(island, noise, prior, starts.first(1));
    grow(model, prior, first, last, parameters);
    shrink(model, prior, parameters);
    refine(model, parameters);
    if (starts.size() == model.peaks.size() || !is_hopeless(model)) return model;
    // One peak after the other led nowhere: start from all that was perceived.
    for (std::size_t count = std::min(starts.size(), most_starts); count > 1; --count) {
        Deconvolution other = model_from(island, noise, prior, starts.first(count));
        if (!is_sound(other, parameters)) continue;
        grow(other, prior, first, last, parameters);
        shrink(other, prior, parameters);
        refine(other, parameters);
        if (other.bic < model.bic - parameters.delta_bic) model = std::move(other);
        break;
    }
    return model;
}

}  // namespace spec::gcms
