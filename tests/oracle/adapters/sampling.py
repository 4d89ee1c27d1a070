"""Sensitivity indices and designs: shares of variance, and how far a mean over a design scatters."""

import numpy as np

from rangering.study.design import grid, linear_mean_variance
from rangering.study.saltelli import grid_indices
from tests.oracle.inputs import Unanswerable
from tests.study_models import certain, g_function, ishigami

_NODES = 32  # of an axis of the Ishigami function: its sines and fourth powers are then exact to 1e-14
_MOST_DESIGN_AXES = 22


def _split(model, axis_count, levels):
    axes = [f"x{axis + 1}" for axis in range(axis_count)]
    points = grid(axes, levels)
    return grid_indices(points, *certain(model)(points.uniforms, None))


def _indices(found):
    return {"S1": found.first.tolist(), "ST": found.total.tolist(), "variance": found.variance}


def _ishigami(given):
    given.states("inputs", "three independent U(-pi,pi)")
    given.states("function", "sin x1 + a sin^2 x2 + b x3^4 sin x1")
    found = _split(ishigami(given("a", ""), given("b", "")), 3, _NODES)
    return _indices(found) | {"mean": found.mean}


def _g_function(given):
    given.states("inputs", "independent U(0,1)")
    given.states("function", "prod (|4x-2|+a)/(1+a)", "prod_i (|4x_i-2|+a_i)/(1+a_i)")
    weights = given.array("a", "", -1)
    if not len(weights) or np.any(weights <= -1.0):
        raise Unanswerable("the weights a are none, or not above -1")
    if len(weights) > _MOST_DESIGN_AXES:
        raise Unanswerable(f"more than {_MOST_DESIGN_AXES} inputs: too many combinations of levels")
    model = g_function(weights)
    # Each factor is even about its kink at one half: on (0, 1/2) it has the same law, and is linear, so that
    # two levels an axis give its mean and its square exactly.
    return _indices(_split(lambda rows: model(0.5 * rows), len(weights), 2))


def _latin_hypercube(given):
    given.states("function", "sum of the d coordinates, U(0,1), jittered (random-in-cell) Latin hypercube")
    count, slopes = given.count("n"), np.ones(given.count("dimensions"))
    return {
        "lhs_variance": linear_mean_variance(slopes, count, "latin-hypercube"),
        "simple_monte_carlo_variance": linear_mean_variance(slopes, count, "random"),
    }


ANSWERS = {
    "sobol_indices_ishigami": _ishigami,
    "sobol_indices_g_function": _g_function,
    "lhs_variance_of_mean_additive": _latin_hypercube,
}
