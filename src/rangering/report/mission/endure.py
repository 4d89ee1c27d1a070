"""Raid after raid: leakers, rounds and fire units over days, with intervals of chance alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rangering.mission.occasions import Occasion, by_occasion
from rangering.mission.results import Estimate, MissionResult
from rangering.report.mission.charts import most_ready
from rangering.report.mission.sheet import BAD, GOOD, page_of, quiet
from rangering.report.mission.words import with_interval
from rangering.report.page import MAP_IN, Page
from rangering.report.style import INK, LABEL_PT, SOFT_INK, house_style
from rangering.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_IN, BETWEEN_IN, LEFT_IN, RIGHT_IN, HEAD_IN = 1.45, 0.5, 0.45, 0.25, 0.22


def endure_page(result: MissionResult) -> Page:
    """Measures per raid occasion over time.

    Parameters
    ----------
    result : MissionResult
        What `endure` gave; of a single raid the lines are points.
    """
    raids = by_occasion(result)
    days = all(each.day is not None for each in raids)
    at = np.array([each.day if days and each.day is not None else each.number for each in raids], dtype=float)
    first, last = raids[0], raids[-1]
    panels = (
        ("leakers in the raid", [each.leakers for each in raids], BAD, None),
        ("raids without a leaker, %", [_percent(each.no_leaker) for each in raids], GOOD, 100.0),
        ("ready rounds left when the raid is over, all fire units", [each.left for each in raids], INK,
         most_ready(result)),
        ("fire units with a ready round left when it is over", [each.able for each in raids], INK,
         float(len(result.names.units))),
    )  # fmt: skip
    with house_style():
        page = page_of(
            result,
            "Raid after raid",
            f"Leakers: {with_interval(first.leakers)} in the first raid, {with_interval(last.leakers)} in "
            f"the last of {len(raids)}. Whiskers: 95 %, chance alone.",
            len(panels) * (PANEL_IN + BETWEEN_IN) - BETWEEN_IN + HEAD_IN,
        )
        for n, (words, estimates, colour, top) in enumerate(panels):
            top_in = HEAD_IN + n * (PANEL_IN + BETWEEN_IN)
            axes = page.chart_axes(LEFT_IN, top_in, MAP_IN - LEFT_IN - RIGHT_IN, PANEL_IN)
            _draw(axes, at, estimates, colour, top)
            quiet(axes, ("days since the first raid" if days else "raid") if n == len(panels) - 1 else "")
            axes.grid(axis="y", color="#c2c7cb", linewidth=0.5, zorder=0)
            axes.annotate(words, (0.0, 1.0), xycoords="axes fraction", xytext=(0, 5), ha="left", va="bottom",
                          textcoords="offset points", fontsize=LABEL_PT, color=SOFT_INK)  # fmt: skip
    return page


def _draw(
    axes: "Axes", at: NDArray[np.float64], estimates: Sequence[Estimate], colour: str, top: float | None
) -> None:
    from matplotlib.ticker import MaxNLocator

    value, low, high = (
        np.array([getattr(each, end) for each in estimates]) for end in ("value", "low", "high")
    )
    axes.plot(at, value, "-o", color=colour, linewidth=0.8, markersize=4.2, zorder=3)
    for x, below, above in zip(at, np.maximum(low, 0.0), high, strict=True):
        if above > below:
            axes.plot([x, x], [below, above], color=colour, linewidth=1.6, solid_capstyle="butt", zorder=2)
    most = max(float(np.nanmax(high, initial=0.0)), float(value.max()))
    axes.set_ylim(0.0, 1.08 * (top if top else most or 1.0))
    room = 0.03 * max(float(np.ptp(at)), 1.0)
    axes.set_xlim(float(at.min()) - room, float(at.max()) + room)
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=True))


def _percent(share: Estimate) -> Estimate:
    return Estimate(100.0 * share.value, 100.0 * share.low, 100.0 * share.high)


def endure_rows(raids: Sequence[Occasion]) -> list[tuple[str, ...]]:
    """The same as lines of a table: day, leakers, no leaker, missiles, rounds left, fire units able."""
    return [
        (
            str(each.number),
            "–" if each.day is None else f"{each.day:g}",
            with_interval(each.leakers),
            with_interval(each.no_leaker, "share"),
            plain(each.missiles.value),
            with_interval(each.left),
            plain(each.able.value),
        )
        for each in raids
    ]


ENDURE_COLUMNS = ("raid", "day", "leakers", "no leaker", "missiles", "rounds left", "fire units able")
