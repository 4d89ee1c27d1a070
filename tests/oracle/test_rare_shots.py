"""Wrong shots that are seldom made: weighed estimates against closed forms, sums of outcomes, plain runs.

Scenes of `tests.rare_scenes`: a flight is shot at where its set is mute, or its first three looks are silent,
and in no other case; so its chance is s + (1 - s)·(1 - r)³, and of N flights apart from each other the count
is binomial with it. In another a run of silences at whatever looks does it: Feller's recursion for runs.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering._jit import COMPILING
from rangering.mission.codes import Count
from rangering.mission.kernels.rare import happens, replies, weight
from rangering.mission.plan import CIVIL, HOSTILE
from rangering.mission.rare import Proposals, rates_of, shot_at, shot_at_by_all, with_proposals
from rangering.mission.state import new_state
from tests.mission_scene import Coming, Site, hand_plan, ints, no_context, reals, run
from tests.rare_scenes import SILENT_LOOKS, guests, one_north, run_within, watched

REPLY = Proposals(reply=0.3, spell_first=0.8, spell_end=1.0 / SILENT_LOOKS)
LATE = Proposals(reply=0.15, spell_first=0.05, spell_later=0.05, spell_end=0.1)
LOOKS = 30  # every 10 s from the second plot to 300 s
probabilities = st.floats(0.01, 0.99)
compiled_only = pytest.mark.skipif(not COMPILING, reason="thousands of replicates")


def standard_error(values):
    return values.std(ddof=1) / np.sqrt(len(values))


def within(values, expected, errors=4.0):
    """Whether a mean lies within so many standard errors; one of many such tests fails in 16,000."""
    return abs(values.mean() - expected) <= errors * standard_error(values)


@pytest.mark.both_ways
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9])
def test_summed_over_all_outcomes_the_estimate_is_exact(share):
    """Three draws: every outcome, by either of the two densities, times its weight, is nature's share."""
    nature, proposed = (1e-6, 0.03, 0.5), (0.4, 0.5, 0.2)
    chance = new_state(guests()).chance
    mean_weight, all_three, bounded = 0.0, 0.0, True
    for tilted, happened in product((False, True), product((True, False), repeat=3)):
        chance.tilted[0] = tilted
        chance.log_ratio[0] = 0.0
        drawn = share if tilted else 1.0 - share
        for p, q, so in zip(nature, proposed, happened, strict=True):
            used = q if tilted else p
            # A draw in the middle of what makes it so.
            uniform = 0.5 * used if so else 0.5 * (1.0 + used)
            assert happens(uniform, p, q, chance) == so
            drawn *= used if so else 1.0 - used
        w = weight(share, chance)
        bounded = bounded and (share == 0.0 or w <= 1.0 / (1.0 - share) + 1e-12)
        mean_weight += drawn * w
        all_three += drawn * w * all(happened)
    assert mean_weight == pytest.approx(1.0, rel=1e-12)
    assert all_three == pytest.approx(np.prod(nature), rel=1e-12)
    assert bounded


SPELLS = with_proposals(
    guests(), Proposals(0.5, reply=0.3, spell_first=0.4, spell_later=0.15, spell_end=0.25)
).rare


def drawn_in_spells(nature, seen, *, tilted, restarts=(0,)):
    """The density by which looks come out so, and the ratio to nature's that was written down."""
    chance = new_state(guests()).chance
    chance.tilted[0] = tilted
    density = 1.0
    for n, answered in enumerate(seen):
        first = n in restarts
        # The chance of an answer, by halving: whatever draw it is found by.
        low, high = 0.0, 1.0
        before = chance.spell[0], chance.log_ratio[0]
        for _ in range(48):
            middle = 0.5 * (low + high)
            chance.spell[0], chance.log_ratio[0] = before
            if replies(middle, nature, first, SPELLS, chance):
                low = middle
            else:
                high = middle
        chance.spell[0], chance.log_ratio[0] = before
        assert (
            replies(0.5 * low if answered else 0.5 * (1.0 + high), nature, first, SPELLS, chance) == answered
        )
        density *= low if answered else 1.0 - low
    return density, np.exp(chance.log_ratio[0])


def over_hidden_spells(nature, seen, restarts=(0,)):
    """The same density as a sum over every way in which spells could have begun and ended."""
    total = 0.0
    for spells in product((False, True), repeat=len(seen)):
        density, on = 1.0, False
        for n, (spell, answered) in enumerate(zip(spells, seen, strict=True)):
            begins = SPELLS.spell_first if n in restarts else SPELLS.spell_later
            stays = 1.0 - SPELLS.spell_end if on else begins
            density *= stays if spell else 1.0 - stays
            reply = SPELLS.reply if spell else nature
            density *= reply if answered else 1.0 - reply
            on = spell
        total += density
    return total


@pytest.mark.both_ways
@pytest.mark.parametrize("nature", [0.97, 0.6])
def test_spells_of_silence_are_a_mixture_over_all_ways_to_begin_and_end(nature):
    """Five looks, a second track at the fourth: densities, ratio and weights against sums over all spells."""
    mean_weight, by_nature, restarts = 0.0, 0.0, (0, 3)
    for seen in product((True, False), repeat=5):
        plain, _ = drawn_in_spells(nature, seen, tilted=False, restarts=restarts)
        tilted, ratio = drawn_in_spells(nature, seen, tilted=True, restarts=restarts)
        expected = over_hidden_spells(nature, seen, restarts)
        assert plain == pytest.approx(np.prod([nature if each else 1.0 - nature for each in seen]), rel=1e-8)
        assert tilted == pytest.approx(expected, rel=1e-8)
        assert ratio == pytest.approx(expected / plain, rel=1e-8)
        drawn = 0.5 * tilted + 0.5 * plain
        # No spell at all is one of the ways: the weight is bounded by that too.
        never = (1.0 - SPELLS.spell_first) ** 2 * (1.0 - SPELLS.spell_later) ** 3
        assert ratio >= never - 1e-12
        w = 1.0 / (0.5 * ratio + 0.5)
        mean_weight += drawn * w
        by_nature += drawn * w * (seen[2:] == (False, False, False))
    assert mean_weight == pytest.approx(1.0, rel=1e-8)
    assert by_nature == pytest.approx((1.0 - nature) ** 3, rel=1e-8)


@pytest.mark.both_ways
def test_what_is_certain_is_never_tilted():
    chance = new_state(guests()).chance
    chance.tilted[0] = True
    assert not happens(0.1, 0.0, 0.5, chance)
    assert happens(0.9, 1.0, 0.5, chance)
    assert happens(0.1, 0.2, -1.0, chance)
    assert replies(0.9, 1.0, True, SPELLS, chance)
    assert not replies(0.0, 0.0, True, SPELLS, chance)
    assert chance.log_ratio[0] == chance.spell[0] == 0.0


@pytest.mark.both_ways
def test_proposals_of_no_share_change_no_bit():
    plan = guests(3, reply=0.9, silent=0.2, north=one_north(0.3))
    plain = run(plan, 4).rows
    every = Proposals(
        0.0, silent=0.5, misread=0.5, reply=0.5, spell_first=0.5, spell_later=0.1, misaligned=0.5
    )
    told = run(with_proposals(plan, every), 4).rows
    own = [Count.INTEREST, Count.INTEREST_CAUSE, Count.INTEREST_FACTOR]
    assert np.array_equal(np.delete(plain, own, axis=1), np.delete(told, own, axis=1), equal_nan=True)
    assert (told[:, Count.WEIGHT] == 1.0).all()
    assert (told[:, Count.INTEREST_FACTOR] == 3.0).all()
    assert set(told[:, Count.INTEREST]) <= {0.0, 1.0, 2.0}


@pytest.mark.both_ways
@given(
    nature=probabilities,
    reply=probabilities,
    first=st.floats(0.0, 1.0),
    later=st.floats(0.0, 1.0),
    end=st.floats(0.0, 1.0),
    share=st.floats(0.0, 0.95),
)
@settings(max_examples=40)
def test_whatever_the_spells_weights_are_bounded_and_their_mean_is_one(
    nature, reply, first, later, end, share
):
    asked = Proposals(share, reply=reply, spell_first=first, spell_later=later, spell_end=end)
    rare, chance = with_proposals(guests(), asked).rare, new_state(guests()).chance
    mean_weight = all_drawn = 0.0
    for seen in product((True, False), repeat=3):
        plain = np.prod([nature if each else 1.0 - nature for each in seen])
        chance.tilted[0] = False
        chance.spell[0] = chance.log_ratio[0] = 0.0
        for n, answered in enumerate(seen):
            replies(0.5 * nature if answered else 0.5 * (1.0 + nature), nature, n == 0, rare, chance)
            assert 0.0 <= chance.spell[0] <= 1.0
        ratio, w = np.exp(chance.log_ratio[0]), weight(share, chance)
        assert 0.0 <= w <= 1.0 / (1.0 - share) + 1e-12
        drawn = plain * (share * ratio + 1.0 - share)
        all_drawn += drawn
        mean_weight += drawn * w
    assert all_drawn == pytest.approx(1.0, rel=1e-9)
    assert mean_weight == pytest.approx(1.0, rel=1e-9)


@pytest.mark.both_ways
def test_the_order_of_flights_is_of_no_account():
    """By nature: draws hang on who a flight is, not on where it stands in the file."""
    plan = guests(3, reply=0.6, silent=0.1)
    rows = run(plan, 6).rows
    order = ints([2, 0, 1])
    flights = plan.flights
    turned = flights._replace(**{
        name: getattr(flights, name)[order] for name in ("id", "route", "pace", "start_s", "target", "side",
                                                          "transponder", "asset")
    })  # fmt: skip
    other = run(plan._replace(flights=turned), 6).rows
    assert rows[:, Count.CIVIL_ENGAGED].sum() > 0
    for count in (Count.CIVIL_ENGAGED, Count.MISSILES, Count.LOOKS):
        assert np.array_equal(rows[:, count], other[:, count])


@pytest.mark.both_ways
def test_phases_are_drawn_where_asked_and_else_as_planned():
    plan = guests()
    assert run(plan).state.chance.phase_s[0] == plan.radars.phase_s[0] == 0.0
    drawn = plan._replace(radars=plan.radars._replace(phase_drawn=True))
    found = [float(run(drawn, first=n).state.chance.phase_s[0]) for n in range(30)]
    assert len(set(found)) == 30
    assert all(0.0 <= each < 10.0 for each in found)
    assert abs(np.mean(found) - 5.0) < 4.0 * 10.0 / np.sqrt(12.0 * 30.0)


@compiled_only
@pytest.mark.parametrize("silent", [1e-3, 1e-6])
def test_a_mute_set_of_one_flight(silent):
    rows = run(with_proposals(guests(silent=silent), Proposals(silent=0.5)), 3000).rows
    assert within(rows[:, Count.WEIGHT].astype(float), 1.0)
    found = shot_at(rows).sum(axis=1)
    assert within(found, silent)
    assert standard_error(found) < 0.05 * silent  # by plain draws: 400 / silent replicates


@compiled_only
@pytest.mark.parametrize("pictures", [2, 3])
def test_an_answer_that_several_pictures_learn_of_is_one_draw(pictures):
    """One radar asks and several pictures are told: weights and the count are those of one picture."""
    rows = run(with_proposals(guests(reply=0.9, pictures=pictures), REPLY), 4000).rows
    assert within(rows[:, Count.WEIGHT].astype(float), 1.0)
    assert within(shot_at(rows).sum(axis=1), 1e-3)


@compiled_only
def test_three_silent_looks_of_several_flights():
    """Expected count N (1 - r)³ = 3e-6: a plain run of as many replicates would see none in 100 runs."""
    plan = guests(3, reply=0.99)
    rows = run(with_proposals(plan, REPLY), 6000).rows
    assert within(rows[:, Count.WEIGHT].astype(float), 1.0)
    found = shot_at(rows).sum(axis=1)
    assert within(found, 3e-6)
    assert standard_error(found) < 0.1 * 3e-6


@pytest.mark.both_ways
def test_a_run_of_silences_is_what_is_shot_at():
    """By plain draws: the log of one replicate after another, looks counted from outside."""
    plan = watched(4, reply=0.5)
    looks = int(run(watched(4, reply=1.0)).state.identities.looks.max())
    assert looks == LOOKS
    shots = sum(float(run(plan, first=n).rows[0, Count.CIVIL_ENGAGED]) > 0 for n in range(40))
    expected = run_within(looks, 4, 0.5)
    assert expected == pytest.approx(0.64, abs=0.01)
    assert abs(shots - 40 * expected) < 4.0 * np.sqrt(40 * expected * (1.0 - expected))


@compiled_only
@pytest.mark.parametrize(("run_count", "silence"), [(3, 0.03), (4, 0.03), (6, 0.1), (5, 0.01)])
def test_a_run_of_silences_late_in_a_track(run_count, silence):
    """Feller's chance of a run, from 7e-4 down to 2.6e-9, where plain draws would take 2e10 replicates."""
    plan = watched(run_count, reply=1.0 - silence)
    expected = run_within(LOOKS, run_count, silence)
    rows = run(with_proposals(plan, LATE), 4000).rows
    assert within(rows[:, Count.WEIGHT].astype(float), 1.0)
    assert rows[:, Count.WEIGHT].max() <= 2.0 + 1e-6
    found = shot_at(rows).sum(axis=1)
    assert within(found, expected)
    assert standard_error(found) < 0.12 * expected


@compiled_only
def test_flights_need_not_be_of_interest_alike():
    plan = guests(3, reply=0.99)
    plan.flights.side[2] = HOSTILE
    rows = run(with_proposals(plan, REPLY, (1.0, 4.0, 0.0)), 6000).rows
    assert set(rows[:, Count.INTEREST]) == {0.0, 1.0}
    assert within((rows[:, Count.INTEREST] == 1.0).astype(float), 0.8)
    assert within(shot_at(rows).sum(axis=1), 2e-6)


@compiled_only
def test_a_wrong_north_and_a_mute_set_each_with_its_cause():
    """The north speaks for nothing here, so every mute flight counts as seen by who has no air picture."""
    plan = guests(2, silent=1e-4, north=one_north(1e-3))
    proposals = Proposals(silent=0.5, misaligned=0.5)
    rows = run(with_proposals(plan, proposals), 4000).rows
    assert within(rows[:, Count.WEIGHT].astype(float), 1.0)
    rates = rates_of(shot_at(rows))
    assert rates["autonomy"].low <= 2e-4 <= rates["autonomy"].high
    assert rates["misclassified"].value == rates["orientation"].value == 0.0
    assert rates["all"] == rates["autonomy"]


@compiled_only
def test_where_norths_alone_are_proposed_all_flights_count():
    """A wrong north takes both flights out of their corridor; the count of all is the better estimate."""
    keeps = reals([[0.0, 0.0, -3.0], [-3.0, -3.0, 0.0]])
    context = no_context(1)._replace(
        looks=np.array([True]),
        corridors=np.array([True]),
        points=ints([2]),
        x_m=reals([0.0, 50e3]),
        y_m=np.zeros(2),
        half_width_m=reals([5e3]),
        floor_m=reals([2e3]),
        ceiling_m=reals([8e3]),
        corridor=keeps,
    )
    flights = [
        Coming(0.0, side=CIVIL, from_m=45e3, bearing_rad=np.pi / 2, passes_m=aside_m)
        for aside_m in (-2.5e3, 2.5e3)
    ]
    flown = hand_plan(flights)
    plan = guests(2, silent=1.0, context=context, north=one_north(1e-5, size_rad=np.pi / 2))
    identify = plan.identify._replace(silence=reals([0.0, -0.3, -0.3]))
    plan = plan._replace(
        identify=identify, routes=flown.routes, flights=plan.flights._replace(pace=flown.flights.pace)
    )
    rows = run(with_proposals(plan, Proposals(misaligned=0.5)), 2000).rows
    by_one, by_all = shot_at(rows), shot_at_by_all(rows)
    for found in (by_one, by_all):
        assert within(found[:, 1], 2e-5)
        assert not found[:, [0, 2, 3]].any()
    assert standard_error(by_all[:, 1]) <= standard_error(by_one[:, 1])


@compiled_only
def test_plain_draws_agree_where_they_reach():
    """Flights that take each other's one channel, at about 1e-3 a flight: both intervals, one figure."""
    plan = guests(3, reply=0.9, silent=2e-4, apart_s=0.0, site=Site(targets=1, assessment_s=60.0))
    plain = run(plan, 30_000).rows
    first = Count.CIVIL_OTHER_OBJECT
    counted = plain[:, first : first + 4].astype(float).sum(axis=1)
    weighed = shot_at(run(with_proposals(plan, replace(REPLY, silent=0.5)), 8_000).rows)
    difference = weighed.sum(axis=1).mean() - counted.mean()
    assert abs(difference) < 4.0 * np.hypot(standard_error(weighed.sum(axis=1)), standard_error(counted))
    assert counted.sum() > 50


@compiled_only
def test_flights_that_crowd_each_other_out_stay_unbiased():
    """Shots at one keep the crew from the others: the count is far from the sum of single flights."""
    plan = guests(4, silent=0.3, apart_s=0.0, site=Site(targets=1, assessment_s=400.0))
    plain = run(plan, 6000).rows
    first = Count.CIVIL_OTHER_OBJECT
    counted = plain[:, first : first + 4].astype(float).sum(axis=1)
    assert counted.mean() == pytest.approx(1.0 - 0.7**4, abs=0.03)  # one at most: 0.76, and not 1.2
    rows = run(with_proposals(plan, Proposals(silent=0.7)), 6000).rows
    assert within(shot_at(rows).sum(axis=1), 1.0 - 0.7**4)


def test_proposals_that_are_none_are_refused():
    plan = guests(2)
    for wrong in (
        Proposals(1.0),
        Proposals(-0.1),
        Proposals(silent=0.0),
        Proposals(reply=1.0),
        Proposals(spell_first=-0.1),
        Proposals(spell_later=1.1),
        Proposals(spell_end=2.0),
    ):
        with pytest.raises(ValueError, match=r"probability|share"):
            with_proposals(plan, wrong)
    for chances in ((1.0,), (1.0, -1.0), (0.0, 0.0)):
        with pytest.raises(ValueError, match="flight"):
            with_proposals(plan, Proposals(), chances)
    raids = plan._replace(endure=plan.endure._replace(raids=2))
    with pytest.raises(ValueError, match="one raid"):
        with_proposals(raids, Proposals())
    plan.flights.side[0] = HOSTILE
    with pytest.raises(ValueError, match="civil"):
        with_proposals(plan, Proposals(), (0.5, 0.5))
    assert plan.flights.side[1] == CIVIL
