"""Terrain from a server: what is asked of it, what is kept, and what a map says where it fails.

The server stands on this machine and has the names and the grid of the public one; its relief is real where
matplotlib has some. Nothing here was tried on the real host.
"""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from rangering.coverage.run import map_coverage
from rangering.errors import RangeringError, TerrainError
from rangering.scenario.ground import ground_errors
from rangering.scenario.read import scenario_from_bytes
from rangering.terrain import fetch, tile_store
from rangering.terrain.copernicus import LEVELS, Corner, stem
from rangering.terrain.models import AutoTerrain, RasterTerrain
from rangering.terrain.read import open_terrain
from tests.terrain_files import places, slope
from tests.tile_server import put_tile, serving

GLO_30, _, GLO_90, GLO_90_HALF, GLO_90_QUARTER = LEVELS
HILL = (36.5858, -84.2667)  # on the Jacksboro relief
HOME, EAST, WITHHELD = Corner(36, -85), Corner(36, -84), Corner(37, -85)


def jacksboro(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """Relief that matplotlib ships, each node at its own place; 300 m around it."""
    from matplotlib.cbook import get_sample_data

    with np.load(get_sample_data("jacksboro_fault_dem.npz", asfileobj=False)) as stored:
        relief_m = stored["elevation"]
        west, east, north, south = (float(stored[key]) for key in ("xmin", "xmax", "ymin", "ymax"))
    rows = np.floor((north - lat_deg) / (north - south) * relief_m.shape[0]).astype(int)
    cols = np.floor((lon_deg - west) / (east - west) * relief_m.shape[1]).astype(int)
    inside = (rows >= 0) & (rows < relief_m.shape[0]) & (cols >= 0) & (cols < relief_m.shape[1])
    there = relief_m[np.clip(rows, 0, relief_m.shape[0] - 1), np.clip(cols, 0, relief_m.shape[1] - 1)]
    return np.where(inside, there, 300.0)


def level_of(height_m: float):
    return lambda lon_deg, lat_deg: np.full(np.broadcast_shapes(lon_deg.shape, lat_deg.shape), height_m)


@pytest.fixture(scope="session")
def tiles(tmp_path_factory) -> Path:
    """Real relief in both products; east of it a plain in GLO-90 alone; what lies south is sea."""
    root = tmp_path_factory.mktemp("buckets")
    put_tile(root, "GLO-90", HOME, jacksboro)
    put_tile(root, "GLO-30", HOME, jacksboro)
    put_tile(root, "GLO-90", EAST, level_of(250.0))
    put_tile(root, "GLO-90", WITHHELD, level_of(400.0))
    return root


@contextmanager
def online(root: Path, cache: Path, monkeypatch):
    """A server over a folder, the only one that may be asked, and an empty cache."""
    with serving(root) as server:
        monkeypatch.delenv("RANGERING_OFFLINE")
        monkeypatch.setenv("RANGERING_COPERNICUS", f"{server.address}/")
        monkeypatch.setenv("RANGERING_CACHE", str(cache))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(fetch, "PAUSE_S", 0.0)
        yield server


@pytest.fixture
def server(tiles, tmp_path, monkeypatch):
    with online(tiles, tmp_path, monkeypatch) as running:
        yield running


def auto(**stated):
    return open_terrain(AutoTerrain.model_validate({"kind": "auto", **stated}), Path())


def around(site=HILL, radius_m=8_000.0, posting_m=200.0, terrain=None, **more):
    return (terrain or auto()).around(*site, radius_m, posting_m=posting_m, **more)


def overview_of(root: Path, level, corner: Corner) -> np.ndarray:
    """What GDAL finds at an overview of the served file itself."""
    import rasterio

    (path,) = root.rglob(f"{stem(level.product, corner)}.tif")
    options = {"overview_level": level.overview - 1} if level.overview else {}
    with rasterio.open(path, **options) as raster:
        return raster.read(1)


def kept_file(cache: Path) -> Path:
    (path,) = cache.rglob(f"{stem('GLO-90', HOME)}.overview-1.*.tif")
    return path


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


def smooth_because(ground, *words: str) -> None:
    assert ground.record.kind == "smooth"
    assert not ground.height_m.any()
    sentence = ground.record.sentence()
    assert sentence.startswith("smooth Earth: terrain could not be fetched (")
    for word in words:
        assert word in sentence
    assert ground.record.attribution == ""


def test_a_server_that_never_answers(server, monkeypatch):
    monkeypatch.setattr(fetch, "SILENCE_S", 1)
    server.answer = lambda _path: "silence"
    terrain = auto()
    smooth_because(around(terrain=terrain), "no answer", "twice")
    assert [method for method, *_ in server.asked] == ["HEAD", "HEAD"]
    # The decision holds for the whole map: nobody is asked again.
    smooth_because(around((36.6, -83.5), terrain=terrain), "no answer")
    assert terrain.height_m(np.array([36.6]), np.array([-84.2])).tolist() == [0.0]
    assert len(server.asked) == 2


def test_a_host_that_cannot_be_reached(server, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        monkeypatch.setenv("RANGERING_COPERNICUS", f"http://127.0.0.1:{taken.getsockname()[1]}")
        smooth_because(around(), "no connection", "twice")


def test_a_host_that_takes_no_connection_within_the_time(server, monkeypatch):
    monkeypatch.setattr(fetch, "CONNECT_S", 1)
    monkeypatch.setattr(fetch, "SILENCE_S", 20)  # the connection itself is what fails
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:  # the queue is full: further callers hear nothing
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        monkeypatch.setenv("RANGERING_COPERNICUS", f"http://127.0.0.1:{full.getsockname()[1]}")
        smooth_because(around(), "no answer within 1 s, twice")
        for each in waiting:
            each.close()


@pytest.mark.parametrize(
    ("answer", "word"), [(503, "the server answered 503"), ("page", "portal"), ("cut", "broke off")]
)
def test_a_server_in_trouble(server, answer, word):
    server.answer = lambda _path: answer
    smooth_because(around(), word)


def test_a_second_try_gets_what_the_first_did_not(server):
    def busy_at_first(_path):
        return 503 if len(server.asked) <= 2 else None

    server.answer = busy_at_first
    assert around(radius_m=4_000.0).record.kind == "auto"


def test_404_for_everything_is_not_believed_for_good(server):
    server.answer = lambda _path: 404
    ground = around()
    assert ground.record.kind == "smooth"
    assert "no terrain tile exists here" in ground.record.sentence()
    server.answer = lambda _path: None
    assert around().record.kind == "auto"


def test_what_the_network_loses_later_is_unknown_ground(server):
    server.answer = lambda path: 500 if "W084" in path else None
    terrain = auto()
    ground = around((36.5, -84.1), 20_000.0, terrain=terrain)
    assert ground.record.kind == "auto"
    assert any("500" in note and "unknown: 1 of 2." in note for note in ground.record.notes)
    assert np.isnan(ground.height_m[ground.row0, -1])
    assert ground.record.outside_count > 0
    assert np.isnan(terrain.height_m(np.array([36.5]), np.array([-83.9]))).all()
    # A second radar there: no smooth Earth beside real relief.
    with pytest.raises(TerrainError, match="could not be fetched") as caught:
        around((36.5, -83.5), terrain=terrain)
    assert "connect and run again" in caught.value.mend
    # When the network is back, what was missing comes.
    server.answer = lambda _path: None
    whole = around((36.5, -84.1), 20_000.0)
    assert not np.isnan(whole.height_m).any()
    assert whole.height_m[ground.row0, -1] == 250.0


def test_after_some_failures_the_rest_is_left_alone(tmp_path, monkeypatch):
    root = tmp_path / "root"
    put_tile(root, "GLO-90", Corner(10, 10), level_of(5.0))
    with online(root, tmp_path / "cache", monkeypatch) as server:
        server.answer = lambda path: None if "N10_00_E010" in path else 500
        corners = [Corner(10, 10), *(Corner(20, west) for west in range(40))]
        found = fetch.collect(corners, GLO_90_QUARTER)
        assert [each.state for each in found] == ["tile", *["failed"] * 40]
        # Four at once, so a few more than three may be under way.
        assert len({path for _, path, _ in server.asked}) <= 1 + fetch.MOST_FAILURES + fetch.AT_ONCE


def spoil(path: Path, how: str) -> None:
    stored = bytearray(path.read_bytes())
    if how == "cut short":
        del stored[len(stored) // 2 :]
    elif how == "changed":
        stored[len(stored) // 2] ^= 1
    path.write_bytes(stored)


@pytest.mark.parametrize("how", ["cut short", "changed", "emptied"])
def test_a_cached_tile_that_changed_is_fetched_again_and_that_is_said(server, tmp_path, how):
    before = around()
    path = kept_file(tmp_path)
    if how == "emptied":
        path.write_bytes(b"")
    spoil(path, how)
    after = around()
    assert after.height_m.tobytes() == before.height_m.tobytes()
    assert any("had changed since they were fetched" in note for note in after.record.notes)
    assert around().record.notes == before.record.notes


def test_offline_a_changed_tile_is_not_used(server, tmp_path, monkeypatch):
    around()
    spoil(kept_file(tmp_path), "changed")
    monkeypatch.setenv("RANGERING_OFFLINE", "1")
    smooth_because(around(), "has changed since it was fetched")


@pytest.mark.parametrize("record", ["", "{", "[]", '{"sha256": 7}', '{"sha256": null, "asked": "soon"}'])
def test_a_spoilt_record_is_replaced(server, tmp_path, record):
    before = around()
    kept_file(tmp_path).parent.joinpath(f"{stem('GLO-90', HOME)}.overview-1.json").write_text(record)
    assert around().height_m.tobytes() == before.height_m.tobytes()


def test_offline_uses_what_is_there_and_asks_nobody(server, monkeypatch):
    online = around()
    asked = len(server.asked)
    monkeypatch.setenv("RANGERING_OFFLINE", "1")
    assert around().height_m.tobytes() == online.height_m.tobytes()
    smooth_because(around((36.5, -83.5), 4_000.0), "RANGERING_OFFLINE")
    # Real relief with unknown ground, where only a part is there.
    ground = around((36.5, -84.05), 12_000.0)
    assert np.isnan(ground.height_m[ground.row0, -1])
    assert any("RANGERING_OFFLINE" in note for note in ground.record.notes)
    assert len(server.asked) == asked


def test_a_mirror_that_holds_something_else(tmp_path, monkeypatch):
    root = tmp_path / "root"
    right = put_tile(root, "GLO-90", Corner(10, 20), level_of(5.0))
    wrong = Path(str(right).replace("E020", "E021"))
    wrong.parent.mkdir()
    wrong.write_bytes(right.read_bytes())
    with (
        online(root, tmp_path / "cache", monkeypatch),
        pytest.raises(TerrainError, match="is no tile of the Copernicus DEM GLO-90") as caught,
    ):
        fetch.collect([Corner(10, 21)], GLO_90)
    assert "RANGERING_COPERNICUS" in caught.value.mend


@pytest.mark.parametrize("stated", ["ftp://mirror", "/data/dem", "mirror.example"])
def test_a_mirror_without_an_address(server, monkeypatch, stated):
    monkeypatch.setenv("RANGERING_COPERNICUS", stated)
    with pytest.raises(TerrainError, match="is no address of a web server"):
        around()


def test_a_cache_without_room(server, monkeypatch):
    def full(*_words, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetch, "_write", full)
    with pytest.raises(TerrainError, match="No space left on device") as caught:
        around()
    assert "RANGERING_CACHE" in caught.value.mend


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


SCENARIO = """
title = "A hill, fetched"
[environment]
terrain = "auto"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "Hill"
  position = "36.5858 N, 84.2667 W"
  mast_height = "5 m"
[coverage]
altitudes = ["300 m agl"]
targets = ["target/fighter"]
"""


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


def test_a_map_that_fell_back_says_so(server):
    server.answer = lambda _path: 503
    result = map_coverage(scenario_from_bytes(SCENARIO.encode(), name="hill"), posting_m=1000.0)
    assert result.environment["terrain_kind"] == "smooth"
    assert result.ground.describe().startswith("smooth Earth: terrain could not be fetched (the server")
    assert any(text.startswith("Smooth Earth: terrain could not be fetched") for text in result.warnings)


def test_a_site_that_the_network_lost_is_named(server):
    second = '[[group.fire_unit]]\nname = "East"\nposition = "36.5 N, 83.5 W"\n[coverage]'
    server.answer = lambda path: 500 if "W084" in path else None
    scenario = scenario_from_bytes(SCENARIO.replace("[coverage]", second).encode(), name="hill")
    with pytest.raises(RangeringError, match=r"hill, East: .*stands where terrain could not be fetched"):
        map_coverage(scenario, posting_m=1000.0)
