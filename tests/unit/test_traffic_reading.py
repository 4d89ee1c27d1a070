"""One flight in every form that is read comes out as the same track; and what the forms keep apart."""

import gzip
import json

import numpy as np
import pytest

from rangering.errors import TrafficError
from rangering.traffic.gather import Area, Wanted, gather, stream_tracks
from rangering.traffic.models import fixes as fixes_of
from rangering.traffic.models import joined
from rangering.traffic.reading import lines
from rangering.traffic.reading.detect import FORMS, form_of
from rangering.traffic.reading.options import Options
from rangering.traffic.write import read_tracks, write_tracks
from tests import recordings
from tests.recordings import DAY_S, flight

TYPED = (
    "REPLACE (CAST(timestamp AS TIMESTAMPTZ) AS timestamp, CAST(latitude AS DOUBLE) AS latitude, "
    "CAST(longitude AS DOUBLE) AS longitude, CAST(altitude AS DOUBLE) AS altitude, "
    "CAST(onground AS BOOLEAN) AS onground)"
)


def written(form, folder, rows):
    if form == "traffic parquet":
        csv = recordings.traffic_csv(folder / "t.csv", rows)
        return recordings.parquet(folder / "t.parquet", csv, TYPED), "traffic"
    write = {
        "traffic": recordings.traffic_csv,
        "opensky": recordings.opensky_csv,
        "opensky-api": recordings.opensky_api_csv,
        "sbs": recordings.sbs_text,
        "readsb": recordings.readsb_lines,
        "trace": recordings.trace_full,
    }[form]
    return write(folder / "recording.txt", rows), "readsb" if form == "trace" else form


@pytest.mark.parametrize(
    "form", ["traffic", "traffic parquet", "opensky", "opensky-api", "sbs", "readsb", "trace"]
)
def test_every_form_of_one_flight_is_the_same_track(form, tmp_path):
    rows = flight(20, climb_ft_min=-640.0, track_deg=89.0)
    path, name = written(form, tmp_path, rows)
    assert form_of(path) == name
    found = gather([path])
    (track,) = found.tracks
    fixes = track.fixes
    assert (track.address, track.callsign, track.name) == (0x4BA946, "THY1920", "THY1920")
    assert np.allclose(fixes.time_s, [row.time_s for row in rows], atol=1e-3)
    assert np.array_equal(fixes.lat_deg, [row.lat for row in rows])
    assert np.array_equal(fixes.lon_deg, [row.lon for row in rows])
    assert fixes.pressure_altitude_m == pytest.approx(33000 * 0.3048, rel=1e-6)
    assert fixes.ground_speed_m_s == pytest.approx(450 * 1852 / 3600, rel=1e-6)
    assert fixes.climb_m_s == pytest.approx(-640 * 0.3048 / 60, rel=1e-6)
    assert fixes.track_rad == pytest.approx(np.radians(89.0), rel=1e-6)
    assert set(fixes.squawk.tolist()) == {5163}
    assert not fixes.on_ground.any()
    assert track.type == ("A333" if name == "readsb" else "")
    extra = 3 * len(rows) if form == "sbs" else 0  # three of its four messages carry no position
    assert found.dropped.rows_read == len(rows) + extra
    assert found.dropped.counts == ({"no position": extra} if extra else {})


def test_the_names_of_the_api_of_opensky_are_metres_and_say_who_rolls(tmp_path):
    rows = flight(9, climb_ft_min=-5.2 / 0.3048 * 60.0)
    rows += flight(7, address="4ba111", on_ground=True)
    found = gather([recordings.opensky_api_csv(tmp_path / "s.csv", rows)])
    (track,) = found.tracks
    assert track.fixes.climb_m_s == pytest.approx(-5.2, rel=1e-6)
    assert found.dropped.counts == {"on the ground": 7}
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("names", "form"),
    [
        ("altitude,groundspeed,vertical_rate,on_ground", "traffic"),
        ("vertical_rate,true_track", "opensky-api"),
        ("velocity,vertical_rate", "opensky-api"),
        ("altitude,velocity", "the units of altitude, velocity are"),
        ("velocity,vertrate,baroaltitude", "the units of baroaltitude, velocity, vertrate are"),
        ("vertrate", "the units of vertrate are"),
        ("on_ground,geoaltitude", "the units of geoaltitude, on_ground are"),
    ],
)
def test_names_tell_the_units_or_are_refused(names, form, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"time,icao24,latitude,longitude,{names}\n")
    if form in FORMS:
        assert form_of(path) == form
        return
    with pytest.raises(TrafficError, match=form) as caught:
        form_of(path)
    assert "call the columns lat, lon, baroaltitude" in caught.value.mend


@pytest.mark.parametrize("altitude", [35_000, "ground"])
def test_snapshots_of_mutability_are_read(altitude, tmp_path):
    """altitude [ft], speed [kt] and vert_rate [ft/min] of its README-json.md; "ground" stands there too."""
    path = tmp_path / "aircraft.json"
    lines = []
    for row in flight(9):
        plane = {"hex": row.address, "lat": row.lat, "lon": row.lon, "altitude": altitude, "speed": 450,
                 "track": 90, "vert_rate": -640, "seen_pos": 0}  # fmt: skip
        lines.append(json.dumps({"now": row.time_s, "aircraft": [plane]}))
    path.write_text("\n".join(lines) + "\n")
    found = gather([path])
    if altitude == "ground":
        assert (found.tracks, found.dropped.counts) == ((), {"on the ground": 9})
        return
    fixes = found.tracks[0].fixes
    assert fixes.pressure_altitude_m == pytest.approx(35_000 * 0.3048, rel=1e-6)
    assert fixes.ground_speed_m_s == pytest.approx(450 * 1852 / 3600, rel=1e-6)
    assert fixes.climb_m_s == pytest.approx(-640 * 0.3048 / 60, rel=1e-6)


@pytest.mark.parametrize("word", [" None", " NULL ", "NaN   ", "<NA>", "  ", " nan", "   null    "])
def test_words_for_nothing_are_empty_with_blanks_around_them(word, tmp_path):
    path = recordings.traffic_csv(tmp_path / "t.csv", flight(9))
    path.write_text(path.read_text().replace("THY1920", word).replace("33000.0", word))
    found = gather([path])
    (track,) = found.tracks
    assert (track.callsign, track.name) == ("", "4ba946")
    assert found.dropped.counts == {}
    assert np.isnan(track.fixes.pressure_altitude_m).all()


def test_there_may_be_more_files_than_a_short_number_counts():
    one = fixes_of(address=[1], time_s=[DAY_S], lat_deg=[0.0], lon_deg=[0.0], source=40_000)
    assert one.source.tolist() == [40_000]


def test_every_form_has_words():
    assert all(len(words) > 10 for words in FORMS.values())


def test_a_position_of_opensky_has_the_time_at_which_it_was_received(tmp_path):
    # Three rows repeat a position that is up to 2 s old; a fourth is 40 s old and says so.
    lines = [recordings.OPENSKY_HEADER]
    for n in range(6):
        seen = DAY_S + 3 * (n // 3) + 0.25
        lines.append(
            f"{DAY_S + n + 1},4ba946,40.0,{33.0 + 0.01 * (n // 3)},230,90,0,THY1920 ,false,false,false,5163,"
            f"10000,,{seen},{seen}"
        )
    lines.append(
        f"{DAY_S + 46.0},4ba946,40.0,33.01,230,90,0,THY1920 ,false,false,false,5163,10000,,{DAY_S + 6.0},"
    )
    path = tmp_path / "s.csv"
    path.write_text("\n".join(lines))
    found = gather([path], Wanted(rules=replace_least(2)))
    (track,) = found.tracks
    assert track.fixes.time_s.tolist() == [DAY_S + 0.25, DAY_S + 3.25]
    assert found.dropped.counts == {"duplicate": 4, "stale position": 1}
    assert found.dropped.first["stale position"] == ("s.csv", 8)


def replace_least(fixes):
    from rangering.traffic.rules import CleanRules

    return CleanRules(least_fixes=fixes)


def test_what_the_receiver_says_of_itself_is_read(tmp_path):
    rows = flight(4)
    snapshots = []
    for row in rows:
        plane = recordings.snapshot(row) | {"seen_pos": 2.5, "alt_geom": 33400}
        made_up = recordings.snapshot(row) | {"hex": "~2ac001"}
        old = recordings.snapshot(row) | {"hex": "abcdef", "seen_pos": 55.0}
        parked = recordings.snapshot(row) | {"hex": "4ba111", "alt_baro": "ground", "lat": 40.1}
        silent = {"hex": "4ba222", "flight": "GHOST"}
        snapshots.append({"now": row.time_s, "aircraft": [plane, made_up, old, parked, silent]})
    path = tmp_path / "aircraft.json"
    path.write_text("\n".join(json.dumps(each) for each in snapshots))
    found = gather([path])
    (track,) = found.tracks
    assert track.fixes.time_s.tolist() == [row.time_s - 2.5 for row in rows]
    assert track.fixes.geometric_altitude_m == pytest.approx(33400 * 0.3048)
    assert track.fixes.row.tolist() == [1, 6, 11, 16]
    assert found.dropped.counts == {
        "not an aircraft's address": 4, "no position": 4, "stale position": 4, "on the ground": 4,
    }  # fmt: skip


def test_one_snapshot_may_run_over_many_lines(tmp_path):
    paths = []
    for n, row in enumerate(flight(5)):
        paths.append(tmp_path / f"history_{n}.json")
        paths[-1].write_text(
            json.dumps({"now": row.time_s, "aircraft": [recordings.snapshot(row)]}, indent=1)
        )
    found = gather(paths)
    assert len(found.tracks) == 1
    assert found.sources == tuple(path.name for path in paths)


def test_a_geometric_altitude_of_a_trace_is_no_pressure_altitude(tmp_path):
    rows = flight(4)
    points = [[row.time_s - DAY_S, row.lat, row.lon, 33400, 450, 90, 8, 0, None] for row in rows]
    path = tmp_path / "trace.json"
    path.write_text(json.dumps({"icao": "4ba946", "timestamp": DAY_S, "trace": points}))
    (track,) = gather([path]).tracks
    assert np.isnan(track.fixes.pressure_altitude_m).all()
    assert track.fixes.geometric_altitude_m == pytest.approx(33400 * 0.3048)


@pytest.mark.parametrize("chunk_rows", [7, 100_000])
def test_callsign_and_code_of_a_trace_hold_until_it_says_otherwise(chunk_rows, tmp_path):
    # One point a minute. README-json.md of readsb: 2 is a new leg; keys are left out that are not available.
    told = {
        0: {"flight": "ONE     ", "squawk": "1000"},
        40: {"flight": "TWO", "squawk": "2000"},
        45: {"alt_geom": 33_400, "squawk": "2000"},
        50: {"flight": "THREE"},
        55: {"flight": "LEG"},
        60: {"flight": "FOUR"},
    }
    rows = flight(70, step_s=60.0)
    points = [
        [60.0 * n, row.lat, row.lon, 33_000, 450, 90, 2 * (n in (30, 55)), 0, told.get(n)]
        for n, row in enumerate(rows)
    ]
    path = tmp_path / "trace.json"
    path.write_text(json.dumps({"icao": "4ba946", "timestamp": DAY_S, "trace": points}))
    found = gather([path], Wanted(options=Options(chunk_rows=chunk_rows)))
    made = joined([track.fixes for track in found.tracks])
    assert len(made.time_s) == 70
    # A quarter of an hour is 15 points after the one that tells.
    calls = ["ONE"] * 16 + [""] * 24 + ["TWO"] * 5 + [""] * 5 + ["THREE"] * 5 + ["LEG"] * 5 + ["FOUR"] * 10
    codes = [1000] * 16 + [-1] * 24 + [2000] * 10 + [-1] * 20
    assert made.callsign.tolist() == calls
    assert made.squawk.tolist() == codes


def test_a_new_leg_of_a_trace_takes_no_callsign_of_the_last(tmp_path):
    rows = flight(10)
    points = [
        [10.0 * n, row.lat, row.lon, 33_000, 450, 90, 2 * (n == 5), 0, None] for n, row in enumerate(rows)
    ]
    points[0][8] = {"flight": "ONE", "squawk": "1000"}
    path = tmp_path / "trace.json"
    path.write_text(json.dumps({"icao": "4ba946", "timestamp": DAY_S, "trace": points}))
    # What was told outside the hours asked for still holds inside them.
    (track,) = gather([path], Wanted(first_s=DAY_S + 15.0)).tracks
    assert track.fixes.callsign.tolist() == ["ONE"] * 3 + [""] * 5
    assert track.fixes.squawk.tolist() == [1000] * 3 + [-1] * 5


def test_a_callsign_heard_apart_goes_to_the_fixes_that_follow_whatever_the_order_of_the_rows(tmp_path):
    path = recordings.sbs_text(tmp_path / "s.txt", flight(10))
    shuffled = tmp_path / "r.txt"
    lines = path.read_text().splitlines()
    shuffled.write_text("\n".join(lines[::-1]))
    (one,), (other,) = gather([path]).tracks, gather([shuffled]).tracks
    for name, mine, theirs in zip(one.fixes._fields, one.fixes, other.fixes, strict=True):
        if name not in ("row", "source"):
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), name


@pytest.mark.parametrize(
    ("stamp", "ahead_s", "expected_s"),
    [
        ("2018-08-01T11:00:00Z", 7200.0, 11 * 3600),
        ("2018-08-01T11:00:00+02:00", 0.0, 9 * 3600),
        ("2018-08-01 11:00:00.500+0530", 0.0, 5.5 * 3600 + 0.5),
        ("2018-08-01 11:00:00", 0.0, 11 * 3600),
        ("2018-08-01 11:00:00", 12_600.0, 7.5 * 3600),
        ("2018-08-01 11:00:00 GMT", 12_600.0, 11 * 3600),
        ("2018-08-01 11:00:00.5 UTC", 12_600.0, 11 * 3600 + 0.5),
        ("2018-08-01 11:00:00 Europe/London", 12_600.0, 10 * 3600),  # an hour ahead in summer
        ("2018-08-01T11:00:00 Europe/Istanbul", 0.0, 8 * 3600),
        (str(DAY_S + 39600), 7200.0, 11 * 3600),
        (f"{DAY_S + 39600:.0f}000", 0.0, 11 * 3600),
    ],
)
def test_times_of_any_zone_are_utc(stamp, ahead_s, expected_s, tmp_path):
    lines = [recordings.traffic_line(row).split(",") for row in flight(3, step_s=0.25, speed_kt=400.0)]
    first = recordings.TRAFFIC_HEADER
    text = [first, *(",".join([stamp, *line[1:]]) for line in lines[:1])]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(text) + "\n")
    found = gather([path], Wanted(rules=replace_least(1), options=Options(clock_ahead_s=ahead_s)))
    assert found.first_time_s == pytest.approx(DAY_S + expected_s, abs=1e-6)


@pytest.mark.parametrize("zone", ["BST", "AST", "IST", "CST", "PST", "EST5EDT", "Turkey", "UTC+3", "Foo/Bar"])
@pytest.mark.parametrize("ahead_s", [0.0, 3600.0])
def test_a_zone_of_several_meanings_is_no_time(zone, ahead_s, tmp_path):
    # BST is the summer time of Britain and the time of Bangladesh; UTC+3 has either sign, by who writes it.
    path = recordings.traffic_csv(tmp_path / "t.csv", flight(20))
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace("Z,", f" {zone},")
    path.write_text("\n".join([*lines, ""]))
    found = gather([path], Wanted(options=Options(clock_ahead_s=ahead_s)))
    assert found.dropped.counts == {"wrong time": 1}
    assert found.dropped.first["wrong time"] == ("t.csv", 5)
    path.write_text("\n".join([lines[0], *(line.replace("Z,", f" {zone},") for line in lines[1:]), ""]))
    with pytest.raises(TrafficError, match="Europe/Istanbul"):
        gather([path])


def test_only_the_area_and_the_hours_asked_for_are_kept(tmp_path):
    rows = flight(100)
    path = recordings.traffic_csv(tmp_path / "t.csv", rows)
    wanted = Wanted(area=Area(40.0, rows[50].lon, 20_000.0), first_s=rows[0].time_s, last_s=rows[55].time_s)
    found = gather([path], wanted)
    speed_m_s = 450 * 1852 / 3600
    inside = [n for n in range(55) if abs(n - 50) * 10 * speed_m_s * 1.0016 <= 20_000.0]  # 6388 of 6378+ km
    assert found.tracks[0].fixes.time_s.tolist() == [rows[n].time_s for n in inside]
    assert found.dropped.counts["outside the hours"] == 45
    assert found.dropped.counts["outside the area"] == 55 - len(inside)


def test_chunks_and_compression_change_nothing(tmp_path):
    rows = flight(50) + flight(50, address="010203", callsign="MSR777", lat=47.0)
    path = recordings.traffic_csv(tmp_path / "t.csv", rows)
    packed = tmp_path / "packed"
    half = path.read_bytes().index(b"\n", 3000) + 1
    data = path.read_bytes()
    packed.write_bytes(gzip.compress(data[:half]) + gzip.compress(data[half:]))  # two members, as cat makes
    whole, small = gather([path]), gather([packed], Wanted(options=Options(chunk_rows=7)))
    assert [t.address for t in whole.tracks] == [t.address for t in small.tracks] == [0x010203, 0x4BA946]
    for one, other in zip(whole.tracks, small.tracks, strict=True):
        assert np.array_equal(one.fixes.time_s, other.fixes.time_s)
        assert np.array_equal(one.fixes.row, other.fixes.row)


def test_quoted_cells_semicolons_and_a_mark_at_the_beginning_are_read(tmp_path):
    lines = [recordings.TRAFFIC_HEADER, *map(recordings.traffic_line, flight(5))]
    path = tmp_path / "t.csv"
    quoted = "\r\n".join(";".join(f'"{cell}"' for cell in line.split(",")) for line in lines)
    path.write_bytes(b"\xef\xbb\xbf" + quoted.encode() + b"\r\n")
    assert len(gather([path]).tracks[0].fixes.time_s) == 5


def test_tracks_come_back_from_their_file(tmp_path):
    path = recordings.traffic_csv(
        tmp_path / "t.csv", flight(10) + flight(10, address="010203", callsign="", lat=47.0)
    )
    recording = gather([path])
    out = tmp_path / "tracks.parquet"
    results = {
        "sources": ["t.csv"], "remarks": [], "rows_read": 20, "rows_kept": 20, "dropped": [], "mended": {},
    }  # fmt: skip
    write_tracks(recording.tracks, out, lambda _: {"schema": "rangering.traffic/1", "results": results})
    back = read_tracks(out)
    assert [(t.address, t.callsign, t.source) for t in back.tracks] == [
        (0x010203, "", "t.csv"), (0x4BA946, "THY1920", "t.csv"),
    ]  # fmt: skip
    for one, other in zip(recording.tracks, back.tracks, strict=True):
        for mine, theirs in zip(one.fixes, other.fixes, strict=True):
            assert mine.dtype == theirs.dtype
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f")
    middle = read_tracks(out, first_s=flight()[3].time_s, last_s=flight()[6].time_s)
    assert [len(t.fixes.time_s) for t in middle.tracks] == [3, 3]


def remarks_on(folder, text, **options):
    path = folder / "r.csv"
    path.write_text(text)
    return list(gather([path], Wanted(options=Options(**options))).remarks)


def test_columns_that_are_not_read_and_those_that_are_missing_are_named(tmp_path):
    lines = [recordings.TRAFFIC_HEADER, *map(recordings.traffic_line, flight(5))]
    assert remarks_on(tmp_path, "\n".join([*lines, ""])) == []
    wrong = lines[0].replace(",altitude,", ",altitude_m,").replace("callsign", "flight")
    said = remarks_on(tmp_path, "\n".join([wrong, *lines[1:], ""]))
    assert said == [
        "r.csv: columns not read: flight, altitude_m; altitude_m may be meant for altitude in feet.",
        "r.csv: no column for the pressure altitude (altitude or baroaltitude), the callsign (callsign): "
        "unknown in every row.",
        "1 track (5 rows) has no pressure altitude: no flights of a scenario can come of it.",
    ]
    # What such tables usually have besides is passed over.
    usual = [f",{lines[0]},alert,spi,hour", *(f"0,{line},False,False,x" for line in lines[1:]), ""]
    assert remarks_on(tmp_path, "\n".join(usual)) == []


def test_what_holds_of_several_files_is_said_once(tmp_path):
    paths = [tmp_path / f"{n}.csv" for n in range(5)]
    for n, path in enumerate(paths):
        recordings.traffic_csv(path, flight(5, start_s=DAY_S + 1000.0 * n))
        path.write_text(path.read_text().replace("squawk", "code"))
    assert gather(paths).remarks == (
        "0.csv, 1.csv, 2.csv and 2 more files: columns not read: code.",
        "0.csv, 1.csv, 2.csv and 2 more files: no column for the transponder code (squawk): unknown in every "
        "row.",
    )


def test_addresses_without_a_letter_are_spoken_of(tmp_path):
    # Of random addresses (10/16) ** 18, one in 4,700, have no letter in three.
    rows = flight(5, address="780123") + flight(5, address="440017", lat=47.0)
    third = flight(5, address="010203", lat=44.0)
    text = recordings.traffic_csv(tmp_path / "r.csv", rows + third).read_text()
    (said,) = remarks_on(tmp_path, text)
    assert said.startswith("r.csv: all addresses are decimal digits alone")
    assert remarks_on(tmp_path, text.replace("010203", "01020a")) == []
    text = recordings.traffic_csv(tmp_path / "r.csv", rows).read_text()
    assert remarks_on(tmp_path, text) == []
    path = recordings.sbs_text(tmp_path / "s.txt", rows + third)
    assert gather([path], Wanted(options=Options(clock_ahead_s=0.0))).remarks == ()


AS_UTC = "r.csv: times say no zone and were taken as UTC; --utc-offset says otherwise."
NOT_APPLIED = "r.csv: times are UTC or say their zone: --utc-offset was not applied to them."


@pytest.mark.parametrize(
    ("zone", "ahead_s", "said"),
    [
        ("Z", None, []),
        ("+03:00", None, []),
        ("", None, [AS_UTC]),
        ("", 0.0, []),
        ("", 10_800.0, []),
        ("Z", 10_800.0, [NOT_APPLIED]),
        ("+03:00", 10_800.0, [NOT_APPLIED]),
    ],
)
@pytest.mark.parametrize("as_parquet", [False, True])
def test_which_clock_was_taken_is_said(zone, ahead_s, said, as_parquet, tmp_path):
    path = recordings.traffic_csv(tmp_path / "r.csv", flight(5))
    path.write_text(path.read_text().replace("Z,", f"{zone},"))
    if as_parquet:
        recordings.parquet(tmp_path / "p", path).rename(path)
    assert list(gather([path], Wanted(options=Options(clock_ahead_s=ahead_s))).remarks) == said


def test_times_of_which_some_say_their_zone(tmp_path):
    text = recordings.traffic_csv(tmp_path / "r.csv", flight(5)).read_text().replace("Z,", ",", 2)
    assert remarks_on(tmp_path, text) == [AS_UTC.replace("times", "some times")]
    assert remarks_on(tmp_path, text, clock_ahead_s=0.0) == [NOT_APPLIED.replace("times", "some times")]


@pytest.mark.parametrize("form", ["sbs", "readsb", "opensky"])
def test_forms_that_always_or_never_say_their_zone(form, tmp_path):
    path, _ = written(form, tmp_path, flight(5))
    always = form != "sbs"
    for ahead_s, silent in ((None, always), (10_800.0, not always)):
        found = gather([path], Wanted(options=Options(clock_ahead_s=ahead_s)))
        assert bool(found.remarks) != silent


def test_progress_never_runs_backwards(tmp_path):
    paths = [
        recordings.traffic_csv(tmp_path / f"{n}.csv", flight(50, start_s=DAY_S + 1000.0 * n))
        for n in range(4)
    ]
    shares = []
    wanted = Wanted(options=Options(chunk_rows=20))
    list(stream_tracks(paths, wanted, lambda _, share: shares.append(share)).tracks)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("form", ["traffic", "parquet", "gzip", "sbs", "readsb"])
def test_progress_moves_within_one_file(form, tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "_BLOCK", 1 << 13)
    rows = flight(600)
    if form in ("sbs", "readsb"):
        path, _ = written(form, tmp_path, rows)
    else:
        path = recordings.traffic_csv(tmp_path / "t.csv", rows)
        if form == "gzip":
            path.write_bytes(gzip.compress(path.read_bytes(), 0))
        elif form == "parquet":
            path = recordings.parquet(tmp_path / "t.parquet", path)
    told = []
    wanted = Wanted(options=Options(chunk_rows=50))
    tracks = stream_tracks([path], wanted, lambda what, share: told.append((what, share))).tracks
    list(tracks)
    reading = [share for what, share in told if what.startswith(f"read {path.name}, ")]
    assert reading == sorted(reading)
    assert len(set(reading)) >= 4
    assert 0.0 < reading[0] < 0.5 * reading[-1]
    assert reading[-1] == 0.5
