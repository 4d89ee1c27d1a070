"""The envelope of one interceptor: height against ground range, with lines of equal time of flight.

Claims are drawn beside what flies: the box of range and ceiling, dashed. Heights and distances have scales of
their own.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.calibrate import Calibrated
from rangering.catalog.describe_flight import assumptions, claim_words, fit_words, mean_speed_words
from rangering.flight.flyout import reach_by_height_m
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.style import (
    ENGAGED_RAMP,
    FAINT_INK,
    INK,
    LABEL_PT,
    PRESS_RING,
    SMALL_PT,
    SOFT_INK,
    house_style,
)
from rangering.report.write import write_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = NDArray[np.floating[Any]]
HIGH_IN, LEFT_IN, RIGHT_IN, ABOVE_IN, UNDER_IN = 3.6, 0.62, 0.25, 0.12, 0.42
INSIDE = "#e9e2f3"
NICE_S = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
MOST_LINES = 11
LABELLED_AT = 0.4  # of the ceiling


def draw_envelope(found: Calibrated) -> "Figure":
    """The envelope as a figure.

    Parameters
    ----------
    found : Calibrated
        Of `calibrated`.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own.
    """
    fits = (
        "The claims fit together." if not found.inconsistent else f"Not consistent: {found.inconsistent[0]}."
    )
    with house_style():
        page = Page(
            f"{found.title}: what it reaches",
            "Fly-outs fitted to its claims: height above the launcher against ground range",
            fits,
            [[_claims(found)], [_marks()]],
            SmallPrint([(text, 3) for text in (*fit_words(found), f"Mean speed {mean_speed_words(found)}",
                                               *assumptions(found), CAVEAT)], (CAVEAT,)),
            ("white",),
            maps_in=ABOVE_IN + HIGH_IN + UNDER_IN,
        )  # fmt: skip
        axes = page.chart_axes(LEFT_IN, ABOVE_IN, MAP_IN - LEFT_IN - RIGHT_IN, HIGH_IN)
        _draw(axes, found)
    return page.figure


def write_envelope(found: Calibrated, path: Path) -> None:
    """Write the picture as a PNG, whole or not at all.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    told = f"Interceptor {found.interceptor}, fly-outs fitted to its claims."
    write_picture(draw_envelope(found), path, f"{found.title}: envelope", told)


def _claims(found: Calibrated) -> Block:
    entries = tuple(
        Entry(
            "none",
            INK,
            f"{each.name}{'' if each.is_claim else ', a class default'} (grade {each.grade})",
            (claim_words(each, each.claimed), claim_words(each, each.fitted)),
        )
        for each in found.claims
    )
    return Block("Claims", entries, 4.6, columns=("claimed", "flown"), column_in=0.85)


def _marks() -> Block:
    return Block(
        "Lines and shades",
        (
            Entry("fill", INSIDE, "reached with enough speed left"),
            Entry("solid", ENGAGED_RAMP[2], "time of flight, labelled"),
            Entry("line", PRESS_RING, "range and ceiling claimed"),
        ),
        3.2,
    )


def _draw(axes: "Axes", found: Calibrated) -> None:
    fly_out = found.fly_out
    heights_km = np.arange(fly_out.time_s.shape[0]) * fly_out.height_step_m / 1e3
    ranges_km = np.arange(fly_out.time_s.shape[1]) * fly_out.range_step_m / 1e3
    edge_km = reach_by_height_m(fly_out) / 1e3
    flown = np.isfinite(fly_out.time_s).any(axis=1)
    axes.fill_betweenx(heights_km[flown], 0.0, edge_km[flown], color=INSIDE, linewidth=0.0, zorder=1)
    axes.plot(edge_km[flown], heights_km[flown], color=ENGAGED_RAMP[2], linewidth=1.6, zorder=3)
    _isochrones(axes, ranges_km, heights_km, fly_out.time_s)
    if fly_out.range_min_m > 0.0:
        axes.axvline(
            fly_out.range_min_m / 1e3, color=SOFT_INK, linewidth=0.8, linestyle=(0, (1.0, 1.4)), zorder=3
        )
        axes.annotate(
            "least range", (fly_out.range_min_m / 1e3, 0.99), xycoords=("data", "axes fraction"),
            xytext=(3, 0), textcoords="offset points", fontsize=SMALL_PT, color=SOFT_INK, va="top",
        )  # fmt: skip
    claimed_km, ceiling_km = found.claims[0].claimed / 1e3, found.claims[1].claimed / 1e3
    axes.plot([0.0, claimed_km, claimed_km], [ceiling_km, ceiling_km, 0.0], color=PRESS_RING, linewidth=1.2,
              linestyle=(0, (4.0, 2.0)), zorder=4)  # fmt: skip
    axes.set_xlim(0.0, 1.06 * max(claimed_km, float(ranges_km[-1])))
    axes.set_ylim(0.0, 1.12 * ceiling_km)
    axes.set_xlabel("ground range [km]", fontsize=LABEL_PT, color=INK)
    axes.set_ylabel("height above the launcher [km]", fontsize=LABEL_PT, color=INK)
    axes.tick_params(labelsize=LABEL_PT, colors=SOFT_INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT_INK)


def _isochrones(
    axes: "Axes", ranges_km: FloatArray, heights_km: FloatArray, time_s: NDArray[np.float32]
) -> None:
    """Lines of equal time, at round times."""
    longest_s = float(np.max(time_s[np.isfinite(time_s)]))
    step_s = next((each for each in NICE_S if longest_s / each <= MOST_LINES), NICE_S[-1])
    levels = np.arange(step_s, longest_s, step_s)
    if not levels.size:
        return
    shown = np.ma.masked_invalid(time_s)
    lines = axes.contour(ranges_km, heights_km, shown, levels=levels, colors=[ENGAGED_RAMP[1]],
                         linewidths=0.9, zorder=2)  # fmt: skip
    row = int(LABELLED_AT * (heights_km.size - 1))
    reached = np.isfinite(time_s[row])
    at = [(float(np.interp(each, time_s[row][reached], ranges_km[reached])), float(heights_km[row]))
          for each in levels if time_s[row][reached][0] < each < time_s[row][reached][-1]]  # fmt: skip
    axes.clabel(lines, fmt=lambda value: f"{value:g} s", fontsize=SMALL_PT, colors=[ENGAGED_RAMP[2]],
                manual=at)  # fmt: skip
