"""The ground between a site and a point, with the rays over it: why one sees the other, or not.

Drawn as a cut through the Earth of radius k·R: over it rays are straight, and the Earth bulges between both
ends. Heights are drawn larger than distances, by the figure that the picture states; a straight line stays
straight under that. Lines of equal height above the sea follow the bulge. What no ray that clears the ground
reaches is shaded.
"""

import re
from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rangering import __version__
from rangering.coverage.explanation import Explanation, RadarWhy
from rangering.earth.visibility import elevation_tangent, height_on_ray_m, steeper
from rangering.provenance import CAVEAT
from rangering.report.cut import Cut, step_of
from rangering.report.key import Block, Entry
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.style import (
    FAINT_INK,
    INK,
    LABEL_PT,
    SITE,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_PAPER,
    UNKNOWN_STRIPE,
    house_style,
    wrapped,
)
from rangering.report.why import DOWN_TO_GROUND_M, headline, km, metres, several, verdict_words
from rangering.report.write import write_picture
from rangering.sight.state import State

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEEN, HIDDEN, LIMITED = "#11427f", "#b3461f", "#6b7076"
GROUND, GROUND_EDGE, SHADOW = "#d8c7a6", "#6d5b3c", "#e6e8ea"
ABOVE_IN, HIGH_IN, LEFT_IN, LABELS_IN, UNDER_IN = 0.28, 3.9, 0.55, 1.75, 0.1
MARGIN = 0.08  # of the heights drawn, above and below
WORTH_SHOWING = 5.0  # a lowest altitude seen this many times higher than all else stays outside
SHORTEST_M = 500.0  # a point nearer than this is drawn over that much ground
LINE_OF_TEXT = 0.052  # of the picture's height


def draw_profile(result: Explanation) -> "Figure":
    """The picture of one explanation.

    Parameters
    ----------
    result : Explanation
        What `explain` gave.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own.
    """
    radars = sorted(result.radars, key=lambda each: -each.antenna_m)
    with house_style():
        page = Page(
            result.title,
            f"Why here: from {result.site} to {result.position}",
            headline(result),
            [[_radars_block(result, 4.6)], [_marks_block(result, 3.4)]],
            SmallPrint(_small_print(result), (CAVEAT,)),
            ("white",),
            maps_in=ABOVE_IN + HIGH_IN + UNDER_IN,
        )
        axes = page.chart_axes(LEFT_IN, ABOVE_IN, MAP_IN - LEFT_IN - LABELS_IN, HIGH_IN)
        _Picture(axes, result, radars).draw()
    return page.figure


def write_profile(result: Explanation, path: Path) -> None:
    """Write the picture as a PNG, whole or not at all.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    write_picture(
        draw_profile(result),
        path,
        f"{result.title}: {result.site} to {result.position}",
        f"Scenario {result.name}; {result.ground.describe()}.",
    )


def colour_of(radar: RadarWhy) -> str:
    """Blue what is seen, rust what the ground or the Earth hides, grey what something else limits."""
    if radar.state == State.COVERED:
        return SEEN
    return HIDDEN if _is_hidden(radar) else LIMITED


def _is_hidden(radar: RadarWhy) -> bool:
    return State.TERRAIN in radar.failing or State.HORIZON in radar.failing


def _radars_block(result: Explanation, width_in: float) -> Block:
    entries = []
    for radar in result.radars:
        what, why = verdict_words(radar.state, radar.failing)
        name = radar.name.removeprefix(f"{result.site}, ")
        entries.append(Entry("solid", colour_of(radar), f"{name}: {what}{f', {why}' if why else ''}"))
    return Block("Straight ray from the antenna of", tuple(entries), width_in)


def _marks_block(result: Explanation, width_in: float) -> Block:
    smooth = result.ground.record.kind == "smooth"
    entries = [
        Entry("line", INK, "lowest line of sight that clears the ground"),
        Entry("fill", SHADOW, f"out of sight of the {'highest ' if len(result.radars) > 1 else ''}antenna"),
        Entry("fill", GROUND, "smooth Earth: terrain not loaded" if smooth else "ground"),
    ]
    if any(np.isnan(each.profile.ground_m).any() for each in result.radars):
        entries.append(Entry("hatch", UNKNOWN_PAPER, "unknown: no data"))
    return Block("Lines and shades", tuple(entries), width_in)


def _small_print(result: Explanation) -> list[tuple[str, int]]:
    stated = result.environment
    earth = (
        f"k = {stated['k']:.4g}, Earth radius {stated['earth_radius_m'] / 1e3:.1f} km, {stated['geometry']}"
    )
    defaults = sum("class defaults" in text for text in result.assumptions)
    assumed = "Some inputs are our assumptions (grade D): the command lists them. " if defaults else ""
    return [
        (f"{earth}; {result.ground.describe()}.", 2),
        (
            f"{assumed}Nominal rays and limits. No diffraction: behind an edge nothing is seen.",
            1,
        ),
        (f"{CAVEAT} rangering {__version__}.", 1),
    ]


class _Picture:
    """One profile in its axes."""

    def __init__(self, axes: "Axes", result: Explanation, radars: Sequence[RadarWhy]) -> None:
        self.axes, self.result, self.radars = axes, result, radars
        self.lead = radars[0]
        self.profile = self.lead.profile
        self.far_m = max(self.lead.distance_m, SHORTEST_M)
        self.radius_m = result.k * float(result.environment["earth_radius_m"])
        self.cut = Cut(self.radius_m, self.far_m)
        self.target_m = None if isnan(result.altitude_m) else result.altitude_m
        self.floor_m, self.bottom_m, self.top_m = self._heights()

    def _heights(self) -> tuple[float, float, float]:
        """Lowest ground at either end, and what the picture shows of Y."""
        ground = self.profile.ground_m
        known = ~np.isnan(ground)
        ends_m = [float(each) for each in (ground[0], ground[-1]) if not isnan(each)]
        floor_m = min(ends_m)
        _, ground_y = self.cut.place(self.profile.distance_m[known], ground[known])
        ys = [
            float(ground_y.min()),
            float(ground_y.max()),
            floor_m,
            *(each.antenna_m for each in self.radars),
        ]
        if self.target_m is not None:
            ys.append(self.target_m)
        low, high = min(ys), max(ys)
        span = max(high - low, 20.0)
        lowest = [each.lowest_m for each in self.radars if not isnan(each.lowest_m)]
        shown = [each for each in lowest if each - low <= WORTH_SHOWING * span]
        high = max([high, low + 20.0, *shown])
        return floor_m, low - MARGIN * (high - low), high + 1.4 * MARGIN * (high - low)

    def draw(self) -> None:
        """From the back to the front; words last."""
        edge_m = 0.012 * self.far_m
        left, right = (float(self.cut.place(d, 0.0)[0]) for d in (-edge_m, self.far_m + edge_m))
        self.axes.set_autoscale_on(False)
        self.axes.set(xlim=(left, right), ylim=(self.bottom_m, self.top_m))
        self._ticks()
        self._shadow()
        self._ground()
        self._bulge()
        for radar in self.radars:
            self._ray(radar)
        self._crests()
        self._site()
        self._labels(right)

    def _ticks(self) -> None:
        """Heights above the sea as lines that follow the Earth; distances below."""
        step_m = step_of((self.top_m - self.bottom_m) / 5.0)
        heights_m = np.arange(np.floor(self.bottom_m / step_m), np.ceil(self.top_m / step_m) + 1) * step_m
        along_m = np.linspace(0.0, self.far_m, 181)
        places = []
        for height_m in heights_m:
            x, y = self.cut.place(along_m, np.full(along_m.shape, height_m))
            self.axes.plot(x, y, color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0.5)
            places.append(float(y[0]))
        inside = [(y, h) for y, h in zip(places, heights_m, strict=True) if self.bottom_m <= y <= self.top_m]
        self.axes.set_yticks([y for y, _ in inside], [f"{h:,.0f}" for _, h in inside])
        step_m = step_of(self.far_m / 6.0)
        ticks_m = np.arange(0.0, self.far_m * (1.0 + 1e-9), step_m)
        unit, per = ("km", 1e3) if self.far_m >= 2e3 else ("m", 1.0)
        xs = self.cut.place(ticks_m, 0.0 * ticks_m)[0]
        self.axes.set_xticks(list(xs), [f"{d / per:g}" for d in ticks_m])
        self.axes.tick_params(labelsize=SMALL_PT, colors=SOFT_INK, length=2.5, width=0.6)
        self.axes.set_xlabel(
            f"distance along the ground, {unit}", fontsize=SMALL_PT, color=SOFT_INK, labelpad=2
        )
        self.axes.set_ylabel("height above sea level, m", fontsize=SMALL_PT, color=SOFT_INK, labelpad=3)
        for name, spine in self.axes.spines.items():
            spine.set(color=FAINT_INK, linewidth=0.6, visible=name in ("left", "bottom"))

    def _shadow(self) -> None:
        """Between the ground and the lowest line of sight, point by point along the way, as far as known."""
        distance_m, ground_m = self.profile.distance_m[1:], self.profile.ground_m[1:]
        curvature_1_m, antenna_m = 1.0 / self.radius_m, self.lead.antenna_m
        highest, lowest_m = nan, ground_m.copy()
        for n in np.flatnonzero(distance_m > 0.0):
            d, h = distance_m[n], ground_m[n]
            if n > 0:
                lowest_m[n] = steeper(h, height_on_ray_m(highest, antenna_m, d, curvature_1_m))
            rise = elevation_tangent(h, antenna_m, d, curvature_1_m)
            highest = steeper(highest, rise) if n > 0 else rise
        x, low = self.cut.place(distance_m, ground_m)
        _, high = self.cut.place(distance_m, lowest_m)
        self.axes.fill_between(x, low, high, where=~np.isnan(lowest_m), color=SHADOW, linewidth=0, zorder=1)

    def _ground(self) -> None:
        distance_m, ground_m = self.profile.distance_m, self.profile.ground_m
        if len(distance_m) == 2 and distance_m[1] < self.far_m:  # next to the site there is but one height
            distance_m, ground_m = np.array([0.0, self.far_m]), ground_m[[0, 0]]
        known = ~np.isnan(ground_m)
        x, _ = self.cut.place(distance_m, np.zeros(len(distance_m)))
        _, y = self.cut.place(distance_m, ground_m)
        self.axes.fill_between(x, self.bottom_m, y, where=known, color=GROUND, linewidth=0, zorder=2)
        self.axes.plot(x, y, color=GROUND_EDGE, linewidth=0.9, zorder=3)
        for first, last in _runs(~known):
            ends = x[max(first - 1, 0)], x[min(last + 1, len(x) - 1)]
            self.axes.axvspan(*ends, facecolor=UNKNOWN_PAPER, edgecolor=UNKNOWN_STRIPE, hatch="//////",
                              linewidth=0.0, zorder=1.5)  # fmt: skip

    def _bulge(self) -> None:
        """How far the Earth stands above the straight line between both ends, where that can be seen."""
        if self.lead.bulge_m < 0.03 * (self.top_m - self.bottom_m):
            return
        along_m = np.linspace(0.0, self.far_m, 181)
        x, y = self.cut.place(along_m, np.full(along_m.shape, self.floor_m))
        self.axes.plot(x, y, color=GROUND_EDGE, linewidth=0.7, dashes=(4.0, 2.0), zorder=4)
        self.axes.plot(x[[0, -1]], y[[0, -1]], color=GROUND_EDGE, linewidth=0.7, dashes=(4.0, 2.0), zorder=4)
        self.axes.annotate("", (x[90], y[90]), (x[90], y[0]), zorder=4,
                           arrowprops={"arrowstyle": "<->", "color": GROUND_EDGE, "linewidth": 0.7,
                                       "shrinkA": 0, "shrinkB": 0})  # fmt: skip
        words = f"bulge of the Earth {metres(self.lead.bulge_m)}, k = {self.result.k:.3g}"
        self._write(x[90], 0.5 * (y[90] + y[0]), f"  {words}", colour=GROUND_EDGE)

    def _ray(self, radar: RadarWhy) -> None:
        """Straight to the target, dotted behind what stops it; and the lowest line that clears the ground."""
        start = self.cut.place(0.0, radar.antenna_m)
        if not isnan(radar.lowest_m):
            end = self.cut.place(radar.distance_m, radar.lowest_m)
            self.axes.plot(
                *zip(start, end, strict=True), color=INK, linewidth=0.8, dashes=(3.2, 1.8), zorder=5
            )
        if self.target_m is None:
            return
        end = self.cut.place(radar.distance_m, self.target_m)
        colour = colour_of(radar)
        x, y = (np.array(pair, dtype=float) for pair in zip(start, end, strict=True))
        stop = self._stopped_at(radar) if _is_hidden(radar) else 1.0
        middle = [float(v[0] + stop * (v[1] - v[0])) for v in (x, y)]
        self.axes.plot([x[0], middle[0]], [y[0], middle[1]], color=colour, linewidth=1.6, zorder=6)
        if stop < 1.0:
            self.axes.plot([middle[0], x[1]], [middle[1], y[1]], color=colour, linewidth=1.4,
                           dashes=(1.0, 1.6), zorder=6)  # fmt: skip

    def _stopped_at(self, radar: RadarWhy) -> float:
        """The share of the way at which the ray first meets the ground."""
        (x0, y0), (x1, y1) = (
            self.cut.place(0.0, radar.antenna_m),
            self.cut.place(radar.distance_m, self.result.altitude_m),
        )
        x, y = self.cut.place(self.profile.distance_m[1:], self.profile.ground_m[1:])
        share = (x - x0) / (x1 - x0)
        met = np.flatnonzero(y > y0 + share * (y1 - y0))
        return float(share[met[0]]) if met.size else 1.0

    def _crests(self) -> None:
        """The ground that rules each line of sight; once where several lines share it."""
        marked: list[float] = []
        for radar in self.radars:
            crest = radar.crest
            if crest is None or radar.lowest_m - self.result.ground_m < DOWN_TO_GROUND_M:
                continue
            if any(abs(crest.distance_m - at) < 0.03 * self.far_m for at in marked):
                continue
            beside = sum(abs(crest.distance_m - at) < 0.35 * self.far_m for at in marked)
            marked.append(crest.distance_m)
            x, y = self.cut.place(crest.distance_m, crest.height_m)
            self.axes.plot([x], [y], marker="o", markersize=4.5, markerfacecolor="white", markeredgecolor=INK,
                           markeredgewidth=1.0, zorder=8)  # fmt: skip
            if self.result.ground.record.kind == "smooth":
                continue  # named together, below
            words = f"crest {metres(crest.height_m)}, {km(crest.distance_m)} out"
            late = crest.distance_m > 0.6 * self.far_m
            if float(y) > float(self.cut.place(0.0, radar.antenna_m)[1]):  # beyond the rising line
                shift, side, leader = (-6, 10), "right", False
            else:  # above the falling line
                shift, side, leader = ((-4, 34), "right", True) if late else ((6, 12), "left", False)
            shift = (shift[0], shift[1] + 14 * beside)  # above the name of a crest that is near
            self._name_crest(words, (float(x), float(y)), shift, side, leader=leader)
        if marked and self.result.ground.record.kind == "smooth":  # into the Earth, where there is room
            x, y = self.cut.place(min(marked), 0.0)
            words = f"horizon, {several(map(km, sorted(marked)))} out"
            self._name_crest(words, (float(x), float(y)), (6, -16), "left", leader=False)

    def _name_crest(
        self, words: str, at: tuple[float, float], shift: tuple[int, int], side: str, *, leader: bool
    ) -> None:
        arrow = {"arrowstyle": "-", "color": SOFT_INK, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
        self.axes.annotate(words, at, shift, textcoords="offset points",
                           fontsize=LABEL_PT, color=INK, ha=side, va="center", zorder=9,
                           arrowprops=arrow if leader else None, path_effects=[_rim()])  # fmt: skip

    def _site(self) -> None:
        x, foot = self.cut.place(0.0, self.profile.ground_m[0])
        for radar in self.radars:
            _, y = self.cut.place(0.0, radar.antenna_m)
            self.axes.plot([x, x], [foot, y], color=INK, linewidth=1.2, zorder=6.5)
            self.axes.plot([x], [y], marker="^", markersize=6.0, markerfacecolor=SITE, markeredgecolor=INK,
                           markeredgewidth=0.9, zorder=8, clip_on=False)  # fmt: skip

    def _labels(self, right: float) -> None:
        """Target and lowest altitudes at their heights, right of the picture; masts and scale above it."""
        said: list[tuple[float, float, str, str]] = []
        at_m = self.lead.distance_m
        if self.target_m is not None:
            x, y = (float(v) for v in self.cut.place(at_m, self.target_m))
            colour = colour_of(self.lead) if len(self.radars) == 1 else INK
            self.axes.plot([x], [y], marker="D", markersize=5.5, markerfacecolor=colour, markeredgecolor=INK,
                           markeredgewidth=0.9, zorder=9, clip_on=False)  # fmt: skip
            words = f"{self.result.target.title}, {self.target_m:,.0f} m{self._above(self.target_m)}"
            said.append((x, y, words, colour))
        for lowest_m in _apart([r.lowest_m for r in self.radars], 0.004 * (self.top_m - self.bottom_m)):
            x, y = (float(v) for v in self.cut.place(at_m, lowest_m))
            outside = y > self.top_m
            arrow = "↑ " if outside else ""
            words = f"{arrow}lowest altitude seen {metres(lowest_m)}{self._above(lowest_m)}"
            if lowest_m - self.result.ground_m < DOWN_TO_GROUND_M:
                words = f"seen down to the ground, {metres(lowest_m)}"
            if not outside:
                self.axes.plot([x], [y], marker="_", markersize=11, color=INK, markeredgewidth=1.4, zorder=8,
                               clip_on=False)  # fmt: skip
            said.append((x, min(y, self.top_m), words, INK))
        self._beside(said, right)
        self.axes.text(0.995, 1.015, self._exaggeration(),
                       transform=self.axes.transAxes, fontsize=SMALL_PT, color=SOFT_INK, ha="right",
                       va="bottom")  # fmt: skip
        masts = dict.fromkeys(metres(each.mast_height_m) for each in reversed(self.radars))
        words = f"antenna {several(masts)} above the site's ground at {metres(self.profile.ground_m[0])}"
        self.axes.text(0.0, 1.015, words, transform=self.axes.transAxes, fontsize=SMALL_PT, color=SOFT_INK,
                       ha="left", va="bottom")  # fmt: skip

    def _above(self, height_m: float) -> str:
        """The height above ground, where there is ground that differs from the sea."""
        if isnan(self.result.ground_m) or self.result.ground.record.kind == "smooth":
            return ""
        return f" ({metres(height_m - self.result.ground_m)} above ground)"

    def _beside(self, said: list[tuple[float, float, str, str]], right: float) -> None:
        """Words right of the axes, as near to their heights as they have room, with a line to each."""
        span = self.top_m - self.bottom_m
        room_in = LABELS_IN - 0.12
        wanted = sorted(
            (
                (x, y, wrapped(_kept(words), LABEL_PT, room_in, most=3), colour)
                for x, y, words, colour in said
            ),
            key=lambda each: each[1],
        )
        below = self.bottom_m
        for x, y, lines, colour in wanted:
            half = 0.5 * len(lines) * LINE_OF_TEXT * span
            middle = max(y, below + half)
            below = middle + half + 0.012 * span
            away = right + 0.02 * (right - float(self.axes.get_xlim()[0]))
            self.axes.plot([x, away], [y, middle], color=FAINT_INK, linewidth=0.6, zorder=4, clip_on=False)
            self.axes.text(away, middle, "\n".join(lines), fontsize=LABEL_PT, color=colour, ha="left",
                           va="center", linespacing=1.2, clip_on=False)  # fmt: skip

    def _exaggeration(self) -> str:
        low, high = self.axes.get_xlim()
        across_in = MAP_IN - LEFT_IN - LABELS_IN
        times = (HIGH_IN / (self.top_m - self.bottom_m)) / (across_in / (high - low))
        large, small = ("heights", "distances") if times >= 1.0 else ("distances", "heights")
        times = max(times, 1.0 / times)
        return (
            f"{large} drawn {f'{times:,.0f}' if times >= 9.5 else f'{times:.2g}'} times larger than {small}"
        )

    def _write(self, x: float, y: float, words: str, colour: str) -> None:
        self.axes.text(x, y, words, fontsize=SMALL_PT, color=colour, va="center", zorder=9,
                       path_effects=[_rim()])  # fmt: skip


def _rim() -> Any:
    from matplotlib.patheffects import withStroke

    return withStroke(linewidth=2.5, foreground="white", alpha=0.85)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index of each run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _apart(heights_m: Sequence[float], least_m: float) -> list[float]:
    """Those that differ, the lowest first."""
    kept: list[float] = []
    for height_m in sorted(each for each in heights_m if not isnan(each)):
        if not kept or height_m - kept[-1] > least_m:
            kept.append(height_m)
    return kept


def _kept(words: str) -> str:
    """The same, with no line broken between a number and its unit."""
    return re.sub(r"(?<=\d) (?=k?m\b)", "\u00a0", words)
