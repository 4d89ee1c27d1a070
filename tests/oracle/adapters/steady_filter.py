"""Tracking filters in the steady state, and the bounds of their consistency."""

from rangering.mission.closed_forms.tracking import alpha_beta_gains, consistency_bounds, steady_filter
from tests.oracle.inputs import Unanswerable


def _alpha_beta(given):
    given.states(
        "process", "piecewise-constant white acceleration, Q = G G' sigma_a^2, G=[T^2/2,T]",
        "piecewise-constant white acceleration",
    )  # fmt: skip
    given.states("definition", "Lambda = sigma_a T^2/sigma_z")
    alpha, beta = alpha_beta_gains(given("tracking_index", "", least=0.0))
    return {"alpha": alpha, "beta": beta}


def _continuous_white_noise(given):
    given.states("Q", "q[[T^3/3,T^2/2],[T^2/2,T]]")
    steady = steady_filter(
        given("sample_interval", "s"), given("sigma_z", "m", least=0.0), given("psd", "m2_s3")
    )
    return {"gain": list(steady[:2]), "updated_covariance": list(steady[2:])}


def _consistency(given):
    probability = given.probability("two_sided_probability")
    if probability in (0.0, 1.0):
        raise Unanswerable("bounds that hold nothing or everything")
    return list(consistency_bounds(given.count("monte_carlo_runs"), given.count("dimension"), probability))


ANSWERS = {
    "alpha_beta_gains_from_tracking_index": _alpha_beta,
    "kalman_steady_state_cwna": _continuous_white_noise,
    "average_nees_or_nis_bounds": _consistency,
}
