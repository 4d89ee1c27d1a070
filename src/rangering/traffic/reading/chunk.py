"""Cells that were read to fixes in SI, and the rows that are none into the ledger."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.traffic.ledger import Ledger
from rangering.traffic.models import Fixes, fixes, picked
from rangering.traffic.reading.columns import Form
from rangering.traffic.reading.unreadable import UNREADABLE

STALE_S = 15.0
"""OpenSky keeps an aircraft's last position in its rows for so long; an older one is a fault of the row."""
APART_S = 60.0
"""A message is logged within a second; where its two times lie farther apart, one of the clocks is wrong."""
FIRST_TIME_S, LAST_TIME_S = 631_152_000.0, 4_102_444_800.0  # 1990-01-01 and 2100-01-01
_UNSET = "message without a time, or with one of no year of flight: the time of its logging taken"
_APART = f"message whose time is more than {APART_S:g} s from that of its logging: its own taken"
HUGE = 1e30
"""No cell of a recording holds such a number; beyond it float32 ends."""


class Chunk(NamedTuple):
    """Fixes of some rows, and which rows could not be read."""

    fixes: Fixes
    unreadable: NDArray[np.int64]
    """Rows of the file, shape (n,)."""
    zoneless: int
    """How many times say no zone and are no Unix times."""
    cells: tuple[str, ...] = ()
    """For each row with a cell that is not what its column holds: the quantity, a blank, that cell."""


def chunk_of(
    cells: Mapping[str, NDArray[Any]], rows: NDArray[np.int64], form: Form, source: int, ledger: Ledger
) -> Chunk:
    """Fixes from what `selected` gave; rows that are none are dropped into the ledger.

    Parameters
    ----------
    cells : mapping of str to array, shape (n,)
        The columns of the answer, masked where they are empty.
    rows : array, shape (n,)
        Where each stands in its file.
    form : Form
        Whose units they are in.
    source : int
        Number of the file.
    ledger : Ledger
        Takes what is dropped.
    """
    n = len(rows)

    def number(part: str) -> NDArray[np.float64]:
        if part not in cells:
            return np.full(n, np.nan)
        return np.ma.filled(cells[part].astype(np.float64), np.nan)

    def text(part: str, size: int) -> NDArray[np.str_]:
        if part not in cells:
            return np.full(n, "", dtype=f"U{size}")
        return np.char.strip(np.ma.filled(cells[part], "").astype(f"U{size + 2}"), " _@\x00").astype(
            f"U{size}"
        )

    columns = form.columns
    si = {part: number(part) * columns[part].factor for part in columns if columns[part].kind == "number"}
    address, time_s, logged_s = number("address"), number("time"), number("logged")
    no_time = np.ma.filled(cells["no_time"], True).astype(bool)
    unset = ~_is_time(time_s) & _is_time(logged_s)
    time_s, no_time = np.where(unset, logged_s, time_s), no_time & ~unset
    nowhere = np.isnan(si["lat"]) | np.isnan(si["lon"])  # half a position is none
    lat, lon = np.where(nowhere, np.nan, si["lat"]), np.where(nowhere, np.nan, si["lon"])
    unread = ~np.ma.getmaskarray(cells["unread"])
    infinite = np.zeros(n, dtype=bool)
    for values in si.values():
        infinite |= np.abs(values) > HUGE
    with np.errstate(invalid="ignore"):
        why = {
            "malformed": unread | infinite,
            "no address": np.ma.filled(cells["no_address"], True).astype(bool),
            "wrong address": ~((address > 0) & (address < 0xFFFFFF)),
            "no time": no_time,
            "wrong time": ~_is_time(time_s),
            "wrong position": (np.abs(lat) > 90.0) | (np.abs(lon) > 360.0) | ((lat == 0.0) & (lon == 0.0)),
        }
        seen_s = number("position_time")
        why["stale position"] = ~np.isnan(lat) & (time_s - seen_s > STALE_S)
        told_s = np.where((seen_s <= time_s) & ~np.isnan(lat), seen_s, time_s)
    dropped = np.zeros(n, dtype=bool)
    unreadable = np.zeros(n, dtype=bool)
    for reason, mask in why.items():
        new = mask & ~dropped
        if new.any():
            ledger.drop(reason, source, int(rows[new].min()), int(np.count_nonzero(new)))
        dropped |= new
        if reason in UNREADABLE:
            unreadable |= new
    ledger.mend(_UNSET, int(np.count_nonzero(unset & ~dropped)))
    ledger.mend(_APART, int(np.count_nonzero((np.abs(time_s - logged_s) > APART_S) & ~dropped)))
    made = fixes(
        address=np.where(dropped, 0, address), callsign=np.char.upper(text("callsign", 8)), time_s=told_s,
        lat_deg=lat, lon_deg=around(lon), pressure_altitude_m=si["pressure_altitude"],
        geometric_altitude_m=si["geometric_altitude"], ground_speed_m_s=not_negative(si["speed"]),
        track_rad=heading_rad(si["track"]), climb_m_s=si["climb"],
        on_ground=np.nan_to_num(number("ground")) != 0.0, squawk=code_of(si["squawk"]), type=text("type", 4),
        source=source, row=rows,
    )  # fmt: skip
    zoneless = int(np.count_nonzero(np.ma.filled(cells["zoneless"], False)))
    told = tuple(np.ma.getdata(cells["unread"])[unread].tolist())
    return Chunk(picked(made, ~dropped), rows[unreadable], zoneless, told)


def _is_time(time_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether Unix times are dates of a recording; NaN is none."""
    return (time_s >= FIRST_TIME_S) & (time_s < LAST_TIME_S)


def around(lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes from -180 up to 180, those already there untouched. [°]"""
    with np.errstate(invalid="ignore"):
        outside = (lon_deg < -180.0) | (lon_deg >= 180.0)
    return np.where(outside, (lon_deg + 180.0) % 360.0 - 180.0, lon_deg)


def heading_rad(track_deg: NDArray[np.float64]) -> NDArray[np.float32]:
    """Directions from 0 up to 2π, in float32; NaN stays. [rad]"""
    turned = np.radians(track_deg % 360.0).astype(np.float32)
    return np.where(turned >= np.float32(2.0 * np.pi), np.float32(0.0), turned)


def not_negative(speed_m_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Speeds, NaN where one is below nothing. [m/s]"""
    return np.where(speed_m_s >= 0.0, speed_m_s, np.nan)


def code_of(squawk: NDArray[np.float64]) -> NDArray[np.int16]:
    """Transponder codes of four octal digits read as decimal numbers; -1 for what is none."""
    whole = np.nan_to_num(squawk, nan=-1.0, posinf=-1.0, neginf=-1.0)
    inside = (whole >= 0) & (whole <= 7777) & (whole % 1 == 0)
    code = np.where(inside, whole, -1).astype(np.int16)
    octal = np.ones(len(code), dtype=bool)
    for digit in (1, 10, 100, 1000):
        octal &= code // digit % 10 <= 7
    return np.where(octal, code, -1).astype(np.int16)
