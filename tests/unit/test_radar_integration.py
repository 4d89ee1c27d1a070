"""Several looks and estimated noise: enumeration and SciPy beside the project's sums."""

from itertools import product

import numpy as np
import pytest

from rangering.errors import ScenarioError
from rangering.radar.binary_integration import (
    confirmation_probabilities,
    cumulative_probabilities,
    expected_looks_to_consecutive_hits,
    m_of_n_probability,
)
from rangering.radar.cfar import (
    cell_averaging_loss_db,
    cell_averaging_multiplier,
    ordered_statistic_multiplier,
)


@pytest.mark.both_ways
@pytest.mark.parametrize(("m", "n"), [(0, 4), (1, 1), (2, 3), (3, 5), (5, 4), (8, 16), (40, 60)])
def test_m_of_n_is_scipys_binomial_tail(m, n):
    from scipy.stats import binom

    for probability in (0.0, 1e-3, 0.3, 0.9, 1.0):
        assert m_of_n_probability(probability, m, n) == pytest.approx(
            binom.sf(m - 1, n, probability), rel=1e-10
        )


@pytest.mark.both_ways
@pytest.mark.parametrize(("m", "n"), [(1, 1), (2, 2), (2, 3), (3, 5), (4, 4)])
def test_confirmation_is_the_sum_over_every_outcome(m, n):
    chances = np.array([0.3, 0.9, 0.5, 0.0, 0.7, 1.0, 0.4])
    expected = np.zeros(chances.size)
    for hits in product((0, 1), repeat=chances.size):
        share = np.prod(np.where(hits, chances, 1.0 - chances))
        for look in range(chances.size):
            if any(sum(hits[max(0, end - n + 1) : end + 1]) >= m for end in range(look + 1)):
                expected[look] += share
    assert confirmation_probabilities(chances, m, n) == pytest.approx(expected, abs=1e-13)


@pytest.mark.both_ways
def test_cumulative_detection_of_unequal_looks():
    chances = np.array([0.5, 0.0, 0.2, 1.0, 0.1])
    assert cumulative_probabilities(chances) == pytest.approx([0.5, 0.5, 0.6, 1.0, 1.0], abs=1e-15)


def test_a_certain_hit_takes_as_many_looks_as_the_run_is_long():
    assert expected_looks_to_consecutive_hits(1.0, 4) == 4.0


def test_feller_run_of_heads():
    # Feller, vol. 1, section XIII.7: a run of ten heads takes 2046 tosses of a coin in the mean.
    assert expected_looks_to_consecutive_hits(0.5, 10) == 2046.0


@pytest.mark.parametrize("probability", [0.0, -0.1, 1.1, np.nan])
def test_a_run_that_never_comes_has_no_mean(probability):
    with pytest.raises(ScenarioError, match="no run of hits"):
        expected_looks_to_consecutive_hits(probability, 2)


@pytest.mark.parametrize(("m", "n"), [(0, 3), (4, 3), (2, 21)])
def test_a_window_that_cannot_be_is_refused(m, n):
    with pytest.raises(ScenarioError, match="confirmation rule"):
        confirmation_probabilities(np.array([0.5]), m, n)


def test_many_cells_know_the_noise():
    # The multiplier tends to -ln Pfa, the loss to nothing.
    assert cell_averaging_multiplier(1e-6, 10**7) == pytest.approx(-np.log(1e-6), rel=1e-5)
    losses_db = [cell_averaging_loss_db(0.5, 1e-6, cells) for cells in (8, 16, 32, 64, 10**6)]
    assert losses_db == sorted(losses_db, reverse=True)
    assert losses_db[-1] == pytest.approx(0.0, abs=1e-4)


def test_rohling_ordered_statistic_multipliers():
    # The false-alarm probability by quadrature over the density of the ranked cell: a beta law of e^-x.
    from scipy.integrate import quad
    from scipy.stats import beta

    for cells, rank, pfa in ((16, 12, 1e-4), (24, 6, 1e-3), (32, 32, 1e-6)):
        multiplier = ordered_statistic_multiplier(pfa, cells, rank)
        law = beta(cells - rank + 1, rank)
        total, _ = quad(lambda u, t=multiplier, law=law: u**t * law.pdf(u), 0.0, 1.0, epsrel=1e-10, limit=500)
        assert total == pytest.approx(pfa, rel=1e-6)


def test_a_rank_beyond_the_cells_is_refused():
    with pytest.raises(ScenarioError, match="reference cells"):
        ordered_statistic_multiplier(1e-4, 16, 17)
