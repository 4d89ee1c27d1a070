"""Published accidents: what their reports print, how the facts hang together, and what a file may not say."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import rangering
from rangering.catalog.accidents import CAUSES, STATE_WORDS, Accident, accident_named, load_accidents
from rangering.catalog.read import load_catalog
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import CatalogError, ManyErrors
from rangering.scenario.library import folder
from rangering.scenario.read import load_scenario

ALL = load_accidents()


def likeliest(accident: Accident, *names: str) -> list[float]:
    """Likeliest values of figures, in SI."""
    return [accident.figures[name].si[1] for name in names]


def apart(accident: Accident) -> tuple[float, float]:
    """Ground distance from the unit to where the aircraft was met, and the bearing of it. [m, rad]"""
    ends = likeliest(accident, "unit_latitude", "unit_longitude", "aircraft_latitude", "aircraft_longitude")
    distance_m, bearing_rad, *_ = geodesic_inverse(*ends)
    return float(distance_m), float(bearing_rad) % (2 * np.pi)


def test_the_four_accidents_stand_for_the_four_causes():
    assert [(name, each.day) for name, each in ALL.items()] == [
        ("iran-air-655", date(1988, 7, 3)),
        ("siberia-1812", date(2001, 10, 4)),
        ("malaysia-17", date(2014, 7, 17)),
        ("ukraine-752", date(2020, 1, 8)),
    ]
    assert {each.cause.word for each in ALL.values()} == set(CAUSES)


def test_lives_lost_as_the_reports_print_them():
    lost = {name: each.figures["lives_lost"].nominal for name, each in ALL.items()}
    assert lost == {"iran-air-655": 290, "siberia-1812": 78, "malaysia-17": 298, "ukraine-752": 176}


def test_aaib_2021_the_turned_picture_shows_the_bearing_that_the_operator_read():
    """The factual report: at 143 deg in truth, shown at 250 deg; on 309 deg, shown as 52 deg."""
    error = accident_named("ukraine-752").figures["orientation_error"]
    assert error.low <= 250 - 143 <= error.high
    assert error.low <= (52 - 309) % 360 <= error.high


def test_dsb_2015_mh17_was_met_where_its_recorders_stopped():
    flight = accident_named("malaysia-17")
    assert flight.moments["meeting"].at[1] == datetime(2014, 7, 17, 13, 20, 3, tzinfo=UTC)
    assert flight.figures["altitude"].si[1] == pytest.approx(33_000 * 0.3048)
    assert flight.figures["closed_below"].high < flight.figures["altitude"].low  # above what was closed
    # From two inquiries: the launcher of one lies ahead of the flight of the other.
    distance_m, _ = apart(flight)
    assert 15e3 < distance_m < 35e3


def test_fogarty_1988_the_ship_met_it_at_about_eight_miles():
    """Eight nautical miles, in the report; our rounded places may err by their bounds."""
    distance_m, _ = apart(accident_named("iran-air-655"))
    assert distance_m == pytest.approx(8 * 1852, abs=4e3)


@pytest.mark.parametrize("name", ["iran-air-655", "ukraine-752"])
def test_what_is_derived_agrees_with_what_it_is_derived_from(name: str):
    flight = ALL[name]
    at = {moment: each.at[1] for moment, each in flight.moments.items()}
    assert at["departure"] <= at["detection"] < at["launch"] < at["meeting"]
    between = flight.figures["detection_to_launch"]
    assert timedelta(seconds=between.low) <= at["launch"] - at["detection"] <= timedelta(seconds=between.high)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_fact_names_source_grade_and_the_day_it_was_public(name: str):
    for fact in ALL[name].facts:
        assert fact.source
        assert fact.known_on is not None
        assert fact.known_on > ALL[name].day
    assert set(ALL[name].states) == set(STATE_WORDS)


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_scene_flies_its_flight_where_the_report_has_it(name: str):
    """The route passes the published point, as near as the point is known, at the published height."""
    accident = ALL[name]
    scene = load_scenario(folder() / "accidents" / f"{accident.scenario}.toml")
    assert scene.groups[0].system == accident.system
    flight = scene.civil_flights[0]
    assert flight.type == accident.target
    figures = accident.figures
    corner = min(
        flight.waypoints,
        key=lambda each: abs(each.position.latitude_deg - figures["aircraft_latitude"].nominal),
    )
    for field, value in (
        ("latitude", corner.position.latitude_deg),
        ("longitude", corner.position.longitude_deg),
    ):
        assert figures[f"aircraft_{field}"].low <= value <= figures[f"aircraft_{field}"].high
    height_m = figures["altitude"].si
    assert height_m[0] - 1 <= corner.altitude.height_m <= height_m[2] + 1
    unit = scene.fire_units[0].position
    assert figures["unit_latitude"].low <= unit.latitude_deg <= figures["unit_latitude"].high
    assert figures["unit_longitude"].low <= unit.longitude_deg <= figures["unit_longitude"].high


def test_a_name_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(CatalogError, match="is no accident") as refused:
        accident_named("ukraine-725")
    assert "ukraine-752" in str(refused.value.mend)


SHIPPED = (Path(rangering.__file__).parent / "catalog/data/accidents/ukraine-752.toml").read_text("utf-8")
LIVES = 'value = [176, 176, 176]\nunit = "count"\nper = "aircraft"\nreport = "aaib"'
NUMBERS = 'known_as = ["PS752", "AUI752"]'
BROKEN = {
    "no source": (LIVES.replace('report = "aaib"', 'grade = "A"'), "lives_lost.source", "is missing"),
    "a unit of another kind": (LIVES.replace('"count"', '"km"'), "", "gives lives_lost in km"),
    "a key that is none": (LIVES + "\nlethality = 3", "lives_lost.lethality", "is no field here"),
    "a report that is not there": (LIVES.replace('"aaib"', '"nobody"'), "", "which is not here"),
    "public before it happened": (LIVES + "\nknown_on = 2019-01-01", "", "known before it happened"),
}


def mine(text: str, folder: Path) -> Path:
    """A file of one accident of the reader's own."""
    file = folder / "mine.toml"
    assert text.count(NUMBERS) == 1
    text = text.replace("accident.ukraine-752", "accident.mine").replace(NUMBERS, 'known_as = ["ZZ9"]')
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_ones_own_adds_an_accident(tmp_path: Path):
    assert load_accidents((mine(SHIPPED, tmp_path),)).keys() == ALL.keys() | {"mine"}


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_file_says_where_and_what(case: str, tmp_path: Path):
    stated, where, problem = BROKEN[case]
    assert SHIPPED.count(LIVES) == 1
    with pytest.raises((CatalogError, ManyErrors)) as refused:
        load_accidents((mine(SHIPPED.replace(LIVES, stated), tmp_path),))
    errors = refused.value.errors if isinstance(refused.value, ManyErrors) else (refused.value,)
    assert all("mine.toml" in str(each.where) for each in errors)
    assert any(where in str(each.where) and problem in each.problem for each in errors), errors


def test_a_state_in_no_known_word_and_a_time_of_no_zone_are_refused(tmp_path: Path):
    for wrong, problem in (
        (SHIPPED.replace('word = "climbing"', 'word = "rising"'), "says 'rising' of vertical"),
        (SHIPPED.replace("2020-01-08T02:44:41Z", "2020-01-08T02:44:41"), "is not in UTC"),
        (SHIPPED.replace('system = "generic-short-range"', 'system = "no-such"'), "is no system"),
    ):
        with pytest.raises((CatalogError, ManyErrors)) as refused:
            load_accidents((mine(wrong, tmp_path),))
        errors = refused.value.errors if isinstance(refused.value, ManyErrors) else (refused.value,)
        assert any(problem in each.problem for each in errors), errors


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("MH17", "malaysia-17"),
        ("mh17", "malaysia-17"),
        ("MH 017", "malaysia-17"),
        ("PS752", "ukraine-752"),
        ("ps-752", "ukraine-752"),
        ("IR655", "iran-air-655"),
        ("Iran Air 655", "iran-air-655"),
        ("Sb1812", "siberia-1812"),
        ("siberia-1812", "siberia-1812"),
    ],
)
def test_a_flight_number_finds_its_accident(typed: str, found: str):
    assert accident_named(typed).id == found


@pytest.mark.parametrize(
    ("typed", "told"),
    [("MH71", "did you mean malaysia-17 (MH17)?"), ("PS725", "did you mean ukraine-752 (PS752)?"),
     ("IR 665", "did you mean iran-air-655 (IR655)"), ("xyz", "siberia-1812 (SB1812)")],
)  # fmt: skip
def test_an_unknown_name_is_told_the_nearest(typed: str, told: str, run):
    with pytest.raises(CatalogError, match="is no accident of the catalog") as refused:
        accident_named(typed)
    assert told in str(refused.value.mend)
    assert run("accidents", typed).status == 2


def test_a_number_that_is_taken_is_refused_and_one_of_ones_own_is_found(tmp_path: Path):
    file = mine(SHIPPED, tmp_path)
    assert {"ZZ9"} == set(load_accidents((file,))["mine"].known_as)
    file = tmp_path / "again.toml"
    file.write_text(SHIPPED.replace("accident.ukraine-752", "accident.again"), encoding="utf-8")
    with pytest.raises((CatalogError, ManyErrors)) as refused:
        load_accidents((file,))
    assert "is how ukraine-752 is found" in str(refused.value)


def test_numbers_stand_in_the_list_the_help_and_the_facts(run):
    listed, helped = run("accidents").out, run("accidents", "--help").out
    for number in ("MH17", "PS752", "IR655", "SB1812"):
        assert number in listed
        assert number in helped
    assert run("accidents", "mh17").out == run("accidents", "malaysia-17").out
    assert "Also found as MH17, MAS17." in run("accidents", "mh17").out


def test_the_command_lists_them_and_tells_of_one(run):
    listed = run("accidents")
    assert listed.status == 0
    assert all(name in listed.out for name in ALL)
    told = run("accidents", "ukraine-752")
    assert "105" in told.out
    assert "no finding about an accident" in " ".join(told.out.split())
    plain = json.loads(run("accidents", "ukraine-752", "--json").out)
    assert plain["schema"] == "rangering.accident/1"
    assert plain["results"]["figures"]["orientation_error"]["value"] == [103, 105, 107]
    assert run("accidents", "nothing").status == 2


def test_no_fact_is_about_how_a_missile_works():
    words = ("seeker", "guidance", "warhead weight", "fuze", "proximity")
    for accident in ALL.values():
        text = json.dumps(accident.model_dump(mode="json")).lower()
        assert not [word for word in words if word in text]


def test_their_classes_are_in_the_catalog():
    catalog = load_catalog()
    assert {each.system for each in ALL.values()} <= set(catalog.ids("system"))


def test_aaib_2021_the_scene_turns_its_picture_as_the_reports_say():
    """A bearing of 143 deg was shown as 250, a course of 309 as 52: the error is taken off what is."""
    scene = load_scenario(folder() / "accidents" / "ukraine-752.toml")
    error_deg = np.degrees(scene.fire_units[0].misalignment_rad)
    assert (143 - error_deg) % 360 == pytest.approx(250, abs=2.5)
    assert (309 - error_deg) % 360 == pytest.approx(52, abs=2.5)


def test_fogarty_1988_beside_the_centreline():
    """3.37 nmi west of the centreline of A59: opinions of the report, part E."""
    offset = accident_named("iran-air-655").figures["corridor_offset"]
    assert offset.nominal == 3.37
    assert offset.low <= 3.37 <= offset.high
