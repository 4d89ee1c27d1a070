"""A small programme as processes that SimPy allows: slow, obvious, and a stranger to the engine.

The rules:

* A step begins when all it waits for has ended, its day has come, nothing stops it and a place is free; of
  those that may begin, the one ready longest goes first, then the first listed. Stopped midway it keeps its
  place and goes on where it stood. Some are lost at their end and done again.
* Trained crews go to installed fire units in their order; one with crews enough and released is in service.
  Each crew leaves after an exponential time, and another comes after the retraining, which stands still
  while a shock stops training, and goes slower while it keeps the supplier's instructors away.
* From its first day in service a fire unit's parts live and fail one by one. A failed one is replaced from
  the unit's spares, or by the next that comes; it is repaired at the unit, in the depot by so many hands, or
  abroad, and who sends one to the depot is owed one, first come first served.
* A line makes one missile after the other, ever faster over its ramp; while parts from abroad are stopped it
  works slower. Missiles are fired oldest first, while any fire unit is in service, and expire at
  the end of their shelf life.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import inf, isfinite

import numpy as np
import simpy

from rangering.programme.plan import Effect, Flow
from tests.programme_plans import Blow, Line, Part, SmallProgramme, Step

Going = Iterator[simpy.Event]


@dataclass
class Outcome:
    """What one history left."""

    full_d: float
    serving: list[int]
    available: list[int]
    missiles: list[int]
    owed: list[int]
    made: list[int]
    fired: list[int]


class Shelf:
    """One kind of part: spares at fire units and in the depot, who is owed one, the workshop."""

    def __init__(self, world: "World", part: Part) -> None:
        self.world, self.part = world, part
        units = world.stated.units
        self.spares = [part.base_stock] * units
        self.working = [0] * units
        self.waiting: list[list[simpy.Event]] = [[] for _ in range(units)]
        self.depot = simpy.Store(world.env)
        for _ in range(part.depot_stock):
            self.depot.put(1)
        self.hands = simpy.Resource(world.env, part.depot_crews or 10**6)

    def start(self, unit: int) -> None:
        part = self.part
        self.working[unit] = part.per_unit
        if part.poisson:
            self.world.env.process(self.stream(unit))
        else:
            for _ in range(part.per_unit):
                self.world.env.process(self.place(unit))

    def place(self, unit: int) -> Going:
        """One place in a fire unit: a part after the other."""
        part, world = self.part, self.world
        while part.fails_per_d > 0.0:
            stage_d = 1.0 / (part.fails_per_d * part.stages)
            yield world.env.timeout(world.rng.gamma(part.stages, stage_d))
            yield from self.replaced(unit)

    def stream(self, unit: int) -> Going:
        """Faults at a steady rate, whatever works."""
        while True:
            rate = self.part.fails_per_d * self.part.per_unit
            yield self.world.env.timeout(self.world.rng.exponential(1.0 / rate))
            self.world.env.process(self.replaced(unit))

    def replaced(self, unit: int) -> Going:
        self.working[unit] -= 1
        self.world.env.process(self.mended(unit))
        if self.spares[unit] > 0:
            self.spares[unit] -= 1
        else:
            coming = self.world.env.event()
            self.waiting[unit].append(coming)
            yield coming
        self.working[unit] += 1

    def comes(self, unit: int) -> None:
        if self.waiting[unit]:
            self.waiting[unit].pop(0).succeed()
        else:
            self.spares[unit] += 1

    def mended(self, unit: int) -> Going:
        """The way of a failed part."""
        part, world = self.part, self.world
        if world.rng.random() < part.base_repair:
            yield world.env.timeout(self.lasting(part.base_repair_d))
            self.comes(unit)
            return
        world.env.process(self.sent(unit))
        abroad = part.abroad
        if part.line >= 0 and world.line_open[part.line]:
            abroad *= 1.0 - world.stated.lines[part.line].repair_share
        if world.rng.random() < abroad:
            yield from world.free_of(Flow.SUPPLIER_REPAIR)
            yield world.env.timeout(self.lasting(part.abroad_d))
            yield from world.free_of(Flow.SUPPLIER_REPAIR)
        else:
            with self.hands.request() as hand:
                yield hand
                yield world.env.timeout(self.lasting(part.depot_repair_d))
        self.depot.put(1)

    def sent(self, unit: int) -> Going:
        """What the depot owes the fire unit."""
        yield self.depot.get()
        yield self.world.env.timeout(self.part.ship_d)
        self.comes(unit)

    def lasting(self, mean_d: float) -> float:
        return float(self.world.rng.exponential(mean_d)) if self.part.memoryless else mean_d


class World:
    """One history."""

    def __init__(self, stated: SmallProgramme, rng: np.random.Generator) -> None:
        self.stated, self.rng, self.env = stated, rng, simpy.Environment()
        self.turned = self.env.event()
        self.stopped = dict.fromkeys(Flow, 0)
        self.ended = [self.env.event() for _ in stated.steps]
        self.ready: list[tuple[float, int]] = []
        self.free = list(stated.places)
        self.crews, self.full_d = 0, inf
        self.installed, self.released = set[int](), set[int]()
        self.serving, self.started = set[int](), set[int]()
        self.shelves = [Shelf(self, part) for part in stated.parts]
        self.line_open = [False] * len(stated.lines)
        self.made, self.fired = 0, 0
        self.stock: dict[int, float] = {}  # of each missile the day on which it is too old
        self.batches = count()

    def run(self) -> Outcome:
        stated, env = self.stated, self.env
        for number, step in enumerate(stated.steps):
            if self.rng.random() < step.likely:
                env.process(self.becomes_ready(number, step))
        for blow in stated.shocks:
            env.process(self.strikes(blow))
        missiles = stated.missiles
        self.arrive(missiles.initial, missiles.oldest_d)
        if missiles.practice_per_d > 0.0:
            env.process(self.practises())
        if missiles.raid_every_d > 0.0:
            env.process(self.raided())
        self.serve()
        left = Outcome(inf, [], [], [], [], [], [])
        for day_d in stated.months_d:
            if day_d > env.now:
                env.run(until=day_d)
            left.serving.append(len(self.serving))
            left.available.append(sum(map(self.can_fight, self.serving)))
            left.missiles.append(len(self.stock))
            left.owed.append(sum(len(who) for shelf in self.shelves for who in shelf.waiting))
            left.made.append(self.made)
            left.fired.append(self.fired)
        left.full_d = self.full_d
        return left

    # Steps

    def becomes_ready(self, number: int, step: Step) -> Going:
        yield self.env.all_of([self.ended[before] for before in step.after])
        self.ready.append((self.env.now, number))
        self.look()
        if step.earliest_d > self.env.now:
            yield self.env.timeout(step.earliest_d - self.env.now)
            self.look()

    def look(self) -> None:
        """Let those begin that may."""
        for entry in sorted(self.ready):
            step = self.stated.steps[entry[1]]
            held_up = step.place >= 0 and self.free[step.place] == 0
            if self.env.now < step.earliest_d or self.is_stopped(step.stopped_by) or held_up:
                continue
            if step.place >= 0:
                self.free[step.place] -= 1
            self.ready.remove(entry)
            self.env.process(self.goes(entry[1], step))

    def goes(self, number: int, step: Step) -> Going:
        left_d = self.spread(step.days, step.spread)
        if self.rng.random() < step.repeat:
            left_d += self.spread(step.repeat_d, step.spread)
        while True:
            while self.is_stopped(step.stopped_by):
                yield self.turned
            since_d, over = self.env.now, self.env.timeout(left_d)
            yield over | self.turned
            left_d -= self.env.now - since_d
            if over.processed:
                break
        if step.place >= 0:
            self.free[step.place] += 1
        for effect, index, amount in step.effects:
            self.brings(effect, index, int(amount))
        self.ended[number].succeed()
        self.serve()
        self.look()

    def brings(self, effect: Effect, index: int, amount: int) -> None:
        if effect is Effect.FIRE_UNIT_INSTALLED:
            self.installed.add(index)
        elif effect is Effect.FIRE_UNIT_RELEASED:
            self.released.add(index)
        elif effect is Effect.CREWS_TRAINED:
            for _ in range(amount):
                self.env.process(self.crew_serves())
        elif effect is Effect.MISSILES:
            self.arrive(amount, float(index))
        elif effect is Effect.SPARES:
            for _ in range(amount):
                self.shelves[index].depot.put(1)
        elif effect is Effect.LINE_OPENED:
            self.env.process(self.produces(index, self.stated.lines[index]))

    # Shocks

    def strikes(self, blow: Blow) -> Going:
        if self.rng.random() >= blow.likely:
            return
        wait_d = self.rng.exponential(blow.mean_wait_d) if blow.mean_wait_d else 0.0
        yield self.env.timeout(blow.begins_d + wait_d)
        self.turn(blow, 1)
        lasts_d = self.spread(blow.lasts_d, blow.spread)
        if isfinite(lasts_d):
            yield self.env.timeout(lasts_d)
            self.turn(blow, -1)

    def turn(self, blow: Blow, change: int) -> None:
        for flow in Flow:
            if blow.stops & flow:
                self.stopped[flow] += change
        before, self.turned = self.turned, self.env.event()
        before.succeed()
        self.look()

    def is_stopped(self, mask: int) -> bool:
        return any(self.stopped[flow] > 0 for flow in Flow if mask & flow)

    def free_of(self, flow: Flow) -> Going:
        while self.is_stopped(flow):
            yield self.turned

    # Crews and fire units

    def crew_serves(self) -> Going:
        """One post in the pool of crews: filled, left, filled again."""
        while True:
            self.crews += 1
            self.serve()
            if not self.stated.attrition_per_d:
                return
            yield self.env.timeout(self.rng.exponential(1.0 / self.stated.attrition_per_d))
            self.crews -= 1
            self.serve()
            if not isfinite(self.stated.retraining_d):
                return
            yield from self.taught(self.stated.retraining_d)

    def taught(self, left_d: float) -> Going:
        """So many days of training, as far as nothing stops it."""
        while left_d > 1e-9:
            yield from self.free_of(Flow.TRAINING)
            pace = self.stated.taught_at_home if self.is_stopped(Flow.SUPPLIER_TRAINING) else 1.0
            if pace <= 0.0:
                yield self.turned
                continue
            since_d, over = self.env.now, self.env.timeout(left_d / pace)
            yield over | self.turned
            left_d -= (self.env.now - since_d) * pace

    def serve(self) -> None:
        left, need = self.crews, self.stated.crews_needed
        self.serving = set()
        for unit in range(self.stated.units):
            if unit in self.installed and left >= need:
                left -= need
                if unit in self.released:
                    self.serving.add(unit)
        for unit in sorted(self.serving - self.started):
            self.started.add(unit)
            for shelf in self.shelves:
                shelf.start(unit)
        if len(self.serving) >= self.stated.full_count:
            self.full_d = min(self.full_d, self.env.now)

    def can_fight(self, unit: int) -> bool:
        return all(shelf.working[unit] >= shelf.part.needed for shelf in self.shelves)

    # Missiles

    def arrive(self, amount: int, oldest_d: float) -> None:
        """Every missile on its own, or those of a month of age together where there are more."""
        ages = max(1, min(amount, int(np.ceil(oldest_d / 30.4375))))
        for number in range(amount):
            age_d = oldest_d * (1.0 - ((ages * (number + 1) - 1) // amount + 0.5) / ages)
            missile = next(self.batches)
            self.stock[missile] = self.env.now + self.stated.missiles.shelf_life_d - age_d
            if isfinite(self.stock[missile]):
                self.env.process(self.grows_old(missile))

    def grows_old(self, missile: int) -> Going:
        yield self.env.timeout(max(self.stock[missile] - self.env.now, 0.0))
        self.stock.pop(missile, None)

    def fire(self, wanted: int) -> None:
        if not self.serving:
            return
        for missile in sorted(self.stock, key=lambda each: (self.stock[each], each))[:wanted]:
            del self.stock[missile]
            self.fired += 1

    def practises(self) -> Going:
        while True:
            yield self.env.timeout(self.rng.exponential(1.0 / self.stated.missiles.practice_per_d))
            self.fire(1)

    def raided(self) -> Going:
        missiles = self.stated.missiles
        yield self.env.timeout(missiles.raids_from_d)
        while True:
            self.fire(int(self.rng.poisson(missiles.raid_mean)))
            if self.env.now + missiles.raid_every_d > missiles.raids_until_d:
                return
            yield self.env.timeout(missiles.raid_every_d)

    def produces(self, number: int, line: Line) -> Going:
        self.line_open[number] = True
        if line.per_d <= 0.0:
            return
        worked_d = 0.0
        for missile in count(1):
            if line.most and missile > line.most:
                return
            left_d = work_of(line, missile) - worked_d
            while left_d > 1e-9:
                pace = 1.0 - line.imported_share * self.is_stopped(Flow.LICENSED)
                if pace <= 0.0:
                    yield self.turned
                    continue
                since_d = self.env.now
                yield self.env.timeout(left_d / pace) | self.turned
                left_d -= (self.env.now - since_d) * pace
            worked_d = work_of(line, missile)
            self.made += 1
            self.arrive(1, 0.0)

    def spread(self, median_d: float, spread: float) -> float:
        return median_d * float(np.exp(spread * self.rng.standard_normal())) if spread else median_d


def work_of(line: Line, missile: int) -> float:
    """Days of work until so many missiles are made."""
    in_ramp = line.per_d * line.ramp_d / 2.0
    if missile <= in_ramp:
        return float(np.sqrt(2.0 * missile * line.ramp_d / line.per_d))
    return missile / line.per_d + line.ramp_d / 2.0


def lived(stated: SmallProgramme, histories: int, seed: int) -> list[Outcome]:
    """Histories of a small programme."""
    return [World(stated, np.random.default_rng((seed, k))).run() for k in range(histories)]
