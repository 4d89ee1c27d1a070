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
from rangering.radar.decibel import db_from_ratio
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.radar.range_equation import (
    pulse_sensitivity_m2,
    range_at_snr_m,
    search_sensitivity_m2,
    snr_ratio_at,
)


def _train(given):
    """Pfa and the number of pulses summed, behind a square law."""
    given.states("detector", "square law")
    return given.probability("pfa"), given.count("n_pulses")


def _swerling(given):
    return given.count("swerling", 0, 4)


def _pd(given):
    pfa, n_pulses = _train(given)
    snr_ratio = given("snr_per_pulse", "ratio")
    threshold = detection_threshold(pfa, n_pulses)
    return detection_probability(snr_ratio, threshold, pfa, n_pulses, _swerling(given))


def _threshold(given):
    return detection_threshold(*_train(given))


def _required_snr(given):
    return db_from_ratio(required_snr_ratio(given.probability("pd"), *_train(given), _swerling(given)))


def _albersheim(given):
    given.states("detector", "linear")
    return albersheim_snr_db(given.probability("pd"), given.probability("pfa"), given.count("n_pulses"))


def _shnidman(given):
    return shnidman_snr_db(given.probability("pd"), *_train(given), _swerling(given))


def _pulse_sensitivity(given):
    return pulse_sensitivity_m2(
        given("peak_power", "W"),
        given("antenna_gain", "ratio"),
        given.frequency_hz(),
        given("noise_bandwidth", "Hz"),
        given("noise_figure", "ratio"),
        given("losses", "ratio"),
        given("reference_temperature", "K"),
    )


def _snr(given):
    range_m = given("range", "m", least=0.0)
    return db_from_ratio(snr_ratio_at(_pulse_sensitivity(given), given("rcs", "m2"), range_m, 0.0))


def _max_range(given):
    snr_ratio = given("required_snr", "ratio")
    return range_at_snr_m(_pulse_sensitivity(given), given("rcs", "m2"), snr_ratio, 0.0)


def _search_range(given):
    sensitivity_m2 = search_sensitivity_m2(
        given("average_power", "W"),
        given("aperture", "m2"),
        given("system_temperature", "K"),
        given("search_time", "s"),
        given("search_solid_angle", "sr"),
        given("losses", "ratio"),
    )
    return range_at_snr_m(sensitivity_m2, given("rcs", "m2"), given("required_snr", "ratio"), 0.0)


def _cumulative(given):
    return cumulative_probabilities(np.full(given.count("scans"), given.probability("pd_per_scan")))[-1]


def _m_of_n(given):
    return m_of_n_probability(given.probability("p"), given.count("m", 0), given.count("n"))


def _confirmation(given):
    looks = np.full(given.count("scans_available"), given.probability("pd_per_scan"))
    return confirmation_probabilities(looks, given.count("m"), given.count("n"))[-1]


def _consecutive(given):
    return expected_looks_to_consecutive_hits(given.probability("pd_per_scan"), given.count("m"))


def _cell_averaging(given):
    given.states("target", "Swerling 1", "Swerling 1, single pulse")
    given.states("detector", "square law")
    pd, pfa, cell_count = given.probability("pd"), given.probability("pfa"), given.count("reference_cells")
    return {
        "threshold_multiplier_on_mean": cell_averaging_multiplier(pfa, cell_count),
        "required_snr_dB": db_from_ratio(cell_averaging_snr_ratio(pd, pfa, cell_count)),
        "cfar_loss_dB": cell_averaging_loss_db(pd, pfa, cell_count),
    }


def _ordered_statistic(given):
    given.states("detector", "square law")
    cells = given.count("reference_cells"), given.count("rank")
    return ordered_statistic_multiplier(given.probability("pfa"), *cells)


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
