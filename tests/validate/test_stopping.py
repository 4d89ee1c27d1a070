"""How often the interval at a stop holds the truth, over a grid of measures and precisions."""

import numpy as np
import pytest

from rangering.study.stop import HalfWidth
from tests.stopped_runs import KINDS, stopped_runs

REPEATS = 2000
# Half-widths in the measure's own unit, and as fractions of the figure.
GRID = {
    "normal": ((0.18, 0.1, 0.05), (0.02,)),
    "exponential": ((0.18, 0.1, 0.05), (0.05,)),
    "Poisson 2": ((0.2, 0.1), (0.05,)),
    "Poisson 0.05": ((0.02, 0.01), (0.2,)),
    "leakers of 48": ((0.4, 0.1), (0.05,)),
    "a ratio": ((0.05, 0.02), (0.01,)),
    "share 0.5": ((0.05, 0.02), (0.05,)),
    "share 0.1": ((0.05, 0.02), (0.1,)),
    "share 0.02": ((0.02, 0.01), (0.2,)),
}


def _runs(name, absolute, relative):
    asked = [HalfWidth(a, False) for a in absolute] + [HalfWidth(a, True) for a in relative]
    return [stopped_runs(KINDS[name], wanted, REPEATS, seed) for seed, wanted in enumerate(asked, 100)]


def _spread(values):
    return f"{min(values):.3f} to {max(values):.3f}, mean {np.mean(values):.3f}"


def test_stopped_intervals_hold_the_truth_93_to_97_times_in_a_hundred(figure):
    cells = []
    for name, precisions in GRID.items():
        found = _runs(name, *precisions)
        cells += found
        figure(
            f"stopped at a precision: {name}, {len(found)} precisions",
            "each ≥ 0.92",
            f"{_spread([each.covered for each in found])}; {found[0].replicates:.0f} to "
            f"{max(each.replicates for each in found):.0f} replicates, {found[0].looks:.1f} looks",
        )
    covered = [each.covered for each in cells]
    within = [each.within for each in cells]
    figure("stopped at a precision: all of them", "mean 0.93 to 0.97", _spread(covered))
    figure("the same: estimate within what was asked", "each ≥ 0.93", _spread(within))
    # 2,000 repeats at 0.95 have a standard deviation of 0.005.
    assert 0.93 <= np.mean(covered) <= 0.97
    assert min(covered) >= 0.92
    assert min(within) >= 0.93


@pytest.mark.parametrize("wanted", [HalfWidth(0.3, False), HalfWidth(0.1, False)], ids=str)
def test_a_mean_that_hangs_on_rare_large_values_covers_less_but_not_much(wanted, figure):
    found = stopped_runs(KINDS["lognormal"], wanted, REPEATS, 9)
    figure(
        f"stopped at ± {wanted.amount}: lognormal, σ = 1",
        "told, ≥ 0.88",
        f"{found.covered:.3f} at {found.replicates:.0f} replicates",
    )
    assert found.covered >= 0.88
