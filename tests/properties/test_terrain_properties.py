"""What holds for every terrain and every site."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rangering.errors import TerrainError
from rangering.terrain.analytic import ground_height_m
from rangering.terrain.kernels import bilinear
from rangering.terrain.lattice import lattices
from rangering.terrain.models import AnalyticTerrain, RasterTerrain, SmoothTerrain
from rangering.terrain.read import open_terrain
from tests.terrain_files import degree_tile, slope

latitudes_deg = st.floats(-90, 90)
longitudes_deg = st.floats(-180, 180)
radii_m = st.floats(1e-3, 5e4)
cells = st.floats(-500, 9000, width=32) | st.just(np.nan) | st.just(np.inf)


@pytest.fixture(scope="module")
def antimeridian(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dem")
    for west in (179, -180):
        degree_tile(folder / f"{west}.tif", 60, west, lambda lon, lat: slope(lon % 360, lat), cells=60)
    return open_terrain(RasterTerrain(kind="raster", path=folder.name), folder.parent)


@given(window=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=2, max_size=4), data=st.data())
def test_a_height_lies_between_those_it_comes_from(window, data):
    heights_m = np.array(window, np.float32)
    row = data.draw(st.floats(-1, heights_m.shape[0]))
    col = data.draw(st.floats(-1, heights_m.shape[1]))
    found_m = bilinear(heights_m, row, col)
    if np.isfinite(found_m):
        near = heights_m[
            max(0, int(np.floor(row))) : int(np.floor(row)) + 2,
            max(0, int(np.floor(col))) : int(np.floor(col)) + 2,
        ]
        known = near[np.isfinite(near)]
        assert known.min() - 1e-3 <= found_m <= known.max() + 1e-3


@given(lat_deg=latitudes_deg, lon_deg=longitudes_deg, radius_m=radii_m)
@settings(max_examples=60, deadline=None)
def test_wherever_the_site_the_smooth_earth_is_known(lat_deg, lon_deg, radius_m):
    ground = open_terrain(SmoothTerrain(kind="smooth"), Path()).around(
        lat_deg, lon_deg, radius_m, posting_m=1e3
    )
    assert ground.height_m.shape == (2 * ground.row0 + 1, 2 * ground.col0 + 1)
    assert ground.row0 * ground.posting_m >= radius_m * (1 - 1e-9)
    assert not ground.height_m.any()


@given(lat_deg=latitudes_deg, lon_deg=longitudes_deg)
@settings(max_examples=60, deadline=None)
def test_a_site_lies_on_the_tiles_or_is_refused(antimeridian, lat_deg, lon_deg):
    on_tiles = 60 - 1 / 120 <= lat_deg <= 61 + 1 / 120 and abs(lon_deg) >= 179 - 1 / 120
    if on_tiles:
        ground = antimeridian.around(lat_deg, lon_deg, 9e3, posting_m=1e3)
        assert np.isfinite(ground.height_m[ground.row0, ground.col0])
    else:
        with pytest.raises(TerrainError, match="lies outside the terrain"):
            antimeridian.around(lat_deg, lon_deg, 9e3, posting_m=1e3)


@given(lat_deg=st.floats(60, 61), east_deg=st.floats(-1, 1))
@settings(max_examples=40, deadline=None)
def test_the_antimeridian_is_a_line_like_any_other(antimeridian, lat_deg, east_deg):
    lon_deg = (180 + east_deg + 180) % 360 - 180
    ground = antimeridian.around(lat_deg, lon_deg, 9e3, posting_m=1e3)
    site_m = ground.height_m[ground.row0, ground.col0]
    assert abs(site_m - slope(180 + east_deg, lat_deg)) < 0.03  # 0.05 cells of 1/60 degree at 30 m a degree
    # 20 m and 30 m a degree of longitude and latitude: no step anywhere.
    assert np.nanmax(np.abs(np.diff(ground.height_m, axis=0))) < 0.5
    assert np.nanmax(np.abs(np.diff(ground.height_m, axis=1))) < 0.6


@given(lat_deg=st.floats(60, 61), lon_deg=st.floats(179, 180))
@settings(max_examples=40, deadline=None)
def test_grid_and_points_agree_at_the_site(antimeridian, lat_deg, lon_deg):
    ground = antimeridian.around(lat_deg, lon_deg, 2e3, posting_m=1e3)
    point_m = antimeridian.height_m(np.array(lat_deg), np.array(lon_deg))
    assert abs(ground.height_m[ground.row0, ground.col0] - point_m) < 0.03


@given(
    base_m=st.floats(-400, 2000),
    apex_m=st.floats(-400, 8000),
    distance_m=st.floats(0, 1e5),
    bearing_deg=st.floats(0, 360),
    radius_m=st.floats(1, 5e4),
    shape=st.sampled_from(["cone", "ridge", "dome"]),
)
def test_a_shape_stands_between_its_base_and_its_top(
    base_m, apex_m, distance_m, bearing_deg, radius_m, shape
):
    assume(apex_m >= base_m)
    top, size = {
        "cone": ("apex_height", "base_radius"),
        "ridge": ("crest_height", "half_width"),
        "dome": ("top_height", "curvature_radius"),
    }[shape]
    feature = {"shape": shape, "distance": f"{distance_m!r} m", "bearing": f"{bearing_deg!r} deg"}
    spec = AnalyticTerrain.model_validate(
        {
            "kind": "analytic",
            "latitude": "10 deg",
            "longitude": "20 deg",
            "base_height": f"{base_m!r} m",
            "features": [{**feature, top: f"{apex_m!r} m", size: f"{radius_m!r} m"}],
        }
    )
    bearing_rad = np.radians(bearing_deg)
    steps_m = np.linspace(0.0, 2.0 * radius_m, 9)
    out_m = distance_m + steps_m
    heights_m = ground_height_m(spec, out_m * np.sin(bearing_rad), out_m * np.cos(bearing_rad))
    assert abs(heights_m[0] - apex_m) < 1e-3
    assert (heights_m >= base_m).all()
    assert (np.diff(heights_m) <= 1e-6).all()  # downhill all the way, across a ridge as from an apex


def test_no_terrain_has_no_tiles():
    with pytest.raises(TerrainError, match="no tiles"):
        lattices([])
