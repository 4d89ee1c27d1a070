"""Maps of a coverage result: what is seen inside the circle of the press, at each altitude, and from how low.

Every map shows the claimed rings, what is seen of them, what hides the rest, and where nobody knows; every
map says which Earth and which ground it stands on. The same result gives the same bytes: no clock, no chance,
no setting of the reader's. Pictures for reading, not for measuring: a pixel shows the cell under its centre.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rangering import __version__
from rangering.coverage.results import PRESS_CIRCLE, Altitude, CoverageMap
from rangering.provenance import CAVEAT
from rangering.report import frame, lettering, raster
from rangering.report.key import (
    altitude_words,
    hidden_block,
    lines_block,
    measures,
    seen_block,
    shares_block,
    steps_blocks,
)
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.plane import Plane, Window, window_around
from rangering.report.sheet import Sheet
from rangering.report.style import DPI, LOWEST_ALPHA, LOWEST_RAMP, house_style, ramp, rgba
from rangering.report.write import write_whole
from rangering.terrain.ground import Progress

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COARSE_STEPS_M = (30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0, 30_000.0)
FINE_STEPS_M = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
FINE_UP_TO_M = 2000.0  # the highest hidden altitude for which the fine steps serve
MOST_PANELS, MOST_COLUMNS = 9, 4
PANEL_GAP_IN, CAPTION_IN = 0.16, 0.24
WIDENED = 1.3  # how much wider a frame may become so as to hold the detection rings too
COMPRESSION = 4  # of 9: the relief of a map is no smaller at 6, and takes twice as long


def draw_coverage(result: CoverageMap, altitude_index: int) -> "Figure":
    """The map of one altitude: rings dashed, what is seen shaded by target class, and why the rest is not.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    altitude_index : int
        Which of its altitudes.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide and about 12 high, on an Agg canvas of its own.
    """
    return _draw_coverage(_Stage(result), altitude_index)


def _draw_coverage(stage: "_Stage", altitude_index: int) -> "Figure":
    result = stage.result
    altitude = result.altitudes[altitude_index]
    with house_style():
        picture = raster.coverage_picture(result, altitude_index, stage.window, round(MAP_IN * DPI))
        key = [
            seen_block(result, altitude, stage.measures, picture.twins, 3.2),
            hidden_block(result, altitude, stage.measures, picture.present, 2.4),
            lines_block(stage.rings, stage.sites, stage.window, 2.4),
        ]
        page = Page(
            result.title,
            f"What the radars see at {altitude_words(altitude)}",
            stage.seen_means(),
            key,
            small_print(result, stage.rings),
            stage.around.grounds,
        )
        stage.draw(page.map_axes(0.0, 0.0, MAP_IN), MAP_IN, picture.image)
    return page.figure


def draw_lowest(result: CoverageMap) -> "Figure":
    """The map of the lowest altitude above ground that lies in line of sight of any radar, in steps.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide and about 12 high, on an Agg canvas of its own.
    """
    return _draw_lowest(_Stage(result))


def _draw_lowest(stage: "_Stage") -> "Figure":
    result = stage.result
    with house_style():
        pixels = round(MAP_IN * DPI)
        height_m, unknown = raster.lowest_seen(result, stage.plane, stage.window, pixels)
        known = np.isfinite(height_m)
        highest_m = float(height_m[known].max(initial=0.0))
        edges_m = [
            e for e in (FINE_STEPS_M if highest_m <= FINE_UP_TO_M else COARSE_STEPS_M) if e < highest_m
        ]
        palette = np.array([rgba(colour, LOWEST_ALPHA) for colour in ramp(LOWEST_RAMP, len(edges_m) + 1)])
        image = np.zeros((pixels, pixels, 4), dtype=np.uint8)
        image[known] = palette[np.searchsorted(edges_m, height_m[known])]
        raster.paint_unknown(image, unknown)
        page = Page(
            result.title,
            "How low the radars can look: lowest altitude above ground in line of sight",
            "Line of sight alone, as far as each radar displays: power and sector are not counted here.",
            [
                *steps_blocks(edges_m, bool(unknown.any()), (2.7, 2.6)),
                lines_block(stage.rings, stage.sites, stage.window, 2.7),
            ],
            small_print(result, stage.rings),
            stage.around.grounds,
        )
        stage.draw(page.map_axes(0.0, 0.0, MAP_IN), MAP_IN, image)
    return page.figure


def plot(result: CoverageMap) -> "Figure":
    """The altitudes of a result side by side, with one table of shares; a single altitude fills the page.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave. Of more than nine altitudes nine are drawn, evenly spread.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own.
    """
    if len(result.altitudes) == 1:
        return draw_coverage(result, 0)
    shown = _spread(len(result.altitudes), MOST_PANELS)
    in_table = [result.altitudes[shown[i]] for i in _spread(len(shown), MOST_COLUMNS)]
    across = math.ceil(math.sqrt(len(shown)))
    down = math.ceil(len(shown) / across)
    side_in = (MAP_IN - (across - 1) * PANEL_GAP_IN) / across
    with house_style():
        stage = _Stage(result)
        drawn = [raster.coverage_picture(result, i, stage.window, round(side_in * DPI)) for i in shown]
        present = frozenset.union(*(picture.present for picture in drawn))
        twins = frozenset.intersection(*(picture.twins for picture in drawn))
        key = [
            shares_block(result, in_table, stage.measures, twins, 3.75),
            hidden_block(result, None, stage.measures, present, 1.7),
            lines_block(stage.rings, stage.sites, stage.window, 2.55),
        ]
        page = Page(
            result.title,
            "What the radars see, altitude by altitude",
            stage.seen_means(),
            key,
            small_print(result, stage.rings),
            stage.around.grounds,
            maps_in=down * (side_in + CAPTION_IN) + (down - 1) * PANEL_GAP_IN,
        )
        for place, (i, picture) in enumerate(zip(shown, drawn, strict=True)):
            row, column = divmod(place, across)
            left_in = column * (side_in + PANEL_GAP_IN)
            axes = page.map_axes(left_in, CAPTION_IN + row * (side_in + CAPTION_IN + PANEL_GAP_IN), side_in)
            axes.set_title(
                altitude_words(result.altitudes[i]), fontsize=9.0, fontweight="bold", loc="left", pad=4.0
            )
            stage.draw(axes, side_in, picture.image, scale_bar=place == 0)
    return page.figure


def write_maps(result: CoverageMap, folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Write one PNG for each altitude, and one of the lowest altitude seen: all of them whole, or none.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Where to; made if it is not there.
    progress : callable, optional
        Told before each picture what is drawn and the share done.

    Returns
    -------
    list of Path
        The files, such as ``coverage-100m-agl.png`` and ``lowest-altitude.png``.

    Raises
    ------
    OutputError
        The folder cannot be written to; nothing new is left behind.
    """

    tell = progress or (lambda what, share: None)
    count = len(result.altitudes) + 1

    def fill(aside: Path) -> None:
        stage = _Stage(result)
        for i, (altitude, name) in enumerate(zip(result.altitudes, slugs(result.altitudes), strict=True)):
            what = f"what is seen at {altitude_words(altitude)}"
            tell(f"draw {what}", i / count)
            _save(_draw_coverage(stage, i), aside / f"coverage-{name}.png", result, what)
        what = "lowest altitude in line of sight"
        tell(f"draw {what}", 1.0 - 1.0 / count)
        _save(_draw_lowest(stage), aside / "lowest-altitude.png", result, what)

    return write_whole(Path(folder), fill)


def slugs(altitudes: Sequence[Altitude]) -> list[str]:
    """A part of a file name for each altitude: "1,000 m agl" gives "1000m-agl"; twins are numbered."""
    names: list[str] = []
    for altitude in altitudes:
        joined = re.sub(r"(?<=\d)(?:\s+(?=[a-z])|,(?=\d))", "", altitude.label.lower())
        stem = re.sub(r"[^a-z0-9.]+", "-", joined).strip("-.") or "altitude"
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.append(name)
    return names


def _save(figure: "Figure", path: Path, result: CoverageMap, what: str) -> None:
    """Write a PNG that carries in itself what it is and where it comes from; opaque, so without alpha."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("Title", f"{result.title}: {what}")
    told.add_itxt("Software", f"rangering {__version__}")
    told.add_itxt("Description", f"Scenario {result.name}; {result.ground.describe()}. {CAVEAT}")
    canvas: Any = FigureCanvasAgg(figure)
    with house_style():
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    Image.fromarray(pixels).save(path, "PNG", compress_level=COMPRESSION, dpi=(DPI, DPI), pnginfo=told)


class _Stage:
    """What all maps of one result share: the plane, the rings, the window, the sites, the country around."""

    def __init__(self, result: CoverageMap) -> None:
        self.result = result
        self.plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
        self.rings = lettering.naive_rings(result, self.plane)
        self.window = self._window()
        self.measures = measures(result, self.rings, self.window)
        self.sites = lettering.sites_within(result, self.plane, self.window)
        self.around = frame.surroundings(self.plane, self.window)
        self._relief = lru_cache(lambda pixels: raster.relief_image(result.ground, pixels))

    def _window(self) -> Window:
        """The frame: the press circle and all that is seen; without one, all that is mapped.

        A detection claim may be so wide that what is seen shrinks to a dot: then it lies outside, and the key
        says so. One that is little wider lies within.
        """
        edges = [piece for ring in self.rings for piece in ring.pieces]
        press = [piece for ring in self.rings if ring.kind == PRESS_CIRCLE for piece in ring.pieces]
        if press:
            press += raster.seen_corners_m(self.result)
            seen, wide = window_around(press), window_around(press + edges)
            return wide if wide.half_m <= WIDENED * seen.half_m else seen
        for radar in self.result.radars:  # one that displays more than is claimed is mapped that far
            edges += self.plane.outline([(radar.lat_deg, radar.lon_deg)], raster.reach_m(radar))
        return window_around(edges)

    def seen_means(self) -> str:
        """What is shaded, and which lines are what."""
        seen = f"Shaded: seen on a single scan with probability {self.result.pd_probability:g} or more"
        marks = {ring.mark for ring in self.rings}
        lines = {"line": " Dashed: claimed ranges.", "dotted": " Dotted: nobody claims it."}
        said = "".join(words for mark, words in lines.items() if mark in marks)
        return f"{seen}; darker lies within lighter.{said}"

    def draw(self, axes: "Axes", side_in: float, image: raster.Image, *, scale_bar: bool = True) -> None:
        """Everything within a frame, from the ground up; words last, where nothing stands yet."""
        whole = side_in > 0.9 * MAP_IN
        sheet = Sheet(axes, self.plane, self.window, side_in, scale=max(0.7, (side_in / MAP_IN) ** 0.4))
        frame.draw_frame(sheet)
        frame.draw_land(sheet, self.around)
        frame.draw_image(sheet, image, self.window.extent, "states")
        relief = self._relief(round(side_in * DPI))
        if relief:
            frame.draw_image(sheet, *relief, "relief")
        frame.draw_graticule(sheet, labels=whole)
        if scale_bar:
            frame.draw_scale_bar(sheet)
        if whole:
            frame.draw_north(sheet)
        lettering.draw_rings(sheet, self.rings)
        lettering.draw_sites(sheet, self.sites)
        lettering.name_rings(sheet, self.rings, brief=not whole)
        lettering.name_sites(sheet, self.sites)
        lettering.name_countries(sheet, self.around.names)
        if not relief:
            frame.draw_watermark(sheet)


def _spread(count: int, most: int) -> list[int]:
    """Up to so many of the numbers below a count, evenly spread, the first and the last among them."""
    return [round(i) for i in np.linspace(0, count - 1, min(count, most))]
