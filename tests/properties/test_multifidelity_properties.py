"""What holds for every pilot and budget."""

from hypothesis import given
from hypothesis import strategies as st

from rangering.study.multifidelity import LEAST, Pilot, allocate, least_correlation

correlations = st.floats(-1.0, 1.0)
costs = st.floats(1e-4, 2.0)
budgets = st.floats(LEAST, 1e6)


def pilot(correlation, cost, near=0.98):
    ends = sorted((correlation * near, max(-1.0, min(1.0, correlation * 1.01))))
    return Pilot(200, 2.0, 3.0, correlation, *ends, cost)


@given(correlations, costs, budgets)
def test_a_budget_is_kept_and_nothing_is_expected_to_be_worse_than_full_alone(correlation, cost, budget):
    plan = allocate(pilot(correlation, cost), budget)
    assert plan.full_count + cost * plan.fast_count <= budget * (1.0 + 1e-12)
    assert plan.full_count >= LEAST
    assert plan.variance_fraction <= 1.0
    if plan.fast_count:
        assert plan.fast_count >= plan.full_count + LEAST
        assert abs(correlation) > least_correlation(cost)
        assert plan.coefficient * correlation > 0.0
    else:
        assert plan.full_count == int(budget)
        assert plan.coefficient == 0.0


@given(costs, budgets, correlations)
def test_the_sign_of_the_correlation_changes_the_coefficient_alone(cost, budget, correlation):
    one, other = allocate(pilot(correlation, cost), budget), allocate(pilot(-correlation, cost), budget)
    assert one == other._replace(coefficient=-other.coefficient)


@given(costs, st.floats(100.0, 1e6), st.floats(0.5, 0.99), st.floats(0.0, 0.009))
def test_a_better_fast_model_never_expects_more_variance(cost, budget, correlation, more):
    worse = allocate(pilot(correlation, cost), budget).variance_fraction
    better = allocate(pilot(correlation + more, cost), budget).variance_fraction
    assert better <= worse * (1.0 + 2.0 / LEAST)  # whole replicates
