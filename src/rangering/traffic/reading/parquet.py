"""Tables as Parquet, for the forms that are kept so; rows are numbered as the file has them, from 1.

Parquet is read from its end and cannot be streamed: one that is compressed by gzip as well is unpacked beside
the temporary files of this machine for as long as it is read.
"""

import gzip
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rangering.errors import TrafficError
from rangering.tables import parquet_of, quoted, quoted_name
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes
from rangering.traffic.reading.chunk import chunk_of
from rangering.traffic.reading.columns import Form, found_in, note_columns, selected
from rangering.traffic.reading.lines import broken, opened
from rangering.traffic.reading.options import Options, note_zones
from rangering.traffic.reading.unreadable import Unreadable, require_readable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAGIC = b"PAR1"
_NUMBER = "file_row_number"
"""What DuckDB calls the number of a row; a column of that name stands in its way."""
_SOME = 1 << 22


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A Parquet file, or a copy of what is compressed in it.

    Raises
    ------
    TrafficError
        Its compression breaks off, or there is no room for the copy.
    """
    with opened(path) as stream:
        if not isinstance(stream, gzip.GzipFile):
            yield path
            return
        with tempfile.TemporaryDirectory() as aside:
            copy = Path(aside) / "unpacked.parquet"
            with copy.open("wb") as out:
                while some := _some(path, stream):
                    try:
                        out.write(some)
                    except OSError as error:
                        problem = f"cannot be unpacked into {aside}: {error.strerror}"
                        raise fault(path, 0, problem, "unpack it where there is room: gunzip FILE") from None
            yield copy


def _some(path: Path, stream: gzip.GzipFile) -> bytes:
    try:
        return stream.read(_SOME)
    except (EOFError, zlib.error, OSError) as error:
        raise broken(path, 0, error) from None


def read_parquet(
    path: Path, options: Options, form: Form, connection: "DuckDBPyConnection"
) -> Iterator[Fixes]:
    """The fixes of one file, a chunk at a time; raises TrafficError where it is not whole."""
    with unpacked(path) as file, tempfile.TemporaryDirectory() as aside:
        yield from _read(path, file, Path(aside), options, form, connection)


def _read(
    path: Path, file: Path, aside: Path, options: Options, form: Form, connection: "DuckDBPyConnection"
) -> Iterator[Fixes]:
    """The fixes of a file that lies unpacked at `file`; `aside` is a folder for what it may need."""
    import duckdb

    source = options.ledger.open(path)
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {parquet_of(file)}").fetchall()
        ((rows,),) = connection.execute(f"SELECT count(*) FROM {parquet_of(file)}").fetchall()
    except duckdb.Error as error:
        raise damaged(path, 0, error, file) from None
    if not rows:
        raise fault(path, 0, "holds no row", "name a recording")
    names = [each[0] for each in columns]
    places = found_in(path, names, form)
    note_columns(path, names, form, options.ledger)
    taken = ", ".join(f"{_cell(*columns[place][:2])} AS p_{part}" for part, place in places.items())
    cells = {part: f"p_{part}" for part in places}
    called = {part: names[place] for part, place in places.items()}
    try:
        file = _without_numbers(file, names, aside, connection)
    except duckdb.Error as error:
        raise damaged(path, 0, error, file) from None
    wrong, zoneless = Unreadable(), 0
    for start in range(0, rows, options.chunk_rows):
        inside = f"file_row_number >= {start} AND file_row_number < {start + options.chunk_rows}"
        try:
            table = f"{parquet_of(file, numbered=True)} WHERE {inside}"
            rows_of = f"(SELECT {taken}, file_row_number + 1 AS row FROM {table})"
            answer = connection.execute(selected(cells, form, options, rows_of)).fetchnumpy()
        except duckdb.Error as error:
            raise damaged(path, start + 1, error, file) from None
        at = np.ma.filled(answer["row"], 0).astype(np.int64)
        options.ledger.read(len(at))
        chunk = chunk_of(answer, at, form, source, options.ledger)
        wrong.add(sorted(chunk.unreadable.tolist()))
        wrong.add_cells(chunk.cells, called, form)
        zoneless += chunk.zoneless
        options.tell_share(min((start + options.chunk_rows) / rows, 1.0))
        yield chunk.fixes
    require_readable(path, rows, wrong, options.ledger.dropped_of(source))
    note_zones(path, options, without=zoneless, times=rows)


def _without_numbers(file: Path, names: Sequence[str], aside: Path, connection: "DuckDBPyConnection") -> Path:
    """The file, or a copy without the column that DuckDB would take for its own."""
    own = [quoted_name(name) for name in names if name.lower() == _NUMBER]
    if not own:
        return file
    copy = aside / "copy.parquet"
    chosen = f"SELECT * EXCLUDE ({', '.join(own)}) FROM {parquet_of(file)}"
    connection.execute(f"COPY ({chosen}) TO {quoted(str(copy))} (FORMAT parquet)")
    return copy


def _cell(name: str, kind: str) -> str:
    """A column as text; moments keep what says that they are UTC."""
    column = quoted_name(name)
    if kind.startswith("TIMESTAMP WITH"):
        return f"epoch({column})::VARCHAR"
    return f"{column}::VARCHAR"


def damaged(path: Path, row: int, error: Exception, file: Path) -> TrafficError:
    """What to raise where DuckDB cannot read a file, which lies unpacked at `file`."""
    told = str(error).splitlines()[0]
    what = told.rpartition(str(file))[2].strip("\"': ") or "damaged"
    if "magic bytes" in told or "too small" in told:
        what = "its end is missing"
    return fault(path, row, f"is no whole Parquet file: {what}", "fetch it again")
