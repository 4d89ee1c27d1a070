"""Which unknown moves the score most: one bar an unknown, widest first, and the nominal score as a line.

One at a time: every other unknown stays nominal, so bars do not add up. The end at the low value of the
unknown is pale and the end at its high value dark, whichever way the score goes.
"""

from typing import TYPE_CHECKING

from rangering.coverage.results import CoverageMap, Tornado
from rangering.report.key import Block, Entry
from rangering.report.lettering import naive_rings
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.plane import Plane
from rangering.report.style import (
    BODY_PT,
    FAINT_INK,
    INK,
    LABEL_PT,
    LINE_IN,
    SHARE_RAMP,
    SMALL_PT,
    SOFT_INK,
    fitted,
    house_style,
    width_in,
    wrapped,
)
from rangering.units import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS = 12
LABEL_IN, END_IN = 3.1, 0.25  # room for the quantity, and past the last bar
BAR_IN, ROW_GAP_IN, HEAD_IN, AXIS_IN = 0.22, 0.12, 0.22, 0.1  # the frame's labels leave room for the axis
LOW, HIGH = SHARE_RAMP[0], SHARE_RAMP[2]
LEAST_SPAN = 0.02  # of the axis: a score that nothing moves is not blown up
NO_BARS = "No unknown moves this score, one at a time."


def draw_tornado(result: CoverageMap) -> "Figure | None":
    """The tornado of a result: which unknown moves its score most.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.

    Returns
    -------
    matplotlib.figure.Figure or None
        9 inches wide; None where the result has no tornado.
    """
    return None if result.tornado is None else tornado_page(result, result.tornado).figure


def tornado_page(result: CoverageMap, tornado: Tornado) -> Page:
    """The same on its page."""
    swings = sorted(tornado.swings, key=lambda s: -abs(s.score_high - s.score_low))
    shown = swings[:MOST_BARS]
    left_out = len(swings) - len(shown)
    with house_style():
        rows = [
            (wrapped(f"{swing.words} (grade {swing.grade})", BODY_PT, LABEL_IN - 0.12, most=2))
            for swing in shown
        ]
        heights = [max(BAR_IN + 0.16, len(lines) * LINE_IN) + ROW_GAP_IN for lines in rows]
        chart_in = max(sum(heights), 0.4)
        more = f" {left_out} unknowns that move it less are not drawn." if left_out else ""
        page = Page(
            result.title,
            f"What moves the answer most: {tornado.score}",
            "Each bar moves one unknown from its low to its high value, with all others nominal: bars do not "
            f"add up.{more}",
            [
                [Block("Ends of a bar", (Entry("fill", LOW, "at the low value, or the first claim"),), 4.0)],
                [Block("", (Entry("fill", HIGH, "at the high value, or the second claim"),), 4.0)],
            ],
            small_print(result, naive_rings(result, Plane(result.ground.lat_deg, result.ground.lon_deg))),
            ("white",),
            maps_in=HEAD_IN + chart_in + AXIS_IN,
        )
        axes = page.chart_axes(LABEL_IN, HEAD_IN, MAP_IN - LABEL_IN - END_IN, chart_in)
        _draw_bars(axes, tornado, rows, heights)
    return page


def _draw_bars(axes: "Axes", tornado: Tornado, rows: list[list[str]], heights: list[float]) -> None:
    """Bars from the top down; axes in inches downwards, and in per cent."""
    from matplotlib.ticker import MaxNLocator

    shown = sorted(tornado.swings, key=lambda s: -abs(s.score_high - s.score_low))[: len(rows)]
    ends = [tornado.nominal, *(e for s in shown for e in (s.score_low, s.score_high))]
    low, high = min(ends), max(ends)
    room_in = MAP_IN - LABEL_IN - END_IN
    values_in = max([width_in(v, SMALL_PT) for s in shown for v in (s.low, s.high)] or [0.5])
    values_in = min(values_in, 0.26 * room_in) + 0.08  # beside each end stands its value
    span = max(high - low, LEAST_SPAN)
    each_in = (room_in - 2.0 * values_in) / span
    middle = (low + high) / 2.0
    axes.set(
        xlim=(middle - span / 2.0 - values_in / each_in, middle + span / 2.0 + values_in / each_in),
        ylim=(sum(heights) or 0.4, 0.0), yticks=[],
    )  # fmt: skip
    top = 0.0
    for swing, lines, height in zip(shown, rows, heights, strict=True):
        y = top + height / 2.0
        two = ((swing.score_low, swing.low, LOW), (swing.score_high, swing.high, HIGH))
        longer_first = sorted(two, key=lambda end: -abs(end[0] - tornado.nominal))
        for score, _, colour in longer_first:
            axes.barh(y, score - tornado.nominal, BAR_IN, left=tornado.nominal, color=colour, linewidth=0.5,
                      edgecolor=INK)  # fmt: skip
        left, right = sorted(two, key=lambda end: end[0])
        for (_, value, _), at, sign in (
            (left, min(left[0], tornado.nominal), -1), (right, max(right[0], tornado.nominal), 1)
        ):  # fmt: skip
            axes.annotate(
                fitted(value, SMALL_PT, values_in - 0.04), (at, y), xytext=(4 * sign, 0),
                textcoords="offset points", ha="right" if sign < 0 else "left", va="center_baseline",
                fontsize=SMALL_PT, color=SOFT_INK,
            )  # fmt: skip
        for i, line in enumerate(lines):
            axes.annotate(
                line, (0.0, y + (i - (len(lines) - 1) / 2.0) * LINE_IN),
                xycoords=("axes fraction", "data"), xytext=(-8, 0), textcoords="offset points",
                ha="right", va="center_baseline", fontsize=BODY_PT, annotation_clip=False,
            )  # fmt: skip
        top += height
    if not rows:
        axes.text(0.5, 0.5, NO_BARS, transform=axes.transAxes, fontsize=BODY_PT, ha="center", va="center")
    axes.axvline(tornado.nominal, color=INK, linewidth=1.0, zorder=3)
    axes.annotate(
        f"nominal {percent(tornado.nominal)}", (tornado.nominal, 1.0), xycoords=("data", "axes fraction"),
        xytext=(0, 3), textcoords="offset points", ha="center", va="bottom", fontsize=SMALL_PT,
    )  # fmt: skip
    left_end, right_end = axes.get_xlim()
    ticks = [
        round(float(score), 9)
        for score in MaxNLocator(6).tick_values(left_end, right_end)
        if max(0.0, left_end) <= score <= min(1.0, right_end)
    ]
    axes.set_xticks(ticks, [f"{100.0 * score:g} %" for score in ticks])
    axes.tick_params(axis="x", labelsize=LABEL_PT, colors=INK, length=3.0)
    axes.grid(axis="x", color=FAINT_INK, alpha=0.3, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
