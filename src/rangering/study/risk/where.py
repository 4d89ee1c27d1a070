"""At what altitude civil flights are when the first missile is launched at them in error.

Replicates with a wrong shot are played again, with the same draws, and their logs are read. What is played is
at most `PLAYED` of them, from the first: replicates are independent, so their order tells nothing.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from rangering.mission.codes import Count, Event
from rangering.mission.compile import Compiled
from rangering.mission.intervals import wilson_bounds
from rangering.mission.plan import CIVIL
from rangering.mission.replay import Played, play
from rangering.mission.results import Array, Estimate
from rangering.study.risk.draws import counts_all, drawn_by
from rangering.study.risk.estimate import FIRST, Sampled
from rangering.study.risk.intervals import heavy_count
from rangering.study.risk.results import ShotBand

PLAYED = 200


def shot_bands(
    made: Compiled, sampled: Sampled, chances: Array, edges_m: Sequence[float], names: Sequence[str]
) -> tuple[ShotBand, ...]:
    """Shares of wrong shots by band of altitude; empty where none was seen.

    Parameters
    ----------
    made : Compiled
        The case.
    sampled : Sampled
        Its replicates.
    chances : float array, shape (written flights,)
        Of being the flight of interest, as they were drawn by.
    edges_m : sequence of float
        Heights above the sea between bands, rising. [m]
    names : sequence of str
        Of the bands, from the lowest; one more than edges.
    """
    found = np.array(list(_shots(made, sampled, chances))).reshape(-1, 2)
    if not len(found):
        return ()
    band = np.searchsorted(np.asarray(edges_m), found[:, 0], side="right")
    weight = found[:, 1]
    about = heavy_count(weight)

    def share(n: int) -> Estimate:
        value = float(weight[band == n].sum() / weight.sum())
        low, high = wilson_bounds(value, about)
        return Estimate(value, float(low), float(high))

    return tuple(ShotBand(name, share(n), int((band == n).sum())) for n, name in enumerate(names))


def _shots(made: Compiled, sampled: Sampled, chances: Array) -> Iterator[tuple[float, float]]:
    """Height above the sea [m] and weight of each wrong shot."""
    plan = drawn_by(made, sampled.proposals, chances)
    for n in np.flatnonzero(sampled.total > 0.0)[:PLAYED]:
        played = play(plan, made.layout, FIRST + int(n))
        row = played.rows[0]
        worth = float(row[Count.WEIGHT])
        civil = _launched_at(played, made.names.sides == CIVIL)
        if not counts_all(sampled.proposals):
            interest = int(row[Count.INTEREST])
            civil = {flight: time_s for flight, time_s in civil.items() if flight == interest}
            worth *= float(row[Count.INTEREST_FACTOR])
        for flight, time_s in civil.items():
            at = int(np.argmin(np.abs(played.path_time_s - time_s)))
            height_m = float(played.path_m[flight, at, 2])
            if np.isfinite(height_m):
                yield height_m, worth


def _launched_at(played: Played, civil: Array) -> dict[int, float]:
    """When the first missile was launched at each civil flight, or took it for its target. [s]"""
    log = played.log
    launched = log.event == Event.LAUNCHED
    taken = log.event == Event.OTHER_OBJECT
    flight = np.where(taken, log.other, log.flight)
    first: dict[int, float] = {}
    for time_s, f in zip(log.time_s[launched | taken], flight[launched | taken], strict=True):
        if f >= 0 and civil[f]:
            first.setdefault(int(f), float(time_s))
    return first
