"""Terrain from a server: what is asked of it, what is kept, and what a map says of it.

The server stands on this machine and has the names and the grid of the public one; its relief is real where
matplotlib has some. Nothing here was tried on the real host.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from rangering.coverage.run import map_coverage
from rangering.scenario.ground import ground_errors
from rangering.scenario.read import scenario_from_bytes
from rangering.terrain import fetch, tile_store
from rangering.terrain.copernicus import Corner, stem
from rangering.terrain.models import RasterTerrain
from rangering.terrain.read import open_terrain
from tests.fetched_terrain import (
    GLO_30,
    GLO_90,
    GLO_90_HALF,
    GLO_90_QUARTER,
    HILL,
    HOME,
    SCENARIO,
    around,
    level_of,
    online,
    overview_of,
    put_relief,
)
from tests.terrain_files import places, slope
from tests.tile_server import put_tile

WITHHELD = Corner(37, -85)


@pytest.fixture(scope="module")
def tiles(tmp_path_factory) -> Path:
    """Relief in both products, and a tile that GLO-30 withholds."""
    root = put_relief(tmp_path_factory.mktemp("buckets"), "GLO-90", "GLO-30")
    put_tile(root, "GLO-90", WITHHELD, level_of(400.0))
    return root


@pytest.fixture
def server(tiles, tmp_path, monkeypatch):
    with online(tiles, tmp_path, monkeypatch) as running:
        yield running


@pytest.mark.parametrize("level", [GLO_90_HALF, GLO_90_QUARTER, GLO_90, GLO_30])
def test_heights_are_the_servers_own(server, tiles, level):
    (fetched,) = fetch.collect([HOME], level)
    import rasterio

    with rasterio.open(fetched.path) as raster:
        assert raster.read(1).tobytes() == overview_of(tiles, level, HOME).tobytes()
        assert raster.height == level.rows
        assert "EGM2008" in raster.crs.to_wkt()
        assert "DLR e.V." in raster.tags()["TIFFTAG_COPYRIGHT"]
    assert fetched.path.name.endswith(f".{sha256(fetched.path.read_bytes()).hexdigest()[:16]}.tif")


def test_only_the_wanted_ranges_are_asked_for(server, tiles):
    # A tile that does not shrink: what is asked for is then what is read.
    noise = np.random.default_rng(1)
    corner = Corner(10, 20)
    path = put_tile(tiles, "GLO-90", corner, lambda lon, lat: noise.normal(500, 90, (1200, 1200)))
    fetch.collect([corner], GLO_90_HALF)
    gets = [asked for method, _, asked in server.asked if method == "GET"]
    assert gets
    assert all(gets)  # none without a range
    ends = [[int(end) for end in asked.removeprefix("bytes=").split("-")] for asked in gets]
    asked_bytes = sum(last + 1 - first for first, last in ends)
    # The overview is a quarter of the whole, and a quarter of that lies beside it.
    assert asked_bytes < 0.4 * path.stat().st_size


def test_every_node_lies_where_the_source_has_it(server, tiles):
    from scipy.ndimage import map_coordinates

    ground = around(posting_m=100.0)
    lon_deg, lat_deg = places(ground)
    served_m = overview_of(tiles, GLO_90, HOME).astype(float)
    # The publisher's grid: the first node on the north-west corner, 1,200 to the degree.
    expected_m = map_coordinates(served_m, [(37.0 - lat_deg) * 1200, (lon_deg + 85.0) * 1200], order=1)
    # Places are right to 0.05 cells (test_terrain_read); half a cell would be ten times that.
    step_m = np.abs(np.diff(served_m[300:500, 750:1000])).mean()
    assert np.abs(ground.height_m - expected_m).mean() < 0.05 * step_m


def test_a_tile_of_the_alps_is_the_same_ground_fetched_or_opened(shared, tmp_path, monkeypatch):
    import rasterio

    folder = shared / "validation" / "terrain"
    with rasterio.open(folder / "N46E008.tif") as raster:
        alps_m = raster.read(1, masked=True).astype(np.float32).filled(np.nan)
    # SRTM's nodes are the publisher's, with one row and one column more.
    put_tile(tmp_path / "root", "GLO-90", Corner(46, 8), lambda _lon, _lat: alps_m[:-1, :-1])
    spec = RasterTerrain(kind="raster", path="N46E008.tif")
    opened = open_terrain(spec, folder).around(46.5, 8.5, 15_000.0, posting_m=100.0)
    with online(tmp_path / "root", tmp_path / "cache", monkeypatch):
        fetched = around((46.5, 8.5), 15_000.0, 100.0)
    known = np.isfinite(opened.height_m)
    assert known.mean() > 0.5
    assert (np.isfinite(fetched.height_m) == known).all()
    assert np.abs(fetched.height_m - opened.height_m)[known].max() < 0.1  # rounding of places, on cliffs


def test_the_record_says_what_it_is(server):
    ground = around(radius_m=4_000.0)
    record = ground.record
    assert record.kind == "auto"
    assert record.source == "Copernicus DEM GLO-90 overview 1"
    assert record.vertical_datum == "EGM2008"
    assert record.surface == "surface model"
    assert record.source_posting_m == pytest.approx(185.0, rel=0.01)
    # What the licence asks for beside results made from the data, in its own words.
    assert record.attribution == (
        "produced using Copernicus WorldDEM-90 © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH "
        "2014-2018 provided under COPERNICUS by the European Union and ESA; all rights reserved"
    )
    assert record.notes == ()
    names = [name for name, _ in record.files]
    assert names == [f"{stem('GLO-90', HOME)}.overview-1", stem("GLO-90", HOME)]
    assert all(len(digest) == 64 for _, digest in record.files)


def test_the_ground_below_the_site_is_the_finest(server, tiles):
    ground = around(posting_m=500.0)
    full_m = overview_of(tiles, GLO_90, HOME)
    row, col = (37.0 - HILL[0]) * 1200, (HILL[1] + 85.0) * 1200
    near_m = full_m[int(row) : int(row) + 2, int(col) : int(col) + 2]
    assert near_m.min() <= ground.height_m[ground.row0, ground.col0] <= near_m.max()


def test_a_second_map_asks_nobody(server):
    first = around()
    asked = len(server.asked)
    assert asked
    second = around()
    assert len(server.asked) == asked
    assert second.height_m.tobytes() == first.height_m.tobytes()
    assert second.record == first.record


def test_what_the_server_lacks_is_sea_and_is_remembered(server, monkeypatch):
    site = (36.01, -84.5)  # the sea lies south of it
    ground = around(site, 20_000.0)
    assert "taken as sea at 0 m: 1 of 2." in ground.record.notes[0]
    assert ground.height_m[0, ground.col0] == 0.0
    assert ground.height_m[-1, ground.col0] == 300.0
    assert not np.isnan(ground.height_m).any()
    asked = len(server.asked)
    assert around(site, 20_000.0).record.notes == ground.record.notes
    assert len(server.asked) == asked
    monkeypatch.setattr(tile_store, "ABSENT_FOR", timedelta(days=-1))
    around(site, 20_000.0)
    assert len(server.asked) > asked


def test_a_tile_withheld_in_glo_30_comes_from_glo_90(server):
    ground = around((36.98, -84.5), 4_000.0, 30.0)
    assert ground.record.source == "Copernicus DEM GLO-30"
    assert any("not public in GLO-30, taken from GLO-90: 1 of 2." in note for note in ground.record.notes)
    assert "WorldDEM-30 and WorldDEM-90 © DLR" in ground.record.attribution
    assert ground.height_m[-1, ground.col0] == 400.0
    assert ground.height_m[0, ground.col0] == 300.0
    assert not np.isnan(ground.height_m).any()


def test_where_glo_90_stands_in_no_strip_is_lost_at_its_edges(server):
    # East and south-east of the withheld tile lies sea, on the grid of GLO-30; west of it nothing is at hand.
    ground = around((37.01, -84.0), 4_000.0, 30.0)
    assert not np.isnan(ground.height_m).any()
    assert set(np.unique(ground.height_m)) >= {0.0, 300.0, 400.0}


def test_two_at_once_do_not_disturb_each_other(server, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: around().height_m.tobytes(), range(2)))
    assert both[0] == both[1]
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_gdal_keeps_none_of_the_settings(server):
    import rasterio

    with rasterio.Env():
        before = rasterio.env.getenv().get("GDAL_HTTP_CONNECTTIMEOUT")
        around()
        assert rasterio.env.getenv().get("GDAL_HTTP_CONNECTTIMEOUT") == before is None


def test_progress_counts_tiles(server):
    told = []
    around((36.01, -84.5), 20_000.0, progress=lambda what, share: told.append((what, share)))
    fetching = [(what, share) for what, share in told if what.startswith("fetching")]
    assert fetching[0] == ("fetching terrain tile 1 of 2", 0.5)
    assert fetching[1] == ("fetching terrain tile 2 of 2", 1.0)


def test_tiles_of_different_widths_and_the_antimeridian_leave_no_seam(tmp_path, monkeypatch):
    # At 50° N cells grow from 1 to 1.5 in width; the seams meet at 180° E.
    def plane(lon_deg, lat_deg):
        return slope(np.where(lon_deg < 0, lon_deg + 360.0, lon_deg) - 180.0, lat_deg) - 2000.0

    root = tmp_path / "root"
    for south in (49, 50):
        for west in (179, -180):
            put_tile(root, "GLO-90", Corner(south, west), plane)
    with online(root, tmp_path / "cache", monkeypatch):
        ground = around((50.0, 180.0), 30_000.0, 250.0)
    assert ground.record.notes == ()
    assert ground.record.outside_count == ground.record.void_count == 0
    lon_deg, lat_deg = places(ground)
    # At a seam of lattices the edge's height holds for half a cell: 30 m and 20 m a degree of 600 cells.
    assert np.abs(ground.height_m - plane(lon_deg, lat_deg)).max() < 0.5 * (30 + 1.5 * 20) / 600 + 0.01


def test_a_map_from_end_to_end(server):
    scenario = scenario_from_bytes(SCENARIO.encode(), name="hill")
    assert ground_errors(scenario) == []
    assert not server.asked  # a check fetches nothing
    told = []
    result = map_coverage(scenario, posting_m=500.0, progress=lambda what, share: told.append(what))
    assert result.environment["terrain_kind"] == "auto"
    assert any(what.startswith("fetching terrain tile") for what in told)
    assert "Copernicus DEM GLO-90 overview 2" in result.environment["terrain"]
    assert result.environment["datum"] == "EGM2008"
    assert "WorldDEM-90" in result.environment["terrain_attribution"]
    assert result.warnings == ()
    assert f"{stem('GLO-90', HOME)}.overview-2" in result.provenance["inputs"]
    (row,) = [each for each in result.table if each.of == "all radars" and each.ring == "detection claim"]
    assert 0.0 < row.seen_share < 0.9


def test_what_holds_for_several_grounds_is_said_once(server):
    south = '[[group.fire_unit]]\nname = "South"\nposition = "36.2 N, 84.4 W"\n[coverage]'
    scenario = scenario_from_bytes(SCENARIO.replace("[coverage]", south).encode(), name="hill")
    result = map_coverage(scenario, posting_m=1000.0)
    (sea,) = [text for text in result.warnings if "taken as sea" in text]
    assert sea in result.ground.record.notes
    of_radars = {note for radar in result.radars for note in radar.ground.record.notes if "as sea" in note}
    assert of_radars - {sea}  # of its own, smaller ground each radar would say it with other numbers
