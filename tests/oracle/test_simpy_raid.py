"""The independent model of a raid against closed forms and against raids worked out by hand.

Only then may it judge the engine. Chance is held against 4 standard errors; seeds are fixed.
"""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.mission.closed_forms.fire import salvo_look_salvo
from rangering.mission.closed_forms.loss import deterministic_stream_engaged, erlang_b_blocking
from rangering.mission.closed_forms.magazines import (
    out_of_rounds_fraction,
    raid_on_magazine,
    rounds_for_kills,
)
from rangering.mission.closed_forms.queues import single_channel_wait_s
from tests.oracle.simpy_raid import SmallRaid, SmallUnit, Window, fight, small_raids

PLENTY = 100_000


def unit(target_channels=PLENTY, missile_channels=PLENTY, launchers=((PLENTY,),), store=(0,)):
    return SmallUnit(target_channels, missile_channels, launchers, store)


def agrees(drawn, expected):
    """Whether a mean of independent draws lies within 4 standard errors of what it should be."""
    drawn = np.asarray(drawn, float)
    error = drawn.std(ddof=1) / np.sqrt(drawn.size)
    assert drawn.mean() == pytest.approx(expected, abs=4.0 * error + 1e-12)
    return error


def runs(raid, count, seed=1):
    return [fight(raid, seed, run) for run in range(count)]


@given(st.integers(1, 25), st.integers(1, 12), st.integers(1, 40), st.integers(1, 5))
def test_an_even_stream_engages_what_counting_gives(raid_size, spacing_s, busy_s, channels):
    """Windows of no length: at once or never. A flight of 3/4 of the time busy, the rest to assess."""
    arrivals = (float(k * spacing_s) for k in range(raid_size))
    raid = SmallRaid(
        targets=tuple(Window(at_s, at_s, 0.75 * busy_s) for at_s in arrivals),
        units=(unit(target_channels=channels),),
        kill_probability=(1.0,),
        assessment_s=0.25 * busy_s,
    )
    outcome = fight(raid, seed=1)
    engaged = deterministic_stream_engaged(raid_size, spacing_s, busy_s, channels)
    assert (outcome.shots, outcome.leakers) == (engaged, raid_size - engaged)
    assert outcome.refused_by_channel == raid_size - engaged
    assert outcome.refused_by_magazine == 0


@pytest.mark.parametrize("scarce", ["target_channels", "missile_channels"])
@pytest.mark.parametrize("law", ["exponential", "constant"])
def test_a_poisson_stream_is_lost_as_erlang_says_whatever_the_law_of_flight(scarce, law):
    channels, load, count, batch = 3, 2.0, 12_000, 300
    rng = np.random.default_rng(7)
    opens_s = np.cumsum(rng.exponential(1.0 / load, count))
    flights_s = rng.exponential(1.0, count) if law == "exponential" else np.ones(count)
    raid = SmallRaid(
        targets=tuple(map(Window, opens_s.tolist(), opens_s.tolist(), flights_s.tolist())),
        units=(unit(**{scarce: channels}),),
        kill_probability=(1.0,),
    )
    lost = np.array([fate.alive for fate in fight(raid, seed=1).fates], float)
    # Neighbours share their luck: means of batches of 300 targets do not.
    error = agrees(lost[batch:].reshape(-1, batch).mean(axis=1), erlang_b_blocking(channels, load))
    assert error < 0.01


def test_who_waits_for_a_channel_waits_as_pollaczek_and_khinchine_say():
    """Windows all of one length: first come, first served."""
    load, count, batch = 0.6, 12_000, 300
    opens_s = np.cumsum(np.random.default_rng(8).exponential(1.0 / load, count))
    raid = SmallRaid(
        targets=tuple(Window(at_s, at_s + 1e6, 1.0) for at_s in opens_s.tolist()),
        units=(unit(target_channels=1),),
        kill_probability=(1.0,),
    )
    waits_s = np.array([fate.committed_s[0] for fate in fight(raid, seed=1).fates]) - opens_s
    error = agrees(waits_s[batch:].reshape(-1, batch).mean(axis=1), single_channel_wait_s(load, 1.0, 0.0))
    assert error < 0.05


@pytest.mark.parametrize("errors", [(0.0, 0.0), (0.2, 0.0), (0.0, 0.3), (0.15, 0.25)])
@pytest.mark.parametrize("salvo", [1, 2])
def test_salvos_and_assessment_errors_leak_and_spend_as_the_tree_says(salvo, errors):
    raid = SmallRaid(
        targets=(Window(0.0, inf, 9.0),),
        units=(unit(),),
        kill_probability=(0.45,),
        reaction_s=3.0,
        interval_s=1.0,
        assessment_s=2.0,
        salvo=salvo,
        max_shots=3 * salvo,
        miss_called_kill=errors[0],
        kill_called_miss=errors[1],
    )
    outcomes = runs(raid, 2000)
    expected = salvo_look_salvo(0.45, salvo, 3, *errors)
    agrees([outcome.leakers for outcome in outcomes], expected.leak_probability)
    agrees([outcome.shots for outcome in outcomes], expected.expected_shots)


@pytest.mark.parametrize(("targets", "rounds", "kill", "max_shots"), [(6, 8, 0.7, 2), (4, 10, 0.5, 4)])
def test_a_magazine_lasts_a_raid_as_counting_rounds_gives(targets, rounds, kill, max_shots):
    """One channel: one target after another."""
    raid = SmallRaid(
        targets=tuple(Window(float(k), inf, 5.0) for k in range(targets)),
        units=(unit(target_channels=1, launchers=((rounds,),)),),
        kill_probability=(kill,),
        max_shots=max_shots,
    )
    outcomes = runs(raid, 2000)
    expected = raid_on_magazine(targets, rounds, kill, max_shots)
    agrees([outcome.leakers for outcome in outcomes], expected.expected_leakers)
    agrees([outcome.leakers == 0 for outcome in outcomes], expected.prob_no_leaker)
    agrees([rounds - outcome.shots for outcome in outcomes], expected.expected_rounds_left)
    agrees([outcome.shots == rounds for outcome in outcomes], expected.prob_magazine_empty)


def test_rounds_for_kills_are_negative_binomial():
    raid = SmallRaid(
        targets=(Window(0.0, inf, 5.0),) * 4,
        units=(unit(target_channels=2, launchers=((4,), (3,))),),
        kill_probability=(0.6,),
        max_shots=99,
    )
    outcomes = runs(raid, 2000)
    agrees([outcome.leakers == 0 for outcome in outcomes], rounds_for_kills(4, 0.6, 7).prob_sufficient)


def test_reloading_silences_a_launcher_as_long_as_renewal_says():
    rounds, rate_per_s, reload_s, count, batch = 4, 0.5, 6.0, 12_000, 300
    opens_s = np.cumsum(np.random.default_rng(9).exponential(1.0 / rate_per_s, count)).tolist()
    raid = SmallRaid(
        targets=tuple(Window(at_s, at_s, 1.0) for at_s in opens_s),
        units=(unit(launchers=((rounds,),), store=(PLENTY,)),),
        kill_probability=(1.0,),
        reload_s=reload_s,
    )
    outcome = fight(raid, seed=1)
    refused = np.array([fate.put_off_for_round for fate in outcome.fates], float)
    error = agrees(
        refused[batch:].reshape(-1, batch).mean(axis=1), out_of_rounds_fraction(rounds, rate_per_s, reload_s)
    )
    assert error < 0.01
    assert outcome.leakers == refused.sum()


BY_HAND = {"reaction_s": 2.0, "interval_s": 1.0, "assessment_s": 3.0}


def committed(raid):
    return [fate.committed_s for fate in fight(raid, seed=1).fates]


def test_only_the_first_salvo_waits_for_reaction():
    """Out at 2 and 3, met at 12 and 13, assessed at 16; out at 16 and 17, assessed at 30, just in time."""
    raid = SmallRaid((Window(0.0, 30.0, 10.0),), (unit(),), (0.0,), salvo=2, max_shots=9, **BY_HAND)
    assert committed(raid) == [[0.0, 16.0, 30.0]]
    assert fight(raid, seed=1).shots == 6
    shorter = SmallRaid((Window(0.0, 29.9, 10.0),), (unit(),), (0.0,), salvo=2, max_shots=9, **BY_HAND)
    assert committed(shorter) == [[0.0, 16.0]]


def test_a_last_salvo_is_cut_to_the_shots_and_the_rounds_left():
    window = Window(0.0, inf, 10.0)
    three = SmallRaid((window,), (unit(),), (0.0,), salvo=2, max_shots=3, **BY_HAND)
    assert fight(three, seed=1).shots == 3
    held = SmallRaid((window,), (unit(launchers=((2,), (1,))),), (0.0,), salvo=2, max_shots=9, **BY_HAND)
    outcome = fight(held, seed=1)
    assert (outcome.shots, outcome.refused_by_magazine) == (3, 1)


def test_the_window_that_closes_first_is_served_first():
    targets = (Window(0.0, 50.0, 10.0), Window(1.0, 90.0, 10.0), Window(2.0, 40.0, 10.0))
    raid = SmallRaid(targets, (unit(target_channels=1),), (1.0,), **BY_HAND)
    assert committed(raid) == [[0.0], [30.0], [15.0]]
    assert fight(raid, seed=1).refused_by_channel == 2


def test_a_salvo_is_cut_to_the_missile_channels_free():
    """One channel: one missile of two, met at 12, assessed at 15; again, till 28: too late."""
    raid = SmallRaid(
        (Window(0.0, 25.0, 10.0), Window(5.0, 11.0, 10.0)),
        (unit(missile_channels=1),),
        (0.0,),
        salvo=2,
        max_shots=9,
        **BY_HAND,
    )
    assert committed(raid) == [[0.0, 15.0], []]
    assert fight(raid, seed=1).shots == 2
    assert fight(raid, seed=1).refused_by_channel == 1


def test_each_fire_unit_has_its_own_shots():
    raid = SmallRaid((Window(0.0, inf, 10.0),), (unit(), unit()), (0.0,), max_shots=2, **BY_HAND)
    assert committed(raid) == [[0.0, 15.0, 28.0, 43.0]]


def test_an_intercept_that_frees_a_missile_channel_lets_the_next_be_committed():
    """At 12, not at the assessment 3 s later."""
    targets = (Window(0.0, 50.0, 10.0), Window(5.0, 50.0, 10.0))
    assert committed(SmallRaid(targets, (unit(missile_channels=1),), (1.0,), **BY_HAND)) == [[0.0], [12.0]]


def test_a_target_called_dead_is_left_alone():
    raid = SmallRaid((Window(0.0, inf, 10.0),), (unit(),), (0.0,), max_shots=9, miss_called_kill=1.0)
    outcome = fight(raid, seed=1)
    assert (outcome.shots, outcome.leakers) == (1, 1)


def test_a_salvo_is_of_the_first_type_there_is():
    """One round of the first type though two are wanted, then the one of the second."""
    held = unit(launchers=((1, 1),), store=(0, 0))
    raid = SmallRaid((Window(0.0, inf, 10.0),), (held,), (0.0, 1.0), salvo=2, max_shots=9, **BY_HAND)
    assert committed(raid) == [[0.0, 15.0]]
    assert fight(raid, seed=1).leakers == 0


def test_a_dry_unit_hands_over_to_the_next():
    """2 + 10 + 3 s for the first shot, no reaction before the second, the other unit's before the third."""
    first, second = unit(launchers=((1, 1),), store=(0, 0)), unit(launchers=((1, 0),), store=(0, 0))
    raid = SmallRaid((Window(0.0, inf, 10.0),), (first, second), (0.0, 0.0), max_shots=9, **BY_HAND)
    assert committed(raid) == [[0.0, 15.0, 28.0]]
    assert fight(raid, seed=1).refused_by_magazine == 1


def test_a_reload_takes_what_the_store_still_holds_and_is_awaited():
    """Two rounds, then at 12 s + 20 s the only one in store; it leaves at 34 s and nothing follows."""
    raid = SmallRaid(
        (Window(0.0, inf, 10.0),) * 4,
        (unit(target_channels=2, launchers=((2,),), store=(1,)),),
        (1.0,),
        reload_s=20.0,
        **BY_HAND,
    )
    assert committed(raid) == [[0.0], [0.0], [22.0], []]
    outcome = fight(raid, seed=1)
    assert (outcome.leakers, outcome.refused_by_channel, outcome.refused_by_magazine) == (1, 2, 2)


def test_a_launcher_is_not_reloaded_before_its_last_promised_round_has_left():
    """Reaction 2 s, interval 5 s: both promised at once, the second leaves at 7 s, reloaded at 27 s."""
    raid = SmallRaid(
        (Window(0.0, inf, 10.0), Window(1.0, inf, 10.0)),
        (unit(target_channels=2, launchers=((2,),), store=(2,)),),
        (1.0,),
        salvo=2,
        max_shots=2,
        reload_s=20.0,
        **(BY_HAND | {"interval_s": 5.0}),
    )
    assert committed(raid) == [[0.0], [27.0]]


@settings(max_examples=60)
@given(small_raids(), st.integers(0, 99))
def test_every_small_raid_keeps_the_rules(raid, seed):
    outcome = fight(raid, seed)
    held = sum(sum(map(sum, unit.launchers)) + sum(unit.store) for unit in raid.units)
    assert outcome.shots <= held
    for fate, window in zip(outcome.fates, raid.targets, strict=True):
        assert all(shots <= raid.max_shots for shots in fate.shots_by_unit.values())
        assert all(window.opens_s <= at_s <= window.closes_s for at_s in fate.committed_s)
        assert fate.alive or fate.shots
        assert not fate.in_hand
        assert fate.committed_s or fate.put_off_for_channel or fate.put_off_for_round
    assert fight(raid, seed).fates == outcome.fates
