"""Cells as polygons: areas kept, always valid, edges where they belong."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rangering.export.polygons import cells_km2, cells_polygon, mask_polygon, readings_polygon
from rangering.terrain.ground import Ground, TerrainRecord

POSTING_M = 200.0
PLENTY = 10**6  # corners: nothing is drawn coarser
RECORD = TerrainRecord("smooth", "", "", "", "", None, POSTING_M, 0, 0)
masks = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9))


def ground(rows: int, cols: int, row0: int = 0, col0: int = 0) -> Ground:
    height_m = np.zeros((rows, cols), dtype=np.float32)
    return Ground(height_m, POSTING_M, row0, col0, 45.0, -30.0, RECORD)


@given(mask=masks)
def test_cells_become_their_own_squares(mask):
    drawn = cells_polygon(mask, ground(*mask.shape, row0=2, col0=3))
    boxes = [
        shapely.box(*(POSTING_M * np.array([c - 3.5, r - 2.5, c - 2.5, r - 1.5])))
        for r, c in np.argwhere(mask)
    ]
    assert drawn.is_valid
    assert drawn.area == pytest.approx(mask.sum() * POSTING_M**2, abs=1e-3)
    assert drawn.symmetric_difference(shapely.union_all(boxes)).area == pytest.approx(0.0, abs=1e-3)


@given(mask=masks)
def test_no_edge_moves_by_more_than_it_says(mask):
    exact = cells_polygon(mask, ground(*mask.shape))
    light = mask_polygon(mask, ground(*mask.shape), PLENTY)
    assert light.shape.is_valid
    assert light.posting_m == POSTING_M
    # Cut corners stray by √2/4 of a cell, dropped points by 0.35 of one.
    room_m = (np.sqrt(2.0) / 4.0 + 0.35) * POSTING_M + 0.01
    assert light.shape.difference(exact.buffer(room_m)).is_empty
    assert exact.buffer(-room_m).difference(light.shape).is_empty


@given(
    readings=arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 20))
)
def test_contours_of_any_readings_are_valid(readings):
    drawn = readings_polygon(readings, 20, 10, ground(*readings.shape), PLENTY)
    assert drawn.shape.is_valid
    assert drawn.shape.is_empty == (not (readings >= 10).any())


def test_a_single_cell_and_a_single_hole_keep_their_area():
    mask = np.ones((7, 9), dtype=bool)
    mask[3, 4] = False
    light = mask_polygon(mask, ground(7, 9), PLENTY).shape
    assert light.area == 62 * POSTING_M**2
    assert len(light.geoms[0].interiors) == 1
    assert mask_polygon(~mask, ground(7, 9), PLENTY).shape.area == POSTING_M**2


def test_cells_that_touch_at_a_corner_stay_apart():
    drawn = cells_polygon(np.eye(4, dtype=bool), ground(4, 4))
    assert len(drawn.geoms) == 4


def test_the_contour_of_a_cone_is_a_circle():
    """Readings that fall evenly from 200 at the middle by 2 a cell: those of 100 and more reach 50 cells."""
    rows, cols = np.mgrid[-70:71, -70:71]
    readings = np.rint(np.clip(200.0 - 2.0 * np.hypot(rows, cols), 0.0, 200.0)).astype(np.uint8)
    drawn = readings_polygon(readings, 200, 100, ground(141, 141, 70, 70), PLENTY).shape
    # Half a count below the level: 99.5 lies at 50.25 cells. Readings are whole: half a count, here a quarter
    # of a cell, is 1 % of the area.
    assert drawn.area == pytest.approx(np.pi * (50.25 * POSTING_M) ** 2, rel=0.01)
    assert drawn.centroid.distance(shapely.Point(0.0, 0.0)) < 0.05 * POSTING_M
    away_m = np.hypot(*shapely.get_coordinates(drawn).T)
    assert np.abs(away_m - 50.25 * POSTING_M).max() < 0.4 * POSTING_M


def test_a_leap_of_the_share_is_an_edge_half_way():
    readings = np.zeros((20, 20), dtype=np.uint8)
    readings[:, 5:] = 20
    for least in (1, 2, 10, 19, 20):
        assert readings_polygon(readings, 20, least, ground(20, 20), PLENTY).shape.area == pytest.approx(
            300 * POSTING_M**2, rel=5e-3
        )


def test_what_has_too_many_corners_is_drawn_from_blocks_and_says_so():
    rng = np.random.default_rng(3)
    mask = rng.random((64, 64)) < 0.5
    mask[16:48, 16:48] = True
    light = mask_polygon(mask, ground(64, 64), 300)
    assert light.posting_m > POSTING_M
    assert shapely.get_num_coordinates(light.shape) < 400
    assert light.shape.is_valid
    middle = shapely.box(20 * POSTING_M, 20 * POSTING_M, 44 * POSTING_M, 44 * POSTING_M)
    assert middle.difference(light.shape).is_empty
    contour = readings_polygon((20 * mask).astype(np.uint8), 20, 10, ground(64, 64), 300)
    assert contour.posting_m > POSTING_M
    assert contour.shape.is_valid
    assert middle.difference(contour.shape).is_empty


def test_area_of_cells_on_the_sphere_is_that_of_the_cap():
    """All cells within 600 km: 2πR²(1 - cos(d/R)), worked out on paper, R 6371.0088 km."""
    rows, cols = np.mgrid[-130:131, -130:131]
    wide = ground(261, 261, 130, 130)._replace(posting_m=5000.0)
    inside = np.hypot(rows, cols) * 5.0 <= 600.0
    cap_km2 = 2.0 * np.pi * 6371.0088**2 * (1.0 - np.cos(600.0 / 6371.0088))
    assert cells_km2(inside, wide) == pytest.approx(cap_km2, rel=1e-3)
