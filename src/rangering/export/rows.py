"""Rows of a run and the log of a replicate as Parquet: one file, named columns, whole or not at all.

The same numbers give the same bytes (`rangering.tables`). What is NaN becomes NULL: a fire unit that
never ran empty has no first time.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.errors import OutputError
from rangering.mission.eventlog import columns
from rangering.mission.results import MissionResult, Replay
from rangering.mission.row_names import column_names
from rangering.tables import parquet_of, write_table

ROWS, EVENTS = "rows.parquet", "events.parquet"


def write_rows(result: MissionResult, folder: Path) -> Path:
    """Write ``rows.parquet``: one row a replicate and raid, columns after `column_names`.

    Parameters
    ----------
    result : MissionResult
        What `simulate` or `endure` gave.
    folder : Path
        Where to; it must be there.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    number = np.arange(len(result.rows))
    table: dict[str, NDArray[Any]] = {
        "replicate": (number // result.raids).astype(np.int32),
        "occasion": (number % result.raids).astype(np.int32),
    }
    for n, name in enumerate(column_names(result.names, result.layout)):
        table[name] = np.ascontiguousarray(result.rows[:, n], dtype=np.float32)
    return write_table(table, folder / ROWS)


def write_events(replay: Replay, folder: Path) -> Path:
    """Write ``events.parquet``: the whole log, words beside the numbers; raises as `write_rows` does."""
    return write_table(columns(replay.log, replay.names), folder / EVENTS)


def read_rows(path: Path, replicate: int) -> NDArray[np.float32]:
    """The rows of one replicate as they were written, shape (raids, columns); none where it was not run.

    Raises
    ------
    OutputError
        The file is missing or is no table of rows.
    """
    query = "SELECT * EXCLUDE (replicate, occasion) FROM {file} WHERE replicate = ? ORDER BY occasion"
    found = _ask(path, query, [replicate])
    if not found:
        return np.empty((0, 0), dtype=np.float32)
    return np.stack([np.ma.filled(each.astype(np.float32), np.nan) for each in found.values()], axis=1)


def read_leakers(path: Path) -> NDArray[np.float64]:
    """Leakers of every replicate, over all its raids; shape (replicates,). Raises as `read_rows` does."""
    found = _ask(path, "SELECT sum(leakers) AS n FROM {file} GROUP BY replicate ORDER BY replicate", [])
    return np.asarray(found["n"], dtype=np.float64)


def differing(was: NDArray[np.float32], is_: NDArray[np.float32], names: tuple[str, ...]) -> list[str]:
    """The columns in which two sets of rows differ in any bit; NaN is NaN, whatever its bits.

    Parameters
    ----------
    was, is_ : float32 array, shape (raids, columns)
        What was written, and what came out again.
    names : tuple of str
        Of the columns.
    """
    if was.shape != is_.shape:
        return ["number of raids" if was.shape[:1] != is_.shape[:1] else "number of columns"]
    bits = [np.ascontiguousarray(each, dtype=np.float32).view(np.uint32) for each in (was, is_)]
    unlike = (bits[0] != bits[1]) & ~(np.isnan(was) & np.isnan(is_))
    return [name for name, column in zip(names, unlike.any(axis=0), strict=True) if column]


def _ask(path: Path, query: str, given: list[Any]) -> dict[str, Any]:
    import duckdb

    if not path.is_file():
        raise OutputError(
            "is missing", where=str(path), mend="name the folder that rangering run --out filled"
        )
    try:
        with duckdb.connect() as connection:
            found: dict[str, Any] = connection.execute(
                query.format(file=parquet_of(path)), given
            ).fetchnumpy()
    except duckdb.Error as error:
        problem = f"is no table of rows: {str(error).splitlines()[0]}"
        raise OutputError(problem, where=str(path), mend="run the scenario again") from None
    return found
