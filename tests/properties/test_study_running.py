"""Running counts: what numpy gives on all values at once, exactly, and the same bits in any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.study.running import Running
from rangering.study.store import Study

MOST, STEPS = 9, 3
KINDS = {"step": np.int16, "value": np.int32, "replicates": np.int32}


def values(seed, replicates):
    return np.random.default_rng(seed).binomial(MOST, [0.0, 0.3, 0.9], (replicates, STEPS))


@given(st.integers(0, 1000), st.lists(st.integers(0, 40), min_size=1, max_size=6), st.randoms())
def test_chunks_merged_in_any_order_agree_with_numpy_on_all_values(seed, sizes, turns):
    whole = values(seed, sum(sizes))
    parts = np.split(whole, np.cumsum(sizes)[:-1])
    turns.shuffle(parts)
    total = Running.empty(STEPS, MOST)
    for part in parts:
        total = total.merged(Running.of(part, MOST))
    np.testing.assert_array_equal(total.bins, Running.of(whole, MOST).bins)
    np.testing.assert_array_equal(total.count, len(whole))
    for step in range(STEPS):
        seen = whole[:, step]
        np.testing.assert_array_equal(total.bins[step], [np.sum(seen == n) for n in range(MOST + 1)])
        if len(seen):
            assert total.mean[step] == pytest.approx(seen.mean(), rel=1e-14)
        if len(seen) > 1:
            assert total.variance[step] == pytest.approx(seen.var(ddof=1), rel=1e-12, abs=1e-14)


@given(st.integers(0, 500), st.integers(1, 200), st.integers(0, 100))
def test_a_quantile_is_that_of_the_sorted_values(seed, replicates, percent):
    table = values(seed, replicates)
    # The inverse of the empirical distribution, in whole numbers: in floats 0.07 * 100 is above 7.
    rank = max((percent * replicates + 99) // 100, 1)
    expected = np.sort(table, axis=0)[rank - 1]
    np.testing.assert_array_equal(Running.of(table, MOST).quantile(percent), expected)


def test_nothing_seen_has_no_quantile_no_mean_and_no_variance():
    none = Running.empty(2, MOST)
    for each in (none.mean, none.variance, none.quantile(50)):
        assert np.isnan(each).all()
    assert np.isnan(Running.of(values(0, 1), MOST).variance).all()


def test_what_chunks_say_is_kept_and_folded_from_disk(tmp_path):
    parts = [Running.of(values(n, 20), MOST) for n in range(4)]
    with Study.create_or_resume(tmp_path, {}, {"n": np.int32}, 4, 1, series=KINDS) as study:
        for number in (2, 0, 3, 1):
            study.write(number, {"n": np.array([number])}, parts[number].table())
    rows = Study.open(tmp_path).read_series()
    assert len(rows["step"]) < 4 * STEPS * (MOST + 1)  # what never happened takes no room
    found = Running.folded(rows, STEPS, MOST)
    whole = np.concatenate([values(n, 20) for n in range(4)])
    np.testing.assert_array_equal(found.bins, Running.of(whole, MOST).bins)


def test_what_does_not_fit_is_refused():
    part = Running.of(values(0, 4), MOST)
    for other in (Running.empty(2, MOST), Running.empty(STEPS, MOST + 1)):
        with pytest.raises(ValueError, match="same bins"):
            part.merged(other)
    for beyond in ([[10]], [[-1]]):
        with pytest.raises(ValueError, match="not from 0 to 9"):
            Running.of(beyond, MOST)
    for no_table in ([1, 2], [[0.5]]):
        with pytest.raises(ValueError, match="table of whole numbers"):
            Running.of(no_table, MOST)
    with pytest.raises(ValueError, match="0 to 100"):
        part.quantile(101)
