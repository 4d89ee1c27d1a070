"""Replicates of a case as they are drawn: by which proposals, of which flight of interest, what they count.

Where each radar points at the start is drawn anew for every replicate: flights that leave every four minutes
else meet every radar at the same point of its turn, and a rate would hang on how two clocks happen to stand.
"""

from collections.abc import Sequence

import numpy as np

from rangering.mission.codes import Count
from rangering.mission.compile import Compiled
from rangering.mission.plan import CIVIL, MissionPlan
from rangering.mission.rare import Proposals, shot_at, shot_at_by_all, with_proposals
from rangering.mission.results import Array
from rangering.mission.workers import run_all

# Of the chances of being the flight of interest: what is even over all civil flights, and over routes inside.
_EVEN, _BY_ROUTE = 0.1, 0.45


def chances_of(made: Compiled, hours: Array, counts: Sequence[int]) -> Array:
    """How often each written flight is the one of interest: by its hours inside, and evenly over routes.

    Aircraft of one route are alike, and the risk of an hour differs most from route to route; some share goes
    evenly to all flights, so that none is left out.

    Parameters
    ----------
    made : Compiled
        The plan.
    hours : float array, shape (civil routes,)
        Inside the envelope, of all aircraft of a route.
    counts : sequence of int, shape (civil routes,)
        Aircraft of each route.
    """
    even = np.full(sum(counts), 1.0 / max(sum(counts), 1))
    picked = even
    if hours.sum() > 0.0:
        by_route = (hours > 0.0) / (hours > 0.0).sum()
        shares = (1.0 - _EVEN - _BY_ROUTE) * hours / hours.sum() + _BY_ROUTE * by_route
        picked = np.repeat(shares / np.maximum(counts, 1), counts) + _EVEN * even
    found = np.zeros(len(made.plan.flights.side))
    found[made.plan.flights.side == CIVIL] = picked
    return found


def counts_all(proposals: Proposals) -> bool:
    """Whether all flights of a replicate are counted: what is proposed, if anything, is shared by all."""
    own = (proposals.silent, proposals.misread, proposals.filed, proposals.reply)
    return proposals.share == 0.0 or all(each is None for each in own)


def drawn_by(made: Compiled, proposals: Proposals, chances: Array) -> MissionPlan:
    """The plan as its replicates are drawn: proposals, and scans that begin anywhere."""
    plan = with_proposals(made.plan, proposals, chances)
    return plan._replace(radars=plan.radars._replace(phase_drawn=True))


def draw(
    made: Compiled, chances: Array, proposals: Proposals, first: int, count: int, jobs: int
) -> tuple[Array, Array]:
    """Weighed wrong shots of some replicates by cause, and their weights."""
    rows, _ = run_all(drawn_by(made, proposals, chances), made.layout, first, count, jobs)
    each = shot_at_by_all(rows) if counts_all(proposals) else shot_at(rows)
    return each, rows[:, Count.WEIGHT].astype(np.float64)
