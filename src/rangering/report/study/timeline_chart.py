"""The picture of capability over time: panels under one axis of months, what is paid on the lowest.

The line is the mean over readings, the tint the band over readings; stripes stand where the band is not
resolved. Where no more than two courses are shown
a broken line gives nominal values alone. Nothing is worked out here but where it stands on paper.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rangering import __version__
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import quiet, titled
from rangering.report.mission.words import earth_words_of
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.study.timeline_words import (
    axis_of,
    limits,
    outside_words,
    ran_words,
    scale_of,
    shown_measures,
    unresolved_quarters,
)
from rangering.report.style import BODY_PT, INK, UNKNOWN_STRIPE, house_style
from rangering.study.timeline_result import Line, OwnRaids, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#2b72b2", "#d55e00", "#009e73", "#8d6cba", "#e69f00", "#6b3a12", "#cc79a7", "#20262b")
"""Of courses, in their order."""
_TALL_IN, _LOW_IN, _GAP_IN, _TOP_IN, _LEFT_IN, _RIGHT_IN = 1.55, 1.0, 0.36, 0.24, 0.55, 0.12
_TALL = ("leakers", "covered_km2")
_WITH_NOMINAL = 2  # courses; more broken lines nobody tells apart


def timeline_page(found: Timeline) -> Page:
    """Leakers, covered area, fire units, missiles and payments against months since the signature."""
    names = shown_measures(found.courses[0])
    names += [name for each in found.courses for name in shown_measures(each) if name not in names]
    heights = [_TALL_IN if name in _TALL else _LOW_IN for name in names]
    high_in = _TOP_IN + sum(heights) + _GAP_IN * (len(names) - 1)
    nominal = len(found.courses) <= _WITH_NOMINAL
    with house_style():
        page = _page(found, high_in, nominal)
        top = _TOP_IN
        for n, (name, tall) in enumerate(zip(names, heights, strict=True)):
            axes = page.chart_axes(_LEFT_IN, top, MAP_IN - _LEFT_IN - _RIGHT_IN, tall)
            _panel(axes, found, name, nominal)
            lowest = n == len(names) - 1
            quiet(axes, "months since signature" if lowest else "")
            axes.grid(axis="y", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
            ticks = _ticks(found.months[-1])
            axes.set_xticks(ticks, [str(each) for each in ticks] if lowest else [])
            top += tall + _GAP_IN
    return page


def _panel(axes: "Axes", found: Timeline, name: str, nominal: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    most = 0.0
    for n, (colour, course) in enumerate(zip(COLOURS, found.courses, strict=False)):
        line = course.lines.get(name)
        wide_pt = max(3.0 - 0.6 * n, 1.2)  # where courses go together each stays to be seen
        if line is None:
            continue
        scale = scale_of(name)
        ends = [limits(found, name, line, q) for q in range(len(line.bands))]
        highs = [high for _, high in ends]
        means = [scale * band.components.mean for band in line.bands]
        _band(axes, found, line, ends, colour)
        axes.plot(found.months, means, color=colour, linewidth=wide_pt, zorder=4)
        most = max(most, *highs, *means)
        if nominal:
            values = (scale * line.nominal).tolist()
            axes.plot(
                found.months, values, color=colour, linewidth=0.5 * wide_pt, dashes=(3.0, 2.0), zorder=3
            )
            most = max(most, *values)
    if found.own_raids is not None and name == "missiles":
        _mark_raids(axes, found.own_raids, found.months[-1])
    if name == "leakers":
        most = max(most, float(found.hostile))
    axes.set(xlim=(0.0, found.months[-1]), ylim=(0.0, 1.08 * most or 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.tick_params(axis="y", labelsize=BODY_PT - 1.5)
    axes.annotate(
        axis_of(found, name), (0.0, 1.0), xycoords="axes fraction", xytext=(-_LEFT_IN * 72.0, 6),
        textcoords="offset points", ha="left", va="bottom", fontsize=BODY_PT, fontweight="bold", color=INK,
        annotation_clip=False,
    )  # fmt: skip


def _mark_raids(axes: "Axes", raids: OwnRaids, last: float) -> None:
    """Where the programme's own raids begin to draw on its stock."""
    if raids.first_month >= last:
        return
    dotted = (0, (1.0, 1.5))
    axes.axvline(raids.first_month, color=INK, linewidth=0.8, linestyle=dotted, zorder=2.5)
    axes.annotate(
        f"the file's {raids.number} raids", (raids.first_month, 1.0), xycoords=("data", "axes fraction"),
        xytext=(0, 6), textcoords="offset points", ha="center", va="bottom", fontsize=BODY_PT - 1.5,
        color=INK, annotation_clip=False,
    )  # fmt: skip


def _band(
    axes: "Axes", found: Timeline, line: Line, ends: Sequence[tuple[float, float]], colour: str
) -> None:
    """A tint from quarter to quarter; stripes where chance is still in it at either end."""
    for q, (first, second) in enumerate(pairwise(ends)):
        lows, highs = zip(first, second, strict=True)
        months = found.months[q : q + 2]
        if line.resolved(q) and line.resolved(q + 1):
            axes.fill_between(months, lows, highs, color=colour, alpha=0.16, linewidth=0, zorder=2)
        else:
            axes.fill_between(months, lows, highs, facecolor="none", edgecolor=colour, alpha=0.45,
                              linewidth=0, hatch="//////", zorder=2)  # fmt: skip


def _ticks(last: int) -> list[int]:
    step = next(each for each in (3, 6, 12, 24, 36, 60, 120) if last / each <= 12)
    return list(range(0, last + 1, step))


def _page(found: Timeline, high_in: float, nominal: bool) -> Page:
    entries = tuple(
        Entry("edge", colour, course.title) for colour, course in zip(COLOURS, found.courses, strict=False)
    )
    told = [Entry("fill", "#c9d9e8", "band of readings, chance out")]
    if any(unresolved_quarters(line) for each in found.courses for line in each.lines.values()):
        told.append(Entry("hatch", "#eef4f9", "unresolved: chance left in"))
    if nominal:
        told.append(Entry("line", INK, "nominal values alone"))
    caveat = f"{CAVEAT} rangering {__version__}."
    stood = found.stood
    earth = earth_words_of(stood.environment)
    count = len(found.assumptions) + len(stood.assumptions)
    said = " ".join([*([f"{earth}."] if earth else []), f"{count} assumptions in full: study.json."])
    outside = outside_words(found)
    nominal_said = [(outside, 3)] if nominal and outside else []
    if found.own_raids is not None:
        nominal_said.append((found.own_raids.brief, 3))
    return Page(
        titled(found.title, stood.labels), "Capability over time",
        f"{stood.title}; on the force at the end of each quarter. {ran_words(found)}.",
        [[Block("Mean over readings", entries, 4.75)], [Block("", tuple(told), 3.25)]],
        SmallPrint(
            [("A quarter's raid meets the force of its last day and takes nothing from the next. Fire units "
              "stand in the order of the scenario's file.", 2), *nominal_said, (said, 2), (caveat, 1)],
            (f"{found.readings:,} readings, {found.histories:,} histories of each.", caveat),
        ),
        ("white",), maps_in=high_in,
    )  # fmt: skip
