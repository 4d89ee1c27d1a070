"""A bad recording and what is read of it on a terminal: one clear sentence, or a drop that is counted."""

import bz2
import gzip
import io
import json
import lzma
import tarfile

import pytest

from rangering.traffic.gather import Wanted, gather
from rangering.traffic.write import read_tracks
from tests import mode_s_frames as frames
from tests import recordings
from tests.recordings import DAY_S, flight

ADDRESS = 0x4B8440


@pytest.fixture
def given(tmp_path, monkeypatch, run):
    """Write a file and import it; the end of the command and, where it went well, its document."""
    monkeypatch.chdir(tmp_path)

    def imported(content, name="given.csv", *words):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "t.parquet").unlink(missing_ok=True)
        ended = run("traffic", "import", name, *words, "--out", "t.parquet", "--json")
        assert ended.status in (0, 2), ended.err
        assert (tmp_path / "t.parquet").exists() == (ended.status == 0)
        if ended.status == 2:
            return ended, {}
        results = json.loads(ended.out)["results"]
        dropped = sum(each["rows"] for each in results["dropped"])
        assert results["rows_read"] == results["rows_kept"] + dropped
        return ended, json.loads(ended.out)

    return imported


@pytest.fixture
def table(tmp_path):
    return recordings.traffic_csv(tmp_path / "made.csv", flight(60)).read_text()


@pytest.mark.parametrize("name", ["x[1].parquet", "x*.parquet", "hour=7/x.parquet"])
def test_tracks_are_read_by_the_very_name_they_were_written_under(name, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hour=7").mkdir()
    for out, count in (("x1.parquet", 30), ("xy.parquet", 40), (name, 20)):
        recordings.traffic_csv(tmp_path / "made.csv", flight(count))
        assert run("traffic", "import", "made.csv", "--out", out).status == 0
    ended = run("traffic", "summary", name)
    assert ended.status == 0
    assert "1 track of 1 aircraft, 20 fixes" in ended.out
    assert len(read_tracks(tmp_path / name).tracks[0].fixes.time_s) == 20


def tar(text: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("hour.csv")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (bz2.compress, "is compressed by bzip2\n       unpack it: bunzip2 FILE"),
        (lzma.compress, "is compressed by xz\n       unpack it: unxz FILE"),
        (lambda text: gzip.compress(gzip.compress(text)), "is compressed twice"),
        (tar, "is a tar archive"),
        (lambda text: b"PK\x03\x04" + text, "is a ZIP archive"),
        (lambda _: b"\x1a3" + bytes(21), "is Beast's binary form"),
        (lambda _: b" <!DOCTYPE html><p>Log in", "is a web page"),
        (lambda _: bytes([48, 0, 5, 1, 2]) * 3, "is ASTERIX of category 048"),
        (lambda _: bytes([0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]), "is a capture of network packets"),
        (lambda _: b"\n\r\r\n" + bytes([28, 0, 0, 0]), "is a capture of network packets"),
        (lambda _: b'{"time": 1533081600, "states": [["4ba946"]]}', "row 1: is JSON of OpenSky's API"),
        (lambda _: bytes([7, 200, 90]) * 9, "is of no form that is known\n       known are"),
    ],
)
def test_what_is_packed_or_foreign_is_called_by_its_name(pack, said, given, table):
    ended, _ = given(pack(table.encode()))
    assert f"error: given.csv: {said}".replace(": row", ", row") in ended.err


def drawn(table: str) -> str:
    """As Impala draws a table: borders, bars, and the names once more in the middle."""
    rows = [f"| {' | '.join(f'{cell:<24}' for cell in line.split(','))} |" for line in table.splitlines()]
    border = "+".join(["", *["-" * 26] * 11, ""])
    head = [border, rows[0], border]
    return "\n".join([*head, *rows[1:31], *head, *rows[31:], border, ""])


@pytest.mark.parametrize(
    ("change", "first", "dropped"),
    [
        (drawn, 4, {"header again": 1}),
        (lambda table: table.replace(",", "|"), 2, {}),
        (lambda table: "sep=;\r\n" + table.replace(",", ";").replace("\n", "\r\n"), 3, {}),
        (lambda table: "# heard at home, 12 m up\n#\n" + table, 4, {}),
        (lambda table: "#" + table, 2, {}),
        (lambda table: "\n \n" + table, 4, {}),
    ],
)
def test_what_stands_above_or_around_a_table_is_passed_over(change, first, dropped, tmp_path):
    path = recordings.traffic_csv(tmp_path / "t.csv", flight(60))
    path.write_bytes(change(path.read_text()).encode())
    for form in (None, "traffic"):
        found = gather([path], Wanted(form=form))
        (track,) = found.tracks
        assert (track.callsign, len(track.fixes.row), track.fixes.row[0]) == ("THY1920", 60, first)
        assert found.dropped.counts == dropped
        assert found.dropped.rows_read == 60 + sum(dropped.values())


def test_messages_that_begin_in_the_middle_of_a_row_cost_that_row(tmp_path):
    path = recordings.sbs_text(tmp_path / "s.txt", flight(30))
    path.write_text(path.read_text()[40:])
    found = gather([path])
    assert found.dropped.counts == {"malformed": 1, "no position": 89}
    assert found.dropped.first["malformed"].row == 1


def test_a_table_of_something_else_is_shown_what_is_needed(given, tmp_path):
    ended, _ = given("PassengerId,Survived,Name\n1,0,Braund\n")
    assert "given.csv: is a table of something else" in ended.err
    assert "found: passengerid, survived, name\n" in ended.err
    assert "needed for opensky: icao24, time, lat, lon\n" in ended.err
    (tmp_path / "other.csv").write_text("a\n1\n")
    path = recordings.parquet(tmp_path / "other.parquet", tmp_path / "other.csv")
    ended, _ = given(path.read_bytes(), "given.parquet")
    assert "given.parquet: is a table of something else" in ended.err


def test_a_hole_where_the_names_should_stand_is_not_printed_whole(given, table):
    ended, _ = given("\0" * 70_000 + "\n" + table, "given.csv", "--form", "traffic")
    assert "'icao24' is missing among the columns" in ended.err
    assert len(ended.err) < 400


def test_parquet_without_its_end_says_so(given, table, tmp_path):
    (tmp_path / "whole.csv").write_text(table)
    path = recordings.parquet(tmp_path / "whole.parquet", tmp_path / "whole.csv")
    ended, _ = given(path.read_bytes()[:-100], "given.parquet")
    assert "given.parquet: is no whole Parquet file: its end is missing" in ended.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2018-08-01T", "01.08.2018 ", "a time that is no date between 1990 and 2100, or"),
        ("4ba946", "TC-JNE", "an address that is no six hexadecimal digits, or all zeros or all ones\n"),
        ("4ba946", "", "no 24-bit address\n       addresses are six hexadecimal digits"),
        (",40.0,", ",4000.0,", "a latitude beyond ±90°, a longitude beyond ±360°, or 0, 0\n"),
        (
            "33000.0",
            "FL330",
            "altitude is no number: 'FL330'\n       write numbers bare, such as 36000",
        ),
        ("33000.0", '"33,000"', "altitude is no number: '33,000'\n"),
        ("33000.0", "33000 ft", "altitude is no number: '33000 ft'\n"),
        ("40.0,", "40.0N,", "latitude is no number: '40.0N'\n       latitudes and longitudes are degrees"),
        ("False", "airborne", "onground is neither true nor false: 'airborne'\n       write true or false"),
        ("THY1920,", "THY1920,,", "fields are missing, too many, or no text\n"),
    ],
)
def test_rows_none_of_which_can_be_read_say_why_and_show_the_first(old, new, said, given, table):
    ended, _ = given(table.replace(old, new))
    assert f"is the first of 60 rows of 60 that cannot be read: {said}" in ended.err.replace(
        "ones (60)", "ones"
    )
    assert "error: given.csv, row 2: '" in ended.err
    assert "breaks off" not in given(table.replace(old, new).rstrip("\n"))[0].err


def test_a_last_row_without_a_line_end_is_refused_or_spoken_of(given, table):
    ended, _ = given(table[:-3])  # "Fal" for the last cell
    assert "given.csv, row 61: " in ended.err
    assert "the file breaks off in the middle of this row" in ended.err
    words = "given.csv: no line end after its last row: whether that row is whole is unknown."
    assert given(table[:-1])[1]["warnings"] == [words]
    assert given(table)[1]["warnings"] == []


def test_frames_that_break_off_or_turn_into_a_table_say_where(given, table):
    lines = [f"{1_578_450_192 + n},{frames.callsign(ADDRESS, 'TST101')}" for n in range(20)]
    text = "\n".join(lines)
    ended, _ = given(text[:-3])
    assert "given.csv, row 20: " in ended.err
    assert "the file breaks off in the middle of this row" in ended.err
    ended, _ = given(f"{text}\n{table}")
    assert "given.csv, row 21: " in ended.err
    assert "other columns begin here\n       cut the file in two at this row" in ended.err


def test_snapshots_that_turn_into_a_table_say_where(given, table, tmp_path):
    text = recordings.readsb_lines(tmp_path / "s.json", flight(9)).read_text()
    ended, _ = given(text + table)
    assert "given.csv, row 10: " in ended.err
    assert "other columns begin here" in ended.err
    ended, _ = given(text + "noise\n" + text)
    assert "given.csv, row 10: 'noise' is no JSON here" in ended.err


def test_asterix_that_goes_on_as_something_else_says_at_which_byte(given):
    block = bytes([62, 0, 6, 0x80, 1, 2])  # one record: nothing but its source
    ended, _ = given(block * 2 + b"\xf5\xff\xff", "given.ast", "--day", "2020-01-08")
    assert "is no ASTERIX in data block 3, at byte 12: there is no category 245" in ended.err
    ended, _ = given(block * 2 + block[:-1], "given.ast", "--day", "2020-01-08")
    assert "given.ast: breaks off in data block 3, at byte 12" in ended.err


@pytest.mark.parametrize("zone", ["Europe/Istanbul", "+03:00", "+0300", "+03"])
def test_zones_are_known_by_name_and_by_number(zone, given, table):
    space = " " if zone[0].isalpha() else ""
    _, told = given(table.replace("Z,", f"{space}{zone},"), "given.csv", "--utc-offset", "+01:00")
    assert told["results"]["first_time"] == "2018-08-01T08:06:40Z"
    assert told["warnings"] == [
        "given.csv: times are UTC or say their zone: --utc-offset was not applied to them."
    ]


def messages(tmp_path, time_of_making: str, hours_later: int = 0) -> str:
    text = recordings.sbs_text(tmp_path / "made.sbs", flight(60)).read_text()
    lines = []
    for line in text.splitlines():
        cells = line.split(",")
        if time_of_making:
            cells[6] = time_of_making
        if hours_later:
            cells[9] = f"{int(cells[9][:2]) + hours_later}{cells[9][2:]}"
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("making", ["1970/01/01", " "])
def test_a_message_without_a_date_of_its_own_has_that_of_its_logging(making, given, tmp_path):
    _, told = given(messages(tmp_path, making))
    assert told["results"]["first_time"] == "2018-08-01T11:06:40Z"
    assert told["results"]["rows_kept"] == 60
    mended = told["results"]["mended"]
    assert mended == {
        "message without a time, or with one of no year of flight: the time of its logging taken": 240
    }


def test_messages_with_two_times_far_apart_are_counted(given, tmp_path):
    _, told = given(messages(tmp_path, "", hours_later=2))
    assert told["results"]["first_time"] == "2018-08-01T11:06:40Z"
    assert told["results"]["mended"] == {
        "message whose time is more than 60 s from that of its logging: its own taken": 240
    }


def test_longitudes_up_to_360_cross_the_antimeridian_as_others_do(given, tmp_path):
    rows = flight(60, lat=-17.0, lon=179.5)
    text = recordings.traffic_csv(tmp_path / "a.csv", rows).read_text()
    round_ = recordings.traffic_csv(tmp_path / "b.csv", [r._replace(lon=r.lon % 360.0) for r in rows])
    assert ",180." in round_.read_text()
    (_, one), (_, other) = given(text), given(round_.read_text())
    for told in (one, other):
        assert (told["results"]["tracks"], told["results"]["rows_kept"]) == (1, 60)


def test_a_parity_that_fails_is_counted_and_all_of_them_are_refused(given):
    def lines(broken):
        made = []
        for half in range(120):
            frame = frames.position(ADDRESS, 40.0, 33.0 + half * 0.001, 12_000, half % 2 == 1)
            if broken(half):
                frame = frame[:-1] + ("0" if frame[-1] != "0" else "1")
            made.append(f"{DAY_S + 0.5 * half:.1f},{frame}")
        return "\n".join(made) + "\n"

    _, told = given(lines(lambda half: half % 10 == 3))
    counts = {each["reason"]: each["rows"] for each in told["results"]["dropped"]}
    assert counts["failed parity"] == 12
    ended, _ = given(lines(lambda _: True))
    assert ended.status == 2
    assert "dropped were 120 rows (a Mode S message whose parity does not hold, as noise makes)" in ended.err
