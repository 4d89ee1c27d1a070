"""One history told: every event of it with its date, in words.

The history is played again from its number, so nothing is kept of all the others.
"""

from datetime import date, timedelta
from typing import NamedTuple

from rangering._jit import hold
from rangering.programme.compile import Compiled
from rangering.programme.kernels.history import play_many
from rangering.programme.models import Programme
from rangering.programme.plan import Cause, Told
from rangering.programme.state import make_out, make_state

_LINES = 4096  # room for a log at first


class Event(NamedTuple):
    """Something that happened."""

    day_d: float
    """Since the signature."""
    date: date
    kind: Told
    first: int
    """What it is about, by `Told`."""
    second: int
    words: str


def tell(programme: Programme, compiled: Compiled, history: int, seed: int) -> tuple[Event, ...]:
    """Everything that happens in one history, in order.

    Parameters
    ----------
    programme : Programme
        Whose names are used.
    compiled : Compiled
        One reading of it.
    history, seed : int
        As in the run: history 0 is the first.

    Returns
    -------
    tuple of Event
    """
    out = make_out(compiled.plan, 1)
    room = _LINES
    while True:
        state = make_state(compiled.plan, room)
        play_many(hold(compiled.plan), hold(state), hold(out), seed, history, 1)
        lines = int(state.log.length[0])
        if lines <= room:
            break
        room = lines
    log = state.log
    words = Words(programme, compiled)
    rows = zip(
        log.time_d[:lines].tolist(), log.kind[:lines].tolist(), log.first[:lines].tolist(),
        log.second[:lines].tolist(), strict=True,
    )  # fmt: skip
    return tuple(
        Event(day_d, programme.day_0 + timedelta(days=int(day_d)), Told(kind), first, second,
              words.of(Told(kind), first, second))
        for day_d, kind, first, second in rows
    )  # fmt: skip


class Words:
    """Sentences of events, with the programme's own names."""

    def __init__(self, programme: Programme, compiled: Compiled) -> None:
        self.unit = programme.unit
        self.activities = compiled.names
        self.causes = compiled.plan.activities.cause
        self.shocks = [shock.name for shock in programme.shocks]
        self.components = [component.name for component in programme.components]
        self.lines = [licence.name for licence in programme.licences]

    def of(self, kind: Told, first: int, second: int) -> str:
        """What happened."""
        if kind <= Told.ENDS_REPEATED:
            return self._step(kind, first)
        if kind in (Told.PART_FAILS, Told.PART_OWED, Told.PART_REPLACED):
            return f"{self.unit} {first + 1}: {self._part(kind, self.components[second])}"
        if kind in (Told.IN_SERVICE, Told.OUT_OF_SERVICE):
            return f"{self.unit} {first + 1} {'in' if kind is Told.IN_SERVICE else 'out of'} service"
        if kind in (Told.SHOCK_COMES, Told.SHOCK_OVER):
            return f"{self.shocks[first]} {'begins' if kind is Told.SHOCK_COMES else 'is over'}"
        if kind is Told.KEPT_AT_BORDER:
            way = "from coming back" if second else "from going abroad"
            return f"{self.components[first]} kept {way}"
        if kind is Told.CREW_LEAVES:
            return "a trained crew is lost"
        if kind is Told.CREW_REPLACED:
            return "a crew is trained in the place of one lost"
        return self._missiles(kind, first, second)

    def _step(self, kind: Told, activity: int) -> str:
        name = self.activities[activity]
        said = {
            Told.BEGINS: "begins",
            Told.STOPS: "is stopped",
            Told.GOES_ON: "goes on",
            Told.ENDS: "ends",
            Told.ENDS_REPEATED: "ends, at the second try",
        }
        if kind is Told.ENDS and self.causes[activity] == Cause.DECISION:
            return f"{name} taken"
        return f"{name} {said[kind]}"

    def _part(self, kind: Told, component: str) -> str:
        if kind is Told.PART_FAILS:
            return f"{component} fails and is replaced from its own spares"
        if kind is Told.PART_OWED:
            return f"{component} fails, and no spare is at hand"
        return f"{component} replaced"

    def _missiles(self, kind: Told, first: int, second: int) -> str:
        if kind is Told.MISSILES_ARRIVE:
            return f"{first} missiles arrive"
        if kind is Told.MISSILES_MADE:
            return f"{self.lines[first]}: {second} missiles made"
        if kind is Told.MISSILES_EXPIRE:
            return f"{first} missiles struck off: their shelf life is over"
        if kind is Told.FIRED_PRACTICE:
            return f"{first} missiles fired in practice" if first != 1 else "1 missile fired in practice"
        if kind is Told.RAID_UNMET:
            return "raid: no fire unit in service, nothing fired"
        short = f" of {second} wanted" if first < second else ""
        return f"raid: {first}{short} missiles fired"
