"""A real SRTM tile and a real warped raster beside what other programs read from them."""

import json

import numpy as np
import pytest

from rangering.terrain.models import RasterTerrain, SampleTerrain
from rangering.terrain.read import open_terrain


@pytest.fixture(params=["N46E008.hgt", "N46E008.tif"])
def tile(shared, request):
    return open_terrain(RasterTerrain(kind="raster", path=request.param), shared / "validation" / "terrain")


@pytest.fixture
def facts(shared):
    return json.loads((shared / "validation" / "terrain" / "terrain_facts.json").read_text())


def test_srtm_heights_at_points(tile, facts):
    points = facts["elevation_points"]
    heights_m = tile.height_m(*(np.array([p[key] for p in points]) for key in ("lat_deg", "lon_deg")))
    for point, height_m in zip(points, heights_m, strict=True):
        # As the facts state: nodes exact (to the nine digits of their longitude), others to 0.01 m.
        allowed_m = 1e-3 if point["kind"] == "grid node" else 0.01
        assert height_m == pytest.approx(point["elevation_m"], abs=allowed_m), point


def test_srtm_voids_at_nodes(tile, facts):
    lat_deg, lon_deg = np.meshgrid(47 - np.arange(1201) / 1200, 8 + np.arange(1201) / 1200, indexing="ij")
    heights_m = tile.height_m(lat_deg, lon_deg)
    assert np.isnan(heights_m).sum() == facts["void_nodes"]
    assert np.nanmin(heights_m) == pytest.approx(facts["min_m"], abs=1e-2)
    assert np.nanmax(heights_m) == pytest.approx(facts["max_m"], abs=1e-2)
    assert np.nanmean(heights_m) == pytest.approx(facts["mean_m"], abs=1e-3)


def test_srtm_datum_and_hash(tile, facts):
    record = tile.around(46.5, 8.5, 20_000.0).record
    assert record.vertical_datum.startswith("EGM96 (")
    assert dict(record.files).items() <= facts["sha256"].items()
    assert record.void_count > 0


def test_both_formats_of_the_tile_are_one_ground(shared):
    folder = shared / "validation" / "terrain"
    one, two = (
        open_terrain(RasterTerrain(kind="raster", path=name), folder).around(46.5, 8.5, 40_000.0).height_m
        for name in ("N46E008.hgt", "N46E008.tif")
    )
    assert np.array_equal(one, two, equal_nan=True)


def test_jacksboro_stands_where_gdal_warped_it(shared):
    # A clip of the sample, warped by GDAL to UTM: every cell centre is a point whose height is known from
    # outside. GDAL places a cell to an eighth of its size and smooths where its cells are the wider ones, so
    # the place is compared, by the shift along the slopes that explains the differences best.
    import rasterio
    from pyproj import Transformer

    path = shared / "validation" / "06_viewshed" / "dem_jacksboro_utm16_90m.tif"
    with rasterio.open(path) as raster:
        rows, cols = np.indices(raster.shape)
        x, y = raster.transform @ (cols + 0.5, rows + 0.5)
        warped_m = raster.read(1)
    lon_deg, lat_deg = Transformer.from_crs("EPSG:32616", "EPSG:4326", always_xy=True).transform(x, y)
    sample = open_terrain(SampleTerrain(kind="sample"), path.parent)
    difference_m = sample.height_m(lat_deg, lon_deg) - warped_m
    southward, eastward = np.gradient(warped_m.astype(float), 90.0)
    slopes = np.column_stack([eastward.ravel(), -southward.ravel()])
    shift_m = np.linalg.lstsq(slopes, difference_m.ravel(), rcond=None)[0]
    assert np.abs(shift_m).max() < 90.0 / 8
    assert np.median(np.abs(difference_m)) < 1.0
    raster_terrain = open_terrain(RasterTerrain(kind="raster", path=path.name), path.parent)
    assert raster_terrain.around(36.59, -84.25, 9_000.0).record.crs == "EPSG:32616 (WGS 84 / UTM zone 16N)"
    assert raster_terrain.height_m(lat_deg, lon_deg) == pytest.approx(warped_m, abs=1e-2)
