"""Cells of a study: one scenario in one reading, and some replicates of chance.

Whatever is studied comes down to cells: a sweep's points are scenarios, a band's readings are rows of a
design, a comparison's packages are scenarios on the same readings and the same chance. A cell depends on
nothing but itself, so cells are made in chunks, anywhere and in any order. Of every replicate the same few
figures are kept; those of several raids in a row are means a raid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import reading
from rangering.catalog.read import Catalog
from rangering.mission.codes import Count
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.measures import cube_of
from rangering.mission.plan import MissionPlan
from rangering.mission.teach import taught
from rangering.scenario.models import Scenario
from rangering.study import series

FloatArray = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]

KEPT: dict[str, Count] = {
    "hostile": Count.HOSTILE,
    "leakers": Count.LEAKERS,
    "hits": Count.HITS,
    "killed": Count.KILLED,
    "aborted": Count.ABORTED,
    "detected": Count.DETECTED,
    "tracked": Count.TRACKED,
    "identified": Count.IDENTIFIED,
    "engaged": Count.ENGAGED,
    "missiles": Count.MISSILES,
    "cost": Count.COST_USD,
    "duplicates": Count.DUPLICATES,
    "own_engaged": Count.OWN_ENGAGED,
    "civil_engaged": Count.CIVIL_ENGAGED,
}
"""Figures of a replicate, by the names that commands and tables use."""
NO_LEAKER = "no_leaker"
"""Whether no raid of the replicate let anything through: 1 or 0."""
MEASURES = (NO_LEAKER, *KEPT)
COLUMNS: dict[str, str] = {
    "arm": "int32",
    "reading": "int32",
    "replicate": "int64",
    **dict.fromkeys(MEASURES, "float32"),
}
"""Of a chunk: 72 bytes a replicate before Parquet packs them."""
CHUNK_ROWS = 20_000
"""Replicates of one chunk at most: some seconds of work, half a megabyte on disk."""
_MOST_CELLS = 8


class Cell(NamedTuple):
    """Replicates `first` to `first + replicates - 1` of a scenario in a reading."""

    arm: int  # which scenario
    reading: int  # which reading; -1: nominal values
    seed: int  # of chance
    first: int
    replicates: int


class Chunk(NamedTuple):
    """What the cells of a chunk come to."""

    table: Columns
    """The columns of `COLUMNS`, shape (replicates of its cells,)."""
    over_time: Columns
    """Those of `rangering.study.series.COLUMNS`."""
    plans: int
    """Compiled for it; none where the chunk made before was of the same scenario and reading."""


@dataclass(frozen=True)
class Cells:
    """All cells of a study, and what it takes to make them."""

    arms: tuple[Scenario, ...]
    catalog: Catalog
    drawn: Mapping[str, FloatArray]
    """Figures of every reading by id, as `rangering.catalog.draw.draw` gives them."""
    cells: tuple[Cell, ...]
    fidelity: str
    repeated: bool = False
    allow_defaults: bool = True
    allow_assumed: bool = False
    cells_a_chunk: int = 1
    seed: int = 1
    """Of the full runs that teach the fast fidelity: the same in all cells, so that readings share them."""
    _last: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def chunks(self) -> int:
        """How many chunks these cells make."""
        return -(-len(self.cells) // self.cells_a_chunk)

    def of_chunk(self, number: int) -> tuple[Cell, ...]:
        """The cells of a chunk."""
        return self.cells[number * self.cells_a_chunk : (number + 1) * self.cells_a_chunk]

    def rows_of(self, number: int) -> int:
        """How many replicates a chunk has."""
        return sum(cell.replicates for cell in self.of_chunk(number))

    def made(self, number: int) -> "Chunk":
        """Make a chunk."""
        before = self._last.get("compiled", 0)
        parts = [self._made(cell) for cell in self.of_chunk(number)]
        table, over_time = (
            {name: np.concatenate([part[of][name] for part in parts]).astype(kind) for name, kind in columns}
            for of, columns in enumerate((COLUMNS.items(), series.COLUMNS.items()))
        )
        return Chunk(table, over_time, self._last.get("compiled", 0) - before)

    def _made(self, cell: Cell) -> tuple[Columns, Columns]:
        plan, layout, raids = self._plan(cell.arm, cell.reading)
        plan = plan._replace(clock=plan.clock._replace(seed=cell.seed))
        played = series.play(plan, layout, cell.first, cell.replicates)
        cube = cube_of(played.rows, raids)
        found: Columns = {name: cube[:, :, count].mean(axis=1) for name, count in KEPT.items()}
        found[NO_LEAKER] = (cube[:, :, Count.LEAKERS] == 0.0).all(axis=1)
        found["arm"] = np.full(cell.replicates, cell.arm)
        found["reading"] = np.full(cell.replicates, cell.reading)
        found["replicate"] = np.arange(cell.first, cell.first + cell.replicates)
        return found, played.table(cell.arm, cell.reading)

    def _plan(self, arm: int, number: int) -> tuple[MissionPlan, Any, int]:
        """The plan of a scenario in a reading; the last one is kept, as its cells follow each other."""
        if self._last.get("key") != (arm, number):
            made = self.compiled(arm, number)
            plan = made.plan
            if self.fidelity == "fast":
                plan = taught(plan, made.layout, 1, lambda _what, _share: None).plan
            self._last.update(key=(arm, number), plan=(plan, made.layout, plan.endure.raids))
        found: tuple[MissionPlan, Any, int] = self._last["plan"]
        return found

    def compiled(self, arm: int, number: int) -> Compiled:
        """A scenario compiled in a reading; counted, as it is what most of a study's time goes into."""
        self._last["compiled"] = self._last.get("compiled", 0) + 1
        return compile_mission(
            self.arms[arm], self.catalog, seed=self.seed,
            reading=None if number < 0 else reading(self.drawn, number), repeated=self.repeated,
            allow_defaults=self.allow_defaults, allow_assumed=self.allow_assumed,
        )  # fmt: skip

    def __getstate__(self) -> dict[str, Any]:
        """Without the plan that was made last: it is large, and made again where it is wanted."""
        return self.__dict__ | {"_last": {}}


def split(cells: Sequence[Cell], most: int = CHUNK_ROWS) -> tuple[Cell, ...]:
    """The same replicates in the same order, in cells of so many at most: what one chunk may hold."""
    return tuple(
        cell._replace(first=first, replicates=min(most, cell.first + cell.replicates - first))
        for cell in cells
        for first in range(cell.first, cell.first + cell.replicates, most)
    )


def chunked(cells: Sequence[Cell]) -> int:
    """How many cells go into a chunk, so that a killed run loses little and chunks are no crumbs."""
    return max(1, min(_MOST_CELLS, CHUNK_ROWS // max(cell.replicates for cell in cells)))
