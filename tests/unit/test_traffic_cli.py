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
        (("hour.csv", "--out", "t.parquet", "--from", "2019-01-01", "--to", "2018-01-01"), "--to"),
        (("hour.csv", "--out", "t.parquet", "--utc-offset", "CET"), "--utc-offset"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(words, said, folder, run):
    (folder / "foreign.parquet").write_bytes(b"PAR1")
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


def test_a_summary_over_the_antimeridian_keeps_its_area_small(folder, run):
    recordings.traffic_csv(folder / "fiji.csv", flight(100, lat=-17.0, lon=179.5))
    run("traffic", "import", "fiji.csv", "--out", "fiji.parquet")
    results = json.loads(run("traffic", "summary", "fiji.parquet", "--json").out)["results"]
    assert results["west_deg"] == pytest.approx(179.5)
    assert 180.0 < results["east_deg"] < 183.0
