"""Which unknown matters: the few that do are found first, then their shares of the variance, and a tornado.

Morris's trajectories screen all unknowns; those that move the measure go on. Of these, Sobol' indices say how
much of the variance over readings each explains, alone and with all it does together with others, chance
removed. Unknowns that were screened out stay at the middle of their laws, and the result says which.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.errors import StudyError
from rangering.study import morris, saltelli, tornado
from rangering.study.cells import Cell
from rangering.study.covered import COVERED, CoveredShare
from rangering.study.questions import Asked, Unknowns, made_of, provenance_of, require_measure, unknowns_of

FloatArray = NDArray[np.float64]
MOST = 12
"""Unknowns whose indices are worked out; more are screened."""
TRAJECTORIES = 10
_MIDDLE = 0.5


@dataclass(frozen=True)
class Sensitivity:
    """What the spread of a measure over readings comes from."""

    title: str
    measure: str
    words: str
    """What the measure is."""
    fidelity: str
    """Of the raid; 'map' where it is none."""
    inner: int
    base: int
    unknowns: tuple[str, ...]
    """All of them."""
    screening: morris.Effects | None
    """None where so few are unknown that none had to be left out."""
    indices: saltelli.SobolIndices
    swings: tornado.Swings
    replicates: int
    compiled: int
    """Plans compiled for readings of a raid, counted over all runs of the study."""
    provenance: dict[str, Any]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Unknowns that were screened out."""
        return tuple(axis for axis in self.unknowns if axis not in self.indices.axes)


def sensitivity(
    asked: Asked,
    measure: str = "leakers",
    *,
    base: int = 256,
    most: int = MOST,
    trajectories: int = TRAJECTORIES,
) -> Sensitivity:
    """Shares of the variance over readings, by unknown.

    Parameters
    ----------
    asked : Asked
        The scenario, and how to run it; `inner` replicates a reading.
    measure : str
        One of `rangering.study.cells.MEASURES`, or `rangering.study.covered.COVERED`: the score of a map.
    base : int
        Base rows of the indices: base × (unknowns + 2) readings; a power of two.
    most : int
        Unknowns whose indices are worked out.
    trajectories : int
        Of the screening: trajectories × (unknowns + 1) readings.

    Raises
    ------
    RangeringError
        The scenario cannot run, nothing is unknown, or the folder cannot serve.
    """
    if base < 2 or base & (base - 1):
        raise StudyError("is no power of two", where="--base", value=base, mend="such as 64, 256 or 1024")
    if most < 1:
        raise StudyError("leaves no unknown", where="--most", value=most, mend="give 1 or more")
    model: _Model = _Covered(asked) if measure == COVERED else _Raid(asked, measure)
    screening, axes = None, model.unknowns.axes
    if len(axes) > most:
        walks = morris.choose(axes, trajectories, asked.seed)
        screening = morris.effects(
            walks, *model.moments(axes, walks.rows, walks.seeds, "screening"), seed=asked.seed
        )
        axes = morris.kept(screening, most=most)
        if not axes:
            raise StudyError(
                "no unknown moves it: nothing but chance is seen", where=measure, value=asked.scenario.name,
                mend="choose another measure, or more replicates with -n",
            )  # fmt: skip
    chosen = saltelli.choose(axes, base, asked.seed)
    indices = saltelli.indices(
        chosen, *model.moments(axes, chosen.rows, chosen.seeds, "indices"), seed=asked.seed
    )
    ends = tornado.choose(axes, asked.seed, nominal=_MIDDLE)
    swings = tornado.swings(ends, *model.moments(axes, ends.rows, ends.seeds, "tornado"))
    return Sensitivity(
        title=asked.scenario.title, measure=measure, words=model.words, fidelity=model.fidelity,
        inner=asked.inner, base=base, unknowns=model.unknowns.axes, screening=screening, indices=indices,
        swings=swings, replicates=model.replicates, compiled=model.plans,
        provenance=provenance_of(asked, model.unknowns, len(chosen.rows)),
    )  # fmt: skip


class _Model:
    """A measure as a function of unknowns: readings in, means and what chance leaves in them out."""

    unknowns: Unknowns
    words: str
    fidelity: str
    replicates = 0
    plans = 0

    def moments(
        self, axes: tuple[str, ...], rows: FloatArray, seeds: NDArray[np.uint32], part: str
    ) -> tuple[FloatArray, FloatArray]:
        """At rows over some of the unknowns; the others stand at the middle of their laws."""
        whole = np.full((len(rows), len(self.unknowns.axes)), _MIDDLE)
        whole[:, [self.unknowns.axes.index(axis) for axis in axes]] = rows
        return self._moments(axes, whole, seeds, part)

    def _moments(
        self, axes: tuple[str, ...], rows: FloatArray, seeds: NDArray[np.uint32], part: str
    ) -> tuple[FloatArray, FloatArray]:
        raise NotImplementedError


class _Raid(_Model):
    """A measure of a raid, over replicates of chance in every reading."""

    def __init__(self, asked: Asked, measure: str) -> None:
        self.asked, self.measure = asked, require_measure(measure, (COVERED,))
        if asked.inner < 2:
            raise StudyError("is too few to see chance", where="-n", value=asked.inner, mend="give 2 or more")
        self.words, self.fidelity = f"{measure} a raid", asked.fidelity
        self.unknowns = unknowns_of(asked)

    def _moments(
        self, axes: tuple[str, ...], rows: FloatArray, seeds: NDArray[np.uint32], part: str
    ) -> tuple[FloatArray, FloatArray]:
        asked = self.asked
        cells = [Cell(0, n, int(seeds[n]), 0, asked.inner) for n in range(len(rows))]
        what = {
            "question": "sensitivity", "rows": len(rows), "axes": list(axes), "screened_for": self.measure,
        }  # fmt: skip
        made = made_of(asked, [asked.scenario], self.unknowns.drawn(rows), cells, what, part)
        self.replicates += int(made.counts.sum())
        self.plans += made.plans
        return made.moments(self.measure)


class _Covered(_Model):
    """The score of a map: no chance in it, and so quick that nothing is kept."""

    def __init__(self, asked: Asked) -> None:
        self.model = CoveredShare(asked)
        self.unknowns, self.words, self.fidelity = self.model.unknowns, self.model.words, "map"

    def _moments(
        self, axes: tuple[str, ...], rows: FloatArray, seeds: NDArray[np.uint32], part: str
    ) -> tuple[FloatArray, FloatArray]:
        shares = self.model.shares(rows)
        return shares, np.zeros_like(shares)
