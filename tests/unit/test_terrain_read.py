"""Rasters become ground: formats, datums, seams, postings, and where every node lies.

Heights come from formulas of longitude and latitude; the places from PROJ's geodesics, which the reader does
not use.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from rangering.terrain.ground import choose_posting_m
from rangering.terrain.models import RasterTerrain, SampleTerrain
from rangering.terrain.read import open_terrain
from tests.terrain_files import degree_tile, hgt_tile, places, slope, write_raster


def terrain_at(path: Path, **stated: str):
    return open_terrain(
        RasterTerrain.model_validate({"kind": "raster", "path": path.name, **stated}), path.parent
    )


def columns(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """The number of the cell, west to east, of a tile at 60° E with 1,200 cells a degree, in metres."""
    return (lon_deg - 60.0) * 1200.0 + 0.0 * lat_deg


def rows(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    return (lat_deg - 60.0) * 1200.0 + 0.0 * lon_deg


@pytest.mark.parametrize("number", [columns, rows])
def test_nodes_lie_within_a_twentieth_of_a_cell_of_their_geodesics(tmp_path, number):
    # The height is the number of the cell, so an error of place is an error of height, in cells.
    heights = number(60.0 + np.arange(4801)[None, :] / 1200, 62.0 - np.arange(3601)[:, None] / 1200)
    tile = write_raster(tmp_path / "numbers.tif", heights, 60 - 1 / 2400, 62 + 1 / 2400, 1 / 1200)
    ground = terrain_at(tile).around(60.7, 62.1, 70_000.0, posting_m=150.0)
    lon_deg, lat_deg = places(ground)
    known = np.isfinite(ground.height_m)
    assert known.mean() > 0.5
    assert np.abs(ground.height_m - number(lon_deg, lat_deg))[known].max() < 0.05


def test_the_site_is_a_node_and_rows_go_north(tmp_path):
    terrain = terrain_at(degree_tile(tmp_path / "a.tif", 46, 8, slope))
    ground = terrain.around(46.4, 8.6, 9_000.0, posting_m=500.0)
    assert ground.height_m[ground.row0, ground.col0] == pytest.approx(slope(8.6, 46.4), abs=1e-3)
    lon_deg, lat_deg = places(ground)
    assert ground.height_m == pytest.approx(
        slope(lon_deg, lat_deg), abs=0.02
    )  # 30 m a degree, 0.05 of 1/120 degree
    assert ground.height_m[-1, ground.col0] > ground.height_m[0, ground.col0]
    assert ground.height_m.dtype == np.float32


def test_formats_agree(tmp_path):
    from rasterio.shutil import copy

    hgt = hgt_tile(tmp_path / "hgt" / "N46E008.hgt", slope)
    tif, vrt, dted = tmp_path / "t.tif", tmp_path / "t.vrt", tmp_path / "n46.dt1"
    for path, driver in ((tif, "GTiff"), (vrt, "VRT"), (dted, "DTED")):
        copy(hgt, path, driver=driver)
    grounds = [terrain_at(path).around(46.5, 8.5, 12_000.0) for path in (hgt, tif, vrt, dted)]
    for ground in grounds:
        assert ground.posting_m == 90.0
        assert (ground.height_m == grounds[0].height_m).all()
    assert [g.record.vertical_datum for g in grounds] == [
        "EGM96 (implied by the format)",
        "vertical datum unstated, treated as mean sea level",
        "vertical datum unstated, treated as mean sea level",
        "mean sea level (stated by the file)",  # the DTED writer's own word
    ]
    assert {name for name, _ in grounds[2].record.files} == {"t.vrt", "hgt/N46E008.hgt"}


def test_a_folder_of_tiles_has_no_seams(tmp_path):
    # Tiles of whole cells, as most GeoTIFF tiles are: between the last centre of one and the first of the
    # next lies a gap that belongs to neither.
    for south, west in ((46, 8), (46, 9), (47, 8), (47, 9)):
        north = 1 + south - (np.arange(100)[:, None] + 0.5) / 100
        east = west + (np.arange(100)[None, :] + 0.5) / 100
        write_raster(tmp_path / "dem" / f"{south}_{west}.tif", slope(east, north), west, south + 1, 0.01)
    ground = terrain_at(tmp_path / "dem").around(47.0, 9.0, 30_000.0, posting_m=250.0)
    assert ground.record.outside_count == ground.record.void_count == 0
    lon_deg, lat_deg = places(ground)
    assert ground.height_m == pytest.approx(slope(lon_deg, lat_deg), abs=0.02)
    assert len(ground.record.files) == 4
    assert ground.record.source == "dem (4 tiles)"


def test_tiles_of_another_posting_meet_without_a_gap(tmp_path):
    for west, cells in ((8, 100), (9, 70)):
        north = 47 - (np.arange(100)[:, None] + 0.5) / 100
        east = west + (np.arange(cells)[None, :] + 0.5) / cells
        heights = slope(east, north)
        shape = {"transform": Affine(1 / cells, 0, west, 0, -0.01, 47)}
        write_raster(tmp_path / "dem" / f"{west}.tif", heights, west, 47, 0.01, **shape)
    ground = terrain_at(tmp_path / "dem").around(46.5, 9.0, 20_000.0, posting_m=100.0)
    assert ground.record.outside_count == 0
    lon_deg, lat_deg = places(ground)
    # Within half a cell of the border the edge's height is held: 20 m a degree over 1/140 degree.
    assert ground.height_m == pytest.approx(slope(lon_deg, lat_deg), abs=0.2)


def test_only_tiles_that_the_circle_needs_are_read(tmp_path):
    degree_tile(tmp_path / "dem" / "a.tif", 46, 8, slope)
    degree_tile(tmp_path / "dem" / "b.tif", 46, 20, slope)
    record = terrain_at(tmp_path / "dem").around(46.5, 8.5, 20_000.0).record
    digest = sha256((tmp_path / "dem" / "a.tif").read_bytes()).hexdigest()
    assert record.files == (("dem/a.tif", digest),)


def test_a_projected_and_a_rotated_raster_lie_where_proj_says(tmp_path):
    from pyproj import Transformer

    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True)
    turned = Affine.translation(460_000, 5_190_000) @ Affine.rotation(-30) @ Affine.scale(200, -200)
    i, j = np.indices((400, 400))
    x, y = turned @ (j + 0.5, i + 0.5)
    heights = 0.01 * (x - 400_000) + 0.005 * (y - 5_000_000)
    tile = write_raster(tmp_path / "t.tif", heights, 0, 0, 1, crs="EPSG:32632", transform=turned)
    centre = to_utm.transform(*(turned @ (200, 200)), direction="INVERSE")
    ground = terrain_at(tile).around(centre[1], centre[0], 20_000.0, posting_m=400.0)
    assert ground.record.crs == "EPSG:32632 (WGS 84 / UTM zone 32N)"
    assert ground.record.source_posting_m == pytest.approx(200.0, rel=2e-3)  # the scale of UTM
    x, y = to_utm.transform(*places(ground))
    assert ground.height_m == pytest.approx(
        0.01 * (x - 400_000) + 0.005 * (y - 5_000_000), abs=0.1
    )  # 0.05 cells


def test_another_datum_is_shifted_and_an_unknown_one_is_told(tmp_path):
    ed50 = degree_tile(tmp_path / "ed50.tif", 40, 28, slope, crs="EPSG:4230")
    nowhere = 'GEOGCS["mine",DATUM["mine",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],'
    mine = degree_tile(tmp_path / "m.tif", 40, 28, slope, crs=nowhere + 'UNIT["degree",0.0174532925199433]]')
    shifted = terrain_at(ed50).around(40.5, 28.5, 9_000.0)
    plain = terrain_at(mine).around(40.5, 28.5, 9_000.0)
    # ED50 to WGS-84 in Turkey: about 100 m north to south and 40 m west to east.
    assert 0.01 < shifted.height_m[0, 0] - plain.height_m[0, 0] < 0.06
    assert "datum unknown, taken as WGS-84" in plain.record.crs
    assert "unknown" not in shifted.record.crs


@pytest.mark.parametrize("lon_deg", [179.99, -179.99, 180.0, -180.0])
def test_across_the_antimeridian(tmp_path, lon_deg):
    def wave(lon, lat):
        return 500.0 + 100.0 * np.sin(np.radians(lon)) + lat

    for west in (179, -180):
        degree_tile(tmp_path / "dem" / f"{west}.tif", -17, west, wave)
    ground = terrain_at(tmp_path / "dem").around(-16.5, lon_deg, 30_000.0, posting_m=300.0)
    assert ground.record.outside_count == 0
    longitudes, latitudes = places(ground)
    assert ground.height_m == pytest.approx(wave(longitudes, latitudes), abs=0.05)


@pytest.mark.parametrize("site", [(89.9, 20.0), (89.9999, -170.0), (90.0, 0.0)])
def test_at_the_pole(tmp_path, site):
    def polar(lon, lat):
        return 1000.0 + (90.0 - lat) * 100.0 * np.cos(np.radians(lon))

    lats = 90 - (np.arange(100)[:, None] + 0.5) / 100
    lons = -180 + (np.arange(720)[None, :] + 0.5) / 2
    shape = {"transform": Affine(0.5, 0, -180, 0, -0.01, 90)}
    tile = write_raster(tmp_path / "cap.tif", polar(lons, lats), -180, 90, 1, **shape)
    terrain = terrain_at(tile)
    ground = terrain.around(*site, 60_000.0, posting_m=500.0)
    assert ground.record.outside_count == 0
    lon_deg, lat_deg = places(ground)
    # Half a cell about the pole is held: 100 m a degree over 0.005 degrees.
    assert ground.height_m == pytest.approx(polar(lon_deg, lat_deg), abs=0.6)
    wider = terrain.around(*site, 130_000.0, posting_m=1_000.0)
    assert wider.record.outside_count > 0
    assert np.isnan(wider.height_m[0, 0])


def test_voids_are_unknown_and_counted(tmp_path):
    def holed(lon, lat):
        return np.where((abs(lon - 8.5) < 0.03) & (abs(lat - 46.5) < 0.03), -32768, slope(lon, lat))

    declared = degree_tile(tmp_path / "declared.tif", 46, 8, holed, dtype=np.int16, nodata=-32768)
    silent = degree_tile(tmp_path / "silent.tif", 46, 8, holed, dtype=np.int16)
    nan = degree_tile(
        tmp_path / "nan.tif", 46, 8, lambda a, b: np.where(holed(a, b) < 0, np.nan, holed(a, b))
    )
    for path in (declared, silent, nan):
        ground = terrain_at(path).around(46.45, 8.5, 9_000.0, posting_m=300.0)
        lon_deg, lat_deg = places(ground)
        hidden = np.isnan(ground.height_m)
        # Nodes of the hole lie within 3/120 degrees; the next nodes, at 4/120, are known.
        assert hidden[(abs(lon_deg - 8.5) < 3.9 / 120) & (abs(lat_deg - 46.5) < 3.9 / 120)].all()
        assert not hidden[(abs(lon_deg - 8.5) > 4.1 / 120) | (abs(lat_deg - 46.5) > 4.1 / 120)].any()
        circle = np.hypot(*np.indices(hidden.shape) - ground.row0) * 300.0 <= 9_000.0
        assert ground.record.void_count == (hidden & circle).sum() > 0
        assert ground.record.outside_count == 0


def test_a_coarse_posting_sees_means_of_blocks(tmp_path):
    def chequered(lon, lat):
        return slope(lon, lat) + 100.0 * (-1.0) ** (np.rint(lon * 600) + np.rint(lat * 600))

    terrain = terrain_at(degree_tile(tmp_path / "c.tif", 46, 8, chequered, cells=600))
    fine = terrain.around(46.5, 8.5, 9_000.0, posting_m=100.0)
    coarse = terrain.around(46.5, 8.5, 9_000.0, posting_m=900.0)
    lon_deg, lat_deg = places(fine)
    assert np.abs(fine.height_m - slope(lon_deg, lat_deg)).max() > 80.0
    lon_deg, lat_deg = places(coarse)
    # 4 rows and 7 columns of cells: every second block keeps no more than 100/28 m of the chequers.
    off_m = np.abs(coarse.height_m - slope(lon_deg, lat_deg))
    assert off_m[coarse.row0, coarse.col0] == pytest.approx(100.0, abs=0.1)  # the site keeps its own height
    off_m[coarse.row0, coarse.col0] = 0.0
    assert off_m.max() <= 100 / 14
    assert coarse.describe().endswith("posting 900 m from 185 m, 0 voids")


def test_a_single_void_among_many_cells_is_not_averaged_away(tmp_path):
    def pricked(lon, lat):
        return np.where((abs(lon - 8.5) < 1e-6) & (abs(lat - 46.5) < 1e-6), np.nan, slope(lon, lat))

    terrain = terrain_at(degree_tile(tmp_path / "c.tif", 46, 8, pricked, cells=600))
    ground = terrain.around(46.5, 8.5, 9_000.0, posting_m=900.0)
    assert 1 <= ground.record.void_count <= 9


@pytest.mark.parametrize(
    ("profile", "height_m", "datum"),
    [
        ({"units": "ft"}, 304.8, "vertical datum unstated, treated as mean sea level"),
        ({"scales": 0.1, "offsets": 20.0}, 120.0, "vertical datum unstated, treated as mean sea level"),
        ({"crs": "EPSG:9707"}, 1000.0, "EGM96 height (stated by the file)"),
        ({"crs": "EPSG:4326+6360"}, 304.8006096, "NAVD88 height (ftUS) (stated by the file)"),
        ({"tags": {"DTED_VerticalDatum": "E96"}}, 1000.0, "EGM96 (stated by the file)"),
    ],
)
def test_units_and_datums_of_the_file(tmp_path, profile, height_m, datum):
    path = degree_tile(tmp_path / "t.tif", 36, -85, lambda lon, lat: 1000.0 + 0 * lon + 0 * lat, **profile)
    ground = terrain_at(path).around(36.5, -84.5, 9_000.0)
    assert ground.height_m == pytest.approx(height_m, rel=1e-7)
    assert ground.record.vertical_datum == datum


def test_the_file_counts_before_the_scenario_and_the_scenario_before_the_format(tmp_path):
    told = degree_tile(tmp_path / "told.tif", 46, 8, slope, crs="EPSG:9707")
    silent = degree_tile(tmp_path / "silent.tif", 46, 8, slope)
    hgt = hgt_tile(tmp_path / "N46E008.hgt", slope)
    datums = [
        terrain_at(path, vertical_datum=stated).around(46.5, 8.5, 9_000.0).record.vertical_datum
        for path, stated in ((told, "EGM2008"), (silent, "EGM2008"), (silent, "EPSG:3855"), (hgt, "LN02"))
    ]
    assert datums == [
        "EGM96 height (stated by the file)",
        "EGM2008 (stated by the scenario)",
        "EGM2008 height (stated by the scenario)",
        "LN02 (stated by the scenario)",
    ]


def test_ellipsoidal_heights_are_brought_to_sea_level_by_a_geoid_grid(tmp_path, monkeypatch):
    import struct

    import pyproj

    # A geoid that lies 40 m above the ellipsoid everywhere, in NOAA's .gtx layout.
    grid = struct.pack(">4d2i", -90.0, -180.0, 10.0, 10.0, 19, 37) + np.full(19 * 37, 40.0, ">f4").tobytes()
    (tmp_path / "grids").mkdir()
    (tmp_path / "grids" / "egm96_15.gtx").write_bytes(grid)
    before = pyproj.datadir.get_data_dir()
    path = degree_tile(tmp_path / "t.tif", 46, 8, slope, crs="EPSG:4979")
    try:
        pyproj.datadir.append_data_dir(str(tmp_path / "grids"))
        terrain = terrain_at(path)
        ground = terrain.around(46.5, 8.5, 9_000.0)
        points_m = terrain.height_m(np.array([46.5]), np.array([8.5]))
    finally:
        pyproj.datadir.set_data_dir(before)
    assert ground.height_m[ground.row0, ground.col0] == pytest.approx(slope(8.5, 46.5) - 40.0, abs=0.02)
    assert points_m == pytest.approx([slope(8.5, 46.5) - 40.0], abs=1e-3)
    assert ground.record.vertical_datum == "EGM96 heights from ellipsoid of WGS 84 (stated by the file)"


@pytest.mark.parametrize(
    ("radius_m", "source_m", "posting_m"),
    [
        (30_000, 30.9, 30),
        (30_000, 92.7, 90),
        (32_000, 278.0, 250),
        (48_000, 30.9, 30),
        (400_000, 92.7, 250),
        (1_500_000, 30, 1_000),
    ],
)
def test_the_posting_suits_the_radius(radius_m, source_m, posting_m):
    assert choose_posting_m(radius_m, source_m) == posting_m


def test_the_posting_of_the_scenario_and_of_the_caller(tmp_path):
    path = degree_tile(tmp_path / "t.tif", 46, 8, slope)
    stated = terrain_at(path, posting="700 m")
    assert stated.around(46.5, 8.5, 9_000.0).posting_m == 700.0
    assert stated.around(46.5, 8.5, 9_000.0, posting_m=300.0).posting_m == 300.0
    assert terrain_at(path).around(46.5, 8.5, 9_000.0).posting_m == 1_000.0  # 1/120 degree is 927 m


def test_points_between_cells_across_tiles_and_outside(tmp_path):
    for west in (8, 9):
        degree_tile(tmp_path / "dem" / f"{west}.tif", 46, west, slope)
    lat_deg, lon_deg = np.array([[46.2, 46.7], [46.5, 50.0]]), np.array([[8.31, 8.999], [9.004, 9.0]])
    heights_m = terrain_at(tmp_path / "dem").height_m(lat_deg, lon_deg)
    assert heights_m[[0, 0, 1], [0, 1, 0]] == pytest.approx(
        slope(lon_deg, lat_deg)[[0, 0, 1], [0, 1, 0]], abs=1e-3
    )
    assert np.isnan(heights_m[1, 1])


def test_twice_the_same(tmp_path):
    path = degree_tile(tmp_path / "t.tif", 46, 8, slope)
    said: list[float] = []
    one, two = (
        terrain_at(path).around(46.5, 8.5, 30_000.0, progress=lambda what, share: said.append(share))
        for _ in range(2)
    )
    assert (one.height_m == two.height_m).all()
    assert one.record == two.record
    assert said
    assert all(0.0 <= share <= 1.0 for share in said)


def test_jacksboro_is_described():
    ground = open_terrain(SampleTerrain(kind="sample"), Path()).around(36.59, -84.245, 12_000.0)
    assert ground.describe() == (
        "terrain jacksboro_fault_dem (matplotlib sample), NAVD88 treated as mean sea level, surface "
        "unstated, posting 90 m, 0 voids"
    )
    assert 236.0 <= ground.height_m.min() < ground.height_m.max() <= 1076.0  # the file's own extremes
    assert ground.record.files[0][0] == "jacksboro_fault_dem.npz"


def test_a_mast_on_a_hilltop_keeps_its_hill_on_a_coarse_grid(tmp_path):
    """A single high node among flat ones: block means flatten it everywhere but below the site."""
    heights_m = np.full((401, 401), 100.0, np.float32)
    heights_m[200, 200] = 600.0
    tile = write_raster(tmp_path / "hill.tif", heights_m, 8.0, 46.0, 0.001)
    ground = terrain_at(tile).around(46.0 - 0.2005, 8.0 + 0.2005, 5_000.0, posting_m=500.0)
    assert ground.height_m[ground.row0, ground.col0] == pytest.approx(600.0, abs=0.1)
    others_m = np.delete(ground.height_m.ravel(), ground.row0 * ground.height_m.shape[1] + ground.col0)
    assert np.nanmax(others_m) < 200.0
