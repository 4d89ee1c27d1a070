"""The score of a map as a model of its unknowns: readings in, shares of a ring out; no chance is in it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import axes, reading
from rangering.coverage.asked import asked_pd
from rangering.coverage.remarks import assumptions, options, unmet_claims
from rangering.coverage.score import Scores, scores_in
from rangering.coverage.tornado import ALTITUDE
from rangering.study.questions import Asked, Unknowns

FloatArray = NDArray[np.float64]
COVERED = "covered"
"""The measure: the share of the first ring covered, for the first class of target, at `ALTITUDE`."""
MAP = "map"
"""In the place of a fidelity, where the measure is of a map: nothing of it is left to chance."""
_AT_ONCE = 256  # readings worked out together: four words of 64 for every cell of the map


class CoveredShare:
    """The share of the press circle that is covered, in readings of what nobody outside knows."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.pd_probability = asked_pd(asked.scenario, None)
        nominal = self._scores([{}])
        self._made = made = nominal.made
        keys = tuple(sorted({each.quantity for each in made.inputs}))
        record = made.plan.network_ground.record
        self.words = nominal.words
        self.unknowns = Unknowns(made.catalog, keys, axes(made.catalog, keys), record, made.inputs)

    def shares(self, drawn: Mapping[str, FloatArray]) -> FloatArray:
        """Shares in readings, one a reading; a figure that is NaN stays nominal."""
        count = len(next(iter(drawn.values())))
        found = []
        for first in range(0, count, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, count))
            found.append(self._scores([reading(drawn, n) for n in numbers]).by_reading)
            self.asked.tell("coverage", (numbers[-1] + 1) / count)
        return np.concatenate(found)

    def assumptions(self, readings: int) -> tuple[str, ...]:
        """What the score rests on in so many readings, in sentences."""
        made, scenario = self._made._replace(readings=({},) * readings, chain=()), self.asked.scenario
        said = (
            *assumptions(scenario, made, self.pd_probability), *unmet_claims(made), *options(scenario, made),
        )  # fmt: skip
        return tuple(dict.fromkeys(said))

    def _scores(self, readings: Sequence[Mapping[str, float]]) -> Scores:
        return scores_in(
            self.asked.scenario, self.asked.catalog, readings, altitude=ALTITUDE,
            pd_probability=self.pd_probability, allow_defaults=self.asked.allow_defaults,
        )  # fmt: skip
