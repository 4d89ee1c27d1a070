"""``rangering traffic``: what a person types and reads, and the file that comes of it."""

import json

import duckdb
import pytest

from rangering.provenance import CAVEAT
from rangering.traffic.write import read_about, read_tracks
from tests import recordings
from tests.recordings import flight


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = flight(360) + flight(
        360, address="3c0001", callsign="DLH1", lat=48.0, altitude_ft=9000.0, squawk="7700"
    )
    rows[5] = rows[5]._replace(lat=44.0)
    recordings.traffic_csv(tmp_path / "hour.csv", rows)
    return tmp_path


def test_an_import_says_what_was_kept_and_what_was_not(folder, run):
    told = run("traffic", "import", "hour.csv", "--out", "tracks.parquet")
    assert told.status == 0, told.err
    assert "2 tracks of 2 aircraft" in told.out
    assert "719 of 720 rows kept" in told.out
    assert "hour.csv, row 7" in told.out
    assert CAVEAT in told.out
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    again = run("traffic", "summary", "tracks.parquet")
    assert again.status == 0
    for word in ("2018-08-01 11:00", "FL285 to FL410", "7700 general emergency", CAVEAT):
        assert word in again.out, word


def test_json_is_the_document_in_the_file(folder, run):
    told = json.loads(run("traffic", "import", "hour.csv", "--out", "tracks.parquet", "--json").out)
    assert told["schema"] == "rangering.traffic/1"
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    results = told["results"]
    assert results["rows_read"] == results["rows_kept"] + sum(each["rows"] for each in results["dropped"])
    assert results["dropped"] == [
        {
            "reason": "impossible speed",
            "words": "a jump, or a speed kept up, that no aircraft makes",
            "rows": 1,
            "file": "hour.csv",
            "row": 7,
        }
    ]
    assert list(told["provenance"]["inputs"]) == ["hour.csv"]
    with duckdb.connect() as connection:
        ((kept,),) = connection.execute(
            "SELECT value FROM parquet_kv_metadata('tracks.parquet') WHERE key = 'rangering'::BLOB"
        ).fetchall()
    assert json.loads(kept) == told
    summary = json.loads(run("traffic", "summary", "tracks.parquet", "--json").out)
    assert summary["schema"] == "rangering.traffic_summary/1"
    assert summary["results"]["fixes"] == 719
    assert [each["fixes"] for each in summary["results"]["by_hour"]] == [320 * 2 - 1, 40 * 2]
    assert read_tracks(folder / "tracks.parquet").dropped.rows == 1


def test_a_file_of_recorded_flights_says_where_they_come_from(folder, run):
    run("traffic", "import", "hour.csv", "--out", "tracks.parquet")
    about = read_about(folder / "tracks.parquet")
    assert about == (
        False, ("traffic",), ("hour.csv",), recordings.DAY_S + 40_000.0, recordings.DAY_S + 43_590.0,
        720, 719, {"impossible speed": 1},
    )  # fmt: skip
    assert not read_tracks(folder / "tracks.parquet").made


def test_the_same_command_gives_the_same_bytes(folder, run):
    run("traffic", "import", "hour.csv", "--out", "a.parquet", "--json")
    first = (folder / "a.parquet").read_bytes()
    run("traffic", "import", "hour.csv", "--out", "a.parquet", "--json")
    assert (folder / "a.parquet").read_bytes() == first


def test_area_hours_and_zone_are_taken(folder, run):
    words = ("--area", "40 N, 33.0 E, 100 km", "--from", "2018-08-01T11:00Z", "--to", "2018-08-01T11:10")
    told = json.loads(run("traffic", "import", "hour.csv", *words, "--out", "t.parquet", "--json").out)
    assert told["results"]["tracks"] == 1
    reasons = {each["reason"] for each in told["results"]["dropped"]}
    assert reasons >= {"outside the area", "outside the hours"}
    lines = (folder / "hour.csv").read_text().replace("Z,", ",")
    (folder / "local.csv").write_text(lines)
    words = ("--utc-offset", "+02:00", "--out", "u.parquet", "--json")
    told = json.loads(run("traffic", "import", "local.csv", *words).out)
    assert told["results"]["first_time"] == "2018-08-01T09:06:40Z"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.csv", "--out", "t.parquet"), "nowhere.csv"),
        (("hour.csv", "--out", "t.csv"), "--out"),
        (("hour.csv", "--out", "no/such/t.parquet"), "--out"),
        (("hour.csv", "--out", "foreign.parquet"), "holds no tracks"),
        (("hour.csv", "--out", "t.parquet", "--form", "opnsky"), "opensky"),
        (("hour.csv", "--out", "t.parquet", "--form", "opensky"), "hour.csv, row 1"),
        (("hour.csv", "--out", "t.parquet", "--area", "here"), "--area"),
        (("hour.csv", "--out", "t.parquet", "--area", "40 N, 33 E, 5"), "--area"),
        (("hour.csv", "--out", "t.parquet", "--area", "40 N, 33 E, -5 km"), "--area"),
        (("hour.csv", "--out", "t.parquet", "--area", "10 S, 33 E, 5 km"), "leaves no track"),
        (("hour.csv", "--out", "t.parquet", "--from", "noon"), "--from"),
        (
            ("hour.csv", "--out", "t.parquet", "--from", "2019-01-01", "--to", "2018-01-01"),
            "exchange the two",
        ),
        (("hour.csv", "--out", "t.parquet", "--from", "2019-01-01", "--to", "2019-01-01"), "a later time"),
        (("empty", "--out", "t.parquet"), "is a folder without a recording"),
        (("hour.csv", "--out", "t.parquet", "--utc-offset", "CET"), "--utc-offset"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(words, said, folder, run):
    (folder / "foreign.parquet").write_bytes(b"PAR1")
    (folder / "empty").mkdir()
    before = sorted(folder.iterdir())
    ended = run("traffic", "import", *words)
    assert ended.status == 2
    assert said in ended.err
    assert sorted(folder.iterdir()) == before
    assert (folder / "foreign.parquet").read_bytes() == b"PAR1"


@pytest.mark.parametrize("name", ["nowhere.parquet", "hour.csv"])
def test_a_summary_of_no_tracks_is_refused(name, folder, run):
    ended = run("traffic", "summary", name)
    assert ended.status == 2
    assert name in ended.err


def test_a_summary_of_a_file_that_breaks_off_says_so(folder, run):
    run("traffic", "import", "hour.csv", "--out", "tracks.parquet")
    (folder / "cut.parquet").write_bytes((folder / "tracks.parquet").read_bytes()[:3000])
    ended = run("traffic", "summary", "cut.parquet")
    assert ended.status == 2
    assert "cut.parquet: is Parquet that cannot be read: it breaks off" in ended.err


def test_a_summary_over_the_antimeridian_keeps_its_area_small(folder, run):
    recordings.traffic_csv(folder / "fiji.csv", flight(100, lat=-17.0, lon=179.5))
    run("traffic", "import", "fiji.csv", "--out", "fiji.parquet")
    results = json.loads(run("traffic", "summary", "fiji.parquet", "--json").out)["results"]
    assert results["west_deg"] == pytest.approx(179.5)
    assert 180.0 < results["east_deg"] < 183.0
    assert results["crosses_antimeridian"]
    told = run("traffic", "summary", "fiji.parquet").out
    assert (
        f"longitudes 179.50° to {results['east_deg'] - 360.0:.2f}°, eastwards across the antimeridian" in told
    )
    run("traffic", "import", "hour.csv", "--out", "tracks.parquet")
    assert not json.loads(run("traffic", "summary", "tracks.parquet", "--json").out)["results"][
        "crosses_antimeridian"
    ]


def imported(run, folder, name):
    """Text and document of an import, and of the summary of what it wrote."""
    words = ("traffic", "import", name, "--out", "t.parquet")
    text, document = run(*words).out, json.loads(run(*words, "--json").out)
    summary = json.loads(run("traffic", "summary", "t.parquet", "--json").out)
    return text, document, run("traffic", "summary", "t.parquet").out, summary


def test_tracks_without_a_pressure_altitude_are_no_flights_and_that_is_said(folder, run):
    lines = recordings.opensky_csv(folder / "o.csv", flight(13)).read_text().splitlines()
    high = [line.replace(f",{33_000 * recordings.FOOT_M!r},,", ",,10400,") for line in lines]
    rows = recordings.opensky_csv(folder / "p.csv", flight(7, address="010203")).read_text().splitlines()[1:]
    (folder / "o.csv").write_text("\n".join([*high, *rows]) + "\n")
    text, document, shown, summary = imported(run, folder, "o.csv")
    words = "1 of 2 tracks (13 rows) has no pressure altitude: no flights of a scenario can come of it."
    assert f"Warning: {words}" in text
    assert f"Warning: {words}" in shown
    assert shown.count("no pressure altitude:") == 1
    assert document["results"]["without_pressure_altitude"] == {"tracks": 1, "rows": 13}
    assert words in document["warnings"]
    assert words in summary["warnings"]
    results = summary["results"]
    assert results["tracks_without_pressure_altitude"] == 1
    assert results["fixes_without_pressure_altitude"] == 13
    # And a height above the ellipsoid is not shown as a flight level.
    assert [(each["name"], each["fixes"]) for each in results["by_altitude"]] == [
        ("FL285 to FL410", 7), ("unknown", 13),
    ]  # fmt: skip
    assert [(each["name"], each["fixes"]) for each in results["by_geometric_altitude"]] == [
        ("28,500 to 41,000 ft", 13)
    ]
    assert "By geometric altitude, where there is no pressure altitude" in shown


def test_a_recording_of_levels_says_nothing_of_missing_ones(folder, run):
    text, document, shown, _ = imported(run, folder, "hour.csv")
    assert document["results"]["without_pressure_altitude"] == {"tracks": 0, "rows": 0}
    assert document["warnings"] == []
    assert "pressure altitude:" not in text + shown
    assert "By geometric altitude" not in shown


def test_a_recording_without_codes_is_not_called_one_without_emergencies(folder, run):
    recordings.traffic_csv(folder / "none.csv", flight(13, squawk=""))
    *_, shown, summary = imported(run, folder, "none.csv")
    assert "No codes in this recording" in shown
    assert "No aircraft" not in shown
    assert summary["results"]["fixes_with_code"] == 0
    rows = flight(12, squawk="") + flight(4, address="010203", lat=47.0)
    recordings.traffic_csv(folder / "some.csv", rows)
    *_, shown, summary = imported(run, folder, "some.csv")
    assert (
        "No aircraft is known to have set 7500, 7600 or 7700.\n4 of 16 fixes (25 %) say their code." in shown
    )
    assert summary["results"]["fixes_with_code"] == 4


def test_few_are_counted_as_one_and_short_times_in_minutes(folder, run):
    recordings.traffic_csv(folder / "one.csv", [*flight(13), flight(14)[-1]._replace(address="")])
    text, _, shown, _ = imported(run, folder, "one.csv")
    assert text.startswith("1 track of 1 aircraft")
    assert "one.csv" not in shown.splitlines()[0]
    assert shown.startswith("t.parquet: 1 track of 1 aircraft, 13 fixes, 2.0 flight minutes\n")
    refused = run("traffic", "import", "one.csv", "--from", "2019-01-01", "--out", "u.parquet")
    assert "leaves no track: dropped were 13 rows (before --from" in refused.err
    assert "1 row (no 24-bit address)" in refused.err
    assert "state other hours with --from and --to; the first is one.csv, row 2" in refused.err


def test_nothing_left_for_its_speed_is_not_put_down_to_the_area(folder, run):
    recordings.traffic_csv(folder / "fast.csv", flight(120, step_s=1.0, speed_kt=1750.0))
    ended = run("traffic", "import", "fast.csv", "--out", "u.parquet")
    assert "120 rows (a jump, or a speed kept up, that no aircraft makes" in ended.err
    assert "--area" not in ended.err


def test_a_folder_stands_for_the_recordings_in_it(folder, run):
    (folder / "hours").mkdir()
    for n in (2, 0, 1):
        name = f"hour_{n}.csv"
        recordings.traffic_csv(folder / "hours" / name, flight(360, start_s=recordings.DAY_S + 3600.0 * n))
    (folder / "hours" / "notes.txt").write_text("heard on the roof\n")
    (folder / "hours" / ".hidden").write_text("no")
    (folder / "hours" / "deeper").mkdir()
    told = json.loads(run("traffic", "import", "hours", "--out", "t.parquet", "--json").out)
    assert told["results"]["sources"] == ["hour_0.csv", "hour_1.csv", "hour_2.csv"]
    assert told["warnings"] == [
        "In hours no recordings, and not read: notes.txt is of no form that is known."
    ]  # fmt: skip
    assert list(told["provenance"]["inputs"]) == ["hour_0.csv", "hour_1.csv", "hour_2.csv"]


SCENARIO = """
title = "A site and recorded flights"
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
file = "{file}"
{more}
"""


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("tracks.parquet", "", ""),
        ("tracks.parquet", "start = 2018-08-01T12:00:00Z", ""),
        ("hour.csv", "", "'hour.csv' holds no tracks"),
        ("cut.parquet", "", "'cut.parquet' is Parquet that cannot be read: it breaks off"),
        ("high.parquet", "", "none of its tracks knows its pressure altitude"),
        ("tracks.parquet", "start = 2018-08-01T13:00:00Z", "its tracks are of 2018-08-01T11:06Z to"),
        ("tracks.parquet", "end = 2018-08-01T11:06:41Z", "has no flight in these hours"),
        (
            "tracks.parquet",
            "start = 2018-08-01T11:00:00Z\nend = 2018-08-01T11:00:00Z",
            "is not after the start\n       give a later one",
        ),
    ],
)
def test_a_check_looks_whether_a_scenario_has_flights_to_read(file, more, said, folder, run):
    run("traffic", "import", "hour.csv", "--out", "tracks.parquet")
    (folder / "cut.parquet").write_bytes((folder / "tracks.parquet").read_bytes()[:3000])
    if file == "high.parquet":
        text = recordings.opensky_csv(folder / "o.csv", flight(13)).read_text()
        (folder / "o.csv").write_text(text.replace(f",{33_000 * recordings.FOOT_M!r},,", ",,10400,"))
        run("traffic", "import", "o.csv", "--out", "high.parquet")
    (folder / "s.toml").write_text(SCENARIO.format(file=file, more=more), encoding="utf-8")
    ended = run("check", "s.toml")
    assert ended.status == (2 if said else 0), ended.err
    assert said in ended.err
    assert ("traffic[1]" in ended.err) == bool(said)
