"""Heights around a site, or at points, from a set of tiles.

Every node of the site's grid is carried into the tiles' CRS by PROJ and interpolated bilinearly there. Where
the posting is at least twice the source's, the source is first averaged over blocks of whole cells that fit
into one posting: a single cell's peak then neither vanishes by chance nor stands for its surroundings. A
block with a void is void. PROJ is asked for every 16th node; between them the place is interpolated wherever
that errs by less than 0.03 source cells (a quarter of the error measured on the doubled mesh, as for any
smooth map), and worked out node by node elsewhere.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rangering.errors import TerrainError
from rangering.provenance import digest_of
from rangering.terrain.ground import (
    FloatArray,
    Ground,
    HeightGrid,
    Progress,
    TerrainRecord,
    check_circle,
    choose_posting_m,
    half_side,
    require_memory,
    site_plane,
    within_circle,
)
from rangering.terrain.kernels import sample_grid, sample_points
from rangering.terrain.lattice import Lattice, Window, lattices, turn
from rangering.terrain.tiles import Tile
from rangering.terrain.vertical import to_sea_level

if TYPE_CHECKING:
    import pyproj

MESH_NODES = 16
MESH_ERROR_CELLS = 0.03
_BYTES_A_NODE = 8.0  # the height, and masks for the counts
_BIN_CELLS = 512  # points are read in squares of this side


class Mosaic:
    """Terrain from tiles.

    Parameters
    ----------
    tiles : sequence of Tile
        In the order in which they count where they overlap; at least one.
    kind, source, surface : str
        For the record: kind of terrain, its name, and surface model or bare earth.
    posting_m : float, optional
        Replaces the posting chosen for the radius. [m]
    """

    def __init__(
        self, tiles: Sequence[Tile], *, kind: str, source: str, surface: str, posting_m: float | None = None
    ) -> None:
        self.tiles = tuple(tiles)
        self.lattices = lattices(tiles)
        self.kind, self.source, self.surface, self.posting_m = kind, source, surface, posting_m

    def around(
        self,
        lat_deg: float,
        lon_deg: float,
        radius_m: float,
        *,
        posting_m: float | None = None,
        progress: Progress | None = None,
    ) -> Ground:
        """Heights on the grid about a site; see `rangering.terrain.ground.Ground`.

        Raises
        ------
        TerrainError
            The site lies outside the tiles, the grid would not fit into memory, or a tile cannot be read.
        """
        posting_m = self.posting_m if posting_m is None else posting_m
        check_circle(lat_deg, lon_deg, radius_m, posting_m)
        source_posting_m = self._source_posting_m(lat_deg, lon_deg)
        posting_m = choose_posting_m(radius_m, source_posting_m) if posting_m is None else posting_m
        half = half_side(radius_m, posting_m)
        side = 2 * half + 1
        require_memory(_BYTES_A_NODE * side**2, radius_m, posting_m)
        heights_m = np.full((side, side), np.inf, np.float32)
        used: dict[Tile, None] = {}
        for lattice in self.lattices:
            used |= dict.fromkeys(
                _fill(heights_m, _SiteMap(lattice, lat_deg, lon_deg), radius_m, posting_m, progress)
            )
        circle = within_circle(half, radius_m, posting_m)
        outside_count = int((np.isinf(heights_m) & circle).sum())
        void_count = int((np.isnan(heights_m) & circle).sum())
        heights_m[np.isinf(heights_m)] = np.nan
        # A mean over a block would lower a mast on a hilltop: the site's node is the ground below the site.
        heights_m[half, half] = self.height_m(np.array([lat_deg]), np.array([lon_deg]))[0]
        tiles = list(used)
        record = TerrainRecord(
            kind=self.kind,
            source=self.source,
            crs=" and ".join(dict.fromkeys(tile.crs_text for tile in tiles)),
            vertical_datum=" and ".join(dict.fromkeys(tile.datum.text for tile in tiles)),
            surface=self.surface,
            source_posting_m=source_posting_m,
            posting_m=posting_m,
            void_count=void_count,
            outside_count=outside_count,
            files=hashed(tiles),
        )
        return Ground(heights_m, posting_m, half, half, lat_deg, lon_deg, record)

    def height_m(self, lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
        """Heights at points: bilinear between the source's own cells, NaN where unknown. Any shape. [m]

        Raises
        ------
        TerrainError
            A tile cannot be read.
        """
        lats_deg, lons_deg = np.broadcast_arrays(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
        heights_m = np.full(lats_deg.size, np.inf)
        for lattice in self.lattices:
            x, y = _transformer("EPSG:4326", lattice).transform(lons_deg.ravel(), lats_deg.ravel())
            rows, cols = lattice.nodes(np.asarray(x), np.asarray(y))
            offsets_m = _offsets_m(lattice, lons_deg.ravel(), lats_deg.ravel())
            finite = np.isfinite(rows) & np.isfinite(cols)
            bins = np.floor(np.where(finite, (rows, cols), -1e9) / _BIN_CELLS)
            for square in np.unique(bins, axis=1).T:
                here = np.flatnonzero(finite & (bins == square[:, None]).all(axis=0))
                span = lattice.span(rows[here], cols[here], (1, 1))
                if here.size and span[0] < span[1] and span[2] < span[3]:
                    window = lattice.read(span, (1, 1))
                    known_m = heights_m[here]
                    places = window.places(rows[here], cols[here])
                    sample_points(window.heights_m, *places, offsets_m[here], known_m)
                    heights_m[here] = known_m
        heights_m[np.isinf(heights_m)] = np.nan
        return heights_m.reshape(lats_deg.shape)

    def _source_posting_m(self, lat_deg: float, lon_deg: float) -> float:
        """The wider of the two spacings of cells at a site, from the first lattice that holds it. [m]"""
        steps_m = np.array([-50.0, 0.0, 50.0])
        for lattice in self.lattices:
            rows, cols = _SiteMap(lattice, lat_deg, lon_deg).places(steps_m, steps_m)
            if np.isfinite(rows).all() and lattice.holds(rows[1, 1], cols[1, 1]):
                cells = [math.hypot(n[1, 2] - n[1, 1], n[2, 1] - n[1, 1]) for n in (rows, cols)]
                return 50.0 / min(cells)
        raise TerrainError(
            f"lies outside the terrain, which covers {self._covers()}",
            where="site",
            value=f"{lat_deg:g}, {lon_deg:g}",
            mend="move the site, or add the tiles around it",
        )

    def _covers(self) -> str:
        """The bounds of all tiles, for people."""
        import pyproj

        boxes = []
        for tile in self.tiles:
            a, b, c, d, e, f = tile.affine
            x = [c + a * i + b * j for i in (0, tile.n_cols) for j in (0, tile.n_rows)]
            y = [f + d * i + e * j for i in (0, tile.n_cols) for j in (0, tile.n_rows)]
            if tile.crs.is_geographic:
                boxes.append((min(x), min(y), max(x), max(y)))
            else:
                to_degrees = pyproj.Transformer.from_crs(tile.crs, "EPSG:4326", always_xy=True)
                boxes.append(to_degrees.transform_bounds(min(x), min(y), max(x), max(y)))
        west, south = (min(box[i] for box in boxes) for i in (0, 1))
        east, north = (max(box[i] for box in boxes) for i in (2, 3))
        return f"latitude {south:.4f} to {north:.4f}, longitude {west:.4f} to {east:.4f}"


class _SiteMap:
    """From a site's plane to the rows and columns of a lattice.

    In geographic coordinates the longitude runs on past the antimeridian, within half a turn of the site.
    """

    def __init__(self, lattice: Lattice, lat_deg: float, lon_deg: float) -> None:
        import pyproj

        plane = site_plane(lat_deg, lon_deg)
        self.lattice = lattice
        self.onto_lattice = _transformer(plane, lattice)
        self.onto_earth = pyproj.Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
        self.turn = turn(lattice.tile)
        self.site_x, self.site_y = _transformer("EPSG:4326", lattice).transform(lon_deg, lat_deg)

    def places(self, east_m: FloatArray, north_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lattice rows and columns where eastings and northings cross; NaN where PROJ knows none."""
        x, y = (np.asarray(v) for v in self.onto_lattice.transform(*np.meshgrid(east_m, north_m)))
        if self.turn:
            with np.errstate(invalid="ignore"):
                x = self.site_x + (x - self.site_x + self.turn / 2.0) % self.turn - self.turn / 2.0
        return self.lattice.nodes(x, y)

    def within_turn(self, cols: FloatArray) -> FloatArray:
        """Columns clipped to half a turn on both sides of the site, past which no longitude goes."""
        if not self.turn:
            return cols
        _, edges = self.lattice.nodes(
            self.site_x + self.turn * np.array([-0.5, 0.5]), np.full(2, self.site_y)
        )
        return np.clip(cols, edges.min(), edges.max())

    def offsets_m(self, east_m: FloatArray, north_m: FloatArray) -> FloatArray:
        """What brings the lattice's heights to sea level at these crossings. [m]"""
        lon_deg, lat_deg = self.onto_earth.transform(*np.meshgrid(east_m, north_m))
        return _offsets_m(self.lattice, lon_deg, lat_deg)


def _fill(
    heights_m: HeightGrid, site: _SiteMap, radius_m: float, posting_m: float, progress: Progress | None
) -> tuple[Tile, ...]:
    """Fill what is still unknown of a site's grid from one lattice; the tiles that were read."""
    side = heights_m.shape[0]
    # Beyond the last node, to an odd number of lines: whole blocks of the doubled mesh.
    lines = 2 * math.ceil(side / (2 * MESH_NODES)) + 1
    mesh_m = posting_m * (MESH_NODES * np.arange(lines, dtype=np.float64) - side // 2)
    rows, cols = site.places(mesh_m, mesh_m)
    each = _cells_per_posting(rows), _cells_per_posting(cols)
    smooth = _smooth(rows / each[0]) & _smooth(cols / each[1])
    if smooth.all():
        span = site.lattice.span(rows, cols, each)
    else:
        span = site.lattice.span(_widened(rows), site.within_turn(_widened(cols)), each)
    if span[0] >= span[1] or span[2] >= span[3]:
        return ()
    needed_bytes = _BYTES_A_NODE * side**2 + site.lattice.bytes_to_read(span, each)
    require_memory(needed_bytes, radius_m, posting_m)
    window = site.lattice.read(span, each, progress)
    offsets_m = site.offsets_m(mesh_m, mesh_m)
    sample_grid(window.heights_m, *window.places(rows, cols), offsets_m, smooth, MESH_NODES, heights_m)
    for i, j in np.argwhere(~smooth) * MESH_NODES:
        part = heights_m[i : i + MESH_NODES, j : j + MESH_NODES]
        if part.size:
            _fill_node_by_node(part, window, site, posting_m, int(i) - side // 2, int(j) - side // 2)
    return window.tiles


def _fill_node_by_node(
    part: HeightGrid, window: Window, site: _SiteMap, posting_m: float, first_row: int, first_col: int
) -> None:
    """Fill a part of the grid, whose first node lies that many rows and columns from the site's."""
    north_m = posting_m * np.arange(first_row, first_row + part.shape[0], dtype=np.float64)
    east_m = posting_m * np.arange(first_col, first_col + part.shape[1], dtype=np.float64)
    rows, cols = window.places(*site.places(east_m, north_m))
    known_m = part.astype(np.float64).ravel()
    offsets_m = site.offsets_m(east_m, north_m)
    sample_points(window.heights_m, rows.ravel(), cols.ravel(), offsets_m.ravel(), known_m)
    part[:] = known_m.reshape(part.shape)


def _offsets_m(lattice: Lattice, lon_deg: FloatArray, lat_deg: FloatArray) -> FloatArray:
    """What raises a lattice's heights to sea level: zero unless they count from the ellipsoid. [m]"""
    if not lattice.tile.datum.ellipsoidal:
        return np.zeros(np.shape(lon_deg))
    probe = float(lon_deg.flat[0]), float(lat_deg.flat[0])
    return to_sea_level(lattice.tile.crs, probe, f"terrain {lattice.tile.name}")(lon_deg, lat_deg)


def _transformer(source: "dict[str, str | float] | str", lattice: Lattice) -> "pyproj.Transformer":
    """From a WGS-84 CRS into a lattice's, never by an unknown datum shift that the record does not tell."""
    import pyproj

    return pyproj.Transformer.from_crs(
        source, lattice.tile.crs, always_xy=True, allow_ballpark=not lattice.tile.datum_known
    )


def _cells_per_posting(numbers: FloatArray) -> int:
    """How many whole lattice cells fit between two nodes of the grid, the least over a mesh; at least one."""
    with np.errstate(invalid="ignore"):
        northward, eastward = np.diff(numbers, axis=0)[:, :-1], np.diff(numbers, axis=1)[:-1]
    steps = np.hypot(northward, eastward) / MESH_NODES
    steps = steps[np.isfinite(steps)]
    return max(1, math.floor(steps.min() * (1.0 + 1e-6))) if steps.size else 1


def _widened(numbers: FloatArray) -> FloatArray:
    """The extremes a map may reach between the lines of its mesh: at most its largest step further."""
    with np.errstate(invalid="ignore"):
        steps = np.abs(np.concatenate([np.diff(numbers, axis=0).ravel(), np.diff(numbers, axis=1).ravel()]))
    known, steps = numbers[np.isfinite(numbers)], steps[np.isfinite(steps)]
    if not steps.size:
        return known
    return np.array([known.min() - steps.max(), known.max() + steps.max()])


def _smooth(numbers: FloatArray) -> NDArray[np.bool_]:
    """Which blocks of a mesh may be interpolated: the doubled mesh's error tells that of the mesh itself.

    Judged along both directions by themselves: at a block's centre the two would cancel for every conformal
    map.
    """
    with np.errstate(invalid="ignore"):
        along = np.abs(numbers[1::2] - (numbers[:-1:2] + numbers[2::2]) / 2.0)
        across = np.abs(numbers[:, 1::2] - (numbers[:, :-1:2] + numbers[:, 2::2]) / 2.0)
    worst_along = np.maximum(np.maximum(along[:, :-1:2], along[:, 2::2]), along[:, 1::2])
    worst_across = np.maximum(np.maximum(across[:-1:2], across[2::2]), across[1::2])
    # A place that PROJ cannot map is NaN or infinite here and fails the comparison.
    fits = (worst_along + worst_across) / 4.0 < MESH_ERROR_CELLS
    return np.repeat(np.repeat(fits, 2, axis=0), 2, axis=1)


def hashed(tiles: Sequence[Tile]) -> tuple[tuple[str, str], ...]:
    """The files of tiles for the record: the name of each, once, and its SHA-256."""
    return tuple(dict.fromkeys((name, _hash(path)) for tile in tiles for name, path in tile.files))


def _hash(path: Path) -> str:
    """SHA-256 of a file, remembered while the file stays as it is."""
    state = path.stat()
    return _hash_of_state(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _hash_of_state(path: Path, size: int, mtime_ns: int) -> str:
    return digest_of(path)
