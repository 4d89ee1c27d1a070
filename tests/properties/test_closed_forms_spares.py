"""Spares and two echelons, each against another route: sums term by term, and units that really circulate."""

from math import exp, fsum, lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from rangering.programme.closed_forms.backorders import (
    backorder_variance,
    expected_backorders,
    fill_rate,
    fitted_backorders,
    pipeline_mean,
    spares_for_protection,
    system_availability,
)
from rangering.programme.closed_forms.two_echelon import exact_two_echelon, metric, repair_loop, vari_metric

EXACT = 1e-9
means = st.floats(0.01, 80.0)
stocks = st.integers(0, 60)


def summed(mean, value):
    """Σ value(x) P(X = x), X Poisson, term by term."""
    return fsum(value(x) * exp(x * log(mean) - mean - lgamma(x + 1)) for x in range(int(mean) + 400))


# --- one place ----------------------------------------------------------------------------------------------


@given(means, stocks)
def test_backorders_term_by_term(mean, stock):
    short = summed(mean, lambda x: max(x - stock, 0))
    square = summed(mean, lambda x: max(x - stock, 0) ** 2)
    assert expected_backorders(mean, stock) == pytest.approx(short, rel=1e-8, abs=1e-300)
    assert backorder_variance(mean, stock) == pytest.approx(square - short**2, rel=1e-7, abs=1e-15)
    assert fill_rate(mean, stock) == pytest.approx(summed(mean, lambda x: x < stock), rel=EXACT)


def test_backorders_of_many_means_and_stocks_at_once():
    """The table of the (S-1, S) policy at a pipeline of 1, as printed: 1, 0.3679, 0.1036, 0.0233."""
    table = expected_backorders(np.array([[1.0], [0.4]]), np.arange(4))
    assert table.shape == (2, 4)
    assert table[0] == pytest.approx([1.0, 0.3679, 0.1036, 0.0233], abs=5e-5)
    assert table[1, 1] == pytest.approx(0.0703200460356394, abs=EXACT)


@given(means, st.integers(0, 59))
def test_one_more_spare_saves_the_chance_that_it_was_wanted(mean, stock):
    saved = expected_backorders(mean, stock) - expected_backorders(mean, stock + 1)
    assert saved == pytest.approx(1.0 - fill_rate(mean, stock + 1), abs=1e-12 * mean + 1e-13)


@pytest.mark.parametrize("law", ["constant", "exponential", "two values"])
def test_spares_that_circulate_are_short_as_palm_says_whatever_the_law_of_times(law):
    rng = np.random.default_rng(11)
    mean, stock, count = 2.5, 4, 400_000
    times = {
        "constant": np.ones(count),
        "exponential": rng.exponential(1.0, count),
        "two values": np.where(rng.random(count) < 0.9, 0.5, 5.5),
    }[law]
    asked = np.cumsum(rng.exponential(1.0 / mean, count))
    back = np.sort(asked + times)
    seen = np.linspace(50.0, asked[-1] - 50.0, 200_000)
    away = np.searchsorted(asked, seen) - np.searchsorted(back, seen)
    short = np.maximum(away - stock, 0).reshape(100, -1).mean(axis=1)
    assert short.mean() == pytest.approx(expected_backorders(mean, stock), abs=4 * short.std() / 10)
    found = np.arange(count) - np.searchsorted(back, asked)  # away, as each demand finds them
    filled = (found < stock)[1000:399_000].reshape(100, -1).mean(axis=1)
    assert filled.mean() == pytest.approx(fill_rate(mean, stock), abs=4 * filled.std() / 10)


@given(st.floats(0.0, 60.0), st.floats(0.0, 0.9999))
def test_the_smallest_stock_that_protects_by_trying_all(mean, protection):
    tried = next(s for s in range(400) if poisson.cdf(s, mean) >= protection)
    assert spares_for_protection(mean, protection) == tried


@pytest.mark.parametrize("stock", range(6))
def test_protection_just_met_is_met(stock):
    """The chance itself, to its last digit."""
    assert spares_for_protection(3.0, float(poisson.cdf(stock, 3.0))) <= stock
    assert spares_for_protection(3.0, float(np.nextafter(poisson.cdf(stock, 3.0), 2.0))) >= stock


@given(st.floats(0.01, 40.0), st.floats(0.01, 5.0), stocks)
def test_a_fitted_pipeline_against_the_library_of_laws(mean, excess, stock):
    law = nbinom(mean / excess, 1.0 / (1.0 + excess))
    numbers = np.arange(stock + 1, stock + 3000)
    short = (numbers - stock) @ law.pmf(numbers)
    assert fitted_backorders(mean, mean * (1.0 + excess), stock) == pytest.approx(short, rel=1e-7, abs=1e-13)


@given(means, stocks)
def test_a_fitted_pipeline_becomes_poisson_smoothly(mean, stock):
    exact = float(expected_backorders(mean, stock))
    assert fitted_backorders(mean, mean, stock) == exact
    assert fitted_backorders(mean, mean * (1.0 + 1e-9), stock) == pytest.approx(exact, rel=1e-4, abs=1e-30)


def test_systems_up_by_placing_the_shortages():
    """Each place is empty by itself with the chance EBO / (N Z): drawn for a million systems."""
    rng = np.random.default_rng(3)
    empty = np.concatenate([np.full(1, 0.1 / 24), np.full(2, 0.25 / 48)])
    up = (rng.random((1_000_000, 3)) >= empty).all(axis=1)
    assert system_availability([0.1, 0.25], [1, 2], 24) == pytest.approx(up.mean(), abs=4 * up.std() / 1000)


# --- two echelons -------------------------------------------------------------------------------------------

bases = st.lists(st.tuples(st.floats(0.1, 5.0), st.integers(0, 4)), min_size=1, max_size=6)
loops = st.builds(
    lambda each, fraction, depot_stock, repair, ship, own: repair_loop(
        [demand for demand, _ in each],
        [stock for _, stock in each],
        depot_stock=depot_stock,
        depot_repair_d=repair,
        order_and_ship_d=ship,
        base_repair_d=own,
        base_repair_fraction=fraction,
    ),
    bases, st.floats(0.0, 1.0), st.integers(0, 15), st.floats(0.0, 3.0), st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)  # fmt: skip


def circulated(loop, law, seed, count=600_000, batches=120):
    """Mean number short at each base, and its standard error, of units that circulate demand by demand."""
    rng = np.random.default_rng(seed)
    demand = loop.demand_per_d
    asked = np.cumsum(rng.exponential(1.0 / demand.sum(), count))
    base = rng.choice(demand.size, size=count, p=demand / demand.sum())
    at_base = rng.random(count) < loop.base_repair_fraction[base]
    back = asked + loop.base_repair_d[base]
    orders = np.flatnonzero(~at_base)
    spread = np.ones(orders.size) if law == "constant" else rng.exponential(1.0, orders.size)
    repaired = np.sort(asked[orders] + loop.depot_repair_d * spread)
    # Order i takes a unit from stock, or the unit repaired as number i - S: first come, first served.
    sent = asked[orders].copy()
    sent[loop.depot_stock :] = np.maximum(
        sent[loop.depot_stock :], repaired[: max(orders.size - loop.depot_stock, 0)]
    )
    back[orders] = sent + loop.order_and_ship_d[base[orders]]
    seen = np.linspace(0.02, 0.98, 240_000) * asked[-1]
    means, errors = [], []
    for each in range(demand.size):
        mine = base == each
        away = np.searchsorted(asked[mine], seen) - np.searchsorted(np.sort(back[mine]), seen)
        short = np.maximum(away - loop.base_stock[each], 0).reshape(batches, -1).mean(axis=1)
        means.append(short.mean())
        errors.append(short.std() / np.sqrt(batches))
    return np.array(means), np.array(errors)


LOOPS = {
    "LINDO's METRIC": repair_loop(
        [0.1, 0.1], [1, 2], depot_stock=2, depot_repair_d=14.0, order_and_ship_d=2.0
    ),
    "unequal bases that repair a part": repair_loop(
        [4.0, 8.0, 2.0], [1, 2, 0], depot_stock=1, depot_repair_d=0.3,
        order_and_ship_d=[0.04, 0.1, 0.2], base_repair_d=[0.1, 0.05, 0.3],
        base_repair_fraction=[0.3, 0.6, 0.0],
    ),
    "one base": repair_loop([3.0], [1], depot_stock=4, depot_repair_d=1.0, order_and_ship_d=0.2),
}  # fmt: skip


@pytest.mark.parametrize("law", ["constant", "exponential"])
@pytest.mark.parametrize("name", LOOPS)
def test_units_that_circulate_are_short_as_graves_says(name, law):
    loop = LOOPS[name]
    means, errors = circulated(loop, law, seed=5)
    assert np.all(np.abs(exact_two_echelon(loop).base_backorders - means) <= 4 * errors)


def test_metric_is_too_low_and_vari_metric_is_near():
    loop = LOOPS["LINDO's METRIC"]
    exact = exact_two_echelon(loop).base_backorders
    assert np.all(metric(loop).base_backorders < 0.9 * exact)
    assert vari_metric(loop).base_backorders == pytest.approx(exact, rel=0.03)


@given(loops)
def test_a_base_without_stock_is_short_of_all_on_the_way(loop):
    bare = loop._replace(base_stock=np.zeros_like(loop.base_stock))
    for model in (metric, vari_metric, exact_two_echelon):
        short = model(bare)
        assert short.base_backorders == pytest.approx(short.base_pipelines, rel=1e-9, abs=1e-12)
    own = loop.base_repair_fraction * loop.demand_per_d * loop.base_repair_d
    ship = (1.0 - loop.base_repair_fraction) * loop.demand_per_d * loop.order_and_ship_d
    assert short.base_pipelines.sum() == pytest.approx((own + ship).sum() + short.depot_backorders, rel=1e-9)


@given(loops, st.booleans())
def test_where_the_depot_owes_all_or_nothing_every_model_is_poisson(loop, bare):
    """Without stock the depot's pipeline is split among the bases; with plenty nobody waits for it."""
    loop = loop._replace(depot_stock=0 if bare else 500)
    expected = metric(loop).base_backorders
    assert vari_metric(loop).base_backorders == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert exact_two_echelon(loop).base_backorders == pytest.approx(expected, rel=1e-8, abs=1e-12)


@given(loops)
def test_metric_is_never_above_the_law_itself(loop):
    low, exact = metric(loop).base_backorders, exact_two_echelon(loop).base_backorders
    assert np.all(low <= exact * (1.0 + 1e-8) + 1e-12)


def test_many_bases_and_a_full_pipeline():
    """A hundred bases share 2000 units in repair: few of those owed are any one's, so METRIC is right."""
    loop = repair_loop(np.full(100, 20.0), 25, depot_stock=1990, depot_repair_d=1.0, order_and_ship_d=1.0)
    short = exact_two_echelon(loop)
    assert short.depot_pipeline == pytest.approx(2000.0)
    assert short.base_backorders == pytest.approx(metric(loop).base_backorders, rel=2e-2)
    assert np.ptp(short.base_backorders) == 0.0


def test_a_depot_that_always_owes():
    """A thousand in repair behind a stock of a hundred: what is owed is 900 more or less, split in two."""
    loop = repair_loop([600.0, 400.0], [0, 360], depot_stock=100, depot_repair_d=1.0, order_and_ship_d=0.0)
    short = exact_two_echelon(loop)
    assert short.depot_backorders == pytest.approx(900.0)
    # Var = f(1 - f) E[B] + f² Var[B], and nearly normal: E[(N - 360)+] = sd / √(2π).
    spread = (0.24 * 900.0 + 0.16 * 1000.0) ** 0.5
    expected = [540.0, spread / (2.0 * np.pi) ** 0.5]
    assert short.base_backorders == pytest.approx(expected, rel=2e-3)


def test_a_base_that_repairs_all_never_waits_for_the_depot():
    loop = repair_loop(
        [2.0, 1.0], [1, 0], depot_stock=0, depot_repair_d=9.0, order_and_ship_d=9.0, base_repair_d=0.5,
        base_repair_fraction=1.0,
    )  # fmt: skip
    for model in (metric, vari_metric, exact_two_echelon):
        short = model(loop)
        assert short.depot_pipeline == short.depot_backorders == 0.0
        assert short.base_backorders == pytest.approx([expected_backorders(1.0, 1), 0.5], rel=EXACT)


LOOP = {"depot_stock": 1, "depot_repair_d": 1.0, "order_and_ship_d": 1.0}
REFUSED = {
    "a negative rate": lambda: pipeline_mean(-1.0, 2.0),
    "an endless time": lambda: pipeline_mean(1.0, np.inf),
    "negative stock": lambda: expected_backorders(1.0, -1),
    "half a spare": lambda: expected_backorders(1.0, 1.5),
    "True for a spare": lambda: fill_rate(1.0, True),
    "a pipeline of nan": lambda: backorder_variance(np.nan, 1),
    "certainty": lambda: spares_for_protection(4.0, 1.0),
    "more than certain": lambda: spares_for_protection(4.0, 1.2),
    "a variance below the mean": lambda: fitted_backorders(2.0, 1.5, 1),
    "more short than there are": lambda: system_availability([30.0], [1], 24),
    "kinds without a quantity": lambda: system_availability([0.1, 0.2], [1], 24),
    "no system": lambda: system_availability([0.1], [1], 0),
    "no base": lambda: repair_loop([], [], **LOOP),
    "a stock too few": lambda: repair_loop([1.0, 2.0, 3.0], [1, 1], **LOOP),
    "a share over 1": lambda: repair_loop([1.0], [1], base_repair_fraction=1.1, **LOOP),
    "a negative demand": lambda: repair_loop([1.0, -1.0], [1, 1], **LOOP),
    "a negative time": lambda: repair_loop([1.0], [1], base_repair_d=-0.1, **LOOP),
    "times too many": lambda: repair_loop([1.0], [1], base_repair_d=[0.1, 0.2], **LOOP),
    "a negative depot stock": lambda: repair_loop([1.0], [1], **LOOP | {"depot_stock": -1}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_no_formula_is_defined_for_is_refused(why):
    with pytest.raises(ValueError, match=r" is |has the shape|have the shape"):
        REFUSED[why]()


@pytest.mark.parametrize(
    ("got", "answer"),
    [
        (lambda: float(expected_backorders(0.0, 0)), 0.0),
        (lambda: float(expected_backorders(0.0, 3)), 0.0),
        (lambda: float(expected_backorders(5.0, 0)), 5.0),
        (lambda: float(backorder_variance(5.0, 0)), pytest.approx(5.0)),
        (lambda: fill_rate(0.0, [0, 1]).tolist(), [0.0, 1.0]),
        (lambda: spares_for_protection(0.0, 0.99), 0),
        (lambda: spares_for_protection(4.0, 0.0), 0),
        (lambda: fitted_backorders(0.0, 0.0, 0), 0.0),
        (lambda: fitted_backorders(3.0, 9.0, 0), pytest.approx(3.0)),
        (lambda: system_availability([24.0], [1], 24), 0.0),
        (lambda: float(pipeline_mean(0.0, 7.0)), 0.0),
    ],
)
def test_at_the_edges(got, answer):
    assert got() == answer
