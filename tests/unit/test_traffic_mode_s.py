"""Raw Mode S: what is said arrives whole, across chunks, and nothing damaged is believed."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.errors import TrafficError
from rangering.traffic.gather import gather
from rangering.traffic.models import Fixes, joined
from rangering.traffic.reading import mode_s
from rangering.traffic.reading.detect import form_of
from rangering.traffic.reading.mode_s_frame import coded, longitude_zones, parity_remainder
from rangering.traffic.reading.options import Options
from tests import mode_s_frames as frames

ADDRESS = 0x4B8440
START_S = 1_578_450_192.0


def lines(minutes: float = 1.0, address: int = ADDRESS) -> list[str]:
    """One aircraft that flies east at 240 kt and climbs: a place each half second, the rest each second."""
    written = []
    for half in range(int(120 * minutes)):
        time_s = START_S + 0.5 * half
        lon_deg = 179.9 + half * 0.001
        where = frames.position(
            address, -17.5, lon_deg if lon_deg < 180 else lon_deg - 360, 12_000, half % 2 == 1
        )
        written.append(f"{time_s:.1f},{where}")
        if half % 2 == 0:
            written.append(f"{time_s + 0.1:.1f},{frames.velocity(address, 240, 0, 640, 300)}")
            written.append(f"{time_s + 0.2:.1f},{frames.callsign(address, 'TST101')}")
            written.append(f"{time_s + 0.3:.1f},{frames.identity_reply(address, '4521')}")
    return written


def read(path, text: list[str], chunk_rows: int = 500_000) -> tuple[Fixes, Options]:
    path.write_text("\n".join(text) + "\n")
    options = Options(chunk_rows=chunk_rows)
    return joined(list(mode_s.read([path], options))), options


def dropped(options: Options, kept: Fixes) -> dict[str, int]:
    return dict(options.ledger.closed(len(kept.time_s)).counts)


def test_a_carriage_return_that_ends_no_line_costs_its_row(tmp_path):
    text = lines()
    text[20] = f"{text[20]}\r{text.pop(21)}"
    made, options = read(tmp_path / "one.csv", text)
    assert dropped(options, made) == {"malformed": 1}
    assert options.ledger.rows_read == len(text)


@pytest.mark.parametrize(
    "names", ["timestamp,hex", "timestamp,icao24,df,rawmsg", '"time";"frame"', "n time hex"]
)
def test_names_above_the_frames_are_no_row(names, tmp_path):
    frame = frames.callsign(ADDRESS, "TST101")
    made, options = read(tmp_path / "one.csv", ["", "# heard at home", names, f"{START_S},{frame}"])
    assert dropped(options, made) == {}
    assert (options.ledger.rows_read, made.row.tolist()) == (1, [4])
    assert form_of(tmp_path / "one.csv") == "mode_s"


@pytest.mark.parametrize(
    "line",
    [
        "{time},4b8440,{frame}",
        "{time},400940,{frame}",
        "{time},-12.5,{frame}",
        "17,{time},{frame}",
        "17,{time},-12.5,4b8440,{frame}",
        '"17";"{time}";"{frame}"',
        "4b8440,2020-01-08 02:23:12.000Z,{frame}",
        "2020-01-08 02:23:12Z,-12.5,{frame}",
        "2020-01-08T02:23:12,17,{frame}",
        "17,1578450192000,{frame}",
    ],
)
def test_other_cells_may_stand_beside_the_time(line, tmp_path):
    """1578450192 is 2020-01-08T02:23:12Z."""
    frame = frames.callsign(ADDRESS, "TST101")
    text = [line.format(time=START_S, frame=frame)]
    made, options = read(tmp_path / "one.csv", text)
    assert dropped(options, made) == {}
    assert made.time_s.tolist() == [START_S]
    assert form_of(tmp_path / "one.csv") == "mode_s"


def test_what_an_aircraft_says_arrives(tmp_path):
    made, options = read(tmp_path / "one.csv", lines())
    assert dropped(options, made) == {}
    assert set(made.address.tolist()) == {ADDRESS}
    placed = ~np.isnan(made.lat_deg)
    assert placed.sum() == 119  # the first has no other half yet
    np.testing.assert_allclose(made.lat_deg[placed], -17.5, atol=1e-4)
    flown_deg = (made.time_s[placed] - START_S) / 0.5 * 0.001
    np.testing.assert_allclose((made.lon_deg[placed] - 179.9) % 360.0, flown_deg, atol=1e-4)
    assert made.lon_deg[placed].min() >= -180.0
    assert made.lon_deg[placed].max() < 180.0
    np.testing.assert_allclose(made.pressure_altitude_m[placed], 12_000 * FOOT_M, rtol=1e-6)
    # The first position comes before the first velocity; the second knows the height's difference.
    np.testing.assert_allclose(made.geometric_altitude_m[placed], 12_300 * FOOT_M, rtol=1e-6)
    speed = made.ground_speed_m_s[~np.isnan(made.ground_speed_m_s)]
    np.testing.assert_allclose(speed, 240 * KNOT_M_S, rtol=1e-6)
    np.testing.assert_allclose(made.track_rad[~np.isnan(made.track_rad)], np.pi / 2, rtol=1e-6)
    np.testing.assert_allclose(made.climb_m_s[~np.isnan(made.climb_m_s)], 640 * FOOT_M / 60, rtol=1e-6)
    assert set(made.callsign.tolist()) == {"", "TST101"}
    assert set(made.squawk.tolist()) == {-1, 4521}


@pytest.mark.parametrize("chunk_rows", [1, 7, 50])
def test_chunks_cut_no_pair(tmp_path, chunk_rows):
    whole, _ = read(tmp_path / "a.csv", lines())
    cut, options = read(tmp_path / "b.csv", lines(), chunk_rows)
    assert dropped(options, cut) == {}
    for one, other in zip(whole, cut, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "wrapped",
    [
        "{t},{f}",
        "{t} *{f};",
        "{f},{t}",
        '{{"timestamp": {t}, "frame": "{f}"}}',
        "{ms}\t{f}",
        "{iso}+03:00,{f}",
        "2020-01-08 02:23:12.5 GMT,{f}",
    ],
)
def test_ways_to_write_a_line(tmp_path, wrapped):
    frame = frames.callsign(ADDRESS, "TST101")
    line = wrapped.format(t="1578450192.5", ms="1578450192500", iso="2020-01-08T05:23:12.5", f=frame)
    if wrapped == "{f},{t}":
        assert not mode_s.fits(line)
        return
    path = tmp_path / "one.txt"
    made, _ = read(path, [line])
    assert made.time_s.tolist() == [1_578_450_192.5]
    assert form_of(path) == "mode_s"


def test_what_is_damaged_or_foreign_is_counted(tmp_path):
    frame = frames.callsign(ADDRESS, "TST101")
    wrong = frame[:-1] + ("0" if frame[-1] != "0" else "1")
    text = [
        *lines(0.2),
        f"{START_S},{wrong}",
        f"{START_S},{frames.callsign(0x123456, 'GROUND', kind=18, control=1)}",
        f"{START_S},{frames.identity_reply(0xABCDEF, '7700')}",  # nobody was heard by this address
        f"12.5,{frame}",
        "half a li",
        "# a remark",
        "",
    ]
    made, options = read(tmp_path / "one.txt", text)
    assert dropped(options, made) == {
        "malformed": 1,
        "failed parity": 1,
        "not an aircraft's address": 1,
        "wrong time": 1,
        "no position": 1,
    }
    assert set(made.address.tolist()) == {ADDRESS}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (["*8D4B844023513531C3182033A580;"], "row 1: '*8D4B844023513531C3182033A580;' has no time"),
        ([], "is empty"),
        ([*lines(0.1), "MSG,3,1,1,4B8440,1"], "another form begins here"),
        (["x"] * 20, "row 1: 'x' is the first of 20 rows of 20 that cannot be read"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, text, said):
    path = tmp_path / "one.txt"
    path.write_text("".join(f"{line}\n" for line in text))
    with pytest.raises(TrafficError) as error:
        list(mode_s.read([path], Options()))
    assert said in str(error.value)


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rs1090", None)
    with pytest.raises(TrafficError, match=r"rangering\[traffic\]"):
        read(tmp_path / "one.txt", lines(0.1))


def test_what_the_decoder_leaves_out_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("rs1090.decode", lambda _frames, timestamp, reference: [])
    made, options = read(tmp_path / "one.txt", lines(0.1))
    assert len(made.time_s) == 0
    assert dropped(options, made) == {"undecoded": 30}


def test_an_empty_emergency_message_tells_no_code(tmp_path):
    made, _ = read(tmp_path / "one.txt", [f"{START_S},{frames.squitter(ADDRESS, 28 << 51)}"])
    assert made.squawk.tolist() == [-1]


def test_an_import_makes_a_track_of_it(tmp_path):
    path = tmp_path / "raw.txt"
    path.write_text("# a receiver's log\n" + "\n".join(lines(2.0)) + "\n")
    recording = gather([path])
    (track,) = recording.tracks
    assert (track.address, track.name) == (ADDRESS, "TST101")
    # Once it was heard what is said between positions holds for them.
    known = track.fixes.time_s > START_S + 2.0
    assert set(track.fixes.squawk[known].tolist()) == {4521}
    np.testing.assert_allclose(track.fixes.ground_speed_m_s[known], 240 * KNOT_M_S, rtol=1e-6)
    book = recording.dropped
    assert book.rows_read == 600
    assert book.rows_kept == len(track.fixes.time_s) == 239
    assert set(book.counts) == {"no position"}


@given(lat_deg=st.floats(-86.9, 86.9), lon_deg=st.floats(-180.0, 180.0, exclude_max=True), odd=st.booleans())
def test_positions_code_as_the_standard_does(lat_deg, lon_deg, odd):
    digits = frames.position(ADDRESS, lat_deg, lon_deg, 12_000, odd)
    lat, lon = coded(*(np.array([each]) for each in (lat_deg, lon_deg, odd, False)))
    assert (int(lat[0]), int(lon[0])) == (
        int(digits[8:22], 16) >> 17 & 0x1FFFF,
        int(digits[8:22], 16) & 0x1FFFF,
    )


@given(data=st.integers(0, 2**88 - 1), flipped=st.integers(0, 111))
def test_parity_finds_every_single_error(data, flipped):
    whole = data << 24 | frames.parity(data, 88)
    table = np.array(
        [list(each.to_bytes(14, "big")) for each in (whole, whole ^ 1 << flipped)], dtype=np.uint8
    )
    sound, broken = parity_remainder(table)
    assert sound == 0
    assert broken != 0


def test_zones_at_the_poles_and_between():
    assert longitude_zones([0.0, 10.47047129, 10.47047131, 87.0, -87.0, 87.1, 90.0]).tolist() == [
        59,
        59,
        58,
        2,
        2,
        1,
        1,
    ]
