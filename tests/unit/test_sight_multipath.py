"""The ground's echo: lobes where they should be, and an angle above the edge where clutter drowns targets."""

from math import pi, radians, sqrt

import numpy as np
import pytest

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth.horizon import horizon_m, sight_elevation_rad
from rangering.earth.two_ray import sphere_propagation_factor, two_way_gain_db
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.multipath import (
    clutter_lowest_m,
    fill_clutter_lowest_m,
    fill_two_ray_gain_db,
    two_ray_gain_db,
)
from tests.ground import fractal_ground_m

RADIUS_M = STANDARD_K * EARTH_RADIUS_M
CURVATURE_1_M = 1.0 / RADIUS_M
FLAT_M = 1e12  # a sphere that is a plane as far as any link here goes


@pytest.mark.both_ways
def test_far_out_over_a_plane_the_echo_falls_with_the_fourth_power_more():
    """Far field of a perfect mirror (Skolnik, Radar Handbook): F = 4π h₁ h₂ / (λ R); power takes F⁴."""
    antenna_m, target_m, wavelength_m = 10.0, 20.0, 0.25
    for range_m in (60e3, 120e3):
        far_field = 4 * pi * antenna_m * target_m / (wavelength_m * range_m)
        gain_db = two_ray_gain_db(antenna_m, target_m, range_m, FLAT_M, wavelength_m, 1.0, np.inf)
        assert gain_db == pytest.approx(40 * np.log10(far_field), abs=0.1)
        assert gain_db < -30.0


@pytest.mark.both_ways
def test_lobes_stand_where_the_paths_differ_by_odd_halves_of_a_wavelength():
    """On a plane 2 h₁ h₂ / R = λ/2 doubles the field (+12.04 dB), λ cancels it; half a mirror: 1 ± ½."""
    antenna_m, range_m, wavelength_m = 10.0, 50e3, 0.1
    lobe_m = wavelength_m * range_m / (4 * antenna_m)

    def gain_db(share: float, mirror: float) -> float:
        return two_ray_gain_db(antenna_m, share * lobe_m, range_m, FLAT_M, wavelength_m, mirror, np.inf)

    assert gain_db(1.0, 1.0) == pytest.approx(12.04, abs=0.01)
    assert gain_db(3.0, 1.0) == pytest.approx(12.04, abs=0.01)
    assert gain_db(2.0, 1.0) < -90.0
    assert gain_db(1.0, 0.5) == pytest.approx(40 * np.log10(1.5), abs=0.01)
    assert gain_db(2.0, 0.5) == pytest.approx(40 * np.log10(0.5), abs=0.01)
    assert gain_db(1.0, 0.0) == 0.0


@pytest.mark.both_ways
def test_a_wide_beam_gives_the_factor_over_the_sphere():
    for link in ((20.0, 1000.0, 60e3), (10.0, 300.0, 30e3), (30.0, 9000.0, 150e3)):
        factor = sphere_propagation_factor(*link, RADIUS_M, 0.1, 0.6, pi)
        assert two_ray_gain_db(*link, RADIUS_M, 0.1, 0.6, np.inf) == pytest.approx(two_way_gain_db(factor))


@pytest.mark.both_ways
def test_the_beam_lights_the_mirror_less_the_higher_it_points():
    """The images subtend 2 h₁ h₂ / R over a plane; at half a beamwidth off axis the mirror weighs 1/√2."""
    antenna_m, range_m, wavelength_m = 10.0, 20e3, 0.1
    target_m = 1005.0  # an odd multiple of a quarter of λR/h₁: the rays add up
    spread_rad = np.arctan2(target_m - antenna_m, range_m) + np.arctan2(target_m + antenna_m, range_m)
    path_m = (
        4
        * antenna_m
        * target_m
        / (sqrt(range_m**2 + (target_m - antenna_m) ** 2) + sqrt(range_m**2 + (target_m + antenna_m) ** 2))
    )
    echo = -0.5 / sqrt(2) * np.exp(-2j * pi * path_m / wavelength_m)
    gain_db = two_ray_gain_db(antenna_m, target_m, range_m, FLAT_M, wavelength_m, 0.5, 2 * spread_rad)
    assert gain_db == pytest.approx(40 * np.log10(abs(1 + echo)), abs=1e-3)
    narrow_db = two_ray_gain_db(antenna_m, target_m, range_m, FLAT_M, wavelength_m, 0.5, 0.1 * spread_rad)
    assert narrow_db == pytest.approx(0.0, abs=1e-9)


@pytest.mark.both_ways
def test_at_the_horizon_the_mirror_is_gone_without_a_jump():
    antenna_m, target_m = 15.0, 40.0
    limit_m = horizon_m(antenna_m, RADIUS_M) + horizon_m(target_m, RADIUS_M)
    just_inside_db = two_ray_gain_db(antenna_m, target_m, limit_m - 0.01, RADIUS_M, 0.1, 0.9, np.inf)
    assert just_inside_db == pytest.approx(0.0, abs=0.2)
    for hidden in ((15.0, 40.0, limit_m + 10.0), (15.0, -5.0, 2e3), (0.0, 40.0, 2e3), (15.0, 40.0, 0.0)):
        assert two_ray_gain_db(*hidden, RADIUS_M, 0.1, 0.9, np.inf) == 0.0


@pytest.mark.both_ways
def test_the_map_of_gains_is_the_link_of_each_cell_it_sees():
    """A plateau at 400 m: links run over a sphere through it, where the target is seen; lower in a dip."""
    ground_m = np.full((9, 11), 400.0, dtype=np.float32)
    ground_m[4, 7] = 900.0
    ground_m[2, 3] = 350.0
    ground_m[8, 10] = np.nan
    row0, col0, posting_m, antenna_m = 4, 5, 2000.0, 412.0
    lowest_m = lowest_visible_m(ground_m, row0, col0, posting_m, antenna_m, CURVATURE_1_M)
    gain_db = np.full((2, 9, 11), np.nan, dtype=np.float32)
    fill_two_ray_gain_db(
        ground_m, lowest_m, row0, col0, posting_m, antenna_m, RADIUS_M, 0.1, 0.4, 0.3,
        np.array([300.0, 800.0]), np.array([True, False]), 9500.0, gain_db,
    )  # fmt: skip
    sphere_m = RADIUS_M + 400.0
    for row, col in ((4, 3), (0, 5), (6, 8)):
        range_m = posting_m * np.hypot(row - row0, col - col0) * sphere_m / RADIUS_M
        expected_db = [
            two_ray_gain_db(12.0, above_m, range_m, sphere_m, 0.1, 0.4, 0.3) for above_m in (300.0, 400.0)
        ]
        assert gain_db[:, row, col] == pytest.approx(expected_db, abs=1e-5)
        assert np.abs(gain_db[:, row, col]).min() > 1e-3
    range_m = posting_m * np.hypot(2, 2) * (sphere_m - 50.0) / RADIUS_M
    dip_db = two_ray_gain_db(62.0, 450.0, range_m, sphere_m - 50.0, 0.1, 0.4, 0.3)
    assert gain_db[1, 2, 3] == pytest.approx(dip_db, abs=1e-5)
    assert lowest_m[4, 9] > 800.0
    assert (gain_db[:, 4, 8:] == 0.0).all()  # behind the hill
    assert gain_db[1, 4, 7] == 0.0  # inside it
    assert (gain_db[:, 8, 10] == 0.0).all()  # unknown ground
    assert (gain_db[:, :, 0] == 0.0).all()  # 10 km and more: beyond the range asked for
    assert (gain_db[:, row0, col0] == 0.0).all()


@pytest.mark.both_ways
def test_clear_of_clutter_means_that_much_higher_in_elevation():
    """By the angle between two heights over the sphere, worked out by the horizon's geometry."""
    clutter_rad = radians(0.25)
    for antenna_m, lowest_m, distance_m in ((30.0, 0.0, 8e3), (900.0, 1200.0, 15e3), (900.0, 150.0, 2e3),
                                            (20.0, 4300.0, 290e3)):  # fmt: skip
        clear_m = clutter_lowest_m(lowest_m, antenna_m, distance_m, CURVATURE_1_M, clutter_rad)
        seen_rad = [
            sight_elevation_rad(antenna_m, height_m, distance_m, RADIUS_M) for height_m in (lowest_m, clear_m)
        ]
        assert seen_rad[1] - seen_rad[0] == pytest.approx(clutter_rad, rel=1e-6)


@pytest.mark.both_ways
def test_clutter_never_lowers_anything_and_keeps_what_is_unknown():
    rises_m = [
        clutter_lowest_m(250.0, 300.0, 20e3, CURVATURE_1_M, radians(angle)) for angle in (0, 0.1, 1, 5)
    ]
    assert rises_m[0] == pytest.approx(250.0, abs=1e-6)
    assert rises_m[0] >= 250.0
    assert rises_m == sorted(rises_m)
    assert clutter_lowest_m(250.0, 300.0, 0.0, CURVATURE_1_M, 0.1) == 250.0
    assert np.isnan(clutter_lowest_m(np.nan, 300.0, 20e3, CURVATURE_1_M, 0.1))
    assert clutter_lowest_m(5e4, 0.0, 10.0, CURVATURE_1_M, 0.1) == np.inf
    assert clutter_lowest_m(9e3, 0.0, 1.7e6, CURVATURE_1_M, 1.48) == np.inf


@pytest.mark.both_ways
def test_a_map_clear_of_clutter_lies_above_the_map_in_sight():
    ground_m = fractal_ground_m(16, relief_m=400.0)
    antenna_m = float(ground_m[7, 9]) + 12.0
    lowest_m = lowest_visible_m(ground_m, 7, 9, 90.0, antenna_m, CURVATURE_1_M)
    lowest_m[2, 3] = np.nan
    clear_m = np.empty_like(lowest_m)
    fill_clutter_lowest_m(lowest_m, 7, 9, 90.0, antenna_m, CURVATURE_1_M, radians(0.5), clear_m)
    row, col = np.indices(lowest_m.shape)
    distance_m = 90.0 * np.hypot(row - 7, col - 9)
    known = np.isfinite(lowest_m)
    # At least half a degree of the distance; more where the line of sight itself is steep.
    assert (clear_m - lowest_m >= 0.999 * distance_m * np.tan(radians(0.5)) - 1e-4)[known].all()
    assert np.isnan(clear_m[2, 3])
    assert clear_m[7, 9] == lowest_m[7, 9]
