"""Exposure of civil flights: whom it looks at, and that along a flight it says what a map says."""

import inspect
import json
from dataclasses import replace
from math import radians

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import print_table
from rangering.coverage import exposure
from rangering.coverage.exposure import band_names, hours_in_envelope, map_exposure
from rangering.coverage.exposure_compile import compile_exposure
from rangering.coverage.exposure_results import Layer, Shares
from rangering.coverage.run import map_coverage
from rangering.earth.geodesy import geodesic_direct
from rangering.errors import ScenarioError
from rangering.provenance import CAVEAT
from rangering.report.exposure.picture import colours, exposure_page
from rangering.report.exposure.record import document
from rangering.report.exposure.words import CONDITIONAL, first_sentence, heading
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


CORRIDOR = """
[[corridor]]
name = "Airway"
point = [{ends}]
width = "6 km"
floor = "FL100"
ceiling = "FL200"
"""


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
    sky = compile_exposure(here, load_catalog(), edges=(), step_s=10.0, samples=5, posting_m=step_m)
    looked = exposure._Looked(sky).deepest
    ground = mapped.ground
    cells = slice(ground.col0 - reach, ground.col0 + reach + 1)
    minutes = 10.0 / 60.0
    for layer, state, readings in (
        (0, mapped.state, mapped.readings),
        (2, mapped.engagements[0].state, mapped.engagements[0].readings),
    ):
        row = state[0, 0, ground.row0, cells]
        assert 0 < np.count_nonzero(row == State.COVERED) < row.size
        assert np.array_equal(looked > layer, row == State.COVERED)
        # Between two looks that differ the edge is sought: half a step an edge, either way.
        edges = np.count_nonzero(np.diff(row == State.COVERED))
        assert found.minutes.nominal[0, layer, 1 * (layer > 0)] == pytest.approx(
            minutes * np.count_nonzero(row == State.COVERED), abs=0.5 * minutes * edges
        )
        seen_in = readings[0, 0, ground.row0, cells].astype(int)
        edges = np.abs(np.diff(seen_in)).sum()
        assert found.hours[:, :, layer, 0, 1:].sum() == pytest.approx(
            minutes * seen_in.sum() / 60.0, abs=0.5 * minutes * edges / 60.0
        )


@pytest.mark.both_ways
def test_layers_lie_within_one_another_and_time_adds_up():
    points = [(-18e3, 4e3), (0.0, 6e3), (12e3, -5e3)]
    ends = ", ".join("{{ lat = {}, lon = {} }}".format(*place(0.0, north_m)) for north_m in (-20e3, 20e3))
    here = scene(
        terrain=ridge(700.0),
        more=flight(points, altitude=("200 m agl", "200 m agl", "4000 m amsl"))
        + flight([(-9e3, 2e3), (9e3, 2e3)], name="B", more='count = 3\nspacing = "60 s"')
        + CORRIDOR.format(ends=ends).replace("FL100", "300 m agl"),
    )
    found = map_exposure(here, samples=2, posting_m=3000.0, step_s=30.0)
    assert found.corridors == ("Airway", "no airway")
    assert np.all(found.flown_h.sum(axis=0) > 0.0)
    for limit in found.minutes:
        assert np.all(limit[:, 1:] <= limit[:, :-1] + 1e-9)
        assert np.all(limit[:, :, 1:] <= limit[:, :, :1] + 1e-9)
    flown_h = sum(each.minutes * each.aircraft for each in found.flights) / 60.0
    assert found.flown_h.sum() == pytest.approx(flown_h)
    # The same hours, counted flight by flight and place by place.
    together = (
        sum(m * each.aircraft for m, each in zip(found.minutes.nominal, found.flights, strict=True)) / 60.0
    )
    assert found.hours[..., 0].sum(axis=(0, 1)) == pytest.approx(together)
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


def test_time_inside_a_corridor_is_its_width_over_the_speed():
    ends = ", ".join("{{ lat = {}, lon = {} }}".format(*place(0.0, north_m)) for north_m in (-20e3, 20e3))
    here = scene(
        terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], "FL150") + CORRIDOR.format(ends=ends)
    )
    found = map_exposure(here, samples=0, posting_m=1000.0, step_s=1.0)
    assert found.corridors == ("Airway", "no airway")
    inside_s, outside_s = 3600.0 * found.flown_h.sum(axis=0)
    assert inside_s == pytest.approx(6000.0 / 100.0, abs=1.0)  # a step
    assert outside_s == pytest.approx(18_000.0 / 100.0, abs=1.0)
    above = scene(
        terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], "FL210") + CORRIDOR.format(ends=ends)
    )
    assert map_exposure(above, samples=0, posting_m=1000.0).flown_h[:, 0].sum() == 0.0


def test_edges_are_met_far_closer_than_the_step():
    """The expected side: the same flights looked at every tenth of a second."""
    here = scene(terrain=plain(0.0), more=flight([(-19e3, 3e3), (19e3, 5e3)], "4000 m amsl"))
    close = map_exposure(here, samples=3, posting_m=1000.0, step_s=0.1)
    found = map_exposure(here, samples=3, posting_m=1000.0, step_s=20.0)
    assert 0.0 < close.minutes.nominal[0, 2, 0] < close.flights[0].minutes
    bound_min = 2.0 * (20.0 / 8.0 + 0.1) / 60.0  # two edges, each met to within a step over 2^3
    for limit, exact in zip(found.minutes, close.minutes, strict=True):
        assert limit == pytest.approx(exact, abs=bound_min)
    assert found.flown_h.sum() == pytest.approx(close.flown_h.sum(), rel=1e-12)


def test_the_headline_gives_every_claim_with_its_band():
    """An alarming claim never stands alone, and what is not all is not called all."""
    way = flight([(-9e3, 2e3), (9e3, 2e3)], "4000 m amsl")
    one = map_exposure(scene(terrain=plain(0.0), more=way), samples=4, posting_m=1000.0)
    hours = np.repeat(one.hours, [1, 1, 2], axis=2)
    flown_h = one.flown_h.sum()
    for layer, low, nominal, high in ((2, 0.97, 0.997, 1.0), (3, 0.44, 0.7, 0.86)):
        hours[:, :, layer] *= 0.0
        hours[0, 0, layer, 0] = flown_h * np.array([nominal, low, low, high, high])
    two = replace(
        one, hours=hours, minutes=Shares(*(np.repeat(each, [1, 1, 2], axis=1) for each in one.minutes)),
        layers=(*one.layers[:2], Layer("engageable, claimed", ""), Layer("engageable, independent", "")),
    )  # fmt: skip
    for said in (first_sentence(two), heading(two), document(two)["results"]["sentence"]):
        assert (
            "engage > 99 % (97 to 100) by the claimed reach, 70 % (44 to 86) by the independent reach" in said
        )
    drawn = " ".join(text.get_text() for text in exposure_page(two).figure.axes[0].texts)
    assert "70 % (44 to 86) by the independent reach" in drawn
    assert "could detect 100 %" in drawn


def test_the_relief_and_what_is_in_no_layer_do_not_look_alike():
    way = flight([(-9e3, 2e3), (9e3, 2e3)], "4000 m amsl")
    found = map_exposure(scene(terrain=ridge(900.0), more=way), samples=0, posting_m=1000.0)
    red, green, blue = (int(colours(found)[0][n : n + 2], 16) for n in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) > 60  # no grey
    words = {text.get_text() for text in exposure_page(found).figure.axes[0].texts}
    assert {"relief of the ground", "in no layer"} <= words
    smooth = map_exposure(scene(more=way), samples=0, posting_m=1000.0)
    assert "relief of the ground" not in {
        text.get_text() for text in exposure_page(smooth).figure.axes[0].texts
    }


def test_a_climb_is_shared_among_the_bands_it_passes():
    """Even climb from FL100 to FL300 on a standard day: height is nearly proportional to the level."""
    here = scene(terrain=plain(0.0), more=flight([(-12e3, 0.0), (12e3, 0.0)], ("FL100", "FL300")))
    edges = tuple(map(Altitude.read, ("FL150", "FL200")))
    found = map_exposure(here, samples=0, posting_m=1000.0, step_s=1.0, edges=edges)
    assert found.bands == ("below FL150", "FL150 to FL200", "FL200 and above")
    assert 3600.0 * found.flown_h[:, 0] == pytest.approx([60.0, 60.0, 120.0], abs=1.5)


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
    assert ready.flown_h == pytest.approx([2 * 180.0 / 3600.0], rel=1e-3)
    assert 100.0 < whole_s <= 180.0
    # The envelope lies even about the middle of the way: the first is there after 90 s, the next after 150 s.
    half = hours_in_envelope(
        scene(terrain=plain(0.0), unit=STANDBY.format(150), more=way), posting_m=1000.0, step_s=1.0
    )
    first_s = max(0.0, 90.0 + whole_s / 2.0 - 150.0)
    assert 3600.0 * half.total_h == pytest.approx(first_s + whole_s / 2.0, abs=10.0)  # a node of the grid
    for unit in (STANDBY.format(3600), 'mast_height = "12 m"\n  alert = "off"'):
        text = scene(terrain=plain(0.0), unit=unit, more=way, more_units=OTHER)
        late = hours_in_envelope(text, posting_m=1000.0)
        assert late.together_h == pytest.approx(late.hours[:, -1])
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
    assert len(rows) == 3
    assert rows[0] == f"# {CAVEAT} {CONDITIONAL}"
    assert rows[1].startswith("flight,type,flown_as,aircraft,minutes_flown")


def test_a_number_and_its_band_stay_on_one_line(capsys):
    row = ("Upper One westbound", "wide-body", "20", *("36.4 (28.7 to 37.2)",) * 5)
    columns = ("flight", "class", "aircraft", "detected", "tracked", "engageable, claimed",
               "engageable, independent", "more")  # fmt: skip
    print_table("Wide", columns, [row], range(2, 8))
    printed = capsys.readouterr().out
    assert printed.count("36.4 (28.7 to 37.2)") == 5
    assert "wide-body" in printed


def test_the_command_prints_its_tables_and_its_json(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = (
        "exposure",
        "civil-corridor",
        "--samples",
        "2",
        "--step",
        "30 s",
        "--bands",
        "FL200, FL350",
        "-q",
    )
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
