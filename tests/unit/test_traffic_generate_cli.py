"""``rangering traffic generate``: what a person types and reads, and patterns that are refused."""

import json

import pytest

from rangering.provenance import CAVEAT
from rangering.traffic.write import read_about, read_tracks

HOURS = ("--from", "2020-01-08T02:00Z", "--to", "2020-01-08T02:20Z")
OWN = """
[[kind]]
type = "A320"
cruise = "450 kt"
slow = "140 kt"
climb = "9 m/s"
descent = "8 m/s"
lowest = "FL290"
highest = "FL390"
source = "assumed"

[[area]]
name = "disc"
centre = "40 N, 33 E"
radius = "200 km"
flights_per_hour = 30.0
courses = [{ from = "80 deg", to = "100 deg" }]
source = "assumed"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_made_flights_say_that_they_were_made(folder, run):
    told = run("traffic", "generate", "own.toml", *HOURS, "--out", "made.parquet", "--json")
    assert told.status == 0, told.err
    document = json.loads(told.out)
    assert set(document) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert document["warnings"][0].startswith("Generated, not recorded")
    assert document["assumptions"] == ["disc (grade D): assumed", "kind A320 (grade D): assumed"]
    assert document["provenance"]["seed"] == 1
    recording = read_tracks(folder / "made.parquet")
    assert len(recording.tracks) == document["results"]["tracks"] > 5
    assert recording.remarks[0] == document["warnings"][0]
    for track in recording.tracks:
        assert track.callsign.startswith("ZZZ")
        assert 1.3 < track.fixes.track_rad[0] < 1.9
    summary = run("traffic", "summary", "made.parquet")
    assert summary.status == 0, summary.err
    assert "made.parquet: made, not recorded: " in summary.out
    assert "Warning: Generated, not recorded" in summary.out
    assert "Made from disc (grade D): assumed" in summary.out
    assert json.loads(run("traffic", "summary", "made.parquet", "--json").out)["results"]["made"]


def test_a_made_file_says_so_to_whoever_reads_it(folder, run):
    words = ("own.toml", *HOURS, "--seed", "5", "--number", "2", "--out", "made.parquet", "--json")
    document = json.loads(run("traffic", "generate", *words).out)
    assert document["results"]["generated"] == {
        "pattern": "own", "seed": 5, "day": 2,
        "figures": [
            {"name": "disc", "grade": "D", "source": "assumed"},
            {"name": "kind A320", "grade": "D", "source": "assumed"},
        ],
    }  # fmt: skip
    about = read_about(folder / "made.parquet")
    assert about.made
    assert about.forms == ("generated",)
    assert about.sources == (
        "pattern own, seed 5, day 2", "disc (grade D): assumed", "kind A320 (grade D): assumed"
    )  # fmt: skip
    recording = read_tracks(folder / "made.parquet")
    assert recording.made
    assert recording.first_time_s - 1.0 < about.first_s <= recording.first_time_s
    assert recording.last_time_s - 1.0 < about.last_s <= recording.last_time_s
    assert about.rows_read == about.rows_kept == sum(len(track.fixes.time_s) for track in recording.tracks)
    assert about.dropped == {}


def test_the_same_seed_makes_the_same_file_of_flights(folder, run):
    for seed, name in (("3", "a"), ("3", "b"), ("4", "c")):
        told = run("traffic", "generate", "own.toml", *HOURS, "--seed", seed, "--out", f"{name}.parquet")
        assert told.status == 0, told.err
        assert CAVEAT in told.out
    a, b, c = ([t.fixes.time_s.tolist() for t in read_tracks(folder / f"{n}.parquet").tracks] for n in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('radius = "200 km"', 'radius = "200"', "has no unit"),
        ('lowest = "FL290"', 'lowest = "9000 m amsl"', "is no flight level"),
        ("flights_per_hour = 30.0", "flights_per_hour = -1.0", "at least 0"),
        ("flights_per_hour = 30.0", "flights_per_hour = 1e6", "own.toml, flow disc, flights per hour"),
        ('source = "assumed"\n\n[[area]]', "[[area]]", "source"),
        ("[[area]]", "[[aera]]", "aera"),
        ('"450 kt"', '"4500 kt"', "'4500 kt' cannot be\n       give 19.44 to 1555 kt"),
        ('"200 km"', '"3000km"', "'3000 km' cannot be\n       give 1 to 2000 km"),
        ("flights_per_hour = 30.0", "flights_per_hour = 3e3", "3000.0 cannot be\n       give 0 to 600"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused(folder, run, old, new, said):
    (folder / "own.toml").write_text(OWN.replace(old, new, 1), encoding="utf-8")
    told = run("traffic", "generate", "own.toml", *HOURS, "--out", "made.parquet")
    assert told.status == 2
    assert said in told.err
    assert not (folder / "made.parquet").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("own.toml", "--from", "2020-01-08T02:00Z", "--to", "2020-01-08T01:00Z"), "is before --from"),
        (("own.toml", "--from", "2020-01-08T02:00Z", "--to", "2020-01-08T02:00Z"), "give a later time"),
        (("own.toml", "--from", "2020-01-08T02:00Z", "--to", "2022-01-08T01:00Z"), "no time to fill"),
        (("own.toml", *HOURS, "--seed", "-1"), "--seed"),
        (("nowhere.toml", *HOURS), "nowhere.toml"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(folder, run, words, said):
    told = run("traffic", "generate", *words, "--out", "made.parquet")
    assert told.status == 2
    assert said in told.err


def test_an_import_takes_the_day_and_the_receiver(folder, run):
    frames = "\n".join(f"1578450192.{n},8D4B844023513531C3182033A580" for n in range(4))
    (folder / "raw.txt").write_text(frames + "\n", encoding="utf-8")
    told = run("traffic", "import", "raw.txt", "--receiver", "north", "--out", "t.parquet")
    assert told.status == 2
    assert "is no place" in told.err
    (folder / "blocks.ast").write_bytes(
        bytes.fromhex("3e0027bf4d240a140146500000722464005dda4c005dc1fea07002d1fe82095103090404d8ff38")
    )
    told = run("traffic", "import", "blocks.ast", "--out", "t.parquet")
    assert told.status == 2
    assert "--day" in told.err
