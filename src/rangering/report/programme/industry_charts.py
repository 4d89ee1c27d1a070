"""The pictures of the industrial record: local shares with their curves, and how long milestones took."""

from typing import TYPE_CHECKING

import numpy as np

from rangering import __version__
from rangering.catalog.precedents import ShareSeries
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import quiet, rim
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.programme.industry import (
    CURVE_WORDS,
    CURVED,
    LASTED_WORDS,
    SHARE_WORDS,
    SINGLE,
    YEAR_D,
    Evidence,
    assumed_in,
    kind_of,
    milestone_words,
    start_words,
)
from rangering.report.style import (
    BODY_PT,
    FAINT_INK,
    INK,
    LABEL_PT,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_STRIPE,
    fitted,
    house_style,
)
from rangering.units import percent, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLE = "The industrial record"
CURVE, BAND, PLAN = "#2b72b2", "#cfe2f1", "#d55e00"
_PANEL_IN, _GAP_IN, _HEAD_IN, _FOOT_IN = 1.75, 0.55, 0.5, 0.35
_ROW_IN, _WORDS_IN, _HEADING_IN = 0.2, 3.45, 0.27
_YEARS_BEYOND = 3.0
_COLOURS = {"claim": INK, "target": PLAN, "our assumption": FAINT_INK}


def shares_page(found: Evidence) -> Page:
    """Local share against years: every claim, and where there are three a fitted curve with its band."""
    wide_in = (MAP_IN - _GAP_IN - 0.35) / 2.0
    tall_in = _HEAD_IN + _PANEL_IN + _FOOT_IN
    key = [
        [Block("", (Entry("edge", INK, "claim, with its interval"),
                    Entry("edge", FAINT_INK, "our assumption (hollow)")), 2.7)],
        [Block("", (Entry("edge", CURVE, "fitted curve"), Entry("fill", BAND, "its 90 % band")), 2.3)],
        [Block("", (Entry("edge", PLAN, "target, not fitted (hollow)"),), 3.0)],
    ]  # fmt: skip
    with house_style():
        page = _page(
            "How large the part made at home became, by what was claimed", SHARE_WORDS,
            2.0 * tall_in - 0.1, key, CURVE_WORDS,
        )  # fmt: skip
        for n, name in enumerate(CURVED):
            row, column = divmod(n, 2)
            axes = page.chart_axes(
                0.35 + column * (wide_in + _GAP_IN), row * tall_in + _HEAD_IN, wide_in, _PANEL_IN
            )
            _share_panel(axes, found, name)
        axes = page.chart_axes(0.35 + wide_in + _GAP_IN, tall_in + _HEAD_IN, wide_in, _PANEL_IN)
        _single_panel(axes, found)
    return page


def _share_panel(axes: "Axes", found: Evidence, name: str) -> None:
    series, curve = found.series[name], found.curves.get(name)
    first, last = float(series.year.min()) - _YEARS_BEYOND, float(series.year.max()) + _YEARS_BEYOND
    if curve is not None:
        years = np.linspace(first, last, 200)
        low, middle, high = curve.band(years)
        axes.fill_between(years, 100.0 * low, 100.0 * high, color=BAND, linewidth=0, zorder=1)
        axes.plot(years, 100.0 * middle, color=CURVE, linewidth=1.6, zorder=2)
        low_there, there, high_there = (float(each) for each in curve.band(np.array(curve.mean_year)))
        said = (
            f"{percent(there)} ({percent(low_there)} to {percent(high_there)}) in {curve.mean_year:.0f}, "
            f"there {plain(100.0 * curve.gain_per_year)} points a year"
        )
        ours = assumed_in(found, name)
        said += f"; {ours} of {curve.claims} points ours" if ours else ""
    else:
        said = "no curve: fewer than three claims"
    _claims(axes, series)
    axes.set(xlim=(first, last))
    _heads(axes, series.title, said)
    _percent_axis(axes)


def _claims(axes: "Axes", series: ShareSeries) -> None:
    for n, year in enumerate(series.year):
        at, colour = 100.0 * float(series.nominal[n]), _COLOURS[kind_of(series, n)]
        axes.plot([year, year], [100.0 * series.low[n], 100.0 * series.high[n]], color=colour, linewidth=1.1,
                  zorder=3)  # fmt: skip
        axes.plot([year], [at], marker="o", markersize=5.5, color=colour, linestyle="", zorder=4,
                  markerfacecolor=INK if colour == INK else "white")  # fmt: skip


def _single_panel(axes: "Axes", found: Evidence) -> None:
    for n, name in enumerate(SINGLE):
        series = found.series[name]
        low, middle, high = (100.0 * float(each[-1]) for each in (series.low, series.nominal, series.high))
        colour = _COLOURS[kind_of(series, len(series.year) - 1)]
        axes.plot([n, n], [low, high], color=colour, linewidth=1.1, zorder=3)
        axes.plot([n], [middle], marker="o", markersize=5.5, color=colour, linestyle="", zorder=4,
                  markerfacecolor=INK if colour == INK else "white")  # fmt: skip
        axes.annotate(f"{percent(middle / 100.0)}\nin {int(series.year[-1])}", (n, middle), xytext=(7, 0),
                      textcoords="offset points", va="top" if middle > 90.0 else "center", fontsize=SMALL_PT,
                      path_effects=[rim()])  # fmt: skip
    axes.set(xlim=(-0.5, len(SINGLE) - 0.4))
    _heads(axes, "One point each", "no curve; the interval is the source's or our reading of it")
    _percent_axis(axes)
    axes.set_xticks(range(len(SINGLE)), [found.series[name].title.split()[0] for name in SINGLE])


def _heads(axes: "Axes", title: str, said: str) -> None:
    for words, up_pt, size_pt, weight, colour in (
        (title, 19.0, BODY_PT, "bold", INK), (said, 6.0, SMALL_PT, "normal", SOFT_INK),
    ):  # fmt: skip
        axes.annotate(words, (0.0, 1.0), xycoords="axes fraction", xytext=(0, up_pt), ha="left",
                      va="baseline", textcoords="offset points", fontsize=size_pt, fontweight=weight,
                      color=colour, annotation_clip=False)  # fmt: skip


def _percent_axis(axes: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set(ylim=(0.0, 104.0))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    quiet(axes)
    axes.grid(axis="y", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
    axes.grid(axis="x", visible=False)
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.tick_params(axis="y", length=0)


def lasted_page(found: Evidence) -> Page:
    """How long each milestone took from its contract, and what was planned where a plan was published."""
    names = list(dict.fromkeys(each.programme for each in found.lasted))
    high_in = _HEADING_IN * len(names) + _ROW_IN * len(found.lasted)
    key = [
        [Block("", (Entry("edge", INK, "took so long; whisker: what its dates leave open"),), 4.4)],
        [Block("", (Entry("edge", PLAN, "as first planned or forecast (hollow)"),), 3.6)],
    ]  # fmt: skip
    with house_style():
        page = _page("How long it took from the contract to each milestone", LASTED_WORDS, high_in, key)
        axes = page.chart_axes(_WORDS_IN, 0.0, MAP_IN - _WORDS_IN - 0.15, high_in)
        ends = [end for each in found.lasted for bounds in (each.planned_bounds_d, each.actual_bounds_d)
                if bounds for end in bounds]  # fmt: skip
        axes.set(xlim=(0.0, 1.04 * max(ends) / YEAR_D), ylim=(high_in, 0.0), yticks=[])
        at, shown, start = 0.0, "", ""
        for each in found.lasted:
            if each.programme != shown:
                shown = each.programme
                start = ""
                _left(axes, found.titles[shown], at + 0.6 * _HEADING_IN, bold=True)
                at += _HEADING_IN
            y = at + 0.5 * _ROW_IN
            since = start_words(found, each)
            _left(axes, milestone_words(each) + ("" if since == start else f", from {since}"), y)
            start = since
            marks = ((each.planned_d, each.planned_bounds_d, PLAN, "white"),
                     (each.actual_d, each.actual_bounds_d, INK, INK))  # fmt: skip
            if each.planned_d is not None and each.actual_d is not None:
                axes.annotate("", (each.actual_d / YEAR_D, y), (each.planned_d / YEAR_D, y),
                              arrowprops={"arrowstyle": "-", "color": PLAN, "linewidth": 1.0,
                                          "linestyle": ":"})  # fmt: skip
            for value, bounds, colour, face in marks:
                if value is None or bounds is None:
                    continue
                axes.plot([bounds[0] / YEAR_D, bounds[1] / YEAR_D], [y, y], color=colour, linewidth=0.9,
                          zorder=3)  # fmt: skip
                axes.plot([value / YEAR_D], [y], marker="o", markersize=5.0, color=colour, linestyle="",
                          markerfacecolor=face, zorder=4, clip_on=False)  # fmt: skip
            at += _ROW_IN
        quiet(axes, "years")
    return page


def _left(axes: "Axes", words: str, y: float, *, bold: bool = False) -> None:
    indent_pt = -_WORDS_IN * 72.0 if bold else -8.0
    words = words if bold else fitted(words, LABEL_PT, _WORDS_IN - 0.12)
    axes.annotate(words, (0.0, y), xycoords=("axes fraction", "data"), xytext=(indent_pt, 0),
                  textcoords="offset points", ha="left" if bold else "right", va="center_baseline",
                  fontsize=BODY_PT if bold else LABEL_PT, fontweight="bold" if bold else "normal",
                  annotation_clip=False)  # fmt: skip


def _page(heading: str, subtitle: str, high_in: float, key: list[list[Block]], remark: str = "") -> Page:
    caveat = f"{CAVEAT} rangering {__version__}."
    sources = "Every point with its source: the table on the page, and the CSV file beside it."
    full = [*([(remark, 3)] if remark else []), (sources, 1), (caveat, 1)]
    return Page(TITLE, heading, subtitle, key, SmallPrint(full, (caveat,)), ("white",), maps_in=high_in)
