"""One case of a risk, compiled and drawn; two of them beside each other."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from rangering.catalog.read import Catalog
from rangering.coverage.exposure import hours_in_envelope
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.rare import Proposals
from rangering.mission.results import Array
from rangering.scenario.models import Scenario
from rangering.study.risk.cases import (
    Case,
)
from rangering.study.risk.draws import chances_of
from rangering.study.risk.estimate import (
    Ratio,
    Sampled,
    cause_means,
    causes_modelled,
    ratio_of,
    same_plans,
    sample,
)
from rangering.study.risk.intervals import Mean, at_most, mean_of_seen, plain_need
from rangering.study.risk.pilot import NO_PILOT, PLAIN, completed, piloted
from rangering.study.risk.results import (
    CaseRisk,
    rate_of,
)

PILOT_PLAIN, BESIDE_PLAIN = 2048, 1024  # drawn plainly before at most, to find what proposals miss
_BESIDE_ENOUGH = 8  # replicates with a wrong shot from which plain draws will do


class Found(NamedTuple):
    """One case, sampled."""

    case: CaseRisk
    sampled: Sampled
    made: Compiled
    scenario: Scenario


class Asked(NamedTuple):
    """What stays the same over all cases."""

    catalog: Catalog
    precision: float
    seed: int
    jobs: int
    plain: bool
    allow_defaults: bool
    allow_assumed: bool


def find(
    case: Case,
    hours: Array,
    asked: Asked,
    limit: int,
    *,
    made: Compiled | None = None,
    like: Found | None = None,
    exactly: int | None = None,
    least: int = 0,
    tell: Callable[[float], None] | None = None,
) -> Found:
    """Draw a case.

    Parameters
    ----------
    case : Case
        With its scenario.
    hours : float array, shape (civil routes,)
        Inside the envelope, of all aircraft of a route. [h]
    asked : Asked
        What all cases share.
    limit : int
        Replicates at most.
    made : Compiled, optional
        Its plan, where that is not the case's own.
    like : Found, optional
        A case beside it, whose proposals are taken.
    exactly, least : int
        So many replicates and no more; at least so many.
    tell : callable, optional
        Told the share that is done.
    """
    if made is None:
        made = compile_mission(
            case.scenario, asked.catalog, seed=asked.seed, reading=case.reading,
            allow_defaults=asked.allow_defaults, allow_assumed=asked.allow_assumed,
        )  # fmt: skip
    counts = [each.count for each in case.scenario.civil_flights]
    chances = chances_of(made, hours, counts)
    draw = partial(
        sample, made, chances, precision=asked.precision, jobs=asked.jobs, tell=tell, limit=limit,
        exactly=exactly, least=min(least, limit),
    )  # fmt: skip
    # The plain pilot is never cut for the replicates asked for: it alone tells what proposals miss.
    sampled, plainly = None, PILOT_PLAIN
    tried: tuple[Proposals, ...] | None = (PLAIN,) if asked.plain else None
    if tried is None and like is not None:
        if like.sampled.proposals.share > 0.0:
            tried, plainly = (completed(made, like.sampled.proposals),), BESIDE_PLAIN
        else:
            plainly = BESIDE_PLAIN
            # Of the same chance as the case beside it; where that sees little here, a pilot looks further.
            sampled = draw(PLAIN)
    pilot = sampled.pilot if sampled is not None else NO_PILOT
    if sampled is None or np.count_nonzero(sampled.total) < _BESIDE_ENOUGH:
        pilot = piloted(made, chances, asked.jobs, tried, plainly)
        sampled = draw(pilot.proposals, pilot=pilot)
        if pilot.proposals.share and pilot.at_odds(mean_of_seen(sampled.total, sampled.most).high):
            sampled = draw(PLAIN, pilot=pilot)
    # An aircraft is wronged once at most.
    mean = at_most(sampled.mean, float(sum(counts)))
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
    return Found(risk, sampled, made, case.scenario)


def find_beside(case: Case, stated_hours: Array, asked: Asked, limit: int, like: Found) -> Found:
    """A further case of the same flights, of the same chance where that shows it."""
    hours = stated_hours
    if case.scenario == like.scenario and case.reading is None:
        return like._replace(case=replace(like.case, key=case.key, words=case.words))
    if not case.same_hours:
        hours = hours_of(case.scenario, asked)
    return find(case, hours, asked, limit, like=like, exactly=limit)


def hours_of(scenario: Scenario, asked: Asked) -> Array:
    """Hours of each civil route inside the envelope of a fire unit on alert. [h]"""
    # Corridors bear on nothing but how time is told apart.
    bare = scenario.model_copy(update={"corridors": ()})
    return hours_in_envelope(bare, catalog=asked.catalog, allow_defaults=asked.allow_defaults).together_h


def rates_apart(found: Found, other: Found) -> Ratio:
    """Rate of one case over that of another, per hour inside."""
    if min(found.case.hours_h, other.case.hours_h) <= 0.0:
        return Ratio(float("nan"), float("nan"), float("nan"))
    by = other.case.hours_h / found.case.hours_h
    if found.sampled is other.sampled or same_plans(found.made.plan, other.made.plan):
        return Ratio(by, by, by, exact=True)
    return ratio_of(found.sampled, other.sampled, by)


def counts_apart(found: Found, other: Found) -> Ratio:
    """Wrong shots of one case over those of another, in the same time."""
    if found.sampled is other.sampled or same_plans(found.made.plan, other.made.plan):
        return Ratio(1.0, 1.0, 1.0, exact=True)
    return ratio_of(found.sampled, other.sampled)
