"""What a coverage map hands back: labelled arrays, the table, and the record of how they came about."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import CodeArray
from rangering.coverage.state import State
from rangering.terrain.ground import Ground

HeightArray = NDArray[np.float32]

# What a line of the table is about, in its own words.
ALL_RADARS = "all radars"
DETECTION_CLAIM = "detection claim"
ASSUMED_RANGE = "assumed range"
PRESS_CIRCLE = "press circle"


class Ring(NamedTuple):
    """The circle a newspaper would draw."""

    radius_m: float
    claim: str  # id of the catalog quantity
    source: str
    grade: str
    is_published: bool = (
        True  # whether anybody claims to detect so far; else it is where we let the display end
    )


PressCircle = tuple[str, float, float, Ring]
"""Site, latitude and longitude [deg], and the highest published engagement range about it."""


class Altitude(NamedTuple):
    """One altitude layer."""

    label: str  # as the scenario writes it, such as "100 m agl"
    altitude_m: float  # above ground or above sea level; of a flight level on the scenario's day
    above_ground: bool


class Target(NamedTuple):
    """One target class."""

    id: str
    title: str
    rcs_m2: float


class Row(NamedTuple):
    """One line of the table: a radar or the network, a ring, an altitude, a class.

    `ring` is "press circle" (the highest published engagement range: what newspapers draw), "detection
    claim" (the highest published detection range) or, where nobody publishes one, "assumed range" (our class
    default); over several sites it is the union of their discs. Areas on the sphere. `seen_share` is of the
    ring; what is unknown counts neither as seen nor as hidden. `limits` gives the share of the ring that each
    constraint alone keeps uncovered, largest first; among them stand "several", and "underground" where the
    ground is higher than the altitude.
    """

    of: str  # a radar's name, or "all radars"
    ring: str
    altitude: str
    target: str
    ring_km2: float
    seen_km2: float
    unknown_km2: float
    seen_share: float
    unknown_share: float
    main_limit: str
    limits: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class RadarCoverage:
    """One radar: where it stands, what it was read as, and the lowest altitude it sees everywhere.

    `lowest_m` is float32 of shape (rows, columns) on `ground`'s grid: lowest altitude in line of sight
    above sea level, NaN where unknown or farther than the radar is mapped; take `ground.height_m` away for
    the height above ground. `power_m` is in clear air.
    """

    name: str  # "Mürted, 91N6E"
    site: str  # with its labels: "H1 (hypothetical)"
    hypothetical: bool
    radar_id: str
    lat_deg: float
    lon_deg: float
    mast_height_m: float
    antenna_m: float  # above sea level
    sector_centre_rad: float
    sector_width_rad: float
    ring: Ring
    instrumented_m: float
    power_m: dict[str, float]  # by target id
    ground: Ground
    lowest_m: HeightArray


@dataclass(frozen=True)
class CoverageMap:
    """A coverage map.

    `state` is uint8 of shape (altitudes, targets, rows, columns) on `ground`'s grid, in the numbers of
    `State`: the least over all radars. Row 0 is the southernmost; cell (row, column) lies (column -
    col0)·posting_m east and (row - row0)·posting_m north of (lat_deg, lon_deg) on the azimuthal equidistant
    plane about that point.
    """

    title: str
    name: str
    labels: tuple[str, ...]
    altitudes: tuple[Altitude, ...]
    targets: tuple[Target, ...]
    pd_probability: float
    radars: tuple[RadarCoverage, ...]
    engagement_rings: tuple[PressCircle, ...]
    ground: Ground
    state: CodeArray
    table: tuple[Row, ...]
    environment: dict[str, Any]  # k, radius, geometry, terrain, datum, posting: printed on everything
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: dict[str, Any]
    places: tuple[tuple[str, float, float], ...] = ()  # what is defended: name, latitude, longitude [deg]

    def covered(self, altitude: int, target: int) -> NDArray[np.bool_]:
        """Where one layer is covered, shape (rows, columns)."""
        return np.asarray(self.state[altitude, target] == State.COVERED)
