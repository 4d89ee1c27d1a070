"""Steps known not to have ended by a day: the engine draws what is left of their law."""

from math import inf

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstest, norm

from rangering.programme.kernels.still_open import exceeded, log_tail
from rangering.programme.plan import Cause, Flow
from tests.programme_plans import Blow, SmallProgramme, Step, played

HISTORIES = 4000
LEVEL = 1e-4  # of a test of Kolmogorov and Smirnov; seeds are fixed


def ends(*steps: Step, shocks: tuple[Blow, ...] = (), histories: int = HISTORIES) -> np.ndarray:
    return played(SmallProgramme(steps, (0.0, 1e6), shocks=shocks), histories).ended_d


def beyond(median: float, spread: float, least: float):
    """Distribution function of a lognormal duration that is at least so long, by logarithms of its tails."""

    def share(days):
        tails = norm.logsf(np.log(np.asarray(days) / median) / spread)
        return -np.expm1(np.minimum(tails - norm.logsf(np.log(least / median) / spread), 0.0))

    return share


@pytest.mark.parametrize(
    ("median", "spread", "known_d"),
    [(100.0, 0.4, 60.0), (100.0, 0.4, 150.0), (730.0, 0.1, 976.0), (20.0, 0.3, 400.0), (10.0, 0.1, 300.0)],
)
def test_what_is_left_of_a_lognormal_law(median: float, spread: float, known_d: float):
    """From most of the law to 34 standard deviations out: mean, quantiles, and the whole of it."""
    ended_d = ends(Step(median, spread=spread, open_until_d=known_d))[:, 0]
    assert (ended_d >= known_d).all()
    assert kstest(ended_d, beyond(median, spread, known_d)).pvalue > LEVEL
    least = np.log(known_d / median) / spread
    mean = median * np.exp(spread**2 / 2.0 + norm.logsf(least - spread) - norm.logsf(least))
    assert abs(ended_d.mean() - mean) < 4.0 * ended_d.std() / np.sqrt(HISTORIES)
    for share in (0.1, 0.5, 0.9):
        if least < 8.0:  # beyond, the inverse that is held against loses its digits
            expected = median * np.exp(spread * norm.isf((1.0 - share) * norm.sf(least)))
            assert np.mean(ended_d <= expected) == pytest.approx(share, abs=4.0 * np.sqrt(0.25 / HISTORIES))


def test_only_the_time_since_it_began_counts():
    ended_d = ends(Step(60.0), Step(100.0, (0,), spread=0.4, open_until_d=150.0))[:, 1]
    assert kstest(ended_d - 60.0, beyond(100.0, 0.4, 90.0)).pvalue > LEVEL


def test_what_begins_after_the_day_is_drawn_as_if_nothing_were_known():
    known = ends(Step(200.0), Step(100.0, (0,), spread=0.4, open_until_d=150.0))
    np.testing.assert_array_equal(known, ends(Step(200.0), Step(100.0, (0,), spread=0.4)))


def test_days_on_which_it_was_stopped_are_no_work():
    """Begun on day 0, stopped from day 90 to 140 and open on day 150: 100 days of work did not suffice."""
    blows = (
        Blow(begins_d=90.0, lasts_d=30.0, stops=Flow.DELIVERIES),
        Blow(begins_d=110.0, lasts_d=30.0, stops=Flow.DELIVERIES | Flow.TRAINING),
        Blow(begins_d=20.0, lasts_d=30.0, stops=Flow.TRAINING),
    )
    step = Step(100.0, spread=0.4, open_until_d=150.0, stopped_by=Flow.DELIVERIES)
    ended_d = ends(step, shocks=blows)[:, 0]
    assert kstest(ended_d - 50.0, beyond(100.0, 0.4, 100.0)).pvalue > LEVEL


@pytest.mark.parametrize(("way", "way_spread"), [(20.0, 0.3), (90.0, 0.3), (60.0, 0.0)])
def test_stages_of_one_step_are_long_together(way: float, way_spread: float):
    """Held against the plain way: both drawn until their sum is long enough."""
    known_d, rng = 190.0, np.random.default_rng(5)
    made = 100.0 * np.exp(0.3 * rng.standard_normal(1_000_000))
    sent = way * np.exp(way_spread * rng.standard_normal(1_000_000))
    late = made + sent > known_d
    expected = np.stack([made[late], (made + sent)[late]])[:, :20_000]
    ended_d = ends(
        Step(100.0, spread=0.3, open_until_d=known_d, rest=1),
        Step(way, (0,), Cause.TRANSPORT, way_spread, open_until_d=known_d),
    )
    assert ended_d[:, 1].min() > known_d
    for stage in (0, 1):
        assert ks_2samp(ended_d[:, stage], expected[stage]).pvalue > LEVEL


def test_a_step_without_chance_ends_on_the_day():
    assert (ends(Step(100.0, open_until_d=150.0), histories=2) == 150.0).all()
    both = ends(Step(60.0, open_until_d=150.0, rest=1), Step(20.0, (0,), open_until_d=150.0), histories=2)
    assert both.tolist() == [[60.0, 150.0]] * 2


def test_a_shock_that_is_not_over_lasts_on():
    blow = Blow(begins_d=50.0, lasts_d=100.0, spread=0.5, open_until_d=250.0, stops=Flow.TRAINING)
    out = played(SmallProgramme((Step(),), (0.0, 1e6), shocks=(blow,)), HISTORIES)
    lasted_d = out.shock_ends_d[:, 0] - 50.0
    assert kstest(lasted_d, beyond(100.0, 0.5, 200.0)).pvalue > LEVEL


@pytest.mark.both_ways
@pytest.mark.parametrize("z", [-6.0, -1.0, 0.0, 2.0, 10.0, 24.9, 25.1, 60.0])
def test_tails_of_the_normal_law(z: float):
    assert log_tail(z) == pytest.approx(norm.logsf(z), rel=1e-12)
    assert exceeded(norm.logsf(z)) == pytest.approx(z, rel=1e-6, abs=1e-9)


@pytest.mark.both_ways
def test_a_step_in_several_stages_and_under_a_shock_both_ways():
    blow = Blow(begins_d=30.0, lasts_d=40.0, stops=Flow.DELIVERIES, spread=0.2, open_until_d=80.0)
    steps = (
        Step(
            50.0, spread=0.3, open_until_d=200.0, rest=1, stopped_by=Flow.DELIVERIES, repeat=0.5, repeat_d=5.0
        ),
        Step(20.0, (0,), Cause.TRANSPORT, 0.3, open_until_d=200.0),
        Step(inf, likely=0.0, open_until_d=200.0),
    )
    ended_d = ends(*steps, shocks=(blow,), histories=30)
    assert ended_d[:, 1].min() >= 200.0
    assert np.ptp(ended_d[:, 1]) > 1.0
    assert np.isinf(ended_d[:, 2]).all()
