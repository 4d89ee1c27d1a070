"""How a raid goes over time: leakers and kills so far and missiles left, as a picture, a table and a file.

Two spreads lie over each other and are never pooled: the dark band is of what readings differ by, chance
removed; the pale one is of chance in one raid, in the middle of the readings.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import quiet
from rangering.report.page import MAP_IN, Page
from rangering.report.study.charts import study_page
from rangering.report.study.tables import Lines, between
from rangering.report.study.words import ran_words
from rangering.report.style import BODY_PT, SMALL_PT, SOFT_INK, UNKNOWN_STRIPE, house_style
from rangering.study.bands import Bands
from rangering.study.over_time import OverTime
from rangering.study.stood import Stood
from rangering.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FILE, TABLE = "over-time.png", "over_time.csv"
HEADINGS = {
    "leakers": "Leakers so far",
    "killed": "Hostile flights killed so far",
    "missiles_left": "Missiles not fired yet, on launchers and in stores",
}
WHAT = "How the raid goes over time."
COLUMNS = ("since the start", "so far", "mean", "band of readings", "chance in one raid")
WORDS = (
    "Band of readings: nine readings in ten have their mean within, chance removed; it is no probability. "
    "Chance in one raid: from what one raid in twenty does not exceed to what one in twenty exceeds, in the "
    "middle of the readings. All of it is kept for every reading: ask the study for series."
)
_BAND, _CHANCE, _MEAN = "#7fadd6", "#e1e4e7", "#17456f"
_PANEL_IN, _HEAD_IN, _GAP_IN, _TICKS_IN = 1.25, 0.3, 0.3, 0.5
_ROWS = 4  # of the table, of each figure
_DAY_S, _MINUTE_S = 86_400.0, 60.0
_LONG_S = 3.0 * _DAY_S  # from here on in days


def over_time_page(found: Bands, stood: Stood) -> Page:
    """A panel a figure: the mean, what readings differ by, and chance, since the raid's start."""
    panels = found.over_time
    each_in = _HEAD_IN + _PANEL_IN + _GAP_IN
    key = [
        [Block("", (Entry("edge", _MEAN, "mean over readings"),), 2.1)],
        [Block("", (Entry("fill", _BAND, "band of nine readings in ten"),), 2.7)],
        [Block("", (Entry("fill", _CHANCE, "chance: nine raids in ten, middle reading"),), 3.6)],
    ]  # fmt: skip
    with house_style():
        page = study_page(
            stood, "How the raid goes, over what nobody outside knows",
            f"{ran_words(stood)}. Dark: what readings differ by, chance taken out. Pale: chance within a "
            "reading, the middle of all readings.",
            each_in * len(panels) - 0.1, key,
        )  # fmt: skip
        for n, each in enumerate(panels):
            top_in = n * each_in
            axes = page.chart_axes(_TICKS_IN, top_in + _HEAD_IN, MAP_IN - _TICKS_IN - 0.2, _PANEL_IN)
            _panel(axes, each)
            axes.annotate(HEADINGS[each.name], (0.0, 1.0), xycoords="axes fraction",
                          xytext=(-_TICKS_IN * 72.0, 8), textcoords="offset points", va="baseline",
                          fontsize=BODY_PT, fontweight="bold", annotation_clip=False)  # fmt: skip
    return page


def _panel(axes: "Axes", each: OverTime) -> None:
    from matplotlib.ticker import MaxNLocator

    scale_s, unit = _scale(each)
    at = each.time_s / scale_s
    axes.fill_between(at, each.chance_p05, each.chance_p95, color=_CHANCE, linewidth=0, zorder=1)
    axes.fill_between(at, each.band_low, each.band_high, color=_BAND, linewidth=0, zorder=2)
    axes.plot(at, each.mean, color=_MEAN, linewidth=1.6, zorder=3)
    most = max(float(each.chance_p95.max()), float(each.band_high.max()), float(each.mean.max()), 1.0)
    axes.set(xlim=(0.0, float(at[-1])), ylim=(0.0, 1.06 * most))
    quiet(axes, unit)
    axes.grid(axis="y", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
    axes.tick_params(axis="y", length=0, labelsize=SMALL_PT, colors=SOFT_INK)
    axes.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=True))


def _scale(each: OverTime) -> tuple[float, str]:
    return (_DAY_S, "days") if each.time_s[-1] >= _LONG_S else (_MINUTE_S, "minutes")


def over_time_alt(found: Bands) -> str:
    """The picture for those who do not see it: how each figure ends."""
    ends = "; ".join(
        f"{HEADINGS[each.name][0].lower()}{HEADINGS[each.name][1:]}: {plain(float(each.mean[-1]))} "
        f"({between(float(each.band_low[-1]), float(each.band_high[-1]))})"
        for each in found.over_time
    )
    return f"Lines over time with bands. At the end, mean and band: {ends}. The table below gives more."


def over_time_lines(found: Bands) -> Lines:
    """Some lines a figure, from quarter to quarter of the time."""
    lines: Lines = []
    for each in found.over_time:
        scale_s, unit = _scale(each)
        last = len(each.time_s) - 1
        lines += [
            (
                f"{plain(float(each.time_s[n] / scale_s))} {unit}",
                HEADINGS[each.name],
                plain(float(each.mean[n])),
                between(float(each.band_low[n]), float(each.band_high[n])),
                between(float(each.chance_p05[n]), float(each.chance_p95[n])),
            )
            for n in dict.fromkeys(round(last * part / _ROWS) for part in range(1, _ROWS + 1))
        ]
    return lines


def over_time_table(found: Bands) -> Iterator[Sequence[str | float]]:
    """Every step of every figure, the heading first."""
    yield list(OverTime._fields)
    for each in found.over_time:
        for values in zip(*each[1:], strict=True):
            yield [each.name, *(float(value) for value in values)]
