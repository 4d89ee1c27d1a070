"""Making a study: its cells over processes or a cluster, kept in a directory; and what was made, by cell.

Killed at any moment, the same call goes on with what is missing. Without a directory the study is made in a
temporary one and forgotten.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.study import series, tally
from rangering.study.cells import COLUMNS, Cells
from rangering.study.processes import run_in_processes
from rangering.study.store import Study
from rangering.tables import UNFINISHED

FloatArray = NDArray[np.float64]
Progress = Callable[[str, float], None]
_JOB = f"{UNFINISHED}job.pickle"  # swept up like any other leftover of a run that was killed


class Workers(NamedTuple):
    """Who makes the chunks."""

    jobs: int = 1
    cluster: str | None = None
    """Address of a scheduler, or "local" for one of our own; none: processes of this machine."""


class Made(NamedTuple):
    """Rows of a study in the order of its cells."""

    rows: Mapping[str, NDArray[Any]]
    counts: NDArray[np.int64]
    """Replicates of each cell."""
    plans: int = 0
    """Compiled for it so far, over all runs: counted, not worked out."""
    over_time: Mapping[str, NDArray[Any]] | None = None
    """Columns of `rangering.study.series`, where they were asked for."""

    def moments(self, measure: str) -> tuple[FloatArray, FloatArray]:
        """Mean of every cell, and the variance that chance leaves in it; shape (cells,) each."""
        values = self.rows[measure].astype(np.float64)
        first = np.cumsum(self.counts) - self.counts
        mean = np.add.reduceat(values, first) / self.counts
        off = values - np.repeat(mean, self.counts)
        spread = np.add.reduceat(off * off, first) / np.maximum(self.counts - 1, 1)
        return mean, spread / self.counts

    def values(self, measure: str) -> FloatArray:
        """Every replicate of every cell, where all have as many; shape (cells, replicates)."""
        found: FloatArray = self.rows[measure].astype(np.float64).reshape(len(self.counts), -1)
        return found


def make(
    cells: Cells,
    asked: Mapping[str, Any],
    *,
    folder: Path | None,
    seed: int,
    workers: Workers | None = None,
    progress: Progress | None = None,
    what: str = "study",
    over_time: bool = False,
) -> Made:
    """Make what is missing of a study, and give all of it.

    Parameters
    ----------
    cells : Cells
        What is to be made.
    asked : mapping
        What decides the numbers, for the manifest: another question never meets these chunks.
    folder : Path, optional
        Where it is kept.
    seed : int
        Of the study.
    workers : Workers, optional
        One process, if not given.
    progress : callable, optional
        Told what is being done and the share done.
    what : str
        Its name in progress.
    over_time : bool
        Whether what it says about time is read as well; it is kept in any case.

    Raises
    ------
    RangeringError
        The folder cannot serve, a process was killed, or the scenario cannot be run.
    """
    chosen = workers or Workers()
    tell = progress or (lambda _what, _share: None)
    with _kept(folder) as place:
        rows = [cells.rows_of(number) for number in range(cells.chunks)]
        study = Study.create_or_resume(
            place, asked, COLUMNS, cells.chunks, rows, seed=seed, series=series.COLUMNS
        )
        with study:
            missing = study.missing()
            tell(what, 1.0 - len(missing) / max(cells.chunks, 1))
            if missing:
                _work(cells, study, missing, chosen, lambda share: tell(what, share))
            found = study.read(list(COLUMNS))
            seen = study.read_series() if over_time else None
            plans = tally.plans_of(place)
    return Made(found, np.array([cell.replicates for cell in cells.cells], dtype=np.int64), plans, seen)


@contextmanager
def _kept(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory(prefix="rangering-study-") as aside:
        yield Path(aside) / "study"


def _work(
    cells: Cells, study: Study, missing: list[int], workers: Workers, tell: Callable[[float], None]
) -> None:
    if workers.cluster is None and workers.jobs == 1:
        for done, number in enumerate(missing, 1):
            _write(study, cells, number)
            tell(done / len(missing))
        return
    job = study.folder / _JOB
    job.write_bytes(pickle.dumps(cells))
    perform = partial(make_chunk, str(study.folder), study.manifest.study)
    try:
        if workers.cluster is None:
            run_in_processes(perform, missing, workers.jobs, tell)
        else:
            from rangering.study.cluster import run_on_cluster

            address = None if workers.cluster == "local" else workers.cluster
            run_on_cluster(perform, missing, address, workers.jobs, tell)
    finally:
        job.unlink(missing_ok=True)


def make_chunk(folder: str, name: str, number: int) -> None:
    """Make one chunk and write it: what a worker does, wherever it is."""
    study, cells = _opened(folder, name)
    _write(study, cells, number)


def _write(study: Study, cells: Cells, number: int) -> None:
    chunk = cells.made(number)
    tally.note(study.folder, number, chunk.plans)
    study.write(number, chunk.table, chunk.over_time)


@lru_cache(maxsize=1)
def _opened(folder: str, _name: str) -> tuple[Study, Cells]:
    """A worker's own copy of what is to be made, by folder and by the name of the study in it."""
    place = Path(folder)
    return Study.open(place), pickle.loads((place / _JOB).read_bytes())
