"""The plane a map is drawn on, the circles on it, and the square window it shows.

Azimuthal equidistant about a point of WGS-84, metres east and north: the plane that grids of ground lie on.
Distances from that point are true; lengths across them are stretched by 0.2 % at 700 km and 1.7 % at 2000 km.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering.earth.geodesy import geodesic_direct, geodesic_inverse

FloatArray = NDArray[np.float64]

CIRCLE_POINTS = 721  # a chord of half a degree leaves the arc by 1e-5 of its radius


@dataclass(frozen=True)
class Plane:
    """The plane that touches the Earth at a point; metres east and north of it."""

    lat_deg: float
    lon_deg: float

    @cached_property
    def _proj(self) -> Any:
        from pyproj import Proj

        return Proj(proj="aeqd", lat_0=self.lat_deg, lon_0=self.lon_deg, ellps="WGS84")

    def to_m(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> FloatArray:
        """Points of the Earth on the plane; shape (..., 2), east and north. [m]"""
        lon, lat = np.broadcast_arrays(np.asarray(lon_deg, dtype=float), np.asarray(lat_deg, dtype=float))
        return np.stack(self._proj(lon, lat), axis=-1)

    def to_deg(self, east_m: ArrayLike, north_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Latitude and longitude of points of the plane. [deg]"""
        east, north = np.broadcast_arrays(np.asarray(east_m, dtype=float), np.asarray(north_m, dtype=float))
        lon_deg, lat_deg = self._proj(east, north, inverse=True)
        return np.asarray(lat_deg), np.asarray(lon_deg)

    def outline(self, sites_deg: Sequence[tuple[float, float]], radius_m: float) -> list[FloatArray]:
        """Edge of the union of equal discs about several sites.

        Parameters
        ----------
        sites_deg : sequence of (latitude, longitude)
            Their centres; one that comes twice counts once. [deg]
        radius_m : float
            Radius along the ellipsoid.

        Returns
        -------
        list of float arrays, shape (n, 2)
            Closed lines on the plane, clockwise from their southernmost point: the north is half-way. [m]
        """
        sites = np.radians(list(dict.fromkeys(sites_deg)))
        azimuth = np.linspace(-np.pi, np.pi, CIRCLE_POINTS)[:-1]
        pieces = []
        for i, (lat, lon) in enumerate(sites):
            edge_lat, edge_lon, _ = geodesic_direct(lat, lon, azimuth, radius_m)
            outside = np.ones(azimuth.size, dtype=bool)
            for other_lat, other_lon in np.delete(sites, i, axis=0):
                outside &= geodesic_inverse(other_lat, other_lon, edge_lat, edge_lon)[0] >= radius_m
            points = self.to_m(np.degrees(edge_lat), np.degrees(edge_lon))
            first = int(np.argmin(outside))  # start within another disc, so that no piece is cut in the south
            points, outside = np.roll(points, -first, axis=0), np.roll(outside, -first)
            breaks = np.flatnonzero(np.diff(outside)) + 1
            parts = zip(np.split(points, breaks), np.split(outside, breaks), strict=True)
            pieces += [part for part, kept in parts if kept[0]]
        return _closed(pieces, 2.5 * radius_m * (azimuth[1] - azimuth[0]))


def _closed(pieces: list[FloatArray], gap_m: float) -> list[FloatArray]:
    """Pieces joined end to start where only a gap parts them, each loop from its southernmost point."""
    loops = []
    while pieces:
        loop, pieces = pieces[0], pieces[1:]
        while pieces:
            away_m = [float(np.hypot(*(piece[0] - loop[-1]))) for piece in pieces]
            next_one = int(np.argmin(away_m))
            if away_m[next_one] > gap_m:
                break
            loop = np.concatenate([loop, pieces.pop(next_one)])
        loop = np.roll(loop, -int(np.argmin(loop[:, 1])), axis=0)
        loops.append(np.concatenate([loop, loop[:1]]))
    return loops


class Window(NamedTuple):
    """The square of the plane that a map shows."""

    east_m: float  # of its centre
    north_m: float
    half_m: float

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, east, south, north edge. [m]"""
        return (self.east_m - self.half_m, self.east_m + self.half_m,
                self.north_m - self.half_m, self.north_m + self.half_m)  # fmt: skip

    def holds(self, line_m: FloatArray, *, whole: bool = False) -> bool:
        """Whether any of a line lies inside, or the whole of it."""
        inside = (np.abs(line_m - (self.east_m, self.north_m)) < self.half_m).all(axis=1)
        return bool(inside.all() if whole else inside.any())

    def centres(self, pixels: int) -> tuple[FloatArray, FloatArray]:
        """East of the columns and north of the rows of an image of the window, southern row first. [m]"""
        offset_m = (np.arange(pixels) + 0.5) / pixels * 2.0 * self.half_m - self.half_m
        return self.east_m + offset_m, self.north_m + offset_m


def window_around(outlines: Sequence[FloatArray], margin_fraction: float = 0.07) -> Window:
    """The smallest square about some lines, and a margin for their labels."""
    points = np.concatenate(list(outlines))
    low, high = points.min(axis=0), points.max(axis=0)
    east_m, north_m = (low + high) / 2.0
    return Window(float(east_m), float(north_m), float((high - low).max() / 2.0 * (1.0 + margin_fraction)))
