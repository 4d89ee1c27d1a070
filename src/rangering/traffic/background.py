"""Recorded or made tracks as a background that moves: compiled once into legs for `rangering.flight.mover`.

Where the quadratic through a leg's ends and middle leaves the geodesic by more than a metre, as over a gap of
several hundred kilometres or near a pole, the leg is halved until it does not. The altitude is the pressure
altitude, or where none is known along a whole track the geometric one; unknown altitudes between known ones
are interpolated over time.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.errors import TrafficError
from rangering.flight.mover import COLUMNS, Legs
from rangering.traffic.models import Fixes, Track

OFF_M = 1.0
"""How far a leg may leave the geodesic, a quarter and three quarters along it. [m]"""
_HALVINGS = 12
Floats = NDArray[np.float64]


class _Ends(NamedTuple):
    """Both ends of every leg, shape (n,)."""

    aircraft: NDArray[np.int64]
    start_s: Floats
    end_s: Floats
    lat: Floats
    lon: Floats
    to_lat: Floats
    to_lon: Floats
    altitude_m: Floats
    to_altitude_m: Floats


def lay_background(tracks: Sequence[Track]) -> Legs:
    """Tracks to legs.

    Parameters
    ----------
    tracks : sequence of Track
        The i-th is the i-th aircraft of the legs.

    Returns
    -------
    Legs

    Raises
    ------
    TrafficError
        There are no tracks, or one has fewer than two fixes.
    """
    short = next((track for track in tracks if len(track.fixes.time_s) < 2), None)
    if short is not None or not tracks:
        raise TrafficError(
            "are no background", where=short.name if short else "tracks",
            value=f"{len(short.fixes.time_s) if short else 0} fixes", mend="give tracks of two fixes or more",
        )  # fmt: skip
    ends = _ends(tracks)
    for turn in range(_HALVINGS + 1):
        motion, off_m = _motion(ends)
        long = off_m > OFF_M
        if turn == _HALVINGS or not long.any():
            break
        ends = _halved(ends, long)
    return Legs(np.searchsorted(ends.aircraft, np.arange(len(tracks) + 1)), motion)


def _ends(tracks: Sequence[Track]) -> _Ends:
    def joined(columns: Sequence[Floats]) -> tuple[Floats, Floats]:
        return np.concatenate([c[:-1] for c in columns]), np.concatenate([c[1:] for c in columns])

    sizes = [len(track.fixes.time_s) - 1 for track in tracks]
    start_s, end_s = joined([track.fixes.time_s for track in tracks])
    lat, to_lat = joined([np.radians(track.fixes.lat_deg) for track in tracks])
    lon, to_lon = joined([np.radians(track.fixes.lon_deg) for track in tracks])
    altitude_m, to_altitude_m = joined([_altitude_m(track.fixes) for track in tracks])
    aircraft = np.repeat(np.arange(len(tracks)), sizes)
    return _Ends(aircraft, start_s, end_s, lat, lon, to_lat, to_lon, altitude_m, to_altitude_m)


def _motion(ends: _Ends) -> tuple[Floats, Floats]:
    """The rows of all legs, and how far each leaves its geodesic. [m]"""
    length_m, course, at_end = geodesic_inverse(ends.lat, ends.lon, ends.to_lat, ends.to_lon)
    whole_s = ends.end_s - ends.start_s
    mid_lat, mid_lon, _ = geodesic_direct(ends.lat, ends.lon, course, 0.5 * length_m)
    motion = np.zeros((len(whole_s), COLUMNS))
    motion[:, 0], motion[:, 1] = ends.start_s, ends.end_s
    for column, start, middle, end in (
        (2, ends.lat, mid_lat - ends.lat, ends.to_lat - ends.lat),
        (5, ends.lon, _around(mid_lon - ends.lon), _around(ends.to_lon - ends.lon)),
    ):
        motion[:, column] = start
        motion[:, column + 1] = (4.0 * middle - end) / whole_s
        motion[:, column + 2] = (2.0 * end - 4.0 * middle) / whole_s**2
    speed_m_s = length_m / whole_s
    motion[:, 8] = ends.altitude_m
    motion[:, 9] = (ends.to_altitude_m - ends.altitude_m) / whole_s
    for column, part in ((10, np.sin), (12, np.cos)):
        motion[:, column] = speed_m_s * part(course)
        motion[:, column + 1] = speed_m_s * (part(at_end) - part(course)) / whole_s
    off_m = np.zeros(len(whole_s))
    for share in (0.25, 0.75):
        true_lat, true_lon, _ = geodesic_direct(ends.lat, ends.lon, course, share * length_m)
        since_s = share * whole_s
        lat = motion[:, 2] + since_s * (motion[:, 3] + since_s * motion[:, 4])
        lon = motion[:, 5] + since_s * (motion[:, 6] + since_s * motion[:, 7])
        lat = np.clip(lat, -0.5 * np.pi, 0.5 * np.pi)
        off_m = np.maximum(off_m, geodesic_inverse(true_lat, true_lon, lat, lon)[0])
    return motion, off_m


def _halved(ends: _Ends, long: NDArray[np.bool_]) -> _Ends:
    """Each leg that is too long as two."""
    length_m, course, _ = geodesic_inverse(ends.lat, ends.lon, ends.to_lat, ends.to_lon)
    mid_lat, mid_lon, _ = geodesic_direct(ends.lat, ends.lon, course, 0.5 * length_m)
    mid_s = 0.5 * (ends.start_s + ends.end_s)
    mid_m = 0.5 * (ends.altitude_m + ends.to_altitude_m)
    early = ends._replace(end_s=mid_s, to_lat=mid_lat, to_lon=mid_lon, to_altitude_m=mid_m)
    late = ends._replace(start_s=mid_s, lat=mid_lat, lon=mid_lon, altitude_m=mid_m)
    order = np.argsort(
        np.concatenate([np.flatnonzero(~long), np.repeat(np.flatnonzero(long), 2)]), kind="stable"
    )
    parts = (
        np.concatenate([whole[~long], np.stack([first[long], second[long]], axis=1).ravel()])[order]
        for whole, first, second in zip(ends, early, late, strict=True)
    )
    return _Ends(*parts)


def _around(angle: Floats) -> Floats:
    """Differences of longitude the short way round. [rad]"""
    return (angle + np.pi) % (2.0 * np.pi) - np.pi


def _altitude_m(given: Fixes) -> Floats:
    """Of every fix of a track; NaN where the whole track knows none. [m]"""
    for column in (given.pressure_altitude_m, given.geometric_altitude_m):
        known = ~np.isnan(column)
        if known.any():
            return np.interp(given.time_s, given.time_s[known], column[known].astype(np.float64))
    return np.full(len(given.time_s), np.nan)
