"""Shots, magazines and steady filters, each against another route: every outcome listed, or iteration."""

from fractions import Fraction
from functools import cache
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import solve_discrete_are
from scipy.special import gammainc, gammaincc

from rangering.mission.closed_forms.fire import (
    layered_leakers,
    leak_probability,
    random_aim_leakers,
    salvo_look_salvo,
    shared_out_leakers,
    shoot_look_shoot,
)
from rangering.mission.closed_forms.magazines import (
    out_of_rounds_fraction,
    raid_on_magazine,
    rounds_for_kills,
)
from rangering.mission.closed_forms.tracking import alpha_beta_gains, consistency_bounds, steady_filter

chances = st.fractions(0, 1, max_denominator=20)
some_chance = st.fractions(Fraction(1, 20), 1, max_denominator=20)
EXACT = 1e-12


def outcome_tree(kill, shots_per_salvo, salvos_left, miss_called_kill, kill_called_miss, alive=True):
    """Chance that the target ends dead, and mean shots, from every outcome of every salvo and look."""
    if salvos_left == 0:
        return Fraction(not alive), Fraction(0)
    dead, shots = Fraction(0), Fraction(shots_per_salvo)
    for hits in product((True, False), repeat=shots_per_salvo):
        chance = Fraction(1)
        for hit in hits:
            chance *= kill if hit else 1 - kill
        lives = alive and not any(hits)
        called_dead = miss_called_kill if lives else 1 - kill_called_miss
        later_dead, later_shots = outcome_tree(
            kill, shots_per_salvo, salvos_left - 1, miss_called_kill, kill_called_miss, lives
        )
        dead += chance * (called_dead * (not lives) + (1 - called_dead) * later_dead)
        shots += chance * (1 - called_dead) * later_shots
    return dead, shots


@given(chances, st.integers(1, 2), st.integers(1, 3), chances, chances)
def test_salvos_and_looks_by_the_tree_of_outcomes(
    kill, shots_per_salvo, max_salvos, miss_called_kill, kill_called_miss
):
    dead, shots = outcome_tree(kill, shots_per_salvo, max_salvos, miss_called_kill, kill_called_miss)
    fought = salvo_look_salvo(
        float(kill), shots_per_salvo, max_salvos, float(miss_called_kill), float(kill_called_miss)
    )
    assert fought.kill_probability == pytest.approx(float(dead), rel=EXACT, abs=1e-15)
    assert fought.leak_probability == pytest.approx(float(1 - dead), rel=EXACT, abs=1e-15)
    assert fought.expected_shots == pytest.approx(float(shots), rel=EXACT)


@given(st.floats(0.01, 1.0), st.integers(1, 50))
def test_perfect_looks_spend_what_a_geometric_law_cut_at_the_last_shot_spends(kill, max_shots):
    fought = shoot_look_shoot(kill, max_shots)
    assert fought.leak_probability == pytest.approx(leak_probability(kill, max_shots), rel=EXACT)
    assert fought.expected_shots == pytest.approx((1.0 - (1.0 - kill) ** max_shots) / kill, rel=1e-9)


@given(st.floats(0.0, 1.0), st.integers(1, 9), st.floats(0.0, 1.0), st.floats(0.0, 0.99))
def test_assessment_errors_by_the_published_form(kill, max_shots, miss_called_kill, kill_called_miss):
    r = (1.0 - kill) * (1.0 - miss_called_kill)
    expected = kill * (max_shots if r == 1.0 else (1.0 - r**max_shots) / (1.0 - r))
    fought = shoot_look_shoot(kill, max_shots, miss_called_kill, kill_called_miss)
    assert fought.kill_probability == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert fought.kill_probability + fought.leak_probability == pytest.approx(1.0, rel=EXACT)


@given(st.integers(1, 3), st.integers(0, 5), chances)
def test_random_aim_by_every_aim(targets, shots, kill):
    leakers = sum(
        (1 - kill) ** aims.count(target)
        for aims in product(range(targets), repeat=shots)
        for target in range(targets)
    ) / Fraction(targets**shots)
    assert random_aim_leakers(targets, shots, float(kill)) == pytest.approx(
        float(leakers), rel=EXACT, abs=1e-15
    )


@given(st.integers(1, 12), st.integers(0, 40), st.floats(0.0, 1.0))
def test_shots_shared_out_one_by_one(targets, shots, kill):
    survives = np.ones(targets)
    for shot in range(shots):
        survives[shot % targets] *= 1.0 - kill
    assert shared_out_leakers(targets, shots, kill) == pytest.approx(survives.sum(), rel=1e-9)
    assert shared_out_leakers(targets, shots, kill) <= random_aim_leakers(targets, shots, kill) + 1e-12


@given(st.lists(chances, max_size=4), st.integers(0, 30))
def test_layers_by_the_law_of_the_leakers(layers, raid_size):
    leak = Fraction(1)
    for layer in layers:
        leak *= 1 - layer
    law = [comb(raid_size, n) * leak**n * (1 - leak) ** (raid_size - n) for n in range(raid_size + 1)]
    mean = sum(n * p for n, p in enumerate(law))
    variance = sum((n - mean) ** 2 * p for n, p in enumerate(law))
    leakers = layered_leakers([float(layer) for layer in layers], raid_size)
    assert leakers.leak_probability == pytest.approx(float(leak), rel=EXACT, abs=1e-15)
    assert leakers.expected == pytest.approx(float(mean), rel=EXACT, abs=1e-14)
    assert leakers.sd == pytest.approx(float(variance) ** 0.5, rel=1e-9, abs=1e-7)
    assert leakers.prob_none == pytest.approx(float(law[0]), rel=1e-9, abs=1e-15)


def raid_by_shots(targets, rounds, kill, max_shots):
    """Mean leakers, chance of none, of an empty magazine, and mean rounds left, shot by shot."""

    @cache
    def ahead(target, left, fired):
        if target == targets:
            return Fraction(0), Fraction(1), Fraction(left == 0), Fraction(left)
        if left == 0 or fired == max_shots:
            leakers, _, empty, rest = ahead(target + 1, left, 0)
            return leakers + 1, Fraction(0), empty, rest
        killed, missed = ahead(target + 1, left - 1, 0), ahead(target, left - 1, fired + 1)
        return tuple(kill * k + (1 - kill) * m for k, m in zip(killed, missed, strict=True))

    return ahead(0, rounds, 0)


@given(st.integers(0, 8), st.integers(0, 12), chances, st.integers(1, 5))
def test_a_raid_on_a_magazine_shot_by_shot(targets, rounds, kill, max_shots):
    leakers, none, empty, left = raid_by_shots(targets, rounds, kill, max_shots)
    raid = raid_on_magazine(targets, rounds, float(kill), max_shots)
    assert raid.expected_leakers == pytest.approx(float(leakers), rel=EXACT, abs=1e-13)
    assert raid.prob_no_leaker == pytest.approx(float(none), rel=EXACT, abs=1e-13)
    assert raid.prob_magazine_empty == pytest.approx(float(empty), rel=EXACT, abs=1e-13)
    assert raid.expected_rounds_left == pytest.approx(float(left), rel=EXACT, abs=1e-13)


@given(st.integers(1, 6), some_chance, st.integers(0, 30))
def test_rounds_for_kills_round_by_round(kills, kill, rounds):
    @cache
    def enough(needed, left):
        if needed == 0:
            return Fraction(1)
        if left == 0:
            return Fraction(0)
        return kill * enough(needed - 1, left - 1) + (1 - kill) * enough(needed, left - 1)

    needed = rounds_for_kills(kills, float(kill), rounds)
    assert needed.prob_sufficient == pytest.approx(float(enough(kills, rounds)), rel=1e-10, abs=1e-15)


@given(st.integers(0, 6), st.floats(0.2, 1.0))
def test_the_law_of_rounds_needed_has_the_mean_and_spread_stated(kills, kill):
    rounds = np.arange(400)
    reached = np.array([rounds_for_kills(kills, kill, int(m)).prob_sufficient for m in rounds])
    law = np.diff(reached, prepend=0.0)
    needed = rounds_for_kills(kills, kill, 0)
    assert law @ rounds == pytest.approx(needed.mean, rel=1e-9)
    assert law @ (rounds - needed.mean) ** 2 == pytest.approx(needed.sd**2, rel=1e-7, abs=1e-9)


@given(st.integers(1, 12), st.floats(0.01, 10.0), st.floats(0.0, 100.0))
def test_time_out_of_rounds_by_the_cycle_of_states(magazine_rounds, shot_rate_per_s, reload_time_s):
    """Full, …, one round, empty, full again: each state's share is its mean stay over the cycle."""
    stays_s = np.append(np.full(magazine_rounds, 1.0 / shot_rate_per_s), reload_time_s)
    fraction = out_of_rounds_fraction(magazine_rounds, shot_rate_per_s, reload_time_s)
    assert fraction == pytest.approx(stays_s[-1] / stays_s.sum(), rel=EXACT)


def steady_by_riccati(process_noise):
    """Gains and updated covariance for a unit interval and unit looks."""
    move, look = np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[1.0, 0.0]])
    predicted = solve_discrete_are(move.T, look.T, process_noise, np.eye(1))
    gain = predicted @ look.T / (predicted[0, 0] + 1.0)
    return gain[:, 0], predicted - gain @ look @ predicted


@given(st.floats(-2.0, 3.0))
def test_alpha_beta_gains_are_those_of_the_riccati_equation(log_index):
    index = 10.0**log_index
    kick = index * np.array([[0.5], [1.0]])
    gain, _ = steady_by_riccati(kick @ kick.T)
    assert alpha_beta_gains(index) == pytest.approx(tuple(gain), rel=1e-6)


@given(st.floats(-2.0, 1.5), st.floats(0.1, 20.0), st.floats(0.5, 500.0))
def test_the_steady_filter_is_that_of_the_riccati_equation(log_k, interval_s, sigma_z_m):
    k = 10.0**log_k
    noise = np.array([[1.0 / 3.0, 0.5], [0.5, 1.0]])
    gain, covariance = steady_by_riccati(k**2 * noise)
    steady = steady_filter(interval_s, sigma_z_m, k**2 * sigma_z_m**2 / interval_s**3)
    speed_m_s = sigma_z_m / interval_s
    assert steady.position_gain == pytest.approx(gain[0], rel=1e-6)
    assert steady.speed_gain_per_s == pytest.approx(gain[1] / interval_s, rel=1e-6)
    assert steady.position_variance_m2 == pytest.approx(covariance[0, 0] * sigma_z_m**2, rel=1e-6)
    assert steady.position_speed_covariance_m2_s == pytest.approx(
        covariance[0, 1] * sigma_z_m * speed_m_s, rel=1e-6
    )
    assert steady.speed_variance_m2_s2 == pytest.approx(covariance[1, 1] * speed_m_s**2, rel=1e-6)


@given(st.floats(-150.0, 150.0))
def test_gains_of_any_size_are_gains(log_index):
    """α ≤ 1 and β ≤ 2, and for a steady target α² → 2β: no digit is lost at either end."""
    alpha, beta = alpha_beta_gains(10.0**log_index)
    assert 0.0 < alpha <= 1.0
    assert 0.0 < beta <= 2.0
    if log_index < -12.0:
        assert alpha**2 == pytest.approx(2.0 * beta, rel=1e-5)


@given(st.integers(1, 500), st.integers(1, 9), st.floats(0.01, 0.999))
def test_consistency_bounds_leave_equal_tails(runs, dimension, probability):
    lower, upper = consistency_bounds(runs, dimension, probability)
    below = gammainc(0.5 * runs * dimension, 0.5 * runs * lower)
    above = gammaincc(0.5 * runs * dimension, 0.5 * runs * upper)
    assert (below, above) == pytest.approx((0.5 * (1.0 - probability),) * 2, rel=1e-8)


REFUSED = {
    "a certain kill and more": (leak_probability, (1.1, 2)),
    "nan for a chance": (leak_probability, (np.nan, 2)),
    "a shot given back": (leak_probability, (0.5, -1)),
    "no shot": (shoot_look_shoot, (0.5, 0)),
    "an empty salvo": (salvo_look_salvo, (0.5, 0, 2)),
    "a look wrong more often than always": (shoot_look_shoot, (0.5, 2, 1.2)),
    "no target": (shared_out_leakers, (0, 3, 0.5)),
    "nobody to aim at": (random_aim_leakers, (0, 3, 0.5)),
    "a layer above 1": (layered_leakers, ([0.5, 2.0], 3)),
    "half a raid": (layered_leakers, ([0.5], 2.5)),
    "kills that never come": (rounds_for_kills, (2, 0.0, 9)),
    "half a round": (raid_on_magazine, (2, 3.5, 0.5, 2)),
    "a magazine of nothing": (out_of_rounds_fraction, (0, 1.0, 1.0)),
    "no index": (alpha_beta_gains, (0.0,)),
    "a look without error": (steady_filter, (1.0, 0.0, 1.0)),
    "certainty": (consistency_bounds, (5, 2, 1.0)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_no_formula_is_defined_for_is_refused(why):
    form, arguments = REFUSED[why]
    with pytest.raises(ValueError, match=r" is .*: give a"):
        form(*arguments)
