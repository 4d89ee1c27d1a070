"""Names, places and levels of Copernicus tiles, against what the publisher prints."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.terrain.copernicus import (
    LEVELS,
    Corner,
    affine,
    choose_level,
    columns,
    corner_of,
    corners_about,
    most_bytes,
    stem,
    url,
)

GLO_30, _, GLO_90, GLO_90_HALF, _ = LEVELS


@pytest.mark.parametrize(
    ("product", "place", "name"),
    [  # names as they stand in the public buckets
        ("GLO-30", (40.08, 32.57), "Copernicus_DSM_COG_10_N40_00_E032_00_DEM"),
        ("GLO-30", (-13.5, -171.2), "Copernicus_DSM_COG_10_S14_00_W172_00_DEM"),
        ("GLO-90", (53.9, -114.001), "Copernicus_DSM_COG_30_N53_00_W115_00_DEM"),
        ("GLO-90", (-0.1, 0.0), "Copernicus_DSM_COG_30_S01_00_E000_00_DEM"),
        ("GLO-90", (0.0, -0.1), "Copernicus_DSM_COG_30_N00_00_W001_00_DEM"),
        ("GLO-90", (-90.0, 180.0), "Copernicus_DSM_COG_30_S90_00_W180_00_DEM"),
    ],
)
def test_names_in_all_hemispheres(product, place, name):
    assert stem(product, corner_of(*place)) == name


def test_addresses():
    corner = Corner(40, 32)
    name = "Copernicus_DSM_COG_10_N40_00_E032_00_DEM"
    assert url(None, "GLO-30", corner) == f"https://copernicus-dem-30m.s3.amazonaws.com/{name}/{name}.tif"
    name = name.replace("_10_", "_30_")
    assert url("http://m", "GLO-90", corner) == f"http://m/copernicus-dem-90m/{name}/{name}.tif"


def test_the_grid_that_gdalinfo_prints_of_a_public_tile():
    # forum.sentinel-hub.com, thread 3027: gdalinfo of Copernicus_DSM_COG_10_S14_00_W172_00_DEM.tif.
    printed = (0.000277777777778, 0.0, -172.000138888888898, 0.0, -0.000277777777778, -12.999861111111111)
    assert affine(GLO_30, Corner(-14, -172)) == pytest.approx(printed, abs=1e-12)
    assert (GLO_30.rows, columns(GLO_30, Corner(-14, -172))) == (3600, 3600)


@pytest.mark.parametrize("south", [-1, 1])
def test_widths_that_the_readme_of_the_buckets_prints(south):
    for latitude, wide_30, wide_90, half_90 in [
        (25, 3600, 1200, 600),
        (55, 2400, 800, 400),
        (65, 1800, 600, 300),
        (75, 1200, 400, 200),
        (82, 720, 240, 120),
        (87, 360, 120, 60),
    ]:
        corner = Corner(south * latitude, 7)
        widths = [columns(level, corner) for level in (GLO_30, GLO_90, GLO_90_HALF)]
        assert widths == [wide_30, wide_90, half_90]


def test_bands_end_at_their_parallels_on_both_sides_of_the_equator():
    assert [columns(GLO_90, Corner(south, 0)) for south in (49, 50, -50, -51)] == [1200, 800, 1200, 800]


def test_overviews_share_the_edges_of_their_tile():
    for corner in (Corner(40, 32), Corner(-64, -58)):
        for level in LEVELS:
            a, _, west, _, e, north = affine(level, corner)
            whole = affine(GLO_30 if level.product == "GLO-30" else GLO_90, corner)
            assert (west, north) == (whole[2], whole[5])
            assert a * columns(level, corner) == pytest.approx(1.0)
            assert e * level.rows == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("posting_m", "product", "overview"),
    [
        (5, "GLO-30", 0),
        (30, "GLO-30", 0),
        (50, "GLO-30", 0),
        (60, "GLO-30", 1),
        (90, "GLO-90", 0),
        (100, "GLO-90", 0),
        (200, "GLO-90", 1),
        (250, "GLO-90", 1),
        (500, "GLO-90", 2),
        (2000, "GLO-90", 2),
    ],
)
def test_the_level_is_the_coarsest_that_is_as_fine_as_the_posting(posting_m, product, overview):
    level = choose_level(posting_m)
    assert (level.product, level.overview) == (product, overview)
    # 1/3600 of a degree of the meridian, 30.9 m.
    assert level.cell_m == pytest.approx(30.9 * 3600 / level.rows, rel=2e-3)
    assert level == LEVELS[0] or level.cell_m <= 1.1 * posting_m


@given(
    lat_deg=st.floats(-90.0, 90.0),
    lon_deg=st.floats(-180.0, 180.0),
    radius_m=st.floats(100.0, 1_500_000.0),
    bearings_deg=st.lists(st.floats(0.0, 360.0), min_size=1, max_size=8),
    share=st.floats(0.0, 1.0),
)
def test_every_place_of_a_circle_lies_on_one_of_its_tiles(lat_deg, lon_deg, radius_m, bearings_deg, share):
    from pyproj import Geod

    found = corners_about(lat_deg, lon_deg, radius_m)
    assert len(found) == len(set(found))
    assert found[0] == corner_of(lat_deg, lon_deg)
    count = len(bearings_deg)
    lons_deg, lats_deg, _ = Geod(ellps="WGS84").fwd(
        np.full(count, lon_deg), np.full(count, lat_deg), bearings_deg, np.full(count, share * radius_m)
    )
    for place in zip(lats_deg, lons_deg, strict=True):
        assert corner_of(*place) in found


def test_a_circle_asks_for_few_tiles_too_many():
    # A circle of 400 km about Ankara spans 7.2° by 9.4°; with cut tiles at its edge 9 × 11 at most.
    found = corners_about(40.08, 32.57, 400e3)
    assert 54 < len(found) < 9 * 11  # at least its area, π/4 of 7.2 × 9.4
    assert sum(most_bytes(GLO_90_HALF, each) for each in found) == len(found) * 600 * 600 * 4


def test_circles_over_the_antimeridian_and_the_poles():
    assert set(corners_about(10.5, 179.99, 5e3)) == {Corner(10, 179), Corner(10, -180)}
    north = corners_about(90.0, 0.0, 50e3)
    assert {corner.south for corner in north} == {89}
    assert len(north) == 360
    assert {corner.south for corner in corners_about(-89.8, 77.0, 120e3)} == {-90, -89}
