"""Which unknown matters: the few that do are found first, then their shares of the variance, and a tornado.

Morris's trajectories screen all unknowns; those that move the measure go on. Of these, Sobol' indices say how
much of the variance over readings each explains, alone and with all it does together with others, chance
removed. Unknowns that were screened out stay at the middle of their laws, and the result says which. The same
is worked out under other assumptions about how claims of one origin err and which laws hold, from fewer rows.
A tornado moves one unknown at a time, all others nominal, as a single run has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import credibilities
from rangering.errors import StudyError
from rangering.study import morris, saltelli, tornado
from rangering.study.assumptions import Assumed, First, fewer_rows, firsts, idle, looked_at
from rangering.study.cells import Cell
from rangering.study.covered import COVERED, MAP, CoveredShare
from rangering.study.design import STATED, VARIANTS, Variant, widened
from rangering.study.nested import Band, Replicated, band
from rangering.study.pair import Pair, pair_of
from rangering.study.questions import Asked, Unknowns, made_of, provenance_of, require_measure, unknowns_of

FloatArray = NDArray[np.float64]
MOST = 12
"""Unknowns whose indices are worked out; more are screened."""
TRAJECTORIES = 10
_WITHOUT_CHANCE = 2  # replicates that a mean without chance stands for: their number changes nothing


@dataclass(frozen=True)
class Sensitivity:
    """What the spread of a measure over readings comes from."""

    title: str
    measure: str
    words: str
    """What the measure is."""
    fidelity: str
    """Of the raid; `MAP` where it is none."""
    inner: int
    """Replicates of every reading; 0 where nothing is left to chance."""
    base: int
    unknowns: tuple[str, ...]
    """All of them."""
    screening: morris.Effects | None
    """None where so few are unknown that none had to be left out."""
    indices: saltelli.SobolIndices
    swings: tornado.Swings
    band: Band
    """Of the measure, over the unknowns looked at closely."""
    others: tuple[Assumed, ...]
    """Under the other assumptions, where they were asked for."""
    pair: Pair | None
    """The two unknowns that matter most, together; None where no two are told from chance."""
    replicates: int
    compiled: int
    """Plans compiled for readings of a raid, counted over all runs of the study."""
    provenance: dict[str, Any]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Unknowns that were screened out."""
        return tuple(axis for axis in self.unknowns if axis not in self.indices.axes)

    @property
    def closely(self) -> tuple[str, ...]:
        """Unknowns looked at closely under one assumption or another."""
        seen = set(self.indices.axes).union(*(each.indices.axes for each in self.others))
        return tuple(axis for axis in self.unknowns if axis in seen)

    @property
    def firsts(self) -> tuple[First, ...]:
        """Which unknown comes first: as stated, and under each other assumption."""
        variants = [STATED, *(each.variant for each in self.others)]
        return firsts(variants, [self.indices, *(each.indices for each in self.others)])


def sensitivity(
    asked: Asked,
    measure: str = "leakers",
    *,
    base: int = 256,
    most: int = MOST,
    trajectories: int = TRAJECTORIES,
    variants: bool = True,
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
    variants : bool
        Whether the other assumptions are run too, from a quarter of the base rows: claims of one origin
        erring apart or alike, uniform laws.

    Raises
    ------
    RangeringError
        The scenario cannot run, nothing is unknown, or the folder cannot serve.
    """
    if base < 2 or base & (base - 1):
        raise StudyError("is no power of two", where="--base", value=base, mend="such as 64, 256 or 1024")
    if most < 1:
        raise StudyError("leaves no unknown", where="--most", value=most, mend="give 1 or more")
    if trajectories < 2:
        raise StudyError(
            "is too few", where="--trajectories", value=trajectories, mend="give 2 or more; 10 are usual"
        )
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
    shared = credibilities(model.unknowns.catalog, model.unknowns.keys)
    stated = _under(model, axes, base, STATED, "indices", ())
    others = tuple(
        _under(
            model, looked_at(axes, shared, variant, screening, most), fewer_rows(base), variant, variant.name,
            idle(shared, variant),
        )
        for variant in (VARIANTS[1:] if variants else ())
    )  # fmt: skip
    pair = pair_of(stated.indices, partial(model.moments, part="pair"), asked.seed)
    swings = _swings(model, axes)
    return Sensitivity(
        title=asked.scenario.title, measure=measure, words=model.words, fidelity=model.fidelity,
        inner=model.inner, base=base, unknowns=model.unknowns.axes, screening=screening,
        indices=stated.indices, swings=swings, band=stated.band, others=others,
        pair=pair,
        replicates=model.replicates, compiled=model.plans,
        provenance=provenance_of(asked, model.unknowns, base * (len(axes) + 2)),
    )  # fmt: skip


def _under(
    model: "_Model", axes: tuple[str, ...], base: int, variant: Variant, part: str, still: tuple[str, ...]
) -> Assumed:
    """Indices under an assumption, and the band over the readings they start from."""
    seed = model.asked.seed
    chosen = saltelli.choose(axes, base, seed)
    means, inner_variances = model.moments(axes, chosen.rows, chosen.seeds, part, variant)
    # A and B are readings like any others; their mixtures are not independent of them.
    own = slice(0, 2 * base)
    count = model.inner or _WITHOUT_CHANCE
    readings = Replicated(means[own], inner_variances[own] * count, np.full(2 * base, count))
    indices = saltelli.indices(chosen, means, inner_variances, seed=seed)
    return Assumed(variant, base, band(readings, seed=seed), indices, still)


def _swings(model: "_Model", axes: tuple[str, ...]) -> tornado.Swings:
    """Each unknown alone at its ends, all others nominal."""
    ends = tornado.choose(axes, model.asked.seed)
    known = model.unknowns
    drawn = tornado.partial_readings(known.catalog, known.keys, ends)
    return tornado.swings(ends, *model.scores(drawn, ends.seeds, "tornado", {"axes": list(axes)}))


class _Model:
    """A measure as a function of unknowns: readings in, means and what chance leaves in them out."""

    asked: Asked
    unknowns: Unknowns
    words: str
    fidelity: str
    inner = 0
    """Replicates of every reading; 0 where nothing is left to chance."""
    replicates = 0
    plans = 0

    def moments(
        self,
        axes: tuple[str, ...],
        rows: FloatArray,
        seeds: NDArray[np.uint32],
        part: str,
        variant: Variant = STATED,
    ) -> tuple[FloatArray, FloatArray]:
        """At rows over some of the unknowns; the others stand at the middle of their laws."""
        drawn = self.unknowns.drawn(widened(rows, axes, self.unknowns.axes), variant)
        what: dict[str, Any] = {"axes": list(axes)}
        return self.scores(
            drawn, seeds, part, what if variant is STATED else what | {"variant": variant.name}
        )

    def scores(
        self, drawn: Mapping[str, FloatArray], seeds: NDArray[np.uint32], part: str, what: dict[str, Any]
    ) -> tuple[FloatArray, FloatArray]:
        """In readings, as figures; NaN leaves one nominal."""
        return self._scores(drawn, seeds, part, what)

    def _scores(
        self, drawn: Mapping[str, FloatArray], seeds: NDArray[np.uint32], part: str, what: dict[str, Any]
    ) -> tuple[FloatArray, FloatArray]:
        raise NotImplementedError


class _Raid(_Model):
    """A measure of a raid, over replicates of chance in every reading."""

    def __init__(self, asked: Asked, measure: str) -> None:
        self.asked, self.measure = asked, require_measure(measure, (COVERED,))
        if asked.inner < 2:
            raise StudyError("is too few to see chance", where="-n", value=asked.inner, mend="give 2 or more")
        self.words, self.fidelity, self.inner = f"{measure} a raid", asked.fidelity, asked.inner
        self.unknowns = unknowns_of(asked)

    def _scores(
        self, drawn: Mapping[str, FloatArray], seeds: NDArray[np.uint32], part: str, what: dict[str, Any]
    ) -> tuple[FloatArray, FloatArray]:
        asked = self.asked
        cells = [Cell(0, n, int(seed), 0, asked.inner) for n, seed in enumerate(seeds)]
        asks = {"question": "sensitivity", "rows": len(seeds), **what, "screened_for": self.measure}
        made = made_of(asked, [asked.scenario], drawn, cells, asks, part)
        self.replicates += int(made.counts.sum())
        self.plans += made.plans
        return made.moments(self.measure)


class _Covered(_Model):
    """The score of a map: no chance in it, and so quick that nothing is kept."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.model = asked, CoveredShare(asked)
        self.unknowns, self.words, self.fidelity = self.model.unknowns, self.model.words, MAP

    def _scores(
        self, drawn: Mapping[str, FloatArray], seeds: NDArray[np.uint32], part: str, what: dict[str, Any]
    ) -> tuple[FloatArray, FloatArray]:
        shares = self.model.shares(drawn)
        return shares, np.zeros_like(shares)
