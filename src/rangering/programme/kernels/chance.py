"""What chance decides in a history: how long, whether at all, how many; each draw keyed by what it is for."""

import numpy as np

from rangering._jit import compiled
from rangering.streams import Purpose, uniforms

LASTS = int(Purpose.PROGRAMME_DURATION)
TAKES_PLACE = int(Purpose.PROGRAMME_CHANCE)
COMES = int(Purpose.PROGRAMME_EVENT)


@compiled
def chance(seed, element, occasion, flight, history):
    """A uniform draw that decides whether something takes place."""
    return uniforms(seed, element, occasion, flight, history, TAKES_PLACE)[0]


@compiled
def two_chances(seed, element, occasion, flight, history):
    """Two independent draws of that kind from one key."""
    u, v, _, _ = uniforms(seed, element, occasion, flight, history, TAKES_PLACE)
    return u, v


@compiled
def tick(seed, element, number, flight, history):
    """What comes with a tick of a clock: the gap to the next, in means of it, and three uniform draws."""
    u, v, w, x = uniforms(seed, element, number, flight, history, COMES)
    return -np.log(u), v, w, x


@compiled
def lasting(seed, element, occasion, history, median_d, spread):
    """A duration: lognormal about its median; as stated where it has no spread. [d]"""
    if spread <= 0.0 or median_d <= 0.0 or not np.isfinite(median_d):
        return median_d
    u, v, _, _ = uniforms(seed, element, occasion, 0, history, LASTS)
    # Box and Muller, Ann. Math. Stat. 29 (1958) 610-611
    normal = np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)
    return median_d * np.exp(spread * normal)


@compiled
def occurrence(seed, element, occasion, flight, history):
    """A uniform draw from which it follows when something comes."""
    return uniforms(seed, element, occasion, flight, history, COMES)[0]


@compiled
def waiting(seed, element, occasion, flight, history, mean_d):
    """An exponential time with this mean. [d]"""
    return -np.log(occurrence(seed, element, occasion, flight, history)) * mean_d


@compiled
def life(seed, element, occasion, flight, history, mean_d, stages):
    """A life in Erlang stages with this mean. [d]"""
    total = 0.0
    for stage in range(stages):
        total -= np.log(uniforms(seed, element, occasion * stages + stage, flight, history, COMES)[0])
    return total * mean_d / stages


@compiled
def counted(seed, element, occasion, history, mean):
    """A Poisson number, by adding exponential gaps; meant for means up to some hundreds."""
    total, number = 0.0, 0
    while True:
        total -= np.log(uniforms(seed, element, occasion, number + 1, history, COMES)[0])
        if total > mean:
            return number
        number += 1
