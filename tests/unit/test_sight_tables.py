"""Detection tables: the claim's own condition, closed forms between entries, what a lookup may not do."""

from functools import lru_cache
from math import pi, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.catalog.read import load_catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_radar, resolve_target
from rangering.constants import EARTH_RADIUS_M, ISA_PRESSURE_PA, STANDARD_K
from rangering.earth.gas_loss import (
    STANDARD_VAPOUR_DENSITY_KG_M3,
    attenuation_profile_db_m,
    two_way_gas_loss_db,
)
from rangering.errors import ScenarioError
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.radar.range_equation import Claim, claimed_sensitivity_m2, snr_ratio_at
from rangering.sight.kernels import clear_air_range_m
from rangering.sight.lookup import (
    LEVEL_COUNT,
    RANGES_M,
    DetectionTables,
    detection_probability_at,
    fill_probabilities,
)
from rangering.sight.tables import tabulate

CATALOG = load_catalog()
NO_GAS_DB = np.zeros(LEVEL_COUNT)
RADAR = resolve_radar(CATALOG, "s-400/91n6e")
TARGETS = [resolve_target(CATALOG, f"target/{name}") for name in ("fighter", "cruise-missile", "wide-body")]


@lru_cache
def standard_air_db_m(frequency_hz: float) -> np.ndarray:
    return attenuation_profile_db_m(frequency_hz, STANDARD_VAPOUR_DENSITY_KG_M3, ISA_PRESSURE_PA, 0.0)


def gases_db(radar: RadarFacts, range_m: float) -> float:
    """Two-way loss to standard air, a degree above the horizontal, over that of the claim. [dB]"""
    both_db = [
        two_way_gas_loss_db(
            standard_air_db_m(radar.frequency_hz), 0.0, radians(1.0), each_m, STANDARD_K * EARTH_RADIUS_M
        )
        for each_m in (range_m, radar.range_m)
    ]
    return both_db[0] - both_db[1]


def gas_table_db(radar: RadarFacts) -> np.ndarray:
    return np.array([gases_db(radar, range_m) for range_m in RANGES_M])


def exact_pd(
    radar: RadarFacts, target: TargetFacts, aspect_rad: float, range_m: float, loss_db: float
) -> float:
    """Pd from the range equation and the exact sum, no table between."""
    claim = Claim(radar.range_m, radar.rcs_m2, radar.pd, radar.pfa, radar.n_pulses, radar.swerling)
    ratios = target.aspect_side_ratio, target.aspect_rear_ratio, target.aspect_belly_ratio
    seen_m2 = aspect_cross_section_m2(target.rcs_m2, *ratios, aspect_rad, 0.0)
    snr_ratio = snr_ratio_at(claimed_sensitivity_m2(claim), seen_m2, range_m, loss_db)
    threshold = detection_threshold(radar.pfa, radar.n_pulses)
    return float(detection_probability(snr_ratio, threshold, radar.pfa, radar.n_pulses, radar.swerling))


def test_at_the_claims_condition_stands_the_claims_probability():
    """Every radar of the catalog: its cross-section at its claimed range, through the claim's own air."""
    for radar_id in CATALOG.ids("radar"):
        if CATALOG[radar_id].role == "reference":
            continue
        radar = resolve_radar(CATALOG, radar_id)
        claimed = TARGETS[0]._replace(rcs_m2=radar.rcs_m2)
        tables = tabulate(radar, [claimed], gas_table_db(radar), aspect_count=1)
        tables = tables._replace(instrumented_m=np.inf)
        assert detection_probability_at(tables, 0, 0.0, radar.range_m, 0.0) == pytest.approx(
            radar.pd, abs=5e-4
        )


@pytest.mark.parametrize("swerling", [0, 1, 3])
def test_between_entries_a_reading_is_near_the_exact_one(swerling):
    """Off every node of range and aspect, gases included; 1e-3 is what the tables promise, 2e-3 if steady."""
    radar = RADAR._replace(swerling=swerling, instrumented_range_m=3e6)
    tables = tabulate(radar, TARGETS, gas_table_db(radar), sensitivity_loss_db=2.0)
    rng = np.random.default_rng(5)
    worst = 0.0
    for target, facts in enumerate(TARGETS):
        reach_m = radar.range_m * (facts.rcs_m2 / radar.rcs_m2) ** 0.25
        for range_m, aspect_rad in zip(
            reach_m * rng.uniform(0.3, 1.8, 150), rng.uniform(0, pi, 150), strict=True
        ):
            read = detection_probability_at(tables, target, aspect_rad, range_m, 0.0)
            exact = exact_pd(radar, facts, aspect_rad, range_m, gases_db(radar, range_m) + 2.0)
            worst = max(worst, abs(read - exact))
    assert worst <= (2e-3 if swerling == 0 else 1e-3)


@pytest.mark.both_ways
def test_swerling_1_in_free_space_by_its_closed_form():
    """Pd = Pfa^(1/(1 + S)) with S falling as R⁻⁴ from what Pd = 0.5 needs, ln Pfa / ln 0.5 - 1."""
    steady = TARGETS[0]._replace(rcs_m2=RADAR.rcs_m2)
    tables = tabulate(RADAR, [steady], NO_GAS_DB, aspect_count=1)
    for times in (0.31, 0.5, 0.77, 1.0, 1.3, 2.1):
        snr_ratio = (np.log(RADAR.pfa) / np.log(RADAR.pd) - 1) / times**4
        expected = RADAR.pfa ** (1 / (1 + snr_ratio))
        read = detection_probability_at(tables, 0, 0.0, times * RADAR.range_m, 0.0)
        assert read == pytest.approx(expected, abs=1e-3)


@pytest.mark.both_ways
def test_a_lost_decibel_is_a_longer_range_and_a_lobe_a_shorter_one():
    assert clear_air_range_m(100e3, 0.0) == 100e3
    assert clear_air_range_m(100e3, 40.0) == pytest.approx(1e6)
    assert clear_air_range_m(100e3, -40.0 * np.log10(2.0)) == pytest.approx(50e3)
    assert np.isfinite(clear_air_range_m(1e5, np.inf))
    tables = tabulate(RADAR, TARGETS[:1], NO_GAS_DB, aspect_count=1)._replace(instrumented_m=np.inf)
    for slant_m, loss_db in ((60e3, 7.3), (200e3, 24.0), (333e3, -9.1)):
        there_m = clear_air_range_m(slant_m, loss_db)
        assert detection_probability_at(tables, 0, 0.0, slant_m, loss_db) == pytest.approx(
            detection_probability_at(tables, 0, 0.0, there_m, 0.0), abs=1e-9
        )


@pytest.mark.both_ways
def test_the_ends_of_the_tables():
    tables = tabulate(RADAR, TARGETS[:2], NO_GAS_DB, aspect_count=3)
    beyond_m = RADAR.instrumented_range_m * 1.0001
    assert detection_probability_at(tables, 0, 0.0, beyond_m, -60.0) == 0.0
    assert detection_probability_at(tables, 0, 0.0, RADAR.instrumented_range_m, -60.0) > 0.99
    assert detection_probability_at(tables, 1, 0.0, 1.0, 0.0) > 0.9999
    assert detection_probability_at(tables, 1, 0.0, 1e5, np.inf) == pytest.approx(RADAR.pfa, rel=1e-3)
    assert np.isnan(detection_probability_at(tables, 1, 0.0, 1e5, np.nan))
    tail = detection_probability_at(tables, 0, pi, 3e5, 0.0)
    assert tail == detection_probability_at(tables, 0, -pi, 3e5, 0.0)
    assert tail == pytest.approx(exact_pd(RADAR, TARGETS[0], pi, 3e5, 0.0), abs=1e-3)


@pytest.mark.both_ways
def test_an_aspect_between_two_entries_lies_between_them():
    """Three aspects, hand-made: nose 0.2, abeam 0.6, tail 0.4 at every range."""
    probabilities = np.empty((1, 3, LEVEL_COUNT), dtype=np.float32)
    probabilities[0] = np.array([0.2, 0.6, 0.4])[:, None]
    tables = DetectionTables(probabilities, 2 / pi, 1e6)
    expected = {0.0: 0.2, 45.0: 0.4, 90.0: 0.6, 135.0: 0.5, 180.0: 0.4, -45.0: 0.4}
    for aspect_deg, pd in expected.items():
        read = detection_probability_at(tables, 0, radians(aspect_deg), 5e4, 0.0)
        assert read == pytest.approx(pd, abs=1e-6)
    front = DetectionTables(probabilities[:, :1], 0.0, 1e6)
    assert detection_probability_at(front, 0, 2.0, 5e4, 0.0) == pytest.approx(0.2, abs=1e-6)


SMALL = tabulate(RADAR, TARGETS[:1], gas_table_db(RADAR), aspect_count=5)


@pytest.mark.both_ways
@given(
    st.floats(50.0, 6e5),
    st.floats(1.0, 3.0),
    st.floats(-30.0, 80.0),
    st.floats(0.0, 20.0),
    st.floats(-pi, pi),
)
def test_farther_or_through_more_loss_is_never_more_likely(range_m, times, loss_db, more_db, aspect_rad):
    read = detection_probability_at(SMALL, 0, aspect_rad, range_m, loss_db)
    assert 0.0 <= read <= 1.0
    assert detection_probability_at(SMALL, 0, aspect_rad, range_m * times, loss_db) <= read + 1e-9
    assert detection_probability_at(SMALL, 0, aspect_rad, range_m, loss_db + more_db) <= read + 1e-9


@pytest.mark.both_ways
def test_covered_is_exactly_where_the_probability_says_so():
    """The range of Pd 0.8 by the range equation, in free space: the table crosses 0.8 there within 0.1 %."""
    snr_ratios = [required_snr_ratio(pd, RADAR.pfa, 1, 1) for pd in (RADAR.pd, 0.8)]
    power_m = RADAR.range_m * (snr_ratios[0] / snr_ratios[1]) ** 0.25
    claimed = TARGETS[0]._replace(rcs_m2=RADAR.rcs_m2)
    tables = tabulate(RADAR, [claimed], NO_GAS_DB, aspect_count=1)
    assert detection_probability_at(tables, 0, 0.0, 0.999 * power_m, 0.0) > 0.8
    assert detection_probability_at(tables, 0, 0.0, 1.001 * power_m, 0.0) < 0.8


@pytest.mark.both_ways
def test_filling_takes_levels_apart_in_decibels():
    """A square metre at the sensitivity's own range gives 0 dB of signal, 10 m² give 10."""
    from rangering.radar.detection_table import tabulate_detection

    detector = tabulate_detection(1e-6)
    probabilities = np.empty((1, 2, LEVEL_COUNT), dtype=np.float32)
    fill_probabilities(200.0, np.array([[0.0, 10.0]]), np.full(LEVEL_COUNT, 3.0), detector, probabilities)
    at = np.searchsorted(RANGES_M, 10 ** (197.0 / 40.0) * 0.999)
    assert probabilities[0, :, at] == pytest.approx(
        [1e-6 ** (1 / (1 + snr_ratio)) for snr_ratio in (1.0, 10.0)], rel=1e-4
    )


def test_tables_refuse_what_makes_no_sense():
    with pytest.raises(ValueError, match="gas losses"):
        tabulate(RADAR, TARGETS, np.zeros(3))
    with pytest.raises(ValueError, match="0 aspects"):
        tabulate(RADAR, TARGETS, NO_GAS_DB, aspect_count=0)
    with pytest.raises(ScenarioError, match="claim"):
        tabulate(RADAR._replace(range_m=0.0), TARGETS, NO_GAS_DB)
    assert tabulate(RADAR, [], NO_GAS_DB).probabilities.shape == (0, 73, LEVEL_COUNT)
