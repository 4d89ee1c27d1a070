"""Loans, flows, learning and spending, each against another route: exact fractions, sums, quadrature."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import digamma, zeta

from rangering.programme.closed_forms.cash_flows import irr, npv, real_discount_rate
from rangering.programme.closed_forms.learning import (
    crawford_cumulative_cost,
    crawford_lot_cost,
    crawford_lot_midpoint,
    crawford_unit_cost,
    wright_lot_cost,
)
from rangering.programme.closed_forms.loans import (
    Repayment,
    future_value,
    level_payment,
    loan_schedule,
    number_of_periods,
)
from rangering.programme.closed_forms.spending import rayleigh_budget

EXACT = 1e-9
rates = st.one_of(st.just(0.0), st.floats(1e-7, 0.5))
factors = st.floats(0.5, 1.0)


# --- loans --------------------------------------------------------------------------------------------------


def paid_off(principal, rate, periods, payment, at_start=False):
    """What is owed after the last of so many payments, in exact fractions."""
    owed, rate, payment = Fraction(principal), Fraction(rate), Fraction(payment)
    for _ in range(periods):
        owed = (owed - payment) * (1 + rate) if at_start else owed * (1 + rate) - payment
    return owed


@given(st.floats(1.0, 1e10), rates, st.integers(1, 60), st.booleans())
def test_level_payments_pay_a_loan_off(principal, rate, periods, at_start):
    payment = float(level_payment(principal, rate, periods, at_start=at_start))
    left = paid_off(principal, rate, periods, payment, at_start)
    assert float(left) == pytest.approx(0.0, abs=EXACT * principal * (1 + rate) ** periods)


def test_level_payments_of_many_rates_and_terms_at_once():
    rate, periods = np.array([[0.0], [0.01]]), np.array([10, 120])
    paid = level_payment(1000.0, rate, periods)
    assert paid.shape == (2, 2)
    assert paid[0].tolist() == pytest.approx([100.0, 1000 / 120])
    assert paid[1, 1] == pytest.approx(float(level_payment(1000.0, 0.01, 120)))


@given(st.floats(-1e6, 1e6), st.floats(-1e5, 1e5), rates, st.integers(0, 60), st.booleans())
def test_what_stands_at_the_end_by_going_there(present, payment, rate, periods, at_start):
    stood = -paid_off(present, rate, periods, -Fraction(payment), at_start)
    scale = (abs(present) + abs(payment) * periods) * (1 + rate) ** periods
    got = float(future_value(present, payment, rate, periods, at_start=at_start))
    assert got == pytest.approx(float(stood), rel=EXACT, abs=1e-12 * scale)


@given(st.floats(1.0, 1e6), rates, st.integers(1, 200), st.floats(-0.5, 0.5), st.booleans())
def test_the_number_of_payments_is_that_of_the_loan(principal, rate, periods, kept, at_start):
    """A loan of which a part is left, or which is overpaid, at the end."""
    growth = (1.0 + rate) ** periods
    payment = (1.0 - kept / growth) * float(level_payment(principal, rate, periods, at_start=at_start))
    left = float(future_value(principal, -payment, rate, periods, at_start=at_start))
    if growth > 1e6:
        return  # the payment is nearly the interest: the number is lost in its last digits
    got = number_of_periods(principal, -payment, rate, left, at_start=at_start)
    assert got == pytest.approx(periods, rel=1e-6)


# NumPy's manual, example of `ipmt`: 2500 at 8.24 % a year, paid in 12 months; principal, interest, balance.
PRINTED = [
    (200.58, 17.17, 2299.42), (201.96, 15.79, 2097.46), (203.35, 14.40, 1894.11), (204.74, 13.01, 1689.37),
    (206.15, 11.60, 1483.22), (207.56, 10.18, 1275.66), (208.99, 8.76, 1066.67), (210.42, 7.32, 856.25),
    (211.87, 5.88, 644.38), (213.32, 4.42, 431.05), (214.79, 2.96, 216.26), (216.26, 1.49, 0.0),
]  # fmt: skip


def test_schedule_printed_in_the_manual_of_numpy():
    plan = loan_schedule(2500.0, 0.0824 / 12, 12, 0, Repayment.ANNUITY)
    got = np.column_stack((plan.principal, plan.interest, plan.balance))
    assert got == pytest.approx(np.array(PRINTED), abs=0.005 + EXACT)
    assert plan.interest.sum() == pytest.approx(112.98, abs=0.005)


@given(st.floats(1.0, 1e10), rates, st.integers(1, 40), st.integers(0, 39), st.sampled_from(Repayment))
def test_schedules_add_up_period_by_period(principal, rate, periods, grace, repayment):
    grace = min(grace, periods - 1)
    plan = loan_schedule(principal, rate, periods, grace, repayment)
    close = {"rel": EXACT, "abs": EXACT * principal}
    before = np.concatenate(([principal], plan.balance[:-1]))
    assert plan.interest == pytest.approx(before * rate, **close)
    assert before - plan.principal == pytest.approx(plan.balance, **close)
    assert plan.balance[-1] == 0.0
    assert np.all(plan.principal[:grace] == 0.0)
    same = plan.principal if repayment is Repayment.EQUAL_PRINCIPAL else plan.payment
    assert same[grace:] == pytest.approx(np.full(periods - grace, same[-1]), **close)
    # All payments are worth the loan at its own rate.
    assert npv(rate, plan.payment, first=1) == pytest.approx(principal, rel=EXACT)


# --- flows --------------------------------------------------------------------------------------------------


@given(st.floats(-0.5, 2.0), st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.integers(0, 3))
def test_present_value_in_fractions(rate, flows, first):
    growth = 1 + Fraction(rate)
    worth = sum(Fraction(flow) / growth ** (first + k) for k, flow in enumerate(flows))
    scale = sum(abs(Fraction(flow)) / growth ** (first + k) for k, flow in enumerate(flows))
    assert float(npv(rate, flows, first)) == pytest.approx(float(worth), abs=1e-12 * float(scale) + 1e-300)


def test_present_values_at_many_rates_at_once():
    flows = [-100.0, 60.0, 60.0]
    assert npv(np.array([0.0, 0.1]), flows).tolist() == pytest.approx([20.0, float(npv(0.1, flows))])


# NumPy's manual, examples of `irr` to the printed digits; the last from GeeksforGeeks, "numpy.irr()".
RATES = [
    ([-100, 39, 59, 55, 20], 0.28095, 5e-6),
    ([-100, 0, 0, 74], -0.0955, 5e-5),
    ([-100, 100, 0, -7], -0.0833, 5e-5),
    ([-100, 100, 0, 7], 0.06206, 5e-6),
    ([-5, 10.5, 1, -8, 1], 0.0886, 5e-5),
    ([-500, 50, 31, 3, 11], -0.5296447721512683, 1e-12),
]


@pytest.mark.parametrize(("flows", "printed", "digits"), RATES)
def test_internal_rates_printed_in_manuals(flows, printed, digits):
    assert irr(flows) == pytest.approx(printed, abs=digits)


@given(
    st.lists(st.floats(0.01, 1e4), min_size=1, max_size=5),
    st.lists(st.floats(0.01, 1e4), min_size=1, max_size=200),
)
def test_money_spent_and_then_earned_has_one_rate(spent, earned):
    flows = np.concatenate((-np.array(spent), earned))
    rate = irr(flows)
    with np.errstate(over="ignore"):
        low, high = npv(rate - 1e-9 * (1.0 + rate), flows), npv(rate + 1e-9 * (1.0 + rate), flows)
    assert low > 0.0 > high


@given(st.floats(-0.5, 3.0), st.floats(-0.5, 3.0))
def test_of_two_rates_the_one_nearest_zero(one, other):
    """Flows made from their two rates: (x(1 + r) - 1)(x(1 + s) - 1) in the discount factor x."""
    flows = np.polynomial.polynomial.polymul([-1.0, 1.0 + one], [-1.0, 1.0 + other])
    if abs(abs(one) - abs(other)) > 1e-3 and abs(one - other) > 1e-3:
        assert irr(flows) == pytest.approx(min(one, other, key=abs), abs=1e-6)


def test_a_rate_met_without_crossing_is_found():
    assert irr([1.0, -2.2, 1.21]) == pytest.approx(0.1, abs=1e-6)


@given(st.floats(-0.9, 3.0), st.floats(-0.9, 3.0))
def test_real_growth_times_inflation_is_nominal_growth(real, inflation):
    nominal = (1.0 + real) * (1.0 + inflation) - 1.0
    assert float(real_discount_rate(nominal, inflation)) == pytest.approx(real, abs=1e-13)


# --- learning -----------------------------------------------------------------------------------------------


@given(st.integers(1, 3000), st.integers(1, 5000), st.floats(0.3, 1.1))
def test_a_lot_on_crawfords_curve_is_the_sum_of_its_units(first, size, learning):
    units = crawford_unit_cost(np.arange(first, first + size), learning, 40.0)
    assert crawford_lot_cost(first, size, learning, 40.0) == pytest.approx(units.sum(), rel=1e-12)


@pytest.mark.parametrize("learning", [0.3, 0.45])
def test_endless_lots_by_the_zeta_function(learning):
    power = -np.log2(learning)
    expected = zeta(power, 7) - zeta(power, 7 + 10**9)
    assert crawford_lot_cost(7, 10**9, learning) == pytest.approx(expected, rel=1e-11)


def test_at_one_half_the_units_are_a_harmonic_series():
    expected = digamma(1_000_001) - digamma(1)
    assert crawford_cumulative_cost(1_000_000, 0.5) == pytest.approx(expected, rel=1e-12)


@given(st.integers(1, 100_000), factors)
def test_every_doubling_costs_the_same_share(unit, learning):
    twice = crawford_unit_cost(2 * unit, learning)
    assert twice == pytest.approx(learning * crawford_unit_cost(unit, learning), rel=EXACT)


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.5, 0.999))
def test_the_midpoint_costs_the_mean_of_the_lot(first, size, learning):
    midpoint = crawford_lot_midpoint(first, size, learning)
    assert first - EXACT <= midpoint <= first + size - 1 + EXACT * first * size
    mean = crawford_lot_cost(first, size, learning) / size
    assert midpoint ** np.log2(learning) == pytest.approx(mean, rel=EXACT)


def test_without_learning_the_midpoint_is_the_limit():
    near = crawford_lot_midpoint(11, 30, 1.0 - 1e-7)
    assert crawford_lot_midpoint(11, 30, 1.0) == pytest.approx(near, rel=1e-6)
    assert crawford_lot_cost(11, 30, 1.0, 3.0) == wright_lot_cost(11, 30, 1.0, 3.0) == pytest.approx(90.0)


@given(st.integers(1, 200), st.integers(1, 200), factors)
def test_on_wrights_curve_the_mean_of_all_so_far_falls(first, size, learning):
    units = [wright_lot_cost(unit, 1, learning, 5.0) for unit in range(1, first + size)]
    count = np.arange(1, first + size)
    means = 5.0 * count ** np.log2(learning)
    assert np.cumsum(units) / count == pytest.approx(means, rel=EXACT)
    assert wright_lot_cost(first, size, learning, 5.0) == pytest.approx(
        sum(units[first - 1 :]), rel=EXACT, abs=1e-12
    )


def test_a_late_unit_on_wrights_curve_keeps_its_digits():
    """dTotal/dn, to the second order in 1/n."""
    late, power = 10**9, 1.0 + np.log2(0.9)
    slope = power * (late - 0.5) ** (power - 1.0)
    assert wright_lot_cost(late, 1, 0.9) == pytest.approx(slope, rel=1e-12)


# --- spending -----------------------------------------------------------------------------------------------


@given(st.floats(0.2, 25.0), st.floats(0.01, 0.999))
def test_years_are_integrals_of_the_rate_of_spending(final, spent):
    budget = rayleigh_budget(80.0, final, spent)
    pace = -np.log1p(-spent) / final**2

    def rate(years):
        return 160.0 * pace * years * np.exp(-pace * years**2)

    ends = [*range(int(np.ceil(final))), final]
    expected = [quad(rate, *span)[0] for span in pairwise(ends)]
    assert budget.annual == pytest.approx(expected, rel=1e-7, abs=1e-12)
    assert budget.annual.sum() == pytest.approx(80.0 * spent, rel=EXACT)
    fastest = minimize_scalar(lambda t: -rate(t), bounds=(0.0, 20.0 * final), options={"xatol": 1e-9})
    assert budget.peak_time_years == pytest.approx(fastest.x, rel=1e-5)


REFUSED = {
    "a loan of nothing known": (level_payment, (np.nan, 0.1, 10)),
    "no payment": (level_payment, (100.0, 0.1, 0)),
    "one of many terms is none": (level_payment, (100.0, 0.1, np.array([10, 0]))),
    "a rate that gives": (level_payment, (100.0, -0.1, 10)),
    "payments that do not cover the interest": (number_of_periods, (8000.0, -40.0, 0.01)),
    "payments the wrong way": (number_of_periods, (8000.0, 150.0, 0.01)),
    "no payment and no interest": (number_of_periods, (8000.0, 0.0, 0.0)),
    "payments that just stand still": (number_of_periods, (8000.0, -80.0, 0.01)),
    "grace for ever": (loan_schedule, (1.0, 0.1, 4, 4, Repayment.ANNUITY)),
    "half a period": (loan_schedule, (1.0, 0.1, 4.5, 0, Repayment.ANNUITY)),
    "all lost": (npv, (-1.0, [1.0, 2.0])),
    "no flow": (npv, (0.1, [])),
    "only paid": (irr, ([-1.0, 0.0, -2.0],)),
    "never worth nothing": (irr, ([1.0, -1.0, 1.0],)),
    "prices that fall to nothing": (real_discount_rate, (0.1, -1.0)),
    "unit 0": (crawford_unit_cost, (0, 0.9)),
    "half a unit": (crawford_unit_cost, (np.array([1.0, 2.5]), 0.9)),
    "no learning rate": (crawford_lot_cost, (1, 1, 0.0)),
    "an empty lot": (crawford_lot_midpoint, (1, 0, 0.9)),
    "a total that falls": (wright_lot_cost, (1, 5, 0.4)),
    "all spent": (rayleigh_budget, (100.0, 5.0, 1.0)),
    "no time": (rayleigh_budget, (100.0, 0.0, 0.9)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_no_formula_is_defined_for_is_refused(why):
    form, arguments = REFUSED[why]
    with pytest.raises(ValueError, match=r" is |have the shape|never change sign|worth nothing"):
        form(*arguments)


@pytest.mark.parametrize(
    ("got", "answer"),
    [
        (lambda: level_payment(1200.0, 0.0, 12), 100.0),
        (lambda: future_value(-100.0, -100.0, 0.0, 9), 1000.0),
        (lambda: number_of_periods(1200.0, -100.0, 0.0), 12.0),
        (lambda: number_of_periods(0.0, -100.0, 0.1), 0.0),
        (lambda: loan_schedule(12.0, 0.0, 4, 1, Repayment.ANNUITY).payment.tolist(), [0.0, 4.0, 4.0, 4.0]),
        (lambda: loan_schedule(12.0, 0.5, 2, 1, Repayment.ANNUITY).payment.tolist(), [6.0, 18.0]),
        (lambda: irr([0.0, -100.0, 110.0, 0.0]), pytest.approx(0.1)),
        (lambda: wright_lot_cost(1, 8, 0.5, 3.0), 3.0),
        (lambda: crawford_cumulative_cost(1, 0.8, 7.0), 7.0),
        (lambda: rayleigh_budget(1.0, 0.5, 0.5).annual.tolist(), [pytest.approx(0.5)]),
    ],
)  # fmt: skip
def test_at_the_edges(got, answer):
    assert got() == answer
