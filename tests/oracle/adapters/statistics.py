"""Intervals of chance, and how many replicates a question needs."""

import numpy as np

from rangering.study.intervals import (
    clopper_pearson,
    newcombe_difference,
    poisson_mean,
    quantile_ranks,
    student_mean,
    welch_test,
    wilson,
)
from rangering.study.sizes import (
    exact_coverage,
    share_size_normal,
    share_size_wilson,
    sprt_bounds,
    stein_size,
    zero_failure_size,
)
from tests.oracle.inputs import Unanswerable


def _confidence(given):
    return given("confidence", "", 0.95, least=0.0, most=1.0)


def _corrected(given):
    return given.flag("continuity_correction", False)


def _counts(given, successes, count):
    of = given.count(count)
    return given.count(successes, 0, of), of


def _wilson(given):
    counts = _counts(given, "successes", "n")
    return wilson(*counts, _confidence(given), continuity_correction=_corrected(given))


def _clopper_pearson(given):
    return clopper_pearson(*_counts(given, "successes", "n"), _confidence(given))


def _coverage(given):
    n, p, confidence = given.count("n"), given.probability("true_p"), _confidence(given)
    return {
        method: float(exact_coverage(method, n, p, confidence)) for method in ("wilson", "clopper_pearson")
    }


def _newcombe(given):
    counts = _counts(given, "x1", "n1") + _counts(given, "x2", "n2")
    return newcombe_difference(*counts, _confidence(given), continuity_correction=_corrected(given))


def _poisson(given):
    return poisson_mean(given.count("count", 0), _confidence(given))


def _zero_failure(given):
    return zero_failure_size(_confidence(given), given.probability("reliability"))


def _share_size(given):
    asked = given.probability("p"), given("half_width", "", least=0.0), _confidence(given)
    return {"normal_formula": share_size_normal(*asked), "wilson_half_width_rule": share_size_wilson(*asked)}


def _sprt(given):
    found = sprt_bounds(*(given.probability(key) for key in ("p0", "p1", "alpha", "beta")))
    return {
        "upper_log_boundary": found.upper_log,
        "lower_log_boundary": found.lower_log,
        "asn_under_p0": found.mean_size_first,
        "asn_under_p1": found.mean_size_second,
    }


def _stein(given):
    return stein_size(
        given.count("first_stage_n", 2),
        given("first_stage_sd", "", least=0.0),
        given("half_width", "", least=0.0),
        _confidence(given),
    )


def _quantile(given):
    given.states("rule", "shortest rank span with coverage >= confidence; ties to the most balanced tails")
    ranks = quantile_ranks(given.count("n"), given.probability("quantile"), _confidence(given))
    return {
        "lower_rank": ranks.lower,
        "upper_rank": ranks.upper,
        "exact_coverage": ranks.coverage_probability,
    }


def _sample(given, key):
    values = given.array(key, "", -1)
    if not np.isfinite(values).all():
        raise Unanswerable(f"{key} is not finite")
    return values


def _student(given):
    return student_mean(_sample(given, "sample"), _confidence(given))


def _welch(given):
    test = welch_test(_sample(given, "sample1"), _sample(given, "sample2"))
    return {"t": test.t, "df": test.degrees_of_freedom, "p_two_sided": test.p_two_sided}


ANSWERS = {
    "wilson_interval": _wilson,
    "clopper_pearson_interval": _clopper_pearson,
    "exact_coverage_probability_95": _coverage,
    "newcombe_difference_interval": _newcombe,
    "poisson_mean_exact_interval_95": _poisson,
    "zero_failure_sample_size": _zero_failure,
    "sample_size_for_proportion_half_width": _share_size,
    "wald_sprt_boundaries_and_asn": _sprt,
    "stein_two_stage_sample_size": _stein,
    "order_statistic_quantile_interval": _quantile,
    "student_mean_interval": _student,
    "welch_test": _welch,
}
