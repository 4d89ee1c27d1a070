"""The estimator behind ``rangering risk`` on scenes whose chance of a wrong shot has a closed form.

Scenes of `tests.rare_scenes`: a flight is shot at where its set is mute, or its first three looks are silent.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from rangering._jit import COMPILING
from rangering.mission.rare import Proposals
from rangering.mission.state import layout_for
from rangering.study.risk.estimate import Sampled, ratio_of, sample
from rangering.study.risk.intervals import mean_of_seen, plain_need
from rangering.study.risk.pilot import PLAIN, Pilot, piloted
from rangering.study.risk.rests import warnings_of
from rangering.study.risk.results import rate_of
from tests.rare_scenes import guests

compiled_only = pytest.mark.skipif(not COMPILING, reason="thousands of replicates")
EVEN = np.ones(2)


def scene(count=2, **how):
    """What the estimator needs of a compiled scenario."""
    plan = guests(count, **how)
    return SimpleNamespace(plan=plan, layout=layout_for(plan))


def found(made, proposals, **how):
    return sample(made, EVEN, proposals, **{"precision": 0.3, "limit": 20_000} | how)


@compiled_only
@pytest.mark.parametrize("silent", [1e-3, 1e-7])
def test_the_count_of_a_binomial_scene(silent):
    """Two flights apart from each other: the expected count is 2 s, by the proposals a pilot chose."""
    made = scene(silent=silent)
    pilot = piloted(made, EVEN, 1)
    assert pilot.proposals.share > 0.0
    sampled = found(made, pilot.proposals, pilot=pilot, precision=0.15)
    mean = mean_of_seen(sampled.total, sampled.most)
    assert sampled.reached
    # Two intervals: one test in 10,000 fails.
    assert abs(np.log(mean.value / (2.0 * silent))) < 4.0 * mean.error
    # Plain draws: (1.96 / 0.3)² / (2 s) replicates.
    assert plain_need(mean, 0.3) == pytest.approx(42.7 / mean.value, rel=1e-3)


@compiled_only
def test_plain_draws_and_proposals_agree_where_both_reach():
    made = scene(silent=0.02, reply=0.9)
    expected = 2.0 * (0.02 + 0.98 * 0.1**3)
    plain = found(made, PLAIN, exactly=4000)
    weighed = found(made, Proposals(0.5, silent=0.4, reply=0.4, spell_first=0.8, spell_end=0.2), exactly=4000)
    for sampled in (plain, weighed):
        mean = mean_of_seen(sampled.total, sampled.most)
        assert abs(mean.value - expected) < 4.0 * mean.error * mean.value
    ratio = ratio_of(weighed, plain)
    assert ratio.low <= 1.0 <= ratio.high


@compiled_only
def test_where_plain_draws_see_enough_the_pilot_takes_them():
    pilot = piloted(scene(silent=0.1), EVEN, 1)
    assert pilot.proposals == PLAIN
    assert pilot.plain_seen >= 8


@compiled_only
def test_proposals_that_miss_a_path_are_found_out():
    """Mute sets are proposed, and silent looks, ten times as many, are not: plain draws see them."""
    made = scene(silent=0.0005, reply=0.75)
    missing = Proposals(0.5, silent=0.4)
    pilot = Pilot(missing, 2048, 2048, round(found(made, PLAIN, exactly=2048).total.sum()))
    assert pilot.plain_seen > 20  # 2048 · 2 · 0.25³ = 64
    assert pilot.at_odds(2.0 * 0.0005)
    assert not pilot.at_odds(2.0 * (0.0005 + 0.25**3))


@compiled_only
def test_coverage_of_the_interval():
    """Of 100 intervals of 95 % eight in a hundred may miss: a binomial of 5 % passes 11 once in 100."""
    held = 0
    for seed in range(100):
        made = scene(silent=1e-4, seed=seed)
        mean = mean_of_seen(found(made, Proposals(0.5, silent=0.4), exactly=192).total, 4.0)
        held += mean.low <= 2e-4 <= mean.high
    assert 89 <= held <= 100


def test_nothing_seen_is_an_upper_limit():
    """Plain draws of one flight: the limit solves (1 - p)^n = 0.05 (rule of three)."""
    mean = mean_of_seen(np.zeros(1000), 1.0)
    assert mean.only_limit
    assert (1.0 - mean.high) ** 1000 == pytest.approx(0.05)
    rate = rate_of(mean, 2.0)
    assert rate.only_limit
    assert rate.high == pytest.approx(500.0 * mean.high)
    assert plain_need(mean, 0.3) == np.inf


def test_plain_upper_limit_is_the_poisson_one():
    """Garwood (1936): with none seen the 95 % limit of a mean is 2.996, with one 4.744."""
    assert Pilot(PLAIN, 10, 10, 0).plain_most == pytest.approx(0.2996, abs=1e-4)
    assert Pilot(PLAIN, 10, 10, 1).plain_most == pytest.approx(0.4744, abs=1e-4)


def test_a_ratio_knows_what_two_cases_share():
    draw = np.random.default_rng(3)
    each = (draw.uniform(size=(4000, 1)) < 0.05).astype(float)
    rare = each * (draw.uniform(size=(4000, 1)) < 0.5)

    def of(values):
        return Sampled(values, PLAIN, 1.0, True, 1.0, Pilot(PLAIN, 0, 0, 0))

    same = ratio_of(of(each), of(each))
    # Equal hits are no proof that two cases are one: of 200 seen, up to 3.7 may yet come out otherwise.
    assert same.value == 1.0
    assert np.log(same.high) == pytest.approx(3.689 / each.sum(), rel=1e-3)
    assert np.log(same.low) == pytest.approx(-3.689 / each.sum(), rel=1e-3)
    assert not same.apart
    half = ratio_of(of(rare), of(each), by=2.0)
    assert half.low < 1.0 < half.high
    # Nested shares p and q of one sample: var(log ratio) = 1/(n p) - 1/(n q), less than of two samples.
    p, q = rare.mean(), each.mean()
    expected = 1.96 * np.sqrt((1.0 / p - 1.0 / q) / 4000)
    assert np.log(half.high / half.value) == pytest.approx(expected, rel=0.03)
    none = ratio_of(of(np.zeros((4000, 1))), of(each))
    assert np.isnan(none.value)
    assert none.low == 0.0 < none.high < 0.05


@compiled_only
def test_weights_whose_mean_is_not_one_are_warned_of():
    made = scene(silent=1e-3)
    good = found(made, Proposals(0.5, silent=0.4))
    assert 0.0 < good.weight_error < 0.05
    assert abs(good.mean_weight - 1.0) < 4.0 * good.weight_error

    def said(mean_weight):
        case = SimpleNamespace(
            rate=rate_of(good.mean, 1.0), reached=True, mean_weight=mean_weight, count=good.mean,
            weight_error=good.weight_error,
        )  # fmt: skip
        return " ".join(warnings_of(SimpleNamespace(case=case), SimpleNamespace(case=case)))

    assert "do not trust this" not in said(good.mean_weight)
    assert "do not trust this" in said(1.0 - 6.0 * good.weight_error)


def test_few_counts_are_as_uncertain_as_a_poisson_count():
    """Garwood (1936): one seen is a mean from 0.0253 to 5.57."""
    one = np.zeros(1000)
    one[3] = 1.0
    mean = mean_of_seen(one, 1.0)
    assert mean.low * 1000 == pytest.approx(0.0253, abs=1e-4)
    assert mean.high * 1000 >= 5.57


def test_weighed_draws_that_see_little_leave_the_room_that_plain_draws_leave():
    each = np.zeros((600, 1))
    each[:3] = 0.1
    some = Proposals(0.5, silent=0.4)
    pilot = Pilot(some, 2048, 2048, 2)
    found = Sampled(each, some, 4.0, True, 1.0, pilot)
    assert found.mean.high >= pilot.plain_most > mean_of_seen(found.total, 4.0).high
    each[:100] = 0.01
    many = Sampled(each, some, 4.0, True, 1.0, Pilot(some, 2048, 2048, 3))
    assert many.weighed_alone  # as many plain ones as weighed ones explain
    assert not Sampled(each, some, 4.0, True, 1.0, Pilot(some, 2048, 2048, 0), covers=False).weighed_alone
