"""What all maps of one result share: the plane, the window, the rings, the sites, the country around.

Everything that several pictures need is worked out once; a map is then drawn from the ground up, words last.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from rangering.coverage.results import PRESS_CIRCLE, CoverageMap
from rangering.report import frame, lettering, raster
from rangering.report.key import measures
from rangering.report.lettering import NaiveRing
from rangering.report.page import MAP_IN
from rangering.report.plane import Plane, Window, window_around
from rangering.report.sheet import Sheet
from rangering.report.style import DPI

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDENED = 1.3  # how much wider a frame may become so as to hold the detection rings too
NORTH_IN = 2.0  # a map at least so wide has room for an arrow
WHOLE_IN = 0.9 * MAP_IN  # a map at least so wide names its degrees and says on its rings what they are


class Stage:
    """A result ready to be drawn.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    engagement : bool
        Whether the maps are of what can be engaged: then the frame is the press circle's, whatever is seen
        beyond, and the detection rings stay away.
    window : Window, optional
        What the maps show, where several results share one frame.
    """

    def __init__(
        self, result: CoverageMap, *, engagement: bool = False, window: Window | None = None
    ) -> None:
        self.result = result
        self.plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
        every = lettering.naive_rings(result, self.plane)
        press = [ring for ring in every if ring.kind == PRESS_CIRCLE]
        self.rings = press if engagement and press else every
        self.window = window or self._window(seen=not engagement)
        self.measures = measures(result, self.rings, self.window)
        self.sites = lettering.sites_within(result, self.plane, self.window)
        self.around = frame.surroundings(self.plane, self.window)
        self.relief = lru_cache(lambda pixels: raster.relief_image(result.ground, self.window, pixels))

    def _window(self, *, seen: bool) -> Window:
        """The frame: the press circle and all that is seen; without one, all that is mapped.

        A detection claim may be so wide that what is seen shrinks to a dot: then it lies outside, and the key
        says so. One that is little wider lies within.
        """
        edges = [piece for ring in self.rings for piece in ring.pieces]
        press = [piece for ring in self.rings if ring.kind == PRESS_CIRCLE for piece in ring.pieces]
        if press:
            if seen:
                press += raster.seen_corners_m(self.result)
            near, wide = window_around(press), window_around(press + edges)
            return wide if wide.half_m <= WIDENED * near.half_m else near
        for radar in self.result.radars:  # one that displays more than is claimed is mapped that far
            edges += self.plane.outline([(radar.lat_deg, radar.lon_deg)], raster.reach_m(radar))
        return window_around(edges)

    def lines_mean(self) -> str:
        """Which lines are what, for the subtitle."""
        marks = {ring.mark for ring in self.rings}
        lines = {"line": " Dashed: claimed ranges.", "dotted": " Dotted: nobody claims it."}
        return "".join(words for mark, words in lines.items() if mark in marks)

    def seen_means(self) -> str:
        """What is shaded, and which lines are what."""
        seen = f"Shaded: seen on a single scan with probability {self.result.pd_probability:g} or more"
        return f"{seen}; darker lies within lighter.{self.lines_mean()}"

    def draw(
        self, axes: "Axes", side_in: float, image: raster.Image, *, line: raster.Image | None = None,
        rings: list[NaiveRing] | None = None, over: Callable[[Sheet], None] | None = None,
        scale_bar: bool = True,
    ) -> None:  # fmt: skip
        """Everything within a frame, from the ground up; words last, where nothing stands yet.

        Parameters
        ----------
        axes : Axes
            Square.
        side_in : float
            Their side. [inch]
        image, line : uint8 array, shape (pixels, pixels, 4)
            What lies under the relief, and what lies over it, southern row first.
        rings : list of NaiveRing, optional
            Others than the result's.
        over : callable, optional
            Draws what is particular to this map, before anything is named.
        scale_bar : bool
            Whether this map carries one, and an arrow: of several of one scale the first does.
        """
        whole = side_in > WHOLE_IN
        drawn = self.rings if rings is None else rings
        sheet = Sheet(axes, self.plane, self.window, side_in, scale=max(0.7, (side_in / MAP_IN) ** 0.25))
        frame.draw_frame(sheet)
        frame.draw_land(sheet, self.around)
        frame.draw_image(sheet, image, "states")
        relief = self.relief(round(side_in * DPI))
        if relief is not None:
            frame.draw_image(sheet, relief, "relief")
        if line is not None:
            frame.draw_image(sheet, line, "edges")
        frame.draw_graticule(sheet, labels=whole)
        if scale_bar:
            frame.draw_scale_bar(sheet)
        if side_in > NORTH_IN and scale_bar:
            frame.draw_north(sheet)
        lettering.draw_rings(sheet, drawn)
        if over:
            over(sheet)
        lettering.draw_sites(sheet, self.sites)
        lettering.name_rings(sheet, drawn, brief=not whole)
        lettering.name_sites(sheet, self.sites)
        lettering.name_countries(sheet, self.around.names)
        if relief is None:
            frame.draw_watermark(sheet, self.result.ground.record)
