"""Spares, repair at two echelons, availability, renewals and schedules."""

import numpy as np

from rangering.programme.closed_forms.availability import (
    availability_ratios,
    k_of_n_availability,
    k_of_n_mttf_d,
    one_of_two_mttf_d,
)
from rangering.programme.closed_forms.backorders import (
    expected_backorders,
    fill_rate,
    pipeline_mean,
    spares_for_protection,
    system_availability,
)
from rangering.programme.closed_forms.renewal import erlang_renewals, weibull_age_replacement
from rangering.programme.closed_forms.schedule import Activity, critical_path, pert_completion
from rangering.programme.closed_forms.two_echelon import exact_two_echelon, metric, repair_loop, vari_metric
from tests.oracle.inputs import Unanswerable

_DAYS = {"h": 1 / 24, "hours": 1 / 24, "d": 1.0, "days": 1.0, "day": 1.0}
# Whether units that are up fail while the system is down.
_FAILING = {
    "all units keep failing while the system is down": True,
    "no unit fails while the system is down": False,
    "units do not fail while the system is down": False,
}
_LIVES = {f"Erlang with {stages} stages": stages for stages in range(2, 21)}
_DURATIONS = ("months", "days", "weeks", "years", "hours", "d", "h")


def _backorders(given):
    spares = given("pipeline_mean", ""), given.count("stock", 0)
    return {"expected_backorders": expected_backorders(*spares), "fill_rate": fill_rate(*spares)}


def _each(given, key, default=None):
    """One figure for every base, or a list of one for each."""
    if default is not None and not given.has(key, ""):
        return default
    try:
        return given.array(key, "", -1)
    except Unanswerable:
        return given(key, "")


def _loop(given):
    given.states("time_unit", "consistent")
    given.states("assumptions", "Poisson demand, constant times, first come first served")
    fraction = _each(given, "fraction_repaired_at_base", 0.0)
    # A base that repairs nothing has no use for its time; another must state it.
    unstated = None if np.any(fraction) else 0.0
    return repair_loop(
        given.array("base_demand_rates", "", -1),
        _each(given, "base_stock"),
        depot_stock=given.count("depot_stock", 0),
        depot_repair_d=given("depot_repair_time", ""),
        order_and_ship_d=_each(given, "order_and_ship_time"),
        base_repair_d=_each(given, "base_repair_time", unstated),
        base_repair_fraction=fraction,
    )


def _metric(given):
    short = metric(_loop(given))
    return {
        "depot_pipeline": short.depot_pipeline,
        "depot_backorders": short.depot_backorders,
        "base_backorders": short.base_backorders.tolist(),
    }


def _vari_metric(given):
    return {"base_backorders": vari_metric(_loop(given)).base_backorders.tolist()}


def _exact(given):
    return {"base_backorders": exact_two_echelon(_loop(given)).base_backorders.tolist()}


def _system_availability(given):
    return system_availability(
        given.array("expected_backorders", "", -1),
        given.array("quantity_per_system", "", -1),
        given.count("systems"),
    )


def _k_of_n(given):
    state = k_of_n_availability(
        given.count("k"),
        given.count("n"),
        given("failure_rate", "1/d"),
        given("repair_rate", "1/d"),
        given.count("repair_crews"),
        fail_while_down=not given.has("note", "") or given.choice("note", _FAILING),
    )
    return state._asdict()


def _unit_d(given, stem):
    """Length of the unit that a time, or a rate, is stated in: the answer is in it as well."""
    return next((days for unit, days in _DAYS.items() if given.has(f"{stem}_{unit}", "")), 1.0)


def _one_of_two(given):
    given.count("repair_crews")
    unit_d = _unit_d(given, "failure_rate_per")
    return one_of_two_mttf_d(given("failure_rate", "1/d"), given("repair_rate", "1/d")) / unit_d


def _unrepaired(given):
    unit_d = _unit_d(given, "failure_rate_per")
    return k_of_n_mttf_d(given.count("k"), given.count("n"), given("failure_rate", "1/d")) / unit_d


def _ratios(given):
    return availability_ratios(given("mtbf", "d"), given("mttr", "d"), given("logistic_delay", "d"))._asdict()


def _renewals(given):
    stages = given.choice("life", _LIVES) if given.has("life", "") else 2
    return erlang_renewals(stages, given("stage_rate", "", least=0.0), given("time", "", least=0.0))


def _pipeline(given):
    return pipeline_mean(given("rate", "1/d"), given("mean_time", "d"))


def _protection(given):
    given.states("definition", "smallest S with P(demand in lead time <= S) >= protection")
    return spares_for_protection(given("pipeline_mean", ""), given.probability("protection"))


def _age_replacement(given):
    unit_d = _unit_d(given, "scale")
    best = weibull_age_replacement(
        given("shape", ""), given("scale", "d"), given("preventive_cost", ""), given("failure_cost", "")
    )
    return {"optimal_age_h": best.age_d / unit_d, "cost_rate_per_h": best.cost_per_d * unit_d}


def _critical_path(given):
    unit = next((unit for unit in _DURATIONS if given.has(f"activities_from_to_{unit}", "")), "months")
    rows = given.rows(f"activities_from_to_{unit}", 3)
    if any(isinstance(row[2], bool) or not isinstance(row[2], int | float) for row in rows):
        raise Unanswerable(f"activities_from_to_{unit} is {rows!r}: a duration is no number")
    activities = [Activity(str(begins), str(ends), duration) for begins, ends, duration in rows]
    plan = critical_path(activities)
    return {
        "duration": plan.duration_d,
        "critical_path": [f"{activities[place].begins}-{activities[place].ends}" for place in plan.path],
    }


def _pert(given):
    estimates = given.array("serial_activities_optimistic_likely_pessimistic", "", -1, 3)
    done = pert_completion(*estimates.T, given("deadline", ""))
    return {"mean": done.mean_d, "variance": done.variance_d2, "probability": done.probability}


ANSWERS = {
    "palm_poisson_backorders": _backorders,
    "metric_two_echelon": _metric,
    "vari_metric_two_echelon": _vari_metric,
    "exact_two_echelon_backorders": _exact,
    "system_availability_from_backorders": _system_availability,
    "k_out_of_n_steady_availability": _k_of_n,
    "mttf_one_of_two_with_repair": _one_of_two,
    "mttf_k_out_of_n_no_repair": _unrepaired,
    "inherent_and_operational_availability": _ratios,
    "renewal_function_erlang2": _renewals,
    "pipeline_mean": _pipeline,
    "spares_for_protection_level": _protection,
    "age_replacement_weibull": _age_replacement,
    "critical_path": _critical_path,
    "pert_completion_probability": _pert,
}
