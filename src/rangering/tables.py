"""Files whole or not at all, and tables as Parquet: the same numbers give the same bytes.

A file is written beside its place and then moved into it. Tables are written by DuckDB on one thread. What is
NaN becomes NULL, and comes back as NaN. Limit: the same bytes need the same release of DuckDB.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from rangering.errors import OutputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNFINISHED = ".unfinished-"
"""How the folders begin that stand beside a file while it is written; a killed run leaves one behind."""
_MEND = "name another folder, or free some space"


@contextmanager
def whole(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """A path to write to; what stands there at the end takes its place under the right name.

    Parameters
    ----------
    path : Path
        Where the file shall be; its folder must be there.
    durable : bool
        Whether to wait until the disk has it: a name that is there then stands for a file that is whole even
        after the power failed.

    Yields
    ------
    Path
        A new path of the same name in a folder of its own beside it.

    Raises
    ------
    OutputError
        The folder cannot be written, or the disk is full; an older file of that name is still whole.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as aside:
            unfinished = Path(aside) / path.name
            yield unfinished
            if durable:
                _to_disk(unfinished)
            os.replace(unfinished, path)
            if durable:
                _to_disk(path.parent)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=str(path), mend=_MEND) from None


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_table(table: Mapping[str, NDArray[Any]], path: Path) -> Path:
    """Write named columns as one Parquet file, whole or not at all.

    Parameters
    ----------
    table : mapping of str to array, each of shape (rows,)
        Columns by name.
    path : Path
        Where the file shall be; its folder must be there.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The folder cannot take it, or the disk is full.
    """
    with whole(path) as unfinished:
        fill_table(table, unfinished)
    return path


def fill_table(
    table: Mapping[str, NDArray[Any]], path: Path, *, notes: Mapping[str, str] | None = None
) -> None:
    """Fill a path that `whole` gave with a table; `notes` are words kept in the file beside the columns.

    Raises
    ------
    OSError
        The disk is full, or the path cannot be written; `whole` tells it.
    """
    import duckdb

    kept = ", ".join(f"{quoted_name(key)}: {quoted(word)}" for key, word in (notes or {}).items())
    options = f"FORMAT parquet, COMPRESSION zstd{f', KV_METADATA {{{kept}}}' if kept else ''}"
    try:
        with on_one_thread() as connection:
            connection.register("filled", dict(table))
            connection.execute(f"COPY (SELECT * FROM filled) TO {quoted(str(path))} ({options})")
    except duckdb.IOException as error:
        # Its words begin with a path that is gone by the time they are read.
        raise OSError(str(error).splitlines()[0].rpartition('": ')[2]) from None


def on_one_thread() -> "DuckDBPyConnection":
    """A connection to an empty database whose work keeps its order; close it.

    The database is opened once a process, which takes longer than to write a small table.
    """
    return _database(os.getpid()).cursor()


@cache
def _database(process: int) -> "DuckDBPyConnection":
    # By process: what a fork inherits has lost its threads, and is left alone.
    import duckdb

    return duckdb.connect(config={"threads": 1})


def quoted(word: str) -> str:
    """A word as a text of SQL."""
    return "'" + word.replace("'", "''") + "'"


def parquet_of(path: Path, *, numbered: bool = False) -> str:
    """One Parquet file to select from, in SQL: the one of that very name and nothing but its own columns.

    Parameters
    ----------
    path : Path
        The file.
    numbered : bool
        Whether each row shall have its number from 0 as `file_row_number`.
    """
    # A folder named column=value would else stand for a column, and replace the file's own.
    more = ", file_row_number = true" if numbered else ""
    return f"read_parquet({file_of(path)}, hive_partitioning = false{more})"


def file_of(path: Path) -> str:
    """The name of one file in SQL, as what DuckDB reads from takes it."""
    # It takes names with [ * ? for patterns, which would read the files beside this one, and a leading ~ for
    # the user's folder.
    return quoted(re.sub(r"([\[*?])", r"[\1]", str(path.absolute())))


def quoted_name(name: str) -> str:
    """The name of a column as SQL has it, whatever it is made of."""
    return '"' + name.replace('"', '""') + '"'
