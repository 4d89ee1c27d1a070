"""Rounds: whether a magazine lasts, what a raid leaves of it, and how long reloading keeps it silent.

One target after another under shoot-look-shoot, looks that do not err, independent shots.
Source: Feller, An Introduction to Probability Theory, vol. 1, 3rd ed. (1968), section VI.8 (negative
binomial); Ross, Introduction to Probability Models, 11th ed. (2014), section 7.4 (renewal reward).
"""

from typing import NamedTuple

import numpy as np

from rangering.domain import (
    require_count,
    require_not_negative,
    require_positive,
    require_probability,
)


class RoundsNeeded(NamedTuple):
    """Rounds until a number of kills, and whether a magazine holds as many."""

    prob_sufficient: float
    mean: float
    sd: float


class RaidOnMagazine(NamedTuple):
    """What one raid leaves of a magazine, and what gets through."""

    expected_leakers: float
    prob_no_leaker: float
    prob_magazine_empty: float
    expected_rounds_left: float


def rounds_for_kills(kills: int, kill_probability: float, rounds: int) -> RoundsNeeded:
    """Whether a magazine lasts for a number of kills, one round at a time.

    Parameters
    ----------
    kills : int
        Kills needed, 0 or more.
    kill_probability : float
        Of one round, above 0, up to 1.
    rounds : int
        In the magazine, 0 or more.

    Returns
    -------
    RoundsNeeded
        The rounds needed are negative binomial; they suffice where that many rounds kill often enough,
        P(Bin(M, p) ≥ r), as an incomplete beta function.

    Raises
    ------
    ValueError
        An argument out of its domain; at a kill probability of 0 no number of rounds is enough.
    """
    from scipy.special import betainc

    require_count("kills", kills)
    require_count("rounds", rounds)
    require_probability("kill probability", kill_probability)
    require_positive("kill probability", kill_probability)
    if kills == 0:
        sufficient = 1.0
    elif rounds < kills:
        sufficient = 0.0
    else:
        sufficient = float(betainc(kills, rounds - kills + 1, kill_probability))
    spread = float(np.sqrt(kills * (1.0 - kill_probability))) / kill_probability
    return RoundsNeeded(sufficient, kills / kill_probability, spread)


def raid_on_magazine(
    targets: int, rounds: int, kill_probability: float, max_shots_per_target: int
) -> RaidOnMagazine:
    """A raid met one target after another from one magazine that is not reloaded.

    Parameters
    ----------
    targets, rounds : int
        0 or more.
    kill_probability : float
        Of one round, 0 to 1.
    max_shots_per_target : int
        1 or more; fewer where the magazine runs dry.

    Returns
    -------
    RaidOnMagazine
        The chances of each number of rounds left, carried from target to target; all terms positive.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("targets", targets)
    require_count("rounds", rounds)
    require_probability("kill probability", kill_probability)
    require_count("shots per target", max_shots_per_target, least=1)
    miss = 1.0 - kill_probability
    left = np.zeros(rounds + 1)  # chance of each number of rounds left
    left[rounds] = 1.0
    clean = left.copy()  # the same, with no leaker so far
    held = np.arange(rounds + 1)
    leaks = miss ** np.minimum(held, max_shots_per_target)
    leakers = 0.0
    for _ in range(targets):
        leakers += float(left @ leaks)
        after, clean_after = np.zeros_like(left), np.zeros_like(left)
        for shots in range(min(max_shots_per_target, rounds) + 1):
            # Killed by the last of these shots, or out of shots with the target alive.
            killed = kill_probability * miss ** (shots - 1) if shots else 0.0
            last = np.minimum(held, max_shots_per_target) == shots
            spent = np.where(held >= shots, killed, 0.0) + np.where(last, miss**shots, 0.0)
            after[: rounds + 1 - shots] += (left * spent)[shots:]
            clean_after[: rounds + 1 - shots] += (clean * killed)[shots:]
        left, clean = after, clean_after
    return RaidOnMagazine(leakers, float(clean.sum()), float(left[0]), float(left @ held))


def out_of_rounds_fraction(magazine_rounds: int, shot_rate_per_s: float, reload_time_s: float) -> float:
    """Share of time that a launcher is being reloaded, and of demands lost to it.

    Parameters
    ----------
    magazine_rounds : int
        Fired one by one, then replaced together; 1 or more.
    shot_rate_per_s : float
        Poisson demands; those that come during a reload are lost. [1/s]
    reload_time_s : float
        Mean; its law does not matter. [s]

    Returns
    -------
    float
        R / (N/λ + R).

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("magazine rounds", magazine_rounds, least=1)
    require_positive("shot rate", shot_rate_per_s)
    require_not_negative("reload time", reload_time_s)
    return reload_time_s / (magazine_rounds / shot_rate_per_s + reload_time_s)
