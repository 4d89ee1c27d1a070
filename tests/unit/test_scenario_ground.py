"""The ground under the stated places: files that open, sites that stand on it, altitudes above it."""

import numpy as np
import pytest

from rangering.errors import ScenarioError, TerrainError
from rangering.scenario.ground import below_ground_errors, ground_errors
from rangering.scenario.library import ready
from rangering.scenario.read import check_scenario, load_scenario, scenario_from_bytes
from tests.terrain_files import degree_tile, hgt_tile, slope

RASTER = """
title = "Alps"
[environment.terrain]
kind = "raster"
path = "{path}"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "Site A"
  position = "46.50 N, 8.50 E"
  [[group.fire_unit]]
  name = "Site B"
  position = "46.60 N, 8.60 E"
[[asset]]
name = "Town"
position = "46.55 N, 8.55 E"
[[civil_flight]]
name = "Glider"
type = "target/light-aircraft"
waypoint = [
  {{ position = "46.4 N, 8.4 E", altitude = "300 m agl", speed = "60 kt" }},
  {{ position = "46.4 N, 9.9 E", altitude = "FL150" }},
]
[coverage]
altitudes = ["100 m agl", "3000 m amsl"]
targets = ["target/fighter"]
"""
PLAIN = """
title = "A plain"
[environment.terrain]
kind = "analytic"
latitude = "45 deg"
longitude = "8 deg"
base_height = "{base_m} m"
[[group]]
name = "G"
system = "tor-m2"
fire_unit = [{{ name = "F", position = "45 N, 8 E" }}]
[coverage]
altitudes = ["100 m agl", "{altitude}"]
"""


@pytest.fixture
def alps(tmp_path):
    """A sound scenario over one sound tile, 46 to 47 N, 8 to 9 E."""
    degree_tile(tmp_path / "dem.tif", 46, 8, slope)
    return stated(tmp_path)


def stated(folder, text=RASTER, path="dem.tif", **changes):
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    file = folder / "alps.toml"
    file.write_text(text.format(path=path), encoding="utf-8")
    return file


def on_plain(base_m, altitude):
    return scenario_from_bytes(PLAIN.format(base_m=base_m, altitude=altitude).encode(), "plain.toml")


def cut(tile, share):
    """A tile whose directory comes first, without its last rows: it opens, and fails where it ends."""
    from rasterio.shutil import copy

    whole = tile.rename(tile.with_name("whole.tmp"))
    copy(whole, tile, driver="GTiff")
    whole.unlink()
    tile.write_bytes(tile.read_bytes()[: int(tile.stat().st_size * share)])


def only_error(file):
    (error,) = check_scenario(file)
    assert error.mend
    return error


@pytest.mark.parametrize("name", sorted(ready()))
def test_the_ground_of_a_ready_scenario_serves(name):
    assert ground_errors(load_scenario(name)) == []


def test_sound_ground_has_no_error(alps):
    assert check_scenario(alps) == []


@pytest.mark.parametrize(
    ("profile", "says"),
    [({"crs": None}, "coordinate reference system"), ({"dtype": np.complex64}, "does not hold numbers")],
)
def test_a_file_that_is_no_placed_relief(tmp_path, profile, says):
    degree_tile(tmp_path / "dem.tif", 46, 8, slope, **profile)
    error = only_error(stated(tmp_path))
    assert isinstance(error, TerrainError)
    assert "dem.tif" in error.sentence()
    assert says in error.sentence()


def test_an_empty_file(alps):
    (alps.parent / "dem.tif").write_bytes(b"")
    assert "dem.tif: is empty" in only_error(alps).sentence()


def test_a_file_cut_short_where_nothing_stands(alps):
    # The last tenth lies in the south, the sites in the middle: only reading the last row tells.
    cut(alps.parent / "dem.tif", 0.9)
    assert "cut short" in only_error(alps).sentence()


def test_every_damaged_tile_is_named(tmp_path):
    (tmp_path / "tiles").mkdir()
    for west in (7, 8, 9):
        tile = degree_tile(tmp_path / "tiles" / f"e{west}.tif", 46, west, slope)
        if west != 8:
            cut(tile, 0.5)
    errors = check_scenario(stated(tmp_path, path="tiles"))
    places = [error.where.partition(".toml, ")[2] for error in errors]
    assert places == ["environment.terrain, tiles/e7.tif", "environment.terrain, tiles/e9.tif"]


def test_a_tile_of_another_name(tmp_path):
    hgt_tile(tmp_path / "N46E008.hgt", slope).rename(tmp_path / "alps.hgt")
    assert "is not named as SRTM tiles are" in only_error(stated(tmp_path, path="alps.hgt")).sentence()


def test_a_site_outside_is_named_with_where_the_terrain_ends(alps):
    error = only_error(stated(alps.parent, site=("46.60 N, 8.60 E", "47.60 N, 8.60 E")))
    assert isinstance(error, ScenarioError)
    assert error.where == f'{alps}, group[1].fire_unit[2] "Site B", position'
    assert error.value == "47.6000° N, 8.6000° E"
    assert "outside the terrain, which covers latitude 45.99" in error.problem


def test_an_asset_and_a_waypoint_above_ground_outside_are_named_too(alps):
    moved = {"asset": ("46.55 N, 8.55 E", "46.55 N, 7.55 E"), "waypoint": ("46.4 N, 8.4 E", "46.4 N, 7.4 E")}
    asset, waypoint = check_scenario(stated(alps.parent, **moved))
    assert asset.where.endswith('asset[1] "Town", position')
    assert waypoint.where.endswith('civil_flight[1] "Glider", waypoint[1].position')
    assert "above sea level" in waypoint.mend


def test_a_site_in_a_void_is_told_from_one_outside(tmp_path):
    def holed(lon_deg, lat_deg):
        return np.where(np.hypot(lon_deg - 8.6, lat_deg - 46.6) < 0.03, -32768.0, slope(lon_deg, lat_deg))

    degree_tile(tmp_path / "dem.tif", 46, 8, holed, nodata=-32768.0)
    error = only_error(stated(tmp_path))
    assert error.where.endswith('group[1].fire_unit[2] "Site B", position')
    assert "void of the terrain" in error.problem


@pytest.mark.parametrize("altitude", ["300 m amsl", "949 m amsl", "FL020", "-400 m amsl"])
def test_an_altitude_below_the_ground_of_the_radar_is_one_error(altitude):
    (error,) = ground_errors(on_plain(950, altitude))
    assert error.where == "plain.toml, coverage.altitudes[2]"
    assert "below the ground" in error.problem
    assert "950 m amsl" in error.problem
    assert "agl" in error.mend


@pytest.mark.parametrize(
    ("base_m", "altitude"), [(950, "951 m amsl"), (950, "FL040"), (-400, "-300 m amsl"), (950, "0 m agl")]
)
def test_an_altitude_above_the_ground_of_the_radar_is_none(base_m, altitude):
    assert ground_errors(on_plain(base_m, altitude)) == []


def test_an_altitude_counts_as_below_ground_only_below_all_of_it():
    scenario = on_plain(0, "500 m amsl")
    assert below_ground_errors(scenario, [900.0, 499.0]) == []
    assert len(below_ground_errors(scenario, [900.0, 501.0])) == 1
    assert below_ground_errors(scenario, [float("nan")]) == []
    assert below_ground_errors(scenario, []) == []
