"""The chain from radar to missile as arrays: who guides, who cues, and how far missiles reach."""

from collections.abc import Mapping, Sequence

import numpy as np

from rangering.catalog.read import Catalog
from rangering.coverage.chain import Chain
from rangering.coverage.envelope import Box, Claim, Outline, box_array, boxes_of
from rangering.coverage.plan import (
    ChainPlan,
)
from rangering.flight.flyout import HEIGHTS
from rangering.scenario.place import Position
from rangering.sight.plan import Ladders
from rangering.sight.readings import (
    stacked_ladders,
)


def chain_plan(
    chain: Sequence[Chain],
    sites: Sequence[Position],
    boxes: Sequence[Sequence[Box]],
    flown: Sequence[Sequence[Outline]],
    envelopes: Ladders,
    claims_count: int,
    targets_count: int,
) -> ChainPlan:
    """The fire units whose chain is whole.

    Parameters
    ----------
    chain : sequence of Chain
        The fire units.
    sites : sequence of Position
        Of the plan.
    boxes : sequence of sequence of Box
        Of every fire unit under every claim, claims outside.
    flown : sequence of sequence of Outline
        The fly-out of each of them.
    envelopes : Ladders
        Of `envelope_ladders`, for the farthest reach in any reading.
    claims_count, targets_count : int
        How many there are.
    """
    shape = (claims_count, len(chain))
    count = np.array([len(each) for each in boxes], dtype=np.int64)
    first = np.cumsum(count) - count
    rows = [box for each in boxes for box in each]
    outlines = [each for of_unit in flown for each in of_unit]
    reach_m = [
        max(rows[n].range_max_m, float(envelopes.rung[4 * n].max(initial=-np.inf))) for n in range(len(rows))
    ]
    farthest_m = [max(reach_m[at : at + of], default=0.0) for at, of in zip(first, count, strict=True)]
    radars = len(chain[0].cue_delay_s) if chain else 0
    guides = [[n in each.guides for n in range(radars)] for each in chain]
    return ChainPlan(
        guides=np.array(guides, dtype=bool).reshape(len(chain), radars),
        cues=np.isfinite([each.cue_delay_s for each in chain]).reshape(len(chain), radars),
        cued_outside=np.isfinite(np.array([each.external_delay_s for each in chain], dtype=np.float64)),
        site=np.array([sites.index(each.unit.position) for each in chain], dtype=np.int64),
        targets=targets_count,
        box_first=first.reshape(shape),
        box_count=count.reshape(shape),
        farthest_m=np.array(farthest_m, dtype=np.float64).reshape(shape),
        box_m=box_array(rows, outlines)[:, :5],
        share=np.array([each.share for each in outlines], dtype=np.float64).reshape(-1, HEIGHTS),
    )


def envelope_ladders(
    catalog: Catalog,
    chain: Sequence[Chain],
    claims: Sequence[Claim],
    boxes: Sequence[Sequence[Box]],
    readings: Sequence[Mapping[str, float]],
) -> Ladders:
    """Four ladders for each box, in the order of the chain: farthest, nearest, highest, lowest."""
    thresholds = []
    known: dict[tuple[str, str, object], list[tuple[Box, ...]]] = {}
    for number, nominal in enumerate(boxes):
        claim, one = claims[number // len(chain)], chain[number % len(chain)]
        kind = claim.name, one.group.system, one.unit.missiles  # the same missiles are read alike
        if kind not in known:
            known[kind] = [
                boxes_of(catalog, one.group, one.unit, claim=claim.name, reading=each) for each in readings
            ]
        for missile in range(len(nominal)):
            drawn = [each[missile] for each in known[kind]]
            thresholds += [
                np.array([each.range_max_m for each in drawn]),
                -np.array([each.range_min_m for each in drawn]),
                np.array([each.altitude_max_m for each in drawn]),
                -np.array([each.altitude_min_m for each in drawn]),
            ]
    return stacked_ladders(thresholds or [np.zeros(len(readings))])
