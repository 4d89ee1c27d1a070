"""How tracks are begun, confirmed, kept, dropped and offered single plots."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.mission.kernels.track import (
    BORN,
    CONFIRMATIONS,
    CONFIRMED,
    DROPPED,
    FREE,
    TENTATIVE,
    TURNED_AWAY,
    clear,
    drop,
    predict_position,
    scan,
    update_one,
)
from rangering.mission.tracks import TrackPlan, new_changes, new_plots, new_tracks, new_work

pytestmark = pytest.mark.both_ways

PLAN = TrackPlan(
    psd_m2_s3=1.0,
    height_psd_m2_s3=1.0,
    gate=9.21,
    confirm_hits=3,
    confirm_scans=5,
    initial_speed_m_s=200.0,
    initial_climb_m_s=20.0,
    coast_s=25.0,
)
SIGMA_M = 50.0
PERIOD_S = 10.0


class Seen(NamedTuple):
    """What one scan did."""

    born: list[int]
    confirmed: list[int]
    dropped: list[int]
    turned_away: int
    slots: list[int]


class Picture:
    """Pictures of a few slots, fed by hand."""

    def __init__(self, capacity=8, pictures=1, plan=PLAN):
        self.plan = plan
        self.tracks, self.plots = new_tracks(pictures, capacity), new_plots(32)
        self.work, self.changes = new_work(capacity, 32), new_changes(capacity)

    def see(self, time_s, *places, radar=0, picture=0, flights=None, zz_m2=100.0):
        """A scan with plots at places (x, y) or (x, y, z)."""
        plots = self.plots
        plots.plot_count[0] = len(places)
        for k, place in enumerate(places):
            plots.x_m[k], plots.y_m[k], plots.z_m[k] = (*place, 5000.0)[:3]
            plots.xx_m2[k], plots.xy_m2[k], plots.yy_m2[k] = SIGMA_M**2, 0.0, SIGMA_M**2
            plots.zz_m2[k], plots.flight[k] = zz_m2, flights[k] if flights else -1
        scan(picture, radar, time_s, plots, self.tracks, self.work, self.changes, self.plan)
        counts = self.changes.counts
        return Seen(
            self.changes.born[: counts[BORN]].tolist(),
            self.changes.confirmed[: counts[CONFIRMATIONS]].tolist(),
            self.changes.dropped[: counts[DROPPED]].tolist(),
            int(counts[TURNED_AWAY]),
            plots.slot[: len(places)].tolist(),
        )

    def confirmed_at(self, *place):
        """A picture with one confirmed track standing at a place, last seen at 20 s."""
        for k in range(3):
            self.see(k * PERIOD_S, place)
        assert self.tracks.status[0] == CONFIRMED
        return self


@pytest.mark.parametrize(
    ("seen", "end", "after"),
    [
        ("111", CONFIRMED, 3),
        ("1011", CONFIRMED, 4),
        ("10011", CONFIRMED, 5),
        ("10101", CONFIRMED, 5),
        ("1000", FREE, 4),  # two misses are allowed, the third decides
        ("10010", FREE, 5),
        ("1100", TENTATIVE, 4),
        ("11000", FREE, 5),
    ],
)
def test_three_of_five(seen, end, after):
    picture, plan = Picture(plan=PLAN._replace(coast_s=1e3)), None
    for k, hit in enumerate(seen):
        plan = picture.see(k * PERIOD_S, *([(100.0, 200.0)] if hit == "1" else []))
    assert picture.tracks.status[0] == end
    assert len(seen) == after == picture.tracks.looks[0]
    assert int(picture.tracks.history[0]) == int(seen, 2)
    assert plan.confirmed == ([0] if end == CONFIRMED else [])
    assert plan.dropped == ([0] if end == FREE else [])
    assert picture.tracks.confirmed_s[0] == (PERIOD_S * (after - 1) if end == CONFIRMED else np.inf)


def test_one_of_one_confirms_at_once():
    picture = Picture(plan=PLAN._replace(confirm_hits=1, confirm_scans=1))
    seen = picture.see(3.0, (0.0, 0.0))
    assert (seen.born, seen.confirmed, seen.slots) == ([0], [0], [0])
    assert picture.tracks.confirmed_s[0] == 3.0


def test_a_tentative_track_is_its_radars_alone():
    picture = Picture()
    picture.see(0.0, (0.0, 0.0), radar=0)
    for time_s in (1.0, 2.0, 3.0, 4.0, 5.0):  # sees nothing there: that is no miss of radar 0
        picture.see(time_s, radar=1)
    assert picture.tracks.looks[0] == 1
    assert picture.see(6.0, (0.0, 0.0), radar=1).slots == [1]  # begins one of its own
    picture.see(10.0, (0.0, 0.0), radar=0)
    assert picture.see(20.0, (0.0, 0.0), radar=0).confirmed == [0]
    assert int(picture.tracks.history[0]) == 0b111
    # What is confirmed is the picture's, and what the other radar had begun starves.
    assert picture.see(21.0, (0.0, 0.0), radar=1).slots == [0]
    for time_s in (22.0, 23.0):
        picture.see(time_s, (0.0, 0.0), radar=1)
    assert picture.tracks.status[:2].tolist() == [CONFIRMED, FREE]


def test_a_track_nobody_sees_is_dropped_after_coasting():
    picture = Picture().confirmed_at(0.0, 0.0)
    assert picture.see(45.0).dropped == []  # exactly 25 s after its last plot
    assert picture.see(45.1).dropped == [0]
    assert picture.tracks.status[0] == FREE
    # A tentative track goes too where the radar that began it scans no more.
    picture = Picture()
    picture.see(0.0, (0.0, 0.0), radar=0)
    picture.see(26.0, radar=1)
    assert picture.tracks.status[0] == FREE


def test_a_slot_dropped_is_given_anew_only_with_the_next_scan():
    picture = Picture(capacity=1).confirmed_at(0.0, 0.0)
    seen = picture.see(60.0, (9e4, 0.0))
    assert (seen.dropped, seen.born, seen.turned_away, seen.slots) == ([0], [], 1, [-1])
    seen = picture.see(70.0, (9e4, 0.0))
    assert (seen.born, picture.tracks.number[0]) == ([0], 1)


def test_a_full_picture_turns_plots_away_and_says_so():
    picture = Picture(capacity=2)
    seen = picture.see(0.0, (0.0, 0.0), (5e4, 0.0), (9e4, 0.0))
    assert (seen.born, seen.turned_away, seen.slots) == ([0, 1], 1, [0, 1, -1])


def test_pictures_do_not_touch_one_another():
    picture = Picture(capacity=4, pictures=3)
    assert picture.see(0.0, (0.0, 0.0), picture=1).slots == [4]
    assert picture.see(0.0, (0.0, 0.0), (7e4, 0.0), picture=2).slots == [8, 9]
    assert picture.see(60.0, picture=1).dropped == [4]
    assert picture.tracks.status.tolist() == [0] * 8 + [1, 1, 0, 0]
    assert picture.tracks.next_number.tolist() == [0, 1, 2]


def test_flights_are_written_down():
    picture = Picture()
    picture.see(0.0, (0.0, 0.0), (6e4, 0.0), flights=[7, -1])
    assert picture.tracks.flight[:2].tolist() == [7, -1]
    picture.see(10.0, (6e4, 0.0), (0.0, 0.0), flights=[9, 8])
    assert picture.tracks.flight[:2].tolist() == [8, 9]


def test_equals_go_to_the_lowest_number():
    picture = Picture().confirmed_at(0.0, 0.0)
    assert picture.see(30.0, (40.0, 0.0), (-40.0, 0.0)).slots == [0, 1]  # two plots equally near
    twins = Picture()
    twins.see(0.0, (-30.0, 0.0), (30.0, 0.0))  # two tracks equally near to one plot
    assert twins.see(10.0, (0.0, 0.0)).slots == [0]


@settings(max_examples=25)
@given(order=st.permutations(range(9)))
def test_the_order_of_plots_changes_nothing(order):
    random = np.random.default_rng(5)
    scans = [random.uniform(-3e3, 3e3, (9, 2)) for _ in range(4)]
    pictures = Picture(capacity=64), Picture(capacity=64)
    for k, places in enumerate(scans):
        for picture, ordered in zip(pictures, (places, places[list(order)]), strict=True):
            picture.see(k * PERIOD_S, *ordered.tolist())
    states = [
        sorted(zip(p.tracks.x_m.tolist(), p.tracks.vy_m_s.tolist(), p.tracks.status.tolist(), strict=True))
        for p in pictures
    ]
    assert states[0] == states[1]


def test_looking_changes_nothing():
    picture = Picture().confirmed_at(3000.0, -4000.0)
    before = [array.copy() for array in picture.tracks]
    assert predict_position(0, 24.0, picture.tracks) == pytest.approx(
        (
            picture.tracks.x_m[0] + 4.0 * picture.tracks.vx_m_s[0],
            picture.tracks.y_m[0] + 4.0 * picture.tracks.vy_m_s[0],
            picture.tracks.z_m[0] + 4.0 * picture.tracks.vz_m_s[0],
        )
    )
    for array, was in zip(picture.tracks, before, strict=True):
        assert array.tolist() == was.tolist()


def test_one_plot_offered_to_one_track_does_what_a_scan_does():
    scanned, offered = Picture().confirmed_at(3e4, 4e4), Picture().confirmed_at(3e4, 4e4)
    scanned.see(30.0, (30_060.0, 39_950.0, 5100.0), flights=[4])
    noise = (SIGMA_M**2, 0.0, SIGMA_M**2, 100.0)
    tracks = offered.tracks
    assert not update_one(0, 30.0, 60_000.0, 39_950.0, 5100.0, *noise, 4, tracks, PLAN)
    assert tracks.time_s[0] == 20.0
    assert update_one(0, 30.0, 30_060.0, 39_950.0, 5100.0, *noise, 4, tracks, PLAN)
    for name in (
        "x_m",
        "vx_m_s",
        "y_m",
        "vy_m_s",
        "z_m",
        "vz_m_s",
        "covariance",
        "height_covariance",
        "time_s",
    ):
        got, expected = getattr(tracks, name)[0], getattr(scanned.tracks, name)[0]
        assert got == pytest.approx(expected, rel=1e-12), name
    assert tracks.flight[0] == 4


def test_height_comes_from_those_who_measure_it():
    picture = Picture()
    picture.see(0.0, (0.0, 0.0, 1000.0), zz_m2=np.inf)
    assert (picture.tracks.z_m[0], picture.tracks.height_covariance[0, 0]) == (1000.0, np.inf)
    picture.see(10.0, (0.0, 0.0, 7000.0), zz_m2=400.0)
    assert (picture.tracks.z_m[0], picture.tracks.height_covariance[0, 0]) == (7000.0, 400.0)
    picture.see(20.0, (0.0, 0.0, 1000.0), zz_m2=np.inf)
    assert picture.tracks.z_m[0] == 7000.0
    assert picture.tracks.height_covariance[0, 0] == pytest.approx(400.0 + 100.0 * 400.0 + 1000.0 / 3.0)


def test_dropping_and_clearing():
    picture = Picture().confirmed_at(0.0, 0.0)
    drop(0, picture.tracks)
    assert picture.see(30.0, (0.0, 0.0)).born == [0]
    assert picture.tracks.number[0] == 1
    clear(picture.tracks)
    assert not picture.tracks.status.any()
    assert not picture.tracks.next_number.any()


def test_threads_do_not_change_a_bit():
    random = np.random.default_rng(3)
    scans = [random.uniform(-4e3, 4e3, (random.integers(0, 12), 2)).tolist() for _ in range(12)]

    def state(_):
        picture = Picture(capacity=64)
        for k, places in enumerate(scans):
            picture.see(k * PERIOD_S, *places)
        return [array.tobytes() for array in picture.tracks]

    with ThreadPoolExecutor(4) as threads:
        assert len({tuple(s) for s in threads.map(state, range(8))}) == 1
