"""Results and replays such as the engine gives, from a toy raid: for tests of pictures, words and files.

The toy knows radars with a range, fire units with channels and rounds, and a coin for every missile. It is no
model of anything: it only makes rows, logs and paths that agree with each other.
"""

import heapq
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from rangering import provenance
from rangering.mission.codes import (
    BOUND_WORDS,
    FIXED,
    KILL_BIN_M,
    KILL_BINS,
    PER_CLASS,
    PER_TYPE,
    PER_UNIT,
    Bound,
    Count,
    Event,
)
from rangering.mission.intervals import mean_of, share_of
from rangering.mission.layout import layout_of
from rangering.mission.results import (
    BoundShare,
    ClassLine,
    Estimate,
    EventLog,
    Labels,
    Measure,
    MissileLine,
    MissionResult,
    Replay,
    UnitUse,
)

CLASSES = ("target/cruise-missile", "target/one-way-uav", "target/fighter")
TITLES = ("Cruise missile", "One-way UAV", "Fighter")
SPEED_M_S, ALTITUDE_M, FROM_M, SEEN_M = (
    (240.0, 60.0, 280.0), (80.0, 800.0, 7000.0), (230e3, 110e3, 260e3), (42e3, 70e3, 190e3),
)  # fmt: skip
UNITS = (("F1", -12e3, 9e3), ("F2", 14e3, 12e3), ("F3 (hypothetical)", 11e3, -16e3), ("F4", -15e3, -11e3))
ASSETS = (("Capital (fictitious)", 0.0, 0.0), ("Harbour", 22e3, -6e3))
REACH_M, MISSILE_M_S, CHANNELS, MISSILE_CHANNELS, ROUNDS = 38e3, 1100.0, 3, 6, 16
LAYOUT = layout_of(len(CLASSES), 2, len(UNITS))


def labels_of(flights: int) -> Labels:
    """Names for so many hostile flights, two own and two civil ones."""
    hostile = tuple(f"Raid 1, flight {n + 1}" for n in range(flights))
    own = ("Patrol, flight 1", "Patrol, flight 2", "Airliner, flight 1", "Airliner, flight 2")
    units = tuple(name for name, _, _ in UNITS)
    return Labels(
        flights=hostile + own,
        sides=np.array([0] * flights + [1, 1, 2, 2]),
        classes=CLASSES,
        class_titles=TITLES,
        assets=tuple(name for name, _, _ in ASSETS),
        radars=("Group 1, 91N6E", *(f"{unit}, 92N6E" for unit in units)),
        units=units,
        systems=("s-400",) * len(UNITS),
        types=("s-400/48n6e3", "s-400/9m96e2"),
        type_titles=("48N6E3", "9M96E2"),
        pictures=("Group 1",),
        launchers=tuple(f"{unit}, launcher {n}" for unit in units for n in (1, 2, 3)),
    )


@dataclass
class Toy:
    """One replicate of the toy raid."""

    replicate: int
    flights: int
    pk: float
    rounds: int = ROUNDS
    lines: list[tuple[float, int, int, int, int, float]] = field(default_factory=list)

    def run(self) -> "Toy":
        """Play it from the first flight to the last event."""
        rng = self.rng = np.random.default_rng([7, self.replicate])
        count = self.flights
        self.kind = np.where(np.arange(count) % 6 == 4, 1, np.where(np.arange(count) % 6 == 5, 2, 0))
        self.azimuth = np.repeat(rng.uniform(0, 2 * np.pi, -(-count // 4)), 4)[:count]
        self.asset = np.arange(count) // 4 % len(ASSETS)
        self.start_s = 20.0 + 12.0 * np.arange(count) + rng.exponential(4.0, count)
        self.from_m = np.array(FROM_M)[self.kind]
        self.speed = np.array(SPEED_M_S)[self.kind]
        self.meet_s = self.start_s + self.from_m / self.speed
        self.end_s = self.meet_s.copy()  # of its path
        self.status = np.array(["flying"] * count, dtype=object)
        self.bound = np.full(count, Bound.UNSEEN)
        self.flags = {
            each: np.zeros(count, bool) for each in ("detected", "tracked", "identified", "engaged")
        }
        self.busy, self.left = np.zeros(len(UNITS), int), np.full(len(UNITS), self.rounds)
        self.missiles_held, self.most = np.zeros(len(UNITS), int), np.zeros(len(UNITS), int)
        self.fired, self.killed_by = np.zeros(2), np.zeros(2)
        self.fired_by = np.zeros(len(UNITS))
        self.kills_m: list[float] = []
        self.held_s, self.full_s, self.since_s = np.zeros(len(UNITS)), np.zeros(len(UNITS)), 0.0
        self.queue: list[tuple[float, int, str, tuple]] = []
        for n in range(count):
            self._at(self.start_s[n], "enters", n)
            seen_m = np.array(SEEN_M)[self.kind[n]] * rng.uniform(0.6, 1.1)
            self._at(self.meet_s[n] - seen_m / self.speed[n], "seen", n)
            self._at(self.meet_s[n], "arrives", n)
        for n, own in enumerate(range(count, count + 4)):
            self._note(30.0 + 60.0 * n, Event.ENTERS, own, -1, 2, 9000.0)
            self._note(60.0 + 60.0 * n, Event.FIRST_SEEN, own, -1, 0, 180e3)
            self._note(75.0 + 60.0 * n, Event.DECLARED, own, -1, 1 if n < 2 else 2, 0.98)
            self._note(1900.0 + n, Event.LEFT, own, -1, 0, 0.0)
        while self.queue:
            self.now, _, what, about = heapq.heappop(self.queue)
            self.held_s += self.busy * (self.now - self.since_s)
            self.full_s += (self.busy == CHANNELS) * (self.now - self.since_s)
            self.since_s = self.now
            getattr(self, f"_{what}")(*about)
        self.lines.sort(key=lambda line: line[0])
        return self

    def _at(self, time_s, what, *about):
        heapq.heappush(self.queue, (float(time_s), len(self.lines) + len(self.queue), what, about))

    def _note(self, time_s, event, flight, unit, other, value):
        self.lines.append((float(time_s), int(event), int(flight), int(unit), int(other), float(value)))

    def _away_m(self, n):
        return (self.meet_s[n] - self.now) * self.speed[n]

    def _enters(self, n):
        self._note(self.now, Event.ENTERS, n, -1, self.kind[n], ALTITUDE_M[self.kind[n]])

    def _seen(self, n):
        self.flags["detected"][n], self.bound[n] = True, Bound.UNTRACKED
        self._note(self.now, Event.FIRST_SEEN, n, -1, n % 5, self._away_m(n))
        self._note(self.now, Event.TRACK_STARTED, n, -1, 0, n + 1)
        if self.rng.random() < 0.97:
            self._at(self.now + 8.0, "tracked", n)

    def _tracked(self, n):
        self.flags["tracked"][n], self.bound[n] = True, Bound.UNDECLARED
        self._note(self.now, Event.TRACK_CONFIRMED, n, -1, 0, n + 1)
        self._at(self.now + self.rng.gamma(2.0, 4.0), "declared", n)

    def _declared(self, n):
        if self.status[n] != "flying":
            return
        wrong = self.rng.random() < 0.04
        self._note(self.now, Event.DECLARED, n, -1, 2 if wrong else 0, 0.97)
        self.bound[n] = Bound.TAKEN_FOR_OTHER if wrong else Bound.REACH
        if not wrong:
            self.flags["identified"][n] = True
            self._at(self.now + 2.0, "evaluated", n)

    def _evaluated(self, n):
        if self.status[n] != "flying":
            return
        near = [u for u in range(len(UNITS)) if self._away_m(n) < REACH_M]
        free = [u for u in near if self.busy[u] < CHANNELS]
        able = [u for u in free if self.left[u] > 0]
        if self._away_m(n) < 4e3:
            reason = Bound.TIME
        elif able:
            unit = max(able, key=lambda u: (self.left[u], -u))
            if not self.flags["engaged"][n]:
                self.flags["engaged"][n] = True
            self.bound[n] = Bound.MISSED
            self._hold(unit, 1, 0)
            kind = n % 2
            self._note(
                self.now, Event.COMMITTED, n, unit, kind, self._away_m(n) / (MISSILE_M_S + self.speed[n])
            )
            self._note(self.now + 1.5, Event.HANDED_OVER, n, unit, 1 + unit, 1.5)
            self._at(self.now + self.rng.gamma(3.0, 3.0), "launched", n, unit, kind)
            return
        else:
            reason = Bound.REACH if not near else Bound.CHANNELS if not free else Bound.MISSILES
        if self.bound[n] != reason:
            self._note(self.now, Event.REFUSED, n, -1, reason, self._away_m(n) / self.speed[n])
        if self.bound[n] != Bound.MISSED:
            self.bound[n] = reason
        if reason != Bound.TIME:
            self._at(self.now + 3.0, "evaluated", n)

    def _hold(self, unit, targets, missiles):
        self.busy[unit] += targets
        self.missiles_held[unit] += missiles
        self.most[unit] = max(self.most[unit], self.busy[unit])
        self._note(self.now, Event.CHANNELS, -1, unit, self.busy[unit], self.missiles_held[unit])

    def _launched(self, n, unit, kind):
        if self.status[n] != "flying" or self.left[unit] == 0:
            self._note(
                self.now, Event.CANCELLED, n, unit, Bound.MISSILES if self.left[unit] == 0 else Bound.TIME, 0
            )
            self._hold(unit, -1, 0)
            return
        self.left[unit] -= 1
        self.fired[kind] += 1
        self.fired_by[unit] += 1
        self._note(self.now, Event.LAUNCHED, n, unit, kind, self.left[unit])
        self._hold(unit, 0, 1)
        self._at(self.now + self._away_m(n) / (MISSILE_M_S + self.speed[n]), "meets", n, unit, kind)
        if self.left[unit] % 4 == 0:
            self._note(self.now, Event.RELOADING, -1, unit, 3 * unit, 900.0)

    def _meets(self, n, unit, kind):
        hit = self.status[n] == "flying" and self.rng.random() < self.pk
        self._note(self.now, Event.HIT if hit else Event.MISSED, n, unit, kind, self._away_m(n))
        self._hold(unit, 0, -1)
        if hit:
            self.status[n], self.end_s[n], self.bound[n] = "killed", self.now, Bound.NONE
            self.killed_by[kind] += 1
            self.kills_m.append(self._away_m(n))
        self._at(self.now + 5.0, "assessed", n, unit)

    def _assessed(self, n, unit):
        dead = self.status[n] == "killed"
        self._note(
            self.now, Event.CALLED_DEAD if dead else Event.CALLED_ALIVE, n, unit, 0 if dead else 1, 0.0
        )
        self._hold(unit, -1, 0)
        if not dead:
            self._at(self.now, "evaluated", n)
        elif sum(self.status == "killed") == self.flights // 2:
            for other in range(self.flights):
                if (
                    self.status[other] == "flying"
                    and self.kind[other] == 2
                    and self.start_s[other] < self.now
                ):
                    self.status[other], self.end_s[other] = "aborted", self.now + 120.0
                    self._note(self.now, Event.TURNED_BACK, other, -1, self.flights // 2, 0.0)
                    self._at(self.now + 120.0, "left", other)

    def _left(self, n):
        self._note(self.now, Event.LEFT, n, -1, 0, 0.0)

    def _arrives(self, n):
        if self.status[n] == "flying":
            self.status[n] = "leaked"
            self._note(self.now, Event.LEAKED, n, -1, self.asset[n], 1.0)

    def row(self) -> np.ndarray:
        """What the engine would write of it."""
        row = np.zeros(LAYOUT.end, np.float32)
        is_ = {each: self.status == each for each in ("killed", "leaked", "aborted")}
        row[Count.HOSTILE], row[Count.LEAKERS], row[Count.ABORTED] = (
            self.flights,
            is_["leaked"].sum(),
            is_["aborted"].sum(),
        )
        row[Count.KILLED], row[Count.HITS] = is_["killed"].sum(), is_["leaked"].sum()
        for column, flag in zip(
            (Count.DETECTED, Count.TRACKED, Count.IDENTIFIED, Count.ENGAGED), self.flags.values(), strict=True
        ):
            row[column] = flag.sum()
        row[Count.MISSILES], row[Count.MISSILE_KILLS] = self.fired.sum(), self.killed_by.sum()
        row[Count.COST_USD] = 1.5e6 * self.fired[0] + 0.6e6 * self.fired[1]
        row[Count.EVENTS], row[Count.KILL_DISTANCE_M] = len(self.lines), sum(self.kills_m)
        open_ = is_["leaked"] | is_["aborted"]
        row[LAYOUT.bounds : LAYOUT.matrix] = np.bincount(self.bound[open_].astype(int), minlength=len(Bound))
        matrix = np.zeros((3, 4))
        matrix[0, 0], matrix[0, 2] = row[Count.IDENTIFIED], (self.bound == Bound.TAKEN_FOR_OTHER).sum()
        matrix[0, 3] = row[Count.TRACKED] - matrix[0].sum()
        matrix[1, 1], matrix[2, 2] = 2, 2
        row[LAYOUT.matrix : LAYOUT.kills] = matrix.ravel()
        bins = np.minimum(np.array(self.kills_m) // KILL_BIN_M, KILL_BINS - 1).astype(int)
        row[LAYOUT.kills : LAYOUT.classes] = np.bincount(bins, minlength=KILL_BINS)
        flags = (
            np.ones(self.flights, bool),
            *self.flags.values(),
            is_["killed"],
            is_["leaked"],
            is_["aborted"],
        )
        row[LAYOUT.classes : LAYOUT.types] = [
            (flag & (self.kind == c)).sum() for c in range(len(CLASSES)) for flag in flags
        ]
        row[LAYOUT.types : LAYOUT.units] = np.stack([self.fired, self.killed_by], 1).ravel()
        first_empty = np.where(self.left == 0, self.now, np.nan)
        units = (self.held_s, self.held_s, self.most, self.full_s, self.fired_by, self.left,
                 np.zeros(len(UNITS)), first_empty)  # fmt: skip
        row[LAYOUT.units :] = np.stack(units, 1).ravel()
        return row

    def log(self) -> EventLog:
        """Its events as columns."""
        time_s, event, flight, unit, other, value = (np.array(each) for each in zip(*self.lines, strict=True))
        return EventLog(time_s, event, flight, unit, other, value, np.zeros(len(time_s), np.int64))

    def paths(self, times_s):
        """Where flights are; shape (flights, times, 3)."""
        found = np.full((self.flights + 4, len(times_s), 3), np.nan, np.float32)
        for n in range(self.flights):
            away_m = (self.meet_s[n] - times_s) * self.speed[n]
            lost = self.status[n] == "aborted"
            turn_s = self.end_s[n] - 120.0
            away_m = np.where(
                lost & (times_s > turn_s), 2 * (self.meet_s[n] - turn_s) * self.speed[n] - away_m, away_m
            )
            up = (times_s >= self.start_s[n]) & (times_s <= self.end_s[n])
            aside_m = 1500.0 * (n % 4)
            _, east, north = ASSETS[self.asset[n]]
            angle = self.azimuth[n]
            path = np.stack([
                east + away_m * np.sin(angle) + aside_m * np.cos(angle),
                north + away_m * np.cos(angle) - aside_m * np.sin(angle),
                np.full_like(away_m, ALTITUDE_M[self.kind[n]] * (1.0 + 0.1 * np.sin(n))),
            ], 1)  # fmt: skip
            found[n, up] = path[up]
        for n in range(4):
            up = times_s < 1900.0
            east = -150e3 + 160.0 * times_s
            found[self.flights + n, up] = np.stack(
                [east, np.full_like(east, 30e3 * n - 40e3), np.full_like(east, 9000.0 + 300.0 * n)], 1
            )[up]
        return found


@lru_cache(maxsize=512)
def toy(replicate: int, flights: int = 48, pk: float = 0.7, rounds: int = ROUNDS) -> Toy:
    """One replicate, played."""
    return Toy(replicate, flights, pk, rounds).run()


def toys(replicates: int, flights: int = 48, pk: float = 0.7, rounds: int = ROUNDS) -> list[Toy]:
    """The first so many replicates."""
    return [toy(n, flights, pk, rounds) for n in range(replicates)]


def _measures(rows: np.ndarray) -> tuple[Measure, ...]:
    def mean(key, label, unit, values):
        return Measure(key, label, unit, mean_of(np.asarray(values, float)))

    column = rows[:, :FIXED].astype(float)
    return (
        Measure("no_leaker", "P(no leaker)", "share", share_of(column[:, Count.LEAKERS] == 0)),
        mean("leakers", "leakers", "flights", column[:, Count.LEAKERS]),
        mean("killed", "killed", "flights", column[:, Count.KILLED]),
        mean("detected", "detected", "share", column[:, Count.DETECTED] / column[:, Count.HOSTILE]),
        mean("missiles", "missiles fired", "missiles", column[:, Count.MISSILES]),
        mean("kill_distance", "distance from the asset at the kill", "m",
             column[:, Count.KILL_DISTANCE_M] / np.maximum(column[:, Count.KILLED], 1)),
        mean("cost", "cost of missiles spent", "usd", column[:, Count.COST_USD]),
    )  # fmt: skip


def mission(
    replicates: int = 40, flights: int = 48, pk: float = 0.7, *, rounds: int = ROUNDS, raids: int = 1,
    readings: int = 0,
) -> MissionResult:  # fmt: skip
    """A result of so many replicates of the toy raid."""
    played = toys(replicates * raids, flights, pk, rounds)
    rows = np.stack([each.row() for each in played])
    column = rows.astype(float)
    leakers = np.bincount(rows[:, Count.LEAKERS].astype(int))
    engaged = {Bound.MISSED, Bound.GUIDANCE, Bound.CALLED_DEAD}
    bounds = tuple(
        BoundShare(
            each.name.lower(), BOUND_WORDS[each], each in engaged, mean_of(column[:, LAYOUT.bounds + each])
        )
        for each in Bound
        if each and column[:, LAYOUT.bounds + each].sum()
    )
    by_unit = column[:, LAYOUT.units :].reshape(-1, len(UNITS), len(PER_UNIT))
    duration_s = 2700.0
    units = tuple(
        UnitUse(
            name, "s-400", CHANNELS, MISSILE_CHANNELS, mean_of(by_unit[:, u, 0] / duration_s),
            mean_of(by_unit[:, u, 2]), mean_of(by_unit[:, u, 3] / duration_s), mean_of(by_unit[:, u, 4]),
            mean_of(by_unit[:, u, 5]), share_of(by_unit[:, u, 5] == 0),
        )
        for u, (name, _, _) in enumerate(UNITS)
    )  # fmt: skip
    by_class = column[:, LAYOUT.classes : LAYOUT.types].reshape(-1, len(CLASSES), len(PER_CLASS))
    by_type = column[:, LAYOUT.types : LAYOUT.units].reshape(-1, 2, len(PER_TYPE))
    names = labels_of(flights)
    measures = _measures(rows)
    if readings:
        measures = tuple(
            Measure(m.key, m.label, m.unit, m.estimate, (0.8 * m.estimate.value, 1.2 * m.estimate.value))
            for m in measures
        )
    return MissionResult(
        title="A raid over made-up ground", name="raid", labels=("fictitious",), fidelity="full",
        replicates=replicates, seed=7, duration_s=duration_s, raids=raids, measures=measures, leakers=leakers,
        bounds=tuple(sorted(bounds, key=lambda b: -b.per_raid.value)),
        matrix=column[:, LAYOUT.matrix : LAYOUT.kills].mean(0).reshape(3, 4),
        kill_distance=column[:, LAYOUT.kills : LAYOUT.classes].mean(0), units=units,
        classes=tuple(
            ClassLine(each, title, {of: mean_of(by_class[:, c, n]) for n, of in enumerate(PER_CLASS)})
            for c, (each, title) in enumerate(zip(CLASSES, TITLES, strict=True))
        ),
        missiles=tuple(
            MissileLine(each, title, mean_of(by_type[:, t, 0]), mean_of(by_type[:, t, 1]), price)
            for t, (each, title, price) in enumerate(
                zip(names.types, names.type_titles, (1.5e6, float("nan")), strict=True)
            )
        ),
        general=tuple(f"Line {n} for a general." for n in range(1, 6)), difference=(), rows=rows,
        layout=LAYOUT, names=names,
        environment={"k": 4 / 3, "terrain": "smooth Earth", "datum": "mean sea level", "posting_m": 500.0}
        | ({"raid_interval_s": 7 * 86_400.0} if raids > 1 else {}),
        assumptions=("2 inputs: default/long.reaction_time, default/long.kill_probability.",),
        warnings=("Decoys are out of scope: optimistic for the defence.",),
        provenance=provenance.record({"scenario": "ab" * 32, "catalog": "cd" * 32}, 7),
        readings={m.key: np.linspace(0.8, 1.2, readings) * m.estimate.value for m in measures if readings},
    )  # fmt: skip


def replay(replicate: int = 0, flights: int = 48, pk: float = 0.7, *, rounds: int = ROUNDS) -> Replay:
    """One replicate of the toy raid with its log and paths."""
    played = toy(replicate, flights, pk, rounds)
    times_s = np.arange(0.0, 2700.0, 10.0)
    sites = [("radar", "Group 1, 91N6E", *UNITS[0][1:]), *(("unit", *unit) for unit in UNITS)]
    sites += [("radar", f"{name}, 92N6E", east, north) for name, east, north in UNITS]
    sites += [("asset", *each) for each in ASSETS]
    return Replay(
        replicate, played.log(), played.row()[None], times_s, played.paths(times_s),
        labels_of(flights), LAYOUT,
        tuple(sites), "A raid over made-up ground", provenance.record({"scenario": "ab" * 32}, 7),
        ("fictitious",), np.array([[CHANNELS, MISSILE_CHANNELS, rounds]] * len(UNITS)),
    )  # fmt: skip


def estimate(value: float, half: float = 0.1) -> Estimate:
    return Estimate(value, value - half, value + half)
