"""Coasts, borders and names of countries around a place, for orientation.

Natural Earth 4.1 at 1:50 million (public domain), as TopoJSON from world-atlas 2.0.2: de facto borders of
2018, good to a few kilometres, so they orient a small map and settle nothing on it. Lakes are land.
Source: naturalearthdata.com; the format is M. Bostock and C. Metcalf, The TopoJSON Format Specification.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.report.plane import Plane

FloatArray = NDArray[np.float64]

SOURCE = "Natural Earth 4.1, 1:50 million, de facto"
LONGEST_STEP_DEG = 1.0  # a border along a parallel is a curve on the map: it needs points on the way
SEAM_DEG = 179.999  # the data are cut along this meridian; the cut is no coast
POLE_DEG = 89.99  # and Antarctica ends in a line along its pole
RENAMED = {"Macedonia": "North Macedonia"}  # Prespa agreement, in force since February 2019


class Line(NamedTuple):
    """A piece of coast or border."""

    lat_deg: FloatArray
    lon_deg: FloatArray
    coast: bool  # else it parts two countries


class Ring(NamedTuple):
    """A closed line, and the cap of the sphere that holds it."""

    points_deg: FloatArray  # (n, 2) longitude, latitude
    axis: FloatArray  # unit vector to the cap's middle
    reach_rad: float


class Country(NamedTuple):
    """A country by its outer rings and holes: a point inside lies within an odd number of them."""

    name: str
    rings: tuple[Ring, ...]

    def on(self, plane: Plane) -> list[FloatArray]:
        """Its rings on a plane; shape (n, 2) each, east and north. [m]"""
        return [plane.to_m(ring.points_deg[:, 1], ring.points_deg[:, 0]) for ring in self.rings]


class Name(NamedTuple):
    """Where the name of a country may stand: places in degrees, the roomiest first."""

    name: str
    lat_deg: FloatArray
    lon_deg: FloatArray


def border_lines(lat_deg: float, lon_deg: float, radius_m: float) -> list[Line]:
    """Coasts and borders near a place, each once.

    Parameters
    ----------
    lat_deg, lon_deg : float
        The place.
    radius_m : float
        Whatever comes this near is included, with the whole of its line. [m]

    Returns
    -------
    list of Line
        None steps across the meridian of 180°.
    """
    arcs, shared = _arcs()
    lines = []
    for arc, border in zip(arcs, shared, strict=True):
        if _near(arc, lat_deg, lon_deg, radius_m):
            lon, lat = arc.points_deg.T
            seam = (np.abs(lon[1:]) > SEAM_DEG) & (np.abs(lon[:-1]) > SEAM_DEG)
            seam |= (np.abs(np.diff(lon)) > 180.0) | ((lat[1:] < -POLE_DEG) & (lat[:-1] < -POLE_DEG))
            parts = np.split(arc.points_deg, np.flatnonzero(seam) + 1)
            lines += [Line(part[:, 1], part[:, 0], not border) for part in parts if len(part) > 1]
    return lines


def land(lat_deg: float, lon_deg: float, radius_m: float) -> list[Country]:
    """The countries that may come within a radius of a place, with those of their rings that may."""
    found = ((c.name, tuple(r for r in c.rings if _near(r, lat_deg, lon_deg, radius_m))) for c in countries())
    return [Country(name, rings) for name, rings in found if rings]


def country_at(lat_deg: float, lon_deg: float) -> str | None:
    """The country a place lies in; None at sea."""
    plane = Plane(lat_deg, lon_deg)
    for country in land(lat_deg, lon_deg, 0.0):
        if _inside(np.zeros((1, 2)), country.on(plane))[0]:
            return country.name
    return None


def country_names(plane: Plane, middle_m: ArrayLike, half_m: float, *, places: int = 12) -> list[Name]:
    """Where to write the names of the countries that a square of the plane shows.

    Parameters
    ----------
    plane : Plane
        The plane of the map.
    middle_m : float array, shape (2,)
        East and north of the square's middle on it. [m]
    half_m : float
        Half its side. [m]
    places : int
        How many places at most for each name, so that the map can dodge what it has drawn already.

    Returns
    -------
    list of Name
        Only countries with room for a name, the largest room first.
    """
    middle = np.asarray(middle_m, dtype=float)
    steps = np.linspace(-0.92, 0.92, 31) * half_m
    spots = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) + middle
    to_frame_m = half_m - np.abs(spots - middle).max(axis=1)
    lat_deg, lon_deg = (float(v) for v in plane.to_deg(*middle))
    named = []
    for country in land(lat_deg, lon_deg, 1.5 * half_m):
        rings = country.on(plane)
        mine = np.flatnonzero(_inside(spots, rings))
        edge = np.concatenate(rings)
        edge = edge[np.abs(edge - middle).max(axis=1) < 1.5 * half_m]
        if mine.size == 0:
            continue
        room_m = 1.5 * to_frame_m[mine]
        if edge.size:
            room_m = np.minimum(room_m, np.hypot(*(spots[mine, None] - edge).T).min(axis=0))
        chosen: list[int] = []
        for i in np.argsort(-room_m, kind="stable"):
            apart = all(np.hypot(*(spots[mine[i]] - spots[mine[c]])) > 0.1 * half_m for c in chosen)
            if room_m[i] > 0.03 * half_m and apart and len(chosen) < places:
                chosen.append(int(i))
        if chosen:
            named.append((room_m[chosen[0]], Name(country.name, *plane.to_deg(*spots[mine[chosen]].T))))
    return [name for _, name in sorted(named, key=lambda pair: -pair[0])]


def _inside(points: FloatArray, rings: Iterable[FloatArray]) -> NDArray[np.bool_]:
    """Which points lie within an odd number of rings: how often a ray to the east crosses them."""
    odd = np.zeros(len(points), dtype=bool)
    west, low = points.min(axis=0)
    high = points[:, 1].max()
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
        met = (np.maximum(y0, y1) >= low) & (np.minimum(y0, y1) <= high) & (np.maximum(x0, x1) >= west)
        x0, y0, x1, y1 = x0[met], y0[met], x1[met], y1[met]
        straddled = (y0 <= points[:, 1:]) != (y1 <= points[:, 1:])
        rise = np.where(y1 == y0, 1.0, y1 - y0)  # a level edge straddles nothing
        crossed = x0 + (points[:, 1:] - y0) / rise * (x1 - x0) > points[:, :1]
        odd ^= (straddled & crossed).sum(axis=1) % 2 == 1
    return odd


def _near(ring: Ring, lat_deg: float, lon_deg: float, radius_m: float) -> bool:
    apart_rad = np.arccos(np.clip(ring.axis @ _unit(np.array([lon_deg, lat_deg])), -1.0, 1.0))
    return bool(apart_rad <= ring.reach_rad + 1.01 * radius_m / EARTH_RADIUS_M + 1e-6)  # sphere for ellipsoid


def _unit(points_deg: FloatArray) -> FloatArray:
    lon, lat = np.radians(points_deg).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def _ring(points_deg: FloatArray) -> Ring:
    """With points added on long steps, and its cap."""
    step_deg = np.abs(np.diff(points_deg, axis=0)).max(axis=1)
    step_deg[step_deg > 180.0] = 0.0  # not a step but the seam
    extra = np.ceil(step_deg / LONGEST_STEP_DEG).clip(1).astype(int)
    knots = np.arange(len(points_deg))
    within = np.arange(extra.sum()) - np.repeat(np.cumsum(extra) - extra, extra)
    at = np.append(np.repeat(knots[:-1], extra) + within / np.repeat(extra, extra), knots[-1])
    points = np.column_stack([np.interp(at, knots, points_deg[:, i]) for i in (0, 1)])
    vectors = _unit(points)
    middle = vectors.mean(axis=0)
    length = np.linalg.norm(middle)
    axis = middle / length if length > 1e-9 else np.array([0.0, 0.0, 1.0])
    return Ring(points, axis, float(np.arccos(np.clip(vectors @ axis, -1.0, 1.0)).max()))


@lru_cache(maxsize=1)
def _topology() -> tuple[dict[str, Any], tuple[FloatArray, ...]]:
    """The file, and its arcs in degrees: each starts at a grid point and goes on by differences."""
    path = files("rangering.report").joinpath("borders/countries-50m.json")
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return topology, tuple(np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"])


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Every country, its rings joined from the arcs it shares with its neighbours."""
    topology, arcs = _topology()
    found = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        rings = []
        for ring in _rings(shape):
            # ~i stands for arc i backwards; each arc starts where the one before it ended
            pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]
            rings.append(_ring(np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])))
        found.append(Country(RENAMED.get(name, name), tuple(rings)))
    return tuple(found)


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring for polygon in polygons for ring in polygon]


@lru_cache(maxsize=1)
def _arcs() -> tuple[tuple[Ring, ...], NDArray[np.bool_]]:
    """Every arc once, and whether two countries share it: then it is a border, else a coast."""
    topology, arcs = _topology()
    shapes = topology["objects"]["countries"]["geometries"]
    used = np.array([i if i >= 0 else ~i for shape in shapes for ring in _rings(shape) for i in ring])
    return tuple(_ring(arc) for arc in arcs), np.bincount(used, minlength=len(arcs)) > 1
