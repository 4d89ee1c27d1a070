"""The score of a map as a model of its unknowns: readings in, shares of a ring out; no chance is in it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import axes, reading
from rangering.coverage.asked import asked_pd
from rangering.coverage.score import Scores, scores_in
from rangering.coverage.tornado import ALTITUDE
from rangering.study.design import draw_readings
from rangering.study.questions import Asked, Unknowns

FloatArray = NDArray[np.float64]
COVERED = "covered"
"""The measure: the share of the first ring covered, for the first class of target, at `ALTITUDE`."""
_AT_ONCE = 256  # readings worked out together: four words of 64 for every cell of the map


class CoveredShare:
    """The share of the press circle that is covered, in readings of what nobody outside knows."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.pd_probability = asked_pd(asked.scenario, None)
        nominal = self._scores([{}])
        made = nominal.made
        keys = tuple(sorted({each.quantity for each in made.inputs}))
        record = made.plan.network_ground.record
        self.words = nominal.words
        self.unknowns = Unknowns(made.catalog, keys, axes(made.catalog, keys), record, made.inputs)

    def shares(self, rows: FloatArray) -> FloatArray:
        """Shares at points of the unit cube, shape (readings, axes); one a reading."""
        drawn = draw_readings(self.unknowns.catalog, self.unknowns.keys, rows)
        found = []
        for first in range(0, len(rows), _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, len(rows)))
            found.append(self._scores([reading(drawn, n) for n in numbers]).by_reading)
            self.asked.tell("coverage", numbers[-1] / len(rows))
        return np.concatenate(found)

    def _scores(self, readings: Sequence[Mapping[str, float]]) -> Scores:
        return scores_in(
            self.asked.scenario, self.asked.catalog, readings, altitude=ALTITUDE,
            pd_probability=self.pd_probability, allow_defaults=self.asked.allow_defaults,
        )  # fmt: skip
