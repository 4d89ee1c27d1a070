"""The smooth-Earth horizon and refraction against handbook figures."""

import numpy as np
import pytest

from rangering.constants import EARTH_RADIUS_M, NAUTICAL_MILE_M, STANDARD_K
from rangering.earth.horizon import (
    ground_range_on_ray_m,
    height_on_ray_m,
    horizon_m,
    max_line_of_sight_m,
    parabolic_horizon_m,
    shadow_height_m,
    sight_elevation_rad,
    straight_range_m,
    tangent_range_m,
)
from rangering.earth.refraction import effective_earth_factor, refractivity, trace_ray

RADIUS_M = STANDARD_K * EARTH_RADIUS_M


@pytest.mark.both_ways
def test_fs_1037c_radio_horizon_range():
    """FS-1037C, radio horizon range: 2.23 (√h₁ + √h₂) nautical miles, heights in metres."""
    printed_m = 2.23 * (5.0 + 20.0) * NAUTICAL_MILE_M
    assert max_line_of_sight_m(25.0, 400.0, RADIUS_M) == pytest.approx(
        printed_m, rel=0.005 / 2.23
    )  # three figures


@pytest.mark.both_ways
def test_three_horizons_are_in_order():
    """Tangent over parabola over arc; the parabola errs by 0.1 % at 20 km, and by less below."""
    for height_m in (2.0, 30.0, 20_000.0):
        arc_m = horizon_m(height_m, RADIUS_M)
        assert arc_m < parabolic_horizon_m(height_m, RADIUS_M) < tangent_range_m(height_m, RADIUS_M)
        assert parabolic_horizon_m(height_m, RADIUS_M) == pytest.approx(arc_m, rel=1e-3)
    assert horizon_m(-5.0, RADIUS_M) == 0.0


@pytest.mark.both_ways
def test_the_shadow_begins_at_the_horizon_and_never_ends():
    edge_m = horizon_m(30.0, RADIUS_M)
    assert shadow_height_m(30.0, edge_m, RADIUS_M) == 0.0
    # A shadow as high as the mast one horizon further on: the tangent is symmetric.
    assert shadow_height_m(30.0, 2.0 * edge_m, RADIUS_M) == pytest.approx(30.0, rel=1e-9)
    assert shadow_height_m(30.0, 2.0 * RADIUS_M, RADIUS_M) == np.inf


@pytest.mark.both_ways
def test_a_right_triangle_at_the_tangent():
    """At the horizon the ray is level with the ground there: h = 30 m is seen down at acos(R / (R + h))."""
    edge_m = horizon_m(30.0, RADIUS_M)
    assert straight_range_m(30.0, 0.0, edge_m, RADIUS_M) == pytest.approx(
        tangent_range_m(30.0, RADIUS_M), rel=1e-9
    )
    elevation = sight_elevation_rad(30.0, 0.0, edge_m, RADIUS_M)
    assert np.cos(elevation) == pytest.approx(RADIUS_M / (RADIUS_M + 30.0), rel=1e-14)
    assert height_on_ray_m(30.0, elevation, tangent_range_m(30.0, RADIUS_M), RADIUS_M) == pytest.approx(
        0, abs=1e-6
    )
    assert ground_range_on_ray_m(30.0, elevation, tangent_range_m(30.0, RADIUS_M), RADIUS_M) == pytest.approx(
        edge_m, rel=1e-9
    )


@pytest.mark.both_ways
def test_p453_standard_gradient_is_four_thirds():
    """P.834: 4/3 belongs to a fall of 39 N-units per kilometre, printed to two figures."""
    assert effective_earth_factor(-0.039, EARTH_RADIUS_M) == pytest.approx(STANDARD_K, abs=0.005)
    assert effective_earth_factor(-0.1, 1e7) == np.inf
    assert effective_earth_factor(-0.3, EARTH_RADIUS_M) < 0.0


@pytest.mark.both_ways
def test_p453_14_refractivity():
    """ITU-Rpy 0.4.0 at 1000 hPa, 20 hPa of vapour, 298.15 K."""
    assert refractivity(1e5, 2e3, 298.15) == pytest.approx(344.26672, abs=1e-5)


@pytest.mark.both_ways
@pytest.mark.parametrize(("step_count", "error_m"), [(40, 1e-5), (200, 1e-6)])
def test_scipy_ray_through_the_reference_atmosphere(step_count, error_m):
    """Integrated by scipy's solve_ivp to 1e-11: 1° over 200 km in N = 315 exp(-h / 7.35 km)."""
    height_m, elevation_rad, ground_m = trace_ray(
        0.0, np.radians(1.0), 200e3, 315.0, 7350.0, 6_371_000.0, step_count
    )
    assert height_m == pytest.approx(5924.0099960358975, abs=error_m)
    assert np.radians(1.0) < elevation_rad < np.radians(3.0)
    assert 199e3 < ground_m < 200e3


@pytest.mark.both_ways
def test_without_air_a_ray_is_straight():
    height_m, _, ground_m = trace_ray(50.0, 0.02, 3e5, 0.0, 7350.0, EARTH_RADIUS_M, 60)
    assert height_m == pytest.approx(height_on_ray_m(50.0, 0.02, 3e5, EARTH_RADIUS_M), abs=1e-6)
    assert ground_m == pytest.approx(ground_range_on_ray_m(50.0, 0.02, 3e5, EARTH_RADIUS_M), abs=1e-6)
