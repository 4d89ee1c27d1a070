"""Loss behind an edge on a grid: the profile to a cell, a published sheet, a knife edge, analytic hills."""

from fractions import Fraction
from math import hypot, log10, sqrt

import numpy as np
import pytest

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth.diffraction import delta_bullington_loss_db
from rangering.earth.spherical_diffraction import LAND
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.diffraction import fill_diffraction_loss_db, ground_to_cell, least_loss_db
from tests.ground import fractal_ground_m
from tests.oracle.case import CASES
from tests.unit.test_earth_diffraction import ITU_SHEET
from tests.unit.test_earth_diffraction import RADIUS_M as SHEET_RADIUS_M

RADIUS_M = STANDARD_K * EARTH_RADIUS_M


def profile(ground_m: np.ndarray, row0: int, col0: int, row: int, col: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances and heights on a grid of posting 100 m."""
    distances_m, heights_m = np.full(2 * sum(ground_m.shape), np.nan), np.zeros(2 * sum(ground_m.shape))
    count = ground_to_cell(ground_m, row0, col0, row, col, 100.0, distances_m, heights_m)
    return distances_m[:count], heights_m[:count]


def losses_db(
    ground_m: np.ndarray,
    row0: int,
    col0: int,
    antenna_m: float,
    altitude_m: list[float],
    *,
    posting_m: float = 100.0,
    above_ground: bool = False,
    radius_m: float = RADIUS_M,
    wavelength_m: float = 0.1,
    reach_m: float = np.inf,
    lowest_m: np.ndarray | None = None,
) -> np.ndarray:
    """The kernel's losses; lines of sight as the sweep finds them, unless told otherwise. [dB]"""
    ground = np.asarray(ground_m, dtype=np.float32)
    if lowest_m is None:
        lowest_m = lowest_visible_m(ground, row0, col0, posting_m, antenna_m, 1.0 / radius_m)
    loss_db = np.full((len(altitude_m), *ground.shape), -1.0, dtype=np.float32)
    fill_diffraction_loss_db(
        ground,
        lowest_m,
        row0,
        col0,
        posting_m,
        antenna_m,
        radius_m,
        wavelength_m,
        np.array(altitude_m, dtype=np.float64),
        np.full(len(altitude_m), above_ground),
        reach_m,
        loss_db,
    )
    return loss_db


@pytest.mark.both_ways
def test_the_profile_is_the_ground_wherever_the_line_crosses_the_grid():
    """Every cell of a rectangle, on ground that rises evenly: crossings as fractions, heights exact."""
    rows, cols, row0, col0 = 7, 9, 2, 6
    north, east = np.indices((rows, cols))
    ground_m = (500.0 + 8.0 * (north - row0) - 4.0 * (east - col0)).astype(np.float32)
    for row, col in np.ndindex(rows, cols):
        down, right = row - row0, col - col0
        if (down, right) == (0, 0):
            continue
        shares = {Fraction(0), Fraction(1)}
        shares |= {Fraction(k, abs(leg)) for leg in (down, right) for k in range(1, abs(leg))}
        distances_m, heights_m = profile(ground_m, row0, col0, row, col)
        expected = np.array(sorted(map(float, shares)))
        assert distances_m == pytest.approx(expected * 100.0 * hypot(down, right), abs=1e-9)
        assert heights_m == pytest.approx(500.0 + expected * (8.0 * down - 4.0 * right), abs=1e-4)


@pytest.mark.both_ways
def test_a_line_that_meets_unknown_ground_has_no_profile():
    ground_m = np.zeros((5, 5), dtype=np.float32)
    ground_m[1, 2] = np.nan
    assert profile(ground_m, 0, 0, 2, 4)[0].size == 0
    assert profile(ground_m, 0, 0, 1, 3)[0].size == 0
    assert profile(ground_m, 0, 0, 4, 2)[0].size > 0


@pytest.mark.both_ways
@pytest.mark.parametrize("name", ITU_SHEET)
def test_itu_delta_bullington_validation_sheet_laid_on_a_grid(name):
    """A row of nodes 50 m apart is the sheet's own profile, but for its last step of 30 and 47 m.

    That adds 2e-4 to the length, so some 0.01 dB to the loss; so does our polarisation, half vertical where
    the sheet's is horizontal, on the longest wavelength.
    """
    _, heights_m = np.loadtxt(CASES / name, delimiter=",", skiprows=1).T
    only_the_end_m = np.full((1, heights_m.size), np.nan, dtype=np.float32)
    only_the_end_m[0, -1] = 1e5
    for mast_1_m, mast_2_m, ghz, _, _, _, method_db in ITU_SHEET[name]:
        loss_db = losses_db(
            heights_m[None, :],
            0,
            0,
            heights_m[0] + mast_1_m,
            [mast_2_m],
            posting_m=50.0,
            above_ground=True,
            radius_m=SHEET_RADIUS_M,
            wavelength_m=0.3 / ghz,
            lowest_m=only_the_end_m,
        )
        assert loss_db[0, 0, -1] == pytest.approx(method_db, abs=0.02)
        assert np.isnan(loss_db[0, 0, :-1]).all()


@pytest.mark.both_ways
def test_p526_knife_edge_behind_a_thin_wall():
    """A wall over flat ground, both arms clear of it: equations (26), (31) and section 4.5.1 by hand."""
    ground_m = np.zeros((1, 41))
    ground_m[0, 10] = 150.0
    wavelength_m, total_m = 0.1, 40 * 500.0
    loss_db = losses_db(ground_m, 0, 0, 100.0, [120.0, 80.0, 5000.0], posting_m=500.0, radius_m=1e12)
    for altitude_m, worked_db in zip((120.0, 80.0), loss_db[:2, 0, -1], strict=True):
        above_m = 150.0 - (100.0 + (altitude_m - 100.0) / 4.0)
        nu = above_m * sqrt(2 / wavelength_m * (1 / 5e3 + 1 / 15e3))
        edge_db = 6.9 + 20 * log10(sqrt((nu - 0.1) ** 2 + 1) + nu - 0.1)
        correction_db = (1 - np.exp(-edge_db / 6)) * (10 + 0.02 * total_m / 1e3)
        assert worked_db == pytest.approx(edge_db + correction_db, abs=1e-3)
    assert loss_db[2, 0, -1] == 0.0


def gaussian_hills_m(north_m: np.ndarray, east_m: np.ndarray) -> np.ndarray:
    """Two round hills on a gentle slope, kilometres wide. [m]"""
    first = 420.0 * np.exp(-((north_m - 3e3) ** 2 + (east_m - 6e3) ** 2) / (2 * 1800.0**2))
    second = 300.0 * np.exp(-((north_m - 8e3) ** 2 + (east_m - 14e3) ** 2) / (2 * 2500.0**2))
    return 100.0 + 0.002 * east_m + first + second


def test_the_grid_loses_what_the_same_hills_lose_finely_sampled():
    """Against the analytic ground every 10 m, on lines that follow no row: 100 m of posting costs 0.01 dB.

    Straight between nodes, the grid lowers a crest by up to posting²/8 of its curvature, 0.16 m here; deep
    in the shadow, at ν = 15, that is 0.02 dB.
    """
    posting_m, side = 100.0, 201
    axis_m = posting_m * np.arange(side)
    ground_m = gaussian_hills_m(axis_m[:, None], axis_m[None, :])
    antenna_m, altitude_m = float(ground_m[0, 0]) + 15.0, [260.0, 340.0]
    loss_db = losses_db(ground_m, 0, 0, antenna_m, altitude_m)
    tried = 0
    for row, col in ((83, 171), (61, 120), (101, 199), (77, 141), (58, 101), (150, 190)):
        total_m = posting_m * hypot(row, col)
        along_m = np.linspace(0.0, total_m, int(total_m / 10.0) + 1)
        fine_m = gaussian_hills_m(along_m * row / hypot(row, col), along_m * col / hypot(row, col))
        for a, target_m in enumerate(altitude_m):
            if loss_db[a, row, col] > 0.0 and target_m > fine_m[-1]:
                expected_db = delta_bullington_loss_db(
                    along_m, fine_m, antenna_m, target_m, RADIUS_M, 0.1, *LAND, 0.5
                )
                assert loss_db[a, row, col] == pytest.approx(expected_db, abs=0.01)
                tried += 1
    assert tried >= 8


@pytest.mark.both_ways
def test_what_is_seen_loses_nothing_and_what_is_unknown_stays_so():
    ground_m = np.zeros((1, 21))
    ground_m[0, 5], ground_m[0, 12], ground_m[0, 8] = 200.0, np.nan, 60.0
    loss_db = losses_db(ground_m, 0, 0, 20.0, [50.0, 30_000.0])
    assert (loss_db[:, 0, :5] == 0.0).all()
    assert np.isinf(loss_db[0, 0, [5, 8]]).all()  # under ground
    assert (loss_db[0, 0, [6, 7, 9, 10, 11]] > 12.0).all()
    assert np.isfinite(loss_db[0, 0, [6, 7, 9, 10, 11]]).all()
    assert (loss_db[1, 0, :12] == 0.0).all()
    assert np.isnan(loss_db[:, 0, 12:]).all()


@pytest.mark.both_ways
def test_a_line_knows_of_a_void_that_the_sweep_passed_by():
    ground_m, lowest_m = np.zeros((1, 4), dtype=np.float32), np.full((1, 4), 500.0, dtype=np.float32)
    ground_m[0, 1], lowest_m[0, 0] = np.nan, 0.0
    assert np.isnan(losses_db(ground_m, 0, 0, 20.0, [50.0], lowest_m=lowest_m)[0, 0, 3])


@pytest.mark.both_ways
def test_no_cell_is_left_out_that_could_be_detected():
    """Everything worked out, against the map with a reach: what is missing loses more than it can bear."""
    ground_m = fractal_ground_m(24, relief_m=300.0)
    row0, col0, antenna_m = 11, 13, float(ground_m[11, 13]) + 10.0
    altitude_m = [30.0, 100.0, 250.0]
    whole_db = losses_db(ground_m, row0, col0, antenna_m, altitude_m, above_ground=True)
    reach_m = 6000.0
    quick_db = losses_db(ground_m, row0, col0, antenna_m, altitude_m, above_ground=True, reach_m=reach_m)
    left_out = np.isinf(quick_db)
    assert (quick_db[~left_out] == whole_db[~left_out]).all()
    row, col = np.indices(ground_m.shape)
    ground_range_m = 100.0 * np.hypot(row - row0, col - col0)
    bearable_db = 20.0 * np.log10(reach_m / np.maximum(ground_range_m, 1.0))
    missing = left_out & np.isfinite(whole_db)
    assert 0 < missing.sum() < (whole_db > 0.0).sum()
    assert (whole_db > bearable_db)[missing].all()


@pytest.mark.both_ways
def test_the_lower_behind_a_wall_the_more_is_lost():
    ground_m = np.zeros((5, 31))
    ground_m[:, 12] = 300.0
    loss_db = losses_db(ground_m, 2, 0, 30.0, [10.0, 60.0, 150.0, 280.0, 400.0])
    assert (np.diff(loss_db[:, :, 16:], axis=0) < 0.0).all()
    shorter_db = losses_db(ground_m, 2, 0, 30.0, [10.0, 60.0, 150.0, 280.0, 400.0], wavelength_m=0.03)
    assert (shorter_db > loss_db)[:4, :, 16:].all()


@pytest.mark.both_ways
def test_the_least_loss_starts_below_grazing_and_grows():
    assert least_loss_db(0.0, 100.0, 10e3, 0.1) < 12.4
    worth_db = [least_loss_db(hidden_m, 100.0, 10e3, 0.1) for hidden_m in (0.0, 10.0, 100.0, 1000.0)]
    assert worth_db == sorted(worth_db)
