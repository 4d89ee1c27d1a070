"""What became of every flight in one replay: read off the log, for pictures and tables.

A flight of which the log tells no end was still in the air when the clock stopped. The asset a hostile flight
flies to stands in the log where it leaks; else it is the one whose distance the log's own distances fit, or
that lies ahead of it.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.mission.codes import Event
from rangering.mission.plan import HOSTILE
from rangering.mission.results import Replay

FloatArray = NDArray[np.float64]


class Fate(IntEnum):
    """How a flight ended."""

    FLYING = 0
    KILLED = 1
    LEAKED = 2
    TURNED_BACK = 3
    LEFT = 4


class Flight(NamedTuple):
    """One flight; times are NaN where something did not happen. [s]"""

    number: int
    name: str
    side: int
    fate: Fate
    enters_s: float
    seen_s: float
    tracked_s: float
    declared_s: float
    engaged_s: float
    end_s: float
    turned_s: float
    asset: int  # -1: none known

    @property
    def is_hostile(self) -> bool:
        """Whether it is one of the raid's."""
        return self.side == HOSTILE


class Shot(NamedTuple):
    """A missile from its launch to its end; NaN where the log tells none."""

    unit: int
    flight: int
    launched_s: float
    met_s: float
    hit: bool


_ENDS = {Event.HIT: Fate.KILLED, Event.LEAKED: Fate.LEAKED, Event.LEFT: Fate.LEFT}
_FIRST = {
    Event.ENTERS: "enters_s", Event.FIRST_SEEN: "seen_s", Event.TRACK_CONFIRMED: "tracked_s",
    Event.DECLARED: "declared_s", Event.COMMITTED: "engaged_s", Event.TURNED_BACK: "turned_s",
}  # fmt: skip
_MET = (Event.HIT, Event.MISSED, Event.GUIDANCE_LOST)


class Story:
    """A replay's flights and shots; of several raids in a row, one.

    Parameters
    ----------
    replay : Replay
        What `replay` gave.
    occasion : int, optional
        Which of its raids, from 0; the one whose positions it holds if not given. Of another one there are
        no places.
    """

    def __init__(self, replay: Replay, occasion: int | None = None) -> None:
        occasion = replay.occasion if occasion is None else occasion
        self.replay, self.occasion = replay, occasion
        log = replay.log
        own = np.flatnonzero(log.occasion == occasion)
        self.time_s, self.event = log.time_s[own], log.event[own]
        self.flight, self.unit = log.flight[own], log.unit[own]
        self.other, self.value = log.other[own], log.value[own]
        self.end_s = float(self.time_s.max(initial=0.0))
        self.flights = tuple(self._flight(n) for n in range(len(replay.names.flights)) if self._flew(n))
        self.shots = tuple(self._shots())

    @property
    def hostile(self) -> tuple[Flight, ...]:
        """The raid's flights, in the order in which they appear."""
        found = (each for each in self.flights if each.is_hostile)
        return tuple(sorted(found, key=lambda each: (each.enters_s, each.number)))

    def count(self, fate: Fate) -> int:
        """Hostile flights of one fate."""
        return sum(each.fate == fate for each in self.hostile)

    def place(self, flight: int, time_s: float) -> FloatArray:
        """East, north and height of a flight at a time, between the positions kept; NaN off its path. [m]"""
        path, times = self.replay.path_m[flight].astype(float), self.replay.path_time_s
        known = np.isfinite(path[:, 0])
        if not known.any() or np.isnan(time_s) or self.occasion != self.replay.occasion:
            return np.full(3, np.nan)
        # A flight's first and last position are a step of the record short of its first and last moment.
        return np.array([np.interp(time_s, times[known], path[known, i]) for i in range(3)])

    def assets_m(self) -> FloatArray:
        """Where the assets stand, in the order of their names; shape (assets, 2)."""
        placed = {name: (east, north) for kind, name, east, north in self.replay.sites if kind == "asset"}
        found = [placed.get(name, (np.nan, np.nan)) for name in self.replay.names.assets]
        return np.array(found, dtype=float).reshape(-1, 2)

    def _of(self, flight: int, *events: Event) -> NDArray[np.int64]:
        return np.flatnonzero((self.flight == flight) & np.isin(self.event, [int(each) for each in events]))

    def _flew(self, flight: int) -> bool:
        return bool(len(self._of(flight, Event.ENTERS))) or (
            self.occasion == self.replay.occasion and bool(np.isfinite(self.replay.path_m[flight]).any())
        )

    def _flight(self, number: int) -> Flight:
        names = self.replay.names
        first = {}
        for event, key in _FIRST.items():
            at = self._of(number, event)
            first[key] = float(self.time_s[at[0]]) if len(at) else float("nan")
        ends = self._of(number, *_ENDS)
        fate, end_s = Fate.FLYING, self.end_s
        if len(ends):  # a leaker may leave the picture afterwards: what happened to it first counts
            fate, end_s = _ENDS[Event(int(self.event[ends[0]]))], float(self.time_s[ends[0]])
        if fate in (Fate.FLYING, Fate.LEFT) and np.isfinite(first["turned_s"]):
            fate = Fate.TURNED_BACK
        side = int(names.sides[number])
        asset = self._asset(number) if side == HOSTILE else -1
        return Flight(number, names.flights[number], side, fate, end_s=end_s, asset=asset, **first)

    def _asset(self, number: int) -> int:
        leaks = self._of(number, Event.LEAKED)
        if len(leaks):
            return int(self.other[leaks[-1]])
        assets_m = self.assets_m()
        if not len(assets_m) or np.isnan(assets_m).all():
            return -1
        told = self._of(number, Event.FIRST_SEEN, Event.HIT, Event.MISSED)
        told = told[self.value[told] > 0.0]
        if not len(told):
            return self._ahead(number, assets_m)
        at_m = np.array([self.place(number, float(self.time_s[n]))[:2] for n in told])
        away_m = np.linalg.norm(at_m[:, None] - assets_m[None], axis=2)
        off_m = np.abs(away_m - self.value[told, None]).sum(axis=0)
        return -1 if np.isnan(off_m).all() else int(np.nanargmin(off_m))

    def _ahead(self, number: int, assets_m: FloatArray) -> int:
        """The asset that lies nearest to the straight way on; -1 where nothing tells where it flies."""
        turns = self._of(number, Event.TURNED_BACK)
        upto_s = float(self.time_s[turns[0]]) if len(turns) else np.inf
        path = self.replay.path_m[number].astype(float)
        flown = path[np.isfinite(path[:, 0]) & (self.replay.path_time_s <= upto_s), :2]
        if len(flown) < 2 or not (flown[-1] - flown[0]).any():
            return -1
        way = (flown[-1] - flown[0]) / np.linalg.norm(flown[-1] - flown[0])
        on_m = assets_m - flown[0]
        aside_m = np.abs(on_m[:, 0] * way[1] - on_m[:, 1] * way[0])
        aside_m[on_m @ way <= 0.0] = np.inf
        return int(np.nanargmin(aside_m)) if np.isfinite(aside_m).any() else -1

    def _shots(self) -> list[Shot]:
        """Launches paired with the ends of missiles: of one fire unit at one flight, first with first."""
        found = []
        taken: set[int] = set()
        for n in np.flatnonzero(self.event == Event.LAUNCHED):
            flight, unit = int(self.flight[n]), int(self.unit[n])
            ends = self._of(flight, *_MET) if flight >= 0 else np.empty(0, np.int64)
            later = [int(m) for m in ends if m > n and self.unit[m] == unit and int(m) not in taken]
            met_s, hit = float("nan"), False
            if later:
                taken.add(later[0])
                met_s, hit = float(self.time_s[later[0]]), bool(self.event[later[0]] == Event.HIT)
            found.append(Shot(unit, flight, float(self.time_s[n]), met_s, hit))
        return found


def held(story: Story, unit: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Channels that a fire unit holds: times of change [s], targets and missiles from each on."""
    own = np.flatnonzero((story.event == Event.CHANNELS) & (story.unit == unit))
    times = np.concatenate([[0.0], story.time_s[own]])
    return times, np.concatenate([[0.0], story.other[own]]), np.concatenate([[0.0], story.value[own]])


def rounds(story: Story, unit: int) -> tuple[FloatArray, FloatArray]:
    """Ready rounds of a fire unit: times of change [s], and how many there are from each on."""
    own = np.flatnonzero(np.isin(story.event, [Event.LAUNCHED, Event.RELOADED]) & (story.unit == unit))
    launches = own[story.event[own] == Event.LAUNCHED]
    capacity = story.replay.capacity
    if story.occasion == 0 and capacity is not None:
        ready = float(capacity[unit, 2])
    else:  # what stood there before the first launch
        ready = float(story.value[launches[0]]) + 1.0 if len(launches) else float("nan")
    times, found = [0.0], [ready]
    for n in own:
        times.append(float(story.time_s[n]))
        found.append(float(story.value[n]))
    return np.array(times), np.array(found)
