"""Recorded civil flights as plain columns: fixes, tracks, what was dropped, and the recording they came from.

SI inside: seconds of Unix time (UTC), metres, metres a second, radians; positions in degrees of WGS 84, east
and north positive, longitudes from -180 up to but not including 180. What nobody reported is NaN, -1 or "".
A fix is what one row of a recording says about one aircraft at one moment; nothing is interpolated. Limits:
times to float64 (0.2 µs), altitudes and speeds to float32 (1 mm at 10 km).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Fixes(NamedTuple):
    """Columns of equal length, one row a fix; made by `fixes`, never by hand."""

    address: NDArray[np.int32]
    """24-bit address of the aircraft, 0 to 0xFFFFFF."""
    callsign: NDArray[np.str_]
    """Up to eight characters without blanks around them; empty: unknown."""
    time_s: NDArray[np.float64]
    """Unix time, UTC. [s]"""
    lat_deg: NDArray[np.float64]
    """Geodetic latitude; NaN only between a reader and the cleaner: a message without a position. [°]"""
    lon_deg: NDArray[np.float64]
    """Longitude, -180 ≤ lon < 180; NaN with the latitude. [°]"""
    pressure_altitude_m: NDArray[np.float32]
    """Above the 1013.25 hPa surface; NaN: unknown. [m]"""
    geometric_altitude_m: NDArray[np.float32]
    """Above the WGS-84 ellipsoid; NaN: unknown. [m]"""
    ground_speed_m_s: NDArray[np.float32]
    """NaN: unknown. [m/s]"""
    track_rad: NDArray[np.float32]
    """Direction over the ground from true north, clockwise, 0 ≤ track < 2π; NaN: unknown. [rad]"""
    climb_m_s: NDArray[np.float32]
    """Vertical speed, up positive; NaN: unknown. [m/s]"""
    on_ground: NDArray[np.bool_]
    """The aircraft says that it stands or rolls."""
    squawk: NDArray[np.int16]
    """The four octal digits read as a decimal number, such as 7700; -1: unknown."""
    type: NDArray[np.str_]
    """ICAO type designator such as A320; empty: unknown."""
    source: NDArray[np.int32]
    """Number of the file in `Recording.sources`; -1: none."""
    row: NDArray[np.int64]
    """Line of the file (its first line is 1), or number of the record in it; 0: none."""


TYPES: Mapping[str, Any] = {
    "address": np.int32, "callsign": "U8", "time_s": np.float64, "lat_deg": np.float64,
    "lon_deg": np.float64, "pressure_altitude_m": np.float32, "geometric_altitude_m": np.float32,
    "ground_speed_m_s": np.float32, "track_rad": np.float32, "climb_m_s": np.float32, "on_ground": np.bool_,
    "squawk": np.int16, "type": "U4", "source": np.int32, "row": np.int64,
}  # fmt: skip
"""Type of each column of `Fixes`."""
UNKNOWN: Mapping[str, Any] = {
    "callsign": "", "pressure_altitude_m": np.nan, "geometric_altitude_m": np.nan,
    "ground_speed_m_s": np.nan, "track_rad": np.nan, "climb_m_s": np.nan, "on_ground": False, "squawk": -1,
    "type": "", "source": -1, "row": 0,
}  # fmt: skip
"""What stands in a column that was not given."""
NO_CALLSIGN, NO_SQUAWK = " ", -2
"""Only between a reader and the cleaner: none now, so that what was heard before holds no more."""


def fixes(**columns: ArrayLike) -> Fixes:
    """Fixes from named columns; address, time_s, lat_deg and lon_deg are needed, the rest may be unknown.

    Parameters
    ----------
    **columns : array, shape (n,), or one value for all rows
        By the names of `Fixes`, in its units.

    Returns
    -------
    Fixes
        Every column there, of its type and contiguous.

    Raises
    ------
    ValueError
        A needed column is missing, a name is unknown, or lengths differ.
    """
    needed = [name for name in TYPES if name not in UNKNOWN]
    if missing := [name for name in needed if name not in columns]:
        raise ValueError(f"no column {', '.join(missing)}")
    if unknown := [name for name in columns if name not in TYPES]:
        raise ValueError(f"no such column: {', '.join(unknown)}")
    rows = np.shape(columns["time_s"])
    given = {name: columns.get(name, UNKNOWN.get(name)) for name in TYPES}
    return Fixes(**{
        name: np.ascontiguousarray(np.broadcast_to(np.asarray(given[name]).astype(kind), rows))
        for name, kind in TYPES.items()
    })  # fmt: skip


def columns_of(answer: Mapping[str, Any]) -> Fixes:
    """Fixes from what DuckDB gave: what is NULL there is NaN here."""
    return Fixes(**{
        name: np.ma.filled(answer[name], np.nan if kind in (np.float32, np.float64) else None).astype(kind)
        for name, kind in TYPES.items()
    })  # fmt: skip


def no_fixes() -> Fixes:
    """Columns without a row."""
    return fixes(address=[], time_s=[], lat_deg=[], lon_deg=[])


def picked(given: Fixes, rows: Any) -> Fixes:
    """Some rows: a mask, a slice or an array of indices."""
    return Fixes(*(column[rows] for column in given))


def joined(parts: Sequence[Fixes]) -> Fixes:
    """One after another."""
    if not parts:
        return no_fixes()
    return Fixes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Track:
    """One aircraft from where the recording first has it to where it loses it."""

    address: int
    callsign: str
    """The one heard most often along it; empty: none was heard."""
    type: str
    """ICAO type designator; empty: unknown."""
    source: str
    """Name of the file its first fix stands in."""
    fixes: Fixes
    """In the order of time, no two of one moment."""

    @property
    def name(self) -> str:
        """Callsign, or the address in hexadecimal where none was heard."""
        return self.callsign or f"{self.address:06x}"


class Place(NamedTuple):
    """Where a row stands: a file's name and its line or record there, from 1."""

    file: str
    row: int


@dataclass(frozen=True)
class Dropped:
    """What a recording lost on the way, and why: rows_read == rows_kept + sum of the counts, always."""

    rows_read: int
    rows_kept: int
    counts: Mapping[str, int] = field(default_factory=dict)
    """Rows by reason; the reasons are named in `traffic.ledger.REASONS`."""
    first: Mapping[str, Place] = field(default_factory=dict)
    """For each reason the first such row of the first such file."""
    mended: Mapping[str, int] = field(default_factory=dict)
    """What was changed, forgotten or let pass in rows that were kept, counted."""

    @property
    def rows(self) -> int:
        """All that were dropped."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Recording:
    """Cleaned tracks, what was dropped on the way to them, and where they came from."""

    tracks: tuple[Track, ...]
    """By address, then by time of the first fix."""
    dropped: Dropped
    sources: tuple[str, ...]
    """Names of the files, without their folders."""
    remarks: tuple[str, ...] = ()
    """What a reader of the numbers has to know, in sentences."""
    made: bool = False
    """Whether the flights were generated and none was recorded."""

    @property
    def first_time_s(self) -> float:
        """Unix time of the earliest fix; NaN: there is none. [s]"""
        return min((float(track.fixes.time_s[0]) for track in self.tracks), default=float("nan"))

    @property
    def last_time_s(self) -> float:
        """Unix time of the latest fix; NaN: there is none. [s]"""
        return max((float(track.fixes.time_s[-1]) for track in self.tracks), default=float("nan"))
