"""Tables as CSV, written one way: full figures, empty where there is no number, remarks above the heading.

A text that a spreadsheet would take for a formula gets an apostrophe in front: names of flights, sites and
labels come from files that others wrote. A text that reads as a number stays as it is.
"""

import csv
from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path

Cell = str | float | int | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that spreadsheets work out instead of showing it."""


def write_csv(path: Path, rows: Iterable[Sequence[Cell]], *, remarks: Sequence[str] = ()) -> None:
    """Write rows, the heading first; each remark stands above them on a line of its own after ``# ``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {' '.join(each.split())}\n" for each in remarks)
        csv.writer(file, lineterminator="\n").writerows([shown(cell) for cell in row] for row in rows)


def shown(cell: Cell) -> str:
    """A cell as it is written.

    >>> shown(0.1), shown(float("inf")), shown(None), shown(3), shown("-12.5"), shown("=A1+A2")
    ('0.1', '', '', '3', '-12.5', "'=A1+A2")
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(float(cell)) if isfinite(cell) else ""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text
