"""The sweep against the exact line to each cell, and what unknown ground means."""

import numpy as np
import pytest

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth.visibility import (
    chord_m,
    dip,
    elevation_tangent,
    exact_lowest_visible_m,
    height_on_ray_m,
    lowest_on_profile_m,
    lowest_visible_m,
    steeper,
)
from tests.ground import every_cell, fractal_ground_m

CURVATURE_1_M = 1.0 / (STANDARD_K * EARTH_RADIUS_M)


def compare(ground_m: np.ndarray, row0: int, col0: int, antenna_m: float, **options: float) -> np.ndarray:
    """Sweep minus exact, for every cell. [m]"""
    swept_m = lowest_visible_m(ground_m, row0, col0, 90.0, antenna_m, CURVATURE_1_M, **options)
    row, col = every_cell(ground_m)
    exact_m = exact_lowest_visible_m(ground_m, row0, col0, 90.0, antenna_m, CURVATURE_1_M, row, col)
    return swept_m - exact_m.reshape(ground_m.shape)


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("rows", "cols", "row0", "col0"), [(21, 21, 10, 10), (17, 23, 4, 15), (1, 9, 0, 0), (5, 2, 4, 1)]
)
def test_every_cell_of_any_rectangle_is_near_the_exact_line(rows, cols, row0, col0):
    ground_m = fractal_ground_m(32, relief_m=300.0)[:rows, :cols]
    difference_m = compare(ground_m, row0, col0, float(ground_m[row0, col0]) + 20.0)
    assert np.isfinite(difference_m).all()
    # Interpolating between rays may not move a line of sight by more than the relief of a cell.
    assert np.percentile(np.abs(difference_m), 95) < 6.0
    assert abs(np.median(difference_m)) < 0.05


@pytest.mark.compiled_only
def test_the_sweep_is_within_its_stated_error_on_rough_ground():
    """p95 ≤ 0.1 m, p99 ≤ 2 m, mask at +100 m wrong on ≤ 0.01 % of cells, on the benchmark ground."""
    ground_m = fractal_ground_m(1201)
    antenna_m = float(ground_m[600, 600]) + 20.0
    row, col = np.random.default_rng(2).integers(0, 1201, (2, 50_000))
    exact_m = exact_lowest_visible_m(ground_m, 600, 600, 90.0, antenna_m, CURVATURE_1_M, row, col)
    swept_m = lowest_visible_m(ground_m, 600, 600, 90.0, antenna_m, CURVATURE_1_M)[row, col]
    difference_m = np.abs(swept_m - exact_m)
    assert np.percentile(difference_m, 95) <= 0.1
    assert np.percentile(difference_m, 99) <= 2.0
    above_m = ground_m[row, col] + 100.0
    assert np.mean((swept_m <= above_m) != (exact_m <= above_m)) <= 1e-4


@pytest.mark.both_ways
def test_over_a_smooth_sphere_the_lowest_altitude_is_the_shadow_of_the_horizon():
    ground_m = np.zeros((3, 101), dtype=np.float32)
    lowest_m = lowest_visible_m(ground_m, 1, 0, 1000.0, 10.0, CURVATURE_1_M)
    # Validation case T06 (all-zero grid, 4/3 of 6,371 km, 10 m antenna): 8.43 m at 25 km.
    assert lowest_m[1, 25] == pytest.approx(8.4275, abs=0.1)
    assert (lowest_m[1, 1:13] == 0.0).all()  # the horizon of a 10 m antenna lies at 13 km


@pytest.mark.both_ways
def test_what_lies_behind_a_void_is_unknown_and_nothing_else():
    ground_m = np.zeros((41, 41), dtype=np.float32)
    ground_m[20, 25] = np.nan
    lowest_m = lowest_visible_m(ground_m, 20, 20, 90.0, 30.0, CURVATURE_1_M)
    assert np.isnan(lowest_m[20, 25:]).all()
    assert np.isfinite(lowest_m[20, :25]).all()
    assert np.isfinite(lowest_m[:, :25]).all()
    rows, cols = np.nonzero(np.isnan(lowest_m))
    assert (np.abs(rows - 20) / (cols - 20) <= 1.5 / 4).all()  # only the void's own shadow, one cell a side


@pytest.mark.both_ways
def test_the_exact_line_knows_nothing_behind_a_void():
    ground_m = np.zeros((9, 9), dtype=np.float32)
    ground_m[4, 6] = np.nan
    cells = np.array([4, 4, 4, 4]), np.array([4, 5, 7, 0])
    exact_m = exact_lowest_visible_m(ground_m, 4, 4, 90.0, 30.0, CURVATURE_1_M, *cells)
    assert list(np.isnan(exact_m)) == [False, False, True, False]


@pytest.mark.both_ways
def test_cells_beyond_the_range_stay_unknown():
    lowest_m = lowest_visible_m(np.zeros((21, 21)), 10, 10, 100.0, 30.0, 0.0, range_m=500.0)
    assert np.isfinite(lowest_m[10, 5:16]).all()
    assert np.isnan(lowest_m[10, 0])


@pytest.mark.both_ways
def test_ground_and_ray_invert_each_other_on_round_and_flat_earth():
    for curvature_1_m in (0.0, CURVATURE_1_M):
        for height_m, distance_m in ((0.0, 90.0), (9000.0, 400e3), (25e3, 1.6e6), (-300.0, 50e3)):
            tangent = elevation_tangent(height_m, 35.0, distance_m, curvature_1_m)
            assert height_on_ray_m(tangent, 35.0, distance_m, curvature_1_m) == pytest.approx(
                height_m, abs=1e-6
            )


@pytest.mark.both_ways
def test_series_meet_the_functions_they_stand_for_out_to_the_limit():
    distance_m = np.array([1.0, 1e3, 1e5, 4e5, 1.7e6])
    angle = distance_m * CURVATURE_1_M
    assert [chord_m(d, CURVATURE_1_M) for d in distance_m] == pytest.approx(
        np.sin(angle) / CURVATURE_1_M, rel=1e-7
    )
    assert [dip(d, CURVATURE_1_M) for d in distance_m] == pytest.approx(np.tan(angle / 2), rel=1e-7)


@pytest.mark.both_ways
def test_steeper_is_unknown_as_soon_as_either_is():
    assert steeper(1.0, 2.0) == 2.0
    assert steeper(2.0, 1.0) == 2.0
    assert np.isnan(steeper(np.nan, 1.0))
    assert np.isnan(steeper(1.0, np.nan))


@pytest.mark.both_ways
def test_a_profile_answers_as_the_grid_does_along_a_row():
    ground_m = fractal_ground_m(32, relief_m=200.0)[5:6]
    grid_m = lowest_visible_m(ground_m, 0, 0, 90.0, 500.0, CURVATURE_1_M)
    along_m = 90.0 * np.arange(1, 32)
    assert lowest_on_profile_m(ground_m[0, 1:].astype(float), along_m, 500.0, CURVATURE_1_M) == pytest.approx(
        grid_m[0, 31], abs=1e-3
    )
