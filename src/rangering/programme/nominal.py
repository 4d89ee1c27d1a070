"""The plan without chance: when each activity would begin and end, and the path that decides capability.

Durations are medians, nothing comes from outside, whatever may or may not take place does. First come, first
served where places are few. Limits: a schedule of medians is earlier than the median of schedules.
Source: Kelley, Walker, "Critical-path planning and scheduling" (1959); places by serial list scheduling.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from rangering.programme.plan import NONE, Activities, Cause, Effect, Plan

INFINITE = float("inf")


class Leg(NamedTuple):
    """One stretch of a path: an activity, or a wait before it."""

    activity: int
    cause: Cause
    begins_d: float
    ends_d: float


class Schedule(NamedTuple):
    """When activities begin and end, in days."""

    begins_d: tuple[float, ...]
    ends_d: tuple[float, ...]
    ready_d: tuple[float, ...]
    """All prerequisites have ended."""
    before: tuple[int, ...]
    """The prerequisite that ended last; NONE where there is none."""


class Capability(NamedTuple):
    """When so many fire units are in service, and the path that decides it."""

    day_d: float
    path: tuple[Leg, ...]
    """From the signature on, without gaps; empty where that never is."""


def schedule(activities: Activities) -> Schedule:
    """Begin and end of every activity, where nothing goes wrong.

    Parameters
    ----------
    activities : Activities
        A network without a ring.
    """
    count = len(activities.duration_d)
    after = [
        activities.after[activities.first_after[n] : activities.first_after[n + 1]].tolist()
        for n in range(count)
    ]
    followers: list[list[int]] = [[] for _ in range(count)]
    open_count = [len(each) for each in after]
    for n, each in enumerate(after):
        for one in each:
            followers[one].append(n)
    begins, ends, ready = [INFINITE] * count, [INFINITE] * count, [0.0] * count
    before = [NONE] * count
    free = [[0.0] * int(places) for places in activities.places]  # when each place of a kind falls free
    waiting: list[tuple[float, int]] = []
    for n in range(count):
        if not after[n]:
            heappush(waiting, (float(activities.earliest_d[n]), n))
    while waiting:
        begin, n = heappop(waiting)
        kind = int(activities.place[n])
        if kind != NONE:
            begin = max(begin, heappop(free[kind]))
        begins[n], ends[n] = begin, begin + float(activities.duration_d[n])
        if activities.rest[n] == NONE:
            ends[n] = max(ends[n], float(activities.open_until_d[n]))  # known not to have ended before
        if kind != NONE:
            heappush(free[kind], ends[n])
        for follower in followers[n]:
            open_count[follower] -= 1
            if before[follower] == NONE or ends[n] > ready[follower]:
                before[follower], ready[follower] = n, max(ready[follower], ends[n])
            if not open_count[follower]:
                at = max(ready[follower], float(activities.earliest_d[follower]))
                heappush(waiting, (at, follower))
    return Schedule(tuple(begins), tuple(ends), tuple(ready), tuple(before))


def capability(plan: Plan, count: int) -> Capability:
    """When `count` fire units are delivered, installed, released and crewed, and what decides it."""
    activities = plan.activities
    times = schedule(activities)
    units = [(0.0, NONE)] * len(plan.units.crews_needed)
    crews: list[tuple[float, int, float]] = []
    for n, ends_d in enumerate(times.ends_d):
        for e in range(activities.first_effect[n], activities.first_effect[n + 1]):
            effect, index = Effect(activities.effect[e]), int(activities.effect_index[e])
            if effect in (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED):
                units[index] = max(units[index], (ends_d, n))
            elif effect is Effect.CREWS_TRAINED:
                crews.append((ends_d, n, float(activities.effect_amount[e])))
    if not 0 < count <= len(units):
        return Capability(INFINITE, ())
    decisive = sorted(units)[count - 1]
    needed = float(np.sort(plan.units.crews_needed)[:count].sum())
    if needed:
        trained = 0.0
        for ends_d, n, amount in sorted(crews):
            trained += amount
            if trained >= needed:
                decisive = max(decisive, (ends_d, n))
                break
        else:
            return Capability(INFINITE, ())
    return Capability(decisive[0], path_to(decisive[1], activities, times))


def path_to(activity: int, activities: Activities, times: Schedule) -> tuple[Leg, ...]:
    """What an activity's end waited for, back to the signature: stretches without gaps."""
    legs: list[Leg] = []
    while activity != NONE and times.ends_d[activity] < INFINITE:
        begins, ready = times.begins_d[activity], times.ready_d[activity]
        stated = max(ready, float(activities.earliest_d[activity]))
        cause = Cause(int(activities.cause[activity]))
        legs.append(Leg(activity, cause, begins, times.ends_d[activity]))
        legs.append(Leg(activity, Cause.SLOT, stated, begins))
        legs.append(Leg(activity, Cause.CALENDAR, ready, stated))
        activity = times.before[activity]
    return tuple(reversed([leg for leg in legs if leg.ends_d > leg.begins_d]))
