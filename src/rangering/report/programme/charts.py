"""The pictures of a programme: capability over time, money, what held it up, missiles and work at home.

Every line is a series of the result. The band over readings and the limits of chance are drawn apart, and
neither is ever inside the other's mark.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rangering import __version__
from rangering.mission.results import Estimate
from rangering.programme.results import ProgrammeResult
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import BAD, GOOD, Bar, bars_high_in, draw_bars, quiet
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.programme.facts import DatedFact
from rangering.report.programme.outside import outside_words
from rangering.report.programme.tables import label_of, shown
from rangering.report.programme.words import BANDS, CAUSES, ran_words, waits_of
from rangering.report.style import (
    BODY_PT,
    INK,
    SMALL_PT,
    UNKNOWN_STRIPE,
    house_style,
    width_in,
)
from rangering.units import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAND, LINE, PLANNED = "#cfe2f1", "#2b72b2", "#d55e00"
_PANEL_IN, _GAP_IN, _TOP_IN, _LEFT_IN, _RIGHT_IN = 1.15, 0.36, 0.24, 0.5, 0.12
_MARK_IN, _MARK_ROW_IN = 0.13, 0.14
CAPABILITY = ("units_delivered", "units_crewed", "units_operational", "units_available")
FIRST_MONTHS = 120
"""Of the picture of capability: what comes later seldom changes it."""
MONEY = ("paid", "owed", "npv")
STOCK = ("missiles", "local_missiles", "local_share", "spares_backlog")


class Panel(NamedTuple):
    """One series over months."""

    name: str
    words: str
    scale: float
    most: float | None  # of its axis; by the data where None


def capability_page(result: ProgrammeResult, facts: Sequence[DatedFact] = ()) -> Page:
    """Fire units delivered, crewed, in service and ready, against months since the signature."""
    most = max(float(result.band(n).high.max()) if result.readings_count else 0.0 for n in CAPABILITY)
    most = max(most, *(float(result.chance(n).high.max()) for n in CAPABILITY), 1.0)
    panels = [Panel(name, label_of(result, name), 1.0, 1.08 * most) for name in CAPABILITY]
    last = min(FIRST_MONTHS, len(result.months_d) - 1)
    told = []
    if last < len(result.months_d) - 1:
        told.append(f"The first {last // 12} of {result.horizon_years:g} years; months.csv holds them all.")
    if facts:
        told.append("Lettered lines are dated public facts: black what happened, orange what was planned.")
    return _panels_page(result, "From contract to capability", panels, facts, " ".join(told), last)


def money_page(result: ProgrammeResult) -> Page | None:
    """What was paid, what is owed, what that is worth today; None where no price is known."""
    names = [name for name in MONEY if name in result.names and shown(result, name)]
    if not names:
        return None
    panels = [Panel(name, label_of(result, name), 1e-6, None) for name in names]
    return _panels_page(result, "What it costs, and when", panels)


def stock_page(result: ProgrammeResult) -> Page | None:
    """Missiles on hand; what is made at home; parts waited for. None where there is nothing of it."""
    names = [name for name in STOCK if name in result.names and shown(result, name)]
    if not names:
        return None
    panels = [
        Panel(name, f"{label_of(result, name)}, %" if name == "local_share" else label_of(result, name),
              100.0 if name == "local_share" else 1.0, None)
        for name in names
    ]  # fmt: skip
    return _panels_page(result, "Missiles, work at home, parts waited for", panels)


def _panels_page(
    result: ProgrammeResult, heading: str, panels: Sequence[Panel], facts: Sequence[DatedFact] = (),
    told: str = "", last: int | None = None,
) -> Page:  # fmt: skip
    last = len(result.months_d) - 1 if last is None else last
    facts = [each for each in facts if 0.0 <= each.months <= last]
    levels = _levels(facts, last)
    top_in = _TOP_IN + (_MARK_ROW_IN * (max(levels) + 1) + 0.1 if levels else 0.0)
    high_in = top_in + len(panels) * (_PANEL_IN + _GAP_IN) - _GAP_IN
    with house_style():
        page = sheet(result, heading, told, high_in, _key(result, facts))
        lines: list[Axes] = []
        for n, panel in enumerate(panels):
            axes = page.chart_axes(
                _LEFT_IN, top_in + n * (_PANEL_IN + _GAP_IN), MAP_IN - _LEFT_IN - _RIGHT_IN, _PANEL_IN
            )
            _series(axes, result, panel, last)
            _over(axes, panel.words)
            lowest = n == len(panels) - 1
            quiet(axes, "months since signature" if lowest else "")
            axes.grid(axis="y", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
            ticks = _ticks(last)
            axes.set_xticks(ticks, [str(each) for each in ticks] if lowest else [])
            lines.append(axes)
        _mark(lines, facts, levels)
    return page


def _key(result: ProgrammeResult, facts: Sequence[DatedFact] = ()) -> list[list[Block]]:
    entries = [
        Entry("edge", LINE, "mean of nominal histories"),
        Entry("outline", INK, "chance: 5 and 95 % of them"),
        *([Entry("fill", BAND, "band over readings")] if result.readings_count else []),
    ]
    if not facts:
        return [[Block("", (each,), 2.6)] for each in entries]
    told = tuple(
        Entry("none", INK, f"{each.mark}  {each.when.split(' ')[0]}, {each.kind}: {each.what}")
        for each in facts
    )
    return [[Block("", tuple(entries), 2.7)], [Block("Dated public facts", told, MAP_IN - 2.7)]]


def _series(axes: "Axes", result: ProgrammeResult, panel: Panel, last: int) -> None:
    months = np.arange(len(result.months_d))
    chance, mean = result.chance(panel.name), panel.scale * result.mean(panel.name)
    ends = [mean, panel.scale * chance.high]
    if result.readings_count:
        band = result.band(panel.name)
        low, high = panel.scale * band.low, panel.scale * band.high
        axes.fill_between(months, low, high, color=BAND, linewidth=0, zorder=1)
        ends.append(high)
    for end in (chance.low, chance.high):
        axes.plot(months, panel.scale * end, color=INK, linewidth=0.7, drawstyle="steps-post", zorder=2,
                  alpha=0.8)  # fmt: skip
    axes.plot(months, mean, color=LINE, linewidth=1.8, zorder=3)
    most = panel.most or 1.08 * float(max(np.nanmax(each[: last + 1]) for each in ends)) or 1.0
    axes.set(xlim=(0.0, float(last)), ylim=(0.0, most))
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, integer=most > 3.0))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def _ticks(last: int) -> list[int]:
    step = next((each for each in (6, 12, 24, 36, 60, 120) if last / each <= 12), 240)
    return list(range(0, last + 1, step))


def _over(axes: "Axes", words: str) -> None:
    axes.annotate(words, (0.0, 1.0), xycoords="axes fraction", xytext=(0, 5), ha="left", va="bottom",
                  textcoords="offset points", fontsize=BODY_PT, annotation_clip=False)  # fmt: skip


def _levels(facts: Sequence[DatedFact], last: int) -> list[int]:
    """On which row each letter stands, so that none covers another."""
    per_in = (MAP_IN - _LEFT_IN - _RIGHT_IN) / max(last, 1)
    taken: list[float] = []
    levels = []
    for each in facts:
        at_in = each.months * per_in
        wide_in = max(_MARK_IN, width_in(each.mark, SMALL_PT) + 0.05)
        level = next((n for n, end in enumerate(taken) if at_in - wide_in / 2.0 >= end), len(taken))
        if level == len(taken):
            taken.append(0.0)
        taken[level] = at_in + wide_in / 2.0
        levels.append(level)
    return levels


def _mark(axes: "Sequence[Axes]", facts: Sequence[DatedFact], levels: Sequence[int]) -> None:
    for each, level in zip(facts, levels, strict=True):
        colour = INK if each.happened else PLANNED
        for one in axes:
            one.axvline(each.months, color=colour, linewidth=0.7,
                        linestyle="-" if each.happened else (0, (3, 2)), zorder=2.5)  # fmt: skip
        axes[0].annotate(each.mark, (each.months, 1.0), xycoords=("data", "axes fraction"),
                         xytext=(0, 22.0 + 72.0 * _MARK_ROW_IN * level), textcoords="offset points",
                         ha="center",
                         va="bottom", fontsize=SMALL_PT, color=colour, annotation_clip=False,
                         fontweight="bold")  # fmt: skip


def delay_page(result: ProgrammeResult) -> Page | None:
    """What full capability waited for, by cause; None where it never comes."""
    waits = waits_of(result)
    if not waits:
        return None
    bars = []
    for cause, days, share, band in waits:
        low, high = band if band is not None else (days, days)
        bars.append(Bar(CAUSES[cause], Estimate(days, low, high), f"{days:,.0f} days, in {percent(share)}",
                        BAD if cause.name in ("SHOCK", "SLOT", "CALENDAR", "REPEAT") else GOOD))  # fmt: skip
    total = sum(days for _, days, _, _ in waits)
    key = [
        [Block("", (Entry("fill", GOOD, "a link of the chain"),), 2.2)],
        [Block("", (Entry("fill", BAD, "waiting for something else"),), 2.7)],
    ]  # fmt: skip
    if result.readings_count:
        key.append([Block("", (Entry("edge", INK, "whisker: band over readings"),), 3.0)])
    with house_style():
        page = sheet(
            result, "What full capability waited for",
            f"The {total:,.0f} days of the binding path, mean of the nominal histories that reach full "
            "capability, by cause; beside each bar the share of these histories in which it bound at all.",
            bars_high_in(bars, 2.6) + 0.1, key,
        )  # fmt: skip
        draw_bars(page, bars, label_in=2.6, unit="days")
    return page


def sheet(
    result: ProgrammeResult, heading: str, subtitle: str, high_in: float, key: list[list[Block]],
    title: str = "",
) -> Page:  # fmt: skip
    """An empty page for a chart of a programme, so high; its own title unless another is given. [inch]"""
    caveat = f"{CAVEAT} rangering {__version__}."
    ours = next((each for each in result.assumptions if "grade D" in each), "")
    outside = outside_words(result)
    full = [(f"{ran_words(result)}. {BANDS}", 3), *([(outside, 4)] if outside and not title else []),
            *([(ours, 1)] if ours else []), (caveat, 1)]  # fmt: skip
    brief = (f"{ran_words(result)}; band over readings and chance apart.", caveat)
    return Page(
        title or result.title,
        heading,
        subtitle,
        key,
        SmallPrint(full, brief),
        ("white",),
        maps_in=high_in + 0.12,
    )
