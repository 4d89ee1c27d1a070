"""The book of a recording: every row that is read is kept or dropped for a named reason.

Readers and the cleaner write into one `Ledger`; what it says at the end is a `Dropped`.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rangering.errors import TrafficError
from rangering.traffic.models import Dropped, Fixes, Place

REASONS: Mapping[str, str] = {
    "malformed": "a row that cannot be read: fields are missing, too many, or no text",
    "failed parity": "a Mode S message whose parity does not hold, as noise makes",
    "undecoded": "a message of a kind that the decoder does not know",
    "another category": "an ASTERIX block of another category than 062",
    "simulated": "a track that the surveillance system made up for training",
    "header again": "the line of column names once more, as where files were joined",
    "no address": "no 24-bit address",
    "wrong address": "an address that is no six hexadecimal digits, or all zeros or all ones",
    "not an aircraft's address": "an address that the receiver made up for a ground station or another net",
    "no time": "no time",
    "wrong time": "a time that is no date between 1990 and 2100, or in a zone of several meanings",
    "no position": "a row that carries no position; what else it says went to the aircraft's fixes",
    "wrong position": "a latitude beyond ±90°, a longitude beyond ±360°, or 0, 0",
    "stale position": "a position that was received long before the time of its row",
    "on the ground": "an aircraft that stands or rolls",
    "outside the hours": "before --from, or from --to on",
    "outside the area": "farther from the centre of --area than its radius",
    "duplicate": "the same aircraft at the same moment, told a second time",
    "wrong altitude": "an altitude that no aircraft reports",
    "impossible speed": "a jump, or a speed kept up, that no aircraft makes",
    "interference": "one of several aircraft put on one spot at once, as false satellite navigation does",
    "standing still": "a position that hardly moves while its aircraft reports speed: frozen or false",
    "too short": "a piece of a track with too few fixes to say how it moves",
}
"""Why a row is dropped: the words of tables and files."""


class Ledger:
    """Counts rows while they are read and cleaned."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        """Names of the files in the order they were opened; `Fixes.source` counts in it."""
        self.rows_read = 0
        self.without_altitude = (0, 0)
        """Kept tracks of which no row knows its pressure altitude, and their rows."""
        self.mended: dict[str, int] = {}
        """What was changed, or let pass, in rows that were kept."""
        self._counts: dict[str, int] = {}
        self._of: dict[int, dict[str, int]] = {}
        self._first: dict[str, tuple[int, int]] = {}
        self._remarks: dict[str, list[str]] = {}

    def open(self, path: Path) -> int:
        """Enter a file; its number, for `Fixes.source`."""
        self.sources.append(path.name)
        return len(self.sources) - 1

    def read(self, rows: int) -> None:
        """So many more rows were read, whatever becomes of them."""
        self.rows_read += rows

    def drop(self, reason: str, source: int, row: int, count: int = 1) -> None:
        """Count rows of one file as dropped; `row` is the first of them."""
        if reason not in REASONS:
            raise ValueError(f"{reason!r} is no reason known to the ledger")
        if count > 0:
            self._counts[reason] = self._counts.get(reason, 0) + count
            of = self._of.setdefault(source, {})
            of[reason] = of.get(reason, 0) + count
            self._first[reason] = min(self._first.get(reason, (source, row)), (source, row))

    def drop_rows(self, reason: str, given: Fixes, mask: NDArray[np.bool_]) -> None:
        """Count those of some fixes as dropped that the mask names, shape (n,)."""
        if count := int(np.count_nonzero(mask)):
            first = min(zip(given.source[mask].tolist(), given.row[mask].tolist(), strict=True))
            self.drop(reason, *first, count)

    def dropped_of(self, source: int) -> Mapping[str, int]:
        """Rows of one file that were dropped so far, by reason."""
        return self._of.get(source, {})

    def mend(self, what: str, count: int) -> None:
        """Count what was changed, or let pass, in rows that stay."""
        if count:
            self.mended[what] = self.mended.get(what, 0) + count

    def remark(self, sentence: str) -> None:
        """Keep a sentence for the reader, once."""
        self._remarks.setdefault(sentence, [])

    def remark_on(self, path: Path, words: str) -> None:
        """Keep what holds of a file; of several alike it is said once."""
        names = self._remarks.setdefault(words, [])
        if path.name not in names:
            names.append(path.name)

    @property
    def remarks(self) -> list[str]:
        """What a reader of the numbers has to know, in sentences, in the order in which it was found."""
        return [f"{_listed(names)}: {words}" if names else words for words, names in self._remarks.items()]

    def keep_without_altitude(self, rows: int) -> None:
        """Count a track that is kept and knows no pressure altitude."""
        tracks, before = self.without_altitude
        self.without_altitude = tracks + 1, before + rows

    def closed(self, rows_kept: int) -> Dropped:
        """The book, made up.

        Raises
        ------
        AssertionError
            Rows were lost in silence: a fault of a reader.
        """
        dropped = sum(self._counts.values())
        if self.rows_read != rows_kept + dropped:
            raise AssertionError(f"{self.rows_read} rows read, {rows_kept} kept, {dropped} dropped")
        order = [reason for reason in REASONS if reason in self._counts]
        places = {
            r: Place(self.sources[s] if 0 <= s < len(self.sources) else "", row)
            for r, (s, row) in self._first.items()
        }
        counts, first = {r: self._counts[r] for r in order}, {r: places[r] for r in order}
        return Dropped(self.rows_read, rows_kept, counts, first, dict(sorted(self.mended.items())))


def counted(count: int, one: str) -> str:
    """A number with what it counts: "1 row", "2,000 rows"."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def no_altitude(tracks: int, rows: int, of_tracks: int) -> str:
    """What it means that tracks know no pressure altitude."""
    of_all = counted(tracks, "track") if tracks == of_tracks else f"{tracks:,} of {of_tracks:,} tracks"
    have, them = ("has", "it") if tracks == 1 else ("have", "them")
    return (
        f"{of_all} ({counted(rows, 'row')}) {have} no pressure altitude: no flights of a scenario can come "
        f"of {them}."
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more files" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def fault(path: Path, row: int, problem: str, mend: str, value: object = None) -> TrafficError:
    """An error that says at which row of which file; row 0: the file as a whole."""
    return TrafficError(
        problem, where=f"{path.name}, row {row}" if row else path.name, value=value, mend=mend
    )
