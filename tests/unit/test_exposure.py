"""Exposure of civil flights: whom it looks at, and that along a flight it says what a map says."""

import inspect
import json
from math import radians

import numpy as np
import pytest
from pytest import approx

from rangering.coverage import exposure
from rangering.coverage.exposure import band_names, hours_in_envelope, map_exposure
from rangering.coverage.run import map_coverage
from rangering.earth.geodesy import geodesic_direct
from rangering.errors import ScenarioError
from rangering.report.exposure.record import document
from rangering.report.exposure.write import write_exposure
from rangering.scenario.place import Altitude
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene

LAT, LON = 45.0, -30.0


def place(east_m, north_m):
    """Latitude and longitude of a point of the plane about the site. [deg]"""
    lat, lon, _ = geodesic_direct(
        radians(LAT), radians(LON), np.arctan2(east_m, north_m), np.hypot(east_m, north_m)
    )
    return float(np.degrees(lat)), float(np.degrees(lon))


def flight(points, altitude="2000 m amsl", speed_m_s=100.0, name="A", kind="civil_flight", more=""):
    """A flight through points of the plane about the site, as a table of the file. [m]"""
    altitudes = [altitude] * len(points) if isinstance(altitude, str) else altitude
    text = f'[[{kind}]]\nname = "{name}"\ntype = "target/airliner"\n{more}\n'
    for (east_m, north_m), at in zip(points, altitudes, strict=True):
        lat, lon = place(east_m, north_m)
        text += f"  [[{kind}.waypoint]]\n  position = {{ lat = {lat!r}, lon = {lon!r} }}\n"
        text += f'  altitude = "{at}"\n  speed = "{speed_m_s} m/s"\n'
    return text


HOSTILE = flight([(-9e3, 1e3), (9e3, 1e3)], kind="hostile_flight", name="H").replace(
    "target/airliner", "target/fighter"
)


@pytest.mark.compiled_only
def test_along_a_row_of_a_map_it_says_what_the_map_says():
    """Nominally and in every reading: the map's own states are the expected side, cell by cell."""
    step_m, reach = 1000.0, 14
    points = [(-(reach + 0.5) * step_m, 0.0), ((reach + 0.5) * step_m, 0.0)]
    here = scene(
        terrain=ridge(900.0), system="iris-t-slm", altitudes=("2000 m amsl",), targets=("target/airliner",),
        more=flight(points),
    )  # fmt: skip
    mapped = map_coverage(here, samples=5, posting_m=step_m)
    found = map_exposure(here, samples=5, posting_m=step_m, step_s=10.0)
    ground = mapped.ground
    cells = slice(ground.col0 - reach, ground.col0 + reach + 1)
    minutes = 10.0 / 60.0
    for layer, state, readings in (
        (0, mapped.state, mapped.readings),
        (2, mapped.engagements[0].state, mapped.engagements[0].readings),
    ):
        row = state[0, 0, ground.row0, cells]
        assert 0 < np.count_nonzero(row == State.COVERED) < row.size
        assert found.minutes.nominal[0, layer, 1 * (layer > 0)] == approx(
            minutes * np.count_nonzero(row == State.COVERED)
        )
        seen_in = minutes * int(readings[0, 0, ground.row0, cells].sum()) / 60.0
        assert found.hours[:, :, layer, 0, 1:].sum() == approx(seen_in)


@pytest.mark.both_ways
def test_layers_lie_within_one_another_and_time_adds_up():
    points = [(-30e3, 4e3), (0.0, 6e3), (20e3, -5e3)]
    here = scene(
        terrain=ridge(700.0),
        more=flight(points, altitude=("200 m agl", "200 m agl", "4000 m amsl"))
        + flight([(-9e3, 2e3), (9e3, 2e3)], name="B", more='count = 3\nspacing = "60 s"'),
    )
    found = map_exposure(here, samples=3, posting_m=1000.0, step_s=20.0)
    for limit in found.minutes:
        assert np.all(limit[:, 1:] <= limit[:, :-1] + 1e-9)
        assert np.all(limit[:, :, 1:] <= limit[:, :, :1] + 1e-9)
    flown_h = sum(each.minutes * each.count for each in found.flights) / 60.0
    assert found.flown_h.sum() == approx(flown_h)
    # The same hours, counted flight by flight and place by place.
    together = sum(m * each.count for m, each in zip(found.minutes.nominal, found.flights, strict=True)) / 60.0
    assert found.hours[..., 0].sum(axis=(0, 1)) == approx(together)
    assert found.hours[..., 0].sum() > 0.0


def test_civil_flights_only_are_looked_at():
    own = flight([(-9e3, 3e3), (9e3, 3e3)], kind="own_flight", name="O")
    allied = flight([(-9e3, -3e3), (9e3, -3e3)], kind="allied_flight", name="L")
    civil = flight([(-9e3, 2e3), (9e3, 2e3)], name="C")
    alone = map_exposure(scene(terrain=plain(0.0), more=civil), samples=0, posting_m=1000.0)
    found = map_exposure(scene(terrain=plain(0.0), more=own + allied + civil + HOSTILE), samples=0,
                         posting_m=1000.0)  # fmt: skip
    assert [each.name for each in found.flights] == ["C"]
    assert np.array_equal(found.hours, alone.hours)
    assert any("civil flights only" in each for each in found.warnings)
    told = json.dumps(document(found))
    assert not any(f'"name": "{name}"' in told for name in "OLH")
    # Nobody can hand in flights of another kind.
    for door in (map_exposure, hours_in_envelope):
        assert not any("flight" in name or "track" in name for name in inspect.signature(door).parameters)


@pytest.mark.parametrize("others", ["", HOSTILE])
def test_a_scenario_without_civil_flights_is_refused_with_its_place(others):
    with pytest.raises(ScenarioError) as caught:
        map_exposure(scene(terrain=plain(0.0), more=others), samples=0)
    assert "civil_flight" in caught.value.where
    assert "civil flights only" in caught.value.problem
    assert "[[civil_flight]]" in caught.value.mend


CORRIDOR = """
[[corridor]]
name = "Airway"
point = [{ends}]
width = "6 km"
floor = "FL100"
ceiling = "FL200"
"""


def test_time_inside_a_corridor_is_its_width_over_the_speed():
    ends = ", ".join('{{ lat = {}, lon = {} }}'.format(*place(0.0, north_m)) for north_m in (-20e3, 20e3))
    here = scene(
        terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], "FL150") + CORRIDOR.format(ends=ends)
    )
    found = map_exposure(here, samples=0, posting_m=1000.0, step_s=1.0)
    assert found.corridors == ("Airway", "no airway")
    inside_s, outside_s = 3600.0 * found.flown_h.sum(axis=0)
    assert inside_s == approx(6000.0 / 100.0, abs=1.0)  # a step
    assert outside_s == approx(18_000.0 / 100.0, abs=1.0)
    above = scene(
        terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], "FL210") + CORRIDOR.format(ends=ends)
    )
    assert map_exposure(above, samples=0, posting_m=1000.0).flown_h[:, 0].sum() == 0.0


def test_a_climb_is_shared_among_the_bands_it_passes():
    """Even climb from FL100 to FL300 on a standard day: height is nearly proportional to the level."""
    here = scene(terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], ("FL100", "FL300")))
    edges = tuple(map(Altitude.read, ("FL150", "FL200")))
    found = map_exposure(here, samples=0, posting_m=1000.0, step_s=1.0, edges=edges)
    assert found.bands == ("below FL150", "FL150 to FL200", "FL200 and above")
    assert 3600.0 * found.flown_h[:, 0] == approx([60.0, 60.0, 120.0], abs=1.5)


def test_edges_of_bands_rise_and_count_from_the_sea():
    here = scene()
    for edges, word in ((("FL200", "FL100"), "above"), (("300 m agl",), "ground")):
        with pytest.raises(ScenarioError) as caught:
            band_names(here, tuple(map(Altitude.read, edges)))
        assert word in caught.value.problem
        assert caught.value.where == "--bands"


STANDBY = 'mast_height = "12 m"\n  alert = "standby"\n  time_to_ready = "{} s"'


def test_hours_inside_the_envelope_count_from_the_moment_a_fire_unit_is_ready():
    """A flight straight through: what is flown before does not count, and each aircraft has its own clock."""
    way = flight([(-9e3, 2e3), (9e3, 2e3)], "2000 m amsl", more='count = 2\nspacing = "60 s"')
    ready = hours_in_envelope(scene(terrain=plain(0.0), more=way), posting_m=1000.0, step_s=1.0)
    whole_s = 3600.0 * ready.total_h / 2.0
    assert ready.fire_units == ("F",)
    assert ready.flown_h == approx([2 * 180.0 / 3600.0], rel=1e-3)
    assert 100.0 < whole_s <= 180.0
    # The envelope lies even about the middle of the way, which the first passes after 90 s, the second at 150 s.
    half = hours_in_envelope(
        scene(terrain=plain(0.0), unit=STANDBY.format(150), more=way), posting_m=1000.0, step_s=1.0
    )
    first_s = max(0.0, 90.0 + whole_s / 2.0 - 150.0)
    assert 3600.0 * half.total_h == approx(first_s + whole_s / 2.0, abs=10.0)  # a node of the grid
    for unit in (STANDBY.format(3600), 'mast_height = "12 m"\n  alert = "off"'):
        text = scene(terrain=plain(0.0), unit=unit, more=way, more_units=OTHER)
        late = hours_in_envelope(text, posting_m=1000.0)
        assert late.together_h == approx(late.hours[:, -1])
        assert len(late.fire_units) == 2 or "off" in unit


OTHER = """
  [[group.fire_unit]]
  name = "Second"
  position = { lat = 45.02, lon = -30.0 }
  mast_height = "12 m"
"""


def test_readings_of_the_total_hold_the_nominal_value_where_nothing_is_drawn():
    way = flight([(-9e3, 2e3), (9e3, 2e3)], "4000 m amsl")
    found = hours_in_envelope(scene(terrain=plain(0.0), more=way), posting_m=1000.0, samples=8)
    assert found.by_reading_h.shape == (8,)
    assert np.all(found.by_reading_h <= found.flown_h.sum() + 1e-9)
    assert found.by_reading_h.max() > 0.0


def test_outputs_are_whole_and_never_call_anything_safe_or_open(tmp_path):
    way = flight([(-9e3, 2e3), (9e3, 2e3)], "4000 m amsl")
    found = map_exposure(scene(terrain=plain(0.0), more=way), samples=4, posting_m=1000.0)
    written = write_exposure(found, tmp_path, command="rangering exposure scene.toml")
    assert [each.name for each in written] == ["exposure.json", "exposure.png", "flights.csv", "report.html"]
    told = json.loads((tmp_path / "exposure.json").read_text())
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert told["schema"] == "rangering.exposure/1"
    assert told["results"]["files"] == [each.name for each in written]
    page = (tmp_path / "report.html").read_text()
    for text in (page, json.dumps(told["results"]["sentence"]), json.dumps(told["warnings"])):
        words = text.lower().replace("open atlantic", "").split()
        assert not any(word.strip(".,;:") in ("safe", "safely", "open") for word in words)
    for said in (page, json.dumps(told)):
        assert "not a forecast" in said
        assert "NOTAM" in said
        assert "not validated against combat data" in said
    rows = (tmp_path / "flights.csv").read_text().splitlines()
    assert len(rows) == 2
    assert rows[0].startswith("flight,type,flown_as,aircraft,minutes_flown")


def test_the_command_prints_its_tables_and_its_json(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ("exposure", "civil-corridor", "--samples", "2", "--step", "30 s", "--bands", "FL200, FL350", "-q")
    ran = run(*asked)
    assert ran.status == 0, ran.err
    for said in ("Upper One", "engageable", "FL350 and above", "not a forecast", "replaces no NOTAM"):
        assert said in ran.out
    told = json.loads(run(*asked, "--json").out)
    assert told["results"]["bands"] == ["below FL200", "FL200 to FL350", "FL350 and above"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--bands", "high"), "--bands"),
        (("--step", "5"), "--step"),
        (("--step", "1 h"), "--step"),
        (("--out", " "), "--out"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_option(run, words, said):
    ran = run("exposure", "civil-corridor", "--samples", "0", *words)
    assert ran.status == 2
    assert said in ran.err


def test_no_civil_flight_is_the_users_input(run):
    ran = run("exposure", "jacksboro", "--samples", "0")
    assert ran.status == 2
    assert "civil_flight" in ran.err
    assert "civil flights only" in ran.err


def test_the_step_is_bounded():
    for step_s in (0.0, 61.0, float("nan")):
        with pytest.raises(ScenarioError):
            exposure._require_step(step_s)
