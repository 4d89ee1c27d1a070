"""``coverage.geojson``: what it says, that GDAL opens it, and that its areas are those of the table."""

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely

from rangering.coverage.results import ALL_RADARS, PRESS_CIRCLE, CoverageMap
from rangering.errors import OutputError
from rangering.export.areas import areas, least_count, places
from rangering.export.files import write_all
from rangering.export.geojson import write_geojson
from rangering.provenance import CAVEAT
from rangering.sight.state import State
from tests.export_maps import SAMPLES, layered, nominal, world_km2


def features(result: CoverageMap, folder: Path) -> list[dict]:
    path = write_geojson(result, folder / "coverage.geojson")
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def shapes(found: list[dict]) -> list[shapely.Geometry]:
    return [shapely.geometry.shape(each["geometry"]) for each in found if each["geometry"]]


def check_rfc_7946(found: list[dict]) -> None:
    for shape in shapes(found):
        assert shape.is_valid
        points = shapely.get_coordinates(shape)
        assert (np.abs(points).max(axis=0) <= (180.0, 90.0)).all()
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)


def opened_by_ogr(path: Path) -> dict[str, int]:
    """How many features GDAL's own command counts in each layer."""
    ogrinfo = shutil.which("ogrinfo")
    if ogrinfo is None:
        pytest.skip("ogrinfo is not installed here")
    done = subprocess.run(
        [ogrinfo, "-ro", "-al", "-so", str(path)], capture_output=True, text=True, check=True
    )
    assert "ERROR" not in done.stderr
    assert "Warning" not in done.stderr
    names = [line[12:] for line in done.stdout.splitlines() if line.startswith("Layer name: ")]
    counts = [int(line[15:]) for line in done.stdout.splitlines() if line.startswith("Feature Count: ")]
    return dict(zip(names, counts, strict=True))


def test_every_layer_altitude_and_class_is_there(tmp_path):
    result = layered(nominal())
    found = features(result, tmp_path)
    check_rfc_7946(found)
    said = [each["properties"] for each in found]
    for altitude in result.altitudes:
        for target in result.targets:
            of = [p for p in said if (p["altitude"], p["target"]) == (altitude.label, target.title)]
            assert [(p["layer"], p["share"], p["claim"]) for p in of] == [
                ("covered", None, None),
                ("share of readings", 0.05, None),
                ("share of readings", 0.5, None),
                ("share of readings", 0.95, None),
                ("engageable", None, "claimed"),
                ("engageable", None, "independent"),
            ]
    assert [p["name"] for p in said if p["layer"] in ("site", "defended place")] == ["F", "Town"]
    assert {p["layer"] for p in said if p["altitude"] is None} >= {"press circle", "detection claim"}
    assert all(p["caveat"] == CAVEAT for p in said)
    assert len({tuple(p) for p in said}) == 1  # the same columns for every reader of tables


def test_gdal_opens_it(tmp_path):
    result = layered(nominal())
    path = write_geojson(result, tmp_path / "coverage.geojson")
    count = len(json.loads(path.read_text(encoding="utf-8"))["features"])
    assert opened_by_ogr(path) == {result.title: count}


def test_drawn_areas_are_those_that_are_stated_and_those_of_the_table(tmp_path):
    result = layered(nominal())
    found = features(result, tmp_path)
    [circle] = [f for f in found if f["properties"]["layer"] == PRESS_CIRCLE]
    disc = shapely.geometry.shape(circle["geometry"])
    # Ellipsoid against sphere: up to 0.4 % at these latitudes; cells against their drawn edge: less.
    assert world_km2(disc) == pytest.approx(circle["properties"]["area_km2"], rel=5e-3)
    for each in found:
        said = each["properties"]
        if said["altitude"] is None or each["geometry"] is None:
            continue
        shape = shapely.geometry.shape(each["geometry"])
        assert world_km2(shape) == pytest.approx(said["area_km2"], rel=0.01)
        if said["layer"] == "covered":
            [row] = [
                row
                for row in result.table
                if (row.of, row.ring) == (ALL_RADARS, PRESS_CIRCLE)
                and (row.altitude, row.target) == (said["altitude"], said["target"])
            ]
            assert world_km2(shape.intersection(disc)) == pytest.approx(row.seen_km2, rel=0.01)
            assert said["press_circle_share"] == row.seen_share


def test_what_is_drawn_lies_where_the_grid_says(tmp_path):
    """A cell's centre lies in the drawn area if the cell is covered, but for those on the edge."""
    from pyproj import Proj

    from rangering.terrain.ground import site_plane

    result = nominal()
    ground = result.ground
    area = areas(result)[0]
    proj = Proj(site_plane(ground.lat_deg, ground.lon_deg))
    rng = np.random.default_rng(5)
    covered = result.covered(0, 0)
    for row, col in rng.integers(1, min(covered.shape) - 1, size=(300, 2)):
        around = covered[row - 1 : row + 2, col - 1 : col + 2]
        if around.all() or not around.any():
            east_m, north_m = (
                (col - ground.col0) * ground.posting_m,
                (row - ground.row0) * ground.posting_m,
            )
            lon_deg, lat_deg = proj(east_m, north_m, inverse=True)
            assert shapely.contains_xy(area.shape, lon_deg, lat_deg) == covered[row, col]


@pytest.mark.parametrize("lon", [179.9, -179.95])
def test_a_scene_on_the_antimeridian_is_cut_there(tmp_path, lon):
    found = features(layered(nominal(45.0, lon)), tmp_path)
    check_rfc_7946(found)
    [circle] = [f for f in found if f["properties"]["layer"] == PRESS_CIRCLE]
    assert circle["geometry"]["type"] == "MultiPolygon"
    for shape in shapes(found):
        for part in shapely.get_parts(shape):
            assert np.ptp(shapely.get_coordinates(part)[:, 0]) < 1.0


def test_a_scene_beside_the_pole_holds_it(tmp_path):
    found = features(layered(nominal(89.95, 30.0)), tmp_path)
    check_rfc_7946(found)
    [circle] = [f for f in found if f["properties"]["layer"] == PRESS_CIRCLE]
    shape = shapely.geometry.shape(circle["geometry"])
    assert shape.bounds[0::2] == (-180.0, 180.0)
    assert shape.bounds[3] == 90.0
    assert world_km2(shape) == pytest.approx(circle["properties"]["area_km2"], rel=0.01)


@pytest.mark.parametrize("state", [State.UNKNOWN, State.TERRAIN])
def test_where_nothing_is_covered_nothing_is_drawn_but_it_is_said(tmp_path, state):
    result = layered(nominal())
    blank = np.full_like(result.state, state)
    none = np.zeros_like(result.readings)
    engagements = tuple(dataclasses.replace(e, state=blank, readings=none) for e in result.engagements)
    result = dataclasses.replace(result, state=blank, readings=none, engagements=engagements)
    found = features(result, tmp_path)
    layers = [f for f in found if f["properties"]["altitude"] is not None]
    assert layers
    assert all(f["geometry"] is None and f["properties"]["area_km2"] == 0.0 for f in layers)
    assert opened_by_ogr(tmp_path / "coverage.geojson") == {result.title: len(found)}


def test_nominal_values_alone_give_no_shares(tmp_path):
    said = [f["properties"] for f in features(nominal(), tmp_path)]
    assert {p["layer"] for p in said if p["altitude"]} == {"covered"}


def test_names_of_any_letters_come_back(tmp_path):
    names = [f'{i} <b>&"\\ü\u2028' for i in range(40)]
    result = dataclasses.replace(nominal(), places=tuple((name, 45.0, -30.0) for name in names))
    said = [f["properties"] for f in features(result, tmp_path)]
    assert [p["name"] for p in said if p["layer"] == "defended place"] == names


def test_the_least_count_of_a_share():
    assert [least_count(0.05, n) for n in (1, 20, 21, 64)] == [1, 1, 2, 4]
    assert [least_count(0.95, n) for n in (1, 20, 64)] == [1, 19, 61]
    assert least_count(0.5, SAMPLES) == 10


def test_a_site_names_all_its_radars():
    sites = [each for each in places(nominal()) if each.layer == "site"]
    assert [name for each in sites for name in each.radars] == [radar.name for radar in nominal().radars]


def test_the_same_result_gives_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = write_all(layered(nominal()), tmp_path / "a")
    second = write_all(layered(nominal()), tmp_path / "b")
    assert [p.name for p in first] == ["coverage.tif", "coverage.geojson", "coverage.kml"]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(p.name for p in first)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        write_all(nominal(), tmp_path / "nowhere")


def test_a_failure_leaves_the_older_file_whole(tmp_path):
    path = tmp_path / "coverage.geojson"
    path.write_text("older")
    unwritable = dataclasses.replace(nominal(), pd_probability=float("nan"))  # no number of JSON
    with pytest.raises(ValueError, match="JSON"):
        write_geojson(unwritable, path)
    assert path.read_text() == "older"
    assert [each.name for each in tmp_path.iterdir()] == ["coverage.geojson"]
