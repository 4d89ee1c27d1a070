"""What every reader is told: where to count, how long a chunk is, which clock the recording kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rangering.traffic.ledger import Ledger


def _unheard(_share: float) -> None:
    """What is told goes nowhere."""


@dataclass(frozen=True)
class Options:
    """Given to `read(paths, options)` of every form, which yields `Fixes` a chunk at a time.

    A reader enters each file in the ledger, counts each row as read, drops rows only through the ledger, and
    numbers `source` and `row` of what it yields. A message without a position is yielded too, its latitude
    and longitude NaN: cleaning gives what it says to the fixes that follow it in time, and then drops it.
    """

    ledger: Ledger = field(default_factory=Ledger)
    chunk_rows: int = 100_000
    """Rows in memory at once, about."""
    clock_ahead_s: float | None = None
    """How far the recording's clock is ahead of UTC, where it wrote no zone: 10800 for UTC+3; None: nobody
    said, and UTC is taken. [s]"""
    centre: tuple[float, float] | None = None
    """Latitude and longitude of the receiver, where positions on the ground need one to be told. [°]"""
    day: str = ""
    """UTC day of the recording as 2020-01-08, where the form writes only the time of day."""
    tell_share: Callable[[float], None] = _unheard
    """Given now and again which share of the file has been read, 0 to 1; of a compressed one by its bytes."""


def note_zones(path: Path, options: Options, *, without: int, times: int) -> None:
    """Say which clock was taken for the times of a file.

    Parameters
    ----------
    path : Path
        The file.
    options : Options
        Whether a zone was stated; takes the remark.
    without : int
        Times that say no zone.
    times : int
        All of them; those that say their zone, and Unix times, need none.
    """
    some = "" if without in (0, times) else "some "
    if without and options.clock_ahead_s is None:
        words = f"{some}times say no zone and were taken as UTC; --utc-offset says otherwise."
        options.ledger.remark_on(path, words)
    if without < times and options.clock_ahead_s is not None:
        words = f"{some}times are UTC or say their zone: --utc-offset was not applied to them."
        options.ledger.remark_on(path, words)
