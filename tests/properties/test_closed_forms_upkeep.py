"""Availability, renewals and schedules, each against another route: balance, counting, every path."""

from itertools import pairwise
from math import exp, expm1
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import betainc
from scipy.stats import beta, binom, weibull_min

from rangering.errors import ProgrammeError
from rangering.programme.closed_forms.availability import (
    availability_ratios,
    k_of_n_availability,
    k_of_n_mttf_d,
    one_of_two_mttf_d,
)
from rangering.programme.closed_forms.renewal import erlang_renewals, weibull_age_replacement
from rangering.programme.closed_forms.schedule import Activity, critical_path, pert_completion

EXACT = 1e-9
rates = st.floats(1e-3, 10.0)
systems = st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))


def generator(births, deaths):
    """Rates between the states of a chain, row to column, each row adding up to nothing."""
    flow = np.diag(births, 1) + np.diag(deaths, -1)
    return flow - np.diag(flow.sum(axis=1))


def steady(births, deaths):
    """Shares of time in each state, by least squares on all balance equations and their sum."""
    flow = generator(births, deaths)
    equations = np.vstack((flow.T, np.ones(len(flow))))
    return np.linalg.lstsq(equations, np.eye(len(flow) + 1)[-1], rcond=None)[0]


# --- availability -------------------------------------------------------------------------------------------


@given(systems, rates, rates, st.integers(1, 14), st.booleans())
def test_k_of_n_by_the_balance_of_its_states(system, failing, repaired, crews, fail_while_down):
    needed, units = system
    top = units if fail_while_down else units - needed + 1
    down = np.arange(top + 1)
    shares = steady((units - down[:-1]) * failing, np.minimum(down[1:], crews) * repaired)
    got = k_of_n_availability(needed, units, failing, repaired, crews, fail_while_down=fail_while_down)
    assert got.availability == pytest.approx(shares[: units - needed + 1].sum(), rel=1e-7, abs=1e-9)
    assert got.mean_units_down == pytest.approx(shares @ down, rel=1e-7, abs=1e-9)


@given(systems, rates, rates)
def test_with_a_crew_for_each_unit_the_units_are_independent(system, failing, repaired):
    needed, units = system
    up = repaired / (repaired + failing)
    got = k_of_n_availability(needed, units, failing, repaired, units)
    assert got.availability == pytest.approx(binom.sf(needed - 1, units, up), rel=EXACT)
    assert got.mean_units_down == pytest.approx(units * (1.0 - up), rel=EXACT)


def test_a_thousand_units_neither_overflow_nor_vanish():
    got = k_of_n_availability(600, 1000, 1.0, 2.0, 1000)
    assert got.availability == pytest.approx(binom.sf(599, 1000, 2 / 3), rel=EXACT)


@given(systems, rates)
def test_life_without_repair_by_absorption(system, failing):
    needed, units = system
    down = np.arange(units - needed + 2)
    births = (units - down[:-1]) * failing
    times = np.linalg.solve(-generator(births, 0.0 * births)[:-1, :-1], np.ones(down.size - 1))
    assert k_of_n_mttf_d(needed, units, failing) == pytest.approx(times[0], rel=EXACT)


@given(systems, rates)
def test_life_without_repair_is_the_integral_of_reliability(system, failing):
    needed, units = system
    reliability = quad(lambda t: betainc(needed, units - needed + 1, exp(-t)), 0.0, 40.0)[0]
    assert k_of_n_mttf_d(needed, units, failing) == pytest.approx(reliability / failing, rel=1e-6)


@given(rates, st.floats(0.0, 10.0), st.integers(1, 2))
def test_life_of_one_of_two_by_absorption(failing, repaired, crews):
    flow = np.array([[2.0 * failing, -2.0 * failing], [-min(crews, 1) * repaired, repaired + failing]])
    times = np.linalg.solve(flow, np.ones(2))
    assert one_of_two_mttf_d(failing, repaired) == pytest.approx(times[0], rel=1e-8)


def test_without_repair_both_lives_agree():
    assert one_of_two_mttf_d(0.2, 0.0) == pytest.approx(k_of_n_mttf_d(1, 2, 0.2))


def test_ratios_of_a_machine_that_is_watched():
    """Up, waiting and in repair in turn, whatever the laws; 20 batches of ten thousand turns."""
    rng = np.random.default_rng(2)
    shape = 20, 10_000
    up, repair, wait = rng.weibull(2.0, shape), rng.gamma(3.0, 0.02, shape), rng.exponential(0.1, shape)
    mean_up = weibull_min(2.0).mean()
    ratios = availability_ratios(mean_up, 0.06, 0.1)
    seen = up.sum(axis=1) / (up + repair + wait).sum(axis=1)
    assert seen.mean() == pytest.approx(float(ratios.operational), abs=4 * seen.std() / np.sqrt(20))
    seen = up.sum(axis=1) / (up + repair).sum(axis=1)
    assert seen.mean() == pytest.approx(float(ratios.inherent), abs=4 * seen.std() / np.sqrt(20))


# --- renewals -----------------------------------------------------------------------------------------------


@given(st.integers(1, 12), st.floats(0.01, 300.0))
def test_renewals_by_the_roots_of_unity(stages, passed):
    """The Laplace transform inverted by partial fractions (Parzen, Stochastic Processes, 1962)."""
    roots = np.exp(2j * np.pi * np.arange(1, stages) / stages)
    terms = roots / (1.0 - roots) * (1.0 - np.exp(-passed * (1.0 - roots)))
    expected = (passed + terms.sum().real) / stages
    assert erlang_renewals(stages, 1.0, passed) == pytest.approx(expected, rel=EXACT, abs=1e-12)


@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_renewals_of_one_and_two_stages_by_their_formulas(rate, time):
    """λt/2 - (1 - exp(-2λt))/4; exponential lives are renewed at their rate."""
    expected = rate * time / 2.0 + np.expm1(-2.0 * rate * time) / 4.0
    assert erlang_renewals(2, rate, time) == pytest.approx(expected, rel=1e-8, abs=1e-14)
    assert erlang_renewals(1, rate, time) == pytest.approx(rate * time, rel=EXACT)


def test_renewals_at_many_times_counted():
    rng = np.random.default_rng(4)
    times = np.array([0.3, 1.0, 4.0])
    ends = np.cumsum(rng.gamma(3.0, 0.5, (100_000, 30)), axis=1)
    counted = (ends[:, None, :] <= times[:, None]).sum(axis=2)
    allowed = 4.0 * counted.std(axis=0) / np.sqrt(100_000)
    assert np.all(np.abs(counted.mean(axis=0) - erlang_renewals(3, 2.0, times)) <= allowed)


@given(st.floats(1.2, 6.0), st.floats(0.1, 5000.0), st.floats(0.01, 0.8))
def test_the_age_to_replace_at_by_looking_for_the_least_cost(shape, scale, ratio):

    def cost(log_age):
        age = exp(log_age)
        mean = quad(lambda t: exp(-(t**shape)), 0.0, min(age, 60.0), epsabs=1e-12, epsrel=1e-12)[0]
        return (ratio * exp(-(age**shape)) - expm1(-(age**shape))) / mean

    found = minimize_scalar(cost, bounds=(-12.0, 4.0), options={"xatol": 1e-9})
    best = weibull_age_replacement(shape, scale, 10.0 * ratio, 10.0)
    assert best.cost_per_d == pytest.approx(10.0 * found.fun / scale, rel=1e-7)
    assert cost(np.log(best.age_d / scale)) <= found.fun * (1.0 + 1e-9)


@pytest.mark.parametrize(("shape", "preventive"), [(1.0, 1.0), (0.7, 1.0), (3.0, 10.0), (3.0, 12.0)])
def test_waiting_for_failure_where_replacing_gains_nothing(shape, preventive):
    best = weibull_age_replacement(shape, 50.0, preventive, 10.0)
    assert best.age_d == np.inf
    assert best.cost_per_d == pytest.approx(10.0 / weibull_min(shape, scale=50.0).mean())


# --- schedules ----------------------------------------------------------------------------------------------

EVENTS = "ABCDEFG"
onward = st.sampled_from([(a, b) for i, a in enumerate(EVENTS) for b in EVENTS[i + 1 :]])
networks = st.lists(
    st.builds(lambda ends, duration: Activity(*ends, duration), onward, st.integers(0, 9)),
    min_size=1,
    max_size=14,
)


def paths(activities):
    """Every way from an event that nothing reaches to one that nothing leaves, in the order of the list."""

    def onwards(path):
        following = [k for k, each in enumerate(activities) if each.begins == activities[path[-1]].ends]
        if not following:
            yield path
        for place in following:
            yield from onwards((*path, place))

    for place, each in enumerate(activities):
        if all(other.ends != each.begins for other in activities):
            yield from onwards((place,))


def length(activities, path):
    return sum(activities[place].duration_d for place in path)


@given(networks)
def test_the_critical_path_is_the_first_longest_of_all(activities):
    every = list(paths(activities))
    longest = max(length(activities, path) for path in every)
    plan = critical_path(activities)
    assert plan.duration_d == longest
    assert plan.path == min(path for path in every if length(activities, path) == longest)
    for place in range(len(activities)):
        through = max(length(activities, path) for path in every if place in path)
        assert plan.slack_d[place] == longest - through
        before = max(length(activities, path[: path.index(place)]) for path in every if place in path)
        assert plan.earliest_start_d[place] == before


def test_a_tie_in_tenths_is_a_tie():
    """0.1 + 0.2 is not 0.3 in binary."""
    activities = [Activity("A", "C", 0.3), Activity("A", "B", 0.1), Activity("B", "C", 0.2)]
    plan = critical_path(activities)
    assert plan.path == (0,)
    assert plan.slack_d.tolist() == [0.0, 0.0, 0.0]


@given(networks, st.lists(st.sampled_from(EVENTS), min_size=1, max_size=4, unique=True))
def test_a_circle_is_named_whole(activities, events):
    ring = [Activity(a, b, 1.0) for a, b in pairwise([*events, events[0]])]
    mixed = [*activities, *ring]
    with pytest.raises(ProgrammeError, match="circle") as caught:
        critical_path(mixed, where="plan.toml, link")
    assert caught.value.where == "plan.toml, link"
    walked = str(caught.value.value).split(" → ")
    assert walked[0] == walked[-1]
    assert len(set(walked)) == len(walked) - 1
    assert all(any(each[:2] == step for each in mixed) for step in pairwise(walked))


def test_a_bad_duration_is_located():
    with pytest.raises(ProgrammeError) as caught:
        critical_path([Activity("A", "B", 2.0), Activity("B", "C", -1.0)], where="plan.toml, link")
    assert (caught.value.where, caught.value.value) == ("plan.toml, link[1], B to C", -1.0)
    assert caught.value.mend
    with pytest.raises(ProgrammeError, match="holds no activity"):
        critical_path([])


estimate = st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0), st.floats(0.0, 50.0)).map(sorted)


@given(st.lists(estimate, min_size=1, max_size=8), st.floats(0.0, 200.0))
def test_pert_by_the_beta_law_and_the_normal_one(estimates, deadline):
    """The mean is that of a beta law of shapes 1 + 4(m - o)/(p - o) and 1 + 4(p - m)/(p - o)."""
    low, likely, high = np.array(estimates).T
    spread = high - low
    assume(np.all((spread > 1e-3) | (spread == 0.0)) and spread.max() > 0.0)
    safe = np.where(spread > 0.0, spread, 1.0)
    means = low + spread * beta(1 + 4 * (likely - low) / safe, 1 + 4 * (high - likely) / safe).mean()
    done = pert_completion(low, likely, high, deadline)
    assert done.mean_d == pytest.approx(means.sum())
    assert done.variance_d2 == pytest.approx(np.sum(spread**2) / 36.0)
    expected = NormalDist(done.mean_d, done.variance_d2**0.5).cdf(deadline)
    assert done.probability == pytest.approx(expected, abs=1e-12)


REFUSED = {
    "more needed than there are": (k_of_n_availability, (3, 2, 0.1, 1.0, 1)),
    "none needed": (k_of_n_availability, (0, 2, 0.1, 1.0, 1)),
    "no crew": (k_of_n_availability, (1, 2, 0.1, 1.0, 0)),
    "no repair": (k_of_n_availability, (1, 2, 0.1, 0.0, 1)),
    "a negative failure rate": (k_of_n_availability, (1, 2, -0.1, 1.0, 1)),
    "life without failures": (k_of_n_mttf_d, (1, 2, 0.0)),
    "life of more than there are": (k_of_n_mttf_d, (3, 2, 1.0)),
    "two that never fail": (one_of_two_mttf_d, (0.0, 1.0)),
    "no time up": (availability_ratios, (0.0, 1.0, 1.0)),
    "a negative delay": (availability_ratios, (1.0, 1.0, -1.0)),
    "no stage": (erlang_renewals, (0, 1.0, 1.0)),
    "time before the start": (erlang_renewals, (2, 1.0, [1.0, -1.0])),
    "replacing for nothing": (weibull_age_replacement, (2.0, 1.0, 0.0, 1.0)),
    "no scale": (weibull_age_replacement, (2.0, 0.0, 1.0, 2.0)),
    "estimates out of order": (pert_completion, ([2.0], [1.0], [3.0], 5.0)),
    "no estimate": (pert_completion, ([], [], [], 5.0)),
    "an endless deadline": (pert_completion, ([1.0], [1.0], [3.0], np.inf)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_no_formula_is_defined_for_is_refused(why):
    form, arguments = REFUSED[why]
    with pytest.raises(ValueError, match=r" is |the estimates "):
        form(*arguments)


@pytest.mark.parametrize(
    ("got", "answer"),
    [
        (lambda: k_of_n_availability(2, 3, 0.0, 1.0, 1), (1.0, 0.0)),
        (lambda: k_of_n_availability(3, 3, 0.1, 1.0, 9).availability, pytest.approx((1 / 1.1) ** 3)),
        (lambda: k_of_n_availability(1, 1, 0.1, 0.4, 1), pytest.approx((0.8, 0.2))),
        (lambda: k_of_n_mttf_d(5, 5, 0.1), pytest.approx(2.0)),
        (lambda: erlang_renewals(2, 0.0, 5.0).tolist(), 0.0),
        (lambda: pert_completion([4.0], [4.0], [4.0], 4.0), (4.0, 0.0, 1.0)),
        (lambda: pert_completion([4.0], [4.0], [4.0], 3.9), (4.0, 0.0, 0.0)),
        (lambda: critical_path([Activity("A", "B", 0.0)]).path, (0,)),
        (lambda: availability_ratios(98.0, 1.0, 1.0), pytest.approx((98 / 99, 0.98))),
    ],
)
def test_at_the_edges(got, answer):
    assert got() == answer
