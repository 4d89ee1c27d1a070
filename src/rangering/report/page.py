"""The page around a map: title, key, and the small print that no picture goes without."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rangering import __version__
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.report import borders
from rangering.report.key import GAP_IN, MARK_IN, ROW_IN, Block, Entry
from rangering.report.lettering import NaiveRing
from rangering.report.style import (
    BODY_PT,
    DPI,
    HEADING_PT,
    INK,
    LINE_IN,
    SMALL_PT,
    SOFT_INK,
    TITLE_PT,
    UNKNOWN_STRIPE,
    fitted,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN, MARGIN_IN = 9.0, 0.5
MAP_IN = WIDTH_IN - 2.0 * MARGIN_IN
TOP_IN, BOTTOM_IN, FRAME_LABELS_IN = 0.26, 0.14, 0.34
TITLE_LINE_IN, HEADING_LINE_IN, FINE_LINE_IN = 0.26, 0.23, 0.125
SWATCH_IN = 0.24
CROWD = 3  # so many rings leave one line to the sources of each


class Page:
    """A figure as wide as all others and as high as its words and maps need.

    Parameters
    ----------
    title, heading, subtitle : str
        From large to small.
    key : sequence of Block
        Columns of the key, from the left.
    small_print : sequence of (str, int)
        Sentences, and how many lines each may take.
    maps_in : float
        Height that the maps take. [inch]
    """

    def __init__(
        self, title: str, heading: str, subtitle: str, key: Sequence[Block],
        small_print: Sequence[tuple[str, int]], maps_in: float = MAP_IN,
    ) -> None:  # fmt: skip
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        titles = wrapped(title, TITLE_PT, MAP_IN, most=2, bold=True)
        subtitles = wrapped(subtitle, BODY_PT, MAP_IN, most=3)
        fine = [line for text, most in small_print for line in wrapped(text, SMALL_PT, MAP_IN, most=most)]
        key_in = max(block.height_in() for block in key)
        self.map_top_in = (
            TOP_IN + TITLE_LINE_IN * len(titles) + HEADING_LINE_IN + LINE_IN * len(subtitles) + 0.1
        )
        key_top_in = self.map_top_in + maps_in + FRAME_LABELS_IN
        fine_top_in = key_top_in + key_in + 0.14
        self.height_in = fine_top_in + FINE_LINE_IN * len(fine) + BOTTOM_IN

        self.figure = Figure(figsize=(WIDTH_IN, self.height_in), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.paper = self._axes(0.0, 0.0, WIDTH_IN, self.height_in)
        self.paper.set(xlim=(0.0, WIDTH_IN), ylim=(self.height_in, 0.0))
        self.paper.set_axis_off()

        y = self._lines(TOP_IN, titles, TITLE_PT, TITLE_LINE_IN, weight="bold")
        y = self._lines(y, [fitted(heading, HEADING_PT, MAP_IN)], HEADING_PT, HEADING_LINE_IN)
        self._lines(y, subtitles, BODY_PT, LINE_IN, colour=SOFT_INK)
        left_in = MARGIN_IN
        for block in key:
            self._draw_block(block, left_in, key_top_in)
            left_in += block.width_in
        rule_in = fine_top_in - 0.05
        self.paper.plot([MARGIN_IN, WIDTH_IN - MARGIN_IN], [rule_in] * 2, color=UNKNOWN_STRIPE, linewidth=0.6)
        self._lines(fine_top_in, fine, SMALL_PT, FINE_LINE_IN, colour=SOFT_INK)

    def map_axes(self, left_in: float, top_in: float, side_in: float) -> "Axes":
        """Axes for a map, placed from the upper left corner of the room for maps. [inch]"""
        return self._axes(MARGIN_IN + left_in, self.map_top_in + top_in, side_in, side_in)

    def _axes(self, left_in: float, top_in: float, width_in: float, height_in: float) -> "Axes":
        bottom_in = self.height_in - top_in - height_in
        return self.figure.add_axes((left_in / WIDTH_IN, bottom_in / self.height_in,
                                     width_in / WIDTH_IN, height_in / self.height_in))  # fmt: skip

    def _say(
        self, x_in: float, y_in: float, text: str, size_pt: float, *, colour: str = INK,
        weight: str = "normal", align: str = "left",
    ) -> None:  # fmt: skip
        self.paper.text(x_in, y_in, text, fontsize=size_pt, color=colour, fontweight=weight, ha=align,
                        va="center_baseline")  # fmt: skip

    def _lines(
        self, top_in: float, lines: Sequence[str], size_pt: float, line_in: float, *, colour: str = INK,
        weight: str = "normal",
    ) -> float:  # fmt: skip
        """Lines under each other from the left margin; where the next would start. [inch]"""
        for i, line in enumerate(lines):
            self._say(MARGIN_IN, top_in + (i + 0.5) * line_in, line, size_pt, colour=colour, weight=weight)
        return top_in + len(lines) * line_in

    def _draw_block(self, block: Block, left_in: float, top_in: float) -> None:
        for i, line in enumerate(block.heading_lines()):
            self._say(left_in, top_in + (i + 0.5) * LINE_IN, line, BODY_PT, weight="bold")
        right_in = left_in + block.width_in - GAP_IN
        ends_in = [right_in - block.column_in * back for back in reversed(range(len(block.columns)))]
        for end_in, column in zip(ends_in, block.columns, strict=True):
            for i, line in enumerate(column.split("\n")):
                self._say(
                    end_in, top_in + (i + 0.5) * LINE_IN, line, SMALL_PT, colour=SOFT_INK, align="right"
                )
        y = top_in + block.top_in() + 0.5 * LINE_IN
        for entry in block.entries:
            self._draw_mark(entry, left_in, y)
            for end_in, figure in zip(ends_in, entry.figures, strict=True):
                self._say(end_in, y, figure, BODY_PT, align="right")
            lines = block.lines(entry)
            for i, line in enumerate(lines):
                self._say(left_in + MARK_IN, y + i * LINE_IN, line, BODY_PT)
            y += ROW_IN + (len(lines) - 1) * LINE_IN

    def _draw_mark(self, entry: Entry, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        if entry.mark == "line":
            self.paper.plot(
                [x, x + SWATCH_IN + 0.02], [y, y], color=entry.colour, linewidth=1.5, dashes=(3.2, 1.8)
            )
        elif entry.mark.endswith("site"):
            face = "white" if entry.mark.startswith("hollow") else entry.colour
            self.paper.plot([x + SWATCH_IN / 2.0], [y], marker="^", markersize=6.2, markeredgecolor=INK,
                            markerfacecolor=face, markeredgewidth=1.1)  # fmt: skip
        else:
            hatch = "//////" if entry.mark == "hatch" else None
            swatch = Rectangle((x, y - 0.06), SWATCH_IN, 0.12, facecolor=entry.colour, hatch=hatch,
                               edgecolor=UNKNOWN_STRIPE, linewidth=0.6)  # fmt: skip
            self.paper.add_patch(swatch)


def small_print(result: CoverageMap, rings: Sequence[NaiveRing]) -> list[tuple[str, int]]:
    """Earth, ground, sources of the rings, borders, what the result is worth; each with its most lines."""
    room = 2 if len(rings) < CROWD else 1
    claims = [(f"{ring.words}, {ring.whose} (grade {ring.grade}): {ring.source}", room) for ring in rings]
    stated = result.environment
    earth = (
        f"k = {stated['k']:.4g}, Earth radius {stated['earth_radius_m'] / 1e3:.1f} km, {stated['geometry']}"
    )
    drawn = f"Coasts and borders: {borders.SOURCE}, good to a few kilometres. Azimuthal equidistant plane."
    assumed = [(f"Assumed: {' '.join(result.assumptions)}", 2)] if result.assumptions else []
    return [
        (f"{earth}; {result.ground.describe()}.", 3), *claims, *assumed,
        (f"{drawn} Sources in full: coverage.json.", 2), (f"{CAVEAT} rangering {__version__}.", 2),
    ]  # fmt: skip
