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
from rangering.study.made import Made
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
    fidelity: str
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
    """Plans compiled: one a reading."""
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
        One of `rangering.study.cells.MEASURES`.
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
    require_measure(measure)
    if base < 2 or base & (base - 1):
        raise StudyError("is no power of two", where="--base", value=base, mend="such as 64, 256 or 1024")
    if asked.inner < 2:
        raise StudyError("is too few to see chance", where="-n", value=asked.inner, mend="give 2 or more")
    if most < 1:
        raise StudyError("leaves no unknown", where="--most", value=most, mend="give 1 or more")
    unknowns = unknowns_of(asked)
    screening, axes, runs = None, unknowns.axes, []
    if len(axes) > most:
        walks = morris.choose(axes, trajectories, asked.seed)
        made = _made(asked, unknowns, axes, walks.rows, walks.seeds, "screening", measure)
        screening = morris.effects(walks, *made.moments(measure), seed=asked.seed)
        axes = morris.kept(screening, most=most)
        runs.append(made)
        if not axes:
            raise StudyError(
                "no unknown moves it: nothing but chance is seen", where=measure, value=asked.scenario.name,
                mend="choose another measure, or more replicates with -n",
            )  # fmt: skip
    chosen = saltelli.choose(axes, base, asked.seed)
    made = _made(asked, unknowns, axes, chosen.rows, chosen.seeds, "indices", measure)
    indices = saltelli.indices(chosen, *made.moments(measure), seed=asked.seed)
    ends = tornado.choose(axes, asked.seed, nominal=_MIDDLE)
    swung = _made(asked, unknowns, axes, ends.rows, ends.seeds, "tornado", measure)
    runs += [made, swung]
    return Sensitivity(
        title=asked.scenario.title, measure=measure, fidelity=asked.fidelity, inner=asked.inner, base=base,
        unknowns=unknowns.axes, screening=screening, indices=indices,
        swings=tornado.swings(ends, *swung.moments(measure)),
        replicates=sum(int(each.counts.sum()) for each in runs),
        compiled=1 + sum(len(each.counts) for each in runs),
        provenance=provenance_of(asked, unknowns, len(chosen.rows)),
    )  # fmt: skip


def _made(
    asked: Asked,
    unknowns: Unknowns,
    axes: tuple[str, ...],
    rows: FloatArray,
    seeds: NDArray[np.uint32],
    part: str,
    measure: str,
) -> Made:
    """Readings at rows over some of the unknowns; the others stand at the middle of their laws."""
    whole = np.full((len(rows), len(unknowns.axes)), _MIDDLE)
    whole[:, [unknowns.axes.index(axis) for axis in axes]] = rows
    drawn = unknowns.drawn(whole)
    cells = [Cell(0, n, int(seeds[n]), 0, asked.inner) for n in range(len(rows))]
    what = {"question": "sensitivity", "rows": len(rows), "axes": list(axes), "screened_for": measure}
    return made_of(asked, [asked.scenario], drawn, cells, what, part)
