"""Made-up cases of programme and logistics: other inputs than those published, and wording to be refused.

Every expected value is worked out by hand from the case itself.
"""

from typing import Any

import pytest

from rangering.errors import RangeringError
from tests.oracle.answer import answer
from tests.oracle.case import CASES, Case
from tests.oracle.inputs import Unanswerable

LOAN = {"principal": 1200.0, "rate_per_period": 0.0, "periods": 12}
LOOP = {
    "base_demand_rates": [2.0, 3.0], "depot_repair_time": 0.6, "order_and_ship_time": 0.1,
    "fraction_repaired_at_base": 0.0, "depot_stock": 0, "base_stock": [0, 0],
}  # fmt: skip
K_OF_N = {"k": 1, "n": 1, "failure_rate_per_h": 0.1, "repair_rate_per_h": 0.4, "repair_crews": 3}
LIFE = {"k": 3, "n": 3, "failure_rate_per_h": 0.01}


def ask(quantity: str, **inputs: Any) -> Any:
    """The answer to a made-up case."""
    return answer(Case("made-up", quantity, inputs, None, 0.0, 0.0, {}, CASES))


ANSWERED = {
    "a loan without interest": ("level_payment", LOAN | {"payments": "end of period"}, 100.0),
    "paid at the start": (
        "level_payment",
        {"principal": 210.0, "rate_per_period": 0.1, "periods": 2, "payments": "beginning of period"},
        110.0,
    ),
    "a first flow that is discounted": (
        "npv",
        {"rate": 0.25, "cash_flows": [100, 50], "first_flow_at": "t=1"},
        112.0,
    ),
    "grace in level payments": (
        "loan_schedule",
        {"principal": 210.0, "rate_per_period": 0.1, "periods": 3, "grace_periods_interest_only": 1,
         "mode": "annuity"},
        {"total_interest": 53.0, "interest_by_period": [21.0, 21.0, 11.0],
         "principal_by_period": [0.0, 100.0, 110.0], "final_balance": 0.0},
    ),
    "one unit on both curves": (
        "learning_curve_lot_cost",
        {"learning_rate": 0.8, "first_unit_of_lot": 1, "lot_size": 1, "first_unit_cost": 9.0},
        {"crawford_lot_cost": 9.0, "crawford_lot_midpoint": 1.0, "wright_lot_cost": 9.0,
         "wright_last_unit_cost": 9.0},
    ),
    "no stock anywhere": (
        "exact_two_echelon_backorders", LOOP, {"base_backorders": [2.0 * 0.7, 3.0 * 0.7]}
    ),
    "a share for each base": (
        "metric_two_echelon",
        LOOP | {"fraction_repaired_at_base": [1.0, 0.5], "base_repair_time": [0.2, 0.4]},
        {"depot_pipeline": 0.9, "depot_backorders": 0.9, "base_backorders": [0.4, 0.6 + 0.15 + 0.9]},
    ),
    "bases that repair, in the exact model": (
        "exact_two_echelon_backorders",
        LOOP | {"fraction_repaired_at_base": 0.5, "base_repair_time": 0.2},
        {"base_backorders": [0.2 + 0.7, 0.3 + 1.05]},
    ),
    "more crews than units": (
        "k_out_of_n_steady_availability", K_OF_N, {"availability": 0.8, "mean_units_down": 0.2}
    ),
    "nothing fails while down": (
        "k_out_of_n_steady_availability",
        K_OF_N | {"k": 2, "n": 2, "note": "no unit fails while the system is down"},
        {"availability": 2 / 3, "mean_units_down": 1 / 3},
    ),
    "all are needed, in hours": ("mttf_k_out_of_n_no_repair", LIFE, 100 / 3),
    "all are needed, in days": (
        "mttf_k_out_of_n_no_repair", {"k": 3, "n": 3, "failure_rate_per_day": 0.01}, 100 / 3
    ),
    "minutes beside hours": (
        "inherent_and_operational_availability",
        {"mtbf_d": 1, "mttr_h": 12, "logistic_delay_h": 24},
        {"inherent": 1 / 1.5, "operational": 0.4},
    ),
    "weeks in a pipeline of days": ("pipeline_mean", {"rate_per_day": 3, "mean_time_weeks": 2}, 42.0),
    "two paths of one length": (
        "critical_path",
        {"activities_from_to_weeks": [["S", "B", 2], ["S", "A", 2], ["A", "F", 2.5], ["B", "F", 2.5]]},
        {"duration": 4.5, "critical_path": ["S-B", "B-F"]},
    ),
    "part of a year": (
        "norden_rayleigh_annual_budget",
        {"total_effort": 100.0, "final_time_years": 0.5, "fraction_spent_by_final_time": 0.9},
        {"annual": [90.0], "peak_time_years": 0.5 / (2 * 2.302585092994046) ** 0.5},
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", ANSWERED)
def test_other_inputs_are_answered(why: str):
    quantity, inputs, expected = ANSWERED[why]
    got = ask(quantity, **inputs)
    if isinstance(expected, dict):
        assert got.keys() == expected.keys()
        for key, value in expected.items():
            assert got[key] == (value if key == "critical_path" else pytest.approx(value, rel=1e-9, abs=1e-9))
    else:
        assert got == pytest.approx(expected, rel=1e-9)


REFUSED = {
    "payments now and then": ("level_payment", LOAN | {"payments": "every second period"}),
    "a first flow somewhere": ("npv", {"rate": 0.1, "cash_flows": [1, 2]}),
    "a loan repaid at once": ("loan_schedule", LOAN | {"grace_periods_interest_only": 12, "mode": "annuity"}),
    "base repair of unknown length": (
        "exact_two_echelon_backorders",
        LOOP | {"fraction_repaired_at_base": 0.5},
    ),
    "one stock too many": ("metric_two_echelon", LOOP | {"base_stock": [0, 0, 0]}),
    "a share over 1": (
        "vari_metric_two_echelon",
        LOOP | {"fraction_repaired_at_base": 1.5, "base_repair_time": 1},
    ),
    "no crew": ("k_out_of_n_steady_availability", K_OF_N | {"repair_crews": 0}),
    "half a stock": ("palm_poisson_backorders", {"pipeline_mean": 1.0, "stock": 0.5}),
    "certain protection": ("spares_for_protection_level", {"pipeline_mean": 1.0, "protection": 1.0}),
    "a part that does not wear": (
        "age_replacement_weibull",
        {"shape": 1.0, "scale_h": 100, "preventive_cost": 1, "failure_cost": 9},
    ),
    "a circle": ("critical_path", {"activities_from_to_months": [["A", "B", 1], ["B", "A", 1]]}),
    "activities without a length": ("critical_path", {"activities_from_to_months": [["A", "B"]]}),
    "a length in words": ("critical_path", {"activities_from_to_months": [["A", "B", "long"]]}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_uncertain_or_outside_is_refused(why: str):
    quantity, inputs = REFUSED[why]
    with pytest.raises((Unanswerable, ValueError, RangeringError)):
        ask(quantity, **inputs)
