"""A raid on a few fire units, told as plainly as SimPy allows: slow, obvious, and a stranger to the engine.

Only channels, magazines, reload and doctrine are here; where a target flies and who sees it is reduced to the
window in which it may be committed to. The rules:

* A target is looked at when its window opens, and again whenever a channel is set free, a reload ends or an
  assessment calls a target alive. Of those waiting, the one whose window closes first comes first.
* A fire unit takes a target if it has a target channel and a missile channel free and a round ready; of
  several such units the first listed takes it. A target put off for want of a channel, or of a round where
  there were channels, waits on.
* The first launch comes a reaction time after the commitment, the others of the salvo an interval apart. The
  salvo is of one type, the first of which there is a round ready. Each missile holds a missile channel from
  the commitment to its intercept.
* At each intercept chance decides. After the last of the salvo and the time to assess, the target is called
  alive or dead, perhaps wrongly. Called dead, it is left alone for ever. Called alive, with its window open,
  shots, a missile channel and a round left, it is fired at again at once over the channel it has; else the
  channel is set free.
* A salvo is as large as the shots that the fire unit still has at the target, the rounds of its type and the
  free missile channels allow. Rounds are promised at the commitment and stand on their launchers until they
  leave, of those of a type the first launcher's first. Once its last round has left, a launcher is reloaded
  from the store, to its full load or with what is left; a launcher is never reloaded while it still has to
  fire.
* The window is for committing: what was committed to is launched, and counts, after it has closed.

Everything that happens at one instant happens before anybody looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

import numpy as np
import simpy
from hypothesis import strategies as st


@dataclass(frozen=True)
class Window:
    """A target: from when to when it may be committed to, and how long a missile flies to it."""

    opens_s: float
    closes_s: float
    flight_s: float


@dataclass(frozen=True)
class SmallUnit:
    """A fire unit: channels, what stands on each launcher, and what lies in store, by type of missile."""

    target_channels: int
    missile_channels: int
    launchers: tuple[tuple[int, ...], ...]
    store: tuple[int, ...]


@dataclass(frozen=True)
class SmallRaid:
    """Targets, fire units and the rules all of them follow."""

    targets: tuple[Window, ...]
    units: tuple[SmallUnit, ...]
    kill_probability: tuple[float, ...]  # by type of missile
    reaction_s: float = 0.0
    interval_s: float = 0.0
    assessment_s: float = 0.0
    reload_s: float = 0.0
    salvo: int = 1
    max_shots: int = 1
    miss_called_kill: float = 0.0
    kill_called_miss: float = 0.0


@dataclass
class Fate:
    """What became of one target."""

    alive: bool = True
    called_dead: bool = False
    in_hand: bool = False
    shots_by_unit: dict[int, int] = field(default_factory=dict)
    committed_s: list[float] = field(default_factory=list)
    put_off_for_channel: bool = False
    put_off_for_round: bool = False

    @property
    def shots(self) -> int:
        """Missiles launched at it."""
        return sum(self.shots_by_unit.values())


@dataclass(frozen=True)
class Outcome:
    """One run."""

    fates: tuple[Fate, ...]

    @property
    def leakers(self) -> int:
        """Targets alive at the end."""
        return sum(fate.alive for fate in self.fates)

    @property
    def shots(self) -> int:
        """Missiles launched."""
        return sum(fate.shots for fate in self.fates)

    @property
    def refused_by_channel(self) -> int:
        """Targets put off at least once for want of a channel."""
        return sum(fate.put_off_for_channel for fate in self.fates)

    @property
    def refused_by_magazine(self) -> int:
        """Targets put off at least once for want of a round."""
        return sum(fate.put_off_for_round for fate in self.fates)


@dataclass
class Launcher:
    """Rounds by type: those nobody has been promised, and those promised that have not left yet."""

    full_load: tuple[int, ...]
    ready: list[int]
    promised: list[int]
    reloading: bool = False


class FireUnit:
    """Channels as SimPy resources, launchers, and a store."""

    def __init__(self, env: simpy.Environment, number: int, unit: SmallUnit) -> None:
        self.number = number
        self.target_channels = simpy.Resource(env, unit.target_channels)
        self.missile_channels = simpy.Resource(env, unit.missile_channels)
        self.launchers = [Launcher(load, list(load), [0] * len(load)) for load in unit.launchers]
        self.store = list(unit.store)

    def has_channels(self) -> bool:
        return all(c.count < c.capacity for c in (self.target_channels, self.missile_channels))

    def has_round(self) -> bool:
        return self.type_to_fire() >= 0

    def type_to_fire(self) -> int:
        """The first type of which a round is ready; -1 for none."""
        ready = [kind for launcher in self.ready() for kind, rounds in enumerate(launcher.ready) if rounds]
        return min(ready, default=-1)

    def ready(self) -> list[Launcher]:
        return [launcher for launcher in self.launchers if not launcher.reloading]

    def promise_round(self, kind: int) -> bool:
        """Set aside a round of a type from the first launcher that has one; False where none has."""
        for launcher in self.ready():
            if launcher.ready[kind]:
                launcher.ready[kind] -= 1
                launcher.promised[kind] += 1
                return True
        return False

    def let_go(self, kind: int) -> None:
        """A promised round of a type leaves the first launcher on which one stands."""
        first = next(launcher for launcher in self.launchers if launcher.promised[kind])
        first.promised[kind] -= 1


class Defence:
    """The fire units, and one post that tells them whom to engage."""

    def __init__(self, raid: SmallRaid, rng: np.random.Generator) -> None:
        self.raid, self.rng = raid, rng
        self.env = simpy.Environment()
        self.units = [FireUnit(self.env, number, unit) for number, unit in enumerate(raid.units)]
        self.fates = [Fate() for _ in raid.targets]
        self.look_is_due = False
        self.open: list[int] = []

    def run(self) -> Outcome:
        for number in range(len(self.raid.targets)):
            self.env.process(self.appear(number))
        while (instant := self.env.peek()) < inf:
            while self.env.peek() == instant:
                self.env.step()
            if self.look_is_due:
                self.look()
        return Outcome(tuple(self.fates))

    def appear(self, number: int) -> Iterator[simpy.Event]:
        yield self.env.timeout(self.raid.targets[number].opens_s)
        self.open.append(number)
        self.look_is_due = True

    def look(self) -> None:
        """Commit whom one can of those waiting, and note who is put off and why."""
        self.look_is_due = False
        self.open = [number for number in self.open if self.may_be_committed(number)]
        waiting = [number for number in self.open if not self.fates[number].in_hand]
        for number in sorted(waiting, key=lambda number: self.raid.targets[number].closes_s):
            may = [unit for unit in self.units if self.shots_left(number, unit) > 0]
            with_channels = [unit for unit in may if unit.has_channels()]
            with_rounds = [unit for unit in with_channels if unit.has_round()]
            if not may:
                continue
            if not with_channels:
                self.fates[number].put_off_for_channel = True
            elif not with_rounds:
                self.fates[number].put_off_for_round = True
            else:
                self.take(number, with_rounds[0])

    def may_be_committed(self, number: int) -> bool:
        fate = self.fates[number]
        return self.env.now <= self.raid.targets[number].closes_s and not fate.called_dead

    def shots_left(self, number: int, unit: FireUnit) -> int:
        return self.raid.max_shots - self.fates[number].shots_by_unit.get(unit.number, 0)

    def take(self, number: int, unit: FireUnit) -> None:
        """Commit a unit with a free channel and a round ready; both are taken before the next in line."""
        self.fates[number].in_hand = True
        channel = unit.target_channels.request()
        missiles = self.commit(number, unit, self.raid.reaction_s)
        self.env.process(self.engage(number, unit, channel, missiles))

    def engage(
        self, number: int, unit: FireUnit, channel: simpy.Event, missiles: list[simpy.Event]
    ) -> Iterator[simpy.Event]:
        """One target from its first salvo until its channel is set free."""
        fate = self.fates[number]
        while missiles:
            yield self.env.all_of(missiles)
            yield self.env.timeout(self.raid.assessment_s)
            wrong = self.rng.random() < (
                self.raid.miss_called_kill if fate.alive else self.raid.kill_called_miss
            )
            fate.called_dead = fate.alive == wrong
            missiles = self.commit(number, unit, 0.0)
        fate.in_hand = False
        unit.target_channels.release(channel)
        self.look_is_due = True

    def commit(self, number: int, unit: FireUnit, first_launch_s: float) -> list[simpy.Event]:
        """The missiles of a salvo on their way to be launched; none where there can be no salvo."""
        kind = unit.type_to_fire()
        if not self.may_be_committed(number) or kind < 0:
            return []
        fate, channels = self.fates[number], unit.missile_channels
        size = min(self.raid.salvo, self.shots_left(number, unit), channels.capacity - channels.count)
        missiles: list[simpy.Event] = []
        while len(missiles) < size and unit.promise_round(kind):
            wait_s = first_launch_s + len(missiles) * self.raid.interval_s
            missiles.append(self.env.process(self.fly(number, unit, kind, channels.request(), wait_s)))
        if missiles:
            fate.committed_s.append(self.env.now)
            fate.shots_by_unit[unit.number] = fate.shots_by_unit.get(unit.number, 0) + len(missiles)
        return missiles

    def fly(
        self, number: int, unit: FireUnit, kind: int, channel: simpy.Event, wait_s: float
    ) -> Iterator[simpy.Event]:
        """One missile from its promise to its intercept."""
        yield self.env.timeout(wait_s)
        unit.let_go(kind)
        for launcher in unit.ready():
            if not sum(launcher.ready) + sum(launcher.promised):
                self.env.process(self.reload(unit, launcher))
        yield self.env.timeout(self.raid.targets[number].flight_s)
        unit.missile_channels.release(channel)
        if self.rng.random() < self.raid.kill_probability[kind]:
            self.fates[number].alive = False
        self.look_is_due = True

    def reload(self, unit: FireUnit, launcher: Launcher) -> Iterator[simpy.Event]:
        brought = [min(pair) for pair in zip(launcher.full_load, unit.store, strict=True)]
        if sum(brought) == 0 or launcher.reloading:
            return
        launcher.reloading = True
        unit.store = [held - taken for held, taken in zip(unit.store, brought, strict=True)]
        yield self.env.timeout(self.raid.reload_s)
        launcher.ready, launcher.reloading = brought, False
        self.look_is_due = True


def fight(raid: SmallRaid, seed: int, run: int = 0) -> Outcome:
    """One run of a raid; the same seed and number give the same run."""
    return Defence(raid, np.random.default_rng((seed, run))).run()


@st.composite
def small_raids(draw: st.DrawFn, most_targets: int = 8, most_units: int = 2) -> SmallRaid:
    """Raids small enough to be run thousands of times, large enough that everything runs short.

    No two things happen at one instant but by design: every time has its own odd fraction of a second, so
    that the order in which a model serves equal times does not matter.
    """
    types = draw(st.integers(1, 2))
    loads = st.tuples(*[st.integers(0, 3)] * types)
    flight_s = draw(st.integers(5, 40)) + 0.1730
    windows = [
        (draw(st.integers(0, 60)) + 0.0137 * place, draw(st.integers(0, 90)) + 0.0071 * place)
        for place in range(1, draw(st.integers(2, most_targets)) + 1)
    ]
    salvo = draw(st.integers(1, 3))
    error = st.sampled_from([0.0, 0.1, 0.3])
    return SmallRaid(
        targets=tuple(Window(opens_s, opens_s + long_s, flight_s) for opens_s, long_s in windows),
        units=tuple(
            SmallUnit(
                target_channels=draw(st.integers(1, 3)),
                missile_channels=draw(st.integers(1, 4)),
                launchers=tuple(draw(st.lists(loads, min_size=1, max_size=2))),
                store=draw(loads),
            )
            for _ in range(draw(st.integers(1, most_units)))
        ),
        kill_probability=tuple(draw(st.sampled_from([0.3, 0.5, 0.7, 0.9])) for _ in range(types)),
        reaction_s=draw(st.integers(0, 10)) + 0.3100,
        interval_s=draw(st.integers(1, 6)) + 0.0290,
        assessment_s=draw(st.integers(0, 8)) + 0.4510,
        reload_s=draw(st.integers(10, 200)) + 0.6130,
        salvo=salvo,
        max_shots=draw(st.integers(salvo, 6)),
        miss_called_kill=draw(error),
        kill_called_miss=draw(error),
    )
