"""Tables as Parquet, for the forms that are kept so; rows are numbered as the file has them, from 1."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rangering.errors import TrafficError
from rangering.tables import parquet_of, quoted_name
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes
from rangering.traffic.reading.columns import (
    Form,
    Unreadable,
    chunk_of,
    found_in,
    note_columns,
    require_readable,
    selected,
)
from rangering.traffic.reading.options import Options, note_zones

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAGIC = b"PAR1"


def read_parquet(
    path: Path, options: Options, form: Form, connection: "DuckDBPyConnection"
) -> Iterator[Fixes]:
    """The fixes of one file, a chunk at a time; raises TrafficError where it is not whole."""
    import duckdb

    source = options.ledger.open(path)
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {parquet_of(path)}").fetchall()
        ((rows,),) = connection.execute(f"SELECT count(*) FROM {parquet_of(path)}").fetchall()
    except duckdb.Error as error:
        raise damaged(path, 0, error) from None
    if not rows:
        raise fault(path, 0, "holds no row", "name a recording")
    names = [each[0] for each in columns]
    places = found_in(path, names, form)
    note_columns(path, names, form, options.ledger)
    taken = ", ".join(f"{_cell(*columns[place][:2])} AS p_{part}" for part, place in places.items())
    cells = {part: f"p_{part}" for part in places}
    wrong, zoneless = Unreadable(), 0
    for start in range(0, rows, options.chunk_rows):
        inside = f"file_row_number >= {start} AND file_row_number < {start + options.chunk_rows}"
        try:
            table = f"{parquet_of(path, numbered=True)} WHERE {inside}"
            rows_of = f"(SELECT {taken}, file_row_number + 1 AS row FROM {table})"
            answer = connection.execute(selected(cells, form, options, rows_of)).fetchnumpy()
        except duckdb.Error as error:
            raise damaged(path, start + 1, error) from None
        at = np.ma.filled(answer["row"], 0).astype(np.int64)
        options.ledger.read(len(at))
        chunk = chunk_of(answer, at, form, source, options.ledger)
        wrong.add(sorted(chunk.unreadable.tolist()))
        zoneless += chunk.zoneless
        options.tell_share(min((start + options.chunk_rows) / rows, 1.0))
        yield chunk.fixes
    require_readable(path, rows, wrong, options.ledger.dropped_of(source))
    note_zones(path, options, without=zoneless, times=rows)


def _cell(name: str, kind: str) -> str:
    """A column as text; moments keep what says that they are UTC."""
    column = quoted_name(name)
    if kind.startswith("TIMESTAMP WITH"):
        return f"epoch({column})::VARCHAR"
    return f"{column}::VARCHAR"


def damaged(path: Path, row: int, error: Exception) -> TrafficError:
    """What to raise where DuckDB cannot read a file."""
    told = str(error).splitlines()[0]
    what = told.rpartition(str(path))[2].strip("\"': ") or "damaged"
    if "magic bytes" in told or "too small" in told:
        what = "its end is missing"
    return fault(path, row, f"is no whole Parquet file: {what}", "fetch it again")
