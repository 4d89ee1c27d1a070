"""Exposure against closed forms: a straight flight through a circle of known radius, and through the horizon.

The time in a circle comes from the cases of closest approach and dwell, whose expected numbers were worked out
elsewhere; the radar is given a display whose edge is that circle at the height flown. The horizon is that of
two tangents to a sphere. A grid decides by its nearest node, at most 0.71 of a posting away from the flight:
that much at each end is allowed, and half a step.
"""

from math import acos, cos, hypot, sqrt

import pytest
from pytest import approx

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.coverage.exposure import map_exposure
from tests.coverage_scenes import SMOOTH, scene
from tests.oracle.case import CASES, read
from tests.unit.test_exposure import flight

SPHERE_M = STANDARD_K * EARTH_RADIUS_M
MAST_M, HEIGHT_M = 12.0, 1000.0
DWELL = [each for each in read(CASES / "07_kinematics.csv") if each.quantity == "closest_approach_and_dwell_in_circle"]


def slant_m(ground_m, height_m):
    """From the antenna to a point above the sphere: the law of cosines."""
    near, far = SPHERE_M + MAST_M, SPHERE_M + height_m
    return sqrt(near**2 + far**2 - 2.0 * near * far * cos(ground_m / SPHERE_M))


@pytest.mark.compiled_only
@pytest.mark.parametrize("case", DWELL, ids=lambda each: each.case_id)
def test_dwell_in_a_circle_of_known_radius(case):
    asked = case.inputs
    (x_m, y_m), (vx, vy) = asked["position_m"], asked["velocity_ms"]
    speed, posting_m, step_s = hypot(vx, vy), 100.0, 0.25
    after_s = 2.2 * case.expected["time_of_cpa_s"]
    way = [(x_m, y_m), (x_m + after_s * vx, y_m + after_s * vy)]
    edge_m = slant_m(asked["circle_radius_m"], HEIGHT_M)
    here = scene(
        system="iris-t-slm",
        terrain=SMOOTH,
        more=flight(way, f"{HEIGHT_M} m amsl", speed)
        + f"""
[uncertainty."iris-t-slm/trml-4d.instrumented_range"]
low = "{edge_m} m"
nominal = "{edge_m} m"
high = "{edge_m} m"
""",
    )
    found = map_exposure(here, samples=0, posting_m=posting_m, step_s=step_s)
    crossing = sqrt(1.0 - (case.expected["miss_distance_m"] / asked["circle_radius_m"]) ** 2)
    allowed_s = 2.0 * 0.71 * posting_m / (speed * crossing) + step_s
    dwell_s = case.expected["dwell_s"]
    assert allowed_s < 0.01 * dwell_s
    assert 60.0 * found.minutes.nominal[0, 0, 0] == approx(dwell_s, abs=allowed_s)


@pytest.mark.compiled_only
def test_time_above_the_radar_horizon():
    speed, height_m, posting_m, step_s = 200.0, 300.0, 500.0, 1.0
    horizon_m = SPHERE_M * (acos(SPHERE_M / (SPHERE_M + MAST_M)) + acos(SPHERE_M / (SPHERE_M + height_m)))
    assert horizon_m == approx(85_700.0, rel=0.001)  # √(2·8495 km·12 m) + √(2·8495 km·300 m), by hand
    way = [(-110e3, 0.0), (110e3, 0.0)]
    here = scene(system="iris-t-slm", terrain=SMOOTH, more=flight(way, f"{height_m} m amsl", speed))
    found = map_exposure(here, samples=0, posting_m=posting_m, step_s=step_s)
    allowed_s = posting_m / speed + step_s
    assert 60.0 * found.minutes.nominal[0, 0, 0] == approx(2.0 * horizon_m / speed, abs=allowed_s)


def test_the_cases_are_there():
    assert len(DWELL) >= 2
