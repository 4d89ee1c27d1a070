"""The picture of an accident: where its flight and the matched ones were, and where it stands among them.

A map about the unit, with routes in the colour of their score; beside it a dot for every matched flight at
its score, and the accident's flight with its interval. The ring is the nominal reach of the class, flat: it
says what the scene works with, nothing about any system.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from rangering import __version__
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.provenance import CAVEAT
from rangering.report import borders, frame, lettering
from rangering.report.accidents.words import (
    against_sentence,
    class_words,
    first_sentence,
    percentile_words,
    score_words,
    span_words,
)
from rangering.report.key import Block, Entry
from rangering.report.lettering import Site
from rangering.report.mission.sheet import quiet, rim, titled
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.plane import FloatArray, Plane, Window
from rangering.report.sheet import Sheet
from rangering.report.style import (
    BODY_PT,
    FAINT_INK,
    INK,
    LABEL_PT,
    PRESS_RING,
    SEEN_RAMP,
    SOFT_INK,
    house_style,
)
from rangering.study.accidents.estimate import Span
from rangering.study.accidents.results import CONDITIONAL, Line, Standing

SIDE_IN, GAP_IN, HEAD_IN = 5.0, 0.62, 0.3
OWN, TURNED = PRESS_RING, "#b06a00"
_MARGIN = 1.12  # of what the map must hold
_RING_POINTS = 361
_DOT_IN = 0.085
_SAME = 1e-12


class Shade(NamedTuple):
    """A class of scores and its colour."""

    low: float
    high: float
    colour: str


def accident_page(result: Standing) -> Page:
    """The map, the dots, key and small print."""
    ground = result.ground
    plane = Plane(ground.unit.lat_deg, ground.unit.lon_deg)
    window = _window(result, plane)
    around = frame.surroundings(plane, window)
    shades = shades_of(result)
    with house_style():
        page = Page(
            titled(result.accident.title, ("reconstruction",)), f"{first_sentence(result)}.",
            against_sentence(result), _key(result, shades), _small_print(result), around.grounds,
            maps_in=SIDE_IN,
        )  # fmt: skip
        sheet = Sheet(page.map_axes(0.0, 0.0, SIDE_IN), plane, window, SIDE_IN)
        frame.draw_frame(sheet)
        frame.draw_land(sheet, around)
        frame.draw_graticule(sheet)
        frame.draw_scale_bar(sheet)
        frame.draw_north(sheet)
        _draw_ring(sheet, result)
        for corridor in ground.corridors:
            _draw_corridor(sheet, corridor)
        _draw_routes(sheet, result, shades)
        sites = [Site(class_words(result), ground.unit.lat_deg, ground.unit.lon_deg, "hollow site")]
        lettering.draw_sites(sheet, sites)
        _draw_met(sheet, result)
        lettering.name_sites(sheet, sites)
        lettering.name_countries(sheet, around.names)
        left_in = SIDE_IN + GAP_IN
        _draw_dots(page.chart_axes(left_in, HEAD_IN, MAP_IN - left_in, SIDE_IN - HEAD_IN), result, shades)
    return page


def shades_of(result: Standing) -> list[Shade]:
    """None at all; then classes as wide as each other up to the highest; those alone that have flights."""
    values = np.array([each.probability.value for each in result.matched])
    most = float(values.max())
    nothing = [Shade(0.0, 0.0, FAINT_INK)] if (values == 0.0).any() else []
    if most <= 0.0:
        return nothing
    edges = np.linspace(0.0, most, len(SEEN_RAMP) + 1)
    classes = [
        Shade(float(low), float(high), colour)
        for (low, high), colour in zip(pairwise(edges), SEEN_RAMP, strict=True)
    ]
    return [
        *nothing,
        *(each for each in classes if ((values > each.low) & (values <= each.high + _SAME)).any()),
    ]


def shade_at(shades: list[Shade], value: float) -> str:
    """The colour of a score."""
    return next((each.colour for each in shades if value <= each.high + _SAME), shades[-1].colour)


def _window(result: Standing, plane: Plane) -> Window:
    """About the unit: its reach, where the flight was met, and where matched flights count."""
    ground = result.ground
    met_m, *_ = geodesic_inverse(
        *np.radians([ground.unit.lat_deg, ground.unit.lon_deg, ground.met.lat_deg, ground.met.lon_deg])
    )
    half_m = max(ground.reach_m, 1e3 * result.accident.matched.within_km, float(met_m))
    return Window(0.0, 0.0, _MARGIN * half_m)


def _draw_ring(sheet: Sheet, result: Standing) -> None:
    ground = result.ground
    unit = np.radians([ground.unit.lat_deg, ground.unit.lon_deg])
    round_rad = np.linspace(0.0, 2.0 * np.pi, _RING_POINTS)
    lat, lon, _ = geodesic_direct(unit[0], unit[1], round_rad, ground.reach_m)
    ring = sheet.plane.to_m(np.degrees(lat), np.degrees(lon))
    sheet.axes.plot(ring[:, 0], ring[:, 1], color=INK, linewidth=1.0, linestyle=(0, (4.0, 2.0)), zorder=4.4)


def _draw_corridor(sheet: Sheet, corridor: Line) -> None:
    """Both edges, dotted."""
    line = sheet.plane.to_m(corridor.lat_deg, corridor.lon_deg)
    along = np.gradient(line, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    aside = 0.5 * corridor.width_m * np.stack([-along[:, 1], along[:, 0]], axis=1)
    for edge in (line + aside, line - aside):
        sheet.axes.plot(edge[:, 0], edge[:, 1], color=SOFT_INK, linewidth=0.9, linestyle=(0, (1.0, 1.6)),
                        zorder=4.2)  # fmt: skip


def _draw_routes(sheet: Sheet, result: Standing, shades: list[Shade]) -> None:
    # The lowest score first, so that the highest lie on top.
    for route, score in reversed(list(zip(result.ground.matched, result.matched, strict=True))):
        line = sheet.plane.to_m(route.lat_deg, route.lon_deg)
        colour = shade_at(shades, score.probability.value)
        sheet.axes.plot(line[:, 0], line[:, 1], color=colour, linewidth=0.9, alpha=0.85, zorder=5.0)
    line = sheet.plane.to_m(result.ground.flight.lat_deg, result.ground.flight.lon_deg)
    if result.ground.turned_rad:
        turned = _turned(line, result.ground.turned_rad)
        sheet.axes.plot(
            turned[:, 0], turned[:, 1], color=TURNED, linewidth=1.5, dashes=(3.2, 1.8), zorder=6.0
        )
        _arrow(sheet, turned, TURNED)
    flown, on = _parted(line, sheet.plane.to_m(result.ground.met.lat_deg, result.ground.met.lon_deg))
    sheet.axes.plot(flown[:, 0], flown[:, 1], color="white", linewidth=3.6, zorder=6.1)
    sheet.axes.plot(flown[:, 0], flown[:, 1], color=OWN, linewidth=2.0, zorder=6.2)
    sheet.axes.plot(on[:, 0], on[:, 1], color=OWN, linewidth=1.5, dashes=(1.0, 1.4), zorder=6.2)
    _arrow(sheet, flown, OWN)


def _parted(line_m: FloatArray, met_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What was flown, to the corner at which it was met, and how the scene goes on from there. [m]"""
    at = int(np.argmin(np.hypot(*(line_m - met_m).T)))
    return line_m[: at + 1], line_m[at:]


def _turned(line_m: FloatArray, by_rad: float) -> FloatArray:
    """A line turned clockwise about the unit, which is the middle of the plane. [m]"""
    sine, cosine = np.sin(by_rad), np.cos(by_rad)
    return np.asarray(line_m @ np.array([[cosine, -sine], [sine, cosine]]))


def _arrow(sheet: Sheet, line_m: FloatArray, colour: str) -> None:
    """The way it flies, on its last stretch that the map shows."""
    dense = np.concatenate([np.linspace(a, b, 60) for a, b in pairwise(line_m)])
    west, east, south, north = sheet.window.extent
    inside = np.flatnonzero(
        (dense[:, 0] > west) & (dense[:, 0] < east) & (dense[:, 1] > south) & (dense[:, 1] < north)
    )
    if inside.size < 4:
        return
    tip = int(inside[int(0.86 * (inside.size - 1))])
    start, end = dense[max(tip - 2, 0)], dense[tip]
    sheet.axes.annotate(
        "", end, xytext=start, zorder=6.3,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.6, "mutation_scale": 13},
    )  # fmt: skip


def _draw_met(sheet: Sheet, result: Standing) -> None:
    met = result.ground.met
    x, y = sheet.place(met.lat_deg, met.lon_deg)
    east, north = sheet.metres((x, y))
    for width, colour in ((4.0, "white"), (1.8, INK)):
        sheet.axes.plot([east], [north], marker="x", markersize=8.5, markeredgewidth=width,
                        markeredgecolor=colour, linestyle="none", zorder=9.5)  # fmt: skip
    for side, align in ((0.12, "left"), (-0.12, "right")):
        box = sheet.text_box(x + side, y, result.flight.name, LABEL_PT, align)
        if sheet.has_room([box]):
            sheet.write(x + side, y, result.flight.name, LABEL_PT, align=align)
            sheet.take([box])
            return


def _draw_dots(axes: Any, result: Standing, shades: list[Shade]) -> None:
    """A dot for each matched flight at its score, side by side where they meet; a line for the accident's."""
    values = np.array([each.probability.value for each in result.matched])
    own = result.flight.probability
    top = max(float(values.max()), own.high, *(each.probability.high for each in result.matched)) * 1.04
    box = axes.get_position()
    wide_in, high_in = box.width * axes.figure.get_figwidth(), box.height * axes.figure.get_figheight()
    rows = max(int(high_in / _DOT_IN), 1)
    step = (top or 1.0) / rows
    taken: dict[int, int] = {}
    columns = []
    for value in values:
        row = int(value / step)
        columns.append(taken.get(row, 0))
        taken[row] = columns[-1] + 1
    spacing = min(_DOT_IN, 0.92 * wide_in / max(taken.values()))
    x = np.array([0.06 + (column + 0.5) * spacing for column in columns])
    axes.set(xlim=(0.0, wide_in), ylim=(-0.02 * top, top or 1.0), xticks=[])
    _whisker(axes, own, wide_in)
    colours = [shade_at(shades, value) for value in values]
    axes.scatter(x, values, s=28, c=colours, edgecolors="white", linewidths=0.4, zorder=5, clip_on=False)
    axes.set_ylabel(f"score: {score_words(result)}", fontsize=BODY_PT - (1.5 if result.exercise else 0.0))
    axes.yaxis.set_major_formatter(lambda value, _at: f"{value:g}")
    quiet(axes, "")
    axes.spines["left"].set_visible(True)
    axes.annotate(f"{len(values)} matched flights, one dot each", (0.0, 1.0), xycoords="axes fraction",
                  xytext=(0, 9), textcoords="offset points", fontsize=LABEL_PT, color=SOFT_INK)  # fmt: skip


def _whisker(axes: Any, own: Span, wide_in: float) -> None:
    """The accident's flight: a line at its score over the interval."""
    axes.axhspan(own.low, own.high, color=OWN, alpha=0.13, linewidth=0, zorder=2)
    axes.axhline(own.value, color=OWN, linewidth=1.8, zorder=4)
    axes.annotate(
        "this flight", (wide_in, own.value), xytext=(-2, 4), textcoords="offset points", ha="right",
        va="bottom", fontsize=LABEL_PT, color=OWN, fontweight="bold", path_effects=[rim()], zorder=7,
    )  # fmt: skip


def _key(result: Standing, shades: list[Shade]) -> list[list[Block]]:
    routes = [
        Entry("solid", OWN, result.flight.name),
        Entry("dotted", OWN, "as the scene goes on"),
    ]
    if result.ground.turned_rad:
        routes.append(Entry("line", TURNED, "as the unit's picture had it"))
    routes += [
        Entry("edge", each.colour, _class_words(each), (str(_count(result, shades, each)),))
        for each in shades
    ]
    routes = [entry if entry.figures else entry._replace(figures=("",)) for entry in routes]
    marks = [
        Entry("hollow site", INK, f"{class_words(result)}, place coarse"),
        Entry("kill", INK, "where it was met, as published"),
        Entry("dashed outline", INK, f"nominal reach of the class, {result.ground.reach_m / 1e3:.3g} km"),
    ]
    if result.ground.corridors:
        marks.append(Entry("dotted outline", SOFT_INK, f"edges of corridor {_names(result)}"))
    own = (
        Entry("none", INK, f"score {span_words(result.flight.probability)}"),
        Entry("none", INK, f"percentile {percentile_words(result)}"),
        Entry("none", INK, f"not told from it by more than chance: {result.alike} of {len(result.matched)}"),
    )
    return [
        [Block("Routes, by score", tuple(routes), 3.9, ("flights",))],
        [Block("Marks", tuple(marks), 4.0), Block("This flight", own, 4.0)],
    ]


def _class_words(shade: Shade) -> str:
    if shade.high == 0.0:
        return "matched, score 0"
    return f"matched, score {shade.low:.2g} to {shade.high:.2g}"


def _count(result: Standing, shades: list[Shade], shade: Shade) -> int:
    return sum(shade_at(shades, each.probability.value) == shade.colour for each in result.matched)


def _names(result: Standing) -> str:
    return ", ".join(each.name for each in result.ground.corridors)


def _small_print(result: Standing) -> SmallPrint:
    made = "recorded" if result.recorded else "made from stated rates (grade D)"
    ran = (
        f"{len(result.matched)} flights {made}, {result.replicates} replicates, seed {result.seed}. "
        "Intervals 95 %, of chance alone. The unit is a class, its figures class defaults; smooth or flat "
        f"ground. Coasts and borders: {borders.SOURCE}. Sources and assumptions in full: accident.json."
    )
    sources = "; ".join(f"{each.body}, {each.published.year}" for each in result.accident.reports.values())
    caveat = f"{CAVEAT} rangering {__version__}."
    full = [(f"After: {sources}.", 2), (ran, 3), (CONDITIONAL, 2), (caveat, 1)]
    return SmallPrint(full, ("No finding about the accident, and nothing about blame.", caveat))
