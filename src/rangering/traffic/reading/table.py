"""A table of rows, whether Parquet or text: what shows is its first bytes, not its name."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rangering.tables import on_one_thread
from rangering.traffic.models import Fixes
from rangering.traffic.reading.columns import MACROS, Form
from rangering.traffic.reading.delimited import read_text
from rangering.traffic.reading.lines import opened
from rangering.traffic.reading.options import Options
from rangering.traffic.reading.parquet import MAGIC, read_parquet


def read(paths: Sequence[Path], options: Options, form: Form) -> Iterator[Fixes]:
    """The fixes of some tables of one form, a chunk at a time.

    Raises
    ------
    TrafficError
        A file is empty, lacks a column, breaks off, or turns into something else; it says at which row.
    """
    with on_one_thread() as connection:
        # Times without a zone are UTC, whatever zone this machine stands in.
        connection.execute("SET TimeZone = 'UTC'")
        for macro in MACROS:
            connection.execute(macro)
        for path in paths:
            with opened(path) as stream:
                is_parquet = stream.read(4) == MAGIC
            yield from (read_parquet if is_parquet else read_text)(path, options, form, connection)
