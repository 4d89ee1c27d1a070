"""Assignments and clusters against SciPy, and what pairing must never do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from rangering.mission.kernels.assignment import assign, new_assignment_work
from rangering.mission.kernels.track import CONFIRMED, TENTATIVE, scan
from rangering.mission.tracks import TrackPlan, new_changes, new_plots, new_tracks, new_work

seeds = st.integers(0, 2**32 - 1)
MOST = 9
PLAN = TrackPlan(10.0, 1.0, 9.21, 3, 4, 200.0, 20.0, 60.0)


def _least(cost, cost_of_none):
    """SciPy's optimum of the table with a private column for each row that stays out."""
    rows, columns = cost.shape
    finite = np.abs(cost[np.isfinite(cost)]).sum() + abs(cost_of_none) * rows + 1.0
    whole = np.full((rows, columns + rows), 1e3 * finite)
    whole[:, :columns] = np.where(np.isfinite(cost), cost, 1e3 * finite)
    whole[np.arange(rows), columns + np.arange(rows)] = cost_of_none
    row, column = linear_sum_assignment(whole)
    return whole[row, column].sum()


@pytest.mark.both_ways
@given(
    seed=seeds,
    rows=st.integers(0, MOST),
    columns=st.integers(0, MOST),
    whole=st.booleans(),
    forbidden=st.sampled_from([0.0, 0.4, 0.8]),
    cost_of_none=st.sampled_from([-2.0, 0.0, 3.0, 1000.0]),
)
def test_assignments_cost_what_scipys_do(seed, rows, columns, whole, forbidden, cost_of_none):
    random = np.random.default_rng(seed)
    cost = np.full((MOST, MOST), np.nan)  # the rest of the room is not to be read
    drawn = (
        random.integers(-3, 7, (rows, columns)).astype(float)
        if whole
        else random.normal(0, 5, (rows, columns))
    )
    cost[:rows, :columns] = np.where(random.random((rows, columns)) < forbidden, np.inf, drawn)
    row_column = np.full(MOST, -7)
    total = assign(cost, rows, columns, cost_of_none, row_column, new_assignment_work(MOST, MOST))
    assert total == pytest.approx(_least(cost[:rows, :columns], cost_of_none), abs=1e-9)
    taken = row_column[:rows][row_column[:rows] >= 0]
    assert len(set(taken)) == len(taken)
    paid = sum(cost_of_none if k < 0 else cost[row, k] for row, k in enumerate(row_column[:rows]))
    assert total == pytest.approx(paid, abs=1e-9)
    assert (row_column[rows:] == -7).all()


@pytest.mark.both_ways
def test_equal_rows_and_columns_are_paired_in_their_order():
    row_column = np.empty(4, np.int64)
    assert assign(np.ones((4, 4)), 4, 4, 5.0, row_column, new_assignment_work(4, 4)) == 4.0
    assert row_column.tolist() == [0, 1, 2, 3]
    assert assign(np.ones((4, 4)), 4, 2, 5.0, row_column, new_assignment_work(4, 4)) == 12.0
    assert row_column.tolist() == [0, 1, -1, -1]


def _crowd(seed, track_count, plot_count, side_m, status):
    """Tracks of random covariance and plots of random covariance in a square: many gates overlap."""
    random = np.random.default_rng(seed)
    tracks, plots = new_tracks(1, 3 * track_count + plot_count), new_plots(plot_count)
    slots = np.sort(random.permutation(len(tracks.x_m))[:track_count])
    tracks.status[slots] = status
    tracks.radar[slots] = 0  # whose scan it will be: tentative ones are their radar's alone
    tracks.used[0] = len(tracks.status)
    for slot in slots:
        spread = random.normal(size=(4, 4)) * np.array([100.0, 10.0, 100.0, 10.0])[:, None]
        tracks.covariance[slot] = (spread @ spread.T)[np.triu_indices(4)]
        tracks.x_m[slot], tracks.y_m[slot] = random.uniform(0.0, side_m, 2)
        tracks.vx_m_s[slot], tracks.vy_m_s[slot] = random.normal(0.0, 50.0, 2)
    plots.plot_count[0] = plot_count
    for plot in range(plot_count):
        spread = random.normal(size=(2, 2)) * 80.0
        noise = spread @ spread.T + np.eye(2)
        plots.xx_m2[plot], plots.xy_m2[plot], plots.yy_m2[plot] = noise[0, 0], noise[0, 1], noise[1, 1]
        plots.x_m[plot], plots.y_m[plot] = random.uniform(0.0, side_m, 2)
    plots.zz_m2[:] = np.inf
    return tracks, plots, slots


def _distances(tracks, plots, slots, time_s):
    """Squared Mahalanobis distances of all pairs, by matrices."""
    count = plots.plot_count[0]
    transition = np.kron(np.eye(2), [[1.0, time_s], [0.0, 1.0]])
    noise = PLAN.psd_m2_s3 * np.kron(np.eye(2), [[time_s**3 / 3, time_s**2 / 2], [time_s**2 / 2, time_s]])
    table = np.empty((len(slots), count))
    for row, slot in enumerate(slots):
        upper = np.zeros((4, 4))
        upper[np.triu_indices(4)] = tracks.covariance[slot]
        covariance = transition @ (upper + np.triu(upper, 1).T) @ transition.T + noise
        state = transition @ [tracks.x_m[slot], tracks.vx_m_s[slot], tracks.y_m[slot], tracks.vy_m_s[slot]]
        for plot in range(count):
            xy_m2 = plots.xy_m2[plot]
            whole = covariance[::2, ::2] + [[plots.xx_m2[plot], xy_m2], [xy_m2, plots.yy_m2[plot]]]
            innovation = np.array([plots.x_m[plot], plots.y_m[plot]]) - state[::2]
            table[row, plot] = innovation @ np.linalg.solve(whole, innovation)
    return table


@pytest.mark.both_ways
@settings(max_examples=60)
@given(
    seed=seeds,
    track_count=st.integers(1, 12),
    plot_count=st.integers(1, 12),
    side_m=st.sampled_from([100.0, 1000.0, 5000.0, 50_000.0]),
    status=st.sampled_from([TENTATIVE, CONFIRMED]),
)
def test_a_scan_pairs_as_well_as_scipy_does_over_the_whole_picture(
    seed, track_count, plot_count, side_m, status
):
    tracks, plots, slots = _crowd(seed, track_count, plot_count, side_m, status)
    table = _distances(tracks, plots, slots, 4.0)
    table[table > PLAN.gate] = np.inf
    capacity = len(tracks.status)
    scan(0, 0, 4.0, plots, tracks, new_work(capacity, plot_count), new_changes(capacity), PLAN)
    row_of = {slot: row for row, slot in enumerate(slots)}
    pairs = [(row_of[slot], plot) for plot, slot in enumerate(plots.slot) if slot in row_of]
    assert len({row for row, _ in pairs}) == len(pairs)
    paid = sum(table[pair] for pair in pairs) + PLAN.gate * (track_count - len(pairs))
    assert paid == pytest.approx(_least(table, PLAN.gate), rel=1e-9)
    for plot, slot in enumerate(plots.slot):  # every other plot began a track of its own
        assert slot in row_of or (tracks.looks[slot] == 1 and tracks.x_m[slot] == plots.x_m[plot])


@pytest.mark.both_ways
@given(seed=seeds, tentative=st.integers(1, 6), confirmed=st.integers(1, 6))
@settings(max_examples=30)
def test_a_tentative_track_never_takes_a_plot_from_a_confirmed_one(seed, tentative, confirmed):
    both, plots, slots = _crowd(seed, tentative + confirmed, 6, 1000.0, CONFIRMED)
    alone, plots_alone, _ = _crowd(seed, tentative + confirmed, 6, 1000.0, CONFIRMED)
    both.status[slots[:tentative]] = TENTATIVE
    alone.status[slots[:tentative]] = 0
    for tracks, scanned in ((both, plots), (alone, plots_alone)):
        capacity = len(tracks.status)
        scan(0, 0, 4.0, scanned, tracks, new_work(capacity, 6), new_changes(capacity), PLAN)
    for slot in slots[tentative:]:
        assert (plots.slot == slot).tolist() == (plots_alone.slot == slot).tolist()
        assert both.covariance[slot].tolist() == alone.covariance[slot].tolist()


@given(seed=seeds, offset_m=st.sampled_from([0.0, 1e5, -3e5]), along_y=st.booleans())
@settings(max_examples=30)
def test_what_happens_far_away_changes_not_a_bit(seed, offset_m, along_y):
    near, near_plots, slots = _crowd(seed, 8, 8, 1000.0, CONFIRMED)
    capacity = len(near.status)
    more_plots = new_plots(20)
    for mine, theirs in zip(more_plots, near_plots, strict=True):
        mine[: len(theirs)] = theirs
    more_plots.plot_count[0] = 20
    far = np.random.default_rng(seed + 1).uniform(-20e3, 20e3, (12, 2)) + 1e6
    far[:, int(along_y)] += offset_m
    more_plots.x_m[8:], more_plots.y_m[8:] = far.T
    more_plots.xx_m2[8:] = more_plots.yy_m2[8:] = 3600.0
    crowded, _, _ = _crowd(seed, 8, 8, 1000.0, CONFIRMED)
    scan(0, 0, 4.0, near_plots, near, new_work(capacity, 8), new_changes(capacity), PLAN)
    scan(0, 0, 4.0, more_plots, crowded, new_work(capacity, 20), new_changes(capacity), PLAN)
    assert near_plots.slot.tolist() == more_plots.slot[:8].tolist()
    assert near.x_m[slots].tolist() == crowded.x_m[slots].tolist()
    assert near.covariance[slots].tolist() == crowded.covariance[slots].tolist()
