"""Which missile at which target: never worse than any other choice, and honest where it gives up."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering._jit import COMPILING
from rangering.mission.kernels.allocate import allocate

# Few different figures, so that ties, identical weapons, sure kills and unusable weapons are common.
kill_figures = st.sampled_from([0.0, 0.0, 0.3, 0.5, 0.7, 0.85, 1.0])
value_figures = st.sampled_from([0.0, 1.0, 2.0, 5.0, 9.0])


@st.composite
def problems(draw, most_weapons=5, most_targets=4):
    weapons, targets = draw(st.integers(0, most_weapons)), draw(st.integers(0, most_targets))
    rows = draw(st.lists(st.lists(kill_figures, min_size=targets, max_size=targets), max_size=3))
    rows.append([0.5] * targets)
    kill = [draw(st.sampled_from(rows)) for _ in range(weapons)]
    value = draw(st.lists(value_figures, min_size=targets, max_size=targets))
    return np.array(kill, float).reshape(weapons, targets), np.array(value, float)


def survives(kill_probability, value, chosen):
    left = value.copy()
    for weapon, target in enumerate(chosen):
        if target >= 0:
            left[target] *= 1.0 - kill_probability[weapon, target]
    return left.sum()


def allocated(kill_probability, value):
    chosen = np.full(len(kill_probability), -7)
    surviving, proven = allocate(kill_probability, value, chosen)
    return surviving, proven, chosen


@pytest.mark.both_ways
@settings(max_examples=150 if COMPILING else 25)
@given(problems())
def test_no_other_choice_leaves_less(problem):
    kill_probability, value = problem
    surviving, proven, chosen = allocated(kill_probability, value)
    every = product(range(-1, value.size), repeat=len(kill_probability))
    least = min(survives(kill_probability, value, choice) for choice in every)
    assert proven
    assert surviving == pytest.approx(least, rel=1e-12, abs=1e-12)
    assert survives(kill_probability, value, chosen) == pytest.approx(surviving, rel=1e-12, abs=1e-12)


@pytest.mark.both_ways
@settings(max_examples=100 if COMPILING else 20)
@given(problems())
def test_a_shot_that_lowers_nothing_is_not_fired(problem):
    kill_probability, value = problem
    _, _, chosen = allocated(kill_probability, value)
    for weapon in np.flatnonzero(chosen >= 0):
        kept = chosen.copy()
        kept[weapon] = -1
        assert survives(kill_probability, value, kept) > survives(kill_probability, value, chosen)
    assert np.all(chosen[~(kill_probability > 0.0).any(axis=1)] == -1)


@pytest.mark.both_ways
def test_a_look_at_marginal_returns_alone_misses_the_better_choice():
    """Greedy fires both at the first target, for 0.9 · 10, and leaves 0.17 + 9."""
    kill_probability, value = np.array([[0.9, 0.89], [0.83, 0.0]]), np.array([10.0, 9.0])
    surviving, proven, chosen = allocated(kill_probability, value)
    assert chosen.tolist() == [1, 0]
    assert surviving == pytest.approx(1.7 + 0.99)
    assert proven


@pytest.mark.both_ways
def test_alike_weapons_are_given_out_at_once():
    """Twelve alike missiles: greedy is optimal (den Broeder and others), and one bound says so."""
    value = np.array([3.0, 9.0, 5.0, 7.0])
    surviving, proven, chosen = allocated(np.full((12, 4), 0.5), value)
    counts = [n for n in product(range(13), repeat=4) if sum(n) == 12]
    assert surviving == pytest.approx(min((value * 0.5 ** np.array(n)).sum() for n in counts))
    assert proven
    assert np.bincount(chosen).sum() == 12


@pytest.mark.compiled_only
def test_beyond_the_cap_the_best_found_is_returned_and_said_to_be_open():
    rng = np.random.default_rng(5)
    kill_probability, value = rng.uniform(0.2, 0.9, (24, 12)), rng.uniform(1.0, 20.0, 12)
    surviving, proven, chosen = allocated(kill_probability, value)
    assert not proven
    assert survives(kill_probability, value, chosen) == pytest.approx(surviving)
    left, free = value.copy(), list(range(24))
    while free:  # greedy
        gains = left * kill_probability[free]
        place, target = np.unravel_index(np.argmax(gains), gains.shape)
        left[target] *= 1.0 - kill_probability[free.pop(place), target]
    assert surviving <= left.sum()
