"""The ground around a site: what every terrain hands over, and how its grid is chosen.

The grid lies on the azimuthal equidistant plane of WGS-84 centred on the site: a straight line through the
site's node is a geodesic at its true distance; other lines are not. Heights are metres above the stated
vertical datum.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rangering.errors import TerrainError

FloatArray = NDArray[np.float64]
HeightGrid = NDArray[np.float32]
Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""

POSTINGS_M = (1, 2, 2.5, 5, 10, 20, 25, 30, 50, 90, 100, 200, 250, 500, 1000, 2000)
MOST_NODES_A_SIDE = 3201  # 400 km at 250 m
FARTHEST_M = 2_000_000.0  # past every radar horizon of an aircraft; beyond it the plane is of no use
MEMORY_LIMIT_BYTES = 4 * 1024**3


@dataclass(frozen=True)
class TerrainRecord:
    """Where the heights come from, as every table and picture repeats it.

    Postings in metres, None where the terrain has none of its own. `void_count` and `outside_count` count the
    grid's nodes within the radius that fell into a hole of the data, or beyond its edge: both are unknown
    ground. `files` pairs each file that was read with its SHA-256. `notes` tells in sentences what the
    reader of a map must know of how the terrain came about; `attribution` is the notice its licence wants
    shown beside whatever is made from it.
    """

    kind: str
    source: str
    crs: str
    vertical_datum: str
    surface: str
    source_posting_m: float | None
    posting_m: float
    void_count: int
    outside_count: int
    files: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    attribution: str = ""

    def sentence(self) -> str:
        """One line for a picture or a table."""
        if self.kind == "smooth":
            why = self.notes[0].removesuffix(".") if self.notes else "terrain not loaded"
            return f"smooth Earth: {why}; {self.vertical_datum}, posting {self.posting_m:g} m"
        spacing = f"posting {self.posting_m:g} m"
        if self.source_posting_m is not None and abs(self.posting_m / self.source_posting_m - 1.0) > 0.1:
            spacing += f" from {self.source_posting_m:.3g} m"
        unknown = f"{self.void_count} voids"
        if self.outside_count:
            unknown += f", {self.outside_count} nodes outside the terrain"
        return f"terrain {self.source}, {self.vertical_datum}, {self.surface}, {spacing}, {unknown}"


class Ground(NamedTuple):
    """Heights on a grid centred on a site.

    `height_m` is float32 of shape (n_rows, n_columns), NaN where the ground is unknown. Row 0 is the
    southernmost: node (row, column) lies (column - col0)·posting_m east and (row - row0)·posting_m north of
    the site, on the azimuthal equidistant plane whose centre is (lat_deg, lon_deg). Nodes of a grid
    much coarser than its source are means over blocks; the site's own node is always the source's height at
    that very point.
    """

    height_m: HeightGrid
    posting_m: float
    row0: int
    col0: int
    lat_deg: float
    lon_deg: float
    record: TerrainRecord

    def describe(self) -> str:
        """One line for a picture or a table: source, datum, surface, posting, voids."""
        return self.record.sentence()


class Terrain(Protocol):
    """What `open_terrain` gives, whatever the kind."""

    def around(
        self,
        lat_deg: float,
        lon_deg: float,
        radius_m: float,
        *,
        posting_m: float | None = None,
        progress: Progress | None = None,
    ) -> Ground:
        """The ground in the square about a circle round a site. TerrainError where it cannot be."""
        ...

    def height_m(self, lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
        """Heights at points, NaN where unknown; same shape as the input. [m]"""
        ...


def check_circle(lat_deg: float, lon_deg: float, radius_m: float, posting_m: float | None) -> None:
    """TerrainError unless the site lies on Earth, the radius is sensible and the posting is a length."""
    if not abs(lat_deg) <= 90.0:
        mend = "latitudes run from -90 to 90 degrees"
        raise TerrainError("is no latitude", where="site", value=lat_deg, mend=mend)
    if not abs(lon_deg) <= 180.0:
        mend = "longitudes run from -180 to 180 degrees"
        raise TerrainError("is no longitude", where="site", value=lon_deg, mend=mend)
    if not 0.0 < radius_m <= FARTHEST_M:
        mend = f"give a radius above zero, at most {FARTHEST_M / 1e3:g} km"
        raise TerrainError("is no radius for a map", where="radius", value=f"{radius_m:g} m", mend=mend)
    if posting_m is not None and not 0.0 < posting_m < math.inf:
        raise TerrainError("is no posting", where="posting", value=f"{posting_m:g} m", mend="such as 90 m")


def site_plane(lat_deg: float, lon_deg: float) -> dict[str, str | float]:
    """The azimuthal equidistant plane of WGS-84 about a place, as PROJ takes it."""
    return {"proj": "aeqd", "lat_0": lat_deg, "lon_0": lon_deg, "datum": "WGS84", "units": "m"}


def choose_posting_m(radius_m: float, source_posting_m: float) -> float:
    """The posting of the series nearest to the source's own that needs no more than 3201 nodes a side.

    Nearest as a ratio: one arc second, 30.9 m, gives 30 m; nine of them, 278 m, give 250 m. [m]
    """
    finest_m = 2.0 * radius_m / (MOST_NODES_A_SIDE - 1) * (1.0 - 1e-9)
    allowed = [posting for posting in POSTINGS_M if posting >= finest_m] or [POSTINGS_M[-1]]
    return float(min(allowed, key=lambda posting: abs(math.log(posting / source_posting_m))))


def half_side(radius_m: float, posting_m: float) -> int:
    """Nodes from the site's to the edge of a grid that holds the whole circle."""
    return max(1, math.ceil(radius_m / posting_m - 1e-9))


def require_memory(needed_bytes: float, radius_m: float, posting_m: float) -> None:
    """TerrainError where heights would take more memory than the limit, or than this machine has left."""
    limit = min(MEMORY_LIMIT_BYTES, available_bytes())
    if needed_bytes > limit:
        raise TerrainError(
            f"needs about {needed_bytes / 1e9:.3g} GB of memory, of {limit / 1e9:.3g} GB that may be used",
            where="terrain",
            value=f"{radius_m / 1e3:g} km at a posting of {posting_m:g} m",
            mend="give a coarser posting, or where the question takes one a smaller radius",
        )


def available_bytes() -> float:
    """Memory that the system can still give; without limit where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return math.inf
    return next(
        (1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable")), math.inf
    )


def within_circle(half: int, radius_m: float, posting_m: float) -> NDArray[np.bool_]:
    """Which nodes lie within the radius; shape (2·half + 1, 2·half + 1)."""
    square_m2 = (np.arange(-half, half + 1) * posting_m) ** 2
    return np.asarray(square_m2[:, None] + square_m2 <= radius_m**2)
