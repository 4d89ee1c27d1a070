"""Polygons of a plane as longitude and latitude, the way RFC 7946 wants them.

A straight line of the plane is bent on the globe: points are added until what is drawn straight between
longitudes and latitudes stays within a tolerance of it. No polygon crosses the antimeridian: it is cut there,
and a polygon that holds a pole reaches up to it along the antimeridian and the edge of the map of the world.
Exterior rings run counter-clockwise. Good for planes of up to a few thousand kilometres, which can hold one
pole at most.
Source: RFC 7946 (2016), sections 3.1.6 and 3.1.9.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rangering.export.polygons import polygonal
from rangering.terrain.ground import site_plane

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DECIMALS = 5  # of a degree: 1.1 m
DEGREE_M = 111_320.0  # along a meridian, near enough for a tolerance
MOST_TURN_DEG = 60.0  # of longitude from one point to the next
MOST_HALVINGS = 24  # from 500 km to 3 cm; past them a line runs through the pole itself
WORLD_DEG = 180.0


def on_the_globe(shape: "MultiPolygon", lat_deg: float, lon_deg: float, tolerance_m: float) -> "MultiPolygon":
    """A shape of the azimuthal equidistant plane about a point, in longitude and latitude.

    Parameters
    ----------
    shape : shapely.MultiPolygon
        On the plane. [m]
    lat_deg, lon_deg : float
        The point.
    tolerance_m : float
        How far a straight line may come to lie from its place.

    Returns
    -------
    shapely.MultiPolygon
        Valid; longitude and latitude rounded to five decimals, exteriors counter-clockwise. [deg]
    """
    import shapely

    parts = shapely.get_parts(shape)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points_m, ring_of = shapely.get_coordinates(rings, return_index=True)
    if not len(points_m):
        return shapely.MultiPolygon()
    points_deg, ring_of = _bent(points_m, ring_of, _inverse(lat_deg, lon_deg), tolerance_m)
    starts = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    points_deg[:, 0] = _unwound(points_deg[:, 0], starts)
    pole_deg = 90.0 if lat_deg > 0.0 else -90.0
    drawn: list[Polygon] = []
    first = np.searchsorted(part_of, np.arange(len(parts) + 1))
    for low, high in pairwise(first):
        lines = [points_deg[starts[i] : starts[i + 1]] for i in range(low, high)]
        drawn += _one(lines, pole_deg)
    exact = polygonal(drawn)
    rounded = polygonal(shapely.set_precision(exact, 10.0**-DECIMALS))
    return shapely.orient_polygons(rounded, exterior_cw=False)


def _inverse(lat_deg: float, lon_deg: float) -> Any:
    from pyproj import Proj

    proj = Proj(site_plane(lat_deg, lon_deg))

    def to_deg(points_m: FloatArray) -> FloatArray:
        return np.stack(proj(points_m[:, 0], points_m[:, 1], inverse=True), axis=-1)

    return to_deg


def _bent(
    points_m: FloatArray, ring_of: IntArray, to_deg: Any, tolerance_m: float
) -> tuple[FloatArray, IntArray]:
    """Closed rings on the globe, with points put in where straight lines would stray or turn too far."""
    points_deg = to_deg(points_m)
    open_ends = np.flatnonzero(ring_of[1:] == ring_of[:-1])  # segments not yet known to be fine
    for _ in range(MOST_HALVINGS):
        here, there = points_deg[open_ends], points_deg[open_ends + 1]
        middle_m = (points_m[open_ends] + points_m[open_ends + 1]) / 2.0
        middle_deg = to_deg(middle_m)
        turn_deg = _turn(there[:, 0] - here[:, 0])
        east_deg = _turn(middle_deg[:, 0] - here[:, 0] - turn_deg / 2.0) * np.cos(
            np.radians(middle_deg[:, 1])
        )
        north_deg = middle_deg[:, 1] - (here[:, 1] + there[:, 1]) / 2.0
        strays = np.hypot(east_deg, north_deg) * DEGREE_M > tolerance_m
        split = strays | (np.abs(turn_deg) > MOST_TURN_DEG)
        if not split.any():
            break
        at = open_ends[split] + 1
        points_m = np.insert(points_m, at, middle_m[split], axis=0)
        points_deg = np.insert(points_deg, at, middle_deg[split], axis=0)
        ring_of = np.insert(ring_of, at, ring_of[at])
        new = at + np.arange(len(at))
        open_ends = np.sort(np.concatenate([new - 1, new]))
    return points_deg, ring_of


def _turn(degrees: FloatArray) -> FloatArray:
    """The shorter way round, -180 to 180. [deg]"""
    return (degrees + 180.0) % 360.0 - 180.0


def _unwound(lon_deg: FloatArray, starts: IntArray) -> FloatArray:
    """Longitudes that go on past ±180 rather than leap, ring by ring, each from its own first. [deg]"""
    turned = np.concatenate([[0.0], np.cumsum(_turn(np.diff(lon_deg)))])
    first = np.repeat(starts[:-1], np.diff(starts))
    return np.asarray(lon_deg[first] + turned - turned[first])


def _one(lines: list[FloatArray], pole_deg: float) -> "list[Polygon]":
    """One polygon of the plane, its exterior first, in as many parts as the world's edge cuts it into."""
    import shapely

    around = [abs(line[-1, 0] - line[0, 0]) > WORLD_DEG for line in lines]
    if not any(around) and all(np.abs(line[:, 0]).max() <= WORLD_DEG for line in lines):
        return [shapely.Polygon(lines[0], lines[1:])]
    filled = [
        _folded(np.concatenate([line, [[line[-1, 0], pole_deg], [line[0, 0], pole_deg]]]) if turns else line)
        for line, turns in zip(lines, around, strict=True)
    ]
    left = shapely.difference(filled[0], shapely.union_all(filled[1:]))
    return [part for part in shapely.get_parts(left) if part.geom_type == "Polygon"]


def _folded(line: FloatArray) -> "MultiPolygon":
    """What a ring encloses, every part of it brought between longitudes -180 and 180."""
    import shapely

    inside = polygonal([shapely.Polygon(line)])
    lowest, highest = (
        int(np.floor((edge + WORLD_DEG) / 360.0)) for edge in (line[:, 0].min(), line[:, 0].max())
    )
    folded = []
    for turn in range(lowest, highest + 1):
        west = -WORLD_DEG + 360.0 * turn
        cut = shapely.intersection(inside, shapely.box(west, -90.0, west + 360.0, 90.0))
        moved = shapely.transform(cut, lambda points, turn=turn: points - [360.0 * turn, 0.0])
        folded.append(moved)
    return polygonal(shapely.union_all(folded))
