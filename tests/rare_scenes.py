"""One radar, one fire unit and civil flights: scenes in which the chance of a wrong shot has a closed form.

A silent look speaks for hostile by `SILENCE`, so that three in a row reach the threshold of 0.9 and two do
not: posteriors 1 / (1 + 2 e^(-1.2 n)) are 0.62, 0.85, 0.95 for n = 1, 2, 3. One answer settles a flight for
good: thirty silences, more than a flight is looked at, would be needed to undo it.
"""

from typing import Any

import numpy as np

from rangering.mission.plan import CIVIL, FIXED, FULL, TRANSPONDER_ON, MissionPlan, NorthPlan
from tests.mission_scene import Coming, Site, hand_plan, ints, radar_plan, reals

SILENCE = -1.2
SILENT_LOOKS = 3
_SETTLED = -40.0


def guests(
    count: int = 1,
    *,
    reply: float = 1.0,
    silent: float = 0.0,
    misread: float = 0.0,
    apart_s: float = 5.0,
    site: Site | None = None,
    seed: int = 1,
    end_s: float = 150.0,
    pictures: int = 1,
    **other: Any,
) -> MissionPlan:
    """Civil flights from all sides; one is shot at where its first three looks, or its set, are silent.

    Every picture sees by the one radar; the first alone has a fire unit.
    """
    flights = [
        Coming(apart_s * n, side=CIVIL, from_m=90e3, bearing_rad=2.0 * np.pi * n / count, passes_m=20e3)
        for n in range(count)
    ]
    made = hand_plan(
        flights, (site or Site(targets=count),), fidelity=FULL, radars=radar_plan(1), end_s=end_s, seed=seed,
        pictures=pictures,
    )  # fmt: skip
    made.radars.interrogates[:] = True
    made.flights.transponder[:] = TRANSPONDER_ON
    answered = np.zeros((3, 3))
    answered[TRANSPONDER_ON] = reply
    evidence = np.full((3, 3), _SETTLED)
    evidence[CIVIL, CIVIL] = evidence[1, 1] = 0.0
    identify = made.identify._replace(
        prior=np.zeros(3), reply_probability=answered, silent_probability=silent, misread_probability=misread,
        reply=evidence, silence=reals([0.0, SILENCE, SILENCE]), misread=reals([5.0, 0.0, 0.0]), threshold=0.9,
    )  # fmt: skip
    return made._replace(identify=identify, **other)


def watched(run_count: int, *, reply: float, end_s: float = 305.0, **how: Any) -> MissionPlan:
    """One civil flight that is shot at where so many looks in a row, whichever, are silent; six at most.

    An answer makes a flight civil beyond doubt, and it begins so: evidence for hostile stands at its floor of
    -30 beside civil. Every silence adds 35 / run_count, so that a whole run ends at 5, a posterior of 0.99,
    and one silence fewer below nothing. What was declared before makes no difference.
    """
    made = guests(reply=reply, end_s=end_s, **how)
    answer, silence = np.full((3, 3), _SETTLED), -35.0 / run_count
    answer[CIVIL, CIVIL] = answer[1, 1] = 0.0
    return made._replace(
        identify=made.identify._replace(
            prior=reals([-30.0, -30.0, 0.0]), reply=answer, silence=reals([0.0, silence, silence])
        )
    )


def run_within(looks: int, run_count: int, silence: float) -> float:
    """Chance of so many silences in a row within so many independent looks.

    Source: Feller, An Introduction to Probability Theory and Its Applications, vol. 1, 3rd ed. (1968),
    section XIII.7: a first run ends at look n where one does, an answer came just before it, and none ended
    before that answer.
    """
    ended = [0.0] * run_count + [silence**run_count]
    for n in range(run_count + 1, looks + 1):
        ended.append(ended[-1] + (1.0 - ended[n - run_count - 1]) * (1.0 - silence) * silence**run_count)
    return ended[looks]


def one_north(
    probability: float = 0.0, *, stated_rad: float = 0.0, size_rad: float = 1.0, law: int = FIXED
) -> NorthPlan:
    """The picture rests on the emplacement at the origin alone."""
    one = np.zeros(1)
    return NorthPlan(
        ints([0]), ints([55]), ints([0]), one, one.copy(), reals([stated_rad]), reals([probability]),
        size_rad, law,
    )  # fmt: skip
