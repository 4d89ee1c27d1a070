"""Bad recordings: one error that says where, or a counted drop; nothing lost in silence."""

import gzip
import json
from pathlib import Path

import pytest

from rangering.errors import TrafficError
from rangering.traffic.gather import Wanted, gather
from rangering.traffic.reading.detect import form_of
from tests import recordings
from tests.recordings import DAY_S, flight


@pytest.fixture
def lines():
    return [recordings.TRAFFIC_HEADER, *map(recordings.traffic_line, flight(200))]


def refused(path):
    with pytest.raises(TrafficError) as caught:
        gather([path])
    assert caught.value.mend
    return caught.value.sentence()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file(content, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert refused(path).startswith("t.csv: is empty")


def test_a_header_alone(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(lines[0] + "\n")
    assert "no row below" in refused(path)


def test_no_such_file_and_a_folder(tmp_path):
    assert "No such file" in refused(tmp_path / "nowhere.csv")
    assert "cannot be opened" in refused(tmp_path)


@pytest.mark.parametrize("column", ["icao24", "latitude", "timestamp"])
def test_a_missing_column_is_named(column, lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([lines[0].replace(column, "foo"), *lines[1:]]))
    assert f"no column {column}" in refused(path)


def test_wrong_columns_are_told_with_those_that_are_needed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("when,who,latitude,lng,alt\n2020-04-23T06:00:00Z,abc123,40,32,33000\n")
    with pytest.raises(TrafficError) as caught:
        gather([path])
    assert "nearest is the form traffic" in caught.value.problem
    assert caught.value.mend.splitlines() == [
        "found: when, who, latitude, lng, alt",
        "needed for traffic: icao24, timestamp or time, latitude, longitude",
    ]
    assert "\n" not in caught.value.sentence()


def test_what_is_no_text_is_not_told_its_columns(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join(lines).encode("utf-16"))
    assert "is text in UTF-16" in refused(path)
    path.write_bytes(bytes(range(1, 9)) + b",a,b,c,\x01\n" * 9)
    assert "is of no form that is known" in refused(path)


def test_a_column_that_stands_there_twice(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([lines[0].replace("callsign", "latitude"), *lines[1:]]))
    assert "'latitude' stands there twice" in refused(path)


@pytest.mark.parametrize(
    "content", ["hello\nworld\n", "a,b,c\n1,2,3\n", '{"a": 1}', "[1, 2]", "\x00\x01\x02" * 99]
)
def test_a_file_of_no_form(content, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(content)
    refused(path)


def test_a_file_that_breaks_off_says_at_which_row(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines)[:-60])
    assert refused(path).startswith("t.csv, row 201: ")


def test_a_compressed_file_that_breaks_off_says_at_which_row(lines, tmp_path):
    packed = gzip.compress("\n".join(lines).encode())
    path = tmp_path / "t.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    said = refused(path)
    assert "breaks off here" in said
    import zlib

    # As many rows as the first half of the bytes gives are whole; the next is the one that breaks off.
    came = zlib.decompressobj(wbits=31).decompress(path.read_bytes())
    assert said.startswith(f"t.csv.gz, row {came.count(bytes([10])) + 1}: ")
    path.write_bytes(packed[:200] + bytes(50) + packed[250:])
    assert "damaged" in refused(path) or "breaks off" in refused(path)


def test_a_second_form_in_the_file_says_at_which_row(lines, tmp_path):
    path = tmp_path / "t.csv"
    opensky = recordings.opensky_csv(tmp_path / "o.csv", flight(200)).read_text()
    path.write_text("\n".join(lines) + "\n" + opensky)
    assert refused(path).startswith("t.csv, row 202: ")
    # With as many columns as the first, in another order.
    names = lines[0].split(",")
    other = ",".join([names[1], names[0], *names[2:]])
    path.write_text("\n".join([*lines, other, *lines[1:]]) + "\n")
    assert refused(path).startswith("t.csv, row 202: ")
    messages = recordings.sbs_text(tmp_path / "s.txt", flight(5)).read_text()
    path.write_text("\n".join(lines) + "\n" + messages)
    assert refused(path).startswith("t.csv, row 202: ")


def test_a_file_most_of_which_cannot_be_read_is_refused_at_the_first_such_row(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([*lines[:101], *(line.replace("4ba946", "aircraft") for line in lines[101:])]))
    said = refused(path)
    assert said.startswith("t.csv, row 102: '2018-08-01T11:23:20.000Z,aircraft,")
    assert "is the first of 100 rows of 200 that cannot be read: an address that is no six" in said
    assert "such as 4b1803: see which column holds them" in said


def test_the_same_header_again_is_counted(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([*lines, lines[0], *lines[1:]]))
    found = gather([path])
    assert found.dropped.counts == {"header again": 1, "duplicate": 200}
    assert found.dropped.rows_kept == 200


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("4ba946", "", "no address"),
        ("4ba946", "4ba94", "wrong address"),
        ("4ba946", "4ba94g", "wrong address"),
        ("4ba946", "4b_946", "wrong address"),
        ("4ba946", "+4ba94", "wrong address"),
        ("4ba946", "000000", "wrong address"),
        ("4ba946", "ffffff", "wrong address"),
        ("2018-08-01T", "", "wrong time"),
        ("2018-08-01T11", "2018-08-01T31", "wrong time"),
        ("2018-08-01T", "1918-08-01T", "wrong time"),
        ("33000.0", "high", "malformed"),
        ("33000.0", "inf", "malformed"),
        ("33000.0", "1e39", "malformed"),
        ("33000.0", "33000.0,", "malformed"),
        ("40.0", "400.0", "wrong position"),
        ("40.0", "", "no position"),
        ("40.0", "nan", "no position"),
    ],
)
def test_a_bad_row_is_dropped_for_its_reason_and_found_again(old, new, reason, lines, tmp_path):
    path = tmp_path / "t.csv"
    lines[50] = lines[50].replace(old, new, 1)
    path.write_text("\n".join(lines) + "\n")
    found = gather([path])
    assert found.dropped.counts == {reason: 1}
    assert found.dropped.first[reason] == ("t.csv", 51)
    assert found.dropped.rows_kept == 199


@pytest.mark.parametrize("lost", ["lat", "lon"])
def test_half_a_position_is_none(lost, tmp_path):
    rows = flight(20)
    path = tmp_path / "a.json"
    with path.open("w") as out:
        for n, row in enumerate(rows):
            plane = recordings.snapshot(row) | ({lost: None} if n % 2 else {})
            out.write(json.dumps({"now": row.time_s, "aircraft": [plane]}) + "\n")
    found = gather([path])
    assert found.dropped.counts == {"no position": 10}
    assert [len(track.fixes.time_s) for track in found.tracks] == [10]
    cells = [recordings.traffic_line(row).split(",") for row in rows]
    place = recordings.TRAFFIC_HEADER.split(",").index({"lat": "latitude", "lon": "longitude"}[lost])
    for each in cells[1::2]:
        each[place] = ""
    (tmp_path / "t.csv").write_text("\n".join([recordings.TRAFFIC_HEADER, *map(",".join, cells), ""]))
    assert gather([tmp_path / "t.csv"]).dropped.counts == {"no position": 10}


def test_empty_cells_are_unknown_and_no_fault(lines, tmp_path):
    path = tmp_path / "t.csv"
    for number, name in ((5, "33000.0"), (6, "450.0"), (7, ",90.0,"), (8, "5163"), (9, "THY1920")):
        lines[number] = lines[number].replace(name, ",," if name[0] == "," else "")
    path.write_text("\n".join(lines))
    assert gather([path]).dropped.counts == {}


def test_a_parquet_file_that_breaks_off(lines, tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("\n".join(lines))
    whole = recordings.parquet(tmp_path / "t.parquet", csv).read_bytes()
    path = tmp_path / "cut.parquet"
    path.write_bytes(whole[:-200])
    assert refused(path).startswith("cut.parquet: is no whole Parquet file")


def test_json_that_breaks_off_or_is_none(tmp_path):
    path = tmp_path / "a.json"
    rows = flight(5)
    recordings.readsb_lines(path, rows)
    text = path.read_text()
    path.write_text(text[:-30])
    assert refused(path).startswith("a.json, row 5: the JSON breaks off here")
    path.write_text(text.splitlines()[0][:-30])
    assert "breaks off" in refused(path)
    path.write_text(text.replace('"gs"', "gs", 1))
    assert "no JSON" in refused(path) or "neither" in refused(path)
    path.write_text(text + '{"now": 1}\n')
    assert refused(path).startswith("a.json, row 6: is neither")
    path.write_text(json.dumps({"now": "noon", "aircraft": []}))
    assert "'now' is missing" in refused(path)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("hex", None, "no address"),
        ("hex", "xyz", "wrong address"),
        ("hex", "4b_180", "wrong address"),
        ("hex", "+4b180", "wrong address"),
        ("lat", 95.0, "wrong position"),
        ("gs", "fast", "malformed"),
        ("alt_baro", [1], "malformed"),
    ],
)
def test_a_bad_aircraft_of_a_snapshot_is_counted(name, value, reason, tmp_path):
    path = tmp_path / "a.json"
    with path.open("w") as out:
        for n, row in enumerate(flight(40)):
            plane = recordings.snapshot(row) | ({name: value} if n == 7 else {})
            out.write(json.dumps({"now": row.time_s, "aircraft": [plane]}) + "\n")
    found = gather([path])
    assert found.dropped.counts == {reason: 1}
    assert found.dropped.first[reason] == ("a.json", 8)


def test_an_aircraft_that_is_no_object_is_counted(tmp_path):
    path = tmp_path / "a.json"
    rows = flight(4)
    planes = [[recordings.snapshot(row)] for row in rows]
    planes[1].append(5)
    path.write_text(
        "\n".join(json.dumps({"now": r.time_s, "aircraft": p}) for r, p in zip(rows, planes, strict=True))
    )
    assert gather([path]).dropped.counts == {"malformed": 1}


def test_basestation_rows_that_break_off(tmp_path):
    path = recordings.sbs_text(tmp_path / "s.txt", flight(50))
    text = path.read_text()
    path.write_text(text[:-20])
    said = refused(path)
    assert said.startswith("s.txt, row 200: ")
    assert "breaks off" in said
    lines = text.splitlines()
    lines[9] = lines[9].replace("MSG,4", "XXX,4")
    path.write_text(
        "\n".join(["STA,,5,179,400AE7,10103,2018/08/01,11:00:00.0,2018/08/01,11:00:00.0,RM", *lines])
    )
    found = gather([path])
    assert found.dropped.counts == {"malformed": 1, "no position": 150}


def test_rows_in_disorder_are_put_into_order(lines, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n")
    found = gather([path])
    (track,) = found.tracks
    assert found.dropped.mended == {"time that runs back in the file: put into order": 199}
    assert track.fixes.time_s.tolist() == [DAY_S + 40_000 + 10 * n for n in range(200)]
    assert track.fixes.row.tolist() == list(range(201, 1, -1))


@pytest.mark.parametrize("form", ["traffic", "quoted", "sbs"])
def test_a_carriage_return_that_ends_no_line_costs_its_row(form, lines, tmp_path):
    path = tmp_path / "t.csv"
    if form == "sbs":
        lines = recordings.sbs_text(path, flight(50)).read_text().splitlines()
    elif form == "quoted":
        lines = [line.replace("THY1920", '"THY1920"') for line in lines]
    count = len(lines) - (form != "sbs")
    joined = [*lines[:20], lines[20] + "\r" + lines[21], *lines[22:]]
    path.write_bytes("\n".join([*joined, ""]).encode())
    dropped = gather([path]).dropped
    assert (dropped.rows_read, dropped.counts["malformed"]) == (count - 1, 1)
    assert dropped.first["malformed"].row == 21
    inside = [*lines[:20], lines[20].replace("4BA946", "4BA\r946").replace("THY", "T\rY"), *lines[21:]]
    path.write_bytes("\n".join([*inside, ""]).encode())
    dropped = gather([path]).dropped
    assert (dropped.rows_read, dropped.counts["malformed"]) == (count, 1)
    twice = "\r\r\n".join([*lines, ""]).encode()  # as text mode makes of \r\n
    path.write_bytes(twice)
    dropped = gather([path]).dropped
    assert (dropped.rows_read, dropped.counts.get("malformed", 0)) == (count, 0)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_hole_of_zeros_is_a_row_that_cannot_be_read(quote, lines, tmp_path):
    path = tmp_path / "t.csv"
    lines = [line.replace("THY1920", f"{quote}THY1920{quote}") for line in lines]
    path.write_text("\n".join([*lines[:20], "\0" * 200_000, *lines[20:], ""]))
    dropped = gather([path]).dropped
    assert (dropped.rows_read, dropped.counts) == (201, {"malformed": 1})
    assert dropped.first["malformed"].row == 21
    path.write_text("\n".join([*lines[:20], "\0" * 2_000_000, *lines[20:], ""]))
    assert refused(path).startswith("t.csv, row 21: has no line end for a million characters")


@pytest.mark.parametrize("form", ["traffic", "sbs"])
def test_lines_of_old_macs_are_refused(form, lines, tmp_path):
    path = tmp_path / "t.csv"
    if form == "sbs":
        lines = recordings.sbs_text(path, flight(50)).read_text().splitlines()
    path.write_bytes("\r".join([*lines, ""]).encode())
    assert "carriage return" in refused(path)
    with pytest.raises(TrafficError, match="has lines that end in carriage returns alone"):
        gather([path], Wanted(form=form))


def test_a_broken_document_with_a_letter_whose_half_ends_lines_elsewhere(tmp_path):
    path = recordings.readsb_lines(tmp_path / "s.json", flight(9))
    kept = path.read_text().splitlines()
    for wrong in ('{"now": 1, "flight": "\u00c5L1", oops}', '{"now": 1, "flight": "A\rL1"}'):
        path.write_bytes("\n".join([*kept[:4], wrong, *kept[4:], ""]).encode())
        assert refused(path).startswith("s.json, row 5: ")


@pytest.mark.parametrize("column", ["file_row_number", "File_Row_Number", "filename"])
def test_parquet_with_a_column_that_duckdb_calls_so(column, lines, tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("\n".join([f"{lines[0]},{column}", *(f"{line},7" for line in lines[1:]), ""]))
    found = gather([recordings.parquet(tmp_path / "t.parquet", csv)])
    assert (found.dropped.rows_read, found.dropped.rows_kept) == (200, 200)
    assert found.tracks[0].fixes.row.tolist() == list(range(1, 201))


def test_parquet_compressed_once_more_is_read(lines, tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("\n".join([*lines, ""]))
    plain = recordings.parquet(tmp_path / "t.parquet", csv)
    path = tmp_path / "t.parquet.gz"
    packed = gzip.compress(plain.read_bytes())
    path.write_bytes(packed)
    assert form_of(path) == "traffic"
    found = gather([path])
    assert found.sources == ("t.parquet.gz",)
    assert found.tracks[0].fixes.lon_deg.tolist() == gather([plain]).tracks[0].fixes.lon_deg.tolist()
    path.write_bytes(packed[:-200])
    assert refused(path).startswith("t.parquet.gz: the compressed file breaks off here")
    path.write_bytes(gzip.compress(plain.read_bytes()[:-50]))
    assert "t.parquet.gz: is no whole Parquet file: its end is missing" in refused(path)


@pytest.mark.parametrize("name", ["x[1].parquet", "x*.parquet", "x?.parquet", "icao24=aaaaab/x", "~x"])
def test_a_file_is_read_by_its_very_name(name, tmp_path, monkeypatch):
    """Names that DuckDB would take for patterns, columns or folders of a user; files beside match them."""
    monkeypatch.chdir(tmp_path)
    for beside in ("x1.parquet", "xy.parquet"):
        csv = recordings.traffic_csv(tmp_path / "other.csv", flight(30, address="aaaaaa"))
        recordings.parquet(tmp_path / beside, csv)
    whole = recordings.parquet(tmp_path / "w", recordings.traffic_csv(tmp_path / "w.csv", flight(20)))
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    whole.rename(path)
    assert form_of(path) == "traffic"
    found = gather([path])
    assert found.dropped.rows_read == 20
    assert {track.address for track in found.tracks} == {0x4BA946}
