"""Cleaning, rule by rule: what a false row looks like, and that it goes and the true ones stay."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rangering.traffic.gather import Wanted, gather
from rangering.traffic.rules import CleanRules
from tests import recordings
from tests.recordings import DAY_S, KNOT_M_S, flight


@pytest.fixture
def cleaned(tmp_path):
    """Tracks and counts of some rows."""

    def clean(rows, **rules):
        path = recordings.traffic_csv(tmp_path / "t.csv", rows)
        return gather([path], Wanted(rules=CleanRules(**rules)))

    return clean


def sizes(recording):
    return [len(track.fixes.time_s) for track in recording.tracks]


def test_a_silence_ends_a_track(cleaned):
    rows = flight(10) + flight(10, start_s=DAY_S + 40_000 + 90 + 601)
    assert sizes(cleaned(rows)) == [10, 10]
    assert sizes(cleaned(rows, gap_s=700.0)) == [20]


def test_the_next_flight_of_an_aircraft_is_another_track(cleaned):
    later = DAY_S + 40_000 + 90 + 300
    rows = flight(10) + flight(10, start_s=later, callsign="THY1921", lon=33.02)
    assert [track.callsign for track in cleaned(rows).tracks] == ["THY1920", "THY1921"]
    # One wrongly decoded callsign in mid-air does not cut.
    rows = flight(20)
    rows[7] = rows[7]._replace(callsign="THY192X")
    (track,) = cleaned(rows).tracks
    assert track.callsign == "THY1920"


def test_a_jump_and_back_is_dropped(cleaned):
    rows = flight(20)
    rows[7] = rows[7]._replace(lat=41.0)
    found = cleaned(rows)
    assert sizes(found) == [19]
    assert found.dropped.counts == {"impossible speed": 1}
    assert found.dropped.first["impossible speed"] == ("t.csv", 9)


@pytest.mark.parametrize(
    ("speed_m_s", "step_s"), [(900.0, 1.0), (1150.0, 1.0), (450.0, 10.0), (420.0, 10.0), (500.0, 10.0)]
)
def test_a_speed_that_is_kept_up_is_impossible_whatever_the_clock(cleaned, speed_m_s, step_s):
    # Step by step each but the last is within 2 s of the clock; over the track none is.
    found = cleaned(flight(120, step_s=step_s, speed_kt=speed_m_s / KNOT_M_S) + flight(20, address="010203"))
    assert found.dropped.counts == {"impossible speed": 120}
    assert sizes(found) == [20]


def test_a_turn_does_not_hide_a_speed_that_is_kept_up(cleaned):
    # Round a circle of 60 s at 900 m/s: after a minute the aircraft is back.
    radius_deg = math.degrees(900.0 * 60.0 / (2.0 * math.pi) / 6_371_008.8)
    rows = []
    for n, row in enumerate(flight(180, step_s=1.0)):
        turned = 2.0 * math.pi * n / 60.0
        rows.append(row._replace(lat=radius_deg * math.sin(turned), lon=33.0 + radius_deg * math.cos(turned)))
    found = cleaned(rows + flight(20, address="010203"))
    assert found.dropped.counts == {"impossible speed": 180}


def test_a_false_stretch_goes_and_the_flight_on_both_sides_of_it_stays_one(cleaned):
    rows = flight(300, step_s=1.0)
    # Drawn away to the north by 900 m/s for 40 s, held there for 20 s, let go at once.
    for n in range(100, 160):
        rows[n] = rows[n]._replace(lat=40.0 + 0.0081 * min(n - 99, 40))
    found = cleaned(rows)
    (track,) = found.tracks
    assert set(found.dropped.counts) == {"impossible speed"}
    assert found.dropped.rows == 61  # with the last true one before it
    assert np.all(track.fixes.lat_deg == 40.0)


def test_steps_within_the_slack_of_the_clock_stay_and_are_mentioned(cleaned):
    # One row in a second and a half, stamped to the whole second below: 463 m in 1 s, then 463 m in 2 s.
    rows = [
        row._replace(time_s=float(np.floor(row.time_s))) for row in flight(40, step_s=1.5, speed_kt=600.0)
    ]
    found = cleaned(rows)
    assert sizes(found) == [40]
    ((words, count),) = found.dropped.mended.items()
    assert words.startswith("more than 400 m/s from one fix to the next")
    assert count == 20  # every second step takes one second for one and a half


def test_a_spell_somewhere_else_in_a_hole_of_the_track_is_a_jump(cleaned):
    rows = flight(40)
    rows[10:20] = [row._replace(lat=row.lat + 2.0) for row in rows[10:20]]
    found = cleaned(rows)
    assert sizes(found) == [30]
    assert found.dropped.counts == {"impossible speed": 10}


def test_two_aircraft_of_one_address_are_told_apart(cleaned):
    rows = flight(30) + flight(30, lat=47.0, callsign="SWR8", start_s=DAY_S + 40_005.0)
    found = cleaned(rows)
    assert sorted(track.callsign for track in found.tracks) == ["SWR8", "THY1920"]
    assert sizes(found) == [30, 30]
    assert "4ba946" in found.remarks[0]
    # The same with every row at the same moments.
    rows = flight(30) + flight(30, lat=47.0, callsign="SWR8")
    assert sizes(cleaned(rows)) == [30, 30]


def test_the_same_row_twice_counts_once(cleaned):
    rows = flight(10)
    found = cleaned(rows + rows[3:6])
    assert sizes(found) == [10]
    assert found.dropped.counts == {"duplicate": 3}


def near(rows, by_deg=4e-6):
    """The same, as another receiver rounds it."""
    return [row._replace(lat=row.lat + by_deg, lon=row.lon - by_deg) for row in rows]


def test_an_aircraft_of_two_files_that_round_differently_is_one_aircraft(tmp_path):
    rows = flight(30) + flight(30, lat=47.0, callsign="SWR8")  # two aircraft of one address
    paths = [
        recordings.traffic_csv(tmp_path / "a.csv", rows[:30]),
        recordings.traffic_csv(tmp_path / "b.csv", near(rows[:30])),
    ]
    found = gather(paths)
    assert sizes(found) == [30]
    assert found.dropped.counts == {"duplicate": 30}
    assert found.remarks == ()
    # They are still told apart, each told twice.
    recordings.traffic_csv(paths[0], rows)
    recordings.traffic_csv(paths[1], near(rows))
    found = gather(paths)
    assert sizes(found) == [30, 30]
    assert found.dropped.counts == {"duplicate": 60}
    assert len(found.remarks) == 1


def test_two_aircraft_on_one_parallel_told_twice_are_two(cleaned):
    # By latitude alone the rows of one moment would lie in the order east, west, east, west.
    west, east = flight(20), flight(20, lon=35.0, lat=40.000001)
    assert sizes(cleaned(west + east + near(west, 2e-6) + near(east, 2e-6))) == [20, 20]


@pytest.mark.parametrize("per_second", [2, 5])
@pytest.mark.parametrize("north", [False, True])
def test_several_positions_of_one_whole_second_are_one_aircraft(cleaned, per_second, north):
    rows = flight(20 * per_second, step_s=1.0 / per_second)
    if north:  # 231 m/s on the mean sphere
        rows = [row._replace(lat=40.0 + 0.00208 * n / per_second, lon=33.0) for n, row in enumerate(rows)]
    found = cleaned([row._replace(time_s=float(np.floor(row.time_s + 1e-6))) for row in rows])
    assert sizes(found) == [20]
    assert found.dropped.counts == {"duplicate": 20 * (per_second - 1)}
    assert found.remarks == ()


def test_an_aircraft_on_the_ground_is_no_flight(cleaned):
    rows = flight(5, on_ground=True, speed_kt=10.0) + flight(10, start_s=DAY_S + 40_060.0, altitude_ft=3200.0)
    found = cleaned(rows)
    assert sizes(found) == [10]
    assert found.dropped.counts == {"on the ground": 5}


@pytest.mark.parametrize(
    ("altitude_ft", "kept"),
    [(-1375.0, True), (-100.0, True), (-3000.0, False), (51_000.0, True), (90_000.0, False)],
)
def test_an_altitude_below_the_sea_is_kept_where_there_is_such_a_place(cleaned, altitude_ft, kept):
    rows = flight(10) if not kept else [row._replace(altitude_ft=altitude_ft) for row in flight(10)]
    if kept:
        assert sizes(cleaned(rows)) == [10]
        return
    rows[4] = rows[4]._replace(altitude_ft=altitude_ft)
    found = cleaned(rows)
    assert sizes(found) == [9]
    assert found.dropped.counts == {"wrong altitude": 1}


def test_one_altitude_out_of_line_is_dropped(cleaned):
    rows = flight(10)
    rows[4] = rows[4]._replace(altitude_ft=1000.0)
    assert cleaned(rows).dropped.counts == {"wrong altitude": 1}


def test_a_flight_over_the_antimeridian_is_one_track(cleaned):
    rows = flight(40, lon=179.8, lat=-17.0)
    (track,) = cleaned(rows).tracks
    assert track.fixes.lon_deg.min() < -179.0
    assert track.fixes.lon_deg.max() > 179.0
    assert len(track.fixes.lon_deg) == 40
    # Longitudes counted to 360 are the same places.
    east = [row._replace(lon=row.lon % 360.0) for row in rows]
    (same,) = cleaned(east).tracks
    assert same.fixes.lon_deg == pytest.approx(track.fixes.lon_deg, abs=1e-12)


def test_a_flight_over_the_pole_is_one_track(cleaned):
    up = [row._replace(lat=89.9 + 0.02 * n, lon=20.0) for n, row in enumerate(flight(5))]
    down = [
        row._replace(lat=89.98 - 0.02 * n, lon=-160.0)
        for n, row in enumerate(flight(5, start_s=DAY_S + 40_050.0))
    ]
    assert sizes(cleaned(up + down)) == [10]


def test_several_aircraft_on_one_spot_are_interference(cleaned):
    rows = []
    for n in range(4):
        own = flight(
            60, address=f"4ba94{n}", callsign=f"THY{n}", lat=40.0 + 0.3 * n, altitude_ft=30_000.0 + 1000 * n
        )
        # For two minutes all of them are put on one airport, give or take a metre.
        own[20:32] = [row._replace(lat=40.12 + 1e-5 * (k % 2), lon=32.99) for k, row in enumerate(own[20:32])]
        rows += own
    found = cleaned(rows)
    assert found.dropped.counts == {"interference": 48}
    assert sizes(found) == [48] * 4
    assert "satellite navigation" in found.remarks[0]


def test_aircraft_on_an_apron_are_no_interference(cleaned):
    rows = []
    for n in range(4):
        rows += [
            row._replace(lat=40.12 + 2e-4 * n, lon=32.99)
            for row in flight(20, address=f"4ba94{n}", altitude_ft=3125.0, speed_kt=0.0)
        ]
    assert cleaned(rows).dropped.counts == {}


def test_a_position_that_stands_still_under_a_fast_aircraft_is_false(cleaned):
    rows = [row._replace(lon=33.0 + 1e-6 * n) for n, row in enumerate(flight(30))]
    found = cleaned(rows + flight(30, address="010203", lat=47.0))
    assert found.dropped.counts == {"standing still": 30}
    # A balloon that reports what it does stays.
    slow = [row._replace(speed_kt=0.02) for row in rows]
    assert sizes(cleaned(slow)) == [30]


def test_a_clock_years_away_is_wrong(cleaned):
    rows = flight(30)
    rows[4] = rows[4]._replace(
        time_s=rows[4].time_s - 1024 * 7 * 86400.0
    )  # a GPS week counter that rolled over
    rows[9] = rows[9]._replace(time_s=86400.0)  # never set
    found = cleaned(rows)
    assert sizes(found) == [28]
    assert found.dropped.counts == {"wrong time": 2}


def test_a_geometric_altitude_that_cannot_be_is_forgotten_and_counted(tmp_path):
    import json

    rows = flight(10)
    path = tmp_path / "a.json"
    with path.open("w") as out:
        for n, row in enumerate(rows):
            plane = recordings.snapshot(row) | {"alt_geom": 1200 if n == 5 else 34_500}
            out.write(json.dumps({"now": row.time_s, "aircraft": [plane]}) + "\n")
    found = gather([path])
    assert np.isnan(found.tracks[0].fixes.geometric_altitude_m).nonzero()[0].tolist() == [5]
    assert list(found.dropped.mended.values()) == [1]


def test_every_rule_can_be_stated(cleaned):
    assert replace(CleanRules(), least_fixes=30).least_fixes == 30
    assert cleaned(flight(20), least_fixes=30).dropped.counts == {"too short": 20}
