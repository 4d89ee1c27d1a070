"""Layers of a map that are worked out when somebody asks: one altitude and class, from some of the radars.

Nominal values throughout. The probability is that of one scan at a target seen from the front, read off a
table of each radar that is within 1e-3 of the exact one.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.resolve import RadarFacts, TargetFacts
from rangering.coverage.plan import CodeArray, CoveragePlan
from rangering.coverage.single_scan import scan_everywhere
from rangering.scenario.models import Environment
from rangering.sight.radars import Sited
from rangering.sight.reach import gas_difference_db
from rangering.sight.tables import tabulate


class Beneath(NamedTuple):
    """What a map keeps for layers that nobody has asked for yet."""

    plan: CoveragePlan
    environment: Environment
    placed: tuple[Sited, ...]
    facts: tuple[RadarFacts, ...]
    targets: tuple[TargetFacts, ...]


class ScanLayer(NamedTuple):
    """One altitude and class as some radars have it, shape (rows, columns) each."""

    state: CodeArray
    pd: NDArray[np.float32]  # the highest of the radars, 0 where there is none; NaN where unknown
    best_radar: NDArray[np.int16]  # whose it is, as `CoverageMap.radars` counts; -1: nobody's
    overlap: NDArray[np.uint8]  # how many cover the cell


def scan_layer(beneath: Beneath, altitude: int, target: int, counted: Collection[int]) -> ScanLayer:
    """Work one layer out.

    Parameters
    ----------
    beneath : Beneath
        Of the map.
    altitude, target : int
        Which of the map's.
    counted : collection of int
        Which of the map's radars count.
    """
    plan, shape = beneath.plan, beneath.plan.network_ground.height_m.shape
    # A map's radars are those of the plan that count in the network, in the same order.
    number = np.cumsum(plan.beams.in_network) - 1
    numbers = np.where(plan.beams.in_network & np.isin(number, list(counted)), number, -1)
    layer = ScanLayer(
        np.empty(shape, np.uint8), np.empty(shape, np.float32), np.empty(shape, np.int16),
        np.empty(shape, np.uint8),
    )  # fmt: skip
    scan_everywhere(
        plan.network_ground.height_m, numbers, altitude, target, plan.earth, plan.layers, plan.grids,
        plan.beams, plan.sweeps, plan.losses, _curves(beneath, numbers >= 0), *layer,
    )  # fmt: skip
    return layer


def _curves(beneath: Beneath, wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Detection tables of the radars wanted, the same type at many sites tabulated once."""
    known: dict[tuple[str, float], NDArray[np.float32]] = {}
    found: dict[int, NDArray[np.float32]] = {}
    for number, (each, radar) in enumerate(zip(beneath.placed, beneath.facts, strict=True)):
        loss_db = each.element.at.sensitivity_loss_db
        kind = radar.radar, loss_db
        if wanted[number] and kind not in known:
            known[kind] = tabulate(
                radar, beneath.targets, gas_difference_db(beneath.environment, radar),
                sensitivity_loss_db=loss_db, aspect_count=1,
            ).probabilities  # fmt: skip
        if wanted[number]:
            found[number] = known[kind]
    first = next(iter(found.values()))
    return np.stack([found.get(number, first) for number in range(len(beneath.placed))])
