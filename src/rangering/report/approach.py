"""How early a straight and level approach is seen, and where it first meets an intercept, all round a place.

One panel an altitude, each with a scale of its own; distance on the left, and on the right the time that it
takes to fly it: at one speed both are the same line.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.results import Approach, CoverageMap
from rangering.report.key import Block, Entry, altitude_words
from rangering.report.lettering import naive_rings
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.plane import FloatArray, Plane
from rangering.report.style import (
    BODY_PT,
    ENGAGED_RAMP,
    FAINT_INK,
    INK,
    SHARE_RAMP,
    SMALL_PT,
    SOFT_INK,
    house_style,
)
from rangering.units import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW", "N")
PANEL_IN, CAPTION_IN, GAP_IN = 1.3, 0.24, 0.1
LEFT_IN, RIGHT_IN = 0.62, 0.62  # for the figures of the two axes
MOST_PANELS = 6
BAND, LINE, INTERCEPTS = SHARE_RAMP[0], SHARE_RAMP[2], (ENGAGED_RAMP[2], ENGAGED_RAMP[1])
DASHES = ("outline", "dashed outline", "dotted outline")
STYLES = {"outline": "-", "dashed outline": (0, (5.0, 2.0)), "dotted outline": (0, (1.2, 1.6))}
NEVER = "#dcdcdc"


def draw_approach(result: CoverageMap, approach_index: int = 0, target_index: int = 0) -> "Figure | None":
    """Warning and first intercept for each azimuth about one place, altitude by altitude.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave. Of more than six altitudes six are drawn, evenly spread.
    approach_index, target_index : int
        Which of its places and classes.

    Returns
    -------
    matplotlib.figure.Figure or None
        9 inches wide, on an Agg canvas of its own; None where the result has no approaches.
    """
    return approach_page(result, approach_index, target_index).figure if result.approaches else None


def approach_page(result: CoverageMap, approach_index: int, target_index: int) -> Page:
    """The same of a result that has approaches, on its page."""
    approach = result.approaches[approach_index]
    count = len(result.altitudes)
    shown = [round(i) for i in np.linspace(0, count - 1, min(count, MOST_PANELS))]
    title = result.targets[target_index].title
    with house_style():
        page = Page(
            result.title,
            f"How early an approach on {approach.place} is seen: {title}",
            f"{title}, flying straight and level at the place from each direction. Up: ground distance at "
            "which it is first seen, and the warning time from there. Each panel has its own scale.",
            _key(result, approach, target_index),
            small_print(result, naive_rings(result, Plane(result.ground.lat_deg, result.ground.lon_deg))),
            ("white",),
            maps_in=len(shown) * (PANEL_IN + CAPTION_IN + GAP_IN),
        )
        for place, altitude in enumerate(shown):
            top_in = CAPTION_IN + place * (PANEL_IN + CAPTION_IN + GAP_IN)
            axes = page.chart_axes(LEFT_IN, top_in, MAP_IN - LEFT_IN - RIGHT_IN, PANEL_IN)
            _draw_panel(axes, approach, altitude, target_index, last=place == len(shown) - 1)
            words = altitude_words(result.altitudes[altitude])
            axes.set_title(words, fontsize=BODY_PT, fontweight="bold", loc="left", pad=4.0)
            said = warning_words(approach, altitude, target_index)
            axes.set_title(said, fontsize=SMALL_PT, loc="right", pad=4.0, color=SOFT_INK)
    return page


def warning_words(approach: Approach, altitude: int, target: int) -> str:
    """The least and the most warning over all directions, nominal, in words.

    Returns
    -------
    str
        Such as "warning 2.1 to 3.4 min; from 12 % of directions never seen".
    """
    minutes = approach.warning_s[altitude, target, :, 0].astype(float) / 60.0
    known = np.isfinite(minutes)
    if not known.any():
        return "never seen, from any direction"
    low, high = (f"{v:.1f}" if v < 9.95 else f"{v:.0f}" for v in (minutes[known].min(), minutes[known].max()))
    said = f"nominal warning {low} to {high} min" if low != high else f"nominal warning {high} min"
    unseen = 1.0 - float(known.mean())
    return f"{said}; never seen from {100.0 * unseen:.0f} % of directions" if unseen > 0.0 else said


def _draw_panel(axes: "Axes", approach: Approach, altitude: int, target: int, *, last: bool) -> None:
    order = np.argsort(approach.azimuth_rad % (2.0 * np.pi), kind="stable")
    azimuth_deg = np.degrees(approach.azimuth_rad[order] % (2.0 * np.pi))
    turned = np.append(azimuth_deg, azimuth_deg[0] + 360.0)  # once round, so that north meets itself

    def around(values: NDArray[np.generic]) -> FloatArray:
        taken = np.asarray(values, dtype=float)[order]
        return np.append(taken, taken[0])

    nominal, low, high = (around(approach.first_seen_m[altitude, target, :, i]) / 1e3 for i in range(3))
    never = np.isnan(nominal)
    low, high = np.nan_to_num(low), np.nan_to_num(high)  # a reading that never sees it gives no warning
    axes.fill_between(turned, low, high, color=BAND, linewidth=0, zorder=1)
    axes.plot(turned, nominal, color=LINE, linewidth=1.6, zorder=3)
    top = [high.max(), np.nan_to_num(nominal).max()]
    for i, _ in enumerate(approach.claims):
        met = around(approach.intercept_m[i, altitude, target, :, 0]) / 1e3
        mark = DASHES[min(i, len(DASHES) - 1)]
        for width, colour in ((2.6, "white"), (1.4, INTERCEPTS[min(i, 1)])):
            axes.plot(turned, met, color=colour, linewidth=width, linestyle=STYLES[mark], zorder=4)
        top.append(np.nan_to_num(met).max())
    most_km = 1.12 * float(max(top)) or 1.0
    axes.fill_between(turned, 0.0, most_km, where=never, color=NEVER, linewidth=0, zorder=0, step="mid")
    axes.set(xlim=(0.0, 360.0), ylim=(0.0, most_km), xticks=np.arange(0.0, 361.0, 45.0))
    axes.set_xticklabels(COMPASS if last else [])
    axes.set_yticks(_ticks(most_km))
    axes.set_ylabel("km", fontsize=SMALL_PT, labelpad=2.0)
    axes.tick_params(labelsize=SMALL_PT, colors=INK, length=2.5)
    axes.tick_params(axis="x", labelsize=BODY_PT)
    axes.grid(color=FAINT_INK, alpha=0.3, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["top"].set_visible(False)
    minutes_each_km = _minutes_each_km(approach, altitude, target)
    if minutes_each_km > 0.0:
        right = axes.twinx()
        right.set_ylim(0.0, most_km * minutes_each_km)
        right.set_yticks(_ticks(most_km * minutes_each_km))
        right.set_ylabel("min", fontsize=SMALL_PT, labelpad=2.0)
        right.tick_params(labelsize=SMALL_PT, colors=INK, length=2.5)
        right.spines["top"].set_visible(False)


def _ticks(most: float) -> FloatArray:
    """Few round numbers from 0 up to a limit."""
    from matplotlib.ticker import MaxNLocator

    ticks = np.asarray(MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(0.0, most), dtype=np.float64)
    return ticks[ticks <= most]


def _minutes_each_km(approach: Approach, altitude: int, target: int) -> float:
    """How long the class takes for a kilometre; 0 where it is never seen."""
    away_m = approach.first_seen_m[altitude, target].astype(float)
    warning_s = approach.warning_s[altitude, target].astype(float)
    both = np.isfinite(away_m) & np.isfinite(warning_s) & (away_m > 0.0)
    return float(np.median(warning_s[both] / away_m[both])) * 1e3 / 60.0 if both.any() else 0.0


def _key(result: CoverageMap, approach: Approach, target: int) -> list[list[Block]]:
    banded = result.readings is not None
    seen = [Entry("edge", LINE, "first seen, nominal")]
    if banded:
        seen.append(Entry("fill", BAND, "nine readings in ten"))
    if np.isnan(approach.first_seen_m[:, target, :, 0]).any():
        seen.append(Entry("fill", NEVER, "never seen on the way, nominal"))
    words = {
        each.claim: f"reach {show(each.reach_m, 'km')} (grade {each.grade})" for each in result.engagements
    }
    met = [
        Entry(DASHES[min(i, len(DASHES) - 1)], INTERCEPTS[min(i, 1)], f"{claim}: {words.get(claim, claim)}")
        for i, claim in enumerate(approach.claims)
    ]
    columns = [[Block("Seen", tuple(seen), 3.4)]]
    if met:
        columns.append([Block("First intercept, by claim", tuple(met), 4.6)])
    return columns
