"""Measurement accuracy: bounds and changes of axes."""

from math import degrees

from rangering.radar.accuracy import (
    converted_mean_m,
    monopulse_sigma_rad,
    phase_step_sigma_rad,
    polar_covariance_m2,
    radial_speed_sigma_m_s,
    range_sigma_m,
)


def _range(given):
    given.states("spectrum", "rectangular", "rectangular (LFM-like)", "flat")
    return range_sigma_m(given("bandwidth", "Hz"), given("energy_to_noise_E_over_N0", "ratio"))


def _radial_speed(given):
    energy_ratio = given("energy_to_noise_E_over_N0", "ratio")
    return radial_speed_sigma_m_s(given("dwell", "s"), given.wavelength_m(), energy_ratio)


def _frequency(given):
    return phase_step_sigma_rad(given.count("n_samples", 2), given("snr_per_sample", "ratio"))


def _monopulse(given):
    sigma_rad = monopulse_sigma_rad(
        given("beamwidth_3dB", "rad", least=0.0),
        given("monopulse_slope_km", ""),  # the slope's name is k_m: no kilometres
        given("snr", "ratio"),
        given.count("n_pulses"),
    )
    return degrees(sigma_rad)


def _covariance(given):
    east_east, east_north, north_north = polar_covariance_m2(
        given("range", "m", least=0.0),
        given("azimuth_from_north", "rad"),
        given("sigma_range", "m", least=0.0),
        given("sigma_azimuth", "rad", least=0.0),
    )
    return [[east_east, east_north], [east_north, north_north]]


def _converted_mean(given):
    azimuth_rad, sigma_rad = given("azimuth_from_north", "rad"), given("sigma_azimuth", "rad", least=0.0)
    return list(converted_mean_m(given("range", "m", least=0.0), azimuth_rad, sigma_rad))


ANSWERS = {
    "crlb_range_flat_spectrum": _range,
    "crlb_radial_velocity_rectangular_dwell": _radial_speed,
    "crlb_frequency_complex_sinusoid": _frequency,
    "monopulse_angle_accuracy": _monopulse,
    "polar_to_cartesian_covariance_linearised": _covariance,
    "mean_of_converted_polar_measurement": _converted_mean,
}
