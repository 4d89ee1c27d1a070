"""GOSPA and OSPA: what a metric must be, and the least over all pairings tried one by one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.mission.picture_error import gospa, ospa_m

points = st.lists(st.tuples(st.floats(-20.0, 20.0), st.floats(-20.0, 20.0)), max_size=4)
orders = st.sampled_from([1.0, 2.0, 3.0])
CUTOFF_M = 10.0


def _least_over_pairings(truth, estimates, order):
    """Least sum of cut distances over every way to pair the fewer with the more, and how many stay alone."""
    few, many = sorted((truth, estimates), key=len)
    sums = [
        sum(
            min(np.hypot(a[0] - many[k][0], a[1] - many[k][1]), CUTOFF_M) ** order
            for a, k in zip(few, way, strict=True)
        )
        for way in permutations(range(len(many)), len(few))
    ]
    return min(sums), len(many) - len(few)


@given(truth=points, estimates=points, order=orders)
def test_both_are_the_least_over_all_pairings(truth, estimates, order):
    least, alone = _least_over_pairings(truth, estimates, order)
    found = gospa(truth, estimates, CUTOFF_M, order)
    assert found.distance_m == pytest.approx(
        (least + CUTOFF_M**order / 2.0 * alone) ** (1.0 / order), abs=1e-6
    )
    more = max(len(truth), len(estimates), 1)
    expected = ((least + CUTOFF_M**order * alone) / more) ** (1.0 / order)
    assert ospa_m(truth, estimates, CUTOFF_M, order) == pytest.approx(expected, abs=1e-6)


@given(truth=points, estimates=points, order=orders)
def test_the_parts_make_the_whole_and_swap_with_the_sides(truth, estimates, order):
    found, mirrored = gospa(truth, estimates, CUTOFF_M, order), gospa(estimates, truth, CUTOFF_M, order)
    whole = found.localisation + CUTOFF_M**order / 2.0 * (found.missed + found.false)
    assert found.distance_m**order == pytest.approx(whole, abs=1e-6)
    assert len(truth) - found.missed == len(estimates) - found.false >= 0
    assert found.distance_m == pytest.approx(mirrored.distance_m, abs=1e-6)


@given(a=points, b=points, c=points, order=orders)
def test_triangles_hold(a, b, c, order):
    for distance in (
        lambda x, y: gospa(x, y, CUTOFF_M, order).distance_m,
        lambda x, y: ospa_m(x, y, CUTOFF_M, order),
    ):
        assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9


@given(truth=points)
def test_a_perfect_picture_has_no_error(truth):
    assert gospa(truth, truth[::-1], CUTOFF_M) == (0.0, 0.0, 0, 0)
    assert ospa_m(truth, truth[::-1], CUTOFF_M) == 0.0


def test_a_pair_at_the_cutoff_is_a_miss_and_a_false_track():
    assert gospa([[0.0, 0.0]], [[10.0, 0.0]], CUTOFF_M) == (10.0, 0.0, 1, 1)
