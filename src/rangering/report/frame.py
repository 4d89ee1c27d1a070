"""What surrounds and underlies a map: land and sea, borders, graticule, scale bar, north arrow, watermark."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from rangering.report.borders import Name, border_lines, country_at, country_names, land
from rangering.report.plane import FloatArray, Plane, Window
from rangering.report.raster import Image
from rangering.report.sheet import Box, Sheet
from rangering.report.style import BORDER, COAST, FAINT_INK, INK, LAND, SEA, SMALL_PT, SOFT_INK, width_in
from rangering.terrain.ground import TerrainRecord

SMOOTH_WORDS, FAILED_WORDS = "smooth Earth: terrain not loaded", "smooth Earth: no terrain could be fetched"
GRATICULE_STEPS_DEG = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)
WATERMARK_HEIGHTS = (0.26, 0.74, 0.18, 0.82, 0.36, 0.64, 0.12, 0.5)  # of the map, the best first
MOST_LINES = 6.5  # of the graticule, each way
LAYERS = {
    "land": 0.0,
    "states": 1.0,
    "relief": 2.0,
    "edges": 2.5,
    "borders": 3.0,
    "graticule": 3.5,
    "watermark": 4.0,
    "rings": 5.0,
}


def draw_frame(sheet: Sheet) -> None:
    """Fix the window, without ticks, and draw its edge."""
    west, east, south, north = sheet.window.extent
    sheet.axes.set_autoscale_on(False)
    sheet.axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=SEA)
    for spine in sheet.axes.spines.values():
        spine.set(color=INK, linewidth=0.8, zorder=10)


def draw_image(sheet: Sheet, image: Image, layer: str) -> None:
    """Lay a square image over the whole map, southern row first, pixel for pixel where it fits."""
    laid = _pixels_artist()(image)
    laid.set_zorder(LAYERS[layer])
    sheet.axes.add_artist(laid)


@lru_cache(maxsize=1)
def _pixels_artist() -> Any:
    """The kind of artist that hands an image to the canvas as it is.

    Matplotlib's own images are resampled through masked arrays, which took a third of the time of a map, only
    to come out as they went in.
    """
    from matplotlib.artist import Artist

    class Pixels(Artist):
        """An image that fills its axes; at another resolution a pixel shows what lies under its centre."""

        def __init__(self, image: Image) -> None:
            super().__init__()
            self.image = image

        def draw(self, renderer: Any) -> None:
            on: Any = self.axes
            box = on.bbox
            left, bottom = round(box.x0), round(box.y0)
            wide, high = round(box.x1) - left, round(box.y1) - bottom
            rows, cols = (
                ((np.arange(n) + 0.5) * m / n).astype(np.int64)
                for n, m in zip((high, wide), self.image.shape, strict=False)
            )
            image = self.image
            if image.shape[:2] != (high, wide):
                image = image[rows][:, cols]
            context = renderer.new_gc()
            renderer.draw_image(context, left, bottom, np.ascontiguousarray(image))
            context.restore()

    return Pixels


class Surroundings(NamedTuple):
    """Land, coasts and borders about a window, on the plane. [m]"""

    land: list[FloatArray]
    coasts: list[FloatArray]
    borders: list[FloatArray]
    names: list[Name]  # of countries; none where no coast and no border crosses the window
    grounds: tuple[str, ...]  # colours of land and sea, as far as the window shows them


def surroundings(plane: Plane, window: Window) -> Surroundings:
    """What lies about a window."""
    middle = window.east_m, window.north_m
    middle_lat, middle_lon = (float(v) for v in plane.to_deg(*middle))
    reach_m = 1.5 * window.half_m
    rings = [ring for country in land(middle_lat, middle_lon, reach_m) for ring in country.on(plane)]
    lines = border_lines(middle_lat, middle_lon, reach_m)
    coasts, borders = (
        [plane.to_m(line.lat_deg, line.lon_deg) for line in lines if line.coast is coast]
        for coast in (True, False)
    )
    shore, crossed = (any(map(window.holds, lines)) for lines in (coasts, [*coasts, *borders]))
    names = country_names(plane, middle, window.half_m) if crossed else []
    ashore = country_at(middle_lat, middle_lon) is not None
    grounds = (LAND, SEA) if shore else (LAND,) if ashore else (SEA,)
    return Surroundings(rings, coasts, borders, names, grounds)


def draw_land(sheet: Sheet, around: Surroundings) -> None:
    """Tint land and sea, and draw coasts and borders."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if around.land:
        shape = Path.make_compound_path(*(Path(ring, closed=True) for ring in around.land))
        fill = PathPatch(shape, facecolor=LAND, edgecolor=LAND, linewidth=0.5, zorder=LAYERS["land"])
        sheet.axes.add_artist(fill)  # unlike add_patch it asks nothing about limits, which are fixed
    for lines, colour in ((around.coasts, COAST), (around.borders, BORDER)):
        strokes = LineCollection(lines, colors=colour, linewidths=0.8 * sheet.scale, zorder=LAYERS["borders"])
        sheet.axes.add_collection(strokes, autolim=False)


def draw_graticule(sheet: Sheet, *, labels: bool = True) -> None:
    """Meridians and parallels at round degrees, named where they meet the lower and the left edge."""
    from matplotlib.collections import LineCollection

    plane = sheet.plane
    west, east, south, north = sheet.window.extent
    across, up = np.linspace(west, east, 401), np.linspace(south, north, 401)
    rim_east = np.stack([across, np.full(401, west), across, np.full(401, east)])  # from the south clockwise
    rim_north = np.stack([np.full(401, south), up, np.full(401, north), up])
    rim_lat_deg, rim_lon_deg = plane.to_deg(rim_east, rim_north)
    rim_lon_deg = plane.lon_deg + _turned(rim_lon_deg - plane.lon_deg)  # no jump but behind a pole
    low_lat, high_lat = rim_lat_deg.min(), rim_lat_deg.max()
    low_lon, high_lon = rim_lon_deg.min(), rim_lon_deg.max()
    if high_lon - low_lon > 180.0:  # a pole lies within
        low_lat, high_lat = (low_lat, 90.0) if plane.lat_deg > 0.0 else (-90.0, high_lat)
        low_lon, high_lon = -180.0, 180.0
    lat_step, parallels = _round_degrees(low_lat, high_lat)
    lon_step, meridians = _round_degrees(low_lon, high_lon)
    lines = [plane.to_m(lat, np.linspace(low_lon, high_lon, 361)) for lat in parallels]
    lines += [plane.to_m(np.linspace(low_lat, high_lat, 181), lon) for lon in meridians]
    strokes = LineCollection(lines, colors=SOFT_INK, linewidths=0.4 * sheet.scale, alpha=0.28,
                             zorder=LAYERS["graticule"])  # fmt: skip
    sheet.axes.add_collection(strokes, autolim=False)
    if not labels:
        return
    for lon, share in _met(rim_lon_deg[0], meridians):
        turned = float(_turned(lon))
        _name_line(sheet, _degrees(turned, lon_step, "EW" if abs(turned) < 180.0 else "  "), (share, 0.0))
    for lat, share in _met(rim_lat_deg[1], parallels):
        _name_line(sheet, _degrees(float(lat), lat_step, "NS"), (0.0, share))


def _round_degrees(low: float, high: float) -> tuple[float, FloatArray]:
    """The finest step that leaves few lines, and its multiples within the bounds. [deg]"""
    step = next((s for s in GRATICULE_STEPS_DEG if (high - low) / s <= MOST_LINES), GRATICULE_STEPS_DEG[-1])
    return step, np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step


def _met(rim_deg: FloatArray, lines_deg: FloatArray) -> list[tuple[float, float]]:
    """Lines that meet an edge just once, away from its ends, with the share of the edge where they do."""
    found = []
    for value in lines_deg:
        (at,) = np.nonzero(np.diff(rim_deg < value))
        if at.size == 1 and abs(step := rim_deg[at[0] + 1] - rim_deg[at[0]]) < 90.0:
            share = float((at[0] + (value - rim_deg[at[0]]) / step) / (rim_deg.size - 1))
            if 0.03 < share < 0.97:
                found.append((float(value), share))
    return found


def _degrees(value: float, step: float, letters: str) -> str:
    """Degrees with as many places as their step has: 36.6°N."""
    places = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    return f"{abs(value):.{places}f}°{letters[int(value < 0.0)] if abs(value) > 1e-9 else ''}".strip()


def _name_line(sheet: Sheet, words: str, at: tuple[float, float]) -> None:
    """Under the lower edge, or upright beside the left one where the words are long."""
    below = at[1] == 0.0
    sheet.axes.annotate(
        words, at, xycoords="axes fraction", textcoords="offset points", fontsize=SMALL_PT, color=SOFT_INK,
        xytext=(0, -4) if below else (-4, 0), ha="center" if below else "right",
        va="top" if below else "center", rotation=0 if below or len(words) < 6 else 90, annotation_clip=False,
    )  # fmt: skip


def _turned(angle_deg: FloatArray | float) -> FloatArray:
    """Angles brought to -180 up to 180. [deg]"""
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)


def _nice(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20 … that is not above a value."""
    decade = 10.0 ** np.floor(np.log10(value))
    return float(max(step * decade for step in (1.0, 2.0, 5.0) if step * decade <= value))


def draw_scale_bar(sheet: Sheet) -> None:
    """A bar of a round length in the lower left corner."""
    from matplotlib.patches import Rectangle

    length_m = _nice(0.22 * 2.0 * sheet.window.half_m)
    length_in = length_m / sheet.m_per_in
    left, bottom, height = 0.16, 0.14, 0.055 * sheet.scale
    for part, colour in enumerate((INK, "white")):
        x, y = sheet.metres((left + part * length_in / 2.0, bottom))
        bar = Rectangle((x, y), length_m / 2.0, height * sheet.m_per_in, facecolor=colour, edgecolor=INK,
                        linewidth=0.7, zorder=8)  # fmt: skip
        sheet.axes.add_artist(bar)
    unit, size_m = ("km", 1e3) if length_m >= 1000.0 else ("m", 1.0)
    size_pt = SMALL_PT * max(sheet.scale, 0.9)
    marks = {0.0: "0", 0.5: f"{length_m / 2 / size_m:g}", 1.0: f"{length_m / size_m:g} {unit}"}
    if length_in < 1.0:
        del marks[0.5]
    for share, words in marks.items():
        sheet.write(left + share * length_in, bottom + height + 0.085, words, size_pt)
    sheet.take([Box(0.0, 0.0, left + length_in + width_in("100 km", size_pt), bottom + height + 0.2)])


def draw_north(sheet: Sheet) -> None:
    """An arrow in the upper right corner that points north there: not quite up, and near a pole anywhere."""
    from matplotlib.patches import Polygon

    size = sheet.scale  # of an arrow that turns about its middle, letter and all, within a square
    middle = np.full(2, sheet.side_in - 0.34 * size)
    lat_deg, lon_deg = sheet.plane.to_deg(*sheet.metres(middle))
    up = sheet.plane.to_m(np.clip(lat_deg + 1e-3, -90.0, 90.0), lon_deg) - sheet.metres(middle)
    up = up / np.hypot(*up) if np.hypot(*up) > 0.0 else np.array([0.0, 1.0])
    right = np.array([up[1], -up[0]])
    foot, tip, notch = (middle + at * size * up for at in (-0.2, 0.06, -0.13))
    for side, colour in ((-1.0, INK), (1.0, "white")):
        corners = sheet.metres([tip, foot + side * 0.075 * size * right, notch])
        sheet.axes.add_artist(
            Polygon(corners, closed=True, facecolor=colour, edgecolor=INK, linewidth=0.7, zorder=8)
        )
    x, y = tip + 0.1 * size * up
    sheet.write(float(x), float(y), "N", 9.0 * size, fontweight="bold")
    low = float(middle[0]) - 0.28 * size
    sheet.take([Box(low, low, sheet.side_in, sheet.side_in)])


def draw_watermark(sheet: Sheet, record: TerrainRecord) -> None:
    """Say across the whole picture that there is no ground in it; last, so that it meets the fewest words.

    Where a smooth Earth was not asked for but fallen back on, the terrain's record has a note of why.
    """
    words = FAILED_WORDS if record.notes else SMOOTH_WORDS
    size_pt = 10.0 * 0.92 * sheet.side_in / width_in(words, 10.0)
    middle = sheet.side_in / 2.0
    boxes = [
        sheet.text_box(middle, share * sheet.side_in, words, size_pt, "center") for share in WATERMARK_HEIGHTS
    ]
    met = [sum(box.meets(other) for other in sheet.taken) for box in boxes]
    x, y = sheet.metres((middle, WATERMARK_HEIGHTS[int(np.argmin(met))] * sheet.side_in))
    sheet.axes.text(
        x, y, words, fontsize=size_pt, ha="center", va="center_baseline",
        color=FAINT_INK, alpha=0.42, zorder=LAYERS["watermark"], clip_on=True,
    )  # fmt: skip
