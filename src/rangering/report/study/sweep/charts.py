"""The picture of a sweep: a line over one field of numbers, a table of shades over two, else a row a point.

Every figure on it is one of the result's; whiskers and brackets are the interval of chance alone.
"""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from rangering.mission.results import Estimate
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import WHISKER, quiet
from rangering.report.page import MAP_IN, Page
from rangering.report.study.charts import STATED, study_page
from rangering.report.study.sweep.words import numbers_of, ran_words, short, values_of
from rangering.report.study.tables import LABELS, between, value_words
from rangering.report.style import (
    BODY_PT,
    INK,
    LABEL_PT,
    LINE_IN,
    SHARE_RAMP,
    SMALL_PT,
    SOFT_INK,
    house_style,
    width_in,
    wrapped,
)
from rangering.study.stood import Stood
from rangering.study.sweeping import SweepResult, Swept
from rangering.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS, MOST_ROWS = 3, 24
_NAMES_IN = 2.6  # room for the words of a point
_LINE_PANEL_IN, _HEAD_IN, _AXIS_IN = 1.75, 0.3, 0.55
_ROW_IN, _CELL_IN = 0.36, 0.4
_OVER_IN = 0.46  # for two lines over a table: a field, and its values
_SAID = "the same chance at every point"
_INTERVAL = "95 % interval of chance alone"


def sweep_page(found: SweepResult, stood: Stood) -> Page:
    """The picture that suits what was varied."""
    with house_style():
        if len(found.fields) == 1 and (axis := numbers_of([p.stated[found.fields[0]] for p in found.points])):
            return _lines(found, stood, *axis)
        if len(found.fields) == 2 and found.combine == "grid":
            return _shades(found, stood)
        return _rows(found, stood)


def _empty(
    found: SweepResult, stood: Stood, heading: str, high_in: float, entry: Entry, remark: str = ""
) -> Page:
    names = listed([LABELS[each] for each in found.measures[:MOST_PANELS]])
    subtitle = f"{ran_words(found)}, {_SAID}.{f' {remark}' if remark else ''}"
    key = [[Block("", (entry,), 6.0)]]
    return study_page(
        stood, f"{names[:1].upper()}{names[1:]} {heading}", subtitle[:1].upper() + subtitle[1:], high_in, key,
        ran=ran_words(found),
    )  # fmt: skip


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lines(found: SweepResult, stood: Stood, numbers: list[float], unit: str) -> Page:
    """A panel a measure, the field along all of them."""
    shown = found.measures[:MOST_PANELS]
    step_in = _HEAD_IN + _LINE_PANEL_IN + _AXIS_IN
    page = _empty(found, stood, f"over {found.fields[0]}", step_in * len(shown) - _AXIS_IN + 0.2,
                  Entry("edge", STATED, f"mean, and its {_INTERVAL}"))  # fmt: skip
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    for n, measure in enumerate(shown):
        top_in = n * step_in
        _head(page, top_in, LABELS[measure])
        axes = page.chart_axes(0.6, top_in + _HEAD_IN, MAP_IN - 0.8, _LINE_PANEL_IN)
        each = [found.points[k].estimates[measure] for k in order]
        at = [numbers[k] for k in order]
        for x, estimate in zip(at, each, strict=True):
            axes.plot([x, x], _ends(estimate), color=STATED, linewidth=1.6, zorder=4)
        axes.plot(at, [estimate.value for estimate in each], color=STATED, linewidth=1.4, marker="o",
                  markersize=5.0, markeredgecolor="white", markeredgewidth=0.6, zorder=5)  # fmt: skip
        axes.set_ylim(*_room(each, measure))
        quiet(axes, f"{found.fields[0]}{f' [{unit}]' if unit else ''}")
        axes.spines["left"].set_visible(True)
        axes.grid(axis="y", color="#c2c7cb", linewidth=0.5, zorder=0)
        if len(at) <= 12:
            axes.set_xticks(at, [f"{x:g}" for x in at])
        for x, estimate in zip(at, each, strict=True):
            if len(at) <= 12:
                axes.annotate(plain(estimate.value), (x, _ends(estimate)[1]), xytext=(0, 3), ha="center",
                              textcoords="offset points", fontsize=SMALL_PT, color=INK)  # fmt: skip
    return page


def _shades(found: SweepResult, stood: Stood) -> Page:
    """A table a measure: the first field down, the second along, darker where there is more."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    down, along = (values_of(found, field) for field in found.fields)
    shown = found.measures[:MOST_PANELS]
    names = [value_words(value) for value in down]
    heads = short(found.fields)
    left_in = min(_NAMES_IN, max(width_in(name, LABEL_PT) for name in (*names, heads[0])) + 0.35)
    wide_in = min(1.6, (MAP_IN - left_in - 0.1) / len(along))
    told = wide_in >= 0.75 and len(down) <= 16
    high_in = _CELL_IN if told else min(_CELL_IN, max(0.08, 4.0 / len(down)))
    table_in = high_in * len(down)
    step_in = _HEAD_IN + _OVER_IN + table_in + 0.25
    last = found.fields[0], found.fields[1]
    page = _empty(
        found, stood, f"over {last[0]} (down) and {last[1]} (along)", step_in * len(shown) - 0.45,
        Entry("fill", SHARE_RAMP[2], f"darker: more. In brackets: {_INTERVAL}" if told else "darker: more"),
    )  # fmt: skip
    ramp = LinearSegmentedColormap.from_list("more", ["#f2f7fb", *SHARE_RAMP])
    cells = {(repr(p.stated[last[0]]), repr(p.stated[last[1]])): p for p in found.points}
    for n, measure in enumerate(shown):
        top_in = n * step_in
        _head(page, top_in, LABELS[measure])
        axes = page.chart_axes(left_in, top_in + _HEAD_IN + _OVER_IN, wide_in * len(along), table_in)
        grid = [[cells[repr(y), repr(x)].estimates[measure] for x in along] for y in down]
        values = [estimate.value for row in grid for estimate in row]
        scale = Normalize(min(values), max(values) if max(values) > min(values) else min(values) + 1.0)
        axes.pcolormesh(range(len(along) + 1), range(len(down) + 1), [[e.value for e in row] for row in grid],
                        cmap=ramp, norm=scale, edgecolors="white", linewidth=0.8)  # fmt: skip
        axes.set(xlim=(0, len(along)), ylim=(len(down), 0), xticks=[], yticks=[])
        axes.set_frame_on(False)
        for j, row in enumerate(grid):
            for i, estimate in enumerate(row if told else ()):
                ink = "white" if scale(estimate.value) > 0.55 else INK
                axes.text(i + 0.5, j + 0.34, plain(estimate.value), ha="center", va="center", color=ink,
                          fontsize=LABEL_PT, fontweight="bold")  # fmt: skip
                axes.text(i + 0.5, j + 0.72, f"({between(*_ends(estimate))})", ha="center", va="center",
                          color=ink, fontsize=SMALL_PT)  # fmt: skip
        every = max(1, round(LINE_IN / high_in + 0.49))
        for j, name in list(enumerate(names))[::every]:
            _outside(axes, wrapped(name, LABEL_PT, left_in - 0.15, most=1)[0], (0.0, j + 0.5), "right")
        every = min(8, max(1, round(max(width_in(value_words(x), LABEL_PT) for x in along) / wide_in + 0.49)))
        for i, value in list(enumerate(along))[::every]:
            said = wrapped(value_words(value), LABEL_PT, wide_in * every - 0.06, most=1)[0]
            _outside(axes, said, (i + 0.5, 0.0), "above")
        first, second = (wrapped(head, LABEL_PT, _NAMES_IN - 0.15, most=1)[0] for head in heads)
        over_in = page.map_top_in + top_in + _HEAD_IN + 0.1
        page.paper.text(0.5 + left_in, over_in, second, fontsize=LABEL_PT, va="center_baseline")
        page.paper.text(0.5 + left_in - 0.1, over_in + 0.22, first, fontsize=LABEL_PT, ha="right",
                        va="center_baseline")  # fmt: skip
    return page


def _rows(found: SweepResult, stood: Stood) -> Page:
    """A row a point, a column a measure."""
    shown, points = found.measures[:MOST_PANELS], found.points[:MOST_ROWS]
    fields = short(found.fields)
    names = [_name(fields, point) for point in points]
    lines = [wrapped(name, LABEL_PT, _NAMES_IN - 0.15, most=2) for name in names]
    heights = [max(_ROW_IN, 0.14 + LINE_IN * len(each)) for each in lines]
    table_in, gap_in = sum(heights), 0.35
    remark = "" if len(points) == len(found.points) else f"The first {MOST_ROWS} points; the table has all."
    page = _empty(found, stood, f"by {listed(list(found.fields))}", _HEAD_IN + table_in,
                  Entry("edge", STATED, f"mean, and its {_INTERVAL}"), remark)  # fmt: skip
    wide_in = (MAP_IN - _NAMES_IN - gap_in * (len(shown) - 1)) / len(shown)
    for n, measure in enumerate(shown):
        left_in = _NAMES_IN + n * (wide_in + gap_in)
        _head(page, 0.0, LABELS[measure], left_in)
        axes = page.chart_axes(left_in, _HEAD_IN, wide_in, table_in)
        each = [point.estimates[measure] for point in points]
        low, high = _room(each, measure)
        axes.set(xlim=(low, high), ylim=(table_in, 0.0), yticks=[])
        at = 0.0
        for estimate, words, height in zip(each, lines, heights, strict=True):
            y = at + height / 2.0
            axes.plot(_ends(estimate), [y, y], **WHISKER)
            axes.plot([estimate.value], [y], marker="o", markersize=5.5, color=STATED, zorder=5)
            for i, line in enumerate(words if n == 0 else ()):
                _outside(axes, line, (low, y + (i - (len(words) - 1) / 2.0) * LINE_IN), "right")
            at += height
        quiet(axes)
        _few_ticks(axes)
    return page


def _name(fields: Sequence[str], point: Swept) -> str:
    return ", ".join(
        f"{name} {value_words(value)}" for name, value in zip(fields, point.stated.values(), strict=True)
    )


def _ends(estimate: Estimate) -> tuple[float, float]:
    """The interval, or the value alone where it is not known; no count and no share lies below none."""
    if not (isfinite(estimate.low) and isfinite(estimate.high)):
        return estimate.value, estimate.value
    return max(estimate.low, 0.0), estimate.high


def _room(each: Sequence[Estimate], measure: str) -> tuple[float, float]:
    """From none where that costs less than half of the room, else around what there is."""
    ends = [end for estimate in each for end in _ends(estimate)]
    low, high = min(ends), max(ends)
    if low <= 0.5 * high:
        low = 0.0
    reach = (high - low) or max(abs(high), 1.0)
    most = high + 0.18 * reach
    if measure == "no_leaker":
        most = min(most, 1.08)
    return low - (0.04 * reach if low > 0.0 else 0.02 * reach), most


def _head(page: Page, top_in: float, words: str, left_in: float = 0.0) -> None:
    page.paper.text(0.5 + left_in, page.map_top_in + top_in + 0.12, words, fontsize=BODY_PT,
                    fontweight="bold", va="center_baseline")  # fmt: skip


def _outside(axes: "Axes", words: str, at: tuple[float, float], side: str) -> None:
    """Words left of the axes, or over a column of them."""
    right = side == "right"
    axes.annotate(words, at, xytext=(-7, 0) if right else (0, 5), textcoords="offset points",
                  ha="right" if right else "center", va="center_baseline" if right else "bottom",
                  fontsize=LABEL_PT, color=INK if right else SOFT_INK, annotation_clip=False)  # fmt: skip


def _few_ticks(axes: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(4))
