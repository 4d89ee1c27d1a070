"""One replicate as a picture: the raid from above, and its heights against the distance to the asset.

Paths are coloured by what became of the flight. From above, the frame holds sites and intercepts; paths run
on beyond it. Heights are drawn on a logarithmic scale where the highest flight is far above the lowest.
"""

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import __version__
from rangering.mission.codes import Count
from rangering.mission.results import PictureScore, Replay
from rangering.provenance import CAVEAT
from rangering.report.cut import step_of
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import ABORTED, AXIS_IN, BAD, ENGAGED, GOOD, rim, titled
from rangering.report.mission.story import Fate, Flight, Story
from rangering.report.mission.words import amount
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.sheet import Box
from rangering.report.style import (
    FAINT_INK,
    INK,
    LABEL_PT,
    LAND,
    PLACE,
    SITE,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_STRIPE,
    house_style,
    width_in,
)
from rangering.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = NDArray[np.float64]

OWN, CIVIL = "#009e73", FAINT_INK
COLOURS = {
    Fate.KILLED: GOOD,
    Fate.LEAKED: BAD,
    Fate.TURNED_BACK: ABORTED,
    Fate.LEFT: ENGAGED,
    Fate.FLYING: ENGAGED,
}
FATES = {
    Fate.KILLED: "killed", Fate.LEAKED: "leaked", Fate.TURNED_BACK: "turned back",
    Fate.LEFT: "left the picture", Fate.FLYING: "still flying at the end",
}  # fmt: skip
PLAN_IN, PROFILE_IN, BETWEEN_IN, LEFT_IN = 6.6, 2.5, 0.55, 0.6
MARGIN, LEAST_HALF_M = 1.22, 5e3
FLAT = 15.0  # heights that differ by less than this factor are drawn evenly
LINE_H_IN = 0.15
NEAR_IN = 0.15  # a radar so near to a fire unit stands under its mark
SITES = {"unit": ("^", SITE, 8.0), "asset": ("s", PLACE, 6.5), "radar": ("D", "white", 5.0)}
_AROUND = (
    (0.11, 0.0, "left"),
    (-0.11, 0.0, "right"),
    (0.0, 0.15, "center"),
    (0.0, -0.15, "center"),
    (0.11, 0.15, "left"),
    (0.11, -0.15, "left"),
    (-0.11, 0.15, "right"),
    (-0.11, -0.15, "right"),
)


class Frame(NamedTuple):
    """The square that is seen from above. [m]"""

    east_m: float
    north_m: float
    half_m: float

    def holds(self, points_m: FloatArray) -> NDArray[np.bool_]:
        """Which points lie in it; shape (n,)."""
        away = np.abs(points_m[:, :2] - (self.east_m, self.north_m)).max(axis=1)
        return np.asarray(away <= self.half_m)


def raid_page(replay: Replay) -> Page:
    """The raid of one replicate in plan and profile.

    Parameters
    ----------
    replay : Replay
        What `replay` gave; of several raids in a row the one whose positions it holds.
    """
    story = Story(replay)
    with house_style():
        page = Page(
            title_of(replay),
            f"Replicate {replay.replicate}{raid_words(replay)}, from above and in profile",
            summary(story),
            _key(story),
            small_print(replay, *([picture_words(replay.picture)] if replay.picture else [])),
            ("white",),
            maps_in=PLAN_IN + BETWEEN_IN + PROFILE_IN + AXIS_IN,
        )
        side_in = (MAP_IN - PLAN_IN) / 2.0
        _plan(page.chart_axes(side_in, 0.0, PLAN_IN, PLAN_IN), story)
        _profile(page.chart_axes(LEFT_IN, PLAN_IN + BETWEEN_IN, MAP_IN - LEFT_IN, PROFILE_IN), story)
    return page


def title_of(replay: Replay) -> str:
    """The title of the scenario with its labels."""
    return titled(replay.title, replay.labels)


def raid_words(replay: Replay) -> str:
    """Which raid it is, where there were several."""
    return f", raid {replay.occasion + 1}" if len(replay.row) > 1 else ""


def summary(story: Story) -> str:
    """What happened, in one sentence."""
    hostile = story.hostile
    row = story.replay.row[story.occasion]
    ends = [f"{story.count(fate)} {words}" for fate, words in FATES.items() if story.count(fate)]
    hits, fired = int(row[Count.HITS]), len(story.shots)
    stayed = int(row[Count.HOSTILE]) - len(hostile)
    ends += [f"{stayed} turned back before they appeared"] if stayed > 0 else []
    shot_down = [
        f"{int(row[column])} {words}"
        for column, words in ((Count.OWN_KILLED, "own or allied"), (Count.CIVIL_KILLED, "civil"))
        if row[column] > 0.0
    ]
    others = f" Shot down by mistake: {' and '.join(shot_down)}." if shot_down else ""
    came = len(hostile) + max(stayed, 0)
    outcome = f"Of {came} hostile flights {', '.join(ends)}." if came else "No hostile flight came."
    return (
        f"{outcome} {fired} missiles fired, "
        f"{sum(shot.hit for shot in story.shots)} hit; assets\u00a0hit:\u00a0{hits}.{others}"
    )


def picture_words(score: PictureScore) -> str:
    """How good the air pictures were, in two sentences."""
    pictures = "Air picture" if score.pictures == 1 else f"{score.pictures} air pictures, means"
    near = f"within {amount(score.cutoff_m, 'm')}"
    off = f", {amount(score.error_m, 'm')} off (root mean square)" if isfinite(score.error_m) else ""
    return (
        f"{pictures} at {score.instants} instants: of {plain(score.flying)} flights in the air "
        f"{plain(score.held)} have a track {near}{off}; {plain(score.missed)} have none (hidden ones "
        f"count), and {plain(score.false)} tracks hold no flight. GOSPA of order 2 with that cutoff: "
        f"{amount(score.gospa_m, 'm')}."
    )


def small_print(replay: Replay, *also: str) -> SmallPrint:
    """What a picture of one replicate is worth: one chance among many; before it, what else is said."""
    seed = replay.provenance.get("seed")
    drawn = f"Replicate {replay.replicate}{f' of seed {seed}' if seed is not None else ''}"
    said = f"{drawn}: one outcome of chance among many; it says nothing about how likely it is."
    caveat = f"{CAVEAT} rangering {__version__}."
    return SmallPrint([*((text, 2) for text in also), (said, 1), (caveat, 1)], (said, caveat))


def _key(story: Story) -> list[list[Block]]:
    paths = [
        Entry("solid", COLOURS[fate], f"{words}: {story.count(fate)}")
        for fate, words in FATES.items()
        if story.count(fate)
    ]
    others = {each.side for each in story.flights if not each.is_hostile}
    named = {1: ("line", OWN, "own or allied flight"), 2: ("dotted", CIVIL, "civil flight")}
    paths += [Entry(*named[side]) for side in sorted(others)]
    marks = [Entry("site", SITE, "fire unit"), Entry("place", PLACE, "asset"),
             Entry("kill", INK, "kill, with a line from the fire unit"), Entry("miss", INK, "miss"),
             Entry("tick", INK, "first seen (profile)")]  # fmt: skip
    if any(kind == "radar" for kind, *_ in _apart(story, _frame(story))):
        marks.insert(1, Entry("radar", INK, "radar that stands apart"))
    return [[Block("Flights", tuple(paths), 3.6)], [Block("Marks", tuple(marks), 3.6)]]


def _frame(story: Story) -> Frame:
    """Sites and intercepts, with a margin."""
    points = [(east, north) for _, _, east, north in story.replay.sites]
    points += [tuple(story.place(s.flight, s.met_s)[:2]) for s in story.shots if s.flight >= 0]
    known = np.array([p for p in points if np.isfinite(p).all()], dtype=float).reshape(-1, 2)
    if not len(known):
        known = np.zeros((1, 2))
    low, high = known.min(axis=0), known.max(axis=0)
    middle = (low + high) / 2.0
    half_m = max(MARGIN * float((high - low).max()) / 2.0, LEAST_HALF_M)
    return Frame(float(middle[0]), float(middle[1]), half_m)


def _plan(axes: "Axes", story: Story) -> None:
    frame = _frame(story)
    axes.set(xlim=(frame.east_m - frame.half_m, frame.east_m + frame.half_m),
             ylim=(frame.north_m - frame.half_m, frame.north_m + frame.half_m),
             xticks=[], yticks=[], facecolor=LAND)  # fmt: skip
    paths = story.replay.path_m.astype(float)
    for flight in story.flights:
        style, colour, width = _line(flight)
        path = paths[flight.number]
        upto = _until(story, flight, path)
        axes.plot(upto[:, 0], upto[:, 1], style, color=colour, linewidth=width, alpha=0.9, zorder=3,
                  solid_joinstyle="round")  # fmt: skip
    units_m = {name: (east, north) for kind, name, east, north in story.replay.sites if kind == "unit"}
    names = story.replay.names
    for shot in story.shots:
        at = story.place(shot.flight, shot.met_s) if shot.flight >= 0 else np.full(3, np.nan)
        base = units_m.get(names.units[shot.unit])
        if base is None or np.isnan(at[0]):
            continue
        axes.plot([base[0], at[0]], [base[1], at[1]], color=SOFT_INK if shot.hit else UNKNOWN_STRIPE,
                  linewidth=0.5, zorder=2)  # fmt: skip
        _mark(axes, at[0], at[1], hit=shot.hit)
    _name_sites(axes, story, frame)
    _scale(axes, frame)


def _line(flight: Flight) -> tuple[str, str, float]:
    if flight.is_hostile:
        return "-", COLOURS[flight.fate], 1.5 if flight.fate == Fate.LEAKED else 0.9
    return ("--", OWN, 1.0) if flight.side == 1 else (":", CIVIL, 1.2)


def _until(story: Story, flight: Flight, path: FloatArray) -> FloatArray:
    """The path, and the point where it ended: the record keeps positions some seconds apart."""
    times = story.replay.path_time_s
    shown = path[np.isfinite(path[:, 0]) & (times <= flight.end_s)]
    end = story.place(flight.number, flight.end_s)
    return np.vstack([shown, end]) if np.isfinite(end[0]) else shown


def _mark(axes: "Axes", x: float, y: float, *, hit: bool) -> None:
    if hit:
        for width, colour in ((2.6, "white"), (1.3, INK)):
            axes.plot([x], [y], "x", color=colour, markersize=4.6, markeredgewidth=width, zorder=5)
    else:
        axes.plot([x], [y], "o", markersize=3.2, markerfacecolor="white", markeredgecolor=INK,
                  markeredgewidth=0.6, zorder=4)  # fmt: skip


def _apart(story: Story, frame: Frame) -> list[tuple[str, str, float, float]]:
    """The sites that have a mark of their own: a radar beside a fire unit has none."""
    units_m = [(east, north) for kind, _, east, north in story.replay.sites if kind == "unit"]
    near_m = NEAR_IN * 2.0 * frame.half_m / PLAN_IN
    return [
        (kind, name, east, north)
        for kind, name, east, north in story.replay.sites
        if kind != "radar" or all(np.hypot(east - x, north - y) > near_m for x, y in units_m)
    ]


def _site_words(story: Story, kind: str, name: str) -> str:
    """The name of a site, with what it did or what came to it."""
    names = story.replay.names
    if kind == "unit" and name in names.units:
        fired = sum(shot.unit == names.units.index(name) for shot in story.shots)
        return f"{name}: {fired} fired"
    if kind == "asset" and name in names.assets:
        asset = names.assets.index(name)
        leaks = sum(each.fate == Fate.LEAKED and each.asset == asset for each in story.hostile)
        return f"{name}: {leaks} leaker{'' if leaks == 1 else 's'}"
    return name


def _name_sites(axes: "Axes", story: Story, frame: Frame) -> None:
    """Sites with their names, each where it covers no other and the fewest marks."""
    per_in = 2.0 * frame.half_m / PLAN_IN
    shown = _apart(story, frame)
    taken: list[Box] = []
    for kind, _, east, north in shown:
        shape, face, size = SITES.get(kind, SITES["radar"])
        for width, colour in ((2.8, "white"), (1.1, INK)):
            axes.plot([east], [north], shape, markersize=size, markerfacecolor=face, markeredgecolor=colour,
                      markeredgewidth=width, zorder=7)  # fmt: skip
        x, y = (east - frame.east_m) / per_in, (north - frame.north_m) / per_in
        taken.append(Box(x - 0.08, y - 0.08, x + 0.08, y + 0.08))
    met_m = [story.place(s.flight, s.met_s)[:2] for s in story.shots if s.flight >= 0]
    marks = [tuple((at - (frame.east_m, frame.north_m)) / per_in) for at in met_m if np.isfinite(at[0])]
    for kind, name, east, north in shown:
        if kind == "radar":  # the key tells what its mark is
            continue
        words = _site_words(story, kind, name)
        x, y = (east - frame.east_m) / per_in, (north - frame.north_m) / per_in
        places = [(dx, dy, align, _box(x + dx, y + dy, align, words)) for dx, dy, align in _AROUND]
        free = [
            (sum(box.left < a < box.right and box.bottom < b < box.top for a, b in marks), n)
            for n, (_, _, _, box) in enumerate(places)
            if max(-box.left, box.right) < PLAN_IN / 2.0 and not any(box.meets(other) for other in taken)
        ]
        if not free:  # a crowd: the mark stands without its name rather than under another's
            continue
        dx, dy, align, box = places[min(free)[1]]
        taken.append(box)
        axes.text(east + dx * per_in, north + dy * per_in, words, fontsize=LABEL_PT, ha=align,
                  va="center_baseline", color=INK, zorder=8, path_effects=[rim()])  # fmt: skip


def _box(x_in: float, y_in: float, align: str, words: str) -> Box:
    wide = width_in(words, LABEL_PT)
    left = x_in - {"left": 0.0, "right": wide, "center": wide / 2.0}[align]
    return Box(left, y_in - LINE_H_IN / 2.0, left + wide, y_in + LINE_H_IN / 2.0)


def _scale(axes: "Axes", frame: Frame) -> None:
    length_m = step_of(0.12 * 2.0 * frame.half_m)
    left, low = frame.east_m - 0.95 * frame.half_m, frame.north_m - 0.94 * frame.half_m
    axes.plot([left, left + length_m], [low, low], color=INK, linewidth=2.4, solid_capstyle="butt", zorder=9)
    axes.annotate(f"{length_m / 1e3:g} km", (left + length_m / 2.0, low), xytext=(0, 3), ha="center",
                  textcoords="offset points", va="bottom", fontsize=SMALL_PT, path_effects=[rim()],
                  zorder=9)  # fmt: skip
    axes.annotate(
        "N",
        (0.965, 0.965),
        xytext=(0.965, 0.905),
        xycoords="axes fraction",
        ha="center",
        va="center",
        textcoords="axes fraction",
        fontsize=SMALL_PT,
        fontweight="bold",
        zorder=9,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.0},
    )


def _profile(axes: "Axes", story: Story) -> None:
    """Height against distance to the asset that each flight is on its way to."""
    assets_m = story.assets_m()
    frame = _frame(story)
    heights: list[FloatArray] = []
    for flight in story.hostile:
        if flight.asset < 0:
            continue
        path = _until(story, flight, story.replay.path_m[flight.number].astype(float))
        away_km = np.linalg.norm(path[:, :2] - assets_m[flight.asset], axis=1) / 1e3
        heights.append(path[:, 2])
        style, colour, width = _line(flight)
        axes.plot(
            away_km, np.maximum(path[:, 2], 1.0), style, color=colour, linewidth=width, alpha=0.9, zorder=3
        )
    by_number = {each.number: each for each in story.hostile}
    for shot in story.shots:
        own = by_number.get(shot.flight)
        at = story.place(shot.flight, shot.met_s) if own is not None else np.full(3, np.nan)
        if own is not None and own.asset >= 0 and np.isfinite(at[0]):
            away_m = float(np.linalg.norm(at[:2] - assets_m[own.asset]))
            _mark(axes, away_m / 1e3, max(at[2], 1.0), hit=shot.hit)
    _seen_ticks(axes, story, assets_m)
    far_km = 2.0 * frame.half_m / 1e3
    known = np.concatenate(heights) if heights else np.array([0.0, 1000.0])
    low_m, high_m = max(float(np.nanmin(known)), 1.0), max(float(np.nanmax(known)), 2.0)
    if high_m / low_m > FLAT:
        from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

        axes.set_yscale("log")
        axes.set_ylim(low_m / 1.6, high_m * 1.6)
        axes.yaxis.set_major_locator(LogLocator(10.0, (1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: f"{value:,.0f}"))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.set_ylim(0.0, high_m * 1.15)
    axes.set_xlim(0.0, far_km)
    axes.grid(color=UNKNOWN_STRIPE, linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL_PT, colors=SOFT_INK, length=2.5, width=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.annotate(
        "height above sea level, m",
        (0.0, 1.0),
        xycoords="axes fraction",
        xytext=(-30, 6),
        va="bottom",
        textcoords="offset points",
        fontsize=SMALL_PT,
        color=SOFT_INK,
    )
    axes.annotate("km to the asset", (1.0, 0.0), xycoords="axes fraction", xytext=(0, -24), ha="right",
                  textcoords="offset points", fontsize=SMALL_PT, color=SOFT_INK)  # fmt: skip


def _seen_ticks(axes: "Axes", story: Story, assets_m: FloatArray) -> None:
    """Where hostile flights are first seen."""
    for flight in story.hostile:
        at = story.place(flight.number, flight.seen_s)
        if flight.asset >= 0 and np.isfinite(at[0]):
            away_m = float(np.linalg.norm(at[:2] - assets_m[flight.asset]))
            axes.plot([away_m / 1e3], [max(at[2], 1.0)], "|", color=INK, markersize=6.0, markeredgewidth=0.8,
                      zorder=4)  # fmt: skip
