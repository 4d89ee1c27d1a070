"""The edge of what is covered, and what ends it: the cells just outside, in the state that holds there.

An edge cell is an uncovered cell that touches a covered one across a side. Its state is the limit: the one
constraint that, lifted, would cover it. Edges of unknown ground, and of ground that is higher than the
altitude asked for, are edges too but no limits of the radar: their own shade shows them, without a line.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import BoolArray, CodeArray
from rangering.report.plane import FloatArray, Window
from rangering.report.raster import sampled
from rangering.report.style import EDGES, rgba
from rangering.sight.state import State
from rangering.terrain.ground import Ground

NO_EDGE = 0  # COVERED, which no edge cell can be


def edge_codes(state: CodeArray) -> CodeArray:
    """State of each edge cell, 0 elsewhere; what lies farther than the radar displays counts as several.

    Parameters
    ----------
    state : uint8 array, shape (rows, columns)
        One layer, in the numbers of `State`.

    Returns
    -------
    uint8 array, shape (rows, columns)
    """
    covered = state == State.COVERED
    codes = np.where(_beside(covered) & ~covered, state, np.uint8(NO_EDGE))
    codes[codes == State.OUTSIDE] = State.SEVERAL
    return codes


def edge_shares(state: CodeArray) -> dict[State, float]:
    """Which share of the edge cells each state holds, the largest first; empty where nothing is covered."""
    counts = np.bincount(edge_codes(state).ravel(), minlength=State.OUTSIDE + 1)
    counts[NO_EDGE] = 0
    whole = max(1, int(counts.sum()))
    found = {State(int(code)): float(counts[code] / whole) for code in np.flatnonzero(counts)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def edge_pixels(state: CodeArray, ground: Ground, window: Window, pixels: int, width_px: int) -> CodeArray:
    """The edge as a line on a map: state of each pixel of it, 0 elsewhere; southern row first.

    The line lies outside what is covered. Where cells are smaller than pixels, each edge cell marks the pixel
    that it falls into, so that no edge is lost between pixels; where they are larger, the line is the inner
    rim of the cells.

    It is `width_px` wide where there is room. `state` is one layer on the ground's grid, shape (rows,
    columns); what is returned has (pixels, pixels).
    """
    shown = sampled(state, ground, window, pixels, State.OUTSIDE)
    covered = shown == State.COVERED
    pixel_m = 2.0 * window.half_m / pixels
    if ground.posting_m >= pixel_m:
        line = np.where(_beside(covered) & ~covered, sampled(edge_codes(state), ground, window, pixels, 0), 0)
        line = line.astype(np.uint8)
    else:
        line = np.zeros((pixels, pixels), dtype=np.uint8)
        rows, cols, codes = _edge_within(state, ground, window)
        west_m, _, south_m, _ = window.extent
        up = np.floor(((rows - ground.row0) * ground.posting_m - south_m) / pixel_m).astype(np.int64)
        right = np.floor(((cols - ground.col0) * ground.posting_m - west_m) / pixel_m).astype(np.int64)
        inside = (np.minimum(up, right) >= 0) & (np.maximum(up, right) < pixels)
        line[up[inside], right[inside]] = codes[inside]
    for _ in range(width_px - 1):
        wider = line.copy()
        for target, source in _neighbours(line, wider):
            np.copyto(target, source, where=target == NO_EDGE)
        line = np.where(covered & (line == NO_EDGE), np.uint8(NO_EDGE), wider)
    return line


def paint_edges(image: NDArray[np.uint8], line: CodeArray) -> None:
    """Colour the line of the edge by its limits, in place."""
    palette = np.zeros((State.OUTSIDE + 1, 4), dtype=np.uint8)
    for state, colour in EDGES.items():
        palette[state] = rgba(colour)
    drawn = np.isin(line, list(EDGES))
    image[drawn] = palette[line[drawn]]


def outlines(
    covered: BoolArray, apart_from: CodeArray, window: Window, *, clear_px: int, least_px: int
) -> list[FloatArray]:
    """Lines about an area, where another line does not run beside them anyway.

    Parameters
    ----------
    covered : bool array, shape (pixels, pixels)
        The area, southern row first.
    apart_from : uint8 array, shape (pixels, pixels)
        A line that is drawn already; 0 elsewhere.
    window : Window
        What the pixels show.
    clear_px, least_px : int
        How far from it an outline must be to be worth drawing, and how long.

    Returns
    -------
    list of float arrays, shape (n, 2)
        On the plane of the map. [m]
    """
    from contourpy import contour_generator

    near = apart_from != NO_EDGE
    for _ in range(clear_px):
        near = near | _beside(near)
    pixels = covered.shape[0]
    east_m, north_m = window.centres(pixels)
    at_pixel = np.arange(pixels)
    lines = []
    for line in contour_generator(z=covered.astype(np.float64)).lines(0.5):
        at = np.asarray(line)
        kept = ~near[np.rint(at[:, 1]).astype(np.int64), np.rint(at[:, 0]).astype(np.int64)]
        breaks = np.flatnonzero(np.diff(kept)) + 1
        for part, keep in zip(np.split(at, breaks), np.split(kept, breaks), strict=True):
            if keep[0] and len(part) >= least_px:
                x, y = _smoothed(part, least_px // 4).T
                places = np.interp(x, at_pixel, east_m), np.interp(y, at_pixel, north_m)
                lines.append(np.stack(places, axis=-1))
    return lines


def _smoothed(line: FloatArray, points: int) -> FloatArray:
    """A line without the stairs of the pixels: means over so many points to either side, ends kept."""
    padded = np.concatenate([np.repeat(line[:1], points, axis=0), line, np.repeat(line[-1:], points, axis=0)])
    if np.array_equal(line[0], line[-1]):  # closed: on round the corner
        padded = np.concatenate([line[-points - 1 : -1], line, line[1 : points + 1]])
    sums = np.concatenate([np.zeros((1, 2)), np.cumsum(padded, axis=0)])
    width = 2 * points + 1
    return np.asarray((sums[width:] - sums[:-width]) / width)


def _edge_within(
    state: CodeArray, ground: Ground, window: Window
) -> tuple[NDArray[np.int64], NDArray[np.int64], CodeArray]:
    """Rows, columns and states of the edge cells in the part of the grid that a window shows."""
    west_m, east_m, south_m, north_m = window.extent
    low_row, low_col = (
        max(0, int(v / ground.posting_m) + zero - 2)
        for v, zero in ((south_m, ground.row0), (west_m, ground.col0))
    )
    high_row, high_col = (
        int(v / ground.posting_m) + zero + 3 for v, zero in ((north_m, ground.row0), (east_m, ground.col0))
    )
    codes = edge_codes(state[low_row : max(0, high_row), low_col : max(0, high_col)])
    rows, cols = np.nonzero(codes)
    return rows + low_row, cols + low_col, codes[rows, cols]


def _beside(mask: BoolArray) -> BoolArray:
    """Where a neighbour across a side is true."""
    near = np.zeros_like(mask)
    for target, source in _neighbours(mask, near):
        np.copyto(target, True, where=source)
    return near


def _neighbours(source: NDArray[Any], target: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Views of two arrays, such that each element of the first of a pair lies beside that of the second."""
    return [
        (target[1:], source[:-1]), (target[:-1], source[1:]),
        (target[:, 1:], source[:, :-1]), (target[:, :-1], source[:, 1:]),
    ]  # fmt: skip
