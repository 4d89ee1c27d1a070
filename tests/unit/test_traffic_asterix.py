"""ASTERIX category 062: records arrive as fixes, days turn at midnight, nothing breaks off in silence."""

import sys

import numpy as np
import pytest

from rangering.constants import FOOT_M
from rangering.errors import TrafficError
from rangering.traffic.gather import Wanted, gather
from rangering.traffic.models import joined
from rangering.traffic.reading import asterix
from rangering.traffic.reading.detect import form_of
from rangering.traffic.reading.options import Options
from rangering.traffic.rules import CleanRules

MIDNIGHT_S = 1_578_441_600.0  # 2020-01-08


def record(time_s: float = 3600.0, address: int | None = 0x4B8440, **more):
    from asterix.generated import Cat_062_1_21

    given = {
        "010": (("SAC", 10), ("SIC", 20)),
        "040": 777,
        "070": (time_s, "s"),
        "080": ((0, 0, 0, 0, 0, 0, None), *more.pop("status", ())),
        "105": (("LAT", (40.1281, "°")), ("LON", (32.9951, "°"))),
        "136": (310.0, "FL"),
        "185": (("VX", (-100.0, "m/s")), ("VY", (0.0, "m/s"))),
        "220": (-1250.0, "ft/min"),
        "060": (0, 0, 0, 0, ("MODE3A", "4521")),
    }
    if address is not None:
        given["380"] = {"ADR": address, "ID": "TST101"}
    return Cat_062_1_21.cv_record.create({**given, **more})


def block(*records) -> bytes:
    from asterix.generated import Cat_062_1_21

    return Cat_062_1_21.create(list(records)).unparse().to_bytes()


def read(path, data: bytes, **options):
    path.write_bytes(data)
    asked = Options(day="2020-01-08", **options)
    made = joined(list(asterix.read([path], asked)))
    return made, dict(asked.ledger.closed(len(made.time_s)).counts)


def test_a_record_is_a_fix(tmp_path):
    path = tmp_path / "one.ast"
    made, lost = read(path, block(record()))
    assert lost == {}
    assert form_of(path) == "asterix"
    assert (made.address[0], made.callsign[0], made.squawk[0], made.row[0]) == (0x4B8440, "TST101", 4521, 1)
    assert made.time_s[0] == MIDNIGHT_S + 3600.0
    half_cell_deg = 90.0 / 2**24
    assert made.lat_deg[0] == pytest.approx(40.1281, abs=half_cell_deg)
    assert made.lon_deg[0] == pytest.approx(32.9951, abs=half_cell_deg)
    assert made.pressure_altitude_m[0] == np.float32(31_000 * FOOT_M)
    assert made.ground_speed_m_s[0] == 100.0
    assert made.track_rad[0] == pytest.approx(1.5 * np.pi)
    assert made.climb_m_s[0] == np.float32(-1250.0 * FOOT_M / 60.0)


@pytest.mark.parametrize("chunk_rows", [1, 3, 100])
def test_the_day_turns_at_midnight_whatever_the_order_around_it(tmp_path, chunk_rows):
    times_s = [86_390.0, 86_399.0, 2.0, 86_398.0, 5.0]
    made, lost = read(tmp_path / "m.ast", b"".join(block(record(t)) for t in times_s), chunk_rows=chunk_rows)
    assert lost == {}
    assert (made.time_s - MIDNIGHT_S).tolist() == [86_390.0, 86_399.0, 86_402.0, 86_398.0, 86_405.0]


def written(path, *times_s):
    path.write_bytes(b"".join(block(record(time_s)) for time_s in times_s))
    return path


def remarks_on(*paths):
    rules = CleanRules(least_fixes=1)
    return gather(paths, Wanted(rules=rules, options=Options(day="2020-01-08"))).remarks


def test_a_recording_cut_at_midnight_is_warned_of(tmp_path):
    before = written(tmp_path / "a.ast", 86_380.0, 86_390.0, 86_399.0)
    after = written(tmp_path / "b.ast", 5.0, 15.0, 25.0)
    (said,) = remarks_on(before, after)
    assert said.startswith("b.ast begins at 00:00:05, a.ast ended at 23:59:59, and both")
    assert "cat a.ast b.ast" in said
    # What it says to do mends it.
    both = tmp_path / "both.ast"
    both.write_bytes(before.read_bytes() + after.read_bytes())
    assert remarks_on(both) == ()
    made, _ = read(both, both.read_bytes())
    assert (made.time_s - MIDNIGHT_S).tolist() == [86_380.0, 86_390.0, 86_399.0, 86_405.0, 86_415.0, 86_425.0]


def test_recordings_of_the_same_hours_are_not_warned_of(tmp_path):
    one = written(tmp_path / "a.ast", 36_000.0, 36_010.0, 50_000.0)
    other = written(tmp_path / "b.ast", 36_005.0, 36_015.0, 49_000.0)
    later = written(tmp_path / "c.ast", 49_100.0, 49_110.0)
    assert remarks_on(one, other, later) == ()


def test_what_is_no_fix_of_a_known_aircraft_is_counted(tmp_path):
    good = record()
    service = bytes.fromhex("220010f6190e023a692b408840408000")
    damaged = bytes([62, 0, 5, 0xFF, 0xFF])
    data = (
        block(
            good, record(address=None), record(**{"105": None}), record(status=((1, 0, 0, 0, 0, 0, 0, None),))
        )
        + service
        + damaged
        + block(record(address=0), good)
    )
    made, lost = read(tmp_path / "mixed.ast", data)
    assert lost == {
        "malformed": 1,
        "another category": 1,
        "simulated": 1,
        "no address": 1,
        "wrong address": 1,
        "no position": 1,
    }
    assert made.row.tolist() == [1, 8]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\x3e\x00\x30\xff", "breaks off in data block 1, at byte 0"),
        (b"\x3e\x00\x00\xff", "length is wrong"),
        (b"\x3e\x00\x05\xff\xff", "row 1: is the first of 1 row of 1 that cannot be read"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, data, said):
    with pytest.raises(TrafficError) as error:
        read(tmp_path / "one.ast", data)
    assert said in str(error.value)


def test_a_cut_file_says_in_which_block(tmp_path):
    with pytest.raises(TrafficError, match="breaks off in data block 3, at byte 84"):
        read(tmp_path / "cut.ast", (block(record()) * 3)[:-1])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "--day"),
        ("8 Jan 2020", "is no day"),
        ("2020-01-08T05:00", "the UTC day alone"),
        ("2020-01-08T00:00+03:00", "the UTC day alone"),
    ],
)
def test_the_day_must_be_stated(tmp_path, day, said):
    path = tmp_path / "one.ast"
    path.write_bytes(block(record()))
    with pytest.raises(TrafficError, match=said):
        list(asterix.read([path], Options(day=day)))


def test_messages_of_the_stations_themselves_may_come_first():
    assert asterix.fits(bytes([253, 0, 6, 1, 2, 3]) + block(record()))


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    data = block(record())
    monkeypatch.setitem(sys.modules, "asterix.generated", None)
    with pytest.raises(TrafficError, match=r"rangering\[traffic\]"):
        read(tmp_path / "one.ast", data)


@pytest.mark.parametrize(
    "head",
    [b"icao24,time,lat,lon\n4b8440,1,2,3\n", b'{"now": 1.0, "aircraft": []}', b"MSG,3,1,1", b"PAR1", b""],
)
def test_other_forms_are_not_taken_for_it(head):
    assert not asterix.fits(head)
