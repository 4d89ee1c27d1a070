"""Detection probability against SciPy's distributions and the literature's closed forms; the fast table."""

import numpy as np
import pytest

from rangering.errors import ScenarioError
from rangering.radar.approximations import albersheim_snr_db, shnidman_snr_db
from rangering.radar.decibel import db_from_ratio, ratio_from_db
from rangering.radar.detection import (
    detection_probability,
    detection_threshold,
    fluctuation_order,
    required_snr_ratio,
)
from rangering.radar.detection_table import tabulate_detection, tabulated_probability


def reference_pd(snr_ratio, pfa, n_pulses, swerling):
    """Pd by other routes than the project's sum.

    Swerling 0: noncentral chi-square; 2 and 4: gamma tails (Meyer and Mayer 1973); 1 and 3: the noncentral
    chi-square averaged over the fluctuation by quadrature.
    """
    from scipy.special import gammaincc
    from scipy.stats import binom, gamma, ncx2

    threshold = detection_threshold(pfa, n_pulses)

    def steady(level):
        return ncx2.sf(2.0 * threshold, 2 * n_pulses, 2.0 * n_pulses * level)

    if swerling == 0:
        return steady(snr_ratio)
    if swerling == 2:
        return gammaincc(n_pulses, threshold / (1.0 + snr_ratio))
    if swerling == 4:
        stretch = 1.0 + 0.5 * snr_ratio
        count = np.arange(n_pulses + 1)
        shares = binom.pmf(count, n_pulses, 1.0 - 1.0 / stretch)
        return shares @ gammaincc(n_pulses + count, threshold / stretch)
    # Over the logarithm of the energy the integrand falls off on both sides, where equal steps converge fast.
    order = (swerling + 1) // 2
    log_level = np.linspace(-32.0, 5.0, 4001)
    level = np.exp(log_level)
    density = gamma.pdf(level, order, scale=1.0 / order) * level
    return np.trapezoid(density * steady(snr_ratio * level), log_level)


@pytest.mark.parametrize("swerling", [0, 2, 4])
@pytest.mark.parametrize("n_pulses", [1, 2, 3, 10, 100, 1000])
@pytest.mark.parametrize("pfa", [1e-12, 1e-8, 1e-6, 1e-4, 1e-2])
def test_the_sum_equals_scipys_distributions(swerling, n_pulses, pfa):
    threshold = detection_threshold(pfa, n_pulses)
    for snr_db in range(-20, 41, 4):
        snr_ratio = ratio_from_db(float(snr_db))
        pd = detection_probability(snr_ratio, threshold, pfa, n_pulses, swerling)
        assert pd == pytest.approx(reference_pd(snr_ratio, pfa, n_pulses, swerling), abs=1e-9), snr_db


@pytest.mark.parametrize("swerling", [1, 3])
@pytest.mark.parametrize(("pfa", "n_pulses"), [(1e-12, 30), (1e-10, 300), (1e-6, 2), (1e-6, 3), (1e-2, 100)])
def test_the_sum_equals_the_average_over_a_slow_fluctuation(swerling, pfa, n_pulses):
    threshold = detection_threshold(pfa, n_pulses)
    for snr_db in (-20.0, -5.0, 5.0, 15.0, 40.0):
        snr_ratio = ratio_from_db(snr_db)
        pd = detection_probability(snr_ratio, threshold, pfa, n_pulses, swerling)
        assert pd == pytest.approx(reference_pd(snr_ratio, pfa, n_pulses, swerling), abs=1e-9), snr_db


@pytest.mark.both_ways
@pytest.mark.parametrize("swerling", range(5))
def test_no_signal_gives_a_false_alarm_and_an_endless_one_a_detection(swerling):
    threshold = detection_threshold(1e-6, 5)
    assert detection_probability(0.0, threshold, 1e-6, 5, swerling) == 1e-6
    assert detection_probability(1e12, threshold, 1e-6, 5, swerling) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.both_ways
def test_orders_of_fluctuation():
    assert [fluctuation_order(7, case) for case in range(5)] == [0, 1, 7, 2, 14]


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("swerling", "pd", "printed_db"), [(0, 0.9, 13.2), (1, 0.9, 21.1), (1, 0.8, 17.8), (1, 0.5, 12.8)]
)
def test_required_snr_of_the_textbooks(swerling, pd, printed_db):
    snr_ratio = required_snr_ratio(pd, 1e-6, 1, swerling)
    assert db_from_ratio(snr_ratio) == pytest.approx(printed_db, abs=0.05)  # three printed figures


@pytest.mark.parametrize("swerling", range(5))
@pytest.mark.parametrize(("pd", "pfa", "n_pulses"), [(0.1, 1e-10, 200), (0.5, 1e-6, 1), (0.999, 1e-3, 20)])
def test_required_snr_undoes_the_probability(swerling, pd, pfa, n_pulses):
    snr_ratio = required_snr_ratio(pd, pfa, n_pulses, swerling)
    threshold = detection_threshold(pfa, n_pulses)
    assert detection_probability(snr_ratio, threshold, pfa, n_pulses, swerling) == pytest.approx(
        pd, abs=1e-10
    )


@pytest.mark.parametrize("n_pulses", [1, 8, 100])
@pytest.mark.parametrize("pd", [0.3, 0.5, 0.8, 0.9])
def test_the_curve_fits_stay_as_near_as_their_authors_say(pd, n_pulses):
    def exact_db(swerling):
        return db_from_ratio(required_snr_ratio(pd, 1e-6, n_pulses, swerling))

    # Albersheim: 0.2 dB for a linear detector, and up to 0.15 dB between the two detector laws.
    assert albersheim_snr_db(pd, 1e-6, n_pulses) == pytest.approx(exact_db(0), abs=0.35)
    for swerling in range(5):
        assert shnidman_snr_db(pd, 1e-6, n_pulses, swerling) == pytest.approx(exact_db(swerling), abs=0.6)


@pytest.mark.parametrize("swerling", range(5))
@pytest.mark.parametrize(("pfa", "n_pulses"), [(1e-2, 1), (1e-2, 1000), (1e-6, 10), (1e-12, 1), (1e-12, 300)])
def test_the_table_keeps_its_stated_error(swerling, pfa, n_pulses):
    table = tabulate_detection(pfa, n_pulses, swerling)
    threshold = detection_threshold(pfa, n_pulses)
    # Halfway between entries, where a chord is farthest from its curve, and beyond both ends.
    halfway_db = (
        table.first_db + (np.arange(-300, table.probabilities.size + 300, 3) + 0.5) / table.steps_per_db
    )
    for snr_ratio in ratio_from_db(halfway_db):
        exact = detection_probability(snr_ratio, threshold, pfa, n_pulses, swerling)
        assert abs(tabulated_probability(snr_ratio, table) - exact) <= 5e-6


@pytest.mark.both_ways
def test_the_table_ends_well_at_both_ends():
    table = tabulate_detection(1e-4, 1, 0)
    assert tabulated_probability(0.0, table) == 1e-4
    assert tabulated_probability(1e-9, table) == 1e-4
    assert tabulated_probability(np.inf, table) == pytest.approx(1.0, abs=2e-6)
    assert tabulated_probability(ratio_from_db(10.0), table) == pytest.approx(
        0.61613585, abs=5e-6
    )  # 04_pd_grid


@pytest.mark.parametrize(
    ("pd", "pfa", "n_pulses", "swerling", "where"),
    [
        (0.5, 0.0, 1, 1, "pfa"),
        (0.5, 1.0, 1, 1, "pfa"),
        (0.5, 1e-6, 0, 1, "n_pulses"),
        (0.5, 1e-6, 1, 5, "swerling"),
        (1e-7, 1e-6, 1, 1, "pd"),
        (1.0, 1e-6, 1, 1, "pd"),
    ],
)
def test_what_cannot_be_is_refused_by_name(pd, pfa, n_pulses, swerling, where):
    with pytest.raises(ScenarioError) as error:
        required_snr_ratio(pd, pfa, n_pulses, swerling)
    assert error.value.where == where
    assert error.value.mend


def test_an_unknown_swerling_case_has_no_curve_fit():
    with pytest.raises(ScenarioError):
        shnidman_snr_db(0.9, 1e-6, 1, 7)
