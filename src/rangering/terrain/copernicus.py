"""The Copernicus DEM as it lies on public servers: products, overviews, names and places of its tiles.

A tile spans one degree and is named after its south-west corner. Its outer nodes lie on whole degrees along
the north and west edges, so that the tile reaches half a cell further there. Towards the poles cells grow
wider in longitude. Each tile holds coarser copies of itself, each half as fine as the one before; all share
the tile's edges. Heights are metres above EGM2008, of the surface as radar saw it: roofs and treetops count.
Nothing is fetched here.
Source: Copernicus DEM Product Handbook, GEO.2018-1988-2 (2022); readme of the public buckets
(copernicus-dem-30m.s3.amazonaws.com/readme.html), for names, sizes and which edges were cut.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

DATUM = "EGM2008"
SURFACE = "surface model"
FINEST_M = 30.9  # one arc second of latitude
# By latitude up to: how much wider than high, in degrees, a cell is.
_WIDER = ((50, 1.0), (60, 1.5), (70, 2.0), (80, 3.0), (85, 5.0), (90, 10.0))
_DEGREE_M = 111_133.0  # mean of the WGS-84 meridian, 10,001,966 m to the quarter
_SHORTEST_RADIUS_M = 6_335_400.0  # of curvature of WGS-84, along the meridian at the equator
_FIT = 1.1  # a cell may be that much wider than the posting: one arc second serves a posting of 30 m
_MARGIN_DEG = 0.02  # past the circle: cells that reach over a tile's edge, and averages over them
_ARC_SECONDS = {"GLO-30": 10, "GLO-90": 30}  # in tenths, as the names count
_BUCKETS = {"GLO-30": "copernicus-dem-30m", "GLO-90": "copernicus-dem-90m"}


class Level(NamedTuple):
    """A product at one of its overviews; number 0 is the tile itself, each next one half as fine."""

    product: str
    overview: int
    rows: int
    """Cells to a degree of latitude."""

    @property
    def cell_m(self) -> float:
        """Height of a cell. [m]"""
        return _DEGREE_M / self.rows

    def __str__(self) -> str:
        return f"Copernicus DEM {self.product}" + (f" overview {self.overview}" if self.overview else "")


# Finest first. Where both products would serve, GLO-90: none of its tiles is withheld.
LEVELS = (
    Level("GLO-30", 0, 3600),
    Level("GLO-30", 1, 1800),
    Level("GLO-90", 0, 1200),
    Level("GLO-90", 1, 600),
    Level("GLO-90", 2, 300),
)
WORLDWIDE = LEVELS[2]
"""The finest that is withheld nowhere: it stands in where GLO-30 is not public, and for heights at points."""


class Corner(NamedTuple):
    """The south-west corner by which a tile is known. [deg]"""

    south: int
    west: int


def choose_level(posting_m: float) -> Level:
    """The coarsest level whose cells are no higher than the posting, give or take a tenth."""
    serving = [level for level in LEVELS if level.cell_m <= _FIT * posting_m]
    return serving[-1] if serving else LEVELS[0]


def stem(product: str, corner: Corner) -> str:
    """The name of a tile, such as ``Copernicus_DSM_COG_30_N40_00_E032_00_DEM``."""
    north = f"{'S' if corner.south < 0 else 'N'}{abs(corner.south):02d}"
    east = f"{'W' if corner.west < 0 else 'E'}{abs(corner.west):03d}"
    return f"Copernicus_DSM_COG_{_ARC_SECONDS[product]}_{north}_00_{east}_00_DEM"


def url(mirror: str | None, product: str, corner: Corner) -> str:
    """Where a tile lies: in the public bucket, or in the folder of that name on a mirror."""
    bucket = _BUCKETS[product]
    base = f"{mirror}/{bucket}" if mirror else f"https://{bucket}.s3.amazonaws.com"
    name = stem(product, corner)
    return f"{base}/{name}/{name}.tif"


def attribution(products: Iterable[str]) -> str:
    """The notice that the licence wants beside whatever is made from products and shown to others."""
    names = " and ".join(f"WorldDEM-{product[-2:]}" for product in sorted(set(products)))
    return (
        f"produced using Copernicus {names} © DLR e.V. 2010-2014 and © Airbus Defence and "
        "Space GmbH 2014-2018 provided under COPERNICUS by the European Union and ESA; all rights reserved"
    )


def columns(level: Level, corner: Corner) -> int:
    """Cells from the west to the east edge of a tile."""
    latitude_deg = abs(corner.south + 0.5)
    wider = next(factor for up_to, factor in _WIDER if latitude_deg < up_to)
    return round(level.rows / wider)


def affine(level: Level, corner: Corner) -> tuple[float, float, float, float, float, float]:
    """From cell corners to longitude and latitude: lon = a·col + c, lat = e·row + f. [deg]"""
    whole = next(each for each in LEVELS if each.product == level.product)
    wide_deg, high_deg = 1.0 / columns(level, corner), 1.0 / level.rows
    west_deg = corner.west - 0.5 / columns(whole, corner)
    north_deg = corner.south + 1.0 + 0.5 / whole.rows
    return (wide_deg, 0.0, west_deg, 0.0, -high_deg, north_deg)


def most_bytes(level: Level, corner: Corner) -> int:
    """What a tile holds at a level; fetched, it is packed and smaller."""
    return 4 * level.rows * columns(level, corner)


def corners_about(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[Corner, ...]:
    """The tiles that a circle meets, the nearest to its centre first.

    Parameters
    ----------
    lat_deg, lon_deg : float
        The centre. [deg]
    radius_m : float
        Along the ground, at most a quarter of the Earth's girth. [m]

    Returns
    -------
    tuple of Corner
        Over the antimeridian and the poles too; a tile too many at the edge, never one too few.
    """
    # A sphere of the shortest radius of curvature makes every angle too large, never too small.
    angle_deg = math.degrees(radius_m / _SHORTEST_RADIUS_M) + _MARGIN_DEG
    south = max(-90, math.floor(lat_deg - angle_deg))
    north = min(89, math.floor(lat_deg + angle_deg))
    found = []
    for row in range(south, north + 1):
        half_deg = _half_width_deg(lat_deg, angle_deg, row)
        if half_deg >= 179.0:
            wests = range(-180, 180)
        else:
            wests = range(math.floor(lon_deg - half_deg), math.floor(lon_deg + half_deg) + 1)
        found += [Corner(row, (west + 180) % 360 - 180) for west in wests]
    return tuple(
        sorted(dict.fromkeys(found), key=lambda corner: (_apart_deg(lat_deg, lon_deg, corner), corner))
    )


def corner_of(lat_deg: float, lon_deg: float) -> Corner:
    """The tile that a place lies in, by whole degrees. [deg]"""
    return Corner(min(89, math.floor(lat_deg)), (math.floor(lon_deg) + 180) % 360 - 180)


def _half_width_deg(lat_deg: float, angle_deg: float, row: int) -> float:
    """How far east of the centre a circle on a sphere reaches within one degree of latitude. [deg]"""
    centre, angle = math.radians(lat_deg), math.radians(angle_deg)
    low, high = math.radians(row), math.radians(row + 1)
    parallels = [low, high]
    # Where meridians touch the circle it is widest; it may lie inside the row.
    sine = math.sin(centre) / math.cos(angle) if math.cos(angle) > 0.0 else 2.0
    if abs(sine) < 1.0:
        parallels.append(min(max(math.asin(sine), low), high))
    widest = 0.0
    for parallel in parallels:
        shared = math.cos(parallel) * math.cos(centre)
        if shared < 1e-9:  # a pole
            return 180.0
        cosine = (math.cos(angle) - math.sin(parallel) * math.sin(centre)) / shared
        widest = max(widest, math.acos(min(1.0, max(-1.0, cosine))))
    return math.degrees(widest) + _MARGIN_DEG / max(math.cos(centre), 1e-3)


def _apart_deg(lat_deg: float, lon_deg: float, corner: Corner) -> float:
    """From a place to a tile's middle, on the flat: good enough for an order. [deg]"""
    if corner == corner_of(lat_deg, lon_deg):
        return 0.0
    east_deg = (corner.west + 0.5 - lon_deg + 180.0) % 360.0 - 180.0
    return math.hypot(corner.south + 0.5 - lat_deg, east_deg * math.cos(math.radians(lat_deg)))
