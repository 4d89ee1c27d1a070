"""Cells of a grid as polygons on the plane of the map.

Nominal states become the very squares of their cells; then the corners of the staircases are cut half-way and
what lies within a third of a posting of a straight line goes, which moves no edge by more than 0.7 of a
posting and keeps areas. Shares of readings become contours between the nodes. What would still take too many
corners is drawn from blocks of cells: of 2 by 2, 4 by 4, and so on. Metres east and north of the grid's site.
Source of the contour: marching squares, W. Lorensen and H. Cline, Computer Graphics 21 (1987), in the plane.
"""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.kernels import cell_area_m2
from rangering.coverage.plan import BoolArray
from rangering.terrain.ground import Ground

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.uint32]

# A change of more readings than this from one node to the next is an edge of the ground, not a slope.
SLOPE_READINGS = 2.0
# Cut corners leave 0.35 of a cell between neighbours that touch at a corner, so these cannot come to overlap.
SIMPLIFIED_CELLS = 0.35
SQUARE = 5  # points of a closed ring of four corners
FEWEST_CELLS = 4  # a side, below which nothing is made coarser


class Drawn(NamedTuple):
    """A shape on the plane, and the size of the cells it was drawn from. [m]"""

    shape: "MultiPolygon"
    posting_m: float


def cells_polygon(mask: BoolArray, ground: Ground) -> "MultiPolygon":
    """The squares of some cells, joined where they share a side.

    Parameters
    ----------
    mask : bool array, shape (rows, columns)
        Which cells.
    ground : Ground
        Whose grid this is.

    Returns
    -------
    shapely.MultiPolygon
        Valid; of the area of the cells, exactly. [m]
    """
    return _placed(polygonal(_squares(mask)), ground, 1)


def mask_polygon(mask: BoolArray, ground: Ground, most_corners: int) -> Drawn:
    """As `cells_polygon`, light enough to draw: corners of staircases cut, straight runs one line.

    Rectangles, single cells among them, stay as they are: cutting would take half of the smallest.

    Parameters
    ----------
    mask : bool array, shape (rows, columns)
        Which cells.
    ground : Ground
        Whose grid this is.
    most_corners : int
        Corners of its cells that a drawing may have; a block of cells counts where half of it does.
    """
    import shapely

    where, ground = _around(mask, ground)
    mask = mask[where]
    cells = 1
    blocks = mask
    while _corners(blocks) > most_corners and min(blocks.shape) > FEWEST_CELLS:
        cells *= 2
        blocks = _block_means(mask.astype(np.float32), cells, 0.0) >= 0.5
    parts = _squares(blocks)
    rings, of = shapely.get_rings(parts, return_index=True)
    cut = [shapely.LinearRing(_cut(shapely.get_coordinates(ring))) for ring in rings]
    # Counted by part: the first ring of each is its outer edge, the others are its holes.
    first = np.searchsorted(of, np.arange(len(parts) + 1))
    drawn = [shapely.Polygon(cut[low], cut[low + 1 : high]) for low, high in pairwise(first)]
    return Drawn(_light(drawn, ground, cells), cells * ground.posting_m)


def readings_polygon(
    readings: NDArray[np.integer], samples: int, at_least_count: int, ground: Ground, most_corners: int
) -> Drawn:
    """Where so many readings, or more, cover; where the share slopes at that level, where it leaps half-way.

    Parameters
    ----------
    readings : integer array, shape (rows, columns)
        In how many readings each cell is covered.
    samples : int
        How many readings there are.
    at_least_count : int
        From how many on.
    ground : Ground
        Whose grid this is.
    most_corners : int
        As of `mask_polygon`; a block of cells counts by its mean.
    """
    import contourpy
    import shapely

    # Half a count below, since a plateau on the level itself has no edge.
    where, ground = _around(readings >= at_least_count, ground)
    level = at_least_count - 0.5
    # As far to one side as to the other, so that a leap from none to all has its edge half-way at any level.
    slope = min(SLOPE_READINGS, level, samples - level)
    above = np.clip(readings[where].astype(np.float32) - np.float32(level), -slope, slope)
    cells = 1
    blocks = above
    while _corners(blocks > 0.0) > most_corners and min(blocks.shape) > FEWEST_CELLS:
        cells *= 2
        # On the side of zero, since an even share of both, over a whole plain, has no edge either.
        blocks = _block_means(above, cells, -slope) + np.float32(1e-3)
    framed = np.pad(blocks, 1, constant_values=-slope)  # so that lines close at the edge of the grid
    lines = contourpy.contour_generator(z=framed, fill_type=contourpy.FillType.OuterOffset)
    points, offsets = cast("tuple[list[FloatArray], list[IntArray]]", lines.filled(0.0, math.inf))
    drawn = []
    for of_one, starts in zip(points, offsets, strict=True):
        rings = [of_one[low:high] for low, high in pairwise(starts)]
        # The frame put node (0, 0) at (1, 1); in cells it lies in the middle of the first, at half and half.
        rings = [ring - 0.5 for ring in rings if len(ring) > 3]
        if rings:
            drawn.append(shapely.Polygon(rings[0], rings[1:]))
    return Drawn(_light(drawn, ground, cells), cells * ground.posting_m)


def cells_km2(mask: BoolArray, ground: Ground) -> float:
    """Area of some cells on the sphere, as the table of the map counts it. [km²]"""
    row, col = np.nonzero(mask)
    area_m2 = cell_area_m2(row, col, ground.row0, ground.col0, float(ground.posting_m), EARTH_RADIUS_M)
    return float(np.sum(area_m2)) * 1e-6


def polygonal(shapes: "list[Polygon] | MultiPolygon") -> "MultiPolygon":
    """Shapes as one, made valid, without the lines and points that this may leave over."""
    import shapely

    shape = shapely.MultiPolygon(shapes) if isinstance(shapes, list) else shapes
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection may hold collections
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon" and not p.is_empty])


def _light(drawn: "list[Polygon]", ground: Ground, cells: int) -> "MultiPolygon":
    """Straight runs as one line, then metres."""
    import shapely

    # One at a time: together takes eight times as long, and they cannot meet.
    light = list(shapely.simplify(drawn, SIMPLIFIED_CELLS, preserve_topology=True))
    return _placed(polygonal(light), ground, cells)


def _around(mask: BoolArray, ground: Ground) -> tuple[tuple[slice, slice], Ground]:
    """The part of a grid that holds some cells and their neighbours; all of it where there is no cell."""
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return (slice(None), slice(None)), ground
    south, west = max(int(rows[0]) - 1, 0), max(int(cols[0]) - 1, 0)
    where = slice(south, int(rows[-1]) + 2), slice(west, int(cols[-1]) + 2)
    return where, ground._replace(row0=ground.row0 - south, col0=ground.col0 - west)


def _corners(mask: BoolArray) -> int:
    """How many corners the outline of some cells has, of those inside the grid."""
    sides = mask[:, 1:] ^ mask[:, :-1]
    return int(np.count_nonzero(sides[1:] ^ sides[:-1]))


def _block_means(values: NDArray[np.float32], cells: int, beyond: float) -> NDArray[np.float32]:
    """Means over blocks of so many cells a side, from the grid's first row and column on."""
    rows, cols = (math.ceil(side / cells) for side in values.shape)
    framed = np.full((rows * cells, cols * cells), beyond, dtype=np.float32)
    framed[: values.shape[0], : values.shape[1]] = values
    return np.asarray(framed.reshape(rows, cells, cols, cells).mean(axis=(1, 3)))


def _squares(mask: BoolArray) -> "list[Polygon]":
    """The cells in cells: cell (row, column) spans column to column + 1 and row to row + 1."""
    import shapely
    from rasterio.features import shapes

    found = shapes(mask.astype(np.uint8), mask=mask, connectivity=4)
    return [shapely.Polygon(rings[0], rings[1:]) for rings in (one["coordinates"] for one, _ in found)]


def _cut(ring: FloatArray) -> FloatArray:
    """A ring of whole-numbered corners with half a cell cut from each; a rectangle as it is."""
    if len(ring) <= SQUARE:
        return ring
    along = np.diff(ring, axis=0)
    half = 0.5 * along / np.abs(along).sum(axis=1, keepdims=True)
    cut = np.stack([ring[:-1] + half, ring[1:] - half], axis=1).reshape(-1, 2)
    return np.concatenate([cut, cut[:1]])


def _placed(shape: "MultiPolygon", ground: Ground, cells: int) -> "MultiPolygon":
    """From cells, or blocks of so many a side, to metres on the plane."""
    import shapely

    home = np.array([ground.col0 + 0.5, ground.row0 + 0.5])
    return shapely.transform(shape, lambda points: (points * cells - home) * ground.posting_m)
