"""A result as pixels: which cell each pixel shows, the colours of what is seen, the relief under it.

A pixel shows the cell under its centre. Averaging states would invent some, and a majority would rub out the
narrow shadows that the map is about. Heights, which do average, are averaged before the relief is shaded.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import BoolArray, CodeArray
from rangering.coverage.results import CoverageMap, RadarCoverage
from rangering.report.plane import FloatArray, Plane, Window
from rangering.report.style import (
    LIMIT_ALPHA,
    LIMITS,
    SEEN_ALPHA,
    SEEN_RAMP,
    UNDERGROUND,
    UNKNOWN_PAPER,
    UNKNOWN_STRIPE,
    ramp,
    rgba,
)
from rangering.sight.state import State
from rangering.terrain.ground import Ground

Image = NDArray[np.uint8]

FIRST_CLASS = 100  # in the palette of a map of classes, past every state but OUTSIDE
STRIPE_PX = 12  # one grey stripe to so many pixels
SUN_AZIMUTH_RAD, SUN_ELEVATION_RAD = np.radians(315.0), np.radians(45.0)  # from the north-west, as on any map
STEEPEST = 0.7  # the slope that the steep tenth of all sloping ground is drawn with
LEVEL, MOST_STRETCH = 1e-4, 60.0  # slopes below the one are none; no ground is stretched more than the other
LATTICE = 65  # points a side at which one plane is carried over to another; between them it is bilinear


def easiest_first(result: CoverageMap) -> list[int]:
    """Target classes by falling cross-section: what sees a later one sees the earlier ones too."""
    return sorted(range(len(result.targets)), key=lambda i: -result.targets[i].rcs_m2)


def sampled(grid: NDArray[Any], ground: Ground, window: Window, pixels: int, beyond: int) -> NDArray[Any]:
    """What each pixel shows of a grid on the ground's plane, southern row first; `beyond` outside the grid.

    The grid has the ground's shape (rows, columns); what is returned has (pixels, pixels).
    """
    east_m, north_m = window.centres(pixels)
    rows, cols = grid.shape
    row = np.rint(north_m / ground.posting_m).astype(np.int64) + ground.row0
    col = np.rint(east_m / ground.posting_m).astype(np.int64) + ground.col0
    in_row, in_col = (row >= 0) & (row < rows), (col >= 0) & (col < cols)
    shown: NDArray[Any] = np.take(grid[row.clip(0, rows - 1)], col.clip(0, cols - 1), axis=1)
    shown[~in_row] = beyond
    shown[:, ~in_col] = beyond
    return shown


def states(result: CoverageMap, altitude: int, target: int, window: Window, pixels: int) -> CodeArray:
    """State of each pixel, southern row first; OUTSIDE beyond the grid. Shape (pixels, pixels)."""
    return sampled(result.state[altitude, target], result.ground, window, pixels, State.OUTSIDE)


class Picture(NamedTuple):
    """One altitude in colours, and what the key must say of it."""

    image: Image  # (pixels, pixels, 4), southern row first
    present: frozenset[State]  # what the easiest class meets
    twins: frozenset[tuple[int, int]]  # a class, and the next harder one, drawn over the very same area


def coverage_picture(result: CoverageMap, altitude: int, window: Window, pixels: int) -> Picture:
    """One altitude in colours: nested classes, and what hides the rest from the easiest of them."""
    order = easiest_first(result)
    layers = [states(result, altitude, target, window, pixels) for target in order]
    easiest = layers[0]
    codes = np.flatnonzero(np.bincount(easiest.ravel(), minlength=State.OUTSIDE + 1))
    present = frozenset(State(int(code)) for code in codes) - {State.OUTSIDE}
    palette = np.zeros((State.OUTSIDE + 1, 4), dtype=np.uint8)
    for state, colour in LIMITS.items():
        palette[state] = rgba(colour, LIMIT_ALPHA)
    palette[State.UNDERGROUND] = rgba(UNDERGROUND)
    shown = easiest.copy()
    seen = [layer == State.COVERED for layer in layers]
    for i, (covered, blue) in enumerate(zip(seen, ramp(SEEN_RAMP, len(order)), strict=True)):
        palette[FIRST_CLASS + i] = rgba(blue, SEEN_ALPHA)
        np.copyto(shown, np.uint8(FIRST_CLASS + i), where=covered)
    image = coloured(shown, palette)
    paint_unknown(image, easiest == State.UNKNOWN)
    drawn = zip(pairwise(order), pairwise(seen), strict=True)
    twins = frozenset(pair for pair, (one, next_one) in drawn if one.any() and np.array_equal(one, next_one))
    return Picture(image, present, twins)


def coloured(index: NDArray[Any], palette: Image) -> Image:
    """The colour of each pixel out of a palette of shape (n, 4); four bytes moved as one."""
    whole: NDArray[Any] = np.ascontiguousarray(palette).view(np.uint32)[:, 0][index]
    return np.ascontiguousarray(whole).view(np.uint8).reshape(*index.shape, 4)


def paint_unknown(image: Image, unknown: BoolArray) -> None:
    """Hatch pixels grey on white, in place: neither seen nor hidden, and looking like neither."""
    if not unknown.any():
        return
    row, col = np.ogrid[: unknown.shape[0], : unknown.shape[1]]
    image[unknown] = rgba(UNKNOWN_PAPER)
    image[unknown & ((row - col) % STRIPE_PX < 2)] = rgba(UNKNOWN_STRIPE)


def relief_image(ground: Ground, window: Window, pixels: int) -> Image | None:
    """Light and shadow of the ground, to lie over the colours; None on a smooth Earth.

    Only what the window shows is worked on, at the resolution of the grid or of the picture, whichever is
    coarser; the light between nodes is bilinear.

    Parameters
    ----------
    ground : Ground
        Heights; unknown ones stay without relief.
    window : Window
        What the map shows.
    pixels : int
        A side of the map.

    Returns
    -------
    uint8 array, shape (pixels, pixels, 4), or None
        White where ground faces the sun more than level ground does, black where less; southern row first.
    """
    if ground.record.kind == "smooth":
        return None
    west_m, east_m, south_m, north_m = window.extent
    shape = ground.height_m.shape
    each = max(1, int(2.0 * window.half_m / ground.posting_m / pixels))
    spans = []
    for low_m, high_m, zero, count in (
        (south_m, north_m, ground.row0, shape[0]),
        (west_m, east_m, ground.col0, shape[1]),
    ):
        low = max(0, int(np.floor(low_m / ground.posting_m)) + zero - 2 * each)
        high = min(count, int(np.ceil(high_m / ground.posting_m)) + zero + 2 * each + 1)
        spans.append((low, (high - low) // each))
    (row, rows), (col, cols) = spans
    if min(rows, cols) < 2:
        return None
    blocks = ground.height_m[row : row + rows * each, col : col + cols * each]
    height_m = blocks.reshape(rows, each, cols, each).mean(axis=(1, 3), dtype=np.float64)
    light = _light(height_m, each * ground.posting_m)
    at_east_m, at_north_m = window.centres(pixels)
    middle = (each - 1) / 2.0  # of a block, in nodes from its first
    up = ((at_north_m / ground.posting_m + ground.row0 - row) - middle) / each
    right = ((at_east_m / ground.posting_m + ground.col0 - col) - middle) / each
    shown = _bilinear(light, up, right)
    image = np.zeros((pixels, pixels, 4), dtype=np.uint8)
    image[..., :3] = np.where(shown > 0.0, np.uint8(255), np.uint8(0))[..., None]
    image[..., 3] = 255.0 * np.where(shown > 0.0, 0.9 * shown, -0.65 * shown).clip(0.0, 0.6)
    return image


def _light(height_m: FloatArray, posting_m: float) -> FloatArray:
    """How much more than level ground each node faces the sun; nothing where the ground is unknown."""
    north = np.asarray(np.gradient(height_m, posting_m, axis=0))
    east = np.asarray(np.gradient(height_m, posting_m, axis=1))
    slope = np.hypot(east, north)
    known = np.isfinite(slope)
    sloping = slope[known & (slope > LEVEL)]  # a ridge on a plain is drawn as steep as mountains everywhere
    stretch = STEEPEST / max(np.quantile(sloping, 0.9), STEEPEST / MOST_STRETCH) if sloping.size else 0.0
    facing = north * np.cos(SUN_AZIMUTH_RAD) + east * np.sin(SUN_AZIMUTH_RAD)
    lit = np.sin(SUN_ELEVATION_RAD) - stretch * facing * np.cos(SUN_ELEVATION_RAD)
    light = lit / np.sqrt(1.0 + (stretch * slope) ** 2) - np.sin(SUN_ELEVATION_RAD)
    return np.where(known, light, 0.0)


def _bilinear(grid: FloatArray, up: FloatArray, right: FloatArray) -> FloatArray:
    """A grid between its nodes, along rows and columns; nothing beyond it. Shape (len(up), len(right))."""
    for axis, at in ((0, up), (1, right)):
        count = grid.shape[axis]
        first = np.floor(at).astype(np.int64).clip(0, count - 2)
        part = (at - first)[:, None] if axis == 0 else at - first
        near, far = np.take(grid, first, axis=axis), np.take(grid, first + 1, axis=axis)
        inside = (at >= -0.5) & (at <= count - 0.5)
        part = np.clip(part, 0.0, 1.0)
        grid = (near + part * (far - near)) * (inside[:, None] if axis == 0 else inside)
    return grid


def lowest_seen(
    result: CoverageMap, plane: Plane, window: Window, pixels: int
) -> tuple[FloatArray, BoolArray]:
    """Lowest altitude above ground in line of sight of any radar, pixel by pixel.

    Returns
    -------
    height_m : float array, shape (pixels, pixels)
        Southern row first; NaN where no radar reaches, or nothing is known.
    unknown : bool array, shape (pixels, pixels)
        Within reach of a radar, but on or behind ground that nobody knows.
    """
    east_m, north_m = window.centres(pixels)
    knots = np.linspace(0, pixels - 1, LATTICE)
    lattice_east, lattice_north = np.meshgrid(
        *(np.interp(knots, np.arange(pixels), v) for v in (east_m, north_m))
    )
    lattice_deg = plane.to_deg(lattice_east, lattice_north)
    height_m = np.full((pixels, pixels), np.nan)
    reached = np.zeros((pixels, pixels), dtype=bool)
    near: dict[tuple[float, float], tuple[FloatArray, ...]] = {}  # several radars may stand at one place
    for radar in result.radars:
        ground = radar.ground
        site = ground.lat_deg, ground.lon_deg
        if site not in near:
            places = Plane(*site).to_m(*lattice_deg)
            between = np.linspace(0.0, LATTICE - 1.0, pixels)
            near[site] = tuple(_bilinear(places[..., i], between, between) for i in (0, 1))
        right, up = (np.rint(v / ground.posting_m) for v in near[site])
        inside = np.hypot(right, up) * ground.posting_m <= reach_m(radar)  # of the cell, as it was swept
        row, col = up + ground.row0, right + ground.col0
        rows, cols = ground.height_m.shape
        inside &= (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
        at = row[inside].astype(np.int64), col[inside].astype(np.int64)
        height_m[inside] = np.fmin(height_m[inside], radar.lowest_m[at] - ground.height_m[at])
        reached |= inside
    return height_m, reached & np.isnan(height_m)


def seen_corners_m(result: CoverageMap) -> list[FloatArray]:
    """Opposite corners of the box about all that is covered, at any altitude, on the plane of the map. [m]"""
    covered = result.state.min(axis=(0, 1)) == State.COVERED  # the least of all states
    rows, cols = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    if not len(rows):
        return []
    ground = result.ground
    east = (cols[[0, -1]] - ground.col0) * ground.posting_m
    north = (rows[[0, -1]] - ground.row0) * ground.posting_m
    return [np.column_stack([east, north])]


def reach_m(radar: RadarCoverage) -> float:
    """How far a radar is mapped: its claim or what it displays, if the grid goes so far. [m]"""
    return min(max(radar.ring.radius_m, radar.instrumented_m), radar.ground.col0 * radar.ground.posting_m)
