"""Schedules: the longest way through a network of activities, and the chance to meet a date (CPM and PERT).

Activities lie between events; one begins when all that end at its event are done. No limit on resources.
Source: Kelley and Walker, "Critical-path planning and scheduling", Proc. Eastern Joint Computer Conference
(1959) 160-173; Malcolm, Roseboom, Clark and Fazar, "Application of a technique for research and development
program evaluation", Operations Research 7 (1959) 646-669.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_finite, require_not_negative
from rangering.errors import ProgrammeError

FloatArray = NDArray[np.float64]

_TIED = 1e-12  # of the whole duration: sums in another order differ by less


class Activity(NamedTuple):
    """Work between two events."""

    begins: str
    ends: str
    duration_d: float


class Schedule(NamedTuple):
    """When everything can be done. Any one unit of time, days by habit."""

    duration_d: float
    path: tuple[int, ...]
    """Activities of the critical path, by their place in the list; of several, the one whose activities are
    listed first."""
    earliest_start_d: FloatArray
    """Of each activity, shape (n_activities,). [d]"""
    slack_d: FloatArray
    """What each may be late without moving the end, shape (n_activities,); 0 on every critical path. [d]"""


class Completion(NamedTuple):
    """How long activities in series take, and the chance to meet a deadline."""

    mean_d: float
    variance_d2: float
    probability: float


def critical_path(activities: Sequence[Activity], *, where: str = "activities") -> Schedule:
    """The longest way through the network, and what every activity may be late.

    Parameters
    ----------
    activities : sequence of Activity
        At least one; several may lie between the same two events, and several events may begin or end the
        whole.
    where : str
        What an error calls the list, such as the file and table it comes from.

    Returns
    -------
    Schedule

    Raises
    ------
    ProgrammeError
        No activity, a duration that is negative or no finite number, or activities that wait for each other:
        the circle is named.
    """
    if not activities:
        raise ProgrammeError("holds no activity", where=where, mend="give at least one")
    for place, each in enumerate(activities):
        if not 0.0 <= each.duration_d < float("inf"):
            raise ProgrammeError(
                "is no duration",
                where=f"{where}[{place}], {each.begins} to {each.ends}",
                value=each.duration_d,
                mend="give a finite number of 0 or more",
            )
    order = _in_order(activities, where)
    early = dict.fromkeys(order, 0.0)
    left = dict.fromkeys(order, 0.0)
    leaving = _leaving(activities)
    for event in order:
        for each in (activities[place] for place in leaving.get(event, ())):
            early[each.ends] = max(early[each.ends], early[event] + each.duration_d)
    for event in reversed(order):
        for each in (activities[place] for place in leaving.get(event, ())):
            left[event] = max(left[event], each.duration_d + left[each.ends])
    duration = max(early.values())
    slack = np.array(
        [duration - early[each.begins] - each.duration_d - left[each.ends] for each in activities]
    )
    slack[slack <= _TIED * duration] = 0.0
    return Schedule(
        duration, _first_path(activities, slack), np.array([early[each.begins] for each in activities]), slack
    )


def pert_completion(
    optimistic_d: Sequence[float] | FloatArray,
    likely_d: Sequence[float] | FloatArray,
    pessimistic_d: Sequence[float] | FloatArray,
    deadline_d: float,
) -> Completion:
    """The chance that activities one after another meet a deadline, their sum taken as normal.

    Each has the mean (o + 4m + p) / 6 and the standard deviation (p - o) / 6, and is independent of the
    others. Only one way through the network is seen, so the chance is too high where others are nearly as
    long.

    Parameters
    ----------
    optimistic_d, likely_d, pessimistic_d : float arrays, shape (n_activities,)
        In this order of size. [d]
    deadline_d : float
        From the start of the first. [d]

    Returns
    -------
    Completion
        Where nothing is uncertain, the chance is 1 or 0.

    Raises
    ------
    ValueError
        An argument out of its domain, shapes that differ, or estimates out of order.
    """
    from scipy.special import ndtr

    estimates = np.asarray([optimistic_d, likely_d, pessimistic_d], dtype=np.float64)
    if estimates.ndim != 2 or estimates.shape[1] == 0:
        raise ValueError(f"the estimates have the shape {estimates.shape[1:]}: give three for each activity")
    require_not_negative("estimate", estimates)
    require_finite("deadline", deadline_d)
    if np.any(np.diff(estimates, axis=0) < 0.0):
        place = int(np.argmax(np.any(np.diff(estimates, axis=0) < 0.0, axis=0)))
        raise ValueError(
            f"the estimates of activity {place + 1} are {estimates[:, place].tolist()!r}: "
            "give the optimistic, the likely and the pessimistic in order of size"
        )
    low, likely, high = estimates
    mean = float(np.sum((low + 4.0 * likely + high) / 6.0))
    variance = float(np.sum(((high - low) / 6.0) ** 2))
    if variance == 0.0:
        return Completion(mean, 0.0, float(deadline_d >= mean * (1.0 - _TIED)))
    return Completion(mean, variance, float(ndtr((deadline_d - mean) / np.sqrt(variance))))


def _in_order(activities: Sequence[Activity], where: str) -> list[str]:
    """Events, each after all that lie before it."""
    waits = dict.fromkeys(_events(activities), 0)
    for each in activities:
        waits[each.ends] += 1
    leaving = _leaving(activities)
    order = [event for event, count in waits.items() if count == 0]
    for event in order:  # grows as it is walked
        for place in leaving.get(event, ()):
            ends = activities[place].ends
            waits[ends] -= 1
            if waits[ends] == 0:
                order.append(ends)
    if len(order) < len(waits):
        raise ProgrammeError(
            "is a circle: each of these waits for the one before it, so none can begin",
            where=where,
            value=" → ".join(_circle(activities, set(waits) - set(order))),
            mend="take out one of its activities, or turn it round",
        )
    return order


def _circle(activities: Iterable[Activity], stuck: set[str]) -> list[str]:
    """Events of one circle among those that are never reached, its first event again at the end."""
    # Every stuck event waits for another stuck one: walking back must come round.
    before = {each.ends: each.begins for each in activities if {each.begins, each.ends} <= stuck}
    event = next(event for event in _events(activities) if event in before)
    walked: list[str] = []
    while event not in walked:
        walked.append(event)
        event = before[event]
    return [event, *reversed(walked[walked.index(event) :])]


def _first_path(activities: Sequence[Activity], slack: FloatArray) -> tuple[int, ...]:
    """The critical path whose activities are listed first."""
    reached = {each.ends for each in activities}
    leaving = _leaving(activities)
    starts = (place for place, each in enumerate(activities) if each.begins not in reached)
    path: list[int] = []
    place = next((place for place in starts if slack[place] == 0.0), None)
    while place is not None:
        path.append(place)
        onward = leaving.get(activities[place].ends, ())
        place = next((each for each in onward if slack[each] == 0.0), None)
    return tuple(path)


def _events(activities: Iterable[Activity]) -> dict[str, None]:
    """Every event, in the order in which the list names them."""
    return dict.fromkeys(event for each in activities for event in (each.begins, each.ends))


def _leaving(activities: Iterable[Activity]) -> dict[str, list[int]]:
    """Places of the activities that begin at each event."""
    leaving: dict[str, list[int]] = {}
    for place, each in enumerate(activities):
        leaving.setdefault(each.begins, []).append(place)
    return leaving
