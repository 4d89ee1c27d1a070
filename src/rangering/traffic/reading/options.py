"""What every reader is told: where to count, how long a chunk is, which clock the recording kept."""

from dataclasses import dataclass, field

from rangering.traffic.ledger import Ledger


@dataclass(frozen=True)
class Options:
    """Given to `read(paths, options)` of every form, which yields `Fixes` a chunk at a time.

    A reader enters each file in the ledger, counts each row as read, drops rows only through the ledger, and
    numbers `source` and `row` of what it yields. A message without a position is yielded too, its latitude
    and longitude NaN: cleaning gives what it says to the fixes that follow it in time, and then drops it.
    """

    ledger: Ledger = field(default_factory=Ledger)
    chunk_rows: int = 500_000
    """Rows in memory at once, about."""
    clock_ahead_s: float = 0.0
    """How far the recording's clock is ahead of UTC, where it wrote no zone: 10800 for UTC+3. [s]"""
    centre: tuple[float, float] | None = None
    """Latitude and longitude of the receiver, where positions on the ground need one to be told. [°]"""
    day: str = ""
    """UTC day of the recording as 2020-01-08, where the form writes only the time of day."""
