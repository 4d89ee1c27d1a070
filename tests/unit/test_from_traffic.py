"""Recorded tracks as civil flights: places and times within the tolerance, heights of the day, none lost."""

import html
import json
import math
from dataclasses import replace
from hashlib import sha256
from math import radians

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.exposure import map_exposure
from rangering.errors import ManyErrors, RangeringError
from rangering.flight.route import lay_route, place_at_time
from rangering.flight.simplify import fixes_needed
from rangering.scenario.from_traffic import (
    ALONG_M,
    NO_ALTITUDE_NEAR,
    ONE_FIX,
    STANDING,
    UP_M,
    flights_from_traffic,
    heights_of,
    with_traffic,
)
from rangering.scenario.models import Environment
from rangering.scenario.read import load_scenario
from rangering.scenario.record import scenario_digest
from rangering.scenario.traffic_account import NO_ALTITUDE, hours, remarks, warnings
from rangering.traffic.gather import gather
from rangering.traffic.models import Track, fixes
from tests.recordings import DAY_S, flight, opensky_csv, traffic_csv

STANDARD = Environment()


def track(
    count=60, *, step_s=10.0, altitude_m=10_000.0, lat=45.0, lon=-30.0, east=0.003, name="ABC1", **columns
):
    """An aircraft that flies east on a parallel, fix after fix."""
    n = np.arange(count)
    given = {
        "time_s": DAY_S + n * step_s, "lat_deg": lat + 0.0 * n, "lon_deg": lon + east * n * step_s / 10.0,
        "pressure_altitude_m": np.broadcast_to(altitude_m, n.shape),
    }  # fmt: skip
    return Track(0x4BA946, name, "A320", "made.csv", fixes(address=n * 0 + 0x4BA946, **(given | columns)))


def counted(found):
    """Whether every fix is a waypoint, within the tolerance of a route, or dropped with a reason."""
    return found.fixes_count == found.waypoints_count + found.thinned_count + sum(found.dropped.values())


@pytest.mark.parametrize(
    ("level_ft", "pressure_hpa", "warmer_k", "printed_m"),
    [
        # A standard day: geopotential 3048 m and 10,668 m are H r / (r - H), r = 6356.766 km.
        (10_000, 1013.25, 0.0, 3049.5),
        (35_000, 1013.25, 0.0, 10_685.9),
        # 20 hPa more at sea level: 44,330.8 m · ((1033.25/1013.25)^0.190263 - 1) = 165.1 m higher.
        (10_000, 1033.25, 0.0, 3049.5 + 165.1),
        # 10 K warmer: 10 K · 29.2713 m/K · ln(1013.25/696.82) = 109.6 m higher.
        (10_000, 1013.25, 10.0, 3049.5 + 109.6),
    ],
)
def test_pressure_altitudes_become_heights_of_the_day(level_ft, pressure_hpa, warmer_k, printed_m):
    air = Environment.model_validate(
        {"sea_level_pressure": f"{pressure_hpa} hPa", "isa_deviation": f"{warmer_k} K"}
    )
    height_m = heights_of(np.array([level_ft * 0.3048]), air)
    assert height_m == pytest.approx([printed_m], abs=0.3)
    found = flights_from_traffic([track(altitude_m=level_ft * 0.3048)], air)
    assert found.flights[0].waypoints[0].altitude.height_m == pytest.approx(printed_m, abs=0.3)
    assert found.flights[0].waypoints[0].altitude.reference == "amsl"


@pytest.mark.both_ways
def test_the_fixes_that_stay_are_the_corners():
    """Level east, then a climb from fix 12 on: nothing else is needed."""
    altitude_m = np.maximum(10_000.0, 10_000.0 + 100.0 * (np.arange(30) - 12))
    found = flights_from_traffic([track(30, altitude_m=altitude_m)], STANDARD)
    (made,) = found.flights
    assert len(made.waypoints) == 3
    assert made.waypoints[1].position.longitude_deg == pytest.approx(-30.0 + 0.003 * 12, abs=0.003)
    assert counted(found)
    assert found.dropped == {}


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), along_m=st.sampled_from([50.0, 300.0, 2000.0]))
def test_every_fix_lies_within_the_tolerance_of_the_route_at_its_moment(seed, along_m):
    """Routes are flown with `flight.route`, on the ellipsoid: a hundredth is allowed for that."""
    draw = np.random.default_rng(seed)
    n = 80
    lat = 45.0 + np.cumsum(draw.normal(0.0, 0.01, n))
    lon = -30.0 + 0.03 * np.arange(n) + np.cumsum(draw.normal(0.0, 0.004, n))
    altitude_m = 9000.0 + np.cumsum(draw.normal(0.0, 20.0, n))
    given_track = track(n, lat_deg=lat, lon_deg=lon, pressure_altitude_m=altitude_m)
    (made,) = flights_from_traffic([given_track], STANDARD, along_m=along_m).flights
    route = lay_route(
        [radians(each.position.latitude_deg) for each in made.waypoints],
        [radians(each.position.longitude_deg) for each in made.waypoints],
        [each.altitude.height_m for each in made.waypoints],
        [each.speed_m_s for each in made.waypoints[:-1]],
    )
    place = place_at_time(route, given_track.fixes.time_s - given_track.fixes.time_s[0])
    north_m = EARTH_RADIUS_M * (place.latitude_rad - np.radians(lat))
    east_m = EARTH_RADIUS_M * np.cos(np.radians(lat)) * (place.longitude_rad - np.radians(lon))
    assert np.hypot(east_m, north_m).max() <= 1.01 * along_m + 1.0
    up_m = place.altitude_m - heights_of(given_track.fixes.pressure_altitude_m.astype(float), STANDARD)
    assert np.abs(up_m).max() <= 1.01 * UP_M + 0.5


def test_what_makes_no_flight_is_counted_with_its_reason():
    nothing = np.full(5, np.nan)
    found = flights_from_traffic(
        [
            track(1, name="ONE"), track(5, name="NONE", pressure_altitude_m=nothing),
            track(6, name="STOOD", east=0.0),
            track(6, name="TAXI", on_ground=np.array([True] * 3 + [False] * 3)),
        ],
        STANDARD,
    )  # fmt: skip
    assert [each.name for each in found.flights] == ["TAXI"]
    assert found.dropped == {ONE_FIX: 1, NO_ALTITUDE: 5, STANDING: 6, "on the ground": 3}
    assert found.tracks_dropped == {ONE_FIX: 1, NO_ALTITUDE: 1, STANDING: 1}
    assert len(found.spans) + sum(found.tracks_dropped.values()) == found.tracks_count
    assert counted(found)


def test_a_fix_without_an_altitude_lies_between_its_neighbours():
    altitude_m = np.linspace(3000.0, 4000.0, 11)
    altitude_m[5] = np.nan
    (made,) = flights_from_traffic([track(11, altitude_m=altitude_m)], STANDARD).flights
    assert len(made.waypoints) == 2


@pytest.mark.parametrize("backwards", [False, True])
def test_an_altitude_is_held_for_a_minute_and_what_lies_beyond_is_counted(backwards):
    # A fix every 10 s, of which the first 30 tell altitudes: six more lie within the minute.
    altitude_m = np.where(np.arange(100) < 30, 3000.0 + 10.0 * np.arange(100), np.nan)
    found = flights_from_traffic(
        [track(100, altitude_m=altitude_m[::-1] if backwards else altitude_m)], STANDARD, zero_s=DAY_S
    )
    (made,) = found.flights
    assert found.dropped == {NO_ALTITUDE_NEAR: 64}
    assert counted(found)
    (span,) = found.spans
    assert (span.first_s, span.last_s) == (
        (DAY_S + 640.0, DAY_S + 990.0) if backwards else (DAY_S, DAY_S + 350.0)
    )
    assert made.start_s == (640.0 if backwards else 0.0)
    held = made.waypoints[0 if backwards else -1].altitude.height_m
    assert held == pytest.approx(float(heights_of(np.array([3290.0]), STANDARD)[0]))


@pytest.mark.parametrize(("hole_s", "flights_count"), [(600.0, 1), (610.0, 2)])
def test_a_long_hole_without_altitudes_parts_a_track(hole_s, flights_count):
    time_s = 10.0 * np.arange(200)
    altitude_m = np.where((time_s <= 500.0) | (time_s >= 500.0 + hole_s), 9000.0, np.nan)
    found = flights_from_traffic([track(200, altitude_m=altitude_m)], STANDARD, zero_s=DAY_S)
    assert len(found.flights) == len(found.spans) == flights_count
    assert counted(found)
    assert found.tracks_dropped == {}
    if flights_count == 2:
        # 60 fixes have no altitude, of which six on either side lie within the minute.
        assert found.dropped == {NO_ALTITUDE_NEAR: 48}
        assert [each.name for each in found.flights] == ["ABC1", "ABC1 (2)"]
        assert [each.start_s for each in found.flights] == [0.0, 1050.0]
        assert [each.last_s - DAY_S for each in found.spans] == [560.0, 1990.0]


def test_one_that_hovers_keeps_its_hours_and_comes_by_again():
    east = np.concatenate([np.arange(20) * 0.003, np.full(40, 0.057), 0.057 + np.arange(20) * 0.003])
    given_track = track(80, lon_deg=-30.0 + east)
    (made,) = flights_from_traffic([given_track], STANDARD).flights
    assert all(each.speed_m_s >= 1.0 for each in made.waypoints[:-1])
    lengths = lay_route(
        [radians(each.position.latitude_deg) for each in made.waypoints],
        [radians(each.position.longitude_deg) for each in made.waypoints],
        0.0,
        [each.speed_m_s for each in made.waypoints[:-1]],
    )
    assert lengths.duration_s == pytest.approx(790.0)


def test_names_are_told_apart_and_hours_count_from_zero():
    found = flights_from_traffic([track(), track(), track(name="")], STANDARD, zero_s=DAY_S - 100.0)
    assert [each.name for each in found.flights] == ["ABC1", "ABC1 (2)", "4ba946"]
    assert {each.start_s for each in found.flights} == {100.0}
    assert (
        flights_from_traffic([track(step_s=30.0)], STANDARD, classes={"A320": "target/wide-body"})
        .flights[0]
        .type
        == "target/wide-body"
    )
    with pytest.raises(RangeringError, match="before the scenario's clock"):
        flights_from_traffic([track()], STANDARD, zero_s=DAY_S + 1.0)


SCENARIO = """
title = "Recorded"
[environment.terrain]
kind = "smooth"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "F"
  position = "40.0 N, 33.3 E"
  mast_height = "12 m"
[[traffic]]
file = "tracks.parquet"
{more}
"""


@pytest.fixture
def folder(tmp_path, run):
    """A file of tracks of one airliner that passes the site."""
    traffic_csv(tmp_path / "recorded.csv", flight(80, altitude_ft=12_000.0))
    ran = run(
        "traffic", "import", str(tmp_path / "recorded.csv"), "--out", str(tmp_path / "tracks.parquet"), "-q"
    )
    assert ran.status == 0, ran.err
    return tmp_path


def recorded(folder, more=""):
    """The scenario beside the file."""
    path = folder / "recorded.toml"
    path.write_text(SCENARIO.format(more=more), encoding="utf-8")
    return load_scenario(path)


def test_traffic_of_a_scenario_flies_as_civil_flights(folder):
    stated = recorded(folder)
    assert stated.civil_flights == ()
    flown = with_traffic(stated)
    assert [each.name for each in flown.civil_flights] == ["THY1920"]
    assert flown.traffic == ()
    assert with_traffic(flown) is flown
    found = map_exposure(stated, samples=0, posting_m=1000.0)
    assert found.flights[0].minutes == pytest.approx(79 * 10.0 / 60.0, rel=1e-6)
    assert 0.0 < found.minutes.nominal[0, 0, 0] < found.flights[0].minutes
    # What flies is part of what was run: other tracks, another hash.
    later = map_exposure(recorded(folder, f"start = {_moment(40_000 + 300)}"), samples=0, posting_m=1000.0)
    assert later.provenance["inputs"]["scenario"] != found.provenance["inputs"]["scenario"]
    assert later.flights[0].minutes == pytest.approx(49 * 10.0 / 60.0, rel=1e-6)


def _moment(of_day_s):
    hours, rest = divmod(of_day_s, 3600)
    return f"2018-08-01T{hours:02d}:{rest // 60:02d}:{rest % 60:02d}Z"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("start = 2018-08-01T11:00:00", "zone"),
        (f"start = {_moment(50_000)}\nend = {_moment(40_000)}", "not after the start"),
        ('type = "target/cruise-missile"', "civil"),
        ('classes = { B77W = "target/wide-bodied" }', "not in the catalog"),
        ('transponder = "maybe"', "transponder"),
        ('colour = "red"', "colour"),
    ],
)
def test_what_is_wrong_in_a_traffic_table_is_told_with_its_place(folder, more, said):
    with pytest.raises((RangeringError, ManyErrors)) as caught:
        recorded(folder, more)
    assert said in str(caught.value)
    assert "traffic[1]" in str(caught.value)


@pytest.fixture
def mixed(tmp_path, run):
    """Three aircraft, one of which tells its geometric altitude alone."""
    rows = flight(60, altitude_ft=12_000.0)
    rows += flight(60, altitude_ft=14_000.0, address="4ba947", callsign="THY1921", lat=40.2)
    rows += flight(60, altitude_ft=math.nan, address="4ba948", callsign="GEO1", lat=40.4)
    opensky_csv(tmp_path / "recorded.csv", rows)
    ran = run(
        "traffic", "import", str(tmp_path / "recorded.csv"), "--out", str(tmp_path / "tracks.parquet"), "-q"
    )
    assert ran.status == 0, ran.err
    return tmp_path


def test_an_aircraft_without_pressure_altitude_is_named_as_left_out(mixed, run):
    (account,) = with_traffic(recorded(mixed)).flown_from
    assert (account.aircraft, account.aircraft_flown, account.tracks, account.flights) == (3, 2, 3, 2)
    assert account.tracks_left_out == {NO_ALTITUDE: 1}
    assert account.fixes_left_out == {NO_ALTITUDE: 60}
    assert account.fixes == account.waypoints + account.thinned + 60 == 180
    (warned,) = warnings([account])
    assert "1 of 3 tracks make no flight (no pressure altitude 1)" in warned
    assert "1 of 3 aircraft are not counted" in warned
    assert "60 of 180 fixes left out (no pressure altitude 60)" in warned
    assert "Geometric altitudes" in warned
    # Text, JSON, page and table say the same.
    asked = ("exposure", str(mixed / "recorded.toml"), "--samples", "0", "--posting", "1 km", "-q")
    ran = run(*asked, "--out", str(mixed / "out"))
    assert ran.status == 0, ran.err
    said = " ".join(ran.out.split())
    for words in ("2 of 3 aircraft, as 2 flights of 3 tracks; 1 left out (no pressure altitude 1)", warned):
        assert words in said
    told = json.loads((mixed / "out" / "exposure.json").read_text())
    (file,) = told["results"]["traffic"]
    assert file["tracks_left_out"] == {NO_ALTITUDE: 1}
    assert file["sha256"] == sha256((mixed / "tracks.parquet").read_bytes()).hexdigest()
    assert (file["rows_read"], file["rows_kept"]) == (180, 180)
    assert file["first_time"] == "2018-08-01T11:06:40Z"
    assert warned in told["warnings"]
    page = (mixed / "out" / "report.html").read_text()
    for words in ("1 left out (no pressure altitude 1)", "recorded from recorded.csv"):
        assert words in html.unescape(page).replace("\N{NO-BREAK SPACE}", " ")
    caveat, traffic, head, *rows = (mixed / "out" / "flights.csv").read_text().splitlines()
    assert caveat.startswith("# Verified against closed forms")
    assert traffic.startswith("# Traffic: tracks.parquet (SHA-256 ")
    assert head.startswith("flight,")
    assert len(rows) == 2
    assert all(len(cell.partition(".")[2]) <= 4 for row in rows for cell in row.split(",")[4:])


def test_what_a_file_of_tracks_holds_is_told_with_its_hours():
    assert hours(DAY_S, DAY_S + 3599.9) == "2018-08-01 00:00:00 to 00:59:59 UTC"
    assert hours(DAY_S - 1.0, DAY_S) == "2018-07-31 23:59:59 to 2018-08-01 00:00:00 UTC"
    assert hours(math.nan, math.nan) == ""


def test_made_up_traffic_is_never_called_recorded(tmp_path, run):
    made = ("traffic", "generate", "sample-airspace", "--from", "2026-06-01T10:00:00Z", "--to",
            "2026-06-01T10:20:00Z", "--out", str(tmp_path / "tracks.parquet"), "-q")  # fmt: skip
    ran = run(*made)
    assert ran.status == 0, ran.err
    stated = recorded(tmp_path)
    (account,) = with_traffic(stated).flown_from
    assert account.made
    for said in (*remarks([account]), run("describe", str(tmp_path / "recorded.toml")).out):
        words = " ".join(said.split())
        assert "made up: drawn from the pattern sample-airspace" in words
        assert "recorded from" not in words
        assert " as recorded" not in words
    told = " ".join(run("describe", str(tmp_path / "recorded.toml")).out.split())
    assert "(grade D): assumed" in told


@pytest.mark.parametrize(
    ("second", "counted_twice"),
    [
        ("", True),
        ("start = {noon}", True),
        ("start = {late}", False),
    ],
)
def test_an_aircraft_of_two_tables_at_once_is_warned_of(folder, second, counted_twice):
    path = folder / "twice.toml"
    # 80 fixes from 40,000 s of the day on; the first table takes those of the first half.
    text = SCENARIO.format(more=f"end = {_moment(40_400)}") + '[[traffic]]\nfile = "tracks.parquet"\n'
    text += second.format(noon=_moment(40_200), late=_moment(40_400)) + "\n"
    path.write_text(text, encoding="utf-8")
    flown = with_traffic(load_scenario(path)).flown_from
    said = [each for each in warnings(flown) if "counted twice" in each]
    assert bool(said) == counted_twice
    for each in said:
        assert "traffic[1] (tracks.parquet) and traffic[2] (tracks.parquet) hold 1 of the same" in each


def test_made_flights_of_two_patterns_are_not_the_same_aircraft(folder):
    (account,) = with_traffic(recorded(folder)).flown_from
    assert any("twice" in each for each in warnings([account, account]))
    first = replace(account, made=True, sources=("pattern A, seed 1, day 1",))
    other = replace(account, made=True, sources=("pattern A, seed 2, day 1",))
    assert not any("twice" in each for each in warnings([first, other]))
    assert any("twice" in each for each in warnings([first, first]))


def test_a_missing_file_and_hours_without_a_flight_are_told(folder):
    with pytest.raises(RangeringError, match="has no flight in these hours"):
        with_traffic(recorded(folder, f"start = {_moment(80_000)}"))
    (folder / "tracks.parquet").unlink()
    with pytest.raises(RangeringError, match="is no file"):
        recorded(folder)


def test_an_hour_over_switzerland_is_counted_to_the_last_row(shared):
    recording = gather([shared / "validation/traffic/switzerland_2018-08-01_11h.csv"])
    found = flights_from_traffic(recording.tracks, STANDARD)
    assert counted(found)
    assert recording.dropped.rows_read == recording.dropped.rows + found.fixes_count
    assert len(found.flights) >= 100
    assert found.waypoints_count < 0.2 * found.fixes_count


def test_the_tolerances_are_those_stated():
    assert (ALONG_M, UP_M) == (300.0, 30.0)
    kept = np.zeros(3, dtype=np.bool_)
    unit = np.array([[math.cos(a), math.sin(a), 0.0] for a in (0.0, 1e-4, 2e-4)])
    for off_m, stays in ((29.0, False), (31.0, True)):
        fixes_needed(np.array([0.0, 1.0, 2.0]), unit, np.array([0.0, off_m, 0.0]), ALONG_M, UP_M, kept)
        assert kept[1] == stays


def test_other_tracks_in_the_same_file_are_another_scenario(folder, run):
    """Else a study would go on, after its traffic was changed, as if nothing had happened."""
    before = scenario_digest(recorded(folder))
    assert scenario_digest(recorded(folder)) == before
    traffic_csv(folder / "recorded.csv", flight(60, altitude_ft=12_000.0))
    ran = run(
        "traffic", "import", str(folder / "recorded.csv"), "--out", str(folder / "tracks.parquet"), "-q"
    )
    assert ran.status == 0, ran.err
    assert scenario_digest(recorded(folder)) != before


def test_traffic_flies_in_a_raid_too(folder):
    from rangering.catalog.read import load_catalog
    from rangering.mission.compile import compile_mission
    from rangering.mission.plan import CIVIL

    made = compile_mission(recorded(folder), load_catalog(), seed=1, allow_assumed=True)
    assert any(each.startswith("Traffic: tracks.parquet") for each in made.remarks)
    assert np.asarray(made.plan.flights.side).tolist() == [CIVIL]
