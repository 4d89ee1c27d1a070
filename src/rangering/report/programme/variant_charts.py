"""The pictures of variants: every measure side by side, and the nominal means over time."""

from typing import TYPE_CHECKING

import numpy as np

from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import quiet, rim
from rangering.report.page import MAP_IN, Page
from rangering.report.programme.charts import BAND, LINE, sheet
from rangering.report.programme.tables import MONEY, SHARES, label_of, shown
from rangering.report.programme.variants import TIME, Told, Value, Variants, said
from rangering.report.programme.words import MONTH_D
from rangering.report.style import (
    BODY_PT,
    INK,
    LABEL_PT,
    SMALL_PT,
    UNKNOWN_STRIPE,
    fitted,
    house_style,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADING = "The same programme, made in different ways"
COLOURS = ("#20262b", "#2b72b2", "#009e73", "#d55e00", "#cc79a7", "#8b949b", "#6b3a12", "#e69f00")
OVER_TIME = ("units_available", "missiles", "paid", "supplier_revenue")
_ROW_IN, _HEAD_IN, _FOOT_IN, _GAP_IN, _LETTER_IN, _VALUE_IN = 0.2, 0.42, 0.36, 0.45, 0.22, 0.62
_PANEL_IN, _BETWEEN_IN = 1.35, 0.38


def variants_page(found: Variants) -> Page:
    """Every measure: one row a variant, nominal value, chance and band apart."""
    wide_in = (MAP_IN - _GAP_IN) / 2.0
    tall_in = _HEAD_IN + _ROW_IN * len(found.names) + _FOOT_IN
    rows = (len(found.measures) + 1) // 2
    key = [
        [Block("", (Entry("edge", LINE, "nominal"), Entry("outline", INK, "chance, 5 to 95 %"),
                    Entry("fill", BAND, "band over readings")), 2.2)],
        [Block("", tuple(Entry("none", INK, f"{found.letter(name)}  {found.title(name)}")
                         for name in found.names), MAP_IN - 2.2)],
    ]  # fmt: skip
    with house_style():
        page = sheet(found.first, HEADING, "Same readings, same chance; arrows go on to never.",
                     rows * tall_in - 0.2, key, found.programme.title)  # fmt: skip
        for n, told in enumerate(found.measures):
            row, column = divmod(n, 2)
            axes = page.chart_axes(
                column * (wide_in + _GAP_IN) + _LETTER_IN, row * tall_in + _HEAD_IN,
                wide_in - _LETTER_IN - _VALUE_IN, _ROW_IN * len(found.names),
            )  # fmt: skip
            _panel(axes, found, told, wide_in)
    return page


def _panel(axes: "Axes", found: Variants, told: Told, wide_in: float) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    scale = 1.0 / MONTH_D if told.kind == TIME else 1e-6 if told.name in MONEY else 1.0
    scale = 100.0 if told.name in SHARES else scale
    values = [Value(*(scale * each for each in found.values[name][told.name])) for name in found.names]
    ends = [end for value in values for end in value if np.isfinite(end)]
    most = 1.06 * max(ends, default=1.0) or 1.0
    count = len(values)
    axes.set(xlim=(0.0, most), ylim=(count, 0.0), yticks=[])
    for n, (name, value) in enumerate(zip(found.names, values, strict=True)):
        y = n + 0.5
        low, high = (min(each, most) if each == each else 0.0 for each in (value.band_low, value.band_high))
        axes.barh(y, high - low, 0.55, left=low, color=BAND, linewidth=0, zorder=1)
        ends_of = [min(each, most) for each in (value.chance_low, value.chance_high)]
        axes.plot(ends_of, [y, y], color=INK, linewidth=1.0, zorder=2, solid_capstyle="butt")
        if np.isfinite(value.nominal):
            axes.plot([value.nominal], [y], marker="o", markersize=5.0, color=LINE, linestyle="", zorder=4,
                      clip_on=False)  # fmt: skip
        if np.inf in (value.chance_high, value.band_high, value.nominal):
            axes.plot([most], [y], marker=">", markersize=4.5, color=INK, clip_on=False, zorder=4)
        axes.annotate(found.letter(name), (0.0, y), xycoords=("axes fraction", "data"), xytext=(-7, 0),
                      textcoords="offset points", ha="right", va="center_baseline", fontsize=LABEL_PT,
                      annotation_clip=False)  # fmt: skip
        axes.annotate(said(told, found.values[name][told.name].nominal), (1.0, y),
                      xycoords=("axes fraction", "data"), xytext=(9, 0), textcoords="offset points",
                      va="center_baseline", fontsize=SMALL_PT, annotation_clip=False)  # fmt: skip
    percents = ", %" if told.name in SHARES else ""
    heading = wrapped(f"{told.label}{percents}", LABEL_PT, wide_in, most=2)
    axes.annotate("\n".join(heading), (0.0, 1.0), xycoords="axes fraction", xytext=(-72.0 * _LETTER_IN, 4),
                  textcoords="offset points", ha="left", va="bottom", fontsize=LABEL_PT, fontweight="bold",
                  annotation_clip=False)  # fmt: skip
    quiet(axes)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def over_time_page(found: Variants) -> Page:
    """Nominal means over months: fire units ready, missiles, what is paid, what the supplier takes in."""
    names = [each for each in OVER_TIME
             if any(each in r.names and shown(r, each) for r in found.results.values())]  # fmt: skip
    key = [[Block("", tuple(
        Entry("edge", COLOURS[n % len(COLOURS)], f"{found.letter(name)}  {found.title(name)}")
        for n, name in enumerate(found.names)), MAP_IN)]]  # fmt: skip
    with house_style():
        page = sheet(
            found.first, HEADING,
            "Mean of the nominal histories, month by month; bands and chance stand in the tables.",
            len(names) * (_PANEL_IN + _BETWEEN_IN) - _BETWEEN_IN + 0.24, key,
            found.programme.title,
        )  # fmt: skip
        for n, series in enumerate(names):
            axes = page.chart_axes(0.5, 0.24 + n * (_PANEL_IN + _BETWEEN_IN), MAP_IN - 0.75, _PANEL_IN)
            _lines(axes, found, series)
            quiet(axes, "months since signature" if n == len(names) - 1 else "")
            axes.grid(axis="y", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
            if n < len(names) - 1:
                axes.tick_params(axis="x", labelbottom=False)
            axes.annotate(fitted(label_of(found.first, series), BODY_PT, MAP_IN), (0.0, 1.0),
                          xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", ha="left",
                          va="bottom", fontsize=BODY_PT, annotation_clip=False)  # fmt: skip
    return page


def _lines(axes: "Axes", found: Variants, series: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    scale = 1e-6 if series in MONEY else 1.0
    most, last = 0.0, len(found.first.months_d) - 1
    for n, (name, result) in enumerate(found.results.items()):
        if series not in result.names:
            continue
        mean = scale * result.mean(series)
        colour = COLOURS[n % len(COLOURS)]
        axes.plot(np.arange(len(mean)), mean, color=colour, linewidth=1.5, zorder=3 + n)
        axes.annotate(found.letter(name), (last, float(mean[-1])), xytext=(4 + 8 * (n % 3), 0),
                      textcoords="offset points", va="center_baseline", fontsize=SMALL_PT, color=colour,
                      annotation_clip=False, path_effects=[rim()])  # fmt: skip
        most = max(most, float(np.nanmax(mean)))
    axes.set(xlim=(0.0, last), ylim=(0.0, 1.08 * most or 1.0))
    axes.set_xticks(range(0, last + 1, 24 if last > 120 else 12))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=most > 3.0))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
