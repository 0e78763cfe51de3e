#pragma once

namespace spec::gcms {

/// Every number that decides what a component is. Plain values, so that a method file can set each and print each.
struct Parameters {
    double bin_offset = 0.38;          ///< u; a unit-mass bin is floor(m/z + bin_offset)
    int noise_segment_scans = 13;      ///< scans; length of the stretches from which the counting noise is estimated
    double proportional_noise = 0.02;  ///< relative; part of the noise that grows with the signal itself
    double detection_z = 5;            ///< standard deviations; least matched-filter response of an ion peak
    double support_z = 6;              ///< standard errors; least area of an ion that carries a component
    double strong_ion_z = 20;          ///< standard deviations; a single ion as strong as this makes a component
    int minimum_ions = 3;              ///< ions; least number of ion peaks that reveal a component
    double apex_distance_scans = 0.5;  ///< scans; components closer than this are one
    double delta_bic = 10;             ///< fall of the information criterion that justifies a further component
    double island_reach =
        2.5;                  ///< peak widths; components whose surroundings of this reach overlap are fitted together
    double listed_ion_u = 1;  ///< standard errors; a deconvolved ion below this is not listed in the spectrum
};

}  // namespace spec::gcms
