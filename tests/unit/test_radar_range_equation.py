"""Range from parameters and from claims, beams, cross-sections and accuracy, against printed figures."""

import numpy as np
import pytest

from rangering.errors import ScenarioError
from rangering.radar.accuracy import (
    converted_mean_m,
    monopulse_sigma_rad,
    phase_step_sigma_rad,
    polar_covariance_m2,
    radial_speed_sigma_m_s,
    range_sigma_m,
    with_floor,
)
from rangering.radar.beam import beam_loss_db, dwell_s, pulses_on_target, within_elevation, within_sector
from rangering.radar.cross_section import aspect_cross_section_m2, flat_plate_cross_section_m2
from rangering.radar.decibel import ratio_from_db
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.radar.range_equation import (
    Claim,
    claimed_sensitivity_m2,
    dwell_sensitivity_m2,
    pulse_sensitivity_m2,
    range_at_snr_m,
    snr_ratio_at,
)

pytestmark = pytest.mark.both_ways

CLAIM = Claim(range_m=227e3, cross_section_m2=1.0)  # the catalog's generic long-range S-band radar


def test_catalog_generic_radar_reaches_its_claim_with_its_own_parameters():
    beam_s = dwell_s(np.radians(2.0), 12.0, 0.0) / 10.0  # ten elevation beams share the dwell
    assert beam_s == pytest.approx(6.7e-3, rel=0.01)
    sensitivity_m2 = dwell_sensitivity_m2(
        6.6e3 * beam_s, ratio_from_db(38.0), 299_792_458.0 / 0.1, 800.0, ratio_from_db(12.0)
    )
    reach_m = range_at_snr_m(sensitivity_m2, 1.0, required_snr_ratio(0.5, 1e-6), 0.0)
    assert reach_m == pytest.approx(227e3, rel=0.003)  # power printed as 6.6 kW: 0.05 / 6.6 / 4, and 12.8 dB


@pytest.mark.parametrize(
    ("cross_section_m2", "printed_km"), [(0.003, 53), (0.1, 128), (2.0, 270), (10.0, 404)]
)
def test_catalog_class_table_by_the_fourth_root(cross_section_m2, printed_km):
    reach_m = range_at_snr_m(
        claimed_sensitivity_m2(CLAIM), cross_section_m2, required_snr_ratio(0.5, 1e-6), 0.0
    )
    assert reach_m == pytest.approx(printed_km * 1e3, abs=501)


@pytest.mark.parametrize(("pd", "printed_share"), [(0.8, 0.747), (0.9, 0.618)])
def test_catalog_range_shares_at_higher_probability(pd, printed_share):
    sensitivity_m2 = claimed_sensitivity_m2(CLAIM)
    reach_m = range_at_snr_m(sensitivity_m2, 1.0, required_snr_ratio(pd, 1e-6), 0.0)
    assert reach_m / CLAIM.range_m == pytest.approx(printed_share, abs=5.1e-4)


def test_cielo_cerrado_single_scan_probabilities_beyond_the_nominal_range():
    # Catalog row "single-scan detection": Pd at 1.0 to 1.5 times the range, two printed figures.
    printed = {1.0: 0.50, 1.1: 0.37, 1.2: 0.26, 1.3: 0.16, 1.4: 0.10, 1.5: 0.05}
    sensitivity_m2, threshold = claimed_sensitivity_m2(CLAIM), detection_threshold(1e-6, 1)
    for share, pd in printed.items():
        snr_ratio = snr_ratio_at(sensitivity_m2, 1.0, share * CLAIM.range_m, 0.0)
        assert detection_probability(snr_ratio, threshold, 1e-6, 1, 1) == pytest.approx(pd, abs=0.006)


def test_a_claim_holds_at_its_own_condition_whichever_way_its_loss_is_counted():
    stated = Claim(150e3, 5.0, 0.9, 1e-8, 16, 3)
    snr_ratio = required_snr_ratio(0.9, 1e-8, 16, 3)
    relative_m2 = claimed_sensitivity_m2(stated)
    absolute_m2 = claimed_sensitivity_m2(stated._replace(two_way_loss_db=3.2))
    assert snr_ratio_at(relative_m2, 5.0, 150e3, 0.0) == pytest.approx(snr_ratio, rel=1e-12)
    assert snr_ratio_at(absolute_m2, 5.0, 150e3, 3.2) == pytest.approx(snr_ratio, rel=1e-12)


def test_whole_metres_do_not_overflow():
    assert snr_ratio_at(1e20, 1, 400_000, 0) == pytest.approx(1e20 / 2.56e22, rel=1e-12)


def test_a_set_of_parameters_is_its_energy_over_its_noise():
    by_pulse = pulse_sensitivity_m2(1e5, 6e3, 3e9, 1e6, 2.0, 4.0)
    assert by_pulse == pytest.approx(dwell_sensitivity_m2(0.1, 6e3, 3e9, 580.0, 4.0), rel=1e-12)


@pytest.mark.parametrize("claim", [Claim(0.0, 1.0), Claim(1e5, -1.0), Claim(np.nan, 1.0), Claim(np.inf, 1.0)])
def test_a_claim_of_nothing_is_refused(claim):
    with pytest.raises(ScenarioError, match="claim"):
        claimed_sensitivity_m2(claim)


def test_skolnik_fifteen_pulses_per_scan():
    # 300 Hz, 1.5° and 5 turns a minute: 15 hits (Skolnik, Introduction to Radar Systems, pulses per scan).
    assert pulses_on_target(dwell_s(np.radians(1.5), 12.0, 0.0), 300.0) == 15


def test_a_dwell_is_longer_overhead_and_never_longer_than_a_turn():
    assert dwell_s(0.02, 10.0, np.radians(60.0)) == pytest.approx(2.0 * dwell_s(0.02, 10.0, 0.0), rel=1e-12)
    assert dwell_s(0.02, 10.0, np.pi / 2) == 10.0
    assert pulses_on_target(1e-6, 300.0) == 1


def test_itu_main_lobe_rule_of_twelve_decibels():
    # ITU-R F.1336 main lobe: 12 (θ/θ₃)² dB; two printed figures against 12.04.
    for share in (0.25, 0.5, 1.0):
        assert beam_loss_db(share * 0.03, 0.03) == pytest.approx(12.0 * share**2, rel=0.005)


def test_sectors_across_north_and_all_round():
    north_rad, width_rad = np.radians(350.0), np.radians(60.0)
    inside = [within_sector(np.radians(d), north_rad, width_rad) for d in (319, 320, 355, 0, 20, 21, 170)]
    assert inside == [False, True, True, True, True, False, False]
    assert all(within_sector(np.radians(d), 1.0, 2.0 * np.pi) for d in range(0, 360, 15))


def test_elevation_limits_include_their_edges():
    limits = np.radians(-1.0), np.radians(45.0)
    inside = [within_elevation(np.radians(d), *limits) for d in (-1.1, -1.0, 20.0, 45.0, 45.1)]
    assert inside == [False, True, True, True, False]


def test_britannica_flat_plate_of_one_square_metre():
    # Catalog row "flat plate 1 m2 at 3 GHz": 1000 m² rounded, 1257 m² at 0.1 m.
    assert flat_plate_cross_section_m2(1.0, 0.1) == pytest.approx(1257.0, abs=0.5)


def test_a_class_is_met_exactly_on_its_axes():
    ratios = (2.0, 2.5, 1.75, 3.5)  # frontal 2 m², side, rear, belly
    quarter = np.pi / 2
    axes = {
        (0.0, 0.0): 1.0,
        (quarter, 0.0): 2.5,
        (-quarter, 0.0): 2.5,
        (np.pi, 0.0): 1.75,
        (0.7, quarter): 3.5,
    }
    for (aspect_rad, below_rad), ratio in axes.items():
        assert aspect_cross_section_m2(*ratios, aspect_rad, below_rad) == pytest.approx(
            2.0 * ratio, rel=1e-12
        )


def test_accuracy_cases_of_the_validation_set():
    # 05_measurement_tracking: T05-V-crlb-range-5e+06-20, -crlb-vel-0.02-15, -crlb-freq-64, -mono-2.0-20-4.
    assert range_sigma_m(5e6, 100.0) == pytest.approx(1.1687361026829057, rel=1e-9)
    assert radial_speed_sigma_m_s(0.02, 0.03, 10**1.5) == pytest.approx(0.05199445378901463, rel=1e-9)
    assert phase_step_sigma_rad(64, 1.0) == pytest.approx(0.0047847437646934545, rel=1e-9)
    sigma_rad = monopulse_sigma_rad(np.radians(2.0), 1.6, 100.0, 4)
    assert np.degrees(sigma_rad) == pytest.approx(0.044194173824159216, rel=1e-9)


def test_change_of_axes_of_the_validation_set():
    # T05-V-polcov-100-120 and T05-V-polbias-100-120.
    azimuth_rad, sigma_rad = np.radians(120.0), np.radians(0.2)
    assert polar_covariance_m2(1e5, azimuth_rad, 30.0, sigma_rad) == pytest.approx(
        (31136.741978670834, 52371.57336240862, 91610.22593601259), rel=1e-9
    )
    assert converted_mean_m(1e5, azimuth_rad, sigma_rad) == pytest.approx(
        (86602.01276720312, -49999.69538350811), rel=1e-9
    )


def test_a_floor_adds_in_squares():
    assert with_floor(3.0, 4.0) == 5.0
