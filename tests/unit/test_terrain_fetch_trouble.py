"""Terrain from a server that fails, a cache that changed, or no network at all: each is said in words."""

import socket
from pathlib import Path

import numpy as np
import pytest

from rangering.coverage.run import map_coverage
from rangering.errors import RangeringError, TerrainError
from rangering.scenario.read import scenario_from_bytes
from rangering.terrain import fetch
from rangering.terrain.copernicus import Corner, stem
from tests.fetched_terrain import (
    GLO_90,
    GLO_90_QUARTER,
    HOME,
    SCENARIO,
    around,
    auto,
    kept_file,
    level_of,
    online,
    put_relief,
    smooth_because,
    spoil,
)
from tests.tile_server import put_tile


@pytest.fixture(scope="module")
def tiles(tmp_path_factory) -> Path:
    """GLO-90 alone: the finer product takes long to make and is not asked for here."""
    return put_relief(tmp_path_factory.mktemp("buckets"), "GLO-90")


@pytest.fixture
def server(tiles, tmp_path, monkeypatch):
    with online(tiles, tmp_path, monkeypatch) as running:
        yield running


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
