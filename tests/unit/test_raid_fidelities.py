"""A raid's mean by both fidelities, on the engine itself."""

import pytest

from rangering.catalog.read import load_catalog
from rangering.errors import ScenarioError
from rangering.mission.codes import Count
from rangering.mission.compile import compile_mission
from rangering.mission.workers import run_all
from rangering.scenario.read import load_scenario
from rangering.study.raid_fidelities import leakers_by_both


def test_where_fast_is_of_no_use_the_mean_is_that_of_the_full_replicates_and_says_so():
    scenario = load_scenario("first-raid")
    # What full and fast share here, about 0.2, is of no use at a third of the cost.
    told = []
    found = leakers_by_both(
        scenario, budget=500.0, pilot=60, cost_fraction=0.3, progress=lambda what, share: told.append(share)
    )
    count = found.both.allocation.full_count
    assert count == int(500 - 96 - 60 * 1.3)
    assert found.both.allocation.fast_count == 0
    made = compile_mission(scenario, load_catalog(), seed=1)
    rows, _ = run_all(made.plan, made.layout, 60, count, 1)
    assert found.both.estimate.value == pytest.approx(rows[:, Count.LEAKERS].mean(dtype=float))
    assert found.both.spent == pytest.approx(96 + 60 * 1.3 + count)
    said = " ".join(found.words())
    assert "Leakers a raid. Pilot of 60 paired replicates" in said
    assert "Of missiles the correlation is" in said
    assert "No gain to be had from fast" in said
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_where_fast_costs_next_to_nothing_it_is_used_and_agrees_with_full_alone():
    scenario = load_scenario("first-raid")
    found = leakers_by_both(
        scenario, measure="missiles", budget=1500.0, pilot=300, cost_fraction=1e-3, jobs=2
    )
    assert found.both.allocation.fast_count > found.both.allocation.full_count
    made = compile_mission(scenario, load_catalog(), seed=1)
    rows, _ = run_all(made.plan, made.layout, 2000, 2000, 1)
    missiles = rows[:, Count.MISSILES].astype(float)
    estimate = found.both.estimate
    # Four standard errors of the difference of two independent means.
    spread = ((estimate.high - estimate.low) / 3.92) ** 2 + missiles.var() / 2000
    assert abs(estimate.value - missiles.mean()) < 4.0 * spread**0.5


def test_what_cannot_be_asked_is_refused_before_anything_is_compiled():
    scenario = load_scenario("first-raid")
    with pytest.raises(ScenarioError, match="no measure of both"):
        leakers_by_both(scenario, measure="looks")
    for budget in (100.0, float("nan")):
        with pytest.raises(ScenarioError, match="does not pay"):
            leakers_by_both(scenario, budget=budget)
