"""Running counts and moments: what numpy gives on all values at once, and the same bits in any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rangering.study.running import InOrder, Running, columns_of, folded
from rangering.study.store import Study

EDGES = np.array([0.0, 1.0, 2.5, 7.0])


def values(seed, replicates, steps=3):
    draws = np.random.default_rng(seed)
    table = (
        1e6 + draws.normal(size=(replicates, steps))
        if seed % 2
        else draws.exponential(2.0, (replicates, steps))
    )
    table[draws.random(table.shape) < 0.2] = np.nan
    return table


def same(one, other):
    return all(
        np.array_equal(getattr(one, f), getattr(other, f)) for f in ("count", "mean", "squares", "bins")
    )


@given(st.integers(0, 1000), st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_chunks_merged_agree_with_numpy_and_scipy_on_all_values(seed, sizes):
    whole = values(seed, sum(sizes))
    parts = np.split(whole, np.cumsum(sizes)[:-1])
    total = Running.empty(3, EDGES)
    for part in parts:
        total = total.merged(Running.of(part, EDGES))
    for step in range(3):
        seen = whole[~np.isnan(whole[:, step]), step]
        assert total.count[step] == len(seen)
        if len(seen):
            assert total.mean[step] == pytest.approx(np.mean(seen), rel=1e-12)
        if len(seen) > 1:
            # Deviations from a mean of a million are known to about 1e-10 each.
            assert total.variance[step] == pytest.approx(stats.tvar(seen), rel=1e-7)
        inside, _ = np.histogram(seen, EDGES)
        np.testing.assert_array_equal(total.bins[step, 1:-1], inside)
        assert total.bins[step, 0] == np.sum(seen < EDGES[0])
        assert total.bins[step, -1] == np.sum(seen > EDGES[-1])


@given(st.permutations(range(7)), st.integers(0, 100))
def test_the_order_of_arrival_changes_no_bit(order, seed):
    parts = [Running.of(values(seed, 5 + n), EDGES) for n in range(7)]
    in_turn = parts[0]
    for part in parts[1:]:
        in_turn = in_turn.merged(part)
    gathered = InOrder()
    for number in order:
        gathered.add(number, parts[number])
    assert same(gathered.total(), in_turn)


def test_means_merged_in_another_order_do_differ_in_the_last_digit():
    """Why the order is kept: without it this would be an idle rule."""
    parts = [Running.of(values(seed, 7), EDGES) for seed in range(40)]
    forth, back = parts[0], parts[-1]
    for part in parts[1:]:
        forth = forth.merged(part)
    for part in reversed(parts[:-1]):
        back = back.merged(part)
    assert not np.array_equal(forth.mean, back.mean)
    np.testing.assert_array_equal(forth.bins, back.bins)


@given(st.integers(0, 500), st.floats(0, 1))
def test_a_quantile_lies_in_its_bin(seed, share):
    table = values(2 * seed, 30)
    low, high = Running.of(table, EDGES).quantile(share)
    for step in range(3):
        seen = np.sort(table[~np.isnan(table[:, step]), step])
        rank = max(int(np.ceil(share * len(seen))), 1)
        assert low[step] <= seen[rank - 1] <= high[step]


def test_nothing_seen_has_no_quantile_and_no_variance():
    none = Running.empty(2, EDGES)
    assert np.isnan(none.variance).all()
    assert np.isnan(none.quantile(0.5)).all()
    assert same(none.merged(Running.of(values(1, 9, 2), EDGES)), Running.of(values(1, 9, 2), EDGES))


def test_what_chunks_say_is_kept_and_folded_from_disk(tmp_path):
    columns = columns_of(EDGES, "alive_")
    parts = [Running.of(values(n, 20), EDGES) for n in range(4)]
    with Study.create_or_resume(tmp_path, {}, {"n": np.int32}, 4, 1, series=columns) as study:
        for number in (2, 0, 3, 1):
            study.write(number, {"n": np.array([number])}, parts[number].table("alive_"))
    found = folded(Study.open(tmp_path).read_series(), 3, EDGES, "alive_")
    gathered = InOrder()
    for number in (3, 1, 0, 2):
        gathered.add(number, parts[number])
    assert same(found, gathered.total())


def test_what_does_not_fit_is_refused():
    part = Running.of(values(0, 4), EDGES)
    for other in (Running.empty(2, EDGES), Running.empty(3, EDGES + 1)):
        with pytest.raises(ValueError, match="same bins"):
            part.merged(other)
    with pytest.raises(ValueError, match="rise"):
        Running.of(values(0, 4), [0, 0, 1])
    with pytest.raises(ValueError, match="table"):
        Running.of([1.0, 2.0], EDGES)
    with pytest.raises(ValueError, match="0 to 1"):
        part.quantile(1.1)
    gathered = InOrder()
    assert gathered.total() is None
    gathered.add(0, part)
    with pytest.raises(ValueError, match="came before"):
        gathered.add(0, part)
