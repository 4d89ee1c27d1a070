"""Files of recorded flights to cleaned tracks: read, sorted by aircraft, cleaned; nothing lost in silence.

Rows pass through memory a chunk at a time and through a sort on disk, so that the size of the files does not
matter; cleaned tracks go out aircraft by aircraft.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.constants import WGS84_A_M, WGS84_INVERSE_FLATTENING
from rangering.errors import TrafficError
from rangering.traffic.clean import tracks_of
from rangering.traffic.ledger import REASONS, Ledger, counted, no_altitude
from rangering.traffic.models import Fixes, Recording, Track, picked
from rangering.traffic.reading.asterix import Turn
from rangering.traffic.reading.detect import form_of, reader_of
from rangering.traffic.reading.options import Options
from rangering.traffic.rules import CleanRules
from rangering.traffic.spool import Spool

Tell = Callable[[str, float], None]
_READ = 0.5
"""Share of the whole work that reading is, about; sorting ends at `_SORTED`."""
_SORTED = 0.6
_SHEETS = ("opensky", "opensky-api", "traffic")
"""Forms that spreadsheets keep: the others come from receivers as they are."""
_FEWEST_ADDRESSES = 3
"""One address in seventeen has no letter, (10/16)⁶: of fewer aircraft than these it says nothing."""
_MENDS = {
    "outside the hours": "state other hours with --from and --to",
    "outside the area": "widen --area",
    "impossible speed": "see whether each row's time is that of its position",
    "wrong altitude": "see in which unit the altitudes are: the form says which it takes",
    "too short": "give a longer recording",
    "on the ground": "give a recording of aircraft in the air",
}
"""What helps where a reason took most rows of a recording of which nothing is left."""


class Area(NamedTuple):
    """A disc on the ellipsoid."""

    lat_deg: float
    lon_deg: float
    radius_m: float


@dataclass(frozen=True)
class Wanted:
    """Which part of the files, and how it is read and cleaned."""

    form: str | None = None
    """Of all files; told from each file's content where it is None."""
    area: Area | None = None
    """Only fixes inside."""
    first_s: float = -np.inf
    """Only fixes from this Unix time on. [s]"""
    last_s: float = np.inf
    """Only fixes before this Unix time. [s]"""
    rules: CleanRules = field(default_factory=CleanRules)
    options: Options = field(default_factory=Options)
    """Its ledger is replaced by a new one for every recording."""


class Stream(NamedTuple):
    """Tracks as they come, and the book that is right once all have come."""

    tracks: Iterator[Track]
    ledger: Ledger
    forms: list[str]
    """Of the files, in order; filled while they are read."""


def stream_tracks(paths: Sequence[Path], wanted: Wanted | None = None, tell: Tell | None = None) -> Stream:
    """Tracks of some files by address and time, cleaned, aircraft by aircraft.

    Parameters
    ----------
    paths : sequence of Path
        Files of one form or of several; the same aircraft in two files is one aircraft.
    wanted : Wanted, optional
        Which part of them.
    tell : callable, optional
        Given what is being done and which share is done.

    Returns
    -------
    Stream
        Its tracks raise TrafficError where a file cannot be read, at the row where it cannot.
    """
    asked = wanted or Wanted()
    ledger = Ledger()
    asked = replace(asked, options=replace(asked.options, ledger=ledger))
    forms: list[str] = []
    return Stream(_tracks(paths, asked, forms, tell or (lambda _what, _share: None)), ledger, forms)


def gather(paths: Sequence[Path], wanted: Wanted | None = None) -> Recording:
    """All tracks of some files at once, for those that memory holds; as `stream_tracks`.

    Raises
    ------
    TrafficError
        A file cannot be read; it says at which row.
    """
    stream = stream_tracks(paths, wanted)
    tracks = tuple(stream.tracks)
    kept = sum(len(track.fixes.time_s) for track in tracks)
    ledger = stream.ledger
    return Recording(tracks, ledger.closed(kept), tuple(ledger.sources), tuple(ledger.remarks))


def _tracks(paths: Sequence[Path], wanted: Wanted, forms: list[str], tell: Tell) -> Iterator[Track]:
    options, ledger = wanted.options, wanted.options.ledger
    # All forms first: what is no recording is refused before the work.
    forms.extend(wanted.form or form_of(path) for path in paths)
    with Spool() as spool:
        turn = Turn()
        sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
        for n, (path, form) in enumerate(zip(paths, forms, strict=True)):
            before, whole = sum(sizes[:n]), max(sum(sizes), 1)
            told = partial(_tell_read, tell, path.name, ledger, before / whole, sizes[n] / whole)
            digits = _DigitsAlone()
            turn.open()
            for chunk in reader_of(form)([path], replace(options, tell_share=told)):
                _note_backward(chunk, wanted.rules.clock_slack_s, ledger)
                if form in _SHEETS:
                    digits.look(chunk)
                elif form == "asterix":
                    turn.look(path, chunk, options)
                spool.add(_inside(chunk, wanted))
            digits.note(path, ledger)
        if not spool.rows:
            return
        tell("look for false positions", _READ)
        spool.drop_far_in_time(ledger)
        spool.drop_interference(wanted.rules, ledger)
        tell("sort by aircraft", 0.5 * (_READ + _SORTED))
        spool.sort()
        done = kept = 0
        for group in spool.aircraft(options.chunk_rows):
            for given in group:
                done += len(given.time_s)
                tracks = tracks_of(given, wanted.rules, ledger)
                kept += len(tracks)
                yield from tracks
            tell("clean", _SORTED + (1.0 - _SORTED) * done / spool.rows)
        if ledger.without_altitude[0]:
            ledger.remark(no_altitude(*ledger.without_altitude, kept))


class _DigitsAlone:
    """Whether the addresses of a file are written in decimal digits alone, as a spreadsheet makes them."""

    def __init__(self) -> None:
        self._found: set[int] = set()
        self._lettered = False

    def look(self, given: Fixes) -> None:
        if self._lettered:  # one letter anywhere settles it
            return
        address = np.unique(given.address)
        nibbles = address[:, np.newaxis] >> np.arange(0, 24, 4) & 15
        self._lettered = bool((nibbles > 9).any())
        self._found.update(address.tolist())

    def note(self, path: Path, ledger: Ledger) -> None:
        if not self._lettered and len(self._found) >= _FEWEST_ADDRESSES:
            words = (
                "all addresses are decimal digits alone, taken for hexadecimal; if a spreadsheet or a column "
                "of decimal numbers wrote them, they are those of other aircraft."
            )
            ledger.remark_on(path, words)


def _tell_read(tell: Tell, name: str, ledger: Ledger, before: float, of_all: float, share: float) -> None:
    """How far reading has come: files count by their bytes, `before` of all were those read already."""
    tell(f"read {name}, {ledger.rows_read:,} rows so far", _READ * (before + of_all * share))


def _note_backward(given: Fixes, slack_s: float, ledger: Ledger) -> None:
    """Count where the clock runs back between rows of one aircraft; the rows are put into order and stay."""
    order = np.lexsort((given.row, given.address))
    same = np.diff(given.address[order]) == 0
    back = same & (np.diff(given.time_s[order]) < -slack_s)
    if back.any():
        ledger.mend("time that runs back in the file: put into order", int(np.count_nonzero(back)))


def _inside(given: Fixes, wanted: Wanted) -> Fixes:
    """What is inside the hours and the area; messages without a position pass the area."""
    ledger = wanted.options.ledger
    early_late = (given.time_s < wanted.first_s) | (given.time_s >= wanted.last_s)
    ledger.drop_rows("outside the hours", given, early_late)
    found = picked(given, ~early_late) if early_late.any() else given
    if wanted.area is None or not len(found.time_s):
        return found
    outside = away_m(found, wanted.area) > wanted.area.radius_m
    ledger.drop_rows("outside the area", found, outside)
    return picked(found, ~outside) if outside.any() else found


def away_m(given: Fixes, area: Area) -> NDArray[np.float64]:
    """Distance of each fix from the centre along the ellipsoid; 0 where it has no position. [m]"""
    from pyproj import Geod  # earth.geodesy would load the compiler, which takes longer than the import

    placed = np.flatnonzero(~np.isnan(given.lat_deg))
    away = np.zeros(len(given.lat_deg))
    centre = (np.full(len(placed), area.lon_deg), np.full(len(placed), area.lat_deg))
    geod = Geod(a=WGS84_A_M, rf=WGS84_INVERSE_FLATTENING)
    away[placed] = geod.inv(*centre, given.lon_deg[placed], given.lat_deg[placed])[2]
    return away


def require_tracks(count: int, ledger: Ledger) -> None:
    """Refuse a recording of which nothing is left, and say what took it.

    Raises
    ------
    TrafficError
        No track was kept.
    """
    if count:
        return
    dropped = ledger.closed(0)
    most = sorted(dropped.counts, key=lambda reason: -dropped.counts[reason])
    told = "; ".join(
        f"{counted(dropped.counts[reason], 'row')} ({REASONS[reason].partition(';')[0]})" for reason in most
    )
    mend = "name a recording"
    if most:
        file, row = dropped.first[most[0]]
        mend = f"{_MENDS.get(most[0], 'look at the rows')}; the first is {file}, row {row}"
    problem = f"leaves no track: dropped were {told}" if told else "leaves no track: no row was read"
    raise TrafficError(problem, where=", ".join(ledger.sources[:3]), mend=mend)
