"""Budgets, pilots, costs and models that cannot be."""

import numpy as np
import pytest

from rangering.errors import RangeringError, ScenarioError
from rangering.study.multifidelity import allocate, estimate, estimate_after, pilot_of, run_pilot

NORMAL = np.random.default_rng(1).normal(size=2000)


def good(first, count):
    return NORMAL[first : first + count]


@pytest.mark.parametrize("budget", [-1.0, 0.0, 129.0, float("nan"), float("inf")])
def test_a_budget_that_pays_for_too_little_is_refused_before_anything_runs(budget):
    def never(first, count):
        raise AssertionError("nothing may be run")

    with pytest.raises(ScenarioError, match="does not pay for the pilot") as told:
        estimate(never, never, budget=budget)
    assert told.value.where == "budget"
    assert "130" in told.value.mend


def test_a_budget_that_the_pilot_used_up_is_refused():
    with pytest.raises(ScenarioError, match="does not pay"):
        estimate(good, good, budget=135.0, cost_fraction=0.5)
    pilot = pilot_of(good(0, 100), good(0, 100), 0.5)
    with pytest.raises(ScenarioError, match="does not pay"):
        estimate_after(pilot, good, good, budget=179.0, first=100)
    with pytest.raises(ScenarioError, match="pays for fewer than 30"):
        allocate(pilot, 29.0)


@pytest.mark.parametrize("pilot", [-1, 0, 9])
def test_a_pilot_of_a_handful_is_refused(pilot):
    with pytest.raises(ScenarioError, match="paired replicates from 10"):
        estimate(good, good, budget=1000.0, pilot=pilot)
    with pytest.raises(ScenarioError, match="paired replicates from 10"):
        run_pilot(good, good, pilot, 0)


@pytest.mark.parametrize("cost", [0.0, -0.1, float("nan"), float("inf")])
def test_a_cost_that_cannot_be_is_refused(cost):
    with pytest.raises(ScenarioError, match="no cost"):
        estimate(good, good, budget=1000.0, cost_fraction=cost)


def test_a_negative_number_is_refused():
    with pytest.raises(ScenarioError, match="no replicate's number"):
        estimate(good, good, budget=1000.0, first=-1)


def test_a_model_that_returns_another_number_of_values_is_named():
    with pytest.raises(RangeringError, match=r"fast model, replicates 0 to 99: .*not the shape"):
        estimate(good, lambda first, count: good(first, count + 1), budget=500.0, cost_fraction=0.1)


def test_a_value_that_is_no_number_is_named_with_its_replicate():
    def holed(first, count):
        values = good(first, count).copy()
        if first <= 123 < first + count:
            values[123 - first] = np.nan
        return values

    with pytest.raises(RangeringError, match="full model, replicate 123: nan is no number"):
        estimate(holed, good, budget=500.0, cost_fraction=0.9)


def test_a_fast_model_as_dear_as_the_full_one_is_left_out():
    found = estimate(good, good, budget=400.0, cost_fraction=1.5)
    assert found.pilot.correlation == pytest.approx(1.0)
    assert found.allocation.fast_count == 0
