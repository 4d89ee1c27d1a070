"""Where an accident's flight stands among flights of its hours, by a model, and what lowers its score.

The score of a flight is the probability that, in the scene as stated, a missile is launched at it or takes it
for its target. Percentile: the share of matched flights with a lower score, and half of those with the same;
its interval knows of ties. The same draws serve every flight and every mitigation, so that ratios are of like
with like. All of it is conditional on the scene, the rates of made flights and class defaults: no finding
about the accident, and nothing about blame.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from rangering.catalog.accidents import Accident, accident_named
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import StudyError
from rangering.mission.asked import MOST_JOBS
from rangering.mission.codes import CAUSE_WORDS, CAUSES
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.plan import CIVIL
from rangering.scenario.flights import Flight
from rangering.scenario.library import ACCIDENTS, folder
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.scenario.record import record_of
from rangering.study.accidents.estimate import Scores, Seen, Span, scores
from rangering.study.accidents.matched import Matched, made_flights, recorded_flights
from rangering.study.accidents.results import (
    CONDITIONAL,
    Effect,
    Given,
    Ground,
    Line,
    Place,
    Score,
    Standing,
    against,
)
from rangering.study.accidents.scene import (
    Mitigation,
    asks,
    changed,
    drawn_phases,
    mitigations,
    scene_of,
    self_defence_words,
)
from rangering.study.accidents.score import parts_of, play
from rangering.study.accidents.stated import (
    Stated,
    as_they_are,
    class_defaults,
    restated_words,
    stated_by_scene,
)
from rangering.study.accidents.taken import DAYS, Air, Meetings, Sky, meetings, skies_at, taken

FEWEST_REPLICATES, MOST_REPLICATES = 20, 100_000
_MOST_SEED = 2**32 - 1
Tell = Callable[[str, float], None]
PHASES = (
    "When each radar begins its first scan is drawn anew for every replicate, alike for every case compared."
)


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
    if not FEWEST_REPLICATES <= replicates <= MOST_REPLICATES:
        raise StudyError(
            f"is no number of replicates from {FEWEST_REPLICATES} to {MOST_REPLICATES:,}",
            where="--replicates", value=replicates, mend="200 make intervals of some hundredths",
        )  # fmt: skip
    if not 1 <= jobs <= MOST_JOBS:
        raise StudyError(
            f"is no number of jobs from 1 to {MOST_JOBS}", where="--jobs", value=jobs,
            mend="as many as the machine has processors; the answer is the same",
        )  # fmt: skip
    if not 0 <= seed <= _MOST_SEED:
        raise StudyError(
            "is no seed", where="--seed", value=seed, mend="give a whole number from 0 to 2³² - 1"
        )
    accident = accident_named(name)
    known = catalog if catalog is not None else load_catalog()
    scene = scenario or load_scenario(folder(ACCIDENTS) / f"{accident.scenario}.toml", catalog=known)
    tell = progress or (lambda _what, _share: None)
    tell("flights of the same hours", 0.0)
    exercise = bool(scene.raids)
    if traffic is None:
        beside = made_flights(
            accident,
            scene.environment,
            count=matched,
            seed=seed,
            days=DAYS if exercise else 1,
            at_once=exercise,
        )
    else:
        beside = recorded_flights(accident, scene.environment, traffic, count=matched, at_once=exercise)
    asked = mitigations(accident, exercise=exercise) if compare else ()
    steps = 1 + len(asked)
    stage = _Stage(accident, scene, known, beside, replicates, seed, jobs)
    tell("the scene as stated", 0.0)
    base = stage.seen(None)
    variants: list[tuple[Mitigation, Scores]] = []
    for done, each in enumerate(asked, 1):
        tell(each.words, done / steps)
        variants.append((each, scores(stage.seen(each), seed)))
    return _standing(stage, base, variants)


class _Stage:
    """What stays the same over variants."""

    def __init__(
        self, accident: Accident, scene: Scenario, catalog: Catalog, beside: Matched, replicates: int,
        seed: int, jobs: int,
    ) -> None:  # fmt: skip
        self.accident, self.scene, self.catalog, self.beside = accident, scene, catalog, beside
        self.replicates, self.seed, self.jobs = replicates, seed, jobs
        self.as_stated: Compiled | None = None
        self.met: Meetings | None = None
        self.skies: list[Sky] = []

    def seen(self, change: Mitigation | None) -> list[Seen]:
        """What replicates of a variant see, part by part."""
        if self.scene.raids:
            return [self._taken(Air() if change is None else change.air)]
        played = scene_of(self.scene, self.accident, self.beside)
        if change is not None:
            played = change.change(played, self.accident)
        made = changed(self._compiled(played), change)
        if change is None:
            self.as_stated = made
        slots = np.flatnonzero(made.names.sides == CIVIL).astype(np.int64)
        # Who cannot ask hears nothing: nothing to tell apart.
        apart = asks(played)
        parts = parts_of(made.plan, apart=apart)
        if apart and change is not None and change.answers:
            parts = (parts[-1]._replace(weight=1.0),)
        return [
            Seen(
                each.name,
                each.weight,
                play(made, each, slots, replicates=self.replicates, jobs=self.jobs),
            )
            for each in parts
        ]

    def _taken(self, air: Air) -> Seen:
        if self.met is None:
            self.as_stated = self._compiled(scene_of(self.scene, self.accident, self.beside))
            self.met = meetings(self.as_stated, self.replicates)
            self.skies = skies_at(self.accident, self.beside, self.met)
        flight = self.scene.civil_flights[0]
        return taken(self.accident, flight, self.beside, self.skies, self.met, air)

    def _compiled(self, scenario: Scenario) -> Compiled:
        return drawn_phases(compile_mission(scenario, self.catalog, seed=self.seed, allow_assumed=True))


def _standing(stage: _Stage, parts: list[Seen], variants: list[tuple[Mitigation, Scores]]) -> Standing:
    base, made, scene = scores(parts, stage.seed), stage.as_stated, stage.scene
    stated = stated_by_scene(scene, stage.accident, stage.catalog)
    assert made is not None  # the scene as stated was played first
    own = base.span(0)
    flights = stage.beside.flights
    order = sorted(range(len(flights)), key=lambda n: (-base.value[n + 1], flights[n].name))
    effects = [Effect("as-stated", "as stated", own, base.ratio_to(base), base.mean_of_matched())]
    effects += [_effect(change, here, base) for change, here in variants]
    stands = scene.civil_flights[0]
    return Standing(
        accident=stage.accident,
        flight=Score(stands.name, stands.labels, own),
        matched=tuple(Score(flights[n].name, flights[n].labels, base.span(n + 1)) for n in order),
        percentile=base.percentile(),
        alike=base.alike(),
        against=against(
            base.expected_of_matched(), base.none_of_matched(), len(flights), exercise=bool(scene.raids)
        ),
        given=_given(stage, parts),
        causes=_causes(stage, parts, own.value),
        effects=tuple(effects),
        ground=_ground(stage, made, order),
        stated=stated,
        defaults=class_defaults(made.inputs, scene, stage.catalog),
        inputs=tuple(dict.fromkeys(made.inputs)),
        exercise=bool(scene.raids),
        recorded=stage.beside.recorded,
        replicates=stage.replicates,
        seed=stage.seed,
        assumptions=tuple(_assumed(stage, made, stated)),
        provenance=record_of(scene, stage.catalog, made.terrain[0], 0, stage.seed) | {"seed": stage.seed},
    )


def _effect(change: Mitigation, here: Scores, base: Scores) -> Effect:
    if change.no_self_defence and not here.value.any():
        never = Span(0.0, 0.0, 0.0)  # the rule allows no launch at all: no chance is left
        return Effect(change.key, change.words, never, never if base.value[0] > 0.0 else None, never)
    return Effect(change.key, change.words, here.span(0), here.ratio_to(base), here.mean_of_matched())


def _given(stage: _Stage, parts: list[Seen]) -> tuple[Given, ...]:
    """The score by what becomes of answers, where that is played apart."""
    if len(parts) < 2:
        return ()
    published = stage.accident.states["answers"].word
    found = []
    for part in parts:
        alone = scores([part._replace(weight=1.0)], stage.seed)
        known = part.name == published
        found.append(Given(part.name, part.weight, alone.span(0), alone.mean_of_matched(), known))
    return tuple(found)


def _causes(stage: _Stage, parts: list[Seen], own: float) -> dict[str, float]:
    """The accident flight's score by cause: the first that held, the lowest bit."""
    if stage.scene.raids:
        return {CAUSE_WORDS[key]: own if key == "other_object" else 0.0 for key in CAUSES}
    found, before = {}, 0.0
    for n, key in enumerate(CAUSES):
        upto = float(scores(parts, stage.seed, bits=2 ** (n + 1) - 1).value[0])
        found[CAUSE_WORDS[key]] = upto - before
        before = upto
    return found


def _ground(stage: _Stage, made: Compiled, order: list[int]) -> Ground:
    """Places for a map, as the scene has them."""
    unit, figures = stage.scene.fire_units[0], stage.accident.figures
    met = figures["aircraft_latitude"].nominal, figures["aircraft_longitude"].nominal
    return Ground(
        unit=Place(unit.name, unit.position.latitude_deg, unit.position.longitude_deg),
        reach_m=float(made.plan.missiles.range_max_m.max()),
        met=Place("met", *met),
        flight=_route(stage.scene.civil_flights[0]),
        matched=tuple(_route(stage.beside.flights[n]) for n in order),
        corridors=tuple(
            Line(
                each.name,
                tuple(point.latitude_deg for point in each.points),
                tuple(point.longitude_deg for point in each.points),
                each.width_m,
            )
            for each in stage.scene.corridors
        ),
        turned_rad=-(unit.misalignment_rad or 0.0),
    )


def _route(flight: Flight) -> Line:
    places = [corner.position for corner in flight.waypoints]
    return Line(
        flight.name,
        tuple(each.latitude_deg for each in places),
        tuple(each.longitude_deg for each in places),
    )


def _assumed(stage: _Stage, made: Compiled, stated: tuple[Stated, ...]) -> list[str]:
    lines = [CONDITIONAL, *stage.beside.remarks]
    if stage.met is not None:
        lines += _exercise_words(stage.met, len(stage.beside.skies))
    else:
        lines += [
            "Flights pass the unit one after another, ten minutes apart, each with full launchers before it: "
            "what one suffers hardly touches the next.",
            self_defence_words(made),
        ]
    lines.append(PHASES)
    lines += restated_words(stated)
    inputs = as_they_are(made.inputs, stage.scene)
    lines.append(f"{len(inputs)} inputs come from class defaults (grade D): {', '.join(inputs)}.")
    lines.append("Intervals are of chance alone; what nobody outside knows is not varied.")
    return lines


def _exercise_words(met: Meetings, days: int) -> list[str]:
    return [
        "The score is given that a missile was launched at the drone and goes for something else; it says "
        f"nothing of how likely that is. In {len(met.after_s)} of {met.replicates} replicates a missile "
        "comes to its drone; it then takes the flight that is nearest over ground, within "
        f"{met.reach_m / 1e3:g} km. That is worked out for every flight beside those of {days} days, each "
        "where it was at that time of day. Matched are those that are then in the air within the distance.",
        "Left out: the line of fire, what the missile can see or be led by, how far it can still fly and the "
        "time that takes, and that another missile had destroyed the drone. So the percentile is one of "
        "distance alone.",
    ]
