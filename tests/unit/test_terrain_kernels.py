"""Interpolation between nodes: by hand, and beside SciPy's."""

import numpy as np
import pytest

from rangering.terrain.kernels import bilinear, block_means, sample_grid, sample_points

pytestmark = pytest.mark.both_ways

VOID, GAP = np.nan, np.inf
SQUARE = np.array([[0, 10], [20, 40]], np.float32)


@pytest.mark.parametrize(
    ("row", "col", "height_m"),
    [
        (0.0, 0.0, 0.0),
        (1.0, 1.0, 40.0),
        (0.5, 0.0, 10.0),
        (0.0, 0.25, 2.5),
        (0.5, 0.5, 17.5),  # the mean of the four
        (-0.4, 0.5, 5.0),  # the edge is held
        (1.4, 1.4, 40.0),  # so is the corner
    ],
)
def test_heights_between_nodes(row, col, height_m):
    assert bilinear(SQUARE, row, col) == pytest.approx(height_m, abs=1e-12)


@pytest.mark.parametrize(("row", "col"), [(-0.6, 0.0), (1.6, 0.0), (0.0, -0.6), (0.0, 1.6), (np.nan, 0.0)])
def test_half_a_cell_past_the_edge_the_tiles_end(row, col):
    assert np.isinf(bilinear(SQUARE, row, col))


def test_a_void_lends_nobody_a_height():
    holed = SQUARE.copy()
    holed[1, 1] = VOID
    assert np.isnan(bilinear(holed, 0.999, 0.001))
    assert bilinear(holed, 0.5, 0.0) == 10.0  # the void has no weight on this side
    assert bilinear(holed, 1.0 + 1e-9, 1e-9) == pytest.approx(
        20.0
    )  # on a node, but for the rounding of coordinates


def test_beside_a_gap_between_tiles_the_edge_is_held():
    gap = SQUARE.copy()
    gap[:, 1] = GAP
    assert bilinear(gap, 0.25, 0.4) == pytest.approx(5.0)
    assert np.isinf(bilinear(gap, 0.25, 0.6))


def test_agrees_with_scipy_inside():
    from scipy.ndimage import map_coordinates

    rng = np.random.default_rng(4)
    window = rng.uniform(-400, 8000, (7, 9)).astype(np.float32)
    rows, cols = rng.uniform(0, 6, 50), rng.uniform(0, 8, 50)
    heights_m = np.full(50, np.inf)
    sample_points(window, rows, cols, np.zeros(50), heights_m)
    assert heights_m == pytest.approx(map_coordinates(window.astype(float), [rows, cols], order=1), rel=1e-12)


def test_points_already_known_are_kept_and_voids_may_be_filled():
    heights_m = np.array([7.0, np.nan, np.inf, np.inf])
    sample_points(SQUARE, np.array([0.0, 0.0, 1.0, 9.0]), np.ones(4), np.full(4, 0.5), heights_m)
    assert heights_m.tolist() == [7.0, 10.5, 40.5, np.inf]


def test_a_grid_is_filled_between_the_lines_of_its_mesh():
    window = np.add.outer(10.0 * np.arange(6), np.arange(6)).astype(np.float32)
    mesh = np.array([0.0, 2.0, 4.0])
    map_rows, map_cols = (np.ascontiguousarray(m) for m in np.meshgrid(mesh, mesh, indexing="ij"))
    smooth = np.array([[True, True], [True, False]])
    heights_m = np.full((7, 8), np.inf, np.float32)
    sample_grid(window, map_rows, map_cols, np.full((3, 3), 0.25), smooth, 4, heights_m)
    expected = 10.0 * 0.5 * np.arange(7)[:, None] + 0.5 * np.arange(8) + 0.25
    expected[4:, 4:] = np.inf
    assert (heights_m == expected.astype(np.float32)).all()


def test_a_block_far_from_the_window_stays_outside():
    heights_m = np.full((2, 2), np.inf, np.float32)
    far = np.array([[50.0, 50.0], [52.0, 52.0]])
    sample_grid(SQUARE, far, far, np.zeros((2, 2)), np.ones((1, 1), np.bool_), 2, heights_m)
    assert np.isinf(heights_m).all()


def test_means_of_blocks():
    fine = np.array(
        [[1, 3, VOID, 1, GAP, GAP, 5, GAP], [5, 7, 1, 1, GAP, 9, 7, GAP]],
        np.float32,
    )
    means = np.empty((1, 4), np.float32)
    block_means(fine, 2, 2, means)
    assert means[0, 0] == 4.0
    assert np.isnan(means[0, 1])  # one void makes the block void
    assert np.isinf(means[0, 2])  # a quarter of a block is no ground
    assert means[0, 3] == 6.0  # a half is
