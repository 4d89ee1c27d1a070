"""The ground echo: its path by Fermat's principle, its spreading by a bundle of rays."""

import numpy as np
import pytest

from rangering.earth.two_ray import (
    divergence_factor,
    plane_path_difference_m,
    propagation_factor,
    specular_point,
    sphere_propagation_factor,
    two_way_gain_db,
)

RADIUS_M = 8_494_666.0
LINKS = [
    (20.0, 1000.0, 60e3),
    (10.0, 300.0, 30e3),
    (300.0, 5.0, 40e3),
    (15.0, 15.0, 12e3),
    (30.0, 9000.0, 150e3),
]


@pytest.mark.both_ways
@pytest.mark.parametrize("link", LINKS)
def test_the_echo_takes_the_shortest_way_over_the_ground(link):
    """Fermat: scipy minimises the length of the broken line; exact chords on the sphere."""
    from scipy.optimize import minimize_scalar

    antenna_m, target_m, ground_m = link

    def leg_m(height_m, arc_m):
        return np.sqrt(height_m**2 + 4 * RADIUS_M * (RADIUS_M + height_m) * np.sin(arc_m / 2 / RADIUS_M) ** 2)

    def excess_m(near_m):
        """Broken line less the level distance, so that the optimiser keeps its digits."""
        return leg_m(antenna_m, near_m) + leg_m(target_m, ground_m - near_m) - ground_m

    best = minimize_scalar(excess_m, bounds=(0.0, ground_m), method="bounded", options={"xatol": 1e-6})
    near_m, grazing_rad, difference_m = specular_point(antenna_m, target_m, ground_m, RADIUS_M)
    assert near_m == pytest.approx(best.x, rel=1e-3)
    assert excess_m(near_m) == pytest.approx(best.fun, abs=1e-9 * ground_m)
    radii_m = RADIUS_M + antenna_m, RADIUS_M + target_m
    angle_rad = ground_m / RADIUS_M
    direct_m = np.sqrt((radii_m[1] - radii_m[0]) ** 2 + 4 * np.prod(radii_m) * np.sin(angle_rad / 2) ** 2)
    assert difference_m == pytest.approx(best.fun + ground_m - direct_m, rel=1e-4, abs=1e-7)
    assert grazing_rad > 0.0


@pytest.mark.both_ways
def test_over_a_huge_sphere_the_plane_returns():
    near_m, grazing_rad, difference_m = specular_point(10.0, 40.0, 5000.0, 1e13)
    assert near_m == pytest.approx(1000.0, rel=1e-6)
    assert np.tan(grazing_rad) == pytest.approx(50.0 / 5000.0, rel=1e-6)
    assert difference_m == pytest.approx(plane_path_difference_m(10.0, 40.0, 5000.0), rel=1e-6)
    assert divergence_factor(near_m, 5000.0 - near_m, grazing_rad, 1e13) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.both_ways
@pytest.mark.parametrize("link", LINKS)
def test_the_echo_spreads_as_a_bundle_of_rays_does(link):
    """Two neighbouring rays reflected by hand on the circle: D² is free-space spreading over theirs.

    Kerr's formula leaves out the sphere's effect across the plane, of the order of h/R: 0.5 %.
    """
    antenna_m, target_m, ground_m = link
    near_m, grazing_rad, _ = specular_point(*link, RADIUS_M)
    source = np.array([0.0, RADIUS_M + antenna_m])

    def reflected(arc_m):
        """Point on the circle and the direction after reflection there."""
        normal = np.array([np.sin(arc_m / RADIUS_M), np.cos(arc_m / RADIUS_M)])
        incoming = RADIUS_M * normal - source
        incoming /= np.hypot(*incoming)
        return RADIUS_M * normal, incoming, incoming - 2 * (incoming @ normal) * normal

    angle_rad = ground_m / RADIUS_M
    target = (RADIUS_M + target_m) * np.array([np.sin(angle_rad), np.cos(angle_rad)])
    point, incoming, outgoing = reflected(near_m)
    step_m = 1e-3 * near_m
    point_2, incoming_2, outgoing_2 = reflected(near_m + step_m)
    across = np.array([-outgoing[1], outgoing[0]])
    gap = point_2 - point
    length_2_m = ((target - point_2) @ outgoing) / (outgoing_2 @ outgoing)
    width_m = abs((gap + outgoing_2 * length_2_m) @ across)
    opening_rad = abs(incoming[0] * incoming_2[1] - incoming[1] * incoming_2[0])
    legs_m = np.hypot(*(point - source)) + np.hypot(*(target - point))
    assert np.sqrt(legs_m * opening_rad / width_m) == pytest.approx(
        divergence_factor(near_m, ground_m - near_m, grazing_rad, RADIUS_M), rel=5e-3
    )


@pytest.mark.both_ways
def test_a_mirror_doubles_or_cancels():
    assert propagation_factor(0.05, 0.1, 1.0, np.pi) == pytest.approx(2.0)
    assert propagation_factor(0.1, 0.1, 1.0, np.pi) == pytest.approx(0.0, abs=1e-12)
    assert propagation_factor(0.1, 0.1, 0.0, np.pi) == 1.0
    assert two_way_gain_db(2.0) == pytest.approx(12.04, abs=0.005)
    assert two_way_gain_db(0.0) == -400.0


@pytest.mark.both_ways
def test_over_the_sphere_the_echo_weakens_and_ends_at_the_horizon():
    factor = sphere_propagation_factor(20.0, 1000.0, 60e3, RADIUS_M, 0.1, 1.0, np.pi)
    assert 0.0 < factor < 2.0
    assert sphere_propagation_factor(20.0, 10.0, 200e3, RADIUS_M, 0.1, 1.0, np.pi) == 0.0
