"""What a study is asked about: a scenario, its unknowns, and how much to run; and how it is put into cells.

An unknown is a figure of the catalog that has an interval and that the answer rests on, or the credibility
that claims of one origin share, or which of several competing claims is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import axes
from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import StudyError, nearest
from rangering.mission.compile import compile_mission
from rangering.scenario.models import Scenario
from rangering.scenario.record import catalog_digest, record_of, scenario_digest
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.cells import MEASURES, Cell, Cells, chunked, split
from rangering.study.design import VARIANTS, Variant, draw_readings
from rangering.study.made import Made, Progress, Workers, make
from rangering.terrain.ground import TerrainRecord

FloatArray = NDArray[np.float64]
SeedArray = NDArray[np.uint32]


@dataclass(frozen=True)
class Asked:
    """What every study of a raid has in common."""

    scenario: Scenario
    catalog: Catalog = field(default_factory=load_catalog)
    fidelity: str = "fast"
    inner: int = 50
    """Replicates of every reading."""
    seed: int = 1
    repeated: bool = False
    allow_defaults: bool = True
    allow_assumed: bool = False
    folder: Path | None = None
    workers: Workers = field(default_factory=Workers)
    progress: Progress | None = None

    def tell(self, what: str, share: float) -> None:
        """Say how far a study is, where somebody listens."""
        if self.progress is not None:
            self.progress(what, share)

    def part(self, name: str) -> Path | None:
        """The directory of one part of a study; none where nothing is kept."""
        return None if self.folder is None else self.folder / name

    def record(self) -> dict[str, Any]:
        """What decides the numbers, for a manifest: by content, wherever the files lie."""
        return {
            "scenario": self.scenario.name,
            "scenario_sha256": scenario_digest(self.scenario),
            "catalog_sha256": catalog_digest(self.catalog),
            "fidelity": self.fidelity,
            "inner": self.inner,
            "repeated": self.repeated,
            "allow_defaults": self.allow_defaults,
            "allow_assumed": self.allow_assumed,
        }


def require_measure(measure: str, also: Sequence[str] = ()) -> str:
    """The name of a figure that studies keep, of a raid or also of something else.

    Raises
    ------
    StudyError
        It is none of `rangering.study.cells.MEASURES`.
    """
    known = (*MEASURES, *also)
    if measure not in known:
        close = nearest(measure, known) or f"one of {', '.join(known)}"
        raise StudyError("is no figure that studies keep", where="--measure", value=measure, mend=close)
    return measure


@dataclass(frozen=True)
class Unknowns:
    """The unknowns of a scenario."""

    catalog: Catalog
    """With the scenario's own bounds in place."""
    keys: tuple[str, ...]
    """Ids of the figures that are drawn."""
    axes: tuple[str, ...]
    """The independent variables behind them."""
    terrain: TerrainRecord
    inputs: tuple[Input, ...]

    def drawn(self, rows: FloatArray, variant: Variant = VARIANTS[0]) -> dict[str, FloatArray]:
        """Figures of readings at points of the unit cube, shape (readings, axes)."""
        return draw_readings(self.catalog, self.keys, rows, variant)


def unknowns_of(asked: Asked) -> Unknowns:
    """What is not known about a scenario's raid: found by compiling it once with nominal values."""
    made = compile_mission(
        asked.scenario, asked.catalog, seed=asked.seed, allow_defaults=asked.allow_defaults,
        allow_assumed=asked.allow_assumed, repeated=asked.repeated,
        progress=lambda what, share: asked.tell(what, 0.1 * share),
    )  # fmt: skip
    stated = stated_catalog(asked.catalog, asked.scenario.uncertainty, asked.scenario.name)
    keys = tuple(sorted({each.quantity for each in made.inputs}))
    return Unknowns(stated, keys, axes(stated, keys), made.terrain[0], made.inputs)


def made_of(
    asked: Asked,
    arms: Sequence[Scenario],
    drawn: Mapping[str, FloatArray],
    cells: Iterable[Cell],
    what: Mapping[str, Any],
    name: str,
    *,
    over_time: bool = False,
) -> Made:
    """Make the cells of a study, kept in the part of its directory with that name.

    Parameters
    ----------
    asked : Asked
        How to run them.
    arms : sequence of Scenario
        What they are of.
    drawn : mapping
        Figures of the readings.
    cells : iterable of Cell
        Which.
    what : mapping
        What is asked beyond `asked`, as JSON can hold it.
    name : str
        Of this part.
    over_time : bool
        Whether what it says about time is given as well.
    """
    listed = tuple(cells)
    parts = split(listed)
    job = Cells(
        tuple(arms), asked.catalog, drawn, parts, asked.fidelity, asked.repeated, asked.allow_defaults,
        asked.allow_assumed, chunked(parts), asked.seed,
    )  # fmt: skip
    record = asked.record() | {"part": name, **what, "arms": [scenario_digest(arm) for arm in arms]}
    made = make(
        job, record, folder=asked.part(name), seed=asked.seed, workers=asked.workers, progress=asked.progress,
        what=name, over_time=over_time,
    )  # fmt: skip
    return made._replace(counts=np.array([cell.replicates for cell in listed], dtype=np.int64))


def provenance_of(asked: Asked, unknowns: Unknowns, readings: int) -> dict[str, Any]:
    """What ran, on which scenario, catalog and ground."""
    return record_of(asked.scenario, asked.catalog, unknowns.terrain, readings, asked.seed)
