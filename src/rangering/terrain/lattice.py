"""Tiles whose nodes lie on one endless grid, read as one raster.

Tiles that share a CRS, a cell and a phase belong to one lattice: between the last node of one and the first
of the next, heights are interpolated as inside a tile. In geographic coordinates every tile also stands one
turn east and one turn west, so the antimeridian is a seam like any other. Where tiles overlap, the first by
name that knows the height counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rangering.errors import TerrainError
from rangering.terrain.ground import FloatArray, HeightGrid, Progress
from rangering.terrain.kernels import block_means
from rangering.terrain.tiles import Affine, Tile

# File headers round their corners. The shift this allows and the map's own 0.03 stay within 0.05 cells.
SAME_PHASE_CELLS = 0.02
_CELLS_AT_ONCE = (512, 16384)  # rows and columns of the source that are read together
_BYTES_A_CELL = 16.0  # two float32, the stored value, and masks while they are read

Span = tuple[int, int, int, int]
"""First row, past the last row, first column, past the last column."""


class Placed(NamedTuple):
    """A tile and where its first cell lies on the lattice."""

    tile: Tile
    first_row: int
    first_col: int


class Window(NamedTuple):
    """Averaged heights of a part of a lattice.

    `heights_m` is float32, shape (n_rows, n_cols), NaN: void, +inf: no tile. Its first node is number
    `first_row`, `first_col` among the blocks of `each` lattice rows × columns, which are counted from the
    lattice's anchor, wherever the window lies: a block's limits never depend on the site.
    """

    heights_m: HeightGrid
    first_row: int
    first_col: int
    each: tuple[int, int]
    tiles: tuple[Tile, ...]

    def places(self, rows: FloatArray, cols: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lattice rows and columns as numbers of blocks from the window's first."""
        # The centre of block 0 is node (cells - 1) / 2 of the lattice.
        block_rows, block_cols = ((n + 0.5) / k - 0.5 for n, k in zip((rows, cols), self.each, strict=True))
        return block_rows - self.first_row, block_cols - self.first_col


@dataclass(frozen=True, eq=False)
class Lattice:
    """Placed tiles of one CRS, cell, phase and datum; `affine` leads from cell corners to the CRS."""

    affine: Affine
    placed: tuple[Placed, ...]

    @property
    def tile(self) -> Tile:
        """Stands for what all its tiles share."""
        return self.placed[0].tile

    def nodes(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Rows and columns, counted from cell centre to cell centre, of places in the CRS. Any shape."""
        a, b, c, d, e, f = self.affine
        det = a * e - b * d
        with np.errstate(invalid="ignore"):  # a place without coordinates is infinite, and becomes NaN
            across, along = x - c, y - f
            return (a * along - d * across) / det - 0.5, (e * across - b * along) / det - 0.5

    def holds(self, row: float, col: float) -> bool:
        """Whether a place lies on one of the tiles."""
        return any(
            -0.5 <= row - p.first_row <= p.tile.n_rows - 0.5
            and -0.5 <= col - p.first_col <= p.tile.n_cols - 0.5
            for p in self.placed
        )

    def extent(self) -> Span:
        """The cells between the outermost edges of all tiles."""
        return (
            min(p.first_row for p in self.placed),
            max(p.first_row + p.tile.n_rows for p in self.placed),
            min(p.first_col for p in self.placed),
            max(p.first_col + p.tile.n_cols for p in self.placed),
        )

    def span(self, rows: FloatArray, cols: FloatArray, each: tuple[int, int]) -> Span:
        """The part of the extent that places need, in whole blocks; empty where they miss it."""
        extent = self.extent()
        sides = []
        for needed, first, last, cells in ((rows, *extent[:2], each[0]), (cols, *extent[2:], each[1])):
            known = needed[np.isfinite(needed)]
            if not known.size:
                return 0, 0, 0, 0
            # One block of margin: interpolation looks at the next block's centre.
            low = max(first, math.floor(known.min()) - cells) // cells
            high = -(-min(last, math.ceil(known.max()) + cells + 1) // cells)
            sides += [low, high]
        return sides[0], sides[1], sides[2], sides[3]

    def bytes_to_read(self, span: Span, each: tuple[int, int]) -> float:
        """Memory that `read` will take, about."""
        blocks = float(span[1] - span[0]) * (span[3] - span[2])
        at_once = np.prod(np.maximum(_CELLS_AT_ONCE, each), dtype=float)
        return 4.0 * blocks + _BYTES_A_CELL * float(min(at_once, blocks * each[0] * each[1]))

    def read(self, span: Span, each: tuple[int, int], progress: Progress | None = None) -> Window:
        """Heights of a span of blocks, each the mean of `each` rows × columns of cells.

        Raises
        ------
        TerrainError
            A tile cannot be read, or holds a height that no place on Earth has.
        """
        first_row, last_row, first_col, last_col = span
        means = np.empty((last_row - first_row, last_col - first_col), np.float32)
        used: dict[Tile, None] = {}
        high, wide = (max(1, side // k) for side, k in zip(_CELLS_AT_ONCE, each, strict=True))
        for row in range(first_row, last_row, high):
            for col in range(first_col, last_col, wide):
                part = means[row - first_row :, col - first_col :][:high, :wide]
                rows, cols = part.shape[0] * each[0], part.shape[1] * each[1]
                fine = part if each == (1, 1) else np.empty((rows, cols), np.float32)
                cells = (row * each[0], row * each[0] + rows, col * each[1], col * each[1] + cols)
                used |= dict.fromkeys(self._compose(fine, cells))
                if each != (1, 1):
                    block_means(fine, each[0], each[1], part)
            if progress is not None:
                progress("reading terrain", min(1.0, (row + high - first_row) / means.shape[0]))
        return Window(means, first_row, first_col, each, tuple(used))

    def _compose(self, fine: HeightGrid, cells: Span) -> list[Tile]:
        """Fill a part of the lattice from every tile that reaches into it; which ones did."""
        fine.fill(np.inf)
        used = []
        for tile, first_row, first_col in self.placed:
            top, bottom = max(cells[0], first_row), min(cells[1], first_row + tile.n_rows)
            left, right = max(cells[2], first_col), min(cells[3], first_col + tile.n_cols)
            if top >= bottom or left >= right:
                continue
            read = tile.read(top - first_row, left - first_col, bottom - top, right - left)
            there = fine[top - cells[0] : bottom - cells[0], left - cells[2] : right - cells[2]]
            np.copyto(there, read, where=~np.isfinite(there))
            used.append(tile)
        return used


def turn(tile: Tile) -> float:
    """A full turn in the units of a geographic CRS; 0 for a projected one."""
    if not tile.crs.is_geographic:
        return 0.0
    return float(2.0 * math.pi / tile.crs.axis_info[0].unit_conversion_factor)


def lattices(tiles: Sequence[Tile]) -> tuple[Lattice, ...]:
    """Sort tiles into lattices, in the order of the first tile of each.

    Raises
    ------
    TerrainError
        There are no tiles.
    """
    if not tiles:
        raise TerrainError("has no tiles", where="terrain")
    found: list[tuple[Affine, list[Placed]]] = []
    keys = {id(tile): (tile.crs.to_wkt(), tile.datum) for tile in tiles}
    # Unmoved copies first: the anchor of a lattice is then always a tile as it stands.
    for turns in (0, -1, 1):
        for tile in tiles:
            if turns and not turn(tile):
                continue
            a, b, c, d, e, f = tile.affine
            moved = (a, b, c + turns * turn(tile), d, e, f)
            for affine, placed in found:
                spot = _spot(affine, moved)
                if spot is not None and keys[id(placed[0].tile)] == keys[id(tile)]:
                    placed.append(Placed(tile, *spot))
                    break
            else:
                found.append((moved, [Placed(tile, 0, 0)]))
    return tuple(Lattice(affine, tuple(placed)) for affine, placed in found)


def _spot(anchor: Affine, moved: Affine) -> tuple[int, int] | None:
    """Row and column of a tile's first cell on the lattice of an anchor; None where its cells do not fit."""
    a, b, c, d, e, f = anchor
    size = math.hypot(a, d) + math.hypot(b, e)
    if any(abs(moved[i] - anchor[i]) > 1e-7 * size for i in (0, 1, 3, 4)):
        return None
    across, along, det = moved[2] - c, moved[5] - f, a * e - b * d
    row, col = (a * along - d * across) / det, (e * across - b * along) / det
    if max(abs(row - round(row)), abs(col - round(col))) > SAME_PHASE_CELLS:
        return None
    return round(row), round(col)
