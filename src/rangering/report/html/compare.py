"""Systems side by side in numbers: the areas they cover and engage at one site, by altitude and class.

Areas are compared, not shares: each system's circle is as large as its own claim, and a share of a small
circle says nothing beside a share of a large one. Systems stand in alphabetical order; nothing is ranked.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rangering.coverage.results import PRESS_CIRCLE, Band, CoverageMap, Score
from rangering.errors import ScenarioError
from rangering.report.bands import whole_interval_only
from rangering.report.html.evidence import DAGGER
from rangering.report.html.headline import headline_target
from rangering.report.html.markup import Group, Html, Piece, join, paragraph, table, tag
from rangering.report.html.tables import figure_cell
from rangering.report.html.words import (
    COVERED,
    SUPPOSED,
    a_class,
    class_words,
    level_words,
    listed,
    ring_words,
    scores_of,
    sentence,
    spelt,
    spread,
    systems_of,
)
from rangering.units import percent

SAME_SITE_DEG = 1e-5  # a metre
MOST_NAMED = 4  # systems in the headline


class System(NamedTuple):
    """One column of the comparison."""

    name: str
    result: CoverageMap


def side_by_side(results: Sequence[CoverageMap]) -> list[System]:
    """Named and in alphabetical order; refused unless they can stand side by side."""
    if len(results) < 2:
        mend = "give two or more results of one scenario, with another system each"
        raise ScenarioError("leaves nothing to compare", where="alternatives", value=len(results), mend=mend)
    first = results[0]
    for each in results[1:]:
        away_deg = max(abs(each.ground.lat_deg - first.ground.lat_deg),
                       abs(each.ground.lon_deg - first.ground.lon_deg))  # fmt: skip
        if away_deg > SAME_SITE_DEG:
            mend = "change the system alone, not the place"
            raise ScenarioError("does not stand at the site of the first", where="alternatives",
                                value=each.title, mend=mend)  # fmt: skip
        asked, wanted = ((r.altitudes, [t.id for t in r.targets], r.pd_probability) for r in (each, first))
        if asked != wanted:
            mend = "ask every system for the same altitudes, classes and probability of detection"
            raise ScenarioError("was not asked what the first was asked", where="alternatives",
                                value=each.title, mend=mend)  # fmt: skip
    named = [System(listed(list(systems_of(each).values())) or each.title, each) for each in results]
    twice = Counter(each.name for each in named)
    # Two variants of one system keep apart by their titles.
    named = [each._replace(name=f"{each.name}: {each.result.title}") if twice[each.name] > 1 else each
             for each in named]  # fmt: skip
    return sorted(named, key=lambda each: (each.name.casefold(), each.name))


def _area(km2: float) -> str:
    """An area in three figures."""
    if km2 <= 0.0:
        return "0"
    return f"{round(km2, 2 - math.floor(math.log10(km2))):,.{max(0, 2 - math.floor(math.log10(km2)))}f}"


def _area_spread(band: Band, ring_km2: float) -> str:
    low, high = _area(band.low * ring_km2), _area(band.high * ring_km2)
    return low if low == high else f"{low} to {high}"


def _rings_of(result: CoverageMap) -> tuple[str, str]:
    """The circle in which coverage is counted, the widest; and that of engagement, the press circle.

    A radar may see farther than its missiles are claimed to reach: cut to the press circle, its coverage
    would look smaller than that of a system with a wider claim.
    """
    areas = {score.ring: score.ring_km2 for score in scores_of(result)}
    return max(areas, key=lambda ring: areas[ring], default=PRESS_CIRCLE), PRESS_CIRCLE


def _scores(result: CoverageMap, title: str) -> list[Score]:
    """What is compared of one system, for one class."""
    seen_in, met_in = _rings_of(result)
    return [
        score
        for score in scores_of(result)
        if score.target == title and score.ring == (seen_in if score.measure == COVERED else met_in)
    ]


def headline(systems: Sequence[System]) -> str:
    """The span of all systems at the lowest altitude, for the class that the scenario names first."""
    first = systems[0].result
    title = first.targets[headline_target(first)].title
    scores = [
        next((score for score in _scores(each.result, title) if score.measure == COVERED), None)
        for each in systems
    ]
    known = [score for score in scores if score]
    names = listed([each.name for each in systems])
    if len(systems) > MOST_NAMED:
        names = f"{spelt(len(systems))} systems"
    if not known:
        return f"{_place(systems)}, {names}: no area was worked out"
    low = _area(min(score.share.low * score.ring_km2 for score in known))
    high = _area(max(score.share.high * score.ring_km2 for score in known))
    between = f"between {low} and {high}" if low != high else f"about {low}"
    return (
        f"{_place(systems)}, {names} would each cover {between} km² at "
        f"{level_words(first, known[0].altitude)} against {a_class(title)}"
    )


def _place(systems: Sequence[System]) -> str:
    """How many sites, and whether all are supposed: the sentence may be quoted alone."""
    sites = [
        {(lat, lon): site for site, lat, lon, _ in each.result.engagement_rings}
        | {(radar.lat_deg, radar.lon_deg): radar.site for radar in each.result.radars}
        for each in systems
    ]
    named = [site for of_one in sites for site in of_one.values()]
    label = next((word for word in SUPPOSED if all(word in site for site in named)), "")
    count = max(len(of_one) for of_one in sites)
    kind = f"{label} " if label else ""
    return f"At one {kind}site" if count == 1 else f"At the same {spelt(count)} {kind}sites"


def standfirst(first: CoverageMap) -> str:
    """What the limits in the headline are, and what they are not."""
    if not first.samples:
        return "The areas follow from nominal values alone: no readings were drawn, so they have no bands."
    return (
        "The limits are those of the bands: nine in ten of "
        f"{first.samples} readings of what nobody outside knows lie within a system's band, which is no "
        "probability."
    )


def comparison(systems: Sequence[System]) -> Html:
    """One table a class: systems, what they cover and engage, by altitude."""
    first = systems[0].result
    pieces: list[Piece] = [
        paragraph(
            "Areas in km². Under each nominal area stand its band and the share of the system's own circle: "
            "of the widest one where coverage is meant, of the press circle for engagement. "
            f"{DAGGER} counts the figures that come from class defaults, because no public source gives them."
        )
    ]
    order = [headline_target(first), *(i for i in range(len(first.targets)) if i != headline_target(first))]
    if any(not s.share.low <= s.share.nominal <= s.share.high for each in systems
           for t in first.targets for s in _scores(each.result, t.title)):  # fmt: skip
        pieces.append(paragraph(
            "A nominal area may lie outside its band: where a figure is known from its vendor alone, it "
            "stands at the end of what is thought possible, and all readings lie on one side of it."
        ))  # fmt: skip
    for target in (first.targets[i] for i in order):
        of = {each.name: _scores(each.result, target.title) for each in systems}
        levels = list(dict.fromkeys(score.altitude for scores in of.values() for score in scores))
        groups = [Group(_marked(each), _lines(each.result, of[each.name], levels)) for each in systems]
        columns = ["Measure", *(level_words(first, label) for label in levels)]
        pieces.append(table(f"Against {a_class(target.title)}", columns, groups,
                            label=f"Areas, {class_words(target.title)}", class_="shares areas"))  # fmt: skip
    return join(pieces)


def _marked(system: System) -> Html:
    """The name of a system with its dagger and how many figures are assumed."""
    count = len(defaults_of(system.result))
    mark = tag("span", f" {DAGGER}{count}", class_="dagger") if count else None
    return join([system.name, mark])


def _lines(result: CoverageMap, scores: Sequence[Score], levels: Sequence[str]) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    for measure in dict.fromkeys(score.measure for score in scores):
        of = {score.altitude: score for score in scores if score.measure == measure}
        cells = [
            _area_cell(of[label], drawn=bool(result.samples)) if label in of else "–" for label in levels
        ]
        within = next(score.ring for score in of.values())
        name = join([sentence(measure)[:-1], tag("span", f"of {ring_words(result, within)}", class_="under")])
        lines.append([name, *cells])
    return lines


def _area_cell(score: Score, *, drawn: bool) -> Html:
    """Area, its band, its share; of a stealth class the whole interval stands in place of a single value."""
    band, share = _area_spread(score.share, score.ring_km2), score.share
    if whole_interval_only(score.target) and not drawn:
        return figure_cell("not given", "no readings drawn")
    if not drawn:
        return figure_cell(_area(share.nominal * score.ring_km2), percent(share.nominal))
    if whole_interval_only(score.target):
        return figure_cell(band, spread(share.low, share.high))
    return figure_cell(_area(share.nominal * score.ring_km2), band, percent(share.nominal))


def defaults_of(result: CoverageMap) -> set[str]:
    """Ids of the figures that are class defaults, as listed, else as the assumptions name them."""
    listed_ones = {each.quantity for each in result.sources if each.from_default}
    return listed_ones or set(re.findall(r"default/[\w/.-]*\w", " ".join(result.assumptions)))
