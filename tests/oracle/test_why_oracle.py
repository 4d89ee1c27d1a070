"""Numbers others worked out or printed, found again through `explain`'s own profile path.

The masked heights are those of the shared validation set, case by case: a straight ray over the sphere of
4/3 of 6371 km. Radio horizons are the handbooks' 4.12 (√h_antenna + √h_target) km; the bulge is their
d₁ d₂ / (12.75 k), metres for kilometres.
"""

import math
from math import degrees, radians

import pytest

from rangering import explain
from rangering.earth.geodesy import geodesic_direct
from rangering.sight.state import State
from tests.coverage_scenes import SMOOTH, scene
from tests.oracle.case import CASES, read

LAT, LON = 45.0, -30.0
POSTING_M = 100.0
TALLEST_MAST_M = 200.0  # what a scenario allows; a higher antenna stands on a cone of its own
RIDGES = [c for c in read(CASES / "06_visibility.csv") if c.quantity == "masked_height_behind_single_ridge"]
SPHERES = [
    c
    for c in read(CASES / "06_visibility.csv")
    if c.quantity == "masked_height_over_smooth_sphere_terrain" and c.inputs["antenna_height_amsl_m"] <= 200
]


def east(distance_m):
    """A point due east of the site."""
    lat, lon, _ = geodesic_direct(radians(LAT), radians(LON), math.pi / 2.0, distance_m)
    return degrees(float(lat)), degrees(float(lon))


def lone_ridge(antenna_m, crest_m, distance_m):
    """A knife of one cell across the way, at sea level all round; the site on a cone where it stands high."""
    foot_m = max(0.0, antenna_m - 10.0) if antenna_m > TALLEST_MAST_M else 0.0
    text = f"""kind = "analytic"
latitude = "{LAT} deg"
longitude = "{LON} deg"
base_height = "0 m"
[[environment.terrain.features]]
shape = "ridge"
distance = "{distance_m} m"
bearing = "90 deg"
crest_height = "{crest_m} m"
half_width = "{POSTING_M} m"
"""
    if foot_m:
        text += f"""[[environment.terrain.features]]
shape = "cone"
distance = "0 m"
bearing = "0 deg"
apex_height = "{foot_m} m"
base_radius = "2 km"
"""
    return scene(LAT, LON, terrain=text, system="s-400", unit=f'mast_height = "{antenna_m - foot_m} m"')


@pytest.mark.parametrize("case", RIDGES, ids=lambda case: case.case_id)
def test_masked_height_behind_a_single_ridge(case):
    given = case.inputs
    asked = lone_ridge(given["antenna_height_amsl_m"], given["ridge_crest_amsl_m"], given["ridge_distance_m"])
    point = east(given["target_ground_distance_m"])
    result = explain(asked, "F", point, "1 m agl", posting_m=POSTING_M)
    radar = next(each for each in result.radars if each.radar_id == "s-400/92n6e")
    assert radar.antenna_m == pytest.approx(given["antenna_height_amsl_m"], abs=1e-3)
    assert radar.lowest_m == pytest.approx(case.expected, abs=max(case.tol_abs, case.tol_rel * case.expected))
    assert radar.crest.distance_m == pytest.approx(given["ridge_distance_m"], abs=1.0)
    assert {State.TERRAIN, State.HORIZON} & set(radar.failing)
    off_m = case.tol_abs + case.tol_rel * case.expected
    below = explain(asked, "F", point, f"{case.expected - off_m} m amsl", posting_m=POSTING_M)
    assert State.TERRAIN in below.radars[-1].failing
    above = explain(asked, "F", point, f"{case.expected + off_m} m amsl", posting_m=POSTING_M)
    assert not {State.TERRAIN, State.HORIZON} & set(above.radars[-1].failing)


@pytest.mark.parametrize("case", SPHERES, ids=lambda case: case.case_id)
def test_masked_height_over_the_smooth_sphere(case):
    given = case.inputs
    asked = scene(LAT, LON, terrain=SMOOTH, unit=f'mast_height = "{given["antenna_height_amsl_m"]} m"')
    (radar,) = explain(asked, "F", east(given["target_ground_distance_m"]), "1 m amsl").radars
    tolerance_m = max(case.tol_abs, case.tol_rel * case.expected)
    assert radar.lowest_m == pytest.approx(case.expected, abs=tolerance_m)
    assert radar.shadow_m == pytest.approx(case.expected, abs=tolerance_m)
    assert State.HORIZON in radar.failing


# Antenna and target [m]: printed radio horizon [km]; see `test_coverage_oracle`.
@pytest.mark.parametrize(
    ("antenna_m", "target_m", "printed_km"),
    [(7.0, 100.0, 52), (24.0, 300.0, 92), (24.0, 1000.0, 150), (40.0, 3000.0, 252), (40.0, 9000.0, 417)],
)
def test_the_horizon_lies_where_the_handbooks_print_it(antenna_m, target_m, printed_km):
    asked = scene(LAT, LON, system="s-400", unit=f'mast_height = "{antenna_m} m"')
    off_km = 0.5 + printed_km * 0.005 / 4.12  # half of the last printed digits, of the range and of the 4.12
    hidden = []
    for distance_km in (printed_km - off_km, printed_km + off_km):
        result = explain(asked, "F", east(distance_km * 1e3), f"{target_m} m amsl", radar="92n6e")
        hidden.append(State.HORIZON in result.radars[0].failing)
    assert hidden == [False, True]


@pytest.mark.parametrize("distance_km", [20.0, 100.0, 400.0])
def test_the_bulge_is_the_handbooks(distance_km):
    (radar,) = explain(scene(LAT, LON), "F", east(distance_km * 1e3), "10000 m amsl").radars
    printed_m = (distance_km / 2.0) ** 2 / (12.75 * 4.0 / 3.0)
    # 12.75 for 2 · 6.371: the printed figure rounds it up by 0.06 %; the arc's own fourth order is 0.02 %.
    assert radar.bulge_m == pytest.approx(printed_m, rel=1e-3)


def test_pd_over_the_cross_section_is_swerlings_closed_form():
    """One pulse at Swerling 1: Pd = Pfa^(1/(1 + SNR)); the ratio goes with the cross-section."""
    result = explain(scene(LAT, LON), "F", east(14e3), "500 m amsl", "cruise-missile")
    (radar,) = result.radars
    pfa, size = 1e-6, result.rcs_m2
    snr = math.log(pfa) / math.log(radar.pd.nominal) - 1.0
    for pd, rcs_m2 in ((radar.pd.low, size.low), (radar.pd.high, size.high)):
        assert pd == pytest.approx(pfa ** (1.0 / (1.0 + snr * rcs_m2 / size.nominal)), rel=1e-9)
    # In free space 14 km would take (range / reach)⁴; the gases of a few kilometres at X band hardly count.
    near_ratio = (radar.reach_m.nominal / radar.slant_m) ** 4
    needed = math.log(pfa) / math.log(0.5) - 1.0
    assert snr == pytest.approx(needed * near_ratio, rel=0.03)
