"""One chunk of a study: a Parquet file that says whose it is, which one, and that it is unchanged.

A chunk's name and bytes follow from its numbers alone. A seal stands among the words that Parquet keeps
beside the columns: the study's name, the chunk's number, its rows, and a SHA-256 over the whole file, taken
with zeros in the place of the SHA-256 itself. A file cut short, changed in any bit, or of another study is
known so before a single number of it is used, and without decoding it.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.tables import fill_table, whole

_BLANK = "0" * 64
_SEAL = re.compile(rb"study=([0-9a-f]{64}) part=([a-z0-9]+) rows=(\d+) sha256=([0-9a-f]{64})")
_ENDS = b"PAR1"


def write_part(path: Path, table: Mapping[str, NDArray[Any]], study: str, part: str) -> None:
    """Write one sealed table, whole or not at all, and wait until the disk has it.

    Parameters
    ----------
    path : Path
        The file; its folder must be there.
    table : mapping of str to array, each of shape (rows,)
        The columns.
    study, part : str
        Whose it is, and which part of it: the number of a chunk, or the name of a table.

    Raises
    ------
    OutputError
        The folder cannot take it, or the disk is full.
    """
    rows = len(next(iter(table.values())))
    seal = f"study={study} part={part} rows={rows} sha256={_BLANK}"
    with whole(path, durable=True) as unfinished:
        fill_table(table, unfinished, notes={"rangering": seal})
        content = unfinished.read_bytes()
        at = content.rindex(seal.encode()) + len(seal) - len(_BLANK)
        with unfinished.open("r+b") as file:
            file.seek(at)
            file.write(sha256(content).hexdigest().encode())


def fault_of(path: Path, study: str, part: str, rows: int | None) -> str:
    """What is wrong with a part that is there; empty where it is sound.

    Parameters
    ----------
    path : Path
        Its file.
    study, part : str
        Whose it must be, and which.
    rows : int or None
        How many rows it must have; None where any number will do.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    seals = list(_SEAL.finditer(content))
    if not seals or content[:4] != _ENDS or content[-4:] != _ENDS:
        return "is cut short, or no chunk of any study"
    # Values of the columns come before the words beside them.
    whose, which, count, stated = (each.decode() for each in seals[-1].groups())
    if whose != study:
        return "is of another study"
    if which != part:
        return f"is of chunk {which}"
    if rows is not None and int(count) != rows:
        return f"has {count} rows, not {rows}"
    at = seals[-1].start(4)
    found = sha256(content[:at])
    found.update(_BLANK.encode() + content[at + len(_BLANK) :])
    return "" if found.hexdigest() == stated else "was changed after it was written"


def filled(column: Any, kind: str) -> NDArray[Any]:
    """A column as it was written: what came back as NULL is NaN."""
    array = (
        np.ma.filled(column, np.nan) if np.ma.isMaskedArray(column) and kind.startswith("float") else column
    )
    return np.ascontiguousarray(np.ma.getdata(array), dtype=kind)
