#include <algorithm>
#include <cmath>
#include <exception>
#include <iterator>
#include <spec/core/error.hpp>
#include <spec/gcms/background.hpp>
#include <spec/gcms/components.hpp>
#include <spec/gcms/deconvolution.hpp>
#include <spec/gcms/islands.hpp>
#include <spec/gcms/scan_skew.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_scans = 5;
constexpr double fwhm_per_sd = 2.3548200450309493;
constexpr std::size_t few_ions = 15;  // a full scan of an organic compound shows more
constexpr std::size_t shape_samples = 12;
constexpr double plentiful_z = 20;  // standard errors from which an area is limited by the shape, not by counts
constexpr double least_share_of_apex = 1e-4;  // of a profile's height: where it is lower it has no part in the signal

/// All that is known of a run before its islands are fitted.
struct RunModel {
    IonMatrix matrix;
    NoiseModel noise;
    double skew = 0;        // scans per u
    double width = 0;       // usual full width at half maximum, scans
    double saturation = 0;  // counts, 0 when unknown
    ShapePrior prior;
    Background background;
};

double time_at(const IonMatrix& matrix, double position) {
    const double at = std::clamp(position, 0.0, static_cast<double>(matrix.scans() - 1));
    const auto i = static_cast<std::size_t>(std::min(at, static_cast<double>(matrix.scans() - 2)));
    return matrix.time_s[i] + (at - static_cast<double>(i)) * (matrix.time_s[i + 1] - matrix.time_s[i]);
}

// Apex scans minus the mean of both flanks of one ion; 0 where it does not stand out of its noise.
double apex_counts(const Island& island, const NoiseModel& noise, std::size_t m, double apex,
                   const Profile::Widths& w) {
    const auto y = island.ion_counts(m);
    const double at = apex - island.first_scan - island.offset[m];
    const auto mean = [&](double from, double to) {
        const int low = std::clamp(static_cast<int>(std::ceil(from)), 0, island.n_scans - 1);
        const int high = std::clamp(static_cast<int>(std::floor(to)), low, island.n_scans - 1);
        double sum = 0;
        for (int i = low; i <= high; ++i) sum += y[static_cast<std::size_t>(i)];
        return std::pair{sum / (high - low + 1), high - low + 1};
    };
    const auto [top, scans] = mean(at - 0.5 * w.full, at + 0.5 * w.full);
    const double left = mean(at - 3 * w.leading - 2, at - 3 * w.leading).first;
    const double right = mean(at + 3 * w.trailing, at + 3 * w.trailing + 2).first;
    const double net = top - 0.5 * (left + right);
    return net < 3 * std::sqrt(noise.variance(top) / scans) ? 0 : net;
}

// Share of the signal within half a width of the apex that the component explains.
double purity_of(const JointFit& fit, std::size_t k, double apex, double full_width) {
    const Island& island = fit.island();
    std::vector<double> p(static_cast<std::size_t>(island.n_scans));
    double own = 0, all = 0;
    for (std::size_t m = 0; m < island.ions(); ++m) {
        fit.sample(fit.profiles()[k], m, p);
        const double at = apex - island.first_scan - island.offset[m];
        const int low = std::max(0, static_cast<int>(std::ceil(at - 0.5 * full_width)));
        const int high = std::min(island.n_scans - 1, static_cast<int>(std::floor(at + 0.5 * full_width)));
        for (int i = low; i <= high; ++i) {
            own += fit.area(m, k) * p[static_cast<std::size_t>(i)];
            all += island.ion_counts(m)[static_cast<std::size_t>(i)] - fit.baseline(m, i);
        }
    }
    return all > 0 ? std::clamp(own / all, 0.0, 1.0) : 0;
}

// Whether enough ions carry the component: three of support_z standard errors, or one that stands far out.
bool is_substantial(const JointFit& fit, std::size_t k, const Parameters& parameters) {
    int ions = 0;
    for (std::size_t m = 0; m < fit.island().ions(); ++m) {
        const double u = fit.area_error(m, k);
        if (!(u > 0)) continue;
        ions += fit.area(m, k) >= parameters.support_z * u;
        if (fit.area(m, k) >= parameters.strong_ion_z * u) return true;
    }
    return ions >= parameters.minimum_ions;
}

// Area of an ion on a component with what the model leaves shared in proportion: where counts are plentiful a peak is
// known better than any model of its shape.
double observed_area(const JointFit& fit, std::size_t m, std::size_t k) {
    const Island& island = fit.island();
    const auto n = static_cast<std::size_t>(island.n_scans);
    std::vector<double> own(n), all(n, 0.0), p(n);
    for (std::size_t l = 0; l < fit.components(); ++l) {
        fit.sample(fit.profiles()[l], m, p);
        for (std::size_t i = 0; i < n; ++i) all[i] += fit.area(m, l) * p[i];
        if (l == k) own = p;
    }
    const double least = least_share_of_apex * *std::max_element(own.begin(), own.end());
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double fitted = fit.area(m, k) * own[i];
        const bool known = island.ion_state(m)[i] == PointState::measured && own[i] > least && all[i] > 0;
        const double signal = island.ion_counts(m)[i] - fit.baseline(m, static_cast<int>(i));
        sum += known ? std::max(0.0, signal) * fitted / all[i] : fitted;
    }
    return sum;
}

Component describe(const RunModel& run, const Deconvolution& model, std::size_t k, const Parameters& parameters) {
    const JointFit& fit = model.fit;
    const Island& island = fit.island();
    const Profile& profile = fit.profiles()[k];
    const auto [apex, height] = profile.apex();
    const auto widths = profile.widths();
    Component c;
    double greatest = 0, base_offset = 0;
    for (std::size_t m = 0; m < island.ions(); ++m) {
        const double mz = run.matrix.mz[island.ion[m]];
        double area = fit.area(m, k);
        if (const double counts = apex_counts(island, run.noise, m, apex, widths); counts > 0) {
            c.apex_spectrum.mz.push_back(mz);
            c.apex_spectrum.intensity.push_back(counts);
        }
        if (!(area > 0)) continue;
        if (area > plentiful_z * fit.area_error(m, k)) area = observed_area(fit, m, k);
        c.area += area * run.matrix.scan_step_s;
        c.height += area * height;
        if (area < parameters.listed_ion_u * fit.area_error(m, k)) continue;
        c.spectrum.mz.push_back(mz);
        c.spectrum.intensity.push_back(area * height);
        c.spectrum_error.push_back(fit.area_error(m, k) * height);
        if (area > greatest) {
            greatest = area;
            base_offset = island.offset[m];
        }
        if (island.saturated[m])
            c.notes.push_back("m/z " + std::to_string(run.matrix.mz[island.ion[m]]) + " is saturated");
    }
    c.retention_time_s = time_at(run.matrix, apex - base_offset);
    if (auto note = siloxane_note(c.spectrum)) c.notes.push_back(std::move(*note));
    if (run.background.solvent_until_s && c.retention_time_s < *run.background.solvent_until_s)
        c.notes.emplace_back("it elutes in the tail of the solvent");
    c.width_s = widths.full * run.matrix.scan_step_s;
    if (widths.leading > 0) c.tailing = widths.trailing / widths.leading;
    c.purity = purity_of(fit, k, apex, widths.full);
    return c;
}

std::vector<Component> components_of(const RunModel& run, const IslandPlan& plan, const Parameters& parameters) {
    const Island island = cut_island(run.matrix, plan.first_scan, plan.last_scan, run.skew, run.saturation);
    std::vector<Component> components;
    if (island.ions() == 0) return components;
    const Deconvolution model = deconvolve(island, run.noise, run.prior, plan.starts, plan.from, plan.to, parameters);
    for (std::size_t k = 0; k < model.peaks.size(); ++k) {
        if (!is_substantial(model.fit, k, parameters) || !culminates(model.fit, k)) continue;
        Component c = describe(run, model, k, parameters);
        if (!c.spectrum.mz.empty()) components.push_back(std::move(c));
    }
    return components;
}

// A run of few masses cannot say what a full spectrum says.
void note_selected_ions(const GcmsRun& run, const IonMatrix& matrix, std::vector<std::string>& notes) {
    if (run.scan_mode != ScanMode::selected_ions && matrix.ions() >= few_ions) return;
    notes.push_back("only " + std::to_string(matrix.ions()) +
                    " masses were recorded (selected ions): no full spectra, so that a library search says little");
}

// Single peaks fitted to the strongest places tell what peaks of this run look like.
ShapePrior learn_shape(const RunModel& run, const std::vector<double>& widths,
                       std::vector<PerceivedComponent> perceived) {
    ShapePrior wide;
    wide.log_sd = std::log(run.width / fwhm_per_sd);
    wide.least_sd = 0.6 * widths.front() / fwhm_per_sd;
    wide.most_sd = 2 * widths.back() / fwhm_per_sd;
    std::stable_sort(perceived.begin(), perceived.end(),
                     [](const auto& a, const auto& b) { return a.strength > b.strength; });
    std::vector<double> taken;
    std::vector<std::pair<double, PeakShape>> samples;  // by misfit
    for (const PerceivedComponent& c : perceived) {
        if (taken.size() >= shape_samples) break;
        const auto is_near = [&](double at) { return std::abs(at - c.apex_scan) < 5 * run.width; };
        if (std::any_of(taken.begin(), taken.end(), is_near)) continue;
        taken.push_back(c.apex_scan);
        const int reach = static_cast<int>(std::lround(3 * run.width)), last = static_cast<int>(run.matrix.scans()) - 1;
        const int at = static_cast<int>(std::lround(c.apex_scan));
        const Island island = cut_island(run.matrix, std::clamp(at - reach, 0, last), std::clamp(at + reach, 0, last),
                                         run.skew, run.saturation);
        if (island.ions() < 3) continue;
        JointFit fit(island, run.noise);
        fit.use_shape_ions(informative_ions(fit));
        std::vector<Peak> peaks{{wide.shape_at(c.apex_scan), {}, 0}};
        fit_peaks(fit, peaks, wide, run.width, 10);
        samples.emplace_back(fit.chi2() / static_cast<double>(fit.measured_points()), peaks[0].shape);
    }
    if (samples.size() < 3) return wide;
    std::stable_sort(samples.begin(), samples.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    samples.resize((samples.size() + 1) / 2);
    std::vector<double> log_sd, asymmetry;
    for (const auto& [misfit, shape] : samples) {
        log_sd.push_back(std::log(shape.sd));
        asymmetry.push_back(shape.asymmetry);
    }
    ShapePrior prior = wide;
    prior.log_sd = numeric::median(log_sd);
    prior.log_sd_spread = std::max(0.1, numeric::robust_sd(log_sd));
    prior.asymmetry = std::clamp(numeric::median(asymmetry), -0.9, 0.9);
    prior.asymmetry_spread = std::max(0.15, numeric::robust_sd(asymmetry));
    return prior;
}

}  // namespace

std::vector<Component> find_components(const GcmsRun& run, const Parameters& parameters,
                                       std::vector<std::string>& notes) {
    RunModel model;
    model.matrix = to_ion_matrix(run, parameters.bin_offset, notes);
    if (model.matrix.scans() < least_scans) {
        notes.push_back("no components sought: the run has " + std::to_string(model.matrix.scans()) +
                        " scans (expected " + std::to_string(least_scans) + " or more)");
        return {};
    }
    note_selected_ions(run, model.matrix, notes);
    model.background = find_background(model.matrix, notes);
    model.noise = fit_noise(model.matrix, parameters, notes);
    model.saturation = run.saturation_intensity.value_or(0);
    const auto widths = peak_widths(model.matrix, model.noise);
    model.width = widths[1];
    auto peaks = find_ion_peaks(model.matrix, model.noise, widths, parameters);
    model.skew = fit_scan_skew(model.matrix, peaks);
    for (IonPeak& p : peaks)
        p.apex_scan += model.skew * (model.matrix.mz.back() - model.matrix.mz[static_cast<std::size_t>(p.ion)]);
    const auto perceived = perceive(std::move(peaks), model.matrix.scans(), parameters);
    model.prior = learn_shape(model, widths, perceived);
    const auto plans = plan_islands(perceived, model.matrix, model.width, model.skew, parameters);

    std::vector<std::vector<Component>> found(plans.size());
    std::vector<std::exception_ptr> failures(plans.size());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t i = 0; i < plans.size(); ++i) {
        try {
            found[i] = components_of(model, plans[i], parameters);
        } catch (...) {
            failures[i] = std::current_exception();
        }
    }
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);

    std::vector<Component> components;
    for (auto& part : found)
        components.insert(components.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
    std::stable_sort(components.begin(), components.end(),
                     [](const Component& a, const Component& b) { return a.retention_time_s < b.retention_time_s; });
    for (std::size_t i = 0; i < components.size(); ++i) components[i].id = static_cast<int>(i) + 1;
    return components;
}

}  // namespace spec::gcms
