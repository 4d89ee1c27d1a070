"""Measurement accuracy: bounds and changes of axes."""

from math import degrees, radians

from rangering.radar.accuracy import (
    converted_mean_m,
    monopulse_sigma_rad,
    phase_step_sigma_rad,
    polar_covariance_m2,
    radial_speed_sigma_m_s,
    range_sigma_m,
)
from rangering.radar.decibel import ratio_from_db


def _range(given, folder):
    if not given["spectrum"].startswith("rectangular"):
        raise ValueError("only a rectangular spectrum")
    return range_sigma_m(given["bandwidth_Hz"], ratio_from_db(given["energy_to_noise_E_over_N0_dB"]))


def _radial_speed(given, folder):
    energy_ratio = ratio_from_db(given["energy_to_noise_E_over_N0_dB"])
    return radial_speed_sigma_m_s(given["dwell_s"], given["wavelength_m"], energy_ratio)


def _frequency(given, folder):
    return phase_step_sigma_rad(given["n_samples"], ratio_from_db(given["snr_per_sample_dB"]))


def _monopulse(given, folder):
    sigma_rad = monopulse_sigma_rad(
        radians(given["beamwidth_3dB_deg"]),
        given["monopulse_slope_km"],
        ratio_from_db(given["snr_dB"]),
        given["n_pulses"],
    )
    return degrees(sigma_rad)


def _covariance(given, folder):
    east_east, east_north, north_north = polar_covariance_m2(
        given["range_m"],
        radians(given["azimuth_from_north_deg"]),
        given["sigma_range_m"],
        radians(given["sigma_azimuth_deg"]),
    )
    return [[east_east, east_north], [east_north, north_north]]


def _converted_mean(given, folder):
    return converted_mean_m(
        given["range_m"], radians(given["azimuth_from_north_deg"]), radians(given["sigma_azimuth_deg"])
    )


ANSWERS = {
    "crlb_range_flat_spectrum": _range,
    "crlb_radial_velocity_rectangular_dwell": _radial_speed,
    "crlb_frequency_complex_sinusoid": _frequency,
    "monopulse_angle_accuracy": _monopulse,
    "polar_to_cartesian_covariance_linearised": _covariance,
    "mean_of_converted_polar_measurement": _converted_mean,
}
