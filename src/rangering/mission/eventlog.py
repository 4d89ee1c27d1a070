"""The log of one replicate in words: a sentence for every event, and columns with words beside the numbers.

Which numbers an event carries is told in `rangering.mission.codes`. Of flights that are not hostile no
distance at first sight is told: read over many replicates it would be the detection range of a named
aircraft, which no output gives.
"""

from collections.abc import Callable, Iterator
from math import degrees
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.mission.codes import BOUND_WORDS, Bound, Event
from rangering.mission.plan import HOSTILE, SIDES
from rangering.mission.results import EventLog, Labels

NOBODY = "no fire unit"
_NOW: dict[int, str] = {  # what `BOUND_WORDS` says once all is over, said while it goes on
    Bound.UNSEEN: "no radar sees it",
    Bound.UNTRACKED: "it is not tracked",
    Bound.UNDECLARED: "it is not told apart yet",
    Bound.TAKEN_FOR_OTHER: "it is taken for somebody else",
    Bound.RULES: "the rules forbid it",
    Bound.NOT_READY: "no fire unit is ready, or none has a link",
    Bound.REACH: "out of reach of every missile",
    Bound.TIME: "too late to meet it",
    Bound.SIGHT: "the engagement radar does not see it",
    Bound.CHANNELS: "no channel free",
    Bound.MISSILES: "no missile ready",
    Bound.SEVERAL: "several things at once",
}
EVENT_KEYS = {each: each.name.lower().replace("_", "-") for each in Event}


class Line:
    """One event, with its numbers turned into names."""

    def __init__(self, log: EventLog, at: int, names: Labels) -> None:
        self._names = names
        self.event = Event(int(log.event[at]))
        self.flight_at, self.unit_at = int(log.flight[at]), int(log.unit[at])
        self.other, self.value = int(log.other[at]), float(log.value[at])

    @property
    def flight(self) -> str:
        """The flight; a track of nothing says so."""
        return named(self._names.flights, self.flight_at, "nothing that flies")

    @property
    def unit(self) -> str:
        """The fire unit."""
        return named(self._names.units, self.unit_at, NOBODY)

    @property
    def whose_north(self) -> str:
        """The fire unit whose emplacement it is, else a command post."""
        return named(self._names.units, self.unit_at, "a command post")

    @property
    def type(self) -> str:
        """The interceptor that `other` numbers."""
        return named(self._names.type_titles, self.other, "a missile").removesuffix(" interceptor")

    @property
    def radar(self) -> str:
        """The radar that `other` numbers."""
        return named(self._names.radars, self.other, "a report from outside")

    @property
    def picture(self) -> str:
        """The air picture that `other` numbers."""
        return named(self._names.pictures, self.other, "the picture")

    @property
    def launcher(self) -> str:
        """The launcher that `other` numbers, with its fire unit."""
        return self._launcher(self.other)

    @property
    def element(self) -> str:
        """What fails or is repaired: a radar, or a launcher, numbered after all radars."""
        radars = len(self._names.radars)
        return self.radar if self.other < radars else self._launcher(self.other - radars)

    @property
    def target(self) -> str:
        """The class that `other` numbers, within a sentence."""
        title = named(self._names.class_titles, self.other, "unknown class")
        return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"

    @property
    def another(self) -> str:
        """The other flight that `other` numbers."""
        return named(self._names.flights, self.other, "nothing that flies")

    @property
    def asset(self) -> str:
        """The asset that `other` numbers."""
        return named(self._names.assets, self.other, "the end of its route")

    @property
    def reason(self) -> str:
        """What bound, by the number in `other`."""
        known = {int(each) for each in Bound}
        return BOUND_WORDS[Bound(self.other)] if self.other in known else f"reason {self.other}"

    @property
    def reason_now(self) -> str:
        """What binds at this moment, by the number in `other`: it may not in the next."""
        return _NOW.get(self.other, self.reason)

    @property
    def is_hostile(self) -> bool:
        """Whether the flight is a hostile one."""
        return self.flight_at >= 0 and int(self._names.sides[self.flight_at]) == HOSTILE

    def _launcher(self, at: int) -> str:
        name = named(self._names.launchers, at, "a launcher")
        return name if self.unit_at < 0 or self.unit in name else f"{self.unit}, {name}"


def named(names: tuple[str, ...], at: int, otherwise: str) -> str:
    """The name of that number, else what is said where there is none."""
    return names[at] if 0 <= at < len(names) else otherwise


def length(metres: float) -> str:
    """A length for reading."""
    return f"{metres / 1e3:.1f} km" if abs(metres) >= 1000.0 else f"{metres:.0f} m"


def span(seconds: float) -> str:
    """A time between two things, for reading."""
    if not np.isfinite(seconds):
        return "no time known" if np.isnan(seconds) else "for good"
    if abs(seconds) < 120.0:
        return f"{seconds:.1f} s"
    return f"{seconds / 60.0:.0f} min" if abs(seconds) < 7200.0 else f"{seconds / 3600.0:.1f} h"


def clock(seconds: float) -> str:
    """A time since the start of the raid: ``00:12:31.4``; past a day, ``2 d 03:00:00.0``."""
    tenths = round(abs(seconds) * 10.0)
    days, tenths = divmod(tenths, 864_000)
    hours, tenths = divmod(tenths, 36_000)
    minutes, tenths = divmod(tenths, 600)
    whole = f"{hours:02d}:{minutes:02d}:{tenths // 10:02d}.{tenths % 10}"
    return f"{'-' if seconds < 0.0 else ''}{f'{days} d ' if days else ''}{whole}"


def _away(of: Line) -> str:
    return f", {length(of.value)} from its asset" if np.isfinite(of.value) and of.value > 0.0 else ""


def _first_seen(of: Line) -> str:
    return f"{of.radar} sees {of.flight} for the first time{_away(of) if of.is_hostile else ''}"


def _missed(of: Line) -> str:
    if np.isnan(of.value):  # its target was gone, or nobody guided it any more
        return f"{of.type} of {of.unit} is spent without meeting {of.flight}"
    return f"{of.type} of {of.unit} misses {of.flight}{_away(of)}"


def _for(of: Line, words: str) -> str:
    """How long something takes, where that is known."""
    return f"{words} {span(of.value)}" if of.value > 0.0 else ""


def _refused(of: Line) -> str:
    left = f" ({span(of.value)} to its asset)" if np.isfinite(of.value) else ""
    who = f"{of.unit} does not engage {of.flight}" if of.unit_at >= 0 else f"{of.flight} is not engaged"
    return f"{who} now: {of.reason_now}{left}"


def _leaked(of: Line) -> str:
    effect = "and has its effect" if of.value else "without effect"
    return f"{of.flight} reaches {of.asset} alive, {effect}"


def _declared(of: Line) -> str:
    side = named(SIDES, of.other, "unknown")
    return f"{of.flight} is declared {side} (posterior {of.value:.2f})"


def _channels(of: Line) -> str:
    targets = f"{of.other} target channel{'' if of.other == 1 else 's'}"
    missiles = f"{of.value:.0f} missile channel{'' if of.value == 1.0 else 's'}"
    return f"{of.unit} now holds {targets} and {missiles}"


_SENTENCES: dict[Event, Callable[[Line], str]] = {
    Event.ENTERS: lambda of: f"{of.flight} appears: {of.target}, {of.value:,.0f} m above sea level",
    Event.FIRST_SEEN: _first_seen,
    Event.TRACK_STARTED: lambda of: f"{of.picture} starts track {of.value:.0f} on {of.flight}",
    Event.TRACK_CONFIRMED: lambda of: f"{of.picture} confirms track {of.value:.0f}: {of.flight}",
    Event.TRACK_LOST: lambda of: f"{of.picture} loses track {of.value:.0f}: {of.flight}",
    Event.DECLARED: _declared,
    Event.REFUSED: _refused,
    Event.COMMITTED: lambda of: f"{of.unit} takes on {of.flight} with {of.type}, to fly {span(of.value)}",
    Event.HANDED_OVER: lambda of: f"{of.radar} finds {of.flight} for {of.unit} after {span(of.value)}",
    Event.LAUNCHED: lambda of: f"{of.unit} launches {of.type} at {of.flight} (rounds left {of.value:.0f})",
    Event.SEEKER: lambda of: (
        f"{of.type} of {of.unit} needs no guidance more against {of.flight}, {length(of.value)} to go"
    ),
    Event.GUIDANCE_LOST: lambda of: f"{of.unit} can no longer guide {of.type} to {of.flight}",
    Event.HIT: lambda of: f"{of.type} of {of.unit} hits {of.flight}{_away(of)}",
    Event.MISSED: _missed,
    Event.CALLED_DEAD: lambda of: (
        f"{of.unit} takes {of.flight} for dead, and it is{' not' if of.other else ''}"
    ),
    Event.CALLED_ALIVE: lambda of: (
        f"{of.unit} takes {of.flight} for alive, and it is{'' if of.other else ' not'}"
    ),
    Event.CANCELLED: lambda of: f"{of.unit} gives up {of.flight} without a launch: {of.reason_now}",
    Event.TURNED_BACK: lambda of: f"{of.flight} turns back; losses of its raid so far: {of.other}",
    Event.LEAKED: _leaked,
    Event.LEFT: lambda of: f"{of.flight} leaves the picture",
    Event.RELOADING: lambda of: f"{of.launcher} starts to reload{_for(of, ', which takes')}",
    Event.RELOADED: lambda of: f"{of.launcher} is reloaded (rounds ready {of.value:.0f})",
    Event.FAILED: lambda of: f"{of.element} fails{_for(of, '; repair takes')}",
    Event.REPAIRED: lambda of: f"{of.element} is repaired",
    Event.LINK_LOST: lambda of: f"{of.unit} loses its link{_for(of, ' for')}",
    Event.LINK_BACK: lambda of: f"{of.unit} has its link again",
    Event.OTHER_OBJECT: lambda of: f"A missile of {of.unit} for {of.flight} goes for {of.another} instead",
    Event.READY: lambda of: f"{of.unit} is ready",
    Event.CHANNELS: _channels,
    Event.MISALIGNED: lambda of: f"The north of {of.whose_north} is {degrees(of.value):+.3g} deg off",
}


def sentence(log: EventLog, at: int, names: Labels) -> str:
    """One line of the log, without its time."""
    line = Line(log, at, names)
    said = _SENTENCES[line.event](line)
    return f"{said[:1].upper()}{said[1:]}"


def as_text(log: EventLog, names: Labels) -> Iterator[str]:
    """The whole log, a line an event: ``00:12:31.4  H1 launches 48N6E3 at Raid, flight 7 (rounds left 11)``.

    Where there were several raids, the number of the raid stands in front.
    """
    several = len(log.occasion) > 0 and int(log.occasion.max()) > 0
    for at in range(len(log.time_s)):
        raid = f"raid {int(log.occasion[at]) + 1:>3}  " if several else ""
        yield f"{raid}{clock(float(log.time_s[at]))}  {sentence(log, at, names)}"


def columns(log: EventLog, names: Labels) -> dict[str, NDArray[Any]]:
    """The log as columns of equal length: numbers as they are, and words beside them.

    Returns
    -------
    dict of str to array
        ``occasion``, ``time_s``, ``event``, ``event_name``, ``flight``, ``flight_name``, ``side``, ``unit``,
        ``unit_name``, ``other``, ``value`` (NaN where a flight that is not hostile is first seen), ``text``.
    """
    lines = [Line(log, at, names) for at in range(len(log.time_s))]
    sides = [named(SIDES, int(names.sides[of.flight_at]), "") if of.flight_at >= 0 else "" for of in lines]
    withheld = np.array([of.event == Event.FIRST_SEEN and not of.is_hostile for of in lines], dtype=bool)
    return {
        "occasion": np.asarray(log.occasion, dtype=np.int32),
        "time_s": np.asarray(log.time_s, dtype=np.float64),
        "event": np.asarray(log.event, dtype=np.int32),
        "event_name": _words([EVENT_KEYS[of.event] for of in lines]),
        "flight": np.asarray(log.flight, dtype=np.int32),
        "flight_name": _words([named(names.flights, of.flight_at, "") for of in lines]),
        "side": _words(sides),
        "unit": np.asarray(log.unit, dtype=np.int32),
        "unit_name": _words([named(names.units, of.unit_at, "") for of in lines]),
        "other": np.asarray(log.other, dtype=np.int32),
        "value": np.where(withheld, np.nan, np.asarray(log.value, dtype=np.float64)),
        "text": _words([sentence(log, at, names) for at in range(len(lines))]),
    }


def _words(texts: list[str]) -> NDArray[Any]:
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found
