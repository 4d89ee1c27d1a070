"""One pass of the kernels over a whole map: arrays made, filled and summed."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.kernels import CHUNKS, CODES, look_everywhere
from rangering.coverage.plan import CodeArray, CoveragePlan
from rangering.coverage.tally import Areas, areas_of
from rangering.sight.plan import READINGS_A_WORD


class Looked(NamedTuple):
    """What one pass over a map gives; arrays as `look_everywhere` describes them."""

    state: CodeArray
    readings: NDArray[Any]
    engaged: CodeArray
    engaged_readings: NDArray[Any]
    areas: Areas


def look(plan: CoveragePlan) -> Looked:
    """One pass over the whole map of a plan."""
    ground, samples, targets = plan.network_ground, plan.samples, plan.beams.power_m.shape[1]
    claims, layers = len(plan.chain.box_first), (plan.asked, targets)
    counts = np.uint8 if samples < 256 else np.uint16
    shape = (*layers, *(ground.height_m.shape if samples else (0, 0)))
    state = np.empty((*layers, *ground.height_m.shape), dtype=np.uint8)
    engaged = np.empty((claims, *state.shape), dtype=np.uint8)
    readings, engaged_readings = np.zeros(shape, counts), np.zeros((claims, *shape), counts)
    words = max(1, -(-samples // READINGS_A_WORD))
    every = np.array(
        [(1 << max(0, min(READINGS_A_WORD, samples - READINGS_A_WORD * w))) - 1 for w in range(words)],
        dtype=np.uint64,
    )
    tallied = CHUNKS, len(plan.regions.what), len(plan.layers.altitude_m) * targets
    by_state = np.zeros((*tallied, CODES))
    by_reading = np.zeros((*tallied, READINGS_A_WORD * words + 1))
    look_everywhere(
        ground.height_m, ground.row0, ground.col0, float(ground.posting_m), EARTH_RADIUS_M,
        plan.asked * targets, every, plan.earth, plan.layers, plan.grids, plan.beams, plan.sweeps,
        plan.losses, plan.ladders, plan.rain, plan.chain, plan.envelopes, plan.regions, _flat(state),
        _flat(readings), _flat(engaged), _flat(engaged_readings), by_state, by_reading,
    )  # fmt: skip
    areas = areas_of(by_state, by_reading, samples, targets)
    return Looked(state, readings, engaged, engaged_readings, areas)


def _flat(layers: NDArray[Any]) -> NDArray[Any]:
    """The same array with altitudes and classes as one axis, before rows and columns."""
    *before, altitudes, targets, rows, cols = layers.shape
    return layers.reshape(*before, altitudes * targets, rows, cols)
