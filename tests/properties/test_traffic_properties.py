"""What holds for every recording: each row is kept or counted, and the order of rows does not matter."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rangering.constants import EARTH_RADIUS_M
from rangering.errors import TrafficError
from rangering.traffic.clean import directions, steps_m
from rangering.traffic.gather import Wanted, gather
from rangering.traffic.reading.options import Options
from tests import recordings
from tests.recordings import DAY_S, TRAFFIC_HEADER, Row, flight

# Pieces of true flights in two places, so that addresses clash, jumps and duplicates come about.
rows = st.lists(
    st.builds(
        recordings.Row,
        time_s=st.integers(0, 900).map(lambda n: DAY_S + 40_000.0 + n),
        address=st.sampled_from(["4ba946", "010203", "nobody"]),
        callsign=st.sampled_from(["THY1", "", "MSR7"]),
        lat=st.sampled_from([40.0, 40.01, 47.0, -17.0, 95.0]),
        lon=st.sampled_from([33.0, 33.02, 179.99, -179.99]),
        altitude_ft=st.sampled_from([33000.0, -1000.0, -9000.0, 90000.0]),
        speed_kt=st.sampled_from([450.0, 0.0]),
        track_deg=st.just(90.0),
        climb_ft_min=st.sampled_from([0.0, 1e40]),
        squawk=st.sampled_from(["5163", "", "9999"]),
        on_ground=st.booleans(),
    ),
    min_size=1,
    max_size=40,
)
cells = st.sampled_from(
    [
        "",
        "nan",
        "4ba946",
        "2018-08-01T11:00:00Z",
        "1533121200",
        "40.1",
        "-33",
        "1e9",
        "true",
        "x",
        '"',
        "é",
        "\x00",
    ]
)
scrambled = st.lists(st.lists(cells, min_size=9, max_size=13).map(",".join), min_size=1, max_size=30)


def balanced(recording):
    dropped = recording.dropped
    kept = sum(len(track.fixes.time_s) for track in recording.tracks)
    assert dropped.rows_kept == kept
    assert dropped.rows_read == kept + sum(dropped.counts.values())
    assert set(dropped.first) == set(dropped.counts)


@settings(max_examples=15)
@given(rows=rows, chunk_rows=st.integers(1, 50))
def test_every_row_is_kept_or_counted(rows, chunk_rows, tmp_path_factory):
    path = recordings.traffic_csv(tmp_path_factory.mktemp("p") / "t.csv", rows)
    try:
        found = gather([path], Wanted(options=Options(chunk_rows=chunk_rows)))
    except TrafficError:
        return
    balanced(found)
    assert found.dropped.rows_read == len(rows)
    for track in found.tracks:
        wait_s = np.diff(track.fixes.time_s)
        assert (wait_s > 0.0).all()
        assert (wait_s <= 600.0).all()
        assert (steps_m(track.fixes) <= 400.0 * (wait_s + 2.0) * (1 + 1e-6)).all()


@settings(max_examples=25)
@given(
    speeds_m_s=st.lists(st.sampled_from([0.0, 250.0, 340.0, 450.0, 900.0]), min_size=3, max_size=8),
    step_s=st.sampled_from([1.0, 4.0, 10.0]),
    jitter_s=st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=240, max_size=240),
)
def test_no_track_keeps_up_a_speed_that_no_aircraft_has(speeds_m_s, step_s, jitter_s, tmp_path_factory):
    # Legs of 30 rows at a speed each, positions up to a second before or after their times.
    rows = []
    lat = 10.0
    for n in range(30 * len(speeds_m_s)):
        speed_m_s = speeds_m_s[n // 30]
        lat += speed_m_s * step_s / 111_195.0
        rows.append(Row(DAY_S + 40_000.0 + n * step_s, lat=lat + speed_m_s * jitter_s[n] / 111_195.0))
    path = recordings.traffic_csv(
        tmp_path_factory.mktemp("p") / "t.csv", [*rows, *flight(5, address="0a0b0c")]
    )
    found = gather([path])
    balanced(found)
    for track in found.tracks:
        time_s, at = track.fixes.time_s, directions(track.fixes)
        for n, m in enumerate(np.searchsorted(time_s, time_s + 60.0)):
            if m < len(time_s):
                away_m = EARTH_RADIUS_M * np.arccos(min(at[m] @ at[n], 1.0))
                assert away_m <= 400.0 * (time_s[m] - time_s[n]) + 1.0
    if max(speeds_m_s) <= 340.0:
        assert "impossible speed" not in found.dropped.counts


@settings(max_examples=15)
@given(lines=scrambled)
def test_whatever_stands_in_the_rows_is_counted_or_refused(lines, tmp_path_factory):
    path = tmp_path_factory.mktemp("p") / "t.csv"
    true = [recordings.traffic_line(row) for row in flight(150)]
    path.write_text("\n".join([TRAFFIC_HEADER, *true[:75], *lines, *true[75:]]) + "\n")
    try:
        found = gather([path])
    except TrafficError:
        return
    balanced(found)
    assert found.dropped.rows_read == 150 + sum(bool(line.strip()) for line in lines)


@settings(max_examples=15)
@given(rows=rows, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, order, tmp_path_factory):
    folder = tmp_path_factory.mktemp("p")
    # One sound aircraft, so that no file is refused as unreadable.
    rows = [row for row in rows if row.address != "nobody" and abs(row.lat) <= 90.0] + flight(
        5, address="0a0b0c"
    )
    shuffled = rows[:]
    order.shuffle(shuffled)
    one = gather([recordings.traffic_csv(folder / "a.csv", rows)])
    other = gather([recordings.traffic_csv(folder / "b.csv", shuffled)])
    assert one.dropped.counts == other.dropped.counts
    assert len(one.tracks) == len(other.tracks)
    for mine, theirs in zip(one.tracks, other.tracks, strict=True):
        assert (mine.address, mine.callsign) == (theirs.address, theirs.callsign)
        for name, a, b in zip(mine.fixes._fields, mine.fixes, theirs.fixes, strict=True):
            if name != "row":
                assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), name


@settings(max_examples=15)
@given(
    lat=st.floats(-80, 80), lon=st.floats(-180, 179.999), count=st.integers(3, 30), turn=st.floats(0, 359.9)
)
def test_a_true_flight_anywhere_is_one_track(lat, lon, count, turn, tmp_path_factory):
    assume((lat, lon) != (0.0, 0.0))  # what a receiver without a position reports
    rows = flight(count, lat=lat, lon=lon, track_deg=turn)
    found = gather([recordings.traffic_csv(tmp_path_factory.mktemp("p") / "t.csv", rows)])
    assert [len(track.fixes.time_s) for track in found.tracks] == [count]
    assert found.dropped.counts == {}
