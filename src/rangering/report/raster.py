"""A result as pixels: which cell each pixel shows, the colours of what is seen, the relief under it.

A pixel shows the cell under its centre. Averaging states would invent some, and a majority would rub out the
narrow shadows that the map is about. Heights, which do average, are averaged before the relief is shaded.
"""

from itertools import pairwise
from typing import NamedTuple

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

STRIPE_PX = 12  # one grey stripe to so many pixels
SUN_AZIMUTH_RAD, SUN_ELEVATION_RAD = np.radians(315.0), np.radians(45.0)  # from the north-west, as on any map
STEEPEST = 0.7  # the slope that the steep tenth of all sloping ground is drawn with
LEVEL, MOST_STRETCH = 1e-4, 60.0  # slopes below the one are none; no ground is stretched more than the other
LATTICE = 65  # points a side at which one plane is carried over to another; between them it is bilinear


def easiest_first(result: CoverageMap) -> list[int]:
    """Target classes by falling cross-section: what sees a later one sees the earlier ones too."""
    return sorted(range(len(result.targets)), key=lambda i: -result.targets[i].rcs_m2)


def states(result: CoverageMap, altitude: int, target: int, window: Window, pixels: int) -> CodeArray:
    """State of each pixel, southern row first; OUTSIDE beyond the grid. Shape (pixels, pixels)."""
    east_m, north_m = window.centres(pixels)
    ground = result.ground
    row = np.rint(north_m / ground.posting_m).astype(np.int64) + ground.row0
    col = np.rint(east_m / ground.posting_m).astype(np.int64) + ground.col0
    rows, cols = ground.height_m.shape
    in_row, in_col = (row >= 0) & (row < rows), (col >= 0) & (col < cols)
    shown = result.state[altitude, target][row.clip(0, rows - 1)][:, col.clip(0, cols - 1)]
    return np.where(in_row[:, None] & in_col, shown, np.uint8(State.OUTSIDE))


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
    image = palette[easiest]
    seen = [layer == State.COVERED for layer in layers]
    for covered, blue in zip(seen, ramp(SEEN_RAMP, len(order)), strict=True):
        image[covered] = rgba(blue, SEEN_ALPHA)
    paint_unknown(image, easiest == State.UNKNOWN)
    drawn = zip(pairwise(order), pairwise(seen), strict=True)
    twins = frozenset(pair for pair, (one, next_one) in drawn if one.any() and np.array_equal(one, next_one))
    return Picture(image, present, twins)


def paint_unknown(image: Image, unknown: BoolArray) -> None:
    """Hatch pixels grey on white, in place: neither seen nor hidden, and looking like neither."""
    row, col = np.ogrid[: unknown.shape[0], : unknown.shape[1]]
    image[unknown] = rgba(UNKNOWN_PAPER)
    image[unknown & ((row - col) % STRIPE_PX < 2)] = rgba(UNKNOWN_STRIPE)


def relief_image(ground: Ground, pixels: int) -> tuple[Image, tuple[float, float, float, float]] | None:
    """Light and shadow of the ground, to lie over the colours; None on a smooth Earth.

    Parameters
    ----------
    ground : Ground
        Heights; unknown ones stay without relief.
    pixels : int
        How many pixels a side are worth having.

    Returns
    -------
    image : uint8 array, shape (rows, columns, 4)
        White where ground faces the sun more than level ground does, black where less; southern row first.
    extent : tuple of float
        West, east, south, north edge on the ground's plane. [m]
    """
    if ground.record.kind == "smooth":
        return None
    each = max(1, min(ground.height_m.shape) // pixels)
    rows, cols = (n // each for n in ground.height_m.shape)
    blocks = ground.height_m[: rows * each, : cols * each].reshape(rows, each, cols, each)
    height_m = blocks.mean(axis=(1, 3), dtype=np.float64)
    north = np.asarray(np.gradient(height_m, each * ground.posting_m, axis=0))
    east = np.asarray(np.gradient(height_m, each * ground.posting_m, axis=1))
    slope = np.hypot(east, north)
    known = np.isfinite(slope)
    sloping = slope[known & (slope > LEVEL)]  # a ridge on a plain is drawn as steep as mountains everywhere
    stretch = STEEPEST / max(np.quantile(sloping, 0.9), STEEPEST / MOST_STRETCH) if sloping.size else 0.0
    facing = north * np.cos(SUN_AZIMUTH_RAD) + east * np.sin(SUN_AZIMUTH_RAD)
    lit = np.sin(SUN_ELEVATION_RAD) - stretch * facing * np.cos(SUN_ELEVATION_RAD)
    light = np.where(known, lit / np.sqrt(1.0 + (stretch * slope) ** 2) - np.sin(SUN_ELEVATION_RAD), 0.0)
    image = np.zeros((rows, cols, 4), dtype=np.uint8)
    image[light > 0.0, :3] = 255
    image[..., 3] = 255.0 * np.where(light > 0.0, 0.9 * light, -0.65 * light).clip(0.0, 0.6)
    west, south = (-(n + 0.5) * ground.posting_m for n in (ground.col0, ground.row0))
    side_m = each * ground.posting_m
    return image, (west, west + cols * side_m, south, south + rows * side_m)


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
            near[site] = tuple(_between(places[..., i], knots, pixels) for i in (0, 1))
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


def _between(values: FloatArray, knots: FloatArray, pixels: int) -> FloatArray:
    """Values on a lattice carried to every pixel: linear along the rows, then along the columns."""
    at = np.arange(pixels)
    across = np.array([np.interp(at, knots, line) for line in values])
    return np.array([np.interp(at, knots, line) for line in across.T]).T
