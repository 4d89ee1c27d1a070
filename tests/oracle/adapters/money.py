"""Loans, flows of money, learning curves and spending over the years."""

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

# Whether a payment is made at the start of its period.
_WHEN = {
    "end of period": False,
    "end": False,
    "start of period": True,
    "beginning of period": True,
    "begin": True,
    "start": True,
}
# Periods until the first flow.
_FIRST = {
    "t=0 (undiscounted)": 0,
    "t=0": 0,
    "t=1 (discounted)": 1,
    "t=1 (discounted once)": 1,
    "t=1": 1,
}
_MODES = {"equal_principal": Repayment.EQUAL_PRINCIPAL, "annuity": Repayment.ANNUITY}


def _at_start(given):
    return given.has("payments", "") and given.choice("payments", _WHEN)


def _rate(given, key="rate_per_period"):
    return given(key, "", least=0.0)


def _level_payment(given):
    return level_payment(
        given("principal", ""), _rate(given), given.count("periods"), at_start=_at_start(given)
    )


def _npv(given):
    return npv(given("rate", ""), given.array("cash_flows", "", -1), given.choice("first_flow_at", _FIRST))


def _irr(given):
    return irr(given.array("cash_flows", "", -1))


def _future_value(given):
    return future_value(
        given("present_value", ""),
        given("payment", ""),
        _rate(given),
        given("periods", "", least=0.0),
        at_start=_at_start(given),
    )


def _number_of_periods(given):
    return number_of_periods(
        given("present_value", ""),
        given("payment", ""),
        _rate(given),
        given("future_value", "", 0.0),
        at_start=_at_start(given),
    )


def _loan_schedule(given):
    plan = loan_schedule(
        given("principal", ""),
        _rate(given),
        given.count("periods"),
        given.count("grace_periods_interest_only", 0) if given.has("grace_periods_interest_only", "") else 0,
        given.choice("mode", _MODES),
    )
    return {
        "total_interest": plan.interest.sum(),
        "interest_by_period": plan.interest.tolist(),
        "principal_by_period": plan.principal.tolist(),
        "final_balance": plan.balance[-1],
    }


def _real_rate(given):
    return real_discount_rate(given("nominal_rate", ""), given("inflation", ""))


def _crawford(given):
    units, learning = given.count("units"), (given("learning_rate", ""), given("first_unit", "", 1.0))
    return {
        "unit_n": crawford_unit_cost(units, *learning),
        "cumulative": crawford_cumulative_cost(units, *learning),
    }


def _lot(given):
    first, size = given.count("first_unit_of_lot"), given.count("lot_size")
    learning = given("learning_rate", ""), given("first_unit_cost", "")
    return {
        "crawford_lot_cost": crawford_lot_cost(first, size, *learning),
        "crawford_lot_midpoint": crawford_lot_midpoint(first, size, learning[0]),
        "wright_lot_cost": wright_lot_cost(first, size, *learning),
        "wright_last_unit_cost": wright_lot_cost(first + size - 1, 1, *learning),
    }


def _rayleigh(given):
    budget = rayleigh_budget(
        given("total_effort", ""),
        given("final_time_years", ""),
        given("fraction_spent_by_final_time", ""),
    )
    return {"annual": budget.annual.tolist(), "peak_time_years": budget.peak_time_years}


ANSWERS = {
    "level_payment": _level_payment,
    "npv": _npv,
    "irr": _irr,
    "future_value": _future_value,
    "number_of_periods": _number_of_periods,
    "loan_schedule": _loan_schedule,
    "real_discount_rate": _real_rate,
    "crawford_unit_and_cumulative_factor": _crawford,
    "learning_curve_lot_cost": _lot,
    "norden_rayleigh_annual_budget": _rayleigh,
}
