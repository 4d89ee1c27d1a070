"""The page around a map: title, key, and the small print that no picture goes without."""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import __version__
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.report import borders
from rangering.report.encode import Indexed, indexed, pixels_of
from rangering.report.frame import FAILED_WORDS, SMOOTH_WORDS
from rangering.report.key import GAP_IN, MARK_IN, ROW_IN, Block, Entry
from rangering.report.lettering import MARKS, NaiveRing
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
    house_style,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN, MARGIN_IN = 9.0, 0.5
MAP_IN = WIDTH_IN - 2.0 * MARGIN_IN
TOP_IN, BOTTOM_IN, FRAME_LABELS_IN = 0.26, 0.14, 0.36
TITLE_LINE_IN, HEADING_LINE_IN, FINE_LINE_IN = 0.29, 0.25, 0.142
BARE_MARGIN_IN = 0.06  # above the maps of a picture without its title
BLOCK_GAP_IN = 0.16  # between blocks of one column
SWATCH_IN = 0.24
DASHES = {"line": (3.2, 1.8), "dotted": (1.0, 1.4), "solid": (1.0, 0.0)}
INTERCEPTS = {  # dots: face, edge, size [pt]
    "first intercept": (INK, "white", 4.2),
    "second intercept": ("white", INK, 3.4),
}
OUTLINES = {"outline": "-", "dashed outline": (0, (4.0, 2.0)), "dotted outline": (0, (1.0, 1.4))}


class SmallPrint(NamedTuple):
    """What a picture stands on and is worth."""

    full: list[tuple[str, int]]  # sentences, and how many lines each may take
    brief: tuple[str, ...]  # one line each: what no picture goes without


class Drawn(NamedTuple):
    """A picture for a folder, whole; and bare, for a page that says the rest around it."""

    whole: Indexed
    bare: Indexed


class Page:
    """A figure as wide as all others and as high as its words and maps need.

    Parameters
    ----------
    title, heading, subtitle : str
        From large to small.
    key : sequence of sequence of Block
        Columns of the key, from the left; the blocks of a column stand under each other, one width each.
    small_print : SmallPrint
        What stands below the key.
    grounds : sequence of str
        Colours that shades on the map lie over, land or sea or both: the key shows each shade over each.
    maps_in : float
        Height that the maps take. [inch]
    """

    def __init__(
        self, title: str, heading: str, subtitle: str, key: Sequence[Sequence[Block]],
        small_print: "SmallPrint", grounds: Sequence[str], maps_in: float = MAP_IN,
    ) -> None:  # fmt: skip
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        titles = wrapped(title, TITLE_PT, MAP_IN, most=2, bold=True)
        headings = wrapped(heading, HEADING_PT, MAP_IN, most=2)
        subtitles = wrapped(subtitle, BODY_PT, MAP_IN, most=3)
        fine = [
            line for text, most in small_print.full for line in wrapped(text, SMALL_PT, MAP_IN, most=most)
        ]
        key_in = max(
            (sum(b.height_in() for b in column) + BLOCK_GAP_IN * (len(column) - 1) for column in key),
            default=-0.1,
        )
        self.map_top_in = _whole_pixels(
            TOP_IN
            + TITLE_LINE_IN * len(titles)
            + HEADING_LINE_IN * len(headings)
            + LINE_IN * len(subtitles)
            + 0.1
        )
        key_top_in = self.map_top_in + maps_in + FRAME_LABELS_IN
        fine_top_in = key_top_in + key_in + 0.14
        self.height_in = _whole_pixels(fine_top_in + FINE_LINE_IN * len(fine) + BOTTOM_IN)
        self.fine_top_in = fine_top_in
        self._brief_lines = small_print.brief

        self.grounds = grounds
        self.figure = Figure(figsize=(WIDTH_IN, self.height_in), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.paper = self._axes(0.0, 0.0, WIDTH_IN, self.height_in)
        self.paper.set(xlim=(0.0, WIDTH_IN), ylim=(self.height_in, 0.0))
        self.paper.set_axis_off()

        y = self._lines(TOP_IN, titles, TITLE_PT, TITLE_LINE_IN, weight="bold")
        y = self._lines(y, headings, HEADING_PT, HEADING_LINE_IN)
        self._lines(y, subtitles, BODY_PT, LINE_IN, colour=SOFT_INK)
        left_in = MARGIN_IN
        for column in key:
            top_in = key_top_in
            for block in column:
                self._draw_block(block, left_in, top_in)
                top_in += block.height_in() + BLOCK_GAP_IN
            left_in += max(block.width_in for block in column)
        rule_in = fine_top_in - 0.05
        self.paper.plot([MARGIN_IN, WIDTH_IN - MARGIN_IN], [rule_in] * 2, color=UNKNOWN_STRIPE, linewidth=0.6)
        self._lines(fine_top_in, fine, SMALL_PT, FINE_LINE_IN, colour=SOFT_INK)

    def pictures(self) -> "Drawn":
        """The page as it looks, and the same without its title and small print; drawn once for both."""
        pixels = pixels_of(self.figure)
        high_px = pixels.shape[0]
        told = indexed(np.concatenate([pixels, self._brief()]))
        bare = slice(round((self.map_top_in - BARE_MARGIN_IN) * DPI), round((self.fine_top_in - 0.08) * DPI))
        return Drawn(told.rows(slice(high_px)), told.rows(bare, slice(high_px, None)))

    def _brief(self) -> NDArray[np.uint8]:
        """What no picture goes without, even where a page around it has the rest."""
        from matplotlib.figure import Figure

        lines = [line for text in self._brief_lines for line in wrapped(text, SMALL_PT, MAP_IN, most=1)]
        high_in = _whole_pixels(FINE_LINE_IN * len(lines) + 0.06)
        strip = Figure(figsize=(WIDTH_IN, high_in), dpi=DPI, facecolor="white")
        with house_style():
            for i, line in enumerate(lines):
                strip.text(MARGIN_IN / WIDTH_IN, 1.0 - (i + 0.5) * FINE_LINE_IN / high_in, line,
                           fontsize=SMALL_PT, color=SOFT_INK, va="center_baseline")  # fmt: skip
        return pixels_of(strip)

    def map_axes(self, left_in: float, top_in: float, side_in: float) -> "Axes":
        """Axes for a map, placed from the upper left corner of the room for maps. [inch]"""
        return self.chart_axes(left_in, top_in, side_in, side_in)

    def chart_axes(self, left_in: float, top_in: float, width_in: float, height_in: float) -> "Axes":
        """Axes for a chart, placed from the upper left corner of the room for maps. [inch]"""
        return self._axes(MARGIN_IN + left_in, self.map_top_in + top_in, width_in, height_in)

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
            for i, (end_in, figure) in enumerate(zip(ends_in, entry.figures, strict=True)):
                pale = block.first_counts and i > 0
                self._say(end_in, y, figure, BODY_PT, align="right", colour=SOFT_INK if pale else INK)
            lines = block.lines(entry)
            for i, line in enumerate(lines):
                self._say(left_in + MARK_IN, y + i * LINE_IN, line, BODY_PT)
            y += ROW_IN + (len(lines) - 1) * LINE_IN

    def _draw_mark(self, entry: Entry, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        if entry.mark in DASHES:
            self.paper.plot(
                [x, x + SWATCH_IN + 0.02],
                [y, y],
                color=entry.colour,
                linewidth=1.5,
                dashes=DASHES[entry.mark],
            )
        elif entry.mark in OUTLINES:
            self.paper.plot([x, x + SWATCH_IN], [y, y], color=entry.colour, linewidth=1.1,
                            linestyle=OUTLINES[entry.mark])  # fmt: skip
        elif entry.mark in INTERCEPTS:
            face, edge, size_pt = INTERCEPTS[entry.mark]
            self.paper.plot([x + SWATCH_IN * share for share in (0.15, 0.5, 0.85)], [y] * 3, linestyle="",
                            marker="o", markersize=size_pt, markerfacecolor=face, markeredgecolor=edge,
                            markeredgewidth=0.7)  # fmt: skip
        elif entry.mark == "edge":
            self.paper.plot([x, x + SWATCH_IN], [y, y], color=entry.colour, linewidth=4.0,
                            solid_capstyle="butt")  # fmt: skip
        elif entry.mark == "none":
            pass
        elif entry.mark in MARKS:
            shape, face, share = MARKS[entry.mark]
            self.paper.plot([x + SWATCH_IN / 2.0], [y], marker=shape, markersize=6.2 * share,
                            markerfacecolor=face, markeredgecolor=INK, markeredgewidth=1.1)  # fmt: skip
        else:
            part_in = SWATCH_IN / len(self.grounds)
            for i, ground in enumerate(self.grounds):
                beneath = Rectangle((x + i * part_in, y - 0.06), part_in, 0.12, facecolor=ground, linewidth=0)
                self.paper.add_artist(beneath)
            hatch = "//////" if entry.mark == "hatch" else None
            swatch = Rectangle((x, y - 0.06), SWATCH_IN, 0.12, facecolor=entry.colour, hatch=hatch,
                               edgecolor=UNKNOWN_STRIPE, linewidth=0.6)  # fmt: skip
            self.paper.add_artist(swatch)


def _whole_pixels(length_in: float) -> float:
    """A length that ends between two pixels, so that images lie on the page as they are. [inch]"""
    return math.ceil(length_in * DPI - 1e-9) / DPI


def small_print(result: CoverageMap, rings: Sequence[NaiveRing]) -> SmallPrint:
    """Earth and ground, sources of the rings, what we assumed, what the result is worth; each with its lines.

    Seven lines at most, and two for the notice that the terrain's licence asks for: what does not fit stands
    in ``coverage.json`` in full.
    """
    stated = result.environment
    earth = (
        f"k = {stated['k']:.4g}, Earth radius {stated['earth_radius_m'] / 1e3:.1f} km, {stated['geometry']}"
    )
    ranges = []
    for ring in rings:
        named = ring.words if ring.mark == "dotted" else ring.length
        ranges.append(f"{named} (grade {ring.grade}): {shortened(ring.sources)}")
    defaults = set(re.findall(r"default/[\w/.-]*\w", " ".join(result.assumptions)))
    count = f"{len(defaults)} input{'s are our assumptions' if len(defaults) > 1 else ' is our assumption'}"
    assumed = f"{count} (grade D): see coverage.json, with all sources in full." if defaults else ""
    notice = result.ground.record.attribution
    drawn = f"Coasts and borders: {borders.SOURCE}. Azimuthal equidistant plane."
    caveat = f"{CAVEAT} rangering {__version__}."
    full = [
        (f"{earth}; {result.ground.describe()}.", 2), (f"Ranges: {'; '.join(ranges)}.", 2),
        *([(f"Terrain: {notice}.", 2)] if notice else []),
        (f"{assumed or 'Sources in full: coverage.json.'} {drawn}", 2), (caveat, 1),
    ]  # fmt: skip
    record = result.ground.record
    ground = f"terrain {record.source}"
    if record.kind == "smooth":
        ground = FAILED_WORDS if record.notes else SMOOTH_WORDS
    ground = ground[:1].upper() + ground[1:]
    return SmallPrint(full, (f"{ground}, posting {record.posting_m:g} m; k = {stated['k']:.4g}.", caveat))


def shortened(sources: Sequence[str]) -> str:
    """Publisher, title or date of the first source, without addresses, and how many more there are.

    >>> shortened(["The Paper, 4 May (paper.org/a/b) as quoted in B, c.json; Post, 5 May (post.net)"])
    'The Paper, 4 May and 1 more'
    """
    first, *more = [each.strip() for source in sources for each in source.split(";")]
    first = re.sub(r" as quoted in .*", "", first)
    first = re.sub(r"\s*\((?:[^()]*\w\.\w[^()]*|[\d\W]*)\)", "", first)  # brackets with addresses or figures
    return f"{first} and {len(more)} more" if more else first
