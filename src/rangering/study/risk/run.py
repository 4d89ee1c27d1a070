"""The public door: how often a defence would shoot at a civil flight in error, and what changes that.

Conditional on what the scenario states and the catalog holds; no forecast, and no answer on whether to fly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np

from rangering.catalog.read import Catalog, load_catalog
from rangering.coverage.exposure import EDGES, hours_in_envelope, map_exposure
from rangering.errors import ScenarioError
from rangering.mission.asked import MOST_JOBS, require_seed
from rangering.mission.codes import CAUSE_WORDS
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.rare import Proposals
from rangering.mission.results import Array
from rangering.scenario.from_traffic import with_traffic
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.readings import readings_of
from rangering.study.risk.cases import (
    FIGURES,
    WHY_EITHER_WAY,
    Case,
    Lever,
    figure_levers_of,
    levers_of,
    mitigations_of,
    reference_of,
    why_idle,
)
from rangering.study.risk.estimate import (
    NO_PILOT,
    PLAIN,
    Mean,
    Ratio,
    Sampled,
    cause_means,
    causes_modelled,
    chances_of,
    completed,
    mean_of_seen,
    piloted,
    plain_need,
    ratio_of,
    same_plans,
    sample,
)
from rangering.study.risk.results import (
    CaseRisk,
    LeverEnd,
    LeverRisk,
    Mitigated,
    Rate,
    Risk,
    ShotBand,
    Stood,
    rate_of,
)
from rangering.study.risk.where import shot_bands
from rangering.terrain.ground import Progress

PRECISION, LIMIT = 0.3, 50_000
CLOSE = Altitude.read("FL260")
MOVE_M = 30.0 * 1852.0
READING_REPLICATES = 1024
MOST_READINGS, MOST_LIMIT = 64, 2_000_000
# Replicates of each further case: what two cases share falls out of their ratio, so few more than these help.
_BESIDE = 4096
_PILOT_PLAIN, _BESIDE_PLAIN = 2048, 1024  # drawn plainly before at most, to find what proposals miss
_WEIGHTS_OFF = 5.0  # standard errors of the mean weight from which on weights are wrong, not unlucky
_BESIDE_ENOUGH = 8  # replicates with a wrong shot from which plain draws will do


class _Found(NamedTuple):
    """One case, sampled."""

    case: CaseRisk
    sampled: Sampled
    made: Compiled
    scenario: Scenario


class _Asked(NamedTuple):
    """What stays the same over all cases."""

    catalog: Catalog
    precision: float
    seed: int
    jobs: int
    plain: bool
    allow_defaults: bool
    allow_assumed: bool


def assess_risk(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    precision: float = PRECISION,
    limit: int = LIMIT,
    samples: int = 8,
    seed: int = 1,
    jobs: int = 1,
    compared: bool = False,
    close: Altitude = CLOSE,
    move_m: float = MOVE_M,
    plain: bool = False,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    progress: Progress | None = None,
) -> Risk:
    """Wrong shots per 1,000 civil flight hours inside the engagement envelope of a unit on alert.

    Parameters
    ----------
    scenario : Scenario
        With civil flights, or traffic to read them from, and a fire unit on alert.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    precision : float
        Half the interval of 95 %, as a share of the rate, at which replicates stop.
    limit : int
        Replicates at most.
    samples : int
        Readings of what nobody outside knows, for the absolute band.
    seed, jobs : int
        Of all draws, and threads; the answer is the same on any number of them.
    compared : bool
        Whether levers and mitigations are run too.
    close : Altitude
        Below which one of the mitigations closes the air.
    move_m : float
        By which another moves routes. [m]
    plain : bool
        Whether to draw as nature does, without proposals: for checks.
    allow_defaults, allow_assumed, progress
        As for `rangering.mission.run.simulate`.

    Returns
    -------
    Risk

    Raises
    ------
    ScenarioError
        Nobody civil flies, nobody flies inside, or what was asked for cannot be.
    RangeringError
        The scenario, the catalog or the terrain cannot serve.
    """
    _require(precision, limit, samples, seed, jobs, move_m)
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    flown = with_traffic(scenario)
    if not flown.civil_flights:
        raise ScenarioError(
            "brings no civil flight, so nobody can be shot at in error",
            where=scenario.read_as,
            mend="add [[civil_flight]], or [[traffic]] with a file of tracks",
        )  # fmt: skip
    asked = _Asked(known, precision, seed, jobs, plain, allow_defaults, allow_assumed)
    tell("time inside the envelope", 0.0)
    inside = hours_in_envelope(flown, catalog=known, allow_defaults=allow_defaults)
    if inside.total_h <= 0.0:
        raise ScenarioError(
            "brings no civil flight inside the engagement envelope of a fire unit on alert",
            where=scenario.read_as,
            mend="a rate per hour inside needs hours inside; `rangering exposure` shows the way there",
        )  # fmt: skip
    work = 0.4 if compared or samples else 0.9
    tell("as stated", 0.05)
    base = Case("stated", "the scenario as stated", flown, True)
    stated = _found(
        base,
        inside.together_h,
        asked,
        limit,
        lambda done: tell("as stated", 0.05 + 0.6 * work * done),
        least=_BESIDE if compared else 0,
    )
    tell("reference case", 0.05 + 0.6 * work)
    reference = _beside(reference_of(flown), inside.together_h, asked, min(limit, _BESIDE), stated)
    each_count = min(READING_REPLICATES, limit)
    rates = _by_reading(flown, stated, inside.together_h, asked, samples, each_count, tell) if samples else ()
    levers, mitigations = [], []
    if compared:
        every = (*levers_of(flown), *_figure_levers(flown, stated, known))
        for n, lever in enumerate(every):
            tell(lever.name, 0.6 + 0.3 * n / len(every))
            found = [
                _beside(end, inside.together_h, asked, min(limit, _BESIDE), stated) for end in lever.ends
            ]
            low, high = (_end(each, stated) for each in found)
            levers.append(LeverRisk(lever.name, low, high, tuple(_notes(lever.name, low, high, flown))))
        for case in mitigations_of(flown, inside.together_h.tolist(), close=close, move_m=move_m):
            tell(case.key, 0.9)
            mitigations.append(_mitigated(case, stated, inside.together_h, asked, min(limit, _BESIDE)))
    record = stated.made.terrain[0]
    # No hours inside: no rate. What is stated is a reading like the others.
    known_rates = [each for each in (*rates, stated.case.rate) if rates and not isnan(each.value)]
    values = [each.high if each.only_limit else each.value for each in known_rates]
    seen = map_exposure(flown, catalog=known, samples=0, allow_defaults=allow_defaults) if compared else None
    bands = _shot_bands(flown, stated, inside.together_h, seen.bands) if seen is not None else ()
    tell("done", 1.0)
    return Risk(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        stood=tuple(_stood(flown)),
        aircraft=sum(each.count for each in flown.civil_flights),
        flown_h=float(inside.flown_h.sum()),
        duration_s=stated.made.plan.clock.end_s,
        stated=stated.case,
        reference=reference.case,
        ratio=_rates_apart(stated, reference),
        band=(min(values), max(values)) if values else None,
        by_reading=tuple(rates),
        reading_replicates=min(READING_REPLICATES, limit) if samples else 0,
        levers=tuple(levers),
        mitigations=tuple(mitigations),
        shot_bands=bands,
        exposure=seen,
        inputs=stated.made.inputs,
        precision=precision,
        limit=limit,
        samples=samples,
        seed=seed,
        environment=environment_of(scenario, record),
        assumptions=tuple(_assumptions(stated, samples, each_count, compared)),
        warnings=tuple(_warnings(stated, reference)),
        provenance=dict(record_of(flown, known, record, samples, seed)) | {"seed": seed},
    )


def _figure_levers(scenario: Scenario, stated: _Found, catalog: Catalog) -> tuple[Lever, ...]:
    """Levers of the figures of identification that this answer rests on."""
    known = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    used = {each.quantity for each in stated.made.inputs}
    figures = {
        name: known.quantity(each)
        for name in FIGURES
        for each in used
        if each.endswith(f".identification.{name}")
    }
    return figure_levers_of(scenario, figures)


def _shot_bands(
    scenario: Scenario, stated: _Found, hours: Array, names: Sequence[str]
) -> tuple[ShotBand, ...]:
    air = scenario.environment
    edges_m = [each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) for each in EDGES]
    counts = [each.count for each in scenario.civil_flights]
    chances = chances_of(stated.made, hours, counts)
    return shot_bands(stated.made, stated.sampled, chances, edges_m, names)


def _require(precision: float, limit: int, samples: int, seed: int, jobs: int, move_m: float) -> None:
    if not (move_m > 0.0 and isfinite(move_m)):
        raise ScenarioError("moves no route away", where="--move", value=f"{move_m / 1852.0:g} nmi",
                            mend='a distance above 0, such as --move "30 nmi"')  # fmt: skip
    if not 0.01 <= precision <= 2.0:
        raise ScenarioError("is no precision from 0.01 to 2", where="--precision", value=precision,
                            mend="0.3 stops where the interval is the rate, 30 % up and down")  # fmt: skip
    if not 2 <= limit <= MOST_LIMIT:
        raise ScenarioError(f"is no number of replicates from 2 to {MOST_LIMIT:,}", where="-n", value=limit,
                            mend=f"{LIMIT:,} is usual; it stops before where that is enough")  # fmt: skip
    if not 0 <= samples <= MOST_READINGS:
        raise ScenarioError(f"is no number of readings from 0 to {MOST_READINGS}", where="--samples",
                            value=samples, mend="8 give a first band, 0 none")  # fmt: skip
    if not 1 <= jobs <= MOST_JOBS:
        raise ScenarioError(f"is no number of jobs from 1 to {MOST_JOBS}", where="--jobs", value=jobs,
                            mend="as many as the machine has processors; the answer is the same")  # fmt: skip
    require_seed(seed)


def _found(
    case: Case,
    hours: Array,
    asked: _Asked,
    limit: int,
    tell: object = None,
    like: _Found | None = None,
    exactly: int | None = None,
    least: int = 0,
) -> _Found:
    made = compile_mission(
        case.scenario, asked.catalog, seed=asked.seed, reading=case.reading,
        allow_defaults=asked.allow_defaults, allow_assumed=asked.allow_assumed,
    )  # fmt: skip
    return _sampled(case, made, hours, asked, limit, tell, like, exactly, least)


def _sampled(
    case: Case,
    made: Compiled,
    hours: Array,
    asked: _Asked,
    limit: int,
    tell: object = None,
    like: _Found | None = None,
    exactly: int | None = None,
    least: int = 0,
) -> _Found:
    counts = [each.count for each in case.scenario.civil_flights]
    chances = chances_of(made, hours, counts)
    told = tell if callable(tell) else None
    draw = partial(
        sample, made, chances, precision=asked.precision, jobs=asked.jobs, tell=told, limit=limit,
        exactly=exactly, least=min(least, limit),
    )  # fmt: skip
    # The plain pilot is never cut for the replicates asked for: it alone tells what proposals miss.
    sampled, plainly = None, _PILOT_PLAIN
    tried: tuple[Proposals, ...] | None = (PLAIN,) if asked.plain else None
    if tried is None and like is not None:
        if like.sampled.proposals.share > 0.0:
            tried, plainly = (completed(made, like.sampled.proposals),), _BESIDE_PLAIN
        else:
            plainly = _BESIDE_PLAIN
            # Of the same chance as the case beside it; where that sees little here, a pilot looks further.
            sampled = draw(PLAIN)
    pilot = sampled.pilot if sampled is not None else NO_PILOT
    if sampled is None or np.count_nonzero(sampled.total) < _BESIDE_ENOUGH:
        pilot = piloted(made, chances, asked.jobs, tried, plainly)
        sampled = draw(pilot.proposals, pilot=pilot)
        if pilot.proposals.share and pilot.at_odds(mean_of_seen(sampled.total, sampled.most).high):
            sampled = draw(PLAIN, pilot=pilot)
    mean = sampled.mean
    hours_h = float(hours.sum())
    risk = CaseRisk(
        key=case.key,
        words=case.words,
        count=mean,
        hours_h=hours_h,
        rate=rate_of(mean, hours_h),
        causes=tuple(rate_of(each, hours_h) for each in cause_means(sampled, mean.high)),
        modelled=causes_modelled(made.plan),
        passages=sum(count for count, inside_h in zip(counts, hours, strict=True) if inside_h > 0.0),
        replicates=sampled.replicates,
        pilot=pilot.replicates,
        plain_checked=pilot.plain,
        plain_most=rate_of(Mean(0.0, 0.0, pilot.plain_most, 0.0, 0), hours_h).high,
        reached=sampled.reached,
        proposals=sampled.proposals,
        mean_weight=sampled.mean_weight,
        weight_error=sampled.weight_error,
        plain_replicates=plain_need(mean, asked.precision),
    )
    return _Found(risk, sampled, made, case.scenario)


def _beside(case: Case, stated_hours: Array, asked: _Asked, limit: int, like: _Found) -> _Found:
    """A further case of the same flights, of the same chance where that shows it."""
    hours = stated_hours
    if case.scenario == like.scenario and case.reading is None:
        return like._replace(case=replace(like.case, key=case.key, words=case.words))
    if not case.same_hours:
        hours = _hours(case.scenario, asked)
    return _found(case, hours, asked, limit, None, like, limit)


def _end(found: _Found, stated: _Found) -> LeverEnd:
    """One end of a lever beside the scenario as stated."""
    same = found.case.count is stated.case.count
    # Equal counts say only that few wrong shots were seen; equal plans, that nothing can come out otherwise.
    alike = not same and same_plans(found.made.plan, stated.made.plan)
    return LeverEnd(found.case, _rates_apart(found, stated), same, alike)


def _notes(name: str, low: LeverEnd, high: LeverEnd, scenario: Scenario) -> Iterator[str]:
    """What a reader must know of a lever."""
    idle = [each.case for each in (low, high) if each.idle]
    if idle:
        why = why_idle(name, scenario)
        yield (
            f"{' and '.join(each.words for each in idle)}: is not at work in this scenario"
            + (f"; {why}" if why else "")
        )
    if low.ratio.low > 1.0:
        why = WHY_EITHER_WAY.get(name, "")
        yield "its low end makes wrong shots more frequent here" + (f": {why}" if why else "")


def _hours(scenario: Scenario, asked: _Asked) -> Array:
    # Corridors bear on nothing but how time is told apart.
    bare = scenario.model_copy(update={"corridors": ()})
    return hours_in_envelope(bare, catalog=asked.catalog, allow_defaults=asked.allow_defaults).together_h


def _mitigated(case: Case, stated: _Found, stated_hours: Array, asked: _Asked, limit: int) -> Mitigated:
    """A mitigation; where it leaves nobody who flies there is nothing to draw."""
    if not case.scenario.civil_flights:
        none = Mean(0.0, 0.0, 0.0, 0.0, 0)
        empty = replace(
            stated.case, key=case.key, words=case.words, count=none, hours_h=0.0, rate=rate_of(none, 0.0),
            causes=tuple(rate_of(none, 0.0) for _ in stated.case.causes), passages=0, replicates=0, pilot=0,
            plain_checked=0, reached=True, plain_replicates=0.0,
        )  # fmt: skip
        nothing = Ratio(float("nan"), float("nan"), float("nan"))
        return Mitigated(empty, nothing, Ratio(0.0, 0.0, 0.0), False)
    found = _beside(case, stated_hours, asked, limit, stated)
    already = found.case.count is stated.case.count or same_plans(found.made.plan, stated.made.plan)
    return Mitigated(found.case, _rates_apart(found, stated), _counts_apart(found, stated), already)


def _counts_apart(found: _Found, other: _Found) -> Ratio:
    if found.sampled is other.sampled or same_plans(found.made.plan, other.made.plan):
        return Ratio(1.0, 1.0, 1.0, exact=True)
    return ratio_of(found.sampled, other.sampled)


def _rates_apart(found: _Found, other: _Found) -> Ratio:
    if min(found.case.hours_h, other.case.hours_h) <= 0.0:
        return Ratio(float("nan"), float("nan"), float("nan"))
    by = other.case.hours_h / found.case.hours_h
    if found.sampled is other.sampled or same_plans(found.made.plan, other.made.plan):
        return Ratio(by, by, by, exact=True)
    return ratio_of(found.sampled, other.sampled, by)


def _by_reading(
    flown: Scenario,
    stated: _Found,
    hours: Array,
    asked: _Asked,
    samples: int,
    each_count: int,
    tell: Progress,
) -> list[Rate]:
    """The rate in readings of what nobody outside knows: each with its own plan and hours, few replicates."""
    catalog = stated_catalog(asked.catalog, flown.uncertainty, flown.name)
    readings = readings_of(catalog, stated.made.inputs, samples, asked.seed)
    inside_h = hours_in_envelope(
        flown, catalog=asked.catalog, readings=readings, allow_defaults=asked.allow_defaults
    ).by_reading_h
    found = []
    case = Case("reading", "a reading", flown, True)
    for n, reading in enumerate(readings):
        tell("readings", 0.3 + 0.3 * n / samples)
        made = compile_mission(
            flown, asked.catalog, seed=asked.seed, reading=reading, allow_defaults=asked.allow_defaults,
            allow_assumed=asked.allow_assumed,
        )  # fmt: skip
        each = _sampled(case, made, hours, asked, each_count, None, stated, each_count)
        found.append(rate_of(each.case.count, float(inside_h[n])))
    return found


def _stood(scenario: Scenario) -> Iterator[Stood]:
    for group in scenario.groups:
        doctrine = group.doctrine or scenario.doctrine
        for unit in group.fire_units:
            ready = f"{unit.alert}, ready after {unit.time_to_ready_s / 60.0:g} min"
            alert = ready if unit.alert == "standby" else unit.alert
            cue = f", cued by {group.external_cue.source}" if group.external_cue is not None else ""
            yield Stood(unit.shown, alert, f"weapons {doctrine.weapons}", f"{group.integration}{cue}")


def _assumptions(stated: _Found, samples: int, each_count: int, compared: bool) -> Iterator[str]:
    case = stated.case
    yield (
        "Conditional on the alert state, the rules of engagement, the air picture and all that stands "
        "below; not a "
        "forecast, and no judgement on whether to fly."
    )
    yield (
        "A wrong shot is a civil flight at which a missile is launched. Hours are those of civil flights "
        "inside the "
        "nominal engagement envelope of a fire unit on alert; flights keep to their times, so they do not "
        "vary. Where each radar points at the start is drawn anew for every replicate."
    )
    yield (
        "Alert here means ready or not, and after what time; tension is not modelled. The consequence is "
        "taken as the loss of the aircraft; deliberate attack is not assessed."
    )
    if isfinite(case.plain_most):
        yield (
            f"Plain draws alone ({case.plain_checked:,} replicates) leave room for {case.plain_most:.2g} "
            "wrong shots per 1,000 h (95 %), by whatever path. That is the high end of the interval unless "
            "all that is rare was proposed, many wrong shots were seen, and plain draws do not speak "
            "against it."
        )
    if case.proposals.share:
        yield (
            f"Rare draws are made more often and weighed: {_tilted(case.proposals)}, in "
            f"{case.proposals.share:.0%} of "
            f"replicates; weights have the mean {case.mean_weight:.3f}, nature's is 1. Paths to a wrong "
            "shot other "
            "than these are met as seldom as by nature, and the interval knows nothing of paths never met."
        )
    else:
        yield "Drawn as by nature, every weight 1: that sees enough here, or it was asked for."
    if case.pilot:
        yield f"A pilot of {case.pilot:,} replicates chose that; none of them is counted."
    if samples:
        yield (
            f"The band is over {samples} readings of what nobody outside knows, each a rate of its own from "
            f"{each_count:,} replicates (chance included) over its own hours inside: no probability."
        )
    else:
        yield "No readings were drawn: what nobody outside knows is not in the interval."
    if compared:
        yield (
            "Levers and mitigations change one thing each, with the same chance; ends of levers are ours "
            "where the "
            "catalog gives none (grade D). What flights that go elsewhere meet there is not counted."
        )
    yield from stated.made.remarks


def _tilted(proposals: Proposals) -> str:
    words = {
        "silent": "sets never heard", "misread": "codes misread", "filed": "flight plans not found",
        "reply": "spells of silence", "misaligned": "wrong norths",
    }  # fmt: skip
    return ", ".join(said for key, said in words.items() if getattr(proposals, key) is not None)


def _warnings(stated: _Found, reference: _Found) -> Iterator[str]:
    case = stated.case
    yield "This replaces no NOTAM and no decision of an aviation authority."
    if case.rate.only_limit:
        yield "Not one wrong shot was seen: the rate is an upper limit (95 %), not nothing."
    elif not case.reached:
        yield f"The precision asked for was not reached in {case.replicates:,} replicates: a wider interval."
    if reference.case.rate.only_limit:
        yield "The reference case saw none: the ratio has a lower limit alone."
    if abs(case.mean_weight - 1.0) > _WEIGHTS_OFF * case.weight_error + 1e-6:
        yield (
            f"Weights have the mean {case.mean_weight:.3f}, which is not 1 within {_WEIGHTS_OFF:g} standard "
            "errors: do not trust this."
        )
    if isfinite(case.count.value) and 0 < case.count.seen < 10:
        yield f"Only {case.count.seen} replicates saw a wrong shot: the interval is a rough one."


def causes_words() -> tuple[str, ...]:
    """What each cause is called, in the order of the rates by cause."""
    return tuple(CAUSE_WORDS.values())
