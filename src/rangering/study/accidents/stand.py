"""Where an accident's flight stands among flights of its hours, by a model, and what lowers its score.

The score of a flight is the probability that, in the scene as stated, a missile is launched at it or takes it
for its target. Percentile: the share of matched flights with a lower score, and half of those with the same.
Intervals are of chance alone, 95 %: replicates drawn again with replacement, widened where all replicates
were alike. The same draws serve every flight and every mitigation, so that ratios are of like with like. All
of it is conditional on the scene, the rates of made flights and class defaults: no finding about the
accident, and nothing about blame.
Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13 (percentile intervals).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.accidents import Accident, accident_named
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import StudyError
from rangering.mission.codes import CAUSE_WORDS, CAUSES
from rangering.mission.compile import compile_mission
from rangering.mission.plan import CIVIL
from rangering.scenario.library import folder
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.scenario.record import record_of
from rangering.study.accidents.matched import Matched, made_flights, recorded_flights
from rangering.study.accidents.scene import Mitigation, Scene, asks, mitigations, scenes
from rangering.study.accidents.score import FloatArray, Hits, parts_of, play
from rangering.study.design import generator

CONDITIONAL = (
    "The percentile is that of a model, conditional on the assumptions stated: not a forecast, no finding "
    "about the accident, and nothing about blame. It replaces no NOTAM or authority."
)
FEWEST_REPLICATES = 20
_NEVER = 3.69  # over n: 97.5 % bound of a chance that n replicates never met, from (1 - p)^n = 0.025
_AGAIN = 400  # times that replicates are drawn again
_MOST_SEED = 2**32 - 1
Tell = Callable[[str, float], None]


class Span(NamedTuple):
    """A value with its 95 % interval, of chance alone."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """The score of one flight."""

    name: str
    labels: tuple[str, ...]
    probability: Span


@dataclass(frozen=True)
class Effect:
    """What one mitigation does."""

    key: str
    words: str
    accident: Span
    """Score of the accident's flight."""
    ratio: Span | None
    """To its score as stated; None where that is zero."""
    matched: Span
    """Mean score of the matched flights."""


@dataclass(frozen=True)
class Standing:
    """Where the flight of an accident stands."""

    accident: Accident
    flight: Score
    matched: tuple[Score, ...]
    """Highest first."""
    percentile: Span
    """Share of matched flights with a lower score, ties counted half; 0 to 1."""
    causes: dict[str, float]
    """Of the accident flight's score, by cause; they sum to it."""
    effects: tuple[Effect, ...]
    recorded: bool
    replicates: int
    seed: int
    assumptions: tuple[str, ...]
    provenance: dict[str, Any]


@dataclass(frozen=True)
class _Played:
    """Scenes of one variant, played: hits of each part."""

    scenes: tuple[Scene, ...]
    parts: tuple[tuple[float, tuple[Hits, ...]], ...]
    """Weight of each part, and its hits in each scene, (replicates, flights)."""

    def scores(self, of: NDArray[np.int64], count: int, bits: int = -1) -> FloatArray:
        """Scores from some replicates: the accident's flight first, then the matched ones."""
        total = np.zeros(count + 1)
        seen = np.zeros(count + 1)
        for s, scene in enumerate(self.scenes):
            score = np.zeros(len(scene.numbers))
            for weight, hits in self.parts:
                drawn = hits[s][of]
                score += weight * ((drawn & bits) != 0).mean(axis=0)
            total[scene.numbers + 1] += score
            seen[scene.numbers + 1] += 1
        return np.asarray(total / np.maximum(seen, 1.0))

    def beyond(self, count: int, replicates: int) -> tuple[FloatArray, FloatArray]:
        """How far below and above chance may lie where every replicate of a part was alike; as `scores`."""
        found = np.zeros((2, count + 1))
        for weight, hits in self.parts:
            for s, scene in enumerate(self.scenes):
                mean = (hits[s] != 0).mean(axis=0)
                here = weight * _NEVER / replicates * np.array([mean == 1.0, mean == 0.0])
                # Of a flight in several scenes the widest counts.
                at = scene.numbers + 1
                found[:, at] = (
                    np.maximum(found[:, at], here)
                    if scene.numbers.size < count + 1
                    else (found[:, at] + here)
                )
        return found[0], found[1]


def stand(
    name: str,
    *,
    matched: int = 60,
    traffic: Path | None = None,
    replicates: int = 100,
    seed: int = 1,
    jobs: int = 1,
    catalog: Catalog | None = None,
    scenario: Scenario | None = None,
    compare: bool = True,
    progress: Tell | None = None,
) -> Standing:
    """Where an accident's flight stands among flights of its hours that nobody engaged.

    Parameters
    ----------
    name : str
        Of the accident, such as ``"ukraine-752"``.
    matched : int
        How many flights, 50 or more.
    traffic : Path, optional
        A recording that ``rangering traffic import`` wrote; flights are made if not given.
    replicates : int
        How often each part of each scene is played.
    seed : int
        Of all draws, those of made flights too.
    jobs : int
        Threads; they change nothing.
    catalog : Catalog, optional
        The shipped one if not given.
    scenario : Scenario, optional
        In place of the ready scene; its first civil flight is the accident's.
    compare : bool
        Whether mitigations are played too.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    Standing

    Raises
    ------
    RangeringError
        No such accident, too few flights or replicates, or a scene that cannot be played.
    """
    if replicates < FEWEST_REPLICATES:
        mend = f"play {FEWEST_REPLICATES} or more"
        raise StudyError("is too few", where="--replicates", value=replicates, mend=mend)
    if not 0 <= seed <= _MOST_SEED:
        raise StudyError(
            "is no seed", where="--seed", value=seed, mend="give a whole number from 0 to 2³² - 1"
        )
    accident = accident_named(name)
    known = catalog if catalog is not None else load_catalog()
    scene = scenario or load_scenario(folder() / "accidents" / f"{accident.scenario}.toml", catalog=known)
    tell = progress or (lambda _what, _share: None)
    tell("flights of the same hours", 0.0)
    if traffic is None:
        beside = made_flights(accident, scene.environment, count=matched, seed=seed)
    else:
        beside = recorded_flights(accident, scene.environment, traffic, count=matched)
    asked = mitigations(accident) if compare else ()
    steps = 1 + len(asked)
    stage = _Stage(accident, known, beside, replicates, seed, jobs)
    base = stage.played(scene, None, lambda share: tell("the scene as stated", share / steps))
    variants: list[tuple[Mitigation, _Played]] = []
    for done, each in enumerate(asked, 1):
        told = _part(tell, each.words, done, steps)
        variants.append((each, stage.played(scene, each, told)))
    return _standing(stage, scene, base, variants)


class _Stage:
    """What stays the same over variants."""

    def __init__(
        self, accident: Accident, catalog: Catalog, beside: Matched, replicates: int, seed: int, jobs: int
    ) -> None:
        self.accident, self.catalog, self.beside = accident, catalog, beside
        self.replicates, self.seed, self.jobs = replicates, seed, jobs
        self.inputs: list[str] = []
        self.records: Any = None

    def played(self, scenario: Scenario, change: Mitigation | None, tell: Callable[[float], None]) -> _Played:
        """All scenes of a variant, every part of them."""
        staged = list(scenes(scenario, self.accident, self.beside))
        if change is not None:
            staged = [
                scene._replace(scenario=change.change(scene.scenario, self.accident)) for scene in staged
            ]
        answered = change is not None and change.answers
        parts: list[tuple[float, list[Hits]]] = []
        for n, scene in enumerate(staged):
            made = compile_mission(scene.scenario, self.catalog, seed=self.seed, allow_assumed=True)
            slots = np.flatnonzero(made.names.sides == CIVIL).astype(np.int64)
            if change is None and n == 0:
                self.inputs = sorted({each.quantity for each in made.inputs if each.from_default})
                self.records = made.terrain[0]
            # In an exercise nobody is identified, and who cannot ask hears nothing: nothing to tell apart.
            apart = not scenario.raids and asks(scene.scenario)
            parts_here = parts_of(made.plan, apart=apart)
            if answered and apart:
                parts_here = (parts_here[-1]._replace(weight=1.0),)
            for k, part in enumerate(parts_here):
                hits = play(made, part, slots, replicates=self.replicates, jobs=self.jobs)
                if n == 0:
                    parts.append((part.weight, []))
                parts[k][1].append(hits)
            tell((n + 1) / len(staged))
        return _Played(tuple(staged), tuple((weight, tuple(hits)) for weight, hits in parts))


def _part(tell: Callable[[str, float], None], words: str, done: int, steps: int) -> Callable[[float], None]:
    """What one step of several tells: its words, and the share of all steps that is done."""
    return lambda share: tell(words, (done + share) / steps)


def _standing(
    stage: _Stage, scene: Scenario, base: _Played, variants: list[tuple[Mitigation, _Played]]
) -> Standing:
    count, replicates = len(stage.beside.flights), stage.replicates
    every = np.arange(replicates)
    # Of the bootstrap alone: no replicate's fate hangs on it, and it is the same for one seed.
    drawing = generator(stage.seed, "accidents: replicates drawn again")
    again = drawing.integers(0, replicates, size=(_AGAIN, replicates))
    point = base.scores(every, count)
    drawn = np.array([base.scores(of, count) for of in again])
    percentiles = np.array([_percentile(each) for each in (point, *drawn)])
    below, above = base.beyond(count, replicates)
    own = _span(point[0], drawn[:, 0], below[0], above[0])
    names = [stage.beside.flights[n] for n in range(count)]
    matched = [
        Score(flight.name, flight.labels, _span(point[n + 1], drawn[:, n + 1], below[n + 1], above[n + 1]))
        for n, flight in enumerate(names)
    ]
    matched.sort(key=lambda each: (-each.probability.value, each.name))
    effects = [
        Effect(
            "as-stated", "as stated", own,
            Span(1.0, 1.0, 1.0) if point[0] > 0 else None,
            _span(point[1:].mean(), drawn[:, 1:].mean(axis=1)),
        )
    ]  # fmt: skip
    for mitigation, played in variants:
        here = played.scores(every, count)
        lower, higher = played.beyond(count, replicates)
        there = np.array([played.scores(of, count) for of in again])
        effects.append(
            Effect(
                mitigation.key, mitigation.words, _span(here[0], there[:, 0], lower[0], higher[0]),
                _ratio(here[0], point[0], there[:, 0], drawn[:, 0], higher[0]),
                _span(here[1:].mean(), there[:, 1:].mean(axis=1)),
            )
        )  # fmt: skip
    return Standing(
        accident=stage.accident,
        flight=Score(scene.civil_flights[0].name, scene.civil_flights[0].labels, own),
        matched=tuple(matched),
        percentile=_span(percentiles[0], percentiles[1:]),
        causes=_causes(base, every, count),
        effects=tuple(effects),
        recorded=stage.beside.recorded,
        replicates=replicates,
        seed=stage.seed,
        assumptions=tuple(_assumed(stage, scene)),
        provenance=record_of(scene, stage.catalog, stage.records, 0, stage.seed) | {"seed": stage.seed},
    )


def _causes(base: _Played, every: NDArray[np.int64], count: int) -> dict[str, float]:
    """The accident flight's score by cause: the first that held, the lowest bit."""
    found, before = {}, 0.0
    for n, key in enumerate(CAUSES):
        upto = float(base.scores(every, count, bits=2 ** (n + 1) - 1)[0])
        found[CAUSE_WORDS[key]] = upto - before
        before = upto
    return found


def _percentile(scores: FloatArray) -> float:
    own, others = scores[0], scores[1:]
    return float(((others < own).sum() + 0.5 * (others == own).sum()) / len(others))


def _span(value: float, drawn: FloatArray, below: float = 0.0, above: float = 0.0) -> Span:
    low, high = np.quantile(drawn, [0.025, 0.975])
    low, high = min(low, value) - below, max(high, value) + above
    return Span(float(value), float(max(low, 0.0)), float(min(high, 1.0)))


def _ratio(value: float, base: float, drawn: FloatArray, based: FloatArray, above: float) -> Span | None:
    """A ratio of like with like; what no replicate met may still be as likely as `above`."""
    if base <= 0.0:
        return None
    sound = based > 0.0
    low, high = np.quantile(drawn[sound] / based[sound], [0.025, 0.975])
    ratio = value / base
    high = max(high, ratio, above / base if value <= above else 0.0)
    return Span(float(ratio), float(min(low, ratio)), float(high))


def _assumed(stage: _Stage, scene: Scenario) -> list[str]:
    lines = [CONDITIONAL, *stage.beside.remarks]
    if scene.raids:
        lines.append(
            "Flights of one day are in the air together; the missile takes the one that is nearest to its "
            "target, however far. That it goes for something else is stated, not drawn."
        )
    else:
        lines.append(
            "Flights pass the unit one after another, ten minutes apart, each with full launchers before it: "
            "what one suffers hardly touches the next."
        )
    lines.append(f"{len(stage.inputs)} inputs come from class defaults (grade D): {', '.join(stage.inputs)}.")
    lines.append("Intervals are of chance alone; what nobody outside knows is not varied.")
    return lines
