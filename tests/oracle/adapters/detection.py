"""Radar equation, detection, CFAR and integration over looks."""

import numpy as np

from rangering.radar.approximations import albersheim_snr_db, shnidman_snr_db
from rangering.radar.binary_integration import (
    confirmation_probabilities,
    cumulative_probabilities,
    expected_looks_to_consecutive_hits,
    m_of_n_probability,
)
from rangering.radar.cfar import (
    cell_averaging_loss_db,
    cell_averaging_multiplier,
    cell_averaging_snr_ratio,
    ordered_statistic_multiplier,
)
from rangering.radar.decibel import db_from_ratio, ratio_from_db
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.radar.range_equation import (
    pulse_sensitivity_m2,
    range_at_snr_m,
    search_sensitivity_m2,
    snr_ratio_at,
)


def _pd(given, folder):
    threshold = detection_threshold(given["pfa"], given["n_pulses"])
    snr_ratio = ratio_from_db(given["snr_per_pulse_dB"])
    return detection_probability(snr_ratio, threshold, given["pfa"], given["n_pulses"], given["swerling"])


def _threshold(given, folder):
    return detection_threshold(given["pfa"], given["n_pulses"])


def _required_snr(given, folder):
    return db_from_ratio(required_snr_ratio(given["pd"], given["pfa"], given["n_pulses"], given["swerling"]))


def _albersheim(given, folder):
    return albersheim_snr_db(given["pd"], given["pfa"], given["n_pulses"])


def _shnidman(given, folder):
    return shnidman_snr_db(given["pd"], given["pfa"], given["n_pulses"], given["swerling"])


def _pulse_sensitivity(given):
    return pulse_sensitivity_m2(
        given["peak_power_W"],
        ratio_from_db(given["antenna_gain_dBi"]),
        given["frequency_Hz"],
        given["noise_bandwidth_Hz"],
        ratio_from_db(given["noise_figure_dB"]),
        ratio_from_db(given["losses_dB"]),
        given["reference_temperature_K"],
    )


def _snr(given, folder):
    return db_from_ratio(snr_ratio_at(_pulse_sensitivity(given), given["rcs_m2"], given["range_m"], 0.0))


def _max_range(given, folder):
    snr_ratio = ratio_from_db(given["required_snr_dB"])
    return range_at_snr_m(_pulse_sensitivity(given), given["rcs_m2"], snr_ratio, 0.0)


def _search_range(given, folder):
    sensitivity_m2 = search_sensitivity_m2(
        given["average_power_W"],
        given["aperture_m2"],
        given["system_temperature_K"],
        given["search_time_s"],
        given["search_solid_angle_sr"],
        ratio_from_db(given["losses_dB"]),
    )
    return range_at_snr_m(sensitivity_m2, given["rcs_m2"], ratio_from_db(given["required_snr_dB"]), 0.0)


def _cumulative(given, folder):
    return cumulative_probabilities(np.full(given["scans"], float(given["pd_per_scan"])))[-1]


def _m_of_n(given, folder):
    return m_of_n_probability(float(given["p"]), given["m"], given["n"])


def _confirmation(given, folder):
    looks = np.full(given["scans_available"], float(given["pd_per_scan"]))
    return confirmation_probabilities(looks, given["m"], given["n"])[-1]


def _consecutive(given, folder):
    return expected_looks_to_consecutive_hits(given["pd_per_scan"], given["m"])


def _cell_averaging(given, folder):
    if (given["target"], given["detector"]) != ("Swerling 1, single pulse", "square law"):
        raise ValueError("only Swerling 1, one pulse, square law")
    pd, pfa, cell_count = given["pd"], given["pfa"], given["reference_cells"]
    return {
        "threshold_multiplier_on_mean": cell_averaging_multiplier(pfa, cell_count),
        "required_snr_dB": db_from_ratio(cell_averaging_snr_ratio(pd, pfa, cell_count)),
        "cfar_loss_dB": cell_averaging_loss_db(pd, pfa, cell_count),
    }


def _ordered_statistic(given, folder):
    if given["detector"] != "square law":
        raise ValueError("only the square law")
    return ordered_statistic_multiplier(given["pfa"], given["reference_cells"], given["rank"])


ANSWERS = {
    "detection_probability": _pd,
    "normalised_threshold_square_law": _threshold,
    "required_snr_per_pulse": _required_snr,
    "albersheim_required_snr": _albersheim,
    "shnidman_required_snr": _shnidman,
    "radar_equation_snr": _snr,
    "radar_equation_max_range": _max_range,
    "search_radar_equation_range": _search_range,
    "cumulative_detection_independent_scans": _cumulative,
    "m_of_n_probability": _m_of_n,
    "sliding_window_confirmation_probability": _confirmation,
    "expected_scans_to_m_consecutive_hits": _consecutive,
    "ca_cfar_multiplier_and_loss_swerling1": _cell_averaging,
    "os_cfar_multiplier": _ordered_statistic,
}
