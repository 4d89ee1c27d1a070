"""The page under every picture of a raid: title, question, small print; and bars with their intervals.

Bars lie, so that their words have room. The whisker is the interval of chance alone.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering import __version__
from rangering.mission.results import Estimate, MissionResult
from rangering.provenance import CAVEAT
from rangering.report.key import Block
from rangering.report.mission.words import NOT_CHANCE, earth_words, replicates_words
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.style import (
    BODY_PT,
    INK,
    LABEL_PT,
    LINE_IN,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_STRIPE,
    width_in,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GOOD, BAD, PALE, ENGAGED, ABORTED = "#2b72b2", "#d55e00", "#9dc8e6", "#8d6cba", "#e69f00"
BAR_IN, ROW_GAP_IN, HEAD_IN = 0.24, 0.14, 0.1
AXIS_IN = 0.12  # for the unit under an axis, beyond what a frame's labels take
WHISKER: dict[str, Any] = {"color": INK, "linewidth": 1.1, "solid_capstyle": "butt", "zorder": 4}


class Bar(NamedTuple):
    """One line of a chart."""

    label: str
    estimate: Estimate
    words: str  # beside its end
    colour: str


def page_of(
    result: MissionResult, heading: str, subtitle: str, high_in: float,
    key: Sequence[Sequence[Block]] = (), remark: str = "",
) -> Page:  # fmt: skip
    """An empty page for a chart of a result, so high.

    Parameters
    ----------
    result : MissionResult
        Whose title and small print it carries.
    heading, subtitle : str
        What the chart shows.
    high_in : float
        Room for the chart. [inch]
    key : sequence of sequence of Block
        Columns of the key.
    remark : str
        What else must be said in the small print.
    """
    stands_on = f"{replicates_words(result)}. {NOT_CHANCE}"
    assumed = len(result.assumptions)
    counted = f"{assumed} assumption{'' if assumed == 1 else 's'} in full: run.json." if assumed else ""
    earth = earth_words(result)
    caveat = f"{CAVEAT} rangering {__version__}."
    full = [(stands_on, 2), *([(remark, 2)] if remark else [])]
    full += [(" ".join(each for each in (f"{earth}." if earth else "", counted) if each), 2)]
    full = [(text, lines) for text, lines in full if text]
    brief = (f"{replicates_words(result)}; intervals 95 %, chance alone.", caveat)
    return Page(
        titled(result.title, result.labels),
        heading,
        subtitle,
        key,
        SmallPrint([*full, (caveat, 1)], brief),
        ("white",),
        maps_in=high_in + AXIS_IN,
    )


def titled(title: str, labels: Sequence[str]) -> str:
    """A title with the labels that it does not hold already."""
    more = [label for label in labels if label.lower() not in title.lower()]
    return f"{title} ({', '.join(more)})" if more else title


def bars_high_in(bars: Sequence[Bar], label_in: float) -> float:
    """Room that bars take, axis and all. [inch]"""
    return HEAD_IN + sum(_row_in(bar, label_in) for bar in bars)


def _row_in(bar: Bar, label_in: float) -> float:
    lines = len(wrapped(bar.label, BODY_PT, label_in - 0.12, most=2))
    return max(BAR_IN, lines * LINE_IN) + ROW_GAP_IN


def draw_bars(page: Page, bars: Sequence[Bar], *, label_in: float, unit: str, top_in: float = 0.0) -> "Axes":
    """Bars from the top down, each with its interval and its words.

    Parameters
    ----------
    page : Page
        Whose room for charts they take.
    bars : sequence of Bar
        At least one.
    label_in : float
        Room for the labels at the left. [inch]
    unit : str
        Under the axis.
    top_in : float
        From the top of the room for charts. [inch]
    """
    from matplotlib.ticker import MaxNLocator

    heights = [_row_in(bar, label_in) for bar in bars]
    words_in = max(width_in(bar.words, LABEL_PT) for bar in bars) + 0.22
    room_in = MAP_IN - label_in
    axes = page.chart_axes(label_in, top_in + HEAD_IN, room_in, sum(heights))
    most = max(max(bar.estimate.value, _finite(bar.estimate.high)) for bar in bars) or 1.0
    end = most * room_in / max(room_in - words_in, 0.4 * room_in)
    axes.set(xlim=(0.0, end), ylim=(sum(heights), 0.0), yticks=[])
    top = 0.0
    for bar, height in zip(bars, heights, strict=True):
        y = top + height / 2.0
        low, high = bar.estimate.low, bar.estimate.high
        axes.barh(y, bar.estimate.value, BAR_IN, color=bar.colour, linewidth=0)
        right = bar.estimate.value
        if high > low:
            right = max(right, high)
            axes.plot([max(low, 0.0), high], [y, y], **WHISKER)
            for end_of in (max(low, 0.0), high):
                axes.plot([end_of, end_of], [y - 0.05, y + 0.05], **WHISKER)
        axes.annotate(bar.words, (right, y), xytext=(5, 0), textcoords="offset points", ha="left",
                      va="center_baseline", fontsize=LABEL_PT, path_effects=[rim()])  # fmt: skip
        lines = wrapped(bar.label, BODY_PT, label_in - 0.12, most=2)
        for i, line in enumerate(lines):
            axes.annotate(
                line, (0.0, y + (i - (len(lines) - 1) / 2.0) * LINE_IN), xycoords=("axes fraction", "data"),
                xytext=(-7, 0), textcoords="offset points", ha="right", va="center_baseline",
                fontsize=BODY_PT, annotation_clip=False,
            )  # fmt: skip
        top += height
    axes.xaxis.set_major_locator(MaxNLocator(6))
    quiet(axes, unit)
    axes.spines["left"].set_visible(True)
    return axes


def quiet(axes: "Axes", unit: str = "") -> None:
    """Axes with as little ink as they need; the unit stands at the end of the horizontal one."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(SOFT_INK)
    axes.grid(axis="x", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", labelsize=SMALL_PT, colors=SOFT_INK, length=2.5, width=0.6)
    if unit:
        axes.annotate(unit, (1.0, 0.0), xycoords="axes fraction", xytext=(0, -24), ha="right", va="baseline",
                      textcoords="offset points", fontsize=SMALL_PT, color=SOFT_INK)  # fmt: skip


def rim() -> Any:
    """A pale edge that keeps words apart from lines beneath them."""
    from matplotlib.patheffects import withStroke

    return withStroke(linewidth=2.5, foreground="white")


def _finite(value: float) -> float:
    return value if value == value and abs(value) != float("inf") else 0.0
