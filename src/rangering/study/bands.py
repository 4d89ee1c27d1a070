"""Unknowns and chance kept apart: for each measure a band over readings, and what chance does within one.

The outer loop draws readings of what nobody outside knows; within each, chance is drawn anew with seeds of
its own, so that what chance leaves in a reading's mean can be told from what readings differ by, and be
removed. The same readings are drawn under other assumptions about their laws, too.
"""

from dataclasses import dataclass
from typing import Any

from rangering.errors import StudyError
from rangering.study.cells import MEASURES, Cell
from rangering.study.design import KINDS, VARIANTS, Kind, Variant, inner_seeds, outer_design
from rangering.study.nested import Band, Edge, band, replicated, share_of_readings
from rangering.study.over_time import OverTime, over_time
from rangering.study.questions import Asked, made_of, provenance_of, unknowns_of

import numpy as np  # isort: skip


@dataclass(frozen=True)
class MeasureBand:
    """One measure over readings."""

    measure: str
    band: Band
    others: dict[str, Band]
    """Under other assumptions about the unknowns, by the name of the variant."""


@dataclass(frozen=True)
class Bands:
    """What a raid comes to, over what nobody outside knows."""

    title: str
    readings: int
    inner: int
    fidelity: str
    measures: tuple[MeasureBand, ...]
    none_through: Edge
    """Share of readings in which more than half of all raids let nothing through."""
    unknowns: tuple[str, ...]
    variants: tuple[Variant, ...]
    provenance: dict[str, Any]
    compiled: int
    """Plans compiled for readings, counted over all runs of the study."""
    over_time: tuple[OverTime, ...] = ()
    """Leakers, kills and missiles left, since the raid's start; under the laws as stated."""


def bands(
    asked: Asked, *, readings: int = 64, kind: Kind = "sobol", variants: bool = True
) -> Bands:  # fmt: skip
    """Bands of every measure of a raid, chance within readings removed.

    Parameters
    ----------
    asked : Asked
        The scenario, and how to run it.
    readings : int
        Of what nobody outside knows; a power of two for a Sobol' design.
    kind : "sobol", "latin-hypercube" or "random"
        How they are spread.
    variants : bool
        Whether the other assumptions are run too: claims of one origin erring apart or alike, uniform laws.

    Raises
    ------
    RangeringError
        The scenario cannot run, too few readings or replicates, or the folder cannot serve.
    """
    if readings < 2 or asked.inner < 2:
        raise StudyError(
            "leaves nothing to tell chance from what is not known", where="--readings, -n",
            value=(readings, asked.inner), mend="give at least two of each; 64 and 50 are usual",
        )  # fmt: skip
    if kind not in KINDS:
        raise StudyError("is no design", where="--design", value=kind, mend=f"one of {', '.join(KINDS)}")
    unknowns = unknowns_of(asked)
    design = outer_design(
        unknowns.axes, readings, asked.seed, kind, where="--readings",
        otherwise=", or any number with --design latin-hypercube",
    )  # fmt: skip
    chosen = VARIANTS if variants else VARIANTS[:1]
    drawn = [unknowns.drawn(design.uniforms, each) for each in chosen]
    every = {key: np.concatenate([each[key] for each in drawn]) for key in drawn[0]}
    seeds = inner_seeds(readings, asked.seed)
    cells = [
        Cell(0, v * readings + n, int(seeds[n]), 0, asked.inner)
        for v in range(len(chosen))
        for n in range(readings)
    ]
    what = {"question": "bands", "readings": readings, "kind": kind, "variants": [v.name for v in chosen]}
    made = made_of(asked, [asked.scenario], every, cells, what, "bands", over_time=True)
    found = []
    for measure in MEASURES:
        table = made.values(measure).reshape(len(chosen), readings, asked.inner)
        each = [band(replicated(part), seed=asked.seed) for part in table]
        others = {v.name: other for v, other in zip(chosen[1:], each[1:], strict=True)}
        found.append(MeasureBand(measure, each[0], others))
    through = replicated(made.values("no_leaker")[:readings])
    return Bands(
        title=asked.scenario.title, readings=readings, inner=asked.inner, fidelity=asked.fidelity,
        measures=tuple(found),
        none_through=share_of_readings(through, lambda mean: mean > 0.5, seed=asked.seed),
        unknowns=unknowns.axes, variants=chosen, provenance=provenance_of(asked, unknowns, readings),
        compiled=made.plans, over_time=over_time(made, readings),
    )  # fmt: skip
