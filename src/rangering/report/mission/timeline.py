"""One replicate over time: channels and rounds of every fire unit, and how far each hostile flight came.

Channels are filled up to what is held, with a line at what there is; where it touches the line, the next
target has to wait. Each flight's bar darkens link by link, and its end tells its fate.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rangering.mission.results import Replay
from rangering.report.key import Block, Entry
from rangering.report.mission.raid import COLOURS, FATES, raid_words, small_print, summary, title_of
from rangering.report.mission.sheet import AXIS_IN, rim
from rangering.report.mission.story import Fate, Flight, Story, held, rounds
from rangering.report.page import MAP_IN, Page
from rangering.report.style import (
    INK,
    LABEL_PT,
    PRESS_RING,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_STRIPE,
    fitted,
    house_style,
    width_in,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = NDArray[np.float64]

LABEL_IN, RIGHT_IN = 1.6, 0.25
CHANNELS_IN, ROUNDS_IN, UNIT_GAP_IN = 0.5, 0.3, 0.16
MOST_UNITS, MOST_FLIGHTS = 16, 150
STRIP_HEAD_IN = 0.34
NAME_PT = 6.2  # of a flight
HELD, ROUNDS = "#5098cf", "#8b949b"
PHASES = (  # of a flight, from its entry on
    ("enters_s", "#e3e6e8", "in the air, unseen"), ("seen_s", "#c5dcef", "seen"),
    ("tracked_s", "#8fbfe2", "tracked"), ("declared_s", "#2b72b2", "declared"),
    ("engaged_s", "#45236e", "since a fire unit took it on"),
)  # fmt: skip
ENDS = {Fate.KILLED: "x", Fate.LEAKED: ">", Fate.TURNED_BACK: "<", Fate.LEFT: "|", Fate.FLYING: "|"}


def timeline_page(replay: Replay) -> Page:
    """The timeline of one replicate.

    Parameters
    ----------
    replay : Replay
        What `replay` gave; of several raids in a row the one whose positions it holds. Without its
        `capacity` no limit is drawn.
    """
    story = Story(replay)
    units = _busiest(story)
    flights = story.hostile[:MOST_FLIGHTS]
    row_in = min(0.135, max(0.045, 6.5 / max(len(flights), 1)))
    unit_in = CHANNELS_IN + ROUNDS_IN + UNIT_GAP_IN
    strip_in = row_in * max(len(flights), 1)
    first_s, last_s = _span(story)
    with house_style():
        page = Page(
            title_of(replay),
            f"Replicate {replay.replicate}{raid_words(replay)} over time",
            f"{summary(story)}{_left_out(story)}",
            _key(story),
            small_print(replay),
            ("white",),
            maps_in=len(units) * unit_in + STRIP_HEAD_IN + strip_in + AXIS_IN,
        )
        wide_in = MAP_IN - LABEL_IN - RIGHT_IN
        for n, unit in enumerate(units):
            top_in = n * unit_in
            channels = page.chart_axes(LABEL_IN, top_in, wide_in, CHANNELS_IN)
            ready = page.chart_axes(LABEL_IN, top_in + CHANNELS_IN, wide_in, ROUNDS_IN)
            _draw_channels(channels, story, unit, (first_s, last_s))
            _draw_rounds(ready, story, unit, (first_s, last_s))
        strip = page.chart_axes(LABEL_IN, len(units) * unit_in + STRIP_HEAD_IN, wide_in, strip_in)
        _draw_strip(strip, flights, row_in, (first_s, last_s))
    return page


def _busiest(story: Story) -> list[int]:
    """The fire units drawn, in their order: all, or those that fired most."""
    count = len(story.replay.names.units)
    if count <= MOST_UNITS:
        return list(range(count))
    fired = np.bincount([shot.unit for shot in story.shots], minlength=count)
    return sorted(np.argsort(-fired, kind="stable")[:MOST_UNITS].tolist())


def _left_out(story: Story) -> str:
    said = []
    if len(story.replay.names.units) > MOST_UNITS:
        said.append(f"the {MOST_UNITS} fire units that fired most")
    if len(story.hostile) > MOST_FLIGHTS:
        said.append(f"the first {MOST_FLIGHTS} flights")
    return f" Drawn: {' and '.join(said)}." if said else ""


def _span(story: Story) -> tuple[float, float]:
    """From the first hostile flight to the last thing that happens to one or to a fire unit. [s]"""
    starts = [each.enters_s for each in story.hostile if np.isfinite(each.enters_s)]
    ends = [each.end_s for each in story.hostile] + [shot.met_s for shot in story.shots]
    first_s = min(starts, default=0.0)
    return first_s, max(max((e for e in ends if np.isfinite(e)), default=first_s), first_s + 60.0)


def _key(story: Story) -> list[list[Block]]:
    units = (
        Entry("fill", HELD, "target channels held"), Entry("solid", INK, "missile channels held"),
        Entry("line", PRESS_RING, "all target channels"), Entry("fill", ROUNDS, "ready rounds"),
        Entry("tick", INK, "launch"), Entry("kill", INK, "kill"), Entry("miss", INK, "miss"),
    )  # fmt: skip
    phases = tuple(Entry("fill", colour, words) for _, colour, words in PHASES)
    marks = {Fate.KILLED: "kill", Fate.LEAKED: "leaks", Fate.TURNED_BACK: "turns"}
    ends = tuple(
        Entry(marks.get(fate, "tick"), COLOURS[fate], f"{FATES[fate]}: {story.count(fate)}")
        for fate in FATES
        if story.count(fate)
    )
    return [
        [Block("Fire units", units, 2.7)],
        [Block("Flights", phases, 2.8)],
        [Block("Their ends", ends, 2.5)],
    ]


def _steps(times: FloatArray, values: FloatArray, end_s: float) -> tuple[FloatArray, FloatArray]:
    """The corners of a step curve, in minutes."""
    at = np.repeat(np.append(times, max(end_s, times[-1])), 2)[1:-1]
    return at / 60.0, np.repeat(values, 2)


def _draw_channels(axes: "Axes", story: Story, unit: int, window_s: tuple[float, float]) -> None:
    times, targets, missiles = held(story, unit)
    at, shown = _steps(times, targets, window_s[1])
    axes.fill_between(at, shown, color=HELD, linewidth=0, zorder=2)
    axes.plot(*_steps(times, missiles, window_s[1]), color=INK, linewidth=0.8, zorder=3)
    capacity = story.replay.capacity
    most = max(float(targets.max()), float(missiles.max()), 1.0)
    if capacity is not None:
        limit = int(capacity[unit, 0])
        most = max(most, float(limit))
        axes.axhline(limit, color=PRESS_RING, linewidth=1.0, dashes=(3.2, 1.8), zorder=4)
        axes.annotate(str(limit), (1.0, limit), xycoords=("axes fraction", "data"), xytext=(3, 0), ha="left",
                      textcoords="offset points", va="center_baseline", fontsize=SMALL_PT, color=PRESS_RING,
                      annotation_clip=False)  # fmt: skip
    axes.set(ylim=(0.0, 1.18 * most), yticks=[int(most)])
    _bare(axes, window_s)
    axes.annotate(fitted(story.replay.names.units[unit], LABEL_PT, LABEL_IN - 0.35), (0.0, 0.5), ha="right",
                  xycoords="axes fraction", xytext=(-20, 0), textcoords="offset points", va="center_baseline",
                  fontsize=LABEL_PT, annotation_clip=False)  # fmt: skip


def _draw_rounds(axes: "Axes", story: Story, unit: int, window_s: tuple[float, float]) -> None:
    times, ready = rounds(story, unit)
    most = float(np.nanmax(ready, initial=1.0))
    if np.isfinite(ready).any():
        at, shown = _steps(times, ready, window_s[1])
        axes.fill_between(at, np.nan_to_num(shown), color=ROUNDS, alpha=0.45, linewidth=0, zorder=2)
    y = 0.18 * most
    for shot in story.shots:
        if shot.unit != unit:
            continue
        axes.plot(
            [shot.launched_s / 60.0],
            [1.12 * most],
            "|",
            color=INK,
            markersize=4.5,
            markeredgewidth=0.7,
            zorder=4,
        )
        if np.isfinite(shot.met_s):
            axes.plot(
                [shot.met_s / 60.0], [y], color=INK, markersize=3.4, linestyle="", zorder=5,
                marker="x" if shot.hit else "o", markerfacecolor="white",
                markeredgewidth=1.0 if shot.hit else 0.6,
            )  # fmt: skip
    axes.set(ylim=(0.0, 1.3 * most), yticks=[int(most)])
    _bare(axes, window_s)
    axes.annotate("rounds", (0.0, 0.4), xycoords="axes fraction", xytext=(-20, 0), ha="right",
                  textcoords="offset points", va="center_baseline", fontsize=SMALL_PT, color=SOFT_INK,
                  annotation_clip=False)  # fmt: skip
    left = ready[-1]
    if np.isfinite(left):
        axes.annotate(f"{left:.0f}", (1.0, 0.4), xycoords="axes fraction", xytext=(3, 0), ha="left",
                      textcoords="offset points", va="center_baseline", fontsize=SMALL_PT, color=SOFT_INK,
                      annotation_clip=False)  # fmt: skip


def _draw_strip(
    axes: "Axes", flights: tuple[Flight, ...], row_in: float, window_s: tuple[float, float]
) -> None:
    axes.set(ylim=(max(len(flights), 1), 0.0), yticks=[])
    named = max(1, int(np.ceil(0.115 / row_in)))  # every so many have room for their names
    for n, flight in enumerate(flights):
        y = n + 0.5
        ended_s = flight.turned_s if flight.fate == Fate.TURNED_BACK else flight.end_s
        starts = [(getattr(flight, key), colour) for key, colour, _ in PHASES]
        known = [(start, colour) for start, colour in starts if np.isfinite(start)]
        for i, (start, colour) in enumerate(known):
            end = min([later for later, _ in known[i + 1 :]] + [ended_s])
            if end > start:
                axes.barh(
                    y, (end - start) / 60.0, 0.72, left=start / 60.0, color=colour, linewidth=0, zorder=2
                )
        axes.plot(
            [ended_s / 60.0],
            [y],
            marker=ENDS[flight.fate],
            color=_end_colour(flight.fate),
            zorder=4,
            markersize=min(4.8, 46.0 * row_in),
            markeredgewidth=1.2,
            clip_on=False,
        )
        if n % named == 0:
            axes.annotate(
                _short(flight.name),
                (0.0, y),
                xycoords=("axes fraction", "data"),
                xytext=(-5, 0),
                textcoords="offset points",
                ha="right",
                va="center_baseline",
                fontsize=NAME_PT,
                annotation_clip=False,
                color=COLOURS[flight.fate] if flight.fate == Fate.LEAKED else INK,
            )
    _bare(axes, window_s, last=True)
    axes.annotate("Hostile flights, first to last", (0.0, 1.0), xycoords="axes fraction", xytext=(0, 6),
                  textcoords="offset points", ha="left", va="bottom", fontsize=SMALL_PT, color=SOFT_INK,
                  path_effects=[rim()])  # fmt: skip
    axes.annotate(
        "minutes since the start of the raid",
        (1.0, 0.0),
        xycoords="axes fraction",
        xytext=(0, -24),
        textcoords="offset points",
        ha="right",
        fontsize=SMALL_PT,
        color=SOFT_INK,
    )


def _short(name: str) -> str:
    """The name of a flight; where it has no room, its number stays."""
    head, _, number = name.rpartition(" ")
    room_in = LABEL_IN - 0.1
    if width_in(name, NAME_PT) <= room_in or not head:
        return fitted(name, NAME_PT, room_in)
    return f"{fitted(head, NAME_PT, room_in - width_in(f' {number}', NAME_PT))} {number}"


def _end_colour(fate: Fate) -> str:
    return COLOURS[fate] if fate in (Fate.LEAKED, Fate.TURNED_BACK) else INK


def _bare(axes: "Axes", window_s: tuple[float, float], *, last: bool = False) -> None:
    """A panel that shares its time with those above and below it; only the last tells it."""
    from matplotlib.ticker import MaxNLocator

    first, end = window_s[0] / 60.0, window_s[1] / 60.0
    room = 0.015 * (end - first)
    axes.set_xlim(first - room, end + room)
    axes.xaxis.set_major_locator(MaxNLocator(10))
    axes.grid(axis="x", color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=6.5, colors=SOFT_INK, length=2.0, width=0.5, labelbottom=last, bottom=last)
    if last:
        axes.tick_params(axis="x", labelsize=SMALL_PT)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT_INK)
    axes.spines["bottom"].set_linewidth(0.6)
