"""Indices under other assumptions against variances worked out on paper.

The model is w · x over three figures of the catalog, each even between bounds a unit apart or with a PERT
law. Two are of one origin, x = Φ(√p S + √(1-p) E) each with its own E and one S, p = 2 sin(π ρ / 6). For two
such values that share only S the covariance is ρ/12, that share only E asin((1-p)/2)/2π: Kruskal, J. Am.
Stat. Assoc. 53 (1958) 814-861, Spearman's ρ of two normal variables of correlation r is 6/π asin(r/2).
A PERT law with its mode half way has the variance width² / 28: Malcolm et al. (1959), Beta(3, 3).
"""

from math import asin, pi, sin

import numpy as np
import pytest

from rangering.catalog.draw import axes as axes_of
from rangering.catalog.read import load_catalog
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import Override, stated_catalog
from rangering.study import sensitivity as module
from rangering.study.questions import Asked, Unknowns
from rangering.terrain.ground import TerrainRecord

ALIKE = ("s-400.reaction_time", "s-400/launcher.launch_interval")  # both are flattered by a low value
ALONE = "s-400/9m96e2.single_shot_kill_probability"
ORIGIN = "origin: claims for S-400 Triumf"
WEIGHTS = {ALIKE[0]: 3.0, ALIKE[1]: 2.0, ALONE: 4.0}
STATED = {
    ALIKE[0]: Override(low="8 s", nominal="8 s", high="9 s", law="uniform"),
    ALIKE[1]: Override(low="3 s", nominal="3 s", high="4 s", law="uniform"),
    ALONE: Override(low="0.0", nominal="0.5", high="1.0", law="pert"),
}
GROUND = TerrainRecord("smooth", "none", "none", "none", "none", None, 300.0, 0, 0)


class Linear:
    """In the place of a map's score: the same figures, the same draws, a sum on paper."""

    words = "a sum"

    def __init__(self, asked):
        catalog = stated_catalog(asked.catalog, STATED, "a test")
        keys = tuple(sorted(WEIGHTS))
        self.unknowns = Unknowns(catalog, keys, axes_of(catalog, keys), GROUND, ())

    def shares(self, drawn):
        # Left nominal by the tornado: NaN.
        nominal = {key: self.unknowns.catalog.quantity(key).si[1] for key in WEIGHTS}
        return sum(
            weight * np.where(np.isnan(drawn[key]), nominal[key], drawn[key])
            for key, weight in WEIGHTS.items()
        )


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "CoveredShare", Linear)
        asked = Asked(load_scenario("first-raid"), load_catalog(), seed=2)
        return module.sensitivity(asked, "covered", base=8192)


def by_hand(rho, third):
    """First-order and total indices, and the variance, where claims of one origin hang together by rho.

    `third` is the variance of the figure that has no origin.
    """
    one, two, alone = WEIGHTS[ALIKE[0]], WEIGHTS[ALIKE[1]], WEIGHTS[ALONE]
    p = 2.0 * sin(pi * rho / 6.0)
    own = asin((1.0 - p) / 2.0) / (2.0 * pi)  # covariance of two values that share their own draw alone
    both = (one + two) ** 2 * rho / 12.0
    whole = (one**2 + two**2) / 12.0 + 2.0 * one * two * rho / 12.0 + alone**2 * third
    first = {ALIKE[0]: one**2 * own, ALIKE[1]: two**2 * own, ORIGIN: both, ALONE: alone**2 * third}
    total = {
        ALIKE[0]: one**2 * (1.0 - rho) / 12.0,
        ALIKE[1]: two**2 * (1.0 - rho) / 12.0,
        ORIGIN: whole - alone**2 * third - (one**2 + two**2) * own,
        ALONE: alone**2 * third,
    }
    return ({axis: each / whole for axis, each in part.items()} for part in (first, total)), whole


EVEN, PERT = 1.0 / 12.0, 1.0 / 28.0
CASES = {"stated": (0.7, PERT), "origins-apart": (0.0, PERT), "origins-together": (1.0, PERT),
         "uniform-laws": (0.7, EVEN)}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_indices_under_each_assumption_are_those_on_paper(found, name):
    (first, total), whole = by_hand(*CASES[name])
    other = {each.variant.name: each for each in found.others}.get(name)
    indices, still = (found.indices, ()) if other is None else (other.indices, other.idle)
    # 8,192 base rows, and 2,048 under other assumptions: errors of 0.01 and 0.02.
    allowed = 0.02 if other is None else 0.04
    for axis in WEIGHTS | {ORIGIN: 0.0}:
        if axis in still:
            assert (first[axis], total[axis]) == pytest.approx((0.0, 0.0), abs=1e-12)
            assert axis not in indices.axes
            continue
        n = indices.axes.index(axis)
        assert indices.first[n] == pytest.approx(first[axis], abs=allowed), axis
        assert indices.total[n] == pytest.approx(total[axis], abs=allowed), axis
        assert indices.total_low[n] <= total[axis] <= indices.total_high[n]
    assert indices.variance == pytest.approx(whole, rel=0.03)
    spread = (found.band if other is None else other.band).components
    assert spread.between_variance == pytest.approx(whole, rel=0.03)


def test_what_moves_nothing_under_an_assumption_is_named(found):
    idle = {each.variant.name: each.idle for each in found.others}
    assert idle == {"origins-apart": (ORIGIN,), "origins-together": ALIKE, "uniform-laws": ()}
    assert [each.base for each in found.others] == [2048] * 3


def test_the_first_unknown_is_the_one_on_paper(found):
    for each in found.firsts:
        (_, total), _ = by_hand(*CASES[each.variant.name])
        assert each.axis == max(total, key=total.get)
    # 16/28 stands against 9/12 where claims err apart, against 25/12 where they err alike.
    assert [each.axis for each in found.firsts] == [ORIGIN, ALIKE[0], ORIGIN, ORIGIN]
    assert [each.told for each in found.firsts] == [False, True, False, False]


def test_the_bands_are_as_wide_as_the_laws_make_them(found):
    # Of 5 x between 0 and 5, and 4 y with a PERT law, where claims err alike: by scipy's numbers.
    from scipy import stats

    together = next(each for each in found.others if each.variant.name == "origins-together")
    y = 4.0 * stats.beta(3.0, 3.0).ppf((np.arange(2000) + 0.5) / 2000)
    shift = 3.0 * 8.0 + 2.0 * 3.0
    low = np.linspace(0.0, 9.0, 20_001)
    share = np.clip((low[:, np.newaxis] - y[::20]) / 5.0, 0.0, 1.0).mean(axis=1)
    edges = np.interp([0.05, 0.95], share, low) + shift
    assert (together.band.low.value, together.band.high.value) == pytest.approx(edges, abs=0.06)


def test_swings_stand_about_nominal_values_and_reach_the_ends_of_each_law(found):
    assert found.swings.nominal == pytest.approx(3.0 * 8.0 + 2.0 * 3.0 + 4.0 * 0.5)
    ends = {each.axis: (each.low, each.high) for each in found.swings.swings}
    at = found.swings.nominal
    for axis in ALIKE:
        assert ends[axis] == pytest.approx((at + 0.05 * WEIGHTS[axis], at + 0.95 * WEIGHTS[axis]))
    # The credibility moves both; what flatters them is a low value, so the high end comes first.
    assert ends[ORIGIN] == pytest.approx((at + 0.95 * 5.0, at + 0.05 * 5.0))


def test_the_first_two_together_are_the_sum_on_paper(found):
    # As stated the credibility and the figure without an origin come first; the model is their sum, so that
    # nothing goes with both, and E[f | S, own draw at its median] follows from the law of each.
    assert found.pair.axes == (ORIGIN, ALONE)
    assert found.pair.together == pytest.approx(0.0, abs=1e-9)
    means = found.pair.means
    assert np.diff(means, axis=0) == pytest.approx(np.repeat(np.diff(means[:, :1], axis=0), 5, axis=1))
    middle = 3.0 * 8.5 + 2.0 * 3.5 + 4.0 * 0.5
    assert means[2, 2] == pytest.approx(middle)
    from scipy import stats

    assert means[2] - middle == pytest.approx(4.0 * (stats.beta(3.0, 3.0).ppf(found.pair.shares) - 0.5))
    # Own draws at their median: x = Φ(√p Φ⁻¹(u)), and a high credibility flatters by low values.
    p = 2.0 * sin(pi * 0.7 / 6.0)
    moved = stats.norm.cdf(p**0.5 * stats.norm.ppf(1.0 - found.pair.shares)) - 0.5
    assert means[:, 2] - middle == pytest.approx(5.0 * moved, abs=1e-9)


class Product(Linear):
    """What two do only together: two figures without an origin, each about its middle."""

    def __init__(self, asked):
        super().__init__(asked)
        other = "s-400/48n6e3.single_shot_kill_probability"
        catalog = stated_catalog(
            self.unknowns.catalog,
            {other: Override(low="0.0", nominal="0.0", high="1.0", law="uniform")},
            "a test",
        )
        keys = (other, ALONE)
        self.unknowns = Unknowns(catalog, keys, axes_of(catalog, keys), GROUND, ())

    def shares(self, drawn):
        one, two = (np.where(np.isnan(values), 0.5, values) - 0.5 for values in drawn.values())
        return 1.0 + one * two


def test_what_two_do_only_together_is_all_of_it(monkeypatch):
    monkeypatch.setattr(module, "CoveredShare", Product)
    asked = Asked(load_scenario("first-raid"), load_catalog(), seed=2)
    pair = module.sensitivity(asked, "covered", base=64, variants=False).pair
    assert pair.together == pytest.approx(1.0, abs=1e-9)
    assert pair.split.total == pytest.approx([1.0, 1.0])
