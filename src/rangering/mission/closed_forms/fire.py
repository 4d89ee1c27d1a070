"""Shots against targets: what leaks and what is spent, where neither time nor channels nor rounds are short.

Shots are independent and of one kill probability. Looking may err both ways: a miss called a kill ends the
engagement with the target alive, a kill called a miss spends more shots on a dead one.
Source: Przemieniecki, Mathematical Methods in Defense Analyses, 3rd ed. (2000) (multiple shots,
layers, allocation); Aviv and Kress, "Evaluating the effectiveness of shoot-look-shoot tactics in the presence
of incomplete damage information", Military Operations Research 3 (1997) (assessment).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_count, require_probability


class Engagement(NamedTuple):
    """One target under fire until called dead or out of turns."""

    kill_probability: float
    leak_probability: float
    expected_shots: float


class Leakers(NamedTuple):
    """Those of a raid that get through, each by its own luck: a binomial number."""

    leak_probability: float
    expected: float
    sd: float
    prob_none: float


def leak_probability(kill_probability: float, shots: int) -> float:
    """Chance that a target outlives a number of shots, (1 - p)ⁿ.

    Parameters
    ----------
    kill_probability : float
        Of one shot, 0 to 1.
    shots : int
        0 or more.

    Returns
    -------
    float
        1 where nothing is fired.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_probability("kill probability", kill_probability)
    require_count("shots", shots)
    return float((1.0 - kill_probability) ** shots)


def salvo_look_salvo(
    kill_probability: float,
    shots_per_salvo: int,
    max_salvos: int,
    prob_miss_called_kill: float = 0.0,
    prob_kill_called_miss: float = 0.0,
) -> Engagement:
    """Fire a salvo, look, and fire again while the target is called alive and turns are left.

    Parameters
    ----------
    kill_probability : float
        Of one shot, 0 to 1.
    shots_per_salvo : int
        Fired before the look, 1 or more.
    max_salvos : int
        1 or more.
    prob_miss_called_kill, prob_kill_called_miss : float
        Of one look: a live target called dead, a dead one called alive. Looks err independently.

    Returns
    -------
    Engagement
        A dead target called alive is fired at again, and looked at again with the same error.

    Raises
    ------
    ValueError
        An argument out of its domain.

    Notes
    -----
    With m = (1 - p)ˢ that a salvo misses, the target is alive and under fire after k salvos with
    rᵏ = (m (1 - f))ᵏ, where f calls a miss a kill. It leaks by a wrong call or by running out of turns:
    m f (1 + r + … + rⁿ⁻¹) + rⁿ.
    """
    require_count("shots per salvo", shots_per_salvo, least=1)
    require_count("salvos", max_salvos, least=1)
    require_probability("chance that a miss is called a kill", prob_miss_called_kill)
    require_probability("chance that a kill is called a miss", prob_kill_called_miss)
    missed = leak_probability(kill_probability, shots_per_salvo)
    killed = 1.0 - missed
    go_on = missed * (1.0 - prob_miss_called_kill)
    alive, dead, salvos, live_salvos = 1.0, 0.0, 0.0, 0.0
    for _ in range(max_salvos):
        salvos += alive + dead
        live_salvos += alive
        dead = prob_kill_called_miss * (dead + alive * killed)
        alive *= go_on
    return Engagement(
        kill_probability=killed * live_salvos,
        leak_probability=missed * prob_miss_called_kill * live_salvos + alive,
        expected_shots=shots_per_salvo * salvos,
    )


def shoot_look_shoot(
    kill_probability: float,
    max_shots: int,
    prob_miss_called_kill: float = 0.0,
    prob_kill_called_miss: float = 0.0,
) -> Engagement:
    """Fire one shot, look, and fire again while the target is called alive and shots are left.

    Parameters
    ----------
    kill_probability : float
        Of one shot, 0 to 1.
    max_shots : int
        1 or more.
    prob_miss_called_kill, prob_kill_called_miss : float
        As in `salvo_look_salvo`, of which this is the case of one shot.

    Returns
    -------
    Engagement
        Under perfect looks (1 - p)ⁿ leak, and (1 - (1 - p)ⁿ) / p shots are spent.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    return salvo_look_salvo(kill_probability, 1, max_shots, prob_miss_called_kill, prob_kill_called_miss)


def shared_out_leakers(targets: int, shots: int, kill_probability: float) -> float:
    """Mean leakers where shots are spread over the targets as evenly as can be.

    Parameters
    ----------
    targets, shots : int
        1 or more; 0 or more.
    kill_probability : float
        Of one shot, 0 to 1.

    Returns
    -------
    float
        ⌊n / t⌋ shots at each target, one more at n mod t of them.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("targets", targets, least=1)
    require_count("shots", shots)
    each, rest = divmod(shots, targets)
    spared = (targets - rest) * leak_probability(kill_probability, each)
    return spared + rest * leak_probability(kill_probability, each + 1)


def random_aim_leakers(targets: int, shots: int, kill_probability: float) -> float:
    """Mean leakers where every shot picks one target at random, without knowing of the others.

    Parameters
    ----------
    targets, shots : int
        1 or more; 0 or more.
    kill_probability : float
        Of one shot, 0 to 1.

    Returns
    -------
    float
        t (1 - p/t)ⁿ.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("targets", targets, least=1)
    require_probability("kill probability", kill_probability)
    return targets * leak_probability(kill_probability / targets, shots)


def layered_leakers(
    layer_kill_probabilities: Sequence[float] | NDArray[np.float64], raid_size: int
) -> Leakers:
    """Leakers through layers, each of which kills any target with its own chance.

    Parameters
    ----------
    layer_kill_probabilities : float array, shape (n_layers,)
        Of a target that meets the layer, 0 to 1; none at all lets every target through.
    raid_size : int
        0 or more.

    Returns
    -------
    Leakers
        Layers and targets independent: no layer tires, and none is saturated.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("raid size", raid_size)
    leak = 1.0
    for layer in layer_kill_probabilities:
        require_probability("layer kill probability", float(layer))
        leak *= 1.0 - float(layer)
    return Leakers(
        leak_probability=leak,
        expected=raid_size * leak,
        sd=float(np.sqrt(raid_size * leak * (1.0 - leak))),
        prob_none=(1.0 - leak) ** raid_size,
    )
