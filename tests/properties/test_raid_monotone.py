"""More defence, no more leakers: in the mean, where nothing but the defence itself stands in its way.

One fire unit, one type of missile, everything known at once and rightly: then a further channel, a further
round, a surer missile or a quicker crew never costs. Both sides of a comparison meet the same raids with the
same chance, and the mean of their difference is held against 4 standard errors of that difference. Elsewhere
(two fire units, false plots, a crew that asks only now and then) it need not hold: what is found there is
printed.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.mission.codes import Count
from tests.mission_scene import Coming, Site, hand_plan, run

REPLICATES = 300
MORE = {
    "channels": lambda site: site._replace(targets=site.targets + 1),
    "missile channels": lambda site: site._replace(missiles=site.missiles + 1),
    "rounds": lambda site: site._replace(rounds=site.rounds + 2),
    "quicker": lambda site: site._replace(reaction_s=0.5 * site.reaction_s),
    "surer": lambda site: site,
}


@st.composite
def small_raids(draw: st.DrawFn) -> tuple[list[Coming], Site, dict[str, Any]]:
    """Up to eight flights in the first minutes, one fire unit that has too little of something."""
    count = draw(st.integers(2, 8))
    flights = [
        Coming(7.3 * draw(st.integers(0, 12)) + 0.01 * k, from_m=draw(st.sampled_from([30_000.0, 45_000.0])))
        for k in range(count)
    ]
    site = Site(
        targets=draw(st.integers(1, 3)),
        missiles=draw(st.integers(1, 4)),
        rounds=draw(st.integers(1, 8)),
        reaction_s=draw(st.sampled_from([4.0, 9.0, 17.0])),
        assessment_s=3.1,
        most_shots=draw(st.integers(1, 3)),
    )
    return flights, site, {"kill": draw(st.sampled_from([0.3, 0.6, 0.9])), "flight_s": 20.0}


def leakers(flights: list[Coming], sites: list[Site], **other: Any) -> np.ndarray:
    return run(hand_plan(flights, sites, **other), REPLICATES).rows[:, Count.LEAKERS].astype(float)


def rise(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """By how much the mean rose, and the standard error of that."""
    more = after - before
    return float(more.mean()), float(more.std(ddof=1) / np.sqrt(len(more)))


@pytest.mark.parametrize("what", MORE)
@settings(max_examples=40)
@given(raid=small_raids())
def test_more_defence_never_lets_more_through(what: str, raid: tuple[list[Coming], Site, dict[str, Any]]):
    """300 raids each; of 200 comparisons none would rise by 4 standard errors in 150 runs of new seeds."""
    flights, site, rest = raid
    better = rest | {"kill": min(1.0, rest["kill"] + 0.1)} if what == "surer" else rest
    mean, error = rise(leakers(flights, [site], **rest), leakers(flights, [MORE[what](site)], **better))
    assert mean <= 4.0 * error


def test_the_comparison_would_notice():
    """The same comparison the wrong way round fails: a channel less, in a raid that wants it."""
    flights = [Coming(0.01 * k, from_m=45_000.0) for k in range(8)]
    two, one = (
        leakers(flights, [Site(targets=n, assessment_s=3.1)], kill=0.6, flight_s=20.0) for n in (2, 1)
    )
    mean, error = rise(two, one)
    assert mean > 4.0 * error


@settings(max_examples=25)
@given(raid=small_raids(), second=small_raids())
def test_elsewhere_counter_examples_are_shown(raid: Any, second: Any):
    """Two fire units, the second in the way of the first: nothing is promised, what is found is printed."""
    flights, site, rest = raid
    sites = [site, second[1]._replace(x_m=20_000.0)]
    before = leakers(flights, sites, **rest)
    for what, better in MORE.items():
        after = leakers(flights, [better(sites[0]), sites[1]], **rest)
        mean, error = rise(before, after)
        if mean > 4.0 * error:
            print(f"more leakers with more {what}: {mean:+.3f} ± {error:.3f}, {flights}, {sites}, {rest}")
        assert after.max() <= len(flights)
