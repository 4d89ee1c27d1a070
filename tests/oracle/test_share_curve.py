"""Curves through local shares against printed formulas and against an independent worked line."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rangering.catalog.events import load_events
from rangering.catalog.precedents import ShareSeries, shares
from rangering.catalog.share_curve import fit_share_curve

STUDENT_90 = {1: 6.314, 2: 2.920, 3: 2.353}
"""Student's t, 90 % two-sided, by degrees of freedom: Draper and Smith (1998), table of percentage points."""


def series(years, claimed, targets=()):
    """Made-up claims."""
    years, claimed = np.array(years, dtype=float), np.array(claimed, dtype=float)
    count = len(years)
    flags = np.array([n in targets for n in range(count)])
    return ShareSeries(
        "made-up", "Made up", years, years, years, claimed, claimed, claimed, flags,
        (date(2020, 1, 1),) * count, ("B",) * count, ("share",) * count, ("source",) * count,
        tuple(f"made-up.{n}" for n in range(count)),
    )  # fmt: skip


def test_claims_on_a_logistic_curve_give_that_curve_back():
    years = np.array([2001.0, 2006.0, 2013.0, 2020.0])
    claimed = 1.0 / (1.0 + np.exp(-0.15 * (years - 2010.0)))
    curve = fit_share_curve(series(years, claimed))
    low, middle, high = curve.band(np.array([2010.0, 2030.0]))
    assert middle == pytest.approx([0.5, 1.0 / (1.0 + np.exp(-3.0))], abs=1e-6)
    assert low == pytest.approx(high, abs=1e-4)  # nothing is left to be unsure of
    assert curve.slope_per_year == pytest.approx(0.15, abs=1e-6)


@pytest.mark.parametrize("name", ["brahmos", "milgem", "turkish-sector"])
def test_the_band_is_that_of_a_fitted_line_on_the_logit(name):
    """ŷ ± t s √(1/n + (x - x̄)²/Sxx): Draper and Smith (1998), equation 1.4.8, worked out by hand."""
    found = shares(load_events())[name]
    kept = ~found.is_target
    x, y = found.year[kept], np.log(found.nominal[kept] / (1.0 - found.nominal[kept]))
    n, about = len(x), x - x.mean()
    slope = (about * y).sum() / (about**2).sum()
    left = y - y.mean() - slope * about
    s = np.sqrt((left**2).sum() / (n - 2))
    asked = np.array([2000.0, 2015.5, 2030.0])
    line = y.mean() + slope * (asked - x.mean())
    reach = STUDENT_90[n - 2] * s * np.sqrt(1.0 / n + (asked - x.mean()) ** 2 / (about**2).sum())
    low, middle, high = fit_share_curve(found).band(asked)
    expected = [1.0 / (1.0 + np.exp(-each)) for each in (line - reach, line, line + reach)]
    # Three figures of t as printed: a reach of up to 3 errs by 0.0003.
    assert low == pytest.approx(expected[0], abs=3e-4)
    assert middle == pytest.approx(expected[1], abs=1e-6)
    assert high == pytest.approx(expected[2], abs=3e-4)


def test_targets_and_shares_without_a_logit_are_left_out():
    years, claimed = [2000.0, 2005.0, 2010.0, 2015.0], [0.2, 0.4, 0.6, 0.99]
    whole = fit_share_curve(series(years, claimed))
    without = fit_share_curve(series(years, claimed, targets=(3,)))
    assert whole.claims == 4
    assert without.claims == 3
    assert without.slope_per_year < whole.slope_per_year
    assert fit_share_curve(series(years, [0.2, 0.4, 0.6, 1.0])).claims == 3


def test_fewer_than_three_claims_give_no_curve():
    assert fit_share_curve(series([2000.0, 2010.0], [0.2, 0.5])) is None
    assert fit_share_curve(series([2000.0] * 3, [0.2, 0.3, 0.4])) is None


def test_a_band_stays_between_none_and_all():
    low, middle, high = fit_share_curve(series([2000.0, 2010.0, 2011.0], [0.05, 0.9, 0.5])).band(
        np.linspace(1950.0, 2050.0, 50)
    )
    assert np.all((low >= 0.0) & (low <= middle) & (middle <= high) & (high <= 1.0))


def test_the_gain_a_year_is_the_slope_of_the_curve():
    curve = fit_share_curve(series([2000.0, 2006.0, 2012.0], [0.2, 0.4, 0.65]))
    step = 0.01
    after, before = (float(curve.band(np.array(curve.mean_year + each))[1]) for each in (step / 2, -step / 2))
    assert curve.gain_per_year == pytest.approx((after - before) / step, rel=1e-4)
    assert replace(curve, slope_per_year=0.0).gain_per_year == 0.0
