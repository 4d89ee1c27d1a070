"""Rows that cannot be read: how many, what is wrong with the first, and when a file is refused for them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rangering.traffic.ledger import REASONS, counted, fault
from rangering.traffic.reading.columns import SHORT, Form
from rangering.traffic.reading.lines import Lines

UNREADABLE_FRACTION = 0.1
"""Where more rows than this cannot be read the file is not what it was taken for, or holds two forms."""
_FEW = 10
"""So many unreadable rows may stand in any file, however short."""
_TIMES = (
    "write times as 2018-08-01T11:00:00Z, or as seconds of Unix time; a zone is Z, UTC, GMT, an offset such "
    "as +03:00 or a name such as Europe/Istanbul"
)
_ADDRESSES = "addresses are six hexadecimal digits, such as 4b1803: see which column holds them"
_PLACES = "latitudes and longitudes are degrees, such as 46.65 and 8.60"
_KINDS = {"number": "no number", "truth": "neither true nor false"}
_WRITTEN = {
    "number": "write numbers bare, such as 36000, with a point for decimals: no 36,000, 36000 ft or FL360",
    "truth": "write true or false, or 1 or 0",
}
_MENDS = {
    "malformed": "the file holds two forms, or is damaged: cut it there, or fetch it again",
    "no address": _ADDRESSES,
    "wrong address": _ADDRESSES,
    "no time": _TIMES,
    "wrong time": _TIMES,
    "wrong position": _PLACES,
}
UNREADABLE = ("malformed", "no address", "wrong address", "no time", "wrong time", "wrong position")


class Unreadable:
    """The rows of a file that cannot be read, and the first of them as it stands there."""

    def __init__(self) -> None:
        self.count = 0
        self.row = 0
        self.text: str | None = None
        self.cells = 0
        """Rows in which a cell is not what its column holds."""
        self.cell = self.mend = ""
        """What is wrong with the first of these, and how it should be written."""

    def add(self, rows: Sequence[int], texts: Callable[[int], str] | None = None) -> None:
        """Count more rows, in their order; `texts` says what stands in one."""
        if rows and not self.row:
            self.row = rows[0]
            self.text = texts(rows[0]) if texts else None
        self.count += len(rows)

    def add_cells(self, told: Sequence[str], names: Mapping[str, str], form: Form) -> None:
        """Count rows by `Chunk.cells`; `names` says what the file calls each quantity."""
        if told and not self.cells:
            part, _, cell = told[0].partition(" ")
            kind = form.columns[part].kind
            self.cell = f"{names[part]} is {_KINDS[kind]}: '{cell[:SHORT]}'"
            self.mend = _PLACES if part in ("lat", "lon") else _WRITTEN[kind]
        self.cells += len(told)


def require_readable(path: Path, rows: int, wrong: Unreadable, dropped: Mapping[str, int]) -> None:
    """Refuse a file of which so much cannot be read that it must be something else.

    Parameters
    ----------
    path : Path
        The file.
    rows : int
        All that were read.
    wrong : Unreadable
        Those that could not be.
    dropped : mapping of str to int
        Its rows by the reason for which they were dropped, as `Ledger.dropped_of` gives them.

    Raises
    ------
    TrafficError
        More than a tenth of its rows, or all of them, cannot be read; it says why they cannot.
    """
    if wrong.count and (
        wrong.count == rows or (wrong.count >= _FEW and wrong.count > UNREADABLE_FRACTION * rows)
    ):
        why = sorted((reason for reason in UNREADABLE if reason in dropped), key=lambda each: -dropped[each])
        words = {each: REASONS[each].removeprefix("a row that cannot be read: ") for each in why}
        several = len(why) > 1
        mends = dict(_MENDS)
        if 2 * wrong.cells > dropped.get("malformed", 0):
            words["malformed"], mends["malformed"] = wrong.cell, wrong.mend
        told = "; ".join(f"{words[each]}{f' ({dropped[each]:,})' * several}" for each in why)
        problem = f"is the first of {counted(wrong.count, 'row')} of {rows:,} that cannot be read: {told}"
        raise fault(path, wrong.row, problem, mends[why[0]], wrong.text)


def refuse_unreadable(
    path: Path, last: Lines, rows: int, wrong: Unreadable, ending: Sequence[int], dropped: Mapping[str, int]
) -> None:
    """As `require_readable`, of text; and refuse a file without a line end whose last row cannot be read.

    Parameters
    ----------
    path, rows, wrong, dropped
        As there.
    last : Lines
        How the file ends.
    ending : sequence of int
        Rows of these lines that cannot be read.

    Raises
    ------
    TrafficError
        The file is not what it was taken for, or breaks off.
    """
    row = last.first + len(last.texts) - 1
    cut = not last.whole and row in ending
    if not cut or wrong.count > 1:  # where no other row is wrong, the end is what is wrong
        require_readable(path, rows, wrong, dropped)
    if cut:
        problem = "the file breaks off in the middle of this row"
        raise fault(path, row, problem, "fetch it again, or cut this row off", last.text(row))
