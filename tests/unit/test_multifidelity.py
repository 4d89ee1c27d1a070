"""What an estimate of two fidelities does with its pilot, its budget and its numbers, and what it says."""

import numpy as np
import pytest

from rangering.study import multifidelity
from rangering.study.multifidelity import Pilot, allocate, estimate, estimate_after, pilot_of, run_pilot
from tests.paired_models import leaker_pair, repeated, share_that_hold


class Watched:
    """A model that remembers which replicates it was asked for."""

    def __init__(self, values):
        self.values, self.asked = values, []

    def __call__(self, first, count):
        self.asked.append((first, count))
        return self.values[first : first + count]


def close_pair(seed=1, count=60_000):
    draw = np.random.default_rng(seed)
    full = draw.normal(size=count)
    return Watched(full), Watched(full + 0.2 * draw.normal(size=count))


@pytest.mark.parametrize(("correlation", "uses_fast"), [(0.95, True), (0.1, False)])
def test_the_mean_of_skewed_counts_is_not_biased_though_pilot_and_sample_are_tiny(correlation, uses_fast):
    # A coefficient fitted to the very replicates it is used on would be biased here, as 1 / 30.
    found, mean = repeated("leakers", correlation, 0.02, 60.0, pilot=10, repeats=3000, seed=2)
    used = np.array([each.allocation.fast_count > 0 for each in found])
    assert used.mean() > 0.6 if uses_fast else used.mean() < 0.2
    values = np.array([each.estimate.value for each in found])
    assert abs(values.mean() - mean) < 4.0 * values.std() / 3000**0.5


@pytest.mark.parametrize(("kind", "correlation"), [("normal", 0.9), ("leakers", 0.9), ("leakers", 0.2)])
def test_intervals_hold_the_mean_as_often_as_they_say(kind, correlation):
    found, mean = repeated(kind, correlation, 0.05, 300.0, pilot=40, repeats=500, seed=3)
    # Binomial of 500 at 0.95: three standard deviations are 0.029.
    assert 0.92 < share_that_hold(found, mean) < 0.98


def test_the_gain_is_what_many_repeats_show():
    found, _ = repeated("normal", 0.95, 0.02, 400.0, pilot=40, repeats=600, seed=4)
    variance = np.var([each.estimate.value for each in found])
    shown = np.median([each.gain for each in found])
    # Full alone at equal cost: 4 / 400. Four standard deviations of a variance from 600 are 0.23 of it.
    assert shown == pytest.approx(4.0 / 400.0 / variance, rel=0.23)
    assert shown > 3.0


def test_pilot_pairs_and_further_replicates_are_apart_and_paired_ones_bear_the_same_numbers():
    full, fast = close_pair()
    found = estimate(full, fast, budget=500.0, pilot=50, first=7, cost_fraction=0.02)
    n, m = found.allocation.full_count, found.allocation.fast_count
    assert full.asked == [(7, 50), (57, n)]
    assert fast.asked == [(7, 50), (57, n), (57 + n, m - n)]
    assert found.spent == pytest.approx(50 * 1.02 + n + 0.02 * m)
    assert found.spent <= 500.0
    assert found.gain > 4.0
    assert f"{n:,} full and {m:,} fast" in " ".join(found.words())


def test_the_estimate_is_the_control_variates_own_formula():
    full, fast = close_pair()
    found = estimate(full, fast, budget=500.0, pilot=50, cost_fraction=0.02)
    n, m = found.allocation.full_count, found.allocation.fast_count
    a, b = full.values[50 : 50 + n], fast.values[50 : 50 + m]
    by_hand = a.mean() + found.allocation.coefficient * (b.mean() - b[:n].mean())
    assert found.estimate.value == pytest.approx(by_hand, rel=1e-12)


def test_a_fast_model_of_no_use_is_said_to_be_and_left_out():
    draw = np.random.default_rng(8)
    full, fast = Watched(draw.normal(size=5000)), Watched(draw.normal(size=5000))
    found = estimate(full, fast, budget=1000.0, pilot=100, cost_fraction=0.2)
    assert found.allocation.fast_count == 0
    assert found.allocation.full_count == 880
    assert fast.asked == [(0, 100)]
    assert found.estimate.value == pytest.approx(full.values[100:980].mean())
    assert found.gain == pytest.approx(0.88, rel=0.01)  # what the pilot cost
    said = " ".join(found.words())
    assert "No gain to be had from fast: 880 full replicates alone" in said
    assert "a gain needs more than 0.75" in said  # 2 sqrt(0.2) / 1.2


def test_what_making_the_fast_model_cost_is_counted():
    full, fast = close_pair()
    free = estimate(full, fast, budget=500.0, pilot=50, cost_fraction=0.02)
    dear = estimate(full, fast, budget=500.0, pilot=50, cost_fraction=0.02, made_for=96.0)
    assert dear.spent <= 500.0
    assert dear.allocation.full_count < 0.85 * free.allocation.full_count
    assert dear.gain < free.gain


def test_a_model_that_never_varies_gives_no_gain():
    flat = Watched(np.zeros(1000))
    full, _ = close_pair()
    found = estimate(full, flat, budget=300.0, cost_fraction=0.01)
    assert found.pilot.correlation == 0.0
    assert found.pilot.coefficient == 0.0
    assert found.allocation.fast_count == 0
    never = estimate(flat, full, budget=300.0, cost_fraction=0.01)
    assert (never.estimate.low, never.estimate.high) == (0.0, 0.0)
    assert np.isnan(never.gain)


def test_the_same_models_leave_full_the_least_there_may_be():
    full, _ = close_pair(count=300_000)
    found = estimate(full, full, budget=1000.0, cost_fraction=0.01)
    assert found.pilot.correlation == pytest.approx(1.0)
    assert found.allocation.full_count == 30
    assert abs(found.estimate.value) < 4.0 / found.allocation.fast_count**0.5


def test_a_cost_that_is_not_stated_is_measured(monkeypatch):
    # A clock that each model turns by what it is said to take: no machine's load can fail this test.
    full, fast = close_pair()
    clock_s = [0.0]
    monkeypatch.setattr(multifidelity, "process_time", lambda: clock_s[0])

    def taking(model, each_s):
        def timed(first, count):
            clock_s[0] += each_s * count
            return model(first, count)

        return timed

    found = run_pilot(taking(full, 0.5), taking(fast, 0.02), 20, 0)
    assert found.cost_fraction == pytest.approx(0.04)
    assert full.asked == [(0, 1), (0, 20)]


def test_a_pilot_run_elsewhere_serves_too_and_progress_is_told():
    draw = np.random.default_rng(9)
    pair = leaker_pair(draw, 60_000, 0.9)
    pilot = pilot_of(pair.full(0, 100), pair.fast(0, 100), 0.02)
    told = []
    found = estimate_after(pilot, pair.full, pair.fast, budget=600.0, first=100, progress=told.append)
    again = estimate(pair.full, pair.fast, budget=600.0, pilot=100, cost_fraction=0.02)
    assert found == again
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_fast_is_used_only_where_the_near_end_of_the_correlation_helps_too():
    # w = 0.25 asks for 0.8.
    assert allocate(Pilot(50, 1.0, 1.0, 0.95, 0.79, 0.97, 0.25), 500.0).fast_count == 0
    assert allocate(Pilot(50, 1.0, 1.0, 0.95, 0.90, 0.97, 0.25), 500.0).fast_count > 0
    assert allocate(Pilot(50, 1.0, 1.0, -0.95, -0.97, -0.90, 0.25), 500.0).fast_count > 0
