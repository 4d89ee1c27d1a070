"""How often the interval of two fidelities holds the mean, over a grid of models, costs and budgets."""

import numpy as np

from tests.paired_models import PAIRS, repeated, share_that_hold

REPEATS = 2000
GRID = [
    (kind, correlation, cost, budget, pilot)
    for kind in PAIRS
    for correlation in (0.0, 0.3, 0.7, 0.95)
    for cost in (0.01, 0.2)
    for budget, pilot in ((200.0, 30), (1000.0, 100))
]


def test_intervals_hold_the_mean_93_to_97_times_in_a_hundred():
    shares = []
    for seed, (kind, correlation, cost, budget, pilot) in enumerate(GRID):
        found, mean = repeated(kind, correlation, cost, budget, pilot=pilot, repeats=REPEATS, seed=seed)
        shares.append(share_that_hold(found, mean))
        values = np.array([each.estimate.value for each in found])
        used = np.mean([each.allocation.fast_count > 0 for each in found])
        print(
            f"{kind:8} correlation {correlation:.2f} cost {cost:.2f} budget {budget:5.0f} pilot {pilot:3d}: "
            f"held {shares[-1]:.3f}, fast used {used:.2f}, median gain "
            f"{np.median([each.gain for each in found]):.2f}"
        )
        # Unbiased: four standard errors of the mean of all repeats.
        assert abs(values.mean() - mean) < 4.0 * values.std() / REPEATS**0.5
        # Of 2,000 at 0.95 a standard deviation is 0.005: four of them to either side.
        assert 0.93 <= shares[-1] <= 0.97
    # Of all cells together it is 0.0009.
    assert 0.945 <= np.mean(shares) <= 0.955
