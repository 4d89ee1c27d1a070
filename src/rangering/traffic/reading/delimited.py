"""Tables of text with a header, as CSV, for the forms that are kept so.

Lines are split here, so that each row is counted and can be named; DuckDB turns them into numbers, block by
block. Commas, semicolons, tabs and bars are known as delimiters, quoted cells too, but no cell may hold a
line end. Above the names may stand blank lines, remarks and the `sep=` of spreadsheets; the borders that
Impala draws around its tables are passed over.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rangering.tables import quoted
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes
from rangering.traffic.reading.chunk import chunk_of
from rangering.traffic.reading.columns import Form, found_in, note_columns, plain_names, selected
from rangering.traffic.reading.lines import Lines, blocks
from rangering.traffic.reading.options import Options, note_zones
from rangering.traffic.reading.unreadable import Unreadable, refuse_unreadable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DELIMITERS = (",", ";", "\t", "|")
_SEP = re.compile(r'"?sep=.?"?')
_SEPARATOR = "\x1f"
"""Between the cells of a row that had quotes: no cell holds it."""
_STARTS = ("MSG,", "{", "[{", "*", "@")
"""How rows of the other forms begin."""
_TELLING = {"icao24", "hex", "lat", "latitude"}
"""One of these stands in the header of any table of flights."""


def header_of(line: str) -> tuple[list[str], str]:
    """The names in the first line of a table, and the delimiter between them."""
    delimiter = max(_DELIMITERS, key=line.count)
    return _cells(line, delimiter), delimiter


def header_at(lines: Sequence[str]) -> int | None:
    """Which of the first lines of a table holds its names, counted from 0; None: none of them."""
    for at, line in enumerate(lines):
        if not line.strip() or _SEP.fullmatch(line) or _is_border(line):
            continue
        if not line.startswith("#") or _TELLING.intersection(plain_names(header_of(line)[0])):
            return at
    return None


def _is_border(line: str) -> bool:
    """Whether a line is drawn around a table or below its names: +-----+ or |-----|."""
    return "-" in line and not line.strip("+-=|: ")


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line without their quotes; none where it is no row."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a carriage return between cells, or a cell longer than any: a hole in the file
        return []


def read_text(path: Path, options: Options, form: Form, connection: "DuckDBPyConnection") -> Iterator[Fixes]:
    """The fixes of one file, a chunk at a time; raises TrafficError at the row where it is no more one."""
    source = options.ledger.open(path)
    header: list[str] = []
    cells: dict[str, str] = {}
    delimiter, rows, wrong = ",", 0, Unreadable()
    zoneless = times = 0
    for block in blocks(path, options.chunk_rows, options.tell_share):
        first, texts = block.first, block.texts
        if not header:
            if form.header:
                header = list(form.header)
            else:
                at = header_at(texts)
                if at is None:
                    continue
                header, delimiter = header_of(texts[at])
                first, texts = first + at + 1, texts[at + 1 :]
            places = found_in(path, header, form)
            if not form.header:
                note_columns(path, header, form, options.ledger)
            cells = {part: _cell(form, part, at) for part, at in places.items()}
            clean = plain_names(header)
            names = {part: clean[at] for part, at in places.items()}
        kept = _kept(path, Lines(first, texts, block.whole), header, delimiter, source, form, options)
        rows += kept.read
        unreadable = list(kept.malformed)
        if kept.lines:
            rows_at = np.array(kept.rows)
            connection.register("block", {"line": np.array(kept.lines, dtype=object), "row": rows_at})
            between = quoted(_SEPARATOR if kept.quoted else delimiter)
            split = f"(SELECT row, string_split(line, {between}) AS cells FROM block)"
            answer = connection.execute(selected(cells, form, options, split)).fetchnumpy()
            chunk = chunk_of(answer, rows_at, form, source, options.ledger)
            _refuse_header(path, kept, chunk.unreadable.tolist(), form, delimiter)
            zoneless, times = zoneless + chunk.zoneless, times + len(rows_at)
            unreadable += chunk.unreadable.tolist()
            wrong.add_cells(chunk.cells, names, form)
        wrong.add(sorted(unreadable), block.text)
        if kept.lines:
            yield chunk.fixes
    if not header:
        raise fault(path, 0, "is empty", "name a recording")
    if not rows:
        raise fault(path, 0, "has column names but no row below them", "name a recording")
    refuse_unreadable(path, block, rows, wrong, unreadable, options.ledger.dropped_of(source))
    if not block.whole:
        words = "no line end after its last row: whether that row is whole is unknown."
        options.ledger.remark_on(path, words)
    note_zones(path, options, without=zoneless, times=times)


def _cell(form: Form, part: str, place: int) -> str:
    """The text of a quantity in SQL; a day and a time of day are put together."""
    cell = f"cells[{place + 1}]"
    return f"{cell} || ' ' || cells[{place + 2}]" if form.columns[part].kind == "date and time" else cell


class _Kept:
    """The rows of a block that have as many cells as the header."""

    def __init__(self) -> None:
        self.read = 0
        self.lines: list[str] = []
        self.rows: list[int] = []
        self.malformed: list[int] = []
        self.quoted = False

    def text(self, row: int) -> str:
        return self.lines[self.rows.index(row)]


def _kept(
    path: Path,
    block: Lines,
    header: list[str],
    delimiter: str,
    source: int,
    form: Form,
    options: Options,
) -> _Kept:
    """Count the rows of a block and put aside those that cannot be split; blank lines are no rows."""
    kept = _Kept()
    count = len(header)
    wanted = count - 1
    head = delimiter.join(header)
    drawn = delimiter == "|"
    kept.quoted = any('"' in line for line in block.texts)
    again, silent = [], []
    for row, line in enumerate(block.texts, block.first):
        if not line or line.isspace() or (drawn and _is_border(line)):
            continue
        kept.read += 1
        if form.others and line.startswith(form.others):
            silent.append(row)
            continue
        if kept.quoted:
            cells = _cells(line, delimiter)
            fits, line = len(cells) == count, _SEPARATOR.join(cells)
        else:
            fits = line.count(delimiter) == wanted
        fits = fits and line.startswith(form.begin) and "\r" not in line
        if not fits:
            refuse_other(path, row, block.text(row), form.begin)
            kept.malformed.append(row)
        elif line == head or (kept.quoted and cells == header):
            again.append(row)
        else:
            kept.lines.append(line)
            kept.rows.append(row)
    ledger = options.ledger
    ledger.read(kept.read)
    for reason, found in (
        ("malformed", kept.malformed),
        ("header again", again),
        ("no position", silent),
    ):
        if found:
            ledger.drop(reason, source, found[0], len(found))
    return kept


def _refuse_header(path: Path, kept: _Kept, rows: list[int], form: Form, delimiter: str) -> None:
    """Refuse a file in which the names of other columns stand among the rows."""
    for row in rows[:100]:
        cells = kept.text(row).split(_SEPARATOR if kept.quoted else delimiter)
        refuse_other(path, row, delimiter.join(cells), form.begin)


def refuse_other(path: Path, row: int, line: str, *own: str) -> None:
    """Refuse a row that begins another form; rows of its own may begin with `own`."""
    names, _ = header_of(line)
    words = set(plain_names(names))
    if len(words) >= 4 and words.intersection(_TELLING) and all(name.isidentifier() for name in words):
        raise fault(path, row, "other columns begin here", "cut the file in two at this row", line)
    if line.startswith(tuple(start for start in _STARTS if start not in own)):
        raise fault(path, row, "another form begins here", "cut the file in two at this row", line)
