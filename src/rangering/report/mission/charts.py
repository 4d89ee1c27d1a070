"""The charts of a raid over many replicates: leakers, the chain, what bound first, kills, fire units.

Each is a page of its own; every figure on them is one of the result's, or a mean over its rows.
"""

from typing import TYPE_CHECKING

import numpy as np

from rangering.mission.codes import KILL_BIN_M, PER_UNIT, Count
from rangering.mission.intervals import mean_of
from rangering.mission.occasions import no_leaker, per_replicate
from rangering.mission.results import MissionResult
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import (
    BAD,
    BAR_IN,
    ENGAGED,
    GOOD,
    PALE,
    Bar,
    bars_high_in,
    draw_bars,
    page_of,
    quiet,
    rim,
)
from rangering.report.mission.words import with_interval
from rangering.report.page import MAP_IN, Page
from rangering.report.style import (
    BODY_PT,
    INK,
    LABEL_PT,
    SMALL_PT,
    SOFT_INK,
    fitted,
    house_style,
)
from rangering.units import percent, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHART_IN = 3.6
_CHAIN = (
    ("hostile flights", Count.HOSTILE), ("detected", Count.DETECTED), ("tracked", Count.TRACKED),
    ("declared hostile", Count.IDENTIFIED), ("engaged", Count.ENGAGED), ("killed", Count.KILLED),
)  # fmt: skip


def leakers_page(result: MissionResult) -> Page:
    """How many flights get through: the share of raids with none, one, two …"""
    total = int(result.leakers.sum())
    shares = result.leakers / max(total, 1)
    none, mean = no_leaker(result), mean_of(per_replicate(result, Count.LEAKERS))
    with house_style():
        page = page_of(
            result, "How many get through",
            f"No leaker in {with_interval(none, 'share')} of raids; mean {with_interval(mean)} leakers. "
            "A leaker is alive when it reaches its asset.",
            0.25 + CHART_IN,
        )  # fmt: skip
        axes = page.chart_axes(0.35, 0.25, MAP_IN - 0.35, CHART_IN)
        counts = np.arange(len(shares))
        axes.bar(counts, 100.0 * shares, 0.82, color=[GOOD if n == 0 else BAD for n in counts])
        top = 100.0 * float(shares.max()) * 1.12
        axes.set(xlim=(-0.7, max(len(shares), 6) - 0.3), ylim=(0.0, top))
        if len(shares) <= 24:
            for n, share in enumerate(shares):
                if share > 0.0:
                    axes.annotate(percent(share), (n, 100.0 * share), xytext=(0, 2), ha="center", va="bottom",
                                  textcoords="offset points", fontsize=SMALL_PT,
                                  path_effects=[rim()])  # fmt: skip
        axes.axvline(mean.value, ymin=0.93, color=INK, linewidth=1.2, zorder=0.5)
        axes.annotate(f"mean {plain(mean.value)}", (mean.value, 1.0), xycoords=("data", "axes fraction"),
                      xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
                      fontsize=LABEL_PT)  # fmt: skip
        _whole_numbers(axes)
        quiet(axes, "leakers in a raid")
        _upright(axes, "% of raids")
    return page


def funnel_page(result: MissionResult) -> Page:
    """From the first flight to the last kill: how many pass each link of the chain."""
    hostile = float(np.mean(result.rows[:, Count.HOSTILE], dtype=np.float64))
    bars = []
    for words, column in _CHAIN:
        each = mean_of(per_replicate(result, column))
        share = "" if column == Count.HOSTILE or not hostile else f", {percent(each.value / hostile)}"
        bars.append(Bar(words, each, f"{with_interval(each)}{share}", GOOD))
    for words, column in (("leakers", Count.LEAKERS), ("turned back", Count.ABORTED)):
        each = mean_of(per_replicate(result, column))
        share = f", {percent(each.value / hostile)}" if hostile else ""
        bars.append(Bar(words, each, f"{with_interval(each)}{share}", BAD))
    ended = (Count.KILLED, Count.LEAKERS, Count.ABORTED)
    left = per_replicate(result, Count.HOSTILE) - sum(per_replicate(result, column) for column in ended)
    if left.any():
        each = mean_of(left)
        bars.append(Bar("on their way at the end", each,
                        f"{with_interval(each)}, {percent(each.value / hostile)}", PALE))  # fmt: skip
    with house_style():
        page = page_of(
            result, "From detection to kill", "Hostile flights that pass each link, mean of a raid, and the "
            "share of all. A flight can be lost between any two bars.", bars_high_in(bars, 1.9),
        )  # fmt: skip
        draw_bars(page, bars, label_in=1.9, unit="flights a raid")
    return page


def bounds_page(result: MissionResult) -> Page:
    """Why flights were not engaged, or not stopped: what bound first."""
    shown = sorted((each for each in result.bounds if each.per_raid.value > 0.0),
                   key=lambda each: (each.engaged, -each.per_raid.value))  # fmt: skip
    bars = [
        Bar(each.words.removeprefix("engaged: "), each.per_raid, with_interval(each.per_raid),
            ENGAGED if each.engaged else BAD)
        for each in shown
    ]  # fmt: skip
    lost = float(np.mean(result.rows[:, Count.LEAKERS], dtype=np.float64))
    with house_style():
        page = page_of(
            result,
            "What bound first",
            f"The {plain(lost)} hostile flights of a raid that were not stopped, each by the first thing "
            "that kept it from being engaged, or from being killed once engaged."
            if bars
            else "Every hostile flight was stopped in every replicate.",
            bars_high_in(bars, 3.0) if bars else 0.3,
            [
                [Block("", (Entry("fill", BAD, "never engaged"),), 2.5)],
                [Block("", (Entry("fill", ENGAGED, "engaged, and got through"),), 3.5)],
            ]
            if bars
            else (),
        )
        if bars:
            draw_bars(page, bars, label_in=3.0, unit="flights a raid")
    return page


def distance_page(result: MissionResult) -> Page:
    """How far from the asset flights are killed."""
    kills = np.asarray(result.kill_distance, dtype=float)
    last = int(np.flatnonzero(kills > 0.0).max(initial=-1)) + 1
    shown = kills[: max(last, 3)]
    total = float(kills.sum())
    km = KILL_BIN_M / 1e3
    with house_style():
        page = page_of(
            result,
            "Where flights are killed",
            f"Kills a raid by distance from the asset that the flight was bound for; {plain(total)} in all."
            + (
                f" The last bar holds all beyond {km * (len(kills) - 1):.0f} km."
                if last == len(kills)
                else ""
            ),
            0.25 + CHART_IN,
        )
        axes = page.chart_axes(0.35, 0.25, MAP_IN - 0.35, CHART_IN)
        left = np.arange(len(shown)) * km
        axes.bar(left + km / 2.0, shown, 0.94 * km, color=GOOD)
        axes.set(xlim=(0.0, len(shown) * km), ylim=(0.0, 1.12 * float(shown.max()) or 1.0))
        for at, value in zip(left, shown, strict=True):
            if value > 0.0:
                axes.annotate(
                    plain(value),
                    (at + km / 2.0, value),
                    xytext=(0, 2),
                    ha="center",
                    va="bottom",
                    textcoords="offset points",
                    fontsize=SMALL_PT,
                    path_effects=[rim()],
                )
        quiet(axes, "km from the asset")
        _upright(axes, "kills a raid")
    return page


UNIT_COLUMNS = ("channels", "full", "fired", "left", "ran empty")
_UNIT_TOP_IN, _UNIT_ROW_IN = 0.34, 0.42


def units_page(result: MissionResult) -> Page:
    """How busy each fire unit was, against its channels; and its rounds."""
    high_in = _UNIT_TOP_IN + _UNIT_ROW_IN * max(len(result.units), 1)
    most = max((unit.target_channels for unit in result.units), default=1)
    label_in, chart_in, column_in = 1.9, 2.75, 0.62
    with house_style():
        page = page_of(
            result, "How busy the fire units were",
            "Target channels held: mean over the time the raid takes, and the most at once, mean over raids. "
            "Full: share of the time with every channel taken. Rounds are means of a raid.",
            high_in,
            [[Block("", (Entry("fill", GOOD, "mean over time"),), 2.2)],
             [Block("", (Entry("fill", PALE, "most at once"),), 2.2)],
             [Block("", (Entry("edge", INK, "all its channels"),), 2.2)]],
        )  # fmt: skip
        axes = page.chart_axes(label_in, _UNIT_TOP_IN, chart_in, high_in - _UNIT_TOP_IN)
        axes.set(xlim=(0.0, 1.04 * most), ylim=(len(result.units) or 1, 0.0), yticks=[])
        for n, unit in enumerate(result.units):
            y = n + 0.5
            thick = BAR_IN / _UNIT_ROW_IN
            axes.barh(y, unit.targets_most.value, thick, color=PALE)
            axes.barh(y, unit.targets_held.value, thick, color=GOOD)
            axes.plot([unit.target_channels] * 2, [y - 0.36, y + 0.36], color=INK, linewidth=3.0,
                      solid_capstyle="butt", zorder=3)  # fmt: skip
            _left_of(axes, y, fitted(unit.name, BODY_PT, label_in - 0.12), BODY_PT)
            said = (
                f"{plain(unit.targets_held.value)} of {unit.target_channels}",
                percent(unit.full_fraction.value),
                plain(unit.fired.value),
                plain(unit.left.value),
                percent(unit.ran_empty.value),
            )
            for i, words in enumerate(said):
                _right_of(axes, y, words, BODY_PT, INK, i, column_in)
        for i, words in enumerate(UNIT_COLUMNS):
            _right_of(axes, -0.35, words, SMALL_PT, SOFT_INK, i, column_in)
        _whole_numbers(axes)
        quiet(axes, "target channels")
        axes.spines["left"].set_visible(True)
    return page


def _left_of(axes: "Axes", y: float, words: str, size_pt: float) -> None:
    axes.annotate(words, (0.0, y), xycoords=("axes fraction", "data"), xytext=(-7, 0), ha="right",
                  textcoords="offset points", va="center_baseline", fontsize=size_pt,
                  annotation_clip=False)  # fmt: skip


def _right_of(
    axes: "Axes", y: float, words: str, size_pt: float, colour: str, column: int, column_in: float
) -> None:
    axes.annotate(
        words,
        (1.0, y),
        xycoords=("axes fraction", "data"),
        xytext=(72.0 * (0.28 + (column + 1.0) * column_in), 0),
        textcoords="offset points",
        ha="right",
        va="center_baseline",
        fontsize=size_pt,
        color=colour,
        annotation_clip=False,
    )


def _whole_numbers(axes: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))


def _upright(axes: "Axes", words: str) -> None:
    """Bars that stand: lines across, and what they count above the axis."""
    axes.grid(axis="x", visible=False)
    axes.grid(axis="y", color="#c2c7cb", linewidth=0.5, zorder=0)
    axes.annotate(words, (0.0, 1.0), xycoords="axes fraction", xytext=(-22, 6), textcoords="offset points",
                  ha="left", va="bottom", fontsize=SMALL_PT, color=SOFT_INK)  # fmt: skip


def most_ready(result: MissionResult) -> float:
    """The most rounds that all fire units together had ready after any raid."""
    layout, column = result.layout, PER_UNIT.index("left")
    by_unit = result.rows[:, layout.units : layout.end].reshape(len(result.rows), -1, len(PER_UNIT))
    return float(by_unit[:, :, column].sum(axis=1).max())
