"""The one sentence that may be quoted alone, and the two that say what its numbers are.

It is about the class of target that the scenario names first, at the lowest altitude worked out: the analyst
chose both, no rule here picks the number that looks best. Class, altitude, circle and number of hypothetical
sites stand in the sentence itself, so that none is lost where it is quoted.
"""

from typing import NamedTuple

from rangering.coverage.results import (
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    CoverageMap,
    Score,
)
from rangering.report.bands import claim_row
from rangering.report.html.words import (
    COVERED,
    a_class,
    class_words,
    level_words,
    listed,
    ring_sites,
    ring_words,
    scores_of,
    sentence,
    spelt,
    spread,
    systems_of,
)
from rangering.units import percent


class Headline(NamedTuple):
    """What stands at the top of the page."""

    sentence: str
    standfirst: tuple[str, str]
    others: str  # the same number for the other classes; empty where there are none


def headline_score(result: CoverageMap) -> Score | None:
    """The number the headline is about: first class, first altitude, the press circle if there is one."""
    covered = [score for score in scores_of(result) if score.measure == COVERED]
    for ring in (PRESS_CIRCLE, DETECTION_CLAIM, ASSUMED_RANGE):
        for target in result.targets:
            found = [score for score in covered if (score.ring, score.target) == (ring, target.title)]
            if found:
                return found[0]
    return None


def headline(result: CoverageMap) -> Headline:
    """Headline, standfirst, and what holds for the other classes."""
    score = headline_score(result)
    if score is None:
        return Headline(
            "No share of any circle was worked out",
            ("The result holds maps but no table of shares.", "What can be read from it stands below."),
            "",
        )
    named = listed(list(systems_of(result).values()))
    whose = f" of the {named}" if named and len(systems_of(result)) == 1 else ""
    where = ring_sites(result, score.ring)
    share = spread(score.share.low, score.share.high)
    said = (
        f"Of the {ring_words(result, score.ring)}{whose}{f' {where}' if where else ''}, "
        f"{share} is covered at "
        f"{level_words(result, score.altitude)} against {a_class(score.target)}"
    )
    return Headline(said, _standfirst(result, score), _others(result, score))


def _standfirst(result: CoverageMap, score: Score) -> tuple[str, str]:
    unknown = (
        f" Of {percent(score.unknown_share)} of that area the ground is unknown; it counts as not covered."
        if score.unknown_share
        else ""
    )
    if not result.samples:
        return (
            "The figure follows from the single most plausible value of every input; no readings were drawn, "
            "so it has no band and says nothing about how far the public sources leave it open.",
            f"It is a share of area, not a probability.{unknown}",
        )
    low, _, high = spread(score.share.low, score.share.high).partition(" to ")
    within = f"lie between {low} and {high}" if high else f"agree on {low}"
    nine = (
        f"The nominal value is {percent(score.share.nominal)}, and nine in ten of {result.samples} readings "
        f"of what nobody outside knows, such as true ranges, powers and masts, "
        f"{within}."
    )
    return (
        nine,
        f"It is a share of area, and the band is no probability: it says how far public sources leave the "
        f"answer open.{unknown}",
    )


def _others(result: CoverageMap, score: Score) -> str:
    same = {
        each.target: each
        for each in scores_of(result)
        if (each.ring, each.measure, each.altitude) == (score.ring, score.measure, score.altitude)
        and each.target != score.target
    }
    if not same:
        return ""
    named = [f"{class_words(t)} {spread(s.share.low, s.share.high)}" for t, s in same.items()]
    classes = f"the other {spelt(len(named))} classes" if len(named) > 1 else "the other class"
    return sentence(
        f"for {classes} at the same altitude: {', '.join(named)}; "
        "the headline is about the class that the scenario names first"
    )


def headline_target(result: CoverageMap) -> int:
    """Which class the page is about where a picture shows only one."""
    score = headline_score(result)
    titles = [target.title for target in result.targets]
    return titles.index(score.target) if score else 0


def engagement_altitude(result: CoverageMap) -> int:
    """The altitude at which the claims on reach differ most for the class of the headline.

    Below the horizon they all look alike: a map there would hide that the claims compete.
    """
    target = result.targets[headline_target(result)].title
    gaps = []
    for altitude in result.altitudes:
        shares = [
            row.seen_share
            for engagement in result.engagements
            if (row := claim_row(engagement, altitude.label, target))
        ]
        gaps.append(max(shares) - min(shares) if shares else 0.0)
    return gaps.index(max(gaps))
