"""Models whose variances and indices are known on paper, as a study meets a simulation: rows and seeds in."""

import numpy as np


def ishigami(a=7.0, b=0.1):
    """Ishigami and Homma (1990), its three axes from the unit cube to (-π, π)."""

    def score(rows):
        x = np.pi * (2.0 * rows - 1.0)
        return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])

    return score


def ishigami_indices(a=7.0, b=0.1):
    """First-order and total indices, and the variance, by the printed formulas."""
    one = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    two = a**2 / 8.0
    both = b**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = one + two + both
    return np.array([one, two, 0.0]) / whole, np.array([one + both, two, both]) / whole, whole


def g_function(a):
    """The g-function of Saltelli and Sobol' on the unit cube."""
    weight = np.asarray(a, dtype=float)
    return lambda rows: np.prod((np.abs(4.0 * rows - 2.0) + weight) / (1.0 + weight), axis=1)


def g_indices(a):
    """First-order and total indices, and the variance: each factor varies by 1 / (3 (1 + a)²)."""
    part = 1.0 / (3.0 * (1.0 + np.asarray(a, dtype=float)) ** 2)
    whole = np.prod(1.0 + part) - 1.0
    return part / whole, part * np.prod(1.0 + part) / (1.0 + part) / whole, whole


def certain(score):
    """A model without chance."""
    return lambda rows, seeds: (score(rows), np.zeros(len(rows)))


def chancy(score, deviation, replicates=8):
    """A model whose replicates scatter: `deviation` is a number, or a function of the rows."""

    def evaluate(rows, seeds):
        chance = np.random.default_rng([int(seeds[0]), len(seeds)])
        spread = deviation(rows) if callable(deviation) else deviation
        scatter = chance.standard_normal((len(rows), replicates)) * np.reshape(spread, (-1, 1))
        values = score(rows)[:, np.newaxis] + scatter
        return values.mean(axis=1), values.var(axis=1, ddof=1) / replicates

    return evaluate
