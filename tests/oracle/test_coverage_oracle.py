"""Figures others printed, found again on the map of a shipped scenario.

The radio horizon is 4.12 (√h_antenna + √h_target) km, heights in metres: the handbooks' standard refraction
over a parabola, printed in whole kilometres. What a radar with a nominal 227 km on 1 m² sees of each class
follows the fourth root of its echo, printed likewise.
"""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.run import map_coverage
from rangering.scenario.read import load_scenario, scenario_from_tables
from rangering.sight.reach import free_space_ranges_m
from rangering.sight.state import State

# Antenna height [m]: ground range [km] at which targets of these heights [m] come above the horizon.
TARGET_HEIGHTS_M = (30.0, 100.0, 300.0, 1000.0, 3000.0, 9000.0, 11000.0)
HORIZON_KM = {
    7.0: (33, 52, 82, 141, 237, 402, 443),
    24.0: (43, 61, 92, 150, 246, 411, 452),
    40.0: (49, 67, 97, 156, 252, 417, 458),
}
# Cross-section [m²] of the class; range [km] at Pd 0.5, 0.8, 0.9 of one look at Swerling 1 with Pfa 1e-6.
RANGE_KM = {
    "target/stealth-fighter": (0.003, (53, 40, 33)),
    "target/cruise-missile": (0.1, (128, 95, 79)),
    "target/male-uav": (0.5, (191, 143, 118)),
    "target/light-aircraft": (2.0, (270, 202, 167)),
    "target/helicopter": (10.0, (404, 302, 250)),
    "target/airliner": (40.0, (572, 427, 353)),
}
# Half of the last printed digit: of a range in kilometres, of the 4.12, of the 227 km.
HALF_A_KM = 500.0
HORIZON_SHARE = 0.005 / 4.12
RANGE_SHARE = 0.5 / 227
POSTING_M = 2e3


def ankara(mast_m=None, **coverage):
    """The first group of `ankara-2020`, with its surveillance radar alone."""
    tables = load_scenario("ankara-2020").as_written()
    group = tables["group"][0]
    group["elements"] = ["s-400/91n6e"]
    if mast_m is not None:
        group["mast_height"] = f"{mast_m} m"
    group["fire_unit"] = [group["fire_unit"][0] | {"elements": []}]
    return scenario_from_tables(tables | {"group": [group], "coverage": coverage}, "ankara-2020.toml")


@pytest.mark.parametrize("mast_m", HORIZON_KM)
def test_the_seen_radius_is_the_printed_radio_horizon(mast_m):
    asked = ankara(mast_m, altitudes=[f"{h} m agl" for h in TARGET_HEIGHTS_M], targets=["target/wide-body"])
    result = map_coverage(asked, posting_m=POSTING_M)
    ground, lowest_m = result.radars[0].ground, result.radars[0].lowest_m
    along_m = np.arange(ground.height_m.shape[1] - ground.col0) * ground.posting_m
    swept_m = np.interp(TARGET_HEIGHTS_M, lowest_m[ground.row0, ground.col0 :], along_m)
    whole = result.ground
    rows, cols = np.indices(whole.height_m.shape)
    distance_m = np.hypot(rows - whole.row0, cols - whole.col0) * whole.posting_m
    for a, printed_km in enumerate(HORIZON_KM[mast_m]):
        printed_m, rounding_m = printed_km * 1e3, HALF_A_KM + HORIZON_SHARE * printed_km * 1e3
        # Between two nodes, by the straight line between their lowest altitudes.
        assert swept_m[a] == pytest.approx(printed_m, abs=rounding_m)
        hidden = distance_m[result.state[a, 0] == State.HORIZON].min()
        seen = distance_m[result.covered(a, 0)].max()
        assert printed_m - rounding_m - POSTING_M < seen <= printed_m + rounding_m
        assert hidden > printed_m - rounding_m


@pytest.mark.parametrize(("column", "pd"), [(0, 0.5), (1, 0.8), (2, 0.9)])
def test_power_ranges_are_the_printed_ones(column, pd):
    asked = ankara(altitudes=["10000 m amsl"], targets=list(RANGE_KM))
    made = compile_coverage(asked, load_catalog(), pd_probability=pd, posting_m=POSTING_M)
    for target, power_m in zip(
        made.targets, free_space_ranges_m(made.facts[0], made.targets, pd), strict=True
    ):
        rcs_m2, printed_km = RANGE_KM[target.target]
        assert target.rcs_m2 == rcs_m2
        assert power_m == pytest.approx(printed_km[column] * 1e3, abs=HALF_A_KM + RANGE_SHARE * power_m)


def test_covered_ends_between_the_printed_range_and_what_the_gases_can_add():
    """P.676 gives below 0.008 dB/km at 3.2 GHz and sea level: at most 3.6 dB of the claim's way and back."""
    result = map_coverage(
        ankara(altitudes=["10000 m amsl"], targets=["target/cruise-missile"]), posting_m=POSTING_M
    )
    east = result.state[0, 0, result.ground.row0, result.ground.col0 :]
    # 128 km of slant range end above 127.6 km of ground, 10 km up.
    last_m = np.flatnonzero(east == State.COVERED)[-1] * POSTING_M
    assert 127.6e3 - HALF_A_KM - POSTING_M < last_m <= (127.6e3 + HALF_A_KM) * 10.0 ** (3.6 / 40.0)
    assert east[int(160e3 / POSTING_M)] == State.POWER


def test_a_stricter_probability_shortens_ranges_as_printed():
    """Pd 0.8 at 0.747 times and Pd 0.9 at 0.618 times the range of Pd 0.5: single scan, Swerling 1."""
    made = compile_coverage(ankara(altitudes=["10000 m amsl"]), load_catalog(), posting_m=POSTING_M)
    usual, *stricter = (free_space_ranges_m(made.facts[0], made.targets[:1], pd)[0] for pd in (0.5, 0.8, 0.9))
    assert [power_m / usual for power_m in stricter] == pytest.approx([0.747, 0.618], abs=0.0005)


def test_a_press_circle_has_the_area_of_its_cap():
    """400 km on a sphere of 6371.0 km: 2πR²(1 - cos 400/6371.0) = 502,489 km² by any calculator."""
    result = map_coverage(ankara(altitudes=["10000 m amsl"]), posting_m=POSTING_M)
    rings = {row.ring_km2 for row in result.table if row.ring == "press circle"}
    assert len(rings) == 1
    assert rings.pop() == pytest.approx(502_490, rel=0.005)  # half a node all along its edge
