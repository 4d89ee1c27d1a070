"""The network of activities, built step by step: whom a step waits for may be added after it.

What is stated to have ended ends on its day, and chance has no part in it. What ends a step and is not so
stated had not ended by the day that the programme knows up to.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rangering.programme.plan import NONE, Activities, Cause, Effect
from rangering.programme.terms import SIGNATURE
from rangering.streams import name_id

Result = tuple[Effect, int, float]
"""An effect, its index and its amount."""


class _Activity(NamedTuple):
    element: str
    cause: Cause
    duration_d: float
    spread: float
    after: tuple[str | int, ...]
    earliest_d: float
    likely: float
    repeat_likely: float
    repeat_d: float
    place: int
    stopped_by: int
    effects: tuple[Result, ...]
    stages: tuple[int, ...] | None
    ended_d: float | None


class Network:
    """Activities in the order they were added; `steps` leads from a step to the activity that ends it."""

    def __init__(self, spread: float, known_d: float = 0.0) -> None:
        self._spread, self._known_d = spread, known_d
        self._activities: list[_Activity] = []
        self._places: list[int] = []
        self.steps: dict[str, int] = {SIGNATURE: NONE}

    def place(self, count: int) -> int:
        """A kind of place of which there are so many; NONE for none."""
        if count < 1:
            return NONE
        self._places.append(count)
        return len(self._places) - 1

    def add(
        self,
        element: str,
        cause: Cause,
        duration_d: float,
        *,
        after: Sequence[str | int] = (),
        ends: str | None = None,
        spread: float | None = None,
        earliest_d: float = 0.0,
        likely: float = 1.0,
        repeat_likely: float = 0.0,
        repeat_d: float = 0.0,
        place: int = NONE,
        stopped_by: int = 0,
        effects: Sequence[Result] = (),
        stages: Sequence[int] | None = None,
        ended_d: float | None = None,
    ) -> int:
        """Add an activity, whose draws are keyed by `element`; its index.

        `ends` is the step it ends, `stages` the earlier stages of that step, in their order; None where
        nobody would tell its end. `ended_d` is the day by which it ended, where that is stated: the last
        stage of a step on that day, others no later.
        """
        own = self._spread if spread is None else spread
        mask = int(stopped_by)
        if ended_d is not None:
            own, mask, place, likely, repeat_likely = 0.0, 0, NONE, 1.0, 0.0
        index = len(self._activities)
        self._activities.append(
            _Activity(
                element,
                cause,
                duration_d,
                own,
                tuple(after),
                max(earliest_d, 0.0),
                likely,
                repeat_likely,
                repeat_d,
                place,
                mask,
                tuple(effects),
                None if stages is None else tuple(stages),
                ended_d,
            )
        )
        if ends is not None:
            self.steps[ends] = index
        return index

    def activities(self) -> Activities:
        """The network as a plan holds it."""
        rows = self._activities
        after = [self._before(row.after, self.steps) for row in rows]
        effects = [each for row in rows for each in row.effects]
        open_until_d, rest = self._still_open()

        def floats(field: str) -> np.ndarray:
            return np.array([getattr(row, field) for row in rows], dtype=np.float64)

        def ints(values: Sequence[int]) -> np.ndarray:
            return np.array(values, dtype=np.int64)

        return Activities(
            cause=ints([int(row.cause) for row in rows]),
            duration_d=self._durations(after),
            spread=floats("spread"),
            earliest_d=floats("earliest_d"),
            likely=floats("likely"),
            repeat_likely=floats("repeat_likely"),
            repeat_d=floats("repeat_d"),
            place=ints([row.place for row in rows]),
            stopped_by=ints([row.stopped_by for row in rows]),
            first_after=ints([0, *np.cumsum([len(each) for each in after], dtype=np.int64).tolist()]),
            after=ints([one for each in after for one in each]),
            first_effect=ints([0, *np.cumsum([len(row.effects) for row in rows], dtype=np.int64).tolist()]),
            effect=ints([int(effect) for effect, _, _ in effects]),
            effect_index=ints([index for _, index, _ in effects]),
            effect_amount=np.array([amount for _, _, amount in effects], dtype=np.float64),
            element=ints([name_id(row.element) for row in rows]),
            open_until_d=open_until_d,
            rest=rest,
            places=ints(self._places),
        )

    def _durations(self, after: Sequence[Sequence[int]]) -> np.ndarray:
        """As stated; of what has ended, from the end of what came before it to its day."""
        ends: dict[int, float] = {}

        def begins_d(n: int) -> float:
            return max([self._activities[n].earliest_d, *(ends_d(each) for each in after[n])])

        def ends_d(n: int) -> float:
            if n not in ends:
                ends[n] = begins_d(n) + lasts_d(n)
            return ends[n]

        def lasts_d(n: int) -> float:
            row = self._activities[n]
            if row.ended_d is None:
                return row.duration_d
            whole_d = max(row.ended_d - begins_d(n), 0.0)
            return whole_d if row.stages is not None else min(row.duration_d, whole_d)

        return np.array([lasts_d(n) for n in range(len(self._activities))], dtype=np.float64)

    def _still_open(self) -> tuple[np.ndarray, np.ndarray]:
        """Until when each activity's step is known to have been open, and the stage of it that follows."""
        open_until_d = np.zeros(len(self._activities))
        rest = np.full(len(self._activities), NONE, dtype=np.int64)
        for last, row in enumerate(self._activities):
            if row.stages is None or row.ended_d is not None:
                continue
            whole = [*row.stages, last]
            open_until_d[whole] = self._known_d
            rest[whole[:-1]] = whole[1:]
        return open_until_d, rest

    @property
    def names(self) -> tuple[str, ...]:
        """What each activity is called."""
        return tuple(row.element for row in self._activities)

    @staticmethod
    def _before(after: Sequence[str | int], steps: Mapping[str, int]) -> list[int]:
        found = [steps[each] if isinstance(each, str) else each for each in after]
        return sorted({index for index in found if index != NONE})
