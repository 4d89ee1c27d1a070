"""Tracking: the error of a picture, the assignment of plots, the update with range and bearing."""

from math import pi

import numpy as np

from rangering.mission.kernels.assignment import assign, new_assignment_work
from rangering.mission.kernels.track_filter import polar_plot_about, squared_distance, update
from rangering.mission.picture_error import gospa, ospa_m
from tests.oracle.inputs import Unanswerable


def _sets(given):
    truth, estimates = given.points("truth"), given.points("estimates")
    if truth.size and estimates.size and truth.shape[1] != estimates.shape[1]:
        raise Unanswerable("truth and estimates differ in dimension")
    cutoff, order = given("c", "", least=0.0), given("p", "", least=1.0)
    if not 0.0 < cutoff < np.inf or order == np.inf:
        raise Unanswerable("the cutoff and the order are to be finite, the cutoff above 0")
    return truth, estimates, cutoff, order


def _gospa(given):
    if given("alpha", "", 2.0) != 2.0:
        raise Unanswerable("alpha other than 2: missed and false are not defined apart")
    found = gospa(*_sets(given))
    return {
        "distance": found.distance_m,
        "localisation_p": found.localisation,
        "missed": found.missed,
        "false": found.false,
    }


def _ospa(given):
    return ospa_m(*_sets(given))


def _assignment(given):
    cost = given.array("cost", "", -1, -1)
    sign = given.choice("objective", {"min": 1.0, "minimise": 1.0, "max": -1.0, "maximise": -1.0})
    if cost.size == 0 or np.isnan(cost).any():
        raise Unanswerable("cost is empty or holds no number")
    forbidden = np.isinf(cost)
    if (sign * cost[forbidden] < 0.0).any():
        raise Unanswerable("a cost is infinitely good")
    cost = np.where(forbidden, np.inf, sign * cost)
    served = min(cost.shape)
    if cost.shape[0] > cost.shape[1]:
        cost = np.ascontiguousarray(cost.T)
    row_column = np.empty(cost.shape[0], np.int64)
    none = 1.0 + 2.0 * served * np.abs(cost[np.isfinite(cost)]).max(initial=0.0)
    assign(cost, *cost.shape, none, row_column, new_assignment_work(*cost.shape))
    if (row_column < 0).any():
        raise Unanswerable("the forbidden pairs leave no full assignment")
    return sign * cost[np.arange(served), row_column].sum()


def _extended_update(given):
    given.choice("state_order", {"x,vx,y,vy; bearing = atan2(y,x)": True})
    x, vx, y, vy = given.array("prior_state", "", 4)
    variance = given.array("prior_variance_diag", "", 4)
    if (variance < 0.0).any() or x == y == 0.0:
        raise Unanswerable("a variance is negative, or the target stands on the radar")
    covariance = (variance[0], 0.0, 0.0, 0.0, variance[1], 0.0, 0.0, variance[2], 0.0, variance[3])
    plot = polar_plot_about(
        x,
        y,
        given("measurement_range", "m", least=0.0),
        pi / 2.0 - given("measurement_bearing", "rad"),  # ours turns clockwise from north
        given("sigma_range", "m", least=0.0),
        given("sigma_bearing", "rad", least=0.0),
    )
    state = (x, vx, y, vy)
    nis = squared_distance(state, covariance, *plot)
    state, covariance = update(state, covariance, *plot)
    return {"state": list(state), "covariance_diag": [covariance[k] for k in (0, 4, 7, 9)], "nis": nis}


ANSWERS = {
    "gospa": _gospa,
    "ospa": _ospa,
    "linear_assignment_optimum": _assignment,
    "ekf_update_bearing_range": _extended_update,
}
