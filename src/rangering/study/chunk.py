"""One chunk of a study: a Parquet file that says whose it is, which one, and what its numbers add up to.

A chunk's name and bytes follow from its numbers alone. What makes it sound is in the file: the study's name,
the chunk's number, and a SHA-256 over the values of its columns, so that a file cut short, changed, or of
another study is known before a single number of it is used.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.tables import on_one_thread, quoted, write_table

_STUDY, _NUMBER, _DIGEST = "rangering_study", "rangering_chunk", "rangering_sha256"


def write_chunk(
    path: Path, table: Mapping[str, NDArray[Any]], columns: Mapping[str, str], study: str, number: str
) -> None:
    """Write one chunk, whole or not at all, and wait until the disk has it.

    Parameters
    ----------
    path : Path
        The file; its folder must be there.
    table : mapping of str to array, each of shape (rows,)
        The columns.
    columns : mapping of str to str
        Names and types that they must have, as the manifest states them.
    study, number : str
        Whose chunk, and which.

    Raises
    ------
    OutputError
        The folder cannot take it, or the disk is full.
    """
    stated = {name: np.ascontiguousarray(table[name], dtype=kind) for name, kind in columns.items()}
    notes = {_STUDY: study, _NUMBER: number, _DIGEST: _digest(stated)}
    write_table(stated, path, notes=notes, durable=True)


def fault_of(path: Path, columns: Mapping[str, str] | None, study: str, number: str, rows: int | None) -> str:
    """What is wrong with a chunk that is there; empty where it is sound.

    Parameters
    ----------
    path : Path
        Its file.
    columns : mapping of str to str or None
        Names and types that it must have; None where any will do, and then values are not looked at.
    study, number : str
        Whose it must be, and which.
    rows : int or None
        How many rows it must have; None where any number will do.
    """
    import duckdb

    file = quoted(str(path))
    try:
        with on_one_thread() as connection:
            asked = f"SELECT key, value FROM parquet_kv_metadata({file})"
            found = {
                bytes(key): bytes(value) for key, value in _as_bytes(connection.execute(asked).fetchall())
            }
            said = [
                found.get(key.encode(), b"").decode("ascii", "replace") for key in (_STUDY, _NUMBER, _DIGEST)
            ]
            if said[0] != study:
                return "is of another study"
            if said[1] != number:
                return f"is chunk {said[1]}"
            if columns is None:
                return ""
            table = connection.execute(f"SELECT * FROM read_parquet({file})").fetchnumpy()
    except (duckdb.Error, OSError, ValueError, RuntimeError, MemoryError) as error:
        words = (str(error).splitlines() or [type(error).__name__])[0]
        return f"cannot be read to its end ({words.replace(str(path), path.name)})"
    if {name: each.dtype.name for name, each in table.items()} != dict(columns):
        return "has other columns"
    count = len(next(iter(table.values())))
    if rows is not None and count != rows:
        return f"has {count} rows, not {rows}"
    return "" if _digest(table) == said[2] else "was changed after it was written"


def _as_bytes(pairs: list[tuple[Any, Any]]) -> list[tuple[bytes, bytes]]:
    """Releases of DuckDB differ in giving text or bytes."""
    return [tuple(x.encode() if isinstance(x, str) else x for x in pair) for pair in pairs]  # type: ignore[misc]


def filled(column: Any, kind: str) -> NDArray[Any]:
    """A column as it was written: what came back as NULL is NaN."""
    array = (
        np.ma.filled(column, np.nan) if np.ma.isMaskedArray(column) and kind.startswith("float") else column
    )
    return np.ascontiguousarray(np.ma.getdata(array), dtype=kind)


def _digest(table: Mapping[str, Any]) -> str:
    """SHA-256 over names and values; NaN is NaN and zero is zero, whatever their bits."""
    total = sha256()
    for name, column in table.items():
        values = filled(column, column.dtype.name)
        if values.dtype.kind == "f":
            values = np.where(np.isnan(values), values.dtype.type(np.nan), values + values.dtype.type(0))
        total.update(f"{name} {values.dtype.name} {len(values)}\n".encode())
        total.update(np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"))).tobytes())
    return total.hexdigest()
